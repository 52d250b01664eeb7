//! Who is believed of what: events of other pods, earlier ones, secrets that are only named, and events without a pod.

use pullspec::WaitingReason;
use pullspec::explain::explain_events;
use pullspec::waiting::Grace;

use super::*;

fn failed(error: &str, first: u64, last: u64) -> Value {
    event("Failed", &format!("Failed to pull image \"{IMAGE}\": {error}"), 1, first, last)
}

fn at(seconds: u64, pod: &Pod, told: &[Value]) -> Diagnosis {
    let told = events(told);
    let context = ExplainContext::new().with_now(start() + Duration::from_secs(seconds)).with_events(&told);
    first(pod, &context)
}

/// The MD5 of a manifest has 32 hexadecimal digits; any other UID is a pod's.
#[test]
fn an_event_of_another_pod_of_the_name_is_not_counted() {
    let pod = web(IMAGE, waiting("ErrImagePull", ""));
    let attempts = |uid: &str| {
        let mut told = failed("EOF", 1, 2);
        told["involvedObject"]["uid"] = uid.into();
        at(9, &pod, &[told]).state.attempts
    };
    assert_eq!(attempts("u1"), Some(1));
    assert_eq!(attempts("3f2a2c5d6f1e4b7a8c9d0e1f2a3b4c5d"), Some(1));
    for other in ["u0", "0badc0de", "3f2a2c5d6f1e4b7a8c9d0e1f2a3b4c5", "3f2a2c5d-6f1e-4b7a-8c9d-0e1f2a3b4c"] {
        assert_eq!(attempts(other), None, "{other}");
    }
    assert_eq!(attempts("zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz"), None);
}

#[test]
fn the_last_trouble_is_told_in_any_order() {
    let pod = web(IMAGE, waiting("ContainerCreating", ""));
    let trouble = |told: &[Value]| at(99, &pod, told).trouble().map(str::to_owned).unwrap();
    let said = |text: &str, last| event("FailedMount", text, 1, 1, last);
    assert_eq!(trouble(&[said("a", 10), said("b", 20)]), "b");
    assert_eq!(trouble(&[said("b", 20), said("a", 10)]), "b");
    assert_eq!(trouble(&[said("a", 20), said("b", 20)]), "b", "of two at once the one that was told later");
}

/// A deadline is one for all causes, and the others count from their own first failure.
#[test]
fn patience_ends_with_the_first_failure_of_any_cause() {
    let pod = web(IMAGE, waiting("ErrImagePull", "EOF"));
    let told = [failed("no such host", 0, 0), failed("EOF", 100, 100)];
    let action = |deadline: u64| {
        let told = events(&told);
        let context = ExplainContext::new()
            .with_now(start() + Duration::from_secs(130))
            .with_events(&told)
            .with_grace(Grace::default().with_deadline(Duration::from_secs(deadline)));
        first(&pod, &context).remedy.unwrap().advice.unwrap().action()
    };
    assert_eq!(action(131), action(10_000));
    assert_eq!(action(130), action(1));
    assert_ne!(action(130), action(131));
}

/// What an init container waits for is no bound of its own wait.
#[test]
fn the_end_of_init_containers_bounds_what_comes_after_them() {
    let ended = json!({"terminated": {"exitCode": 0, "finishedAt": "2026-03-01T09:00:50Z", "startedAt": "2026-03-01T09:00:10Z"}});
    let found = |first: Value, second: Value, regular: Value| {
        let pod = pod(json!({
            "metadata": {"namespace": "shop", "name": "web", "uid": "u1"},
            "spec": {"initContainers": [{"name": "one", "image": "a"}, {"name": "two", "image": "b"}],
                     "containers": [{"name": "app", "image": IMAGE}]},
            "status": {"phase": "Pending", "startTime": "2026-03-01T09:00:00Z",
                       "initContainerStatuses": [{"name": "one", "state": first}, {"name": "two", "state": second}],
                       "containerStatuses": [{"name": "app", "state": regular}]}
        }));
        let context = ExplainContext::new().with_now(start() + Duration::from_secs(100));
        pod.images().map(|image| explain(&image, &context)).collect::<Vec<_>>()
    };
    let basis = |all: &[Diagnosis], name: &str| {
        all.iter().find(|one| &*one.container == name).unwrap().state.since.unwrap().basis
    };
    let failing = || waiting("ErrImagePull", "EOF");
    let during = found(ended.clone(), failing(), waiting("PodInitializing", ""));
    assert_eq!(basis(&during, "two"), SinceBasis::PodStart);
    let after = found(ended.clone(), ended, failing());
    assert_eq!(basis(&after, "app"), SinceBasis::InitContainers);
}

