//! Lists of patterns for other engines: their form, what they refuse, and that no text of a pattern becomes code. What
//! the engines answer is tested in `tests/engines`.

use pullspec::Reference;
use pullspec::pattern::export::ExportError;
use pullspec::pattern::{Pattern, PatternSet};
use pullspec::reference::Tag;
use regex::Regex;

fn set(patterns: &[&str]) -> PatternSet {
    PatternSet::parse(patterns).unwrap()
}

/// Spellings that passed somebody's expression, and a list that must not let them.
const BYPASSES: [(&str, &str); 14] = [
    ("gcr.io/team/**", "gcrXio/team/app"),
    ("gcr.io/team/**", "gcr-io/team/app"),
    ("mcr.microsoft.com/**", "mcr.microsoft.com:5000/app"),
    ("docker.io/foo/nginx", "evil.example/foo/nginx:1"),
    ("quay.io/**", "quay.io.malicious.example/x"),
    ("quay.io/**", "evil.example/quay.io/x"),
    ("quay.io/**", "quay.io@evil.example/x"),
    ("quay.io/team/**", "quay.io/team-evil/x"),
    ("quay.io/team/**", "quay.io/team/../evil/x"),
    ("quay.io/**", "quay.io/x\n"),
    ("quay.io/**", "evil.example/x\nquay.io/x"),
    ("docker.io/**", "sha256:4f53"),
    ("docker.io/library/*", "user/image"),
    ("**.corp.example/**", "evilcorp.example/x"),
];

#[test]
fn bypasses_are_refused_and_short_names_are_not() {
    for (pattern, image) in BYPASSES {
        let set = set(&[pattern]);
        let regex = Regex::new(&set.regex().unwrap()).unwrap();
        assert!(!regex.is_match(image), "{pattern} on {image:?}");
        assert!(!Reference::parse(image).is_ok_and(|image| set.allows(&image)), "{pattern} on {image:?}");
    }
    let regex = Regex::new(&set(&["docker.io/**"]).regex().unwrap()).unwrap();
    for image in
        ["redis", "user/image:1", "docker.io/x", "index.docker.io/library/x", "sha256", "a__b/c.d-e_f"]
    {
        assert!(regex.is_match(image), "{image}");
    }
}

#[test]
fn limits_are_exact_for_one_wildcard() {
    let regex = Regex::new(&set(&["quay.io/**", "docker.io/**"]).regex().unwrap()).unwrap();
    for (host, longest) in [("quay.io/", 255), ("docker.io/", 247), ("index.docker.io/", 247), ("", 247)] {
        for (length, want) in [(longest, true), (longest + 1, false)] {
            let image = format!("{host}{}", "z".repeat(length));
            assert_eq!(regex.is_match(&image), want, "{host} {length}");
            assert_eq!(Reference::parse(&image).is_ok(), want, "{host} {length}");
        }
    }
    assert!(
        !regex.is_match(&"f".repeat(64))
            && regex.is_match(&"f".repeat(63))
            && regex.is_match(&"f".repeat(65))
    );
}

#[test]
fn no_text_of_a_pattern_becomes_code() {
    // What a pattern can hold at all is what a reference can, and wildcards and braces.
    for text in [
        "a'b", "a\"b", "a\\b", "a\nb", "a${x}", "a{{x}}", "a`b", "a#b", "a|b", "a(b)", "a+b", "a$", "^a",
        "a;b", "a?",
    ] {
        for pattern in
            [text.to_owned(), format!("quay.io/{text}"), format!("{text}.io/*"), format!("redis:{text}")]
        {
            assert!(Pattern::parse(&pattern).is_err(), "{pattern:?}");
        }
    }
    // The characters that mean something to an engine stand for themselves.
    let set = set(&["[::1]:5000/a.b/c-d_e:{1.2,x_y.*-z}", "*.a-b.example/**@*"]);
    let policy = set.admission_policy("images").unwrap().to_string();
    for text in [set.cel().unwrap(), set.rego(), set.regex().unwrap(), policy] {
        assert!(text.contains(r"\[::1\]:5000/a[.]b/c-d_e:(?:1[.]2|x_y[.]"), "{text}");
        assert!(!text.contains("1.2|"), "{text}");
    }
    for name in ["", "a b", "a\nb", "\"", "a: b", "-a", "A", "a..b", &"a".repeat(254)] {
        assert_eq!(set.admission_policy(name), Err(ExportError::Name), "{name:?}");
    }
}

