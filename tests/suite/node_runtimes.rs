//! The laws of a node's configuration on texts made of the pieces that real files are made of.

use std::fs;
use std::path::Path;

use proptest::prelude::*;
use pullspec::Reference;
use pullspec::registry::node::k3s::Registries;

#[path = "../support/runtime_laws.rs"]
mod laws;

const IMAGE: &str = "(redis|quay\\.io/a/b:1|registry\\.example:5000/x|localhost:[0-9]{2,4}/y|\\[::1\\](:80)?/z|m9a__3ab0\\.x/app|a@sha256:[0-9a-f]{64})";
/// Lines of a `hosts.toml`.
const TOML: &str = "(server = \"[a-z:/.?#@%0-9\\[\\]]{0,20}\"\n|\\[host\\.\"(https?://)?[a-z]{0,3}(/[a-z/%.]{0,4})?\"(\\.header)?\\]\n|\\[[Hh]ost(\\.[a-c]){0,2}\\]\n|\\[\\[host\\.a\\]\\]\n|(skip_verify|override_path|SERVER) = (true|false|1)\n|capabilities = \\[(\"(pull|push|Resolve|x)\",?){0,3}\\]\n|(ca|client) = (\"[a-z./]{1,6}\"|\\[\\]|\\[\\[\"a\",\"b\"\\]\\])\n|x = \\{ a\\.b = 1 \\}\n|host = \\{ a = \\{ ca = \"c\" \\} \\}\n|\\PC{0,4}\n){0,8}";
const ENDPOINT: &str = "((mirror )?(https?|ftp|HTTP)?(://)?[a-z.@\\[\\]:0-9%]{0,12}(/[a-z/.%?#]{0,6})?\n|[0-9a-f.:]{1,8}/[0-9]{1,3}\n){0,5}";
const PLATFORMS: &str = "((linux|windows|Linux|)/(amd64|x86_64|arm64|aarch64|arm|armhf|386|)/(v?[0-9]{0,3}(\\.[0-9])?)(/(10\\.0\\.[0-9]{4,5}(\\.1)?)?(/(a|b|win32k)){0,2})?\n|\n){1,7}";

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn containerd(image in IMAGE, file in TOML) {
        laws::containerd(&format!("{image}\n{file}"));
    }

    #[test]
    fn endpoints(image in IMAGE, lines in ENDPOINT) {
        laws::containerd_mirrors(&format!("{image}\n{lines}"));
        laws::docker(&format!("{image}\n{lines}"));
    }

    #[test]
    fn k3s(image in IMAGE, key in "(docker\\.io|quay\\.io|\\*|registry\\.example(:5000)?|localhost)", lines in ENDPOINT, pattern in "[a-z^$(.*)/+\\\\]{0,8}", to in "[a-z$1{}/\"\\\\]{0,6}") {
        let endpoints: Vec<_> = lines.lines().collect();
        let mut mirrors = serde_json::Map::new();
        mirrors.insert(key.clone(), serde_json::json!({"endpoint": endpoints, "rewrite": {pattern: to}}));
        let file = serde_json::json!({"mirrors": mirrors, "configs": {key: {"tls": {"insecure_skip_verify": true}}}});
        laws::k3s(&format!("{image}\n{file}"));
    }

    #[test]
    fn platforms(text in PLATFORMS) {
        laws::platform(&text);
    }
}

#[test]
fn corpus_keeps_the_laws() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus");
    for (target, law) in [
        ("node_containerd", laws::containerd as fn(&str)),
        ("node_containerd_mirrors", laws::containerd_mirrors),
        ("node_docker", laws::docker),
        ("node_k3s", laws::k3s),
        ("platform", laws::platform),
    ] {
        // The published package leaves the corpus out.
        let Ok(entries) = fs::read_dir(corpus.join(target)) else { continue };
        for entry in entries {
            if let Ok(text) = fs::read_to_string(entry.unwrap().path()) {
                law(&text);
            }
        }
    }
}

/// k3s writes no file for a registry without a mirror, so the default's rules are those that its containerd does.
#[test]
fn rewrites_are_those_of_the_directory_that_is_used() {
    let yaml = r#"
mirrors:
  quay.io: {rewrite: {"^team/": "own/"}}
  ghcr.io: {endpoint: ["https://m2.example"], rewrite: {"^team/": "own/"}}
  "*": {endpoint: ["https://m.example"], rewrite: {"^team/": "default/"}}
"#;
    let registries: Registries = serde_saphyr::from_str(yaml).unwrap();
    for (image, repository) in [
        ("quay.io/team/app", "default/app"),
        ("ghcr.io/team/app", "own/app"),
        ("r.example/team/app", "default/app"),
    ] {
        let resolution = registries.containerd(&Reference::parse(image).unwrap(), false).unwrap();
        assert_eq!(resolution.attempts()[0].repository(), repository, "{image}");
    }
}
