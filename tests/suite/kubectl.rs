use core::time::Duration;

use pullspec::Pod;
use pullspec::api::{
    ContainerState, ContainerStatus, EventType, RecordedEvent, StateRunning, StateTerminated, StateWaiting,
};
#[cfg(feature = "explain")]
use pullspec::kubectl::DescribeState;
use pullspec::kubectl::{check_logs, describe_events, pod_status};

fn event(reason: &str, message: &str, count: u64, first_ms: u64, last_ms: u64) -> RecordedEvent {
    RecordedEvent {
        event_type: if reason == "Failed" { EventType::Warning } else { EventType::Normal },
        reason: reason.into(),
        field_path: "spec.containers{app}".into(),
        source: "kubelet".into(),
        message: message.into(),
        count,
        first: Duration::from_millis(first_ms),
        last: Duration::from_millis(last_ms),
    }
}

#[test]
fn the_events_table_is_laid_out_as_describe_does() {
    let events = [
        event("Pulling", "Pulling image \"x\"", 4, 0, 91_000),
        event("Failed", "Error: ErrImagePull", 4, 950, 91_950),
        event("BackOff", "Back-off pulling image \"x\"", 20, 950, 310_000),
        event("Scheduled", " Successfully assigned \n", 1, 0, 0),
    ];
    assert_eq!(
        describe_events(&events, Duration::from_millis(328_000)).with_kubectl(34).to_string(),
        "Events:
  Type     Reason     Age                    From     Message
  ----     ------     ----                   ----     -------
  Normal   Scheduled  5m28s                  kubelet  Successfully assigned
  Normal   Pulling    3m57s (x4 over 5m28s)  kubelet  Pulling image \"x\"
  Warning  Failed     3m57s (x4 over 5m28s)  kubelet  Error: ErrImagePull
  Normal   BackOff    18s (x20 over 5m28s)   kubelet  Back-off pulling image \"x\"
"
    );
}

#[test]
fn rows_of_one_second_keep_their_order() {
    let events =
        [event("b", "", 1, 1_999, 1_999), event("a", "", 1, 1_000, 1_000), event("c", "", 1, 0, 999)];
    let table = describe_events(&events, Duration::from_millis(5_000)).with_kubectl(34);
    let order: Vec<_> = table.rows().map(|row| row.reason.to_owned()).collect();
    assert_eq!(order, ["c", "b", "a"]);
}

