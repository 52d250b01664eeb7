//! Text as `kubectl` puts it on a terminal.

use core::fmt::{self, Write};

use crate::terminal::write_escaped;

/// A text without anything that acts on a terminal.
#[cfg(feature = "explain")]
pub(super) struct Printed<'t>(pub(super) &'t str);

#[cfg(feature = "explain")]
impl fmt::Display for Printed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.chars().try_for_each(|c| write_printed(f, c))
    }
}

/// Writes one character: two as kubectl does (`WriteEscaped`,
/// `staging/src/k8s.io/cli-runtime/pkg/printers/terminal.go`), and by its rule those too that it leaves as they are.
pub(super) fn write_printed(f: &mut impl Write, c: char) -> fmt::Result {
    match c {
        '\u{1b}' => f.write_str("^["),
        c => write_escaped(f, c),
    }
}
