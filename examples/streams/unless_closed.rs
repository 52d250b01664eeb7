//! Output whose reader may stop before its end.

use std::io::{self, ErrorKind};

/// That nobody reads on is no fault.
pub(crate) fn unless_closed(written: io::Result<()>) -> io::Result<()> {
    written.or_else(|error| if error.kind() == ErrorKind::BrokenPipe { Ok(()) } else { Err(error) })
}
