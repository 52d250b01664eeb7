//! What references say about themselves and become, beyond the vectors.

use std::cmp::Ordering;
use std::collections::HashSet;

use pullspec::reference::{Domain, Path, Tag};
use pullspec::{AnyReference, Digest, PodImage, RawReference, Reference};

const DIGEST: &str = "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

fn parse(text: &str) -> Reference {
    Reference::parse(text).unwrap()
}

#[test]
fn is_small_and_shared_between_threads() {
    fn shared<T: Send + Sync + Unpin + 'static>() {}
    assert!(size_of::<Reference>() <= 32);
    assert_eq!(size_of::<Option<Reference>>(), size_of::<Reference>());
    shared::<Reference>();
    shared::<RawReference<'static>>();
    shared::<AnyReference>();
    shared::<Digest>();
    shared::<pullspec::ParseError>();
    shared::<pullspec::Pattern>();
}

#[test]
fn what_other_crates_get_wrong() {
    // users.md of the field: a registry taken for another is a security hole.
    assert!(Reference::parse("busybox:é").is_err());
    assert!(Reference::parse(&format!("busybox@sha256:{}", "F".repeat(64))).is_err());
    assert!(Reference::parse(&"f".repeat(64)).is_err());
    assert_eq!(parse("Uppercase/lowercase:tag").domain(), "Uppercase");
    assert_eq!(parse("LOCALHOST/x").domain(), "LOCALHOST");
    assert_eq!(parse("[::1]:5000/repo:t").host(), "[::1]");
    assert_eq!(parse("[:2b2:ff5:1]:5000/x").port(), Some("5000"));
    assert!(Reference::parse(&format!("a@md5:{}", "0".repeat(32))).is_err());
}

#[test]
fn a_registry_go_cannot_tell_is_not_a_registry() {
    let odd = parse("my_registry.example/app:1");
    assert_eq!((odd.domain(), odd.path()), ("", "my_registry.example/app"));
    assert_eq!((odd.host(), odd.port()), ("", None));
    assert_eq!(odd.familiar(), "my_registry.example/app:1");
    assert!(!odd.domain_was_defaulted());
    assert!(odd.endpoint().is_err());
}

#[test]
fn written_or_defaulted() {
    for (text, domain, alias, library) in [
        ("redis", true, false, true),
        ("bitnami/redis", true, false, false),
        ("docker.io/redis", false, false, true),
        ("docker.io/library/redis", false, false, false),
        ("index.docker.io/redis", false, true, true),
        ("index.docker.io/library/redis", false, true, false),
        ("quay.io/redis", false, false, false),
        ("localhost/redis", false, false, false),
    ] {
        let reference = parse(text);
        let got = (
            reference.domain_was_defaulted(),
            reference.domain_was_alias(),
            reference.library_was_defaulted(),
        );
        assert_eq!(got, (domain, alias, library), "{text}");
        let tagged = reference.with_tag(Tag::LATEST);
        assert_eq!(tagged.library_was_defaulted(), library, "a change of the tag changes nothing else");
        assert!(!tagged.tag_was_defaulted());
        assert!(reference.or_default_tag().tag_was_defaulted());
    }
    assert!(!parse("redis:latest").or_default_tag().tag_was_defaulted());
    let pinned = parse("redis").or_default_tag().with_digest(&DIGEST.parse::<Digest>().unwrap());
    assert!(pinned.tag_was_defaulted() && pinned.without_digest().tag_was_defaulted());
    assert!(!pinned.without_tag().tag_was_defaulted());
}

