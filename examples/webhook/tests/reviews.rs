//! Reviews as an API server sends them, and what the webhook says.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use http_body_util::BodyExt;
use pullspec::pattern::PatternSet;
use pullspec_webhook::router;
use serde_json::{Value, json};
use tower::ServiceExt;

async fn ask(body: String) -> (StatusCode, Value) {
    let allowed = PatternSet::parse(["registry.example.com/team/**", "docker.io/library/redis:7"]).unwrap();
    let request = Request::post("/validate").body(Body::from(body)).unwrap();
    let response = router(allowed).oneshot(request).await.unwrap();
    let status = response.status();
    let body = response.into_body().collect().await.unwrap().to_bytes();
    (status, serde_json::from_slice(&body).unwrap_or_default())
}

/// A review of this object, with all that the API server writes beside it.
fn review(resource: &str, object: Value) -> String {
    let kind = object["kind"].clone();
    let (group, version) = match object["apiVersion"].as_str().unwrap().split_once('/') {
        Some((group, version)) => (group.to_owned(), version.to_owned()),
        None => (String::new(), object["apiVersion"].as_str().unwrap().to_owned()),
    };
    let kind = json!({"group": group, "version": version, "kind": kind});
    let resource = json!({"group": group, "version": version, "resource": resource});
    json!({
        "apiVersion": "admission.k8s.io/v1",
        "kind": "AdmissionReview",
        "request": {
            "uid": "705ab4f5-6393-11e8-b7cc-42010a800002",
            "kind": kind, "requestKind": kind, "resource": resource, "requestResource": resource,
            "name": "web", "namespace": "shop", "operation": "CREATE",
            "userInfo": {"username": "dev"},
            "object": object, "oldObject": null, "dryRun": false,
            "options": {"apiVersion": "meta.k8s.io/v1", "kind": "CreateOptions"}
        }
    })
    .to_string()
}

fn pod(spec: Value) -> String {
    review("pods", json!({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "web"}, "spec": spec}))
}

async fn allowed(body: String) {
    let (status, answer) = ask(body).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(answer["response"]["allowed"], true, "{answer}");
    assert_eq!(answer["response"]["uid"], "705ab4f5-6393-11e8-b7cc-42010a800002");
}

#[track_caller]
fn denial(answer: &Value) -> &str {
    assert_eq!(answer["response"]["allowed"], false, "{answer}");
    answer["response"]["status"]["message"].as_str().unwrap()
}

#[tokio::test]
async fn what_the_patterns_allow_is_let_in() {
    allowed(pod(json!({"containers": [{"name": "app", "image": "registry.example.com/team/app:1"}]}))).await;
    allowed(pod(json!({"containers": [{"name": "app", "image": "redis:7"}]}))).await;
    let template = json!({"spec": {"containers": [{"name": "app", "image": "redis:7"}]}});
    let deployment = json!({"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web"},
        "spec": {"selector": {}, "template": template}});
    allowed(review("deployments", deployment)).await;
}

#[tokio::test]
async fn a_foreign_image_is_named_with_its_place() {
    let containers = json!([{"name": "app", "image": "redis:7"}]);
    let init = json!([{"name": "setup", "image": "registry.example.com.evil.example/team/app:1"}]);
    let (_, answer) = ask(pod(json!({"containers": containers, "initContainers": init}))).await;
    let text = denial(&answer);
    assert!(text.starts_with("spec.initContainers[0].image: \"registry.example.com.evil.example/team/app:1\": "), "{text}");
}

#[tokio::test]
async fn every_kind_of_place_is_looked_at() {
    let containers = json!([{"name": "app", "image": "redis:7"}]);
    let evil = "evil.example/x";
    for spec in [
        json!({"containers": containers, "ephemeralContainers": [{"name": "debug", "image": evil}]}),
        json!({"containers": containers, "volumes": [{"name": "model", "image": {"reference": evil}}]}),
        json!({"containers": [{"name": "app", "image": "redis:7"}, {"name": "two", "image": evil}]}),
    ] {
        let (_, answer) = ask(pod(spec)).await;
        assert!(denial(&answer).contains(evil));
    }
}

#[tokio::test]
async fn what_cannot_be_read_is_refused() {
    let (_, answer) = ask(pod(json!({"containers": []}))).await;
    denial(&answer);
    let (_, answer) = ask(pod(json!({"containers": [{"name": "app", "image": "https://redis"}]}))).await;
    assert!(denial(&answer).starts_with("spec.containers[0].image: \"https://redis\": "));
    let foreign = json!({"apiVersion": "argoproj.io/v1alpha1", "kind": "Workflow", "metadata": {"name": "x"}, "spec": {}});
    let (_, answer) = ask(review("workflows", foreign)).await;
    assert!(denial(&answer).contains("Workflow"));
    for body in ["", "{}", "[]", r#"{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1"}"#] {
        let (status, _) = ask(body.into()).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{body}");
    }
}
