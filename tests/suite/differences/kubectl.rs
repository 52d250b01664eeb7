//! What kubectl shows.

use std::time::Duration;

use pullspec::Pod;
use pullspec::api::{EventType, RecordedEvent};
#[cfg(feature = "explain")]
use pullspec::kubectl::DescribeState;
use pullspec::kubectl::{LogsError, check_logs, describe_events, pod_status};

fn row_of_second(second: u64) -> RecordedEvent {
    RecordedEvent {
        event_type: EventType::Normal,
        reason: "BackOff".into(),
        field_path: String::new(),
        source: "kubelet".into(),
        message: "m".into(),
        count: 1,
        first: Duration::from_secs(second),
        last: Duration::from_secs(second),
    }
}

#[test]
fn rows_of_one_second_stay_as_they_are() {
    let row = |reason: &str, last_ms| RecordedEvent {
        event_type: EventType::Normal,
        reason: reason.into(),
        field_path: String::new(),
        source: "kubelet".into(),
        message: String::new(),
        count: 1,
        first: Duration::from_millis(last_ms),
        last: Duration::from_millis(last_ms),
    };
    let events = [row("b", 1_999), row("a", 1_000), row("c", 500)];
    let table = describe_events(&events, Duration::from_secs(2));
    let order: Vec<&str> = table.rows().map(|row| row.reason).collect();
    assert_eq!(order, ["c", "b", "a"]);
}

#[cfg(feature = "explain")]
#[test]
fn times_are_shown_in_utc() {
    let started = |at: &str| {
        let mut running = pullspec::api::StateRunning::default();
        running.started_at = Some(at.into());
        let mut state = pullspec::api::ContainerState::default();
        state.running = Some(running);
        DescribeState::new("State", &state).to_string()
    };
    assert!(started("2026-01-02T03:04:05Z").contains("Fri, 02 Jan 2026 03:04:05 +0000\n"));
    assert!(started("2026-01-02T03:04:05+01:00").contains("Fri, 02 Jan 2026 02:04:05 +0000\n"));
}

#[test]
fn every_column_is_written_out() {
    let mut row = row_of_second(0);
    (row.reason, row.source) = ("a\u{1b}[31m".into(), "b\u{7}\u{202e}".into());
    let table = describe_events([&row], Duration::ZERO).to_string();
    assert!(table.contains("a^[[31m") && table.contains("b\\u{7}\\u{202e}"), "{table:?}");
}

#[test]
fn no_cell_widens_a_table_without_limit() {
    let mut rows: Vec<_> = (0..1_000).map(row_of_second).collect();
    rows[0].reason = "x".repeat(50_000);
    let table = describe_events(&rows, Duration::from_secs(2_000)).to_string();
    assert!(table.len() < 1_000_000, "{}", table.len());
}

#[test]
fn an_ended_pod_shows_how_it_ended() {
    let mut pod = Pod::default();
    pod.metadata.deletion_timestamp = Some("2026-01-02T03:04:05Z".into());
    pod.status.phase = "Running".into();
    assert_eq!(pod_status(&pod), "Terminating");
    pod.status.phase = "Failed".into();
    assert_eq!(pod_status(&pod), "Failed");
}

#[test]
fn logs_are_judged_by_the_status() {
    let pod = Pod::default();
    assert!(matches!(check_logs(&pod, "app", false), Err(LogsError::NotAvailable { .. })));
}
