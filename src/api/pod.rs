//! The few fields of a v1 `Pod` that image pulls touch, and of an `Event` about one.
//!
//! Unknown fields are ignored, and missing ones and those that are `null` are empty, so what any Kubernetes release
//! prints can be read. Texts stay texts: a policy or a reason that no release knows is data, not an error.

use alloc::{collections::BTreeMap, string::String, vec::Vec};

use super::annotations::Annotations;
use super::object::{checked_part, pod_part};

checked_part! {
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
    ///
    /// With the feature `k8s-openapi`, it is also made from that crate's type, by value or by reference:
    ///
    /// ```
    /// # #[cfg(feature = "k8s-openapi")] {
    /// use k8s_openapi::api::core::v1;
    ///
    /// let mut theirs = v1::Pod::default();
    /// theirs.metadata.name = Some("web".into());
    /// assert_eq!(pullspec::Pod::from(&theirs).metadata.name, "web");
    /// # }
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
    ///
    /// ```
    /// use pullspec::Pod;
    /// use pullspec::backoff::Backoff;
    /// let mut pod = Pod::default();
    /// pod.metadata.uid = "8c1f".into();
    /// assert_eq!(Backoff::key(&pod.metadata.uid, "redis:7"), "8c1f_redis:7");
    /// ```
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
        /// The annotations that name an artifact; see [`ArtifactField`](super::ArtifactField).
        pub annotations: Annotations,
        /// What it was made by or for; at most one of them is its controller.
        pub owner_references: Vec<OwnerReference>,
    }
}

pod_part! {
    /// An owner of an object.
    ///
    /// ```
    /// use pullspec::Pod;
    /// use pullspec::api::OwnerReference;
    /// let mut owner = OwnerReference::default();
    /// (owner.kind, owner.name, owner.controller) = ("ReplicaSet".into(), "web-7d4f".into(), Some(true));
    /// let mut pod = Pod::default();
    /// pod.metadata.owner_references.push(owner);
    /// assert_eq!(pod.metadata.controller().map(|owner| owner.name.as_str()), Some("web-7d4f"));
    /// ```
    pub struct OwnerReference {
        /// Its kind, such as `ReplicaSet`.
        pub kind: String,
        /// Its name.
        pub name: String,
        /// Whether it is the one that makes such objects and takes them away.
        pub controller: Option<bool>,
    }
}

impl Metadata {
    /// Returns the owner that makes such objects. `None` for what a person made, and for a static pod's mirror, whose
    /// owner is its node and controls nothing.
    ///
    /// ```
    /// assert!(pullspec::api::Metadata::default().controller().is_none());
    /// ```
    #[must_use]
    pub fn controller(&self) -> Option<&OwnerReference> {
        self.owner_references.iter().find(|owner| owner.controller == Some(true) && owner.kind != "Node")
    }
}

checked_part! {
    /// What a pod asks for, as far as images go.
    ///
    /// ```
    /// use pullspec::api::{Container, PodSpec};
    /// let mut container = Container::default();
    /// container.image = "redis:7".into();
    /// let mut template = PodSpec::default();
    /// template.containers.push(container);
    /// assert!(template.images().map(|image| image.image()).eq(["redis:7"]));
    /// ```
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
        /// The service account, whose pull secrets admission copies into a pod that names none (see
        /// [`copy_account_secrets`](Self::copy_account_secrets)).
        pub service_account_name: String,
        /// The node it was bound to; empty while it is not scheduled.
        pub node_name: String,
        /// `Always`, `OnFailure` or `Never`; pulls ignore it.
        pub restart_policy: String,
        /// How many seconds after its start the kubelet ends it, whether it could pull or not.
        pub active_deadline_seconds: Option<u32>,
    }
}

pod_part! {
    /// A container of any of the three kinds.
    ///
    /// ```
    /// use pullspec::{PodImage, PullPolicy};
    /// use pullspec::api::{Behavior, Container};
    /// let mut container = Container::default();
    /// container.image = "redis".into();
    /// let policy = PullPolicy::effective(container.image_pull_policy.as_deref(), &PodImage::new(&*container.image), &Behavior::default())?;
    /// assert_eq!(policy.policy(), PullPolicy::Always);
    /// # Ok::<(), pullspec::policy::UnsupportedPolicyError>(())
    /// ```
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
    ///
    /// ```
    /// use pullspec::api::{Container, VolumeMount};
    /// let mut mount = VolumeMount::default();
    /// mount.name = "model".into();
    /// let mut container = Container::default();
    /// container.volume_mounts.push(mount);
    /// assert_eq!(container.volume_mounts[0].name, "model");
    /// ```
    pub struct VolumeMount {
        /// The volume's name.
        pub name: String,
        /// Where the container finds it.
        pub mount_path: String,
    }
}