#[test]
fn a_line_break_ends_the_columns_and_escapes_are_shown() {
    let events = [
        event("Failed", "first\nsecond", 1, 0, 0),
        event("BackOffLonger", "\u{1b}[31mred\r", 1, 5_000, 5_000),
    ];
    assert_eq!(
        describe_events(&events, Duration::from_millis(6_000)).with_kubectl(34).to_string(),
        "Events:
  Type     Reason  Age   From     Message
  ----     ------  ----  ----     -------
  Warning  Failed  6s    kubelet  first
second
  Normal  BackOffLonger  1s  kubelet  ^[[31mred
"
    );
}

#[test]
fn cells_of_a_message_are_laid_out_as_go_does() {
    // Go's text/tabwriter: a column of empty cells is as wide as the padding, a vertical tab ends a cell too, and a
    // form feed ends the line and all columns.
    let mut nameless = event("", "b", 1, 2_000, 2_000);
    nameless.source.clear();
    let events = [
        event("Failed", "x\t\ty\u{b}z\nw", 1, 0, 0),
        nameless,
        event("BackOff", "v\u{c}u\n\u{c}t", 1, 3_000, 3_000),
    ];
    assert_eq!(
        describe_events(&events, Duration::from_millis(6_000)).with_kubectl(34).to_string(),
        "Events:
  Type     Reason  Age   From     Message
  ----     ------  ----  ----     -------
  Warning  Failed  6s    kubelet  x    y  z
w
  Normal           4s           b
  Normal  BackOff  3s  kubelet  v
u

t
"
    );
}

fn waiting(reason: &str) -> ContainerState {
    let mut waiting = StateWaiting::default();
    waiting.reason = reason.into();
    let mut state = ContainerState::default();
    state.waiting = Some(waiting);
    state
}

fn terminated(exit_code: i32, signal: i32, reason: &str) -> ContainerState {
    let mut ended = StateTerminated::default();
    (ended.exit_code, ended.signal, ended.reason) = (exit_code, signal, reason.into());
    let mut state = ContainerState::default();
    state.terminated = Some(ended);
    state
}

fn running() -> ContainerState {
    let mut state = ContainerState::default();
    state.running = Some(StateRunning::default());
    state
}

#[cfg(feature = "explain")]
#[test]
fn a_state_is_described_as_kubectl_does() {
    let describe = |state: &ContainerState| DescribeState::new("State", state).to_string();
    assert_eq!(describe(&ContainerState::default()), "    State:          Waiting\n");
    assert_eq!(
        describe(&waiting("ErrImagePull")),
        "    State:          Waiting\n      Reason:       ErrImagePull\n"
    );
    let mut state = running();
    state.running.as_mut().unwrap().started_at = Some("2022-06-09T10:05:03Z".into());
    assert_eq!(
        describe(&state),
        "    State:          Running\n      Started:      Thu, 09 Jun 2022 10:05:03 +0000\n"
    );
    // No time but Go's zero, and text that is not a time, is shown too.
    assert_eq!(
        describe(&running()),
        "    State:          Running\n      Started:      Mon, 01 Jan 0001 00:00:00 +0000\n"
    );
    for odd in
        ["4294967295-01-01T00:00:00Z", "2024-01-4294967295T00:00:00Z", "2026-02-30T00:00:00Z", "soon", ""]
    {
        state.running.as_mut().unwrap().started_at = Some(odd.into());
        assert_eq!(describe(&state), format!("    State:          Running\n      Started:      {odd}\n"));
    }
    for (day, shown) in [
        ("2026-03-01", "Sun, 01 Mar 2026"),
        ("2026-02-28", "Sat, 28 Feb 2026"),
        ("2000-12-31", "Sun, 31 Dec 2000"),
        ("0000-01-01", "Sat, 01 Jan 0000"),
        ("1900-03-01", "Thu, 01 Mar 1900"),
        ("9999-12-30", "Thu, 30 Dec 9999"),
    ] {
        state.running.as_mut().unwrap().started_at = Some(format!("{day}T00:00:00Z"));
        let want = format!("    State:          Running\n      Started:      {shown} 00:00:00 +0000\n");
        assert_eq!(describe(&state), want);
    }
    assert!(!describe(&terminated(1, 0, "")).contains("Signal"));
    let mut state = terminated(137, 9, "Error");
    let ended = state.terminated.as_mut().unwrap();
    ended.finished_at = Some("2024-02-29T23:59:59Z".into());
    assert_eq!(
        DescribeState::new("Last State", &state).to_string(),
        "    Last State:     Terminated
      Reason:       Error
      Exit Code:    137
      Signal:       9
      Started:      Mon, 01 Jan 0001 00:00:00 +0000
      Finished:     Thu, 29 Feb 2024 23:59:59 +0000
"
    );
}

fn container(name: &str, state: ContainerState) -> ContainerStatus {
    let mut status = ContainerStatus::default();
    (status.name, status.state) = (name.into(), state);
    status
}

#[track_caller]
fn status(want: &str, change: impl FnOnce(&mut Pod)) {
    let mut pod = Pod::default();
    pod.status.phase = "Pending".into();
    change(&mut pod);
    assert_eq!(pod_status(&pod), want);
}

fn condition(pod: &mut Pod, condition_type: &str, value: &str, reason: &str) {
    let mut condition = pullspec::api::PodCondition::default();
    (condition.condition_type, condition.status, condition.reason) =
        (condition_type.into(), value.into(), reason.into());
    pod.status.conditions.push(condition);
}

fn init(pod: &mut Pod, name: &str, sidecar: bool, state: ContainerState) {
    let mut spec = pullspec::api::Container::default();
    spec.name = name.into();
    spec.restart_policy = sidecar.then(|| "Always".into());
    pod.spec.init_containers.push(spec);
    pod.status.init_container_statuses.push(container(name, state));
}

#[test]
fn the_status_column_is_the_first_trouble() {
    status("Pending", |_| {});
    status("Evicted", |pod| pod.status.reason = "Evicted".into());
    status("SchedulingGated", |pod| condition(pod, "PodScheduled", "False", "SchedulingGated"));
    status("ImagePullBackOff", |pod| {
        pod.status.container_statuses.push(container("a", running()));
        pod.status.container_statuses.push(container("b", waiting("ImagePullBackOff")));
        pod.status.container_statuses.push(container("c", waiting("ErrImagePull")));
    });
    status("Pending", |pod| pod.status.container_statuses.push(container("a", waiting(""))));
    status("ExitCode:3", |pod| pod.status.container_statuses.push(container("a", terminated(3, 0, ""))));
    status("Signal:9", |pod| pod.status.container_statuses.push(container("a", terminated(137, 9, ""))));
    status("OOMKilled", |pod| {
        pod.status.container_statuses.push(container("a", terminated(137, 9, "OOMKilled")));
    });
}

#[test]
fn init_containers_come_first() {
    let done = || terminated(0, 0, "Completed");
    status("Init:ErrImagePull", |pod| init(pod, "a", false, waiting("ErrImagePull")));
    status("Init:1/3", |pod| {
        init(pod, "a", false, done());
        init(pod, "b", false, waiting("PodInitializing"));
        init(pod, "c", false, waiting("ImagePullBackOff"));
    });
    status("Init:0/1", |pod| init(pod, "a", false, running()));
    status("Init:Error", |pod| init(pod, "a", false, terminated(1, 0, "Error")));
    status("Init:ExitCode:1", |pod| init(pod, "a", false, terminated(1, 0, "")));
    status("Init:Signal:9", |pod| init(pod, "a", false, terminated(137, 9, "")));
    // A sidecar that has started counts as done, another init container that runs does not.
    for (sidecar, want) in [(true, "Init:ImagePullBackOff"), (false, "Init:0/2")] {
        status(want, |pod| {
            init(pod, "a", sidecar, running());
            pod.status.init_container_statuses[0].started = Some(true);
            init(pod, "b", false, waiting("ImagePullBackOff"));
        });
    }
    // What was initialized once stays so: the containers speak, if they have something to say.
    status("ErrImagePull", |pod| {
        init(pod, "a", true, waiting("CrashLoopBackOff"));
        condition(pod, "Initialized", "True", "");
        pod.status.container_statuses.push(container("b", waiting("ErrImagePull")));
    });
    status("Init:CrashLoopBackOff", |pod| {
        init(pod, "a", true, waiting("CrashLoopBackOff"));
        condition(pod, "Initialized", "True", "");
    });
}

#[test]
fn completed_beside_running_is_running_or_not_ready() {
    for (ready, want) in [("True", "Running"), ("False", "NotReady")] {
        status(want, |pod| {
            condition(pod, "Ready", ready, "");
            pod.status.container_statuses.push(container("a", terminated(0, 0, "Completed")));
            pod.status.container_statuses.push(container("b", running()));
            pod.status.container_statuses[1].ready = true;
        });
    }
    status("Completed", |pod| {
        pod.status.container_statuses.push(container("a", terminated(0, 0, "Completed")));
        pod.status.container_statuses.push(container("b", running()));
    });
}

#[test]
fn a_deleted_pod_terminates_until_it_has_ended() {
    let delete = |phase: &'static str, reason: &'static str| {
        move |pod: &mut Pod| {
            pod.metadata.deletion_timestamp = Some("2024-01-01T00:00:00Z".into());
            (pod.status.phase, pod.status.reason) = (phase.into(), reason.into());
        }
    };
    status("Terminating", delete("Pending", ""));
    status("Unknown", delete("Running", "NodeLost"));
    status("Succeeded", delete("Succeeded", ""));
    status("NodeLost", |pod| pod.status.reason = "NodeLost".into());
}

#[test]
fn logs_are_refused_in_the_kubelets_words() {
    let refusal = |state: ContainerState, last: ContainerState, previous| {
        let mut pod = Pod::default();
        pod.metadata.name = "web".into();
        let mut status = container("app", state);
        status.last_state = last;
        pod.status.init_container_statuses.push(status);
        check_logs(&pod, "app", previous).err().map(|refusal| refusal.to_string())
    };
    let none = ContainerState::default;
    let made = || {
        let mut state = terminated(1, 0, "Error");
        state.terminated.as_mut().unwrap().container_id = "containerd://1".into();
        state
    };
    for (state, last, previous, want) in [
        (waiting("ErrImagePull"), none(), false, Some("is waiting to start: image can't be pulled")),
        (
            waiting("ImagePullBackOff"),
            none(),
            false,
            Some("is waiting to start: trying and failing to pull image"),
        ),
        (waiting("ContainerCreating"), none(), false, Some("is waiting to start: ContainerCreating")),
        (none(), none(), false, Some("is waiting to start - no logs yet")),
        (terminated(1, 0, "Error"), none(), false, Some("is terminated")),
        (waiting("CrashLoopBackOff"), terminated(1, 0, ""), false, Some("is terminated")),
        (running(), none(), false, None),
        (made(), none(), false, None),
        (terminated(1, 0, ""), made(), false, None),
        (waiting("ImagePullBackOff"), made(), false, None),
        (running(), made(), true, None),
    ] {
        let want = want.map(|text| format!("container \"app\" in pod \"web\" {text}"));
        assert_eq!(refusal(state, last, previous), want);
    }
    assert_eq!(
        refusal(running(), none(), true).unwrap(),
        "previous terminated container \"app\" in pod \"web\" not found"
    );
    assert_eq!(
        check_logs(&Pod::default(), "a\"b", true).unwrap_err().to_string(),
        r#"container "a\"b" in pod "" is not available"#
    );
}

/// What a text may do on a terminal: nothing but show itself and end a line.
fn is_harmless(text: &str) -> bool {
    text.chars()
        .all(|c| c == '\n' || (!c.is_control() && !"\u{202e}\u{2066}\u{200f}\u{200b}\u{feff}".contains(c)))
}

const HOSTILE: &str = "a\u{1b}]0;x\u{7}\u{9b}31m\r\u{8}\u{202e}\u{2066}\u{200f}\u{200b}\u{feff}\u{7f}\0z";

#[test]
fn no_column_acts_on_a_terminal() {
    let mut row = event(HOSTILE, HOSTILE, 2, 0, 0);
    (row.source, row.field_path) = (HOSTILE.into(), HOSTILE.into());
    for minor in [34, 36] {
        let table = describe_events([&row], Duration::from_secs(1)).with_kubectl(minor).to_string();
        assert!(is_harmless(&table), "{table:?}");
    }
    let mut pod = Pod::default();
    pod.metadata.name = HOSTILE.into();
    let mut app = container(HOSTILE, waiting(HOSTILE));
    for change in 0..2 {
        if change == 1 {
            app.state = ContainerState::default();
        }
        pod.status.container_statuses = vec![app.clone()];
        for previous in [false, true] {
            let refusal = check_logs(&pod, HOSTILE, previous).unwrap_err().to_string();
            assert!(is_harmless(&refusal) && !refusal.contains('\n'), "{refusal:?}");
        }
    }
}

#[cfg(feature = "explain")]
#[test]
fn no_line_of_a_state_acts_on_a_terminal() {
    let state = waiting(HOSTILE);
    let mut ended = terminated(1, 9, HOSTILE);
    let last = ended.terminated.as_mut().unwrap();
    (last.message, last.started_at) = (format!("{HOSTILE}\n{HOSTILE}\t{HOSTILE}"), Some(HOSTILE.into()));
    for state in [state, ended] {
        let block = DescribeState::new(HOSTILE, &state).to_string();
        assert!(is_harmless(&block), "{block:?}");
    }
}

#[test]
fn a_long_cell_does_not_widen_a_long_table() {
    let mut rows: Vec<_> = (0..1_600).map(|n| event("BackOff", "m", 1, n, n)).collect();
    rows[7].reason = "x".repeat(80_000);
    let size = |rows: &[RecordedEvent]| describe_events(rows, Duration::from_secs(9)).to_string().len();
    let all: usize = rows.iter().map(|row| row.reason.len() + 100).sum();
    assert!(size(&rows) < 10 * all + 100_000, "{}", size(&rows));
    // Nor do many cells of a message.
    for row in &mut rows {
        row.message = "\t".repeat(100);
    }
    rows[9].message = "y\t".repeat(50) + &"z".repeat(80_000) + "\t";
    let all: usize = rows.iter().map(|row| row.reason.len() + row.message.len() + 100).sum();
    assert!(size(&rows) < 10 * all + 100_000, "{}", size(&rows));
    // A table of usual size has its columns also where a word is as long as the API lets it be.
    rows.truncate(25);
    rows[7].reason = "x".repeat(128);
    let table = describe_events(&rows, Duration::from_secs(9)).to_string();
    assert!(table.contains(&format!("  Normal  BackOff{}9s", " ".repeat(128 - 7 + 2))), "{table}");
}

#[cfg(feature = "explain")]
#[test]
fn an_event_of_either_recorder_has_its_age() {
    let at = |second: u64| Some(format!("1970-01-01T00:{:02}:{:02}.5Z", second / 60, second % 60));
    let mut event = pullspec::Event::default();
    let age = |event: &pullspec::Event| {
        let table = describe_events([event], Duration::from_secs(300));
        table.rows().next().unwrap().age
    };
    assert_eq!(age(&event), "<unknown>");
    event.first_timestamp = at(60);
    assert_eq!(age(&event), "3m59s");
    (event.count, event.last_timestamp) = (Some(1), at(180));
    assert_eq!(age(&event), "3m59s");
    event.count = Some(4);
    assert_eq!(age(&event), "119s (x4 over 3m59s)");
    let mut series = pullspec::api::EventSeries::default();
    (series.count, series.last_observed_time) = (1, at(240));
    (event.series, event.event_time) = (Some(series), at(120));
    assert_eq!(age(&event), "59s (x1 over 2m59s)");
    event.event_time = Some("soon".into());
    assert_eq!(age(&event), "59s (x1 over 3m59s)");
}

#[test]
fn lists_are_asked_not_dereferenced() {
    let mut events = pullspec::Events::default();
    assert!(events.is_empty());
    events.extend([pullspec::Event::default()]);
    assert_eq!((events.len(), events.iter().count(), events.as_slice().len()), (1, 1, 1));
}
