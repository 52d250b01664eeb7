//! A simulated container or image volume.

use alloc::{boxed::Box, string::String, vec::Vec};
use core::time::Duration;

use super::pull::{Pull, Repair};
use crate::access::{PodCredentials, PullCredentials, PulledRecord};
use crate::clock::whole_ms;
use crate::policy::PullPolicy;
use crate::reference::PodImage;

/// What an image is needed for, in the order in which the kubelet gets to them (`SyncPod`,
/// `kuberuntime_manager.go`).
///
/// Closed: a pod has no other place for an image.
///
/// ```
/// use pullspec::kubelet::{ContainerKind, ContainerPlan, PodPlan};
/// let pod = PodPlan::new()
///     .with_container(ContainerPlan::regular("app", "app:1"))
///     .with_container(ContainerPlan::new(ContainerKind::Sidecar, "proxy", "proxy:1"));
/// let order: Vec<&str> = pod.containers().iter().map(ContainerPlan::name).collect();
/// assert_eq!(order, ["proxy", "app"]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ContainerKind {
    /// A volume made from an image (KEP-4639); looked at in every sync, before all containers.
    ImageVolume,
    /// A debugging container; its failure holds up nothing else.
    Ephemeral,
    /// Runs to its end before the next one starts.
    Init,
    /// A restartable init container: the next one starts when it runs.
    Sidecar,
    /// Starts when all init containers are done; its failure holds up nothing else.
    Regular,
}

/// A container or image volume of a simulated pod: its image and the fate of its pulls.
///
/// ```
/// use core::time::Duration;
/// use pullspec::kubelet::{ContainerPlan, Pull};
///
/// let app = ContainerPlan::regular("app", "redis:7")
///     .with_pull(Pull::fails(Duration::from_millis(950), "toomanyrequests: You have reached your pull rate limit."))
///     .with_repair_at(Duration::from_secs(120), Duration::from_secs(2));
/// assert_eq!(app.field_path(), "spec.containers{app}");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ContainerPlan {
    pub(crate) kind: ContainerKind,
    pub(crate) name: Box<str>,
    pub(crate) image: PodImage,
    pub(crate) policy: PullPolicy,
    pub(crate) present: bool,
    pub(crate) pulls: Vec<Pull>,
    pub(crate) repair: Option<Repair>,
    pub(crate) unparsed: bool,
    pub(crate) inspect_error: Option<Box<str>>,
    pub(crate) credentials: Result<PodCredentials, Box<str>>,
    pub(crate) record: Option<PulledRecord>,
    pub(crate) exits_after_ms: Option<u64>,
    pub(crate) mounts: Vec<Box<str>>,
    /// When it is added to the pod: an ephemeral container only.
    pub(crate) added_ms: u64,
    /// What it is after each edit, in the order of time.
    pub(crate) edits: Vec<Edit>,
}

/// An edit of a container's image, and the container from then on.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Edit {
    pub(crate) at_ms: u64,
    pub(crate) plan: ContainerPlan,
}

impl ContainerPlan {
    /// A regular container.
    ///
    /// ```
    /// use pullspec::kubelet::{ContainerKind, ContainerPlan};
    /// assert_eq!(ContainerPlan::regular("app", "redis:7").kind(), ContainerKind::Regular);
    /// ```
    #[must_use]
    pub fn regular(name: impl Into<Box<str>>, image: impl Into<Box<str>>) -> Self {
        Self::new(ContainerKind::Regular, name, image)
    }

    /// An init container; it ends as soon as it has started, unless told otherwise with [`Self::with_exit_after`].
    ///
    /// ```
    /// use pullspec::kubelet::ContainerPlan;
    /// assert_eq!(ContainerPlan::init("setup", "busybox").field_path(), "spec.initContainers{setup}");
    /// ```
    #[must_use]
    pub fn init(name: impl Into<Box<str>>, image: impl Into<Box<str>>) -> Self {
        Self::new(ContainerKind::Init, name, image).with_exit_after(Duration::ZERO)
    }

    /// A container or volume of any kind. Its image is not on the node, its policy is `IfNotPresent`, and its pulls
    /// succeed at once.
    ///
    /// ```
    /// use pullspec::kubelet::{ContainerKind, ContainerPlan};
    /// let volume = ContainerPlan::new(ContainerKind::ImageVolume, "model", "quay.io/team/model:1");
    /// assert_eq!(volume.image(), "quay.io/team/model:1");
    /// ```
    #[must_use]
    pub fn new(kind: ContainerKind, name: impl Into<Box<str>>, image: impl Into<Box<str>>) -> Self {
        Self {
            kind,
            name: name.into(),
            image: PodImage::new(image),
            policy: PullPolicy::IfNotPresent,
            present: false,
            pulls: Vec::new(),
            repair: None,
            unparsed: false,
            inspect_error: None,
            credentials: Ok(PodCredentials::default()),
            record: None,
            exits_after_ms: None,
            mounts: Vec::new(),
            added_ms: 0,
            edits: Vec::new(),
        }
    }

