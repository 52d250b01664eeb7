//! What else is wrong with a pod, in the words of who noticed it.

use alloc::sync::Arc;
use core::cell::OnceCell;

use super::{ImageState, Phase, Severity};
use crate::api::{Event, Pod};

/// What is said of a pod, looked for when the first of its images asks, and one text for all of them.
#[derive(Default)]
pub(super) struct PodTrouble {
    /// Why it is over.
    end: OnceCell<Arc<str>>,
    /// What keeps it, if anything is said.
    said: OnceCell<Option<Arc<str>>>,
}

impl PodTrouble {
    /// Returns what is said of a pod that has not started, or ended badly, where its image is not the reason: by the
    /// scheduler or the kubelet in the pod's status, or by the last event about a volume, the sandbox or the scheduling.
    pub(super) fn of_image(
        &self,
        severity: Severity,
        state: &ImageState,
        pod: Option<&Pod>,
        event: Option<&Event>,
        has_cause: bool,
    ) -> Option<Arc<str>> {
        let pod = pod.filter(|_| matches!(severity, Severity::Starting | Severity::OtherTrouble))?;
        let status = &pod.status;
        // The container's own words are `message` of the state; they are not why a pod is over.
        if state.phase == Phase::Waiting && state.message.is_some() && status.phase != "Failed" {
            return None;
        }
        // Where a cause is told, this is not in the headline.
        if has_cause && !status.reason.is_empty() && status.phase == "Failed" {
            return Some(self.end.get_or_init(|| end(pod)).clone());
        }
        self.said.get_or_init(|| said(pod, event)).clone()
    }
}

fn end(pod: &Pod) -> Arc<str> {
    let status = &pod.status;
    let colon = if status.message.is_empty() { "" } else { ": " };
    alloc::format!("{}{colon}{}", status.reason, status.message).into()
}

fn said(pod: &Pod, event: Option<&Event>) -> Option<Arc<str>> {
    let status = &pod.status;
    // Who preempts, evicts or collects a pod says so with "True"; "False" is what is left of an eviction that was refused.
    let told = status.conditions.iter().find(|condition| {
        let says = (condition.condition_type.as_str(), condition.status.as_str());
        !condition.message.is_empty()
            && matches!(says, ("PodScheduled", "False") | ("DisruptionTarget", "True"))
    });
    let said =
        [Some(&status.message), told.map(|condition| &condition.message), event.map(|event| &event.message)];
    said.into_iter().flatten().find(|text| !text.is_empty()).map(|text| text.as_str().into())
}

/// Whether an event tells of such a trouble (`pkg/kubelet/events`, `pkg/scheduler`, Kubernetes 1.36).
pub(super) fn tells_of_trouble(event: &Event) -> bool {
    matches!(
        event.reason.as_str(),
        "FailedMount"
            | "FailedAttachVolume"
            | "FailedMapVolume"
            | "FailedScheduling"
            | "FailedCreatePodSandBox"
            | "NetworkNotReady"
            | "Evicted"
            | "NodeNotReady"
            | "FailedPreStopHook"
            | "FailedPostStartHook"
            | "Unhealthy"
            | "OutOfcpu"
            | "OutOfmemory"
            | "OutOfpods"
    )
}
