//! Every kind of error: its text, its component, its place, its class in Go, and its hint.

use pullspec::error::{Component, GoError, ParseErrorKind};
use pullspec::reference::{Domain, OwnedDomain, Path, Tag};
use pullspec::{Digest, ParseError, Reference};

const HEX64: &str = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

#[track_caller]
fn refused(input: &str, text: &str, component: Component, at: &str, go: GoError) -> ParseError {
    let error = Reference::parse(input).unwrap_err();
    assert_eq!(error.to_string(), text, "{input:?}");
    assert_eq!(error.component(), component, "{input:?}");
    assert_eq!(&input[error.span()], at, "{input:?}");
    assert_eq!(error.go_error(), go, "{input:?}");
    error
}

#[test]
fn texts_components_and_places() {
    use Component as C;
    use GoError::{InvalidFormat, NameUppercase};
    for (input, text, component, at, go) in [
        ("", "empty reference", C::Reference, "", InvalidFormat),
        ("quay.io/", "empty path", C::Path, "", InvalidFormat),
        ("quay.io/a//b", "empty path", C::Path, "", InvalidFormat),
        ("nginx:", "empty tag", C::Tag, "", InvalidFormat),
        ("nginx@", "empty digest", C::Digest, "", InvalidFormat),
        ("quay.io:/a", "empty port", C::Port, "", InvalidFormat),
        (":5000/a", "empty domain", C::Domain, "", InvalidFormat),
        ("ngi nx", "invalid character ' ' in path", C::Path, " ", InvalidFormat),
        ("busybox:é", "invalid character 'é' in tag", C::Tag, "é", InvalidFormat),
        ("nginx:1:2", "invalid character ':' in tag", C::Tag, ":", InvalidFormat),
        ("quay.io:80a/x", "invalid character 'a' in port", C::Port, "a", InvalidFormat),
        ("[::g]/x", "invalid character 'g' in domain", C::Domain, "g", InvalidFormat),
        ("[abcd]/x", "invalid character '[' in path", C::Path, "[", InvalidFormat),
        ("a@b$c:d", "invalid character '$' in digest", C::Digest, "$", InvalidFormat),
        ("quay.io/Team/App", "path must be lower case, found 'T'", C::Path, "T", NameUppercase),
        ("q@SHA256:00", "digest must be lower case, found 'S'", C::Digest, "S", NameUppercase),
        ("a:İ", "tag must be lower case, found 'İ'", C::Tag, "İ", NameUppercase),
        ("a:\u{212a}", "tag must be lower case, found '\u{212a}'", C::Tag, "\u{212a}", NameUppercase),
        ("a/\u{212a}", "path must be lower case, found '\u{212a}'", C::Path, "\u{212a}", NameUppercase),
        (
            "x\u{212a}.y/a",
            "domain must be lower case, found '\u{212a}'",
            C::Domain,
            "\u{212a}",
            NameUppercase,
        ),
        ("-a", "path must not start with '-'", C::Path, "-", InvalidFormat),
        ("a:.b", "tag must not start with '.'", C::Tag, ".", InvalidFormat),
        ("-a.b/c", "domain must not start with '-'", C::Domain, "-", InvalidFormat),
        ("a-", "path must not end with '-'", C::Path, "-", InvalidFormat),
        ("a.b-/c", "domain must not end with '-'", C::Domain, "-", InvalidFormat),
        ("a..b", "separator '.' in path must stand between letters or digits", C::Path, ".", InvalidFormat),
        ("a___b", "separator '_' in path must stand between letters or digits", C::Path, "_", InvalidFormat),
        (
            "a..b/c",
            "separator '.' in domain must stand between letters or digits",
            C::Domain,
            ".",
            InvalidFormat,
        ),
        (
            "https://quay.io/a",
            "a reference must not begin with a scheme",
            C::Reference,
            "https://",
            InvalidFormat,
        ),
        ("[::1/x", "missing ']' after the IPv6 address in domain", C::Domain, "", InvalidFormat),
        ("a@sha256", "missing ':' between algorithm and hex in digest", C::Digest, "", InvalidFormat),
        ("a@sha256:abc", "a sha256 digest has 64 hex characters, found 3", C::Digest, "abc", InvalidFormat),
        ("a@md5:abc", "a digest has at least 32 hex characters, found 3", C::Digest, "abc", InvalidFormat),
    ] {
        refused(input, text, component, at, go);
    }
}

