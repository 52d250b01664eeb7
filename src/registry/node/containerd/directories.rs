//! `config_path`: which directory answers for a registry, and what its files make.

use alloc::{boxed::Box, format, string::String, vec::Vec};

use super::super::attempt::{Attempt, Join};
use super::super::finding::{Finding, FindingKind};
use super::super::position::Places;
use super::super::problem::{ConfigError, ConfigErrorKind, Consequence};
use super::super::resolution::Resolution;
use super::super::rule_source::RuleSource;
use super::document::{At, Document};
use super::files::{DEFAULT_DIRECTORY, File, Files, PemFile};
use super::findings;
use super::host::Host;
use super::requests::nothing_asked;
use crate::reference::Reference;
use crate::reference::normalize::api_host;

/// Who pulls for CRI, which decides how `config_path` is read.
///
/// ```
/// use pullspec::registry::node::containerd::{HostDirectories, PullBy};
/// let path = "/etc/containerd/certs.d:/etc/docker/certs.d";
/// assert_eq!(HostDirectories::from_config_path(path, PullBy::Client).roots().count(), 2);
/// assert_eq!(HostDirectories::from_config_path(path, PullBy::TransferService).roots().count(), 1);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum PullBy {
    /// CRI itself: before 2.1, with `use_local_image_pull`, or with an option that forces it (mirrors, configs, auths,
    /// `discard_unpacked_layers`, another `max_concurrent_downloads` than 3). Splits the path at colons.
    Client,
    /// The transfer service, the default since 2.1. Takes the text as one directory, so that with several roots none is
    /// read (containerd issues 12415, 12636 and 12808).
    TransferService,
}

/// The `hosts.toml` directories of a node, as texts.
///
/// ```
/// use pullspec::Reference;
/// use pullspec::registry::node::containerd::HostDirectories;
/// let none = HostDirectories::new(["/etc/containerd/certs.d"]);
/// let resolution = none.resolve(&Reference::parse("redis")?)?;
/// assert_eq!(resolution.attempts()[0].host(), "registry-1.docker.io");
///
/// let default = none.with_directory("/etc/containerd/certs.d/_default");
/// assert_eq!(default.directory_for(&Reference::parse("redis")?).as_deref(), Some("/etc/containerd/certs.d/_default"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HostDirectories {
    roots: Vec<String>,
    unsplit: bool,
    files: Files,
}

impl HostDirectories {
    /// Makes one with these roots, asked in order.
    #[must_use]
    pub fn new(roots: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self { roots: roots.into_iter().map(Into::into).collect(), ..Self::default() }
    }

    /// Makes one from the value of `config_path`, as the one who pulls reads it.
    #[must_use]
    pub fn from_config_path(config_path: &str, pull_by: PullBy) -> Self {
        match pull_by {
            PullBy::Client => Self::new(config_path.split(':').filter(|root| !root.is_empty())),
            PullBy::TransferService => {
                Self { unsplit: config_path.contains(':'), ..Self::new([config_path]) }
            }
        }
    }

    /// The same with the text of a file, by its whole path.
    #[must_use]
    pub fn with_text(mut self, path: &str, text: impl Into<Box<str>>) -> Self {
        self.files.insert(path, File::Text(text.into()));
        self
    }

