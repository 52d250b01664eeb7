//! The grammar of references that containers/image has for itself (`docker/reference`).

use crate::error::ParseError;
use crate::reference::normalize::has_host_form;
use crate::reference::{RawReference, Reference};

/// The longest domain and path together, in bytes: `NameTotalLengthMax`.
pub(super) const MAX_NAME: usize = 255;

/// Why containers/image refuses a reference.
///
/// ```
/// use pullspec::registry::node::containers_image::{ReferenceError, parse_reference};
/// assert_eq!(parse_reference("[::1]:5000/app"), Err(ReferenceError::Ipv6));
/// assert_eq!(ReferenceError::Ipv6.to_string(), "an IPv6 address is not a host in containers/image");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum ReferenceError {
    /// The grammar that every runtime shares refuses it.
    #[error(transparent)]
    Grammar(#[from] ParseError),
    /// The host is in brackets, which containerd and docker accept.
    #[error("an IPv6 address is not a host in containers/image")]
    Ipv6,
    /// The first part has a capital and neither dot nor port: a host for docker, a bad path here.
    #[error("a first part with an upper-case letter and no dot or port is not a host in containers/image")]
    UppercaseHost,
    /// Domain and path are longer than 255 bytes together; distribution limits the path alone.
    #[error("name is too long: {actual} bytes with its domain, at most {MAX_NAME}")]
    NameTooLong {
        /// Its length in bytes.
        actual: usize,
    },
    /// It is a reference, but short for another text.
    #[error("not in canonical form")]
    NotCanonical,
}

/// Parses and normalizes as podman and CRI-O do: containers/image's `ParseNormalizedNamed`.
///
/// What it accepts, [`Reference::parse`] accepts too, with the same meaning.
///
/// ```
/// use pullspec::registry::node::containers_image::parse_reference;
/// assert_eq!(parse_reference("redis:7")?.as_str(), "docker.io/library/redis:7");
/// assert!(parse_reference("LOCALHOST/app").is_err()); // a host for docker
/// # Ok::<(), pullspec::registry::node::containers_image::ReferenceError>(())
/// ```
///
/// # Errors
/// Those of [`Reference::parse`], and a host in brackets, a first part with a capital but no dot or port
/// (`Registry/app`), a domain and path of more than 255 bytes together.
#[doc(alias = "ParseNormalizedNamed")]
pub fn parse_reference(text: &str) -> Result<Reference, ReferenceError> {
    let reference = Reference::parse(text)?;
    let domain = reference.domain();
    check_name(Some(domain), reference.name())?;
    if !domain.is_empty() && !has_host_form(domain) {
        return Err(ReferenceError::UppercaseHost);
    }
    Ok(reference)
}

/// Parses a text that says everything itself, as locations in `registries.conf` must: `ParseNamed`.
///
/// ```
/// use pullspec::registry::node::containers_image::{ReferenceError, parse_canonical_reference};
/// assert!(parse_canonical_reference("docker.io/library/redis").is_ok());
/// assert_eq!(parse_canonical_reference("docker.io/redis"), Err(ReferenceError::NotCanonical));
/// ```
///
/// # Errors
/// Those of [`parse_reference`], and a text that is not its own normalized form.
#[doc(alias = "ParseNamed")]
pub fn parse_canonical_reference(text: &str) -> Result<Reference, ReferenceError> {
    let reference = parse_reference(text)?;
    if reference.as_str() == text { Ok(reference) } else { Err(ReferenceError::NotCanonical) }
}

/// Reads a text as it stands, nothing filled in: containers/image's `Parse`.
pub(super) fn parse_raw(text: &str) -> Result<RawReference<'_>, ReferenceError> {
    let raw = RawReference::parse(text)?;
    check_name(raw.domain(), raw.name())?;
    Ok(raw)
}

fn check_name(domain: Option<&str>, name: &str) -> Result<(), ReferenceError> {
    if domain.is_some_and(|domain| domain.starts_with('[')) {
        return Err(ReferenceError::Ipv6);
    }
    if name.len() > MAX_NAME {
        return Err(ReferenceError::NameTooLong { actual: name.len() });
    }
    Ok(())
}
