//! One container's turn in one sync: what happened, what the API will show, which events it emits.

use alloc::string::{String, ToString};
use core::time::Duration;

use super::{ContainerPlan, PodPlan, cri_error};
use crate::access::Refusal;
use crate::api::WaitingReason;
use crate::reference::PodImage;
use crate::sentence::{Remembered, Sentence};

/// What became of an image when a sync needed it: the ends of `EnsureImageExists`
/// (`pkg/kubelet/images/image_manager.go`).
///
/// ```
/// use core::time::Duration;
/// use pullspec::kubelet::{ContainerPlan, ImageOutcome, PodPlan, Pull, Timeline};
/// let (secs, millis) = (Duration::from_secs, Duration::from_millis);
/// let app = ContainerPlan::regular("app", "redis:7").with_pull(Pull::fails(millis(950), "no such host"));
/// let pod = PodPlan::new().with_container(app);
/// let outcomes: Vec<_> = Timeline::new(&pod, [secs(10)]).filter_map(|step| step.outcome()).collect();
/// assert_eq!(outcomes[0], ImageOutcome::PullFailed { attempt: 1, error: "no such host" });
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ImageOutcome<'p> {
    /// An attempt that succeeded.
    Pulled {
        /// Its number, counted from 1.
        attempt: u64,
        /// The image's size in bytes.
        bytes: u64,
    },
    /// An attempt that failed; a back-off window begins.
    PullFailed {
        /// Its number, counted from 1.
        attempt: u64,
        /// What the runtime said.
        error: &'p str,
    },
    /// No attempt: inside a back-off window.
    BackOff {
        /// What the runtime said when the window began.
        previous: Option<&'p str>,
    },
    /// No attempt: the image is on the node, and the pod may use it.
    Present,
    /// No attempt: policy `Never`, and the image is not on the node, or not for this pod.
    NeverPull,
    /// No attempt: the image text does not parse.
    InvalidName,
    /// No attempt: the pod's credentials could not be looked up (1.33).
    CredentialsFailed {
        /// The error, which is the waiting reason too.
        error: &'p str,
    },
    /// No attempt: the runtime could not say whether the image is there.
    Uninspectable {
        /// What the runtime said.
        error: &'p str,
    },
}

impl ImageOutcome<'_> {
    /// Whether the container can start with it.
    ///
    /// ```
    /// use pullspec::kubelet::ImageOutcome;
    /// assert!(ImageOutcome::Present.is_success());
    /// assert!(!ImageOutcome::NeverPull.is_success());
    /// ```
    #[must_use]
    pub const fn is_success(&self) -> bool {
        matches!(self, Self::Pulled { .. } | Self::Present)
    }

    /// The number of the attempt, if there was one.
    ///
    /// ```
    /// use pullspec::kubelet::ImageOutcome;
    /// assert_eq!(ImageOutcome::Pulled { attempt: 2, bytes: 0 }.attempt(), Some(2));
    /// assert_eq!(ImageOutcome::Present.attempt(), None);
    /// ```
    #[must_use]
    pub const fn attempt(&self) -> Option<u64> {
        match self {
            Self::Pulled { attempt, .. } | Self::PullFailed { attempt, .. } => Some(*attempt),
            _ => None,
        }
    }
}

impl<'p> ImageOutcome<'p> {
    /// Why there was neither an attempt nor an image to use, as `access` tells it.
    pub(super) const fn refusal(self) -> Option<Refusal<'p>> {
        match self {
            Self::NeverPull => Some(Refusal::NeverPull),
            Self::InvalidName => Some(Refusal::InvalidName),
            Self::CredentialsFailed { error } => Some(Refusal::CredentialsFailed(error)),
            Self::Uninspectable { error } => Some(Refusal::InspectFailed(error)),
            Self::Pulled { .. } | Self::PullFailed { .. } | Self::BackOff { .. } | Self::Present => None,
        }
    }
}

/// What a sync did about one container or image volume (`SyncPod`, `kuberuntime_manager.go`).
///
/// ```
/// use pullspec::kubelet::{Action, ContainerPlan, ImageOutcome, PodPlan, Timeline};
/// let pod = PodPlan::new().with_container(ContainerPlan::regular("app", "redis:7").with_image_present());
/// let step = Timeline::new(&pod, []).next().expect("a first sync");
/// assert_eq!(step.action, Action::EnsureImage(ImageOutcome::Present));
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Action<'p> {
    /// It saw to the image and, with success, started the container.
    EnsureImage(ImageOutcome<'p>),
    /// It did not get to the image, since an image volume is missing.
    MissingVolume {
        /// The volume.
        volume: &'p ContainerPlan,
        /// Why it is missing.
        outcome: ImageOutcome<'p>,
    },
    /// It did not get to the image, since the container ended too often.
    CrashLoopBackOff {
        /// When the crash-loop window ends, counted from the first sync.
        until: Duration,
        /// How long that window is.
        window: Duration,
    },
}

