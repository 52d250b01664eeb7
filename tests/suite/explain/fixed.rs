//! What an operator can type and change, and what nobody can.

use pullspec::api::ImageOwner;
use pullspec::cause::Actor;
use pullspec::kubelet::OperatorAction;

use super::*;

fn diagnose(pod: &str, told: &[Value]) -> Vec<Diagnosis> {
    let pod: Pod = serde_json::from_str(pod).unwrap();
    let told = events(told);
    explain_pod(&pod, &ExplainContext::new().with_now(start() + Duration::from_secs(60)).with_events(&told))
}

fn command(found: &Diagnosis) -> String {
    found.command().unwrap().to_string()
}

const NOT_FOUND: &str = r#"{"waiting": {"reason": "ImagePullBackOff",
    "message": "Back-off pulling image \"quay.io/a/b:1\": ErrImagePull: quay.io/a/b:1: not found"}}"#;

#[test]
fn an_ephemeral_container_keeps_its_image() {
    let pod = format!(
        r#"{{"metadata": {{"name": "web", "ownerReferences": [{{"kind": "StatefulSet", "name": "web", "controller": true}}]}},
            "spec": {{"nodeName": "n", "containers": [{{"name": "app", "image": "redis:7"}}], "ephemeralContainers": [{{"name": "dbg", "image": "quay.io/a/b:1"}}]}},
            "status": {{"phase": "Running", "ephemeralContainerStatuses": [{{"name": "dbg", "state": {NOT_FOUND}}}]}}}}"#
    );
    let found = &diagnose(&pod, &[]);
    let found = found.iter().find(|found| found.owner == ImageOwner::EphemeralContainer).unwrap();
    assert_eq!(command(found), "kubectl describe pod/web");
    let resets: Vec<_> = found.resets().collect();
    assert_eq!(resets, [OperatorAction::PodReplaced, OperatorAction::KubeletRestarted]);
    assert!(!found.to_string().contains("another text of the image"), "{found}");
}

#[test]
fn the_template_of_a_job_is_not_edited() {
    for (kind, command_of) in [
        ("Job", "kubectl describe job/web"),
        ("ReplicaSet", "kubectl describe replicaset/web"),
        ("DaemonSet", "kubectl edit daemonset/web"),
    ] {
        let pod = format!(
            r#"{{"metadata": {{"name": "web-1", "ownerReferences": [{{"kind": "{kind}", "name": "web", "controller": true}}]}},
                "spec": {{"nodeName": "n", "containers": [{{"name": "app", "image": "quay.io/a/b:1"}}]}},
                "status": {{"phase": "Pending", "containerStatuses": [{{"name": "app", "state": {NOT_FOUND}}}]}}}}"#
        );
        let found = &diagnose(&pod, &[])[0];
        assert_eq!(command(found), command_of);
        // The pod's own container may have another image, whoever made the pod.
        assert!(found.resets().any(|change| change == OperatorAction::ImageTextChanged));
    }
}

#[test]
fn the_kubelets_question_to_its_runtime_is_not_a_registrys_silence() {
    let pod = r#"{"metadata": {"name": "web"}, "spec": {"nodeName": "n", "containers": [{"name": "app", "image": "quay.io/a/b:1"}]},
        "status": {"phase": "Pending", "containerStatuses": [{"name": "app", "state": {"waiting": {"reason": "ImageInspectError",
            "message": "Failed to inspect image \"\": rpc error: code = DeadlineExceeded desc = context deadline exceeded"}}}]}}"#;
    let found = &diagnose(pod, &[])[0];
    let remedy = found.remedy.as_ref().unwrap();
    assert_eq!(
        (found.cause.as_ref().unwrap().cause, &remedy.responsible[..]),
        (Cause::Timeout, &[Actor::Cluster][..])
    );
    assert!(remedy.fix.contains("no registry was asked"), "{found}");
    assert_eq!(command(found), "kubectl describe node/n");
    // What is wrong with the name stays the name's.
    let short = pod.replace(
        "code = DeadlineExceeded desc = context deadline exceeded",
        "code = Unknown desc = short-name resolution enforced",
    );
    let found = &diagnose(&short, &[])[0];
    assert_eq!(command(found), "kubectl edit pod/web");
}

#[test]
fn a_sandboxs_image_is_the_runtimes_to_correct() {
    let pod = r#"{"metadata": {"name": "web"}, "spec": {"nodeName": "n", "containers": [{"name": "app", "image": "quay.io/a/b:1"}]},
        "status": {"phase": "Pending", "containerStatuses": [{"name": "app", "state": {"waiting": {"reason": "ContainerCreating"}}}]}}"#;
    for (error, command_of) in [
        ("registry.k8s.io/pause:3.9z: not found", "kubectl describe node/n"),
        ("no match for platform in manifest: not found", "kubectl describe node/n"),
        (
            "dial tcp: lookup registry.k8s.io: no such host",
            "curl --silent --show-error --head --max-time=10 https://registry.k8s.io/v2/",
        ),
    ] {
        let text = format!(
            "Failed to create pod sandbox: failed to get sandbox image \"registry.k8s.io/pause:3.9z\": {error}"
        );
        let mut failed = event("FailedCreatePodSandBox", &text, 4, 3, 50);
        failed["involvedObject"] = serde_json::json!({"kind": "Pod", "name": "web"});
        let found = &diagnose(pod, &[failed])[0];
        assert_eq!(command(found), command_of, "{found}");
        let responsible = &found.remedy.as_ref().unwrap().responsible;
        assert!(!responsible.contains(&Actor::Workload) && responsible.contains(&Actor::Cluster), "{found}");
    }
}

/// The kubelet owns the mirror of a static pod, which cannot be edited.
#[test]
fn a_mirror_is_known_by_its_owner() {
    let pod = format!(
        r#"{{"metadata": {{"name": "etcd-n", "ownerReferences": [{{"apiVersion": "v1", "kind": "Node", "name": "n", "controller": true}}]}},
            "spec": {{"nodeName": "n", "containers": [{{"name": "app", "image": "quay.io/a/b:1"}}]}},
            "status": {{"phase": "Pending", "containerStatuses": [{{"name": "app", "state": {NOT_FOUND}}}]}}}}"#
    );
    let found = &diagnose(&pod, &[])[0];
    assert!(
        found.is_static() && found.resets().all(|change| change != OperatorAction::PodReplaced),
        "{found}"
    );
    assert_eq!(command(found), "kubectl describe pod/etcd-n");
}

#[test]
fn a_sandboxs_image_needs_no_service_account() {
    let pod = r#"{"metadata": {"name": "web"}, "spec": {"nodeName": "n", "containers": [{"name": "app", "image": "quay.io/a/b:1"}]},
        "status": {"phase": "Pending", "containerStatuses": [{"name": "app", "state": {"waiting": {"reason": "ContainerCreating"}}}]}}"#;
    let mut failed = event(
        "FailedCreatePodSandBox",
        "Failed to create pod sandbox: failed to get sandbox image \"r.example/pause:3\": authorization failed: no basic auth credentials",
        4,
        3,
        50,
    );
    failed["involvedObject"] = serde_json::json!({"kind": "Pod", "name": "web"});
    let found = &diagnose(pod, &[failed])[0];
    assert!(found.sandbox().is_some(), "{found}");
    assert_eq!(command(found), "kubectl describe node/n");
}
