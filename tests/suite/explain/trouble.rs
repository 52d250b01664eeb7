//! What real clusters showed: secrets, sandboxes, deadlines, pulls that hang, static pods.

use pullspec::kubelet::OperatorAction;
use pullspec::waiting::Advice;

use super::*;

fn pulling(count: u32, last: u64) -> Value {
    event("Pulling", &format!("Pulling image \"{IMAGE}\""), count, 1, last)
}

fn failed(error: &str, count: u32, last: u64) -> Value {
    event("Failed", &format!("Failed to pull image \"{IMAGE}\": {error}"), count, 2, last)
}

#[track_caller]
fn at(pod: &Pod, seconds: u64, told: &[Value]) -> Diagnosis {
    let told = events(told);
    first(pod, &ExplainContext::new().with_now(start() + Duration::from_secs(seconds)).with_events(&told))
}

#[test]
fn secrets_that_cannot_be_read_are_named_with_the_time() {
    let mut pod = web(
        IMAGE,
        waiting("ErrImagePull", "pull access denied: authorization failed: no basic auth credentials"),
    );
    pod.spec.image_pull_secrets = ["regcred", "other"]
        .map(|name| {
            let mut secret = pullspec::api::LocalObjectReference::default();
            secret.name = name.into();
            secret
        })
        .into();
    let text =
        "Unable to retrieve some image pull secrets (regcred); attempting to pull the image may not succeed.";
    let mut unread = event("FailedToRetrieveImagePullSecret", text, 4, 3, 50);
    unread["involvedObject"]["fieldPath"] = "".into();
    let found = at(&pod, 60, &[unread]);
    let secrets = found.pull_secrets.as_ref().unwrap();
    assert_eq!(
        (&secrets.named[..], &secrets.missing[..]),
        (&["regcred".into(), "other".into()][..], &["regcred".into()][..])
    );
    assert_eq!(secrets.missing_since, Some(start() + Duration::from_secs(3)));
    let cause = found.cause.as_ref().unwrap();
    assert!(
        cause.cause == Cause::PullSecretMissing || cause.alternates.contains(&Cause::PullSecretMissing),
        "{found}"
    );
    let how = &found.remedy.as_ref().unwrap().fix;
    assert_eq!(how, Cause::PullSecretMissing.fix());
    assert!(
        found.to_string().contains("the kubelet cannot read regcred, since 2026-03-01T09:00:03Z"),
        "{found}"
    );
    // Without the event nothing is missing, and the pod's secrets are shown all the same.
    let found = at(&pod, 60, &[]);
    assert!(found.to_string().contains("the pod names regcred, other"), "{found}");
    assert!(!found.cause.unwrap().alternates.is_empty());
}

#[test]
fn a_sandbox_image_is_one_finding_for_each_node() {
    let text = "Failed to create pod sandbox: rpc error: code = Unknown desc = failed to get sandbox image \
                \"registry.example.org/pause:3.10\": failed to pull image: pull access denied, repository does not exist \
                or may require authorization: authorization failed: no basic auth credentials";
    let mut report = Report::new();
    for (name, node) in [("a", "node-1"), ("b", "node-1"), ("c", "node-2")] {
        let mut pod = web(IMAGE, waiting("ContainerCreating", ""));
        (pod.metadata.name, pod.spec.node_name) = (name.into(), node.into());
        let mut other = pod.spec.containers[0].clone();
        (other.name, other.image) = ("side".into(), "redis:7".into());
        pod.spec.containers.push(other);
        let mut status = pod.status.container_statuses[0].clone();
        status.name = "side".into();
        pod.status.container_statuses.push(status);
        let mut sandbox = event("FailedCreatePodSandBox", text, 4, 2, 60);
        sandbox["involvedObject"]["name"] = name.into();
        let told = events(&[sandbox]);
        report.add_pod(explain_pod(&pod, &ExplainContext::new().with_events(&told)));
    }
    let findings: Vec<_> = report.findings().iter().map(|found| (found.count, found.headline())).collect();
    let headline =
        |node: &str| format!("blocked  node {node}: registry.example.org/pause:3.10, auth_required");
    assert_eq!(findings, [(4, headline("node-1")), (2, headline("node-2"))]);
    assert_eq!(report.worst(), Severity::Blocked);
    let how = &report.findings()[0].diagnosis.remedy.as_ref().unwrap().fix;
    assert!(how.contains("pull secrets are never used for it"), "{how}");
}

