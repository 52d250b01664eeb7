//! The grammar of each component, byte by byte: the executable definition.
//!
//! Every function here is a plain reading of distribution/reference's `regexp.go`; `whole.rs` puts them together. The
//! checks are `const`, so that literals can fail the build.

pub(crate) use super::class::KEPT;
use super::class::{Class, next};
use crate::digest::{Algorithm, DigestRef, find_other, is_within};
use crate::error::{Component, GoError, ParseError, ParseErrorKind, Text};

/// The longest path in bytes: `RepositoryNameTotalLengthMax` of distribution/reference.
pub(crate) const MAX_PATH: usize = 255;
/// The longest tag in bytes, from `TagRegexp`.
pub(crate) const MAX_TAG: usize = 128;
/// The shortest hex of a digest inside a reference, from `DigestRegexp`.
const MIN_DIGEST_HEX: usize = 32;
/// The longest text in bytes. A limit of this crate: offsets are kept in 32 bits, with room for what is filled in.
pub(crate) const MAX_REFERENCE: usize = u32::MAX as usize - 511;

/// A fault in one component, `at` bytes from the component's start. Of what is too long, `at` is the end.
#[derive(Clone, Copy)]
pub(crate) struct Fault {
    what: What,
    at: usize,
}

impl Fault {
    pub(super) const fn at(self) -> usize {
        self.at
    }

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
    TagTooLong,
    HexTooShort,
    DigestSeparator,
    Scheme,
    /// The grammar takes it for a digest, go-digest does not.
    Digest,
    PathTooLong,
    TextTooLong,
}

const fn fault<T>(what: What, at: usize) -> Result<T, Fault> {
    Err(Fault { what, at })
}

/// A component is the whole text that is read.
const ALONE: bool = false;
/// A component is followed by others, and ends in front of the character that begins the next.
const WITHIN: bool = true;

/// `[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(/…)*`.
pub(crate) const fn path<const CASE: bool>(bytes: &[u8]) -> Result<(), Fault> {
    match read_path::<CASE, ALONE>(bytes) {
        Ok(_) => Ok(()),
        Err(fault) => Err(fault),
    }
}

/// The length of the path at the start of what is left of a reference.
pub(super) const fn leading_path<const CASE: bool>(bytes: &[u8]) -> Result<usize, Fault> {
    read_path::<CASE, WITHIN>(bytes)
}

const fn read_path<const CASE: bool, const PLACE: bool>(bytes: &[u8]) -> Result<usize, Fault> {
    let mut rest = bytes;
    // Whether a separator stands in front, and not a slash or nothing.
    let mut separated = false;
    loop {
        let word = rest;
        while let Some((Class::Lower | Class::Digit, behind)) = next::<CASE>(rest) {
            rest = behind;
        }
        let at = bytes.len() - rest.len();
        let is_empty = rest.len() == word.len();
        let follows = next::<CASE>(rest);
        let ends = match follows {
            None => true,
            Some((Class::Colon | Class::At, _)) => PLACE == WITHIN,
            Some(_) => false,
        };
        (rest, separated) = match (follows, rest) {
            _ if ends && !is_empty => return Ok(at),
            (_, [b'/', behind @ ..]) if !is_empty => (behind, false),
            (_, [b'_', b'_', behind @ ..] | [b'_' | b'.', behind @ ..]) if !is_empty => (behind, true),
            (_, [b'-', ..]) if !is_empty => (without_dashes(rest), true),
            (Some((Class::Dot | Class::Underscore | Class::Dash, _)), _) => {
                return fault(if separated { What::Repeated } else { What::Start }, at);
            }
            (Some((Class::Upper, _)), _) => return fault(What::Uppercase, at),
            _ if !ends && !matches!(rest, [b'/', ..]) => return fault(What::Character, at),
            _ if separated => return fault(What::End, at - 1),
            _ => return fault(What::Empty, at),
        };
    }
}

/// What follows a run of dashes.
const fn without_dashes(mut bytes: &[u8]) -> &[u8] {
    while let [b'-', behind @ ..] = bytes {
        bytes = behind;
    }
    bytes
}

/// `[\w][\w.-]{0,127}` with an ASCII `\w`.
pub(crate) const fn tag<const CASE: bool>(bytes: &[u8]) -> Result<(), Fault> {
    match read_tag::<CASE, ALONE>(bytes) {
        Ok(_) => Ok(()),
        Err(fault) => Err(fault),
    }
}

