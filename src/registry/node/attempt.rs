//! One endpoint of the list that a runtime goes through.

use alloc::{boxed::Box, format, string::String, vec::Vec};
use core::fmt;

use crate::digest::DigestRef;
use crate::go::path_clean::clean;
use crate::go::query::push_query_escaped;
use crate::go::whole_url::{escape_path, is_escaped_well};
use crate::reference::Reference;
use crate::registry::{Endpoint, Schemes};

use super::capabilities::Capabilities;
use super::rule_source::RuleSource;
use super::transport::{TlsChecks, Transport};

/// One endpoint that a runtime asks for an image, and how.
///
/// Made by the runtimes' configurations of this module.
///
/// ```
/// use pullspec::{Digest, Reference};
/// use pullspec::registry::node::containerd::HostDirectories;
/// let file = "[host.\"https://mirror.example/cache\"]\noverride_path = true\n\
///     [host.\"https://mirror.example/cache\".header]\nx-team = \"shop\"\n";
/// let hosts = HostDirectories::new(["certs.d"]).with_text("certs.d/quay.io/hosts.toml", file);
/// let resolution = hosts.resolve(&Reference::parse("quay.io/team/app:1")?)?;
///
/// let mirror = &resolution.attempts()[0];
/// assert_eq!(mirror.rule().to_string(), "certs.d/quay.io/hosts.toml:1: [host.\"https://mirror.example/cache\"]");
/// assert!(mirror.header_values("x-team").eq(["shop"]));
/// let layer = Digest::parse(&format!("sha256:{:064}", 7))?;
/// let base = "https://mirror.example/cache/team/app";
/// assert_eq!(mirror.blob_url(&layer), Some(format!("{base}/blobs/{layer}?ns=quay.io")));
/// assert_eq!(mirror.manifest_url_of(&layer), Some(format!("{base}/manifests/{layer}?ns=quay.io")));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Attempt {
    pub(in crate::registry::node) transport: Transport,
    pub(in crate::registry::node) host: Box<str>,
    /// The root of the API on that host, `/v2` as a rule.
    pub(in crate::registry::node) path: Box<str>,
    /// The repository asked for, after rewriting.
    pub(in crate::registry::node) repository: Box<str>,
    /// What the manifest is asked for by: a tag or a digest.
    pub(in crate::registry::node) version: Box<str>,
    /// The whole reference after rewriting; `None` where a rewrite made something that is not one.
    pub(in crate::registry::node) reference: Option<Reference>,
    pub(in crate::registry::node) capabilities: Capabilities,
    pub(in crate::registry::node) ns: Option<Box<str>>,
    pub(in crate::registry::node) tls: TlsChecks,
    pub(in crate::registry::node) headers: Vec<(Box<str>, Vec<Box<str>>)>,
    /// What stands before `@` in the endpoint's URL: never sent, and often a secret.
    pub(in crate::registry::node) user: Option<Box<str>>,
    pub(in crate::registry::node) blocked: bool,
    pub(in crate::registry::node) origin: bool,
    pub(in crate::registry::node) rule: RuleSource,
    pub(in crate::registry::node) join: Join,
}

impl Attempt {
    /// One that asks a host for the image as it is, as nothing but the host decides.
    pub(in crate::registry::node) fn of(
        image: &Reference,
        transport: Transport,
        (host, path): (&str, &str),
        rule: RuleSource,
    ) -> Self {
        Self {
            transport,
            host: host.into(),
            path: path.into(),
            repository: image.path().into(),
            version: image.manifest_version().into(),
            reference: Some(image.clone()),
            capabilities: Capabilities::ALL,
            ns: None,
            tls: TlsChecks::default(),
            headers: Vec::new(),
            user: None,
            blocked: false,
            origin: true,
            rule,
            join: Join::Text,
        }
    }

    /// Returns how the host is spoken to.
    #[must_use]
    pub const fn transport(&self) -> &Transport {
        &self.transport
    }

    /// Returns the host, with its port if one is written.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Returns the root of the API on that host: `/v2` as a rule.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Returns the repository that is asked for, after rewriting.
    #[must_use]
    pub fn repository(&self) -> &str {
        &self.repository
    }

    /// Returns the reference that is asked for, after rewriting; `None` if a rewrite made something that is not one.
    #[must_use]
    pub const fn reference(&self) -> Option<&Reference> {
        self.reference.as_ref()
    }

