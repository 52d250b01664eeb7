//! Which image volume a container waits for.
//!
//! The status of a container does not say that its waiting reason is that of a volume; only the image that the message
//! names tells. Everything here is prepared once for a pod, and costs nothing for pods without image volumes.

use alloc::borrow::{Cow, ToOwned};
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec::Vec;
use core::ops::Bound;

use super::image_owner::ImageOwner;
use super::images::{ImageField, Link, Place};
use super::{Pod, PodSpec, Volume, WaitingReason};
use crate::reference::Reference;
use crate::sentence::Sentence;

impl<'p> ImageField<'p> {
    /// The image volume whose image the container waits for, instead of for its own.
    ///
    /// The kubelet pulls image volumes before it looks at a container's own image, and reports the failure with each
    /// container that mounts the volume: the waiting reason and the message are the volume's
    /// (`toKubeContainerImageVolumes` in `pkg/kubelet/kuberuntime`). So this is a volume that the container mounts and
    /// whose image the message names, in the pod's spelling or in the runtime's.
    ///
    /// `None` where the message names the container's own image or none at all, for volumes, and without a status.
    ///
    /// ```
    /// # #[cfg(feature = "serde")] {
    /// let pod: pullspec::Pod = serde_json::from_str(
    ///     r#"{
    ///         "spec": {"containers": [{"name": "app", "image": "quay.io/team/app:1",
    ///                                  "volumeMounts": [{"name": "model", "mountPath": "/model"}]}],
    ///                  "volumes": [{"name": "model", "image": {"reference": "quay.io/team/model:7"}}]},
    ///         "status": {"containerStatuses": [{"name": "app", "state": {"waiting": {
    ///             "reason": "ImagePullBackOff",
    ///             "message": "Back-off pulling image \"quay.io/team/model:7\""}}}]}
    ///     }"#,
    /// )?;
    /// let [app, model] = [pod.images().next().unwrap(), pod.images().nth(1).unwrap()];
    /// assert_eq!(app.awaited_volume(), Some(model));
    /// assert_eq!(model.mounted_by().next(), Some(app));
    /// # }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn awaited_volume(&self) -> Option<ImageField<'p>> {
        let Link::Awaits(index, volume) = self.link? else { return None };
        Self::of_volume(self.place, index, volume).map(|volume| volume.with_root(self.root))
    }

    /// The first container that waits for the image volume, whose status says why the volume's image is not there.
    ///
    /// `None` where no container says so, and for containers. See [`awaited_volume`](Self::awaited_volume).
    ///
    /// ```
    /// # #[cfg(feature = "serde")] {
    /// let pod: pullspec::Pod = serde_json::from_str(
    ///     r#"{
    ///         "spec": {"containers": [{"name": "app", "image": "quay.io/team/app:1",
    ///                                  "volumeMounts": [{"name": "model", "mountPath": "/model"}]}],
    ///                  "volumes": [{"name": "model", "image": {"reference": "quay.io/team/model:7"}}]},
    ///         "status": {"containerStatuses": [{"name": "app", "state": {"waiting": {
    ///             "reason": "ErrImageNeverPull",
    ///             "message": "Container image \"quay.io/team/model:7\" is not present with pull policy of Never"}}}]}
    ///     }"#,
    /// )?;
    /// let model = pod.images().last().unwrap();
    /// assert_eq!(model.awaited_by().unwrap().waiting().unwrap().reason, "ErrImageNeverPull");
    /// # }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn awaited_by(&self) -> Option<ImageField<'p>> {
        let Link::AwaitedBy(owner, index, status) = self.link? else { return None };
        let spec = &self.pod()?.spec;
        let containers = match owner {
            ImageOwner::InitContainer => &spec.init_containers,
            ImageOwner::Container => &spec.containers,
            ImageOwner::EphemeralContainer => &spec.ephemeral_containers,
            ImageOwner::Volume => return None,
        };
        let mut container =
            Self::of_container(self.place, owner, index, containers.get(index)?).with_root(self.root);
        container.status = Some(status);
        container.link = Some(Link::Awaits(self.index, spec.volumes.get(self.index)?));
        Some(container)
    }

    /// The containers that mount the image volume and do not start without it, in the order of the spec, each with its
    /// status. Nothing for the image of a container.
    ///
    /// Looks at every mount of the pod, each time it is asked: for all volumes of a pod,
    /// [`Pod::image_mounts`](super::Pod::image_mounts) looks once. For the failure of the volume's image,
    /// [`awaited_by`](Self::awaited_by) is enough.
    ///
    /// ```
    /// use pullspec::Pod;
    /// use pullspec::api::{Container, ImageVolumeSource, Volume, VolumeMount};
    /// let mut mount = VolumeMount::default();
    /// mount.name = "model".into();
    /// let mut app = Container::default();
    /// app.name = "app".into();
    /// app.volume_mounts.push(mount);
    /// let mut volume = Volume::default();
    /// volume.name = "model".into();
    /// volume.image = Some(ImageVolumeSource::default());
    /// let mut pod = Pod::default();
    /// pod.spec.containers.push(app);
    /// pod.spec.volumes.push(volume);
    /// let model = pod.images().last().expect("the volume");
    /// assert!(model.mounted_by().map(|container| container.name()).eq(["app"]));
    /// ```
    pub fn mounted_by(&self) -> impl Iterator<Item = ImageField<'p>> + use<'p> {
        let name = self.is_volume().then_some(self.name);
        let (of_pod, of_spec) = match self.place {
            Place::Pod(pod) => (Some(pod.images()), None),
            Place::Spec(spec) => (None, Some(spec.images())),
            #[cfg(feature = "k8s-openapi")]
            Place::Elsewhere => (None, None),
        };
        let all = of_pod.into_iter().flatten().chain(of_spec.into_iter().flatten());
        let root = self.root;
        all.map(move |image| image.with_root(root))
            .filter(move |image| image.mounts.iter().any(|mount| Some(mount.name.as_str()) == name))
    }
}