/// The length of the tag at the start of what is left of a reference.
pub(super) const fn leading_tag<const CASE: bool>(bytes: &[u8]) -> Result<usize, Fault> {
    read_tag::<CASE, WITHIN>(bytes)
}

const fn read_tag<const CASE: bool, const PLACE: bool>(bytes: &[u8]) -> Result<usize, Fault> {
    let mut rest = bytes;
    let mut characters = 0;
    loop {
        let at = bytes.len() - rest.len();
        let fault = match next::<CASE>(rest) {
            Some((Class::Lower | Class::Upper | Class::Digit | Class::Underscore, behind)) => {
                (characters, rest) = (characters + 1, behind);
                continue;
            }
            Some((Class::Dot | Class::Dash, behind)) if at > 0 => {
                (characters, rest) = (characters + 1, behind);
                continue;
            }
            Some((Class::Dot | Class::Dash, _)) => What::Start,
            Some((Class::At, _)) if PLACE == ALONE => What::Character,
            None | Some((Class::At, _)) => match characters {
                0 => What::Empty,
                1..=MAX_TAG => return Ok(at),
                _ => What::TagTooLong,
            },
            Some(_) => What::Character,
        };
        return Err(Fault { what: fault, at });
    }
}

/// Labels of letters, digits and inner dashes between dots, up to what may follow a host; the length.
const fn host_name<const CASE: bool>(bytes: &[u8]) -> Result<usize, Fault> {
    let mut rest = bytes;
    loop {
        let label = rest;
        while let Some((Class::Lower | Class::Upper | Class::Digit, behind)) = next::<CASE>(rest) {
            rest = behind;
        }
        let at = bytes.len() - rest.len();
        let is_empty = rest.len() == label.len();
        rest = match next::<CASE>(rest) {
            None | Some((Class::Colon | Class::Slash, _)) if !is_empty => return Ok(at),
            Some((Class::Dash, _)) if !is_empty => without_dashes(rest),
            Some((Class::Dot, behind)) if !is_empty => behind,
            None | Some((Class::Colon, _)) if at == 0 => return fault(What::Empty, 0),
            None | Some((Class::Colon, _)) => return fault(What::End, at - 1),
            Some((Class::Dot | Class::Dash, _)) => {
                return fault(if at == 0 { What::Start } else { What::Repeated }, at);
            }
            Some(_) => return fault(What::Character, at),
        };
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
    match bytes.split_at(length).1 {
        [] => Ok(()),
        [b':'] => Err((Component::Port, Fault { what: What::Empty, at: bytes.len() })),
        [b':', port @ ..] => match without_digits(port) {
            [] => Ok(()),
            rest => Err((Component::Port, Fault { what: What::Character, at: bytes.len() - rest.len() })),
        },
        _ => Err((Component::Domain, Fault { what: What::Character, at: length })),
    }
}

/// The length of the domain that a reference begins with: a domain in front of a `/`.
pub(super) const fn leading_domain<const CASE: bool>(bytes: &[u8]) -> Option<usize> {
    let Ok(length) = host::<CASE>(bytes) else { return None };
    let rest = match bytes.split_at(length).1 {
        [b':', port @ ..] if matches!(port, [b'0'..=b'9', ..]) => without_digits(port),
        rest => rest,
    };
    if matches!(rest, [b'/', ..]) { Some(bytes.len() - rest.len()) } else { None }
}

/// What follows a run of digits.
const fn without_digits(mut bytes: &[u8]) -> &[u8] {
    while let [b'0'..=b'9', behind @ ..] = bytes {
        bytes = behind;
    }
    bytes
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
        None if rest.len() < MIN_DIGEST_HEX => fault(What::HexTooShort, from),
        None => Ok(()),
    }
}

/// A fault in the component of a text that begins at `from`: what is handed up to where the error is made, which then need
/// not be moved.
#[derive(Clone, Copy)]
pub(crate) struct Refused {
    component: Component,
    go: GoError,
    from: usize,
    fault: Fault,
}

impl Refused {
    pub(super) const EMPTY: Self = Self {
        go: GoError::NameEmpty,
        ..Self::new(Component::Reference, 0, Fault { what: What::Empty, at: 0 })
    };

