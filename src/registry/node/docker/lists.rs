//! The two lists of `daemon.json` as the daemon checks and keeps them when it starts.

use alloc::{collections::BTreeSet, format, string::String, vec::Vec};
use core::net::IpAddr;

use super::super::address::in_network;
use super::super::problem::{ConfigError, ConfigErrorKind, Consequence};
use super::super::rule_source::RuleSource;
use crate::go::whole_url::{Url, split_host_port};
use crate::reference::Domain;
use crate::reference::normalize::DEFAULT_DOMAIN;

/// Where the lists stand, for people.
pub(super) const FILE: &str = "daemon.json";

/// `serviceConfig`.
pub(super) struct Lists {
    /// With one slash at the end, without repeats.
    pub(super) mirrors: Vec<String>,
    insecure: BTreeSet<String>,
    networks: Vec<(IpAddr, u32, String)>,
}

impl Lists {
    /// `newServiceConfig`: the first wrong entry keeps the daemon from starting.
    pub(super) fn check(mirrors: &[String], insecure: &[String]) -> Result<Self, ConfigError> {
        let mut lists = Self { mirrors: Vec::new(), insecure: BTreeSet::new(), networks: Vec::new() };
        let mut known = BTreeSet::new();
        for mirror in mirrors {
            let mirror = normalized_mirror(mirror)?;
            if known.insert(mirror.clone()) {
                lists.mirrors.push(mirror);
            }
        }
        for entry in insecure.iter().map(|entry| &**entry).chain(ALWAYS_INSECURE) {
            lists.add_insecure(entry)?;
        }
        Ok(lists)
    }

    /// One entry of `loadInsecureRegistries`.
    fn add_insecure(&mut self, entry: &str) -> Result<(), ConfigError> {
        if entry.starts_with('-') || entry.ends_with('-') {
            return Err(insecure(ConfigErrorKind::InsecureHyphen, entry, "begins or ends with a hyphen"));
        }
        let host = match entry.split_once("://") {
            None => entry,
            Some((scheme, host)) if ["http", "https"].iter().any(|one| scheme.eq_ignore_ascii_case(one)) => {
                host
            }
            Some(_) => return Err(insecure(ConfigErrorKind::InsecureScheme, entry, "has a scheme")),
        };
        if let Some((address, bits)) = parse_network(host) {
            self.networks.push((address, bits, entry.into()));
            return Ok(());
        }
        let (name, port) = split_host_port(host).unwrap_or((host, ""));
        if Domain::parse(host).is_err() && name.parse::<IpAddr>().is_err() {
            return Err(insecure(ConfigErrorKind::InsecureHost, entry, "is not a host"));
        }
        if !port.is_empty() && port.parse::<u16>().is_err() {
            return Err(insecure(ConfigErrorKind::InsecurePort, entry, "has an invalid port"));
        }
        self.insecure.insert(host.into());
        Ok(())
    }

    /// `isSecureIndex`, negated: the entry that lists the host as it is written, or a network that it lies in.
    pub(super) fn insecure_by(
        &self,
        host: &str,
        resolve: impl FnOnce(&str) -> Vec<IpAddr>,
    ) -> Option<RuleSource> {
        let rule = |entry: &str| RuleSource::new(FILE, None, format!("insecure-registries: {entry}"));
        if host == DEFAULT_DOMAIN {
            return None;
        }
        if self.insecure.contains(host) {
            return Some(rule(host));
        }
        let name = split_host_port(host).map_or(host, |(name, _)| name);
        let addresses = match name.parse() {
            Ok(address) => [address].into(),
            Err(_) => resolve(name),
        };
        let addresses: Vec<IpAddr> = addresses.into_iter().map(|address| address.to_canonical()).collect();
        let holds =
            |network: IpAddr, bits| addresses.iter().any(|&address| in_network(address, network, bits));
        let (_, _, entry) = self.networks.iter().find(|&&(network, bits, _)| holds(network, bits))?;
        Some(if ALWAYS_INSECURE.contains(&&**entry) {
            RuleSource::built_in(format!("{entry} is always among the insecure registries"))
        } else {
            rule(entry)
        })
    }

    /// The entries that are hosts, not networks.
    pub(super) fn hosts(&self) -> impl Iterator<Item = &str> {
        self.insecure.iter().map(|entry| &**entry)
    }

    /// Whether the Hub is listed, which changes nothing.
    pub(super) fn lists_hub(&self) -> bool {
        self.insecure.contains(DEFAULT_DOMAIN)
    }
}

/// The networks that no list has to name.
const ALWAYS_INSECURE: [&str; 2] = ["::1/128", "127.0.0.0/8"];

/// `ValidateMirror`.
fn normalized_mirror(mirror: &str) -> Result<String, ConfigError> {
    let refuse = |kind, why: &str| {
        let what = format!("registry-mirrors: {mirror:?} {why}");
        Err(ConfigError::new(kind, FILE, what, Consequence::DaemonStops))
    };
    if mirror.split_once("://").is_none_or(|(scheme, _)| scheme.is_empty()) {
        return refuse(ConfigErrorKind::MirrorNoScheme, "has no scheme");
    }
    let url = match Url::parse(mirror) {
        Ok(url) => url,
        Err(why) => return refuse(ConfigErrorKind::MirrorUri, &format!("is not a URL: {why}")),
    };
    if !matches!(&*url.scheme, "http" | "https") {
        return refuse(ConfigErrorKind::MirrorScheme, "has another scheme than http and https");
    }
    if url.has_query || url.has_fragment {
        return refuse(ConfigErrorKind::MirrorQuery, "has a query or a fragment");
    }
    if url.user.is_some() {
        return refuse(ConfigErrorKind::MirrorUserinfo, "has a user name");
    }
    Ok(format!("{}/", mirror.strip_suffix('/').unwrap_or(mirror)))
}

fn insecure(kind: ConfigErrorKind, entry: &str, why: &str) -> ConfigError {
    ConfigError::new(kind, FILE, format!("insecure-registries: {entry:?} {why}"), Consequence::DaemonStops)
}

/// Go's `netip.ParsePrefix`.
fn parse_network(text: &str) -> Option<(IpAddr, u32)> {
    let (address, bits) = text.rsplit_once('/')?;
    let address: IpAddr = address.parse().ok()?;
    let digits = !bits.is_empty()
        && bits.bytes().all(|b| b.is_ascii_digit())
        && (bits == "0" || !bits.starts_with('0'));
    let bits: u32 = bits.parse().ok().filter(|_| digits)?;
    (bits <= if address.is_ipv4() { 32 } else { 128 }).then_some((address, bits))
}