impl Pod {
    /// Returns which image volumes are mounted by which containers: a volume and a container that does not start without
    /// it, in the order of the containers and each pair once. Linear in the pod, however many there are of both.
    ///
    /// ```
    /// use pullspec::Pod;
    /// use pullspec::api::{Container, ImageVolumeSource, Volume, VolumeMount};
    /// let mut mount = VolumeMount::default();
    /// mount.name = "model".into();
    /// let mut app = Container::default();
    /// app.name = "app".into();
    /// app.volume_mounts.push(mount);
    /// let mut volume = Volume::default();
    /// volume.name = "model".into();
    /// volume.image = Some(ImageVolumeSource::default());
    /// let mut pod = Pod::default();
    /// pod.spec.containers.push(app);
    /// pod.spec.volumes.push(volume);
    /// let mounts: Vec<_> = pod.image_mounts().map(|(volume, container)| (volume.name(), container.name())).collect();
    /// assert_eq!(mounts, [("model", "app")]);
    /// ```
    pub fn image_mounts(&self) -> impl Iterator<Item = (ImageField<'_>, ImageField<'_>)> {
        // Of two volumes with one name, which the API server refuses, the first counts.
        let mut volumes: BTreeMap<&str, ImageField<'_>> = BTreeMap::new();
        for volume in self.images().filter(ImageField::is_volume) {
            volumes.entry(volume.name).or_insert(volume);
        }
        let none = volumes.is_empty();
        self.images().take_while(move |image| !none && !image.is_volume()).flat_map(move |container| {
            let names: BTreeSet<&str> = container.mounts.iter().map(|mount| mount.name.as_str()).collect();
            let mounted: Vec<ImageField<'_>> =
                names.into_iter().filter_map(|name| volumes.get(name)).copied().collect();
            mounted.into_iter().map(move |volume| (volume, container))
        })
    }
}

/// An image volume, in the index of a pod's.
#[derive(Clone)]
struct ImageVolume<'p> {
    index: usize,
    volume: &'p Volume,
    meaning: Cow<'p, str>,
    awaited_by: Option<Link<'p>>,
}

/// The image volumes of a pod by their names.
#[derive(Clone)]
pub(super) struct ImageVolumes<'p>(BTreeMap<&'p str, ImageVolume<'p>>);

