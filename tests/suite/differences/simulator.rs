//! The simulated kubelet and its events.

use pullspec::WaitingReason;
use pullspec::access::{ObjectCoordinates, PodCredentials, PullSecret};
use pullspec::api::{Behavior, EventReason, EventType};
use pullspec::kubelet::{
    Action, ContainerPlan, EmittedEvent, EventCorrelator, EventLog, Fleet, PodPlan, Pull, Timeline,
};

use crate::{ms, whole_ms};

/// A pod that cannot pull its image.
fn failing() -> PodPlan {
    PodPlan::new().with_container(
        ContainerPlan::regular("app", "redis:7").with_pull(Pull::fails(ms(950), "no such host")),
    )
}

#[test]
fn delays_are_the_callers() {
    let pod = failing();
    let starts = |delay: u64| -> Vec<u64> {
        Timeline::new(&pod, std::iter::repeat(ms(delay)))
            .map(|step| whole_ms(step.sync_start()))
            .take(3)
            .collect()
    };
    assert_eq!(starts(10_000), [0, 11_000, 22_000]);
    assert_eq!(starts(14_999), [0, 16_000, 32_000]);
    assert_eq!(Timeline::new(&pod, [ms(12_500)]).count(), 2, "the run ends with the delays");
}

#[test]
fn a_plans_image_is_any_text() {
    let pod = PodPlan::new().with_container(ContainerPlan::regular("app", "Not A Name"));
    let first = Timeline::new(&pod, []).next().unwrap();
    assert_eq!(first.reason(), Some(WaitingReason::InvalidImageName));
    let told = ContainerPlan::regular("app", "Not A Name").with_unparsed_image();
    let pod = PodPlan::new().with_container(told);
    let first = Timeline::new(&pod, []).next().unwrap();
    assert!(first.is_success());
}

/// The texts of the first sync's events.
fn first_messages(pod: &PodPlan) -> Vec<String> {
    Timeline::new(pod, []).flat_map(|step| step.events()).map(|event| event.message()).collect()
}

#[test]
fn only_pulls_take_time() {
    let slow = ContainerPlan::regular("slow", "redis:7").with_pull(Pull::succeeds_with(ms(2_000), 30));
    let next = ContainerPlan::regular("next", "redis:8").with_pull(Pull::succeeds_with(ms(1_500), 20));
    let pod = PodPlan::new().with_container(slow).with_container(next);
    let times: Vec<_> =
        Timeline::new(&pod, []).map(|step| (whole_ms(step.start()), whole_ms(step.end()))).collect();
    assert_eq!(times, [(0, 2_000), (2_000, 3_500)]);
    let said = first_messages(&pod);
    assert_eq!(
        said[1],
        "Successfully pulled image \"redis:7\" in 2s (2s including waiting). Image size: 30 bytes."
    );
}

#[test]
fn a_pulled_event_names_both_times() {
    let app = ContainerPlan::regular("app", "redis:7").with_pull(Pull::succeeds(ms(2_000)));
    let pod = PodPlan::new().with_container(app).with_behavior(Behavior::for_minor(20));
    assert_eq!(first_messages(&pod)[1], "Successfully pulled image \"redis:7\" in 2s (2s including waiting)");
}

#[test]
fn a_pull_uses_the_first_secret() {
    let secret = |name: &str| PullSecret::new(ObjectCoordinates::new("ns", name, name), name);
    let behavior = Behavior::for_minor(35);
    let app = |secrets: &[PullSecret]| {
        let credentials = PodCredentials::secrets(secrets.iter().cloned());
        ContainerPlan::regular("app", "redis:7").with_credentials(credentials)
    };
    let other =
        ContainerPlan::regular("other", "redis:7").with_credentials(PodCredentials::secrets([secret("b")]));
    let pulls = |first: &[PullSecret]| {
        let pod =
            PodPlan::new().with_behavior(behavior).with_container(app(first)).with_container(other.clone());
        Timeline::new(&pod, []).filter_map(|step| step.attempt()).count()
    };
    assert_eq!(pulls(&[secret("b"), secret("a")]), 1);
    assert_eq!(pulls(&[secret("a"), secret("b")]), 2);
}

#[test]
fn crash_loops_wait_as_pulls_do() {
    let app = ContainerPlan::regular("app", "redis:7").with_image_present().with_exit_after(ms(1_000));
    let pod = PodPlan::new().with_container(app);
    let mut windows: Vec<u64> = Timeline::new(&pod, std::iter::repeat(ms(12_500)))
        .take(200)
        .filter_map(|step| match step.action {
            Action::CrashLoopBackOff { window, .. } => Some(window.as_secs()),
            _ => None,
        })
        .collect();
    windows.dedup();
    assert_eq!(windows, [10, 20, 40, 80, 160, 300]);
}

