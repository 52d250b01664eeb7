//! Events in the spelling of either API, by either recorder.

use pullspec::Event;
use serde_json::{Value, json};

#[track_caller]
fn event(json: Value) -> Event {
    serde_json::from_value(json).unwrap()
}

fn core() -> Value {
    json!({
        "apiVersion": "v1", "kind": "Event",
        "metadata": {"name": "web.17f0", "namespace": "shop"},
        "involvedObject": {"apiVersion": "v1", "kind": "Pod", "namespace": "shop", "name": "web", "uid": "u-1",
                           "fieldPath": "spec.containers{app}", "resourceVersion": "7"},
        "type": "Warning", "reason": "Failed", "message": "Error: ErrImagePull",
        "count": 4, "firstTimestamp": "2025-08-14T09:00:00Z", "lastTimestamp": "2025-08-14T09:05:00Z",
        "eventTime": null, "reportingComponent": "kubelet", "reportingInstance": "worker-2",
        "source": {"component": "kubelet", "host": "worker-2"},
    })
}

fn events_k8s_io() -> Value {
    json!({
        "apiVersion": "events.k8s.io/v1", "kind": "Event",
        "metadata": {"name": "web.17f0", "namespace": "shop"},
        "regarding": {"apiVersion": "v1", "kind": "Pod", "namespace": "shop", "name": "web", "uid": "u-1",
                      "fieldPath": "spec.containers{app}"},
        "type": "Warning", "reason": "Failed", "note": "Error: ErrImagePull", "action": "Pulling",
        "deprecatedCount": 4, "deprecatedFirstTimestamp": "2025-08-14T09:00:00Z",
        "deprecatedLastTimestamp": "2025-08-14T09:05:00Z",
        "eventTime": null, "reportingController": "kubelet", "reportingInstance": "worker-2",
        "deprecatedSource": {"component": "kubelet", "host": "worker-2"},
    })
}

#[test]
fn both_apis_say_the_same() {
    let read = event(core());
    assert_eq!(read, event(events_k8s_io()));
    assert_eq!(read.metadata.name, "web.17f0");
    let object = &read.involved_object;
    assert_eq!(
        (&*object.kind, &*object.namespace, &*object.name, &*object.uid),
        ("Pod", "shop", "web", "u-1")
    );
    assert_eq!(object.field_path, "spec.containers{app}");
    assert_eq!(
        (&*read.event_type, &*read.reason, &*read.message),
        ("Warning", "Failed", "Error: ErrImagePull")
    );
    assert_eq!((read.times(), read.count), (4, Some(4)));
    assert_eq!(read.first_seen(), Some("2025-08-14T09:00:00Z"));
    assert_eq!(read.last_seen(), Some("2025-08-14T09:05:00Z"));
    assert_eq!((read.source_component(), &*read.source.host), ("kubelet", "worker-2"));
    assert_eq!(read.event_time, None);
}

#[test]
fn null_and_missing_are_the_same() {
    for full in [core(), events_k8s_io()] {
        let names: Vec<_> = full.as_object().unwrap().keys().cloned().collect();
        for name in names {
            let (mut null, mut missing) = (full.clone(), full.clone());
            null[&name] = Value::Null;
            missing.as_object_mut().unwrap().shift_remove(&name).unwrap();
            assert_eq!(event(null), event(missing), "{name}");
        }
    }
    assert_eq!(event(json!({})), Event::default());
}

#[test]
fn times_are_chosen_as_kubectl_chooses() {
    let (a, b, c, d) = (
        "2025-08-14T09:00:00Z",
        "2025-08-14T09:05:00Z",
        "2025-08-14T09:10:00.000000Z",
        "2025-08-14T09:15:00.000000Z",
    );
    let cases = [
        (json!({}), None, None, 1),
        (json!({"count": 0}), None, None, 1),
        (json!({"firstTimestamp": a}), Some(a), Some(a), 1),
        (json!({"lastTimestamp": b}), None, Some(b), 1),
        (json!({"firstTimestamp": a, "lastTimestamp": b, "count": 3}), Some(a), Some(b), 3),
        (json!({"eventTime": c}), Some(c), Some(c), 1),
        (json!({"eventTime": c, "firstTimestamp": a, "lastTimestamp": b}), Some(c), Some(b), 1),
        (json!({"eventTime": c, "series": {"count": 9, "lastObservedTime": d}}), Some(c), Some(d), 9),
        (
            json!({"eventTime": c, "count": 2, "series": {"count": 9, "lastObservedTime": d}}),
            Some(c),
            Some(d),
            9,
        ),
        (json!({"eventTime": c, "series": {"count": 0}}), Some(c), Some(c), 1),
        (json!({"eventTime": "", "firstTimestamp": a, "lastTimestamp": ""}), Some(a), Some(a), 1),
    ];
    for (document, first, last, times) in cases {
        let event = event(document.clone());
        assert_eq!(
            (event.first_seen(), event.last_seen(), event.times()),
            (first, last, times),
            "{document}"
        );
    }
}

#[test]
fn the_reporter_is_the_source_or_else_the_controller() {
    let cases = [
        (json!({}), ""),
        (json!({"source": {"component": "kubelet"}, "reportingComponent": "other"}), "kubelet"),
        (json!({"source": {}, "reportingComponent": "scheduler"}), "scheduler"),
        (json!({"reportingController": "scheduler"}), "scheduler"),
    ];
    for (document, reporter) in cases {
        assert_eq!(event(document).source_component(), reporter);
    }
}

#[test]
fn what_is_written_reads_back_and_is_spelled_as_in_core() {
    let read = event(events_k8s_io());
    let written = serde_json::to_value(&read).unwrap();
    assert_eq!(event(written.clone()), read);
    for name in
        ["involvedObject", "type", "message", "count", "firstTimestamp", "source", "reportingComponent"]
    {
        assert!(written.get(name).is_some(), "{name}");
    }
}
