//! When the next attempt comes, and since when a state lasts.

use proptest::prelude::*;
use pullspec::explain::{NextAttempt, NextBasis};

use super::*;
use crate::explain_laws::replay;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_500))]

    #[test]
    fn attempts_come_when_the_explanation_says(bytes in prop::collection::vec(any::<u8>(), 12..48)) {
        replay(&bytes);
    }
}

#[test]
fn the_next_attempt_from_the_reason_alone_and_from_the_pods_age() {
    let pod = web(IMAGE, waiting("ErrImagePull", "EOF"));
    assert_eq!(next_in(&first(&pod, &ExplainContext::new())), (0, 316_998, NextBasis::Reason));
    for (age_ms, window) in
        [(0, 10_000), (8_999, 10_000), (9_000, 20_000), (29_000, 40_000), (600_000, 300_000)]
    {
        let context = ExplainContext::new().with_now(start() + Duration::from_millis(age_ms));
        let want = (0, window + 16_998, NextBasis::PodStart);
        assert_eq!(next_in(&first(&pod, &context)), want, "after {age_ms} ms");
    }
}

#[test]
fn the_next_attempt_from_events() {
    let pod = web(IMAGE, waiting("ImagePullBackOff", ""));
    let pulling = |count, last| event("Pulling", &format!("Pulling image \"{IMAGE}\""), count, 0, last);
    let failed =
        |count, last| event("Failed", &format!("Failed to pull image \"{IMAGE}\": EOF"), count, 1, last);
    let waited =
        |count, last| event("BackOff", &format!("Back-off pulling image \"{IMAGE}\""), count, 2, last);
    let at = |events: &[Value], now: u64| {
        let events = self::events(events);
        first(&pod, &ExplainContext::new().with_now(start() + Duration::from_secs(now)).with_events(&events))
    };
    // Four attempts, the last of which ended between 85 and 86 s: a window of 80 s.
    let four = [pulling(4, 84), failed(4, 85), waited(5, 100)];
    assert_eq!(next_in(&at(&four, 100)), (65_000, 82_997, NextBasis::Events));
    assert_eq!(next_in(&at(&four, 170)), (0, 191_995, NextBasis::OldEvents));
    // By then there must have been another attempt, with a window of 160 s after it.
    assert_eq!(next_in(&at(&four, 200)), (125_000, 161_995, NextBasis::OldEvents));
    // So many events that some may have been dropped.
    let many = [pulling(4, 84), failed(4, 85), waited(20, 100)];
    assert_eq!(next_in(&at(&many, 100)), (65_000, 82_997, NextBasis::Events));
    assert_eq!(next_in(&at(&many, 170)), (0, 191_995, NextBasis::OldEvents));
    // The failure's event is missing, but a look inside the window came after it.
    assert_eq!(next_in(&at(&[pulling(4, 84), waited(5, 100)], 101)), (63_000, 96_997, NextBasis::Events));
    // The last pull hung for five minutes: the kubelet may have forgotten the sequence.
    let hung = [pulling(9, 2_000), failed(9, 2_300), waited(1, 2_301)];
    assert_eq!(next_in(&at(&hung, 2_301)), (9_000, 316_997, NextBasis::Events));
    // An attempt runs.
    let NextAttempt::Running { since, ago } = at(&[pulling(5, 170), failed(4, 85)], 175).next_attempt else {
        panic!("an attempt runs")
    };
    assert_eq!((since, ago), (start() + Duration::from_secs(170), Some(Duration::from_secs(5))));
    // Nobody knows what time it is.
    let events = events(&four);
    let NextAttempt::BackOff { earliest, latest, .. } =
        first(&pod, &ExplainContext::new().with_events(&events)).next_attempt
    else {
        panic!("it waits")
    };
    assert_eq!((earliest.at, earliest.from_now), (Some(start() + Duration::from_secs(165)), None));
    assert_eq!(latest.at, Some(start() + Duration::from_millis(182_997)));
}

#[test]
fn what_has_no_back_off_is_looked_at_again_and_again() {
    for reason in ["InvalidImageName", "ErrImageNeverPull", "ImageInspectError"] {
        let found = first(&web(IMAGE, waiting(reason, "")), &ExplainContext::new());
        assert_eq!(found.next_attempt, NextAttempt::EveryLook, "{reason}");
        assert!(found.resets().next().is_none() && found.keeps().is_empty());
        let in_vain = found.to_string().contains("every 10 to 16 s, and finds the same");
        assert_eq!(in_vain, found.severity == Severity::Blocked, "{found}");
    }
}

