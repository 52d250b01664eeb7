//! Allow lists over parsed parts, which no spelling gets around.

use alloc::{boxed::Box, string::String, vec::Vec};
use core::fmt;
use core::ops::Range;

use crate::digest::Digest;
use crate::error::ParseError;
use crate::reference::normalize::DEFAULT_TAG;
use crate::reference::normalize::{DEFAULT_DOMAIN, LEGACY_DOMAIN, is_domain};
use crate::reference::parse::grammar;
use crate::reference::parse::grammar::Case;
use crate::reference::parts::split_port;
use crate::reference::{Path, Reference, Tag};

/// Which images a policy allows, compared part by part.
///
/// | pattern | allows |
/// |---|---|
/// | `redis`, `quay.io/team/app` | this repository, any tag or digest |
/// | `quay.io/team/*` | repositories directly under `team` |
/// | `quay.io/team/**` | everything under `team`, at any depth |
/// | `quay.io/**` | the whole registry |
/// | `docker.io/library/*` | Docker Hub's own images, such as `redis` |
/// | `*.dkr.ecr.*.amazonaws.com/**` | one host label for each `*` |
/// | `quay.io/team/app:1.2` | this tag, without a digest |
/// | `quay.io/team/app:{1.2,1.3}` | these tags, without a digest |
/// | `quay.io/**@*` | anything that is pinned by a digest |
/// | `redis@sha256:9f86d0…` | this digest |
///
/// A wildcard stands for a whole host label or path component, never for a part of one, so that
/// `quay.io.evil.example/x` and `quay.io/team-evil/x` are outside. A port is part of the registry: `quay.io` does not
/// cover `quay.io:5000`. Docker Hub's short spellings mean what they mean to Go: `docker.io/**` covers `redis`. A
/// reference whose registry Go cannot tell ([`Reference::domain`] is empty) matches nothing.
///
/// Made for allowing. As a deny list it has the gaps of every deny list: the same registry answers to `QUAY.IO` and to
/// `quay.io:443`, which are other registries to Go, and so to a pattern.
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
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pattern {
    domain: Box<str>,
    path: Box<str>,
    version: Version,
}

/// What may stand after the name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Version {
    Any,
    Tags(Vec<Box<str>>),
    AnyDigest,
    Digest(Digest),
}

/// The part of an image that a pattern does not cover, in the order in which the parts are compared.
///
/// Closed: a reference has no more parts.
///
/// ```
/// use pullspec::{Pattern, Reference};
/// let image = Reference::parse("quay.io/team/app:1.2")?;
/// let mismatch = Pattern::parse("quay.io/team/app:1.3")?.mismatch(&image).expect("another tag");
/// assert_eq!(format!("{image}: the {mismatch} is not allowed"), "quay.io/team/app:1.2: the tag or digest is not allowed");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PatternMismatch {
    /// The registry: host or port.
    Registry,
    /// The path at that registry.
    Path,
    /// The tag or the digest, or that there is none.
    Version,
}

impl fmt::Display for PatternMismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Registry => "registry",
            Self::Path => "path",
            Self::Version => "tag or digest",
        })
    }
}

const ONE: &str = "*";
const MANY: &str = "**";

