//! Image names as go-containerregistry reads them, which is neither Docker's grammar nor containers/image's.
//!
//! Rules of its `pkg/name` of 2026: weak validation, `index.docker.io` for the Hub.

use alloc::{format, string::String};

use crate::go::whole_url::Url;
use crate::reference::normalize::{DEFAULT_DOMAIN, DEFAULT_TAG, LEGACY_DOMAIN, OFFICIAL_PATH, has_host_form};

/// The Hub's name in go-containerregistry.
pub(super) const DEFAULT_REGISTRY: &str = LEGACY_DOMAIN;

/// A name with the registry filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Repository {
    pub(super) registry: String,
    /// With `library/` for the Hub's own.
    pub(super) path: String,
}

/// A name, and the tag or digest the manifest is asked for by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Image {
    pub(super) repository: Repository,
    pub(super) version: String,
    pub(super) is_digest: bool,
}

impl Image {
    /// `ParseReference`: as a tag, else as a digest.
    pub(super) fn parse(text: &str) -> Option<Self> {
        if let Some((repository, tag)) = parse_tag(text) {
            return Some(Self { repository, version: tag.into(), is_digest: false });
        }
        let (base, digest) = text.split_once('@').filter(|(_, digest)| !digest.contains('@'))?;
        let hex = digest.strip_prefix("sha256:")?;
        let is_hex = hex.len() == 64 && hex.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        let repository = match parse_tag(base) {
            Some((repository, _)) => Some(repository),
            None => Repository::parse(base),
        };
        Some(Self { repository: repository.filter(|_| is_hex)?, version: digest.into(), is_digest: true })
    }
}

/// `NewTag`.
fn parse_tag(text: &str) -> Option<(Repository, &str)> {
    let (base, tag) = match text.rsplit_once(':') {
        Some((base, tag)) if !tag.contains('/') => (base, tag),
        _ => return Repository::parse(text).map(|repository| (repository, DEFAULT_TAG)),
    };
    let may_stand = |b: u8| b.is_ascii_alphanumeric() || b"_-.".contains(&b);
    let fits = (1..=128).contains(&tag.len()) && tag.bytes().all(may_stand);
    Repository::parse(base).filter(|_| fits).map(|repository| (repository, tag))
}

impl Repository {
    /// `NewRepository`.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (registry, path) = match text.split_once('/') {
            Some((first, rest)) if has_host_form(first) => (first, rest),
            _ => ("", text),
        };
        let may_stand = |b: u8| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-' | b'.' | b'/');
        if !(1..=255).contains(&path.len()) || !path.bytes().all(may_stand) {
            return None;
        }
        Url::parse(&format!("//{registry}")).ok().filter(|url| url.host == registry)?;
        let registry = match registry {
            "" | DEFAULT_DOMAIN => DEFAULT_REGISTRY,
            other => other,
        };
        let implicit = registry == DEFAULT_REGISTRY && !path.contains('/');
        let path = if implicit { format!("{OFFICIAL_PATH}{path}") } else { path.into() };
        Some(Self { registry: registry.into(), path })
    }
}