#[test]
fn since_when() {
    let context = ExplainContext::new().with_now(start() + Duration::from_secs(100));
    let since = |pod: &Pod| {
        let since = first(pod, &context).state.since.unwrap();
        (whole_ms(since.at - start()), since.basis, whole_ms(since.ago.unwrap()))
    };
    let running = json!({"running": {"startedAt": "2026-03-01T09:00:30Z"}});
    assert_eq!(since(&web(IMAGE, running)), (30_000, SinceBasis::Status, 70_000));
    let mut again = web(IMAGE, waiting("ImagePullBackOff", ""));
    assert_eq!(since(&again), (0, SinceBasis::PodStart, 100_000));
    let ended = json!({"terminated": {"exitCode": 1, "finishedAt": "2026-03-01T09:00:40Z"}});
    again.status.container_statuses[0].last_state = serde_json::from_value(ended).unwrap();
    assert_eq!(since(&again), (40_000, SinceBasis::Status, 60_000));
    let none = pod(json!({"spec": {"containers": [{"name": "app", "image": "redis"}]}}));
    assert_eq!(first(&none, &context).state.since, None);
}

#[test]
fn an_attempt_that_waits_for_another_image_has_not_come_and_gone() {
    // Four attempts, as above; by 200 s another attempt must have come, if the kubelet could look.
    let told = [
        event("Pulling", &format!("Pulling image \"{IMAGE}\""), 4, 0, 84),
        event("Failed", &format!("Failed to pull image \"{IMAGE}\": EOF"), 4, 1, 85),
        event("BackOff", &format!("Back-off pulling image \"{IMAGE}\""), 5, 2, 100),
    ];
    let counted_on = (125_000, 161_995, NextBasis::OldEvents);
    let anything = (0, 318_998, NextBasis::OldEvents);
    // Another container and its state.
    let beside = |owner: &str, image: &str, state: Value| {
        let mut pod = json!({
            "metadata": {"namespace": "shop", "name": "web", "uid": "u1"},
            "spec": {"containers": [{"name": "app", "image": IMAGE}]},
            "status": {"phase": "Pending", "startTime": "2026-03-01T09:00:00Z",
                       "containerStatuses": [{"name": "app", "state": waiting("ImagePullBackOff", "")}]}
        });
        pod["spec"]["initContainers"] = json!([]);
        pod["status"]["initContainerStatuses"] = json!([]);
        let (spec, status) = match owner {
            "init" => ("initContainers", "initContainerStatuses"),
            _ => ("containers", "containerStatuses"),
        };
        pod["spec"][spec].as_array_mut().unwrap().push(json!({"name": "beside", "image": image}));
        pod["status"][status].as_array_mut().unwrap().push(json!({"name": "beside", "state": state}));
        let (pod, events) = (self::pod(pod), self::events(&told));
        let context = ExplainContext::new().with_now(start() + Duration::from_secs(200)).with_events(&events);
        next_in(explain_pod(&pod, &context).iter().find(|one| one.image.written() == IMAGE).unwrap())
    };
    let at = |seconds| (start() + Duration::from_secs(seconds)).to_string();
    let running = |seconds| json!({"running": {"startedAt": at(seconds)}});
    let ended =
        |code: i32| json!({"terminated": {"exitCode": code, "startedAt": at(50), "finishedAt": at(60)}});
    // What runs since before was not pulled since; what may be pulled, or was later, may have kept the kubelet.
    assert_eq!(beside("regular", "redis:7", running(50)), counted_on);
    assert_eq!(beside("regular", "redis:7", running(150)), anything);
    assert_eq!(beside("regular", "redis:7", waiting("ContainerCreating", "")), anything);
    // An init container ends once, a regular one may start again.
    assert_eq!(beside("init", "redis:7", ended(0)), counted_on);
    assert_eq!(beside("init", "redis:7", ended(1)), anything);
    assert_eq!(beside("regular", "redis:7", ended(0)), anything);
    // The same image has the same window.
    assert_eq!(beside("regular", IMAGE, waiting("ContainerCreating", "")), counted_on);
}
