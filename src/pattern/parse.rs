//! From text to pattern, and which slip keeps a text from being one.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use super::error::{PatternError, PatternErrorKind};
use super::shape::{BELOW, MANY, ONE, Pattern, Tags, Version};
use crate::digest::Digest;
use crate::reference::normalize::{DEFAULT_DOMAIN, LEGACY_DOMAIN, LOCALHOST, is_domain};
use crate::reference::parse::grammar::{self, KEPT};
use crate::reference::parts::split_port;
use crate::reference::{Path, Reference, Tag};

/// So that no text makes an engine try many ways to share a name out among wildcards.
const MAX_WILDCARDS: usize = 8;

impl Pattern {
    /// Parses a pattern. One without a wildcard in its name is any spelling of a reference; one with a wildcard names
    /// its registry.
    ///
    /// ```
    /// use pullspec::Pattern;
    /// use pullspec::pattern::PatternErrorKind;
    /// assert_eq!(Pattern::parse("redis")?.to_string(), "docker.io/library/redis");
    /// let error = Pattern::parse("busybox*").unwrap_err();
    /// assert_eq!(error.kind(), PatternErrorKind::ShortWildcard);
    /// # Ok::<(), pullspec::pattern::PatternError>(())
    /// ```
    ///
    /// # Errors
    /// - `*` in a port or beside other characters of a host label (`qu*.io`), `**` not at the end of the path or beside
    ///   other characters, `*` for a whole registry (that is `**`), more than eight of them
    /// - a wildcard pattern without a registry (`busybox*`, `team/*`; on Docker Hub `docker.io/team/*`)
    /// - a registry without a path (`quay.io`; the whole registry is `quay.io/**`); any name with a dot and no slash
    ///   counts as one, and so do `localhost` and a name with a port (`myhost:5000`)
    /// - a part that is not valid in a reference either
    pub fn parse(text: &str) -> Result<Self, PatternError> {
        let (name, version) = split_version(text)?;
        let (name, below) = match name.strip_suffix(BELOW) {
            Some(name) => (name, true),
            None => (name, false),
        };
        if !name.contains('*') {
            let named = Reference::parse(name).map_err(|error| PatternError::part(error, 0))?;
            if named.domain().is_empty() {
                return Err(PatternError::new(PatternErrorKind::NoRegistry, 0..name.len()));
            }
            // `quay.io` alone would be the image `library/quay.io`, which is not meant by it.
            let looks_like_host = name.contains('.') || name == LOCALHOST;
            if looks_like_host && !name.contains('/') {
                return Err(PatternError::new(PatternErrorKind::NoPath, 0..name.len()));
            }
            if !name.contains('/') && looks_like_port(&version) {
                return Err(PatternError::new(PatternErrorKind::TagOrPort, 0..text.len()));
            }
            return Ok(Self { domain: named.domain().into(), path: named.path().into(), below, version });
        }
        if name.matches('*').count() > MAX_WILDCARDS {
            return Err(PatternError::new(PatternErrorKind::TooManyWildcards, 0..name.len()));
        }
        let Some((domain, path)) = name.split_once('/') else {
            let kind =
                if name.contains('.') { PatternErrorKind::NoPath } else { PatternErrorKind::ShortWildcard };
            return Err(PatternError::new(kind, 0..name.len()));
        };
        check_domain(domain)?;
        check_path(path, domain.len() + 1, below)?;
        Ok(Self { domain: canonical_domain(domain).into(), path: path.into(), below, version })
    }
}

/// Docker Hub's old name stands for its present one, as in references.
fn canonical_domain(domain: &str) -> &str {
    if domain == LEGACY_DOMAIN { DEFAULT_DOMAIN } else { domain }
}

/// Whether the only tag is a number that is more often a port, with or without a digest.
fn looks_like_port(version: &Version) -> bool {
    let (Version::Tags(tags) | Version::Pinned { tags: Some(tags), .. }) = version else { return false };
    let [tag] = tags.as_slice() else { return false };
    !tag.starts_with('0') && matches!(tag.parse::<u16>(), Ok(80 | 443 | 1024..))
}

