//! Every place of a pod where an image stands.

use alloc::{collections::BTreeMap, format, string::String};
use core::fmt;

use super::{Container, ContainerStatus, Pod, PodSpec, StateWaiting};

/// What an image is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ImageOwner {
    /// A container that runs before the regular ones, or beside them if it is restartable.
    InitContainer,
    /// A regular container.
    Container,
    /// A debugging container.
    EphemeralContainer,
    /// A volume (KEP-4639).
    Volume,
}

impl ImageOwner {
    /// Its name in a sentence, such as `init container`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::InitContainer => "init container",
            Self::Container => "container",
            Self::EphemeralContainer => "ephemeral container",
            Self::Volume => "image volume",
        }
    }

    /// The list in the pod's `spec`, such as `initContainers`.
    #[must_use]
    pub const fn list(self) -> &'static str {
        match self {
            Self::InitContainer => "initContainers",
            Self::Container => "containers",
            Self::EphemeralContainer => "ephemeralContainers",
            Self::Volume => "volumes",
        }
    }
}

impl fmt::Display for ImageOwner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// One image of a pod, with all that the pod says about it. Made by [`Pod::images`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ImageField<'p> {
    owner: ImageOwner,
    index: usize,
    name: &'p str,
    image: &'p str,
    policy: Option<&'p str>,
    status: Option<&'p ContainerStatus>,
}

impl<'p> ImageField<'p> {
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
    #[must_use]
    pub fn waiting(&self) -> Option<&'p StateWaiting> {
        self.status?.state.waiting.as_ref()
    }

    /// Where the image stands, as the API server names fields: `spec.initContainers[0].image`,
    /// `spec.volumes[2].image.reference`.
    #[must_use]
    pub fn path(&self) -> String {
        self.field(if self.is_volume() { "image.reference" } else { "image" })
    }

    /// Where its policy stands: `spec.initContainers[0].imagePullPolicy`, `spec.volumes[2].image.pullPolicy`.
    #[must_use]
    pub fn policy_path(&self) -> String {
        self.field(if self.is_volume() { "image.pullPolicy" } else { "imagePullPolicy" })
    }

    const fn is_volume(&self) -> bool {
        matches!(self.owner, ImageOwner::Volume)
    }

    fn field(&self, field: &str) -> String {
        format!("spec.{}[{}].{field}", self.owner.list(), self.index)
    }

    fn of_container(owner: ImageOwner, index: usize, container: &'p Container) -> Self {
        let Container { name, image, image_pull_policy, .. } = container;
        Self { owner, index, name, image, policy: image_pull_policy.as_deref(), status: None }
    }
}

impl PodSpec {
    /// All images of the spec in the order of its lists: init containers, containers, ephemeral containers, volumes.
    ///
    /// They carry no status; those of [`Pod::images`] do.
    pub fn images(&self) -> impl Iterator<Item = ImageField<'_>> + Clone {
        let lists = [
            (ImageOwner::InitContainer, &self.init_containers),
            (ImageOwner::Container, &self.containers),
            (ImageOwner::EphemeralContainer, &self.ephemeral_containers),
        ];
        let containers = lists.into_iter().flat_map(|(owner, list)| {
            list.iter()
                .enumerate()
                .map(move |(index, container)| ImageField::of_container(owner, index, container))
        });
        let volumes = self.volumes.iter().enumerate().filter_map(|(index, volume)| {
            let source = volume.image.as_ref()?;
            Some(ImageField {
                owner: ImageOwner::Volume,
                index,
                name: &volume.name,
                image: &source.reference,
                policy: source.pull_policy.as_deref(),
                status: None,
            })
        });
        containers.chain(volumes)
    }
}

impl Pod {
    /// All images of the pod, each with the status of its container: init containers, containers, ephemeral
    /// containers, image volumes, each kind in the order of the spec.
    ///
    /// Statuses are found by name; the kubelet sorts those of regular containers.
    ///
    /// ```
    /// # #[cfg(feature = "serde")] {
    /// use pullspec::{ImageOwner, Pod};
    ///
    /// let pod: Pod = serde_json::from_str(
    ///     r#"{
    ///         "spec": {"initContainers": [{"name": "migrate", "image": "quay.io/team/migrate:3"}],
    ///                  "containers": [{"name": "app", "image": "redis"}]},
    ///         "status": {"initContainerStatuses": [
    ///             {"name": "migrate", "state": {"waiting": {"reason": "ImagePullBackOff"}}}]}
    ///     }"#,
    /// )?;
    /// let init = pod.images().next().unwrap();
    /// assert_eq!((init.owner(), init.image()), (ImageOwner::InitContainer, "quay.io/team/migrate:3"));
    /// assert_eq!(init.path(), "spec.initContainers[0].image");
    /// assert_eq!(init.waiting().unwrap().reason, "ImagePullBackOff");
    /// # }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn images(&self) -> impl Iterator<Item = ImageField<'_>> + Clone {
        let init = by_name(&self.status.init_container_statuses);
        let regular = by_name(&self.status.container_statuses);
        let ephemeral = by_name(&self.status.ephemeral_container_statuses);
        self.spec.images().map(move |field| {
            let status = match field.owner {
                ImageOwner::InitContainer => init.get(field.name),
                ImageOwner::Container => regular.get(field.name),
                ImageOwner::EphemeralContainer => ephemeral.get(field.name),
                ImageOwner::Volume => None,
            };
            ImageField { status: status.copied(), ..field }
        })
    }
}

/// An index, so that a pod with very many containers costs no quadratic time. Of two statuses of one name the first
/// counts, as in Kubernetes' own look-ups (`podutil.GetContainerStatus`).
fn by_name(statuses: &[ContainerStatus]) -> BTreeMap<&str, &ContainerStatus> {
    statuses.iter().rev().map(|status| (status.name.as_str(), status)).collect()
}
