//! Where a registry client finds an image: host, paths, token scope, mirrors. Text only, no I/O.

use alloc::{boxed::Box, format, string::String, vec::Vec};
use core::fmt;
use core::net::{Ipv4Addr, Ipv6Addr};

use crate::digest::DigestRef;
use crate::error::{Component, GoError, ParseError, ParseErrorKind};
use crate::reference::normalize::{DEFAULT_DOMAIN, LEGACY_DOMAIN, is_domain};
use crate::reference::parts::split_port;
use crate::reference::{DEFAULT_TAG, Reference};
use crate::reference::{Domain, Path, Tag};

/// The host that serves the API of `docker.io`.
const DOCKER_HUB_API: &str = "registry-1.docker.io";

/// How a registry is spoken to unless it is configured otherwise (containerd's `MatchLocalhost`).
///
/// Closed: registries speak nothing else.
///
/// ```
/// use pullspec::Reference;
/// use pullspec::registry::Scheme;
/// let image = Reference::parse("localhost:5000/app")?;
/// assert_eq!(image.endpoint().map(|endpoint| endpoint.scheme()), Some(Scheme::Http));
/// # Ok::<(), pullspec::ParseError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scheme {
    /// Plain HTTP, for loopback hosts.
    Http,
    /// HTTPS.
    Https,
}

impl Scheme {
    /// The text in front of `://`.
    ///
    /// ```
    /// assert_eq!(pullspec::registry::Scheme::Https.as_str(), "https");
    /// ```
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Https => "https",
        }
    }
}

impl fmt::Display for Scheme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Where a registry serves an image, by the OCI distribution specification. Made by [`Reference::endpoint`].
///
/// ```
/// use pullspec::Reference;
/// use pullspec::registry::Scheme;
///
/// let image = Reference::parse("redis:7")?;
/// let endpoint = image.endpoint().expect("has a registry");
/// assert_eq!(endpoint.host(), "registry-1.docker.io");
/// assert_eq!(endpoint.scheme(), Scheme::Https);
/// assert_eq!(endpoint.manifest_path(), "/v2/library/redis/manifests/7");
/// assert_eq!(endpoint.token_scope(), "repository:library/redis:pull");
/// # Ok::<(), pullspec::ParseError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Endpoint<'a> {
    image: &'a Reference,
}

impl Reference {
    /// Where a client finds this image. `None` where Go cannot tell the registry (see [`domain`](Self::domain)).
    ///
    /// ```
    /// use pullspec::Reference;
    /// let image = Reference::parse("quay.io/team/app:1.2")?;
    /// let endpoint = image.endpoint().expect("a registry");
    /// let url = format!("{}://{}{}", endpoint.scheme(), endpoint.host(), endpoint.manifest_path());
    /// assert_eq!(url, "https://quay.io/v2/team/app/manifests/1.2");
    /// # Ok::<(), pullspec::ParseError>(())
    /// ```
    #[must_use]
    pub fn endpoint(&self) -> Option<Endpoint<'_>> {
        (!self.domain().is_empty()).then_some(Endpoint { image: self })
    }
}

