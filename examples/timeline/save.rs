//! Writes a picture to its file.

use std::path::Path;

/// The error names the file.
pub(crate) fn save(path: &Path, picture: &str) -> Result<(), String> {
    std::fs::write(path, picture).map_err(|error| format!("{}: {error}", path.display()))
}
