//! The grammar of a reference, byte by byte: the executable definition.
//!
//! Every function here is a plain reading of distribution/reference's `regexp.go`. The masks in `masks.rs` only
//! repeat its yes for common texts, faster; every no, and its place, is decided here. The checks of single
//! components are `const`, so that literals can fail the build.

use super::Parts;
pub(crate) use super::class::Case;
use super::class::{Class, next};
use crate::digest::DigestRef;
use crate::error::Text;
use crate::error::{Component, GoError, ParseError, ParseErrorKind};
use crate::go::lower::first_upper;

/// The longest path in bytes: `RepositoryNameTotalLengthMax` of distribution/reference.
pub(crate) const MAX_PATH: usize = 255;
/// The longest tag in bytes, from `TagRegexp`.
pub(crate) const MAX_TAG: usize = 128;
/// The shortest hex of a digest inside a reference, from `DigestRegexp`.
const MIN_DIGEST_HEX: usize = 32;
/// The longest text in bytes. A limit of this crate: offsets are kept in 32 bits, with room for what is filled in.
pub(crate) const MAX_REFERENCE: usize = u32::MAX as usize - 511;

/// A fault in one component, `at` bytes from the component's start.
#[derive(Clone, Copy)]
pub(crate) struct Fault {
    what: What,
    at: usize,
}

/// A [`ParseErrorKind`] that does not know its character yet, since `const` code cannot decode one.
#[derive(Clone, Copy, PartialEq, Eq)]
enum What {
    Empty,
    Character,
    Uppercase,
    Start,
    End,
    Repeated,
    Bracket,
    TooLong(usize),
    HexTooShort(usize),
    DigestSeparator,
}

const fn fault<T>(what: What, at: usize) -> Result<T, Fault> {
    Err(Fault { what, at })
}

/// `[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(/…)*`, at most [`MAX_PATH`] bytes unless folded.
pub(crate) const fn path(bytes: &[u8], case: Case) -> Result<(), Fault> {
    /// What the component read so far ends in.
    #[derive(Clone, Copy)]
    enum End {
        Nothing,
        Alphanumeric,
        Underscore,
        Dashes,
        Full,
    }
    let mut end = End::Nothing;
    let mut rest = bytes;
    loop {
        let at = bytes.len() - rest.len();
        let Some((class, behind)) = next(rest, case) else {
            return match end {
                End::Alphanumeric => Ok(()),
                End::Nothing => fault(What::Empty, at),
                _ => fault(What::End, at - 1),
            };
        };
        end = match (class, end) {
            (Class::Lower | Class::Digit, _) => End::Alphanumeric,
            (Class::Dash, End::Alphanumeric | End::Dashes) => End::Dashes,
            (Class::Underscore, End::Alphanumeric) => End::Underscore,
            (Class::Dot, End::Alphanumeric) | (Class::Underscore, End::Underscore) => End::Full,
            (Class::Slash, End::Alphanumeric) => End::Nothing,
            (Class::Slash, End::Nothing) => return fault(What::Empty, at),
            (Class::Slash, _) => return fault(What::End, at - 1),
            (Class::Dot | Class::Underscore | Class::Dash, End::Nothing) => return fault(What::Start, at),
            (Class::Dot | Class::Underscore | Class::Dash, _) => return fault(What::Repeated, at),
            (Class::Upper, _) => return fault(What::Uppercase, at),
            _ => return fault(What::Character, at),
        };
        rest = behind;
    }
}

/// `[\w][\w.-]{0,127}` with an ASCII `\w`.
pub(crate) const fn tag(bytes: &[u8], case: Case) -> Result<(), Fault> {
    let mut rest = bytes;
    let mut length = 0;
    while let Some((class, behind)) = next(rest, case) {
        let at = bytes.len() - rest.len();
        match class {
            Class::Lower | Class::Upper | Class::Digit | Class::Underscore => {}
            Class::Dot | Class::Dash if at > 0 => {}
            Class::Dot | Class::Dash => return fault(What::Start, at),
            _ => return fault(What::Character, at),
        }
        length += 1;
        rest = behind;
    }
    match length {
        0 => fault(What::Empty, 0),
        1..=MAX_TAG => Ok(()),
        _ => fault(What::TooLong(MAX_TAG), 0),
    }
}