#[test]
fn a_sandbox_that_failed_before_the_pull_is_forgotten() {
    let text = "Failed to create pod sandbox: failed to get sandbox image \"pause:3.9\": no such host";
    let sandbox = event("FailedCreatePodSandBox", text, 1, 1, 20);
    let pod = web(IMAGE, waiting("ContainerCreating", ""));
    assert!(at(&pod, 30, std::slice::from_ref(&sandbox)).sandbox().is_some());
    let mut pull = pulling(1, 25);
    pull["firstTimestamp"] = pull["lastTimestamp"].clone();
    let found = at(&pod, 30, &[sandbox, pull]);
    assert_eq!((found.sandbox(), found.severity), (None, Severity::Starting));
}

#[test]
fn a_first_pull_that_hangs_is_pulling_since() {
    let pod = web(IMAGE, waiting("ContainerCreating", ""));
    let found = at(&pod, 301, &[pulling(1, 1)]);
    assert_eq!(found.severity, Severity::Starting);
    assert_eq!(
        found.next_attempt,
        NextAttempt::Running { since: start() + Duration::from_secs(1), ago: Some(Duration::from_secs(300)) }
    );
    assert!(found.to_string().contains("pulls   for 5m, since 2026-03-01T09:00:01Z"), "{found}");
    assert!(found.resets().next().is_none());
    // Its end is known, or may have been dropped.
    let pulled = event(
        "Pulled",
        &format!("Successfully pulled image \"{IMAGE}\" in 2s (2s including waiting)"),
        1,
        3,
        3,
    );
    assert_eq!(at(&pod, 301, &[pulling(1, 1), pulled]).next_attempt, NextAttempt::NotNeeded);
    let many = event("Unhealthy", "x", 25, 1, 200);
    assert_eq!(at(&pod, 301, &[pulling(1, 1), many]).next_attempt, NextAttempt::NotNeeded);
}

#[test]
fn an_attempt_is_not_said_to_run_where_its_end_was_dropped_or_combined() {
    let pod = web(IMAGE, waiting("ImagePullBackOff", ""));
    let waited = event("BackOff", &format!("Back-off pulling image \"{IMAGE}\""), 20, 3, 60);
    let found = at(&pod, 200, &[pulling(4, 90), failed("EOF", 3, 43), waited]);
    assert!(matches!(found.next_attempt, NextAttempt::BackOff { .. }), "{found}");
    let combined = event(
        "Failed",
        &format!(
            "(combined from similar events): Failed to pull image \"{IMAGE}\": read: connection reset by peer"
        ),
        9,
        2,
        43,
    );
    let found = at(&pod, 200, &[pulling(4, 90), combined]);
    assert!(matches!(found.next_attempt, NextAttempt::BackOff { .. }), "{found}");
    // Few events, none of them lost: it runs.
    let found = at(&pod, 200, &[pulling(4, 90), failed("EOF", 3, 43)]);
    assert!(matches!(found.next_attempt, NextAttempt::Running { .. }), "{found}");
}

#[test]
fn looks_in_vain_are_counted_where_the_image_is_not_named() {
    let text = "Failed to inspect image \"\": rpc error: code = Unknown desc = short name mode is enforcing, but image name \
                redis:7 returns ambiguous list";
    let pod = web("redis:7", waiting("ImageInspectError", text));
    let of_another = {
        let mut other = event("InspectFailed", text, 7, 1, 190);
        other["involvedObject"]["fieldPath"] = "spec.containers{side}".into();
        other
    };
    let found = at(&pod, 200, &[event("InspectFailed", text, 20, 5, 195), of_another]);
    assert_eq!(found.state.refusals, Some(20));
    let since = found.state.since.unwrap();
    assert_eq!((since.at, since.basis), (start() + Duration::from_secs(5), SinceBasis::Event));
    assert!(found.to_string().contains("20 looks ended before an attempt"), "{found}");
    assert_eq!(found.cause.as_ref().unwrap().cause, Cause::ShortNameUnresolved);
}

