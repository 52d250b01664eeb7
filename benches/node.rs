//! Where a node would ask, by a configuration of 1,000 registries.

#![allow(clippy::expect_used, reason = "a bench says what it expects")]

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use pullspec::Reference;
use pullspec::registry::node::containerd::HostDirectories;
use pullspec::registry::node::containers_image::{Node, parse_reference};

const RULES: usize = 1_000;
/// Images of the last rules, and one that no rule is for.
const IMAGES: [&str; 4] =
    ["reg999.example/team/app:1", "reg998.example/app:1", "a.wild997.example/app:1", "quay.io/team/app:1"];

/// A third of the prefixes are wildcards, a third longer than a registry.
fn registries_conf() -> String {
    let registry = |at| {
        let name = match at % 3 {
            0 => format!("reg{at}.example"),
            1 => format!("*.wild{at}.example"),
            _ => format!("reg{at}.example/team"),
        };
        format!(
            "[[registry]]\nprefix = \"{name}\"\nlocation = \"reg{at}.example\"\n\
             [[registry.mirror]]\nlocation = \"mirror{at}.example/proxy\"\n"
        )
    };
    (0..RULES).map(registry).collect::<Vec<_>>().concat()
}

fn containerd() -> HostDirectories {
    (0..RULES).fold(HostDirectories::new(["certs.d"]), |hosts, at| {
        let text = format!("server = \"https://reg{at}.example\"\n[host.\"https://mirror{at}.example\"]\n");
        hosts.with_text(&format!("certs.d/reg{at}.example/hosts.toml"), text)
    })
}

fn node(c: &mut Criterion) {
    let conf = registries_conf();
    let mut group = c.benchmark_group("node, 1,000 registries");
    group.bench_function("read registries.conf", |b| {
        b.iter(|| Node::read([("registries.conf", black_box(conf.as_str()))]));
    });
    let node = Node::read([("registries.conf", conf.as_str())]);
    let images: Vec<Reference> =
        IMAGES.iter().map(|image| parse_reference(image).expect("a reference")).collect();
    let count = |image: &Reference| node.resolution(image).expect("a configuration").attempts().len();
    let attempts: usize = images.iter().map(count).sum();
    group.throughput(Throughput::Elements(attempts as u64));
    group.bench_function("attempts of four images by registries.conf", |b| {
        b.iter(|| images.iter().map(count).sum::<usize>());
    });
    let hosts = containerd();
    let count = |image: &Reference| hosts.resolve(image).expect("a configuration").attempts().len();
    group.throughput(Throughput::Elements(images.iter().map(count).sum::<usize>() as u64));
    group.bench_function("attempts of four images by hosts.toml", |b| {
        b.iter(|| images.iter().map(count).sum::<usize>());
    });
    group.finish();
}

criterion_group!(benches, node);
criterion_main!(benches);
