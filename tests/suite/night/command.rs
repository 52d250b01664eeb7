//! Commands to paste: whatever the names are, a shell reads the words that were meant.

use proptest::prelude::*;
use pullspec::explain::{Command, ExplainContext};
use pullspec::{Pod, explain_pod};
use serde_json::json;

/// Names that a shell would take for more than a name.
fn hostile() -> impl Strategy<Value = String> {
    let known = [
        "web",
        "a b",
        "$(reboot)",
        "`id`",
        "x; rm -rf ~",
        "it's",
        "\"",
        "-o=yaml",
        "--all",
        "*",
        "#",
        "",
        "\\",
        "é",
        "a\nb",
        "\u{1b}[2J",
    ];
    prop_oneof![prop::sample::select(known.to_vec()).prop_map(str::to_owned), "\\PC{0,12}"]
}

proptest! {
    #[test]
    fn every_command_is_parsed_back_to_the_same_words(
        namespace in hostile(), name in hostile(), owner in hostile(), kind in hostile(), node in hostile(),
        secret in hostile(), host in hostile(), version in prop::option::of(hostile()),
        message in prop::sample::select(vec![
            "manifest unknown", "no space left on device", "unauthorized: authentication required", "connection refused",
            "toomanyrequests: You have reached your pull rate limit", "x509: certificate signed by unknown authority",
        ]),
        has_owner in any::<bool>(),
    ) {
        let message = format!("failed to do request: Head \"https://{host}/v2/a/manifests/1\": {message}");
        let mut pod = json!({
            "metadata": {"namespace": namespace, "name": name},
            "spec": {"nodeName": node, "imagePullSecrets": [{"name": secret}],
                     "containers": [{"name": "app", "image": "quay.io/a/b:1"}]},
            "status": {"phase": "Pending", "containerStatuses": [{"name": "app", "state": {"waiting": {
                "reason": "ErrImagePull", "message": message}}}]}});
        if has_owner {
            pod["metadata"]["ownerReferences"] = json!([{"kind": kind, "name": owner, "controller": true}]);
            if let Some(group) = version {
                pod["metadata"]["ownerReferences"][0]["apiVersion"] = json!(format!("{group}/v1"));
            }
        }
        let pod: Pod = serde_json::from_value(pod).unwrap();
        for found in explain_pod(&pod, &ExplainContext::new()) {
            let Some(command) = found.command() else { continue };
            let text = command.to_string();
            prop_assert!(!text.chars().any(char::is_control), "{text:?}");
            let words = shlex::split(&text);
            prop_assert_eq!(words.as_deref(), Some(command.words()), "{}", text);
            // A name never becomes an option.
            prop_assert!(!command.words().iter().skip(1).any(|word| word == "--all" || word.starts_with("-o")), "{text}");
        }
    }
}

fn command(image: &str, message: &str) -> Command {
    let pod: Pod = serde_json::from_value(json!({
        "metadata": {"namespace": "shop", "name": "web-7d4-x", "ownerReferences": [
            {"kind": "ReplicaSet", "name": "web-7d4", "controller": true}]},
        "spec": {"nodeName": "worker-1", "imagePullSecrets": [{"name": "regcred"}],
                 "containers": [{"name": "app", "image": image}]},
        "status": {"phase": "Pending", "containerStatuses": [{"name": "app", "state": {"waiting": {
            "reason": "ErrImagePull", "message": message}}}]}}))
    .unwrap();
    explain_pod(&pod, &ExplainContext::new())[0].command().unwrap()
}

/// The command for each cause, so that none is forgotten: the words are those of the pod.
#[test]
fn each_cause_has_its_command() {
    for (message, expected) in [
        ("manifest unknown", "kubectl --namespace=shop describe replicaset/web-7d4"),
        ("no space left on device", "kubectl describe node/worker-1"),
        ("unauthorized: authentication required", "kubectl --namespace=shop describe secret/regcred"),
    ] {
        let command = command("quay.io/a/b:1", message);
        assert_eq!(command.to_string(), expected);
        assert!(!command.is_for_node());
    }
}

/// The request of the message, or the API that a runtime asks: never a host that serves none, and nothing secret.
#[test]
fn a_request_is_that_of_the_message() {
    let refused = "dial tcp 192.0.2.1:443: connect: connection refused";
    let cases = [
        (
            "quay.io/a/b:1",
            format!("Head \"https://quay.io/v2/a/b/manifests/1\": {refused}"),
            "https://quay.io/v2/a/b/manifests/1",
        ),
        (
            "registry.local:5000/a/b:1",
            format!("Get \"http://registry.local:5000/v2/\": {refused}"),
            "http://registry.local:5000/v2/",
        ),
        (
            "redis:7",
            format!("Head \"https://mirror.example.com/proxy/v2/library/redis/manifests/7?ns=docker.io\": {refused}"),
            "'https://mirror.example.com/proxy/v2/library/redis/manifests/7?ns=docker.io'",
        ),
        (
            "redis:7",
            "Get \"https://auth.docker.io/token?scope=repository%3Alibrary%2Fredis%3Apull&service=registry.docker.io\": EOF".into(),
            "https://auth.docker.io/token",
        ),
        (
            "quay.io/a/b:1",
            format!("Get \"https://robot:hunter2@cdn.example.com/blob?X-Amz-Signature=abc&ns=a\": {refused}"),
            "'https://cdn.example.com/blob?ns=a'",
        ),
        ("redis:7", refused.into(), "https://registry-1.docker.io/v2/"),
        ("docker.io/team/app:1", "lookup docker.io: no such host".into(), "https://registry-1.docker.io/v2/"),
        ("redis:7", "dial tcp: lookup registry-1.docker.io: no such host".into(), "https://registry-1.docker.io/v2/"),
        ("quay.io/a/b:1", "dial tcp: lookup cdn01.quay.io: no such host".into(), "https://cdn01.quay.io/v2/"),
        ("localhost:80/a/b:1", refused.into(), "http://localhost:80/v2/"),
        (
            "docker.io/library/redis:7",
            format!(
                "initializing source docker://redis:7: (Mirrors also failed: [m.example/redis:7: pinging container registry \
                 m.example: Get \"https://m.example/v2/\": {refused}]): docker.io/library/redis:7: pinging container \
                 registry registry-1.docker.io: Get \"https://registry-1.docker.io/v2/\": {refused}"
            ),
            "https://registry-1.docker.io/v2/",
        ),
        // Several requests to curl, and one that was cut.
        ("quay.io/a/b:1", format!("Get \"https://quay.io/v2/{{a,b}}/[1-9]\": {refused}"), "https://quay.io/v2/"),
        ("quay.io/a/b:1", format!("Get \"https://quay.io/v2/a/b/man...\": {refused}"), "https://quay.io/v2/"),
    ];
    for (image, message, url) in cases {
        let command = command(image, &message);
        let expected = format!("curl --silent --show-error --head --max-time=10 {url}");
        assert_eq!(command.to_string(), expected, "{message}");
        assert!(command.is_for_node(), "{message}");
    }
}
