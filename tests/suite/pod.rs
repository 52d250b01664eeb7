//! Pods as `kubectl get pods -o json` prints them, read and searched for images.

use std::collections::BTreeSet;

use pullspec::api::{Behavior, ImageOwner};
use pullspec::policy::PolicyOrigin;
use pullspec::{Pod, PodImage, Pods, PullPolicy, Reference};
use serde_json::{Value, json};

const SAMPLE: &str = include_str!("../../examples/data/pods.json");

fn sample() -> Pods {
    serde_json::from_str(SAMPLE).unwrap()
}

fn raw_sample() -> Vec<Value> {
    let Value::Array(items) = serde_json::from_str::<Value>(SAMPLE).unwrap()["items"].take() else {
        panic!()
    };
    items
}

#[track_caller]
fn find<'p>(pods: &'p Pods, name: &str) -> &'p Pod {
    pods.iter().find(|pod| pod.metadata.name.starts_with(name)).unwrap()
}

#[track_caller]
fn pod(json: Value) -> Pod {
    serde_json::from_value(json).unwrap()
}

/// The JSON pointer of a field path such as `spec.containers[0].image`.
fn pointer(path: &str) -> String {
    format!("/{}", path.replace("].", "/").replace(['.', '['], "/"))
}

/// All places of a document where an object has a member, as pointers of the object and the member's name.
fn members(value: &Value, at: &str, found: &mut Vec<(String, String)>) {
    match value {
        Value::Object(object) => {
            for (name, inner) in object {
                found.push((at.to_owned(), name.clone()));
                members(inner, &format!("{at}/{}", name.replace('~', "~0").replace('/', "~1")), found);
            }
        }
        Value::Array(items) => {
            for (index, inner) in items.iter().enumerate() {
                members(inner, &format!("{at}/{index}"), found);
            }
        }
        _ => {}
    }
}

#[test]
fn every_image_of_the_sample_is_listed_with_its_policy_and_what_it_waits_for() {
    const INIT: ImageOwner = ImageOwner::InitContainer;
    const REGULAR: ImageOwner = ImageOwner::Container;
    const EPHEMERAL: ImageOwner = ImageOwner::EphemeralContainer;
    const VOLUME: ImageOwner = ImageOwner::Volume;
    let expected = [
        ("batch", REGULAR, "export", "export-tool:dev", "Never", "ErrImageNeverPull"),
        ("kube-system", REGULAR, "coredns", "registry.k8s.io/coredns/coredns:v1.12.0", "IfNotPresent", ""),
        ("legacy", REGULAR, "reports", "reports", "Always", "ImagePullBackOff"),
        ("ml", REGULAR, "server", "ghcr.io/example/model-server:0.9.3", "IfNotPresent", "ImagePullBackOff"),
        ("ml", VOLUME, "model", "quay.io/example/models/reranker:2025-07", "IfNotPresent", ""),
        ("ml", REGULAR, "train", "quay.io/example/trainer:latest@sha256:", "Always", ""),
        ("monitoring", INIT, "config-sync", "registry.k8s.io/git-sync/git-sync:v4.4.2", "IfNotPresent", ""),
        ("monitoring", REGULAR, "exporter", "quay.io/prometheus/node-exporter:v1.9.1", "IfNotPresent", ""),
        (
            "monitoring",
            REGULAR,
            "log-agent",
            "public.ecr.aws/example/log-agent:4.2.0",
            "IfNotPresent",
            "ImagePullBackOff",
        ),
        ("payments", REGULAR, "redis", "redis:7.4.5", "Always", ""),
        ("payments", REGULAR, "gateway", "ghcr.io/example/gateway@sha256:", "IfNotPresent", ""),
        ("payments", REGULAR, "envoy", "docker.io/envoyproxy/envoy:v1.34.1@sha256:", "IfNotPresent", ""),
        ("payments", INIT, "wait-for-db", "busybox:1.37.0", "IfNotPresent", ""),
        (
            "payments",
            INIT,
            "migrate",
            "registry.example.com:5000/payments/migrate:2025.8.2",
            "IfNotPresent",
            "ImagePullBackOff",
        ),
        (
            "payments",
            REGULAR,
            "ledger",
            "registry.example.com:5000/payments/ledger:2025.8.2",
            "IfNotPresent",
            "PodInitializing",
        ),
        ("shop", REGULAR, "cart", "ghcr.io/example/cart:2.4.1", "IfNotPresent", "ErrImagePull"),
        ("shop", REGULAR, "checkout", "ghcr.io/example/Checkout:3.0", "IfNotPresent", "InvalidImageName"),
        (
            "shop",
            REGULAR,
            "indexer",
            "registry.example.com:5000/search/indexer:1.8.0",
            "IfNotPresent",
            "ImagePullBackOff",
        ),
        ("shop", REGULAR, "nginx", "nginx:1.27.5", "IfNotPresent", ""),
        ("shop", EPHEMERAL, "debugger-xrdd6", "example/netshoot", "Always", "ImagePullBackOff"),
    ];
    let pods = sample();
    assert_eq!(pods.len(), 13);
    let listed: Vec<_> =
        pods.iter().flat_map(|pod| pod.images().map(|image| (&*pod.metadata.namespace, image))).collect();
    assert_eq!(listed.len(), expected.len());
    for ((namespace, image), expected) in listed.into_iter().zip(expected) {
        let waiting = image.waiting().map_or("", |waiting| &waiting.reason);
        // Of pinned images the hex is left out above.
        let text = image.image().find("sha256:").map_or(image.image(), |at| &image.image()[..at + 7]);
        let policy = image.written_policy().unwrap();
        assert_eq!((namespace, image.owner(), image.name(), text, policy, waiting), expected);
    }
}

