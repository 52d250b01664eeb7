//! What belongs to a pod and what belongs to each of its containers, growing together: read once for the pod. What was
//! quadratic would take hours and gigabytes here; no duration is looked at.

use pullspec::api::{Behavior, Container, ContainerStatus, LocalObjectReference, StateWaiting};
use pullspec::explain::{ExplainContext, Severity};
use pullspec::{Event, Pod, explain_pod};

const MANY: usize = 20_000;

fn pod(reason: &str, message: &str) -> Pod {
    let mut pod = Pod::default();
    "web".clone_into(&mut pod.metadata.name);
    "Pending".clone_into(&mut pod.status.phase);
    for n in 0..MANY {
        let (name, image) = (format!("c{n}"), format!("quay.io/team/app-{n}:1"));
        let (mut container, mut status) = (Container::default(), ContainerStatus::default());
        (container.name, container.image) = (name.clone(), image);
        status.name = name;
        let mut waiting = StateWaiting::default();
        (waiting.reason, waiting.message) = (reason.to_owned(), message.to_owned());
        status.state.waiting = Some(waiting);
        pod.spec.containers.push(container);
        pod.status.container_statuses.push(status);
    }
    pod
}

#[test]
fn containers_and_their_statuses() {
    let pod = pod("ImagePullBackOff", "Back-off pulling image: manifest unknown");
    let context = ExplainContext::new().with_behavior(Behavior::for_minor(36));
    assert_eq!(explain_pod(&pod, &context).len(), MANY);
}

#[test]
fn containers_and_the_names_of_secrets() {
    let mut pod = pod("ImagePullBackOff", "Back-off pulling image: unauthorized");
    for n in 0..MANY {
        let mut secret = LocalObjectReference::default();
        secret.name = format!("secret-{n}");
        pod.spec.image_pull_secrets.push(secret);
    }
    let found = explain_pod(&pod, &ExplainContext::new());
    assert_eq!(found.len(), MANY);
    let first = found[0].pull_secrets.as_ref().unwrap();
    assert_eq!(first.named.len(), MANY);
    assert!(found[0].remedy.as_ref().unwrap().fix.len() < 1_000);
}

#[test]
fn containers_and_what_is_said_of_their_pod() {
    let mut pod = pod("ContainerCreating", "");
    pod.status.message = "m".repeat(1 << 20);
    let found = explain_pod(&pod, &ExplainContext::new());
    assert!(found.iter().all(|one| one.severity == Severity::Starting));
    assert_eq!(found[MANY - 1].trouble().map(str::len), Some(1 << 20));
}

#[test]
fn containers_of_one_name_and_look_ups_that_name_no_image() {
    let mut pod = pod("ContainerCreating", "");
    for container in &mut pod.spec.containers {
        "app".clone_into(&mut container.name);
    }
    let event = |n: usize| -> Event {
        serde_json::from_value(serde_json::json!({
            "involvedObject": {"kind": "Pod", "name": "web", "fieldPath": "spec.containers{app}"},
            "reason": "InspectFailed", "message": format!("Failed to inspect image \"\": rpc error {n}"),
            "lastTimestamp": "2026-03-01T09:30:05Z"
        }))
        .unwrap()
    };
    let events: Vec<Event> = (0..MANY).map(event).collect();
    let context = ExplainContext::new().with_events(&events);
    let found = explain_pod(&pod, &context);
    assert_eq!(found[0].state.refusals, Some(u32::try_from(MANY).unwrap()));
}
