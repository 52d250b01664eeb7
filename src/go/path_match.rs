//! Go's `path.Match`, used for familiar names and, per host label, for docker-config keys.

use alloc::vec::Vec;

/// The pattern is malformed: Go's `path.ErrBadPattern`.
///
/// ```
/// use pullspec::Reference;
/// use pullspec::reference::BadPatternError;
/// assert_eq!(Reference::parse("redis")?.matches_familiar("[a-"), Err(BadPatternError));
/// # Ok::<(), pullspec::ParseError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[error("syntax error in pattern")]
pub struct BadPatternError;

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
        let mut rest = chunk.iter();
        while let Some(&byte) = rest.next() {
            match byte {
                b'[' | b'?' => return Ok(None),
                b'\\' => bytes.push(*rest.next().ok_or(BadPatternError)?),
                byte => bytes.push(byte),
            }
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

/// A chunk with classes or `?` in an ASCII name, in which every token is one byte: all places are tried at once, 64 tokens
/// of the chunk in a word (Baeza-Yates and Gonnet's shift-and).
mod run {
    use alloc::vec;
    use alloc::vec::Vec;

    use super::{BadPatternError, match_class, next_char};

    /// Short chunks cost less as they are, however long the name is: what is read before one is read for it alone.
    const SHORT: usize = 16;
    /// As do short names.
    const WORTH_IT: usize = 1 << 12;

    /// `None` where the plain way is shorter; else as [`super::advance`].
    #[expect(clippy::option_option, reason = "a found place, no place, or no answer")]
    pub(super) fn advance<'n>(
        chunk: &[u8],
        name: &'n [u8],
        last: bool,
    ) -> Result<Option<Option<&'n [u8]>>, BadPatternError> {
        if chunk.len() <= SHORT || chunk.len().saturating_mul(name.len()) < WORTH_IT {
            return Ok(None);
        }
        let (tokens, accepts) = read(chunk)?;
        let words = tokens.div_ceil(64);
        let mut state: Vec<u64> = vec![0; words];
        let mut is_first_part = true;
        for (at, byte) in name.iter().enumerate() {
            let accepted = accepts.get(usize::from(*byte)).map(Vec::as_slice).unwrap_or_default();
            // A match may start at every byte up to the first slash.
            let mut carry = u64::from(is_first_part);
            is_first_part &= *byte != b'/';
            if !is_first_part && carry == 0 && state.iter().all(|word| *word == 0) {
                return Ok(Some(None));
            }
            for (word, accepted) in state.iter_mut().zip(accepted) {
                let next = *word >> 63;
                *word = (*word << 1 | carry) & accepted;
                carry = next;
            }
            let is_whole = tokens
                .checked_sub(1)
                .and_then(|end| Some(state.get(end / 64)? >> (end % 64) & 1 == 1))
                .unwrap_or_default();
            if is_whole && (!last || at + 1 == name.len()) {
                return Ok(Some(name.get(at + 1..)));
            }
        }
        Ok(Some(None))
    }

    /// How many tokens there are, and by byte which of them take it.
    fn read(mut chunk: &[u8]) -> Result<(usize, Vec<Vec<u64>>), BadPatternError> {
        let words = chunk.len().div_ceil(64);
        let mut accepts = vec![vec![0_u64; words]; 128];
        let mut tokens = 0_usize;
        while let Some((&token, rest)) = chunk.split_first() {
            let mut takes = |byte: u8| {
                let word = accepts.get_mut(usize::from(byte)).and_then(|words| words.get_mut(tokens / 64));
                if let Some(word) = word {
                    *word |= 1 << (tokens % 64);
                }
            };
            chunk = match token {
                b'[' => {
                    let mut behind = rest;
                    for byte in 0..128_u8 {
                        let (found, rest) = match_class(rest, next_char(&[byte]).0)?;
                        behind = rest;
                        if found {
                            takes(byte);
                        }
                    }
                    behind
                }
                b'?' => {
                    (0..128).filter(|byte| *byte != b'/').for_each(takes);
                    rest
                }
                _ => {
                    let (literal, rest) = if token == b'\\' {
                        rest.split_first().map(|(&b, rest)| (b, rest)).ok_or(BadPatternError)?
                    } else {
                        (token, rest)
                    };
                    takes(literal);
                    rest
                }
            };
            tokens += 1;
        }
        Ok((tokens, accepts))
    }
}

