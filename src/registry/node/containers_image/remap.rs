//! `remapIdentity` of containers/image's `policy.json`: which name a signature is expected to hold.

use alloc::boxed::Box;
use alloc::format;

use super::reference::{ReferenceError, parse_canonical_reference, parse_raw};
use crate::reference::Reference;

/// A name as a mirror's signature has it, by whole segments (`signature/policy_reference_match.go`).
///
/// Unlike the prefixes of `registries.conf`, `quay.io` does not cover `quay.io:443`.
///
/// ```
/// use pullspec::reference::Reference;
/// use pullspec::registry::node::containers_image::RemapIdentity;
///
/// let remap = RemapIdentity::new("mirror.example/quay", "quay.io").ok_or("no names")?;
/// let signed = |image: &str| Ok::<_, Box<dyn std::error::Error>>(remap.signed(&Reference::parse(image)?)?.to_string());
/// assert_eq!(signed("mirror.example/quay/app:1")?, "quay.io/app:1");
/// assert_eq!(signed("mirror.example/quay-x/app:1")?, "mirror.example/quay-x/app:1");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RemapIdentity {
    prefix: Box<str>,
    signed_prefix: Box<str>,
}

impl RemapIdentity {
    /// Makes one; `None` if a prefix is neither a host nor a host and a path.
    #[must_use]
    pub fn new(prefix: &str, signed_prefix: &str) -> Option<Self> {
        let whole =
            |name: &str| parse_raw(name).is_ok_and(|raw| raw.name() == name && raw.domain().is_some());
        let valid = |text: &str| whole(text) || whole(&format!("{text}/a"));
        (valid(prefix) && valid(signed_prefix))
            .then(|| Self { prefix: prefix.into(), signed_prefix: signed_prefix.into() })
    }

    /// Returns the reference that a signature of the image must have: the image itself where the prefix does not cover
    /// it.
    ///
    /// # Errors
    /// What the rewriting makes is not a reference in canonical form; then no signature is accepted.
    pub fn signed(&self, image: &Reference) -> Result<Reference, ReferenceError> {
        match image.name().strip_prefix(&*self.prefix) {
            Some(rest) if rest.is_empty() || rest.starts_with('/') => {
                let rest = image.as_str().get(self.prefix.len()..).unwrap_or_default();
                parse_canonical_reference(&format!("{}{rest}", self.signed_prefix))
            }
            _ => Ok(image.clone()),
        }
    }
}
