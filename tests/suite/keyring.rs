//! Which docker-config keys the kubelet tries.

use proptest::prelude::*;
use pullspec::Keyring;
use pullspec::credentials::KeyErrorKind;

#[path = "../support/keyring_laws.rs"]
mod laws;

#[track_caller]
fn tried<'k>(keys: &[&'k str], image: &str, want: &[&'k str]) {
    let mut keyring = Keyring::new();
    for &key in keys {
        let _ = keyring.insert(key, key);
    }
    let found: Vec<&str> = keyring.lookup_name(image).iter().map(|entry| *entry.value()).collect();
    assert_eq!(found, want, "keys {keys:?} for {image:?}");
}

#[track_caller]
fn matches(key: &str, image: &str) {
    tried(&[key], image, &[key]);
}

#[track_caller]
fn differs(key: &str, image: &str) {
    tried(&[key], image, &[]);
}

#[track_caller]
fn ignored(key: &str, kind: KeyErrorKind) {
    let error = Keyring::new().insert(key, ()).unwrap_err();
    assert_eq!(error.kind(), kind, "{key:?}");
}

#[track_caller]
fn every_row_is_answered(rows: &str, count: usize) {
    for row in rows.lines() {
        let row: serde_json::Value = serde_json::from_str(row).unwrap();
        let texts = |field: &str| -> Vec<&str> {
            row[field].as_array().unwrap().iter().map(|text| text.as_str().unwrap()).collect()
        };
        tried(&texts("keys"), row["image"].as_str().unwrap(), &texts("want"));
    }
    assert_eq!(rows.lines().count(), count);
}

#[test]
fn every_measured_row_is_answered() {
    every_row_is_answered(include_str!("../data/keyring.jsonl"), 300);
}

/// Keys and images made of what URLs bend at, answered by Go 1.26's own `net/url`, `net` and `path/filepath`.
#[test]
fn every_adversarial_row_is_answered() {
    every_row_is_answered(include_str!("../data/keyring_go.jsonl"), 500);
}

#[test]
fn longer_paths_come_first_and_hosts_in_reverse_order() {
    let image = "reg.example.com/team/app";
    let keys = ["reg.example.com", "*.example.com", "reg.example.com/team", "reg.example.com/team/app"];
    tried(
        &keys,
        image,
        &["reg.example.com/team/app", "reg.example.com/team", "reg.example.com", "*.example.com"],
    );
    // A star sorts before letters and is tried last; a question mark is the begin of a query, not a pattern.
    tried(&["r*.example.com", "*.example.com"], image, &["r*.example.com", "*.example.com"]);
    differs("re?.example.com", image);
    matches("re?.example.com", "re/x");
}

#[test]
fn keys_that_come_down_to_the_same_stay_in_the_order_of_insertion() {
    let image = "ghcr.io/org/app";
    for keys in
        [["ghcr.io", "https://ghcr.io/v2/", "http://ghcr.io/"], ["http://ghcr.io/", "ghcr.io", "ghcr.io#x"]]
    {
        tried(&keys, image, &keys);
    }
    tried(&["ghcr.io", "ghcr.io"], image, &["ghcr.io", "ghcr.io"]);
}

#[test]
fn a_label_pattern_stays_in_its_label() {
    matches("*.example.com", "reg.example.com/x");
    differs("*.example.com", "a.b.example.com/x");
    differs("*.example.com", "example.com/x");
    matches("*.*.example.com", "a.b.example.com/x");
    matches("*", "localhost/x");
    differs("*", "docker.io/library/nginx");
    matches("*.dkr.ecr.*.amazonaws.com", "1.dkr.ecr.eu-west-1.amazonaws.com/x");
    matches("a*c*e.io", "abcde.io/x");
    matches("a*c*e.io", "ace.io/x");
    differs("a*c*e.io", "acf.io/x");
    matches("**.io", "a.io/x");
}

#[test]
fn hosts_are_compared_letter_by_letter() {
    differs("GHCR.io", "ghcr.io/x");
    differs("ghcr.io.", "ghcr.io/x");
    matches("GHCR.io", "GHCR.io/x");
}

