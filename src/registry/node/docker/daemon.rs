//! Where a Docker daemon asks.

use alloc::{collections::BTreeMap, format, string::String, vec::Vec};
use core::net::IpAddr;

use super::super::attempt::Attempt;
use super::super::capabilities::Capabilities;
use super::super::containerd::HostDirectories;
use super::super::containerd::{fallback, namespace};
use super::super::finding::{Finding, FindingKind};
use super::super::problem::ConfigError;
use super::super::resolution::{ReportedErrors, Resolution};
use super::super::rule_source::RuleSource;
use super::super::transport::{FallbackOn, Transport};
use super::lists::{FILE, Lists};
use crate::go::path_clean::clean;
use crate::go::whole_url::Url;
use crate::reference::Reference;
use crate::reference::normalize::{DEFAULT_DOMAIN, DOCKER_HUB_API};

/// What a Docker daemon is configured with, and what its resolver would answer.
///
/// Deserializes from `daemon.json`, whose other keys are ignored.
///
/// ```
/// use pullspec::registry::node::docker::DockerDaemon;
/// let daemon: DockerDaemon = serde_json::from_str(r#"{"registry-mirrors": ["https://mirror.example"]}"#)?;
/// assert_eq!(daemon, DockerDaemon::new().with_mirror("https://mirror.example"));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(default)]
pub struct DockerDaemon {
    #[serde(rename = "registry-mirrors", deserialize_with = "crate::registry::node::nulls::null_items")]
    mirrors: Vec<String>,
    #[serde(rename = "insecure-registries", deserialize_with = "crate::registry::node::nulls::null_items")]
    insecure: Vec<String>,
    #[serde(skip)]
    dns: BTreeMap<String, Vec<IpAddr>>,
    #[serde(skip)]
    certs_d: HostDirectories,
}

impl DockerDaemon {
    /// Makes one with nothing configured.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The same with one more entry of `registry-mirrors`.
    #[must_use]
    pub fn with_mirror(mut self, mirror: impl Into<String>) -> Self {
        self.mirrors.push(mirror.into());
        self
    }

    /// The same with one more entry of `insecure-registries`.
    #[must_use]
    pub fn with_insecure(mut self, entry: impl Into<String>) -> Self {
        self.insecure.push(entry.into());
        self
    }

