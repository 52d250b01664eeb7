//! References and digests.

use pullspec::api::GoQuoted;
use pullspec::digest::Algorithm;
use pullspec::error::{GoError, ParseErrorKind};
use pullspec::reference::{Domain, Path};
use pullspec::{Digest, Pattern, Reference};

#[test]
fn offsets_have_32_bits() {
    assert_eq!(Reference::MAX_LEN as u64 + 512, 1 << 32);
    // What normalization may add still fits.
    assert!(u32::try_from(Reference::MAX_LEN + "docker.io/library/".len() + ":latest".len()).is_ok());
}

#[test]
fn bytes_that_are_not_text_are_an_invalid_format_to_go() {
    let text = String::from_utf8_lossy(b"redis\xff");
    assert_eq!(Reference::parse(&text).unwrap_err().go_error(), GoError::InvalidFormat);
}

#[test]
fn upper_case_is_that_of_unicode_15() {
    // Cherokee has had its lower case since Unicode 8, U+A7CB since Unicode 16.
    let known = Reference::parse("redis/\u{13a0}").unwrap_err();
    assert_eq!(known.go_error(), GoError::NameUppercase);
    let unknown = Reference::parse("redis/\u{a7cb}").unwrap_err();
    assert_eq!(unknown.go_error(), GoError::InvalidFormat);
}

#[test]
fn three_algorithms_are_registered() {
    for &algorithm in Algorithm::ALL {
        let text = format!("{algorithm}:{}", "0".repeat(algorithm.hex_len()));
        assert_eq!(Digest::parse(&text).unwrap().algorithm(), algorithm);
    }
    let blake = format!("blake2b:{:0128}", 0);
    assert_eq!(Digest::parse(&blake).unwrap_err().go_error(), GoError::DigestUnsupported);
}

#[test]
fn parts_that_read_back_as_another_reference_are_refused() {
    let (registry, app) = (Domain::parse("registry").unwrap(), Path::parse("app").unwrap());
    let error = Reference::from_parts(registry, app, None, None).unwrap_err();
    assert_eq!(error.kind(), ParseErrorKind::AmbiguousDomain);
    assert_eq!(Reference::parse("registry/app").unwrap().domain(), "docker.io");
}

#[test]
fn an_image_without_a_domain_matches_nothing() {
    let image = Reference::parse("my_registry.example/app").unwrap();
    assert_eq!((image.domain(), image.domain_was_defaulted()), ("", false));
    assert!(image.endpoint().is_err());
    for pattern in ["docker.io/**", "*.example/**", "*.*/**"] {
        assert!(!Pattern::parse(pattern).unwrap().matches(&image), "{pattern}");
    }
}

#[test]
fn printable_is_what_the_compiler_knows() {
    // Assigned in Unicode 16, which the oldest supported compiler knows and Go 1.26 does not.
    assert_eq!(GoQuoted("\u{1c89}").to_string(), "\"\u{1c89}\"");
    assert_eq!(GoQuoted("\u{e000}\u{ad}").to_string(), r#""\ue000\u00ad""#);
}
