//! Where a client finds an image in one registry, by the OCI distribution specification. Text only, no I/O.

use alloc::{boxed::Box, format, string::String};

use super::{Scheme, Schemes};
use crate::digest::DigestRef;
use crate::go::query::push_query_escaped;
#[cfg(feature = "serde")]
use crate::reference::Tag;
use crate::reference::normalize::{DEFAULT_DOMAIN, HUB_CONFIG_KEY, api_host};
use crate::reference::parts::split_port;
use crate::reference::{Domain, Path, Reference};
use crate::registry::loopback::is_loopback;

/// No endpoint can be made.
///
/// ```
/// use pullspec::{Reference, registry::EndpointError};
/// let odd = Reference::parse("my_registry.example/app")?;
/// assert_eq!(odd.endpoint(), Err(EndpointError::NoRegistry));
/// # Ok::<(), pullspec::ParseError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum EndpointError {
    /// Go cannot tell the image's registry from its path (see [`Reference::domain`]).
    #[error("it is not clear where the image's registry ends and its path begins")]
    NoRegistry,
    /// The root of a mirror's API does not begin with a slash, or holds more than letters, digits and `-._~/`.
    #[error("the root of the API is not a path")]
    Root,
}

/// One endpoint of an image: where a client asks for it, and what it may ask for. Made by [`Reference::endpoint`].
///
/// Everything a client needs is here by value: URLs, the scopes of a token, the key of the credentials. A client that
/// speaks to a mirror asks with the same methods; what writes, it has no URL for there.
///
/// ```
/// use pullspec::reference::Domain;
/// use pullspec::{Reference, registry::Scheme};
///
/// let origin = Reference::parse("redis:7")?.endpoint()?;
/// assert_eq!(origin.manifest_url(), "https://registry-1.docker.io/v2/library/redis/manifests/7");
/// assert_eq!(origin.pull_scope(), "repository:library/redis:pull");
/// assert_eq!(origin.docker_config_key(), "https://index.docker.io/v1/");
///
/// let mirror = origin.at_mirror(Scheme::Https, Domain::parse("mirror.example")?, "/proxy/v2")?;
/// assert_eq!(mirror.manifest_url(), "https://mirror.example/proxy/v2/library/redis/manifests/7?ns=docker.io");
/// assert_eq!(mirror.uploads_url(), None);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[doc(alias = "resolve_registry")]
#[doc(alias = "namespace")]
pub struct Endpoint {
    schemes: Schemes,
    host: Box<str>,
    /// Without a slash at the end.
    root: Box<str>,
    registry: Box<str>,
    repository: Box<str>,
    version: Box<str>,
    is_mirror: bool,
}

/// The parts of an [`Endpoint`], for those who write it down and read it back.
#[cfg(feature = "serde")]
pub(crate) struct EndpointParts<'e> {
    pub(crate) schemes: Schemes,
    pub(crate) host: &'e str,
    pub(crate) root: &'e str,
    pub(crate) registry: &'e str,
    pub(crate) repository: &'e str,
    pub(crate) version: &'e str,
    pub(crate) is_mirror: bool,
}

#[cfg(feature = "serde")]
impl Endpoint {
    pub(crate) fn parts(&self) -> EndpointParts<'_> {
        let Self { schemes, host, root, registry, repository, version, is_mirror } = self;
        let (schemes, is_mirror) = (*schemes, *is_mirror);
        EndpointParts { schemes, host, root, registry, repository, version, is_mirror }
    }

    /// Nothing for parts that no image and no configuration of a node has.
    pub(crate) fn from_parts(parts: &EndpointParts<'_>) -> Option<Self> {
        let &EndpointParts { schemes, host, root, registry, repository, version, is_mirror } = parts;
        // A node's configuration may name any host and path; in a URL they are still one host and one path.
        let is_url_part =
            |text: &str| !text.contains(['?', '#', '@', '\\']) && text.chars().all(|c| c.is_ascii_graphic());
        let is_host = !host.is_empty() && is_url_part(host) && !host.contains('/');
        let is_root = root.is_empty() || root.starts_with('/') && !root.ends_with('/') && is_url_part(root);
        let is_version = Tag::parse(version).is_ok() || DigestRef::parse(version).is_ok();
        let is_named = Domain::parse(registry).is_ok() && Path::parse(repository).is_ok();
        (is_host && is_root && is_version && is_named).then(|| Self {
            schemes,
            host: host.into(),
            root: root.into(),
            registry: registry.into(),
            repository: repository.into(),
            version: version.into(),
            is_mirror,
        })
    }
}