    /// Adds the outcome of the next attempt. The last one stands for all that follow.
    ///
    /// ```
    /// use core::time::Duration;
    /// use pullspec::kubelet::{ContainerPlan, PodPlan, Pull, Timeline};
    /// let (secs, millis) = (Duration::from_secs, Duration::from_millis);
    /// let app = ContainerPlan::regular("app", "redis:7").with_pull(Pull::fails(millis(500), "EOF")).with_pull(Pull::succeeds(secs(2)));
    /// let pod = PodPlan::new().with_container(app);
    /// let run = Timeline::new(&pod, std::iter::repeat(millis(12_500))).until(secs(60));
    /// let attempts: Vec<u64> = run.attempts_in(..).map(|step| step.start().as_secs()).collect();
    /// assert_eq!(attempts, [0, 14]); // the second one succeeds
    /// ```
    #[must_use]
    pub fn with_pull(mut self, pull: Pull) -> Self {
        self.pulls.push(pull);
        self
    }

    /// Adds the outcomes of the next attempts.
    ///
    /// ```
    /// use core::time::Duration;
    /// use pullspec::kubelet::{ContainerPlan, PodPlan, Pull, Timeline};
    /// let (secs, millis) = (Duration::from_secs, Duration::from_millis);
    /// let three_times = std::iter::repeat_n(Pull::fails(millis(500), "EOF"), 3);
    /// let app = ContainerPlan::regular("app", "redis:7").with_pulls(three_times).with_pull(Pull::succeeds(secs(2)));
    /// let pod = PodPlan::new().with_container(app);
    /// assert_eq!(Timeline::new(&pod, std::iter::repeat(millis(12_500))).filter_map(|step| step.attempt()).last(), Some(4));
    /// ```
    #[must_use]
    pub fn with_pulls(mut self, pulls: impl IntoIterator<Item = Pull>) -> Self {
        self.pulls.extend(pulls);
        self
    }

    /// Attempts that start at `at` or later succeed after `duration`: the secret is fixed, the registry is back.
    ///
    /// ```
    /// use core::time::Duration;
    /// use pullspec::kubelet::{ContainerPlan, PodPlan, Pull, Timeline};
    /// let (secs, millis) = (Duration::from_secs, Duration::from_millis);
    /// let app = ContainerPlan::regular("app", "redis:7").with_pull(Pull::fails(millis(500), "EOF")).with_repair_at(secs(30), secs(2));
    /// let pod = PodPlan::new().with_container(app);
    /// let success = Timeline::new(&pod, std::iter::repeat(millis(12_500))).find(|step| step.is_success());
    /// assert_eq!(success.map(|step| (step.start().as_secs(), step.end().as_secs())), Some((41, 43)));
    /// ```
    #[must_use]
    pub const fn with_repair_at(mut self, at: Duration, duration: Duration) -> Self {
        self.repair = Some(Repair::new(at, duration));
        self
    }

    /// Sets the pull policy.
    ///
    /// ```
    /// use pullspec::{PullPolicy, WaitingReason};
    /// use pullspec::kubelet::{ContainerPlan, PodPlan, Timeline};
    /// let pod = PodPlan::new().with_container(ContainerPlan::regular("app", "redis:7").with_policy(PullPolicy::Never));
    /// let reason = Timeline::new(&pod, []).next().and_then(|step| step.reason());
    /// assert_eq!(reason, Some(WaitingReason::ErrImageNeverPull));
    /// ```
    #[must_use]
    pub const fn with_policy(mut self, policy: PullPolicy) -> Self {
        self.policy = policy;
        self
    }

    /// The image is on the node from the start.
    ///
    /// ```
    /// use pullspec::kubelet::{ContainerPlan, PodPlan, Timeline};
    /// let pod = PodPlan::new().with_container(ContainerPlan::regular("app", "redis:7").with_image_present());
    /// let step = Timeline::new(&pod, []).next().expect("a first sync");
    /// assert!(step.is_success() && step.attempt().is_none());
    /// ```
    #[must_use]
    pub const fn with_image_present(mut self) -> Self {
        self.present = true;
        self
    }