impl Pattern {
    /// Parses a pattern. One without a wildcard in its name is any spelling of a reference; one with a wildcard names
    /// its registry.
    ///
    /// ```
    /// use pullspec::Pattern;
    /// use pullspec::pattern::PatternErrorKind;
    /// assert_eq!(Pattern::parse("redis")?.to_string(), "docker.io/library/redis");
    /// let error = Pattern::parse("quay.io/te*").unwrap_err();
    /// assert_eq!(error.kind(), PatternErrorKind::PartialWildcard);
    /// # Ok::<(), pullspec::pattern::PatternError>(())
    /// ```
    ///
    /// # Errors
    /// - `*` in a port, beside other characters of a label or component (`quay.io/te*`), or `**` not at the end of the path
    /// - a wildcard pattern without a registry (`team/*`; on Docker Hub `docker.io/team/*`)
    /// - a registry without a path (`quay.io`; the whole registry is `quay.io/**`); any name with a dot and no slash counts
    ///   as one, and so does `localhost`
    /// - a part that is not valid in a reference either
    pub fn parse(text: &str) -> Result<Self, PatternError> {
        let (name, version) = split_version(text)?;
        if !name.contains('*') {
            let named = Reference::parse(name).map_err(|error| PatternError::part(error, 0))?;
            if named.domain().is_empty() {
                return Err(PatternError::new(PatternErrorKind::NoRegistry, 0..name.len()));
            }
            // `quay.io` alone would be the image `library/quay.io`, which is never what is meant.
            let looks_like_host = name.contains('.') || name == "localhost";
            if looks_like_host && !name.contains('/') {
                return Err(PatternError::new(PatternErrorKind::NoPath, 0..name.len()));
            }
            return Ok(Self { domain: named.domain().into(), path: named.path().into(), version });
        }
        let Some((domain, path)) = name.split_once('/') else {
            return Err(PatternError::new(PatternErrorKind::NoPath, 0..name.len()));
        };
        check_domain(domain)?;
        check_path(path, domain.len() + 1)?;
        Ok(Self { domain: canonical_domain(domain).into(), path: path.into(), version })
    }

    /// The same names, but only where a digest pins the content.
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
            Version::Any | Version::Tags(_) => Version::AnyDigest,
            pinned => pinned,
        };
        Self { version, ..self }
    }

    /// The same names, but only with one of these tags and no digest: beside a digest a tag decides nothing.
    ///
    /// A reference without tag and digest has the tag `latest`.
    ///
    /// ```
    /// use pullspec::{Pattern, Reference};
    /// use pullspec::reference::Tag;
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

    /// Whether the image is one of those the pattern stands for. Allocates nothing.
    ///
    /// ```
    /// use pullspec::{Pattern, Reference};
    /// let hub = Pattern::parse("docker.io/library/*")?;
    /// assert!(hub.matches(&Reference::parse("redis:7")?));
    /// assert!(!hub.matches(&Reference::parse("team/redis:7")?));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn matches(&self, image: &Reference) -> bool {
        self.mismatch(image).is_none()
    }

    /// The first part, from left to right, that keeps the image out; `None` if it matches.
    ///
    /// Of several patterns the one with the greatest mismatch comes closest, which is worth telling, unless all of them
    /// name other registries.
    ///
    /// ```
    /// use pullspec::{Pattern, Reference};
    /// use pullspec::pattern::PatternMismatch;
    ///
    /// let pinned = Pattern::parse("quay.io/team/**@*")?;
    /// let mismatch = |image| Reference::parse(image).map(|image| pinned.mismatch(&image));
    /// assert_eq!(mismatch("quay.io.evil.example/team/app:1")?, Some(PatternMismatch::Registry));
    /// assert_eq!(mismatch("quay.io/team-evil/app:1")?, Some(PatternMismatch::Path));
    /// assert_eq!(mismatch("quay.io/team/app:1")?, Some(PatternMismatch::Version));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn mismatch(&self, image: &Reference) -> Option<PatternMismatch> {
        if !self.matches_domain(image.domain()) {
            Some(PatternMismatch::Registry)
        } else if !self.matches_path(image.path()) {
            Some(PatternMismatch::Path)
        } else if !self.matches_version(image) {
            Some(PatternMismatch::Version)
        } else {
            None
        }
    }

    fn matches_domain(&self, domain: &str) -> bool {
        if domain.is_empty() || !self.domain.contains('*') {
            return !domain.is_empty() && *self.domain == *domain;
        }
        let (host, port) = split_port(domain);
        let (wanted_host, wanted_port) = split_port(&self.domain);
        // An address is not a label, however few dots it has.
        if host.starts_with('[') {
            return false;
        }
        let mut labels = host.split('.');
        port == wanted_port
            && wanted_host
                .split('.')
                .all(|wanted| labels.next().is_some_and(|l| wanted == ONE || wanted == l))
            && labels.next().is_none()
    }

    fn matches_path(&self, path: &str) -> bool {
        let mut components = path.split('/');
        for wanted in self.path.split('/') {
            match components.next() {
                None => return false,
                Some(_) if wanted == MANY => return true,
                Some(component) if wanted == ONE || wanted == component => {}
                Some(_) => return false,
            }
        }
        components.next().is_none()
    }

    fn matches_version(&self, image: &Reference) -> bool {
        match &self.version {
            Version::Any => true,
            Version::AnyDigest => image.is_canonical(),
            Version::Digest(digest) => image.digest().is_some_and(|d| *digest == d),
            Version::Tags(tags) => {
                let tag = image.tag().unwrap_or(DEFAULT_TAG);
                !image.is_canonical() && tags.iter().any(|t| **t == *tag)
            }
        }
    }
}

