//! Documents that hold pods, events or both: one object, typed lists, mixed lists, read at once or one by one.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use pullspec::{Events, Pod, Pods};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

#[track_caller]
fn refused<T: DeserializeOwned + std::fmt::Debug>(document: &Value) -> String {
    serde_json::from_value::<T>(document.clone()).unwrap_err().to_string()
}

/// The path and the message of a document's error.
#[track_caller]
fn place<T: DeserializeOwned + std::fmt::Debug>(json: &str) -> (String, String) {
    let mut reader = serde_json::Deserializer::from_str(json);
    let error = serde_path_to_error::deserialize::<_, T>(&mut reader).unwrap_err();
    let message = error.inner().to_string();
    (error.path().to_string(), message.split(" at line").next().unwrap().to_owned())
}

fn pod_json() -> Value {
    json!({"metadata": {"name": "a"}, "spec": {"containers": [{"name": "c", "image": "redis"}]}})
}

fn event_json() -> Value {
    json!({"involvedObject": {"kind": "Pod", "name": "a"}, "reason": "BackOff"})
}

fn of_kind(kind: &str, mut object: Value) -> Value {
    object["kind"] = json!(kind);
    object
}

#[test]
fn one_object_and_every_kind_of_list_are_read() {
    let (one, one_event) = (pod_json(), event_json());
    let (named, event) = (of_kind("Pod", one.clone()), of_kind("Event", one_event.clone()));
    let a: Pod = serde_json::from_value(one.clone()).unwrap();
    let cases = [
        (named.clone(), 1),
        (one.clone(), 1),
        (json!({"kind": "List", "apiVersion": "v1", "items": [named, named]}), 2),
        (json!({"kind": "PodList", "metadata": {"resourceVersion": "7"}, "items": [one, one]}), 2),
        (json!({"items": [one]}), 1),
        (json!({"items": [one], "spec": {"any": 1}}), 1),
        (json!({"kind": "List", "items": [{"kind": "PodList", "items": [one, one]}, named]}), 3),
        (json!({"kind": "List", "items": []}), 0),
        (json!({"kind": "PodList", "items": null}), 0),
        (json!({"kind": "PodList"}), 0),
        (json!({"kind": null, "items": null, "spec": one["spec"], "metadata": one["metadata"]}), 1),
        (json!({"kind": "Pod", "items": null, "spec": one["spec"], "metadata": one["metadata"]}), 1),
        // The order in which kubectl prints a list.
        (json!({"apiVersion": "v1", "items": [named, named], "kind": "List"}), 2),
        (json!({"items": [one, one], "kind": "PodList"}), 2),
        (json!({"items": [{"items": [named], "kind": "PodList"}, named], "kind": "List"}), 2),
    ];
    for (document, count) in cases {
        let pods: Pods = serde_json::from_value(document.clone()).unwrap();
        assert_eq!(pods.len(), count, "{document}");
        assert!(pods.iter().all(|pod| *pod == a), "{document}");
    }
    let cases = [
        (event.clone(), 1),
        (one_event.clone(), 1),
        (json!({"regarding": {"kind": "Pod"}}), 1),
        (json!({"apiVersion": "v1", "items": [event, event], "kind": "List"}), 2),
        (json!({"kind": "EventList", "items": [one_event]}), 1),
        (json!({"kind": "EventList", "items": null}), 0),
    ];
    for (document, count) in cases {
        let events: Events = serde_json::from_value(document.clone()).unwrap();
        assert_eq!(events.len(), count, "{document}");
    }
}

#[test]
fn of_a_mixed_list_each_takes_its_own() {
    let (pod, event) = (of_kind("Pod", pod_json()), of_kind("Event", event_json()));
    // A field that a pod has too, of another type.
    let other = json!({"kind": "Blueprint", "spec": {"containers": 7}, "items": [1], "involvedObject": 7});
    let list = json!({"apiVersion": "v1", "items": [event, other, pod, event], "kind": "List"});
    let count = |document: &Value| {
        let pods: Pods = serde_json::from_value(document.clone()).unwrap();
        let events: Events = serde_json::from_value(document.clone()).unwrap();
        (pods.len(), events.len())
    };
    assert_eq!(count(&list), (1, 2));
    assert_eq!(
        count(&json!({"kind": "List", "items": [list, {"kind": "DeploymentList", "items": [{}]}]})),
        (1, 2)
    );
    // None of the one, but of the other: as in a cluster whose events have expired.
    assert_eq!(count(&json!({"kind": "List", "items": [pod, other]})), (1, 0));
    assert_eq!(count(&json!({"kind": "List", "items": [other, event]})), (0, 1));
    assert_eq!(
        count(&json!({"kind": "List", "items": [
            {"kind": "PodList", "items": [pod_json()]}, {"kind": "EventList", "items": [event_json()]},
        ]})),
        (1, 1)
    );
}

