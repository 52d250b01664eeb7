//! What a reference means, as one string and where its parts end.

use alloc::{boxed::Box, string::String};
use core::fmt;

use super::normalize::{DEFAULT_TAG, FilledIn, Normalized, is_domain, normalize};
use super::parse::grammar::MAX_REFERENCE;
use super::parse::layout::Parts;
use super::parts::split_port;
use crate::digest::DigestRef;
use crate::error::ParseError;

/// What a reference means: domain and path complete, as Go's `ParseNormalizedNamed` gives them.
///
/// ```text
/// docker.io/library/redis:7.4@sha256:9f86d0…
/// └───┬───┘ └────┬──────┘ └┬┘ └─────┬──────┘
///  domain       path      tag    digest
/// └──────────┬──────────┘
///          name
/// ```
///
/// Two spellings of one image are equal: `redis`, `docker.io/redis` and `index.docker.io/library/redis`. Comparing,
/// hashing and printing use the normalized text. A tag and a digest are kept side by side; where only one can count,
/// the digest does ([`docker_ref`](Self::docker_ref)). No tag is filled in unless asked for
/// ([`or_default_tag`](Self::or_default_tag)).
///
/// The OCI distribution specification calls only the path `<name>`; here as in Go, the name includes the domain.
///
/// ```
/// use pullspec::Reference;
///
/// let redis = Reference::parse("redis:7")?;
/// assert_eq!(redis.to_string(), "docker.io/library/redis:7");
/// assert_eq!(redis.domain(), "docker.io");
/// assert_eq!(redis.path(), "library/redis");
/// assert_eq!(redis.tag(), Some("7"));
/// assert!(redis.domain_was_defaulted());
/// assert_eq!(redis, "index.docker.io/redis:7".parse()?);
/// # Ok::<(), pullspec::ParseError>(())
/// ```
#[derive(Clone)]
pub struct Reference {
    pub(super) text: Box<str>,
    pub(super) path_start: u32,
    pub(super) name_end: u32,
    tag_end: u32,
    pub(super) filled_in: u8,
}

pub(super) const DOMAIN_FILLED_IN: u8 = 1;
pub(super) const DOMAIN_WAS_ALIAS: u8 = 2;
pub(super) const LIBRARY_FILLED_IN: u8 = 4;
pub(super) const TAG_FILLED_IN: u8 = 8;

impl Reference {
    /// The longest text in bytes that is parsed, 4 GiB less 512 bytes. A limit of this crate, not of Go: offsets are
    /// kept in 32 bits.
    ///
    /// ```
    /// use pullspec::Reference;
    /// assert_eq!(Reference::MAX_LEN, 0xffff_fe00);
    /// ```
    pub const MAX_LEN: usize = MAX_REFERENCE;

    /// Parses and normalizes, with one allocation. Equal to Go's `reference.ParseNormalizedNamed`.
    ///
    /// ```
    /// use pullspec::Reference;
    /// assert_eq!(Reference::parse("team/app")?.as_str(), "docker.io/team/app");
    /// assert!(Reference::parse("team//app").is_err());
    /// # Ok::<(), pullspec::ParseError>(())
    /// ```
    ///
    /// # Errors
    /// Those of [`RawReference::parse`](crate::RawReference::parse), and
    /// - 64 lower-case hex characters alone, which Go takes for an image ID
    /// - a path that has more than 255 bytes once `library/` or its first component is added
    /// - `[abcd]/x`: an address without a colon is not a host
    #[doc(alias = "ParseNormalizedNamed")]
    #[doc(alias = "normalize")]
    pub fn parse(text: &str) -> Result<Self, ParseError> {
        normalize(text).map(|normalized| Self::of(text, normalized))
    }

    /// What a text means that was normalized.
    #[inline]
    pub(super) fn of(text: &str, normalized: Normalized) -> Self {
        let Normalized { prefix, skip, parts, filled_in } = normalized;
        let written = text.get(skip..).unwrap_or_default();
        let mut full = String::with_capacity(prefix.len() + written.len());
        full.push_str(prefix);
        full.push_str(written);
        Self::new(full, parts, filled_in)
    }

    /// The normalized text: domain, path, and what there is of tag and digest.
    #[doc(alias = "whole")]
    #[must_use]
    pub const fn as_str(&self) -> &str {
        &self.text
    }

    fn slice(&self, from: u32, to: u32) -> &str {
        self.text.get(from as usize..to as usize).unwrap_or_default()
    }

    /// Domain and path.
    ///
    /// ```
    /// use pullspec::Reference;
    /// assert_eq!(Reference::parse("quay.io:443/team/app:1.2")?.name(), "quay.io:443/team/app");
    /// # Ok::<(), pullspec::ParseError>(())
    /// ```
    #[must_use]
    pub fn name(&self) -> &str {
        self.slice(0, self.name_end)
    }

