//! Where wharfie asks.

use alloc::{boxed::Box, format, string::String, vec::Vec};

use super::super::address::is_localhost;
use super::super::attempt::{Attempt, Join};
use super::super::capabilities::Capabilities;
use super::super::finding::{Finding, FindingKind};
use super::super::problem::{ConfigError, ConfigErrorKind, Consequence};
use super::super::resolution::{ReportedErrors, Resolution};
use super::super::rule_source::RuleSource;
use super::super::transport::{TlsChecks, Transport};
use super::name::{DEFAULT_REGISTRY, Image, Repository};
use super::registries::Registries;
use crate::go::path_clean::clean;
use crate::go::regexp::Regexp;
use crate::go::whole_url::{Refusal, Url, split_host_port};
use crate::reference::Reference;
use crate::reference::normalize::DEFAULT_DOMAIN;

/// The Hub as the file and mirrors name it.
const HUB: &str = DEFAULT_DOMAIN;

impl Registries {
    /// Returns where k3s and RKE2 ask for one of their own images, in order: the endpoints of the first key that exists
    /// (the registry, `docker.io` for the Hub, the registry with `:443` and `:80`, `*`), then always the registry
    /// itself.
    ///
    /// ```
    /// use pullspec::registry::node::k3s::Registries;
    /// let registries: Registries = serde_saphyr::from_str("mirrors: {'*': {endpoint: [mirror.example]}}")?;
    /// let resolution = registries.bootstrap("quay.io/team/app:1")?;
    /// let hosts: Vec<&str> = resolution.attempts().iter().map(|attempt| attempt.host()).collect();
    /// assert_eq!(hosts, ["mirror.example", "quay.io"]); // the registry itself is always asked last
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// The image is not a name by go-containerregistry's rules, or its registry is not a host.
    pub fn bootstrap(&self, image: &str) -> Result<Resolution, ConfigError> {
        let Some(parsed) = Image::parse(image) else {
            let what = format!("{image:?} is not an image name");
            return Err(ConfigError::new(ConfigErrorKind::Reference, "", what, Consequence::PullFails));
        };
        let registry = &*parsed.repository.registry;
        let mut resolution = Resolution { shows: ReportedErrors::Last, ..Resolution::default() };
        let rewritten = self.rewrite(&parsed.repository, &mut resolution.findings);
        let keys = mirror_keys(registry);
        let domain = if registry == DEFAULT_REGISTRY { HUB } else { registry };
        resolution.findings.extend(self.near_misses(domain, |key| keys.iter().any(|used| **used == *key)));
        if let Some((key, mirror)) = keys.iter().find_map(|key| self.mirrors.get_key_value(&**key)) {
            for endpoint in &mirror.endpoint {
                let shown = without_user(endpoint);
                let rule = self.rule(endpoint, format!("mirrors.{key:?}: endpoint {shown:?}"));
                match endpoint_url(endpoint) {
                    Ok(url) => resolution.attempts.push(self.attempt(url, &parsed, &rewritten, rule)),
                    Err(_) => {
                        resolution.findings.push(Finding::new(FindingKind::EndpointSkipped, rule, shown));
                    }
                }
            }
        }
        let url = endpoint_url(registry).map_err(|why| {
            let what = format!("no endpoint can be made of {registry:?}: {why}");
            ConfigError::new(ConfigErrorKind::Endpoint, "", what, Consequence::PullFails)
        })?;
        let rule = RuleSource::built_in("the registry itself is always asked last");
        resolution.attempts.push(self.attempt(url, &parsed, &rewritten, rule));
        resolution.find_unusable();
        Ok(resolution)
    }

    /// `rewrite`: the first rule that changes the name, of the key that rewrites are looked up by. That one has no
    /// ports.
    fn rewrite(&self, repository: &Repository, findings: &mut Vec<Finding>) -> Repository {
        let found = keys_for(&repository.registry).find_map(|key| self.mirrors.get_key_value(key));
        let Some((key, mirror)) = found else { return repository.clone() };
        if mirror.rewrite.len() > 1 {
            let rule = self.rule(key, format!("mirrors.{key:?}: rewrite"));
            findings.push(Finding::new(FindingKind::RewriteOrder, rule, &**key));
        }
        for (pattern, replacement) in &mirror.rewrite {
            let done = replace(pattern, &repository.path, replacement);
            if done.as_deref() == Some(&*repository.path) {
                continue;
            }
            let parsed = done.and_then(|path| Repository::parse(&format!("{}/{path}", repository.registry)));
            if let Some(rewritten) = parsed {
                return rewritten;
            }
            let rule = self.rule(pattern, format!("mirrors.{key:?}: rewrite {pattern:?}"));
            findings.push(Finding::new(FindingKind::RewriteSkipped, rule, &**pattern));
        }
        repository.clone()
    }

