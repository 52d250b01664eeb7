//! The images of a pod, each with what the kubelet reported of it.

use alloc::collections::BTreeMap;

use super::image_owner::ImageOwner;
use super::images::{ImageField, Place};
use super::volumes::ImageVolumes;
use super::{ContainerStatus, Pod};

impl Pod {
    /// All images of the pod, each with the status of its container: init containers, containers, ephemeral
    /// containers, image volumes, each kind in the order of the spec.
    ///
    /// Statuses are found by name; the kubelet sorts those of regular containers.
    ///
    /// ```
    /// # #[cfg(feature = "serde")] {
    /// use pullspec::Pod;
    /// use pullspec::api::ImageOwner;
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
        let init = ByName::new(&self.status.init_container_statuses);
        let regular = ByName::new(&self.status.container_statuses);
        let ephemeral = ByName::new(&self.status.ephemeral_container_statuses);
        let mut volumes = ImageVolumes::of(&self.spec);
        self.spec.images_in(Place::Pod(self)).map(move |mut field| {
            let status = match field.owner() {
                ImageOwner::InitContainer => init.get(field.name()),
                ImageOwner::Container => regular.get(field.name()),
                ImageOwner::EphemeralContainer => ephemeral.get(field.name()),
                ImageOwner::Volume => None,
            };
            field.status = status;
            // Volumes come last, so that a link found here is there for them.
            field.link = volumes.link(&field);
            field
        })
    }
}

/// Statuses by the names of their containers. Of two of one name the first counts, as in Kubernetes' own look-ups
/// (`podutil.GetContainerStatus`).
#[derive(Clone)]
enum ByName<'p> {
    /// Most pods have few containers, which are looked through.
    Few(&'p [ContainerStatus]),
    /// An index, so that a pod with very many costs no quadratic time.
    Many(BTreeMap<&'p str, &'p ContainerStatus>),
}

impl<'p> ByName<'p> {
    const FEW: usize = 8;

    fn new(statuses: &'p [ContainerStatus]) -> Self {
        if statuses.len() <= Self::FEW {
            return Self::Few(statuses);
        }
        Self::Many(statuses.iter().rev().map(|status| (status.name.as_str(), status)).collect())
    }

    fn get(&self, name: &str) -> Option<&'p ContainerStatus> {
        match self {
            Self::Few(statuses) => statuses.iter().find(|status| status.name == name),
            Self::Many(statuses) => statuses.get(name).copied(),
        }
    }
}
