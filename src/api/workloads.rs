//! Objects of the built-in kinds that hold pods, one or a list of them.

use alloc::vec::{self, Vec};
use core::slice;

use super::Workload;

/// The workloads of a document: one of a built-in kind, a list of one such kind, or a `List` of several.
///
/// Unlike [`Pods`](super::Pods), which pass over what they do not look for, nothing is passed over: an item of another
/// kind, a list inside the list, or an item without containers is an error. So a check of a whole file says yes to all of
/// it. In a list of one kind, such as a `DeploymentList`, items need not say their kind.
///
/// ```
/// # #[cfg(feature = "serde")] {
/// use pullspec::api::Workloads;
///
/// let json = r#"{"kind": "List", "items": [
///     {"kind": "Deployment", "spec": {"template": {"spec": {"containers": [{"name": "a", "image": "redis:7"}]}}}},
///     {"kind": "Pod", "spec": {"containers": [{"name": "a", "image": "redis:8"}]}}]}"#;
/// let workloads: Workloads = serde_json::from_str(json)?;
/// let images: Vec<_> = workloads.iter().flat_map(|workload| workload.images()).map(|image| image.image()).collect();
/// assert_eq!(images, ["redis:7", "redis:8"]);
///
/// let error = serde_json::from_str::<Workloads>(r#"{"kind": "List", "items": [{"kind": "Service"}]}"#).unwrap_err();
/// assert!(error.to_string().starts_with("items[0]: \"Service\" is not a built-in kind that holds pods"));
/// # }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Workloads(pub(super) Vec<Workload>);

impl Workloads {
    /// Returns them one by one.
    pub fn iter(&self) -> slice::Iter<'_, Workload> {
        self.0.iter()
    }

    /// Returns all of them.
    #[must_use]
    pub const fn as_slice(&self) -> &[Workload] {
        self.0.as_slice()
    }
}

impl<'a> IntoIterator for &'a Workloads {
    type Item = &'a Workload;
    type IntoIter = slice::Iter<'a, Workload>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl IntoIterator for Workloads {
    type Item = Workload;
    type IntoIter = vec::IntoIter<Workload>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}
