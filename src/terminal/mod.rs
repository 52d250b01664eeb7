//! What may be printed on a terminal, whoever wrote it: the one rule for every text that people see.

mod redact;
mod secrets;

use core::fmt::{self, Write};

pub use redact::Redacted;
pub(crate) use redact::{Quiet, quiet_debug};
pub(crate) use secrets::{SECRET, secrets};

/// Whether a character shows itself and nothing else.
///
/// What the standard library would escape acts on a terminal, is invisible, turns the direction of the text, or changes
/// the character before it. It takes fillers for letters.
pub(crate) fn is_harmless(c: char) -> bool {
    let is_plain = c == ' ' || c.is_ascii_graphic();
    let is_filler = matches!(c, '\u{115f}' | '\u{1160}' | '\u{2800}' | '\u{3164}' | '\u{ffa0}');
    // The standard library escapes a quote and a backslash too, which only Rust minds.
    is_plain || (!c.is_ascii() && c.escape_debug().len() == 1 && !is_filler)
}

/// The character, or what stands for one that is not harmless.
pub(crate) fn or_replacement(c: char) -> char {
    if is_harmless(c) { c } else { char::REPLACEMENT_CHARACTER }
}

/// A text of others, in one line, that does nothing to a terminal: without the secrets that [`Redacted`] leaves out, and
/// with U+FFFD for every character that acts on a terminal, is invisible or turns the direction of the text.
///
/// ```
/// use pullspec::api::Harmless;
/// let name = "web\n\u{1b}[2J //robot:hunter2@quay.io";
/// assert_eq!(Harmless(name).to_string(), "web\u{fffd}\u{fffd}[2J //<redacted>@quay.io");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Harmless<'t>(pub &'t str);

impl fmt::Display for Harmless<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Redacted(self.0).each_piece(|piece| piece.chars().try_for_each(|c| f.write_char(or_replacement(c))))
    }
}

/// A text in which every character that is not harmless is written out, as the standard library escapes it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Escaped<'t>(pub(crate) &'t str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.chars().try_for_each(|c| write_escaped(f, c))
    }
}

/// A text in double quotes: what ends them or stands for another character has a backslash before it, and what is not
/// harmless is written out.
#[derive(Clone, Copy)]
pub(crate) struct Quoted<'t>(pub(crate) &'t str);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_char('"')?;
        write_quoted(f, self.0)?;
        f.write_char('"')
    }
}

impl fmt::Debug for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

/// How many characters of a text a message says that cannot say all of it.
#[cfg(feature = "serde")]
const SAID: usize = 60;

/// The same of any text, however long: its beginning, and dots where it goes on.
#[cfg(feature = "serde")]
pub(crate) struct Shortened<'t>(pub(crate) &'t str);

#[cfg(feature = "serde")]
impl fmt::Display for Shortened<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let end = self.0.char_indices().nth(SAID).map_or(self.0.len(), |(at, _)| at);
        let said = self.0.get(..end).unwrap_or_default();
        write!(f, "{}{}", Quoted(said), if end < self.0.len() { "..." } else { "" })
    }
}

/// Writes a part of what stands in double quotes.
pub(crate) fn write_quoted(f: &mut impl Write, text: &str) -> fmt::Result {
    text.chars().try_for_each(|c| {
        if matches!(c, '"' | '\\') {
            f.write_char('\\')?;
        }
        write_escaped(f, c)
    })
}

/// A character in single quotes.
#[derive(Clone, Copy)]
pub(crate) struct QuotedChar(pub(crate) char);

impl fmt::Display for QuotedChar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if matches!(self.0, '\'' | '\\') { "'\\" } else { "'" })?;
        write_escaped(f, self.0)?;
        f.write_char('\'')
    }
}

/// Writes one character, written out if it is not harmless.
pub(crate) fn write_escaped(f: &mut impl Write, c: char) -> fmt::Result {
    if is_harmless(c) {
        return f.write_char(c);
    }
    // The standard library takes fillers for letters.
    let escaped = c.escape_debug();
    if escaped.len() > 1 { write!(f, "{escaped}") } else { write!(f, "{}", c.escape_unicode()) }
}

#[cfg(test)]
mod tests {
    use alloc::format;
    use alloc::string::ToString;

    use super::{Escaped, Quoted, QuotedChar, is_harmless, or_replacement};

    #[test]
    fn what_acts_on_a_terminal_is_written_out() {
        for (text, shown) in [
            ("team/app \"x\" \\ é 中", "team/app \"x\" \\ é 中"),
            ("\u{1b}[31mred\r", "\\u{1b}[31mred\\r"),
            ("a\u{7}\u{9b}b\n\t", "a\\u{7}\\u{9b}b\\n\\t"),
            ("\u{202e}\u{2066}\u{200b}\u{feff}", "\\u{202e}\\u{2066}\\u{200b}\\u{feff}"),
            ("e\u{301}\u{3164}\u{e0001}", "e\\u{301}\\u{3164}\\u{e0001}"),
        ] {
            assert_eq!(Escaped(text).to_string(), shown);
        }
        for text in ["team/app", "a \"b\" \\ 'c'\n", "\u{1b}\u{301}\u{202e}é"] {
            assert_eq!(Quoted(text).to_string(), format!("{text:?}"));
        }
        assert_eq!(Quoted("\u{3164}\u{2800}").to_string(), r#""\u{3164}\u{2800}""#);
        for c in ['a', '"', '\'', '\\', '\n', '\u{301}', 'é'] {
            assert_eq!(QuotedChar(c).to_string(), format!("{c:?}"));
        }
        assert_eq!(QuotedChar('\u{3164}').to_string(), r"'\u{3164}'");
        for c in ('\0'..=char::MAX).filter(|c| c.is_control()) {
            assert!(!is_harmless(c) && or_replacement(c) == '\u{fffd}', "{c:?}");
        }
    }
}