/// Docker Hub's old name stands for its present one, as in references.
fn canonical_domain(domain: &str) -> &str {
    if domain == LEGACY_DOMAIN { DEFAULT_DOMAIN } else { domain }
}

/// Splits `:tag`, `@digest` or `@*` off the end.
fn split_version(text: &str) -> Result<(&str, Version), PatternError> {
    if let Some((name, digest)) = text.split_once('@') {
        let from = name.len() + 1;
        // Beside a digest a tag decides nothing, so a pattern that asks for both says something it does not mean.
        if let Some(at) = tag_start(name) {
            return Err(PatternError::new(PatternErrorKind::TagBesideDigest, at..name.len()));
        }
        if digest == ONE {
            return Ok((name, Version::AnyDigest));
        }
        let digest = Digest::parse(digest).map_err(|error| PatternError::part(error, from))?;
        return Ok((name, Version::Digest(digest)));
    }
    let Some(at) = tag_start(text) else { return Ok((text, Version::Any)) };
    let (name, tag) = text.split_at_checked(at).unwrap_or_default();
    let tag = tag.get(1..).unwrap_or_default();
    let Some(list) = tag.strip_prefix('{').and_then(|list| list.strip_suffix('}')) else {
        return Ok((name, Version::Tags(Vec::from([checked_tag(tag, at + 1)?]))));
    };
    let mut from = at + 2;
    let mut tags = Vec::new();
    for tag in list.split(',').filter(|_| !list.is_empty()) {
        tags.push(checked_tag(tag, from)?);
        from += tag.len() + 1;
    }
    Ok((name, Version::Tags(tags)))
}

fn checked_tag(text: &str, from: usize) -> Result<Box<str>, PatternError> {
    Tag::parse(text).map(|tag| tag.as_str().into()).map_err(|error| PatternError::part(error, from))
}

/// Where the tag's `:` is: the last one after the last slash.
fn tag_start(name: &str) -> Option<usize> {
    let from = name.rfind('/').unwrap_or_default();
    name.get(from..)?.find(':').map(|at| from + at)
}

/// A host whose labels may be `*`, in front of a path.
fn check_domain(domain: &str) -> Result<(), PatternError> {
    let (host, port) = split_port(domain);
    if port.is_some_and(|port| port.contains('*')) {
        return Err(PatternError::new(PatternErrorKind::PartialWildcard, host.len() + 1..domain.len()));
    }
    let mut at = 0;
    for label in host.split('.') {
        if label.contains('*') && label != ONE {
            return Err(PatternError::new(PatternErrorKind::PartialWildcard, at..at + label.len()));
        }
        at += label.len() + 1;
    }
    // A label of one letter is as valid as the wildcard in its place.
    let plain: String = domain.chars().map(|c| if c == '*' { 'x' } else { c }).collect();
    grammar::domain(plain.as_bytes(), Case::Kept).map_err(|(component, fault)| {
        PatternError::part(grammar::locate(&plain, component, 0, plain.len(), fault), 0)
    })?;
    if is_domain(domain) {
        Ok(())
    } else {
        Err(PatternError::new(PatternErrorKind::NoRegistry, 0..domain.len()))
    }
}

