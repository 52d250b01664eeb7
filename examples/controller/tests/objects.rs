//! The controller against recorded objects: what it says of each pod, and when it looks again.

use std::convert::Infallible;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use http::{Request, Response};
use k8s_openapi::api::core::v1::Pod;
use kube::Client;
use kube::client::Body;
use kube::runtime::controller::Action;
use pullspec_controller::{Context, reconcile};
use serde_json::{Value, json};
use tower::service_fn;

const PODS: &str = include_str!("../../data/pods.json");
const EVENTS: &str = include_str!("../../data/events.json");

/// An API server that knows the recorded events, and no more.
fn client() -> Client {
    let server = service_fn(|request: Request<Body>| async move {
        let query = request.uri().query().unwrap_or_default();
        let events: Value = serde_json::from_str(EVENTS).unwrap();
        let about = |event: &Value| query.contains(event["involvedObject"]["name"].as_str().unwrap_or("?"));
        let items: Vec<Value> = events["items"].as_array().unwrap().iter().filter(|event| about(event)).cloned().collect();
        let list = json!({"apiVersion": "v1", "kind": "EventList", "metadata": {}, "items": items});
        Ok::<_, Infallible>(Response::new(Body::from(list.to_string().into_bytes())))
    });
    Client::new(server, "default")
}

static SAID: Mutex<Vec<(String, String)>> = Mutex::new(Vec::new());

#[tokio::test]
async fn each_pod_gets_its_line_and_its_time() {
    let pods: Value = serde_json::from_str(PODS).unwrap();
    let context = Arc::new(Context {
        client: client(),
        now: || "2025-08-14T09:30:00Z".parse().unwrap(),
        say: |pod, line| SAID.lock().unwrap().push((pod.into(), line.into())),
    });
    let mut looked = Vec::new();
    for pod in pods["items"].as_array().unwrap() {
        let name = pod["metadata"]["name"].as_str().unwrap().to_owned();
        let pod: Pod = serde_json::from_value(pod.clone()).unwrap();
        looked.push((name, reconcile(Arc::new(pod), context.clone()).await.unwrap()));
    }
    assert_eq!(looked.len(), 13);
    let said = SAID.lock().unwrap();
    assert!(said.len() >= 10, "{said:#?}");
    assert!(said.iter().all(|(_, line)| line.len() <= 1_024 && !line.contains('\n')));
    let of = |pod: &str| said.iter().find(|(name, _)| name == pod).map(|(_, line)| line.as_str()).unwrap();
    assert!(of("shop/cart-zrhnt9t2sf-bddxd").contains("tag_not_found"), "{said:#?}");
    // A pod in back-off is looked at again when the kubelet can have tried, never after the longest window and a look.
    let waits = |action: &Action| *action != Action::await_change();
    assert!(looked.iter().any(|(_, action)| waits(action)) && looked.iter().any(|(_, action)| !waits(action)));
    let latest = Action::requeue(Duration::from_secs(400));
    assert!(looked.iter().all(|(_, action)| *action != latest));
}
