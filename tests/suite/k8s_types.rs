//! Pods and events by way of the `k8s-openapi` crate are those read from JSON.

use k8s_openapi::api::{core::v1 as core_v1, events::v1 as events_v1};
use pullspec::{Event, Pod, Pods};
use serde_json::{Value, json};

/// Reads a document as both types; by value and by reference are the same.
#[track_caller]
fn same<K, T>(document: &Value) -> T
where
    K: serde::de::DeserializeOwned,
    T: serde::de::DeserializeOwned + From<K> + for<'k> From<&'k K> + PartialEq + std::fmt::Debug,
{
    let theirs: K = serde_json::from_value(document.clone()).unwrap();
    let ours: T = serde_json::from_value(document.clone()).unwrap();
    assert_eq!(T::from(&theirs), ours, "{document}");
    assert_eq!(T::from(theirs), ours, "{document}");
    ours
}

#[test]
fn the_sample_is_the_same_either_way() {
    let sample: Value = serde_json::from_str(include_str!("../../examples/data/pods.json")).unwrap();
    let pods: Pods =
        sample["items"].as_array().unwrap().iter().map(|pod| same::<core_v1::Pod, Pod>(pod)).collect();
    assert_eq!(pods.len(), 13);
    assert_eq!(serde_json::from_value::<Pods>(sample).unwrap(), pods);
}

/// Has every field that this crate knows, each with a value of its own.
#[test]
fn no_field_of_a_pod_is_lost() {
    let time = |minute: u32| format!("2025-08-14T09:{minute:02}:05Z");
    let state = |minute: u32| {
        json!({"terminated": {
            "exitCode": 137, "signal": 9, "reason": format!("r{minute}"), "message": format!("m{minute}"),
            "startedAt": time(minute), "finishedAt": time(minute + 1), "containerID": format!("containerd://{minute}"),
        }})
    };
    let container = |name: &str| {
        json!({"name": name, "image": format!("{name}:1"), "imagePullPolicy": "Never", "restartPolicy": "Always",
               "volumeMounts": [{"name": format!("{name}-data"), "mountPath": format!("/{name}")}]})
    };
    let status = |name: &str, state: Value, last: Value| {
        json!({"name": name, "image": format!("i-{name}"), "imageID": format!("id-{name}"), "state": state,
               "lastState": last, "ready": true, "started": true, "restartCount": 3})
    };
    let document = json!({
        "metadata": {"name": "n", "generateName": "g", "namespace": "ns", "uid": "u", "creationTimestamp": time(1),
                     "deletionTimestamp": time(2), "labels": {"a": "b", "c": ""}},
        "spec": {
            "initContainers": [container("i")], "containers": [container("c"), container("d")],
            "ephemeralContainers": [container("e")],
            "volumes": [{"name": "v", "image": {"reference": "r", "pullPolicy": "Always"}}, {"name": "w"}],
            "imagePullSecrets": [{"name": "s"}], "serviceAccountName": "sa", "nodeName": "node",
            "restartPolicy": "OnFailure",
        },
        "status": {
            "phase": "Pending", "reason": "Evicted", "startTime": time(3),
            "conditions": [{"type": "Ready", "status": "False", "reason": "x"}],
            "initContainerStatuses": [status("i", state(10), state(12))],
            "containerStatuses": [
                status("c", json!({"waiting": {"reason": "ErrImagePull", "message": "m"}}), json!({})),
                status("d", json!({"running": {"startedAt": time(4)}}), Value::Null),
            ],
            "ephemeralContainerStatuses": [status("e", state(14), state(16))],
        },
    });
    let pod = same::<core_v1::Pod, Pod>(&document);
    // What was read is all that was there.
    let mut unread = Vec::new();
    compare("", &document, &serde_json::to_value(&pod).unwrap(), &mut unread);
    assert!(unread.is_empty(), "{unread:?}");
}

/// Notes where `written` lacks a value of `document`.
fn compare(at: &str, document: &Value, written: &Value, unread: &mut Vec<String>) {
    match (document, written) {
        (Value::Object(fields), Value::Object(_)) => {
            fields
                .iter()
                .for_each(|(name, value)| compare(&format!("{at}.{name}"), value, &written[name], unread));
        }
        (Value::Array(items), Value::Array(others)) if items.len() == others.len() => {
            let items = items.iter().zip(others).enumerate();
            items.for_each(|(n, (item, other))| compare(&format!("{at}[{n}]"), item, other, unread));
        }
        (Value::Null, _) => {}
        _ if document == written => {}
        _ => unread.push(at.to_owned()),
    }
}

