//! `registry.mirrors` of containerd's CRI plugin, deprecated and still read where `config_path` is empty.

use alloc::{boxed::Box, collections::BTreeMap, format, string::String, vec::Vec};

use super::super::address::is_localhost;
use super::super::attempt::{Attempt, Join};
use super::super::capabilities::Capabilities;
use super::super::finding::{Finding, FindingKind};
use super::super::problem::{ConfigError, ConfigErrorKind, Consequence};
use super::super::resolution::Resolution;
use super::super::rule_source::RuleSource;
use super::super::transport::{TlsChecks, Transport};
use super::directories::namespace;
use super::requests::nothing_asked;
use crate::go::whole_url::{Refusal, Url};
use crate::reference::Reference;
use crate::reference::normalize::api_host;

/// The table `[plugins."io.containerd.grpc.v1.cri".registry.mirrors]`: endpoints by registry, `*` for all others.
///
/// Rules of containerd 2.3 (`registryEndpoints` in `internal/cri/server/images/image_pull.go`).
///
/// ```
/// use pullspec::Reference;
/// use pullspec::registry::node::containerd::ContainerdMirrors;
/// let mirrors = ContainerdMirrors::new().with_mirror("*", ["https://mirror.example"]);
/// let resolution = mirrors.resolve(&Reference::parse("quay.io/team/app:1")?)?;
/// let hosts: Vec<_> = resolution.attempts().iter().map(|attempt| attempt.host()).collect();
/// assert_eq!(hosts, ["mirror.example", "quay.io"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ContainerdMirrors {
    mirrors: BTreeMap<Box<str>, Vec<Box<str>>>,
}

/// Where the endpoints stand, for people.
const FILE: &str = "config.toml";

impl ContainerdMirrors {
    /// Makes an empty table.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The same with the endpoints of a registry.
    #[must_use]
    pub fn with_mirror(
        mut self,
        registry: impl Into<Box<str>>,
        endpoints: impl IntoIterator<Item = impl Into<Box<str>>>,
    ) -> Self {
        self.mirrors.insert(registry.into(), endpoints.into_iter().map(Into::into).collect());
        self
    }

    /// Returns where containerd asks for an image, in order. The registry itself comes last, unless an endpoint has its
    /// name as host.
    ///
    /// # Errors
    /// An endpoint is not a URL.
    pub fn resolve(&self, image: &Reference) -> Result<Resolution, ConfigError> {
        let image = &image.clone().docker_ref();
        let domain = image.domain();
        let (key, endpoints) = match self.mirrors.get_key_value(domain) {
            Some((key, endpoints)) => (&**key, &**endpoints),
            None => ("*", self.mirrors.get("*").map_or(&[][..], |endpoints| endpoints)),
        };
        let mut resolution = Resolution::default();
        if key != "*"
            && endpoints.is_empty()
            && self.mirrors.get("*").is_some_and(|others| !others.is_empty())
        {
            let rule = RuleSource::new(FILE, None, format!("mirrors.{key:?}"));
            resolution.findings.push(Finding::new(FindingKind::EmptyMirrorList, rule, key));
        }
        for other in self.mirrors.keys() {
            let rule = || RuleSource::new(FILE, None, format!("mirrors.{other:?}"));
            let kind = FindingKind::of_near_miss(other, domain);
            resolution.findings.extend(kind.map(|kind| Finding::new(kind, rule(), &**other)));
        }
        let mut origin_is_listed = false;
        for endpoint in endpoints {
            let url = read(endpoint).map_err(|why| {
                let what = format!("endpoint {endpoint:?} is not a URL: {why}");
                ConfigError::new(ConfigErrorKind::EndpointUrl, FILE, what, Consequence::PullFails)
            })?;
            origin_is_listed |= url.host == domain;
            let rule = RuleSource::new(FILE, None, format!("mirrors.{key:?}: endpoint {endpoint:?}"));
            if !url.path.is_empty() && !url.path.trim_end_matches('/').ends_with("/v2") {
                resolution.findings.push(Finding::new(
                    FindingKind::PathWithoutVersion,
                    rule.clone(),
                    &**endpoint,
                ));
            }
            resolution.attempts.push(attempt(url, image, rule));
        }
        if !origin_is_listed {
            let host = api_host(domain);
            let scheme = if is_localhost(host) { "http" } else { "https" };
            let url = Url { scheme: scheme.into(), host: host.into(), ..Url::default() };
            let mut attempt = attempt(url, image, RuleSource::built_in("the registry's own host comes last"));
            attempt.origin = true;
            resolution.attempts.push(attempt);
        }
        resolution.find_unusable();
        resolution.nothing = nothing_asked(&resolution, image);
        Ok(resolution)
    }
}

/// `addDefaultScheme` and `url.Parse`.
fn read(endpoint: &str) -> Result<Url, Refusal> {
    if endpoint.contains("://") {
        return Url::parse(endpoint);
    }
    let host = Url::parse(&format!("dummy://{endpoint}"))?.host;
    let scheme = if is_localhost(&host) { "http" } else { "https" };
    Url::parse(&format!("{scheme}://{endpoint}"))
}

fn attempt(url: Url, image: &Reference, rule: RuleSource) -> Attempt {
    let domain = image.domain();
    let path: String = if url.path.is_empty() { "/v2".into() } else { url.path };
    let skip_verify = is_localhost(domain) && url.scheme == "http";
    let ns = namespace(domain, &url.host);
    Attempt {
        origin: ns.is_none(),
        ns,
        capabilities: Capabilities::PULL | Capabilities::RESOLVE | Capabilities::REFERRERS,
        tls: TlsChecks { skip_verify, ..TlsChecks::default() },
        join: Join::Clean,
        ..Attempt::of(image, Transport::of_scheme(&url.scheme), (&url.host, &path), rule)
    }
}