#[test]
fn what_matches_nothing_and_what_matches_all() {
    assert_eq!(PatternSet::default().cel().unwrap(), "false");
    for nothing in [PatternSet::default(), set(&["docker.io/*"]), set(&["redis:{}"])] {
        let regex = Regex::new(&nothing.regex().unwrap()).unwrap();
        assert!(["", "a", "redis", "docker.io/x", "^a^$"].iter().all(|text| !regex.is_match(text)));
        assert!(nothing.rego().contains("default listed := false"));
    }
    let pinned = Pattern::parse("redis").unwrap().with_tags([Tag::LATEST]);
    let bare: PatternSet = [pinned].into_iter().collect();
    assert!(Regex::new(&bare.regex().unwrap()).unwrap().is_match("redis"));
}

#[test]
fn scopes_are_never_wider() {
    for (pattern, scopes) in [
        ("quay.io/**", &["quay.io"][..]),
        ("quay.io:5000/**", &["quay.io:5000"]),
        ("docker.io/**", &["docker.io"]),
        ("docker.io/team/**", &["docker.io/team"]),
        ("redis{,/**}", &["docker.io/library/redis"]),
        ("quay.io/team/app{,/**}", &["quay.io/team/app"]),
        ("redis:{7,latest}", &["docker.io/library/redis:7", "docker.io/library/redis:latest"]),
        ("**/**", &[""]),
    ] {
        assert_eq!(set(&[pattern]).policy_scopes().unwrap(), scopes, "{pattern}");
    }
    let digest = format!("quay.io/app@sha256:{:064}", 0);
    assert_eq!(set(&[&digest]).policy_scopes().unwrap(), [digest]);
    for (pattern, error) in [
        ("redis", "a scope of policy.json is a repository with all below it: docker.io/library/redis{,/**}"),
        ("quay.io/team/**", "a scope of policy.json covers the path itself too: quay.io/team{,/**}"),
        ("docker.io/a/b/**", "a scope of policy.json covers the path itself too: docker.io/a/b{,/**}"),
        ("quay.io/*", "a scope of policy.json has no wildcard like this"),
        ("*.io/**", "a scope of policy.json has no wildcard like this"),
        ("**.corp.example/**", "a scope of policy.json has no wildcard like this"),
        ("quay.io/**:1", "a scope of policy.json has no wildcard like this"),
        ("redis:7*", "a scope of policy.json has no wildcard like this"),
        ("redis@*", "a scope of policy.json cannot ask for a digest"),
    ] {
        let set = set(&[pattern]);
        let normalized = set.iter().next().unwrap().to_string();
        assert_eq!(set.policy_scopes().unwrap_err().to_string(), format!("{normalized}: {error}"));
    }
}

#[test]
fn costs_are_known_before_the_api_server_says_so() {
    let set: PatternSet =
        (0..60).map(|n| Pattern::parse(&format!("registry{n}.example/team/**")).unwrap()).collect();
    assert!(set.cel_cost(32, 135) < 1_000_000, "{}", set.cel_cost(32, 135));
    let set: PatternSet =
        (0..2_000).map(|n| Pattern::parse(&format!("registry{n}.example/team/**")).unwrap()).collect();
    let error = set.cel().unwrap_err();
    assert!(set.admission_policy("images").is_err());
    assert!(matches!(error, ExportError::TooCostly { limit: 1_000_000, .. }), "{error}");
    assert!(matches!(set.regex(), Err(ExportError::TooLarge { .. })));
}

#[test]
fn the_policy_of_the_guide() {
    let set = set(&["registry.example.com/team/**", "docker.io/library/*@*"]);
    let policy =
        set.admission_policy("images.example.com").unwrap().with_exempt_namespaces(["kube-system"]).unwrap();
    assert_eq!(policy.to_string(), include_str!("../data/export/policy.yaml"));
    assert_eq!(set.cel().unwrap() + "\n", include_str!("../data/export/images.cel"));
    assert_eq!(set.rego(), include_str!("../data/export/images.rego"));
    assert_eq!(set.regex().unwrap() + "\n", include_str!("../data/export/images.regex"));
    let scopes = PatternSet::parse(["registry.example.com/**", "docker.io/library/redis:7"]).unwrap();
    assert_eq!(scopes.policy_scopes().unwrap().join("\n") + "\n", include_str!("../data/export/scopes.txt"));
}