#[test]
fn an_empty_pod_is_empty() {
    // Read from JSON it is refused, since a pod has a container; made from the API's type it is what that is.
    assert_eq!(Pod::from(&core_v1::Pod::default()), Pod::default());
    assert!(serde_json::from_value::<Pod>(json!({})).is_err());
    assert_eq!(Pod::from(core_v1::Pod::default()), Pod::default());
}

#[test]
fn events_of_both_apis_are_the_same_either_way() {
    let object =
        json!({"kind": "Pod", "namespace": "ns", "name": "n", "uid": "u", "fieldPath": "spec.containers{c}"});
    let source = json!({"component": "kubelet", "host": "worker"});
    let series = json!({"count": 7, "lastObservedTime": "2025-08-14T09:20:00.250000Z"});
    let core = json!({
        "metadata": {"name": "e", "namespace": "ns"}, "involvedObject": object, "type": "Warning", "reason": "Failed",
        "message": "m", "count": 4, "firstTimestamp": "2025-08-14T09:00:00Z", "lastTimestamp": "2025-08-14T09:05:00Z",
        "eventTime": "2025-08-14T09:00:00.000000Z", "series": series, "source": source, "reportingComponent": "k",
    });
    let other = json!({
        "metadata": {"name": "e", "namespace": "ns"}, "regarding": object, "type": "Warning", "reason": "Failed",
        "note": "m", "deprecatedCount": 4, "deprecatedFirstTimestamp": "2025-08-14T09:00:00Z",
        "deprecatedLastTimestamp": "2025-08-14T09:05:00Z", "eventTime": "2025-08-14T09:00:00.000000Z",
        "series": series, "deprecatedSource": source, "reportingController": "k",
    });
    let read = same::<core_v1::Event, Event>(&core);
    assert_eq!(same::<events_v1::Event, Event>(&other), read);
    assert_eq!(read.last_seen(), Some("2025-08-14T09:20:00.250000Z"));
    let mut unread = Vec::new();
    compare("", &core, &serde_json::to_value(&read).unwrap(), &mut unread);
    assert!(unread.is_empty(), "{unread:?}");

    let bare = json!({"metadata": {}, "involvedObject": {}});
    assert_eq!(same::<core_v1::Event, Event>(&bare), Event::default());
}

#[test]
fn a_count_below_zero_is_not_counted() {
    let mut status = core_v1::ContainerStatus { restart_count: -1, ..core_v1::ContainerStatus::default() };
    assert_eq!(pullspec::api::ContainerStatus::from(&status).restart_count, 0);
    status.restart_count = i32::MAX;
    assert_eq!(pullspec::api::ContainerStatus::from(status).restart_count, 2_147_483_647);
}

#[test]
fn images_of_a_spec_are_borrowed_from_it() {
    use pullspec::api::ImageField;
    let container =
        |name: &str| json!({"name": name, "image": format!("{name}:1"), "imagePullPolicy": "Never"});
    let spec: core_v1::PodSpec = serde_json::from_value(json!({
        "initContainers": [container("i")], "containers": [container("c"), {"name": "d"}],
        "ephemeralContainers": [container("e")],
        "volumes": [{"name": "w"}, {"name": "v", "image": {"reference": "r", "pullPolicy": "Always"}}],
    }))
    .unwrap();
    let ours = pullspec::api::PodSpec::from(&spec);
    let said = |image: ImageField<'_>| {
        let texts = [image.name(), image.image(), image.written_policy().unwrap_or("-")].map(str::to_owned);
        (image.owner(), image.path(), image.policy_pointer(), texts)
    };
    let theirs: Vec<_> = ImageField::of_k8s_spec(&spec).map(said).collect();
    assert_eq!(theirs, ours.images().map(said).collect::<Vec<_>>());
    assert_eq!(theirs.len(), 5);
    let image = ImageField::of_k8s_spec(&spec).next().unwrap();
    assert!(std::ptr::eq(image.image(), spec.init_containers.as_ref().unwrap()[0].image.as_deref().unwrap()));
    assert!(
        ImageField::of_k8s_spec(&spec).all(|image| image.pod().is_none() && image.mounted_by().count() == 0)
    );
}
