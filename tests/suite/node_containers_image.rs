//! What podman and CRI-O ask, against the answers of containers/image itself.

use pullspec::Reference;
use pullspec::registry::node::containers_image::{
    CrioShortNameMode, Node, RemapIdentity, ShortNameError, parse_reference,
};
use pullspec::registry::node::{ConfigErrorKind, FindingKind, NothingAskedError, Resolution};

use super::containers_image_laws::replay_configuration;
use super::vectors::all_equal;

#[path = "../../examples/conformance/node_registries_conf.rs"]
mod node_registries_conf;
#[path = "../../examples/conformance/reference_containers_image.rs"]
mod reference_containers_image;
#[path = "../../examples/conformance/shortnames.rs"]
mod shortnames;
use super::json;

#[track_caller]
fn same(rows: &str, count: usize, answer: fn(serde_json::Value) -> Result<serde_json::Value, String>) {
    let input = |row: &serde_json::Value| {
        let mut row = row.clone();
        row.as_object_mut().unwrap().remove("want");
        row
    };
    let false_is_absent = |value: serde_json::Value| -> serde_json::Value {
        serde_json::from_str(
            &value
                .to_string()
                .replace("\"blocked\":false", "\"blocked\":null")
                .replace("\"insecure\":false", "\"insecure\":null"),
        )
        .unwrap()
    };
    all_equal(
        rows,
        count,
        input,
        |row| false_is_absent(row["want"].clone()),
        |row| answer(row).map(false_is_absent),
    );
}

#[test]
fn sources_are_those_of_the_real_one() {
    same(include_str!("../data/node/registries_conf.jsonl"), 170, node_registries_conf::answer);
}

/// Odd TOML and odd prefixes, answered by `sysregistriesv2` itself. It was not made to send anything.
#[test]
fn odd_files_are_read_as_by_the_real_one() {
    let answer = |row| {
        let mut want = node_registries_conf::answer(row)?;
        want.as_object_mut().unwrap().retain(|key, _| key != "pings" && key != "pull_error");
        Ok(want)
    };
    same(include_str!("../data/node/registries_conf_generated.jsonl"), 160, answer);
}

#[test]
fn short_names_are_those_of_the_real_one() {
    same(include_str!("../data/node/short_names.jsonl"), 230, shortnames::answer);
}

#[test]
fn references_are_those_of_the_real_one() {
    same(
        include_str!("../data/node/reference_containers_image.jsonl"),
        220,
        reference_containers_image::answer,
    );
}

fn node(conf: &str) -> Node {
    Node::read([("registries.conf", conf)])
}

fn image(text: &str) -> Reference {
    parse_reference(text).unwrap()
}

/// What is asked, in order; refused ones with an exclamation mark.
fn asked(found: &Resolution) -> Vec<String> {
    let text = |attempt: &pullspec::registry::node::Attempt| {
        let mark = if attempt.is_blocked() { "!" } else { "" };
        format!("{mark}{}", attempt.reference().unwrap())
    };
    found.attempts().iter().map(text).collect()
}

fn kinds(found: &Resolution) -> Vec<FindingKind> {
    found.findings().iter().map(pullspec::registry::node::Finding::kind).collect()
}

/// containers/image#2497
#[test]
fn mirrors_of_a_blocked_registry_are_asked() {
    let conf = "[[registry]]\nlocation = 'quay.io'\nblocked = true\n[[registry.mirror]]\nlocation = 'mirror.example/quay'\n";
    let found = node(conf).resolution(&image("quay.io/team/app:1")).unwrap();
    assert_eq!(asked(&found), ["mirror.example/quay/team/app:1", "!quay.io/team/app:1"]);
    assert_eq!(kinds(&found), [FindingKind::BlockedButMirrored]);
    assert_eq!(found.nothing_asked(), None);
}

/// openshift/machine-config-operator#2819
#[test]
fn a_longer_entry_hides_the_mirrors_of_a_shorter_one() {
    let conf = "[[registry]]\nlocation = 'r.example'\n[[registry.mirror]]\nlocation = 'mirror.example'\n\
                [[registry]]\nlocation = 'r.example/payload'\nblocked = true\n";
    let node = node(conf);
    let found = node.resolution(&image("r.example/payload/app:1")).unwrap();
    assert_eq!(asked(&found), ["!r.example/payload/app:1"]);
    assert_eq!(found.nothing_asked(), Some(NothingAskedError::Blocked));
    let found = node.resolution(&image("r.example/other/app:1")).unwrap();
    assert_eq!(asked(&found), ["mirror.example/other/app:1", "r.example/other/app:1"]);
}