impl<'a> Endpoint<'a> {
    /// Host and port of the API. The domain, except that Docker Hub's is served elsewhere.
    ///
    /// ```
    /// use pullspec::Reference;
    /// let host = |text| Reference::parse(text).map(|image| image.endpoint().map(|endpoint| endpoint.host().to_owned()));
    /// assert_eq!(host("redis")?.as_deref(), Some("registry-1.docker.io"));
    /// assert_eq!(host("quay.io:443/team/app")?.as_deref(), Some("quay.io:443"));
    /// # Ok::<(), pullspec::ParseError>(())
    /// ```
    #[must_use]
    pub fn host(self) -> &'a str {
        match self.image.domain() {
            DEFAULT_DOMAIN => DOCKER_HUB_API,
            domain => domain,
        }
    }

    /// The scheme that containerd and Docker use unless told otherwise: HTTP for `localhost` and for loopback addresses
    /// (127.0.0.0/8, `::1`) on any port, which `127.0.0.1.example.com` is not; HTTPS for everything else.
    ///
    /// containerd's `MatchLocalhost` (`core/remotes/docker/registry.go`).
    ///
    /// ```
    /// use pullspec::Reference;
    /// use pullspec::registry::Scheme;
    /// let scheme = |text| Reference::parse(text).map(|image| image.endpoint().map(|endpoint| endpoint.scheme()));
    /// assert_eq!(scheme("localhost:5000/app")?, Some(Scheme::Http));
    /// assert_eq!(scheme("127.0.0.1.example.com/app")?, Some(Scheme::Https));
    /// # Ok::<(), pullspec::ParseError>(())
    /// ```
    #[must_use]
    pub fn scheme(self) -> Scheme {
        let (host, _) = split_port(self.image.domain());
        if is_loopback(host) { Scheme::Http } else { Scheme::Https }
    }

    /// The base of the API, such as `https://quay.io/v2/`.
    ///
    /// ```
    /// use pullspec::Reference;
    /// let image = Reference::parse("quay.io/team/app")?;
    /// assert_eq!(image.endpoint().expect("a registry").base_url(), "https://quay.io/v2/");
    /// # Ok::<(), pullspec::ParseError>(())
    /// ```
    #[must_use]
    pub fn base_url(self) -> String {
        format!("{}://{}/v2/", self.scheme(), self.host())
    }

    /// What the manifest is asked for by: the digest if there is one, else the tag, else `latest`.
    ///
    /// ```
    /// use pullspec::Reference;
    /// let image = Reference::parse("quay.io/team/app")?;
    /// assert_eq!(image.endpoint().expect("a registry").manifest_reference(), "latest");
    /// # Ok::<(), pullspec::ParseError>(())
    /// ```
    #[must_use]
    pub fn manifest_reference(self) -> &'a str {
        match self.image.digest() {
            Some(digest) => digest.as_str(),
            None => self.image.tag().unwrap_or(DEFAULT_TAG),
        }
    }

    /// `/v2/<path>/manifests/<reference>`
    ///
    /// ```
    /// use pullspec::Reference;
    /// let image = Reference::parse("quay.io/team/app:1.2")?;
    /// assert_eq!(image.endpoint().expect("a registry").manifest_path(), "/v2/team/app/manifests/1.2");
    /// # Ok::<(), pullspec::ParseError>(())
    /// ```
    #[must_use]
    pub fn manifest_path(self) -> String {
        format!("/v2/{}/manifests/{}", self.image.path(), self.manifest_reference())
    }

    /// `/v2/<path>/blobs/<digest>`
    ///
    /// ```
    /// use pullspec::{Digest, Reference};
    /// let image = Reference::parse("quay.io/team/app:1.2")?;
    /// let layer = Digest::parse(&format!("sha256:{:064}", 0))?;
    /// let path = image.endpoint().expect("a registry").blob_path(&layer);
    /// assert_eq!(path, format!("/v2/team/app/blobs/{layer}"));
    /// # Ok::<(), pullspec::ParseError>(())
    /// ```
    #[must_use]
    pub fn blob_path<'d>(self, digest: impl Into<DigestRef<'d>>) -> String {
        format!("/v2/{}/blobs/{}", self.image.path(), digest.into())
    }

    /// `/v2/<path>/tags/list`
    ///
    /// ```
    /// use pullspec::Reference;
    /// let image = Reference::parse("redis")?;
    /// assert_eq!(image.endpoint().expect("a registry").tags_path(), "/v2/library/redis/tags/list");
    /// # Ok::<(), pullspec::ParseError>(())
    /// ```
    #[must_use]
    pub fn tags_path(self) -> String {
        format!("/v2/{}/tags/list", self.image.path())
    }

    /// The scope to ask a token server for: `repository:<path>:pull`.
    ///
    /// ```
    /// use pullspec::Reference;
    /// let image = Reference::parse("quay.io/team/app")?;
    /// assert_eq!(image.endpoint().expect("a registry").token_scope(), "repository:team/app:pull");
    /// # Ok::<(), pullspec::ParseError>(())
    /// ```
    #[must_use]
    pub fn token_scope(self) -> String {
        format!("repository:{}:pull", self.image.path())
    }
}

