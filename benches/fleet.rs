//! Fleets against a registry that is away.
#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing, reason = "a program with fixed input")]

use std::hint::black_box;
use std::time::Duration;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use pullspec::kubelet::Fleet;

fn outages(c: &mut Criterion) {
    let mut group = c.benchmark_group("an hour of a dead registry");
    group.sample_size(10);
    for (pods, nodes) in [(1_000, 50), (100_000, 1_000)] {
        let fleet = Fleet::new(pods, nodes)
            .with_outage(Duration::ZERO..Duration::MAX)
            .with_pull_times(Duration::from_millis(100), Duration::from_secs(2));
        group.throughput(Throughput::Elements(pods as u64));
        group.bench_function(format!("{pods} pods"), |b| {
            b.iter(|| black_box(&fleet).run(Duration::from_secs(3_600)));
        });
    }
    group.finish();
}

criterion_group!(benches, outages);
criterion_main!(benches);