    fn attempt(&self, url: Url, image: &Image, rewritten: &Repository, rule: RuleSource) -> Attempt {
        let registry = &*image.repository.registry;
        let namespace =
            |host: &str| -> Box<str> { if host == DEFAULT_REGISTRY { HUB.into() } else { host.into() } };
        let origin = namespace(registry) == namespace(&url.host);
        let repository = if origin { &image.repository } else { rewritten };
        let ns = namespace(registry);
        let is_hub_itself = *ns == *HUB && url.host == DEFAULT_REGISTRY;
        let separator = if image.is_digest { '@' } else { ':' };
        let name = format!("{registry}/{}{separator}{}", repository.path, image.version);
        let skip_verify = url.scheme == "https" && self.skips_verify(&url.host);
        Attempt {
            transport: Transport::of_scheme(&url.scheme),
            ns: (*ns != *url.host && !is_hub_itself).then_some(ns),
            host: url.host.into(),
            path: url.path.into(),
            repository: repository.path.as_str().into(),
            version: image.version.as_str().into(),
            reference: Reference::parse(&name).ok(),
            capabilities: Capabilities::PULL | Capabilities::RESOLVE,
            tls: TlsChecks { skip_verify, ..TlsChecks::default() },
            headers: Vec::new(),
            user: url.user.map(Into::into),
            blocked: false,
            origin,
            rule,
            join: Join::Text,
        }
    }

    /// `getTLSConfig`: a pair of which one half is missing makes the whole setting void.
    fn skips_verify(&self, host: &str) -> bool {
        let found = keys_for(host).find_map(|key| self.configs.get(key));
        found.and_then(|config| config.tls.as_ref()).is_some_and(|tls| {
            tls.insecure_skip_verify && tls.cert_file.is_empty() == tls.key_file.is_empty()
        })
    }
}

/// The keys of mirrors that are looked up for a registry, in order.
fn mirror_keys(registry: &str) -> Vec<Box<str>> {
    let mut keys: Vec<Box<str>> = [registry.into()].into();
    if registry == DEFAULT_REGISTRY {
        keys.push(HUB.into());
    } else if split_host_port(registry).is_none() {
        keys.extend([format!("{registry}:443").into(), format!("{registry}:80").into()]);
    }
    keys.push("*".into());
    keys
}

/// A name, the Hub's other one, and `*`.
fn keys_for(registry: &str) -> impl Iterator<Item = &str> {
    let hub = (registry == DEFAULT_REGISTRY).then_some(HUB);
    [Some(registry), hub, Some("*")].into_iter().flatten()
}

/// An endpoint with the scheme that is meant where none is written: wharfie and k3s read that alike.
pub(super) fn with_scheme(endpoint: &str) -> Result<Url, Refusal> {
    let mut url =
        if endpoint.contains("://") { Url::parse(endpoint)? } else { Url::parse(&format!("//{endpoint}"))? };
    if url.scheme.is_empty() {
        let port = split_host_port(&url.host).map_or("", |(_, port)| port);
        let plain = is_localhost(&url.host) && !matches!(port, "" | "443");
        url.scheme = if plain { "http".into() } else { "https".into() };
    }
    Ok(url)
}

/// `normalizeEndpointAddress`.
fn endpoint_url(endpoint: &str) -> Result<Url, Refusal> {
    let mut url = with_scheme(endpoint)?;
    if url.host.is_empty() {
        return Err("no host".into());
    }
    url.path = match &*url.path {
        "" | "/" | "/v2" => "/v2".into(),
        path => clean(path),
    };
    Ok(url)
}

/// Go's `ReplaceAllString`. `None`: not a pattern.
pub(super) fn replace(pattern: &str, text: &str, replacement: &str) -> Option<String> {
    Regexp::compile(pattern).map(|pattern| pattern.replace_all(text, replacement))
}

/// An endpoint for people: a password may stand in it.
fn without_user(endpoint: &str) -> Box<str> {
    let (scheme, rest) = endpoint.split_once("://").unwrap_or(("", endpoint));
    let authority = rest.split('/').next().unwrap_or_default();
    match authority.rsplit_once('@') {
        Some((user, _)) => {
            let rest = rest.get(user.len() + 1..).unwrap_or_default();
            format!("{scheme}{}{rest}", if scheme.is_empty() { "" } else { "://" }).into()
        }
        None => endpoint.into(),
    }
}