impl Reference {
    /// Returns where the image's own registry serves it.
    ///
    /// The schemes are those of containerd 2.x unless it is told otherwise: HTTPS; for `localhost` and for loopback
    /// addresses (127.0.0.0/8, `::1`) with a port, which `127.0.0.1.example.com` is not, HTTPS and then HTTP, on port 80
    /// HTTP alone, on port 443 HTTPS alone (`core/remotes/docker/config/hosts.go`).
    ///
    /// ```
    /// use pullspec::Reference;
    /// let endpoint = Reference::parse("quay.io/team/app:1.2")?.endpoint()?;
    /// assert_eq!(endpoint.manifest_url(), "https://quay.io/v2/team/app/manifests/1.2");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// Go cannot tell the registry (`my_registry.example/app`, see [`domain`](Self::domain)).
    pub fn endpoint(&self) -> Result<Endpoint, EndpointError> {
        let registry = self.domain();
        if registry.is_empty() {
            return Err(EndpointError::NoRegistry);
        }
        let (host, port) = split_port(registry);
        Ok(Endpoint {
            schemes: Schemes::of(is_own_machine(host), port),
            host: api_host(registry).into(),
            root: "/v2".into(),
            registry: registry.into(),
            repository: self.path().into(),
            version: self.manifest_version().into(),
            is_mirror: false,
        })
    }
}

