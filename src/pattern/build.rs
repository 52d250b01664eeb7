//! From a reference, or from parts, to the pattern that allows just that.

use alloc::vec::Vec;

use super::error::{PatternError, PatternErrorKind};
use super::shape::{Pattern, Version};
use crate::reference::{Domain, Path, Reference};

impl Pattern {
    /// Makes the pattern of one repository, any tag or digest; [`with_tags`](Self::with_tags) and
    /// [`requiring_digest`](Self::requiring_digest) make it stricter. No part is read as a wildcard.
    ///
    /// ```
    /// use pullspec::Pattern;
    /// use pullspec::reference::{Domain, Path};
    /// let pattern = Pattern::from_parts(Domain::parse("docker.io")?, Path::parse("library/redis")?)?;
    /// assert_eq!(pattern, Pattern::parse("redis")?);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// What [`Reference::from_parts`] refuses: a domain that reads as part of a path (`registry`), and a path that is
    /// too long with its domain.
    pub fn from_parts(domain: Domain<'_>, path: Path<'_>) -> Result<Self, PatternError> {
        let reference = Reference::from_parts(domain, path, None, None)
            .map_err(|error| PatternError::new(PatternErrorKind::Part(error), error.span()))?;
        Self::try_from(&reference)
    }
}

/// The repository of the reference with its tag and its digest, as far as it has them: what [`Pattern::parse`] makes of
/// its text.
///
/// ```
/// use pullspec::{Pattern, Reference};
/// assert_eq!(Pattern::try_from(&Reference::parse("redis:7")?)?, Pattern::parse("redis:7")?);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
impl TryFrom<&Reference> for Pattern {
    type Error = PatternError;

    /// # Errors
    /// A reference whose registry Go cannot tell: no pattern allows it.
    fn try_from(image: &Reference) -> Result<Self, PatternError> {
        if image.domain().is_empty() {
            return Err(PatternError::new(PatternErrorKind::NoRegistry, 0..image.as_str().len()));
        }
        let tags = image.tag().map(|tag| Vec::from([tag.into()]));
        let digest = image.digest().map(Into::into);
        let version = match (tags, digest) {
            (None, None) => Version::Any,
            (Some(tags), None) => Version::Tags(tags),
            (tags, digest) => Version::Pinned { tags, digest },
        };
        Ok(Self { domain: image.domain().into(), path: image.path().into(), below: false, version })
    }
}
