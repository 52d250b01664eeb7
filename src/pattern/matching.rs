//! Whether a pattern stands for an image, and which part keeps it out.

use alloc::format;
use alloc::string::String;
use core::fmt;

use super::glob;
use super::shape::{MANY, ONE, Pattern, Version};
use crate::digest::Algorithm;
use crate::reference::Reference;
use crate::reference::normalize::{
    DEFAULT_DOMAIN, DEFAULT_TAG, DOCKER_HUB_API, LEGACY_DOMAIN, OFFICIAL_PATH,
};
use crate::reference::parts::split_port;

/// The part of an image that a pattern does not cover, in the order in which the parts are compared.
///
/// Closed: a reference has no more parts.
///
/// ```
/// use pullspec::{Pattern, Reference};
/// let image = Reference::parse("quay.io/team/app:1.2")?;
/// let mismatch = Pattern::parse("quay.io/team/app:1.3")?.mismatch(&image).expect("another tag");
/// assert_eq!(format!("{image}: the {mismatch} is not allowed"), "quay.io/team/app:1.2: the tag or digest is not allowed");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PatternMismatch {
    /// The registry: host or port.
    Registry,
    /// The path at that registry.
    Path,
    /// The tag or the digest, or that there is none.
    Version,
}

impl fmt::Display for PatternMismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Registry => "registry",
            Self::Path => "path",
            Self::Version => "tag or digest",
        })
    }
}

/// Names under which Docker Hub serves images; Go knows the first two only.
pub(super) const HUB_NAMES: [&str; 4] =
    [DEFAULT_DOMAIN, LEGACY_DOMAIN, DOCKER_HUB_API, "registry.hub.docker.com"];

impl Pattern {
    /// Whether the image is one of those the pattern stands for. Allocates nothing.
    ///
    /// ```
    /// use pullspec::{Pattern, Reference};
    /// let hub = Pattern::parse("docker.io/library/*")?;
    /// assert!(hub.matches(&Reference::parse("redis:7")?));
    /// assert!(!hub.matches(&Reference::parse("team/redis:7")?));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn matches(&self, image: &Reference) -> bool {
        self.mismatch(image).is_none()
    }

    /// The first part, from left to right, that keeps the image out; `None` if it matches.
    ///
    /// Of several patterns the one with the greatest mismatch comes closest: [`PatternSet`](super::PatternSet) finds
    /// it. What containerd takes for the beginning of an image ID (`sha256:4f53`) has no registry.
    ///
    /// ```
    /// use pullspec::pattern::PatternMismatch;
    /// use pullspec::{Pattern, Reference};
    ///
    /// let pinned = Pattern::parse("quay.io/team/**@*")?;
    /// let mismatch = |image| Reference::parse(image).map(|image| pinned.mismatch(&image));
    /// assert_eq!(mismatch("quay.io.evil.example/team/app:1")?, Some(PatternMismatch::Registry));
    /// assert_eq!(mismatch("quay.io/team-evil/app:1")?, Some(PatternMismatch::Path));
    /// assert_eq!(mismatch("quay.io/team/app:1")?, Some(PatternMismatch::Version));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn mismatch(&self, image: &Reference) -> Option<PatternMismatch> {
        if is_image_id(image) || !self.matches_domain(image.domain()) {
            Some(PatternMismatch::Registry)
        } else if !self.matches_path(image.path()) {
            Some(PatternMismatch::Path)
        } else if !self.matches_version(image) {
            Some(PatternMismatch::Version)
        } else {
            None
        }
    }

    /// Whether the pattern stands for the image under any name of its registry: for lists of what is denied, or must be
    /// verified.
    ///
    /// Hosts are compared without case, port 443 is not a port, and Docker Hub is also `index.docker.io`,
    /// `registry-1.docker.io` and `registry.hub.docker.com`, where `redis` and `library/redis` are one path. A tag counts
    /// beside a digest too. Whatever [`matches`](Self::matches) is covered. What does not parse has to be refused before:
    /// [`DenyList`](super::DenyList) does both. Other addresses of a registry, its mirrors and proxies are not known
    /// here, so an allow list stays the better one.
    ///
    /// ```
    /// use pullspec::{Pattern, Reference};
    ///
    /// let denied = Pattern::parse("quay.io/evil/**")?;
    /// for image in ["quay.io/evil/x", "QUAY.IO/evil/x", "quay.io:443/evil/x", "Quay.io:0443/evil/x"] {
    ///     assert!(denied.covers(&Reference::parse(image)?), "{image}");
    /// }
    /// assert!(!denied.covers(&Reference::parse("quay.io:5000/evil/x")?));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn covers(&self, image: &Reference) -> bool {
        let (domain, path) = (image.domain(), image.path());
        // On Docker Hub a name alone and the one below `library/` are the same.
        let on_hub = || match path.strip_prefix(OFFICIAL_PATH) {
            Some(name) => !name.contains('/') && self.matches_path(name),
            None => !path.contains('/') && self.matches_path(&format!("{OFFICIAL_PATH}{path}")),
        };
        self.covers_registry(domain)
            && (self.matches_path(path) || is_hub(&one_name(domain)) && on_hub())
            && self.covers_version(image)
    }

    /// Whether the registry has a name that the pattern stands for.
    pub(super) fn covers_registry(&self, domain: &str) -> bool {
        let (name, wanted) = (one_name(domain), one_name(&self.domain));
        let matches = |host: &str| matches_host(&wanted.0, host);
        !domain.is_empty()
            && (is_any(&wanted)
                || name.1 == wanted.1
                    && (matches(&name.0) || is_hub(&name) && HUB_NAMES.into_iter().any(matches)))
    }

    pub(super) fn matches_domain(&self, domain: &str) -> bool {
        matches_domain(&self.domain, domain)
    }

    fn matches_path(&self, path: &str) -> bool {
        let mut components = path.split('/');
        for wanted in self.path.split('/') {
            match components.next() {
                None => return false,
                Some(_) if wanted == MANY => return true,
                Some(component) if glob::matches(wanted, component) => {}
                Some(_) => return false,
            }
        }
        self.below || components.next().is_none()
    }

    fn matches_version(&self, image: &Reference) -> bool {
        match &self.version {
            Version::Any => true,
            Version::Tags(tags) => {
                let tag = image.tag().unwrap_or(DEFAULT_TAG);
                !image.is_canonical() && tags.iter().any(|wanted| glob::matches(wanted, tag))
            }
            Version::Pinned { tags, digest } => {
                let pinned = match (digest, image.digest()) {
                    (_, None) => false,
                    (None, Some(_)) => true,
                    (Some(wanted), Some(digest)) => *wanted == digest,
                };
                pinned && tags.as_ref().is_none_or(|tags| is_one_of(tags, image.tag()))
            }
        }
    }

    /// A tag beside a digest may be what the digest was found by.
    fn covers_version(&self, image: &Reference) -> bool {
        match &self.version {
            Version::Tags(tags) => {
                let default = (!image.is_canonical()).then_some(DEFAULT_TAG);
                is_one_of(tags, image.tag().or(default))
            }
            _ => self.matches_version(image),
        }
    }
}

