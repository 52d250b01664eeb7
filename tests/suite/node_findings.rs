//! What a person is told of a node's files, with the line.

use pullspec::Reference;
use pullspec::registry::node::containerd::{ContainerdMirrors, HostDirectories, PullBy};
use pullspec::registry::node::docker::DockerDaemon;
use pullspec::registry::node::k3s::Registries;
use pullspec::registry::node::{Attempt, NothingAskedError, Resolution};

fn image(text: &str) -> Reference {
    Reference::parse(text).unwrap()
}

/// The labels of the findings, each with its line.
fn found(resolution: &Resolution) -> Vec<String> {
    let shown = |line: Option<usize>| line.map(|line| format!(":{line}")).unwrap_or_default();
    resolution
        .findings()
        .iter()
        .map(|one| format!("{}{}", one.kind().as_str(), shown(one.rule().line())))
        .collect()
}

/// What is said of a `hosts.toml` for quay.io.
#[track_caller]
fn says(text: &str, want: &[&str]) -> Resolution {
    let hosts = HostDirectories::new(["/c"]).with_text("/c/quay.io/hosts.toml", text);
    let resolution = hosts.resolve(&image("quay.io/a/b:1")).unwrap();
    assert_eq!(found(&resolution), want, "{text}");
    resolution
}

#[track_caller]
fn hosts(resolution: &Resolution, want: &[&str]) {
    let hosts: Vec<_> = resolution.attempts().iter().map(Attempt::host).collect();
    assert_eq!(hosts, want);
}

#[test]
fn server_below_a_host() {
    let text = "[host.\"https://m.example\"]\nserver = \"https://x.example\"\n";
    let resolution = says(text, &["server_below_host:2", "origin_still_asked:2"]);
    hosts(&resolution, &["m.example", "quay.io"]);
    let above = "server = \"https://x.example\"\n[host.\"https://m.example\"]\n";
    hosts(&says(above, &[]), &["m.example", "x.example"]);
}

#[test]
fn names_that_begin_with_http() {
    let text = "server = \"httpbin.example\"\n\n[host.\"http-mirror.example\"]\n";
    let resolution = says(text, &["host_without_url:3", "server_without_url:1"]);
    hosts(&resolution, &["", "quay.io"]);
    assert!(!resolution.attempts()[0].can_be_asked());
}

#[test]
fn tables_that_list_no_host() {
    says("host.\"https://m.example\".capabilities = [\"pull\"]\n", &["host_without_header:1"]);
    says("[Host.\"https://m.example\"]\n", &["host_without_header:1"]);
    let unquoted = says("\n[host.m.example]\n", &["unquoted_host:2"]);
    hosts(&unquoted, &["m", "quay.io"]);
}

#[test]
fn settings_without_effect() {
    says(
        "capabilities = [\"pull\"]\noverride_path = true\n",
        &["root_setting_ignored:1", "root_setting_ignored:2"],
    );
    says("[host.\"https://m.example\"]\ncapabilities = [\"pull\"]\n", &["mirror_not_for_tags:1"]);
}

#[test]
fn a_dropped_file_says_where_and_what_follows() {
    let resolution = says("[host.\"https://m.example\"]\ncapabilities = [\"fly\"]\n", &[]);
    hosts(&resolution, &["quay.io"]);
    let dropped: Vec<_> = resolution.dropped().iter().map(ToString::to_string).collect();
    assert_eq!(
        dropped,
        [
            "/c/quay.io/hosts.toml:2:1: unknown capability \"fly\": the whole file is dropped: its mirrors are not used and the origin is asked"
        ]
    );
    let bom = says("\u{feff}server = \"https://x.example\"\n", &[]);
    assert_eq!(bom.dropped().len(), 1);
}

#[test]
fn missing_files_stop_the_pull() {
    let hosts = HostDirectories::new(["/c"])
        .with_text("/c/_default/hosts.toml", "[host.\"https://m.example\"]\nca = \"ca.crt\"\n");
    let error = hosts.resolve(&image("redis")).unwrap_err();
    assert_eq!(
        error.to_string(),
        "/c/_default/hosts.toml: /c/_default/ca.crt cannot be read: this pull fails before anything is asked"
    );
}

#[test]
fn directories_that_are_not_used() {
    let text = "[host.\"https://m.example\"]\n";
    let hosts = HostDirectories::new(["/a", "/b"])
        .with_text("/a/_default/hosts.toml", text)
        .with_text("/b/quay.io/hosts.toml", text)
        .with_text("/a/registry.example/hosts.toml", text)
        .with_text("/a/registry-1.docker.io/hosts.toml", text);
    let of = |name: &str| found(&hosts.resolve(&image(name)).unwrap());
    assert_eq!(of("quay.io/a"), ["root_shadowed"]);
    assert_eq!(of("registry.example:5000/a"), ["other_port"]);
    assert_eq!(of("redis"), ["other_hub_name"]);
    assert_eq!(of("registry.example/a"), [""; 0]);
}

#[test]
fn several_roots_and_the_transfer_service() {
    let resolve = |pull_by| {
        let hosts = HostDirectories::from_config_path("/a:/b", pull_by);
        let hosts = hosts.with_text("/b/quay.io/hosts.toml", "[host.\"https://m.example\"]\n");
        hosts.resolve(&image("quay.io/a")).unwrap()
    };
    hosts(&resolve(PullBy::Client), &["m.example", "quay.io"]);
    let whole = resolve(PullBy::TransferService);
    hosts(&whole, &["quay.io"]);
    assert_eq!(found(&whole), ["roots_not_split"]);
}

#[test]
fn no_host_for_the_pull() {
    let text = "server = \"https://m.example\"\ncapabilities = [\"push\"]\n";
    let resolution = says(text, &["mirror_not_for_tags:1"]);
    assert_eq!(resolution.nothing_asked(), Some(NothingAskedError::NoCapableHost));
}

#[test]
fn the_old_table() {
    let mirrors = ContainerdMirrors::new()
        .with_mirror("quay.io", [""; 0])
        .with_mirror("*", ["https://m.example/proxy"]);
    assert_eq!(found(&mirrors.resolve(&image("quay.io/a")).unwrap()), ["empty_mirror_list"]);
    assert_eq!(found(&mirrors.resolve(&image("ghcr.io/a")).unwrap()), ["path_without_version"]);
}

#[test]
fn docker_lists() {
    let daemon = DockerDaemon::new()
        .with_mirror("https://m.example")
        .with_insecure("docker.io")
        .with_insecure("quay.io:443");
    let of = |name: &str| found(&daemon.classic_store(&image(name)).unwrap());
    assert_eq!(of("redis"), ["insecure_hub"]);
    assert_eq!(of("quay.io/a"), ["mirrors_only_for_hub", "insecure_other_port"]);
    let stopped = DockerDaemon::new().with_mirror("m.example").classic_store(&image("redis")).unwrap_err();
    assert_eq!(
        stopped.to_string(),
        "daemon.json: registry-mirrors: \"m.example\" has no scheme: the daemon does not start"
    );
}

#[test]
fn k3s_endpoints_and_rewrites() {
    let yaml = "mirrors:\n  quay.io:\n    endpoint: [\"/path\", \"https://u:secret@m.example\"]\n    rewrite: {\"(\": \"x\"}\n";
    let registries: Registries = serde_saphyr::from_str(yaml).unwrap();
    let resolution = registries.bootstrap("quay.io/a").unwrap();
    assert_eq!(found(&resolution), ["rewrite_skipped", "endpoint_skipped"]);
    assert!(!format!("{resolution:?}").contains("secret"), "{resolution:?}");
}
