//! What holds of the explanation of any simulated pod at any moment: what it says of the past happened, and what it
//! says of the future happens.

use core::time::Duration;

use pullspec::api::{
    Container, ContainerState, ContainerStatus, ImageVolumeSource, RecordedEvent, StateRunning, StateWaiting,
    Timestamp, Volume, VolumeMount,
};
use pullspec::cause::Transience;
use pullspec::explain::{ExplainContext, NextAttempt, NextBasis, Phase, Severity};
use pullspec::kubelet::{ContainerKind, Run};
use pullspec::waiting::Advice;
use pullspec::{Diagnosis, Event, Events, Pod, Pods, Report, Schedule, explain, explain_pod};

use super::timeline_laws::Scenario;

/// When the simulated pod reached its node.
const START: Timestamp = Timestamp::from_unix_epoch(Duration::from_secs(1_772_000_000));

/// The API keeps whole seconds.
fn stored(at: Duration) -> String {
    (START + Duration::from_secs(at.as_secs())).to_string()
}

/// The pod as the API shows it at a moment.
pub fn pod_at(scenario: &Scenario, run: &Run<'_>, now: Duration) -> Pod {
    let mut pod = Pod::default();
    pod.metadata.name = "web".into();
    pod.metadata.namespace = "shop".into();
    pod.status.phase = "Pending".into();
    pod.status.start_time = Some(stored(Duration::ZERO));
    for (index, plan) in scenario.pod.containers().iter().enumerate() {
        if plan.kind() == ContainerKind::ImageVolume {
            let mut volume = Volume::default();
            volume.name = plan.name().into();
            let mut source = ImageVolumeSource::default();
            source.reference = plan.image().into();
            volume.image = Some(source);
            pod.spec.volumes.push(volume);
            continue;
        }
        let mut container = Container::default();
        container.name = plan.name().into();
        container.image = plan.image().into();
        let mut mount = VolumeMount::default();
        mount.name = "a".into();
        container.volume_mounts.push(mount);
        let shown = run.status_at(index, now);
        let mut state = ContainerState::default();
        match shown.reason() {
            Some(reason) => {
                let mut waiting = StateWaiting::default();
                waiting.reason = reason.as_str().into();
                waiting.message = shown.message();
                state.waiting = Some(waiting);
            }
            None => state.running = Some(StateRunning::default()),
        }
        let mut status = ContainerStatus::default();
        status.name = plan.name().into();
        status.state = state;
        let (containers, statuses) = match plan.kind() {
            ContainerKind::Init | ContainerKind::Sidecar => {
                (&mut pod.spec.init_containers, &mut pod.status.init_container_statuses)
            }
            ContainerKind::Ephemeral => {
                (&mut pod.spec.ephemeral_containers, &mut pod.status.ephemeral_container_statuses)
            }
            _ => (&mut pod.spec.containers, &mut pod.status.container_statuses),
        };
        containers.push(container);
        statuses.push(status);
    }
    pod
}

/// A row of `kubectl describe` as the API returns it.
pub fn event(row: &RecordedEvent) -> Event {
    let mut event = Event::default();
    event.involved_object.kind = "Pod".into();
    event.involved_object.namespace = "shop".into();
    event.involved_object.name = "web".into();
    event.involved_object.field_path.clone_from(&row.field_path);
    event.event_type = row.event_type.as_str().into();
    event.reason.clone_from(&row.reason);
    event.message.clone_from(&row.message);
    event.count = u32::try_from(row.count).ok();
    event.first_timestamp = Some(stored(row.first));
    event.last_timestamp = Some(stored(row.last));
    event
}

/// The next attempt comes between the two moments that the explanation gives, with events and without.
#[track_caller]
pub fn attempts_come_when_expected(scenario: &Scenario, now: Duration) {
    if scenario.schedule != Schedule::IMAGE_PULL || scenario.is_edited {
        return;
    }
    // After any moment that the explanation may name: a window, a lag, and the pulls of all containers.
    let run = scenario.timeline().until(now + Duration::from_secs(3_600));
    let pod = pod_at(scenario, &run, now);
    let events: Vec<Event> = run.event_log_at(now).rows().map(event).collect();
    let clock = START + now;
    let contexts = [
        ExplainContext::new().with_now(clock).with_events(&events),
        ExplainContext::new().with_now(clock),
        ExplainContext::new(),
    ];
    for (image, context) in
        pod.images().flat_map(|image| contexts.iter().map(move |context| (image, context)))
    {
        let diagnosis = explain(&image, context);
        // The plan says what is a name; the explanation knows better.
        if diagnosis.image.problem().is_none() {
            let known_until = last_failure(&events, diagnosis.image.written());
            holds(scenario, &run, now, known_until, &diagnosis);
        }
    }
}