    /// Returns what the manifest is asked for by: a tag or a digest.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Returns the endpoint that a client would live on, by the scheme that is tried first. `None` if nothing can be
    /// asked there, or if a rewrite made no reference.
    ///
    /// ```
    /// use pullspec::Reference;
    /// use pullspec::registry::node::containerd::HostDirectories;
    /// let resolution = HostDirectories::default().resolve(&Reference::parse("redis")?)?;
    /// let endpoint = resolution.attempts()[0].endpoint().expect("it can be asked");
    /// assert_eq!(endpoint.docker_config_key(), "https://index.docker.io/v1/");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn endpoint(&self) -> Option<Endpoint> {
        let schemes = match &self.transport {
            Transport::Https => Schemes::Https,
            Transport::HttpsThenHttp(_) => Schemes::HttpsThenHttp,
            Transport::Http | Transport::HttpTwice(_) => Schemes::Http,
            Transport::Unusable(_) => return None,
        };
        let image = self.reference.as_ref().filter(|_| self.can_be_asked())?;
        Some(Endpoint::on_node(image, schemes, (&self.host, &self.path), !self.origin))
    }

    /// Returns what the host may be used for.
    #[must_use]
    pub const fn capabilities(&self) -> Capabilities {
        self.capabilities
    }

    /// Returns the registry that a mirror is told it stands for, in the query parameter `ns`.
    #[must_use]
    pub fn ns(&self) -> Option<&str> {
        self.ns.as_deref()
    }

    /// Returns what is checked of the host's certificate.
    #[must_use]
    pub const fn tls(&self) -> TlsChecks {
        self.tls
    }

    /// Returns the names of the headers sent to this host. Their values are often secrets: see
    /// [`header_values`](Self::header_values).
    pub fn header_names(&self) -> impl Iterator<Item = &str> {
        self.headers.iter().map(|(name, _)| &**name)
    }

    /// Returns the values of a header sent to this host, by its name as it is written.
    pub fn header_values(&self, name: &str) -> impl Iterator<Item = &str> {
        let found = self.headers.iter().find(|(known, _)| **known == *name);
        found.into_iter().flat_map(|(_, values)| values.iter().map(|value| &**value))
    }

    /// Returns the user and password written in the endpoint's URL. No runtime sends them.
    #[must_use]
    pub fn user_info(&self) -> Option<&str> {
        self.user.as_deref()
    }

    /// Whether a rule refuses this endpoint: nothing is sent to it.
    #[must_use]
    pub const fn is_blocked(&self) -> bool {
        self.blocked
    }

    /// Whether this is the image's own registry, and not a mirror.
    #[must_use]
    pub const fn is_origin(&self) -> bool {
        self.origin
    }

    /// Returns the rule that made this attempt.
    #[must_use]
    pub const fn rule(&self) -> &RuleSource {
        &self.rule
    }

    /// Whether a request can leave the node: not blocked, a scheme that HTTP clients speak, a host, and a path of which
    /// a URL can be built.
    #[must_use]
    pub fn can_be_asked(&self) -> bool {
        !self.blocked && self.is_usable()
    }

    /// Whether a URL can be built that HTTP clients speak.
    pub(in crate::registry::node) fn is_usable(&self) -> bool {
        let has_host = !self.host.is_empty() && !matches!(self.transport, Transport::Unusable(_));
        has_host && is_escaped_well(&self.path)
    }

    /// Returns the URL of the manifest, as the runtime asks for it. `None`: no URL can be made of what was written.
    #[must_use]
    pub fn manifest_url(&self) -> Option<String> {
        self.url("manifests", &self.version)
    }

    /// Returns the URL of the manifest with this digest.
    #[must_use]
    pub fn manifest_url_of<'d>(&self, digest: impl Into<DigestRef<'d>>) -> Option<String> {
        self.url("manifests", digest.into().as_str())
    }

    /// Returns the URL of the blob with this digest.
    #[must_use]
    pub fn blob_url<'d>(&self, digest: impl Into<DigestRef<'d>>) -> Option<String> {
        self.url("blobs", digest.into().as_str())
    }

    /// The URL of anything below the repository, as Go writes it after parsing it.
    pub(in crate::registry::node) fn url(&self, kind: &str, version: &str) -> Option<String> {
        let Self { transport, host, path, repository, .. } = self;
        let scheme = transport.scheme();
        if scheme.is_empty() {
            return None;
        }
        let joined = format!("{path}/{repository}/{kind}/{version}");
        let path = match self.join {
            Join::Clean => clean(&format!("/{joined}")),
            Join::Text => joined,
        };
        // An empty port is not sent.
        let host = host.strip_suffix(':').unwrap_or(host);
        let mut url = format!("{scheme}://{host}{}", escape_path(&path)?);
        if let Some(ns) = &self.ns {
            url.push_str("?ns=");
            push_query_escaped(&mut url, ns);
        }
        Some(url)
    }
}

/// How a runtime puts the path of a request together.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(in crate::registry::node) enum Join {
    /// `path.Join`: doubled slashes and dots go.
    Clean,
    /// One text after the other.
    Text,
}

/// Header values are left out: they are often secrets.
impl fmt::Debug for Attempt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Attempt")
            .field("url", &self.manifest_url())
            .field("transport", &self.transport)
            .field("capabilities", &self.capabilities)
            .field("tls", &self.tls)
            .field("headers", &self.header_names().collect::<Vec<_>>())
            .field("blocked", &self.blocked)
            .field("origin", &self.origin)
            .field("rule", &self.rule)
            .finish_non_exhaustive()
    }
}