#[test]
fn tags_and_digests_come_and_go_alone() {
    let both = parse(&format!("redis:7@{DIGEST}"));
    assert_eq!(
        both.with_tag(Tag::from_static("8")).to_string(),
        format!("docker.io/library/redis:8@{DIGEST}")
    );
    assert_eq!(both.without_tag().to_string(), format!("docker.io/library/redis@{DIGEST}"));
    assert_eq!(both.without_digest().to_string(), "docker.io/library/redis:7");
    assert_eq!(both.without_tag_and_digest().to_string(), "docker.io/library/redis");
    assert_eq!(both.clone().or_default_tag(), both);
    assert_eq!(both.docker_ref(), parse(&format!("redis@{DIGEST}")));
    assert_eq!(parse(&format!("redis@{DIGEST}")).or_default_tag().tag(), None);
    assert_eq!(parse("redis").docker_ref().tag(), Some("latest"));
    assert_eq!(parse("redis:7").docker_ref().tag(), Some("7"));
}

#[test]
fn equality_order_and_hash_are_on_the_meaning() {
    let spellings = ["redis", "library/redis", "docker.io/redis", "index.docker.io/library/redis"].map(parse);
    assert_eq!(spellings.iter().collect::<HashSet<_>>().len(), 1);
    assert!(spellings.iter().all(|a| spellings.iter().all(|b| a == b && a.cmp(b) == Ordering::Equal)));
    assert!(parse("a") < parse("b"));
    assert_ne!(parse("quay.io/a"), parse("QUAY.io/a"));
}

#[test]
fn order_of_preference_is_gos() {
    let texts = ["b", "a", &format!("c@{DIGEST}"), "e:1", "d:1", &format!("f:1@{DIGEST}"), DIGEST];
    let mut any: Vec<_> = texts.iter().map(|text| AnyReference::parse(text).unwrap()).collect();
    any.sort_by(AnyReference::cmp_by_rank);
    let got: Vec<_> = any.iter().map(AnyReference::as_str).collect();
    let full = |text: &str| parse(text).to_string();
    let want = [
        &full(&format!("f:1@{DIGEST}")),
        &full("d:1"),
        &full("e:1"),
        &full(&format!("c@{DIGEST}")),
        &full("a"),
        &full("b"),
        DIGEST,
    ];
    assert_eq!(got, want);
    let mut named = [parse("b"), parse("a:1"), parse("a")];
    named.sort_by(Reference::cmp_by_rank);
    assert_eq!(named.map(|name| name.familiar().to_owned()), ["a:1", "a", "b"]);
}

#[test]
fn familiar_patterns_are_gos() {
    for (pattern, text, want) in [
        ("redis", "docker.io/library/redis:7", true),
        ("redis:*", "redis:7", true),
        ("redis:7", "redis:8", false),
        ("foo/*", "foo/bar", true),
        ("foo/*", "foo/bar/baz", false),
        ("*", "foo/bar", false),
        ("*/*/*", "quay.io/foo/bar", true),
        ("?edis", "redis", true),
        ("[a-r]edis", "redis", true),
        ("[^a-q]edis", "redis", true),
        ("\\redis", "redis", true),
        ("", "redis", false),
    ] {
        assert_eq!(parse(text).matches_familiar(pattern), Ok(want), "{pattern} on {text}");
    }
    for bad in ["[", "[a", "[a-", "[]a]", "\\", "x[", "*[", "a[b-]", "[-x]"] {
        let error = parse("redis").matches_familiar(bad).unwrap_err();
        assert_eq!(error.to_string(), "syntax error in pattern", "{bad}");
    }
}

#[test]
fn a_pod_image_keeps_its_text() {
    for (text, pulled) in [
        ("nginx", "nginx:latest"),
        ("quay.io:443/a", "quay.io:443/a:latest"),
        ("nginx:1.27", "nginx:1.27"),
        ("index.docker.io/nginx", "index.docker.io/nginx:latest"),
        (&format!("nginx@{DIGEST}"), &format!("nginx@{DIGEST}")),
        (&format!("nginx:1@{DIGEST}"), &format!("nginx:1@{DIGEST}")),
    ] {
        let image = PodImage::parse(text).unwrap();
        assert_eq!((image.as_str(), &*image.pull_image()), (text, pulled));
        assert_eq!(image.reference(), Ok(&parse(text)));
    }
}

