//! Texts that other programs wrote, made harmless: nothing that acts on a terminal, is invisible, or reverses text, and no
//! secret that a message carries.

use alloc::string::String;
use core::fmt::{self, Write};

use crate::terminal::{Redacted, or_replacement};

/// A label and its text.
pub(super) type Row = (&'static str, String);

/// Takes the rows of something one by one.
pub(super) type EachRow<'f> = dyn FnMut(&'static str, fmt::Arguments<'_>) -> fmt::Result + 'f;

/// The rows as texts, for callers that wrap lines or use colours.
pub(super) fn collect(
    rows: &mut alloc::vec::Vec<Row>,
    label: &'static str,
    text: fmt::Arguments<'_>,
) -> fmt::Result {
    let mut out = String::new();
    write_harmless(&mut out, Some(""), text)?;
    rows.push((label, out));
    Ok(())
}

/// A row of a printed diagnosis. Lines after the first stand under it, so that a picture's carets keep their place.
pub(super) fn write_row(f: &mut fmt::Formatter<'_>, label: &str, text: fmt::Arguments<'_>) -> fmt::Result {
    write!(f, "  {label:7} ")?;
    write_harmless(f, Some("          "), text)?;
    f.write_char('\n')
}

/// A text in one line, so that a name cannot forge another line.
pub(super) fn write_line(out: &mut dyn Write, text: fmt::Arguments<'_>) -> fmt::Result {
    write_harmless(out, None, text)
}

/// What a row has room for without asking for more.
const USUAL: usize = 256;

/// A secret may be put together from several pieces, so the text is looked at as a whole.
fn write_harmless(
    out: &mut dyn Write,
    after_line: Option<&'static str>,
    text: fmt::Arguments<'_>,
) -> fmt::Result {
    let mut harmless = Harmless { out, after_line };
    if let Some(text) = text.as_str() {
        return harmless.write_str(text);
    }
    let mut whole = String::with_capacity(USUAL);
    whole.write_fmt(text)?;
    Redacted(&whole).each_piece(|piece| harmless.write_str(piece))
}

/// Passes a text on, with U+FFFD for what acts on a terminal.
struct Harmless<'w> {
    out: &'w mut dyn Write,
    /// What follows a line feed; without it, a line feed is replaced, too.
    after_line: Option<&'static str>,
}

impl Write for Harmless<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let mut rest = text;
        while let Some((at, c)) = rest.char_indices().find(|(_, c)| or_replacement(*c) != *c) {
            let (plain, after) = rest.split_at_checked(at).unwrap_or_default();
            self.out.write_str(plain)?;
            match self.after_line {
                Some(indent) if c == '\n' => {
                    self.out.write_char('\n')?;
                    self.out.write_str(indent)?;
                }
                _ => self.out.write_char(or_replacement(c))?,
            }
            rest = after.get(c.len_utf8()..).unwrap_or_default();
        }
        self.out.write_str(rest)
    }
}
