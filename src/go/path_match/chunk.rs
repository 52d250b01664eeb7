//! A pattern in chunks between its stars, and what a chunk matches at one place.

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

/// Splits leading stars and the literal run up to the next star outside a class.
pub(super) fn split_chunk(pattern: &[u8]) -> (bool, &[u8], &[u8]) {
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

/// Splits a byte off that stands for itself, with the backslash before it if there is one.
pub(super) fn literal(chunk: &[u8]) -> Result<(u8, &[u8]), BadPatternError> {
    let plain = chunk.strip_prefix(b"\\").unwrap_or(chunk);
    plain.split_first().map(|(&byte, rest)| (byte, rest)).ok_or(BadPatternError)
}

/// The part of `name` after a match of `chunk` at its start. Reads all of the chunk, to find syntax errors.
pub(super) fn match_chunk<'n>(mut chunk: &[u8], name: &'n [u8]) -> Result<Option<&'n [u8]>, BadPatternError> {
    let mut left = Some(name);
    while let Some((&token, rest)) = chunk.split_first() {
        left = left.filter(|name| !name.is_empty());
        chunk = match token {
            b'[' => {
                let (c, after) = left.map_or((None, None), |name| {
                    let (c, after) = next_char(name);
                    (c, Some(after))
                });
                let (matched, rest) = match_class(rest, c)?;
                left = after.filter(|_| matched);
                rest
            }
            b'?' => {
                left = left.filter(|name| name.first() != Some(&b'/')).map(|name| next_char(name).1);
                rest
            }
            _ => {
                let (literal, rest) = literal(chunk)?;
                left = left.and_then(|name| name.strip_prefix(&[literal]));
                rest
            }
        };
    }
    Ok(left)
}

/// Reads a class after its `[`; says whether `c` is in it and what follows the `]`.
pub(super) fn match_class(chunk: &[u8], c: Option<char>) -> Result<(bool, &[u8]), BadPatternError> {
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
pub(super) fn next_char(text: &[u8]) -> (Option<char>, &[u8]) {
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
