//! The grammar of a whole reference, and what Go checks after it.
//!
//! The masks in `masks.rs` only repeat its yes for common texts, faster; every no, and its place, is decided here.

use super::class::{FOLDED, KEPT};
use super::find::find;
use super::grammar::{MAX_PATH, MAX_REFERENCE, digest, domain, locate, path, tag};
use super::layout::Parts;
use crate::digest::DigestRef;
use crate::error::{Component, GoError, ParseError, ParseErrorKind, Text};
use crate::go::lower::first_upper;

/// Go's `ReferenceRegexp` and `anchoredNameRegexp`: where the parts end, or the first fault from the left.
///
/// The first `@` begins the digest and the first `:` after the first `/` the tag, since neither character can stand
/// anywhere else. A first component that is not a host (`a_b/c`) belongs to the path.
fn split<const CASE: bool>(text: &str) -> Result<Parts, ParseError> {
    let bytes = text.as_bytes();
    let part = |from: usize, to: usize| bytes.get(from..to).unwrap_or_default();

    let tag_end = find(bytes, b'@').unwrap_or(bytes.len());
    let mut path_start = 0;
    if let Some(slash) = find(part(0, tag_end), b'/') {
        let first = part(0, slash);
        match domain::<CASE>(first) {
            Ok(()) => path_start = slash + 1,
            Err(_) if path::<CASE>(first).is_ok() => {}
            Err((Component::Port, fault)) if fault.is_empty() && part(slash, slash + 2) == b"//" => {
                return Err(ParseError::new(
                    ParseErrorKind::Scheme,
                    Component::Reference,
                    GoError::InvalidFormat,
                    0..slash + 2,
                ));
            }
            Err((component, fault)) if looks_like_domain(first) => {
                return Err(locate(text, component, 0, slash, fault));
            }
            // The path's own fault is the one to show; it is found below, in the first component.
            Err(_) => {}
        }
    }
    let name_end = find(part(path_start, tag_end), b':').map_or(tag_end, |at| path_start + at);
    path::<CASE>(part(path_start, name_end))
        .map_err(|fault| locate(text, Component::Path, path_start, name_end, fault))?;
    if name_end < tag_end {
        tag::<CASE>(part(name_end + 1, tag_end))
            .map_err(|fault| locate(text, Component::Tag, name_end + 1, tag_end, fault))?;
    }
    if tag_end < bytes.len() {
        digest::<CASE>(part(tag_end + 1, bytes.len()))
            .map_err(|fault| locate(text, Component::Digest, tag_end + 1, bytes.len(), fault))?;
    }
    Ok(Parts { path_start, name_end, tag_end })
}

/// Whether a first component that is neither host nor path was more likely meant as a host.
fn looks_like_domain(first: &[u8]) -> bool {
    first.is_empty() || first.iter().any(|b| matches!(b, b'.' | b':' | b'[' | b'A'..=b'Z'))
}

/// Where the parts of a text that matches `ReferenceRegexp` end.
///
/// What Go checks after the grammar, the path's length and the digest, is not checked here.
#[inline]
pub(crate) fn parts(text: &str) -> Result<Parts, ParseError> {
    if text.len() > MAX_REFERENCE {
        let kind = ParseErrorKind::TooLong { max: MAX_REFERENCE, actual: text.len() };
        return Err(ParseError::new(kind, Component::Reference, GoError::InvalidFormat, 0..text.len()));
    }
    match split::<KEPT>(text) {
        // Without an upper-case character the folded text is the text.
        Err(error) if text.is_empty() || may_be_case(&error) && first_upper(text).is_some() => {
            Err(empty_or_folded(text))
        }
        parts => parts,
    }
}

/// The error for a text that is empty or has an upper-case character.
#[cold]
fn empty_or_folded(text: &str) -> ParseError {
    if text.is_empty() {
        return ParseError::new(ParseErrorKind::Empty, Component::Reference, GoError::NameEmpty, 0..0);
    }
    match split::<FOLDED>(text) {
        Ok(parts) => uppercase(text, parts),
        Err(folded) => folded,
    }
}

/// Whether a fault may be one of case: folding changes only what a component says of a letter, and, by that, whether a
/// first component is a host or a part of the path.
const fn may_be_case(error: &ParseError) -> bool {
    match error.kind() {
        ParseErrorKind::Uppercase(_) => true,
        ParseErrorKind::InvalidCharacter(c) if !c.is_ascii() => true,
        _ => matches!(error.component(), Component::Domain | Component::Port),
    }
}

/// The error for a text that only its upper case spoils.
fn uppercase(text: &str, parts: Parts) -> ParseError {
    let find = |component, from: usize, to: usize| {
        let (at, c) = first_upper(text.get(from..to)?)?;
        Some((component, from + at, c))
    };
    // In a tag only a character that lower-cases into ASCII can be what spoils it; a plain capital is fine there.
    let in_rest = || text.char_indices().find(|(_, c)| matches!(c, '\u{212a}' | '\u{130}'));
    let (component, at, c) = find(Component::Path, parts.path_start, parts.name_end)
        .or_else(|| in_rest().map(|(at, c)| (parts.component_at(at), at, c)))
        .unwrap_or((Component::Reference, 0, 'A'));
    let span = at..at + c.len_utf8();
    ParseError::new(ParseErrorKind::Uppercase(c), component, GoError::NameUppercase, span)
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

/// Refuses a digest that go-digest refuses.
pub(crate) fn check_digest(text: &str, parts: Parts) -> Result<(), ParseError> {
    match text.get(parts.tag_end + 1..) {
        None => Ok(()),
        Some(digest) => {
            let in_reference = |error: ParseError| error.of(Text::Reference).shifted(parts.tag_end + 1);
            DigestRef::parse(digest).map(|_| ()).map_err(in_reference)
        }
    }
}

/// The whole check that Go's `Parse` does.
#[inline]
pub(crate) fn parse(text: &str) -> Result<Parts, ParseError> {
    match parts(text) {
        Ok(parts) => check_path_length(parts, 0).and_then(|()| check_digest(text, parts)).map(|()| parts),
        refused => refused,
    }
}
