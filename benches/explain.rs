//! Pods per second: explained from memory, and read from JSON as well.

#![allow(missing_docs, reason = "a bench has no callers")]
#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a bench says what it expects")]

use std::hint::black_box;
use std::io::Read;
use std::time::Duration;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use pullspec::api::Timestamp;
use pullspec::explain::ExplainContext;
use pullspec::{Events, Pods, Report, explain_pod};

#[path = "../tests/support/many_pods.rs"]
#[allow(unreachable_pub, reason = "a helper of the tests")]
mod many_pods;

fn explanations(c: &mut Criterion) {
    let pods: Pods = serde_json::from_str(include_str!("../examples/data/pods.json")).expect("pods");
    let events: Events = serde_json::from_str(include_str!("../examples/data/events.json")).expect("events");
    let now = Timestamp::parse("2025-08-14T09:30:00Z").expect("a time");
    let context = ExplainContext::new().at(now).with_events(&events);
    let of = |name: &str| pods.iter().find(|pod| pod.metadata.name.starts_with(name)).expect("a sample");
    let (fine, failing) = (of("coredns"), of("search"));

    let mut group = c.benchmark_group("explain");
    group.warm_up_time(Duration::from_millis(500)).measurement_time(Duration::from_secs(2));
    group.bench_function("a pod that runs", |b| b.iter(|| explain_pod(black_box(fine), &context)));
    group.bench_function("a pod that fails, with its events", |b| {
        b.iter(|| explain_pod(black_box(failing), &context));
    });
    group.bench_function("the same as text", |b| {
        b.iter(|| explain_pod(black_box(failing), &context)[0].to_string());
    });

    let mut list = String::new();
    many_pods::ManyPods::new(1_000).read_to_string(&mut list).expect("it is text");
    group.throughput(Throughput::Bytes(list.len() as u64)).sample_size(20);
    group.bench_function("1,000 pods from JSON to a report", |b| {
        b.iter(|| {
            let mut report = Report::new();
            let mut json = serde_json::Deserializer::from_str(black_box(&list));
            Pods::for_each(&mut json, |pod| report.add_pod(explain_pod(&pod, &context))).expect("pods");
            report
        });
    });
    // What reading that much JSON costs alone.
    group.bench_function("the same 1,000 pods into IgnoredAny", |b| {
        b.iter(|| serde_json::from_str::<serde::de::IgnoredAny>(black_box(&list)).expect("JSON"));
    });
    group.finish();
}

criterion_group!(benches, explanations);
criterion_main!(benches);
