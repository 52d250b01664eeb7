//! Documents that are two things at once, or of a group that Kubernetes does not have them in: refused, or named as what is
//! not read, and never taken for a document without images.

use pullspec::api::{Object, Pods};
use pullspec::{Events, Pod};

/// What is handed out, one word each, or the error without its place.
fn objects(json: &str) -> Result<Vec<String>, String> {
    let mut found = Vec::new();
    let word = |object: Object| match object {
        Object::Pod(pod) => pod.images().map(|image| image.image().to_owned()).collect::<Vec<_>>().join(" "),
        Object::Event(event) => event.reason.as_str().to_owned(),
        Object::Workload(workload) => {
            workload.images().map(|image| image.image().to_owned()).collect::<Vec<_>>().join(" ")
        }
        Object::Other(other) => format!("other {}", other.kind),
        object => format!("{object:?}"),
    };
    Object::for_each(&mut serde_json::Deserializer::from_str(json), |object| found.push(word(object)))
        .map(|()| found)
        .map_err(|error| error.to_string().split(" at line").next().unwrap().to_owned())
}

const EVIL: &str = r#""spec":{"containers":[{"name":"a","image":"evil.example/x:1"}]}"#;

#[test]
fn an_object_beside_items_is_not_lost() {
    let both = |first: &str, second: &str| format!("{{{first},{second}}}");
    let event = r#""involvedObject":{"kind":"Pod","name":"a"},"reason":"Failed""#;
    for object in [EVIL, event] {
        for json in [both(object, r#""items":[]"#), both(r#""items":[]"#, object)] {
            assert!(objects(&json).is_err(), "{json}");
            assert!(objects(&format!("[{json}]")).is_err(), "{json}");
            assert!(objects(&format!(r#"{{"kind":"List","items":[{json}]}}"#)).is_err(), "{json}");
        }
    }
    for json in [both(EVIL, r#""items":[]"#), both(r#""items":[]"#, EVIL)] {
        assert!(serde_json::from_str::<Pods>(&json).is_err(), "{json}");
        let list = format!(r#"{{"apiVersion":"v1","kind":"PodList","items":[{json}]}}"#);
        assert!(serde_json::from_str::<Pods>(&list).is_err(), "{list}");
    }
    for json in [both(event, r#""items":[]"#), both(r#""items":[]"#, event)] {
        assert!(serde_json::from_str::<Events>(&json).is_err(), "{json}");
    }
    let watched = format!(r#"{{"type":"ADDED","items":[],"object":{{"kind":"Pod",{EVIL}}}}}"#);
    assert!(objects(&watched).is_err());
    // A list without a kind is one, whatever metadata it has.
    let plain = format!(r#"{{"items":[{{"kind":"Pod",{EVIL}}}],"metadata":{{"resourceVersion":"1"}}}}"#);
    assert_eq!(objects(&plain).unwrap(), ["evil.example/x:1"]);
    assert_eq!(serde_json::from_str::<Pods>(&plain).unwrap().as_slice().len(), 1);
}

#[test]
fn a_pod_of_another_group_is_not_a_pod() {
    let foreign = format!(r#"{{"apiVersion":"example.org/v1","kind":"Pod",{EVIL}}}"#);
    let error = serde_json::from_str::<Pod>(&foreign).unwrap_err().to_string();
    assert!(error.starts_with(r#"expected kind Pod, found "Pod" of "example.org/v1""#), "{error}");
    let error = serde_json::from_str::<Pods>(&foreign).unwrap_err().to_string();
    assert!(
        error.starts_with(r#"expected kind Pod, PodList or List, found "Pod" of "example.org/v1""#),
        "{error}"
    );
    assert_eq!(objects(&foreign).unwrap(), ["other Pod"]);
    let own = format!(r#"{{"kind":"Pod",{EVIL},"apiVersion":"v1"}}"#);
    for list in [
        format!(r#"{{"kind":"PodList","items":[{foreign}]}}"#),
        format!(r#"{{"apiVersion":"example.org/v1","kind":"PodList","items":[{own}]}}"#),
        format!(r#"{{"items":[{own}],"kind":"List","apiVersion":"example.org/v1"}}"#),
        format!(r#"{{"kind":"List","items":[{foreign}]}}"#),
    ] {
        assert!(serde_json::from_str::<Pods>(&list).is_err(), "{list}");
    }
    let mixed = format!(r#"{{"kind":"List","items":[{foreign},{own}]}}"#);
    assert_eq!(serde_json::from_str::<Pods>(&mixed).unwrap().as_slice().len(), 1);
    let event = |version: &str| {
        let json = format!(
            r#"{{"apiVersion":"{version}","kind":"Event","regarding":{{"kind":"Pod","name":"a"}},"reason":"Failed"}}"#
        );
        serde_json::from_str::<Events>(&json).map(|events| events.as_slice().len())
    };
    assert_eq!((event("v1").unwrap(), event("events.k8s.io/v1").unwrap()), (1, 1));
    assert!(event("example.org/v1").is_err());
}

#[test]
fn a_field_given_twice_is_refused_in_every_kind() {
    let template =
        |image: &str| format!(r#""template":{{"spec":{{"containers":[{{"name":"a","image":"{image}"}}]}}}}"#);
    let added = |image: &str| format!(r#""ephemeralContainers":[{{"name":"a","image":"{image}"}}]"#);
    let twice = [
        format!(r#"{{"kind":"PodTemplate",{},{}}}"#, template("evil"), template("good")),
        format!(r#"{{{},{},"kind":"PodTemplate"}}"#, template("evil"), template("good")),
        format!(r#"{{"kind":"EphemeralContainers",{},{}}}"#, added("evil"), added("good")),
        format!(r#"{{{},{},"kind":"EphemeralContainers"}}"#, added("evil"), added("good")),
        format!(r#"{{"kind":"Pod",{EVIL},"status":{{}},"status":{{}}}}"#),
        format!(r#"{{"kind":"Pod",{EVIL},"metadata":{{}},"metadata":{{}}}}"#),
        format!(r#"{{"apiVersion":null,"kind":"Pod",{EVIL},"apiVersion":"v1"}}"#),
        r#"{"kind":"Secret","data":{},"data":{}}"#.to_owned(),
        r#"{"kind":"Secret","stringData":{},"stringData":{}}"#.to_owned(),
    ];
    for json in twice {
        let error = objects(&json).unwrap_err();
        assert!(error.contains("duplicate field"), "{json}: {error}");
    }
    let late = format!(r#"{{{},"kind":"EphemeralContainers"}}"#, added("evil"));
    assert_eq!(objects(&late).unwrap(), ["evil"]);
}

#[test]
fn what_has_no_items_is_no_list() {
    assert_eq!(objects(&format!(r#"{{"kind":"EvilList",{EVIL}}}"#)).unwrap(), ["other EvilList"]);
    assert_eq!(objects(r#"{"kind":"PodList","items":null}"#).unwrap(), [""; 0]);
}

#[test]
fn the_parts_of_a_pod_have_their_types_wherever_its_kind_stands() {
    for part in [r#""metadata":"x""#, r#""metadata":[]"#, r#""status":"x""#, r#""status":[]"#] {
        for json in
            [format!(r#"{{"kind":"Pod",{EVIL},{part}}}"#), format!(r#"{{{part},{EVIL},"kind":"Pod"}}"#)]
        {
            assert!(objects(&json).is_err(), "{json}");
        }
    }
    let none = format!(r#"{{"status":null,"metadata":null,"kind":"Pod",{EVIL}}}"#);
    assert_eq!(objects(&none).unwrap(), ["evil.example/x:1"]);
    // Another kind may have a status of its own.
    assert_eq!(objects(r#"{"status":"x","kind":"Widget"}"#).unwrap(), ["other Widget"]);
}

#[test]
fn minus_zero_is_a_number_of_go() {
    let json = format!(
        r#"{{"kind":"Pod",{EVIL},"status":{{"containerStatuses":[{{"name":"a","restartCount":-0}}]}}}}"#
    );
    assert_eq!(objects(&json).unwrap(), ["evil.example/x:1"]);
    let event = r#"{"kind":"Event","involvedObject":{"name":"a"},"reason":"Failed","count":-0}"#;
    assert_eq!(serde_json::from_str::<Events>(event).unwrap().as_slice()[0].count, Some(0));
    for other in ["-0.5", "1.0", "1e0", "2147483648"] {
        assert!(serde_json::from_str::<Events>(&event.replace("-0", other)).is_err(), "{other}");
    }
}
