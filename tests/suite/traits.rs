//! The traits that people reach for: comparing with text, owned parts, moments, errors that can be handed on.

use std::collections::{BTreeMap, HashMap};
use std::error::Error as _;

use pullspec::digest::{Algorithm, DigestRef};
use pullspec::error::{AlgorithmName, Component, GoError, ParseErrorKind};
use pullspec::reference::{Domain, OwnedDomain, OwnedPath, OwnedTag, Path, Tag};
use pullspec::{Cause, Digest, ParseError, PullPolicy, RawReference, Reference, WaitingReason};

const DIGEST: &str = "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

#[test]
#[expect(clippy::nonminimal_bool, reason = "`!=` is asked for, not the absence of `==`")]
fn labels_and_parts_equal_their_text() {
    assert!(Tag::LATEST == "latest" && "latest" == Tag::LATEST && *"latest" == Tag::LATEST);
    assert!(Tag::LATEST != "Latest" && Tag::LATEST == *"latest");
    assert!(Domain::from_static("quay.io") == "quay.io" && Path::from_static("a/b") == "a/b");
    assert!(Cause::DnsFailure == "dns_failure" && PullPolicy::Always == "Always");
    assert!(Algorithm::Sha384 == "sha384" && Component::Tag == "tag" && GoError::NameEmpty == "name_empty");
    assert!(WaitingReason::ErrImagePull == "ErrImagePull");
    let digest = Digest::parse(DIGEST).unwrap();
    assert!(digest == DIGEST && digest.as_digest_ref() == DIGEST && DIGEST == digest.as_digest_ref());
}

#[test]
fn maps_are_asked_with_text() {
    let by_tag: BTreeMap<OwnedTag, u8> = [(OwnedTag::parse("7").unwrap(), 7)].into();
    assert_eq!(by_tag.get("7"), Some(&7));
    let by_digest: HashMap<Digest, u8> = [(Digest::parse(DIGEST).unwrap(), 1)].into();
    assert_eq!(by_digest.get(DIGEST), Some(&1));
    let by_path: HashMap<Path<'_>, u8> = [(Path::from_static("team/app"), 1)].into();
    assert_eq!(by_path.get("team/app"), Some(&1));
    let by_reason: HashMap<WaitingReason, u8> =
        [(WaitingReason::ErrImagePull, 1), (WaitingReason::from("Odd"), 2)].into();
    assert_eq!((by_reason.get("ErrImagePull"), by_reason.get("Odd")), (Some(&1), Some(&2)));
    // A named reason that was kept as text is the same key.
    let kept = WaitingReason::Other("ErrImagePull".into());
    assert_eq!(by_reason.get(&kept), Some(&1));
}

#[test]
fn owned_parts_are_the_borrowed_ones() {
    let tag: OwnedTag = "1.2".parse().unwrap();
    let domain: OwnedDomain = "quay.io:443".parse().unwrap();
    let path = OwnedPath::try_from(String::from("team/app")).unwrap();
    assert_eq!(
        (tag.as_tag(), domain.as_domain(), path.as_path()),
        (Tag::parse("1.2").unwrap(), Domain::parse("quay.io:443").unwrap(), Path::parse("team/app").unwrap())
    );
    assert_eq!(domain.as_domain().port(), Some("443"));
    assert!(tag == tag.as_tag() && tag.as_tag() == tag);
    let image = Reference::from_parts(domain.as_domain(), path.as_path(), Some(tag.as_tag()), None).unwrap();
    assert_eq!(image.as_str(), "quay.io:443/team/app:1.2");
    assert_eq!(String::from(path), "team/app");
    for wrong in ["", "a b", "-a", "${TAG}"] {
        assert_eq!(OwnedTag::parse(wrong).unwrap_err(), Tag::parse(wrong).unwrap_err());
        assert!(OwnedTag::try_from(wrong).is_err());
    }
}

#[test]
fn tags_and_digests_are_exchanged_in_the_text_as_written() {
    let digest = Digest::parse(DIGEST).unwrap();
    let tag = Tag::parse("8").unwrap();
    for (written, tagged, digested) in [
        ("redis", "redis:8", "redis@D"),
        ("redis:7", "redis:8", "redis:7@D"),
        ("docker.io/redis:7", "docker.io/redis:8", "docker.io/redis:7@D"),
        ("localhost:5000/a", "localhost:5000/a:8", "localhost:5000/a@D"),
    ] {
        let raw = RawReference::parse(written).unwrap();
        let with_digest = raw.with_digest(&digest);
        assert_eq!((raw.with_tag(tag).as_str(), &*with_digest), (tagged, &*digested.replace('D', DIGEST)));
        let raw = RawReference::parse(&with_digest).unwrap();
        assert_eq!(raw.with_digest(&digest), with_digest);
        assert_eq!(raw.with_tag(tag), format!("{tagged}@{DIGEST}"));
    }
}

