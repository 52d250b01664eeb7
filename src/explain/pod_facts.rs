//! What a diagnosis says of its pod, kept small: an image that runs is explained with few requests for memory.

use alloc::boxed::Box;
use alloc::sync::Arc;

use super::SandboxImage;
use crate::api::{OwnerReference, Timestamp};
use crate::terminal::quiet_debug;

/// What is rare.
#[derive(Clone, Default, PartialEq, Eq)]
pub(super) struct PodFacts {
    pub(super) trouble: Option<Arc<str>>,
    pub(super) sandbox: Option<Box<SandboxImage>>,
    pub(super) deadline: Option<Deadline>,
    pub(super) is_static: bool,
    pub(super) service_account: Option<Box<str>>,
}

quiet_debug!(PodFacts { trouble, sandbox, deadline, is_static, service_account });

/// When a pod ends, and whether its Job says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Deadline {
    pub(super) at: Timestamp,
    pub(super) is_of_job: bool,
}

impl PodFacts {
    /// Nothing is kept where there is nothing to say.
    pub(super) fn boxed(self) -> Option<Box<Self>> {
        (self != Self::default()).then(|| Box::new(self))
    }
}

/// What made the pod of an image, or in a template the workload itself.
///
/// ```
/// # #[cfg(feature = "serde")] {
/// use pullspec::{Pod, explain_pod};
/// use pullspec::explain::ExplainContext;
/// let pod: Pod = serde_json::from_str(
///     r#"{"metadata": {"name": "web-1", "ownerReferences": [{"kind": "ReplicaSet", "name": "web", "controller": true}]},
///         "spec": {"containers": [{"name": "app", "image": "redis:7"}]}}"#,
/// )?;
/// let found = &explain_pod(&pod, &ExplainContext::new())[0];
/// assert_eq!(found.controller().unwrap().to_string(), "ReplicaSet web");
/// # }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Controller<'d> {
    /// Its kind, such as `ReplicaSet`.
    pub kind: &'d str,
    /// Its name.
    pub name: &'d str,
}

/// The node and the controller in one text, and where it bends.
#[derive(Clone, Default, PartialEq, Eq)]
pub(super) struct Whereabouts {
    text: Box<str>,
    node: u32,
    kind: u32,
}

impl Whereabouts {
    pub(super) fn new(node: &str, controller: Option<&OwnerReference>) -> Self {
        let (kind, name) = controller.map_or(("", ""), |controller| (&*controller.kind, &*controller.name));
        let end = |len: usize| u32::try_from(len).unwrap_or(u32::MAX);
        Self {
            text: [node, kind, name].concat().into(),
            node: end(node.len()),
            kind: end(node.len() + kind.len()),
        }
    }

    pub(super) fn parts(&self) -> Option<(&str, Controller<'_>)> {
        let (rest, name) = self.text.split_at_checked(usize::try_from(self.kind).ok()?)?;
        let (node, kind) = rest.split_at_checked(usize::try_from(self.node).ok()?)?;
        Some((node, Controller { kind, name }))
    }
}

impl core::fmt::Debug for Whereabouts {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_list().entries(self.parts()).finish()
    }
}

impl core::fmt::Display for Controller<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        super::print::write_line(f, format_args!("{} {}", self.kind, self.name))
    }
}