/// The second of the last failed pull of an image that events tell of.
fn last_failure(events: &[Event], image: &str) -> Option<Duration> {
    let failed = format!("Failed to pull image \"{image}\"");
    let seen = events.iter().filter(|event| event.message.contains(&failed));
    let last = seen.filter_map(|event| event.last_timestamp.as_ref()?.parse::<Timestamp>().ok()).max()?;
    Some(last - START)
}

#[track_caller]
fn holds(
    scenario: &Scenario,
    run: &Run<'_>,
    now: Duration,
    known_until: Option<Duration>,
    diagnosis: &Diagnosis,
) {
    // Containers with the same image share the window.
    let image = diagnosis.image.written();
    let is_volume_too = scenario
        .pod
        .containers()
        .iter()
        .any(|plan| plan.kind() == ContainerKind::ImageVolume && plan.image() == image);
    let mut attempts =
        run.steps().iter().filter(|step| step.container.image() == image && step.attempt().is_some());
    let started = attempts.clone().take_while(|step| step.start() <= now).count() as u64;
    // A pull in the middle that hung until the kubelet forgot the sequence: rows of events have the first and the last.
    let windows: Vec<Duration> =
        attempts.clone().take_while(|step| step.end() <= now).map(pullspec::kubelet::Step::window).collect();
    let begins_anew = |pair: &[Duration]| pair.first() > pair.get(1);
    let has_hidden_hang = windows
        .get(..windows.len().saturating_sub(1))
        .is_some_and(|earlier| earlier.windows(2).any(begins_anew));
    // Attempts without an event are taken to last as long as those with one.
    let length = |step: &pullspec::kubelet::Step<'_>| step.end().saturating_sub(step.start());
    let (known, unknown): (Vec<_>, Vec<_>) = attempts
        .clone()
        .take_while(|step| step.start() <= now)
        .partition(|step| known_until.is_some_and(|last| step.end().as_secs() <= last.as_secs()));
    let longest_known = known.iter().map(&length).max().unwrap_or_default();
    let has_longer = unknown.iter().any(|step| length(step) > longest_known + Duration::from_secs(1));
    if let Some(seen) = diagnosis.state.attempts {
        assert!(u64::from(seen) <= started, "{seen} attempts seen, {started} made: {diagnosis}");
    }
    match diagnosis.next_attempt {
        NextAttempt::BackOff { earliest, latest, basis } => {
            assert!(diagnosis.severity.cannot_pull(), "{diagnosis}");
            let is_of_another_length = basis == NextBasis::OldEvents && has_longer;
            if attempts.clone().any(|step| step.start() <= now && now <= step.end()) {
                return;
            }
            let Some(next) = attempts.find(|step| step.start() > now) else { return };
            let (earliest, latest) = (earliest.from_now.expect("known"), latest.from_now.expect("known"));
            let wait = next.start().saturating_sub(now);
            assert!(
                earliest <= wait || has_hidden_hang || is_of_another_length,
                "after {wait:?}, expected {earliest:?} to {latest:?}: {diagnosis}"
            );
            // A pod's containers wait for each other's pulls, and for each other's crash loops.
            if scenario.pod.containers().len() == 1 && !is_of_another_length {
                assert!(wait <= latest, "after {wait:?}, expected {earliest:?} to {latest:?}: {diagnosis}");
            }
        }
        NextAttempt::Running { since, .. } => {
            let begins =
                |step: &pullspec::kubelet::Step<'_>| START + Duration::from_secs(step.start().as_secs());
            assert!(attempts.any(|step| begins(step) == since), "{diagnosis}");
        }
        // A refusal of an image volume cannot be told from one of a container with the same image.
        NextAttempt::EveryLook if is_volume_too => {}
        NextAttempt::EveryLook => {
            // The plan may call a name invalid that it does not call so in another container.
            let mut own = attempts.filter(|step| step.container.name() == &*diagnosis.container);
            assert!(own.all(|step| step.start() <= now || step.is_success()), "{diagnosis}");
        }
        _ => {}
    }
}

