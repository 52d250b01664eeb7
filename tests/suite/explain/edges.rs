//! Both sides of each condition: which event counts, which word a state gets, when a sequence may have started over.

use core::time::Duration;

use pullspec::api::Behavior;
use pullspec::kubelet::OperatorAction;
use pullspec::waiting::Grace;

use super::*;

fn pulling(count: u32, first: u64, last: u64) -> Value {
    event("Pulling", &format!("Pulling image \"{IMAGE}\""), count, first, last)
}

fn failed(error: &str, count: u32, first: u64, last: u64) -> Value {
    event("Failed", &format!("Failed to pull image \"{IMAGE}\": {error}"), count, first, last)
}

fn waited(count: u32, first: u64, last: u64) -> Value {
    event("BackOff", &format!("Back-off pulling image \"{IMAGE}\""), count, first, last)
}

/// What is said at so many seconds after the start, of a container that waits with this reason.
fn at(seconds: u64, reason: &str, told: &[Value]) -> Diagnosis {
    let told = events(told);
    let context = ExplainContext::new().with_now(start() + Duration::from_secs(seconds)).with_events(&told);
    first(&web(IMAGE, waiting(reason, "")), &context)
}

#[test]
fn the_last_failure_of_a_sandbox_counts_in_any_order() {
    let sandbox = |error: &str, last| {
        let text =
            format!("Failed to create pod sandbox: failed to get sandbox image \"pause:3.9\": {error}");
        event("FailedCreatePodSandBox", &text, 1, 1, last)
    };
    let cause = |told: &[Value]| at(100, "ContainerCreating", told).cause.unwrap().cause;
    let (dns, disk) = (|last| sandbox("no such host", last), |last| sandbox("no space left on device", last));
    assert_eq!(cause(&[dns(10), disk(20)]), Cause::DiskFull);
    assert_eq!(cause(&[disk(20), dns(10)]), Cause::DiskFull);
    assert_eq!(cause(&[dns(30), disk(20)]), Cause::DnsFailure);
    assert_eq!(cause(&[disk(20), dns(20)]), Cause::DnsFailure);
}

#[test]
fn an_event_without_a_uid_and_a_pod_without_one_belong_together() {
    let attempts = |of_event: &str, of_pod: &str| {
        let mut told = failed("EOF", 2, 1, 9);
        told["involvedObject"]["uid"] = of_event.into();
        let mut pod = web(IMAGE, waiting("ErrImagePull", ""));
        pod.metadata.uid = of_pod.into();
        let told = events(&[told]);
        first(&pod, &ExplainContext::new().with_events(&told)).state.attempts
    };
    assert_eq!(
        [attempts("u1", "u1"), attempts("", "u1"), attempts("u1", ""), attempts("", "")],
        [Some(2); 4]
    );
    assert_eq!(attempts("u2", "u1"), None);
}

#[test]
fn the_release_and_the_patience_of_the_context_count() {
    let digest = format!("redis:latest@sha256:{:064}", 0);
    let pod = pod(json!({"spec": {"containers": [{"name": "app", "image": digest}]}}));
    let future = Behavior::default().with_digest_aware_defaulting(true);
    let pulls = |behavior| first(&pod, &ExplainContext::new().with_behavior(behavior)).policy.pulls;
    assert_eq!(pulls(Behavior::default()), Some(PullsWhen::AtEveryStart));
    assert_eq!(pulls(future), Some(PullsWhen::IfAbsentOrUnverified));

    let told = events(&[pulling(4, 0, 84), failed("EOF", 4, 1, 85)]);
    let web = web(IMAGE, waiting("ErrImagePull", "manifest unknown"));
    let action = |grace| {
        let context = ExplainContext::new()
            .with_now(start() + Duration::from_secs(100))
            .with_events(&told)
            .with_grace(grace);
        first(&web, &context).remedy.unwrap().advice.unwrap().action()
    };
    let hasty = Grace::default().with_needs_action(Duration::from_secs(60));
    assert_eq!((action(Grace::default()), action(hasty)), ("fail_later", "fail_now"));
}

