//! The check of `guide::security`, over every document that was made to get an image past it.

use std::collections::BTreeMap;

use pullspec::api::{ImageField, PodSpec, RecordedEvent, Workload, Workloads};
use pullspec::kubectl::describe_events;
use pullspec::pattern::PatternSet;
use pullspec::{Events, Pattern, Pod, Pods, Reference};
use serde_json::Value;

const EVIL: &str = "evil.example/x:1";

/// As in the guide, for every object of a document, with the places that no image field shows.
fn refusals(document: &str, allowed: &PatternSet) -> Result<Vec<String>, String> {
    let workloads: Workloads = serde_json::from_str(document).map_err(|error| error.to_string())?;
    let mut refused = Vec::new();
    for workload in &workloads {
        refused.extend(workload.images().filter_map(|field| refusal(&field, allowed)));
        refused.extend(workload.artifacts().map(|field| format!("{}: {:?}", field.path(), field.text())));
    }
    Ok(refused)
}

fn refusal(field: &ImageField<'_>, allowed: &PatternSet) -> Option<String> {
    match Reference::parse(field.image()) {
        Ok(image) => allowed.check(&image).err().map(|refused| format!("{}: {refused}", field.path())),
        Err(error) => Some(format!("{}: {error}", field.path())),
    }
}

fn allowed() -> PatternSet {
    PatternSet::parse(["registry.example.com/team/**"]).unwrap()
}

/// The check names this place, and no place but it and those that it is told.
#[track_caller]
fn is_refused_at(document: &str, places: &[&str]) {
    let refused = refusals(document, &allowed()).unwrap_or_else(|error| panic!("{error}: {document}"));
    let at: Vec<&str> = refused.iter().map(|line| line.split(": ").next().unwrap()).collect();
    assert_eq!(at, places, "{document}");
}

fn is_not_a_pod(document: &str) {
    assert!(serde_json::from_str::<Pod>(document).is_err(), "{document}");
    assert!(serde_json::from_str::<Pods>(document).is_err(), "{document}");
}

fn is_not_read(document: &str) {
    is_not_a_pod(document);
    assert!(serde_json::from_str::<PodSpec>(document).is_err(), "{document}");
    assert!(serde_json::from_str::<Workload>(document).is_err(), "{document}");
    assert!(refusals(document, &allowed()).is_err(), "{document}");
}

/// No pattern of any registry matches an image whose domain was not written and that may be the ID of one on the node.
fn is_matched_only_where_written(document: &str) {
    let pod: Pod = serde_json::from_str(document).unwrap();
    let image = Reference::parse(pod.spec.containers[0].image.as_str()).unwrap();
    for pattern in [
        "docker.io/**",
        "docker.io/library/**",
        "docker.io/library/*",
        "docker.io/library/sha256",
        "*.io/**",
        "**",
    ] {
        let Ok(pattern) = Pattern::parse(pattern) else { continue };
        assert!(!pattern.matches(&image) || !image.domain_was_defaulted(), "{pattern}: {document}");
    }
    is_refused_at(document, &["spec.containers[0].image"]);
}