/// Whatever a document of pods and events says, its explanation is consistent, and harmless on a terminal.
#[track_caller]
pub fn documents_are_explained(text: &str) {
    let Ok(pods) = serde_json::from_str::<Pods>(text) else { return };
    let events: Events = serde_json::from_str(text).unwrap_or_default();
    for context in [
        ExplainContext::new().with_events(&events),
        ExplainContext::new().with_events(&events).with_now(START),
    ] {
        let mut report = Report::new().with_kept_places(2);
        let mut images = 0;
        for pod in &pods {
            let found = explain_pod(pod, &context);
            assert!(found.is_sorted_by(|a, b| a.severity >= b.severity), "the worst first");
            assert_eq!(found.len(), pod.images().count());
            images += found.len() as u64;
            found.iter().for_each(is_consistent);
            report.add_pod(found);
        }
        let counted: u64 = Severity::ALL.into_iter().map(|severity| report.count(severity)).sum();
        assert_eq!((report.pods(), report.images(), counted), (pods.len() as u64, images, images));
        let findings = report.findings();
        let troubles: u64 = findings.iter().map(|finding| finding.count).sum();
        assert_eq!(troubles, images - report.count(Severity::Fine));
        assert_eq!(
            findings.first().map_or(Severity::Fine, |finding| finding.diagnosis.severity),
            report.worst()
        );
        let json = serde_json::to_value(&report).unwrap();
        let read: Report = serde_json::from_value(json.clone()).unwrap();
        assert_eq!(serde_json::to_value(&read).unwrap(), json);
        reports_join(&pods, &context);
        for finding in findings {
            is_harmless(&finding.to_string());
        }
    }
}

/// Three parts of the pods give one report, whichever two are joined first, and the one of all pods.
#[track_caller]
fn reports_join(pods: &Pods, context: &ExplainContext<'_>) {
    let pods: Vec<_> = pods.iter().collect();
    let of = |pods: &[&Pod]| {
        let mut report = Report::new().with_kept_places(2);
        for pod in pods {
            report.add_pod(explain_pod(pod, context));
        }
        report
    };
    let (first, rest) = pods.split_at(pods.len() / 3);
    let (second, third) = rest.split_at(rest.len() / 2);
    let left = of(first).merge(of(second)).merge(of(third));
    let right = of(first).merge(of(second).merge(of(third)));
    assert_eq!(left, right);
    assert_eq!(left, of(&pods));
}

#[track_caller]
fn is_consistent(diagnosis: &Diagnosis) {
    is_harmless(&diagnosis.to_string());
    let Diagnosis { severity, image, policy, cause, remedy, next_attempt, state, .. } = diagnosis;
    assert_eq!(image.reference().is_none(), image.problem().is_some(), "{diagnosis}");
    if let Some(problem) = image.problem() {
        assert!(image.written().get(problem.error.span()).is_some(), "{diagnosis}");
        assert!(!matches!(state.phase, Phase::NotReported) || *severity != Severity::Starting, "{diagnosis}");
    }
    assert_eq!(policy.effective.is_none(), policy.problem.is_some(), "{diagnosis}");
    if severity.cannot_pull() {
        assert!(cause.is_some() || policy.problem.is_some(), "{diagnosis}");
    } else {
        assert_eq!(diagnosis.query(), None, "{diagnosis}");
        // A first pull runs, and nothing has failed.
        let is_pulled =
            *severity == Severity::Starting && matches!(next_attempt, NextAttempt::Running { .. });
        assert!(is_pulled || *next_attempt == NextAttempt::NotNeeded, "{diagnosis}");
    }
    assert_eq!(cause.is_some(), remedy.is_some(), "{diagnosis}");
    if let Some(cause) = cause {
        let message = cause.message.as_deref().unwrap_or_default();
        if let Some(evidence) = &cause.evidence {
            assert_eq!(message.get(evidence.start..evidence.end), Some(evidence.text.as_str()));
        }
        assert!(!cause.alternates.contains(&cause.cause));
    }
    if let NextAttempt::BackOff { earliest, latest, .. } = next_attempt {
        assert!(earliest.at <= latest.at && earliest.from_now <= latest.from_now, "{diagnosis}");
        assert!(latest.at.is_some() || latest.from_now.is_some(), "{diagnosis}");
    }
    assert!(state.attempts != Some(0), "{diagnosis}");
    contradicts_nothing(diagnosis);
    is_read_back(diagnosis);
}

