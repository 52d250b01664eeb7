//! The waiting reasons the kubelet sets.

use alloc::{boxed::Box, string::String};
use core::convert::Infallible;
use core::fmt;
use core::str::FromStr;

/// Declares the reasons: name in Kubernetes' own spelling, what kind it is, first and last minor where established.
macro_rules! reasons {
    ($($(#[$doc:meta])* $name:ident : $kind:ident $(, since $since:literal)? $(, until $until:literal)?;)*) => {
        /// The reason of a container's waiting state, or of a step of its pod. Text that no release is known to set
        /// is kept: since 1.33 the kubelet returns some credential errors verbatim as the reason.
        ///
        /// ```
        /// use pullspec::WaitingReason;
        ///
        /// let reason = WaitingReason::from("ImagePullBackOff");
        /// assert!(reason.is_image_related() && reason.is_backing_off() && !reason.is_terminal());
        /// assert_eq!(reason.alert_key(), WaitingReason::ErrImagePull.alert_key());
        /// assert_eq!(WaitingReason::from("Whatever").as_str(), "Whatever");
        /// ```
        /// Equal, ordered and hashed as its text is.
        #[derive(Clone, Debug)]
        #[non_exhaustive]
        pub enum WaitingReason {
            $($(#[$doc])* $name,)*
            /// Any other text.
            Other(Box<str>),
        }

        impl WaitingReason {
            /// Every reason with a name of its own, image-related ones first.
            ///
            /// ```
            /// use pullspec::WaitingReason;
            /// let terminal: Vec<_> = WaitingReason::ALL.iter().filter(|reason| reason.is_terminal()).collect();
            /// assert_eq!(terminal, [&WaitingReason::ErrImageNeverPull, &WaitingReason::InvalidImageName]);
            /// ```
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The text in `state.waiting.reason`.
            ///
            /// ```
            /// assert_eq!(pullspec::WaitingReason::ErrImagePull.as_str(), "ErrImagePull");
            /// ```
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$name => stringify!($name),)*
                    Self::Other(text) => text,
                }
            }

            /// The reason with exactly this text.
            fn known(text: &str) -> Option<Self> {
                match text {
                    $(stringify!($name) => Some(Self::$name),)*
                    _ => None,
                }
            }

            const fn kind(&self) -> Kind {
                match self {
                    $(Self::$name => Kind::$kind,)*
                    Self::Other(_) => Kind::Start,
                }
            }

            /// The first Kubernetes minor that sets it, where that is established and is not "always".
            ///
            /// ```
            /// use pullspec::WaitingReason;
            /// assert_eq!(WaitingReason::SignatureValidationFailed.since(), Some(28));
            /// assert_eq!(WaitingReason::ErrImagePull.since(), None);
            /// ```
            #[must_use]
            pub const fn since(&self) -> Option<u16> {
                match self {
                    $($(Self::$name => Some($since),)?)*
                    _ => None,
                }
            }

            /// The last Kubernetes minor that may set it, where it is gone.
            ///
            /// ```
            /// use pullspec::WaitingReason;
            /// assert_eq!(WaitingReason::PullImageError.until(), Some(1));
            /// assert_eq!(WaitingReason::ErrImagePull.until(), None);
            /// ```
            #[must_use]
            pub const fn until(&self) -> Option<u16> {
                match self {
                    $($(Self::$name => Some($until),)?)*
                    _ => None,
                }
            }
        }
    };
}

/// The reasons that `kubectl logs` has words for; the others are printed as they are
/// (`validateContainerLogStatus` in `pkg/kubelet/kubelet_pods.go`).
const IN_WORDS: [(WaitingReason, &str); 2] = [
    (WaitingReason::ErrImagePull, "image can't be pulled"),
    (WaitingReason::ImagePullBackOff, "trying and failing to pull image"),
];

impl WaitingReason {
    /// What `kubectl logs` says of a container that waits for it.
    pub(crate) fn in_words(&self) -> &str {
        IN_WORDS.iter().find(|(reason, _)| reason == self).map_or_else(|| self.as_str(), |(_, words)| words)
    }

    /// Reads what [`in_words`](Self::in_words) gives.
    pub(crate) fn from_words(text: &str) -> Self {
        let known = IN_WORDS.into_iter().find(|(_, words)| *words == text);
        known.map_or_else(|| Self::from(text), |(reason, _)| reason)
    }
}

/// What a reason is about.
#[derive(Clone, Copy)]
enum Kind {
    /// The image, and the kubelet goes on trying.
    Image,
    /// The image, and nothing changes until something is changed.
    ImageFinal,
    /// The image, between two attempts.
    ImageBackOff,
    /// Nothing is wrong yet.
    Normal,
    /// The container, its hooks or its process.
    Start,
    /// The container, between two attempts.
    StartBackOff,
    /// The pod's sandbox or network; shown in events, not on containers.
    Pod,
}

reasons! {
    /// The last attempt failed.
    ErrImagePull: Image;
    /// The kubelet waits before the next attempt.
    ImagePullBackOff: ImageBackOff;
    /// Policy `Never`, and no image, or since 1.33 none that this pod may use.
    ErrImageNeverPull: ImageFinal;
    /// The reference does not parse; there is no back-off, every sync says so again.
    InvalidImageName: ImageFinal;
    /// The runtime could not say whether the image is there.
    ImageInspectError: Image;
    /// The runtime's error began with this word: CRI-O for a refused connection, cri-dockerd for 502, 503 and 504.
    RegistryUnavailable: Image;
    /// The runtime's signature policy refused the image (CRI-O).
    SignatureValidationFailed: Image, since 28;
    /// What the first releases called `ErrImagePull`.
    PullImageError: Image, until 1;
    /// The default before anything happened, in a pod without init containers. A first pull looks like this.
    ContainerCreating: Normal;
    /// The default while init containers run or are pulled.
    PodInitializing: Normal;
    /// The container keeps ending, and the kubelet waits before the next start.
    CrashLoopBackOff: StartBackOff;
    /// A `ConfigMap`, `Secret` or security setting that the container needs is missing or wrong.
    CreateContainerConfigError: Start;
    /// The hook before the container's creation failed.
    PreCreateHookError: Start;
    /// The runtime could not create the container, an image volume that does not mount included.
    CreateContainerError: Start;
    /// The hook before the container's start failed.
    PreStartHookError: Start;
    /// The runtime could not start the container.
    RunContainerError: Start;
    /// The hook after the container's start failed.
    PostStartHookError: Start;
    /// The container would run as root and must not.
    VerifyNonRootError: Start;
    /// An init container failed.
    RunInitContainerError: Start;
    /// A container could not be stopped.
    KillContainerError: Start;
    /// The pod's sandbox could not be created, a pause image that cannot be pulled included.
    CreatePodSandboxError: Pod;
    /// The pod's sandbox could not be configured.
    ConfigPodSandboxError: Pod;
    /// The pod's sandbox could not be removed.
    KillPodSandboxError: Pod;
    /// The pod's network could not be set up, with the Docker runtime.
    SetupNetworkError: Pod, until 23;
    /// The pod's network could not be removed, with the Docker runtime.
    TeardownNetworkError: Pod, until 23;
}

impl WaitingReason {
    /// The image-related reasons as a regular expression for a Prometheus label matcher.
    ///
    /// The reason of one container flaps between `ErrImagePull` and `ImagePullBackOff` with every attempt, so an
    /// alert must cover both and must not keep `reason` in its grouping:
    ///
    /// ```text
    /// max by (namespace, pod, container) (
    ///   max_over_time(kube_pod_container_status_waiting_reason{reason=~"<this>"}[5m])
    ///   or
    ///   max_over_time(kube_pod_init_container_status_waiting_reason{reason=~"<this>"}[5m])
    /// ) > 0
    /// ```
    ///
    /// What is broken, and how often, by reason:
    ///
    /// ```text
    /// sum by (namespace, pod, container, reason) (kube_pod_container_status_waiting_reason{reason=~"<this>"}) > 0
    /// ```
    ///
    /// ```
    /// use pullspec::WaitingReason;
    ///
    /// let query = format!("{}{{reason=~\"{}\"}} > 0", WaitingReason::METRIC, WaitingReason::PROMETHEUS_REGEX);
    /// assert!(query.starts_with("kube_pod_container_status_waiting_reason{reason=~\"ErrImagePull|ImagePullBackOff|"));
    /// ```
    pub const PROMETHEUS_REGEX: &str = "ErrImagePull|ImagePullBackOff|ErrImageNeverPull|InvalidImageName|\
         ImageInspectError|RegistryUnavailable|SignatureValidationFailed";

    /// The metric of kube-state-metrics for regular containers.
    ///
    /// Stable; labels `namespace`, `pod`, `uid`, `container`, `reason`. Up to 1.9 it knew only `ErrImagePull`, `ImagePullBackOff` and `InvalidImageName` of the
    /// image-related reasons, with values 0 and 1; since 2.0 there is a series, with the value 1, only while a
    /// container waits.
    ///
    /// ```
    /// assert_eq!(pullspec::WaitingReason::METRIC, "kube_pod_container_status_waiting_reason");
    /// ```
    pub const METRIC: &str = "kube_pod_container_status_waiting_reason";

    /// The metric of kube-state-metrics for init containers. Experimental there.
    ///
    /// ```
    /// assert_eq!(pullspec::WaitingReason::INIT_METRIC, "kube_pod_init_container_status_waiting_reason");
    /// ```
    pub const INIT_METRIC: &str = "kube_pod_init_container_status_waiting_reason";

    /// The query for an alert: every container and init container that could not get its image in the last five
    /// minutes, whichever of the reasons it shows at the moment.
    ///
    /// ```
    /// use pullspec::WaitingReason;
    /// let query = WaitingReason::prometheus_query();
    /// assert!(query.starts_with("max by (namespace, pod, container) (max_over_time(kube_pod_container_status_"));
    /// ```
    #[must_use]
    pub fn prometheus_query() -> String {
        let [regular, init] = [Self::METRIC, Self::INIT_METRIC].map(|metric| Self::range_of(metric, ""));
        Self::query_over(&alloc::format!("{regular} or {init}"))
    }

    /// The query for what `ranges` select.
    pub(crate) fn query_over(ranges: &str) -> String {
        alloc::format!("max by (namespace, pod, container) ({ranges}) > 0")
    }

    /// The image-related reasons of five minutes in one metric; `labels` narrow it down and end with a comma.
    pub(crate) fn range_of(metric: &str, labels: &str) -> String {
        alloc::format!("max_over_time({metric}{{{labels}reason=~\"{}\"}}[5m])", Self::PROMETHEUS_REGEX)
    }

    /// It is about getting the image, not about creating or running the container.
    ///
    /// ```
    /// use pullspec::WaitingReason;
    /// assert!(WaitingReason::InvalidImageName.is_image_related());
    /// assert!(!WaitingReason::CrashLoopBackOff.is_image_related());
    /// ```
    #[must_use]
    pub const fn is_image_related(&self) -> bool {
        matches!(self.kind(), Kind::Image | Kind::ImageFinal | Kind::ImageBackOff)
    }

    /// The kubelet's own syncs never end it: the pod or the node must change.
    ///
    /// ```
    /// use pullspec::WaitingReason;
    /// assert!(WaitingReason::InvalidImageName.is_terminal());
    /// assert!(!WaitingReason::ErrImagePull.is_terminal()); // the message tells whether a retry helps
    /// ```
    #[must_use]
    pub const fn is_terminal(&self) -> bool {
        matches!(self.kind(), Kind::ImageFinal)
    }

    /// The kubelet waits between two attempts, of a pull or of a start.
    ///
    /// ```
    /// use pullspec::WaitingReason;
    /// assert!(WaitingReason::ImagePullBackOff.is_backing_off() && WaitingReason::CrashLoopBackOff.is_backing_off());
    /// assert!(!WaitingReason::ErrImagePull.is_backing_off());
    /// ```
    #[must_use]
    pub const fn is_backing_off(&self) -> bool {
        matches!(self.kind(), Kind::ImageBackOff | Kind::StartBackOff)
    }

    /// Nothing is wrong so far: the default of a container that has not failed.
    ///
    /// ```
    /// use pullspec::WaitingReason;
    /// assert!(WaitingReason::ContainerCreating.is_normal());
    /// ```
    #[must_use]
    pub const fn is_normal(&self) -> bool {
        matches!(self.kind(), Kind::Normal)
    }

    /// It belongs to the pod's sandbox and shows in events, while the containers stay `ContainerCreating`.
    ///
    /// ```
    /// use pullspec::WaitingReason;
    /// assert!(WaitingReason::from("CreatePodSandboxError").is_pod_level());
    /// ```
    #[must_use]
    pub const fn is_pod_level(&self) -> bool {
        matches!(self.kind(), Kind::Pod)
    }

    /// A key for alerts and counters under which the two faces of one failing pull, `ErrImagePull` and
    /// `ImagePullBackOff`, are one thing. Every other reason is its own key.
    ///
    /// ```
    /// use pullspec::WaitingReason;
    /// assert_eq!(WaitingReason::ErrImagePull.alert_key(), "ImagePull");
    /// assert_eq!(WaitingReason::ImagePullBackOff.alert_key(), "ImagePull");
    /// assert_eq!(WaitingReason::InvalidImageName.alert_key(), "InvalidImageName");
    /// ```
    #[must_use]
    pub fn alert_key(&self) -> &str {
        match self {
            Self::ErrImagePull | Self::ImagePullBackOff | Self::PullImageError => "ImagePull",
            other => other.as_str(),
        }
    }

    /// Whether Kubernetes 1.`minor` may set it, as far as that is established.
    ///
    /// ```
    /// use pullspec::WaitingReason;
    /// assert!(!WaitingReason::SignatureValidationFailed.is_known_to(27));
    /// assert!(WaitingReason::SignatureValidationFailed.is_known_to(28));
    /// assert!(!WaitingReason::PullImageError.is_known_to(2));
    /// ```
    #[must_use]
    pub fn is_known_to(&self, minor: u16) -> bool {
        self.since().is_none_or(|first| minor >= first) && self.until().is_none_or(|last| minor <= last)
    }
}

impl From<&str> for WaitingReason {
    fn from(text: &str) -> Self {
        Self::known(text).unwrap_or_else(|| Self::Other(text.into()))
    }
}

impl From<String> for WaitingReason {
    fn from(text: String) -> Self {
        Self::known(&text).unwrap_or_else(|| Self::Other(text.into_boxed_str()))
    }
}

/// Every text is a reason; what is not known is [`WaitingReason::Other`].
impl FromStr for WaitingReason {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(text.into())
    }
}

impl AsRef<str> for WaitingReason {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl fmt::Display for WaitingReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