impl Endpoint {
    /// The same spoken to by one scheme only.
    ///
    /// ```
    /// use pullspec::Reference;
    /// use pullspec::registry::Scheme;
    /// let plain = Reference::parse("registry.example:5000/app")?.endpoint()?.with_scheme(Scheme::Http);
    /// assert_eq!(plain.base_url(), "http://registry.example:5000/v2/");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn with_scheme(mut self, scheme: Scheme) -> Self {
        self.schemes = scheme.into();
        self
    }

    /// Returns the same endpoint by the scheme that is tried next, for a server that turned out not to speak the first
    /// one; `None` if there is none.
    ///
    /// ```
    /// use pullspec::Reference;
    /// let local = Reference::parse("127.0.0.1:5000/app")?.endpoint()?;
    /// assert_eq!(local.base_url(), "https://127.0.0.1:5000/v2/");
    /// assert_eq!(local.fallback().map(|plain| plain.base_url()).as_deref(), Some("http://127.0.0.1:5000/v2/"));
    /// assert_eq!(Reference::parse("quay.io/app")?.endpoint()?.fallback(), None);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn fallback(&self) -> Option<Self> {
        self.schemes.second().map(|scheme| self.clone().with_scheme(scheme))
    }

    /// Returns the same image at a mirror, which is for pulls only. `root` is the root of its API, `/v2` as a rule.
    ///
    /// ```
    /// use pullspec::Reference;
    /// use pullspec::reference::Domain;
    /// use pullspec::registry::Scheme;
    /// let hub = Reference::parse("redis:7")?.endpoint()?;
    /// let mirror = hub.at_mirror(Scheme::Https, Domain::parse("mirror.example")?, "/v2")?;
    /// assert_eq!(mirror.manifest_url(), "https://mirror.example/v2/library/redis/manifests/7?ns=docker.io");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// `root` does not begin with a slash (`v2`), or is not a plain path (`/v2?x`).
    pub fn at_mirror(&self, scheme: Scheme, host: Domain<'_>, root: &str) -> Result<Self, EndpointError> {
        let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._~/".contains(&b);
        if !root.starts_with('/') || !root.bytes().all(plain) {
            return Err(EndpointError::Root);
        }
        let root = root.trim_end_matches('/').into();
        Ok(Self { schemes: scheme.into(), host: host.as_str().into(), root, is_mirror: true, ..self.clone() })
    }

    /// Returns the scheme of its URLs: the first one.
    #[must_use]
    pub const fn scheme(&self) -> Scheme {
        self.schemes.first()
    }

    /// Returns all schemes, in their order.
    #[must_use]
    pub const fn schemes(&self) -> Schemes {
        self.schemes
    }

    /// Returns the host of the API, with its port if one is written.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Returns the image's own registry, for which a mirror stands.
    #[must_use]
    pub fn registry(&self) -> &str {
        &self.registry
    }

    /// Returns the repository, which the distribution specification calls the name.
    #[must_use]
    pub fn repository(&self) -> &str {
        &self.repository
    }

    /// Returns what the manifest is asked for by: the digest if there is one, else the tag, else `latest`.
    #[must_use]
    pub fn manifest_reference(&self) -> &str {
        &self.version
    }

    /// Whether this is a mirror.
    #[must_use]
    pub const fn is_mirror(&self) -> bool {
        self.is_mirror
    }

    /// Returns the base of the API, such as `https://quay.io/v2/`, which tells whether a token is needed.
    #[must_use]
    pub fn base_url(&self) -> String {
        format!("{}://{}{}/", self.scheme(), self.host, self.root)
    }

    /// Returns the URL of the image's manifest: `GET` or `HEAD`.
    #[must_use]
    pub fn manifest_url(&self) -> String {
        self.pull_url("manifests", &self.version)
    }

    /// Returns the URL of the manifest with this digest, such as one of an index.
    #[must_use]
    pub fn manifest_url_of<'d>(&self, digest: impl Into<DigestRef<'d>>) -> String {
        self.pull_url("manifests", digest.into().as_str())
    }

    /// Returns the URL of a blob: `GET` or `HEAD`.
    ///
    /// ```
    /// use pullspec::{Digest, Reference};
    /// let endpoint = Reference::parse("quay.io/team/app:1")?.endpoint()?;
    /// let layer = Digest::parse(&format!("sha256:{:064}", 7))?;
    /// assert_eq!(endpoint.blob_url(&layer), format!("https://quay.io/v2/team/app/blobs/{layer}"));
    /// // One manifest of the index that `app:1` names:
    /// assert_eq!(endpoint.manifest_url_of(&layer), format!("https://quay.io/v2/team/app/manifests/{layer}"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn blob_url<'d>(&self, digest: impl Into<DigestRef<'d>>) -> String {
        self.pull_url("blobs", digest.into().as_str())
    }

    /// Returns the URL of the manifests that refer to one, all of them or those of one type: `GET`.
    ///
    /// ```
    /// use pullspec::{Digest, Reference};
    /// let digest = Digest::parse(&format!("sha256:{:064}", 0))?;
    /// let url = Reference::parse("quay.io/a")?.endpoint()?.referrers_url(&digest, Some("application/spdx+json"));
    /// assert!(url.ends_with("000?artifactType=application%2Fspdx%2Bjson"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn referrers_url<'d>(&self, digest: impl Into<DigestRef<'d>>, artifact_type: Option<&str>) -> String {
        let url = self.url("referrers", digest.into().as_str());
        self.with_query(url, &[("artifactType", artifact_type)])
    }

    /// Returns the URL of the tags, at most `count` of them and those after `last`: `GET`.
    ///
    /// ```
    /// use pullspec::Reference;
    /// let endpoint = Reference::parse("quay.io/a")?.endpoint()?;
    /// assert_eq!(endpoint.tags_url(Some(100), Some("v1")), "https://quay.io/v2/a/tags/list?n=100&last=v1");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn tags_url(&self, count: Option<usize>, last: Option<&str>) -> String {
        let count = count.map(|count| format!("{count}"));
        self.with_query(self.url("tags", "list"), &[("n", count.as_deref()), ("last", last)])
    }

    /// Returns the URL of the registry's repositories, which many registries refuse: `GET`.
    #[must_use]
    pub fn catalog_url(&self) -> String {
        self.with_query(format!("{}_catalog", self.base_url()), &[])
    }

    /// Returns the URL that begins the upload of a blob: `POST`. `None` for a mirror.
    #[must_use]
    pub fn uploads_url(&self) -> Option<String> {
        (!self.is_mirror).then(|| self.url("blobs", "uploads/"))
    }

    /// Returns the URL that takes over a blob from another repository of the registry: `POST`. `None` for a mirror.
    ///
    /// ```
    /// use pullspec::reference::Path;
    /// use pullspec::{Digest, Reference};
    /// let digest = Digest::parse(&format!("sha256:{:064}", 0))?;
    /// let url = Reference::parse("quay.io/a")?.endpoint()?.mount_url(&digest, Path::parse("base/os")?);
    /// assert!(url.is_some_and(|url| url.ends_with("&from=base%2Fos")));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn mount_url<'d>(&self, digest: impl Into<DigestRef<'d>>, from: Path<'_>) -> Option<String> {
        let query = [("mount", Some(digest.into().as_str())), ("from", Some(from.as_str()))];
        self.uploads_url().map(|url| self.with_query(url, &query))
    }

    /// Returns the scope to ask a token server for to pull: `repository:<path>:pull`.
    #[must_use]
    pub fn pull_scope(&self) -> String {
        format!("repository:{}:pull", self.repository)
    }

    /// Returns the scope to ask a token server for to push: `repository:<path>:pull,push`.
    #[must_use]
    pub fn push_scope(&self) -> String {
        format!("repository:{}:pull,push", self.repository)
    }

    /// Returns the key under which `docker login` keeps the credentials: `https://index.docker.io/v1/` for Docker Hub,
    /// otherwise the host. With the host of the Hub's API a client finds nothing there and pulls anonymously.
    #[must_use]
    pub fn docker_config_key(&self) -> &str {
        match &*self.registry {
            DEFAULT_DOMAIN if !self.is_mirror => HUB_CONFIG_KEY,
            _ => &self.host,
        }
    }

    /// An endpoint of a node, which may have another root and repository.
    #[cfg(feature = "node")]
    pub(super) fn on_node(
        own: &Reference,
        schemes: Schemes,
        (host, root): (&str, &str),
        is_mirror: bool,
    ) -> Self {
        Self {
            schemes,
            host: host.into(),
            root: root.trim_end_matches('/').into(),
            registry: own.domain().into(),
            repository: own.path().into(),
            version: own.manifest_version().into(),
            is_mirror,
        }
    }

    fn url(&self, kind: &str, rest: &str) -> String {
        format!("{}{}/{kind}/{rest}", self.base_url(), self.repository)
    }

    fn pull_url(&self, kind: &str, version: &str) -> String {
        self.with_query(self.url(kind, version), &[])
    }

    /// Adds what is said of these, and for a mirror whom it stands for.
    fn with_query(&self, mut url: String, query: &[(&str, Option<&str>)]) -> String {
        let ns = (self.is_mirror && self.host != self.registry).then_some(&*self.registry);
        let said = query.iter().copied().chain([("ns", ns)]);
        for (name, value) in said.filter_map(|(name, value)| value.map(|value| (name, value))) {
            url.push(if url.contains('?') { '&' } else { '?' });
            url.push_str(name);
            url.push('=');
            push_query_escaped(&mut url, value);
        }
        url
    }
}

/// Whether a host, with a port or without, is the machine itself.
#[cfg(feature = "explain")]
pub(crate) fn is_loopback_host(host: &str) -> bool {
    is_own_machine(split_port(host).0)
}

/// The same of a host without a port, as references write it: an IPv6 address stands in brackets.
fn is_own_machine(host: &str) -> bool {
    is_loopback(host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(host))
}