/// openshift/installer#10073
#[test]
fn by_tag_the_mirror_is_skipped_and_the_origin_refused() {
    let conf = "[[registry]]\nlocation = 'r.example/ci/release'\nmirror-by-digest-only = true\nblocked = true\n\
                [[registry.mirror]]\nlocation = 'mirror.example:5000/ci/release'\n";
    let found = node(conf).resolution(&image("r.example/ci/release:latest")).unwrap();
    assert_eq!(asked(&found), ["!r.example/ci/release:latest"]);
    assert_eq!(kinds(&found), [FindingKind::DigestOnlyMirror]);
    assert_eq!(found.nothing_asked(), Some(NothingAskedError::Blocked));
}

/// cri-o/cri-o#9401
#[test]
fn crio_refuses_a_short_name_that_podman_takes() {
    let node = node("unqualified-search-registries = ['registry.example', 'docker.io']\n");
    let texts = |found: Vec<Reference>| found.iter().map(ToString::to_string).collect::<Vec<_>>();
    let both = ["registry.example/nginx:1", "docker.io/library/nginx:1"];
    assert_eq!(texts(node.podman_candidates("nginx:1").unwrap()), both);
    assert_eq!(node.crio_candidates("nginx:1", CrioShortNameMode::Enforcing), Err(ShortNameError::Ambiguous));
    assert_eq!(texts(node.crio_candidates("nginx:1", CrioShortNameMode::Disabled).unwrap()), both);
    assert_eq!(
        texts(node.local_candidates("nginx:1").unwrap()),
        ["localhost/nginx:1", "registry.example/nginx:1", "docker.io/library/nginx:1"],
    );
}

#[test]
fn a_rule_does_not_cover_another_host() {
    let conf = "[[registry]]\nlocation = 'quay.io'\n[[registry.mirror]]\nlocation = 'mirror.example'\n";
    for other in ["evil.example/quay.io/x", "quay.iox/x", "a.quay.io/x", "Quay.io/x"] {
        let found = node(conf).resolution(&image(other)).unwrap();
        assert_eq!(asked(&found), [image(other).to_string()]);
    }
    // A port counts as covered, and what is made of it surprises.
    let found = node(conf).resolution(&image("quay.io:443/x:1"));
    assert_eq!(asked(&found.unwrap()), ["mirror.example:443/x:1", "quay.io:443/x:1"]);
}

#[test]
fn blocked_is_looked_up_by_the_rewritten_name() {
    let conf = "[[registry]]\nprefix = 'quay.io'\nlocation = 'internal.example'\nblocked = true\n";
    let found = node(conf).resolution(&image("quay.io/app:1")).unwrap();
    assert_eq!(asked(&found), ["internal.example/app:1"]);
    assert_eq!(kinds(&found), [FindingKind::BlocksNothing]);
}

