//! The grammar of each component, byte by byte: the executable definition.
//!
//! Every function here is a plain reading of distribution/reference's `regexp.go`; `whole.rs` puts them together. The
//! checks are `const`, so that literals can fail the build.

pub(crate) use super::class::KEPT;
use super::class::{Class, next};
use crate::digest::{Algorithm, find_other, is_within};
use crate::error::{Component, GoError, ParseError, ParseErrorKind};

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

impl Fault {
    /// Whether something is missing rather than wrong.
    pub(super) const fn is_empty(self) -> bool {
        matches!(self.what, What::Empty)
    }
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
pub(crate) const fn path<const CASE: bool>(bytes: &[u8]) -> Result<(), Fault> {
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
        let Some((class, behind)) = next::<CASE>(rest) else {
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
pub(crate) const fn tag<const CASE: bool>(bytes: &[u8]) -> Result<(), Fault> {
    let mut rest = bytes;
    let mut length = 0;
    while let Some((class, behind)) = next::<CASE>(rest) {
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

/// Labels of letters, digits and inner dashes between dots, up to the first `:` or the end; the length.
const fn host_name<const CASE: bool>(bytes: &[u8]) -> Result<usize, Fault> {
    let mut rest = bytes;
    let mut before = Class::Dot;
    while let Some((class, behind)) = next::<CASE>(rest) {
        let at = bytes.len() - rest.len();
        match (class, before) {
            (Class::Lower | Class::Upper | Class::Digit, _) => {}
            (Class::Dash, Class::Dot) if at == 0 => return fault(What::Start, at),
            (Class::Dash, Class::Dot) => return fault(What::Repeated, at),
            (Class::Dash, _) => {}
            (Class::Dot, Class::Dot) if at == 0 => return fault(What::Start, at),
            (Class::Dot, Class::Dot | Class::Dash) => return fault(What::Repeated, at),
            (Class::Dot, _) => {}
            (Class::Colon, _) => break,
            _ => return fault(What::Character, at),
        }
        before = class;
        rest = behind;
    }
    match (bytes.len() - rest.len(), before) {
        (0, _) => fault(What::Empty, 0),
        (length, Class::Dot | Class::Dash) => fault(What::End, length - 1),
        (length, _) => Ok(length),
    }
}

/// The length of a host at the start: a name up to the first `:`, or `[` hex digits and colons `]`.
const fn host<const CASE: bool>(bytes: &[u8]) -> Result<usize, Fault> {
    let [b'[', address @ ..] = bytes else { return host_name::<CASE>(bytes) };
    let mut rest = address;
    loop {
        let at = bytes.len() - rest.len();
        match rest {
            [] => return fault(What::Bracket, at),
            [b']', ..] if at == 1 => return fault(What::Empty, at),
            [b']', ..] => return Ok(at + 1),
            [b'0'..=b'9' | b'a'..=b'f' | b'A'..=b'F' | b':', behind @ ..] => rest = behind,
            [_, ..] => return fault(What::Character, at),
        }
    }
}

/// A host, then perhaps `:` and digits. Says which of the two a fault is in.
pub(crate) const fn domain<const CASE: bool>(bytes: &[u8]) -> Result<(), (Component, Fault)> {
    let length = match host::<CASE>(bytes) {
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
pub(super) fn digest<const CASE: bool>(bytes: &[u8]) -> Result<(), Fault> {
    let mut rest = bytes;
    let mut before = Class::Plus;
    if bytes.is_empty() {
        return fault(What::Empty, 0);
    }
    loop {
        let at = bytes.len() - rest.len();
        let Some((class, behind)) = next::<CASE>(rest) else { return fault(What::DigestSeparator, at) };
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
    match find_other(rest, |byte| is_within(byte, b'0', b'9') | is_within(byte | 0x20, b'a', b'f')) {
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
        What::HexTooShort(actual) => (too_short(text.get(from..at).unwrap_or_default(), actual), to),
        What::Character => (ParseErrorKind::InvalidCharacter(c), at + c.len_utf8()),
        What::Uppercase => (ParseErrorKind::Uppercase(c), at + c.len_utf8()),
        What::Start => (ParseErrorKind::InvalidStart(c), at + c.len_utf8()),
        What::End => (ParseErrorKind::InvalidEnd(c), at + c.len_utf8()),
        What::Repeated => (ParseErrorKind::RepeatedSeparator(c), at + c.len_utf8()),
    };
    ParseError::new(kind, component, GoError::InvalidFormat, at..end)
}

/// What a registered algorithm asks for says more than what the grammar does.
fn too_short(name_and_colon: &str, actual: usize) -> ParseErrorKind {
    match name_and_colon.strip_suffix(':').map(Algorithm::parse) {
        Some(Ok(algorithm)) => {
            let (name, expected) = (algorithm.as_str(), algorithm.hex_len());
            ParseErrorKind::DigestLength { algorithm: name, expected, actual }
        }
        _ => ParseErrorKind::DigestTooShort { min: MIN_DIGEST_HEX, actual },
    }
}