/// A message of the status that nobody understands is still the newer one.
#[test]
fn a_status_with_a_message_is_not_overruled_by_an_event() {
    let told = events(&[failed("manifest unknown", 1, 1, 2)]);
    let pod = web(IMAGE, waiting("ErrImagePull", "something unheard of"));
    let cause = first(&pod, &ExplainContext::new().with_events(&told)).cause.unwrap();
    assert_eq!((cause.cause, cause.source), (Cause::NoDetail, CauseSource::Status));
    assert_eq!(cause.message.as_deref(), Some("something unheard of"));
}

#[test]
fn what_is_not_reported_goes_by_the_pods_phase() {
    let volume = json!({"name": "model", "image": {"reference": "quay.io/team/model:7"}});
    let found = |phase: &str, events: &Events| {
        let pod = pod(json!({
            "metadata": {"namespace": "shop", "name": "web", "uid": "u1"},
            "spec": {"containers": [{"name": "app", "image": IMAGE}], "volumes": [volume]},
            "status": {"phase": phase}
        }));
        let [container, volume] = &explain_in_order(&pod, &ExplainContext::new().with_events(events))[..]
        else {
            panic!("two images")
        };
        (container.severity, volume.severity, volume.to_string())
    };
    let none = events(&[]);
    let brief = |phase: &str| {
        let (container, volume, text) = found(phase, &none);
        assert!(text.contains("  state   not reported\n"), "{text}");
        (container, volume)
    };
    assert_eq!(brief("Pending"), (Severity::Starting, Severity::Fine));
    assert_eq!(brief("Running"), (Severity::Fine, Severity::Fine));
    assert_eq!(brief(""), (Severity::Fine, Severity::Fine));
    let told = events(&[{
        let mut told =
            event("Failed", "Failed to pull image \"quay.io/team/model:7\": manifest unknown", 1, 1, 2);
        told["involvedObject"]["fieldPath"] = "".into();
        told
    }]);
    let (_, volume, text) = found("Pending", &told);
    assert_eq!(volume, Severity::Blocked);
    assert!(
        text.contains("  state   its image is missing since 2026-03-01T09:00:01Z, 1 attempt seen\n"),
        "{text}"
    );
    // No container mounts it, so that the pod runs without it, and it is pulled all the same.
    assert_eq!(found("Running", &told).1, Severity::Blocked);
}

fn explain_in_order(pod: &Pod, context: &ExplainContext<'_>) -> Vec<Diagnosis> {
    pod.images().map(|image| explain(&image, context)).collect()
}

#[test]
fn a_name_that_was_not_reported_yet_says_so() {
    let pod = pod(json!({"spec": {"containers": [{"name": "app", "image": "Redis"}]}}));
    let text = first(&pod, &ExplainContext::new()).to_string();
    assert!(text.contains("  image   Redis\n          ^ path must be lower case, found 'R'\n"), "{text}");
    assert!(text.contains("  hint    did you mean \"redis\"?\n"), "{text}");
    assert!(text.contains("  state   not reported yet\n"), "{text}");
    assert!(text.contains("  advice  fail now: invalid_image_name is final\n"), "{text}");
}

#[test]
fn a_container_that_ended_says_when() {
    let ended =
        json!({"terminated": {"exitCode": 3, "reason": "Error", "finishedAt": "2026-03-01T09:00:40Z"}});
    let context = ExplainContext::new().with_now(start() + Duration::from_secs(100));
    let found = first(&web(IMAGE, ended.clone()), &context);
    assert_eq!(found.state.since.unwrap().at, start() + Duration::from_secs(40));
    assert!(
        found.to_string().contains("  state   ended, Error for 60s, since 2026-03-01T09:00:40Z\n"),
        "{found}"
    );
    let found = first(&web(IMAGE, ended), &ExplainContext::new());
    assert!(found.to_string().contains("  state   ended, Error since 2026-03-01T09:00:40Z\n"), "{found}");
}

#[test]
fn refusals_tell_since_when() {
    let since = |reason: &str, told: Value| at(100, reason, &[told]).state.since.unwrap();
    let inspect = event(
        "InspectFailed",
        &format!("Failed to apply default image tag \"{IMAGE}\": couldn't parse image name \"{IMAGE}\": x"),
        7,
        3,
        90,
    );
    let never = format!("Container image \"{IMAGE}\" is not present with pull policy of Never");
    for (reason, told) in
        [("InvalidImageName", inspect), ("ErrImageNeverPull", event("ErrImageNeverPull", &never, 7, 3, 90))]
    {
        let since = since(reason, told);
        assert_eq!(
            (since.at, since.basis),
            (start() + Duration::from_secs(3), SinceBasis::Event),
            "{reason}"
        );
    }
    // Events of the same reason about something else tell nothing.
    let other = event("InspectFailed", &format!("Could not look at \"{IMAGE}\""), 7, 3, 90);
    assert_eq!(since("ImageInspectError", other).basis, SinceBasis::PodStart);
}

