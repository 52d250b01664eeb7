//! The few fields of a v1 `Pod` that image pulls touch, and of an `Event` about one.
//!
//! Unknown fields are ignored, and missing ones and those that are `null` are empty, so what any Kubernetes release
//! prints can be read. Texts stay texts: a policy or a reason that no release knows is data, not an error.

use alloc::{collections::BTreeMap, string::String, vec::Vec};

use super::annotations::Annotations;
use super::group::is_core;
use super::object::{checked_part, pod_part};
use super::pod_status::PodStatus;

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
        /// Its API group and version, such as `apps/v1`: kinds of one name may be of several groups.
        pub api_version: String,
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
        self.owner_references.iter().find(|owner| owner.controller == Some(true) && !owner.is_node())
    }
}

impl OwnerReference {
    /// Whether it is a node, which owns the mirrors of its static pods.
    pub(crate) fn is_node(&self) -> bool {
        self.kind == "Node" && is_core(&self.api_version)
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