#[test]
fn one_parser_behind_many_doors() {
    let want = parse("redis:7");
    assert_eq!("redis:7".parse(), Ok(want.clone()));
    assert_eq!(Reference::try_from("redis:7"), Ok(want.clone()));
    assert_eq!(Reference::try_from("redis:7".to_owned()), Ok(want.clone()));
    assert_eq!(String::from(want.clone()), "docker.io/library/redis:7");
    assert_eq!(format!("{want:>30}|"), "     docker.io/library/redis:7|");
    assert_eq!(
        format!("{want:?}"),
        r#"Reference { domain: "docker.io", path: "library/redis", tag: Some("7"), digest: None, .. }"#
    );
    let raw = RawReference::try_from("a:1").unwrap();
    assert_eq!((raw.as_ref(), raw.to_reference()), ("a:1", Ok(parse("a:1"))));
    assert_eq!(PodImage::try_from("redis:7").unwrap().into_reference(), Ok(want.clone()));
    assert_eq!(AnyReference::from(want.clone()), AnyReference::try_from("redis:7").unwrap());
    assert_eq!("sha512".parse(), Ok(pullspec::digest::Algorithm::Sha512));
    assert_eq!(Tag::try_from("x").unwrap().as_ref(), "x");
    assert_eq!(Path::try_from("x/y").unwrap().to_string(), "x/y");
    assert_eq!(format!("{:?}", Domain::try_from("x:1").unwrap()), r#"Domain("x:1")"#);
    assert_eq!(Digest::try_from(DIGEST).unwrap().as_digest_ref(), Digest::parse(DIGEST).unwrap());
}

#[test]
fn raw_kinds() {
    for (text, name_only, tagged, digested) in [
        ("a", true, false, false),
        ("a:1", false, true, false),
        (&format!("a@{DIGEST}"), false, false, true),
        (&format!("a:1@{DIGEST}"), false, true, true),
    ] {
        let raw = RawReference::parse(text).unwrap();
        assert_eq!((raw.is_name_only(), raw.is_tagged(), raw.is_digested()), (name_only, tagged, digested));
        assert_eq!(raw.name(), "a");
    }
}

#[test]
#[should_panic(expected = "not a valid tag")]
fn a_wrong_literal_at_run_time_panics_as_documented() {
    let _ = Tag::from_static("v 1");
}

#[test]
fn what_was_filled_in_is_known_of_every_version_of_a_reference() {
    let digest = Digest::parse(DIGEST).unwrap();
    for (text, domain, alias, library) in [
        ("redis", true, false, true),
        ("redis:7", true, false, true),
        ("team/app:1", true, false, false),
        ("docker.io/redis", false, false, true),
        ("docker.io/team/app", false, false, false),
        ("index.docker.io/redis:7", false, true, true),
        ("index.docker.io/team/app", false, true, false),
        ("quay.io/app:1", false, false, false),
    ] {
        let plain = Reference::parse(text).unwrap();
        let tag = Tag::parse("v1").unwrap();
        for reference in [
            plain.with_tag(tag),
            plain.with_digest(&digest),
            plain.with_tag(tag).with_digest(&digest).without_tag(),
            plain.clone().or_default_tag().with_digest(&digest).without_digest(),
            plain.without_tag_and_digest(),
            plain.clone(),
        ] {
            let known = (
                reference.domain_was_defaulted(),
                reference.domain_was_alias(),
                reference.library_was_defaulted(),
            );
            assert_eq!(known, (domain, alias, library), "{text} as {reference}");
        }
        let has_tag = plain.tag().is_some();
        assert_eq!(
            plain.clone().or_default_tag().with_digest(&digest).tag_was_defaulted(),
            !has_tag,
            "{text}"
        );
        assert!(!plain.with_digest(&digest).tag_was_defaulted(), "{text}");
        assert!(!plain.clone().or_default_tag().with_tag(tag).tag_was_defaulted(), "{text}");
    }
}
