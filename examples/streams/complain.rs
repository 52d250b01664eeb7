//! Lines for standard error, whose reader may stop before their end.

use std::fmt::Display;
use std::io::{self, Write};

/// Writes a line, if anybody reads it.
pub(crate) fn complain(line: impl Display) {
    let _ = writeln!(io::stderr(), "{line}");
}