/// Components that may be `*`, the last one `**`.
fn check_path(path: &str, from: usize) -> Result<(), PatternError> {
    let mut at = 0;
    for component in path.split('/') {
        let span = from + at..from + at + component.len();
        at += component.len() + 1;
        match component {
            ONE => {}
            MANY if at > path.len() => {}
            MANY => return Err(PatternError::new(PatternErrorKind::DeepWildcardInside, span)),
            _ if component.contains('*') => {
                return Err(PatternError::new(PatternErrorKind::PartialWildcard, span));
            }
            _ => {
                Path::parse(component).map_err(|error| PatternError::part(error, span.start))?;
            }
        }
    }
    Ok(())
}

impl fmt::Display for Pattern {
    /// The normalized pattern. It reads back as the same pattern.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.domain, self.path)?;
        match &self.version {
            Version::Any => Ok(()),
            Version::AnyDigest => f.write_str("@*"),
            Version::Digest(digest) => write!(f, "@{digest}"),
            Version::Tags(tags) => match tags.as_slice() {
                [tag] => write!(f, ":{tag}"),
                tags => write!(f, ":{{{}}}", tags.join(",")),
            },
        }
    }
}

/// A text is not a pattern.
///
/// ```
/// use pullspec::Pattern;
/// let pattern = "quay.io/**/app";
/// let error = Pattern::parse(pattern).unwrap_err();
/// assert_eq!((&pattern[error.span()], error.to_string().as_str()), ("**", "'**' can only be the last component"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[error("{kind}")]
pub struct PatternError {
    kind: PatternErrorKind,
    start: usize,
    end: usize,
}

impl PatternError {
    const fn new(kind: PatternErrorKind, span: Range<usize>) -> Self {
        Self { kind, start: span.start, end: span.end }
    }

    const fn part(error: ParseError, from: usize) -> Self {
        let error = error.shifted(from);
        Self::new(PatternErrorKind::Part(error), error.span())
    }

    /// What is wrong.
    ///
    /// ```
    /// use pullspec::Pattern;
    /// use pullspec::pattern::PatternErrorKind;
    /// assert_eq!(Pattern::parse("team/*").unwrap_err().kind(), PatternErrorKind::NoRegistry);
    /// ```
    #[must_use]
    pub const fn kind(&self) -> PatternErrorKind {
        self.kind
    }

    /// The bytes of the pattern at fault.
    ///
    /// ```
    /// use pullspec::Pattern;
    /// let pattern = "quay.io/team/app:v 1";
    /// assert_eq!(&pattern[Pattern::parse(pattern).unwrap_err().span()], " ");
    /// ```
    #[must_use]
    pub const fn span(&self) -> Range<usize> {
        self.start..self.end
    }
}

/// What is wrong with a pattern.
///
/// ```
/// use pullspec::Pattern;
/// use pullspec::pattern::PatternErrorKind;
/// let kind = |pattern| Pattern::parse(pattern).map_err(|error| error.kind());
/// assert_eq!(kind("quay.io"), Err(PatternErrorKind::NoPath));
/// assert_eq!(kind("quay.*.io:4*/app"), Err(PatternErrorKind::PartialWildcard));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum PatternErrorKind {
    /// A part would not be valid in a reference either.
    #[error("{0}")]
    Part(ParseError),
    /// `*` beside other characters, or in a port.
    #[error("a wildcard stands for a whole host label or path component")]
    PartialWildcard,
    /// `**` before the last component.
    #[error("'**' can only be the last component")]
    DeepWildcardInside,
    /// A wildcard pattern without a registry.
    #[error("a pattern with a wildcard needs a registry in front, such as docker.io")]
    NoRegistry,
    /// A registry without a path.
    #[error("no path after the registry: a whole registry is written with '/**'")]
    NoPath,
    /// A tag in front of a digest.
    #[error("a tag decides nothing beside a digest")]
    TagBesideDigest,
}
