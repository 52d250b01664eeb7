//! What was written: a reference as text with its parts.

use alloc::string::String;
use core::{fmt, ops::Range};

use super::meaning::Reference;
use super::normalize::{DEFAULT_DOMAIN, normalize_parts};
use super::parse::layout::Parts;
use super::parse::scan::scan;
use super::parts::Tag;
use crate::digest::DigestRef;
use crate::error::ParseError;

/// A reference as it was written, borrowed: nothing is filled in, nothing is allocated.
///
/// Equal to what Go's `reference.Parse` accepts and how it splits it. Note that without normalization the first
/// component of `library/redis` counts as a domain; [`Reference`] gives the meaning.
///
/// ```
/// use pullspec::RawReference;
///
/// let raw = RawReference::parse("quay.io:443/team/app:1.2")?;
/// assert_eq!(raw.domain(), Some("quay.io:443"));
/// assert_eq!(raw.path(), "team/app");
/// assert_eq!(raw.tag(), Some("1.2"));
/// assert_eq!(raw.digest(), None);
/// assert_eq!(raw.path_range(), 12..20);
/// # Ok::<(), pullspec::ParseError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RawReference<'a> {
    text: &'a str,
    path_start: usize,
    name_end: usize,
    tag_end: usize,
}

impl<'a> RawReference<'a> {
    /// Parses without allocating, in time linear in the text's length. Equal to Go's `reference.Parse`.
    ///
    /// ```
    /// use pullspec::RawReference;
    /// let raw = RawReference::parse("library/redis:7")?;
    /// assert_eq!((raw.domain(), raw.path()), (Some("library"), "redis")); // as Go's `Parse`; not yet what it means
    /// # Ok::<(), pullspec::ParseError>(())
    /// ```
    ///
    /// # Errors
    /// - a component that is empty or has a character outside the grammar (`a//b`, `a:`, `a b`)
    /// - an upper-case letter in the path (`quay.io/Team/app`)
    /// - a separator at the end of a component or beside another (`a-/b`, `a..b`, `a___b`)
    /// - a path of more than 255 bytes, a tag of more than 128
    /// - a digest of an unregistered algorithm, of the wrong length, or in upper case
    pub fn parse(text: &'a str) -> Result<Self, ParseError> {
        scan(text, |parts| Self::from_parts(text, parts))
    }

    pub(super) const fn from_parts(text: &'a str, parts: Parts) -> Self {
        let Parts { path_start, name_end, tag_end } = parts;
        Self { text, path_start, name_end, tag_end }
    }

    /// What the reference means.
    ///
    /// ```
    /// use pullspec::RawReference;
    /// let raw = RawReference::parse("library/redis:7")?;
    /// assert_eq!(raw.to_reference()?.as_str(), "docker.io/library/redis:7");
    /// # Ok::<(), pullspec::ParseError>(())
    /// ```
    ///
    /// # Errors
    /// Those that [`Reference::parse`] has beyond this type's: an image ID, a path too long once it is complete,
    /// `[abcd]/x`.
    pub fn to_reference(&self) -> Result<Reference, ParseError> {
        Reference::parse(self.text)
    }

