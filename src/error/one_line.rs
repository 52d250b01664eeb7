//! Text from outside that is shown as part of one line.

use core::fmt::{self, Write};

/// Writes a text so that it stays in its line and acts on no terminal: what the standard library would escape is
/// written as its escape.
pub(crate) struct OneLine<'a>(pub(crate) &'a str);

impl fmt::Display for OneLine<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for c in self.0.chars() {
            if matches!(c, '\'' | '"' | '\\') {
                f.write_char(c)?;
            } else {
                write!(f, "{}", c.escape_debug())?;
            }
        }
        Ok(())
    }
}
