//! A type that is a text says the same through every door.

use std::fmt::{Debug, Display};
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};

use pullspec::api::GoQuoted;
use pullspec::api::{EventReason, EventType, ImageOwner};
use pullspec::digest::Algorithm;
use pullspec::{AnyReference, Digest, PodImage, PullError, RawReference, Reference, WaitingReason};

const DIGEST: &str = "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

#[track_caller]
fn is_its_text<T: AsRef<str> + Display + Debug>(value: &T, text: &str) {
    assert_eq!((value.as_ref(), &*value.to_string()), (text, text), "{value:?}");
    let wide = text.len() + 2;
    assert_eq!(format!("{value:>wide$}"), format!("  {text}"));
}

#[test]
fn values_are_their_texts() {
    let digest = Digest::parse(DIGEST).unwrap();
    is_its_text(&Algorithm::Sha384, "sha384");
    is_its_text(&digest, DIGEST);
    is_its_text(&digest.as_digest_ref(), DIGEST);
    is_its_text(&Reference::parse("quay.io/a:1").unwrap(), "quay.io/a:1");
    is_its_text(&AnyReference::parse("quay.io/a:1").unwrap(), "quay.io/a:1");
    is_its_text(&AnyReference::parse(DIGEST).unwrap(), DIGEST);
    is_its_text(&PodImage::parse("redis").unwrap(), "redis");
    is_its_text(&WaitingReason::ErrImagePull, "ErrImagePull");
    assert_eq!(String::from(digest), DIGEST);
}

#[test]
fn labels_are_shown_as_they_are() {
    for (label, text) in [
        (&EventType::Normal as &dyn Display, "Normal"),
        (&EventType::Warning, "Warning"),
        (&EventReason::BackOff, "BackOff"),
        (&EventReason::ErrImageNeverPull, "ErrImageNeverPull"),
        (&ImageOwner::InitContainer, "init container"),
        (&ImageOwner::Container, "container"),
        (&ImageOwner::EphemeralContainer, "ephemeral container"),
        (&ImageOwner::Volume, "image volume"),
    ] {
        let wide = text.len() + 1;
        assert_eq!((label.to_string(), format!("{label:>wide$}")), (text.to_owned(), format!(" {text}")));
    }
}

#[test]
fn a_digest_equals_the_same_text_only() {
    let (digest, other) = (Digest::parse(DIGEST).unwrap(), DIGEST.replace('9', "8"));
    let other = Digest::parse(&other).unwrap();
    assert!(digest.as_digest_ref() == digest && digest == digest.as_digest_ref());
    assert!(other.as_digest_ref() != digest && other != digest.as_digest_ref());
}

#[test]
fn what_go_quotes_is_read_back() {
    // Every escape of `strconv.Quote`, and text that needs none.
    for name in [
        "a",
        "a b",
        "\"",
        "\\",
        "\\n",
        "\n\r\t",
        "\u{7}\u{8}\u{b}\u{c}",
        "\0\u{7f}\u{80}",
        "é",
        "\u{200b}",
        "\u{e0001}",
    ] {
        let event = format!("Back-off pulling image {}", GoQuoted(name));
        assert_eq!(PullError::from_event(&event).unwrap().image(), Some(name), "{event}");
        let event = format!("Failed to pull image {}: pull QPS exceeded", GoQuoted(name));
        assert_eq!(PullError::from_event(&event).unwrap().image(), Some(name), "{event}");
    }
}

#[test]
fn debug_output_tells_values_apart() {
    let digest = Digest::parse(DIGEST).unwrap();
    assert!(
        format!("{digest:?}").contains(DIGEST) && format!("{:?}", digest.as_digest_ref()).contains(DIGEST)
    );
    let raw = RawReference::parse("quay.io/a:1").unwrap();
    assert!(format!("{raw:?}").contains("quay.io"), "{raw:?}");
}

#[test]
fn hashes_tell_values_apart() {
    let hash = |value: &Reference| BuildHasherDefault::<DefaultHasher>::default().hash_one(value);
    let [one, same, other] =
        ["redis", "docker.io/library/redis", "redis:7"].map(|text| Reference::parse(text).unwrap());
    assert!(hash(&one) == hash(&same) && hash(&one) != hash(&other));
}