#[test]
fn an_error_has_its_file_its_place_and_its_consequence() {
    for (file, text, kind, message) in [
        (
            "registries.conf",
            "[[registry]]\nlocation = 'https://quay.io'\n",
            ConfigErrorKind::LocationScheme,
            "registries.conf:1:1: a scheme in \"https://quay.io\": every pull on the node fails",
        ),
        (
            "registries.conf.d/50-x.conf",
            "short-name-mode = 'prompt'",
            ConfigErrorKind::ShortNameMode,
            "registries.conf.d/50-x.conf:1:19: unknown short-name-mode \"prompt\": every pull on the node fails",
        ),
        (
            "registries.conf",
            "unqualified-search-registries = ['quay.io']\n\n[registries.search]\nregistries = ['quay.io']\n",
            ConfigErrorKind::V1V2Mixed,
            "registries.conf:3:1: keys of versions 1 and 2 in one file: every pull on the node fails",
        ),
        (
            "registries.conf.d/50-x.conf",
            "# old\n[registries.block]\nregistries = []\n[registries.search]\nregistries = ['quay.io']\n",
            ConfigErrorKind::V1InDropIn,
            "registries.conf.d/50-x.conf:2:1: the format of version 1 is not read in a drop-in: every pull on the node fails",
        ),
        (
            "registries.conf",
            "\n[aliases]\napp = 'team/app'\n",
            ConfigErrorKind::Alias,
            "registries.conf:3:7: \"team/app\" is not a full name without tag and digest: every pull on the node fails",
        ),
        (
            "registries.conf",
            "a = 1\nb = 99999999999999999999\n",
            ConfigErrorKind::Toml,
            "registries.conf:2:5: a number out of range: every pull on the node fails",
        ),
        (
            "registries.conf",
            "[[registry]]\nlocation = 'quay.io'\ninsecure = 'yes'\n",
            ConfigErrorKind::Toml,
            "registries.conf:3:12: \"insecure\" must be a boolean, not string: every pull on the node fails",
        ),
    ] {
        let node = Node::read([(file, text)]);
        let error = node.config().unwrap_err();
        assert_eq!((error.kind(), error.to_string().as_str()), (kind, message));
        // Also for images that no rule names.
        assert_eq!(&node.resolution(&image("other.example/app:1")).unwrap_err(), error);
    }
    let conf = "[[registry]]\nprefix = 'quay.io/app'\nlocation = 'mirror.example'\n";
    let error = node(conf).resolution(&image("quay.io/app:1")).unwrap_err();
    let mirror = "[[registry]]\nlocation = 'quay.io'\n\n[[registry.mirror]]\nlocation = 'docker.io'\n";
    let of_mirror = node(mirror).resolution(&image("quay.io/app:1")).unwrap_err();
    assert_eq!(of_mirror.position().map(|place| (place.line, place.column)), Some((4, 1)), "{of_mirror}");
    let aliases = Node::read([("short-name-aliases.conf", "[aliases]\napp = 1\n")]);
    let error_of_aliases = aliases.podman_candidates("app").unwrap_err().to_string();
    assert!(error_of_aliases.starts_with("short-name-aliases.conf:2:7: "), "{error_of_aliases}");
    assert_eq!(
        error.to_string(),
        "registries.conf:1:1: prefix \"quay.io/app\" with location \"mirror.example\" makes \"mirror.example:1\" of \
         \"quay.io/app:1\": not in canonical form: this pull fails before anything is asked",
    );
}

#[test]
fn what_counts_for_nothing_is_said() {
    let files = [
        (
            "registries.conf",
            "[[registry]]\nlocation = 'quay.io'\nmirrors = 1\n[[registry]]\nlocation = 'quay.io/'\n",
        ),
        (
            "registries.conf.d/10-a.conf",
            "[[registry]]\nlocation = 'quay.io'\n[[registry]]\nlocation = 'quay.io/app:1'\n",
        ),
        ("registries.conf.d/20-b.toml", "this is not read"),
    ];
    let node = Node::read(files);
    let found: Vec<String> = node.config().unwrap().findings().iter().map(ToString::to_string).collect();
    assert_eq!(
        found,
        [
            "registries.conf.d/20-b.toml: the whole file: not read: only `*.conf` right in registries.conf.d counts",
            "registries.conf:3: \"mirrors\": this key is unknown and ignored",
            "registries.conf:4: [[registry]]: the same prefix stands earlier in this file: this entry counts for nothing",
            "registries.conf:1: [[registry]]: a later file has the same prefix: all of this entry is replaced, mirrors included",
            "registries.conf.d/10-a.conf:3: [[registry]]: no image's name falls under this prefix",
        ],
    );
    assert_eq!(node.config().unwrap().rules().count(), 2);
}

#[test]
fn which_prefixes_match_nothing() {
    let silent = |prefix: &str| {
        let conf = format!("[[registry]]\nprefix = '{prefix}'\nlocation = 'x.example'\n");
        node(&conf).config().unwrap().findings().is_empty()
    };
    for fine in
        ["quay.io", "quay.io/team", "*.quay.io", "quay.io:443", "localhost", "docker.io/library", "quay"]
    {
        assert!(silent(fine), "{fine}");
    }
    for never in [
        "quay.io/app:1",
        "library/redis",
        "index.docker.io/team",
        "*",
        "oci://quay.io",
        "quay.io/App",
        "[::1]",
    ] {
        assert!(!silent(never), "{never}");
    }
}

