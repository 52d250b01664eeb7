//! What a person is told of a node's files, with the line.

use pullspec::Reference;
use pullspec::registry::node::containerd::{ContainerdMirrors, HostDirectories, PullBy, config_findings};
use pullspec::registry::node::containers_image::Node;
use pullspec::registry::node::docker::DockerDaemon;
use pullspec::registry::node::k3s::{Registries, first_document};
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
    let resolution = says(text, &["server_without_url:1", "host_without_url:3"]);
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
        "/c/_default/hosts.toml:2:1: /c/_default/ca.crt cannot be read: this pull fails before anything is asked"
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

/// What is configured, why it is not used, and where: each line of a directory's findings for an image.
#[track_caller]
fn directories(names: &[&str], of: &str, want: &[&str]) {
    let hosts = names.iter().fold(HostDirectories::new(["/c"]), |hosts, name| {
        hosts.with_text(&format!("/c/{name}/hosts.toml"), "[host.\"https://m.example\"]\n")
    });
    let found = hosts.resolve(&image(of)).unwrap();
    let found: Vec<_> = found.findings().iter().map(ToString::to_string).collect();
    assert_eq!(found, want, "{names:?} {of}");
}

const OTHER_PORT: &str =
    "a port, written or left out, is part of the registry's name, and the image's differs: it is not used";
const OTHER_CASE: &str = "names are compared with case, and the image's differs: it is not used";

#[test]
fn a_directory_with_underscores_is_for_that_port_alone() {
    let said = format!("/c/quay.io_443_: directory of quay.io:443: {OTHER_PORT}");
    directories(&["quay.io_443_"], "quay.io/a", &[&said]);
    directories(&["quay.io_443_"], "quay.io:443/a", &[]);
    directories(
        &["quay.io:443", "quay.io_443_"],
        "quay.io:443/a",
        &[
            "/c/quay.io:443: directory of quay.io:443: another directory for this registry, or _default in an earlier root, is found first: this one is not used",
        ],
    );
    // Two registries on one machine are no slip.
    directories(&["quay.io:5000"], "quay.io:443/a", &[]);
    directories(
        &["quay.io_443"],
        "quay.io:443/a",
        &[
            "/c/quay.io_443: directory of quay.io_443: no registry has this directory: with a port its name is host:5000 or host_5000_, with nothing before or after",
        ],
    );
}

#[test]
fn names_are_compared_with_case_by_every_runtime() {
    let said = format!("/c/Quay.io: directory of Quay.io: {OTHER_CASE}");
    directories(&["Quay.io"], "quay.io/a", &[&said]);
    directories(&["Quay.io"], "Quay.io/a", &[]);
    let mirrors = ContainerdMirrors::new().with_mirror("Quay.io", ["https://m.example"]);
    assert_eq!(found(&mirrors.resolve(&image("quay.io/a")).unwrap()), ["other_case"]);
    let daemon = DockerDaemon::new().with_insecure("Quay.io");
    assert_eq!(found(&daemon.classic_store(&image("quay.io/a")).unwrap()), ["other_case"]);
    let yaml = "mirrors:\n  Quay.io:\n    endpoint: [m.example]\n";
    let registries = serde_saphyr::from_str::<Registries>(yaml).unwrap().with_text(yaml);
    let kubelet = registries.containerd(&image("quay.io/a"), false).unwrap();
    let bootstrap = registries.bootstrap("quay.io/a").unwrap();
    assert_eq!(
        (found(&kubelet), found(&bootstrap)),
        (vec!["other_case:2".into()], vec!["other_case:2".into()])
    );
    let conf = "[[registry]]\nprefix = \"Quay.io/a\"\nlocation = \"m.example/a\"\n";
    let node = Node::read([("registries.conf", conf)]);
    let of = |name| found(&node.resolution(&image(name)).unwrap());
    assert_eq!(of("quay.io/a:1"), ["other_case:1"]);
    assert_eq!((of("quay.io/b:1"), of("Quay.io/a:1")), (vec![], vec![]));
}