    pub(super) const fn new(component: Component, from: usize, fault: Fault) -> Self {
        Self { component, go: GoError::InvalidFormat, from, fault }
    }

    /// A text of more than [`MAX_REFERENCE`] bytes.
    pub(super) const fn text_too_long(length: usize) -> Self {
        Self::new(Component::Reference, 0, Fault { what: What::TextTooLong, at: length })
    }

    /// A scheme up to `end`.
    pub(super) const fn scheme(end: usize) -> Self {
        Self::new(Component::Reference, 0, Fault { what: What::Scheme, at: end })
    }

    /// An upper-case character in a text that would be a reference without it.
    pub(super) const fn uppercase(component: Component, at: usize) -> Self {
        let fault = Fault { what: What::Uppercase, at: 0 };
        Self { go: GoError::NameUppercase, ..Self::new(component, at, fault) }
    }

    /// A path of more than [`MAX_PATH`] bytes.
    pub(super) const fn path_too_long(from: usize, length: usize) -> Self {
        let fault = Fault { what: What::PathTooLong, at: length };
        Self { go: GoError::NameTooLong, ..Self::new(Component::Path, from, fault) }
    }

    /// A digest that go-digest refuses.
    pub(super) const fn digest(from: usize) -> Self {
        Self::new(Component::Digest, from, Fault { what: What::Digest, at: 0 })
    }

    /// Whether the fault may be one of case: folding changes only what a component says of a letter, and, by that,
    /// whether a first component is a host or a part of the path.
    pub(super) fn may_be_case(&self, text: &str) -> bool {
        let is_wide = || text.as_bytes().get(self.from + self.fault.at).is_some_and(|byte| !byte.is_ascii());
        match self.fault.what {
            What::Uppercase => true,
            What::Character if is_wide() => true,
            _ => matches!(self.component, Component::Domain | Component::Port),
        }
    }

    /// The error, with the fault's character and its place in the text.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "it is made where it is returned")]
    pub(crate) fn error(self, text: &str) -> ParseError {
        let refused = match self.fault.what {
            What::Digest => text.get(self.from..).and_then(|digest| DigestRef::parse(digest).err()),
            _ => None,
        };
        match refused {
            Some(error) => error.of(Text::Reference).shifted(self.from),
            None => error(text, self.component, self.go, self.from, self.fault),
        }
    }
}

/// Gives a fault its character and its place in the caller's text, where the component begins at `from`.
pub(crate) fn locate(text: &str, component: Component, from: usize, fault: Fault) -> ParseError {
    error(text, component, GoError::InvalidFormat, from, fault)
}

#[inline(always)]
#[expect(clippy::inline_always, reason = "the same")]
fn error(text: &str, component: Component, go: GoError, from: usize, fault: Fault) -> ParseError {
    let at = from + fault.at;
    let c = text.get(at..).and_then(|behind| behind.chars().next()).unwrap_or_default();
    let (kind, start, end) = match fault.what {
        What::Empty => (ParseErrorKind::Empty, at, at),
        What::DigestSeparator | What::Digest => (ParseErrorKind::DigestSeparator, at, at),
        What::Bracket => (ParseErrorKind::UnclosedBracket, at, at),
        What::TagTooLong => (ParseErrorKind::TooLong { max: MAX_TAG, actual: fault.at }, from, at),
        What::PathTooLong => (ParseErrorKind::TooLong { max: MAX_PATH, actual: fault.at }, from, at),
        What::TextTooLong => (ParseErrorKind::TooLong { max: MAX_REFERENCE, actual: fault.at }, from, at),
        What::Scheme => (ParseErrorKind::Scheme, from, at),
        What::HexTooShort => {
            (too_short(text.get(from..at).unwrap_or_default(), text.len() - at), at, text.len())
        }
        What::Character => (ParseErrorKind::InvalidCharacter(c), at, at + c.len_utf8()),
        What::Uppercase => (ParseErrorKind::Uppercase(c), at, at + c.len_utf8()),
        What::Start => (ParseErrorKind::InvalidStart(c), at, at + c.len_utf8()),
        What::End => (ParseErrorKind::InvalidEnd(c), at, at + c.len_utf8()),
        What::Repeated => (ParseErrorKind::RepeatedSeparator(c), at, at + c.len_utf8()),
    };
    ParseError::new(kind, component, go, start..end)
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