    /// The container ends so long after every start: an init container is done then, any other is started again, in
    /// crash-loop back-off.
    ///
    /// ```
    /// use core::time::Duration;
    /// use pullspec::kubelet::{Action, ContainerPlan, PodPlan, Timeline};
    /// let (secs, millis) = (Duration::from_secs, Duration::from_millis);
    /// let pod = PodPlan::new().with_container(ContainerPlan::regular("app", "redis:7").with_exit_after(secs(1)));
    /// let mut steps = Timeline::new(&pod, std::iter::repeat(millis(12_500)));
    /// assert!(steps.any(|step| matches!(step.action, Action::CrashLoopBackOff { .. })));
    /// ```
    #[must_use]
    pub const fn with_exit_after(mut self, after: Duration) -> Self {
        self.exits_after_ms = Some(whole_ms(after));
        self
    }

    /// The image's text is pulled whether or not it is a reference: a placeholder in a test. Without this a text that
    /// does not parse waits with `InvalidImageName`, as in a kubelet.
    ///
    /// ```
    /// use pullspec::kubelet::{ContainerPlan, PodPlan, Timeline};
    /// let starts = |app| Timeline::new(&PodPlan::new().with_container(app), []).all(|step| step.is_success());
    /// assert!(!starts(ContainerPlan::regular("app", "Redis")));
    /// assert!(starts(ContainerPlan::regular("app", "Redis").with_unparsed_image()));
    /// ```
    #[must_use]
    pub const fn with_unparsed_image(mut self) -> Self {
        self.unparsed = true;
        self
    }

    /// The runtime cannot say whether the image is there.
    ///
    /// ```
    /// use pullspec::WaitingReason;
    /// use pullspec::kubelet::{ContainerPlan, PodPlan, Timeline};
    /// let app = ContainerPlan::regular("app", "redis:7").with_inspect_error("rpc error: code = DeadlineExceeded");
    /// let pod = PodPlan::new().with_container(app);
    /// let reason = Timeline::new(&pod, []).next().and_then(|step| step.reason());
    /// assert_eq!(reason, Some(WaitingReason::ImageInspectError));
    /// ```
    #[must_use]
    pub fn with_inspect_error(mut self, error: impl Into<Box<str>>) -> Self {
        self.inspect_error = Some(error.into());
        self
    }

    /// The pod's credentials for the image. A pull that succeeds is recorded with the first of its secrets, else with
    /// its service account, else as made without credentials (KEP-2535).
    ///
    /// ```
    /// use core::time::Duration;
    /// use pullspec::access::{ObjectCoordinates, PodCredentials, PullSecret};
    /// use pullspec::kubelet::{ContainerPlan, PodPlan, Timeline};
    /// let (secs, millis) = (Duration::from_secs, Duration::from_millis);
    /// let secret = PullSecret::new(ObjectCoordinates::new("team", "regcred", "u1"), "hash");
    /// let app = ContainerPlan::regular("app", "quay.io/team/app:1")
    ///     .with_credentials(PodCredentials::secrets([secret]))
    ///     .with_exit_after(secs(1));
    /// let pod = PodPlan::new().with_container(app);
    /// // What it pulled with its secret it may start again with it.
    /// let run = Timeline::new(&pod, std::iter::repeat(millis(12_500))).until(secs(60));
    /// assert_eq!(run.attempts_in(..).count(), 1);
    /// ```
    #[must_use]
    pub fn with_credentials(mut self, credentials: PodCredentials) -> Self {
        self.credentials = Ok(credentials);
        self
    }

    /// The pod's credentials for the image cannot be looked up: a pull secret is not a docker config.
    ///
    /// ```
    /// use pullspec::api::Behavior;
    /// use pullspec::kubelet::{ContainerPlan, PodPlan, Timeline};
    /// let app = ContainerPlan::regular("app", "redis:7").with_credentials_error("unexpected end of JSON input");
    /// let pod = PodPlan::new().with_behavior(Behavior::for_minor(35)).with_container(app);
    /// let step = Timeline::new(&pod, []).next().expect("a first sync");
    /// assert_eq!(step.reason().map(|reason| reason.to_string()).as_deref(), Some("unexpected end of JSON input"));
    /// ```
    #[must_use]
    pub fn with_credentials_error(mut self, error: impl Into<Box<str>>) -> Self {
        self.credentials = Err(error.into());
        self
    }

