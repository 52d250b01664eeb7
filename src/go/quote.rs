//! Go's `%q`: how the kubelet, containerd and everything else written in Go quotes a string.

use core::fmt::{self, Write};

/// Shows a text as Go's `strconv.Quote` prints it, quotes included.
///
/// The one difference is the Unicode version that decides what is printable, which is Rust's here.
///
/// ```
/// use pullspec::api::GoQuoted;
/// assert_eq!(GoQuoted("a \"b\"\n\u{1}é").to_string(), r#""a \"b\"\n\x01é""#);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct GoQuoted<'a>(pub &'a str);

impl fmt::Display for GoQuoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_char('"')?;
        for c in self.0.chars() {
            match c {
                '"' => f.write_str("\\\"")?,
                '\\' => f.write_str("\\\\")?,
                '\u{7}' => f.write_str("\\a")?,
                '\u{8}' => f.write_str("\\b")?,
                '\u{c}' => f.write_str("\\f")?,
                '\n' => f.write_str("\\n")?,
                '\r' => f.write_str("\\r")?,
                '\t' => f.write_str("\\t")?,
                '\u{b}' => f.write_str("\\v")?,
                c if is_printable(c) => f.write_char(c)?,
                c if c < ' ' || c == '\u{7f}' => write!(f, "\\x{:02x}", u32::from(c))?,
                c if c <= '\u{ffff}' => write!(f, "\\u{:04x}", u32::from(c))?,
                c => write!(f, "\\U{:08x}", u32::from(c))?,
            }
        }
        f.write_char('"')
    }
}

/// Go's `unicode.IsPrint`, through the standard library's own notion of printable.
fn is_printable(c: char) -> bool {
    if c.is_ascii() {
        return (' '..='~').contains(&c);
    }
    // A combining mark is printable to Go; `str::escape_debug` escapes it only as the first character.
    let mut text = [b'a'; 5];
    let Some(tail) = text.get_mut(1..) else { return false };
    let end = 1 + c.encode_utf8(tail).len();
    let text = text.get(..end).and_then(|t| core::str::from_utf8(t).ok()).unwrap_or_default();
    text.escape_debug().nth(1) == Some(c)
}
