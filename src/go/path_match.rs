//! Go's `path.Match`, used for familiar names and, per host label, for docker-config keys.

mod chunk;
mod run;

use alloc::vec::Vec;

pub use chunk::BadPatternError;
use chunk::{literal, match_chunk, split_chunk};

/// Whether the whole of `name` matches the shell pattern: `*` and `?` stop at `/`, `[a-z]`, `[^a-z]`, `\c`.
///
/// Works on bytes like Go, which need not be UTF-8; only classes and `?` read whole characters. What follows a star is
/// looked for in linear time, also where it repeats itself; only a run with a class or a `?` costs, for ASCII names, a
/// 64th of the product of the two lengths, and for others the product. There is no recursion.
pub(crate) fn matches(pattern: impl AsRef<[u8]>, name: impl AsRef<[u8]>) -> Result<bool, BadPatternError> {
    let (mut pattern, mut name) = (pattern.as_ref(), name.as_ref());
    // Asked once: what is asked of the whole rest for each star costs the product of stars and lengths.
    let is_ascii = name.is_ascii();
    while !pattern.is_empty() {
        let (star, chunk, rest) = split_chunk(pattern);
        if star && chunk.is_empty() {
            return Ok(!name.contains(&b'/'));
        }
        pattern = rest;
        let Some(rest) = advance(chunk, name, star, pattern.is_empty(), is_ascii)? else {
            // Go reports a malformed remainder even when the match already failed.
            while !pattern.is_empty() {
                let (_, chunk, rest) = split_chunk(pattern);
                match_chunk(chunk, b"")?;
                pattern = rest;
            }
            return Ok(false);
        };
        name = rest;
    }
    Ok(name.is_empty())
}

/// Matches one chunk here or, after a star, at the first later place; `last` chunks must use up the name.
fn advance<'n>(
    chunk: &[u8],
    name: &'n [u8],
    star: bool,
    last: bool,
    is_ascii: bool,
) -> Result<Option<&'n [u8]>, BadPatternError> {
    if star && let Some(literal) = Literal::of(chunk)? {
        return Ok(literal.advance(name, last));
    }
    if star
        && is_ascii
        && let Some(found) = run::advance(chunk, name, last)?
    {
        return Ok(found);
    }
    let mut from = name;
    loop {
        if let Some(rest) = match_chunk(chunk, from)?
            && (rest.is_empty() || !last)
        {
            return Ok(Some(rest));
        }
        match from.split_first() {
            Some((&byte, rest)) if star && byte != b'/' => from = rest,
            _ => return Ok(None),
        }
    }
}

/// A chunk without classes and `?`: bytes to be found as they are.
struct Literal(Vec<u8>);

impl Literal {
    fn of(chunk: &[u8]) -> Result<Option<Self>, BadPatternError> {
        let mut bytes = Vec::with_capacity(chunk.len());
        let mut rest = chunk;
        while let Some(token) = rest.first() {
            if matches!(token, b'[' | b'?') {
                return Ok(None);
            }
            let (byte, after) = literal(rest)?;
            bytes.push(byte);
            rest = after;
        }
        Ok(Some(Self(bytes)))
    }

