//! One entry of a `hosts.toml`: its URL, its settings, its files (`parseHostConfig`, `updateTLSConfigFromHost`).

use alloc::{boxed::Box, collections::BTreeSet, format, string::String, vec::Vec};

use super::super::address::is_localhost;
use super::super::capabilities::Capabilities;
use super::super::problem::ConfigErrorKind;
use super::super::transport::{FallbackOn, TlsChecks, Transport};
use super::document::{Any, At, Fault, Settings};
use super::files::Files;
use crate::go::duration::is_duration;
use crate::go::lower::lowered;
use crate::go::path_clean::clean;
use crate::go::whole_url::{Url, split_host_port};
use crate::reference::normalize::api_host;

/// An entry of the list, as far as the file says it (`hostConfig`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Host {
    pub(super) scheme: String,
    pub(super) name: String,
    pub(super) path: String,
    pub(super) capabilities: Capabilities,
    pub(super) skip_verify: Option<bool>,
    pub(super) ca: Option<Vec<String>>,
    pub(super) client: Vec<(String, Option<String>)>,
    /// Where `ca` and `client` stand.
    written_at: (usize, usize),
    pub(super) header: Vec<(Box<str>, Vec<Box<str>>)>,
}

impl Host {
    /// The entry that is there when no file says anything.
    pub(super) fn unwritten() -> Self {
        Self {
            scheme: String::new(),
            name: String::new(),
            path: String::new(),
            capabilities: Capabilities::ALL,
            skip_verify: None,
            ca: None,
            client: Vec::new(),
            written_at: (0, 0),
            header: Vec::new(),
        }
    }

    /// `parseHostConfig`. Any error drops the whole file.
    pub(super) fn read(server: &At<Box<str>>, settings: &Settings, directory: &str) -> Result<Self, Fault> {
        let mut host = Self::unwritten();
        if !server.value.is_empty() {
            host.point_at(server, settings.override_path.as_ref().is_some_and(|set| set.value))?;
        }
        host.skip_verify = settings.skip_verify;
        if let Some(At { value: names, offset }) = &settings.capabilities
            && !names.is_empty()
        {
            let each = names.iter().map(|name| capability(name, *offset));
            host.capabilities =
                each.collect::<Result<Vec<_>, _>>()?.into_iter().fold(Capabilities::NONE, |a, b| a | b);
        }
        if let Some(At { value, offset }) = &settings.ca {
            host.written_at.0 = *offset;
            let paths = match value {
                Any::Text(one) => Some(alloc::vec![absolute(one, directory)]),
                Any::List(list) => paths(list, directory),
                Any::Other => None,
            };
            host.ca = Some(
                paths.ok_or_else(|| Fault::from(("ca must be a path or a list of paths".into(), *offset)))?,
            );
        }
        if let Some(At { value, offset }) = &settings.client {
            host.written_at.1 = *offset;
            let pairs = match value {
                Any::Text(one) => Some(alloc::vec![(absolute(one, directory), None)]),
                Any::List(list) => list.iter().map(|one| pair(one, directory)).collect(),
                Any::Other => None,
            };
            let wanted = "client must be a path, or a list of paths and of pairs of paths";
            host.client = pairs.ok_or_else(|| Fault::from((wanted.into(), *offset)))?;
        }
        if let Some(At { value: headers, offset }) = &settings.header {
            for (name, value) in headers {
                let values = match value {
                    Any::Text(one) => Some(alloc::vec![one.clone()]),
                    Any::List(list) => list.iter().map(text).collect(),
                    Any::Other => None,
                };
                let wanted = || format!("header {name:?} must be text or a list of texts").into();
                host.header.push((name.clone(), values.ok_or_else(|| (wanted(), *offset))?));
            }
        }
        if let Some(At { value, offset }) = &settings.dial_timeout
            && !value.is_empty()
            && !is_duration(value)
        {
            return Err((
                format!("dial_timeout {value:?} is not a duration such as \"30s\"").into(),
                *offset,
            ));
        }
        Ok(host)
    }

    fn point_at(&mut self, server: &At<Box<str>>, override_path: bool) -> Result<(), Fault> {
        let At { value, offset } = server;
        // The four letters decide, not the scheme: `http-mirror.example` gets none.
        let text =
            if value.starts_with("http") { String::from(&**value) } else { format!("https://{value}") };
        let url =
            Url::parse(&text).map_err(|why| (format!("{value:?} is not a URL: {why}").into(), *offset))?;
        self.scheme = url.scheme;
        self.name = url.host;
        self.path = match &*url.path {
            "" if override_path => String::new(),
            "" => "/v2".into(),
            path => clean(path),
        };
        if !self.path.ends_with("/v2") && !override_path {
            self.path.push_str("/v2");
        }
        Ok(())
    }