#[test]
fn every_bypass_is_caught() {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for row in include_str!("../data/bypass.jsonl").lines() {
        let row: Value = serde_json::from_str(row).unwrap();
        let (document, must) = (row["document"].as_str().unwrap(), row["must"].as_str().unwrap());
        let first = "spec.containers[0].image";
        match must {
            "refuse as a Pod" | "refuse as a Pod, or read request.object" => {
                is_not_a_pod(document);
                assert!(refusals(document, &allowed()).is_err(), "{document}");
            }
            "refuse"
            | "refuse, or the last"
            | "refuse, or the Deployment's image too"
            | "refuse as a PodSpec" => {
                is_not_read(document);
            }
            "both images, or the kind passed over is reported" => {
                let of_template = "spec.template.spec.containers[0].image";
                is_refused_at(document, &[of_template]);
                let all: Workloads = serde_json::from_str(document).unwrap();
                let images: Vec<_> =
                    all.iter().flat_map(Workload::images).map(|field| field.image()).collect();
                assert_eq!(images, [EVIL, "registry.example.com/team/a:1"]);
            }
            "say: image missing" => {
                let said = refusals(document, &allowed()).unwrap();
                assert_eq!(said, ["spec.containers[0].image: empty reference"]);
            }
            "as Go's API machinery reads it (case-sensitive), listed in the differences" => {
                is_refused_at(document, &[first]);
            }
            "not fewer images than Go" => is_refused_at(document, &[first, "spec.containers[1].image"]),
            "can be seen: a place that fetches from a registry and is no image field" => {
                is_refused_at(document, &["metadata.annotations[seccomp-profile.kubernetes.cri-o.io/a]"]);
            }
            "can be seen" => is_refused_at(document, &["spec.volumes[0].csi.volumeAttributes[image]"]),
            "no pattern of a registry matches where the domain was not written" => {
                is_matched_only_where_written(document);
            }
            "read; harmless when printed" => {
                let events: Events = serde_json::from_str(document).unwrap();
                assert_eq!(events.len(), 1);
                let rows: Vec<RecordedEvent> = events.iter().map(row_of).collect();
                let table = describe_events(&rows, core::time::Duration::ZERO).to_string();
                assert!(!table.contains(|c: char| c.is_control() && c != '\n'), "{table:?}");
            }
            place => {
                let path = place.strip_prefix("image ").unwrap_or_else(|| panic!("nothing checks {must:?}"));
                is_refused_at(document, &[path]);
            }
        }
        *counts.entry(must.into()).or_default() += 1;
    }
    assert_eq!((counts.values().sum::<usize>(), counts.len()), (32, 19), "{counts:#?}");
}

fn row_of(event: &pullspec::Event) -> RecordedEvent {
    RecordedEvent {
        event_type: pullspec::api::EventType::Normal,
        reason: event.reason.clone(),
        field_path: String::new(),
        source: String::new(),
        message: event.message.clone(),
        count: event.times().into(),
        first: core::time::Duration::ZERO,
        last: core::time::Duration::ZERO,
    }
}

#[test]
fn a_list_of_workloads_passes_over_nothing() {
    let pod = r#"{"kind":"Pod","spec":{"containers":[{"name":"a","image":"evil.example/x:1"}]}}"#;
    let bare = r#"{"spec":{"containers":[{"name":"a","image":"evil.example/x:1"}]}}"#;
    let read = |json: String| serde_json::from_str::<Workloads>(&json).map(|all| all.as_slice().len());
    let count = |json: String| read(json).unwrap();
    let error = |json: String| {
        let error = read(json).unwrap_err().to_string();
        error.split(" at line").next().unwrap().to_owned()
    };
    assert_eq!(count(pod.into()), 1);
    assert_eq!(count(format!(r#"{{"items":[{pod},{pod}],"kind":"List"}}"#)), 2);
    assert_eq!(count(format!(r#"{{"kind":"PodList","items":[{bare},{pod}]}}"#)), 2);
    assert_eq!(count(r#"{"kind":"DeploymentList","apiVersion":"apps/v1","items":null}"#.into()), 0);
    assert_eq!(
        error(format!(r#"{{"kind":"List","items":[{pod},{bare}]}}"#)),
        "items[1]: no kind, expected a built-in one that holds pods"
    );
    assert_eq!(
        error(format!(r#"{{"kind":"List","items":[{{"kind":"List","items":[{pod}]}}]}}"#)),
        "items[0]: \"List\" is not a built-in kind that holds pods"
    );
    assert_eq!(
        error(format!(r#"{{"kind":"DeploymentList","items":[{pod}]}}"#)),
        "items[0]: kind \"Pod\" in a list of kind \"DeploymentList\""
    );
    assert_eq!(
        error(r#"{"kind":"List","items":[{"kind":"Secret"}]}"#.into()),
        "items[0]: \"Secret\" is not a built-in kind that holds pods"
    );
    assert_eq!(
        error(r#"{"kind":"SecretList","items":[]}"#.into()),
        "\"Secret\" is not a built-in kind that holds pods"
    );
    for refused in [
        "{}",
        "[]",
        "null",
        r#"{"items":[]}"#,
        r#"{"kind":"Pod","items":[]}"#,
        r#"{"kind":"List","items":{}}"#,
    ] {
        assert!(read(refused.into()).is_err(), "{refused}");
    }
    // A list that holds itself as deep as the reader goes is refused, and costs no stack.
    let deep = format!("{}{}", r#"{"kind":"List","items":["#.repeat(60), "]}".repeat(60));
    assert!(read(deep).is_err());
}
