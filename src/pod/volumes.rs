//! Which image volume a container waits for.
//!
//! The status of a container does not say that its waiting reason is that of a volume; only the image that the message
//! names tells. Everything here is prepared once for a pod, and costs nothing for pods without image volumes.

use alloc::borrow::{Cow, ToOwned};
use alloc::collections::{BTreeMap, BTreeSet};

use super::{PodSpec, StateWaiting, Volume, VolumeMount};
use crate::waiting::named_image;
use crate::{PodImage, WaitingReason};

/// The image volumes of a pod by their names, each with its place in the spec and what its image means.
#[derive(Clone)]
pub(super) struct ImageVolumes<'p>(BTreeMap<&'p str, (usize, &'p Volume, Cow<'p, str>)>);

impl<'p> ImageVolumes<'p> {
    pub(super) fn of(spec: &'p PodSpec) -> Self {
        let volumes = spec.volumes.iter().enumerate().rev().filter_map(|(index, volume)| {
            let reference = &volume.image.as_ref()?.reference;
            Some((volume.name.as_str(), (index, volume, meaning(reference))))
        });
        Self(volumes.collect())
    }

    /// The volume whose image `waiting` is about, if it is one of `mounts` and not the container's own `image`.
    pub(super) fn awaited(
        &self,
        image: &str,
        mounts: &[VolumeMount],
        waiting: &StateWaiting,
    ) -> Option<(usize, &'p Volume)> {
        if self.0.is_empty() || !WaitingReason::from(waiting.reason.as_str()).is_image_related() {
            return None;
        }
        // Of several volumes that fail, the kubelet reports the last.
        let mounted: BTreeMap<&str, (usize, &'p Volume)> = mounts
            .iter()
            .filter_map(|mount| self.0.get(mount.name.as_str()))
            .map(|(index, volume, meaning)| (&**meaning, (*index, *volume)))
            .collect();
        let own = meaning(image);
        let candidates: BTreeSet<&str> = mounted.keys().copied().chain([&*own]).collect();
        let named = first_named(&waiting.message, &candidates)?;
        mounted.get(named).filter(|_| named != own).copied()
    }
}

/// The one of `images` that the message names first.
fn first_named<'i>(message: &str, images: &BTreeSet<&'i str>) -> Option<&'i str> {
    // The kubelet quotes the text in the pod, which need not be a reference. A runtime's error may follow it.
    if let Some(name) = named_image(message) {
        return images.get(&*meaning(&name)).copied();
    }
    let mut words = message.split(|c: char| c.is_whitespace() || "\"'\\()[]{}<>,;=".contains(c));
    words.find_map(|word| {
        let word = word.trim_end_matches(['.', ':']);
        // `docker://quay.io/team/app:1`
        let word = word.split_once("://").map_or(word, |(_, rest)| rest);
        // A word of a sentence is not meant as an image, though it parses as one.
        let is_meant = word.contains(['/', ':', '@']);
        images.get(&*meaning(Some(word).filter(|_| is_meant)?)).copied()
    })
}

/// One spelling for all that mean the same image to a runtime; a text that is no reference stays as it is.
fn meaning(image: &str) -> Cow<'_, str> {
    match PodImage::parse(image) {
        Ok(image) => Cow::Owned(image.into_reference().docker_ref().as_str().to_owned()),
        Err(_) => Cow::Borrowed(image),
    }
}