#[test]
fn a_document_of_other_kinds_alone_is_refused() {
    let cases = [
        (json!({"kind": "Deployment", "spec": {}}), "found \"Deployment\""),
        (json!({"kind": "pod"}), "found \"pod\""),
        (json!({"kind": "List", "items": [{"kind": "Service"}, {"kind": "Secret"}]}), "found \"Service\""),
        (json!({"items": [{"spec": {}, "kind": "Service"}], "kind": "List"}), "found \"Service\""),
        (json!({"kind": "DeploymentList", "items": []}), "found \"DeploymentList\""),
        (
            json!({"kind": "List", "items": [{"kind": "DeploymentList", "items": []}]}),
            "found \"DeploymentList\"",
        ),
    ];
    for (document, found) in cases {
        assert_eq!(refused::<Pods>(&document), format!("expected kind Pod, PodList or List, {found}"));
        assert_eq!(refused::<Events>(&document), format!("expected kind Event, EventList or List, {found}"));
    }
    let (pod, event) = (of_kind("Pod", pod_json()), of_kind("Event", event_json()));
    assert_eq!(refused::<Pods>(&event), "expected kind Pod, PodList or List, found \"Event\"");
    assert_eq!(refused::<Events>(&pod), "expected kind Event, EventList or List, found \"Pod\"");
    // What has been taken for a pod turns out not to be one.
    let late = json!({"kind": "List", "items": [{"items": [pod_json()], "kind": "DeploymentList"}]});
    assert_eq!(refused::<Pods>(&late), "expected kind Pod, PodList or List, found \"DeploymentList\"");
}

#[test]
fn what_says_nothing_of_its_kind_is_refused() {
    for document in [
        json!({}),
        json!({"metadata": {"name": "a"}}),
        json!({"kind": "", "status": {}}),
        json!({"kind": "List", "items": [{"metadata": {"name": "a"}}]}),
    ] {
        assert_eq!(refused::<Pods>(&document), "no kind, expected kind Pod, PodList or List");
        assert_eq!(refused::<Events>(&document), "no kind, expected kind Event, EventList or List");
    }
    assert_eq!(refused::<Events>(&pod_json()), "no kind, expected kind Event, EventList or List");
    assert_eq!(refused::<Pods>(&event_json()), "no kind, expected kind Pod, PodList or List");
}

