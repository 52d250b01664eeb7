//! The one call that joins all of it: an image of a pod, and what is known around it, as a [`Diagnosis`].
//!
//! What an image means and when it is pulled follows from the pod's spec (`image`), why it cannot be had from its
//! status and, where that is silent, from events (`finding`, `history`), and when it is tried next from both
//! (`next`).

mod cause;
mod context;
mod diagnosis;
mod finding;
mod history;
mod image;
#[cfg(feature = "serde")]
mod json;
mod next;
mod print;
mod redact;
mod report;
mod sandbox;
mod secrets;
mod sequence;
mod summary;
mod text;
mod window;

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::{
    collections::{BTreeMap, BTreeSet},
    string::String,
    vec::Vec,
};

pub use cause::{CauseDetails, CauseFinding, CauseSource, Evidence};
pub use context::ExplainContext;
pub use diagnosis::{Diagnosis, ImageState, Phase, Remedy, Severity, Since, SinceBasis};
pub use image::{DefaultedPart, ImageMeaning, ImageProblem, PolicyMeaning, PolicySource, PullsWhen};
pub use next::{Moment, NextAttempt, NextBasis};
pub use report::{Finding, FindingPlace, Report};
pub use sandbox::SandboxImage;
pub use secrets::PullSecrets;

use crate::api::{ImageField, Pod, PodSpec, Timestamp};
use crate::kubectl::pod_status;
use crate::reference::PodImage;
use history::History;
use secrets::PodSecrets;

/// Explains one image of a pod: what it means, when it is pulled, what it waits for, why, who must act, and when the
/// kubelet tries again.
///
/// Linear in the size of the container's status and of the pod's events. Nothing is asked of anybody: what the context
/// does not hold is not known.
///
/// ```
/// # #[cfg(feature = "serde")] {
/// use pullspec::{Cause, Pod, explain};
/// use pullspec::explain::{ExplainContext, Severity};
///
/// let pod: Pod = serde_json::from_str(
///     r#"{"metadata": {"namespace": "shop", "name": "web-7d4"},
///         "spec": {"containers": [{"name": "app", "image": "quay.io/team/app:1.2", "imagePullPolicy": "IfNotPresent"}]},
///         "status": {"phase": "Pending", "containerStatuses": [{"name": "app", "state": {"waiting": {
///             "reason": "ImagePullBackOff",
///             "message": "Back-off pulling image \"quay.io/team/app:1.2\": ErrImagePull: manifest unknown"}}}]}}"#,
/// )?;
/// let image = pod.images().next().unwrap();
/// let diagnosis = explain(&image, &ExplainContext::new());
/// assert_eq!(diagnosis.severity, Severity::Blocked);
/// assert_eq!(diagnosis.cause.as_ref().unwrap().cause, Cause::TagNotFound);
/// assert!(diagnosis.to_string().contains("next    in 0s to 5m16s"));
/// # }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn explain(image: &ImageField<'_>, context: &ExplainContext<'_>) -> Diagnosis {
    let mut history = History::of(image, context);
    if let Some(pod) = image.pod().filter(|pod| context.has_unnamed_look_ups(pod)) {
        history = history.with_unnamed(context.unnamed_look_ups(pod, &place(image)));
    }
    explain_with(&Shared::of(image.pod(), context), &history, image, context)
}

/// What the images of a pod share: read once for all of them.
struct Shared<'p> {
    /// The STATUS of the pod, which takes a look at all its containers.
    status: Cow<'p, str>,
    secrets: PodSecrets<'p>,
    /// The volumes that some container mounts; empty in a pod without image volumes.
    mounted: BTreeSet<&'p str>,
    /// When the pod started, or at least was made.
    start: Option<(Timestamp, SinceBasis)>,
    /// When its regular containers can have begun at the earliest.
    not_before: Option<(Timestamp, SinceBasis)>,
    is_static: bool,
}

