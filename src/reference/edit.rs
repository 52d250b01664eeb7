//! References from references: another tag, another digest, other spellings.

use alloc::string::String;

use super::meaning::{DOMAIN_FILLED_IN, DOMAIN_WAS_ALIAS, LIBRARY_FILLED_IN, Reference, TAG_FILLED_IN};
use super::normalize::{DEFAULT_DOMAIN, DEFAULT_TAG, FilledIn, OFFICIAL_PATH, is_domain, is_identifier};
use super::parse::layout::Parts;
use super::parts::{Domain, Path, Tag};
use crate::digest::DigestRef;
use crate::error::{Component, GoError, ParseError, ParseErrorKind};

impl Reference {
    /// A reference from checked parts. A path of one component at Docker Hub gets its `library/`, as when parsed.
    ///
    /// ```
    /// use pullspec::Reference;
    /// use pullspec::reference::{Domain, Path, Tag};
    ///
    /// const REGISTRY: Domain<'static> = Domain::from_static("quay.io");
    /// let image = Reference::from_parts(REGISTRY, Path::parse("team/app")?, Some(Tag::parse("1.2")?), None)?;
    /// assert_eq!(image.as_str(), "quay.io/team/app:1.2");
    /// # Ok::<(), pullspec::ParseError>(())
    /// ```
    ///
    /// # Errors
    /// The domain reads as a part of a path when it stands in front of one (`registry`, `[abcd]`), so that the
    /// reference would mean an image on Docker Hub; or the path is too long with its `library/`. The span is in the
    /// part's own text.
    pub fn from_parts(
        domain: Domain<'_>,
        path: Path<'_>,
        tag: Option<Tag<'_>>,
        digest: Option<DigestRef<'_>>,
    ) -> Result<Self, ParseError> {
        let (domain, path) = (domain.as_str(), path.as_str());
        if !is_domain(domain) {
            let kind = ParseErrorKind::AmbiguousDomain;
            return Err(ParseError::new(kind, Component::Domain, GoError::InvalidFormat, 0..domain.len()));
        }
        let mut name = String::with_capacity(domain.len() + 1 + path.len());
        name.push_str(domain);
        name.push('/');
        name.push_str(path);
        // Every other fault of the whole is one of a part; only the path's length can still be too much.
        let named = Self::parse(&name).map_err(|error| {
            ParseError::new(error.kind(), Component::Path, error.go_error(), 0..path.len())
        })?;
        Ok(named.rebuilt(tag.map(Tag::as_str), digest, false))
    }

    /// The same name with other parts after it.
    fn rebuilt(&self, tag: Option<&str>, digest: Option<DigestRef<'_>>, tag_filled_in: bool) -> Self {
        let name = self.name();
        let extra = tag.map_or(0, |tag| tag.len() + 1) + digest.map_or(0, |digest| digest.as_str().len() + 1);
        let mut text = String::with_capacity(name.len() + extra);
        text.push_str(name);
        if let Some(tag) = tag {
            text.push(':');
            text.push_str(tag);
        }
        let parts = Parts { path_start: self.path_start as usize, name_end: name.len(), tag_end: text.len() };
        if let Some(digest) = digest {
            text.push('@');
            text.push_str(digest.as_str());
        }
        let filled_in = FilledIn {
            domain: self.filled_in & DOMAIN_FILLED_IN != 0,
            domain_alias: self.filled_in & DOMAIN_WAS_ALIAS != 0,
            library: self.filled_in & LIBRARY_FILLED_IN != 0,
            tag: tag_filled_in,
        };
        Self::new(text, parts, filled_in)
    }

    const fn tag_filled_in(&self) -> bool {
        self.filled_in & TAG_FILLED_IN != 0
    }