    /// The image is on the node from the start, and the kubelet has this record of who pulled it (KEP-2535).
    ///
    /// ```
    /// use core::time::Duration;
    /// use pullspec::PodImage;
    /// use pullspec::access::{ObjectCoordinates, PullCredentials, PullSecret, record_pull};
    /// use pullspec::api::Behavior;
    /// use pullspec::kubelet::{ContainerPlan, PodPlan, Pull, Timeline};
    /// let millis = Duration::from_millis;
    ///
    /// let behavior = Behavior::for_minor(36);
    /// let theirs = PullSecret::new(ObjectCoordinates::new("other", "regcred", "u9"), "hash");
    /// let used = PullCredentials::secret(theirs);
    /// let image = PodImage::new("quay.io/team/app:1");
    /// let record = record_pull(None, &image, "sha256:4f2c", Some(&used), &behavior)?.expect("written");
    /// let app = ContainerPlan::regular("app", "quay.io/team/app:1")
    ///     .with_pull_record(record)
    ///     .with_pull(Pull::fails(millis(950), "unauthorized"));
    /// let pod = PodPlan::new().with_behavior(behavior).with_container(app);
    /// // The image is there, but another tenant's: the pod must show to the registry that it may pull it.
    /// let step = Timeline::new(&pod, []).next().expect("a first sync");
    /// assert_eq!(step.message(), "unauthorized");
    /// # Ok::<(), pullspec::ParseError>(())
    /// ```
    #[must_use]
    pub fn with_pull_record(mut self, record: PulledRecord) -> Self {
        self.present = true;
        self.record = Some(record);
        self
    }

    /// The container mounts the image volume of this name, and cannot start without it.
    ///
    /// ```
    /// use core::time::Duration;
    /// use pullspec::WaitingReason;
    /// use pullspec::kubelet::{ContainerKind, ContainerPlan, PodPlan, Pull, Timeline};
    /// let millis = Duration::from_millis;
    /// let model = ContainerPlan::new(ContainerKind::ImageVolume, "model", "m:1").with_pull(Pull::fails(millis(900), "EOF"));
    /// let app = ContainerPlan::regular("app", "redis:7").with_image_present().with_mount("model");
    /// let pod = PodPlan::new().with_container(model).with_container(app);
    /// let step = Timeline::new(&pod, []).nth(1).expect("the container's turn");
    /// assert_eq!(step.reason(), Some(WaitingReason::ErrImagePull)); // the volume's
    /// ```
    #[must_use]
    pub fn with_mount(mut self, volume: impl Into<Box<str>>) -> Self {
        self.mounts.push(volume.into());
        self
    }

    /// What the image is needed for.
    #[must_use]
    pub const fn kind(&self) -> ContainerKind {
        self.kind
    }

    /// The container's or volume's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The image as written.
    #[must_use]
    pub fn image(&self) -> &str {
        self.image.as_str()
    }

    /// The part of the pod that its events name; empty for an image volume, whose events name the pod.
    ///
    /// ```
    /// use pullspec::kubelet::{ContainerKind, ContainerPlan};
    /// let debugger = ContainerPlan::new(ContainerKind::Ephemeral, "debug", "busybox");
    /// assert_eq!(debugger.field_path(), "spec.ephemeralContainers{debug}");
    /// ```
    #[must_use]
    pub fn field_path(&self) -> String {
        let list = match self.kind {
            ContainerKind::ImageVolume => return String::new(),
            ContainerKind::Ephemeral => "ephemeralContainers",
            ContainerKind::Init | ContainerKind::Sidecar => "initContainers",
            ContainerKind::Regular => "containers",
        };
        alloc::format!("spec.{list}{{{}}}", self.name)
    }

    /// What a pull of it uses.
    pub(crate) fn used_credentials(&self) -> PullCredentials {
        let pod = self.credentials.as_ref().ok();
        let secret = pod.and_then(|pod| pod.secrets.first().cloned()).map(PullCredentials::secret);
        let account = || pod?.service_account.clone().map(PullCredentials::service_account);
        secret.or_else(account).unwrap_or_else(PullCredentials::node_wide)
    }

    /// How the attempt of this number, counted from 1, goes if it starts at `start_ms`.
    pub(crate) fn attempt(&self, number: u64, start_ms: u64) -> (u64, Result<u64, &str>) {
        if let Some(repair) = self.repair
            && start_ms >= repair.at_ms
        {
            return (repair.duration_ms, Ok(0));
        }
        match self.listed(number) {
            Some(pull) => (pull.duration_ms, pull.result.as_ref().map(|&bytes| bytes).map_err(|e| &**e)),
            None => (0, Ok(0)),
        }
    }

    /// The listed outcome of an attempt, whatever a repair makes of it.
    pub(crate) fn listed(&self, number: u64) -> Option<&Pull> {
        let index = usize::try_from(number.saturating_sub(1)).unwrap_or(usize::MAX);
        self.pulls.get(index).or(self.pulls.last())
    }

    /// Init containers and sidecars share one order.
    pub(super) const fn rank(&self) -> u8 {
        match self.kind {
            ContainerKind::ImageVolume => 0,
            ContainerKind::Ephemeral => 1,
            ContainerKind::Init | ContainerKind::Sidecar => 2,
            ContainerKind::Regular => 3,
        }
    }
}