    /// What follows the first place in `name` that no `/` stands before; the end, for a `last` chunk.
    fn advance<'n>(&self, name: &'n [u8], last: bool) -> Option<&'n [u8]> {
        let start = if last { name.len().checked_sub(self.0.len())? } else { self.find(name)? };
        let (before, rest) = name.split_at_checked(start)?;
        if last && before.contains(&b'/') {
            return None;
        }
        rest.strip_prefix(self.0.as_slice())
    }

    /// Knuth, Morris and Pratt's search, as far as the first place after a `/`.
    fn find(&self, name: &[u8]) -> Option<usize> {
        let Self(bytes) = self;
        let mut borders: Vec<usize> = Vec::with_capacity(bytes.len());
        let mut border = 0;
        for (at, byte) in bytes.iter().enumerate() {
            if at > 0 {
                border = self.longer(&borders, border, *byte);
            }
            borders.push(border);
        }
        let mut matched = 0;
        if bytes.is_empty() {
            return Some(0);
        }
        let mut slash = name.len();
        for (at, byte) in name.iter().enumerate() {
            matched = self.longer(&borders, matched, *byte);
            let start = (at + 1).saturating_sub(matched);
            if *byte == b'/' {
                slash = slash.min(at);
            }
            if start > slash {
                return None;
            }
            if matched == bytes.len() {
                return Some(start);
            }
        }
        None
    }

    /// How much of the chunk is matched after one more byte.
    fn longer(&self, borders: &[usize], mut matched: usize, byte: u8) -> usize {
        loop {
            if self.0.get(matched) == Some(&byte) {
                return matched + 1;
            }
            match matched.checked_sub(1).and_then(|before| borders.get(before)) {
                Some(&border) => matched = border,
                None => return 0,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{BadPatternError, matches};

    /// Go's own way, a place after the other.
    fn slowly(pattern: &[u8], name: &[u8]) -> Result<bool, BadPatternError> {
        let (mut pattern, mut name) = (pattern, name);
        while !pattern.is_empty() {
            let (star, chunk, rest) = super::split_chunk(pattern);
            if star && chunk.is_empty() {
                return Ok(!name.contains(&b'/'));
            }
            pattern = rest;
            let mut from = name;
            let found = loop {
                if let Some(rest) = super::match_chunk(chunk, from)?
                    && (rest.is_empty() || !pattern.is_empty())
                {
                    break Some(rest);
                }
                match from.split_first() {
                    Some((&byte, rest)) if star && byte != b'/' => from = rest,
                    _ => break None,
                }
            };
            let Some(rest) = found else {
                while !pattern.is_empty() {
                    let (_, chunk, rest) = super::split_chunk(pattern);
                    super::match_chunk(chunk, b"")?;
                    pattern = rest;
                }
                return Ok(false);
            };
            name = rest;
        }
        Ok(name.is_empty())
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(5_000))]

        #[test]
        fn every_search_answers_as_go_does(
            pattern in "([*]?([ab/\\\\]|[?]|\\[a-b\\]|\\[\\^a\\]|é|[*]){0,9}){0,3}",
            name in "[ab/é]{0,24}",
        ) {
            assert_eq!(matches(&pattern, &name), slowly(pattern.as_bytes(), name.as_bytes()), "{pattern:?} {name:?}");
            // Long enough for the search of many places at once.
            let (long, text) = (std::format!("*{}", pattern.repeat(40)), name.repeat(40));
            assert_eq!(matches(&long, &text), slowly(long.as_bytes(), text.as_bytes()), "{long:?} {text:?}");
        }
    }

    #[test]
    fn what_repeats_itself_is_found_in_linear_time() {
        // The plain way would take 10^12 steps.
        let name = "a".repeat(1_000_000);
        let pattern = std::format!("*{}b", "a".repeat(500_000));
        assert_eq!(matches(&pattern, &name), Ok(false));
        assert_eq!(matches(&pattern, std::format!("{name}b")), Ok(true));
        assert_eq!(matches(std::format!("*{}b*c", "a".repeat(500_000)), std::format!("{name}bac")), Ok(true));
        // As many stars as the name has places.
        assert_eq!(matches("*a".repeat(1_000_000), &name), Ok(true));
        assert_eq!(matches("*a".repeat(1_000_001), &name), Ok(false));
        assert_eq!(matches("*?".repeat(100_000), &name), Ok(true));
    }

    #[test]
    fn bytes_that_are_not_characters() {
        // As Go's `path.Match` answers: a stray byte matches itself and `?`, and is not a character of a class.
        assert_eq!(matches(b"\xff", b"\xff"), Ok(true));
        assert_eq!(matches(b"?", b"\xff"), Ok(true));
        assert_eq!(matches(b"??", b"\xc3"), Ok(false));
        assert_eq!(matches(b"*\xa9", "é"), Ok(true));
        assert_eq!(matches(b"[\xff]", b"\xff"), Err(BadPatternError));
        assert_eq!(matches(b"[a-\xff]", b"b"), Err(BadPatternError));
        assert_eq!(matches("[\u{fffd}]", "\u{fffd}"), Ok(true));
        assert_eq!(matches("[\u{fffd}]", b"\xff"), Ok(true));
    }
}
