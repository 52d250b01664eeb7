//! Parsing references, beside two other crates and a compiled regular expression, in the same run.
#![allow(missing_docs, reason = "criterion's macros")]
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    unreachable_pub,
    reason = "a wrong bench should stop"
)]

use std::hint::black_box;

use container_image_dist_ref::ImgRef;
use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use oci_spec::distribution::Reference as OciReference;
use pullspec::{RawReference, Reference};
use regex::Regex;

mod support;

/// Reads every byte once, one after the other: the floor for a parser that looks at bytes.
///
/// The rotation keeps the compiler from reading sixteen at a time, which `xor_vectors` is for.
fn xor_bytes(text: &str) -> u8 {
    text.bytes().fold(0_u8, |all, byte| all.rotate_left(1) ^ byte)
}

/// The same without an order, which the compiler turns into vector instructions.
fn xor_vectors(text: &str) -> u8 {
    text.bytes().fold(0, |all, byte| all ^ byte)
}

/// The published grammar with its parts captured, as Go's own parser does it.
const CAPTURES: &str = concat!(
    r"^((?:(?:(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])",
    r"(?:\.(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9]))*|\[[a-fA-F0-9:]+\])(?::[0-9]+)?/)?",
    r"[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*)",
    r"(?::((?-u:\w)(?-u:[\w.-]){0,127}))?",
    r"(?:@([A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[[:xdigit:]]{32,}))?$",
);

fn bytes(texts: &[String]) -> Throughput {
    Throughput::ElementsAndBytes {
        elements: texts.len() as u64,
        bytes: texts.iter().map(String::len).sum::<usize>() as u64,
    }
}

fn group(c: &mut Criterion, name: &str, texts: &[String]) {
    let regex = Regex::new(CAPTURES).expect("valid");
    let mut group = c.benchmark_group(name);
    group.throughput(bytes(texts));
    group.bench_function("xor_bytes", |b| {
        b.iter(|| texts.iter().map(|t| u32::from(xor_bytes(black_box(t)))).sum::<u32>());
    });
    group.bench_function("xor_vectors", |b| {
        b.iter(|| texts.iter().map(|t| u32::from(xor_vectors(black_box(t)))).sum::<u32>());
    });
    group.bench_function("pullspec_raw", |b| {
        b.iter(|| texts.iter().filter(|t| RawReference::parse(black_box(t)).is_ok()).count());
    });
    group.bench_function("container_image_dist_ref", |b| {
        b.iter(|| texts.iter().filter(|t| ImgRef::new(black_box(t)).is_ok()).count());
    });
    group.bench_function("regex_captures", |b| {
        b.iter(|| texts.iter().filter(|t| regex.captures(black_box(t)).is_some()).count());
    });
    group.bench_function("pullspec", |b| {
        b.iter(|| texts.iter().filter(|t| Reference::parse(black_box(t)).is_ok()).count());
    });
    group.bench_function("oci_spec", |b| {
        b.iter(|| texts.iter().filter(|t| black_box(t).parse::<OciReference>().is_ok()).count());
    });
    group.finish();
}

fn reference(c: &mut Criterion) {
    group(c, "realistic", &support::realistic());
    group(c, "refused", &support::refused());
    group(c, "slips", &support::slips());
    let of_56_bytes = "ghcr.io/acme/platform/api-server:v2.31.0-rc.4-alpine-x64";
    assert_eq!(of_56_bytes.len(), 56);
    group(c, "56_bytes", &[of_56_bytes.to_owned()]);
    let digested = format!("quay.io/prometheus/node-exporter:v1.8@sha256:{}", "9f86d081884c7d65".repeat(4));
    group(c, "digested", &[digested]);

    let mut hostile = c.benchmark_group("hostile_1mb");
    for (name, text) in [
        ("dashes", format!("a{}", "-".repeat(1 << 20))),
        ("slashes", "a/".repeat(1 << 19)),
        ("ats", "@".repeat(1 << 20)),
    ] {
        hostile.throughput(Throughput::Bytes(text.len() as u64));
        hostile.bench_function(name, |b| {
            b.iter_batched_ref(|| text.clone(), |text| Reference::parse(text).is_ok(), BatchSize::LargeInput);
        });
    }
    hostile.finish();
}

criterion_group!(benches, reference);
criterion_main!(benches);
