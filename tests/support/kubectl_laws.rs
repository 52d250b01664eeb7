//! What holds of everything that kubectl prints, for any pods and events: harmless on a terminal, one line for a row,
//! and no longer than in proportion to what was printed.

use std::time::Duration;

use pullspec::api::{ContainerState, EventType, RecordedEvent, StateTerminated, StateWaiting};
use pullspec::kubectl::{DescribeState, DescribedEvent, check_logs, describe_events, pod_status};
use pullspec::{Event, Events, Pod, Pods};

/// A document of pods and events, or texts that are put wherever a text can stand.
#[track_caller]
pub fn replay(bytes: &[u8]) {
    if bytes.trim_ascii_start().starts_with(b"{") {
        let pods: Pods = serde_json::from_slice(bytes).unwrap_or_default();
        pods.iter().for_each(pod_is_printed);
        let events: Events = serde_json::from_slice(bytes).unwrap_or_default();
        for event in &events {
            event_is_printed(event);
        }
        let all: Vec<&Event> = events.iter().collect();
        table_is_printed(&all);
        return;
    }
    let text = String::from_utf8_lossy(bytes);
    let texts: Vec<&str> = text.split('\u{1f}').collect();
    let rows: Vec<RecordedEvent> = texts.chunks(3).zip(0..).map(|(texts, n)| row(texts, n)).collect();
    table_is_printed(&rows.iter().collect::<Vec<_>>());
    for chunk in texts.chunks(3) {
        pod_is_printed(&pod(chunk));
    }
}

fn row(texts: &[&str], n: u64) -> RecordedEvent {
    let text = |n: usize| texts.get(n).copied().unwrap_or_default().to_owned();
    RecordedEvent {
        event_type: if n.is_multiple_of(2) { EventType::Normal } else { EventType::Warning },
        reason: text(0),
        field_path: text(2),
        source: text(0),
        message: text(1),
        count: n,
        first: Duration::from_secs(n),
        last: Duration::from_secs(n.saturating_mul(n)),
    }
}

fn pod(texts: &[&str]) -> Pod {
    let text = |n: usize| texts.get(n).copied().unwrap_or_default().to_owned();
    let mut pod = Pod::default();
    pod.metadata.name = text(2);
    pod.status.reason = text(0);
    for n in 0..2 {
        let mut container = pullspec::api::Container::default();
        (container.name, container.image) = (text(n), text(1));
        pod.spec.containers.push(container);
        let mut status = pullspec::api::ContainerStatus::default();
        status.name = text(n);
        status.state = state(n, text(0), text(1));
        pod.status.container_statuses.push(status);
    }
    pod
}

fn state(n: usize, reason: String, message: String) -> ContainerState {
    let mut state = ContainerState::default();
    if n == 0 {
        let mut waiting = StateWaiting::default();
        (waiting.reason, waiting.message) = (reason, message);
        state.waiting = Some(waiting);
    } else {
        let mut terminated = StateTerminated::default();
        (terminated.reason, terminated.message) = (reason, message);
        state.terminated = Some(terminated);
    }
    state
}

#[track_caller]
fn event_is_printed(event: &Event) {
    table_is_printed(&[event]);
}

#[track_caller]
fn table_is_printed<'e, E: Into<DescribedEvent<'e>> + Copy>(events: &[E]) {
    let described: Vec<DescribedEvent<'e>> = events.iter().copied().map(Into::into).collect();
    let written: usize = described
        .iter()
        .map(|event| {
            let texts = [event.event_type, event.reason, event.field_path, event.from, event.message];
            texts.map(str::len).iter().sum::<usize>() + 100
        })
        .sum();
    for kubectl in [34, 36] {
        let table = describe_events(events.iter().copied(), Duration::from_secs(1_000)).with_kubectl(kubectl);
        let text = table.to_string();
        is_harmless(&text);
        assert!(text.lines().count() >= events.len(), "{text:?}");
        // An escape is ten bytes for one of the text, and a column is widened eight times at most.
        assert!(text.len() <= 100 * written + 1_000, "{} bytes of {written}", text.len());
        assert_eq!(table.rows().count(), events.len());
    }
}

#[track_caller]
fn pod_is_printed(pod: &Pod) {
    let _ = pod_status(pod);
    for container in pod.images().map(|image| image.name()).chain(["", "other"]) {
        for previous in [false, true] {
            if let Err(refusal) = check_logs(pod, container, previous) {
                is_harmless(&refusal.to_string());
                assert!(!refusal.to_string().contains('\n'), "{refusal:?}");
            }
        }
    }
    let statuses = [&pod.status.init_container_statuses, &pod.status.container_statuses];
    for status in statuses.into_iter().flatten() {
        for state in [&status.state, &status.last_state] {
            is_harmless(&DescribeState::new(&status.name, state).to_string());
        }
    }
    pod.validate_images().iter().for_each(|error| is_harmless(&error.to_string()));
}

#[track_caller]
fn is_harmless(text: &str) {
    let acts = |c: char| {
        c.is_control() && c != '\n'
            || matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{e0000}'..='\u{e0fff}')
    };
    assert!(!text.contains(acts), "{text:?}");
}
