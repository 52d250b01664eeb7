//! The digest algorithms the OCI image specification registers.

use core::fmt;

use crate::error::{Component, GoError, ParseErrorKind};
use crate::error::{ParseError, Text};

/// A registered digest algorithm. Closed: another one in a digest is an error, as in go-digest.
///
/// ```
/// use pullspec::digest::Algorithm;
/// assert_eq!(Algorithm::Sha512.hex_len(), 128);
/// assert_eq!(Algorithm::from_name("sha256"), Some(Algorithm::Sha256));
/// assert_eq!(Algorithm::from_name("md5"), None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Algorithm {
    /// `sha256`
    Sha256,
    /// `sha384`
    Sha384,
    /// `sha512`
    Sha512,
}

impl Algorithm {
    /// All registered algorithms.
    ///
    /// ```
    /// use pullspec::digest::Algorithm;
    /// assert_eq!(Algorithm::ALL.map(Algorithm::as_str), ["sha256", "sha384", "sha512"]);
    /// ```
    pub const ALL: [Self; 3] = [Self::Sha256, Self::Sha384, Self::Sha512];

    /// The name in front of a digest's `:`.
    ///
    /// ```
    /// assert_eq!(pullspec::digest::Algorithm::Sha256.as_str(), "sha256");
    /// ```
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sha256 => "sha256",
            Self::Sha384 => "sha384",
            Self::Sha512 => "sha512",
        }
    }

    /// How many hex characters a digest of this algorithm has.
    ///
    /// ```
    /// assert_eq!(pullspec::digest::Algorithm::Sha512.hex_len(), 128);
    /// ```
    #[must_use]
    pub const fn hex_len(self) -> usize {
        match self {
            Self::Sha256 => 64,
            Self::Sha384 => 96,
            Self::Sha512 => 128,
        }
    }

    /// The algorithm of this name.
    ///
    /// ```
    /// use pullspec::digest::Algorithm;
    /// assert_eq!(Algorithm::parse("sha384")?, Algorithm::Sha384);
    /// assert!(Algorithm::parse("SHA384").is_err() && Algorithm::parse("md5").is_err());
    /// # Ok::<(), pullspec::ParseError>(())
    /// ```
    ///
    /// # Errors
    /// The name is not one of the three registered ones, in lower case.
    pub const fn parse(name: &str) -> Result<Self, ParseError> {
        match Self::from_name(name) {
            Some(algorithm) => Ok(algorithm),
            None => Err(ParseError::new(
                ParseErrorKind::UnsupportedAlgorithm,
                Component::Digest,
                GoError::DigestUnsupported,
                0..name.len(),
            )
            .of(Text::Part)),
        }
    }

    /// The algorithm of this name. Names are lower case.
    ///
    /// ```
    /// use pullspec::digest::Algorithm;
    /// assert_eq!(Algorithm::from_name("sha256"), Some(Algorithm::Sha256));
    /// assert_eq!(Algorithm::from_name("md5"), None);
    /// ```
    #[must_use]
    pub const fn from_name(name: &str) -> Option<Self> {
        match name.as_bytes() {
            b"sha256" => Some(Self::Sha256),
            b"sha384" => Some(Self::Sha384),
            b"sha512" => Some(Self::Sha512),
            _ => None,
        }
    }
}

impl AsRef<str> for Algorithm {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