impl<'p> ImageVolumes<'p> {
    pub(super) fn of(spec: &'p PodSpec) -> Self {
        let volumes = spec.volumes.iter().enumerate().rev().filter_map(|(index, volume)| {
            let meaning = meaning(&volume.image.as_ref()?.reference);
            Some((volume.name.as_str(), ImageVolume { index, volume, meaning, awaited_by: None }))
        });
        Self(volumes.collect())
    }

    /// What is known of a container's volume, or of a volume's container among those asked about before.
    pub(super) fn link(&mut self, field: &ImageField<'p>) -> Option<Link<'p>> {
        if self.0.is_empty() {
            return None;
        }
        if field.is_volume() {
            // Of two volumes with one name, which the API server refuses, the first counts.
            let known = self.0.get(field.name).filter(|known| known.index == field.index)?;
            return known.awaited_by;
        }
        let name = self.awaited(field)?;
        let volume = self.0.get_mut(name)?;
        volume.awaited_by =
            volume.awaited_by.or(Some(Link::AwaitedBy(field.owner(), field.index, field.status?)));
        Some(Link::Awaits(volume.index, volume.volume))
    }

    /// The name of the volume that the container mounts and waits for, whose image is not the container's own.
    fn awaited(&self, field: &ImageField<'p>) -> Option<&'p str> {
        let waiting = field.waiting()?;
        if !WaitingReason::from(waiting.reason.as_str()).is_image_related() {
            return None;
        }
        // Of several volumes that fail, the kubelet reports the last.
        let mounted: BTreeMap<&str, &'p str> = field
            .mounts
            .iter()
            .filter_map(|mount| self.0.get(mount.name.as_str()))
            .map(|known| (&*known.meaning, known.volume.name.as_str()))
            .collect();
        let own = meaning(field.image());
        let candidates: BTreeSet<&str> = mounted.keys().copied().chain([&*own]).collect();
        let named = first_named(&waiting.message, &candidates)?;
        mounted.get(named).filter(|_| named != own).copied()
    }
}

/// The one of `images` that the message names first.
fn first_named<'i>(message: &str, images: &BTreeSet<&'i str>) -> Option<&'i str> {
    // The kubelet quotes the text in the pod, which need not be a reference. A runtime's error may follow it.
    if let Some(name) = Sentence::read(message).as_ref().and_then(Sentence::image) {
        return images.get(&*meaning(name)).copied();
    }
    let mut words = message.split(|c: char| c.is_whitespace() || "\"'\\()[]{}<>,;=".contains(c));
    words.find_map(|word| {
        let word = word.trim_end_matches(['.', ':']);
        // `docker://quay.io/team/app:1`
        let word = word.split_once("://").map_or(word, |(_, rest)| rest);
        // A word of a sentence is not meant as an image, though it parses as one.
        let is_meant = word.contains(['/', ':', '@']);
        let meant = meaning(Some(word).filter(|_| is_meant)?);
        images.get(&*meant).copied().or_else(|| of_repository(word, images))
    })
}

/// The only one of `images` whose repository this is: `reading manifest 1 in quay.io/team/app`.
fn of_repository<'i>(word: &str, images: &BTreeSet<&'i str>) -> Option<&'i str> {
    let named =
        Reference::parse(word).ok().filter(|named| named.tag().is_none() && named.digest().is_none())?;
    let mut found = [":", "@"].into_iter().flat_map(|mark| {
        let begins = named.name().to_owned() + mark;
        let from = (Bound::Included(begins.as_str()), Bound::Unbounded);
        let some: Vec<_> = images
            .range::<str, _>(from)
            .copied()
            .take_while(|image| image.starts_with(&begins))
            .take(2)
            .collect();
        some
    });
    found.next().filter(|_| found.next().is_none())
}

/// One spelling for all that mean the same image to a runtime; a text that is not a reference stays as it is.
fn meaning(image: &str) -> Cow<'_, str> {
    match Reference::parse(image) {
        Ok(image) => Cow::Owned(image.docker_ref().as_str().to_owned()),
        Err(_) => Cow::Borrowed(image),
    }
}