/// Go's rule: the name `localhost`, or an address that `net.IP.IsLoopback` calls one.
fn is_loopback(host: &str) -> bool {
    if host == "localhost" || host.parse().is_ok_and(|ip: Ipv4Addr| ip.is_loopback()) {
        return true;
    }
    let bracketed = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or_default();
    bracketed
        .parse()
        .is_ok_and(|ip: Ipv6Addr| ip.is_loopback() || ip.to_ipv4_mapped().is_some_and(|ip| ip.is_loopback()))
}

/// One rule of a mirror table: images under `prefix` are also found under `location`.
///
/// Both are a registry, or a registry and the first components of a path. A prefix matches whole components:
/// `quay.io/team` covers `quay.io/team/app`, but not `quay.io/team-b/app`. Prefixes are those of normalized names: Docker
/// Hub's own images are under `docker.io/library`.
///
/// ```
/// use pullspec::registry::Mirror;
///
/// let rule = Mirror::new("quay.io/team", "mirror.example:5000/quay")?;
/// assert_eq!((rule.prefix(), rule.location()), ("quay.io/team", "mirror.example:5000/quay"));
/// assert!(Mirror::new("team", "mirror.example").is_err());
/// # Ok::<(), pullspec::registry::MirrorError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Mirror {
    prefix: Box<str>,
    location: Box<str>,
}

impl Mirror {
    /// Checks both sides.
    ///
    /// ```
    /// use pullspec::registry::{Mirror, MirrorError};
    /// assert!(Mirror::new("quay.io", "mirror.example/quay").is_ok());
    /// assert!(matches!(Mirror::new("team/app", "mirror.example"), Err(MirrorError::Prefix(_))));
    /// ```
    ///
    /// # Errors
    /// A side does not begin with a registry (`team/app`), or is not valid in front of a path.
    pub fn new(prefix: &str, location: &str) -> Result<Self, MirrorError> {
        check_prefix(prefix).map_err(MirrorError::Prefix)?;
        check_prefix(location).map_err(MirrorError::Location)?;
        let prefix = match prefix.strip_prefix(LEGACY_DOMAIN) {
            Some(path) if path.is_empty() || path.starts_with('/') => {
                format!("{DEFAULT_DOMAIN}{path}").into()
            }
            _ => prefix.into(),
        };
        Ok(Self { prefix, location: location.into() })
    }

    /// What the rule covers.
    ///
    /// ```
    /// use pullspec::registry::Mirror;
    /// assert_eq!(Mirror::new("index.docker.io", "mirror.example")?.prefix(), "docker.io");
    /// # Ok::<(), pullspec::registry::MirrorError>(())
    /// ```
    #[must_use]
    pub const fn prefix(&self) -> &str {
        &self.prefix
    }

    /// Where that is also found.
    ///
    /// ```
    /// use pullspec::registry::Mirror;
    /// assert_eq!(Mirror::new("quay.io", "mirror.example/quay")?.location(), "mirror.example/quay");
    /// # Ok::<(), pullspec::registry::MirrorError>(())
    /// ```
    #[must_use]
    pub const fn location(&self) -> &str {
        &self.location
    }

    /// What is left of the name after the prefix.
    fn rest_of<'n>(&self, name: &'n str) -> Option<&'n str> {
        name.strip_prefix(&*self.prefix).filter(|rest| rest.is_empty() || rest.starts_with('/'))
    }
}

/// One side of a [`Mirror`] is wrong. The error's span is in that side's text.
///
/// ```
/// use pullspec::registry::Mirror;
/// let error = Mirror::new("quay.io", "mirror.example/Quay").unwrap_err();
/// assert_eq!(error.to_string(), "location: path must be lower case, found 'Q'");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum MirrorError {
    /// The prefix.
    #[error("prefix: {0}")]
    Prefix(ParseError),
    /// The location.
    #[error("location: {0}")]
    Location(ParseError),
}