#[test]
fn ports_are_compared_as_text() {
    matches("reg.example.com:5000", "reg.example.com:5000/x");
    differs("reg.example.com", "reg.example.com:5000/x");
    differs("reg.example.com:5000", "reg.example.com/x");
    differs("reg.example.com:05000", "reg.example.com:5000/x");
    differs("reg.example.com:443", "reg.example.com/x");
    differs("reg.example.com:*", "reg.example.com:5000/x");
    // A colon without a port is a port that is empty, and so is none.
    matches("reg.example.com:", "reg.example.com/x");
    matches("*:5000", "localhost:5000/x");
    matches("*:99999999999999999999", "localhost:99999999999999999999/x");
    ignored("reg.example.com:https", KeyErrorKind::Port);
    ignored("reg.example.com:80:80", KeyErrorKind::Port);
    ignored("::1", KeyErrorKind::Port);
}

#[test]
fn a_path_is_a_prefix_without_segments() {
    matches("quay.io/co", "quay.io/coreos/etcd");
    matches("quay.io/coreos/etcd", "quay.io/coreos/etcd");
    differs("quay.io/coreos/etcd/", "quay.io/coreos/etcd");
    differs("quay.io/coreos/etcdx", "quay.io/coreos/etcd");
    differs("quay.io/coreos/", "quay.io/coreosx/etcd");
    differs("quay.io//coreos", "quay.io/coreos/etcd");
    differs("quay.io/*/etcd", "quay.io/coreos/etcd");
    matches("quay.io/*", "quay.io/*/etcd");
    // Port and path both: the port is not part of the path.
    matches("reg.example.com:5000/team", "reg.example.com:5000/team/app");
}

#[test]
fn api_versions_are_dropped_from_the_begin_of_the_path_once() {
    matches("https://reg.example.com/v1/", "reg.example.com/x");
    matches("https://reg.example.com/v2/", "reg.example.com/x");
    matches("https://reg.example.com/v2/team", "reg.example.com/team/x");
    differs("https://reg.example.com/v2", "reg.example.com/x");
    matches("https://reg.example.com/v2", "reg.example.com/v2/x");
    differs("https://reg.example.com/v3/", "reg.example.com/x");
    matches("https://reg.example.com/v1/v2/", "reg.example.com/v2/x");
    differs("https://reg.example.com/v2//", "reg.example.com/x");
    matches("https://reg.example.com/%762/", "reg.example.com/x");
}

#[test]
fn only_a_lower_case_scheme_is_a_scheme() {
    matches("http://reg.example.com", "reg.example.com/x");
    differs("HTTPS://reg.example.com", "reg.example.com/x");
    matches("HTTPS://reg.example.com", "HTTPS//reg.example.com/x");
    differs("ftp://reg.example.com", "reg.example.com/x");
    differs("https://https://reg.example.com", "reg.example.com/x");
    differs("//reg.example.com", "reg.example.com/x");
    differs("https:///", "reg.example.com/x");
}

#[test]
fn user_information_query_and_fragment_are_not_part_of_the_key() {
    matches("https://user:p%40ss@reg.example.com/team", "reg.example.com/team/x");
    matches("a@b@reg.example.com", "reg.example.com/x");
    matches("@reg.example.com", "reg.example.com/x");
    matches("reg.example.com?team/other", "reg.example.com/team/x");
    matches("reg.example.com/team?", "reg.example.com/team/x");
    matches("reg.example.com#/other", "reg.example.com/team/x");
    matches("reg.example.com#\u{1}", "reg.example.com/team/x");
    ignored("user name@reg.example.com", KeyErrorKind::UserInfo);
    ignored("us\u{e9}r@reg.example.com", KeyErrorKind::UserInfo);
    ignored("us%e@reg.example.com", KeyErrorKind::Escape);
    ignored("a%4:1@reg.example.com", KeyErrorKind::Escape);
    ignored("reg.example.com#%z", KeyErrorKind::Escape);
}

#[test]
fn characters_that_no_host_holds_make_a_key_ignored() {
    ignored(" ghcr.io", KeyErrorKind::HostCharacter);
    ignored("ghcr.io ", KeyErrorKind::HostCharacter);
    for bad in ["a\\b", "a^b", "a`b", "a{b", "a|b", "a}b"] {
        ignored(bad, KeyErrorKind::HostCharacter);
    }
    for good in [
        "a!b", "a$b", "a&b", "a'b", "a(b", "a)b", "a+b", "a,b", "a;b", "a=b", "a<b", "a>b", "a\"b", "a~b",
        "a_b", "é",
    ] {
        matches(good, &format!("{good}/x"));
    }
    ignored("gh\tcr.io", KeyErrorKind::ControlCharacter);
    ignored("ghcr.io/a\u{7f}", KeyErrorKind::ControlCharacter);
    ignored("ghcr.io?\n", KeyErrorKind::ControlCharacter);
    // In a path anything goes, if its escapes are whole.
    matches("ghcr.io/a b", "ghcr.io/a b/c");
    ignored("ghcr.io/%", KeyErrorKind::Escape);
    ignored("ghcr.io/%4", KeyErrorKind::Escape);
    ignored("ghcr.io/%4g", KeyErrorKind::Escape);
    // A query is not read.
    matches("ghcr.io?%zz", "ghcr.io/x");
}