    /// How long tag and digest are, with the characters before them.
    pub(super) const fn len_after_name(&self) -> usize {
        self.text.len().saturating_sub(self.name_end as usize)
    }

    /// The registry: host and perhaps port.
    ///
    /// Empty for a first component with a dot and an underscore (`my_registry.example/app`), which distribution's
    /// grammar takes for a part of the path although it names no registry. Treat such a reference as one of an
    /// unknown registry.
    ///
    /// ```
    /// use pullspec::Reference;
    /// assert_eq!(Reference::parse("redis")?.domain(), "docker.io");
    /// assert_eq!(Reference::parse("quay.io:443/team/app")?.domain(), "quay.io:443");
    /// assert_eq!(Reference::parse("my_registry.example/app")?.domain(), "");
    /// # Ok::<(), pullspec::ParseError>(())
    /// ```
    #[doc(alias = "registry")]
    #[must_use]
    pub fn domain(&self) -> &str {
        self.slice(0, self.path_start.saturating_sub(1))
    }

    /// The domain without its port. An IPv6 address keeps its brackets.
    #[must_use]
    pub fn host(&self) -> &str {
        self.split_domain().0
    }

    /// The digits of the domain's port. They are as written: Go does not bound them.
    #[must_use]
    pub fn port(&self) -> Option<&str> {
        self.split_domain().1
    }

    fn split_domain(&self) -> (&str, Option<&str>) {
        split_port(self.domain())
    }

    /// The path of the repository at its registry.
    ///
    /// ```
    /// use pullspec::Reference;
    /// assert_eq!(Reference::parse("redis:7")?.path(), "library/redis");
    /// # Ok::<(), pullspec::ParseError>(())
    /// ```
    #[doc(alias = "repository")]
    #[must_use]
    pub fn path(&self) -> &str {
        self.slice(self.path_start, self.name_end)
    }

    /// The components of the path.
    ///
    /// ```
    /// use pullspec::Reference;
    /// assert!(Reference::parse("redis")?.components().eq(["library", "redis"]));
    /// # Ok::<(), pullspec::ParseError>(())
    /// ```
    #[must_use]
    pub fn components(&self) -> impl DoubleEndedIterator<Item = &str> + Clone {
        self.path().split('/')
    }

    /// The tag.
    ///
    /// ```
    /// use pullspec::Reference;
    /// assert_eq!(Reference::parse("redis:7")?.tag(), Some("7"));
    /// assert_eq!(Reference::parse("redis")?.tag(), None); // `latest` is only filled in when asked for
    /// # Ok::<(), pullspec::ParseError>(())
    /// ```
    #[must_use]
    pub fn tag(&self) -> Option<&str> {
        self.is_tagged().then(|| self.slice(self.name_end + 1, self.tag_end))
    }

