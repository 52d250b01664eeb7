//! Commands to paste: whatever the names are, a shell reads the words that were meant.

use proptest::prelude::*;
use pullspec::explain::ExplainContext;
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
        secret in hostile(), host in hostile(),
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

/// The command for each cause, so that none is forgotten: the words are those of the pod.
#[test]
fn each_cause_has_its_command() {
    for (message, expected) in [
        ("manifest unknown", "kubectl --namespace=shop describe replicaset/web-7d4"),
        ("no space left on device", "kubectl describe node/worker-1"),
        ("unauthorized: authentication required", "kubectl --namespace=shop describe secret/regcred"),
        (
            "Head \"https://quay.io/v2/a/b/manifests/1\": dial tcp 192.0.2.1:443: connect: connection refused",
            "curl --silent --show-error --head https://quay.io/v2/",
        ),
    ] {
        let pod: Pod = serde_json::from_value(json!({
            "metadata": {"namespace": "shop", "name": "web-7d4-x", "ownerReferences": [
                {"kind": "ReplicaSet", "name": "web-7d4", "controller": true}]},
            "spec": {"nodeName": "worker-1", "imagePullSecrets": [{"name": "regcred"}],
                     "containers": [{"name": "app", "image": "quay.io/a/b:1"}]},
            "status": {"phase": "Pending", "containerStatuses": [{"name": "app", "state": {"waiting": {
                "reason": "ErrImagePull", "message": message}}}]}}))
        .unwrap();
        let command = explain_pod(&pod, &ExplainContext::new())[0].command().unwrap();
        assert_eq!(command.to_string(), expected);
    }
}