#[test]
fn escapes_are_decoded_when_added_and_once_more_when_looked_up() {
    matches("ghcr.io/%6frg", "ghcr.io/org/app");
    matches("ghcr.io/%256frg", "ghcr.io/org/app");
    differs("ghcr.io/%25256frg", "ghcr.io/org/app");
    // What the second reading cannot read matches nothing, even the same text.
    differs("ghcr.io/%25zz", "ghcr.io/%25zz/x");
    differs("ghcr.io/%0a", "ghcr.io/%0a");
    // What the second reading takes for a query leaves a shorter path.
    matches("ghcr.io/%3Fteam", "ghcr.io/other/x");
    // A host may escape what is not ASCII, and the percent sign.
    ignored("%67hcr.io", KeyErrorKind::Escape);
    matches("%c3%a9.io", "é.io/x");
    matches("%25c3%25a9.io", "é.io/x");
    differs("%25.io", "%25.io/x");
    matches("%ff.io", "%ff.io/x");
    matches("*.io", "%ff.io/x");
}

#[test]
fn brackets_hold_an_ipv6_address_and_nothing_else() {
    matches("[::1]:5000", "[::1]:5000/x");
    matches("*:5000", "[::1]:5000/x");
    matches("[::ffff:1.2.3.4]:5000", "[::ffff:1.2.3.4]:5000/x");
    differs("[0:0:0:0:0:0:0:1]:5000", "[::1]:5000/x");
    // Without a port the brackets stay, and are a class of characters.
    differs("[::1]", "[::1]/x");
    matches("[::1]", "1/x");
    matches("[a::f]", "a/x");
    matches("*", "[::1]/x");
    for bad in
        ["reg[0-9].example.com", "reg[.example.com", "[1.2.3.4]", "[a]", "[", "[]", "[::1", "[::g]", "x[::1]"]
    {
        ignored(bad, KeyErrorKind::IpLiteral);
    }
    ignored("[::1]x", KeyErrorKind::Port);
    ignored("[::1]:x", KeyErrorKind::Port);
    // A closing bracket alone is a character like others, but no port follows it.
    matches("a]b", "a]b/x");
    matches("a]b:80", "a]b:80/x");
    differs("*:80", "a]b:80/x");
}

#[test]
fn zones_are_decoded_like_any_host() {
    differs("[fe80::1%25eth0]:5000", "[fe80::1%25eth0]:5000/x");
    matches("[fe80::1%2525eth0]:5000", "[fe80::1%25eth0]:5000/x");
    ignored("[fe80::1%25]:5000", KeyErrorKind::IpLiteral);
    ignored("[%25eth0]:5000", KeyErrorKind::IpLiteral);
    ignored("[fe80::1%25%2f]:5000", KeyErrorKind::Escape);
    ignored("[fe80::1%25%ff]:5000", KeyErrorKind::Escape);
    ignored("[fe80::1%25 ]:5000", KeyErrorKind::HostCharacter);
    // A space is accepted when added, and refused at every lookup.
    assert!(Keyring::new().insert("[fe80::1%25%20]:5000", ()).is_ok());
    differs("[fe80::1%25%20]:5000", "[fe80::1%25%20]:5000/x");
}

#[test]
fn docker_hub_is_the_fallback_and_only_that() {
    for hub in
        ["index.docker.io", "https://index.docker.io/v1/", "http://index.docker.io", "index.docker.io/"]
    {
        matches(hub, "docker.io/library/nginx");
        matches(hub, "index.docker.io/library/nginx");
        matches(hub, "library/nginx");
        matches(hub, "nginx");
        matches(hub, "localhost/x");
        differs(hub, "localhost:5000/x");
        differs(hub, "ghcr.io/x");
        differs(hub, "registry-1.docker.io/x");
        differs(hub, "");
        differs(hub, "/x");
        tried(&[hub, "docker.io"], "docker.io/library/nginx", &["docker.io"]);
        tried(&["*", hub], "localhost/x", &["*"]);
    }
    // A path or a port is another key.
    differs("index.docker.io/library", "docker.io/library/nginx");
    differs("index.docker.io:443", "docker.io/library/nginx");
    differs("INDEX.docker.io", "docker.io/library/nginx");
    // Where the name is not a URL the fallback still looks at its first component.
    matches("index.docker.io", "my registry/x");
    differs("index.docker.io", "my.registry /x");
}