impl<'p> Shared<'p> {
    fn of(pod: Option<&'p Pod>, context: &ExplainContext<'_>) -> Self {
        let start = pod.and_then(pod_start);
        let init = pod.and_then(init_end).map(|end| (end, SinceBasis::InitContainers));
        Self {
            status: pod.map(pod_status).unwrap_or_default(),
            secrets: PodSecrets::of(pod, context),
            mounted: pod.map(|pod| mounted(&pod.spec)).unwrap_or_default(),
            start,
            not_before: init.filter(|(end, _)| start.is_none_or(|(start, _)| start < *end)).or(start),
            is_static: pod.is_some_and(|pod| context.is_static(pod)),
        }
    }
}

/// The volumes that some container mounts, where that decides anything.
fn mounted(spec: &PodSpec) -> BTreeSet<&str> {
    if spec.volumes.iter().all(|volume| volume.image.is_none()) {
        return BTreeSet::new();
    }
    let lists = [&spec.init_containers, &spec.containers, &spec.ephemeral_containers];
    lists.into_iter().flatten().flat_map(|one| &one.volume_mounts).map(|mount| mount.name.as_str()).collect()
}

fn explain_with(
    shared: &Shared<'_>,
    history: &History,
    image: &ImageField<'_>,
    context: &ExplainContext<'_>,
) -> Diagnosis {
    // The one scan of the text: everything below is handed the parsed value.
    let meaning = ImageMeaning::of(PodImage::new(image.image()));
    let policy = PolicyMeaning::of(image, meaning.parsed(), context);
    let found = finding::find(shared, image, &meaning, &policy, history, context);
    let reason = found.reason.as_ref();
    let next_attempt = match reason {
        Some(reason) if found.severity.cannot_pull() => next::next_attempt(reason, history, image, context),
        _ if found.severity == Severity::Starting && found.state.phase == Phase::Waiting => {
            next::first_pull(history, context.now)
        }
        _ => NextAttempt::NotNeeded,
    };
    let is_sandbox = found.sandbox.is_some();
    let metadata = image.pod().map(|pod| &pod.metadata);
    let name = metadata.map(
        |metadata| {
            if metadata.name.is_empty() { &metadata.generate_name } else { &metadata.name }
        },
    );
    Diagnosis {
        severity: found.severity,
        owner: image.owner(),
        namespace: metadata.map(|metadata| metadata.namespace.clone()).unwrap_or_default(),
        pod: name.cloned().unwrap_or_default(),
        container: image.name().into(),
        field: image.path().into_boxed_str(),
        // A runtime uses none of them for the sandbox.
        pull_secrets: if is_sandbox { None } else { shared.secrets.for_image(meaning.reference()) },
        image: meaning,
        policy,
        state: found.state,
        cause: found.cause.map(Box::new),
        remedy: found.remedy.map(Box::new),
        next_attempt,
        sandbox: found.sandbox.map(Box::new),
        deadline: deadline(image),
        is_static: shared.is_static,
    }
}

/// Explains every image of a pod, the worst first; images that are equally bad stay in the order of the pod.
///
/// ```
/// # #[cfg(feature = "serde")] {
/// use pullspec::{Pod, explain_pod};
/// use pullspec::explain::ExplainContext;
///
/// let pod: Pod = serde_json::from_str(
///     r#"{"spec": {"containers": [{"name": "web", "image": "redis:7"}, {"name": "app", "image": "Redis:7"}]}}"#,
/// )?;
/// let names: Vec<_> = explain_pod(&pod, &ExplainContext::new()).into_iter().map(|found| found.container).collect();
/// assert_eq!(names, ["app", "web"]);
/// # }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn explain_pod(pod: &Pod, context: &ExplainContext<'_>) -> Vec<Diagnosis> {
    let shared = Shared::of(Some(pod), context);
    // Read once for each text, so that very many containers with one image and very many events cost no quadratic time.
    let mut histories = BTreeMap::new();
    let silent = History::default();
    let has_events = context.times_of(pod) > 0;
    let unnamed = context.has_unnamed_look_ups(pod);
    let spec = &pod.spec;
    let mut found = Vec::with_capacity(spec.init_containers.len().saturating_add(spec.containers.len()));
    found.extend(pod.images().map(|image| {
        let history = if has_events {
            histories.entry(image.image()).or_insert_with(|| History::of(&image, context))
        } else {
            &silent
        };
        if unnamed {
            let place = place(&image);
            return explain_with(
                &shared,
                &history.with_unnamed(context.unnamed_look_ups(pod, &place)),
                &image,
                context,
            );
        }
        explain_with(&shared, history, &image, context)
    }));
    found.sort_by_key(|diagnosis| core::cmp::Reverse(diagnosis.severity));
    found
}