#[test]
fn sizes_and_digests() {
    let long = "a".repeat(256);
    refused(&long, "path is too long: 264 bytes, at most 255", Component::Path, &long, GoError::NameTooLong);
    let tag = "t".repeat(129);
    let text = "tag is too long: 129 bytes, at most 128";
    refused(&format!("a:{tag}"), text, Component::Tag, &tag, GoError::InvalidFormat);
    let short = &HEX64[..63];
    let text = "a sha256 digest has 64 hex characters, found 63";
    refused(&format!("a@sha256:{short}"), text, Component::Digest, short, GoError::DigestInvalidLength);
    let text = "unsupported digest algorithm \"md5\"";
    refused(&format!("a@md5:{short}"), text, Component::Digest, "md5", GoError::DigestUnsupported);
    let upper = HEX64.to_uppercase();
    let text = "invalid character 'F' in digest";
    refused(&format!("a:t@sha256:{upper}"), text, Component::Digest, "F", GoError::DigestInvalidFormat);
    let text = "64 hex characters are an image ID, not a name";
    refused(HEX64, text, Component::Reference, HEX64, GoError::Identifier);
}

#[test]
fn an_empty_text_has_its_own_name_in_gos_parse() {
    assert_eq!(pullspec::RawReference::parse("").unwrap_err().go_error(), GoError::NameEmpty);
    assert_eq!(Reference::parse("").unwrap_err().go_error(), GoError::InvalidFormat);
}

#[test]
fn a_domain_that_reads_as_a_path_is_refused() {
    for domain in ["registry", "[abcd]", "a-b"] {
        let domain = Domain::parse(domain).unwrap();
        let error = Reference::from_parts(domain, Path::parse("x").unwrap(), None, None).unwrap_err();
        assert_eq!(
            error.to_string(),
            "domain reads as part of a path: it needs a '.', a ':' or an upper-case letter"
        );
        assert_eq!(error.span(), 0..domain.as_str().len());
    }
    let path = "a".repeat(250);
    let hub = Domain::from_static("docker.io");
    let error = Reference::from_parts(hub, Path::parse(&path).unwrap(), None, None).unwrap_err();
    assert_eq!(error.to_string(), "path is too long: 258 bytes, at most 255");
    assert_eq!(error.span(), 0..250);
}

#[test]
fn a_scheme_is_one_where_a_name_stands_before_it() {
    let kind = |text: &str| OwnedDomain::parse(text).unwrap_err().kind();
    assert_eq!(kind("https://quay.io"), ParseErrorKind::Scheme);
    for text in ["-https://quay.io", "ht tps://quay.io", "quay.io/://", "://quay.io"] {
        assert_ne!(kind(text), ParseErrorKind::Scheme, "{text}");
    }
}

#[test]
fn parts_give_places_in_their_own_text() {
    assert_eq!(Tag::parse("a b").unwrap_err().span(), 1..2);
    assert_eq!(Path::parse("a/B").unwrap_err().span(), 2..3);
    assert_eq!(Domain::parse("a:b").unwrap_err().span(), 2..3);
    assert_eq!(Path::parse(&"a".repeat(256)).unwrap_err().go_error(), GoError::NameTooLong);
    assert_eq!(Tag::parse(&"a".repeat(129)).unwrap_err().span(), 0..129);
}

