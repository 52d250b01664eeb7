//! What k3s makes of the file for its containerd.

use alloc::{boxed::Box, collections::BTreeMap, collections::BTreeSet, format, string::String, vec::Vec};
use core::fmt::{self, Write};

use super::super::containerd::{DEFAULT_DIRECTORY, HostDirectories};
use super::super::finding::FindingKind;
use super::super::problem::ConfigError;
use super::super::resolution::Resolution;
use super::bootstrap::{replace, with_scheme};
use super::registries::{Config, Mirror, Registries};
use crate::go::whole_url::{Refusal, Url};
use crate::reference::Reference;
use crate::reference::normalize::{DEFAULT_DOMAIN, DOCKER_HUB_API, api_host};

/// The directory in which k3s writes them, for people.
const ROOT: &str = "certs.d";

/// A `hosts.toml` that k3s writes.
///
/// ```
/// use pullspec::registry::node::k3s::Registries;
/// let registries: Registries = serde_saphyr::from_str("mirrors: {quay.io: {endpoint: [mirror.example]}}")?;
/// let files = registries.hosts_toml(false);
/// assert_eq!(files[0].directory(), "quay.io");
/// assert!(files[0].text().contains("[host.\"https://mirror.example/v2\"]"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostsFile {
    directory: Box<str>,
    text: Box<str>,
}

impl HostsFile {
    /// Returns the name of the directory below containerd's `config_path`.
    #[must_use]
    pub fn directory(&self) -> &str {
        &self.directory
    }

    /// Returns the text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }
}

/// One endpoint of a file.
#[derive(Clone, PartialEq, Eq)]
struct Endpoint<'r> {
    url: String,
    override_path: bool,
    config: Option<&'r Config>,
    rewrite: Option<&'r BTreeMap<String, String>>,
}

impl Endpoint<'_> {
    /// Whether anything differs from what containerd does unasked.
    fn says_something(&self) -> bool {
        self.override_path
            || self.config.is_some_and(|config| config.auth.is_some() || config.tls.is_some())
            || self.rewrite.is_some_and(|rules| !rules.is_empty())
    }
}

impl Registries {
    /// Returns the files that k3s writes for containerd, by directory.
    ///
    /// `without_default_endpoint` is `--disable-default-registry-endpoint`: registries with mirrors and no entry in
    /// `configs` get no `server`. By containerd's own rules the registry is asked all the same. The embedded registry
    /// mirror is not among the endpoints.
    #[must_use]
    pub fn hosts_toml(&self, without_default_endpoint: bool) -> Vec<HostsFile> {
        let hosts: BTreeSet<_> = self.configs.keys().chain(self.mirrors.keys()).collect();
        let files = hosts.into_iter().filter_map(|host| self.file(host, without_default_endpoint));
        files.collect()
    }

    /// Returns where the kubelet's pulls go: what containerd makes of these files. The rewrites are done, which only
    /// k3s's own containerd knows.
    ///
    /// ```
    /// use pullspec::Reference;
    /// use pullspec::registry::node::k3s::Registries;
    /// let yaml = "mirrors: {quay.io: {endpoint: [mirror.example], rewrite: {'^team/(.*)': 'quay/$1'}}}";
    /// let registries: Registries = serde_saphyr::from_str(yaml)?;
    /// let resolution = registries.containerd(&Reference::parse("quay.io/team/app:1")?, false)?;
    /// assert_eq!(resolution.attempts()[0].repository(), "quay/app");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// As for [`HostDirectories::resolve`].
    pub fn containerd(
        &self,
        image: &Reference,
        without_default_endpoint: bool,
    ) -> Result<Resolution, ConfigError> {
        let mut hosts = HostDirectories::new([ROOT]);
        for file in self.hosts_toml(without_default_endpoint) {
            hosts = hosts.with_text(&format!("{ROOT}/{}/hosts.toml", file.directory), file.text);
        }
        for (path, pem) in &self.pems {
            hosts = hosts.with_pem(path, pem.clone());
        }
        let mut resolution = hosts.resolve(image).map_err(|error| self.in_own_words(error))?;
        // What is to be said of names and keys is said of the file that people write.
        let of_directories = |kind| {
            use FindingKind::{MisspelledDirectory, OtherCase, OtherHubName, OtherPort, UnknownKey};
            matches!(kind, MisspelledDirectory | OtherCase | OtherHubName | OtherPort | UnknownKey)
        };
        resolution.findings.retain(|finding| !of_directories(finding.kind()));
        resolution.findings.extend(self.near_misses(image.domain(), |_| false));
        let default = format!("{ROOT}/{DEFAULT_DIRECTORY}/hosts.toml");
        for attempt in resolution.attempts.iter_mut().filter(|attempt| !attempt.origin) {
            // A registry without a mirror of its own has no file, or none with its rewrites.
            let key = if attempt.rule.file() == Some(&*default) { "*" } else { image.domain() };
            let rules = self.mirrors.get(key).into_iter().flat_map(|mirror| &mirror.rewrite);
            let changed = rules
                .filter_map(|(pattern, to)| replace(pattern, &attempt.repository, to))
                .find(|done| **done != *attempt.repository);
            if let Some(done) = changed {
                let name = format!("{}/{done}", image.domain());
                attempt.reference = Reference::parse(&name).ok().and_then(|name| with_version(name, image));
                attempt.repository = done.into();
            }
        }
        Ok(resolution)
    }