    /// The same with what is known of a certificate or key file, by its whole path.
    ///
    /// ```
    /// use pullspec::Reference;
    /// use pullspec::registry::node::containerd::{HostDirectories, PemFile, PemKey};
    /// let hosts = HostDirectories::new(["certs.d"])
    ///     .with_text("certs.d/quay.io/hosts.toml", "server = \"https://quay.io\"\nca = \"/etc/ca.pem\"\n");
    /// let image = Reference::parse("quay.io/team/app")?;
    /// assert!(hosts.resolve(&image).is_err()); // the file is not there
    /// let hosts = hosts.with_pem("/etc/ca.pem", PemFile::new(["our authority"], PemKey::Absent));
    /// assert_eq!(hosts.resolve(&image)?.attempts()[0].tls().authorities, Some(1));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn with_pem(mut self, path: &str, file: PemFile) -> Self {
        self.files.insert(path, File::Pem(file));
        self
    }

    /// The same with a directory, which exists also when it is empty.
    #[must_use]
    pub fn with_directory(mut self, path: &str) -> Self {
        self.files.insert(path, File::Directory);
        self
    }

    /// Returns the roots, in the order in which they are asked.
    pub fn roots(&self) -> impl Iterator<Item = &str> {
        self.roots.iter().map(|root| &**root)
    }

    /// Returns the directory that answers for an image, if there is one.
    ///
    /// The first root in which there is one decides: `_default` there beats the exact name in the next.
    #[must_use]
    pub fn directory_for(&self, image: &Reference) -> Option<String> {
        let domain = image.domain();
        let names = [with_underscores(domain), Some(domain.into()), Some(DEFAULT_DIRECTORY.into())];
        let paths = self
            .roots
            .iter()
            .flat_map(|root| names.iter().flatten().map(move |name| format!("{root}/{name}")));
        paths.into_iter().find(|path| self.files.has_directory(path))
    }

    /// Returns the files that the image's directory names as `ca` and `client`, which a
    /// [resolution](Self::resolve) wants to know.
    ///
    /// ```
    /// use pullspec::Reference;
    /// use pullspec::registry::node::containerd::HostDirectories;
    /// let file = "[host.\"https://mirror.example\"]\nca = \"ca.crt\"\nclient = [[\"/c.cert\", \"/c.key\"]]\n";
    /// let hosts = HostDirectories::new(["certs.d"]).with_text("certs.d/quay.io/hosts.toml", file);
    /// let named = hosts.named_files(&Reference::parse("quay.io/app")?);
    /// assert_eq!(named, ["certs.d/quay.io/ca.crt", "/c.cert", "/c.key"]);
    /// # Ok::<(), pullspec::error::ParseError>(())
    /// ```
    #[must_use]
    pub fn named_files(&self, image: &Reference) -> Vec<String> {
        let entries =
            self.directory_for(image).map(|directory| self.entries(&directory, &mut Resolution::default()));
        let files = |(host, _): (Host, RuleSource)| {
            let pairs = host.client.into_iter().flat_map(|(certificate, key)| [Some(certificate), key]);
            host.ca.into_iter().flatten().chain(pairs.flatten())
        };
        entries.into_iter().flatten().flat_map(files).collect()
    }

    /// Returns where containerd asks for an image, in order: first the hosts of the directory, last the image's own
    /// registry, unless the file names a `server`.
    ///
    /// # Errors
    /// A file named as `ca` or `client` is missing, holds nothing of use or does not fit its key. Errors in the
    /// `hosts.toml` itself are not among them: the file is [dropped](Resolution::dropped) and the pull goes on.
    pub fn resolve(&self, image: &Reference) -> Result<Resolution, ConfigError> {
        let image = &image.clone().docker_ref();
        let mut resolution = Resolution::default();
        let directory = self.directory_for(image);
        match self.roots.first() {
            Some(root) if self.unsplit => {
                let rule = RuleSource::built_in("config_path");
                resolution.findings.push(Finding::new(FindingKind::RootsNotSplit, rule, root.as_str()));
            }
            _ => findings::of_roots(
                &self.roots,
                &self.files,
                image.domain(),
                directory.as_deref(),
                &mut resolution.findings,
            ),
        }
        let mut entries = match &directory {
            Some(directory) => self.entries(directory, &mut resolution),
            None => {
                [(Host::unwritten(), RuleSource::built_in("no directory for this registry: its own host"))]
                    .into()
            }
        };
        // The last entry alone becomes the origin; others without a host stay dead.
        let mut last_is_origin = false;
        if let Some((host, rule)) = entries.last_mut()
            && host.stands_for_origin()
        {
            last_is_origin = true;
            host.become_origin(image.domain());
            if rule.file().is_some() && rule.text().is_empty() {
                *rule = RuleSource::built_in("no `server` in the file: the registry's own host comes last");
            }
        }
        let last = entries.len().saturating_sub(1);
        for (at, (host, rule)) in entries.into_iter().enumerate() {
            let tls = host.tls(&self.files).map_err(|(kind, what, offset)| {
                let error = ConfigError::of_rule(kind, &rule, what, Consequence::PullFails);
                match self.files.text(error.file()) {
                    Some(text) => error.with_offset(text, offset),
                    None => error,
                }
            })?;
            let origin = (at == last && last_is_origin) || is_own_host(image.domain(), &host.name);
            resolution.attempts.push(attempt(&host, image, tls, origin, rule));
        }
        findings::of_attempts(&mut resolution, image);
        resolution.nothing = nothing_asked(&resolution, image);
        Ok(resolution)
    }

    /// `loadHostDir`: the entries of one directory, each with the rule that made it.
    fn entries(&self, directory: &str, resolution: &mut Resolution) -> Vec<(Host, RuleSource)> {
        let path = format!("{directory}/hosts.toml");
        let Some(text) = self.files.text(&path).filter(|text| !text.is_empty()) else {
            return [self.certificate_files(directory)].into();
        };
        match read(&path, text, directory) {
            Ok((entries, document)) => {
                findings::of_document(&path, text, &document, &entries, &mut resolution.findings);
                let ignored = self.files.names_in(directory).find(|name| is_certificate(name));
                if let Some(name) = ignored.filter(|_| uses_no_file(&document)) {
                    let rule = RuleSource::new(&*path, None, "hosts.toml");
                    resolution.findings.push(Finding::new(FindingKind::CertificateFileIgnored, rule, name));
                }
                entries
            }
            Err((what, offset)) => {
                let error = ConfigError::new(ConfigErrorKind::Toml, path, what, Consequence::FileDropped);
                resolution.dropped.push(error.with_offset(text, offset));
                [self.certificate_files(directory)].into()
            }
        }
    }

    /// `loadCertFiles`: Docker's layout, by the ends of names.
    fn certificate_files(&self, directory: &str) -> (Host, RuleSource) {
        let mut host = Host::unwritten();
        let mut authorities = Vec::new();
        for name in self.files.names_in(directory) {
            let path = format!("{directory}/{name}");
            if name.strip_suffix(".crt").is_some() {
                authorities.push(path);
            } else if let Some(stem) = name.strip_suffix(".cert") {
                let key = format!("{directory}/{stem}.key");
                let key = self.files.pem(&key).is_some().then_some(key);
                host.client.push((path, key));
            }
        }
        host.ca = Some(authorities).filter(|paths| !paths.is_empty());
        (
            host,
            RuleSource::new(
                directory,
                None,
                "no usable hosts.toml: the registry's own host, with its certificate files",
            ),
        )
    }
}

