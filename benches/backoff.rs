//! Keyed back-off beside a plain hash map of the same keys and values.
#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing, reason = "a program with fixed input")]

use std::collections::HashMap;
use std::hint::black_box;
use std::time::Duration;

use criterion::{BatchSize, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use pullspec::Schedule;
use pullspec::backoff::{Backoff, Retries};

/// Keys as the kubelet makes them, in an order that no cache can guess.
fn keys(count: u64) -> Vec<String> {
    let key = |n: u64| {
        let uid = n.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        Backoff::key(
            &format!("{:08x}-0000-4000-8000-{:012x}", uid >> 32, uid & 0xffff_ffff_ffff),
            &format!("registry.example.com/team/app:v{}", n % 10),
        )
    };
    let mut keys: Vec<String> = (0..count).map(key).collect();
    keys.sort_unstable();
    keys
}

/// The plain map does what the back-off does to a key's entry: read it, double it, set its time.
fn step(entry: &mut (u64, u64), now: u64) -> u64 {
    *entry = (entry.0.saturating_mul(2).min(300_000), now);
    entry.0
}

fn keyed(c: &mut Criterion) {
    for count in [1_u64, 1_000, 1_000_000] {
        let keys = keys(count);
        // Each round visits other keys; a stride that shares no factor with the count visits them all.
        let order: Vec<&String> =
            (0..count).map(|n| &keys[usize::try_from(n * 611_953 % count).unwrap()]).collect();
        let mut backoff = Backoff::new(Schedule::IMAGE_PULL);
        let mut map: HashMap<String, (u64, u64)> = HashMap::new();
        for key in &order {
            backoff.next(key, Duration::ZERO);
            map.insert((*key).clone(), (10_000, 0));
        }
        let mut group = c.benchmark_group("keyed");
        group.throughput(Throughput::Elements(1));
        let mut at = order.iter().cycle();
        group.bench_function(BenchmarkId::new("backoff next", count), |b| {
            b.iter(|| backoff.next(black_box(at.next().unwrap()), Duration::from_millis(1)));
        });
        group.bench_function(BenchmarkId::new("hash map next", count), |b| {
            b.iter(|| map.get_mut(black_box(at.next().unwrap().as_str())).map(|entry| step(entry, 1)));
        });
        group.bench_function(BenchmarkId::new("backoff is_in_backoff", count), |b| {
            b.iter(|| backoff.is_in_backoff(black_box(at.next().unwrap()), Duration::from_millis(1)));
        });
        group.bench_function(BenchmarkId::new("hash map is_in_backoff", count), |b| {
            b.iter(|| {
                map.get(black_box(at.next().unwrap().as_str())).is_some_and(|entry| 1 - entry.1 < entry.0)
            });
        });
        group.finish();
    }
}

fn filled(c: &mut Criterion) {
    let keys = keys(100_000);
    let mut group = c.benchmark_group("fill and collect 100000 keys");
    group.sample_size(10);
    group.throughput(Throughput::Elements(keys.len() as u64));
    group.bench_function("backoff", |b| {
        b.iter_batched(
            || Backoff::new(Schedule::IMAGE_PULL),
            |mut backoff| {
                for key in &keys {
                    backoff.next(key, Duration::ZERO);
                }
                backoff.gc(Duration::from_secs(700));
                backoff
            },
            BatchSize::PerIteration,
        );
    });
    group.bench_function("hash map", |b| {
        b.iter_batched(
            HashMap::<String, (u64, u64)>::new,
            |mut map| {
                for key in &keys {
                    map.insert(key.clone(), (10_000, 0));
                }
                map.retain(|_, entry| entry.1 > 0);
                map
            },
            BatchSize::PerIteration,
        );
    });
    group.finish();
}

fn closed_form(c: &mut Criterion) {
    let retries = Schedule::IMAGE_PULL.retries(Duration::from_secs(2), Retries::KUBELET_LAG);
    c.bench_function("closed form/window", |b| b.iter(|| Schedule::IMAGE_PULL.window(black_box(1_000_000))));
    c.bench_function("closed form/position", |b| {
        b.iter(|| retries.position(Duration::ZERO, black_box(Duration::from_secs(3_600))));
    });
}

criterion_group!(benches, keyed, filled, closed_form);
criterion_main!(benches);
