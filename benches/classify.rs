//! Messages per second, beside what tools do today: one regular expression after the other.

#![allow(missing_docs, reason = "a bench has no callers")]
#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a bench says what it expects")]

use std::hint::black_box;
use std::time::Duration;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use pullspec::cause::Details;
use pullspec::{PullError, WaitingReason, classify};
use regex::Regex;

/// The substrings that dashboards and scripts search for, one search each.
///
/// The baseline is this: 22 patterns, each a `regex::Regex` of its own with the crate's default features (literal
/// prefilters and SIMD included), compiled once outside the measurement, in any case of letters since casing differs
/// between runtimes, with the alternations such tools write. `is_match` of all 22 is asked of every whole message: a
/// search that finds ends there, as `MatchString` and `grep -q` do, but a hit spares none of the other searches. Most
/// searches find nothing and read the message to its end at vector speed, 30 to 60 ns each, alternation or not.
const COMMON: [&str; 22] = [
    "(?i)not found",
    "(?i)manifest unknown",
    "(?i)name unknown",
    "(?i)repository does not exist",
    "(?i)unauthorized",
    "(?i)authentication required",
    "(?i)no basic auth credentials",
    "(?i)denied",
    "(?i)forbidden",
    "(?i)toomanyrequests|too many requests",
    "(?i)no such host",
    "(?i)connection refused",
    "(?i)connection reset",
    "(?i)i/o timeout|timed out",
    "(?i)deadline exceeded",
    "(?i)tls handshake",
    "(?i)x509",
    "(?i)server gave http response",
    "(?i)no space left",
    "(?i)no match(ing manifest)? for",
    "(?i)invalid reference format",
    "(?i)pull qps exceeded",
];

fn messages() -> Vec<String> {
    include_str!("../tests/data/pull_errors.jsonl")
        .lines()
        .map(|line| {
            let row: serde_json::Value = serde_json::from_str(line).expect("the data is JSON");
            row["message"].as_str().expect("a message").to_owned()
        })
        .collect()
}

fn classification(c: &mut Criterion) {
    let messages = messages();
    let patterns = COMMON.map(|pattern| Regex::new(pattern).expect("a pattern"));
    let _ = classify(None, "built once");

    let mut group = c.benchmark_group("pull_errors");
    group.throughput(Throughput::Elements(messages.len() as u64));
    group.bench_function("classify", |b| {
        b.iter(|| {
            messages.iter().map(|text| classify(None, black_box(text)).cause() as usize).sum::<usize>()
        });
    });
    group.bench_function("22 regex searches in a row", |b| {
        let search = |text: &str| patterns.iter().filter(|pattern| pattern.is_match(text)).count();
        b.iter(|| messages.iter().map(|text| search(black_box(text))).sum::<usize>());
    });
    group.bench_function("details", |b| {
        b.iter(|| messages.iter().filter(|text| Details::of(black_box(text)).image.is_some()).count());
    });
    group.bench_function("typed error", |b| {
        let reason = WaitingReason::ErrImagePull;
        b.iter(|| {
            messages.iter().filter_map(|text| PullError::from_waiting(&reason, black_box(text))).count()
        });
    });
    group.finish();
}

fn one_megabyte(c: &mut Criterion) {
    let size = 1 << 20;
    let mut group = c.benchmark_group("1 MB");
    group.throughput(Throughput::Bytes(size as u64));
    group.measurement_time(Duration::from_secs(3));
    for (name, unit) in [
        ("words", "failed to pull and unpack image not found "),
        ("quotes", "\\\"a \"b \\\\\\\"c "),
        ("brackets", "[rpc: (a, [b: denied, "),
        ("names", "https://r.example/v2/a/manifests/1 "),
    ] {
        let text: String = unit.chars().cycle().take(size).collect();
        group.bench_function(name, |b| b.iter(|| classify(None, black_box(&text))));
    }
    group.finish();
}

criterion_group!(benches, classification, one_megabyte);
criterion_main!(benches);
