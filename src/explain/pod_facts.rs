//! What a diagnosis says of its pod, kept small: an image that runs is explained with few requests for memory.

use alloc::boxed::Box;
use alloc::sync::Arc;
use core::fmt;

use super::SandboxImage;
use super::deadline::Deadline;
use crate::api::{OwnerReference, WorkloadKind, group_of};
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
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
#[non_exhaustive]
pub struct Controller<'d> {
    /// Its API group and version, such as `apps/v1`; empty where that is not said.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "str::is_empty"))]
    pub api_version: &'d str,
    /// Its kind, such as `ReplicaSet`.
    pub kind: &'d str,
    /// Its name.
    pub name: &'d str,
}

impl Controller<'_> {
    /// Returns which of the built-in kinds that hold pods it is. `None` for a kind of another API group, though it may have
    /// the name of a built-in one.
    ///
    /// ```
    /// # #[cfg(feature = "serde")] {
    /// use pullspec::{Pod, explain_pod};
    /// use pullspec::api::WorkloadKind;
    /// use pullspec::explain::ExplainContext;
    /// let kind = |version: &str| {
    ///     let pod: Pod = serde_json::from_str(&format!(r#"{{"metadata": {{"name": "load-1", "ownerReferences": [
    ///         {{"apiVersion": "{version}", "kind": "Job", "name": "load", "controller": true}}]}},
    ///         "spec": {{"containers": [{{"name": "app", "image": "redis:7"}}]}}}}"#)).unwrap();
    ///     explain_pod(&pod, &ExplainContext::new())[0].controller().unwrap().built_in_kind()
    /// };
    /// assert_eq!(kind("batch/v1"), Some(WorkloadKind::Job));
    /// assert_eq!(kind("batch.volcano.sh/v1alpha1"), None);
    /// # }
    /// ```
    #[must_use]
    pub fn built_in_kind(&self) -> Option<WorkloadKind> {
        WorkloadKind::named(self.api_version, self.kind)
    }

    /// The API group of a kind that is not built in.
    pub(super) fn foreign_group(&self) -> Option<&str> {
        let group = group_of(self.api_version)?;
        self.built_in_kind().is_none().then_some(group)
    }
}

/// The node and the controller in one text, and how long its parts are.
#[derive(Clone, Default, PartialEq, Eq)]
pub(super) struct Whereabouts {
    text: Box<str>,
    node: u32,
    version: u16,
    kind: u16,
}

impl Whereabouts {
    /// A controller is not kept whose kind has more bytes than the API server would ever take.
    pub(super) fn new(node: &str, controller: Option<&OwnerReference>) -> Self {
        let known = controller.and_then(|owner| {
            let lengths = (owner.api_version.len().try_into().ok()?, owner.kind.len().try_into().ok()?);
            Some((lengths, [&*owner.api_version, &*owner.kind, &*owner.name]))
        });
        let ((version, kind), [api_version, kind_name, name]) = known.unwrap_or(((0, 0), [""; 3]));
        Self {
            text: [node, api_version, kind_name, name].concat().into(),
            node: u32::try_from(node.len()).unwrap_or(u32::MAX),
            version,
            kind,
        }
    }

    pub(super) fn parts(&self) -> Option<(&str, Controller<'_>)> {
        let (node, rest) = self.text.split_at_checked(usize::try_from(self.node).ok()?)?;
        let (api_version, rest) = rest.split_at_checked(self.version.into())?;
        let (kind, name) = rest.split_at_checked(self.kind.into())?;
        Some((node, Controller { api_version, kind, name }))
    }
}

impl fmt::Debug for Whereabouts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.parts()).finish()
    }
}

/// `ReplicaSet web`; of a kind that is not built in, its group too: `Rollout.argoproj.io web`.
impl fmt::Display for Controller<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.foreign_group() {
            Some(group) => super::print::write_line(f, format_args!("{}.{group} {}", self.kind, self.name)),
            None => super::print::write_line(f, format_args!("{} {}", self.kind, self.name)),
        }
    }
}
