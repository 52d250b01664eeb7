//! Every place of a pod where an image stands.

use alloc::{format, string::String};
use core::fmt::{self, Write};

use super::image_owner::ImageOwner;
use super::{Container, ContainerStatus, Metadata, Pod, PodSpec, StateWaiting, Volume, VolumeMount};
use crate::terminal::quiet_debug;

/// One image of a pod, with all that the pod says about it. Made by [`Pod::images`].
///
/// Two are equal if they say the same and stand in the same place, of pods with the same metadata.
///
/// ```
/// use pullspec::Pod;
/// use pullspec::api::Container;
/// let mut container = Container::default();
/// (container.name, container.image) = ("app".into(), "redis:7".into());
/// let mut pod = Pod::default();
/// pod.spec.containers.push(container);
/// let said: Vec<String> = pod.images().map(|image| format!("{}: {}", image.path(), image.image())).collect();
/// assert_eq!(said, ["spec.containers[0].image: redis:7"]);
/// ```
#[derive(Clone, Copy)]
pub struct ImageField<'p> {
    pub(super) place: Place<'p>,
    /// Where the spec is.
    pub(super) root: &'p str,
    owner: ImageOwner,
    pub(super) index: usize,
    pub(super) name: &'p str,
    image: &'p str,
    policy: Option<&'p str>,
    pub(super) mounts: &'p [VolumeMount],
    pub(super) status: Option<&'p ContainerStatus>,
    pub(super) link: Option<Link<'p>>,
}

quiet_debug!(ImageField<'p> { place, root, owner, index, name, image, policy, mounts, status, link });

impl PartialEq for ImageField<'_> {
    fn eq(&self, other: &Self) -> bool {
        // The rest follows from these.
        let key = |field: &Self| (field.owner, field.index, field.name, field.image, field.policy);
        key(self) == key(other)
            && self.root == other.root
            && self.place == other.place
            && self.status == other.status
    }
}

impl Eq for ImageField<'_> {}

/// Where a pod has its spec.
const ROOT: &str = "spec";

/// A container waits for an image volume: what the one of them knows of the other.
#[derive(Clone, Copy, Debug)]
pub(super) enum Link<'p> {
    /// The place of the volume in the spec, and the volume.
    Awaits(usize, &'p Volume),
    /// The container's kind and place in the spec, and its status.
    AwaitedBy(ImageOwner, usize, &'p ContainerStatus),
}

/// What the image is in.
#[derive(Clone, Copy)]
pub(super) enum Place<'p> {
    Pod(&'p Pod),
    Spec(&'p PodSpec),
    /// A spec of other types than this crate's.
    #[cfg(feature = "k8s-openapi")]
    Elsewhere,
}

impl<'p> Place<'p> {
    fn metadata(self) -> Option<&'p Metadata> {
        match self {
            Self::Pod(pod) => Some(&pod.metadata),
            Self::Spec(_) => None,
            #[cfg(feature = "k8s-openapi")]
            Self::Elsewhere => None,
        }
    }
}

impl fmt::Debug for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.metadata().map(|metadata| (&metadata.namespace, &metadata.name)).fmt(f)
    }
}

impl PartialEq for Place<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.metadata() == other.metadata()
    }
}

impl Eq for Place<'_> {}

