//! What the rows of events say of the window that runs, at the border of each condition.

use pullspec::api::ImageOwner;

use super::*;

fn pulling(count: u32, first: u64, last: u64) -> Value {
    event("Pulling", &format!("Pulling image \"{IMAGE}\""), count, first, last)
}

fn failed(error: &str, count: u32, first: u64, last: u64) -> Value {
    event("Failed", &format!("Failed to pull image \"{IMAGE}\": {error}"), count, first, last)
}

fn at_ms(ms: u64, pod: &Pod, told: &[Value]) -> Diagnosis {
    let told = events(told);
    let context = ExplainContext::new().with_now(start() + Duration::from_millis(ms)).with_events(&told);
    first(pod, &context)
}

fn waits() -> Pod {
    web(IMAGE, waiting("ImagePullBackOff", ""))
}

/// The earliest end of the window, in seconds from the last row on.
#[track_caller]
fn window(told: &[Value], last: u64) -> u64 {
    next_in(&at_ms(last * 1_000, &waits(), told)).0 / 1_000
}

/// Two rows of one text, of which the second begins after the first one's end: the kubelet began to count anew, and its
/// windows with it, whatever other texts had come to by then.
#[test]
fn a_second_row_of_a_text_forgets_what_came_before_it() {
    let before = [pulling(5, 0, 310), failed("EOF", 9, 1, 311)];
    let after = [pulling(2, 400, 415), failed("no such host", 1, 416, 416)];
    assert_eq!(window(&[&before[..], &after].concat(), 416), 20);
    assert_eq!(window(&[&after[..], &before].concat(), 416), 20);
    // Rows that touch or overlap are one sequence told twice, and the greater count is the newer one.
    for (second_from, times, counted) in [(310, 2, 5), (200, 2, 5), (310, 4, 5), (310, 6, 6)] {
        let told =
            [pulling(5, 0, 310), pulling(times, second_from, 415), failed("no such host", 1, 416, 416)];
        let want = [10, 20, 40, 80, 160, 300][counted - 1];
        assert_eq!(window(&told, 416), want, "{second_from} {times}");
        let [a, b, c] = told;
        assert_eq!(window(&[b, a, c], 416), want, "{second_from} {times}");
    }
}

/// From 25 events on some may have been dropped, such as the end of an attempt.
#[test]
fn an_attempt_without_an_end_is_over_after_as_long_as_the_first_took() {
    // The first attempt took 4 s, with the second that times leave out 5 s.
    let told = [pulling(30, 0, 1_000), failed("EOF", 29, 4, 900)];
    let next = |ms| at_ms(ms, &waits(), &told).next_attempt;
    assert!(
        matches!(next(1_005_000), NextAttempt::Running { since, .. } if since == start() + Duration::from_secs(1_000))
    );
    let over = at_ms(1_005_001, &waits(), &told);
    assert_eq!(next_in(&over), (294_999, 317_996, NextBasis::Events), "{over}");
    // Of two containers one may have got the image, and the other need not have.
    let mut other = pulling(1, 500, 500);
    other["involvedObject"]["fieldPath"] = "spec.containers{side}".into();
    let shared = at_ms(1_100_000, &waits(), &[told[0].clone(), told[1].clone(), other]);
    assert_eq!(next_in(&shared), (0, 316_998, NextBasis::OldEvents), "{shared}");
    // An image volume may be there until the next look.
    let volume = pod(json!({
        "metadata": {"namespace": "shop", "name": "web", "uid": "u1"},
        "spec": {"containers": [{"name": "app", "image": "busybox", "volumeMounts": [{"name": "model", "mountPath": "/m"}]}],
                 "volumes": [{"name": "model", "image": {"reference": IMAGE}}]},
        "status": {"phase": "Pending", "startTime": "2026-03-01T09:00:00Z",
                   "containerStatuses": [{"name": "app", "state": waiting("ImagePullBackOff", "")}]}
    }));
    let seen = events(&told);
    let context = ExplainContext::new().with_now(start() + Duration::from_secs(1_100)).with_events(&seen);
    let found = volume.images().map(|image| explain(&image, &context));
    let found = found.into_iter().find(|one| one.owner == ImageOwner::Volume).unwrap();
    assert_eq!(next_in(&found).2, NextBasis::OldEvents, "{found}");
}

/// In the very last moment in which a window can end it has not passed yet.
#[test]
fn a_window_is_over_after_its_last_moment() {
    let told = [pulling(4, 0, 84), failed("EOF", 4, 1, 85)];
    let next = |ms| next_in(&at_ms(ms, &waits(), &told));
    assert_eq!(next(182_997).0, 0);
    let (earliest, _, basis) = next(182_998);
    assert_eq!((earliest, basis), (142_002, NextBasis::OldEvents));
}

/// Exactly as long as the kubelet remembers is not longer.
#[test]
fn a_sequence_is_remembered_for_ten_minutes() {
    let window = |last: u64, hung: u64, attempts: u32| {
        let told = [pulling(attempts, 0, last), failed("EOF", attempts, 1, last + hung)];
        window(&told, last + hung)
    };
    // A window of 300 s, 16.998 s until the look, and a pull of 282.002 s and more.
    assert_eq!((window(2_500, 282, 9), window(2_500, 283, 9)), (300, 10));
    // Attempts from 0 to 600 s, which windows of 10 and 20 s do not explain.
    assert_eq!((window(599, 1, 3), window(599, 2, 3), window(600, 1, 3)), (40, 10, 10));
}