/// A pod that is over: what its container waited for is why, unless the container ran.
#[test]
fn a_pod_that_never_got_its_image_says_so_at_its_end() {
    let cause = |state: Value, restarts: u32| {
        let mut pod = web(IMAGE, state);
        pod.status.phase = "Failed".into();
        pod.status.container_statuses[0].restart_count = restarts;
        at(100, &pod, &[failed("manifest unknown", 1, 50)]).cause.map(|found| found.cause)
    };
    assert_eq!(cause(json!({}), 0), Some(Cause::TagNotFound));
    assert_eq!(cause(waiting("", ""), 0), Some(Cause::TagNotFound));
    assert_eq!(cause(waiting("ContainerCreating", ""), 0), Some(Cause::TagNotFound));
    assert_eq!(cause(waiting("ContainerCreating", ""), 1), None);
    assert_eq!(cause(waiting("CreateContainerError", ""), 0), None);
    assert_eq!(cause(json!({"running": {}}), 0), None);
    let ran = json!({"terminated": {"exitCode": 1, "containerID": "containerd://1"}});
    assert_eq!(cause(ran, 0), None);
}

/// What a command looks at depends on who can know more.
#[test]
fn commands_look_where_the_fault_can_be() {
    let command = |message: &str, kind: &str, node: &str| {
        let mut pod = web(IMAGE, waiting("ErrImagePull", message));
        pod.spec.node_name = node.into();
        if !kind.is_empty() {
            pod.metadata.owner_references =
                serde_json::from_value(json!([{"kind": kind, "name": "web", "controller": true}])).unwrap();
        }
        first(&pod, &ExplainContext::new()).command().map(|command| command.to_string())
    };
    let shop = |rest: &str| Some(format!("kubectl --namespace=shop {rest}"));
    assert_eq!(command("something unheard of", "ReplicaSet", ""), shop("describe pod/web"));
    assert_eq!(command("manifest unknown", "ReplicaSet", ""), shop("describe replicaset/web"));
    assert_eq!(command("manifest unknown", "DaemonSet", ""), shop("edit daemonset/web"));
    assert_eq!(command("manifest unknown", "--all", ""), None);
    // A registry that does not answer is asked, whatever the node.
    let mirror = |error: &str| {
        format!(
            "failed to do request: Head \"https://mirror.example/v2/team/app/manifests/1.2?ns=quay.io\": {error}"
        )
    };
    let refused = command(&mirror("dial tcp 10.0.0.7:443: connect: connection refused"), "", "n1");
    assert!(refused.unwrap().starts_with("curl "));
    let own = "failed to resolve reference \"quay.io/team/app:1.2\": unexpected status from HEAD request to https://quay.io/v2/team/app/manifests/1.2: 401 Unauthorized";
    assert_eq!(command(own, "", "n1"), shop("get serviceaccount/default --output=yaml"));
}

/// Events name no secret and no service account.
#[test]
fn events_alone_tell_no_more_than_they_say() {
    let found = |told: &[Value]| {
        let told = events(told);
        explain_events(&told, &ExplainContext::new()).remove(0).remove(0)
    };
    let denied = found(&[failed("unauthorized: authentication required", 1, 2)]);
    assert_eq!(denied.state.message.as_deref(), Some("unauthorized: authentication required"));
    assert_eq!(denied.command().unwrap().to_string(), "kubectl --namespace=shop describe pod/web");
    let text = format!("Back-off pulling image \"{IMAGE}\": ErrImagePull: EOF");
    let waits = found(&[event("BackOff", &text, 3, 1, 50)]);
    assert_eq!(waits.state.reason, Some(WaitingReason::ImagePullBackOff));
    assert_eq!(waits.state.message.as_deref(), Some(&*text));
}

/// Of a secret that is named and not known, what can be wrong with it goes by the cause.
#[test]
fn a_secret_that_is_only_named_is_to_be_looked_at() {
    let how = |message: &str| {
        let mut pod = web(IMAGE, waiting("ErrImagePull", message));
        pod.spec.image_pull_secrets = serde_json::from_value(json!([{"name": "regcred"}])).unwrap();
        first(&pod, &ExplainContext::new()).remedy.unwrap().fix.into_owned()
    };
    for (message, begins) in [
        (
            "unauthorized: incorrect username or password",
            "renew or correct the credentials for quay.io in regcred",
        ),
        ("denied: permission denied for this identity: 403 Forbidden", "grant the identity in regcred"),
        (
            "unauthorized: authentication required",
            "see whether regcred, which the pod names, has a key for quay.io",
        ),
    ] {
        assert!(how(message).starts_with(begins), "{message}: {}", how(message));
    }
}