    /// The digest.
    ///
    /// ```
    /// use pullspec::Reference;
    /// let image = Reference::parse(&format!("redis@sha256:{:064}", 0))?;
    /// assert_eq!(image.digest().map(|digest| digest.encoded().len()), Some(64));
    /// # Ok::<(), pullspec::ParseError>(())
    /// ```
    #[must_use]
    pub fn digest(&self) -> Option<DigestRef<'_>> {
        self.text.get(self.tag_end as usize + 1..).map(DigestRef::from_valid)
    }

    /// What its manifest is asked for by: the digest, or else the tag, or else `latest`.
    pub(crate) fn manifest_version(&self) -> &str {
        match self.digest() {
            Some(digest) => digest.as_str(),
            None => self.tag().unwrap_or(DEFAULT_TAG),
        }
    }

    /// Whether the text reads like a registry alone: no path was written, and the name has a dot, or a port for a tag.
    ///
    /// `ghcr.io`, `my.registry.example:5000` and `localhost` are good references, of images at Docker Hub:
    /// `docker.io/library/ghcr.io`. Where a person may have left out the path, ask before using one. A guess:
    /// `node.js` is taken for a registry too.
    ///
    /// ```
    /// use pullspec::Reference;
    /// let reads_like = |text| Ok::<_, pullspec::ParseError>(Reference::parse(text)?.reads_like_registry());
    /// assert!(reads_like("ghcr.io")? && reads_like("registry.example:5000")? && reads_like("localhost:5000")?);
    /// assert!(!reads_like("redis")? && !reads_like("redis:7")? && !reads_like("ghcr.io/app")?);
    /// # Ok::<(), pullspec::ParseError>(())
    /// ```
    #[doc(alias = "is_registry")]
    #[must_use]
    pub fn reads_like_registry(&self) -> bool {
        let name = self.components().next_back().unwrap_or_default();
        let is_port = |tag: &str| tag.bytes().all(|b| b.is_ascii_digit());
        self.domain_was_defaulted()
            && self.library_was_defaulted()
            && !self.is_canonical()
            && is_domain(name)
            && (self.tag().is_none_or(is_port) || self.tag_was_defaulted())
    }

    /// Whether there is neither a tag nor a digest.
    ///
    /// ```
    /// use pullspec::Reference;
    /// assert!(Reference::parse("redis")?.is_name_only());
    /// # Ok::<(), pullspec::ParseError>(())
    /// ```
    #[must_use]
    pub const fn is_name_only(&self) -> bool {
        self.name_end as usize == self.text.len()
    }

    /// Whether there is a tag.
    ///
    /// ```
    /// use pullspec::Reference;
    /// assert!(Reference::parse("redis:7")?.is_tagged());
    /// # Ok::<(), pullspec::ParseError>(())
    /// ```
    #[must_use]
    pub const fn is_tagged(&self) -> bool {
        self.name_end < self.tag_end
    }

    /// Whether there is a digest: Go's `Canonical`.
    ///
    /// ```
    /// use pullspec::Reference;
    /// assert!(Reference::parse(&format!("redis:7@sha256:{:064}", 0))?.is_canonical());
    /// # Ok::<(), pullspec::ParseError>(())
    /// ```
    #[doc(alias = "is_digested")]
    #[doc(alias = "is_pinned")]
    #[must_use]
    pub const fn is_canonical(&self) -> bool {
        (self.tag_end as usize) < self.text.len()
    }

    /// Whether the text leaves out the domain, so that `docker.io` was filled in.
    ///
    /// ```
    /// use pullspec::Reference;
    /// assert!(Reference::parse("redis")?.domain_was_defaulted());
    /// assert!(!Reference::parse("docker.io/redis")?.domain_was_defaulted());
    /// # Ok::<(), pullspec::ParseError>(())
    /// ```
    #[must_use]
    pub const fn domain_was_defaulted(&self) -> bool {
        self.filled_in & DOMAIN_FILLED_IN != 0
    }

    /// Whether the domain was written as `index.docker.io`.
    ///
    /// ```
    /// use pullspec::Reference;
    /// assert!(Reference::parse("index.docker.io/redis")?.domain_was_alias());
    /// # Ok::<(), pullspec::ParseError>(())
    /// ```
    #[must_use]
    pub const fn domain_was_alias(&self) -> bool {
        self.filled_in & DOMAIN_WAS_ALIAS != 0
    }

    /// Whether the text leaves out the `library/` in front of the path.
    ///
    /// ```
    /// use pullspec::Reference;
    /// assert!(Reference::parse("docker.io/redis")?.library_was_defaulted());
    /// assert!(!Reference::parse("library/redis")?.library_was_defaulted());
    /// # Ok::<(), pullspec::ParseError>(())
    /// ```
    #[must_use]
    pub const fn library_was_defaulted(&self) -> bool {
        self.filled_in & LIBRARY_FILLED_IN != 0
    }

    /// Whether the tag came from [`or_default_tag`](Self::or_default_tag).
    ///
    /// ```
    /// use pullspec::Reference;
    /// assert!(Reference::parse("redis")?.or_default_tag().tag_was_defaulted());
    /// assert!(!Reference::parse("redis:latest")?.or_default_tag().tag_was_defaulted());
    /// # Ok::<(), pullspec::ParseError>(())
    /// ```
    #[must_use]
    pub const fn tag_was_defaulted(&self) -> bool {
        self.filled_in & TAG_FILLED_IN != 0
    }

    /// The one place where a value is made: `text` is normalized and `parts` are its parts.
    pub(super) fn new(text: String, parts: Parts, filled_in: FilledIn) -> Self {
        let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        let flag = |is: bool, bit: u8| if is { bit } else { 0 };
        Self {
            text: text.into_boxed_str(),
            path_start: offset(parts.path_start),
            name_end: offset(parts.name_end),
            tag_end: offset(parts.tag_end),
            filled_in: flag(filled_in.domain, DOMAIN_FILLED_IN)
                | flag(filled_in.domain_alias, DOMAIN_WAS_ALIAS)
                | flag(filled_in.library, LIBRARY_FILLED_IN)
                | flag(filled_in.tag, TAG_FILLED_IN),
        }
    }
}

impl From<Reference> for String {
    fn from(reference: Reference) -> Self {
        reference.text.into()
    }
}

impl AsRef<str> for Reference {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reference")
            .field("domain", &self.domain())
            .field("path", &self.path())
            .field("tag", &self.tag())
            .field("digest", &self.digest().map(DigestRef::as_str))
            .finish_non_exhaustive()
    }
}