    /// Returns it with this tag. A digest is kept, as in Go's `WithTag`.
    ///
    /// ```
    /// use pullspec::Reference;
    /// use pullspec::reference::Tag;
    /// let image = Reference::parse("redis:7")?.with_tag(Tag::parse("8")?);
    /// assert_eq!(image.familiar(), "redis:8");
    /// # Ok::<(), pullspec::ParseError>(())
    /// ```
    #[must_use]
    #[doc(alias = "WithTag")]
    pub fn with_tag<'t>(&self, tag: impl Into<Tag<'t>>) -> Self {
        self.rebuilt(Some(tag.into().as_str()), self.digest(), false)
    }

    /// Returns it with this digest. A tag is kept, as in Go's `WithDigest`.
    ///
    /// ```
    /// use pullspec::{Digest, Reference};
    ///
    /// let digest: Digest = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855".parse()?;
    /// let pinned = Reference::parse("redis:7")?.with_digest(&digest);
    /// assert_eq!(pinned.tag(), Some("7"));
    /// assert_eq!(pinned.digest().unwrap(), digest);
    /// # Ok::<(), pullspec::ParseError>(())
    /// ```
    #[doc(alias = "WithDigest")]
    #[must_use]
    pub fn with_digest<'d>(&self, digest: impl Into<DigestRef<'d>>) -> Self {
        self.rebuilt(self.tag(), Some(digest.into()), self.tag_filled_in())
    }

    /// The name with this digest and nothing else: *pinned*. A tag is dropped, since beside a digest it says nothing.
    ///
    /// ```
    /// use pullspec::{Digest, Reference};
    ///
    /// let digest: Digest = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855".parse()?;
    /// let pinned = Reference::parse("redis:7")?.pinned_to(&digest);
    /// assert_eq!(pinned.familiar(), format!("redis@{digest}"));
    /// # Ok::<(), pullspec::ParseError>(())
    /// ```
    #[doc(alias = "pin")]
    #[doc(alias = "clone_with_digest")]
    #[must_use]
    pub fn pinned_to<'d>(&self, digest: impl Into<DigestRef<'d>>) -> Self {
        self.rebuilt(None, Some(digest.into()), false)
    }

    /// Without a tag that stands beside a digest. Nothing is filled in; [`docker_ref`](Self::docker_ref) does that too.
    ///
    /// ```
    /// use pullspec::Reference;
    ///
    /// let both = Reference::parse(&format!("redis:7@sha256:{:064}", 0))?;
    /// assert_eq!(both.without_tag_beside_digest().tag(), None);
    /// assert_eq!(Reference::parse("redis:7")?.without_tag_beside_digest().tag(), Some("7"));
    /// assert_eq!(Reference::parse("redis")?.without_tag_beside_digest().tag(), None);
    /// # Ok::<(), pullspec::ParseError>(())
    /// ```
    #[must_use]
    pub fn without_tag_beside_digest(self) -> Self {
        if self.is_canonical() && self.is_tagged() { self.without_tag() } else { self }
    }

    /// Without a tag. A digest is kept.
    ///
    /// ```
    /// use pullspec::Reference;
    /// assert_eq!(Reference::parse("redis:7")?.without_tag().familiar(), "redis");
    /// # Ok::<(), pullspec::ParseError>(())
    /// ```
    #[must_use]
    pub fn without_tag(&self) -> Self {
        self.rebuilt(None, self.digest(), false)
    }

    /// Without a digest. A tag is kept.
    ///
    /// ```
    /// use pullspec::Reference;
    /// let pinned = Reference::parse(&format!("redis:7@sha256:{:064}", 0))?;
    /// assert_eq!(pinned.without_digest().familiar(), "redis:7");
    /// # Ok::<(), pullspec::ParseError>(())
    /// ```
    #[must_use]
    pub fn without_digest(&self) -> Self {
        self.rebuilt(self.tag(), None, self.tag_filled_in())
    }

    /// Domain and path only: Go's `TrimNamed`.
    ///
    /// ```
    /// use pullspec::Reference;
    /// let pinned = Reference::parse(&format!("redis:7@sha256:{:064}", 0))?;
    /// assert_eq!(pinned.without_tag_and_digest().as_str(), "docker.io/library/redis");
    /// # Ok::<(), pullspec::ParseError>(())
    /// ```
    #[doc(alias = "TrimNamed")]
    #[must_use]
    pub fn without_tag_and_digest(&self) -> Self {
        self.rebuilt(None, None, false)
    }

    /// Returns it with the tag `latest` if there is neither a tag nor a digest: Go's `TagNameOnly`.
    ///
    /// ```
    /// use pullspec::Reference;
    ///
    /// let redis = Reference::parse("redis")?.or_default_tag();
    /// assert_eq!(redis.tag(), Some("latest"));
    /// assert!(redis.tag_was_defaulted());
    /// # Ok::<(), pullspec::ParseError>(())
    /// ```
    #[doc(alias = "TagNameOnly")]
    #[must_use]
    pub fn or_default_tag(self) -> Self {
        if self.is_name_only() { self.rebuilt(Some(DEFAULT_TAG), None, true) } else { self }
    }

    /// What a runtime fetches: with a digest the digest alone, else the tag, else `latest`. Go's `ParseDockerRef`.
    #[doc(alias = "ParseDockerRef")]
    #[must_use]
    pub fn docker_ref(self) -> Self {
        self.without_tag_beside_digest().or_default_tag()
    }

    /// The short spelling that Docker prints: without `docker.io/`, and without `library/` before a single component.
    ///
    /// Equal to Go's `FamiliarString`. Not every such text means the same image when it is read again:
    /// `docker.io/foo.bar/baz` becomes `foo.bar/baz`, an image of the registry `foo.bar`. Use
    /// [`shortest`](Self::shortest) for text that will be parsed.
    ///
    /// ```
    /// use pullspec::Reference;
    /// assert_eq!(Reference::parse("docker.io/library/redis:7")?.familiar(), "redis:7");
    /// assert_eq!(Reference::parse("quay.io/team/app")?.familiar(), "quay.io/team/app");
    /// # Ok::<(), pullspec::ParseError>(())
    /// ```
    #[doc(alias = "FamiliarString")]
    #[must_use]
    pub fn familiar(&self) -> &str {
        self.text.get(self.familiar_start()..).unwrap_or_default()
    }

    /// The name in its familiar spelling, without tag and digest: Go's `FamiliarName`.
    ///
    /// ```
    /// use pullspec::Reference;
    /// assert_eq!(Reference::parse("docker.io/team/app:1.2")?.familiar_name(), "team/app");
    /// # Ok::<(), pullspec::ParseError>(())
    /// ```
    #[doc(alias = "FamiliarName")]
    #[must_use]
    pub fn familiar_name(&self) -> &str {
        self.text.get(self.familiar_start()..self.name_end as usize).unwrap_or_default()
    }

    fn familiar_start(&self) -> usize {
        if self.domain() != DEFAULT_DOMAIN {
            return 0;
        }
        let official = self.path().strip_prefix(OFFICIAL_PATH).is_some_and(|rest| !rest.contains('/'));
        self.path_start as usize + if official { OFFICIAL_PATH.len() } else { 0 }
    }

    /// The shortest spelling that always means this image when it is read again.
    ///
    /// The [`familiar`](Self::familiar) one, except where that is another image or none: a first component of the
    /// path that looks like a host, or a name of 64 hex characters.
    ///
    /// ```
    /// use pullspec::Reference;
    ///
    /// let odd = Reference::parse("docker.io/localhost/app")?;
    /// assert_eq!(odd.familiar(), "localhost/app");
    /// assert_eq!(odd.shortest(), "docker.io/localhost/app");
    /// # Ok::<(), pullspec::ParseError>(())
    /// ```
    #[must_use]
    pub fn shortest(&self) -> &str {
        let familiar = self.familiar();
        let other_host = self.domain() == DEFAULT_DOMAIN
            && self.familiar_name().split_once('/').is_some_and(|(first, _)| is_domain(first));
        if other_host || is_identifier(familiar) { self.as_str() } else { familiar }
    }
}