/// After a restart of the kubelet its count and its windows begin anew, and so does the event.
#[test]
fn the_last_event_of_a_text_has_the_count_of_the_sequence() {
    // Six attempts, of which the last two came after the restart: a window of 20 s.
    let (old, new, end) = (pulling(4, 0, 100), pulling(2, 500, 520), failed("EOF", 1, 521, 521));
    for told in [[old.clone(), new.clone(), end.clone()], [new, old, end]] {
        let found = at(522, "ImagePullBackOff", &told);
        assert_eq!((found.state.attempts, next_in(&found).0), (Some(6), 19_000));
    }
}

/// An event that stands for many texts counts them all, so its count says nothing about one of them.
#[test]
fn a_combined_event_has_a_time_and_no_count() {
    let mut combined = failed("read tcp 10.0.0.1:41234: connection reset by peer", 90, 30, 45);
    let text = combined["message"].as_str().unwrap().to_owned();
    combined["message"] = format!("(combined from similar events): {text}").into();
    let found = at(46, "ImagePullBackOff", &[pulling(3, 1, 44), combined]);
    assert_eq!(found.state.attempts, Some(3));
    assert_eq!(next_in(&found).0, 39_000);
    assert_eq!(found.cause.unwrap().cause, Cause::ConnectionReset);
}

#[test]
fn what_does_not_end_the_wait_goes_by_the_cause() {
    let keeps =
        |message: &str| first(&web(IMAGE, waiting("ErrImagePull", message)), &ExplainContext::new()).keeps();
    assert_eq!(keeps("unauthorized: authentication required"), [OperatorAction::SecretFixed]);
    for (message, keeps_it) in [
        ("dial tcp: lookup quay.io: no such host", OperatorAction::NetworkRepaired),
        ("proxyconnect tcp: EOF", OperatorAction::NetworkRepaired),
        ("x509: certificate signed by unknown authority", OperatorAction::CertificateRepaired),
        ("toomanyrequests: slow down", OperatorAction::LimitPassed),
        ("User: x is not authorized to perform: ecr:BatchGetImage", OperatorAction::AccessGranted),
        ("received unexpected HTTP status: 503 Service Unavailable", OperatorAction::RegistryRecovered),
    ] {
        assert_eq!(keeps(message), [keeps_it], "{message}");
    }
    assert!(keeps("pull QPS exceeded").is_empty());
    assert!(keeps("no space left on device").is_empty());
}

#[test]
fn a_window_of_an_earlier_attempt_does_not_end_this_one() {
    let running = at(60, "ImagePullBackOff", &[pulling(3, 0, 50), waited(4, 5, 49)]);
    assert!(matches!(running.next_attempt, NextAttempt::Running { .. }), "{running}");
    let waits = at(60, "ImagePullBackOff", &[pulling(3, 0, 50), waited(4, 5, 50)]);
    assert_eq!(next_in(&waits).2, NextBasis::Events, "{waits}");
}

#[test]
fn from_the_end_of_the_window_on_an_attempt_may_have_been_dropped() {
    let told = [pulling(4, 0, 84), failed("EOF", 4, 1, 85), waited(20, 2, 100)];
    assert_eq!(next_in(&at(164, "ImagePullBackOff", &told)), (1_000, 18_997, NextBasis::Events));
    // Dropped or not written yet: then the window after it counts, too, with the two seconds that a pull took at most.
    assert_eq!(next_in(&at(165, "ImagePullBackOff", &told)), (0, 196_995, NextBasis::OldEvents));
    let few = [pulling(4, 0, 84), failed("EOF", 4, 1, 85), waited(16, 2, 100)];
    assert_eq!(next_in(&at(165, "ImagePullBackOff", &few)), (0, 196_995, NextBasis::OldEvents));
    // By now it is over, and the next one is counted on from it.
    assert_eq!(next_in(&at(200, "ImagePullBackOff", &few)), (125_000, 161_995, NextBasis::OldEvents));
    // Where the moments lie further apart than any window, nothing is left to count on.
    assert_eq!(next_in(&at(7_200, "ImagePullBackOff", &told)), (0, 318_998, NextBasis::OldEvents));
}