#[test]
fn digests_alone() {
    for (input, text, at, go) in [
        ("", "empty digest", "", GoError::DigestInvalidFormat),
        (":ab", "empty digest", "", GoError::DigestInvalidFormat),
        ("sha256:", "empty digest", "", GoError::DigestInvalidFormat),
        ("sha256", "missing ':' between algorithm and hex in digest", "", GoError::DigestInvalidFormat),
        ("SHA256:ab", "digest must be lower case, found 'S'", "S", GoError::DigestInvalidFormat),
        (".a:b", "digest must not start with '.'", ".", GoError::DigestInvalidFormat),
        ("a.:b", "digest must not end with '.'", ".", GoError::DigestInvalidFormat),
        (
            "a.+b:c",
            "separator '+' in digest must stand between letters or digits",
            "+",
            GoError::DigestInvalidFormat,
        ),
        ("a b:c", "invalid character ' ' in digest", " ", GoError::DigestInvalidFormat),
        ("md5:c?", "invalid character '?' in digest", "?", GoError::DigestInvalidFormat),
        ("md5:ab", "unsupported digest algorithm \"md5\"", "md5", GoError::DigestUnsupported),
        ("blake3:ab", "unsupported digest algorithm \"blake3\"", "blake3", GoError::DigestUnsupported),
        (
            "multihash+base58:Qm",
            "unsupported digest algorithm \"multihash+base5...\"",
            "multihash+base58",
            GoError::DigestUnsupported,
        ),
        ("sha512:ab", "a sha512 digest has 128 hex characters, found 2", "ab", GoError::DigestInvalidLength),
    ] {
        let error = Digest::parse(input).unwrap_err();
        assert_eq!(
            (error.to_string().as_str(), &input[error.span()], error.go_error()),
            (text, at, go),
            "{input:?}"
        );
        assert_eq!(error.component(), Component::Digest);
    }
}

#[test]
fn pictures_stay_on_two_lines() {
    let picture = |input: &str| Reference::parse(input).unwrap_err().underline(input).to_string();
    assert_eq!(picture("a//b"), "a//b\n  ^ empty path");
    assert_eq!(picture("a\u{1b}[2j\n"), "a\u{fffd}[2j\u{fffd}\n ^ invalid character '\\u{1b}' in path");
    assert_eq!(picture("日本/x"), "\u{fffd}\u{fffd}/x\n^ invalid character '日' in path");
    let long = format!("{}B{}", "a".repeat(100), "c".repeat(100));
    let want = format!(
        "...{}B{}...\n{}^ path must be lower case, found 'B'",
        "a".repeat(60),
        "c".repeat(59),
        " ".repeat(63)
    );
    assert_eq!(picture(&long), want);
    let whole = picture(&"a".repeat(300));
    assert!(
        whole.ends_with(&format!("{} path is too long: 308 bytes, at most 255", "^".repeat(60))),
        "{whole}"
    );
}

#[test]
fn the_place_is_right_behind_a_domain_too() {
    for (input, at) in [("quay.io/team/App", 13..14), ("quay.io/Team/app", 8..9), ("quay.io/tEam@x", 9..10)] {
        assert_eq!(Reference::parse(input).unwrap_err().span(), at, "{input}");
    }
    for (input, text, at) in [
        ("a@-b:c", "digest must not start with '-'", 2..3),
        ("a@b--c:d", "separator '-' in digest must stand between letters or digits", 4..5),
        ("a@b-:c", "digest must not end with '-'", 3..4),
        ("a@:c", "empty digest", 2..2),
    ] {
        let error = Reference::parse(input).unwrap_err();
        assert_eq!((&*error.to_string(), error.span()), (text, at), "{input}");
    }
}

/// The innermost of the errors inside this one, which is a `T`, and how many there are.
#[track_caller]
fn innermost<T: std::error::Error + Clone + 'static>(error: &dyn std::error::Error) -> (T, usize) {
    let inside = std::iter::successors(error.source(), |error| error.source());
    let last = inside.clone().last().expect("an error inside");
    (last.downcast_ref::<T>().expect("the error that is wrapped").clone(), inside.count())
}

