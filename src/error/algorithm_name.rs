//! The name of an algorithm that is not one of the known, kept without an allocation.

use core::fmt::{self, Write};

use crate::terminal::write_quoted;

/// How many bytes of a name are kept: the names in use (`blake3`, `sha3-512`, `sha512-256`) are shorter.
const KEPT: usize = 15;

/// The name of an algorithm that a digest was refused for: whole up to 15 bytes, of a longer one the beginning.
///
/// ```
/// use pullspec::Digest;
/// use pullspec::error::ParseErrorKind;
///
/// let ParseErrorKind::UnsupportedAlgorithm(name) = Digest::parse("md5:d41d8cd9").unwrap_err().kind() else {
///     panic!("md5 is not registered");
/// };
/// assert_eq!(name.as_str(), "md5");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct AlgorithmName {
    bytes: [u8; KEPT],
    len: u8,
    is_cut: bool,
}

impl AlgorithmName {
    /// Keeps a name, or what there is room for.
    pub(crate) const fn new(name: &str) -> Self {
        let mut len = if name.len() < KEPT { name.len() } else { KEPT };
        while !name.is_char_boundary(len) {
            len -= 1;
        }
        let mut bytes = [0; KEPT];
        let (to, _) = bytes.split_at_mut(len);
        let (from, _) = name.as_bytes().split_at(len);
        to.copy_from_slice(from);
        #[expect(clippy::cast_possible_truncation, reason = "at most 15")]
        Self { bytes, len: len as u8, is_cut: len < name.len() }
    }

    /// The beginning of a name that went on.
    #[cfg(feature = "serde")]
    pub(crate) const fn cut(self) -> Self {
        Self { is_cut: true, ..self }
    }

    /// The name, or its beginning.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.bytes.get(..self.len as usize).and_then(|name| str::from_utf8(name).ok()).unwrap_or_default()
    }

    /// Whether the name went on.
    #[must_use]
    pub const fn is_cut(&self) -> bool {
        self.is_cut
    }
}

impl fmt::Display for AlgorithmName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// In quotes, with dots where the name went on.
impl fmt::Debug for AlgorithmName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_char('"')?;
        write_quoted(f, self.as_str())?;
        f.write_str(if self.is_cut { "...\"" } else { "\"" })
    }
}