/// More than 600 s between the ends of two failures make the kubelet forget the sequence.
#[test]
fn a_pull_that_hung_may_have_started_the_sequence_over() {
    let earliest = |attempts, last: u64, hung: u64| {
        let told = [pulling(attempts, 0, last), failed("EOF", attempts, 1, last + hung)];
        next_in(&at(last + hung, "ImagePullBackOff", &told)).0
    };
    // The last pull: a window of 300 s, a lag of 16.998 s, and the pull with the second that its times leave out.
    assert_eq!(earliest(9, 2_500, 282), 300_000);
    assert_eq!(earliest(9, 2_500, 283), 10_000);
    // An earlier pull: three attempts that took 700 s cannot be windows of 10 and 20 s and their lags.
    assert_eq!(earliest(3, 700, 1), 10_000);
    assert_eq!(earliest(3, 60, 1), 40_000);
    // Under 600 s nothing is forgotten, however slow the pulls were.
    assert_eq!(earliest(3, 599, 1), 40_000);
    assert_eq!(earliest(3, 600, 1), 10_000);
    // Seven attempts in 910 s of windows, with their lags: as it should be.
    assert_eq!(earliest(7, 650, 1), 300_000);
}

#[test]
fn headlines_say_why_in_one_word() {
    let headline = |pod: &Pod| {
        let mut report = Report::new();
        report.add_pod(explain_pod(pod, &ExplainContext::new()));
        report.findings()[0].headline()
    };
    let policy =
        json!({"spec": {"containers": [{"name": "app", "image": "redis", "imagePullPolicy": "always"}]}});
    assert_eq!(headline(&pod(policy)), "blocked  (no name), container app: redis, no pull policy");
    let crash = web(IMAGE, waiting("CrashLoopBackOff", ""));
    assert_eq!(
        headline(&crash),
        format!("other_trouble  shop/web, container app: {IMAGE}, CrashLoopBackOff")
    );
    let starting = web(IMAGE, json!({}));
    assert_eq!(headline(&starting), format!("starting  shop/web, container app: {IMAGE}, Pending"));
}

#[test]
fn places_are_counted_only_where_some_are_left_out() {
    let rows = |kept: usize, pods: u64| {
        let mut report = Report::new().with_kept_places(kept);
        for _ in 0..pods {
            let failing = web(IMAGE, waiting("ErrImagePull", "EOF"));
            report.add_pod(explain_pod(&failing, &ExplainContext::new()));
        }
        let rows = report.findings()[0].rows();
        rows.last().filter(|(label, _)| *label == "pods").map(|(_, text)| text.clone())
    };
    assert_eq!(rows(3, 1), None);
    assert_eq!(rows(3, 2).as_deref(), Some("shop/web app, shop/web app"));
    assert_eq!(rows(2, 2).as_deref(), Some("shop/web app, shop/web app"));
    assert_eq!(rows(2, 3).as_deref(), Some("shop/web app, shop/web app, and 1 more"));
}

/// A container that ran once has its image, whatever failed before.
#[test]
fn other_waiting_reasons_are_not_explained_by_old_failures() {
    let found = at(100, "CrashLoopBackOff", &[failed("EOF", 1, 1, 2)]);
    assert_eq!((found.severity, found.cause), (Severity::OtherTrouble, None));
}

/// To find an image on the node is not an attempt, so the count of attempts is still one of failures.
#[test]
fn an_image_that_was_found_does_not_spoil_the_count() {
    let present =
        event("Pulled", &format!("Container image \"{IMAGE}\" already present on machine"), 1, 3, 3);
    let told = [pulling(4, 0, 84), failed("EOF", 1, 85, 85), present];
    assert_eq!(next_in(&at(100, "ImagePullBackOff", &told)).0, 65_000);
    let pulled = event("Pulled", &format!("Successfully pulled image \"{IMAGE}\" in 1s"), 1, 3, 3);
    let told = [pulling(4, 0, 84), failed("EOF", 1, 85, 85), pulled];
    assert_eq!(next_in(&at(100, "ImagePullBackOff", &told)).0, 0);
}
