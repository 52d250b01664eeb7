//! Lines for standard output, whose reader may stop before their end.

use std::fmt::Display;
use std::io::{self, ErrorKind, Write};
use std::process::exit;

/// Writes a line. Where nobody reads on there is nothing more to do, and it is no fault.
pub(crate) fn say(line: impl Display) {
    if let Err(error) = writeln!(io::stdout(), "{line}") {
        if error.kind() == ErrorKind::BrokenPipe {
            exit(0);
        }
        let _ = writeln!(io::stderr(), "error: {error}");
        exit(2);
    }
}