/// Labels of letters, digits and inner dashes between dots.
const fn host_name(bytes: &[u8], case: Case) -> Result<(), Fault> {
    let mut rest = bytes;
    let mut before = Class::Dot;
    while let Some((class, behind)) = next(rest, case) {
        let at = bytes.len() - rest.len();
        match (class, before) {
            (Class::Lower | Class::Upper | Class::Digit, _) => {}
            (Class::Dash, Class::Dot) if at == 0 => return fault(What::Start, at),
            (Class::Dash, Class::Dot) => return fault(What::Repeated, at),
            (Class::Dash, _) => {}
            (Class::Dot, Class::Dot) if at == 0 => return fault(What::Start, at),
            (Class::Dot, Class::Dot | Class::Dash) => return fault(What::Repeated, at),
            (Class::Dot, _) => {}
            _ => return fault(What::Character, at),
        }
        before = class;
        rest = behind;
    }
    match before {
        _ if bytes.is_empty() => fault(What::Empty, 0),
        Class::Dot | Class::Dash => fault(What::End, bytes.len() - 1),
        _ => Ok(()),
    }
}

/// The length of a host at the start: a name up to the first `:`, or `[` hex digits and colons `]`.
const fn host(bytes: &[u8], case: Case) -> Result<usize, Fault> {
    let bracketed = matches!(bytes, [b'[', ..]);
    let mut rest = bytes;
    loop {
        let at = bytes.len() - rest.len();
        match rest {
            [] if bracketed => return fault(What::Bracket, at),
            [] => break,
            [b':', ..] if !bracketed => break,
            [b']', ..] if bracketed && at == 1 => return fault(What::Empty, at),
            [b']', ..] if bracketed => return Ok(at + 1),
            [b'[', behind @ ..] if bracketed && at == 0 => rest = behind,
            [b'0'..=b'9' | b'a'..=b'f' | b'A'..=b'F' | b':', behind @ ..] => rest = behind,
            [_, ..] if bracketed => return fault(What::Character, at),
            [_, behind @ ..] => rest = behind,
        }
    }
    let length = bytes.len() - rest.len();
    match host_name(bytes.split_at(length).0, case) {
        Ok(()) => Ok(length),
        Err(fault) => Err(fault),
    }
}

/// A host, then perhaps `:` and digits. Says which of the two a fault is in.
pub(crate) const fn domain(bytes: &[u8], case: Case) -> Result<(), (Component, Fault)> {
    let length = match host(bytes, case) {
        Ok(length) => length,
        Err(fault) => return Err((Component::Domain, fault)),
    };
    let mut rest = match bytes.split_at(length).1 {
        [] => return Ok(()),
        [b':'] => return Err((Component::Port, Fault { what: What::Empty, at: bytes.len() })),
        [b':', digits @ ..] => digits,
        _ => return Err((Component::Domain, Fault { what: What::Character, at: length })),
    };
    while let [byte, behind @ ..] = rest {
        if !byte.is_ascii_digit() {
            return Err((Component::Port, Fault { what: What::Character, at: bytes.len() - rest.len() }));
        }
        rest = behind;
    }
    Ok(())
}

/// `[A-Za-z][A-Za-z0-9]*([-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9A-Fa-f]{32,}`: what a reference takes for a digest.
///
/// Looser than what a digest is; go-digest's own check follows.
fn digest(bytes: &[u8], case: Case) -> Result<(), Fault> {
    let mut rest = bytes;
    let mut before = Class::Plus;
    if bytes.is_empty() {
        return fault(What::Empty, 0);
    }
    loop {
        let at = bytes.len() - rest.len();
        let Some((class, behind)) = next(rest, case) else { return fault(What::DigestSeparator, at) };
        let starts = matches!(before, Class::Dot | Class::Underscore | Class::Dash | Class::Plus);
        rest = behind;
        match class {
            Class::Lower | Class::Upper => {}
            Class::Digit if !starts => {}
            Class::Digit => return fault(What::Start, at),
            Class::Dot | Class::Underscore | Class::Dash | Class::Plus if !starts => {}
            Class::Dot | Class::Underscore | Class::Dash | Class::Plus if at == 0 => {
                return fault(What::Start, at);
            }
            Class::Dot | Class::Underscore | Class::Dash | Class::Plus => return fault(What::Repeated, at),
            Class::Colon if at == 0 => return fault(What::Empty, at),
            Class::Colon if starts => return fault(What::End, at - 1),
            Class::Colon => break,
            _ => return fault(What::Character, at),
        }
        before = class;
    }
    let from = bytes.len() - rest.len();
    match rest.iter().position(|b| !b.is_ascii_hexdigit()) {
        Some(at) => fault(What::Character, from + at),
        None if rest.len() < MIN_DIGEST_HEX => fault(What::HexTooShort(rest.len()), from),
        None => Ok(()),
    }
}

