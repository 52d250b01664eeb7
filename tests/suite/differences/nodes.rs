//! Readers of a node's files.

use pullspec::Reference;
use pullspec::registry::node::containerd::HostDirectories;
use pullspec::registry::node::k3s::Registries;

#[test]
fn what_a_yaml_reader_does_otherwise() {
    let read = |text: &str| serde_saphyr::from_str::<Registries>(text);
    // k3s: both registries have their mirrors.
    assert!(read("mirrors: {quay.io: {}}\nmirrors: {ghcr.io: {}}\n").is_err());
    // k3s: refused.
    assert!(read("\tmirrors: {}\n").is_ok() && read("%YAML 1.2\n---\nmirrors: {}\n").is_ok());
    // k3s: a registry without a name.
    assert!(read("mirrors: {null: {}}").is_err());
}

#[test]
fn a_number_under_an_ignored_key_is_read() {
    let text = "x = 1__0\n[host.\"https://mirror.example\"]\n";
    let hosts = HostDirectories::new(["certs.d"]).with_text("certs.d/quay.io/hosts.toml", text);
    let resolution = hosts.resolve(&Reference::parse("quay.io/app:1").unwrap()).unwrap();
    assert_eq!((resolution.dropped().len(), resolution.attempts().len()), (1, 1));
}

#[test]
fn what_go_refuses_to_rewrite() {
    let rewrite = serde_json::json!({ "(p{600}){2}|e": "x" });
    let yaml =
        serde_json::json!({ "mirrors": { "quay.io": { "endpoint": ["m.example"], "rewrite": rewrite } } });
    let registries: Registries = serde_json::from_value(yaml).unwrap();
    let resolution = registries.bootstrap("quay.io/team/app").unwrap();
    assert_eq!(resolution.attempts()[0].repository(), "txam/app");
}