/// One container's turn in one sync of the pod (`SyncPod`, `kuberuntime_manager.go`).
///
/// ```
/// use core::time::Duration;
/// use pullspec::kubelet::{ContainerPlan, PodPlan, Pull, Timeline};
/// let millis = Duration::from_millis;
/// let app = ContainerPlan::regular("app", "redis:7").with_pull(Pull::fails(millis(950), "no such host"));
/// let pod = PodPlan::new().with_container(app);
/// let step = Timeline::new(&pod, []).next().expect("a first sync");
/// assert_eq!((step.sync, step.start(), step.end().as_millis(), step.window().as_secs()), (0, Duration::ZERO, 950, 10));
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Step<'p> {
    pub(crate) pod: &'p PodPlan,
    /// The container or image volume.
    pub container: &'p ContainerPlan,
    /// Its place in [`PodPlan::containers`].
    pub index: usize,
    /// The number of the sync, counted from 0.
    pub sync: u64,
    /// What happened.
    pub action: Action<'p>,
    // Times are kept as the simulation counts them.
    pub(crate) sync_start_ms: u64,
    pub(crate) start_ms: u64,
    pub(crate) end_ms: u64,
    pub(crate) window_ms: u64,
    pub(super) secrets: Option<SecretsEvent>,
}

/// Where in its sync a step tells of the pull secrets that cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SecretsEvent {
    /// Before all else.
    AtStart,
    /// After all else.
    AtEnd,
}

impl<'p> Step<'p> {
    /// When the sync started, counted from the first one.
    ///
    /// ```
    /// use core::time::Duration;
    /// use pullspec::kubelet::{ContainerPlan, PodPlan, Pull, Timeline};
    /// let slow = Pull::succeeds(Duration::from_secs(4));
    /// let pod = PodPlan::new()
    ///     .with_container(ContainerPlan::regular("app", "redis:7").with_pull(slow))
    ///     .with_container(ContainerPlan::regular("web", "nginx:1"));
    /// let second = Timeline::new(&pod, []).nth(1).expect("the second container's turn");
    /// assert_eq!((second.sync_start().as_secs(), second.start().as_secs()), (0, 4));
    /// ```
    #[must_use]
    pub const fn sync_start(&self) -> Duration {
        Duration::from_millis(self.sync_start_ms)
    }

    /// When this container's turn came, counted from the first sync.
    ///
    /// ```
    /// use core::time::Duration;
    /// use pullspec::kubelet::{ContainerPlan, PodPlan, Pull, Timeline};
    /// let (secs, millis) = (Duration::from_secs, Duration::from_millis);
    /// let app = ContainerPlan::regular("app", "redis:7").with_pull(Pull::fails(millis(950), "no such host"));
    /// let pod = PodPlan::new().with_container(app);
    /// let second = Timeline::new(&pod, [millis(12_500)]).nth(1).expect("a second sync");
    /// assert_eq!(second.start(), secs(14));
    /// ```
    #[must_use]
    pub const fn start(&self) -> Duration {
        Duration::from_millis(self.start_ms)
    }

    /// When it was over, counted from the first sync.
    ///
    /// ```
    /// use core::time::Duration;
    /// use pullspec::kubelet::{ContainerPlan, PodPlan, Pull, Timeline};
    /// let pull = Duration::from_millis(950);
    /// let app = ContainerPlan::regular("app", "redis:7").with_pull(Pull::fails(pull, "no such host"));
    /// let pod = PodPlan::new().with_container(app);
    /// assert_eq!(Timeline::new(&pod, []).next().map(|step| step.end()), Some(pull));
    /// ```
    #[must_use]
    pub const fn end(&self) -> Duration {
        Duration::from_millis(self.end_ms)
    }

    /// The image's back-off window afterwards, passed or not; zero if it never failed.
    ///
    /// ```
    /// use core::time::Duration;
    /// use pullspec::kubelet::{ContainerPlan, PodPlan, Pull, Timeline};
    /// let app = ContainerPlan::regular("app", "redis:7").with_pull(Pull::fails(Duration::ZERO, "no such host"));
    /// let pod = PodPlan::new().with_container(app);
    /// assert_eq!(Timeline::new(&pod, []).next().map(|step| step.window().as_secs()), Some(10));
    /// ```
    #[must_use]
    pub const fn window(&self) -> Duration {
        Duration::from_millis(self.window_ms)
    }

    /// The same step as the last one of a sync in which a pull failed.
    pub(super) const fn telling_of_secrets(self) -> Self {
        Self { secrets: Some(SecretsEvent::AtEnd), ..self }
    }