pod_part! {
    /// A volume, as far as images go.
    ///
    /// ```
    /// use pullspec::api::{ImageVolumeSource, Volume};
    /// let mut volume = Volume::default();
    /// volume.name = "model".into();
    /// assert!(volume.image.is_none()); // not one that is pulled
    /// ```
    pub struct Volume {
        /// Its name, unique in the pod.
        pub name: String,
        /// The image it is made from, for an image volume.
        pub image: Option<ImageVolumeSource>,
        /// The driver that makes it, for an inline CSI volume: some fetch an image, see [`ArtifactField`](super::ArtifactField).
        pub csi: Option<CsiVolumeSource>,
    }
}

pod_part! {
    /// The source of an inline CSI volume (`CSIVolumeSource`).
    ///
    /// ```
    /// use pullspec::api::{CsiVolumeSource, Volume};
    /// let mut source = CsiVolumeSource::default();
    /// source.driver = "image.csi.k8s.io".into();
    /// source.volume_attributes.insert("image".into(), "quay.io/team/data:7".into());
    /// let mut volume = Volume::default();
    /// volume.csi = Some(source);
    /// assert!(volume.image.is_none()); // the kubelet pulls nothing, the driver does
    /// ```
    pub struct CsiVolumeSource {
        /// The driver's name.
        pub driver: String,
        /// What the driver is told. The keys are the driver's own.
        pub volume_attributes: BTreeMap<String, String>,
    }
}

pod_part! {
    /// The source of an image volume (KEP-4639).
    ///
    /// ```
    /// use pullspec::Pod;
    /// use pullspec::api::{ImageOwner, ImageVolumeSource, Volume};
    /// let mut source = ImageVolumeSource::default();
    /// source.reference = "quay.io/team/model:7".into();
    /// let mut volume = Volume::default();
    /// volume.image = Some(source);
    /// let mut pod = Pod::default();
    /// pod.spec.volumes.push(volume);
    /// assert!(pod.images().all(|image| image.owner() == ImageOwner::Volume && image.image() == "quay.io/team/model:7"));
    /// ```
    pub struct ImageVolumeSource {
        /// The image as written.
        pub reference: String,
        /// The policy as written or as the API server filled it in.
        pub pull_policy: Option<String>,
    }
}

pod_part! {
    /// The name of an object in the pod's namespace.
    ///
    /// ```
    /// use pullspec::api::{LocalObjectReference, PodSpec};
    /// let mut secret = LocalObjectReference::default();
    /// secret.name = "regcred".into();
    /// let mut spec = PodSpec::default();
    /// spec.image_pull_secrets.push(secret);
    /// assert_eq!(spec.image_pull_secrets[0].name, "regcred");
    /// ```
    pub struct LocalObjectReference {
        /// The name.
        pub name: String,
    }
}