#[test]
fn syncs_without_work_are_not_steps() {
    let setup = ContainerPlan::init("setup", "redis:7").with_exit_after(ms(600_000));
    let pod = PodPlan::new().with_container(setup).with_container(ContainerPlan::regular("app", "redis:7"));
    let steps: Vec<_> = Timeline::new(&pod, std::iter::repeat(ms(12_500))).collect();
    let names: Vec<&str> = steps.iter().map(|step| step.container.name()).collect();
    assert_eq!(names, ["setup", "app"], "nothing in the ten minutes between");
    assert!(steps[1].start() > ms(600_000));
    let told = pod.clone().with_behavior(Behavior::for_minor(36)).with_unreadable_secrets(["regcred"]);
    let events = Timeline::new(&told, std::iter::repeat(ms(12_500))).flat_map(|step| step.events());
    let of_secrets = events.filter(|event| event.reason == EventReason::FailedToRetrieveImagePullSecret);
    assert_eq!(of_secrets.count(), 2, "one for each step, and none in between");
}

#[test]
fn a_fleet_is_of_single_pulls() {
    let report = Fleet::new(3, 1).run(ms(60_000));
    assert_eq!((report.attempts(), report.running()), (3, 3));
}

/// An event of one object.
fn event<'a>(reason: &'a str, message: &'a str) -> EmittedEvent<'a> {
    EmittedEvent { object: "o", field_path: "", event_type: EventType::Warning, reason, message }
}

#[test]
fn the_oldest_message_is_forgotten() {
    let mut correlator = EventCorrelator::new(&Behavior::default());
    for n in 0..10 {
        correlator.observe(ms(0), event("Failed", &n.to_string()));
    }
    let mut combined = |message: &str| correlator.observe(ms(1), event("Failed", message)).unwrap().combined;
    assert!(!combined("1"), "still known");
    assert!(combined("0"), "the oldest, and gone");
}

#[test]
fn keys_of_events_do_not_run_together() {
    let mut correlator = EventCorrelator::new(&Behavior::default());
    assert_eq!(correlator.observe(ms(0), event("A", "Bc")).map(|sent| sent.count), Some(1));
    assert_eq!(correlator.observe(ms(0), event("AB", "c")).map(|sent| sent.count), Some(1));
}

#[test]
fn rows_of_events_do_not_expire() {
    let mut log = EventLog::new(&Behavior::default());
    log.record_emitted(ms(0), event("Failed", "E"));
    log.record_emitted(ms(10 * 3_600_000), event("BackOff", "B"));
    assert_eq!(log.rows().len(), 2);
    log.forget_before(ms(9 * 3_600_000));
    assert_eq!(log.rows().len(), 1);
}

/// Eight pulls, of which one hangs for eleven minutes; whether the earliest moment of the next attempt is still true.
#[cfg(all(feature = "explain", feature = "serde"))]
fn is_seen(hanging: usize) -> bool {
    use std::time::Duration;

    use pullspec::api::Timestamp;
    use pullspec::explain::{ExplainContext, NextAttempt};
    use pullspec::{Event, Pod, explain_pod};

    let takes = |number| if number == hanging { ms(660_000) } else { ms(1_000) };
    let pulls = (1..=8).map(|number| Pull::fails(takes(number), "EOF"));
    let app = pulls.fold(ContainerPlan::regular("app", "redis:7"), ContainerPlan::with_pull);
    let plan = PodPlan::new().with_container(app);
    let run = Timeline::new(&plan, std::iter::repeat(ms(12_000))).until(ms(7_200_000));
    let attempts: Vec<_> = run.attempts_in(..).collect();
    let now = attempts[7].end() + ms(2_000);
    let rows: Vec<Event> = run.event_log_at(now).rows().map(crate::explain_laws::event).collect();
    let clock = Timestamp::from_unix_epoch(Duration::from_secs(1_772_000_000)) + now;
    let pod: Pod = serde_json::from_value(serde_json::json!({
        "metadata": {"namespace": "shop", "name": "web"},
        "spec": {"containers": [{"name": "app", "image": "redis:7"}]},
        "status": {"containerStatuses": [{"name": "app", "state": {"waiting": {"reason": "ImagePullBackOff"}}}]},
    }))
    .unwrap();
    let found = explain_pod(&pod, &ExplainContext::new().with_now(clock).with_events(&rows));
    let NextAttempt::BackOff { earliest, latest, .. } = found[0].next_attempt else { panic!("{}", found[0]) };
    let wait = attempts[8].start().checked_sub(now).unwrap();
    assert!(wait <= latest.from_now.unwrap(), "{}", found[0]);
    earliest.from_now.unwrap() <= wait
}

#[cfg(all(feature = "explain", feature = "serde"))]
#[test]
fn a_pull_that_hung_in_the_middle_is_not_seen() {
    assert!(is_seen(1) && is_seen(2) && is_seen(8));
    assert!(!is_seen(5));
}