#[test]
fn a_deadline_ends_the_prediction() {
    let mut pod = web(IMAGE, waiting("ImagePullBackOff", ""));
    let told = [pulling(4, 84), failed("EOF", 4, 85)];
    let next = |pod: &Pod, now| at(pod, now, &told).next_attempt;
    let NextAttempt::BackOff { latest, .. } = next(&pod, 100) else { panic!("it waits") };
    assert_eq!(latest.at, Some(start() + Duration::from_millis(182_997)));
    pod.spec.active_deadline_seconds = Some(170);
    let NextAttempt::BackOff { earliest, latest, .. } = next(&pod, 100) else { panic!("it waits") };
    assert_eq!(
        (earliest.from_now, latest.from_now),
        (Some(Duration::from_secs(65)), Some(Duration::from_secs(70)))
    );
    pod.spec.active_deadline_seconds = Some(165);
    let found = at(&pod, 100, &told);
    assert!(
        matches!(found.next_attempt, NextAttempt::DeadlineFirst { deadline } if deadline.from_now == Some(Duration::from_secs(65)))
    );
    assert!(
        found
            .to_string()
            .contains("next    none: the pod's deadline, in 65s, 2026-03-01T09:02:45Z, comes first"),
        "{found}"
    );
    assert_eq!((found.deadline(), found.resets().count()), (Some(start() + Duration::from_secs(165)), 0));
    assert!(matches!(next(&pod, 400), NextAttempt::DeadlineFirst { .. }));
}

#[test]
fn a_deadline_that_came_before_the_pull_names_the_pull() {
    let lost = json!({"terminated": {"exitCode": 137, "reason": "ContainerStatusUnknown",
                                     "message": "The container could not be located when the pod was terminated"}});
    let mut pod = web(IMAGE, lost);
    (pod.status.phase, pod.status.reason) = ("Failed".into(), "DeadlineExceeded".into());
    let told = [pulling(4, 84), failed("manifest unknown", 4, 85)];
    let found = at(&pod, 600, &told);
    let cause = found.cause.as_ref().unwrap();
    assert_eq!(
        (found.severity, cause.cause, cause.source),
        (Severity::OtherTrouble, Cause::TagNotFound, CauseSource::Event)
    );
    assert_eq!((found.next_attempt, found.remedy.unwrap().advice), (NextAttempt::NotNeeded, None));
    // It ran, or nothing failed: the pull is not why.
    let ended = json!({"terminated": {"exitCode": 1, "reason": "Error", "containerID": "containerd://1"}});
    let mut ran = web(IMAGE, ended);
    (ran.status.phase, ran.status.reason) = ("Failed".into(), "DeadlineExceeded".into());
    assert_eq!(at(&ran, 600, &told).cause, None);
    // Whatever else ended it, the pull had not come about.
    for reason in ["Evicted", "Terminated", "Preempting", ""] {
        pod.status.reason = reason.into();
        let found = at(&pod, 600, &told);
        assert_eq!(found.cause.map(|found| found.cause), Some(Cause::TagNotFound), "{reason}");
        assert_eq!((found.severity, found.next_attempt), (Severity::OtherTrouble, NextAttempt::NotNeeded));
    }
}

