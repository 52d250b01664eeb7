//! How often parsing asks for memory. A binary of its own, since the counter is process-wide.
#![allow(missing_docs, reason = "tests are read, not documented")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test says what it expects")]

use std::time::Duration;

use allocation_counter::measure;
use pullspec::digest::DigestRef;
use pullspec::reference::Tag;
use pullspec::{Digest, RawReference, Reference};

const ACCEPTED: [&str; 5] = [
    "nginx",
    "quay.io:443/team/app:1.2",
    "[2001:db8::1]:5000/app",
    "redis:7@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "123456789012.dkr.ecr.eu-west-1.amazonaws.com/payments/checkout-service/with-a-long-tail/of-components:2026.11.22",
];
const REFUSED: [&str; 8] = [
    "",
    "Nginx",
    "a:b:c",
    "https://x/y",
    "a//b",
    "a@sha256:abc",
    "İ/x",
    "x@sha256:9f86d081884c7d659a2feaa0c55ad015",
];

#[test]
fn the_borrowed_parser_asks_for_nothing() {
    for text in ACCEPTED {
        let info = measure(|| assert!(RawReference::parse(text).is_ok()));
        assert_eq!(info.count_total, 0, "{text:?}");
    }
    for text in REFUSED {
        let info = measure(|| assert!(RawReference::parse(text).is_err() && DigestRef::parse(text).is_err()));
        assert_eq!(info.count_total, 0, "{text:?}");
    }
}

#[test]
fn the_owned_parser_asks_once() {
    for text in ACCEPTED {
        let info = measure(|| drop(Reference::parse(text).unwrap()));
        assert_eq!(info.count_total, 1, "{text:?}");
    }
    for text in REFUSED {
        let info = measure(|| assert!(Reference::parse(text).is_err()));
        assert_eq!(info.count_total, 0, "{text:?}");
    }
}

#[test]
fn a_reference_with_other_parts_asks_once() {
    let digest =
        Digest::parse("sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08").unwrap();
    for text in ACCEPTED {
        let reference = Reference::parse(text).unwrap();
        let info = measure(|| drop(reference.with_tag(Tag::parse("v1").unwrap())));
        assert_eq!(info.count_total, 1, "{text:?}");
        let info = measure(|| drop(reference.with_digest(&digest)));
        assert_eq!(info.count_total, 1, "{text:?}");
    }
}

#[test]
fn hostile_input_is_refused_without_a_copy() {
    for text in ["a/".repeat(1 << 19), "@".repeat(1 << 20), "é".repeat(1 << 19), "a".repeat(1 << 20)] {
        let info = measure(|| assert!(Reference::parse(&text).is_err()));
        assert_eq!(info.count_total, 0);
    }
}

#[cfg(feature = "serde")]
mod pods {
    use allocation_counter::{AllocationInfo, measure};
    use pullspec::Pods;

    /// A list of so many pods, all alike.
    fn list(pods: usize) -> String {
        let sample: serde_json::Value =
            serde_json::from_str(include_str!("../examples/data/pods.json")).unwrap();
        let pod = sample["items"][0].to_string();
        format!(r#"{{"apiVersion":"v1","items":[{}],"kind":"List"}}"#, vec![pod; pods].join(","))
    }

    fn one_by_one(pods: usize) -> AllocationInfo {
        let json = list(pods);
        let mut seen = 0;
        let info = measure(|| {
            Pods::for_each(&mut serde_json::Deserializer::from_str(&json), |_| seen += 1).unwrap();
        });
        assert_eq!(seen, pods);
        info
    }

    #[test]
    fn one_by_one_a_list_takes_the_memory_of_one_pod() {
        let (one, many) = (one_by_one(1), one_by_one(1000));
        assert_eq!(many.bytes_max, one.bytes_max);
        assert!(one.bytes_max < 20_000, "{one:?}");
        let all = measure(|| drop(serde_json::from_str::<Pods>(&list(1000)).unwrap()));
        assert!(all.bytes_max > 100 * one.bytes_max, "{all:?}");
    }
}

#[cfg(all(feature = "serde", feature = "explain"))]
mod explain {
    use allocation_counter::measure;
    use pullspec::explain::ExplainContext;
    use pullspec::{Events, Pod, explain_pod};
    use serde_json::{Value, from_value, json};

    /// What it takes to explain a pod of so many containers with one image, and as many events about it.
    fn allocations(count: u32) -> u64 {
        let each = |one: fn(u32) -> Value| (0..count).map(one).collect::<Value>();
        let pod: Pod = from_value(json!({
            "spec": {"containers": each(|n| json!({"name": n.to_string(), "image": "redis:7"}))},
            "status": {"phase": "Pending", "containerStatuses": each(|n| {
                json!({"name": n.to_string(), "state": {"waiting": {"reason": "ErrImagePull", "message": "EOF"}}})
            })}
        }))
        .unwrap();
        let events: Events = from_value(json!({"kind": "List", "items": each(|n| json!({
            "kind": "Event", "involvedObject": {"kind": "Pod"}, "reason": "Failed",
            "message": format!("Failed to pull image \"redis:7\": EOF {n}")
        }))}))
        .unwrap();
        let context = ExplainContext::new().with_events(&events);
        let info = measure(|| {
            let found = explain_pod(&pod, &context);
            assert!(found.iter().all(|found| found.state.attempts == Some(count)));
        });
        info.count_total
    }