#[test]
fn empty_keys_match_no_registry() {
    for key in ["", "/", "https://", "?", "#"] {
        tried(&[key], "docker.io/library/nginx", &[]);
        tried(&[key], "localhost/x", &[]);
        matches(key, "/x");
    }
}

#[test]
fn a_long_key_costs_no_more_than_its_length() {
    let key = "*a".repeat(20_000);
    differs(&key, "localhost/x");
    let labels = "*.".repeat(20_000);
    differs(&labels, "reg.example.com/x");
    matches(&"a".repeat(100_000), &format!("{}/x", "a".repeat(100_000)));
}

#[test]
fn what_is_shown_holds_no_password() {
    let mut keyring = Keyring::new();
    keyring
        .insert(
            "https://user:hunter2@reg.example.com/team",
            pullspec::credentials::Credential::new("user", "hunter2"),
        )
        .unwrap();
    assert_eq!(format!("{keyring:?}"), "Keyring { len: 1, .. }");
    let error = Keyring::new().insert("https://user:hunter2 @reg.example.com", ()).unwrap_err();
    assert_eq!(error.to_string(), "docker config key ignored: invalid user information");
    assert!(!format!("{error:?}").contains("hunter2"));
}

#[test]
fn every_kind_of_ignored_key_has_its_sentence() {
    for (key, text) in [
        ("a\u{1}", "control character"),
        ("%", "invalid escape"),
        ("a b", "invalid character in the host"),
        ("a:b", "invalid port"),
        ("[a]", "invalid IP literal"),
        ("[@a", "invalid user information"),
    ] {
        let error = Keyring::new().insert(key, ()).unwrap_err();
        assert_eq!(error.to_string(), format!("docker config key ignored: {text}"), "{key:?}");
    }
}

/// Text that comes close to what keys hold.
fn key() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "a",
        "b",
        "*",
        ".",
        ".",
        "/",
        "/",
        ":",
        "80",
        "[",
        "]",
        "::1",
        "%25",
        "%ff",
        "%zz",
        "@",
        "?",
        "#",
        " ",
        "v2",
        "v1",
        "docker.io",
        "index.",
        "https://",
        "http://",
        "é",
        "\u{1}",
    ]);
    prop::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat())
}

#[test]
fn laws_hold_for_the_corpus() {
    let mut count = 0;
    for file in std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/fuzz/corpus/keyring")).unwrap() {
        laws::replay(&String::from_utf8_lossy(&std::fs::read(file.unwrap().path()).unwrap()));
        count += 1;
    }
    assert!(count >= 12);
}

proptest! {
    #[test]
    fn laws_hold(keys in prop::collection::vec(key(), 0..6), image in key()) {
        laws::check(&keys.iter().map(String::as_str).collect::<Vec<_>>(), &image);
    }

    #[test]
    fn laws_hold_for_any_text(keys in prop::collection::vec(".{0,12}", 0..4), image in ".{0,12}") {
        laws::check(&keys.iter().map(String::as_str).collect::<Vec<_>>(), &image);
    }

    #[test]
    fn a_name_is_its_own_key(name in "[a-z0-9-]{1,5}(\\.[a-z0-9]{1,4}){0,3}(:[0-9]{1,5})?(/[a-z0-9_.-]{1,6}){1,3}") {
        laws::check_name(&name);
    }
}

#[test]
fn a_keyring_counts_its_keys() {
    let mut keyring = Keyring::new();
    assert_eq!((keyring.len(), keyring.is_empty()), (0, true));
    for (n, key) in (1..).zip(["quay.io", "https://quay.io", "ghcr.io/team"]) {
        keyring.insert(key, ()).unwrap();
        assert_eq!((keyring.len(), keyring.is_empty()), (n, false));
    }
    assert!(keyring.insert("%zz", ()).is_err() && keyring.len() == 3);
}
