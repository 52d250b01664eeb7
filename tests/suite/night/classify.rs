//! The example `classify`: what each kind of text is answered, for people and as lines of JSON.

use super::lines::{Form, write_told};
use super::{check, data};

/// A message, a kubelet's log, a table of events, what `kubectl describe` prints.
const KINDS: [&str; 4] = ["message.txt", "kubelet.log", "events_table.txt", "describe.txt"];

fn told(name: &str, form: Form) -> (u64, String) {
    let (text, mut out) = (std::fs::read(data().join(name)).unwrap(), Vec::new());
    let count = write_told(&text[..], form, false, &mut out).unwrap();
    (count.told, String::from_utf8(out).unwrap())
}

#[test]
fn every_kind_of_text_has_its_answer() {
    for name in KINDS {
        let (count, text) = told(name, Form::Text(usize::MAX));
        let (same, json) = told(name, Form::Json);
        assert!(count > 0 && count == same, "{name}");
        check(&format!("classify_{name}"), &text);
        check(&format!("classify_{name}.jsonl"), &json);
        let lines: Vec<serde_json::Value> =
            json.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(lines.len() as u64, count, "one line of JSON for each: {name}");
        assert_eq!(lines[0]["cause"], "tag_not_found", "{name}");
        let is_screen = text.lines().count() < 24;
        assert!(is_screen, "{name}");
    }
}

#[test]
fn text_that_tells_of_no_failure_has_none() {
    for name in ["prose.txt", "empty.txt", "blank.txt", "no_resources.txt"] {
        assert_eq!(told(name, Form::Json), (0, String::new()), "{name}");
    }
}

fn read(text: &str) -> Vec<serde_json::Value> {
    let mut out = Vec::new();
    write_told(text.as_bytes(), Form::Json, false, &mut out).unwrap();
    String::from_utf8(out).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// That a pull failed is told, also where the line does not say why.
#[test]
fn a_back_off_alone_is_a_failed_pull() {
    let told = read(
        "Back-off pulling image \"quay.io/team/app:9\"\nBack-off pulling image \"quay.io/team/app:9\"\n",
    );
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!((&told[0]["cause"], &told[0]["image"]), (&"no_detail".into(), &"quay.io/team/app:9".into()));
    assert_eq!(told[0]["reason"], "ImagePullBackOff");
    // Another line tells it of that image, none of this one.
    let told = read(
        "Back-off pulling image \"quay.io/team/app:9\"\nBack-off pulling image \"quay.io/team/other:1\"\n\
         Failed to pull image \"quay.io/team/app:9\": manifest unknown\nError: ImagePullBackOff\n",
    );
    let causes: Vec<_> = told.iter().map(|told| (told["line"].as_u64(), told["cause"].as_str())).collect();
    assert_eq!(causes, [(Some(3), Some("tag_not_found")), (Some(2), Some("no_detail"))]);
    assert_eq!(read("Error: ErrImagePull").len(), 1);
}

#[test]
fn rows_of_kubectl_get_pods_are_read() {
    let told = read(
        "NAMESPACE   NAME    READY   STATUS                  RESTARTS   AGE\n\
         shop        web-1   0/1     ImagePullBackOff        0          5m\n\
         shop        web-2   1/1     Running                 0          5m\n\
         shop        web-3   0/2     Init:ErrImagePull       0          5m\n\
         shop        web-4   0/1     ErrImageNeverPull       0          5m\n\
         shop        web-5   0/1     CrashLoopBackOff        4 (3m ago) 5m\n",
    );
    let of =
        |pod: &str| told.iter().find(|told| told["pod"] == pod).map(|told| told["cause"].as_str().unwrap());
    assert_eq!(of("shop/web-1"), Some("no_detail"));
    assert_eq!(of("shop/web-3"), Some("no_detail"));
    assert_eq!(of("shop/web-4"), Some("never_pull_not_present"));
    assert_eq!(told.len(), 3, "{told:?}");
    assert_eq!(read("web-1   0/1   InvalidImageName   0   5m")[0]["pod"], "web-1");
    assert!(read("1/2 3/4 ErrImagePull is what we saw in 0/1 cases").is_empty());
}

/// A line gets the advice that the pod's diagnosis has, as far as the message alone tells.
#[test]
fn advice_is_that_of_the_diagnosis() {
    for message in [
        "Head \"https://quay.io/v2/team/app/manifests/1\": tls: failed to verify certificate: x509: certificate signed by unknown authority",
        "Head \"http://127.0.0.1:5000/v2/team/app/manifests/1?ns=quay.io\": dial tcp 127.0.0.1:5000: connect: connection refused",
        "Head \"https://quay.io/v2/team/app/manifests/1\": dial tcp 192.0.2.1:443: i/o timeout",
        "reading manifest 1 in quay.io/team/app: manifest unknown",
        "(Mirrors also failed: [m.example/team/app:1: reading manifest 1 in m.example/team/app: unauthorized: authentication \
         required]): quay.io/team/app:1: pinging container registry quay.io: Get \"https://quay.io/v2/\": dial tcp 192.0.2.1:443: i/o timeout",
    ] {
        let pod: pullspec::Pod = serde_json::from_value(serde_json::json!({
            "spec": {"containers": [{"name": "app", "image": "quay.io/team/app:1"}]},
            "status": {"containerStatuses": [{"name": "app", "state": {"waiting": {"reason": "ErrImagePull", "message": message}}}]}
        }))
        .unwrap();
        let found = &pullspec::explain_pod(&pod, &pullspec::explain::ExplainContext::new())[0];
        let remedy = found.remedy.as_ref().unwrap();
        for line in [message.to_owned(), format!("Failed to pull image \"quay.io/team/app:1\": {message}")] {
            let told = &read(&line)[0];
            assert_eq!(told["do"], *remedy.fix, "{line}");
            assert_eq!(told["who"], serde_json::to_value(&remedy.responsible).unwrap(), "{line}");
        }
    }
    // The sandbox's image is the runtime's.
    let line = "Failed to create pod sandbox: rpc error: code = Unknown desc = failed to get sandbox image \
                \"r.example/pause:3.10\": pull access denied: authorization failed: no basic auth credentials";
    assert!(read(line)[0]["do"].as_str().unwrap().contains("pull secrets are never used for it"));
}