#[test]
fn field_paths_lead_to_the_text_in_the_document() {
    let (pods, raw) = (sample(), raw_sample());
    let mut seen = 0;
    for (pod, raw) in pods.iter().zip(&raw) {
        for image in pod.images() {
            assert_eq!(raw.pointer(&pointer(&image.path())).unwrap(), image.image(), "{}", image.path());
            let policy = raw.pointer(&pointer(&image.policy_path())).and_then(Value::as_str);
            assert_eq!(policy, image.written_policy(), "{}", image.policy_path());
            seen += 1;
        }
    }
    assert_eq!(seen, 20);
}

#[test]
fn all_fields_of_the_sample_are_read() {
    let pods = sample();
    let ledger = find(&pods, "ledger");
    assert_eq!(ledger.metadata.name, "ledger-0");
    assert_eq!(ledger.metadata.namespace, "payments");
    assert_eq!(ledger.metadata.generate_name, "ledger-");
    assert_eq!(ledger.metadata.uid.len(), 36);
    assert_eq!(ledger.metadata.creation_timestamp.as_deref(), Some("2025-08-14T09:14:55Z"));
    assert_eq!(ledger.metadata.deletion_timestamp, None);
    assert_eq!(ledger.metadata.labels["statefulset.kubernetes.io/pod-name"], "ledger-0");
    assert_eq!(ledger.spec.image_pull_secrets[0].name, "registry-credentials");
    assert_eq!(ledger.spec.service_account_name, "default");
    assert_eq!(ledger.spec.node_name, "worker-2");
    assert_eq!(ledger.spec.restart_policy, "Always");
    assert_eq!(ledger.status.phase, "Pending");
    assert_eq!(ledger.status.start_time.as_deref(), Some("2025-08-14T09:14:55Z"));
    let conditions: Vec<_> =
        ledger.status.conditions.iter().map(|c| (&*c.condition_type, &*c.status)).collect();
    assert_eq!(
        conditions,
        [
            ("PodReadyToStartContainers", "True"),
            ("Initialized", "False"),
            ("Ready", "False"),
            ("ContainersReady", "False"),
            ("PodScheduled", "True"),
        ]
    );
    assert_eq!(ledger.status.conditions[1].reason, "ContainersNotInitialized");
    let done = &ledger.status.init_container_statuses[0];
    let ended = done.state.terminated.as_ref().unwrap();
    assert_eq!((ended.exit_code, ended.signal, &*ended.reason), (0, 0, "Completed"));
    assert_eq!((done.ready, done.started, done.restart_count), (true, Some(false), 0));
    assert_eq!(done.image, "docker.io/library/busybox:1.37.0");
    assert!(done.image_id.starts_with("docker.io/library/busybox@sha256:"));
    assert_eq!(done.last_state, pullspec::api::ContainerState::default());

    let agent = find(&pods, "node-agent");
    assert_eq!(agent.spec.init_containers[0].restart_policy.as_deref(), Some("Always"));
    let exporter = &agent.status.container_statuses[0];
    assert_eq!(exporter.state.running.as_ref().unwrap().started_at.as_deref(), Some("2025-08-14T07:30:10Z"));

    assert_eq!(find(&pods, "train").status.conditions[0].reason, "Unschedulable");
    assert!(find(&pods, "train").images().all(|image| image.status().is_none()));
}