#[test]
fn a_remapped_identity_has_whole_segments() {
    let remap = RemapIdentity::new("mirror.example", "quay.io").unwrap();
    let signed = |text: &str| remap.signed(&image(text)).map(|found| found.to_string());
    assert_eq!(signed("mirror.example/app:1").unwrap(), "quay.io/app:1");
    // Unlike a prefix in registries.conf.
    assert_eq!(signed("mirror.example:443/app:1").unwrap(), "mirror.example:443/app:1");
    let hub = RemapIdentity::new("mirror.example/hub", "docker.io").unwrap();
    assert!(hub.signed(&image("mirror.example/hub/redis:1")).is_err());
    for wrong in ["", "/", "https://quay.io", "quay.io/", "quay.io/app:1", "[::1]:5000", "Team/App"] {
        assert_eq!(RemapIdentity::new(wrong, "quay.io"), None, "{wrong}");
    }
}

/// Not a measure of time: with a quadratic step this test alone would take minutes.
#[test]
fn many_rules_are_read_and_found_in_little_time() {
    use core::fmt::Write;
    let mut conf = String::new();
    for number in 0..20_000 {
        writeln!(conf, "[[registry]]\nprefix = 'r{number}.example/team'\nlocation = 'one.example'").unwrap();
    }
    conf.push_str("[aliases]\n");
    for number in 0..20_000 {
        writeln!(conf, "a{number} = 'quay.io/a{number}'").unwrap();
    }
    let node = node(&conf);
    let image = image("r777.example/team/app:1");
    for _ in 0..10_000 {
        assert_eq!(node.pull_sources(&image).unwrap().sources[0].location, "one.example");
    }
    assert_eq!(node.podman_candidates("a777").unwrap()[0].as_str(), "quay.io/a777:latest");
}

mod properties {
    use proptest::prelude::*;

    use super::replay_configuration;

    const NAME: &str = "(quay\\.io|a\\.quay\\.io|r\\.example|r\\.example:5000|docker\\.io|localhost|\\*\\.io|\\*\\.example|\\[::1\\]|my_r\\.example|Foo|foo)(/(team|app|App|a-b)){0,3}/?";
    const REST: &str = "(:1|:latest|@sha256:[0-9a-f]{64}|:1@sha256:[0-9a-f]{64})?";

    fn entry() -> impl Strategy<Value = String> {
        let flag = || prop::option::of(any::<bool>());
        let mirror = (NAME, prop::sample::select(vec!["", "all", "digest-only", "tag-only"]));
        (prop::option::of(NAME), NAME, flag(), flag(), flag(), prop::collection::vec(mirror, 0..3)).prop_map(
            |(prefix, location, insecure, blocked, digests, mirrors)| {
                let mut text = format!("[[registry]]\nlocation = '{location}'\n");
                if let Some(prefix) = prefix {
                    text.extend(["prefix = '", prefix.as_str(), "'\n"]);
                }
                for (key, value) in
                    [("insecure", insecure), ("blocked", blocked), ("mirror-by-digest-only", digests)]
                {
                    text += &value.map(|value| format!("{key} = {value}\n")).unwrap_or_default();
                }
                for (location, usage) in mirrors {
                    text.extend(["[[registry.mirror]]\nlocation = '", location.as_str(), "'\n"]);
                    text.extend(["pull-from-mirror = '", usage, "'\n"]);
                }
                text
            },
        )
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]

        #[test]
        fn of_nearly_valid_files(
            image in (NAME, REST),
            main in prop::collection::vec(entry(), 0..4),
            later in prop::collection::vec(entry(), 0..3),
            search in prop::collection::vec(NAME, 0..3),
        ) {
            let search = format!("unqualified-search-registries = {search:?}\n").replace('\\', "");
            let (image, rest) = image;
            let files = format!(
                "{image}{rest}\n--- registries.conf\n{search}{}--- registries.conf.d/a.conf\n{}",
                main.concat(),
                later.concat(),
            );
            replay_configuration(&files);
        }

        #[test]
        fn of_any_text(text in any::<String>()) {
            replay_configuration(&text);
        }
    }
}
