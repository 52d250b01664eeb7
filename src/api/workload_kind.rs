//! The built-in kinds that hold pods, and where each has their spec.

#[cfg(any(feature = "serde", feature = "explain"))]
use super::group::group_of;

/// A built-in kind that holds the spec of pods.
///
/// Closed: an unknown kind is an error, never one without images.
///
/// ```
/// use pullspec::api::WorkloadKind;
/// assert_eq!(WorkloadKind::CronJob.spec_path(), "spec.jobTemplate.spec.template.spec");
/// assert_eq!(WorkloadKind::ALL.len(), 10);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WorkloadKind {
    /// A pod itself.
    Pod,
    /// `apps`
    Deployment,
    /// `apps`
    StatefulSet,
    /// `apps`
    DaemonSet,
    /// `apps`
    ReplicaSet,
    /// The core group.
    ReplicationController,
    /// `batch`
    Job,
    /// `batch`
    CronJob,
    /// The core group.
    PodTemplate,
    /// What the subresource `ephemeralcontainers` took up to Kubernetes 1.22; later ones take a pod.
    EphemeralContainers,
}

impl WorkloadKind {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::Pod,
        Self::Deployment,
        Self::StatefulSet,
        Self::DaemonSet,
        Self::ReplicaSet,
        Self::ReplicationController,
        Self::Job,
        Self::CronJob,
        Self::PodTemplate,
        Self::EphemeralContainers,
    ];

    /// Returns its name, such as `Deployment`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pod => "Pod",
            Self::Deployment => "Deployment",
            Self::StatefulSet => "StatefulSet",
            Self::DaemonSet => "DaemonSet",
            Self::ReplicaSet => "ReplicaSet",
            Self::ReplicationController => "ReplicationController",
            Self::Job => "Job",
            Self::CronJob => "CronJob",
            Self::PodTemplate => "PodTemplate",
            Self::EphemeralContainers => "EphemeralContainers",
        }
    }

    /// Returns where it has the spec of its pods, as the API server names fields; empty for
    /// [`EphemeralContainers`](Self::EphemeralContainers), which has their list at the top.
    #[must_use]
    pub const fn spec_path(self) -> &'static str {
        match self {
            Self::Pod => "spec",
            Self::PodTemplate => "template.spec",
            Self::CronJob => "spec.jobTemplate.spec.template.spec",
            Self::EphemeralContainers => "",
            _ => "spec.template.spec",
        }
    }

    /// Returns where it has the metadata of its pods; `None` for [`EphemeralContainers`](Self::EphemeralContainers), which
    /// changes nothing else of a pod.
    #[must_use]
    pub const fn metadata_path(self) -> Option<&'static str> {
        match self {
            Self::Pod => Some("metadata"),
            Self::PodTemplate => Some("template.metadata"),
            Self::CronJob => Some("spec.jobTemplate.spec.template.metadata"),
            Self::EphemeralContainers => None,
            _ => Some("spec.template.metadata"),
        }
    }

    /// The kind of this name, unless the API version is of another group.
    #[cfg(feature = "explain")]
    pub(crate) fn named(api_version: &str, name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name && kind.is_in(api_version))
    }

    /// Whether an API version, if there is one, is one of the kind's.
    #[cfg(any(feature = "serde", feature = "explain"))]
    pub(super) fn is_in(self, api_version: &str) -> bool {
        api_version.is_empty() || self.is_of(api_version)
    }

    /// Whether the kind is of the API group that is written in front of the version.
    #[cfg(any(feature = "serde", feature = "explain"))]
    pub(super) fn is_of(self, api_version: &str) -> bool {
        let group = group_of(api_version);
        match self {
            Self::Pod | Self::ReplicationController | Self::PodTemplate | Self::EphemeralContainers => {
                group.is_none()
            }
            Self::Deployment | Self::DaemonSet | Self::ReplicaSet => {
                matches!(group, Some("apps" | "extensions"))
            }
            Self::StatefulSet => group == Some("apps"),
            Self::Job | Self::CronJob => group == Some("batch"),
        }
    }
}
