//! What a diagnosis says of its pod: rare, or the same for all images, and so kept apart from what each image has.

use alloc::boxed::Box;

use super::{Diagnosis, SandboxImage};
use crate::api::{OwnerReference, Timestamp};
use crate::terminal::quiet_debug;

#[derive(Clone, Default, PartialEq, Eq)]
pub(super) struct PodFacts {
    pub(super) node: Box<str>,
    pub(super) controller: Option<Box<OwnerReference>>,
    pub(super) trouble: Option<Box<str>>,
    pub(super) sandbox: Option<Box<SandboxImage>>,
    pub(super) deadline: Option<Timestamp>,
    pub(super) is_static: bool,
}

quiet_debug!(PodFacts { node, controller, trouble, sandbox, deadline, is_static });

impl PodFacts {
    /// Nothing is kept where there is nothing to say.
    pub(super) fn boxed(self) -> Option<Box<Self>> {
        (self != Self::default()).then(|| Box::new(self))
    }
}

impl Diagnosis {
    /// Returns the node that the pod runs on; empty while it has none.
    #[must_use]
    pub fn node(&self) -> &str {
        self.facts.as_ref().map_or("", |facts| &facts.node)
    }

    /// Returns what made the pod, such as a ReplicaSet; in a template the workload itself.
    #[must_use]
    pub fn controller(&self) -> Option<&OwnerReference> {
        self.facts.as_ref()?.controller.as_deref()
    }

    /// Returns what is wrong with the pod where its images are not, in the words of who noticed it.
    #[must_use]
    pub fn trouble(&self) -> Option<&str> {
        self.facts.as_ref()?.trouble.as_deref()
    }

    /// Returns the image of the pod's sandbox, where that is what cannot be had, and not this image.
    #[must_use]
    pub fn sandbox(&self) -> Option<&SandboxImage> {
        self.facts.as_ref()?.sandbox.as_deref()
    }

    /// Returns when the kubelet ends the pod by its `activeDeadlineSeconds`.
    #[must_use]
    pub fn deadline(&self) -> Option<Timestamp> {
        self.facts.as_ref()?.deadline
    }

    /// Returns whether events show that the pod is a static one: what the API has of it is a mirror, and deleting that
    /// changes nothing on the node.
    #[must_use]
    pub fn is_static(&self) -> bool {
        self.facts.as_ref().is_some_and(|facts| facts.is_static)
    }
}
