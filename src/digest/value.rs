//! A digest, owned and borrowed.

use alloc::{boxed::Box, string::String};
use core::fmt;

use super::algorithm::Algorithm;
use super::grammar;
use crate::error::{ParseError, Text};

/// The digest of some content: an algorithm and the lower-case hex of what it computes.
///
/// The rules are go-digest's: sha256, sha384 and sha512 are registered; another well-formed algorithm is refused as
/// unsupported.
///
/// ```
/// use pullspec::Digest;
/// use pullspec::digest::Algorithm;
///
/// let digest: Digest = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855".parse()?;
/// assert_eq!(digest.algorithm(), Algorithm::Sha256);
/// assert!(digest.encoded().starts_with("e3b0c442"));
/// # Ok::<(), pullspec::ParseError>(())
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest {
    text: Box<str>,
}

impl Digest {
    /// Parses a digest. Equal to go-digest's `Parse`.
    ///
    /// ```
    /// use pullspec::Digest;
    /// use pullspec::error::ParseErrorKind;
    /// let digest = Digest::parse("sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")?;
    /// assert_eq!(digest.encoded().len(), 64);
    /// let error = Digest::parse("sha256:e3b0c442").unwrap_err();
    /// assert_eq!(error.kind(), ParseErrorKind::DigestLength { algorithm: "sha256", expected: 64, actual: 8 });
    /// # Ok::<(), pullspec::ParseError>(())
    /// ```
    ///
    /// # Errors
    /// - no `:`, or nothing on one side of it
    /// - a registered algorithm with hex of another length, or with anything but `0-9a-f`
    /// - another algorithm: unsupported if well-formed (`md5:…`), malformed otherwise (`SHA256:…`)
    pub fn parse(text: &str) -> Result<Self, ParseError> {
        DigestRef::parse(text).map(DigestRef::to_digest)
    }

    /// The same digest, borrowed.
    ///
    /// ```
    /// use pullspec::Digest;
    /// use pullspec::digest::DigestRef;
    /// let digest = Digest::parse(&format!("sha256:{:064}", 0))?;
    /// let borrowed: DigestRef<'_> = digest.as_digest_ref();
    /// assert_eq!(borrowed, digest);
    /// # Ok::<(), pullspec::ParseError>(())
    /// ```
    #[must_use]
    pub const fn as_digest_ref(&self) -> DigestRef<'_> {
        DigestRef { text: &self.text }
    }

    /// The algorithm.
    #[must_use]
    pub const fn algorithm(&self) -> Algorithm {
        self.as_digest_ref().algorithm()
    }

    /// The lower-case hex after the `:`.
    #[must_use]
    pub fn encoded(&self) -> &str {
        self.as_digest_ref().encoded()
    }

    /// The whole text.
    #[must_use]
    pub const fn as_str(&self) -> &str {
        &self.text
    }

    /// A digest from text that is known to be one.
    pub(crate) fn from_valid(text: impl Into<Box<str>>) -> Self {
        Self { text: text.into() }
    }
}

/// A digest borrowed from a longer text, such as a reference. Same rules as [`Digest`].
///
/// ```
/// use pullspec::RawReference;
/// use pullspec::digest::Algorithm;
///
/// let text = "busybox@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
/// let digest = RawReference::parse(text)?.digest().unwrap();
/// assert_eq!(digest.algorithm(), Algorithm::Sha256);
/// assert_eq!(digest.to_digest().as_str(), &text[8..]);
/// # Ok::<(), pullspec::ParseError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DigestRef<'a> {
    text: &'a str,
}

impl<'a> DigestRef<'a> {
    /// Parses a digest without allocating. Equal to go-digest's `Parse`.
    ///
    /// ```
    /// use pullspec::digest::DigestRef;
    /// let text = format!("sha256:{:064}", 0);
    /// assert_eq!(DigestRef::parse(&text)?.as_str(), text);
    /// # Ok::<(), pullspec::ParseError>(())
    /// ```
    ///
    /// # Errors
    /// As [`Digest::parse`].
    pub fn parse(text: &'a str) -> Result<Self, ParseError> {
        grammar::parse(text).map(|_| Self { text }).map_err(|error| error.of(Text::Digest))
    }

    /// A digest from text that is known to be one.
    pub(crate) const fn from_valid(text: &'a str) -> Self {
        Self { text }
    }

    /// The algorithm.
    ///
    /// ```
    /// use pullspec::digest::{Algorithm, DigestRef};
    /// assert_eq!(DigestRef::parse(&format!("sha512:{:0128}", 0))?.algorithm(), Algorithm::Sha512);
    /// # Ok::<(), pullspec::ParseError>(())
    /// ```
    #[must_use]
    pub const fn algorithm(self) -> Algorithm {
        // The three registered algorithms have digests of three lengths.
        match self.text.len() {
            135 => Algorithm::Sha512,
            103 => Algorithm::Sha384,
            _ => Algorithm::Sha256,
        }
    }

    /// The lower-case hex after the `:`.
    ///
    /// ```
    /// use pullspec::digest::DigestRef;
    /// assert_eq!(DigestRef::parse(&format!("sha256:{:064}", 7))?.encoded(), format!("{:064}", 7));
    /// # Ok::<(), pullspec::ParseError>(())
    /// ```
    #[must_use]
    pub fn encoded(self) -> &'a str {
        self.text.get(self.algorithm().as_str().len() + 1..).unwrap_or_default()
    }

    /// The whole text.
    #[must_use]
    pub const fn as_str(self) -> &'a str {
        self.text
    }

    /// The same digest, owned.
    ///
    /// ```
    /// use pullspec::{Digest, Reference};
    /// let image = Reference::parse(&format!("redis@sha256:{:064}", 0))?;
    /// let kept: Option<Digest> = image.digest().map(|digest| digest.to_digest());
    /// drop(image);
    /// assert!(kept.is_some());
    /// # Ok::<(), pullspec::ParseError>(())
    /// ```
    #[must_use]
    pub fn to_digest(self) -> Digest {
        Digest { text: self.text.into() }
    }
}

impl<'a> From<&'a Digest> for DigestRef<'a> {
    fn from(digest: &'a Digest) -> Self {
        digest.as_digest_ref()
    }
}

impl From<DigestRef<'_>> for Digest {
    fn from(digest: DigestRef<'_>) -> Self {
        digest.to_digest()
    }
}

impl From<Digest> for String {
    fn from(digest: Digest) -> Self {
        digest.text.into()
    }
}

impl<'a> TryFrom<&'a str> for DigestRef<'a> {
    type Error = ParseError;

    fn try_from(text: &'a str) -> Result<Self, ParseError> {
        Self::parse(text)
    }
}

impl AsRef<str> for Digest {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl AsRef<str> for DigestRef<'_> {
    fn as_ref(&self) -> &str {
        self.text
    }
}

impl PartialEq<DigestRef<'_>> for Digest {
    fn eq(&self, other: &DigestRef<'_>) -> bool {
        self.as_str() == other.as_str()
    }
}

impl PartialEq<Digest> for DigestRef<'_> {
    fn eq(&self, other: &Digest) -> bool {
        self.as_str() == other.as_str()
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Display for DigestRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.text)
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Digest").field(&self.as_str()).finish()
    }
}

impl fmt::Debug for DigestRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("DigestRef").field(&self.text).finish()
    }
}
