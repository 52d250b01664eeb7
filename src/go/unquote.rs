//! Reads Go's `%q` back: the kubelet quotes image names and, in its log, whole messages.

use alloc::borrow::Cow;
use alloc::string::String;

/// The quoted text at the start of `text` and what follows its closing quote; nothing if it does not start with a
/// quote or the quote is not closed.
pub(crate) fn quoted(text: &str) -> Option<(Cow<'_, str>, &str)> {
    let (content, rest) = split(text.strip_prefix('"')?)?;
    Some((unescape(content), rest))
}

/// Splits at the first quote that no backslash escapes.
fn split(text: &str) -> Option<(&str, &str)> {
    let mut escaped = false;
    let end = text.bytes().position(|byte| {
        let closes = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        closes
    })?;
    Some((text.get(..end)?, text.get(end + 1..)?))
}

/// Undoes one level of Go's escapes. What is not an escape stays as it is.
pub(crate) fn unescape(text: &str) -> Cow<'_, str> {
    if !text.contains('\\') {
        return Cow::Borrowed(text);
    }
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        plain.push_str(rest.get(..at).unwrap_or_default());
        let escape = rest.get(at + 1..).unwrap_or_default();
        let (character, used) = read_escape(escape).unwrap_or(('\\', 0));
        plain.push(character);
        rest = escape.get(used..).unwrap_or_default();
    }
    plain.push_str(rest);
    Cow::Owned(plain)
}

/// The character after a backslash, and how many bytes say it.
fn read_escape(escape: &str) -> Option<(char, usize)> {
    let simple = |c| Some((c, 1));
    let coded = |digits: usize| {
        let code = u32::from_str_radix(escape.get(1..=digits)?, 16).ok()?;
        Some((char::from_u32(code)?, digits + 1))
    };
    match escape.as_bytes().first()? {
        b'"' => simple('"'),
        b'\\' => simple('\\'),
        b'n' => simple('\n'),
        b't' => simple('\t'),
        b'r' => simple('\r'),
        b'a' => simple('\u{7}'),
        b'b' => simple('\u{8}'),
        b'f' => simple('\u{c}'),
        b'v' => simple('\u{b}'),
        b'x' => coded(2),
        b'u' => coded(4),
        b'U' => coded(8),
        _ => None,
    }
}