    /// The same with what the node's resolver answers for a name. A name without an answer counts as not found, which
    /// Docker takes for secure; `localhost` is a name like any other.
    ///
    /// ```
    /// use pullspec::Reference;
    /// use pullspec::registry::node::docker::DockerDaemon;
    /// // A network of insecure registries covers a name by its addresses.
    /// let daemon = DockerDaemon::new().with_insecure("10.0.0.0/8");
    /// let image = Reference::parse("registry.example/app")?;
    /// assert_eq!(daemon.classic_store(&image)?.attempts().len(), 1);
    /// let daemon = daemon.with_dns_answer("registry.example", ["10.1.2.3".parse()?]);
    /// let schemes: Vec<String> =
    ///     daemon.classic_store(&image)?.attempts().iter().map(|attempt| attempt.transport().scheme().into()).collect();
    /// assert_eq!(schemes, ["https", "http"]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn with_dns_answer(
        mut self,
        name: impl Into<String>,
        addresses: impl IntoIterator<Item = IpAddr>,
    ) -> Self {
        self.dns.entry(name.into()).or_default().extend(addresses);
        self
    }

    /// The same with the directories of `/etc/docker/certs.d`, which the containerd store reads.
    #[must_use]
    pub fn with_certs_d(mut self, certs_d: HostDirectories) -> Self {
        self.certs_d = certs_d;
        self
    }

    /// Returns where a daemon with the classic image store asks, in order.
    ///
    /// Mirrors serve `docker.io` alone. An insecure registry has a second endpoint with HTTP, which is skipped once the
    /// first was seen to speak TLS. The client certificates of `certs.d` are not looked at.
    ///
    /// # Errors
    /// An entry with which the daemon does not start: a mirror without a scheme, with another than `http` and `https`,
    /// with a query or a user name; an insecure registry with a hyphen at an end, another scheme, or no host.
    pub fn classic_store(&self, image: &Reference) -> Result<Resolution, ConfigError> {
        let lists = Lists::check(&self.mirrors, &self.insecure)?;
        let image = &image.clone().docker_ref();
        let domain = image.domain();
        let mut resolution = Resolution { shows: ReportedErrors::Last, ..Resolution::default() };
        self.find(&lists, image, &mut resolution);
        let plain = |transport, host: &str| {
            let rule = RuleSource::built_in("the registry's own host");
            Attempt::of(image, transport, (host, "/v2"), rule)
        };
        if domain == DEFAULT_DOMAIN {
            for mirror in &lists.mirrors {
                // Without regard to what the check let pass: `HTTPS://` gets a second scheme.
                let text = match mirror {
                    text if text.starts_with("http://") || text.starts_with("https://") => text.clone(),
                    text => format!("https://{text}"),
                };
                let Ok(url) = Url::parse(&text) else { continue };
                let rule = RuleSource::new(FILE, None, format!("registry-mirrors: {text}"));
                let (scheme, path) = (Transport::of_scheme(&url.scheme), format!("{}v2", url.path));
                let mut attempt = Attempt::of(image, scheme, (&url.host, &path), rule);
                attempt.origin = false;
                attempt.capabilities = Capabilities::PULL | Capabilities::RESOLVE;
                attempt.tls.skip_verify = self.is_insecure(&lists, &url.host);
                resolution.attempts.push(attempt);
            }
            resolution.attempts.push(plain(Transport::Https, DOCKER_HUB_API));
            return Ok(resolution);
        }
        let mut https = plain(Transport::Https, domain);
        if let Some(rule) = self.insecure_by(&lists, domain) {
            https.tls.skip_verify = true;
            https.rule = rule;
            let http = Attempt { transport: Transport::Http, ..https.clone() };
            resolution.attempts.extend([https, http]);
        } else {
            resolution.attempts.push(https);
        }
        Ok(resolution)
    }

    /// Returns where a daemon with the containerd image store asks, in order.
    ///
    /// The hosts of `certs.d` come first; with more than one of them `daemon.json` is not looked at. If one host is
    /// insecure, all are: they share a client.
    ///
    /// ```
    /// use pullspec::Reference;
    /// use pullspec::registry::node::containerd::HostDirectories;
    /// use pullspec::registry::node::docker::DockerDaemon;
    /// let file = "[host.\"https://mirror.example\"]\n";
    /// let certs = HostDirectories::new(["certs.d"]).with_text("certs.d/quay.io/hosts.toml", file);
    /// let daemon = DockerDaemon::new().with_certs_d(certs);
    /// let resolution = daemon.containerd_store(&Reference::parse("quay.io/team/app:1")?)?;
    /// let hosts: Vec<&str> = resolution.attempts().iter().map(|attempt| attempt.host()).collect();
    /// assert_eq!(hosts, ["mirror.example", "quay.io"]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// As for the [classic store](Self::classic_store), and as for [`HostDirectories::resolve`].
    pub fn containerd_store(&self, image: &Reference) -> Result<Resolution, ConfigError> {
        let lists = Lists::check(&self.mirrors, &self.insecure)?;
        let image = &image.clone().docker_ref();
        let mut resolution = self.certs_d.resolve(image)?;
        if self.mirrors.is_empty() && self.insecure.is_empty() {
            return Ok(resolution);
        }
        let [own] = resolution.attempts.as_slice() else {
            let rule = RuleSource::new(FILE, None, "registry-mirrors, insecure-registries");
            resolution.findings.push(Finding::new(FindingKind::DaemonListsIgnored, rule, image.domain()));
            return Ok(resolution);
        };
        let own = own.clone();
        self.find(&lists, image, &mut resolution);
        if image.domain() == DEFAULT_DOMAIN {
            let mirrors = lists.mirrors.iter().map(|mirror| store_mirror(mirror, &own));
            resolution.attempts = mirrors.chain([own.clone()]).collect();
        }
        let insecure = !own.transport.falls_back()
            && resolution.attempts.iter().any(|attempt| self.is_insecure(&lists, &attempt.host));
        if insecure {
            for attempt in &mut resolution.attempts {
                attempt.tls.skip_verify = true;
                let on = fallback(&attempt.host);
                attempt.transport = with_fallback(&attempt.transport, on);
            }
        }
        Ok(resolution)
    }

    fn insecure_by(&self, lists: &Lists, host: &str) -> Option<RuleSource> {
        lists.insecure_by(host, |name| self.dns.get(name).cloned().unwrap_or_default())
    }

    fn is_insecure(&self, lists: &Lists, host: &str) -> bool {
        self.insecure_by(lists, host).is_some()
    }

    /// What does not do what was meant.
    fn find(&self, lists: &Lists, image: &Reference, resolution: &mut Resolution) {
        let domain = image.domain();
        let mut say = |kind, key: &str, subject: &str| {
            let rule = RuleSource::new(FILE, None, format!("{key}: {subject}"));
            resolution.findings.push(Finding::new(kind, rule, subject));
        };
        if domain == DEFAULT_DOMAIN {
            if lists.lists_hub() {
                say(FindingKind::InsecureHub, "insecure-registries", domain);
            }
            return;
        }
        for mirror in &lists.mirrors {
            say(FindingKind::MirrorsOnlyForHub, "registry-mirrors", mirror);
        }
        if !self.is_insecure(lists, domain) {
            for entry in lists.hosts() {
                if let Some(kind) = FindingKind::of_near_miss(entry, domain) {
                    say(kind, "insecure-registries", entry);
                }
            }
        }
    }
}

fn with_fallback(transport: &Transport, on: FallbackOn) -> Transport {
    match transport {
        Transport::Https | Transport::HttpsThenHttp(_) => Transport::HttpsThenHttp(on),
        Transport::Http | Transport::HttpTwice(_) => Transport::HttpTwice(on),
        Transport::Unusable(scheme) => Transport::Unusable(scheme.clone()),
    }
}

/// `mirrorsToRegistryHosts`.
fn store_mirror(mirror: &str, own: &Attempt) -> Attempt {
    let mut attempt = own.clone();
    attempt.origin = false;
    attempt.capabilities = Capabilities::PULL | Capabilities::RESOLVE | Capabilities::REFERRERS;
    attempt.rule = RuleSource::new(FILE, None, format!("registry-mirrors: {mirror}"));
    let has_host = |url: &Url| !url.host.is_empty();
    let (url, own_scheme) = match Url::parse(mirror).ok().filter(has_host) {
        Some(url) => (Some(url), false),
        None => (Url::parse(&format!("dummy://{mirror}")).ok().filter(has_host), true),
    };
    let Some(url) = url else {
        attempt.host = mirror.into();
        attempt.path = "/v2".into();
        return attempt;
    };
    let path = url.path.strip_suffix('/').unwrap_or(&url.path);
    attempt.path = match path {
        path if path.ends_with("/v2") => path.into(),
        path => clean(&format!("/{path}/v2")).into(),
    };
    if !own_scheme {
        attempt.transport = Transport::of_scheme(&url.scheme);
    }
    attempt.ns = namespace(DEFAULT_DOMAIN, &url.host);
    attempt.host = url.host.into();
    attempt
}