    /// Whether the runtime fills in the image's own registry if this is the last entry.
    pub(super) fn stands_for_origin(&self) -> bool {
        self.name.is_empty()
    }

    /// Becomes the image's own registry (`ConfigureHosts`): all capabilities and `/v2`, whatever the file said.
    pub(super) fn become_origin(&mut self, domain: &str) {
        self.scheme = "https".into();
        self.name = api_host(domain).into();
        if is_localhost(domain) {
            let port = split_host_port(domain).map_or("", |(_, port)| port);
            if !matches!(port, "" | "443") {
                self.scheme = "http".into();
            }
            if port != "80" {
                self.skip_verify = Some(true);
            }
        }
        self.path = "/v2".into();
        self.capabilities = Capabilities::ALL;
    }

    /// HTTP with any setting of TLS becomes HTTPS with a way back.
    pub(super) fn transport(&self) -> Transport {
        let explicit = self.skip_verify.is_some() || self.ca.is_some() || !self.client.is_empty();
        let port = split_host_port(&self.name).map_or("", |(_, port)| port);
        match &*self.scheme {
            "http" if explicit && port != "80" => Transport::HttpsThenHttp(fallback(&self.name)),
            scheme => Transport::of_scheme(scheme),
        }
    }

    /// Reads what `ca` and `client` name. An error stops the pull, also from other hosts; it has the offset of the key.
    pub(super) fn tls(&self, files: &Files) -> Result<TlsChecks, (ConfigErrorKind, Box<str>, usize)> {
        let (ca_at, client_at) = self.written_at;
        let mut checks = TlsChecks { skip_verify: self.skip_verify == Some(true), ..TlsChecks::default() };
        if let Some(paths) = &self.ca {
            let mut known = BTreeSet::new();
            for path in paths {
                let file = files.pem(path).ok_or_else(|| {
                    (ConfigErrorKind::CaRead, format!("{path} cannot be read").into(), ca_at)
                })?;
                if file.certificates().next().is_none() {
                    let what = format!("{path} holds no certificate");
                    return Err((ConfigErrorKind::CaLoad, what.into(), ca_at));
                }
                known.extend(file.certificates().map(String::from));
            }
            checks.authorities = Some(known.len());
        }
        for (certificate, key) in &self.client {
            let read = |path: &str| {
                let what = || format!("{path} cannot be read").into();
                files.pem(path).ok_or_else(|| (ConfigErrorKind::ClientRead, what(), client_at))
            };
            let file = read(certificate)?;
            let key = match key {
                Some(path) => read(path)?,
                None => file.clone(),
            };
            if !file.pairs_with(&key) {
                let what = format!("{certificate} and its key do not fit each other");
                return Err((ConfigErrorKind::ClientPair, what.into(), client_at));
            }
            checks.client_certificates += 1;
        }
        Ok(checks)
    }
}

/// The failures after which containerd falls back (`httpFallback.RoundTrip`).
pub(in crate::registry::node) fn fallback(host: &str) -> FallbackOn {
    match split_host_port(host) {
        Some((_, port)) if !port.is_empty() => FallbackOn::NotTls,
        _ => FallbackOn::NotTlsOrNoConnection,
    }
}

fn capability(name: &str, offset: usize) -> Result<Capabilities, Fault> {
    Ok(match &*lowered(name) {
        "pull" => Capabilities::PULL,
        "resolve" => Capabilities::RESOLVE,
        "push" => Capabilities::PUSH,
        "referrers" => Capabilities::REFERRERS,
        _ => return Err((format!("unknown capability {name:?}").into(), offset)),
    })
}

/// `makeAbsPath`.
fn absolute(path: &str, directory: &str) -> String {
    if path.starts_with('/') { path.into() } else { clean(&format!("{directory}/{path}")) }
}

fn text(value: &Any) -> Option<Box<str>> {
    match value {
        Any::Text(text) => Some(text.clone()),
        Any::List(_) | Any::Other => None,
    }
}

fn paths(list: &[Any], directory: &str) -> Option<Vec<String>> {
    list.iter().map(|one| text(one).map(|path| absolute(&path, directory))).collect()
}

fn pair(value: &Any, directory: &str) -> Option<(String, Option<String>)> {
    match value {
        Any::Text(one) => Some((absolute(one, directory), None)),
        Any::List(list) => match <[String; 2]>::try_from(paths(list, directory)?) {
            Ok([certificate, key]) => Some((certificate, Some(key))),
            Err(_) => None,
        },
        Any::Other => None,
    }
}