#[test]
fn a_prefix_with_a_port_or_an_old_name_covers_only_that() {
    let conf = "[[registry]]\nlocation = \"quay.io:443\"\n[[registry]]\nlocation = \"index.docker.io\"\n";
    let node = Node::read([("registries.conf", conf)]);
    let of = |name| found(&node.resolution(&image(name)).unwrap());
    assert_eq!(of("quay.io/a:1"), ["other_port:1"]);
    assert_eq!(of("redis:7"), ["other_hub_name:3"]);
    assert_eq!(of("quay.io:443/a:1"), [""; 0]);
}

#[test]
fn a_key_of_k3s_with_a_port_serves_its_own_images_and_no_pods() {
    let yaml = "mirrors:\n  quay.io:443:\n    endpoint: [m.example]\n";
    let registries = serde_saphyr::from_str::<Registries>(yaml).unwrap().with_text(yaml);
    let kubelet = registries.containerd(&image("quay.io/a"), false).unwrap();
    hosts(&kubelet, &["quay.io"]);
    let said: Vec<_> = kubelet.findings().iter().map(ToString::to_string).collect();
    assert_eq!(said, [format!("registries.yaml:2: mirrors.\"quay.io:443\": {OTHER_PORT}")]);
    let bootstrap = registries.bootstrap("quay.io/a").unwrap();
    hosts(&bootstrap, &["m.example", "quay.io"]);
    assert_eq!(found(&bootstrap), [""; 0]);
}

#[test]
fn tables_of_another_file_are_said() {
    let text = "version = 3\n[plugins.\"io.containerd.cri.v1.images\".registry.mirrors.\"quay.io\"]\nendpoint = []\n\
                [hosts.\"https://m.example\"]\n";
    says(text, &["misplaced_key:1", "misplaced_key:2", "misplaced_key:4"]);
    says(
        "skip-verify = true\n[host.\"https://m.example\"]\ncapability = [\"pull\"]\n",
        &["unknown_key:1", "unknown_key:3"],
    );
    let config = "server = \"https://m.example\"\n[plugins]\n[host.\"https://m.example\"]\n";
    let found: Vec<_> =
        config_findings("config.toml", config).unwrap().iter().map(ToString::to_string).collect();
    let said = "this belongs in another file: here it is ignored";
    assert_eq!(found, [format!("config.toml:1: server: {said}"), format!("config.toml:3: host: {said}")]);
    assert!(config_findings("config.toml", "[").unwrap_err().to_string().starts_with("config.toml:1:"));
}

#[test]
fn a_date_under_an_ignored_key_drops_no_file() {
    for date in ["2024-13-45", "07:32:61", "[2024-02-30]", "2024-01-01T25:00:00Z"] {
        let text = format!("x = {date}\n[host.\"https://m.example\"]\n");
        hosts(&says(&text, &["unknown_key:1"]), &["m.example", "quay.io"]);
        let wanted = says(&format!("server = {date}\n"), &[]);
        assert_eq!(wanted.dropped().len(), 1, "{date}");
    }
    assert_eq!(says("x = 2024-01-01x\n", &[]).dropped().len(), 1);
}

#[test]
fn an_endpoint_without_a_url_is_never_asked() {
    let resolution = says(
        "[host.\"https://m.example/a%25zz\"]\n[host.\"httpx://m.example\"]\n",
        &["endpoint_unusable:1", "endpoint_unusable:2"],
    );
    hosts(&resolution, &["m.example", "m.example", "quay.io"]);
    let asked: Vec<_> = resolution.attempts().iter().map(Attempt::can_be_asked).collect();
    assert_eq!(asked, [false, false, true]);
    assert_eq!(resolution.attempts()[0].manifest_url(), None);
}

