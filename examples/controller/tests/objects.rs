//! The controller against recorded objects: what it says of each pod, and when it looks again.

use std::convert::Infallible;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use http::{Request, Response, StatusCode};
use k8s_openapi::api::core::v1::Pod;
use kube::Client;
use kube::client::Body;
use kube::runtime::controller::Action;
use pullspec::api::Timestamp;
use pullspec_controller::{Context, on_error, reconcile};
use serde_json::{Value, json};
use tower::service_fn;

const PODS: &str = include_str!("../../data/pods.json");
const EVENTS: &str = include_str!("../../data/events.json");

/// Each recorded pod, what the controller says of it, and after how many seconds it looks again: `None` waits for
/// the pod to change.
const PODS_AT_09_30: &[(&str, &[&str], Option<u64>)] = &[
    (
        "batch/nightly-export-29252700-246hb",
        &[
            "container export: export-tool:dev: never_pull_not_present; preload the image on that node, or use the policy IfNotPresent",
        ],
        None,
    ),
    ("kube-system/coredns-lsfg4rb5tw-c5ggv", &[], None),
    (
        "legacy/reports-h9k477bxxl-72mxc",
        &[
            "container reports: reports: no_detail; read the pod's events or an earlier status: this message does not say why",
        ],
        Some(10),
    ),
    (
        "ml/reranker-h4w24r5tph-szh46",
        &[
            "image volume model: quay.io/example/models/reranker:2025-07: registry_unavailable; retry; check the registry's status page, gateway and backend",
            "container server: ghcr.io/example/model-server:0.9.3: ImagePullBackOff",
        ],
        Some(10),
    ),
    (
        "ml/train-once",
        &[
            "container train: quay.io/example/trainer:latest@sha256:a05b2885e713a594323941eb19a96a793e62258dd1fca42d4260a42eb0480176: starting",
        ],
        None,
    ),
    (
        "monitoring/node-agent-dw9xb",
        &[
            "container log-agent: public.ecr.aws/example/log-agent:4.2.0: tls_unknown_authority; find what stands between the node and the registry: a public registry's certificate is from a known authority, so a proxy or firewall presents its own; let that traffic through, or install its CA for the runtime",
        ],
        Some(10),
    ),
    ("payments/cache-0", &[], None),
    ("payments/gateway-l7z97cd7rk-rkj5w", &[], None),
    (
        "payments/ledger-0",
        &[
            "init container migrate: registry.example.com:5000/payments/migrate:2025.8.2: dns_failure; check the host name, then the resolver that the node itself uses",
            "container ledger: registry.example.com:5000/payments/ledger:2025.8.2: PodInitializing",
        ],
        Some(38),
    ),
    (
        "shop/cart-zrhnt9t2sf-bddxd",
        &[
            "container cart: ghcr.io/example/cart:2.4.1: tag_not_found; use a tag that exists, or push it; right after a push, wait for the mirror",
        ],
        Some(10),
    ),
    (
        "shop/checkout-b44td7bppn-gn95n",
        &[
            "container checkout: ghcr.io/example/Checkout:3.0: invalid_image_name, did you mean \"ghcr.io/example/checkout:3.0\"?; correct the reference: lower case, no scheme, one tag, no empty parts",
        ],
        None,
    ),
    (
        "shop/search-bh87gzfqgx-vmhm8",
        &[
            "container indexer: registry.example.com:5000/search/indexer:1.8.0: auth_invalid; renew or correct the credentials for registry.example.com:5000 in registry-credentials, which the pod names",
        ],
        Some(43),
    ),
    (
        "shop/web-hndknmkm8m-2g7kk",
        &[
            "ephemeral container debugger-xrdd6: example/netshoot: rate_limited; authenticate the pulls or use a pull-through cache; the limit passes with its window",
        ],
        Some(10),
    ),
];

/// An API server that knows the recorded events of each pod, and no more.
fn answer(request: &Request<Body>) -> (StatusCode, Value) {
    let selector = request.uri().query().unwrap_or_default().replace("%3D", "=").replace("%2C", ",");
    let name = selector.split(['&', ',']).find_map(|part| part.strip_prefix("involvedObject.name="));
    let namespace = request
        .uri()
        .path()
        .strip_prefix("/api/v1/namespaces/")
        .and_then(|rest| rest.strip_suffix("/events"));
    let (Some(name), Some(namespace)) = (name, namespace) else {
        return (
            StatusCode::NOT_FOUND,
            json!({"kind": "Status", "status": "Failure", "reason": "NotFound", "code": 404}),
        );
    };
    let events: Value = serde_json::from_str(EVENTS).unwrap();
    let about = |event: &&Value| {
        let object = &event["involvedObject"];
        object["name"] == name && object["namespace"] == namespace
    };
    let items: Vec<&Value> = events["items"].as_array().unwrap().iter().filter(about).collect();
    (StatusCode::OK, json!({"apiVersion": "v1", "kind": "EventList", "metadata": {}, "items": items}))
}

fn forbidden(_: &Request<Body>) -> (StatusCode, Value) {
    let message = "events is forbidden: User \"dev\" cannot list resource \"events\" in API group \"\" in the namespace \"shop\"";
    let status = json!({"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure", "message": message,
        "reason": "Forbidden", "code": 403});
    (StatusCode::FORBIDDEN, status)
}