impl<'p> ImageField<'p> {
    /// The pod it is in. `None` for one of [`PodSpec::images`], which may be a template's.
    ///
    /// ```
    /// use pullspec::Pod;
    /// use pullspec::api::Container;
    /// let mut pod = Pod::default();
    /// pod.metadata.name = "web".into();
    /// pod.spec.containers.push(Container::default());
    /// assert!(pod.images().all(|image| image.pod().is_some_and(|pod| pod.metadata.name == "web")));
    /// assert!(pod.spec.images().all(|image| image.pod().is_none()));
    /// ```
    #[must_use]
    pub const fn pod(&self) -> Option<&'p Pod> {
        match self.place {
            Place::Pod(pod) => Some(pod),
            Place::Spec(_) => None,
            #[cfg(feature = "k8s-openapi")]
            Place::Elsewhere => None,
        }
    }

    /// What the image is for.
    #[must_use]
    pub const fn owner(&self) -> ImageOwner {
        self.owner
    }

    /// The place of the container or volume in its list of the `spec`, from zero.
    #[must_use]
    pub const fn index(&self) -> usize {
        self.index
    }

    /// The name of the container or volume.
    #[must_use]
    pub const fn name(&self) -> &'p str {
        self.name
    }

    /// The image as written.
    #[must_use]
    pub const fn image(&self) -> &'p str {
        self.image
    }

    /// The policy as it stands in the pod; `None` where it is missing or empty, which is the same to the API server.
    ///
    /// ```
    /// use pullspec::Pod;
    /// use pullspec::api::Container;
    /// let mut container = Container::default();
    /// container.image_pull_policy = Some("Never".into());
    /// let mut pod = Pod::default();
    /// pod.spec.containers.extend([container, Container::default()]);
    /// assert!(pod.images().map(|image| image.written_policy()).eq([Some("Never"), None]));
    /// ```
    #[must_use]
    pub fn written_policy(&self) -> Option<&'p str> {
        self.policy.filter(|policy| !policy.is_empty())
    }

    /// What the kubelet last reported about the container. `None` before its first report, and for volumes, whose
    /// failures it reports with each container that mounts them.
    #[must_use]
    pub const fn status(&self) -> Option<&'p ContainerStatus> {
        self.status
    }

    /// Why the container has not started, if the kubelet says so.
    ///
    /// It may be another image that it waits for: see [`awaited_volume`](Self::awaited_volume).
    ///
    /// ```
    /// use pullspec::Pod;
    /// use pullspec::api::{Container, ContainerStatus, StateWaiting};
    /// let mut waiting = StateWaiting::default();
    /// waiting.reason = "ErrImagePull".into();
    /// let mut status = ContainerStatus::default();
    /// status.state.waiting = Some(waiting);
    /// let mut pod = Pod::default();
    /// pod.spec.containers.push(Container::default());
    /// pod.status.container_statuses.push(status);
    /// let reasons: Vec<&str> = pod.images().filter_map(|image| image.waiting()).map(|w| w.reason.as_str()).collect();
    /// assert_eq!(reasons, ["ErrImagePull"]);
    /// ```
    #[must_use]
    pub fn waiting(&self) -> Option<&'p StateWaiting> {
        self.status?.state.waiting.as_ref()
    }

    /// Where the image stands, as the API server names fields: `spec.initContainers[0].image`,
    /// `spec.volumes[2].image.reference`.
    ///
    /// ```
    /// use pullspec::Pod;
    /// use pullspec::api::Container;
    /// let mut pod = Pod::default();
    /// pod.spec.init_containers.push(Container::default());
    /// assert!(pod.images().map(|image| image.path()).eq(["spec.initContainers[0].image"]));
    /// ```
    #[must_use]
    pub fn path(&self) -> String {
        self.field(if self.is_volume() { "image.reference" } else { "image" })
    }

    /// Where its policy stands: `spec.initContainers[0].imagePullPolicy`, `spec.volumes[2].image.pullPolicy`.
    ///
    /// ```
    /// use pullspec::Pod;
    /// use pullspec::api::{ImageVolumeSource, Volume};
    /// let mut volume = Volume::default();
    /// volume.image = Some(ImageVolumeSource::default());
    /// let mut pod = Pod::default();
    /// pod.spec.volumes.push(volume);
    /// assert!(pod.images().map(|image| image.policy_path()).eq(["spec.volumes[0].image.pullPolicy"]));
    /// ```
    #[must_use]
    pub fn policy_path(&self) -> String {
        self.field(if self.is_volume() { "image.pullPolicy" } else { "imagePullPolicy" })
    }

    /// The same place for a JSON patch (RFC 6901): `/spec/initContainers/0/imagePullPolicy`.
    ///
    /// An admission webhook answers with a patch: a [`Pod`] holds a few fields only, so the pod itself cannot be sent
    /// back. `add` also replaces what is there.
    ///
    /// ```
    /// use pullspec::Pod;
    /// use pullspec::api::Container;
    /// let mut pod = Pod::default();
    /// pod.spec.containers.push(Container::default());
    /// let patch: Vec<_> = pod
    ///     .images()
    ///     .map(|image| serde_json::json!({"op": "add", "path": image.policy_pointer(), "value": "Always"}))
    ///     .collect();
    /// assert_eq!(patch[0]["path"], "/spec/containers/0/imagePullPolicy");
    /// ```
    #[must_use]
    pub fn policy_pointer(&self) -> String {
        self.pointer_to(if self.is_volume() { "image/pullPolicy" } else { "imagePullPolicy" })
    }

    /// Where the image stands, for a JSON patch (RFC 6901): `/spec/initContainers/0/image`,
    /// `/spec/volumes/2/image/reference`.
    ///
    /// ```
    /// use pullspec::Pod;
    /// use pullspec::api::Container;
    /// let mut pod = Pod::default();
    /// pod.spec.containers.push(Container::default());
    /// assert!(pod.images().map(|image| image.pointer()).eq(["/spec/containers/0/image"]));
    /// ```
    #[must_use]
    pub fn pointer(&self) -> String {
        self.pointer_to(if self.is_volume() { "image/reference" } else { "image" })
    }

    /// The same image with its spec at another place of a larger object, such as `spec.template.spec`; without a root,
    /// its lists are at the top. [`Workload`](super::Workload) does it for the built-in kinds.
    ///
    /// ```
    /// use pullspec::api::{Container, PodSpec};
    /// let mut spec = PodSpec::default();
    /// spec.containers.push(Container::default());
    /// let image = spec.images().next().expect("one container").with_root("spec.workload.podSpec");
    /// assert_eq!(image.path(), "spec.workload.podSpec.containers[0].image");
    /// assert_eq!(image.policy_pointer(), "/spec/workload/podSpec/containers/0/imagePullPolicy");
    /// ```
    #[must_use]
    pub const fn with_root(self, root: &'p str) -> Self {
        Self { root, ..self }
    }

    pub(super) const fn is_volume(&self) -> bool {
        matches!(self.owner, ImageOwner::Volume)
    }

    fn field(&self, field: &str) -> String {
        let (root, list) = (self.root, self.owner.list());
        let dot = if root.is_empty() { "" } else { "." };
        let digits = self.index.checked_ilog10().unwrap_or_default() as usize + 1;
        // Asked for once: a path is made for each image that is explained.
        let mut path = String::with_capacity(root.len() + ".[].".len() + list.len() + digits + field.len());
        for text in [root, dot, list, "["] {
            path.push_str(text);
        }
        match u8::try_from(self.index) {
            Ok(digit @ 0..=9) => path.push(char::from(b'0' + digit)),
            _ => {
                // Writing into a text cannot fail.
                let _ = write!(path, "{}", self.index);
            }
        }
        path.push_str("].");
        path.push_str(field);
        path
    }

    fn pointer_to(&self, field: &str) -> String {
        let slash = if self.root.is_empty() { "" } else { "/" };
        format!("{slash}{}/{}/{}/{field}", self.root.replace('.', "/"), self.owner.list(), self.index)
    }

    pub(super) fn of_container(
        place: Place<'p>,
        owner: ImageOwner,
        index: usize,
        container: &'p Container,
    ) -> Self {
        let Container { name, image, image_pull_policy, volume_mounts: mounts, .. } = container;
        let policy = image_pull_policy.as_deref();
        Self { place, root: ROOT, owner, index, name, image, policy, mounts, status: None, link: None }
    }

    /// One that stands in a spec of other types than this crate's.
    #[cfg(feature = "k8s-openapi")]
    pub(crate) const fn elsewhere(
        owner: ImageOwner,
        index: usize,
        name: &'p str,
        image: &'p str,
        policy: Option<&'p str>,
    ) -> Self {
        let place = Place::Elsewhere;
        Self { place, root: ROOT, owner, index, name, image, policy, mounts: &[], status: None, link: None }
    }

    /// Nothing for a volume of another kind.
    pub(super) fn of_volume(place: Place<'p>, index: usize, volume: &'p Volume) -> Option<Self> {
        let source = volume.image.as_ref()?;
        Some(Self {
            place,
            root: ROOT,
            owner: ImageOwner::Volume,
            index,
            name: &volume.name,
            image: &source.reference,
            policy: source.pull_policy.as_deref(),
            mounts: &[],
            status: None,
            link: None,
        })
    }
}

