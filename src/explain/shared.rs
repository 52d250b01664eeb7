//! What is read of a pod once for all of its images.

use alloc::borrow::Cow;

use super::context::ExplainContext;
use super::secrets::PodSecrets;
use crate::api::{ImageField, Pod, Timestamp};
use crate::kubectl::pod_status;

/// What the images of a pod share: read once for all of them.
pub(super) struct Shared<'p> {
    /// The STATUS of the pod, which takes a look at all its containers.
    pub(super) status: Cow<'p, str>,
    pub(super) secrets: PodSecrets<'p>,
}

impl<'p> Shared<'p> {
    pub(super) fn of(pod: Option<&'p Pod>, context: &ExplainContext<'_>) -> Self {
        Self { status: pod.map(pod_status).unwrap_or_default(), secrets: PodSecrets::of(pod, context) }
    }
}

/// When the pod started, or at least was made.
pub(super) fn pod_start(field: &ImageField<'_>) -> Option<Timestamp> {
    let pod = field.pod()?;
    let times = [pod.status.start_time.as_deref(), pod.metadata.creation_timestamp.as_deref()];
    times.into_iter().flatten().find_map(|time| time.parse().ok())
}