/// Splits leading stars and the literal run up to the next star outside a class.
fn split_chunk(pattern: &[u8]) -> (bool, &[u8], &[u8]) {
    let stars = pattern.iter().take_while(|&&b| b == b'*').count();
    let pattern = pattern.get(stars..).unwrap_or_default();
    let mut in_class = false;
    let mut escaped = false;
    let end = pattern.iter().position(|&b| {
        if escaped {
            escaped = false;
            return false;
        }
        match b {
            b'\\' => escaped = true,
            b'[' => in_class = true,
            b']' => in_class = false,
            b'*' => return !in_class,
            _ => {}
        }
        false
    });
    let (chunk, rest) = pattern.split_at_checked(end.unwrap_or(pattern.len())).unwrap_or_default();
    (stars > 0, chunk, rest)
}

/// The part of `name` after a match of `chunk` at its start. Reads all of the chunk, to find syntax errors.
fn match_chunk<'n>(mut chunk: &[u8], name: &'n [u8]) -> Result<Option<&'n [u8]>, BadPatternError> {
    let mut left = Some(name);
    while let Some((&token, rest)) = chunk.split_first() {
        left = left.filter(|name| !name.is_empty());
        chunk = match token {
            b'[' => {
                let (c, behind) = left.map_or((None, None), |name| {
                    let (c, behind) = next_char(name);
                    (c, Some(behind))
                });
                let (matched, rest) = match_class(rest, c)?;
                left = behind.filter(|_| matched);
                rest
            }
            b'?' => {
                left = left.filter(|name| name.first() != Some(&b'/')).map(|name| next_char(name).1);
                rest
            }
            _ => {
                let (literal, rest) = if token == b'\\' {
                    rest.split_first().map(|(&b, rest)| (b, rest)).ok_or(BadPatternError)?
                } else {
                    (token, rest)
                };
                left = left.and_then(|name| name.strip_prefix(&[literal]));
                rest
            }
        };
    }
    Ok(left)
}

/// Reads a class after its `[`; says whether `c` is in it and what follows the `]`.
fn match_class(chunk: &[u8], c: Option<char>) -> Result<(bool, &[u8]), BadPatternError> {
    let (negated, mut chunk) = chunk.strip_prefix(b"^").map_or((false, chunk), |rest| (true, rest));
    let (mut found, mut first) = (false, true);
    loop {
        if let Some(rest) = chunk.strip_prefix(b"]")
            && !first
        {
            return Ok((c.is_some() && found != negated, rest));
        }
        first = false;
        let (low, mut rest) = class_char(chunk)?;
        let mut high = low;
        if let Some(range) = rest.strip_prefix(b"-") {
            (high, rest) = class_char(range)?;
        }
        found |= c.is_some_and(|c| (low..=high).contains(&c));
        chunk = rest;
    }
}

/// One possibly escaped character of a class; something must follow it.
fn class_char(chunk: &[u8]) -> Result<(char, &[u8]), BadPatternError> {
    let chunk = match chunk.split_first() {
        None | Some((b'-' | b']', _)) => return Err(BadPatternError),
        Some((b'\\', rest)) => rest,
        Some(_) => chunk,
    };
    match next_char(chunk) {
        // A stray byte is not a character of a class; a real U+FFFD is three bytes long.
        (Some('\u{fffd}'), rest) if chunk.len().saturating_sub(rest.len()) == 1 => Err(BadPatternError),
        (Some(c), rest) if !rest.is_empty() => Ok((c, rest)),
        _ => Err(BadPatternError),
    }
}

/// Splits the first character off, or one byte that starts none: Go's `utf8.DecodeRuneInString`.
fn next_char(text: &[u8]) -> (Option<char>, &[u8]) {
    let width = match text.first() {
        None => return (None, text),
        Some(0xc0..=0xdf) => 2,
        Some(0xe0..=0xef) => 3,
        Some(0xf0..) => 4,
        Some(_) => 1,
    };
    let c = text.get(..width).and_then(|t| core::str::from_utf8(t).ok()).and_then(|t| t.chars().next());
    let rest = text.get(if c.is_some() { width } else { 1 }..).unwrap_or_default();
    // Go reads a stray byte as U+FFFD: the middle of a character after a star, or text that is not UTF-8.
    (c.or(Some('\u{fffd}')), rest)
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
    fn bytes_that_are_no_characters() {
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