#[test]
fn a_bound_is_called_a_bound() {
    let text = |pod: &Pod| at(pod, 100, &[]).to_string();
    let mut pod = web(IMAGE, waiting("ImagePullBackOff", ""));
    assert!(text(&pod).contains("for at most 100s, not before the pod's start 2026-03-01T09:00:00Z"));
    pod.status.start_time = None;
    pod.metadata.creation_timestamp = Some("2026-03-01T08:59:59Z".into());
    assert!(text(&pod).contains("for at most 101s, not before the pod's creation 2026-03-01T08:59:59Z"));
    pod.status.start_time = Some("2026-03-01T09:00:00Z".into());
    pod.status.init_container_statuses =
        vec![serde_json::from_value(json!({
        "name": "setup", "state": {"terminated": {"exitCode": 0, "finishedAt": "2026-03-01T09:01:30Z"}}
    }))
    .unwrap()];
    let after_init = text(&pod);
    assert!(
        after_init
            .contains("for at most 10s, not before the end of its init containers 2026-03-01T09:01:30Z"),
        "{after_init}"
    );
}

#[test]
fn numbers_of_one_finding_agree() {
    let pod = web(IMAGE, waiting("ImagePullBackOff", ""));
    // Two attempts are seen; in nine hours there were many more.
    let found = at(&pod, 32_400, &[failed("manifest unknown", 2, 12)]);
    let Some(Advice::FailNow { reason: why, .. }) = found.remedy.as_ref().unwrap().advice else {
        panic!("{found}")
    };
    let made = why.attempts().unwrap();
    assert!(made > 2);
    let text = found.to_string();
    assert!(text.contains(&format!("2 attempts seen, at least {made} made")), "{text}");
    assert!(text.contains(&format!("at least {made} attempts")), "{text}");
}

#[test]
fn a_mirror_of_a_static_pod_is_not_what_waits() {
    let pod = web(IMAGE, waiting("ImagePullBackOff", ""));
    let resets = |uid: &str| {
        let mut told = failed("EOF", 2, 20);
        told["involvedObject"]["uid"] = uid.into();
        at(&pod, 30, &[told]).resets().collect::<Vec<_>>()
    };
    assert!(resets("u1").contains(&OperatorAction::PodReplaced));
    let of_static = resets("3f2a2c5d6f1e4b7a8c9d0e1f2a3b4c5d");
    assert!(!of_static.contains(&OperatorAction::PodReplaced) && !of_static.is_empty());
}

#[test]
fn a_sibling_that_crashes_delays_looks_since_1_35() {
    let mut pod = web(IMAGE, waiting("ImagePullBackOff", ""));
    let told = events(&[pulling(4, 84), failed("EOF", 4, 85)]);
    let latest = |pod: &Pod, minor| {
        let context = ExplainContext::new()
            .with_now(start() + Duration::from_secs(100))
            .with_events(&told)
            .with_behavior(Behavior::for_minor(minor));
        next_in(&first(pod, &context)).1
    };
    let alone = latest(&pod, 35);
    let mut side = pod.status.container_statuses[0].clone();
    side.name = "side".into();
    side.state = serde_json::from_value(waiting("CrashLoopBackOff", "back-off 40s")).unwrap();
    pod.status.container_statuses.push(side);
    assert_eq!((latest(&pod, 34), latest(&pod, 35)), (alone, alone + 75_002));
}

/// A restart of the kubelet forgets the windows and the counts: the same text is another row then.
#[test]
fn a_restart_of_the_kubelet_begins_the_windows_anew() {
    let pod = web(IMAGE, waiting("ImagePullBackOff", ""));
    let row = |reason: &str, text: &str, count, first, last| event(reason, text, count, first, last);
    let (pull, fail) =
        (format!("Pulling image \"{IMAGE}\""), format!("Failed to pull image \"{IMAGE}\": EOF"));
    let before = [row("Pulling", &pull, 6, 1, 350), row("Failed", &fail, 6, 2, 351)];
    let after = [row("Pulling", &pull, 1, 400, 400), row("Failed", &fail, 1, 401, 401)];
    let told: Vec<_> = before.iter().chain(&after).cloned().collect();
    assert_eq!(next_in(&at(&pod, 402, &told)).0, 9_000);
    assert_eq!(next_in(&at(&pod, 352, &before)).0, 299_000);
}