pod_part! {
    /// What the kubelet last reported about a pod.
    ///
    /// ```
    /// use pullspec::Pod;
    /// let mut pod = Pod::default();
    /// pod.status.phase = "Pending".into();
    /// assert!(pod.status.container_statuses.is_empty()); // the kubelet has not reported yet
    /// ```
    pub struct PodStatus {
        /// `Pending`, `Running`, `Succeeded`, `Failed` or `Unknown`. A pod that cannot pull stays `Pending`.
        pub phase: String,
        /// Set by evictions and lost nodes; empty otherwise.
        pub reason: String,
        /// The details of that, for people.
        pub message: String,
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
    ///
    /// ```
    /// use pullspec::Pod;
    /// use pullspec::api::PodCondition;
    /// use pullspec::kubectl::pod_status;
    /// let mut gated = PodCondition::default();
    /// gated.condition_type = "PodScheduled".into();
    /// gated.reason = "SchedulingGated".into();
    /// let mut pod = Pod::default();
    /// pod.status.conditions.push(gated);
    /// assert_eq!(pod_status(&pod), "SchedulingGated");
    /// ```
    pub struct PodCondition {
        /// Its type, such as `Ready`.
        #[cfg_attr(feature = "serde", serde(rename = "type"))]
        pub condition_type: String,
        /// `True`, `False` or `Unknown`.
        pub status: String,
        /// Why, such as `SchedulingGated`.
        pub reason: String,
        /// The details of that, for people.
        pub message: String,
    }
}

pod_part! {
    /// What the kubelet last reported about a container.
    ///
    /// ```
    /// use pullspec::Pod;
    /// use pullspec::api::ContainerStatus;
    /// use pullspec::kubectl::check_logs;
    /// let mut status = ContainerStatus::default();
    /// status.name = "app".into();
    /// status.state.running = Some(pullspec::api::StateRunning::default());
    /// let mut pod = Pod::default();
    /// pod.status.container_statuses.push(status);
    /// assert!(check_logs(&pod, "app", false).is_ok());
    /// ```
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
        /// What it mounts, as the kubelet reports it.
        pub volume_mounts: Vec<VolumeMountStatus>,
    }
}

impl ContainerStatus {
    /// Returns the digest of the image that one of its image volumes was made from, as [`image_id`](Self::image_id) is
    /// written: what the tag meant when the container started. `None` without the gate `ImageVolumeWithDigest`
    /// (KEP-5365, alpha in 1.36), for a volume that it does not mount, and before it has started.
    ///
    /// ```
    /// # #[cfg(feature = "serde")] {
    /// use pullspec::api::ContainerStatus;
    /// let status: ContainerStatus = serde_json::from_str(
    ///     r#"{"name":"app","volumeMounts":[{"name":"model","mountPath":"/m","volumeStatus":{"image":{"imageRef":"quay.io/m@sha256:4f2c"}}}]}"#,
    /// )?;
    /// assert_eq!(status.volume_image("model"), Some("quay.io/m@sha256:4f2c"));
    /// assert_eq!(status.volume_image("data"), None);
    /// # }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn volume_image(&self, volume: &str) -> Option<&str> {
        let mount = self.volume_mounts.iter().find(|mount| mount.name == volume)?;
        mount.volume_status.as_ref()?.image.as_ref().map(|image| image.image_ref.as_str())
    }
}

pod_part! {
    /// A volume's place in a container, as the kubelet reports it.
    ///
    /// ```
    /// use pullspec::api::{ContainerStatus, VolumeMountStatus};
    /// let mut mount = VolumeMountStatus::default();
    /// mount.name = "model".into();
    /// let mut status = ContainerStatus::default();
    /// status.volume_mounts.push(mount);
    /// assert_eq!(status.volume_image("model"), None); // the gate is off
    /// ```
    pub struct VolumeMountStatus {
        /// The volume's name.
        pub name: String,
        /// Where the container finds it.
        pub mount_path: String,
        /// What is mounted there (1.36, KEP-5365).
        pub volume_status: Option<VolumeStatus>,
    }
}

pod_part! {
    /// What is mounted, by the kind of volume.
    ///
    /// ```
    /// assert!(pullspec::api::VolumeStatus::default().image.is_none()); // not an image volume
    /// ```
    pub struct VolumeStatus {
        /// For an image volume.
        pub image: Option<ImageVolumeStatus>,
    }
}

pod_part! {
    /// What an image volume was made from.
    ///
    /// ```
    /// use pullspec::api::{ImageVolumeStatus, VolumeStatus};
    /// let mut image = ImageVolumeStatus::default();
    /// image.image_ref = "quay.io/team/model@sha256:4f2c".into();
    /// let mut status = VolumeStatus::default();
    /// status.image = Some(image);
    /// ```
    pub struct ImageVolumeStatus {
        /// The image by its digest, as in [`ContainerStatus::image_id`].
        pub image_ref: String,
    }
}

