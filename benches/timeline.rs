//! An hour of a pod that cannot pull its image.
#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing, reason = "a program with fixed input")]

use std::hint::black_box;
use std::time::Duration;

use criterion::{Criterion, criterion_group, criterion_main};
use pullspec::kubectl::describe_events;
use pullspec::kubelet::{ContainerPlan, PodPlan, Pull, Timeline};

const HOUR: Duration = Duration::from_secs(3_600);

fn pod() -> PodPlan {
    let app = ContainerPlan::regular("app", "registry.example.com/team/app:v1");
    PodPlan::new()
        .with_container(app.with_pull(Pull::fails(Duration::from_secs(2), "unauthorized: access denied")))
        .with_sync_at(Duration::from_millis(200))
}

fn delays() -> impl Iterator<Item = Duration> + Clone {
    [14_830, 12_020, 14_250, 10_670, 13_320, 10_900, 12_680].into_iter().map(Duration::from_millis).cycle()
}

fn hour(c: &mut Criterion) {
    let pod = pod();
    c.bench_function("an hour/steps", |b| {
        b.iter(|| {
            Timeline::new(black_box(&pod), delays()).take_while(|step| step.sync_start() <= HOUR).count()
        });
    });
    c.bench_function("an hour/events correlated", |b| {
        b.iter(|| Timeline::new(black_box(&pod), delays()).until(HOUR).event_log_at(HOUR));
    });
    let log = Timeline::new(&pod, delays()).until(HOUR).event_log_at(HOUR);
    c.bench_function("an hour/describe", |b| {
        b.iter(|| describe_events(black_box(log.rows()), HOUR).to_string());
    });
    c.bench_function("an hour/bounds", |b| b.iter(|| black_box(&pod).bounds(HOUR)));
}

criterion_group!(benches, hour);
criterion_main!(benches);