type Entries = Vec<(Host, RuleSource)>;

/// `parseHostsFile`.
fn read(path: &str, text: &str, directory: &str) -> Result<(Entries, Document), super::document::Fault> {
    let document = Document::read(text)?;
    let nothing = super::document::Settings::default();
    let mut entries = Vec::with_capacity(document.listed.len() + 1);
    let mut places = Places::new(text);
    for name in &document.listed {
        let host = Host::read(name, document.hosts.get(&name.value).unwrap_or(&nothing), directory)?;
        let rule = RuleSource::new(path, Some(places.of(name.offset)), format!("[host.{:?}]", name.value));
        entries.push((host, rule));
    }
    let unset = At { value: Box::from(""), offset: 0 };
    let server = document.server.as_ref().unwrap_or(&unset);
    let host = Host::read(server, &document.root, directory)?;
    let rule = match &document.server {
        Some(At { value, offset }) => {
            RuleSource::new(path, Some(places.of(*offset)), format!("server = {value:?}"))
        }
        None => RuleSource::new(path, None, ""),
    };
    entries.push((host, rule));
    Ok((entries, document))
}

fn attempt(
    host: &Host,
    image: &Reference,
    tls: super::super::TlsChecks,
    origin: bool,
    rule: RuleSource,
) -> Attempt {
    Attempt {
        capabilities: host.capabilities,
        ns: namespace(image.domain(), &host.name),
        tls,
        headers: host.header.clone(),
        origin,
        join: Join::Clean,
        ..Attempt::of(image, host.transport(), (&host.name, &host.path), rule)
    }
}

/// `isProxy`: whom a host is told that it stands for.
pub(in crate::registry::node) fn namespace(domain: &str, host: &str) -> Option<Box<str>> {
    (!is_own_host(domain, host)).then(|| domain.into())
}

fn is_own_host(domain: &str, host: &str) -> bool {
    domain == host || api_host(domain) == host
}

/// `hostDirectory`: `registry.example:5000` as `registry.example_5000_`.
fn with_underscores(domain: &str) -> Option<String> {
    let (host, port) = domain.rsplit_once(':')?;
    (!host.is_empty()).then(|| format!("{host}_{port}_"))
}

fn is_certificate(name: &str) -> bool {
    [".crt", ".cert"].iter().any(|end| name.ends_with(end))
}

fn uses_no_file(document: &Document) -> bool {
    let mut all = document.hosts.values().chain([&document.root]);
    all.all(|settings| settings.ca.is_none() && settings.client.is_none())
}