/// Gives a fault its character and its place in the caller's text; the component spans `from..to`.
pub(crate) fn locate(text: &str, component: Component, from: usize, to: usize, fault: Fault) -> ParseError {
    let at = from + fault.at;
    let c = text.get(at..).and_then(|behind| behind.chars().next()).unwrap_or_default();
    let (kind, end) = match fault.what {
        What::Empty => (ParseErrorKind::Empty, at),
        What::DigestSeparator => (ParseErrorKind::DigestSeparator, at),
        What::Bracket => (ParseErrorKind::UnclosedBracket, at),
        What::TooLong(max) => (ParseErrorKind::TooLong { max, actual: to - from }, to),
        What::HexTooShort(actual) => (ParseErrorKind::DigestTooShort { min: MIN_DIGEST_HEX, actual }, to),
        What::Character => (ParseErrorKind::InvalidCharacter(c), at + c.len_utf8()),
        What::Uppercase => (ParseErrorKind::Uppercase(c), at + c.len_utf8()),
        What::Start => (ParseErrorKind::InvalidStart(c), at + c.len_utf8()),
        What::End => (ParseErrorKind::InvalidEnd(c), at + c.len_utf8()),
        What::Repeated => (ParseErrorKind::RepeatedSeparator(c), at + c.len_utf8()),
    };
    ParseError::new(kind, component, GoError::InvalidFormat, at..end)
}

/// Go's `ReferenceRegexp` and `anchoredNameRegexp`: where the parts end, or the first fault from the left.
///
/// The first `@` begins the digest and the first `:` after the first `/` the tag, since neither character can stand
/// anywhere else. A first component that is not a host (`a_b/c`) belongs to the path.
fn split(text: &str, case: Case) -> Result<Parts, ParseError> {
    let bytes = text.as_bytes();
    let find = |from: usize, to: usize, byte: u8| {
        bytes.get(from..to).and_then(|part| part.iter().position(|&b| b == byte)).map(|at| from + at)
    };
    let part = |from: usize, to: usize| bytes.get(from..to).unwrap_or_default();

    let tag_end = find(0, bytes.len(), b'@').unwrap_or(bytes.len());
    let mut path_start = 0;
    if let Some(slash) = find(0, tag_end, b'/') {
        let first = part(0, slash);
        match domain(first, case) {
            Ok(()) => path_start = slash + 1,
            Err(_) if path(first, case).is_ok() => {}
            Err((Component::Port, Fault { what: What::Empty, .. })) if part(slash, slash + 2) == b"//" => {
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
    let name_end = find(path_start, tag_end, b':').unwrap_or(tag_end);
    path(part(path_start, name_end), case)
        .map_err(|fault| locate(text, Component::Path, path_start, name_end, fault))?;
    if name_end < tag_end {
        tag(part(name_end + 1, tag_end), case)
            .map_err(|fault| locate(text, Component::Tag, name_end + 1, tag_end, fault))?;
    }
    if tag_end < bytes.len() {
        digest(part(tag_end + 1, bytes.len()), case)
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
pub(crate) fn parts(text: &str) -> Result<Parts, ParseError> {
    if text.len() > MAX_REFERENCE {
        let kind = ParseErrorKind::TooLong { max: MAX_REFERENCE, actual: text.len() };
        return Err(ParseError::new(kind, Component::Reference, GoError::InvalidFormat, 0..text.len()));
    }
    split(text, Case::Kept).map_err(|error| {
        if text.is_empty() {
            return ParseError::new(ParseErrorKind::Empty, Component::Reference, GoError::NameEmpty, 0..0);
        }
        // Without an upper-case character the folded text is the text.
        if first_upper(text).is_none() {
            return error;
        }
        match split(text, Case::Folded) {
            Ok(parts) => uppercase(text, parts),
            Err(folded) => folded,
        }
    })
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
pub(crate) fn parse(text: &str) -> Result<Parts, ParseError> {
    let parts = parts(text)?;
    check_path_length(parts, 0)?;
    check_digest(text, parts)?;
    Ok(parts)
}