impl PodSpec {
    /// All images of the spec in the order of its lists: init containers, containers, ephemeral containers, volumes.
    ///
    /// They carry no status; those of [`Pod::images`] do.
    ///
    /// ```
    /// use pullspec::api::{Container, PodSpec};
    /// let mut template = PodSpec::default();
    /// template.init_containers.push(Container::default());
    /// template.containers.push(Container::default());
    /// assert!(template.images().map(|image| image.owner().list()).eq(["initContainers", "containers"]));
    /// ```
    pub fn images(&self) -> impl Iterator<Item = ImageField<'_>> + Clone {
        self.images_in(Place::Spec(self))
    }

    pub(super) fn images_in<'p>(&'p self, place: Place<'p>) -> impl Iterator<Item = ImageField<'p>> + Clone {
        let lists = [
            (ImageOwner::InitContainer, &self.init_containers),
            (ImageOwner::Container, &self.containers),
            (ImageOwner::EphemeralContainer, &self.ephemeral_containers),
        ];
        let containers = lists.into_iter().flat_map(move |(owner, list)| {
            list.iter()
                .enumerate()
                .map(move |(index, container)| ImageField::of_container(place, owner, index, container))
        });
        let volumes = self.volumes.iter().enumerate();
        containers
            .chain(volumes.filter_map(move |(index, volume)| ImageField::of_volume(place, index, volume)))
    }
}
