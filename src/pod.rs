//! The few fields of a v1 `Pod` that image pulls touch, and of an `Event` about one.
//!
//! Unknown fields are ignored, and missing ones and those that are `null` are empty, so what any Kubernetes release
//! prints can be read. Texts stay texts: a policy or a reason that no release knows is data, not an error.

mod event;
mod images;
mod list;
#[cfg(feature = "serde")]
mod read;
mod volumes;

use alloc::{collections::BTreeMap, string::String, vec::Vec};

pub use event::{Event, EventSeries, EventSource, ObjectReference};
pub use images::{ImageField, ImageOwner};
pub use list::{Events, Pods};

/// Adds what every part of an object derives: comparisons for tests and, with the feature, serde in Kubernetes' spelling.
macro_rules! pod_part {
    ($(#[$meta:meta])* pub struct $name:ident { $($(#[$field_meta:meta])* pub $field:ident: $type:ty,)* }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, Default, PartialEq, Eq)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
        #[cfg_attr(feature = "serde", serde(rename_all = "camelCase", default))]
        #[non_exhaustive]
        pub struct $name {
            $(
                $(#[$field_meta])*
                #[cfg_attr(feature = "serde", serde(deserialize_with = "null_is_absent"))]
                pub $field: $type,
            )*
        }
    };
}

use pod_part;

/// Reads `null` as a missing field, as Go's `encoding/json` does: a Go client prints an empty list as `null`.
#[cfg(feature = "serde")]
fn null_is_absent<'de, T, D>(deserializer: D) -> Result<T, D::Error>
where
    T: Default + serde::Deserialize<'de>,
    D: serde::Deserializer<'de>,
{
    <Option<T> as serde::Deserialize>::deserialize(deserializer).map(Option::unwrap_or_default)
}

pod_part! {
    /// A pod: what was asked for and what came of it.
    ///
    /// ```
    /// # #[cfg(feature = "serde")] {
    /// use pullspec::Pod;
    /// let pod: Pod = serde_json::from_str(
    ///     r#"{"metadata":{"name":"web"},"spec":{"containers":[{"name":"app","image":"redis:7"}]}}"#,
    /// )?;
    /// assert_eq!(pod.spec.containers[0].image, "redis:7");
    /// # }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub struct Pod {
        /// Name, namespace, identity.
        pub metadata: Metadata,
        /// What was asked for.
        pub spec: PodSpec,
        /// What the kubelet last reported.
        pub status: PodStatus,
    }
}

pod_part! {
    /// The identifying part of an object's metadata.
    pub struct Metadata {
        /// The name, unique in the namespace.
        pub name: String,
        /// What the API server makes a name from if there is none.
        pub generate_name: String,
        /// The namespace; empty in a template.
        pub namespace: String,
        /// The identity that a re-created pod of the same name does not share. Part of the back-off key.
        pub uid: String,
        /// When it was created, RFC 3339.
        pub creation_timestamp: Option<String>,
        /// When deletion was asked for, RFC 3339.
        pub deletion_timestamp: Option<String>,
        /// Labels.
        pub labels: BTreeMap<String, String>,
    }
}

pod_part! {
    /// What a pod asks for, as far as images go.
    pub struct PodSpec {
        /// Run one after the other before the regular containers.
        pub init_containers: Vec<Container>,
        /// The regular containers.
        pub containers: Vec<Container>,
        /// Debugging containers added to a running pod.
        pub ephemeral_containers: Vec<Container>,
        /// Volumes; those backed by an image are pulled like containers (KEP-4639).
        pub volumes: Vec<Volume>,
        /// The secrets named by the pod for its pulls.
        pub image_pull_secrets: Vec<LocalObjectReference>,
        /// The service account, whose pull secrets admission copies into the pod.
        pub service_account_name: String,
        /// The node it was bound to; empty while it is not scheduled.
        pub node_name: String,
        /// `Always`, `OnFailure` or `Never`; pulls ignore it.
        pub restart_policy: String,
    }
}

pod_part! {
    /// A container of any of the three kinds.
    pub struct Container {
        /// Its name, unique in the pod.
        pub name: String,
        /// The image as written.
        pub image: String,
        /// The policy as written or as the API server filled it in; `None` in a manifest without one.
        pub image_pull_policy: Option<String>,
        /// `Always` makes an init container restartable (a sidecar).
        pub restart_policy: Option<String>,
        /// What it mounts. Without an image volume that stands here, it does not start.
        pub volume_mounts: Vec<VolumeMount>,
    }
}

pod_part! {
    /// A volume's place in a container.
    pub struct VolumeMount {
        /// The volume's name.
        pub name: String,
        /// Where the container finds it.
        pub mount_path: String,
    }
}

pod_part! {
    /// A volume, as far as images go.
    pub struct Volume {
        /// Its name, unique in the pod.
        pub name: String,
        /// The image it is made from, for an image volume.
        pub image: Option<ImageVolumeSource>,
    }
}

pod_part! {
    /// The source of an image volume (KEP-4639).
    pub struct ImageVolumeSource {
        /// The image as written.
        pub reference: String,
        /// The policy as written or as the API server filled it in.
        pub pull_policy: Option<String>,
    }
}

pod_part! {
    /// The name of an object in the pod's namespace.
    pub struct LocalObjectReference {
        /// The name.
        pub name: String,
    }
}

pod_part! {
    /// What the kubelet last reported about a pod.
    pub struct PodStatus {
        /// `Pending`, `Running`, `Succeeded`, `Failed` or `Unknown`. A pod that cannot pull stays `Pending`.
        pub phase: String,
        /// Set by evictions and lost nodes; empty otherwise.
        pub reason: String,
        /// When the kubelet first saw it, RFC 3339.
        pub start_time: Option<String>,
        /// Conditions such as `PodScheduled` and `Ready`.
        pub conditions: Vec<PodCondition>,
        /// In the order of the spec.
        pub init_container_statuses: Vec<ContainerStatus>,
        /// Sorted by name.
        pub container_statuses: Vec<ContainerStatus>,
        /// Debugging containers.
        pub ephemeral_container_statuses: Vec<ContainerStatus>,
    }
}

pod_part! {
    /// One condition of a pod.
    pub struct PodCondition {
        /// Its type, such as `Ready`.
        #[cfg_attr(feature = "serde", serde(rename = "type"))]
        pub condition_type: String,
        /// `True`, `False` or `Unknown`.
        pub status: String,
        /// Why, such as `SchedulingGated`.
        pub reason: String,
    }
}

pod_part! {
    /// What the kubelet last reported about a container.
    pub struct ContainerStatus {
        /// The container's name.
        pub name: String,
        /// The image as the runtime names it; the text of the spec while it was never pulled.
        pub image: String,
        /// What the runtime resolved it to; empty before the first start.
        #[cfg_attr(feature = "serde", serde(rename = "imageID"))]
        pub image_id: String,
        /// What it does now.
        pub state: ContainerState,
        /// What it did before.
        pub last_state: ContainerState,
        /// Whether its readiness probe passes.
        pub ready: bool,
        /// Whether its start-up finished; makes a restartable init container count as done.
        pub started: Option<bool>,
        /// How often it was started again; pulls do not count.
        pub restart_count: u32,
    }
}

pod_part! {
    /// At most one of the three is set; none means waiting without a reason.
    pub struct ContainerState {
        /// It has not started, and this is why.
        pub waiting: Option<StateWaiting>,
        /// It runs.
        pub running: Option<StateRunning>,
        /// It ended.
        pub terminated: Option<StateTerminated>,
    }
}

pod_part! {
    /// Why a container has not started.
    pub struct StateWaiting {
        /// One word, such as `ImagePullBackOff`.
        pub reason: String,
        /// The details, if any.
        pub message: String,
    }
}

pod_part! {
    /// Since when a container runs.
    pub struct StateRunning {
        /// RFC 3339.
        pub started_at: Option<String>,
    }
}

pod_part! {
    /// How a container ended.
    pub struct StateTerminated {
        /// The exit status of its process.
        pub exit_code: i32,
        /// The signal that ended it, if one did.
        pub signal: i32,
        /// One word, such as `Completed` or `Error`.
        pub reason: String,
        /// The details, if any.
        pub message: String,
        /// When it started, RFC 3339.
        pub started_at: Option<String>,
        /// When it ended, RFC 3339.
        pub finished_at: Option<String>,
        /// The runtime's name for it; empty if it never was made.
        #[cfg_attr(feature = "serde", serde(rename = "containerID"))]
        pub container_id: String,
    }
}
