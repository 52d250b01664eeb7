//! What an admission webhook or a policy engine asks per container.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use pullspec::access::{ImageRequest, Presence};
use pullspec::api::Behavior;
use pullspec::{Keyring, PodImage, PullPolicy};

fn keyring(c: &mut Criterion) {
    let hosts = (0..50).map(|at| (format!("reg{at}.example.com/team{at}"), at));
    let keyring: Keyring<usize> =
        hosts.chain([("*.example.com".into(), 50), ("https://index.docker.io/v1/".into(), 51)]).collect();
    let mut group = c.benchmark_group("keyring of 52 keys");
    group.bench_function("one key and a pattern match", |b| {
        b.iter(|| keyring.lookup_name(black_box("reg7.example.com/team7/app")).len());
    });
    group.bench_function("Docker Hub by the fallback", |b| {
        b.iter(|| keyring.lookup_name(black_box("docker.io/library/nginx")).len());
    });
    group.finish();
    c.bench_function("add a docker config key", |b| {
        b.iter(|| Keyring::new().insert(black_box("https://quay.io/v2/team"), ()));
    });
}

fn policy(c: &mut Criterion) {
    c.bench_function("default pull policy", |b| {
        b.iter(|| {
            PullPolicy::default_for(&black_box(PodImage::new("quay.io/team/app:1.2.3")), &Behavior::default())
        });
    });
    let behavior = Behavior::default();
    c.bench_function("decide on an image that is present", |b| {
        let image = PodImage::new("quay.io/team/app:1.2.3");
        let request = ImageRequest::new(&image, PullPolicy::IfNotPresent).with_presence(Presence::Present);
        b.iter(|| request.decide(&behavior));
    });
}

criterion_group!(benches, keyring, policy);
criterion_main!(benches);
