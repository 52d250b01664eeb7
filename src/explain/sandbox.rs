//! The image of the pod's sandbox, which the node's runtime pulls for itself.

use alloc::boxed::Box;

use super::context::ExplainContext;
use super::history::History;
use crate::api::{Pod, Timestamp};
use crate::cause::{Actor, Cause, CauseGroup, Verdict};
use crate::go::unquote::quoted;
use crate::waiting::Told;

/// The image of a pod's sandbox (`pause`) that cannot be pulled: the trouble of a node, not of a pod. No pod starts there
/// until its runtime has it.
///
/// ```
/// # #[cfg(feature = "serde")] {
/// use pullspec::{Events, Pod, explain_pod};
/// use pullspec::explain::ExplainContext;
/// let pod: Pod = serde_json::from_str(
///     r#"{"metadata": {"name": "web"}, "spec": {"nodeName": "node-1", "containers": [{"name": "app", "image": "redis:7"}]},
///         "status": {"phase": "Pending", "containerStatuses": [{"name": "app",
///             "state": {"waiting": {"reason": "ContainerCreating"}}}]}}"#,
/// )?;
/// let events: Events = serde_json::from_str(
///     r#"{"items": [{"involvedObject": {"kind": "Pod", "name": "web"}, "reason": "FailedCreatePodSandBox",
///          "message": "Failed to create pod sandbox: failed to get sandbox image \"pause:3.9\": no such host"}]}"#,
/// )?;
/// let found = &explain_pod(&pod, &ExplainContext::new().with_events(&events))[0];
/// let sandbox = found.sandbox().unwrap();
/// assert_eq!((&*sandbox.image, &*sandbox.node), ("pause:3.9", "node-1"));
/// # }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase"))]
#[non_exhaustive]
pub struct SandboxImage {
    /// The image, as the runtime names it.
    pub image: Box<str>,
    /// The node that lacks it; empty where the pod does not say.
    pub node: Box<str>,
}

/// The pod's last sandbox that failed for want of its image: read once for all images of the pod.
pub(super) struct SandboxFailure<'c> {
    at: Option<Timestamp>,
    told: Told<'c>,
    image: SandboxImage,
}

impl<'c> SandboxFailure<'c> {
    pub(super) fn of(pod: &Pod, context: &ExplainContext<'c>) -> Option<Self> {
        let event = context.sandbox_failure(pod)?;
        let at = event.last_seen().and_then(|time| time.parse::<Timestamp>().ok());
        let image =
            SandboxImage { image: image_in(&event.message)?, node: pod.spec.node_name.as_str().into() };
        Some(Self { at, told: Told::from_event(&event.message)?, image })
    }

    /// Returns it unless the image of a container was seen to later than that: whoever pulls has a sandbox.
    pub(super) fn unless_pulled_since(&self, history: &History<'_>) -> Option<(Told<'c>, SandboxImage)> {
        (history.last_sign() <= self.at).then(|| (self.told.clone(), self.image.clone()))
    }
}

/// What the runtimes say before its name: `failed to get sandbox image "X": …` (containerd) and `failed pulling image
/// "X": …` (dockershim).
const WORDS: [&str; 2] = ["failed to get sandbox image ", "failed pulling image "];

/// Whether a message tells that the image of a sandbox is what failed.
pub(super) fn told_in(message: &str) -> bool {
    WORDS.iter().any(|words| message.contains(words))
}

fn image_in(message: &str) -> Option<Box<str>> {
    WORDS.iter().find_map(|words| {
        let (_, rest) = message.split_once(words)?;
        quoted(rest).map(|(image, _)| image.into())
    })
}

/// What to do where the image or the credentials are at fault, which are the runtime's own: it pulls its sandbox image
/// without the pod's secrets, with its own configuration alone.
pub(super) fn remedy(verdict: &Verdict) -> Option<(&'static [Actor], &'static str)> {
    let fix = match verdict.group() {
        _ if verdict.cause() == Cause::NotFoundOrUnauthorized => LOGIN,
        CauseGroup::Auth => LOGIN,
        group if is_of_the_image(group) => {
            "correct the sandbox image in the configuration of the node's runtime, or put that image into its registry"
        }
        _ => return None,
    };
    Some((&[Actor::Cluster], fix))
}

const LOGIN: &str = "point the node's runtime to a sandbox image that needs no login, or give the runtime itself the \
                     registry's credentials; pull secrets are never used for it";

/// Whether the image is at fault, which the runtime's configuration names.
pub(super) const fn is_of_the_image(group: CauseGroup) -> bool {
    matches!(group, CauseGroup::Reference | CauseGroup::NotFound | CauseGroup::Content)
}