pod_part! {
    /// At most one of the three is set; none means waiting without a reason.
    ///
    /// ```
    /// use pullspec::api::{ContainerState, StateWaiting};
    /// let mut state = ContainerState::default();
    /// state.waiting = Some(StateWaiting::default());
    /// assert!(state.running.is_none() && state.terminated.is_none());
    /// ```
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
    ///
    /// ```
    /// use pullspec::{PullError, WaitingReason};
    /// use pullspec::api::StateWaiting;
    /// let mut waiting = StateWaiting::default();
    /// waiting.reason = "ErrImagePull".into();
    /// waiting.message = "pull QPS exceeded".into();
    /// let reason = WaitingReason::from(waiting.reason.as_str());
    /// assert!(PullError::from_waiting(&reason, &waiting.message).is_some());
    /// ```
    pub struct StateWaiting {
        /// One word, such as `ImagePullBackOff`.
        pub reason: String,
        /// The details, if any.
        pub message: String,
    }
}

pod_part! {
    /// Since when a container runs.
    ///
    /// ```
    /// # #[cfg(feature = "explain")] {
    /// use pullspec::api::{ContainerState, StateRunning};
    /// use pullspec::kubectl::DescribeState;
    /// let mut running = StateRunning::default();
    /// running.started_at = Some("2026-03-01T09:30:05Z".into());
    /// let mut state = ContainerState::default();
    /// state.running = Some(running);
    /// assert!(DescribeState::new("State", &state).to_string().ends_with("Sun, 01 Mar 2026 09:30:05 +0000\n"));
    /// # }
    /// ```
    pub struct StateRunning {
        /// RFC 3339.
        pub started_at: Option<String>,
    }
}

pod_part! {
    /// How a container ended.
    ///
    /// ```
    /// use pullspec::Pod;
    /// use pullspec::api::{ContainerStatus, StateTerminated};
    /// use pullspec::kubectl::pod_status;
    /// let mut ended = StateTerminated::default();
    /// ended.exit_code = 137;
    /// ended.signal = 9;
    /// let mut status = ContainerStatus::default();
    /// status.state.terminated = Some(ended);
    /// let mut pod = Pod::default();
    /// pod.status.container_statuses.push(status);
    /// assert_eq!(pod_status(&pod), "Signal:9");
    /// ```
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

/// A decoder looks at what it decodes: of another kind of object, and of one level too high or too low, nothing would
/// be read, and who asks for its images would be told that there are none.
#[cfg(feature = "serde")]
mod read {
    use alloc::format;
    use alloc::string::String;

    use serde::de::{Deserialize, Deserializer, IgnoredAny};

    use super::{Metadata, Pod, PodSpec, PodStatus};
    use crate::api::object::{Field, read_checked};

    /// The fields of a pod, and those that show that it is none.
    #[derive(Default, serde::Deserialize)]
    #[serde(rename_all = "camelCase", default)]
    struct Document {
        #[serde(deserialize_with = "Field::read")]
        kind: String,
        items: Option<IgnoredAny>,
        #[serde(deserialize_with = "Field::read")]
        metadata: Metadata,
        #[serde(deserialize_with = "Field::read")]
        spec: PodSpec,
        #[serde(deserialize_with = "Field::read")]
        status: PodStatus,
    }

    /// Reads an object of kind `Pod`, also where `kind` is left out.
    impl<'de> Deserialize<'de> for Pod {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            let problem = |document: &Document| {
                let Document { kind, items, spec, .. } = document;
                if !matches!(kind.as_str(), "" | "Pod") {
                    Some(format!("expected kind Pod, found {kind:?}"))
                } else if items.is_some() {
                    Some("items in an object of kind Pod".into())
                } else {
                    (!spec.has_containers()).then(|| "a pod without containers".into())
                }
            };
            let Document { metadata, spec, status, .. } = read_checked(deserializer, "Pod", problem)?;
            Ok(Self { metadata, spec, status })
        }
    }

    impl<'de> Deserialize<'de> for PodSpec {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            #[derive(Default)]
            struct Read(PodSpec);

            impl<'de> Deserialize<'de> for Read {
                fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    PodSpec::read(deserializer).map(Self)
                }
            }

            let problem =
                |read: &Read| (!read.0.has_containers()).then(|| "a pod spec without containers".into());
            read_checked(deserializer, "PodSpec", problem).map(|read: Read| read.0)
        }
    }

    impl PodSpec {
        /// The API requires one (`validateContainers`); an update of ephemeral containers alone has none of the others.
        pub(crate) const fn has_containers(&self) -> bool {
            !self.containers.is_empty()
        }
    }
}
