//! The grammar of a whole reference, and what Go checks after it.
//!
//! The masks in `masks.rs` only repeat what this says of common texts, faster: its yes, and how far its yes goes. Every
//! error is made here.

use super::class::{FOLDED, KEPT};
use super::grammar::{
    Fault, MAX_PATH, MAX_REFERENCE, Refused, digest, domain, leading_domain, leading_path, leading_tag,
};
use super::layout::Parts;
use crate::digest::DigestRef;
use crate::error::{Component, GoError, ParseError, ParseErrorKind};
use crate::go::lower::first_upper;

/// Go's `ReferenceRegexp` and `anchoredNameRegexp`: where the parts end, or the first fault from the left.
///
/// The first `@` begins the digest and the first `:` after the first `/` the tag, since neither character can stand
/// anywhere else. A first component that is not a host (`a_b/c`) belongs to the path.
fn split<const CASE: bool>(text: &str) -> Result<Parts, Refused> {
    let bytes = text.as_bytes();
    let after = |at: usize| bytes.get(at..).unwrap_or_default();

    let path_start = leading_domain::<CASE>(bytes).map_or(0, |length| length + 1);
    let path = leading_path::<CASE>(after(path_start));
    if path_start == 0 {
        no_bad_host::<CASE>(bytes, path.unwrap_or_else(Fault::at))?;
    }
    let name_end = match path {
        Ok(length) => path_start + length,
        Err(fault) => return Err(Refused::new(Component::Path, path_start, fault)),
    };
    let tag_end = match after(name_end) {
        [b':', behind @ ..] => match leading_tag::<CASE>(behind) {
            Ok(length) => name_end + 1 + length,
            Err(fault) => return Err(Refused::new(Component::Tag, name_end + 1, fault)),
        },
        _ => name_end,
    };
    split_digest::<CASE>(text, Parts { path_start, name_end, tag_end })
}

/// Refuses a first component that is neither a host nor the beginning of a path, which could be read up to `path_end`.
fn no_bad_host<const CASE: bool>(bytes: &[u8], path_end: usize) -> Result<(), Refused> {
    let end = bytes.iter().position(|byte| matches!(byte, b'/' | b'@')).unwrap_or(bytes.len());
    let (first, behind) = bytes.split_at(end);
    if end < path_end || !behind.starts_with(b"/") {
        return Ok(());
    }
    match domain::<CASE>(first) {
        Err((Component::Port, fault)) if fault.is_empty() && behind.starts_with(b"//") => {
            Err(Refused::scheme(end + 2))
        }
        Err((component, fault)) if looks_like_domain(first) => Err(Refused::new(component, 0, fault)),
        // The path's own fault is the one to show.
        _ => Ok(()),
    }
}

/// The same where name and tag are known to be good.
fn split_digest<const CASE: bool>(text: &str, parts: Parts) -> Result<Parts, Refused> {
    let from = parts.tag_end + 1;
    match text.as_bytes().get(from..).map(digest::<CASE>) {
        Some(Err(fault)) => Err(Refused::new(Component::Digest, from, fault)),
        _ => Ok(parts),
    }
}

/// Whether a first component that is neither host nor path was more likely meant as a host.
fn looks_like_domain(first: &[u8]) -> bool {
    first.is_empty() || first.iter().any(|b| matches!(b, b'.' | b':' | b'[' | b'A'..=b'Z'))
}

/// Where the parts of a text that matches `ReferenceRegexp` end.
///
/// What Go checks after the grammar, the path's length and the digest, is not checked here.
#[inline]
pub(crate) fn parts(text: &str) -> Result<Parts, Refused> {
    match text.len() {
        0 => Err(Refused::EMPTY),
        1..=MAX_REFERENCE => or_folded(text, split::<KEPT>(text)),
        length => Err(Refused::text_too_long(length)),
    }
}

/// What a text is refused for, which may be its case.
#[inline]
fn or_folded(text: &str, split: Result<Parts, Refused>) -> Result<Parts, Refused> {
    match split {
        // Without an upper-case character the folded text is the text.
        Err(refused) if refused.may_be_case(text) && first_upper(text).is_some() => Err(folded(text)),
        split => split,
    }
}

/// The fault of a text that has an upper-case character.
#[cold]
fn folded(text: &str) -> Refused {
    match split::<FOLDED>(text) {
        Ok(parts) => uppercase(text, parts),
        Err(folded) => folded,
    }
}

/// The fault of a text that only its upper case spoils.
pub(super) fn uppercase(text: &str, parts: Parts) -> Refused {
    let in_path = || {
        let path = text.get(parts.path_start..parts.name_end)?;
        first_upper(path).map(|(at, _)| Refused::uppercase(Component::Path, parts.path_start + at))
    };
    // In a tag only a character that lower-cases into ASCII can be what spoils it; a plain capital is fine there.
    let in_rest = || {
        let at = text.find(['\u{212a}', '\u{130}'])?;
        Some(Refused::uppercase(parts.component_at(at), at))
    };
    in_path().or_else(in_rest).unwrap_or_else(|| Refused::uppercase(Component::Reference, 0))
}

/// Refuses a path of more than [`MAX_PATH`] bytes; `added` more come in front when it is normalized.
pub(crate) fn check_path_length(parts: Parts, added: usize) -> Result<(), ParseError> {
    let actual = parts.name_end - parts.path_start + added;
    if actual <= MAX_PATH {
        return Ok(());
    }
    let kind = ParseErrorKind::TooLong { max: MAX_PATH, actual };
    Err(ParseError::new(kind, Component::Path, GoError::NameTooLong, parts.path_start..parts.name_end))
}

/// The whole check that Go's `Parse` does.
#[inline]
pub(crate) fn parse(text: &str) -> Result<Parts, Refused> {
    check(text, parts(text)?)
}

/// The same for a text whose name and tag are known to be good, and end where these parts do.
#[cfg(all(
    feature = "wide",
    any(target_feature = "sse2", target_feature = "neon", target_feature = "simd128")
))]
pub(super) fn with_digest(text: &str, parts: Parts) -> Result<Parts, Refused> {
    check(text, or_folded(text, split_digest::<KEPT>(text, parts))?)
}

/// What Go checks after the grammar: the path's length, and the digest by go-digest's own rule.
#[inline]
fn check(text: &str, parts: Parts) -> Result<Parts, Refused> {
    let length = parts.name_end - parts.path_start;
    if length > MAX_PATH {
        return Err(Refused::path_too_long(parts.path_start, length));
    }
    let from = parts.tag_end + 1;
    match text.get(from..) {
        Some(digest) if DigestRef::parse(digest).is_err() => Err(Refused::digest(from)),
        _ => Ok(parts),
    }
}