fn is_one_of(tags: &[alloc::boxed::Box<str>], tag: Option<&str>) -> bool {
    tag.is_some_and(|tag| tags.iter().any(|wanted| glob::matches(wanted, tag)))
}

/// Whether containerd would look among the images of the node for one whose ID begins so: a short name like
/// `sha256:4f53` (`LocalResolve` and `digestset.Lookup`).
pub(super) fn is_image_id(image: &Reference) -> bool {
    let is_algorithm = || {
        let name = image.path().strip_prefix(OFFICIAL_PATH);
        name.is_some_and(|name| Algorithm::ALL.iter().any(|algorithm| algorithm.as_str() == name))
    };
    let is_hex = |tag: &str| tag.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    image.domain_was_defaulted() && !image.is_canonical() && image.tag().is_some_and(is_hex) && is_algorithm()
}

/// Whether a registry with or without wildcards stands for a written one.
pub(super) fn matches_domain(wanted: &str, domain: &str) -> bool {
    let ((host, port), (wanted_host, wanted_port)) = (split_port(domain), split_port(wanted));
    !domain.is_empty() && (wanted == MANY || port == wanted_port && matches_host(wanted_host, host))
}

fn matches_host(wanted: &str, host: &str) -> bool {
    if !wanted.contains('*') {
        return wanted == host;
    }
    // An address is not a label, however few dots it has.
    if host.starts_with('[') {
        return false;
    }
    let (any_depth, wanted) = match wanted.split_once('.') {
        Some((MANY, rest)) => (true, rest),
        _ if wanted == MANY => return true,
        _ => (false, wanted),
    };
    let mut labels = host.rsplit('.');
    let ends_alike =
        wanted.rsplit('.').all(|wanted| labels.next().is_some_and(|label| wanted == ONE || wanted == label));
    ends_alike && labels.next().is_some() == any_depth
}

/// The host and the port of a registry in the one spelling that all its names have.
pub(super) fn one_name(domain: &str) -> (String, Option<&str>) {
    let (host, port) = split_port(domain);
    let port = port.map(|port| port.trim_start_matches('0')).filter(|port| *port != "443");
    (host.to_ascii_lowercase(), port)
}

fn is_hub((host, port): &(String, Option<&str>)) -> bool {
    port.is_none() && HUB_NAMES.contains(&host.as_str())
}

/// Whether it stands for every registry: `**:443` does too, as every host may be written with that port.
pub(super) fn is_any((host, port): &(String, Option<&str>)) -> bool {
    port.is_none() && matches!(host.as_str(), ONE | MANY)
}