    /// The registry that the text means, without an allocation: `docker.io` where [`domain`](Self::domain) is none, or
    /// is the first part of a path.
    ///
    /// That of [`Reference::domain`], and empty where that is.
    ///
    /// ```
    /// use pullspec::RawReference;
    ///
    /// let raw = RawReference::parse("library/postgres")?;
    /// assert_eq!(raw.domain(), Some("library"));
    /// assert_eq!(raw.normalized_domain()?, "docker.io");
    /// assert_eq!(RawReference::parse("index.docker.io/a/b")?.normalized_domain()?, "docker.io");
    /// assert_eq!(RawReference::parse("quay.io/team/app")?.normalized_domain()?, "quay.io");
    /// # Ok::<(), pullspec::ParseError>(())
    /// ```
    ///
    /// # Errors
    /// Those of [`to_reference`](Self::to_reference): a text without a meaning has no registry.
    pub fn normalized_domain(&self) -> Result<&'a str, ParseError> {
        let parts = Parts { path_start: self.path_start, name_end: self.name_end, tag_end: self.tag_end };
        let normalized = normalize_parts(self.text, parts)?;
        Ok(if normalized.prefix.is_empty() { self.domain().unwrap_or_default() } else { DEFAULT_DOMAIN })
    }

    /// The text with this tag; the rest is kept as written. A digest is kept.
    ///
    /// ```
    /// use pullspec::RawReference;
    /// use pullspec::reference::Tag;
    /// assert_eq!(RawReference::parse("redis:7")?.with_tag(Tag::parse("8")?), "redis:8");
    /// # Ok::<(), pullspec::ParseError>(())
    /// ```
    #[must_use]
    pub fn with_tag<'t>(&self, tag: impl Into<Tag<'t>>) -> String {
        let digest = self.text.get(self.tag_end..).unwrap_or_default();
        [self.name(), ":", tag.into().as_str(), digest].concat()
    }

    /// The text with this digest; the rest is kept as written. A tag is kept: for people, the runtime takes the digest.
    ///
    /// ```
    /// use pullspec::{Digest, RawReference};
    /// let digest = Digest::parse(&format!("sha256:{:064}", 0))?;
    /// assert_eq!(RawReference::parse("redis:7")?.with_digest(&digest), format!("redis:7@{digest}"));
    /// # Ok::<(), pullspec::ParseError>(())
    /// ```
    #[must_use]
    pub fn with_digest<'d>(&self, digest: impl Into<DigestRef<'d>>) -> String {
        [self.slice(0..self.tag_end), "@", digest.into().as_str()].concat()
    }

    /// The whole text.
    #[must_use]
    pub const fn as_str(&self) -> &'a str {
        self.text
    }

    fn slice(&self, range: Range<usize>) -> &'a str {
        self.text.get(range).unwrap_or_default()
    }

    /// Domain and path: all in front of the tag and the digest.
    ///
    /// ```
    /// use pullspec::RawReference;
    /// assert_eq!(RawReference::parse("quay.io/team/app:1.2")?.name(), "quay.io/team/app");
    /// # Ok::<(), pullspec::ParseError>(())
    /// ```
    #[must_use]
    pub fn name(&self) -> &'a str {
        self.slice(0..self.name_end)
    }

    /// What the grammar takes for a host in front of the first `/`, with its port.
    ///
    /// Not yet the registry that is asked: of `library/postgres` it is `library`. That one is
    /// [`normalized_domain`](Self::normalized_domain).
    ///
    /// ```
    /// use pullspec::RawReference;
    /// assert_eq!(RawReference::parse("quay.io:443/team/app")?.domain(), Some("quay.io:443"));
    /// assert_eq!(RawReference::parse("redis")?.domain(), None);
    /// # Ok::<(), pullspec::ParseError>(())
    /// ```
    #[doc(alias = "registry")]
    #[must_use]
    pub fn domain(&self) -> Option<&'a str> {
        self.domain_range().map(|range| self.slice(range))
    }

    /// The path after the domain.
    ///
    /// ```
    /// use pullspec::RawReference;
    /// assert_eq!(RawReference::parse("quay.io/team/app:1.2")?.path(), "team/app");
    /// # Ok::<(), pullspec::ParseError>(())
    /// ```
    #[doc(alias = "repository")]
    #[must_use]
    pub fn path(&self) -> &'a str {
        self.slice(self.path_range())
    }

    /// The tag.
    ///
    /// ```
    /// use pullspec::RawReference;
    /// assert_eq!(RawReference::parse("redis:7")?.tag(), Some("7"));
    /// assert_eq!(RawReference::parse("redis")?.tag(), None);
    /// # Ok::<(), pullspec::ParseError>(())
    /// ```
    #[must_use]
    pub fn tag(&self) -> Option<&'a str> {
        self.tag_range().map(|range| self.slice(range))
    }

    /// The digest.
    ///
    /// ```
    /// use pullspec::RawReference;
    /// use pullspec::digest::Algorithm;
    /// let text = format!("redis:7@sha256:{:064}", 0);
    /// let digest = RawReference::parse(&text)?.digest();
    /// assert_eq!(digest.map(|digest| digest.algorithm()), Some(Algorithm::Sha256));
    /// # Ok::<(), pullspec::ParseError>(())
    /// ```
    #[must_use]
    pub fn digest(&self) -> Option<DigestRef<'a>> {
        self.digest_range().map(|range| DigestRef::from_valid(self.slice(range)))
    }

    /// The domain's bytes in the text.
    ///
    /// ```
    /// use pullspec::RawReference;
    /// assert_eq!(RawReference::parse("quay.io/team/app:1.2")?.domain_range(), Some(0..7));
    /// # Ok::<(), pullspec::ParseError>(())
    /// ```
    #[must_use]
    pub fn domain_range(&self) -> Option<Range<usize>> {
        self.path_start.checked_sub(1).map(|end| 0..end)
    }

    /// The path's bytes in the text.
    ///
    /// ```
    /// use pullspec::RawReference;
    /// let text = "quay.io/team/app:1.2";
    /// assert_eq!(&text[RawReference::parse(text)?.path_range()], "team/app");
    /// # Ok::<(), pullspec::ParseError>(())
    /// ```
    #[must_use]
    pub const fn path_range(&self) -> Range<usize> {
        self.path_start..self.name_end
    }

    /// The tag's bytes in the text.
    ///
    /// ```
    /// use pullspec::RawReference;
    /// // Another tag in the middle of a text, without touching the rest.
    /// let mut text = String::from("quay.io/team/app:1.2");
    /// if let Some(range) = RawReference::parse(&text)?.tag_range() {
    ///     text.replace_range(range, "1.3");
    /// }
    /// assert_eq!(text, "quay.io/team/app:1.3");
    /// # Ok::<(), pullspec::ParseError>(())
    /// ```
    #[must_use]
    pub fn tag_range(&self) -> Option<Range<usize>> {
        (self.name_end < self.tag_end).then(|| self.name_end + 1..self.tag_end)
    }

    /// The digest's bytes in the text.
    ///
    /// ```
    /// use pullspec::RawReference;
    /// let text = format!("redis@sha256:{:064}", 0);
    /// assert_eq!(RawReference::parse(&text)?.digest_range(), Some(6..77));
    /// # Ok::<(), pullspec::ParseError>(())
    /// ```
    #[must_use]
    pub fn digest_range(&self) -> Option<Range<usize>> {
        (self.tag_end < self.text.len()).then(|| self.tag_end + 1..self.text.len())
    }

    /// Whether there is neither a tag nor a digest.
    ///
    /// ```
    /// use pullspec::RawReference;
    /// assert!(RawReference::parse("quay.io/team/app")?.is_name_only());
    /// # Ok::<(), pullspec::ParseError>(())
    /// ```
    #[must_use]
    pub const fn is_name_only(&self) -> bool {
        self.name_end == self.text.len()
    }

    /// Whether there is a tag.
    ///
    /// ```
    /// use pullspec::RawReference;
    /// assert!(RawReference::parse("redis:7")?.is_tagged());
    /// assert!(!RawReference::parse("localhost:5000/redis")?.is_tagged());
    /// # Ok::<(), pullspec::ParseError>(())
    /// ```
    #[must_use]
    pub const fn is_tagged(&self) -> bool {
        self.name_end < self.tag_end
    }

    /// Whether there is a digest. With a name in front, Go calls such a reference canonical.
    ///
    /// ```
    /// use pullspec::RawReference;
    /// assert!(RawReference::parse(&format!("redis@sha256:{:064}", 0))?.is_digested());
    /// # Ok::<(), pullspec::ParseError>(())
    /// ```
    #[doc(alias = "is_canonical")]
    #[must_use]
    pub const fn is_digested(&self) -> bool {
        self.tag_end < self.text.len()
    }
}

impl<'a> TryFrom<&'a str> for RawReference<'a> {
    type Error = ParseError;

    fn try_from(text: &'a str) -> Result<Self, ParseError> {
        Self::parse(text)
    }
}

impl AsRef<str> for RawReference<'_> {
    fn as_ref(&self) -> &str {
        self.text
    }
}

impl fmt::Display for RawReference<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.text)
    }
}

impl fmt::Debug for RawReference<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawReference")
            .field("domain", &self.domain())
            .field("path", &self.path())
            .field("tag", &self.tag())
            .field("digest", &self.digest().map(DigestRef::as_str))
            .finish()
    }
}
