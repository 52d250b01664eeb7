//! Which texts are digests: go-digest's `Digest.Validate`, with the place of the fault.

use super::algorithm::Algorithm;
use crate::error::{AlgorithmName, Component, GoError, ParseError, ParseErrorKind};

const fn fault(kind: ParseErrorKind, go: GoError, start: usize, end: usize) -> ParseError {
    ParseError::new(kind, Component::Digest, go, start..end)
}

/// The place of the first byte that is not of a class. Chunks of nothing else are passed over, each in a few
/// comparisons of 16 bytes if the class is a few ranges.
#[inline]
pub(crate) fn find_other(bytes: &[u8], is: impl Fn(u8) -> bool) -> Option<usize> {
    let is_all = |chunk: &&[u8; 16]| chunk.iter().fold(true, |all, byte| all & is(*byte));
    let (chunks, _) = bytes.as_chunks();
    let passed = 16 * chunks.iter().take_while(is_all).count();
    bytes.get(passed..)?.iter().position(|byte| !is(*byte)).map(|at| passed + at)
}

/// Whether a byte is in a range, in a form that is one comparison of many bytes at once.
#[inline]
pub(crate) const fn is_within(byte: u8, first: u8, last: u8) -> bool {
    byte.wrapping_sub(first) <= last - first
}

/// go-digest's `Parse`: the algorithm if `text` is a digest of a registered one.
///
/// A registered algorithm is checked for length before characters; another one only for being well-formed.
pub(super) fn parse(text: &str) -> Result<Algorithm, ParseError> {
    let malformed = |kind, start, end| Err(fault(kind, GoError::DigestInvalidFormat, start, end));
    let Some((name, encoded)) = text.split_once(':') else {
        return if text.is_empty() {
            malformed(ParseErrorKind::Empty, 0, 0)
        } else {
            malformed(ParseErrorKind::DigestSeparator, text.len(), text.len())
        };
    };
    if name.is_empty() || encoded.is_empty() {
        let at = if name.is_empty() { 0 } else { text.len() };
        return malformed(ParseErrorKind::Empty, at, at);
    }
    let Ok(algorithm) = Algorithm::parse(name) else {
        return Err(unregistered_fault(name, encoded));
    };
    let from = name.len() + 1;
    let (expected, actual) = (algorithm.hex_len(), encoded.len());
    if actual != expected {
        let kind = ParseErrorKind::DigestLength { algorithm: algorithm.as_str(), expected, actual };
        return Err(fault(kind, GoError::DigestInvalidLength, from, text.len()));
    }
    let fault =
        find_other(encoded.as_bytes(), |byte| is_within(byte, b'0', b'9') | is_within(byte, b'a', b'f'));
    match fault.and_then(|at| Some((at, encoded.get(at..)?.chars().next()?))) {
        None => Ok(algorithm),
        Some((at, c)) => malformed(ParseErrorKind::InvalidCharacter(c), from + at, from + at + c.len_utf8()),
    }
}

/// `[a-z0-9]+([.+_-][a-z0-9]+)*:[a-zA-Z0-9=_-]+`: well-formed means unsupported, anything else malformed.
fn unregistered_fault(name: &str, encoded: &str) -> ParseError {
    let mut after_separator = true;
    let in_name = name.char_indices().find_map(|(at, c)| {
        let kind = match c {
            'a'..='z' | '0'..='9' => {
                after_separator = false;
                return None;
            }
            '.' | '+' | '_' | '-' if !after_separator && at + 1 < name.len() => {
                after_separator = true;
                return None;
            }
            '.' | '+' | '_' | '-' if at == 0 => ParseErrorKind::InvalidStart(c),
            '.' | '+' | '_' | '-' if after_separator => ParseErrorKind::RepeatedSeparator(c),
            '.' | '+' | '_' | '-' => ParseErrorKind::InvalidEnd(c),
            'A'..='Z' => ParseErrorKind::Uppercase(c),
            _ => ParseErrorKind::InvalidCharacter(c),
        };
        Some((kind, at, c))
    });
    let in_encoded = || {
        let valid = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'=' | b'_' | b'-');
        let at = encoded.bytes().position(|b| !valid(b))?;
        let c = encoded.get(at..)?.chars().next()?;
        Some((ParseErrorKind::InvalidCharacter(c), name.len() + 1 + at, c))
    };
    if let Some((kind, at, c)) = in_name.or_else(in_encoded) {
        return fault(kind, GoError::DigestInvalidFormat, at, at + c.len_utf8());
    }
    let kind = ParseErrorKind::UnsupportedAlgorithm(AlgorithmName::new(name));
    fault(kind, GoError::DigestUnsupported, 0, name.len())
}
