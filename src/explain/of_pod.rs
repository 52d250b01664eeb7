//! A pod's images, one after the other, each as a diagnosis.

use alloc::boxed::Box;
use alloc::{collections::BTreeMap, vec::Vec};

use super::history::{History, Seen};
use super::image::{ImageMeaning, PolicyMeaning};
use super::next_attempt::NextAttempt;
use super::pod_facts::{PodFacts, Whereabouts};
use super::shared::{Shared, place};
use super::state::{Phase, Severity};
use super::{Diagnosis, ExplainContext, finding, next};
use crate::api::{ImageField, Metadata, Pod};
use crate::reference::PodImage;

/// Explains one image of a pod: what it means, when it is pulled, what it waits for, why, who must act, and when the
/// kubelet tries again.
///
/// Linear in the size of the container's status and of the pod's events. Nothing is asked for: what the context
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
        history = history.with_unnamed(&Seen::of(context.unnamed_look_ups(pod, &place(image))));
    }
    explain_with(&Shared::of(image.pod(), context), &history, image, context)
}

fn explain_with<'m>(
    shared: &Shared<'m>,
    history: &History<'m>,
    image: &ImageField<'m>,
    context: &ExplainContext<'_>,
) -> Diagnosis {
    // The one scan of the text: everything below is handed the parsed value.
    let meaning = ImageMeaning::of(PodImage::new(image.image()));
    let policy = PolicyMeaning::of(image, meaning.parsed(), context);
    let pull_secrets = shared.secrets.for_image(meaning.reference());
    let found = finding::find(shared, image, &meaning, &policy, pull_secrets.as_deref(), history, context);
    let reason = found.reason.as_ref();
    let next_attempt = match reason {
        Some(reason) if found.severity.cannot_pull() => {
            next::next_attempt(reason, shared, history, image, context)
        }
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
    let event = image.pod().and_then(|pod| context.trouble_of(pod));
    let facts = PodFacts {
        trouble: shared.trouble.of_image(
            found.severity,
            &found.state,
            image.pod(),
            event,
            found.cause.is_some(),
        ),
        sandbox: found.sandbox.map(Box::new),
        deadline: shared.deadline,
        is_static: shared.is_static,
        service_account: found.service_account,
    };
    Diagnosis {
        severity: found.severity,
        owner: image.owner(),
        namespace: metadata.map(|metadata| metadata.namespace.as_str().into()).unwrap_or_default(),
        pod: name.map(|name| name.as_str().into()).unwrap_or_default(),
        container: image.name().into(),
        field: image.path().into_boxed_str(),
        // A runtime uses none of them for the sandbox.
        pull_secrets: pull_secrets.filter(|_| !is_sandbox),
        image: meaning,
        policy,
        state: found.state,
        cause: found.cause.map(Box::new),
        remedy: found.remedy.map(Box::new),
        next_attempt,
        whereabouts: Whereabouts::new(
            image.pod().map(|pod| pod.spec.node_name.as_str()).unwrap_or_default(),
            metadata.and_then(Metadata::controller),
        ),
        facts: facts.boxed(),
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
/// let names: Vec<_> = explain_pod(&pod, &ExplainContext::new()).into_iter().map(|found| found.container.into_string()).collect();
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
    let has_unnamed = context.has_unnamed_look_ups(pod);
    let mut unnamed = BTreeMap::new();
    let spec = &pod.spec;
    let mut found = Vec::with_capacity(spec.init_containers.len().saturating_add(spec.containers.len()));
    found.extend(pod.images().map(|image| {
        let history = if has_events {
            histories.entry(image.image()).or_insert_with(|| History::of(&image, context))
        } else {
            &silent
        };
        if has_unnamed {
            let place = place(&image);
            let look_ups = unnamed
                .entry(place)
                .or_insert_with_key(|place| Seen::of(context.unnamed_look_ups(pod, place)));
            return explain_with(&shared, &history.with_unnamed(look_ups), &image, context);
        }
        explain_with(&shared, history, &image, context)
    }));
    found.sort_by_key(|diagnosis| core::cmp::Reverse(diagnosis.severity));
    found
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