#[test]
fn the_registry_that_is_meant_needs_no_copy() {
    for text in [
        "redis",
        "library/postgres",
        "docker.io/a",
        "index.docker.io/a/b",
        "quay.io/a",
        "LOCALHOST/x",
        "localhost/x",
        "a/b/c",
        "[::1]:5000/x",
        "my_registry.example/app",
        "[abcd]/x",
        &"a".repeat(255),
        &"0".repeat(64),
    ] {
        let raw = RawReference::parse(text).unwrap();
        let meant = Reference::parse(text);
        assert_eq!(
            raw.normalized_domain(),
            meant.as_ref().map(Reference::domain).map_err(|error| *error),
            "{text}"
        );
    }
}

#[test]
fn pinned_in_one_call_and_without_the_idle_tag() {
    let digest = Digest::parse(DIGEST).unwrap();
    for text in [
        "redis",
        "redis:7",
        "redis:7@sha256:0000000000000000000000000000000000000000000000000000000000000000",
    ] {
        let pinned = Reference::parse(text).unwrap().pinned_to(&digest);
        assert_eq!(pinned.as_str(), format!("docker.io/library/redis@{DIGEST}"));
        assert_eq!(pinned.clone().without_tag_beside_digest(), pinned);
    }
    let tagged = Reference::parse("redis:7").unwrap();
    assert_eq!(tagged.clone().without_tag_beside_digest(), tagged);
    assert_eq!(tagged.with_digest(&digest).without_tag_beside_digest(), tagged.pinned_to(&digest));
}

#[test]
fn tags_of_signatures() {
    let digest = Digest::parse(DIGEST).unwrap();
    assert_eq!(digest.cosign_tag("sig").unwrap().as_str(), format!("{}.sig", DIGEST.replace(':', "-")));
    let sha512 = Digest::parse(&format!("sha512:{:0128}", 0)).unwrap();
    assert!(sha512.cosign_tag("sig").is_err() && digest.cosign_tag("a/b").is_err());
    for algorithm in Algorithm::ALL {
        let digest = format!("{algorithm}:{}", "a".repeat(algorithm.hex_len()));
        let tag = DigestRef::parse(&digest).unwrap().referrers_tag();
        assert_eq!(Tag::parse(tag.as_str()), Ok(tag.as_tag()));
        assert_eq!(tag.as_str(), format!("{algorithm}-{}", "a".repeat(64)));
    }
}

#[test]
fn an_error_says_which_algorithm() {
    let name = |digest: &str| match Digest::parse(digest).unwrap_err().kind() {
        ParseErrorKind::UnsupportedAlgorithm(name) => name,
        kind => panic!("{kind:?}"),
    };
    assert_eq!(name("sha1:ab").as_str(), "sha1");
    assert!(!name("sha512-256+base6:ab").to_string().is_empty());
    let long: AlgorithmName = name("multihash+base58:ab");
    assert!(long.is_cut() && long.as_str() == "multihash+base5");
    let error = Algorithm::parse("sha\u{e9}sha\u{e9}sha\u{e9}sha\u{e9}").unwrap_err();
    assert_eq!(error.to_string(), "unsupported digest algorithm \"shaéshaéshaé...\"");
}

#[test]
fn an_error_in_its_text_says_all_of_it() {
    let input = "quay.io/Team/app";
    let error = Reference::parse(input).unwrap_err().in_text(input);
    assert_eq!(
        error.to_string(),
        r#""quay.io/Team/app": path must be lower case, found 'T'; did you mean "quay.io/team/app"?"#
    );
    let source = error.source().unwrap().downcast_ref::<ParseError>();
    assert_eq!(source, Some(error.error()));
    let long = format!("{}B{}", "a".repeat(10_000), "c".repeat(10_000));
    let line = Reference::parse(&long).unwrap_err().in_text(&long).to_string();
    let want = format!("...\"{}B{}\"...: path must be lower case, found 'B'", "a".repeat(60), "c".repeat(59));
    assert_eq!(line, want);
}

