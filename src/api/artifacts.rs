//! Places of a pod that make a node fetch from a registry, though they are not image fields.

use alloc::format;
use alloc::string::String;

use super::{Metadata, Pod, PodSpec};

/// What a text that names an artifact is for.
///
/// ```
/// use pullspec::api::ArtifactSource;
/// assert_ne!(ArtifactSource::SeccompAnnotation, ArtifactSource::CsiVolume);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum ArtifactSource {
    /// An annotation by which CRI-O fetches a seccomp profile as an OCI artifact.
    SeccompAnnotation,
    /// An attribute of an inline CSI volume whose driver fetches an image.
    CsiVolume,
}

/// A text of a pod that makes the node fetch an artifact from a registry, though it stands in no image field. Made by
/// [`Pod::artifacts`] and [`Workload::artifacts`](super::Workload::artifacts).
///
/// Neither the kubelet nor the API server knows these places, so no check of images sees them. They are exactly:
///
/// - annotations of the pod with the key `seccomp-profile.kubernetes.cri-o.io` or, since CRI-O 1.35,
///   `seccomp-profile.crio.io`, with or without a slash and a name after it;
/// - attributes of inline CSI volumes named `image`, as for the drivers `image.csi.k8s.io`, `csi-image.warm-metal.tech`
///   and `container-image.csi.k8s.io`, or `reference`, with or without a prefix and a slash, whatever the driver.
///
/// ```
/// # #[cfg(feature = "serde")] {
/// use pullspec::Pod;
/// let pod: Pod = serde_json::from_str(
///     r#"{"metadata": {"annotations": {"seccomp-profile.kubernetes.cri-o.io/app": "evil.example/profile:1"}},
///         "spec": {"containers": [{"name": "app", "image": "redis:7"}],
///                  "volumes": [{"name": "data", "csi": {"driver": "image.csi.k8s.io",
///                               "volumeAttributes": {"image": "evil.example/data:1", "changeDir": "/bin"}}}]}}"#,
/// )?;
/// let found: Vec<String> = pod.artifacts().map(|field| format!("{}: {}", field.path(), field.text())).collect();
/// assert_eq!(found, [
///     "metadata.annotations[seccomp-profile.kubernetes.cri-o.io/app]: evil.example/profile:1",
///     "spec.volumes[0].csi.volumeAttributes[image]: evil.example/data:1",
/// ]);
/// # }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ArtifactField<'p> {
    source: ArtifactSource,
    /// Where the list or map of the source is in the object.
    root: &'p str,
    /// The place of the volume in its list.
    index: usize,
    key: &'p str,
    text: &'p str,
}

impl<'p> ArtifactField<'p> {
    /// Returns what the artifact is for.
    #[must_use]
    pub const fn source(&self) -> ArtifactSource {
        self.source
    }

    /// Returns the key of the annotation or attribute.
    #[must_use]
    pub const fn key(&self) -> &'p str {
        self.key
    }

    /// Returns the text as written: the name of an artifact, whatever its reader takes for one.
    #[must_use]
    pub const fn text(&self) -> &'p str {
        self.text
    }

    /// Returns where it stands, as the API server names fields. The key is part of it and may hold any text.
    #[must_use]
    pub fn path(&self) -> String {
        let Self { source, root, index, key, .. } = self;
        let dot = if root.is_empty() { "" } else { "." };
        match source {
            ArtifactSource::SeccompAnnotation => format!("{root}{dot}annotations[{key}]"),
            ArtifactSource::CsiVolume => format!("{root}{dot}volumes[{index}].csi.volumeAttributes[{key}]"),
        }
    }
}

/// Those of a pod whose metadata and spec are at these places.
pub(super) fn artifacts<'p>(
    (metadata_root, metadata): (&'p str, &'p Metadata),
    (spec_root, spec): (&'p str, &'p PodSpec),
) -> impl Iterator<Item = ArtifactField<'p>> + Clone {
    let annotations = metadata.annotations.iter().map(move |(key, text)| ArtifactField {
        source: ArtifactSource::SeccompAnnotation,
        root: metadata_root,
        index: 0,
        key,
        text,
    });
    let volumes = spec.volumes.iter().enumerate().flat_map(move |(index, volume)| {
        let attributes = volume.csi.iter().flat_map(|csi| &csi.volume_attributes);
        attributes.filter(|(key, _)| names_an_image(key)).map(move |(key, text)| ArtifactField {
            source: ArtifactSource::CsiVolume,
            root: spec_root,
            index,
            key,
            text,
        })
    });
    annotations.chain(volumes)
}

fn names_an_image(key: &str) -> bool {
    let name = key.rsplit_once('/').map_or(key, |(_, name)| name);
    matches!(name, "image" | "reference")
}

impl Pod {
    /// Returns the texts of the pod that make the node fetch an artifact, though no image field holds them: annotations
    /// by their keys, then volumes.
    ///
    /// ```
    /// assert_eq!(pullspec::Pod::default().artifacts().count(), 0);
    /// ```
    pub fn artifacts(&self) -> impl Iterator<Item = ArtifactField<'_>> + Clone {
        artifacts(("metadata", &self.metadata), ("spec", &self.spec))
    }
}