#[test]
fn a_wrong_type_deep_inside_is_refused_with_its_place() {
    let path = |json: &str, path: &str, message: &str| {
        assert_eq!(place::<Pods>(json), (path.to_owned(), message.to_owned()), "{json}");
    };
    let pod = r#"{"kind":"Pod","spec":{"containers":[{"image":"a"}]}}"#;
    let bad = r#"{"kind":"Pod","spec":{"containers":[{"image":7}]}}"#;
    let integer = "invalid type: integer `7`, expected a string";
    path(
        &format!(r#"{{"apiVersion":"v1","items":[{pod},{pod},{pod},{bad}],"kind":"List"}}"#),
        "items[3].spec.containers[0].image",
        integer,
    );
    path(
        &format!(r#"{{"kind":"List","items":[{pod},{{"items":[{pod},{bad}],"kind":"PodList"}}]}}"#),
        "items[1].items[1].spec.containers[0].image",
        integer,
    );
    path(
        r#"{"items":[{"kind":7}]}"#,
        "items[0].kind",
        "invalid type: integer `7`, expected kind Pod, PodList or List",
    );
    path(r#"{"items":[null]}"#, "items[0]", "invalid type: null, expected a Pod, a PodList or a List");
    path(r#"{"items":[{}]}"#, "items[0]", "no kind, expected kind Pod, PodList or List");
    path(r#"{"kind":"Pod","kind":"Pod"}"#, ".", "duplicate field `kind`");
    path(r#"{"items":[],"items":[]}"#, ".", "duplicate field `items`");
    path(r#"{"kind":"Pod","spec":{},"spec":{}}"#, ".", "duplicate field `spec`");
    path(&format!(r#"{{"kind":"Pod","items":[{pod}]}}"#), ".", "items in an object of kind Pod");
    path(&format!(r#"{{"items":[{pod}],"kind":"Pod"}}"#), ".", "items in an object of kind Pod");
    path(r#"{"kind":"Job"}"#, "kind", "expected kind Pod, PodList or List, found \"Job\"");

    let event = r#"{"kind":"Event","count":1,"series":null}"#;
    for (bad, path, message) in [
        (r#"{"kind":"Event","count":"1"}"#, "count", "invalid type: string \"1\", expected i32"),
        (
            r#"{"kind":"Event","series":{"lastObservedTime":1}}"#,
            "series.lastObservedTime",
            "invalid type: integer `1`, expected a string",
        ),
        (
            r#"{"kind":"Event","regarding":{"fieldPath":[]}}"#,
            "regarding.fieldPath",
            "invalid type: sequence, expected a string",
        ),
    ] {
        let json = format!(r#"{{"apiVersion":"v1","items":[{event},{event},{bad}],"kind":"List"}}"#);
        assert_eq!(place::<Events>(&json), (format!("items[2].{path}"), message.to_owned()));
    }
    assert_eq!(
        place::<Events>("7"),
        (".".to_owned(), "invalid type: integer `7`, expected an Event, an EventList or a List".to_owned())
    );
}

#[test]
fn lists_are_read_to_a_depth_that_no_honest_document_has() {
    let nested = |depth: usize| {
        let pod = of_kind("Pod", pod_json()).to_string();
        format!("{}{pod}{}", r#"{"kind":"List","items":["#.repeat(depth), "]}".repeat(depth))
    };
    assert_eq!(serde_json::from_str::<Pods>(&nested(8)).unwrap().len(), 1);
    for depth in [9, 60, 100_000] {
        let (path, message) = place::<Pods>(&nested(depth));
        assert_eq!(message, "more than 8 lists inside each other");
        assert_eq!(path, format!("items{}", "[0].items".repeat(8)));
    }
}

#[test]
fn depth_in_unread_fields_does_no_harm() {
    let deep = format!("{}{}", "[".repeat(1_000_000), "]".repeat(1_000_000));
    let json = format!(r#"{{"kind":"Pod","other":{deep},"spec":{{"other":{deep},"containers":[{{}}]}}}}"#);
    assert_eq!(serde_json::from_str::<Pods>(&json).unwrap().len(), 1);
    let json = format!(
        r#"{{"items":[{{"kind":"Other","spec":{deep}}},{{"kind":"Pod","spec":{{"containers":[{{}}]}}}}],"kind":"List"}}"#
    );
    assert_eq!(serde_json::from_str::<Pods>(&json).unwrap().len(), 1);
}

/// The document with the fields of every object in another order, one for each `salt`.
fn reordered(value: &Value, salt: u64) -> Value {
    match value {
        Value::Object(fields) => {
            let mut fields: Vec<_> = fields.iter().collect();
            fields.sort_by_cached_key(|(name, _)| {
                let mut hasher = DefaultHasher::new();
                (salt, name).hash(&mut hasher);
                hasher.finish()
            });
            fields.into_iter().map(|(name, value)| (name.clone(), reordered(value, salt))).collect()
        }
        Value::Array(items) => items.iter().map(|item| reordered(item, salt)).collect(),
        other => other.clone(),
    }
}

#[test]
fn the_order_of_fields_changes_nothing() {
    let mut sample: Value = serde_json::from_str(include_str!("../../examples/data/pods.json")).unwrap();
    let items = sample["items"].as_array_mut().unwrap();
    items.insert(3, of_kind("Event", event_json()));
    items.push(json!({"kind": "PodList", "metadata": {"continue": ""}, "items": [pod_json(), pod_json()]}));
    let (pods, events): (Pods, Events) =
        (serde_json::from_value(sample.clone()).unwrap(), serde_json::from_value(sample.clone()).unwrap());
    assert_eq!((pods.len(), events.len()), (15, 1));
    let mut orders = BTreeSet::new();
    for salt in 0..40 {
        let other = reordered(&sample, salt);
        assert_eq!(serde_json::from_value::<Pods>(other.clone()).unwrap(), pods, "{salt}");
        let read = serde_json::from_value::<Events>(other.clone());
        let Value::Object(fields) = &other["items"][14] else { panic!() };
        let fields: Vec<_> = fields.keys().map(String::as_str).collect();
        // Before the kind is known, what has no kind of its own is taken for an event, which these are not.
        if fields.iter().position(|f| *f == "items") < fields.iter().position(|f| *f == "kind") {
            assert_eq!(read.unwrap_err().to_string(), "no kind, expected kind Event, EventList or List");
        } else {
            assert_eq!(read.unwrap(), events, "{salt}");
        }
        orders.insert(fields.join(" "));
    }
    assert_eq!(orders.len(), 6, "all orders of a list's fields");
}

#[test]
fn one_by_one_is_the_same_as_all_at_once() {
    let json = include_str!("../../examples/data/pods.json");
    let all: Pods = serde_json::from_str(json).unwrap();
    let mut one_by_one = Vec::new();
    Pods::for_each(&mut serde_json::Deserializer::from_str(json), |pod| one_by_one.push(pod)).unwrap();
    assert_eq!(Pods::from(one_by_one), all);
    // From a reader every text is in pieces.
    let mut names = Vec::new();
    let mut reader = serde_json::Deserializer::from_reader(json.as_bytes());
    Pods::for_each(&mut reader, |pod| names.push(pod.metadata.name)).unwrap();
    assert!(names.iter().eq(all.iter().map(|pod| &pod.metadata.name)));
}

#[test]
fn what_ends_is_handed_out_before_the_rest_is_read() {
    let pod = of_kind("Pod", pod_json()).to_string();
    let json = format!(r#"{{"items":[{pod},{pod},{{"kind":"Pod","spec":7}},{pod}]"#);
    let mut track = serde_path_to_error::Track::new();
    let mut reader = serde_json::Deserializer::from_str(&json);
    let mut handed_out = 0;
    let read =
        Pods::for_each(serde_path_to_error::Deserializer::new(&mut reader, &mut track), |_| handed_out += 1);
    assert!(read.unwrap_err().is_data());
    assert_eq!((handed_out, track.path().to_string()), (2, "items[2].spec".to_owned()));

    let event = of_kind("Event", event_json()).to_string();
    let mut reader = serde_json::Deserializer::from_str(&event);
    let mut reasons = Vec::new();
    Events::for_each(&mut reader, |event| reasons.push(event.reason)).unwrap();
    assert_eq!(reasons, ["BackOff"]);
}

/// Documents in which a reader that passes over what it does not know finds no image, so that a check finds no fault.
#[test]
fn a_document_of_something_else_is_not_a_pod_without_images() {
    let container = json!({"name": "a", "image": "evil.example/x:1"});
    let spec = json!({"containers": [container]});
    let deployment =
        json!({"apiVersion": "apps/v1", "kind": "Deployment", "spec": {"template": {"spec": spec}}});
    let refused = [
        deployment.clone(),
        json!({"spec": {"template": {"spec": spec}}}),
        json!({"apiVersion": "example.org/v1", "kind": "Workflow", "spec": spec}),
        json!({"kind": "pod", "spec": spec}),
        json!({"kind": "EphemeralContainers", "ephemeralContainers": [container]}),
        json!({"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": {"object": {"spec": spec}}}),
        json!({"request": {"object": {"kind": "Pod", "spec": spec}}}),
        json!({"kind": "PodList", "items": [{"spec": spec}]}),
        json!({"items": [{"spec": spec}], "spec": spec}),
        json!({}),
        json!(null),
        json!([{}, {}]),
        json!([{"name": "a"}, spec, {}]),
        json!({"spec": []}),
        json!({"spec": {"containers": [["a", "evil.example/x:1"]]}}),
        json!({"spec": {"containers": {"name": "a"}}}),
        json!({"spec": {"containers": []}}),
        json!({"spec": {"containers": null}}),
        spec.clone(),
    ];
    assert_eq!(refused.len(), 19);
    for document in &refused {
        assert!(serde_json::from_value::<Pod>(document.clone()).is_err(), "{document}");
        assert!(serde_json::from_str::<Pod>(&document.to_string()).is_err(), "{document}");
    }
    for document in
        [json!({"template": {"spec": spec}}), json!({"spec": spec}), json!([]), json!({}), json!(null)]
    {
        assert!(serde_json::from_value::<pullspec::api::PodSpec>(document.clone()).is_err(), "{document}");
    }
    for document in [
        json!({"kind": "PodList", "items": [deployment]}),
        json!({"items": [deployment, of_kind("Pod", pod_json())], "kind": "PodList"}),
        json!({"kind": "Pod"}),
        json!({"kind": "PodList", "items": [{"kind": "Pod", "spec": {}}]}),
        json!({"kind": "PodList", "items": [[{}, {}]]}),
    ] {
        assert!(serde_json::from_value::<Pods>(document.clone()).is_err(), "{document}");
    }
    assert!(serde_json::from_str::<Pod>(r#"{"spec":{"containers":[{"image":"a","image":"b"}]}}"#).is_err());
}

/// What Go's `encoding/json` answers for the same documents.
#[test]
fn null_elements_and_negative_counts_are_read_as_in_go() {
    let pod: Pod = serde_json::from_value(json!({
        "spec": {"containers": [null, {"name": "a", "image": "evil.example/x:1"}]},
        "status": {"containerStatuses": [{"name": "a", "restartCount": -1}]},
    }))
    .unwrap();
    assert!(pod.images().map(|image| image.image()).eq(["", "evil.example/x:1"]));
    assert_eq!(pod.status.container_statuses[0].restart_count, 0);
    let events: Events = serde_json::from_value(json!({"kind": "Event", "count": -1})).unwrap();
    assert!(events.iter().map(|event| (event.count, event.times())).eq([(Some(0), 1)]));
    for count in [i64::from(i32::MAX) + 1, i64::from(i32::MIN) - 1] {
        assert!(
            serde_json::from_value::<Events>(json!({"kind": "Event", "count": count})).is_err(),
            "{count}"
        );
    }
}