/// A container that ran before, whatever it does now, is looked at by its own clock.
#[test]
fn siblings_that_started_again_delay_looks() {
    let told = [pulling(4, 0, 84), failed("EOF", 4, 1, 85)];
    let latest = |own: u32, sides: &[(u32, Value)]| {
        let mut pod = waits();
        pod.status.container_statuses[0].restart_count = own;
        for (at, (restarts, state)) in sides.iter().enumerate() {
            let mut side = pod.status.container_statuses[0].clone();
            side.name = format!("side-{at}");
            side.restart_count = *restarts;
            side.state = serde_json::from_value(state.clone()).unwrap();
            pod.status.container_statuses.push(side);
        }
        next_in(&at_ms(100_000, &pod, &told)).1
    };
    let running = || json!({"running": {"startedAt": "2026-03-01T09:00:10Z"}});
    let calm = latest(0, &[]);
    assert_eq!(latest(0, &[(0, running())]), calm);
    assert_eq!(latest(1, &[]), calm, "it is not beside itself");
    assert_eq!(latest(1, &[(0, running())]), calm);
    let late = latest(0, &[(1, running())]);
    assert!(late > calm);
    assert_eq!(latest(0, &[(0, waiting("CrashLoopBackOff", ""))]), late);
    assert_eq!(latest(1, &[(1, running())]), late);
    assert_eq!(latest(1, &[(0, running()), (2, running())]), late);
}

/// The longest of the pulls whose start and end are known bounds one that nothing tells of.
#[test]
fn an_attempt_that_nothing_tells_of_takes_as_long_as_the_longest() {
    let next = |first: u64, last: u64| {
        let told = [pulling(4, 0, 84), failed("EOF", 4, first, 84 + last)];
        let (earliest, latest, basis) = next_in(&at_ms((164 + last) * 1_000, &waits(), &told));
        (earliest, basis, latest)
    };
    // The rest of the window's last look, the pull with the second that times leave out, a window of 160 s and its look.
    let want = |pull: u64| (0, NextBasis::OldEvents, 17_997 + pull * 1_000 + 160_000 + 16_998);
    assert_eq!(next(1, 1), want(2));
    assert_eq!(next(1, 5), want(6));
    assert_eq!(next(5, 1), want(6));
}

/// Where the image was pulled in between, the last row alone counts on.
#[test]
fn after_a_success_the_last_row_counts() {
    let pulled = event("Pulled", &format!("Successfully pulled image \"{IMAGE}\" in 1s"), 1, 5, 5);
    let (older, newer) = (failed("no such host", 1, 50, 50), failed("EOF", 3, 60, 100));
    for told in [[&older, &newer, &pulled], [&newer, &older, &pulled], [&pulled, &newer, &older]] {
        assert_eq!(window(&told.map(Clone::clone), 100), 40);
    }
}

/// A start in the very second of an end may be the start of what ended.
#[test]
fn a_pull_runs_if_it_started_after_all_that_ended() {
    let creating = web(IMAGE, waiting("ContainerCreating", ""));
    let pulled =
        |last| event("Pulled", &format!("Successfully pulled image \"{IMAGE}\" in 1s"), 1, last, last);
    let runs = |pod: &Pod, told: &[Value]| {
        matches!(at_ms(60_000, pod, told).next_attempt, NextAttempt::Running { .. })
    };
    assert!(runs(&creating, &[pulling(2, 0, 50)]));
    assert!(runs(&creating, &[pulling(2, 0, 50), pulled(40)]));
    assert!(!runs(&creating, &[pulling(2, 0, 50), pulled(50)]));
    assert!(!runs(&creating, &[pulling(2, 0, 50), pulled(51)]));
    // What a container has done since it had its image is no pull.
    for state in
        [json!({"running": {}}), waiting("CrashLoopBackOff", ""), waiting("CreateContainerError", "")]
    {
        assert_eq!(
            at_ms(60_000, &web(IMAGE, state), &[pulling(2, 0, 50)]).next_attempt,
            NextAttempt::NotNeeded
        );
    }
    // A failure after a success counts, and one before it is over.
    let severity = |told: &[Value]| at_ms(60_000, &creating, told).severity;
    assert_eq!(severity(&[pulled(5), failed("EOF", 1, 9, 9)]), Severity::Failing);
    assert_eq!(severity(&[pulled(9), failed("EOF", 1, 5, 5)]), Severity::Starting);
}

#[test]
fn a_deadline_cuts_only_what_comes_after_it() {
    let told = [pulling(4, 0, 84), failed("EOF", 4, 1, 85)];
    let mut pod = waits();
    let free = next_in(&at_ms(100_000, &pod, &told));
    pod.spec.active_deadline_seconds = Some(5_000);
    assert_eq!(next_in(&at_ms(100_000, &pod, &told)), free);
    let mut never = web("Redis", waiting("InvalidImageName", ""));
    assert_eq!(at_ms(100_000, &never, &[]).next_attempt, NextAttempt::EveryLook);
    never.spec.active_deadline_seconds = Some(101);
    assert_eq!(at_ms(100_000, &never, &[]).next_attempt, NextAttempt::EveryLook);
    for seconds in [100, 50] {
        never.spec.active_deadline_seconds = Some(seconds);
        assert!(matches!(at_ms(100_000, &never, &[]).next_attempt, NextAttempt::DeadlineFirst { .. }));
    }
}
