//! A name or a digest, whichever the text is.

use core::cmp::Ordering;
use core::fmt;

use alloc::format;

use super::compare::rank;
use super::meaning::Reference;
use super::normalize::is_identifier;
use crate::digest::Digest;
use crate::error::ParseError;

/// What a text stands for where a name, a digest or an image ID may stand: Go's `ParseAnyReference`.
///
/// Closed: there is no third way to say which image is meant.
///
/// ```
/// use pullspec::AnyReference;
///
/// assert!(matches!(AnyReference::parse("redis")?, AnyReference::Name(_)));
/// let id = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
/// assert_eq!(AnyReference::parse(id)?.to_string(), format!("sha256:{id}"));
/// # Ok::<(), pullspec::ParseError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AnyReference {
    /// A name, with or without tag and digest.
    Name(Reference),
    /// A digest alone. An image ID of 64 hex characters is read as its sha256 digest.
    Digest(Digest),
}

impl AnyReference {
    /// Parses 64 hex characters, a digest, or a name, in this order.
    ///
    /// ```
    /// use pullspec::AnyReference;
    /// assert_eq!(AnyReference::parse("redis:7")?.as_str(), "docker.io/library/redis:7");
    /// let id = "0".repeat(64);
    /// assert_eq!(AnyReference::parse(&id)?.as_str(), format!("sha256:{id}"));
    /// # Ok::<(), pullspec::ParseError>(())
    /// ```
    ///
    /// # Errors
    /// Those of [`Reference::parse`], where the text is none of the three.
    pub fn parse(text: &str) -> Result<Self, ParseError> {
        if is_identifier(text) {
            return Ok(Self::Digest(Digest::from_valid(format!("sha256:{text}"))));
        }
        match Digest::parse(text) {
            Ok(digest) => Ok(Self::Digest(digest)),
            Err(_) => Reference::parse(text).map(Self::Name),
        }
    }

    /// The normalized text.
    ///
    /// ```
    /// use pullspec::AnyReference;
    /// assert_eq!(AnyReference::parse("quay.io/team/app")?.as_str(), "quay.io/team/app");
    /// # Ok::<(), pullspec::ParseError>(())
    /// ```
    #[must_use]
    pub const fn as_str(&self) -> &str {
        match self {
            Self::Name(reference) => reference.as_str(),
            Self::Digest(digest) => digest.as_str(),
        }
    }

    /// Orders as Go's `reference.Sort`; digests without a name come last.
    ///
    /// ```
    /// use pullspec::AnyReference;
    /// let mut all = [AnyReference::parse(&"0".repeat(64))?, AnyReference::parse("redis")?, AnyReference::parse("redis:7")?];
    /// all.sort_by(AnyReference::cmp_by_rank);
    /// assert!(all.iter().map(AnyReference::as_str).take(2).eq(["docker.io/library/redis:7", "docker.io/library/redis"]));
    /// # Ok::<(), pullspec::ParseError>(())
    /// ```
    #[must_use]
    pub fn cmp_by_rank(&self, other: &Self) -> Ordering {
        let rank = |any: &Self| match any {
            Self::Name(reference) => rank(reference),
            Self::Digest(_) => 5,
        };
        rank(self).cmp(&rank(other)).then_with(|| self.as_str().cmp(other.as_str()))
    }
}

impl From<Reference> for AnyReference {
    fn from(reference: Reference) -> Self {
        Self::Name(reference)
    }
}

impl From<Digest> for AnyReference {
    fn from(digest: Digest) -> Self {
        Self::Digest(digest)
    }
}

impl AsRef<str> for AnyReference {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl fmt::Display for AnyReference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