/// Whoever looks for a cause of one type walks along `source()`, through every type that wraps an error of this crate.
#[test]
fn every_error_that_wraps_another_answers_source() {
    use pullspec::access::ExemptImages;
    use pullspec::api::Behavior;
    use pullspec::credentials::{KeyErrorKind, NeverMatchesError, ProviderConfigError};
    use pullspec::pattern::{PatternError, PatternErrorKind, PatternSet};
    use pullspec::policy::{AlwaysPullImages, FieldError};
    use pullspec::{Keyring, Pattern, PullError};

    let text = "quay.io/Team/app";
    let parse = Reference::parse(text).unwrap_err();
    assert_eq!(innermost::<ParseError>(&parse.in_text(text)), (parse, 1));
    assert_eq!(
        innermost::<ParseError>(
            &PullError::from_waiting(
                &pullspec::WaitingReason::InvalidImageName,
                "Failed to apply default image tag \"quay.io/Team/app\": couldn't parse image name",
            )
            .unwrap()
        ),
        (parse, 1)
    );
    let back_off = "Back-off pulling image \"redis:7\": ErrImagePull: EOF";
    let back_off = PullError::from_event(back_off).unwrap();
    assert_eq!(innermost::<Box<PullError>>(&back_off).0.message(), "EOF");

    let pattern = Pattern::parse(text).unwrap_err();
    assert_eq!(pattern.kind(), PatternErrorKind::Part(parse));
    let set = PatternSet::parse(["quay.io/**", text]).unwrap_err();
    assert_eq!(innermost::<PatternError>(&set), (pattern, 1));
    let own = Pattern::parse("quay.io/**/app").unwrap_err();
    assert!(std::error::Error::source(&own).is_none(), "nothing is wrapped");

    let key = Keyring::new().insert("quay.io:https", ()).unwrap_err();
    assert_eq!(innermost::<KeyErrorKind>(&key), (KeyErrorKind::Port, 1));
    let why = KeyErrorKind::Port;
    let (name, rule) = ("ecr".to_owned(), "quay.io:https".to_owned());
    assert_eq!(innermost::<KeyErrorKind>(&ProviderConfigError::MatchImage { name, rule, why }), (why, 1));
    let never = NeverMatchesError::of("quay.io:https").unwrap();
    assert_eq!(never, NeverMatchesError::NotAUrl(why));

    let exempt = ExemptImages::parse([text], &Behavior::for_minor(36)).unwrap_err();
    assert_eq!(innermost::<ParseError>(&exempt), (parse, 1));
    let exempt = ExemptImages::parse([" quay.io/x"], &Behavior::for_minor(36)).unwrap_err();
    assert!(std::error::Error::source(&exempt).is_none());

    let mut container = pullspec::api::Container::default();
    container.image_pull_policy = Some("Never".into());
    let mut pod = pullspec::Pod::default();
    pod.spec.containers.push(container);
    let forbidden =
        AlwaysPullImages::new(pullspec::api::Behavior::default()).validate(&pod, None).unwrap_err();
    assert_eq!(innermost::<FieldError>(&forbidden), (forbidden.errors()[0].clone(), 1));
}

#[cfg(feature = "node")]
#[test]
fn the_errors_of_nodes_answer_source_too() {
    use pullspec::registry::node::containers_image::{ReferenceError, ShortNameError, parse_reference};
    use pullspec::registry::node::{ConfigError, ConfigErrorKind, Consequence};

    let grammar = parse_reference("a b").unwrap_err();
    let ReferenceError::Grammar(parse) = grammar else { panic!("{grammar:?}") };
    assert_eq!(innermost::<ReferenceError>(&ShortNameError::Reference(grammar)), (grammar, 1));
    assert_eq!(innermost::<ReferenceError>(&ShortNameError::Candidate(grammar)), (grammar, 1));
    assert_eq!(grammar.to_string(), parse.to_string());
    let config =
        ConfigError::new(ConfigErrorKind::LocationScheme, "hosts.toml", "what", Consequence::PullFails);
    // It is that error, and stands for it.
    assert_eq!(ShortNameError::Config(config.clone()).to_string(), config.to_string());
}
