//! Which requests a pull makes, in order.

use alloc::{string::String, vec::Vec};
use core::fmt;

use super::super::attempt::Attempt;
use super::super::capabilities::Capabilities;
use super::super::resolution::{NothingAskedError, Resolution};
use crate::digest::DigestRef;
use crate::reference::Reference;

/// One request.
///
/// ```
/// use pullspec::Reference;
/// use pullspec::registry::node::containerd::{HostDirectories, resolve_requests};
/// let image = Reference::parse("quay.io/team/app:1")?;
/// let resolution = HostDirectories::default().resolve(&image)?;
/// assert_eq!(resolve_requests(&resolution, &image)?[0].to_string(), "HEAD https://quay.io/v2/team/app/manifests/1");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Request {
    /// `HEAD` or `GET`.
    pub method: &'static str,
    /// The URL.
    pub url: String,
    /// Whether it leaves the node: `net/http` refuses one without a host or with an unknown scheme.
    pub is_sent: bool,
}

impl fmt::Display for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", if self.is_sent { self.method } else { "INVALID" }, self.url)
    }
}

/// Why nothing is asked for an image, if nothing is.
pub(super) fn nothing_asked(resolution: &Resolution, image: &Reference) -> Option<NothingAskedError> {
    if capable(resolution, image).next().is_none() {
        Some(NothingAskedError::NoCapableHost)
    } else if resolution.attempts.iter().any(Attempt::can_be_asked) {
        None
    } else {
        Some(NothingAskedError::NoUsableEndpoint)
    }
}

/// Whether an attempt may resolve an image: by tag with `pull` and `resolve`, by digest with `pull`.
pub(in crate::registry::node) fn resolves(attempt: &Attempt, image: &Reference) -> bool {
    attempt.capabilities.contains(match image.digest() {
        Some(_) => Capabilities::PULL,
        None => Capabilities::PULL | Capabilities::RESOLVE,
    })
}

fn capable<'r>(resolution: &'r Resolution, image: &Reference) -> impl Iterator<Item = &'r Attempt> {
    resolution.attempts.iter().filter(move |attempt| resolves(attempt, image))
}

fn request(method: &'static str, attempt: &Attempt, url: Option<String>) -> Option<Request> {
    Some(Request { method, url: url?, is_sent: attempt.can_be_asked() })
}

/// Returns the requests by which containerd finds an image's manifest, as long as every host answers 404.
///
/// By digest a second round asks for it as a blob, unless a host of the first answered anything but 404.
/// Source: `dockerResolver.Resolve`.
///
/// ```
/// use pullspec::Reference;
/// use pullspec::registry::node::containerd::{HostDirectories, resolve_requests};
/// let image = Reference::parse("quay.io/team/app:1")?;
/// let resolution = HostDirectories::default().resolve(&image)?;
/// assert_eq!(resolve_requests(&resolution, &image)?.len(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// No host has the capability.
pub fn resolve_requests(
    resolution: &Resolution,
    image: &Reference,
) -> Result<Vec<Request>, NothingAskedError> {
    if capable(resolution, image).next().is_none() {
        return Err(NothingAskedError::NoCapableHost);
    }
    let rounds: &[&str] = if image.digest().is_some() { &["manifests", "blobs"] } else { &["manifests"] };
    let in_round = |round: &&str| {
        let round = *round;
        capable(resolution, image)
            .filter_map(move |attempt| request("HEAD", attempt, attempt.url(round, &attempt.version)))
            .collect::<Vec<_>>()
    };
    Ok(rounds.iter().flat_map(in_round).collect())
}

/// Returns the requests by which containerd then fetches a manifest, as long as every host answers 404.
///
/// All hosts are asked, also those without `pull`: the capability only decides whether any is.
/// Source: `dockerFetcher.Fetch`.
///
/// ```
/// use pullspec::{Digest, Reference};
/// use pullspec::registry::node::containerd::{HostDirectories, fetch_requests};
/// let digest = Digest::parse(&format!("sha256:{:064}", 0))?;
/// let resolution = HostDirectories::default().resolve(&Reference::parse("quay.io/team/app:1")?)?;
/// assert_eq!(fetch_requests(&resolution, &digest)?.len(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// No host has the capability.
pub fn fetch_requests<'d>(
    resolution: &Resolution,
    digest: impl Into<DigestRef<'d>>,
) -> Result<Vec<Request>, NothingAskedError> {
    let digest = digest.into();
    if !resolution.attempts.iter().any(|attempt| attempt.capabilities.contains(Capabilities::PULL)) {
        return Err(NothingAskedError::NoCapableHost);
    }
    let attempts = resolution.attempts.iter();
    Ok(attempts.filter_map(|attempt| request("GET", attempt, attempt.manifest_url_of(digest))).collect())
}
