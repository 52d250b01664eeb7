//! What holds of any bytes that are read as objects: they are read or a place is named, and what is read is never empty
//! by accident.

use pullspec::api::{PodSpec, Workload, WorkloadKind, Workloads};
use pullspec::{Event, Events, Pod, Pods};
use serde::de::DeserializeOwned;
use serde_json::Value;

#[track_caller]
pub fn replay(bytes: &[u8]) {
    let pod: Option<Pod> = read(bytes);
    let spec: Option<PodSpec> = read(bytes);
    let pods: Option<Pods> = read(bytes);
    let events: Option<Events> = read(bytes);
    let workload: Option<Workload> = read(bytes);
    let workloads: Option<Workloads> = read(bytes);
    let _: Option<Event> = read(bytes);
    // As Go reads it: a byte that is no text, which fields that nobody asks for may have, is a sign for one.
    let document: Option<Value> = serde_json::from_str(&String::from_utf8_lossy(bytes)).ok();
    let kind = document.as_ref().and_then(|document| document.get("kind")?.as_str()).unwrap_or_default();

    if let Some(pod) = &pod {
        assert!(matches!(kind, "" | "Pod"), "a pod of kind {kind:?}");
        assert!(pod.images().next().is_some(), "a pod without an image");
        assert_eq!(pod.images().count(), pod.spec.images().count());
        let listed = pods.as_ref().map(Pods::as_slice);
        assert_eq!(listed, Some(core::slice::from_ref(pod)), "a list of one reads as the one");
    }
    if let Some(spec) = &spec {
        assert!(!spec.containers.is_empty(), "a spec without containers");
    }
    if let Some(pods) = &pods {
        assert!(matches!(kind, "" | "Pod" | "PodList" | "List"), "pods of kind {kind:?}");
        assert!(pods.iter().all(|pod| pod.images().next().is_some()));
        let mut one_by_one = Vec::new();
        Pods::for_each(&mut serde_json::Deserializer::from_slice(bytes), |pod| one_by_one.push(pod)).unwrap();
        assert_eq!(one_by_one, pods.as_slice());
    }
    if events.is_some() {
        assert!(matches!(kind, "" | "Event" | "EventList" | "List"), "events of kind {kind:?}");
    }
    if let Some(workload) = &workload {
        assert_eq!(workload.kind().as_str(), kind);
        assert!(workload.images().next().is_some(), "a workload without an image");
        assert_eq!(workloads.as_ref().map(Workloads::as_slice), Some(core::slice::from_ref(workload)));
        if let Some(document) = &document {
            places_are_there(workload, document);
        }
    }
    if let Some(workloads) = &workloads {
        let of = kind.strip_suffix("List").unwrap_or(kind);
        assert!(of.is_empty() || WorkloadKind::ALL.iter().any(|known| known.as_str() == of), "{kind:?}");
        let items = document.as_ref().and_then(|document| document.get("items")?.as_array());
        assert_eq!(workloads.iter().count(), items.map_or(usize::from(!kind.ends_with("List")), Vec::len));
        assert!(workloads.iter().all(|workload| workload.images().next().is_some()));
    }
}

/// Read, or refused at a place of the text.
#[track_caller]
fn read<T: DeserializeOwned + PartialEq + core::fmt::Debug>(bytes: &[u8]) -> Option<T> {
    match serde_json::from_slice::<T>(bytes) {
        Ok(read) => {
            // The same from a tree, whose reader hands out fields in another way.
            if let Ok(value) = serde_json::from_slice::<Value>(bytes) {
                assert_eq!(serde_json::from_value::<T>(value).ok().as_ref(), Some(&read));
            }
            Some(read)
        }
        Err(error) => {
            assert!(error.line() > 0, "no place: {error}");
            assert!(!error.to_string().contains(|c: char| c.is_control() && c != '\n'), "{error:?}");
            None
        }
    }
}

/// Each image stands where the reader says.
#[track_caller]
fn places_are_there(workload: &Workload, document: &Value) {
    for image in workload.images() {
        let found = document.pointer(&image.pointer());
        // Null and missing are empty.
        let text = found.and_then(Value::as_str).unwrap_or_default();
        assert_eq!(text, image.image(), "{}", image.pointer());
    }
}
