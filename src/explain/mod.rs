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
mod next;
mod report;
#[cfg(feature = "serde")]
mod serialize;
mod text;

use alloc::{collections::BTreeMap, format, string::String, vec::Vec};

pub use cause::{CauseDetails, CauseFinding, CauseSource, Evidence};
pub use context::ExplainContext;
pub use diagnosis::{Diagnosis, ImageState, Phase, Remedy, Severity, Since, SinceBasis};
pub use image::{DefaultedPart, ImageMeaning, ImageProblem, PolicyMeaning, PolicySource, PullsWhen};
pub use next::{Moment, NextAttempt, NextBasis};
pub use report::{Finding, FindingPlace, Report};

use crate::api::{ImageField, ImageOwner, Pod, Timestamp, WaitingReason};
use crate::cause::CauseGroup;
use crate::kubectl::pod_status;
use crate::kubelet::OperatorAction;
use crate::reference::PodImage;
use history::History;

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
/// assert!(diagnosis.to_string().contains("next    in 0s to 5m15s"));
/// # }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn explain(image: &ImageField<'_>, context: &ExplainContext<'_>) -> Diagnosis {
    let pod_status = image.pod().map(pod_status).unwrap_or_default();
    explain_with(&pod_status, &History::of(image, context), image, context)
}

/// [`explain()`] with what several containers share: the STATUS of the pod, which takes a look at all of them, and what
/// the events tell about an image.
fn explain_with(
    pod_status: &str,
    history: &History,
    image: &ImageField<'_>,
    context: &ExplainContext<'_>,
) -> Diagnosis {
    // The one scan of the text: everything below is handed the parsed value.
    let parsed = PodImage::new(image.image());
    let meaning = ImageMeaning::of(&parsed);
    let policy = PolicyMeaning::of(image, &parsed, context);
    let found = finding::find(pod_status, image, &meaning, &policy, history, context);
    let reason = found.reason.as_ref();
    let next_attempt = match reason {
        Some(reason) if found.severity.cannot_pull() => next::next_attempt(reason, history, image, context),
        _ => NextAttempt::NotNeeded,
    };
    let waits = matches!(next_attempt, NextAttempt::BackOff { .. } | NextAttempt::Running { .. });
    let group = found.cause.as_ref().map(|cause| cause.group);
    let metadata = image.pod().map(|pod| &pod.metadata);
    let name = metadata.map(
        |metadata| {
            if metadata.name.is_empty() { &metadata.generate_name } else { &metadata.name }
        },
    );
    Diagnosis {
        severity: found.severity,
        namespace: metadata.map(|metadata| metadata.namespace.clone()).unwrap_or_default(),
        pod: name.cloned().unwrap_or_default(),
        owner: image.owner(),
        container: image.name().into(),
        field: image.path(),
        pull_secrets: image::pull_secrets(image, meaning.reference.as_ref(), context),
        image: meaning,
        policy,
        state: found.state,
        cause: found.cause,
        remedy: found.remedy,
        next_attempt,
        resets: OperatorAction::ALL.into_iter().filter(|change| waits && change.ends_wait()).collect(),
        keeps: group.filter(|_| waits).map(keeps).unwrap_or_default(),
        query: found.severity.cannot_pull().then(|| query(image)).flatten(),
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
    let pod_status = pod_status(pod);
    // Read once for each text, so that very many containers with one image and very many events cost no quadratic time.
    let mut histories = BTreeMap::new();
    let explained = pod.images().map(|image| {
        let history = histories.entry(image.image()).or_insert_with(|| History::of(&image, context));
        explain_with(&pod_status, history, &image, context)
    });
    let mut found: Vec<_> = explained.collect();
    found.sort_by_key(|diagnosis| core::cmp::Reverse(diagnosis.severity));
    found
}

/// When the pod started, or at least was made.
fn pod_start(field: &ImageField<'_>) -> Option<Timestamp> {
    let pod = field.pod()?;
    let times = [pod.status.start_time.as_deref(), pod.metadata.creation_timestamp.as_deref()];
    times.into_iter().flatten().find_map(|time| time.parse().ok())
}

/// What operators do about a cause and then wait for in vain (`kubernetes#119891`).
fn keeps(group: CauseGroup) -> Vec<OperatorAction> {
    match group {
        CauseGroup::Auth => [OperatorAction::SecretFixed, OperatorAction::RegistryRecovered].into(),
        CauseGroup::Reference | CauseGroup::Node => Vec::new(),
        _ => [OperatorAction::RegistryRecovered].into(),
    }
}

/// [`WaitingReason::prometheus_query`] for one container, of whichever pod of its namespace.
fn query(field: &ImageField<'_>) -> Option<String> {
    let metric = match field.owner() {
        ImageOwner::Container => WaitingReason::METRIC,
        ImageOwner::InitContainer => WaitingReason::INIT_METRIC,
        ImageOwner::EphemeralContainer | ImageOwner::Volume => return None,
    };
    let namespace = match field.pod().map_or("", |pod| &pod.metadata.namespace) {
        "" => String::new(),
        namespace => format!("namespace=\"{}\",", escaped(namespace)),
    };
    let labels = format!("{namespace}container=\"{}\",", escaped(field.name()));
    Some(WaitingReason::query_over(&WaitingReason::range_of(metric, &labels)))
}

/// A text inside the quotes of `PromQL`.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}