/// Where events say that a container is: `spec.containers{app}`.
fn place(field: &ImageField<'_>) -> String {
    alloc::format!("spec.{}{{{}}}", field.owner().list(), field.name())
}

fn parsed(time: Option<&String>) -> Option<Timestamp> {
    time?.parse().ok()
}

/// When the pod started, or at least was made.
fn pod_start(pod: &Pod) -> Option<(Timestamp, SinceBasis)> {
    let started = parsed(pod.status.start_time.as_ref()).map(|at| (at, SinceBasis::PodStart));
    started.or_else(|| Some((parsed(pod.metadata.creation_timestamp.as_ref())?, SinceBasis::PodCreation)))
}

/// When the last of the init containers ended, before which no regular container begins.
fn init_end(pod: &Pod) -> Option<Timestamp> {
    let ended =
        pod.status.init_container_statuses.iter().filter_map(|status| status.state.terminated.as_ref());
    ended.filter_map(|ended| parsed(ended.finished_at.as_ref())).max()
}

/// When the kubelet ends the pod, whatever it waits for (`activeDeadlineHandler` in `pkg/kubelet/active_deadline.go`).
fn deadline(field: &ImageField<'_>) -> Option<Timestamp> {
    let pod = field.pod()?;
    let seconds = pod.spec.active_deadline_seconds?;
    Some(parsed(pod.status.start_time.as_ref())?.plus_ms(u64::from(seconds) * 1_000))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::{Container, ContainerStatus, StateRunning, StateWaiting};
    use crate::credentials::{Credential, DockerConfig};
    use crate::reference::parse::scans;
    use std::vec;

    fn pod(image: &str, status: ContainerStatus) -> Pod {
        let mut container = Container::default();
        (container.name, container.image) = ("app".into(), image.into());
        let secret = crate::api::LocalObjectReference { name: "regcred".into() };
        let mut pod = Pod::default();
        pod.spec.containers.push(container);
        pod.spec.image_pull_secrets.push(secret);
        pod.status.container_statuses.push(ContainerStatus { name: "app".into(), ..status });
        pod
    }

    /// Policy, keyring, name warnings and text are handed the one parsed value.
    #[test]
    fn an_image_is_scanned_once() {
        let config: DockerConfig = [("quay.io", Credential::default())].into_iter().collect();
        let context = ExplainContext::new().with_pull_secret("regcred", &config);
        let mut running = ContainerStatus::default();
        running.state.running = Some(StateRunning::default());
        let mut failing = ContainerStatus::default();
        let waiting = StateWaiting {
            reason: "ErrImagePull".into(),
            message: "rpc error: code = NotFound desc = manifest unknown".into(),
        };
        failing.state.waiting = Some(waiting);
        for status in [running, failing] {
            let pod = pod("quay.io/team/app:1", status);
            let (text, scanned) = scans::of(|| std::format!("{}", explain_pod(&pod, &context)[0]));
            assert_eq!(scanned, ["quay.io/team/app:1"], "{text}");
        }
        // The scan is counted, and a hint tries another spelling, not the text again.
        let pod = pod("quay.io/Team/app", ContainerStatus::default());
        let (_, scanned) = scans::of(|| std::format!("{}", explain_pod(&pod, &context)[0]));
        assert_eq!(scanned, vec!["quay.io/Team/app", "quay.io/team/app"]);
    }
}