    /// An error in a file that k3s writes, as one in the file that it is made of.
    fn in_own_words(&self, error: ConfigError) -> ConfigError {
        let named = self.named_files().find(|file| {
            let rest = error.what().strip_prefix(file);
            rest.is_some_and(|rest| rest.starts_with(' '))
        });
        match named {
            Some(file) => {
                let rule = self.rule(file, file);
                ConfigError::of_rule(error.kind(), &rule, error.what(), error.consequence())
            }
            None => error,
        }
    }

    /// One entry of `getHostConfigs`.
    fn file(&self, host: &str, without_default_endpoint: bool) -> Option<HostsFile> {
        let config = self.configs.get(host);
        let own = endpoint_url(host).ok()?;
        let mut default = match host {
            "*" if config.is_none() && without_default_endpoint => None,
            "*" => Some(Endpoint { url: String::new(), override_path: false, config, rewrite: None }),
            _ if config.is_none() && without_default_endpoint => None,
            _ => {
                let config = config.or_else(|| self.config_for(host));
                Some(Endpoint { url: shown(&own), override_path: false, config, rewrite: None })
            }
        };
        let nothing = Mirror::default();
        let mirror = self.mirrors.get(host).unwrap_or(&nothing);
        let mut seen = BTreeSet::new();
        let mut endpoints = Vec::new();
        for (at, text) in mirror.endpoint.iter().enumerate() {
            let Ok(url) = endpoint_url(text) else { continue };
            let registry = if url.host == DOCKER_HUB_API { DEFAULT_DOMAIN } else { &*url.host };
            let endpoint = Endpoint {
                url: shown(&url),
                override_path: url.path != "/v2",
                config: self.config_for(registry),
                rewrite: Some(&mirror.rewrite),
            };
            if !seen.insert(endpoint.url.clone()) {
                continue;
            }
            let is_last = at + 1 == mirror.endpoint.len();
            if is_last && default.as_ref().map_or("", |default| &default.url) == endpoint.url {
                default = Some(endpoint);
            } else {
                endpoints.push(endpoint);
            }
        }
        if endpoints.is_empty() && !default.as_ref().is_some_and(Endpoint::says_something) {
            return None;
        }
        let mut text = String::new();
        write_file(&mut text, default.as_ref(), &endpoints).ok()?;
        let directory = match host {
            "*" => DEFAULT_DIRECTORY.into(),
            host => host.rsplit_once(':').map_or(host.into(), |(name, port)| format!("{name}_{port}_")),
        };
        Some(HostsFile { directory: directory.into(), text: text.into() })
    }

    /// `configForHost`.
    fn config_for(&self, host: &str) -> Option<&Config> {
        let hub = (host == DEFAULT_DOMAIN).then(|| self.configs.get(DOCKER_HUB_API)).flatten();
        hub.or_else(|| self.configs.get(host))
    }
}

fn write_file(text: &mut String, default: Option<&Endpoint<'_>>, endpoints: &[Endpoint<'_>]) -> fmt::Result {
    writeln!(text, "# written by k3s")?;
    if let Some(default) = default {
        writeln!(text, "server = {}", Quoted(&default.url))?;
        write_settings(text, default)?;
    }
    for endpoint in endpoints {
        let url = Quoted(&endpoint.url);
        writeln!(text, "\n[host.{url}]\ncapabilities = [\"pull\", \"resolve\"]")?;
        write_settings(text, endpoint)?;
        if endpoint.rewrite.is_some_and(|rules| !rules.is_empty()) {
            writeln!(text, "[host.{url}.rewrite]")?;
        }
        for (pattern, to) in endpoint.rewrite.into_iter().flatten() {
            writeln!(text, "{} = {}", Quoted(pattern), Quoted(to))?;
        }
    }
    Ok(())
}

fn write_settings(text: &mut String, endpoint: &Endpoint<'_>) -> fmt::Result {
    if endpoint.override_path {
        writeln!(text, "override_path = true")?;
    }
    let Some(tls) = endpoint.config.and_then(|config| config.tls.as_ref()) else { return Ok(()) };
    if !tls.ca_file.is_empty() {
        writeln!(text, "ca = [{}]", Quoted(&tls.ca_file))?;
    }
    if !(tls.cert_file.is_empty() && tls.key_file.is_empty()) {
        writeln!(text, "client = [[{}, {}]]", Quoted(&tls.cert_file), Quoted(&tls.key_file))?;
    }
    if tls.insecure_skip_verify {
        writeln!(text, "skip_verify = true")?;
    }
    Ok(())
}

/// A text between quotes as TOML reads it.
struct Quoted<'t>(&'t str);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_char('"')?;
        for c in self.0.chars() {
            match c {
                '"' | '\\' => write!(f, "\\{c}")?,
                c if c.is_control() => write!(f, "\\U{:08X}", u32::from(c))?,
                c => f.write_char(c)?,
            }
        }
        f.write_char('"')
    }
}

/// k3s's own `normalizeEndpointAddress`: unlike wharfie's it keeps other paths as they are.
fn endpoint_url(endpoint: &str) -> Result<Url, Refusal> {
    let mut url = with_scheme(endpoint)?;
    url.host = api_host(&url.host).into();
    if matches!(&*url.path, "" | "/") {
        url.path = "/v2".into();
    }
    Ok(url)
}

fn shown(url: &Url) -> String {
    format!("{}://{}{}", url.scheme, url.host, url.path)
}

/// A rewritten name with the tag or the digest of the image.
fn with_version(name: Reference, image: &Reference) -> Option<Reference> {
    match (image.digest(), image.tag()) {
        (Some(digest), _) => Reference::parse(&format!("{}@{digest}", name.name())).ok(),
        (None, Some(tag)) => Reference::parse(&format!("{}:{tag}", name.name())).ok(),
        (None, None) => Some(name),
    }
}