#[test]
fn the_sample_is_what_an_api_server_and_its_kubelets_print() {
    let written_by_somebody = ["redis", "export"];
    let pods = sample();
    let uids: BTreeSet<_> = pods.iter().map(|pod| &pod.metadata.uid).collect();
    assert_eq!(uids.len(), pods.len());
    for pod in &pods {
        for image in pod.images() {
            let default =
                PullPolicy::default_for(&PodImage::new(image.image()), &Behavior::default()).policy();
            let policy = image.effective_policy(&Behavior::default()).unwrap();
            assert_eq!(policy.origin(), PolicyOrigin::Written);
            assert_eq!(
                policy.policy() != default,
                written_by_somebody.contains(&image.name()),
                "{}",
                image.name()
            );
            assert_eq!(Reference::parse(image.image()).is_err(), image.name() == "checkout");

            let Some(waiting) = image.waiting() else { continue };
            let reason = &*waiting.reason;
            let back_off = waiting.message.starts_with("Back-off pulling image \"");
            assert_eq!(reason == "ImagePullBackOff", back_off, "{}", waiting.message);
            assert_eq!(image.status().unwrap().image, image.image());
            assert_eq!(pod.status.phase == "Pending", image.owner() != ImageOwner::EphemeralContainer);
        }
        let statuses = &pod.status.container_statuses;
        assert!(statuses.is_sorted_by(|a, b| a.name < b.name));
    }
    let causes = pods
        .iter()
        .flat_map(Pod::images)
        .filter_map(|image| image.waiting())
        .filter(|waiting| waiting.message.contains("\": ErrImagePull: "))
        .count();
    assert_eq!(causes, 5, "and one back-off without a cause");
}

#[test]
fn null_is_the_same_as_missing() {
    let mut checked = 0;
    for raw in raw_sample() {
        let mut places = Vec::new();
        members(&raw, "", &mut places);
        // The labels' own names are not fields.
        for (object, name) in places.iter().filter(|(object, _)| !object.ends_with("/labels")) {
            let mut null = raw.clone();
            null.pointer_mut(object).unwrap()[name] = Value::Null;
            let mut missing = raw.clone();
            missing.pointer_mut(object).unwrap().as_object_mut().unwrap().shift_remove(name).unwrap();
            // Without its spec, or its containers, it is not a pod; the two are alike in that, too.
            let read = |json| serde_json::from_value::<Pod>(json).ok();
            let refused = ["spec", "containers"].contains(&name.as_str()) && !object.contains("status");
            assert_eq!(read(missing.clone()).is_none(), refused, "{object} {name}");
            assert_eq!(read(null), read(missing), "{object} {name}");
            checked += 1;
        }
    }
    assert!(checked > 1000, "{checked}");
}

#[test]
fn unknown_fields_change_nothing() {
    for (raw, known) in raw_sample().into_iter().zip(sample()) {
        let mut places = Vec::new();
        members(&raw, "", &mut places);
        let objects: BTreeSet<_> = places.into_iter().map(|(object, _)| object).collect();
        let mut extended = raw;
        for object in objects.iter().filter(|object| !object.ends_with("/labels")) {
            extended.pointer_mut(object).unwrap()["fieldOfALaterRelease"] = json!({"deep": [1, null, "x"]});
        }
        assert_eq!(pod(extended), known);
    }
}

#[test]
fn what_is_missing_is_empty() {
    for bad in [json!({}), json!(null), json!([]), json!({"spec": {"containers": null}})] {
        assert!(serde_json::from_value::<Pod>(bad.clone()).is_err(), "{bad}");
    }
    let bare = pod(json!({"spec": {"containers": [{}]}}));
    let image = bare.images().next().unwrap();
    assert_eq!((image.name(), image.image(), image.written_policy()), ("", "", None));
    assert_eq!((image.status(), image.waiting()), (None, None));
}