/// By the answers of Go 1.19's `regexp` and yaml.v2.
#[test]
fn rewrites_are_gos() {
    let cases = [
        (r"^team/\Q(app\E", "x", "team/(app", "team/(app"),
        ("(?<n>team)/(app)", "${n}-$2", "team/app", "team-app"),
        ("(team)/(app)", "$01x/$2_", "team/app", "/"),
        ("(team)", "$1x-", "team/app", "-/app"),
        ("(team)", "${1}x", "team/app", "teamx/app"),
        ("^(.*)$", "q/$1", "team/app", "q/team/app"),
        (r"\pL+$", "x", "team/app", "team/x"),
        (r"\<team", "x", "team/app", "team/app"),
        ("[a[t]+", "x", "team/app", "xexm/xpp"),
        ("a**", "x", "team/app", "team/app"),
        ("(?x)t e", "x", "team/app", "team/app"),
        (r"\164eam", "x", "team/app", "x/app"),
        ("{", "x", "team/app", "team/app"),
        ("p{1001}", "x", "team/app", "team/app"),
        (r"\p{Letter}+$", "x", "team/app", "team/x"),
    ];
    for (pattern, to, path, want) in cases {
        let mirror = serde_json::json!({ "mirrors": { "quay.io": { "endpoint": ["m.example"], "rewrite": { pattern: to } } } });
        let registries: Registries = serde_json::from_value(mirror).unwrap();
        let resolution = registries.bootstrap(&format!("quay.io/{}", path.replace('(', ""))).unwrap();
        assert_eq!(resolution.attempts()[0].repository(), want.replace('(', ""), "{pattern}");
    }
}

#[test]
fn a_file_of_k3s_is_read_as_by_yaml_v2() {
    let skips = |value: &str| {
        let yaml = format!(
            "mirrors: {{quay.io: {{}}}}\nconfigs: {{quay.io: {{tls: {{insecure_skip_verify: {value}}}}}}}\n---\n]\n"
        );
        let registries: Result<Registries, _> = serde_saphyr::from_str(first_document(&yaml));
        registries
            .map(|registries| registries.bootstrap("quay.io/a").unwrap().attempts()[0].tls().skip_verify)
    };
    for (value, want) in
        [("true", true), ("yes", true), ("On", true), ("y", true), ("no", false), ("~", false)]
    {
        assert_eq!(skips(value).unwrap(), want, "{value}");
    }
    assert!(skips("\"true\"").is_err() && skips("1").is_err());
    let auth =
        |text: &str| serde_saphyr::from_str::<Registries>(&format!("configs: {{quay.io: {{auth: {text}}}}}"));
    assert!(auth("{username: 1, password: null}").is_ok());
    assert!(auth("{username: [a]}").is_err() && auth("x").is_err());
    assert_eq!(first_document("  # c\n%YAML 1.1\n---\na: 1\n... \nb"), "  # c\n%YAML 1.1\n---\na: 1\n");
    assert_eq!(first_document("a: 1\n--- b"), "a: 1\n");
    assert_eq!(first_document("a: '\n --- b'"), "a: '\n --- b'");
}

#[test]
fn a_network_of_every_daemon_is_in_no_file() {
    let daemon = DockerDaemon::new().with_dns_answer("localhost", ["127.0.0.1".parse().unwrap()]);
    let rule = |name| daemon.classic_store(&image(name)).unwrap().attempts()[0].rule().to_string();
    assert_eq!(rule("localhost:5000/a"), "127.0.0.0/8 is always among the insecure registries");
    assert_eq!(rule("quay.io/a"), "the registry's own host");
    let listed = daemon.clone().with_insecure("10.0.0.0/8");
    let rule = listed.classic_store(&image("10.1.2.3:5000/a")).unwrap().attempts()[0].rule().to_string();
    assert_eq!(rule, "daemon.json: insecure-registries: 10.0.0.0/8");
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
    assert_eq!(of("quay.io/a"), ["mirrors_only_for_hub", "other_port"]);
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