/// Splits `:tag`, `@digest` or `@*` off the end.
fn split_version(text: &str) -> Result<(&str, Version), PatternError> {
    let Some((tagged, digest)) = text.split_once('@') else {
        let (name, tags) = split_tags(text)?;
        return Ok((name, tags.map_or(Version::Any, Version::Tags)));
    };
    let (name, tags) = split_tags(tagged)?;
    let digest = match digest {
        ONE => None,
        _ => Some(Digest::parse(digest).map_err(|error| PatternError::part(error, tagged.len() + 1))?),
    };
    Ok((name, Version::Pinned { tags, digest }))
}

/// Splits `:tag` or `:{tag,tag}` off the end.
fn split_tags(text: &str) -> Result<(&str, Option<Tags>), PatternError> {
    // The tag's `:` is the last one after the last slash.
    let from = text.rfind('/').unwrap_or_default();
    let Some(at) = text.get(from..).and_then(|last| last.find(':')).map(|at| from + at) else {
        return Ok((text, None));
    };
    let (name, tag) = text.split_at_checked(at).unwrap_or_default();
    let tag = tag.get(1..).unwrap_or_default();
    let Some(list) = tag.strip_prefix('{').and_then(|list| list.strip_suffix('}')) else {
        return Ok((name, Some(Vec::from([checked_tag(tag, at + 1)?]))));
    };
    let mut from = at + 2;
    let mut tags = Vec::new();
    for tag in list.split(',').filter(|_| !list.is_empty()) {
        tags.push(checked_tag(tag, from)?);
        from += tag.len() + 1;
    }
    Ok((name, Some(tags)))
}

fn checked_tag(text: &str, from: usize) -> Result<Box<str>, PatternError> {
    if text.matches('*').count() > MAX_WILDCARDS {
        return Err(PatternError::new(PatternErrorKind::TooManyWildcards, from..from + text.len()));
    }
    Tag::parse(&without_stars(text)).map_err(|error| PatternError::part(error, from))?;
    Ok(single_stars(text))
}

/// A letter is as valid as the wildcard in its place.
fn without_stars(text: &str) -> String {
    text.chars().map(|c| if c == '*' { 'x' } else { c }).collect()
}

/// Several stars in a row mean no more than one.
fn single_stars(text: &str) -> Box<str> {
    let mut last = ' ';
    let kept = text.chars().filter(|&c| core::mem::replace(&mut last, c) != '*' || c != '*');
    kept.collect::<String>().into()
}

/// A host whose labels may be `*` and whose first label may be `**`, in front of a path.
fn check_domain(domain: &str) -> Result<(), PatternError> {
    let (host, port) = split_port(domain);
    if port.is_some_and(|port| port.contains('*')) {
        return Err(PatternError::new(PatternErrorKind::PartialWildcard, host.len() + 1..domain.len()));
    }
    let mut at = 0;
    for label in host.split('.') {
        let span = at..at + label.len();
        match label {
            MANY if at == 0 => {}
            MANY => return Err(PatternError::new(PatternErrorKind::DeepWildcardInHost, span)),
            _ if label.contains('*') && label != ONE => {
                return Err(PatternError::new(PatternErrorKind::PartialWildcard, span));
            }
            _ => {}
        }
        at += label.len() + 1;
    }
    let plain = without_stars(domain);
    grammar::domain::<KEPT>(plain.as_bytes())
        .map_err(|(component, fault)| PatternError::part(grammar::locate(&plain, component, 0, fault), 0))?;
    match domain {
        MANY => Ok(()),
        ONE => Err(PatternError::new(PatternErrorKind::OneLabelRegistry, 0..domain.len())),
        _ if is_domain(domain) => Ok(()),
        _ => Err(PatternError::new(PatternErrorKind::NotAHost, 0..domain.len())),
    }
}

/// Components that may have `*` in them, the last one `**`.
fn check_path(path: &str, from: usize, below: bool) -> Result<(), PatternError> {
    let mut at = 0;
    for component in path.split('/') {
        let span = from + at..from + at + component.len();
        at += component.len() + 1;
        match component {
            MANY if at > path.len() && !below => {}
            _ if component.contains(MANY) => {
                return Err(PatternError::new(PatternErrorKind::DeepWildcardInside, span));
            }
            _ => {
                Path::parse(&without_stars(component))
                    .map_err(|error| PatternError::part(error, span.start))?;
            }
        }
    }
    // Each component is valid, so this is about their length together.
    Path::parse(&without_stars(path)).map(|_| ()).map_err(|error| PatternError::part(error, from))
}