#[track_caller]
fn is_harmless(text: &str) {
    let acts = |c: char| {
        c.is_control() && c != '\n'
            || ('\u{200b}'..='\u{200f}').contains(&c)
            || ('\u{2028}'..='\u{202e}').contains(&c)
            || matches!(c, '\u{ad}' | '\u{61c}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{e0000}'..='\u{e0fff}')
    };
    assert!(!text.contains(acts), "{text:?}");
}

/// A document of pods and events, or any bytes as a pod and a moment.
#[track_caller]
pub fn replay(bytes: &[u8]) {
    if let Ok(text) = std::str::from_utf8(bytes)
        && text.trim_start().starts_with('{')
    {
        return documents_are_explained(text);
    }
    let Some((head, bytes)) = bytes.split_at_checked(2) else { return };
    let now = Duration::from_millis(u64::from(head[0]) * 5_000 + u64::from(head[1]) * 37);
    attempts_come_when_expected(&Scenario::from_bytes(bytes), now);
}

/// What one line says, no other denies.
#[track_caller]
fn contradicts_nothing(diagnosis: &Diagnosis) {
    let text = diagnosis.to_string();
    let advice = diagnosis.remedy.as_ref().and_then(|remedy| remedy.advice);
    if diagnosis.cause.as_ref().is_some_and(|cause| cause.transience == Transience::Permanent) {
        assert!(!matches!(advice, Some(Advice::KeepWaiting { .. })), "{diagnosis}");
    }
    assert!(!(text.contains("waiting does not help") && text.contains("keep waiting")), "{diagnosis}");
    assert!(diagnosis.severity.cannot_pull() || diagnosis.resets().next().is_none(), "{diagnosis}");
    // Nothing is tried after the pod's end.
    if let (NextAttempt::BackOff { latest, .. }, Some(deadline)) =
        (diagnosis.next_attempt, diagnosis.deadline())
    {
        assert!(latest.at.is_none_or(|at| at <= deadline), "{diagnosis}");
    }
    // What a message calls hopeless is not called failing, and what may end by itself is not called blocked.
    if let Some(cause) = diagnosis.cause.as_ref().filter(|_| diagnosis.severity.cannot_pull()) {
        let is_final = diagnosis.state.reason.as_ref().is_some_and(pullspec::WaitingReason::is_terminal);
        let is_permanent = cause.transience == Transience::Permanent;
        let is_named = cause.source == pullspec::explain::CauseSource::Name;
        assert_eq!(
            diagnosis.severity == Severity::Blocked,
            is_permanent || is_final || is_named,
            "{diagnosis}"
        );
    }
    // A pull secret is not a remedy for what the node's runtime pulls for itself.
    assert!(diagnosis.sandbox().is_none() || diagnosis.pull_secrets.is_none(), "{diagnosis}");
    let summary = diagnosis.summary();
    assert!(summary.len() <= 1024 && !summary.contains('\n'), "{summary}");
    is_harmless(&summary);
    if let (NextAttempt::BackOff { latest, .. }, Some(after)) =
        (diagnosis.next_attempt, diagnosis.requeue_after())
    {
        let last = latest.from_now.unwrap_or(Duration::MAX).max(Duration::from_secs(10));
        assert!(after <= last, "{diagnosis}");
    }
}

/// JSON holds all of it.
#[track_caller]
fn is_read_back(diagnosis: &Diagnosis) {
    let json = serde_json::to_value(diagnosis).unwrap();
    let read: Diagnosis =
        serde_json::from_value(json.clone()).unwrap_or_else(|error| panic!("{error}: {json}"));
    assert_eq!(read, *diagnosis);
    assert_eq!(serde_json::to_value(&read).unwrap(), json);
}