#[cfg(feature = "serde")]
mod with_serde {
    use super::*;
    use serde::de::DeserializeOwned;

    #[track_caller]
    fn owned<T: DeserializeOwned + serde::Serialize>(json: &str) {
        let value: T = serde_json::from_reader(json.as_bytes()).unwrap();
        assert_eq!(serde_json::to_string(&value).unwrap(), json);
    }

    #[test]
    fn owned_parts_are_read_from_anywhere() {
        owned::<OwnedTag>(r#""1.2""#);
        owned::<OwnedDomain>(r#""quay.io:443""#);
        owned::<OwnedPath>(r#""team/app""#);
        owned::<Digest>(&format!("{DIGEST:?}"));
        assert_eq!(serde_json::from_str::<OwnedTag>(r#""\u0061""#).unwrap(), Tag::parse("a").unwrap());
        let error = serde_json::from_str::<OwnedTag>(r#""feature/x""#).unwrap_err().to_string();
        assert!(
            error.starts_with(
                r#""feature/x": invalid character '/' in tag; a tag has only letters, digits, '_', '.' and '-': did you mean "feature-x"?"#
            ),
            "{error}"
        );
    }

    #[test]
    fn errors_cross_a_process_boundary() {
        let digest_short = "a@sha256:abc";
        let mut seen = std::collections::BTreeSet::new();
        for input in [
            "",
            "a b",
            "A",
            "-a",
            "a-",
            "a..b",
            "https://a.b/c",
            "[::1/x",
            "a@b",
            digest_short,
            "a@md5:ab",
            &format!("a@md5:{:032}", 0),
            &"0".repeat(64),
            &"a".repeat(256),
            "a@multihash+basefiftyeight:00000000000000000000000000000000",
        ] {
            let error = Reference::parse(input).unwrap_err();
            seen.insert(error.kind().as_str());
            let json = serde_json::to_string(&error).unwrap();
            let again: ParseError = serde_json::from_str(&json).unwrap();
            assert_eq!(again, error, "{json}");
            assert_eq!(again.hint(input), error.hint(input));
        }
        let ambiguous =
            Reference::from_parts(Domain::from_static("registry"), Path::from_static("a"), None, None);
        let error = ambiguous.unwrap_err();
        seen.insert(error.kind().as_str());
        assert_eq!(
            serde_json::from_str::<ParseError>(&serde_json::to_string(&error).unwrap()).unwrap(),
            error
        );
        assert_eq!(seen.len(), 15, "every kind: {seen:?}");
        let error = Tag::parse("a/b").unwrap_err();
        let json = serde_json::to_value(error).unwrap();
        assert_eq!(
            json,
            serde_json::json!({
                "kind": "invalid_character", "component": "tag", "start": 1, "end": 2, "go": "invalid_format",
                "of": "tag", "message": "invalid character '/' in tag", "found": "/"
            })
        );
    }

    #[test]
    fn what_is_not_an_error_is_refused() {
        let whole = serde_json::to_value(Tag::parse("a/b").unwrap_err()).unwrap();
        for (key, value) in [
            ("kind", serde_json::json!("InvalidCharacter")),
            ("kind", serde_json::json!("too_long")),
            ("component", serde_json::json!("Tag")),
            ("start", serde_json::json!(3)),
            ("start", serde_json::json!(-1)),
            ("go", serde_json::json!("")),
            ("of", serde_json::json!("part")),
        ] {
            let mut changed = whole.clone();
            changed[key] = value;
            assert!(serde_json::from_value::<ParseError>(changed.clone()).is_err(), "{changed}");
        }
    }
}

#[cfg(feature = "explain")]
mod moments {
    use std::time::Duration;

    use pullspec::api::Timestamp;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn moments_and_durations() {
        let then = Timestamp::from_unix_epoch(Duration::from_secs(10));
        assert_eq!((then + SECOND).since_unix_epoch().as_secs(), 11);
        assert_eq!((then - SECOND).since_unix_epoch().as_secs(), 9);
        assert_eq!((then + SECOND - then, then - (then + SECOND)), (SECOND, Duration::ZERO));
        assert_eq!(then - Duration::MAX, Timestamp::from_unix_epoch(Duration::ZERO));
        assert_eq!(then + Duration::MAX, Timestamp::from_unix_epoch(Duration::MAX));
        let mut now = then;
        now += SECOND;
        now -= 2 * SECOND;
        assert_eq!(now.since_unix_epoch().as_secs(), 9);
    }

    #[test]
    #[cfg(feature = "std")]
    fn moments_of_the_system() {
        use std::time::{SystemTime, UNIX_EPOCH};
        let now = Timestamp::from_unix_epoch(Duration::from_millis(1_772_357_405_123));
        let system = SystemTime::try_from(now).unwrap();
        assert_eq!(Timestamp::try_from(system), Ok(now));
        assert_eq!(Timestamp::try_from(system + Duration::from_micros(999)), Ok(now));
        assert!(Timestamp::try_from(UNIX_EPOCH - SECOND).is_err());
    }

    #[test]
    fn moments_of_jiff() {
        let now = Timestamp::from_unix_epoch(Duration::from_millis(1_772_357_405_123));
        let there = jiff::Timestamp::try_from(now).unwrap();
        assert_eq!((there.to_string(), Timestamp::try_from(there)), (now.to_string(), Ok(now)));
        let before = jiff::Timestamp::from_nanosecond(-1).unwrap();
        assert!(Timestamp::try_from(before).is_err());
        assert!(jiff::Timestamp::try_from(Timestamp::from_unix_epoch(Duration::MAX)).is_err());
    }
}

#[cfg(feature = "verify")]
#[test]
fn content_is_verified_by_any_digest() {
    use pullspec::digest::DigestMismatchError;
    let (expected, actual) = (Digest::of(Algorithm::Sha256, b"test"), Digest::of(Algorithm::Sha256, b"Test"));
    assert!(expected == DIGEST);
    assert_eq!(expected.verify(b"test"), Ok(()));
    let mismatch = DigestMismatchError::new(expected.clone(), actual);
    assert_eq!(expected.verify(b"Test"), Err(mismatch));
    let mut verifier = expected.as_digest_ref().verifier();
    verifier.update(b"te");
    verifier.update(b"st");
    assert_eq!(verifier.verify(), Ok(()));
}

#[test]
fn patterns_are_made_of_references_and_parts() {
    use pullspec::Pattern;
    use pullspec::pattern::PatternErrorKind;
    let of = |text: &str| Pattern::try_from(&Reference::parse(text).unwrap());
    for text in
        ["redis", "redis:7", &format!("redis@{DIGEST}"), &format!("quay.io:443/a/b:1@{DIGEST}"), "quay.io/a"]
    {
        assert_eq!(of(text), Pattern::parse(text), "{text}");
    }
    let image = Reference::parse("redis:7").unwrap();
    let pattern = of("redis:7").unwrap();
    assert!(pattern.matches(&image) && !pattern.matches(&Reference::parse("redis:8").unwrap()));
    // No registry that Go could tell: what is parsed of the same text is refused, too.
    let nowhere = Reference::parse("[abcd]/x");
    assert!(nowhere.is_err() || of("[abcd]/x").is_err());
    let parts =
        |domain, path| Pattern::from_parts(Domain::parse(domain).unwrap(), Path::parse(path).unwrap());
    assert_eq!(parts("quay.io:443", "team/app"), Pattern::parse("quay.io:443/team/app"));
    let error = parts("registry", "app").unwrap_err();
    assert!(matches!(error.kind(), PatternErrorKind::Part(_)) && error.span() == (0..8), "{error:?}");
}

#[test]
fn a_registry_with_a_scheme_or_a_slash_gets_a_hint() {
    for wrong in ["https://ghcr.io", "ghcr.io/", "https://ghcr.io/"] {
        let hint = Domain::parse(wrong).unwrap_err().hint(wrong).expect(wrong).to_string();
        assert!(hint.contains("\"ghcr.io\""), "{wrong}: {hint}");
    }
}

/// A page for those who come from another crate, and the names that they look for.
#[test]
fn other_crates_names_are_found() {
    let source = [
        include_str!("../../src/reference/raw.rs"),
        include_str!("../../src/reference/meaning.rs"),
        include_str!("../../src/reference/edit.rs"),
        include_str!("../../src/registry/endpoint.rs"),
    ]
    .concat();
    for name in ["resolve_registry", "whole", "clone_with_digest", "namespace"] {
        assert!(source.contains(&format!("alias = \"{name}\"")), "{name}");
    }
    let page = include_str!("../../src/guide/coming_from.rs");
    for from in ["oci-spec", "oci-client", "docker-image-reference"] {
        assert!(page.contains(from), "{from}");
    }
}
