//! What ends a back-off window early, and what does not.

/// Something an operator does, or that happens, while a pod waits in `ImagePullBackOff`.
///
/// ```
/// use pullspec::kubelet::OperatorAction;
/// assert!(OperatorAction::PodReplaced.ends_wait());
/// assert!(!OperatorAction::SecretFixed.ends_wait());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum OperatorAction {
    /// The pod was deleted and made anew, by hand or by its controller (`kubectl rollout restart`).
    PodReplaced,
    /// The text of the image in the pod was edited, even to another spelling of the same image.
    ImageTextChanged,
    /// The kubelet was restarted.
    KubeletRestarted,
    /// The pull secret was repaired or replaced.
    SecretFixed,
    /// The registry or the image came back.
    RegistryRecovered,
    /// Names resolve again, the registry can be reached, the proxy works.
    NetworkRepaired,
    /// A certificate was renewed, or the node trusts its issuer now.
    CertificateRepaired,
    /// A limit of the registry passed with its window.
    LimitPassed,
    /// The registry gave the identity that pulls the right to.
    AccessGranted,
    /// Labels or annotations of the pod were edited.
    PodLabelled,
    /// Another container of the pod started or ended.
    SiblingChanged,
    /// Another pod on the node pulled the same image.
    ImagePulledByOther,
}

impl OperatorAction {
    /// All of them.
    ///
    /// ```
    /// use pullspec::kubelet::OperatorAction;
    /// let ends: Vec<_> = OperatorAction::ALL.into_iter().filter(|change| change.ends_wait()).collect();
    /// assert_eq!(ends, [OperatorAction::PodReplaced, OperatorAction::ImageTextChanged, OperatorAction::KubeletRestarted]);
    /// ```
    pub const ALL: [Self; 12] = [
        Self::PodReplaced,
        Self::ImageTextChanged,
        Self::KubeletRestarted,
        Self::SecretFixed,
        Self::RegistryRecovered,
        Self::NetworkRepaired,
        Self::CertificateRepaired,
        Self::LimitPassed,
        Self::AccessGranted,
        Self::PodLabelled,
        Self::SiblingChanged,
        Self::ImagePulledByOther,
    ];

    /// A stable label in snake case.
    ///
    /// ```
    /// assert_eq!(pullspec::kubelet::OperatorAction::PodReplaced.as_str(), "pod_replaced");
    /// ```
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::PodReplaced => "pod_replaced",
            Self::ImageTextChanged => "image_text_changed",
            Self::KubeletRestarted => "kubelet_restarted",
            Self::SecretFixed => "secret_fixed",
            Self::RegistryRecovered => "registry_recovered",
            Self::NetworkRepaired => "network_repaired",
            Self::CertificateRepaired => "certificate_repaired",
            Self::LimitPassed => "limit_passed",
            Self::AccessGranted => "access_granted",
            Self::PodLabelled => "pod_labelled",
            Self::SiblingChanged => "sibling_changed",
            Self::ImagePulledByOther => "image_pulled_by_other",
        }
    }

    /// Whether the next sync tries again although the window is open.
    ///
    /// An image that another pod pulled is an exception of its own kind: with `IfNotPresent` no attempt is needed any
    /// more, with `Always` the wait goes on. This says `false`, which is true of the window.
    ///
    /// ```
    /// use pullspec::kubelet::OperatorAction;
    /// assert!(OperatorAction::ImageTextChanged.ends_wait());
    /// assert!(!OperatorAction::RegistryRecovered.ends_wait());
    /// ```
    #[must_use]
    pub const fn ends_wait(self) -> bool {
        matches!(self, Self::PodReplaced | Self::ImageTextChanged | Self::KubeletRestarted)
    }

    /// Whether the pod is synced at once; without [`Self::ends_wait`] such a sync finds the window still open.
    ///
    /// ```
    /// use pullspec::kubelet::OperatorAction;
    /// // The pod is looked at, and found inside its window.
    /// assert!(OperatorAction::PodLabelled.triggers_sync() && !OperatorAction::PodLabelled.ends_wait());
    /// ```
    #[must_use]
    pub const fn triggers_sync(self) -> bool {
        self.ends_wait() || matches!(self, Self::PodLabelled | Self::SiblingChanged)
    }

    /// Why, in one sentence.
    ///
    /// The key of a window is `<pod uid>_<image as written>`, it is kept in the kubelet's memory, and nothing that
    /// pulls images ever calls `Reset` (`pkg/kubelet/images/image_manager.go`).
    ///
    /// ```
    /// use pullspec::kubelet::OperatorAction;
    /// assert_eq!(OperatorAction::SecretFixed.explanation(), "the kubelet reads the secret again only with the next attempt");
    /// ```
    #[must_use]
    pub const fn explanation(self) -> &'static str {
        match self {
            Self::PodReplaced => "a new pod has a new uid, and the window belongs to the old one",
            Self::ImageTextChanged => "the window belongs to the image as written, and another text has none",
            Self::KubeletRestarted => "the kubelet keeps its windows in memory only",
            Self::SecretFixed => "the kubelet reads the secret again only with the next attempt",
            Self::RegistryRecovered
            | Self::NetworkRepaired
            | Self::CertificateRepaired
            | Self::LimitPassed
            | Self::AccessGranted => "the kubelet is not told, and waits for the end of the window",
            Self::PodLabelled => "the pod is synced at once, but the window stays open",
            Self::SiblingChanged => "the pod is synced at once, but its other windows stay open",
            Self::ImagePulledByOther => {
                "the window stays open; with IfNotPresent the next sync finds the image and needs no attempt"
            }
        }
    }
}
