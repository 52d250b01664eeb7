//! The same list as one of what is denied, or must be verified.

use alloc::string::String;

use super::export::cel::Tests;
use super::export::pieces::Extent;
use super::export::{AdmissionPolicy, ExportError, rego};
use super::matching::is_image_id;
use super::set::PatternSet;
use crate::reference::Reference;

/// A list of what is denied, or must be verified, under every name of its registries: by [`PatternSet::denying`].
///
/// What cannot be told is denied as well: a text that is not an image, a registry that Go does not see, the beginning of
/// an image ID. The engines agree with [`denies`](Self::denies) on every text. There is no expression for a JSON Schema,
/// which could not be exact without a second look, and there are no scopes of `policy.json`: those are compared as text,
/// which `QUAY.IO/x` and `quay.io:443/x` escape.
///
/// ```
/// use pullspec::pattern::PatternSet;
///
/// let set = PatternSet::parse(["ghcr.io/evil/**", "redis"])?;
/// let denied = set.denying();
/// for image in ["GHCR.IO/evil/x", "ghcr.io:443/evil/x", "registry-1.docker.io/redis", "sha256:4f53", "not an image"] {
///     assert!(denied.denies(image), "{image}");
/// }
/// assert!(!denied.denies("ghcr.io/good/x"));
/// # Ok::<(), pullspec::pattern::PatternSetError>(())
/// ```
#[doc(alias = "denylist")]
#[derive(Clone, Copy, Debug)]
pub struct DenyList<'s>(&'s PatternSet);

impl PatternSet {
    /// Returns the set as a list of what is denied, or must be verified, for this crate and for other engines.
    ///
    /// ```
    /// use pullspec::pattern::PatternSet;
    /// let set = PatternSet::parse(["quay.io/evil/**"])?;
    /// assert!(set.denying().denies("Quay.io:443/evil/x"));
    /// # Ok::<(), pullspec::pattern::PatternSetError>(())
    /// ```
    #[must_use]
    pub const fn denying(&self) -> DenyList<'_> {
        DenyList(self)
    }
}

impl DenyList<'_> {
    /// Whether the text of an image is denied: it is [covered](PatternSet::covering), or cannot be told.
    ///
    /// ```
    /// use pullspec::pattern::PatternSet;
    /// let set = PatternSet::parse(["quay.io/evil/**"])?;
    /// assert!(set.denying().denies("quay.io/evil/App") && !set.denying().denies("quay.io/app"));
    /// # Ok::<(), pullspec::pattern::PatternSetError>(())
    /// ```
    #[must_use]
    pub fn denies(&self, image: &str) -> bool {
        Reference::parse(image).map_or(true, |image| {
            image.domain().is_empty() || is_image_id(&image) || self.0.covering(&image).is_some()
        })
    }

    /// Returns a CEL expression over the string `image` that is true for what is denied.
    ///
    /// ```
    /// use pullspec::pattern::PatternSet;
    /// let set = PatternSet::parse(["quay.io/evil/**"])?;
    /// assert!(set.denying().cel()?.contains("[qQ][uU][aA][yY][.][iI][oO](?::0*443)?/evil/"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// The cost for 32 images of 135 characters would be above the API server's limit.
    pub fn cel(&self) -> Result<String, ExportError> {
        Ok(Tests::of(self.0, Extent::Covering).affordable(0)?.cel("image"))
    }

    /// Returns a Rego module: package `images`, rule `deny` over `input.image`.
    ///
    /// ```
    /// use pullspec::pattern::PatternSet;
    /// let set = PatternSet::parse(["quay.io/evil/**"])?;
    /// assert!(set.denying().rego().contains("default deny := false"));
    /// # Ok::<(), pullspec::pattern::PatternSetError>(())
    /// ```
    #[must_use]
    pub fn rego(&self) -> String {
        rego::deny(self.0)
    }

    /// Returns a `ValidatingAdmissionPolicy` of this name, and its binding, that refuse the images of the list and what
    /// cannot be told.
    ///
    /// ```
    /// use pullspec::pattern::PatternSet;
    /// let policy = PatternSet::parse(["quay.io/evil/**"])?.denying().admission_policy("no-evil")?;
    /// assert!(policy.to_string().contains("is denied by rule"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// The same as for [`PatternSet::admission_policy`].
    pub fn admission_policy(&self, name: &str) -> Result<AdmissionPolicy, ExportError> {
        AdmissionPolicy::new(self.0, Extent::Covering, name)
    }
}