    /// What became of the image, for a step that got to it.
    ///
    /// ```
    /// use pullspec::kubelet::{ContainerPlan, ImageOutcome, PodPlan, Timeline};
    /// let pod = PodPlan::new().with_container(ContainerPlan::regular("app", "redis:7").with_image_present());
    /// let step = Timeline::new(&pod, []).next().expect("a first sync");
    /// assert_eq!(step.outcome(), Some(ImageOutcome::Present));
    /// ```
    #[must_use]
    pub const fn outcome(&self) -> Option<ImageOutcome<'p>> {
        match self.action {
            Action::EnsureImage(outcome) => Some(outcome),
            _ => None,
        }
    }

    /// The number of the attempt to pull, counted from 1 per container, if there was one.
    ///
    /// ```
    /// use core::time::Duration;
    /// use pullspec::kubelet::{ContainerPlan, PodPlan, Pull, Timeline};
    /// let (secs, millis) = (Duration::from_secs, Duration::from_millis);
    /// let app = ContainerPlan::regular("app", "redis:7").with_pull(Pull::fails(millis(950), "no such host"));
    /// let pod = PodPlan::new().with_container(app).with_sync_at(secs(1));
    /// let attempts: Vec<_> = Timeline::new(&pod, std::iter::repeat(millis(12_500))).map(|step| step.attempt()).take(3).collect();
    /// assert_eq!(attempts, [Some(1), None, Some(2)]);
    /// ```
    #[must_use]
    pub const fn attempt(&self) -> Option<u64> {
        match self.action {
            Action::EnsureImage(outcome) => outcome.attempt(),
            _ => None,
        }
    }

    /// Whether the container started, or the volume is there.
    ///
    /// ```
    /// use pullspec::kubelet::{ContainerPlan, PodPlan, Timeline};
    /// let pod = PodPlan::new().with_container(ContainerPlan::regular("app", "redis:7"));
    /// assert!(Timeline::new(&pod, []).all(|step| step.is_success()));
    /// ```
    #[must_use]
    pub const fn is_success(&self) -> bool {
        matches!(self.action, Action::EnsureImage(outcome) if outcome.is_success())
    }

    /// The waiting reason that the API shows after the next sync has started; `None` if the container started.
    ///
    /// ```
    /// use core::time::Duration;
    /// use pullspec::WaitingReason;
    /// use pullspec::kubelet::{ContainerPlan, PodPlan, Pull, Timeline};
    /// let millis = Duration::from_millis;
    /// let app = ContainerPlan::regular("app", "redis:7").with_pull(Pull::fails(millis(950), "no such host"));
    /// let pod = PodPlan::new().with_container(app);
    /// assert_eq!(Timeline::new(&pod, []).next().and_then(|step| step.reason()), Some(WaitingReason::ErrImagePull));
    /// ```
    #[must_use]
    pub fn reason(&self) -> Option<WaitingReason> {
        match self.action {
            Action::EnsureImage(outcome) | Action::MissingVolume { outcome, .. } => self.reason_of(outcome),
            Action::CrashLoopBackOff { .. } => Some(WaitingReason::Other("CrashLoopBackOff".into())),
        }
    }

    /// The waiting message that goes with [`Self::reason`]; empty if the container started.
    ///
    /// ```
    /// use core::time::Duration;
    /// use pullspec::kubelet::{ContainerPlan, PodPlan, Pull, Timeline};
    /// let (secs, millis) = (Duration::from_secs, Duration::from_millis);
    /// let app = ContainerPlan::regular("app", "redis:7").with_pull(Pull::fails(millis(950), "no such host"));
    /// let pod = PodPlan::new().with_container(app).with_sync_at(secs(1));
    /// let messages: Vec<_> = Timeline::new(&pod, [millis(12_500)]).map(|step| step.message()).take(2).collect();
    /// assert_eq!(messages, ["no such host", "Back-off pulling image \"redis:7\": ErrImagePull: no such host"]);
    /// ```
    #[must_use]
    pub fn message(&self) -> String {
        match self.action {
            Action::EnsureImage(outcome) => self.message_of(&self.container.image, outcome),
            Action::MissingVolume { volume, outcome } => self.message_of(&volume.image, outcome),
            Action::CrashLoopBackOff { window, .. } => {
                let pod = self.pod.log_name();
                Sentence::CrashLoopFor { window, container: &self.container.name, pod: &pod }.to_string()
            }
        }
    }

    fn reason_of(&self, outcome: ImageOutcome<'_>) -> Option<WaitingReason> {
        match outcome {
            ImageOutcome::PullFailed { error, .. } => Some(cri_error::reason(error, &self.pod.behavior)),
            ImageOutcome::BackOff { .. } => Some(WaitingReason::ImagePullBackOff),
            _ => outcome.refusal().map(Refusal::reason),
        }
    }

    fn message_of(&self, image: &PodImage, outcome: ImageOutcome<'_>) -> String {
        let (text, behavior) = (image.as_str(), &self.pod.behavior);
        match outcome {
            ImageOutcome::PullFailed { error, .. } => cri_error::message(text, error, behavior),
            ImageOutcome::BackOff { previous: Some(error) } if behavior.appends_previous_error => {
                let reason = cri_error::reason(error, behavior);
                let message = cri_error::message(text, error, behavior);
                let last = Remembered { reason: reason.as_str(), message: &message }.to_string();
                Sentence::BackOff { image: text.into(), last: Some(&last) }.to_string()
            }
            ImageOutcome::BackOff { .. } => Sentence::BackOff { image: text.into(), last: None }.to_string(),
            _ => outcome.refusal().map(|refusal| refusal.message(image, behavior)).unwrap_or_default(),
        }
    }
}
