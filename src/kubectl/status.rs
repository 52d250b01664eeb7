//! The STATUS column of `kubectl get pods`.

use alloc::{borrow::Cow, collections::BTreeMap, format};

use crate::api::{ContainerStatus, Pod, StateTerminated};

/// The STATUS column of `kubectl get pods`, which is not the pod's phase.
///
/// It is the first trouble of the init containers, or of the containers the one whose name sorts first, or the phase.
/// The rule is `printPod` of `pkg/printers/internalversion/printers.go`, in which a pod that is being deleted shows
/// `Terminating` only until it has ended; older servers show it always.
///
/// ```
/// use pullspec::Pod;
/// use pullspec::api::{ContainerStatus, StateWaiting};
/// use pullspec::kubectl::pod_status;
///
/// let mut waiting = StateWaiting::default();
/// waiting.reason = "ImagePullBackOff".into();
/// let mut app = ContainerStatus::default();
/// app.state.waiting = Some(waiting);
/// let mut pod = Pod::default();
/// pod.status.phase = "Pending".into();
/// assert_eq!(pod_status(&pod), "Pending");
/// pod.status.container_statuses.push(app);
/// assert_eq!(pod_status(&pod), "ImagePullBackOff");
/// ```
#[must_use]
pub fn pod_status(pod: &Pod) -> Cow<'_, str> {
    let status = &pod.status;
    let is_deleted = pod.metadata.deletion_timestamp.is_some();
    if is_deleted && status.reason == "NodeLost" {
        return "Unknown".into();
    }
    if is_deleted && !matches!(&*status.phase, "Succeeded" | "Failed") {
        return "Terminating".into();
    }
    let is_gated = |condition: &crate::api::PodCondition| {
        condition.condition_type == "PodScheduled" && condition.reason == "SchedulingGated"
    };
    let general = if status.conditions.iter().any(is_gated) {
        "SchedulingGated"
    } else if status.reason.is_empty() {
        &status.phase
    } else {
        &status.reason
    };
    let reason = match initializing(pod) {
        Some(reason) if !has_condition(pod, "Initialized") => return reason,
        reason => containers(pod).or(reason).unwrap_or_else(|| general.into()),
    };
    if reason == "Completed" && status.container_statuses.iter().any(is_running) {
        return if has_condition(pod, "Ready") { "Running" } else { "NotReady" }.into();
    }
    reason
}

/// What the first unfinished init container has to say.
fn initializing(pod: &Pod) -> Option<Cow<'_, str>> {
    let all = pod.spec.init_containers.len();
    // Of two containers of one name the last counts, as in kubectl's own map.
    let sidecars: BTreeMap<&str, bool> = pod
        .spec
        .init_containers
        .iter()
        .map(|container| (&*container.name, container.restart_policy.as_deref() == Some("Always")))
        .collect();
    let is_sidecar = |status: &ContainerStatus| sidecars.get(&*status.name).copied().unwrap_or(false);
    let mut statuses = pod.status.init_container_statuses.iter().enumerate();
    let (done, status) = statuses.find(|(_, status)| {
        let has_succeeded = status.state.terminated.as_ref().is_some_and(|ended| ended.exit_code == 0);
        !(has_succeeded || status.started == Some(true) && is_sidecar(status))
    })?;
    let waiting = status.state.waiting.as_ref().map_or("", |waiting| &*waiting.reason);
    Some(match &status.state.terminated {
        Some(ended) => format!("Init:{}", ended_as(ended)).into(),
        None if !waiting.is_empty() && waiting != "PodInitializing" => format!("Init:{waiting}").into(),
        None => format!("Init:{done}/{all}").into(),
    })
}

/// What the first container with a reason has to say; containers are sorted by name.
fn containers(pod: &Pod) -> Option<Cow<'_, str>> {
    pod.status.container_statuses.iter().find_map(|status| {
        let waiting = status.state.waiting.as_ref().map(|waiting| &*waiting.reason);
        match waiting.filter(|reason| !reason.is_empty()) {
            Some(reason) => Some(reason.into()),
            None => status.state.terminated.as_ref().map(ended_as),
        }
    })
}

/// Whether a container runs and is ready, and has nothing to say.
fn is_running(status: &ContainerStatus) -> bool {
    let state = &status.state;
    let has_reason = state.waiting.as_ref().is_some_and(|waiting| !waiting.reason.is_empty());
    status.ready && state.running.is_some() && state.terminated.is_none() && !has_reason
}

/// The reason of an end, or how it ended.
fn ended_as(ended: &StateTerminated) -> Cow<'_, str> {
    match ended {
        StateTerminated { reason, .. } if !reason.is_empty() => reason.as_str().into(),
        StateTerminated { signal: 0, exit_code, .. } => format!("ExitCode:{exit_code}").into(),
        StateTerminated { signal, .. } => format!("Signal:{signal}").into(),
    }
}

fn has_condition(pod: &Pod, condition_type: &str) -> bool {
    let mut conditions = pod.status.conditions.iter();
    conditions.any(|condition| condition.condition_type == condition_type && condition.status == "True")
}