/// Each text of a failure has a count of its own, and the window goes by their sum.
#[test]
fn failures_with_changing_texts_are_counted_together() {
    let pod = web(IMAGE, waiting("ImagePullBackOff", ""));
    let told: Vec<_> =
        (1..=4_u64).map(|n| failed(&format!("read tcp 10.0.0.1:{n}: reset"), 1, 20 * n)).collect();
    assert_eq!(next_in(&at(&pod, 81, &told)).0, 79_000);
}

#[test]
fn an_image_volume_that_nothing_mounts_is_pulled_all_the_same() {
    let pod = |mounts: Value| {
        self::pod(json!({
            "metadata": {"namespace": "shop", "name": "web", "uid": "u1"},
            "spec": {
                "containers": [{"name": "app", "image": "redis:7", "volumeMounts": mounts}],
                "volumes": [{"name": "model", "image": {"reference": IMAGE}}]
            },
            "status": {"phase": "Running", "startTime": "2026-03-01T09:00:00Z",
                       "containerStatuses": [{"name": "app", "state": {"running": {}}}]}
        }))
    };
    let told = events(&[pulling(3, 60), failed("manifest unknown", 3, 61)]);
    let context = ExplainContext::new().with_now(start() + Duration::from_secs(70)).with_events(&told);
    let unused = pod(json!([]));
    let found = explain_pod(&unused, &context);
    assert_eq!((&*found[0].container, found[0].severity), ("model", Severity::Blocked));
    // The pod runs well, so that it is looked at once in a minute or a minute and a half.
    assert_eq!(next_in(&found[0]), (31_000, 31_999 + 92_000, NextBasis::Events));
    let used = pod(json!([{"name": "model", "mountPath": "/m"}]));
    assert!(explain_pod(&used, &context).iter().all(|found| found.severity == Severity::Fine));
}

/// An identity token, or a helper that the kubelet does not ask, leaves nothing to log in with.
#[test]
fn secrets_without_user_and_password_are_said_to_be_so() {
    let config = |entry: &str| {
        serde_json::from_str::<DockerConfigJson>(&format!(
            r#"{{"auths": {{"quay.io": {entry}}}, "credsStore": "x"}}"#
        ))
        .unwrap()
    };
    let mut pod = web(IMAGE, waiting("ErrImagePull", "unauthorized: authentication required"));
    pod.spec.image_pull_secrets = serde_json::from_value(json!([{"name": "hub"}])).unwrap();
    for (entry, is_empty) in
        [("{}", true), (r#"{"identitytoken": "t"}"#, true), (r#"{"auth": "dTpw"}"#, false)]
    {
        let config = config(entry);
        let found = first(&pod, &ExplainContext::new().with_pull_secret("hub", &config.auths));
        let secrets = found.pull_secrets.as_ref().unwrap();
        assert_eq!(secrets.tried.as_deref(), Some(&["hub".to_owned()][..]));
        assert_eq!(!secrets.empty.is_empty(), is_empty, "{entry}");
        assert_eq!(found.to_string().contains("hub: neither user nor password"), is_empty, "{found}");
    }
}

/// What ended a pod is told beside what it waited for.
#[test]
fn an_evicted_pod_tells_of_both() {
    let lost = "Back-off pulling image \"quay.io/team/app:1.2\": ErrImagePull: manifest unknown";
    let mut pod = web(IMAGE, waiting("ImagePullBackOff", lost));
    (pod.status.phase, pod.status.reason) = ("Failed".into(), "Evicted".into());
    pod.status.message = "The node was low on resource: memory.".into();
    let found = at(&pod, 600, &[]);
    assert_eq!(found.trouble(), Some("Evicted: The node was low on resource: memory."));
    assert_eq!(found.cause.as_ref().map(|found| found.cause), Some(Cause::TagNotFound));
    let text = found.to_string();
    assert!(text.contains("  trouble Evicted: The node was low") && !text.contains("  next"), "{text}");
}
