//! What holds for every configuration of a node and every image: shared by the properties, the fuzz targets and the
//! replay of their corpus.

use std::net::IpAddr;

use pullspec::Reference;
use pullspec::platform::{Entry, Platform, Reason, Selector, choose};
use pullspec::registry::node::containerd::{
    ContainerdMirrors, HostDirectories, fetch_requests, resolve_requests,
};
use pullspec::registry::node::docker::DockerDaemon;
use pullspec::registry::node::k3s::Registries;
use pullspec::registry::node::{Attempt, ConfigError, Resolution};

/// The first line is an image, the rest a file.
fn split(text: &str) -> (&str, &str) {
    text.split_once('\n').unwrap_or((text, ""))
}

/// A `hosts.toml` for every registry.
pub fn containerd(text: &str) {
    let (image, file) = split(text);
    let Ok(image) = Reference::parse(image) else { return };
    let hosts = HostDirectories::new(["/certs.d"]).with_text("/certs.d/_default/hosts.toml", file);
    let Ok(resolution) = check(hosts.resolve(&image)) else { return };
    // The origin is last, or shut out by a rule that is named.
    let last = resolution.attempts().last().expect("there is always a last entry");
    assert!(last.is_origin() || last.rule().text().starts_with("server = "), "{last:?}");
    // A dropped file leaves the origin alone.
    assert!(resolution.dropped().is_empty() || (resolution.attempts().len() == 1 && last.is_origin()));
    let by_digest = image.docker_ref();
    if let Ok(requests) = resolve_requests(&resolution, &by_digest) {
        assert!(requests.len() <= 2 * resolution.attempts().len());
    }
    let digest = pullspec::Digest::parse(&format!("sha256:{:064}", 0)).expect("a digest");
    if let Ok(requests) = fetch_requests(&resolution, &digest) {
        assert!(requests.iter().all(|request| request.url.contains("/manifests/sha256:")));
    }
}

/// Endpoints of the old table, one a line.
pub fn containerd_mirrors(text: &str) {
    let (image, endpoints) = split(text);
    let Ok(image) = Reference::parse(image) else { return };
    let mirrors = ContainerdMirrors::new().with_mirror("*", endpoints.lines());
    let Ok(resolution) = check(mirrors.resolve(&image)) else { return };
    // Without an endpoint of the registry's own name the registry comes last.
    let own = |attempt: &Attempt| attempt.host() == image.domain();
    assert!(
        resolution.attempts().iter().any(own) || resolution.attempts().last().is_some_and(Attempt::is_origin)
    );
}

/// Mirrors and insecure registries, one a line: mirrors have `://`.
pub fn docker(text: &str) {
    let (image, lines) = split(text);
    let Ok(image) = Reference::parse(image) else { return };
    let address: IpAddr = [10, 0, 0, 1].into();
    let mut daemon = DockerDaemon::new().with_dns_answer("registry.example", [address]);
    for line in lines.lines() {
        daemon = match line.strip_prefix("mirror ") {
            Some(mirror) => daemon.with_mirror(mirror),
            None => daemon.with_insecure(line),
        };
    }
    for resolution in [daemon.classic_store(&image), daemon.containerd_store(&image)] {
        let Ok(resolution) = check(resolution) else { continue };
        assert!(resolution.attempts().last().is_some_and(Attempt::is_origin));
    }
}

/// A `registries.yaml`, as JSON, which YAML includes.
pub fn k3s(text: &str) {
    let (image, file) = split(text);
    let Ok(registries) = serde_json::from_str::<Registries>(file) else { return };
    if let Ok(resolution) = check(registries.bootstrap(image)) {
        assert!(resolution.attempts().last().is_some_and(Attempt::is_origin));
    }
    let Ok(image) = Reference::parse(image) else { return };
    for without_default_endpoint in [false, true] {
        if let Ok(resolution) = check(registries.containerd(&image, without_default_endpoint)) {
            // What k3s writes is dropped only where an endpoint has `://` inside and no scheme in front: it is taken for a
            // path then, and written with whatever it begins with as a host.
            assert!(resolution.dropped().is_empty() || file.contains("://"), "{:?}", resolution.dropped());
        }
    }
}

/// An index of platforms, one a line, of which the first is the wanted one.
pub fn platform(text: &str) {
    let mut platforms = text.lines().map(|line| {
        let mut parts = line.split('/');
        let mut next = || parts.next().unwrap_or_default();
        let platform = Platform::new(next(), next()).with_variant(next());
        platform.with_os_version(next()).with_os_features(parts)
    });
    let Some(wanted) = platforms.next() else { return };
    let index: Vec<_> = platforms
        .map(|platform| if platform.is_empty() { Entry::without_platform(None) } else { Entry::of(platform) })
        .collect();
    for selector in [
        Selector::ContainerdOnly,
        Selector::ContainerdStrict,
        Selector::ContainerdTransfer,
        Selector::ContainersImage,
        Selector::Docker,
    ] {
        let choice = choose(selector, &wanted, &index);
        assert!(choice.order().iter().all(|&at| at < index.len()));
        // Every place once.
        let mut order = choice.order().to_vec();
        order.sort_unstable();
        order.dedup();
        assert_eq!(order.len(), choice.order().len());
        assert!(choice.chosen().is_none_or(|at| choice.order().contains(&at)), "{selector}: {choice:?}");
        // What is there exactly as it is wanted is never passed over.
        let is_there = index.iter().any(|entry| entry.platform.as_ref() == Some(&wanted));
        if is_there && matches!(selector, Selector::ContainerdStrict | Selector::ContainersImage) {
            assert_eq!(choice.reason(), Reason::Same, "{selector}: {choice:?}");
        }
    }
}

/// What holds for all runtimes.
fn check(found: Result<Resolution, ConfigError>) -> Result<Resolution, ConfigError> {
    if let Err(error) = &found {
        assert!(!error.to_string().contains('\n'), "{error}");
    }
    let resolution = found?;
    for attempt in resolution.attempts() {
        let shown = format!("{attempt:?}");
        assert!(!attempt.user_info().is_some_and(|user| user.len() > 8 && shown.contains(user)), "{shown}");
        if let Some(reference) = attempt.reference() {
            assert_eq!(Reference::parse(reference.as_str()).as_ref(), Ok(reference));
        }
        if let Some(url) = attempt.manifest_url() {
            assert!(url.starts_with(attempt.transport().scheme()));
            assert!(url.is_ascii() || !attempt.host().is_ascii(), "{url}");
        }
    }
    for error in resolution.dropped() {
        assert!(!error.to_string().contains('\n'), "{error}");
    }
    for finding in resolution.findings() {
        assert!(!finding.to_string().is_empty());
    }
    Ok(resolution)
}