#[test]
fn a_wrong_type_is_refused_with_its_place() {
    let cases = [
        (
            r#"{"kind":"List","items":[{"kind":"Pod","spec":{"containers":[{}]}},{"kind":"Pod","spec":{"containers":[{"image":7}]}}]}"#,
            "items[1].spec.containers[0].image",
            "invalid type: integer `7`, expected a string at line 1 column 112",
        ),
        (
            r#"{"kind":"Pod","spec":{"containers":{}}}"#,
            "spec.containers",
            "invalid type: map, expected a sequence at line 1 column 35",
        ),
        (
            r#"{"kind":"Pod","spec":{"volumes":[{"image":"redis"}]}}"#,
            "spec.volumes[0].image",
            "invalid type: string \"redis\", expected an object, the ImageVolumeSource at line 1 column 49",
        ),
        (
            r#"{"kind":"Pod","metadata":{"labels":{"app":1}}}"#,
            "metadata.labels.app",
            "invalid type: integer `1`, expected a string at line 1 column 43",
        ),
        (
            r#"{"kind":"List","items":{}}"#,
            "items",
            "invalid type: map, expected a sequence at line 1 column 23",
        ),
        (
            r#"{"kind":1}"#,
            "kind",
            "invalid type: integer `1`, expected kind Pod, PodList or List at line 1 column 9",
        ),
        ("7", ".", "invalid type: integer `7`, expected a Pod, a PodList or a List at line 1 column 1"),
    ];
    for (json, path, message) in cases {
        let mut reader = serde_json::Deserializer::from_str(json);
        let error = serde_path_to_error::deserialize::<_, Pods>(&mut reader).unwrap_err();
        assert_eq!((&*error.path().to_string(), &*error.inner().to_string()), (path, message), "{json}");
    }
}

#[test]
fn statuses_belong_to_containers_of_their_kind_and_name() {
    let waiting = |name: &str, reason: &str| json!({"name": name, "state": {"waiting": {"reason": reason}}});
    let pod = pod(json!({
        "spec": {
            "initContainers": [{"name": "same"}],
            "containers": [{"name": "z"}, {"name": "a"}, {"name": "same"}, {"name": "new"}],
            "ephemeralContainers": [{"name": "same"}],
            "volumes": [{"name": "z", "emptyDir": {}}, {"name": "a", "image": {"reference": "r"}}],
        },
        "status": {
            "initContainerStatuses": [waiting("same", "I")],
            "containerStatuses": [waiting("a", "A"), waiting("same", "S"), waiting("z", "Z"), waiting("z", "second")],
            "ephemeralContainerStatuses": [waiting("same", "E"), waiting("gone", "G")],
        },
    }));
    let found: Vec<_> = pod
        .images()
        .map(|image| (image.path(), image.waiting().map_or("-", |waiting| &waiting.reason)))
        .collect();
    let expected = [
        ("spec.initContainers[0].image", "I"),
        ("spec.containers[0].image", "Z"),
        ("spec.containers[1].image", "A"),
        ("spec.containers[2].image", "S"),
        ("spec.containers[3].image", "-"),
        ("spec.ephemeralContainers[0].image", "E"),
        ("spec.volumes[1].image.reference", "-"),
    ];
    assert_eq!(found, expected.map(|(path, reason)| (path.to_owned(), reason)));
    assert!(pod.spec.images().all(|image| image.status().is_none()));
}

#[test]
fn a_policy_is_written_filled_in_or_refused() {
    let pod = pod(json!({"spec": {"containers": [
        {"image": "redis:7", "imagePullPolicy": "Always"},
        {"image": "redis:7", "imagePullPolicy": ""},
        {"image": "redis"},
        {"image": "redis", "imagePullPolicy": "always"},
    ], "volumes": [{"image": {"reference": "redis", "pullPolicy": "Never"}}, {"image": {"reference": "a:1"}}]}}));
    let policies: Vec<_> = pod
        .images()
        .map(|image| {
            image
                .effective_policy(&Behavior::default())
                .map_or_else(|e| format!("{}: {e}", image.policy_path()), |p| p.to_string())
        })
        .collect();
    let expected = [
        "Always (written)",
        "IfNotPresent (filled in: other tag than latest)",
        "Always (filled in: no tag, which means latest)",
        r#"spec.containers[3].imagePullPolicy: Unsupported value: "always": supported values: "Always", "IfNotPresent", "Never""#,
        "Never (written)",
        "IfNotPresent (filled in: other tag than latest)",
    ];
    assert_eq!(policies, expected);
}

#[test]
fn what_is_written_reads_back() {
    for pod in sample() {
        let json = serde_json::to_string(&pod).unwrap();
        assert_eq!(serde_json::from_str::<Pod>(&json).unwrap(), pod);
    }
}
