//! Reviews as an API server sends them, and what the webhook says.

use std::collections::BTreeSet;
use std::path::Path;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use http_body_util::BodyExt;
use pullspec::pattern::PatternSet;
use pullspec_webhook::router;
use serde_json::Value;
use tower::ServiceExt;

/// What each of `tests/reviews` is answered: `None` lets it in, a text is the whole denial.
const REVIEWS: &[(&str, Option<&str>)] = &[
    ("cronjob-allowed", None),
    (
        "cronjob-denied",
        Some(
            "spec.jobTemplate.spec.template.spec.containers[0].image: \"evil.example/app:1\": no pattern for registry \"evil.example\"",
        ),
    ),
    ("daemonset-allowed", None),
    (
        "daemonset-denied",
        Some(
            "spec.template.spec.containers[0].image: \"evil.example/app:1\": no pattern for registry \"evil.example\"",
        ),
    ),
    ("delete", None),
    ("deployment-allowed", None),
    (
        "deployment-denied",
        Some(
            "spec.template.spec.containers[0].image: \"evil.example/app:1\": no pattern for registry \"evil.example\"",
        ),
    ),
    ("ephemeral-allowed", None),
    (
        "ephemeral-denied",
        Some(
            "spec.ephemeralContainers[0].image: \"busybox:1.36\": no pattern for path \"library/busybox\" at registry \"docker.io\"",
        ),
    ),
    (
        "foreign-job-of-another-group",
        Some("\"Job\" of \"batch.volcano.sh/v1alpha1\" is not a built-in kind that holds pods"),
    ),
    ("foreign-service", Some("\"Service\" of \"v1\" is not a built-in kind that holds pods")),
    (
        "foreign-workflow",
        Some("\"Workflow\" of \"argoproj.io/v1alpha1\" is not a built-in kind that holds pods"),
    ),
    ("job-allowed", None),
    (
        "job-denied",
        Some(
            "spec.template.spec.containers[0].image: \"evil.example/app:1\": no pattern for registry \"evil.example\"",
        ),
    ),
    ("pod-allowed", None),
    (
        "pod-image-volume",
        Some(
            "spec.volumes[1].image.reference: \"evil.example/model:1\": no pattern for registry \"evil.example\"",
        ),
    ),
    ("pod-no-containers", Some("no containers in spec.containers")),
    ("pod-no-spec", Some("no containers in spec.containers")),
    (
        "pod-other-host",
        Some(
            "spec.initContainers[0].image: \"registry.example.com.evil.example/team/app:1\": no pattern for registry \"registry.example.com.evil.example\"",
        ),
    ),
    (
        "pod-other-tag",
        Some(
            "spec.containers[0].image: \"redis:6\": tag \"6\" without a digest does not match docker.io/library/redis:7",
        ),
    ),
    (
        "pod-scheme",
        Some(
            "spec.containers[0].image: \"https://registry.example.com/team/app:1\": a reference must not begin with a scheme",
        ),
    ),
    (
        "pod-second-container",
        Some(
            "spec.containers[1].image: \"quay.io/x/y@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\": no pattern for registry \"quay.io\"",
        ),
    ),
    (
        "pod-upper-case",
        Some(
            "spec.containers[0].image: \"registry.example.com/Team/app:1\": path must be lower case, found 'T'",
        ),
    ),
    ("podtemplate-allowed", None),
    (
        "podtemplate-denied",
        Some(
            "template.spec.containers[0].image: \"evil.example/app:1\": no pattern for registry \"evil.example\"",
        ),
    ),
    ("replicaset-allowed", None),
    (
        "replicaset-denied",
        Some(
            "spec.template.spec.containers[0].image: \"evil.example/app:1\": no pattern for registry \"evil.example\"",
        ),
    ),
    ("replicationcontroller-allowed", None),
    (
        "replicationcontroller-denied",
        Some(
            "spec.template.spec.containers[0].image: \"evil.example/app:1\": no pattern for registry \"evil.example\"",
        ),
    ),
    ("statefulset-allowed", None),
    (
        "statefulset-denied",
        Some(
            "spec.template.spec.containers[0].image: \"evil.example/app:1\": no pattern for registry \"evil.example\"",
        ),
    ),
    ("update-allowed-image", None),
    ("update-finalizer-of-old-pod", None),
    (
        "update-new-image",
        Some("spec.containers[0].image: \"evil.example/x:1\": no pattern for registry \"evil.example\""),
    ),
    (
        "update-old-pod-unreadable",
        Some(
            "spec.containers[0].image: \"legacy.example/app:1\": no pattern for registry \"legacy.example\"",
        ),
    ),
];

async fn ask(method: &str, body: Vec<u8>) -> (StatusCode, Vec<u8>) {
    let allowed = PatternSet::parse(["registry.example.com/team/**", "docker.io/library/redis:7"]).unwrap();
    let request = Request::builder().method(method).uri("/validate").body(Body::from(body)).unwrap();
    let response = router(allowed).oneshot(request).await.unwrap();
    let status = response.status();
    (status, response.into_body().collect().await.unwrap().to_bytes().to_vec())
}

/// Where the recorded reviews are.
fn folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reviews")
}

#[tokio::test]
async fn each_review_gets_its_answer() {
    let mut said = String::new();
    for (name, _) in REVIEWS {
        let body = std::fs::read(folder().join(name).with_extension("json")).unwrap();
        let (status, answer) = ask("POST", body).await;
        assert_eq!(status, StatusCode::OK, "{name}");
        let answer: Value = serde_json::from_slice(&answer).unwrap();
        assert_eq!(answer["apiVersion"], "admission.k8s.io/v1", "{name}");
        assert_eq!(answer["kind"], "AdmissionReview", "{name}");
        // An answer to another request, or to none, is a failed webhook for the API server.
        assert_eq!(answer["response"]["uid"], "705ab4f5-6393-11e8-b7cc-42010a800002", "{name}");
        let denial = answer["response"]["status"]["message"].as_str().filter(|text| !text.is_empty());
        assert_eq!(answer["response"]["allowed"], denial.is_none(), "{name}: {answer}");
        said += &format!("{name}: {denial:?}\n");
    }
    let wanted: String = REVIEWS.iter().map(|(name, denial)| format!("{name}: {denial:?}\n")).collect();
    assert_eq!(said, wanted, "\n{said}");
}

#[test]
fn each_recorded_review_is_asked() {
    let recorded: BTreeSet<String> = std::fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned())
        .collect();
    let asked: BTreeSet<String> = REVIEWS.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(asked, recorded);
    assert_eq!(REVIEWS.len(), 35);
}

#[tokio::test]
async fn what_is_not_a_review_fails_the_webhook() {
    // With `failurePolicy: Fail` the API server takes any other status for a no.
    for body in ["", "{}", "[]", r#"{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1"}"#] {
        let (status, _) = ask("POST", body.into()).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{body}");
    }
    let (status, _) = ask("GET", Vec::new()).await;
    assert_eq!(status, StatusCode::METHOD_NOT_ALLOWED);
}