fn check_prefix(text: &str) -> Result<(), ParseError> {
    let (domain, path) = text.split_once('/').map_or((text, None), |(domain, path)| (domain, Some(path)));
    Domain::parse(domain)?;
    if !is_domain(domain) {
        let kind = ParseErrorKind::AmbiguousDomain;
        return Err(ParseError::new(kind, Component::Domain, GoError::InvalidFormat, 0..domain.len()));
    }
    path.map_or(Ok(()), |path| Path::parse(path).map(|_| ()).map_err(|error| error.shifted(domain.len() + 1)))
}

/// A table of mirrors. The rule with the longest prefix wins.
///
/// ```
/// use pullspec::Reference;
/// use pullspec::registry::{Mirror, MirrorRules};
///
/// let rules = MirrorRules::new([
///     Mirror::new("docker.io", "mirror.example/hub")?,
///     Mirror::new("docker.io/library", "mirror.example/official")?,
/// ]);
/// let image = Reference::parse("redis:7")?;
/// let found = rules.rewrite(&image)?.expect("a rule matches");
/// assert_eq!(found.as_str(), "mirror.example/official/redis:7");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct MirrorRules {
    /// Longest prefix first.
    mirrors: Vec<Mirror>,
}

impl FromIterator<Mirror> for MirrorRules {
    fn from_iter<I: IntoIterator<Item = Mirror>>(mirrors: I) -> Self {
        Self::new(mirrors)
    }
}

impl MirrorRules {
    /// A table of these rules. Of two rules with one prefix the first given wins.
    ///
    /// ```
    /// use pullspec::Reference;
    /// use pullspec::registry::{Mirror, MirrorRules};
    /// let rules = MirrorRules::new([Mirror::new("quay.io", "first.example")?, Mirror::new("quay.io", "second.example")?]);
    /// let found = rules.rewrite(&Reference::parse("quay.io/team/app")?)?;
    /// assert_eq!(found.expect("a rule").as_str(), "first.example/team/app");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn new(mirrors: impl IntoIterator<Item = Mirror>) -> Self {
        let mut mirrors: Vec<_> = mirrors.into_iter().collect();
        mirrors.sort_by_key(|mirror| core::cmp::Reverse(mirror.prefix.len()));
        Self { mirrors }
    }

    /// Where the image is found by the best rule, with its tag and digest; `None` if no rule covers it.
    ///
    /// The image itself stays what it was: policies, credentials of the origin and messages go by the original.
    ///
    /// ```
    /// use pullspec::Reference;
    /// use pullspec::registry::{Mirror, MirrorRules};
    /// let rules = MirrorRules::new([Mirror::new("quay.io/team", "mirror.example")?]);
    /// let rewritten = |text| rules.rewrite(&Reference::parse(text)?);
    /// assert_eq!(rewritten("quay.io/team/app:1")?.map(|image| image.to_string()).as_deref(), Some("mirror.example/app:1"));
    /// assert_eq!(rewritten("quay.io/team-b/app:1")?, None);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// The path under the mirror's location is longer than 255 bytes, or empty: the rule covers the whole name and its
    /// location is a registry alone. The span is all of the image's text.
    pub fn rewrite(&self, image: &Reference) -> Result<Option<Reference>, ParseError> {
        let name = image.name();
        // Without a registry the first component only looks like one.
        let found = self
            .mirrors
            .iter()
            .filter(|_| !image.domain().is_empty())
            .find_map(|mirror| mirror.rest_of(name).map(|rest| format!("{}{rest}", mirror.location)));
        let Some(name) = found else { return Ok(None) };
        let (domain, path) = name.split_once('/').unwrap_or((&name, ""));
        let path = Path::parse(path).map_err(|error| {
            ParseError::new(error.kind(), Component::Path, error.go_error(), 0..image.as_str().len())
        })?;
        let tag = image.tag().map(Tag::parse).transpose()?;
        Reference::from_parts(Domain::parse(domain)?, path, tag, image.digest()).map(Some)
    }
}