    /// What explaining the first image of a pod of the sample asks for, and what its text does.
    fn of_a_sample(name: &str) -> (u64, u64) {
        let pods: pullspec::Pods = serde_json::from_str(include_str!("../examples/data/pods.json")).unwrap();
        let events: Events = serde_json::from_str(include_str!("../examples/data/events.json")).unwrap();
        let now = "2025-08-14T09:30:00Z".parse().unwrap();
        let context = ExplainContext::new().with_now(now).with_events(&events);
        let pod = pods.iter().find(|pod| pod.metadata.name.starts_with(name)).unwrap();
        // Tables are made once.
        let _ = explain_pod(pod, &context);
        let image = pod.images().next().unwrap();
        let mut found = None;
        let explained = measure(|| found = Some(pullspec::explain(&image, &context)));
        let found = found.unwrap();
        let shown = measure(|| drop(found.to_string()));
        (explained.count_total, shown.count_total)
    }

    #[test]
    fn an_explanation_asks_rarely() {
        let ((running, _), failing) = (of_a_sample("coredns"), of_a_sample("search"));
        // Exactly, so that one more is noticed; the second and third took 48 and 91 once.
        assert_eq!((running, failing), (8, (23, 40)), "an image that runs, one that fails, and its text");
    }

    #[test]
    fn events_are_read_once_for_all_containers_with_an_image() {
        let _ = allocations(1);
        let (few, many) = (allocations(50), allocations(500));
        assert!(many < 12 * few, "{few} allocations for 50, {many} for 500");
    }
}

mod classify {
    use allocation_counter::measure;
    use pullspec::cause::Details;
    use pullspec::{PullError, WaitingReason, classify};

    fn messages() -> impl Iterator<Item = String> {
        include_str!("data/pull_errors.jsonl").lines().map(|line| {
            let row: serde_json::Value = serde_json::from_str(line).unwrap();
            row["message"].as_str().unwrap().to_owned()
        })
    }

    #[test]
    fn a_verdict_and_the_details_ask_for_nothing() {
        let _ = classify(None, "the table is built once");
        let mut count = 0;
        for message in messages() {
            let info = measure(|| {
                let _ = (classify(Some(&WaitingReason::ErrImagePull), &message), Details::of(&message));
            });
            assert_eq!(info.count_total, 0, "{message}");
            count += 1;
        }
        assert_eq!(count, 370);
    }

    #[test]
    fn a_typed_error_asks_once() {
        let _ = classify(None, "the table is built once");
        for message in messages() {
            let info = measure(|| drop(PullError::from_waiting(&WaitingReason::ErrImagePull, &message)));
            assert_eq!(info.count_total, 1, "{message}");
        }
    }

    #[test]
    fn undoing_quotes_takes_no_more_than_the_text_is_long() {
        let _ = classify(None, "the table is built once");
        // Quoted zero times, once, in a way that nothing quotes, twice, and deeper than any log.
        for level in [0, 1, 2, 3, 40] {
            let unit = format!(" with ErrImagePull: {}\"", "\\".repeat(level));
            let text = unit.repeat((1 << 18) / unit.len());
            let info = measure(|| drop(PullError::from_text(&text)));
            assert!(info.bytes_total <= 8 * text.len() as u64, "{level}: {} bytes", info.bytes_total);
        }
    }

    #[test]
    fn hostile_text_asks_for_nothing() {
        let _ = classify(None, "the table is built once");
        for unit in ["\"a ", "[(\\\"", "denied: ", "\n * not found", "https://"] {
            let text = unit.repeat((1 << 20) / unit.len());
            assert_eq!(
                measure(|| {
                    let _ = classify(None, &text);
                })
                .count_total,
                0,
                "{unit:?}"
            );
        }
    }
}

#[test]
fn bounds_hold_a_bounded_number_of_states() {
    use pullspec::kubelet::{ContainerPlan, PodPlan, Pull};
    for count in [2_usize, 20, 200, 2_000] {
        let failing = |n| {
            ContainerPlan::regular(format!("c{n}"), format!("quay.io/team/app-{n}"))
                .with_pull(Pull::fails(Duration::from_millis(50), "EOF"))
        };
        let pod = PodPlan::new().with_containers((0..count).map(failing));
        let info = measure(|| assert!(pod.bounds(Duration::from_secs(36_000)).is_err()));
        assert!(info.bytes_max < 64_000_000, "{count}: {} bytes", info.bytes_max);
        assert!(info.count_total < 8_000_000, "{count}: {} requests", info.count_total);
    }
}

/// Pairs of inputs that grow together: eight times the input asks for about eight times the memory, not for 64 times.
#[cfg(all(feature = "serde", feature = "explain"))]
#[path = "../benches/support/pairs.rs"]
#[allow(dead_code, reason = "the bench measures times as well")]
mod pairs;

#[cfg(all(feature = "serde", feature = "explain"))]
#[test]
fn pairs_that_grow_together_ask_for_memory_in_proportion() {
    let all = pairs::all();
    assert_eq!(all.len(), 11);
    for pair in all {
        for (what, growth) in pair.growths(false, || core::time::Duration::ZERO) {
            assert!(growth.memory <= 1.25, "{}, {what}: exponent {:.2}", pair.name, growth.memory);
        }
    }
}
