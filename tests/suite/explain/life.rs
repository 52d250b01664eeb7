//! What a pod lived through before it was looked at: an end, a restart, another pod's pull, a static pod's file.

use super::*;

const NOT_FOUND: &str = "manifest unknown";

fn failed(count: u32, first: u64, last: u64) -> Value {
    event("Failed", &format!("Failed to pull image \"{IMAGE}\": {NOT_FOUND}"), count, first, last)
}

fn pulling(count: u32, first: u64, last: u64) -> Value {
    event("Pulling", &format!("Pulling image \"{IMAGE}\""), count, first, last)
}

#[test]
fn no_kubelet_tries_again_for_a_pod_that_is_over() {
    let states = [
        waiting("ErrImagePull", NOT_FOUND),
        waiting("ContainerCreating", ""),
        waiting("CrashLoopBackOff", ""),
        json!({}),
    ];
    let told = events(&[failed(3, 2, 60)]);
    let context = ExplainContext::new().with_now(start() + Duration::from_secs(70)).with_events(&told);
    for state in states {
        let mut pod = web(IMAGE, state);
        for (phase, deleted, severity) in [
            ("Failed", None, Severity::OtherTrouble),
            ("Succeeded", None, Severity::Fine),
            ("Pending", Some("2026-03-01T09:01:00Z"), Severity::Fine),
            ("Failed", Some("2026-03-01T09:01:00Z"), Severity::Fine),
        ] {
            pod.status.phase = phase.into();
            pod.metadata.deletion_timestamp = deleted.map(str::to_owned);
            let found = first(&pod, &context);
            assert_eq!(found.severity, severity, "{phase} {deleted:?} {found}");
            // What a pod waited for that failed is told, of no other.
            let reason = pod.status.container_statuses[0]
                .state
                .waiting
                .as_ref()
                .map(|waiting| waiting.reason.as_str());
            let tells = phase == "Failed" && deleted.is_none() && reason != Some("CrashLoopBackOff");
            assert!(found.cause.is_none() || tells, "{phase} {deleted:?} {found}");
            assert_eq!(found.next_attempt, NextAttempt::NotNeeded);
        }
    }
    // An evicted pod may never have had a status.
    let mut evicted = web(IMAGE, json!({}));
    evicted.status.container_statuses.clear();
    evicted.status.phase = "Failed".into();
    assert_eq!(first(&evicted, &ExplainContext::new()).severity, Severity::OtherTrouble);
}

/// Policy `Always`: the container ran, ended, and its image is now gone.
#[test]
fn a_restart_begins_a_new_trouble() {
    let mut pod = web(IMAGE, waiting("ErrImagePull", NOT_FOUND));
    let ended = (start() + Duration::from_secs(1_000)).to_string();
    pod.status.container_statuses[0].last_state =
        serde_json::from_value(json!({"terminated": {"exitCode": 1, "finishedAt": ended}})).unwrap();
    let pulled = |message: &str, count| event("Pulled", message, count, 40, 900);
    let one =
        format!("Successfully pulled image \"{IMAGE}\" in 1s (1s including waiting). Image size: 5 bytes.");
    // Their texts differ, so that client-go combines them, and the others expire.
    let many = format!("(combined from similar events): {one}");
    for pulled in [pulled(&one, 1), pulled(&many, 30)] {
        let told = events(&[failed(2, 2, 1_010), pulling(42, 1, 1_009), pulled]);
        let context = ExplainContext::new().with_now(start() + Duration::from_secs(1_011)).with_events(&told);
        let found = first(&pod, &context);
        let since = found.state.since.unwrap();
        assert_eq!((since.at.to_string(), since.basis), (ended.clone(), SinceBasis::Status));
        let advice = found.remedy.as_ref().unwrap().advice.unwrap().to_string();
        assert!(advice.starts_with("fail 120 s after"), "{advice}");
        // The first window may run as well as the last.
        assert!(next_in(&found).0 <= 19_000, "{found}");
    }
}

/// Another pod pulled the image after this one failed, and an init container runs from it since.
#[test]
fn an_image_that_was_found_on_the_node_ends_the_failure() {
    let mut pod = web(IMAGE, waiting("PodInitializing", ""));
    let present = event(
        "Pulled",
        &format!("Container image \"{IMAGE}\" already present on machine and can be accessed by the pod"),
        1,
        30,
        30,
    );
    let told = events(&[failed(2, 2, 20), present]);
    let context = ExplainContext::new().with_events(&told);
    assert_eq!(first(&pod, &context).severity, Severity::Starting);
    let told = events(&[failed(2, 2, 20)]);
    assert_eq!(first(&pod, &ExplainContext::new().with_events(&told)).severity, Severity::Blocked);

    // The same for an image volume.
    pod.spec.volumes = serde_json::from_value(json!([{"name": "m", "image": {"reference": IMAGE}}])).unwrap();
    pod.spec.containers[0].image = "redis:7".into();
    let volume = |context: &ExplainContext<'_>| explain(&pod.images().nth(1).unwrap(), context).severity;
    assert_eq!(
        (volume(&context), volume(&ExplainContext::new().with_events(&told))),
        (Severity::Fine, Severity::Blocked)
    );
}

#[test]
fn an_image_volume_is_judged_by_its_name_before_any_report() {
    let template = pod(json!({"spec": {
        "containers": [{"name": "app", "image": IMAGE}],
        "volumes": [{"name": "model", "image": {"reference": "quay.io/team/Model:7"}}]
    }}));
    let found = &explain_pod(&template, &ExplainContext::new())[0];
    let cause = found.cause.as_ref().unwrap();
    assert_eq!(
        (found.severity, cause.cause, cause.source),
        (Severity::Blocked, Cause::InvalidImageName, CauseSource::Name)
    );
}

/// In events the kubelet gives a static pod the hash of its file as UID, in the API its mirror pod has another one.
#[test]
fn events_of_a_static_pod_are_those_of_its_mirror_pod() {
    let mut pod = web(IMAGE, waiting("ContainerCreating", ""));
    pod.metadata.uid = "5a3c2e6e-5b7f-4f0e-9d43-6f1f6b1f7a11".into();
    for (uid, severity) in [
        ("0f343b0931126a20f133d67c2b018a3b", Severity::Blocked),
        ("6a3c2e6e-5b7f-4f0e-9d43-6f1f6b1f7a11", Severity::Starting),
    ] {
        let mut event = failed(1, 2, 2);
        event["involvedObject"]["uid"] = uid.into();
        let told = events(&[event]);
        assert_eq!(first(&pod, &ExplainContext::new().with_events(&told)).severity, severity, "{uid}");
    }
}

#[test]
fn a_tag_that_is_missing_after_an_outage_was_missing_once() {
    use pullspec::waiting::Advice;
    let failed = |error: &str, count, first, last| {
        event("Failed", &format!("Failed to pull image \"{IMAGE}\": {error}"), count, first, last)
    };
    let pod = web(IMAGE, waiting("ErrImagePull", "manifest unknown"));
    let outage = failed("dial tcp 192.0.2.1:443: connect: connection refused", 5, 2, 180);
    let advice = |events: &Events, now: u64| {
        let context = ExplainContext::new().with_events(events).with_now(start() + Duration::from_secs(now));
        first(&pod, &context).remedy.unwrap().advice.unwrap()
    };
    let after_it = events(&[outage, failed("manifest unknown", 1, 300, 300)]);
    assert!(!matches!(advice(&after_it, 310), Advice::FailNow { .. }));
    let always = events(&[failed("manifest unknown", 6, 2, 300)]);
    assert!(matches!(advice(&always, 310), Advice::FailNow { .. }));
}
