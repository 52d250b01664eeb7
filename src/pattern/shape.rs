//! What a pattern is made of, how it is made stricter, and how it prints.

use alloc::{boxed::Box, vec::Vec};
use core::fmt;

use crate::digest::Digest;
use crate::reference::Tag;

/// Which images a policy allows, compared part by part.
///
/// | pattern | allows |
/// |---|---|
/// | `redis`, `quay.io/team/app` | this repository, any tag or digest |
/// | `quay.io/team/*` | repositories directly under `team` |
/// | `quay.io/team/**` | everything under `team`, at any depth |
/// | `quay.io/team/app{,/**}` | this repository and everything under it |
/// | `quay.io/team/app-*` | repositories under `team` that begin with `app-` |
/// | `quay.io/**` | the whole registry |
/// | `docker.io/library/*` | Docker Hub's own images, such as `redis` |
/// | `*.dkr.ecr.*.amazonaws.com/**` | one host label for each `*` |
/// | `**.corp.example/**` | one host label or more for `**` |
/// | `**/team/app` | this path at any registry, whatever its port |
/// | `quay.io/team/app:1.2` | this tag, without a digest |
/// | `quay.io/team/app:{1.2,v1.*}` | these tags, without a digest |
/// | `quay.io/**@*` | anything that is pinned by a digest |
/// | `redis@sha256:9f86d0…` | this digest |
/// | `redis:7@sha256:9f86d0…` | this digest, written with this tag |
///
/// In a host a wildcard stands for whole labels, and in a path it never crosses a `/`, so that
/// `quay.io.evil.example/x` and `quay.io/team-evil/x` are outside. A port is part of the registry: `quay.io` does not
/// cover `quay.io:5000`. Docker Hub's short spellings mean what they mean to Go: `docker.io/**` covers `redis`. A
/// reference whose registry Go cannot tell ([`Reference::domain`](crate::reference::Reference::domain) is empty)
/// matches nothing, and neither does what containerd takes for the beginning of an image ID (`sha256:4f53`).
///
/// Made for allowing. A deny list has to know every name of a registry: [`covers`](Self::covers).
///
/// ```
/// use pullspec::{Pattern, Reference};
///
/// let ours = Pattern::parse("quay.io/team/**")?;
/// assert!(ours.matches(&Reference::parse("quay.io/team/app:1.2")?));
/// assert!(!ours.matches(&Reference::parse("quay.io/team-evil/app")?));
/// assert!(!ours.requiring_digest().matches(&Reference::parse("quay.io/team/app:1.2")?));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "allowlist")]
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pattern {
    /// Whole, or with `*` and a leading `**` for labels, or `**` alone for any registry.
    pub(super) domain: Box<str>,
    /// Components, which may have `*` in them; the last one may be `**`.
    pub(super) path: Box<str>,
    /// Whether everything under the path is meant as well.
    pub(super) below: bool,
    pub(super) version: Version,
}

/// Tags, which may have `*` in them.
pub(super) type Tags = Vec<Box<str>>;

/// What may follow the name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Version {
    /// Anything.
    Any,
    /// One of these tags, and no digest.
    Tags(Tags),
    /// A digest, any or this one, and perhaps one of these tags.
    Pinned { tags: Option<Tags>, digest: Option<Digest> },
}

impl Version {
    pub(super) const ANY_DIGEST: Self = Self::Pinned { tags: None, digest: None };
}

/// Stands for one label or component, or for any characters of a component or tag.
pub(super) const ONE: &str = "*";
/// Stands for several labels or components.
pub(super) const MANY: &str = "**";
/// Follows a path that stands for itself and everything under it.
pub(super) const BELOW: &str = "{,/**}";

impl Pattern {
    /// The same names, but only where a digest pins the content. Tags decide nothing beside a digest, and go.
    ///
    /// ```
    /// use pullspec::{Pattern, Reference};
    /// let pinned = Pattern::parse("quay.io/team/**")?.requiring_digest();
    /// assert!(!pinned.matches(&Reference::parse("quay.io/team/app:1.2")?));
    /// assert!(pinned.matches(&Reference::parse(&format!("quay.io/team/app@sha256:{:064}", 0))?));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn requiring_digest(self) -> Self {
        let version = match self.version {
            Version::Any | Version::Tags(_) => Version::ANY_DIGEST,
            pinned @ Version::Pinned { .. } => pinned,
        };
        Self { version, ..self }
    }

    /// The same names, but only with one of these tags and no digest: beside a digest a tag decides nothing.
    ///
    /// A reference without tag and digest has the tag `latest`.
    ///
    /// ```
    /// use pullspec::reference::Tag;
    /// use pullspec::{Pattern, Reference};
    ///
    /// let pattern = Pattern::parse("redis")?.with_tags([Tag::parse("7")?, Tag::parse("8")?]);
    /// assert!(pattern.matches(&Reference::parse("redis:7")?));
    /// assert!(!pattern.matches(&Reference::parse("redis")?));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn with_tags<'t>(self, tags: impl IntoIterator<Item = Tag<'t>>) -> Self {
        Self { version: Version::Tags(tags.into_iter().map(|tag| tag.as_str().into()).collect()), ..self }
    }
}

impl fmt::Display for Pattern {
    /// The normalized pattern. It reads back as the same pattern.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}{}", self.domain, self.path, if self.below { BELOW } else { "" })?;
        let (tags, digest) = match &self.version {
            Version::Any => (None, None),
            Version::Tags(tags) => (Some(tags), None),
            Version::Pinned { tags, digest } => (tags.as_ref(), Some(digest)),
        };
        match tags.map(Vec::as_slice) {
            None => {}
            Some([tag]) => write!(f, ":{tag}")?,
            Some(tags) => write!(f, ":{{{}}}", tags.join(","))?,
        }
        match digest {
            None => Ok(()),
            Some(None) => f.write_str("@*"),
            Some(Some(digest)) => write!(f, "@{digest}"),
        }
    }
}