fn client(server: fn(&Request<Body>) -> (StatusCode, Value)) -> Client {
    let service = service_fn(move |request: Request<Body>| async move {
        let (status, body) = server(&request);
        let mut response = Response::new(Body::from(body.to_string().into_bytes()));
        *response.status_mut() = status;
        Ok::<_, Infallible>(response)
    });
    Client::new(service, "default")
}

type Said = Arc<Mutex<Vec<(String, String)>>>;

fn context(now: &str, server: fn(&Request<Body>) -> (StatusCode, Value)) -> (Arc<Context>, Said) {
    let said = Said::default();
    let heard = said.clone();
    let now: Timestamp = now.parse().unwrap();
    let context = Context {
        client: client(server),
        now: Box::new(move || now),
        say: Box::new(move |pod, line| heard.lock().unwrap().push((pod.into(), line.into()))),
    };
    (Arc::new(context), said)
}

fn pods() -> Vec<Arc<Pod>> {
    let pods: Value = serde_json::from_str(PODS).unwrap();
    let pods = pods["items"].as_array().unwrap();
    pods.iter().map(|pod| Arc::new(serde_json::from_value(pod.clone()).unwrap())).collect()
}

#[tokio::test]
async fn each_pod_gets_its_lines_and_its_time() {
    let (context, said) = context("2025-08-14T09:30:00Z", answer);
    let mut looked = String::new();
    for pod in pods() {
        let action = reconcile(pod.clone(), context.clone()).await.unwrap();
        let name = format!(
            "{}/{}",
            pod.metadata.namespace.as_deref().unwrap(),
            pod.metadata.name.as_deref().unwrap()
        );
        looked += &format!("{name}: {action:?}\n");
        for (about, line) in said.lock().unwrap().drain(..) {
            assert_eq!(about, name);
            assert!(line.len() <= 1_024 && !line.contains('\n'), "{line}");
            looked += &format!("    {line}\n");
        }
    }
    let mut wanted = String::new();
    for (name, lines, after) in PODS_AT_09_30 {
        let action =
            after.map_or_else(Action::await_change, |after| Action::requeue(Duration::from_secs(after)));
        wanted += &format!("{name}: {action:?}\n");
        wanted.extend(lines.iter().map(|line| format!("    {line}\n")));
    }
    assert_eq!(looked, wanted, "\n{looked}");
}

#[tokio::test]
async fn without_events_it_tries_again() {
    let (context, said) = context("2025-08-14T09:30:00Z", forbidden);
    let pod = pods().swap_remove(0);
    let error = reconcile(pod.clone(), context.clone()).await.unwrap_err();
    assert!(error.to_string().starts_with("cannot list events: "), "{error}");
    assert_eq!(on_error(pod, &error, context), Action::requeue(Duration::from_secs(30)));
    assert!(said.lock().unwrap().is_empty());
}

/// The third attempt failed at 09:00:41, after which the kubelet waits for 40 s.
fn third_failure(_: &Request<Body>) -> (StatusCode, Value) {
    let object =
        json!({"kind": "Pod", "namespace": "shop", "name": "web", "fieldPath": "spec.containers{app}"});
    let event = |kind: &str, reason: &str, message: &str| {
        json!({"kind": "Event", "apiVersion": "v1", "metadata": {"name": format!("web.{reason}"), "namespace": "shop"},
            "involvedObject": object, "type": kind, "reason": reason, "message": message, "count": 3,
            "firstTimestamp": "2025-08-14T09:00:00Z", "lastTimestamp": "2025-08-14T09:00:41Z",
            "source": {"component": "kubelet", "host": "worker-1"}})
    };
    let failed = "Failed to pull image \"quay.io/team/app:1\": dial tcp: lookup quay.io: no such host";
    let items = [
        event("Normal", "Pulling", "Pulling image \"quay.io/team/app:1\""),
        event("Warning", "Failed", failed),
    ];
    (StatusCode::OK, json!({"apiVersion": "v1", "kind": "EventList", "metadata": {}, "items": items}))
}

#[tokio::test]
async fn it_looks_again_when_the_window_ends() {
    let message =
        "Back-off pulling image \"quay.io/team/app:1\": ErrImagePull: dial tcp: lookup quay.io: no such host";
    let pod: Pod = serde_json::from_value(json!({"kind": "Pod", "apiVersion": "v1",
        "metadata": {"namespace": "shop", "name": "web", "creationTimestamp": "2025-08-14T09:00:00Z"},
        "spec": {"containers": [{"name": "app", "image": "quay.io/team/app:1", "imagePullPolicy": "IfNotPresent"}]},
        "status": {"phase": "Pending", "startTime": "2025-08-14T09:00:00Z", "containerStatuses": [{"name": "app",
            "image": "quay.io/team/app:1", "imageID": "", "ready": false, "restartCount": 0,
            "state": {"waiting": {"reason": "ImagePullBackOff", "message": message}}}]}}))
    .unwrap();
    let pod = Arc::new(pod);
    // The kubelet looks at the pod every ten seconds at the earliest, so an earlier look finds nothing new. By 09:02 the
    // fourth attempt must have failed, at 09:01:21 at the earliest, and 80 s are to be waited.
    for (now, seconds) in
        [("09:00:42", 39), ("09:01:00", 21), ("09:01:11", 10), ("09:01:15", 10), ("09:02:00", 41)]
    {
        let (context, _) = context(&format!("2025-08-14T{now}Z"), third_failure);
        let action = reconcile(pod.clone(), context).await.unwrap();
        assert_eq!(action, Action::requeue(Duration::from_secs(seconds)), "at {now}");
    }
}
