//! Several patterns as one list: which one allows an image, and if none does, which one comes closest and why.

use alloc::vec::Vec;
use core::fmt;

use super::error::PatternError;
use super::matching::PatternMismatch;
use super::shape::Pattern;
use crate::reference::Reference;
use crate::reference::normalize::DEFAULT_TAG;
use crate::terminal::Quoted;

/// A list of [`Pattern`]s. An image is allowed if one of them matches it; an empty list allows nothing.
///
/// ```
/// use pullspec::Reference;
/// use pullspec::pattern::PatternSet;
///
/// let allowed = PatternSet::parse(["quay.io/team/**", "docker.io/library/*"])?;
/// let image = Reference::parse("redis:7")?;
/// assert_eq!(allowed.check(&image).map(ToString::to_string), Ok("docker.io/library/*".into()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "allowlist")]
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(transparent))]
pub struct PatternSet {
    patterns: Vec<Pattern>,
}

impl PatternSet {
    /// Parses one pattern after the other.
    ///
    /// ```
    /// use pullspec::pattern::PatternSet;
    /// let list = "# Docker Hub's own\nredis\nnginx\n";
    /// let patterns = list.lines().filter(|line| !line.starts_with('#'));
    /// assert_eq!(PatternSet::parse(patterns)?.len(), 2);
    ///
    /// let error = PatternSet::parse(["redis", "team/*"]).unwrap_err();
    /// assert_eq!(error.index(), 1);
    /// # Ok::<(), pullspec::pattern::PatternSetError>(())
    /// ```
    ///
    /// # Errors
    /// The first text that is not a pattern.
    pub fn parse<T: AsRef<str>>(texts: impl IntoIterator<Item = T>) -> Result<Self, PatternSetError> {
        let patterns = texts.into_iter().enumerate().map(|(index, text)| {
            Pattern::parse(text.as_ref()).map_err(|error| PatternSetError { index, error })
        });
        patterns.collect::<Result<_, _>>().map(|patterns| Self { patterns })
    }

    /// Returns the first pattern that allows the image.
    ///
    /// ```
    /// use pullspec::Reference;
    /// use pullspec::pattern::{PatternMismatch, PatternSet};
    ///
    /// let allowed = PatternSet::parse(["redis", "quay.io/team/*", "quay.io/team/app:1.2"])?;
    /// let image = Reference::parse("quay.io/other/app:1.3")?;
    /// let refused = allowed.check(&image).unwrap_err();
    /// assert_eq!(refused.mismatch(), Some(PatternMismatch::Path));
    /// assert_eq!(refused.to_string(), "no pattern for path \"other/app\" at registry \"quay.io\"");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// No pattern allows the image; the error has the one that comes closest.
    pub fn check<'s, 'r>(&'s self, image: &'r Reference) -> Result<&'s Pattern, NotAllowedError<'s, 'r>> {
        let mut closest: Option<(PatternMismatch, &Pattern)> = None;
        for pattern in &self.patterns {
            let Some(mismatch) = pattern.mismatch(image) else { return Ok(pattern) };
            if closest.is_none_or(|(best, _)| mismatch > best) {
                closest = Some((mismatch, pattern));
            }
        }
        Err(NotAllowedError { image, closest })
    }

    /// Whether one of the patterns matches the image.
    ///
    /// ```
    /// use pullspec::Reference;
    /// use pullspec::pattern::PatternSet;
    /// assert!(!PatternSet::default().allows(&Reference::parse("redis")?));
    /// # Ok::<(), pullspec::ParseError>(())
    /// ```
    #[must_use]
    pub fn allows(&self, image: &Reference) -> bool {
        self.patterns.iter().any(|pattern| pattern.matches(image))
    }

    /// Returns the first pattern that [covers](Pattern::covers) the image under any name of its registry, if there is
    /// one: for a list of what is denied or must be verified.
    ///
    /// ```
    /// use pullspec::Reference;
    /// use pullspec::pattern::PatternSet;
    ///
    /// let denied = PatternSet::parse(["ghcr.io/**", "docker.io/evil/**"])?;
    /// for image in ["GHCR.IO/x", "ghcr.io:443/x", "evil/x", "registry-1.docker.io/evil/x"] {
    ///     assert!(denied.covering(&Reference::parse(image)?).is_some(), "{image}");
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[doc(alias = "denylist")]
    #[must_use]
    pub fn covering(&self, image: &Reference) -> Option<&Pattern> {
        self.patterns.iter().find(|pattern| pattern.covers(image))
    }

    /// The same names, but only where a digest pins the content: [`Pattern::with_digest_required`] for each.
    ///
    /// ```
    /// use pullspec::Reference;
    /// use pullspec::pattern::PatternSet;
    /// let pinned = PatternSet::parse(["redis"])?.with_digest_required();
    /// assert!(!pinned.allows(&Reference::parse("redis:7")?));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn with_digest_required(self) -> Self {
        self.patterns.into_iter().map(Pattern::with_digest_required).collect()
    }

    /// Returns the patterns in their order.
    pub fn iter(&self) -> core::slice::Iter<'_, Pattern> {
        self.patterns.iter()
    }

    /// Returns how many patterns there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.patterns.len()
    }

    /// Whether there are no patterns, so that nothing is allowed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.patterns.is_empty()
    }
}

impl FromIterator<Pattern> for PatternSet {
    fn from_iter<I: IntoIterator<Item = Pattern>>(patterns: I) -> Self {
        Self { patterns: patterns.into_iter().collect() }
    }
}

impl Extend<Pattern> for PatternSet {
    fn extend<I: IntoIterator<Item = Pattern>>(&mut self, patterns: I) {
        self.patterns.extend(patterns);
    }
}

impl<'s> IntoIterator for &'s PatternSet {
    type Item = &'s Pattern;
    type IntoIter = core::slice::Iter<'s, Pattern>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// No pattern allows an image. `Display` says what keeps it out of the one that comes closest.
///
/// ```
/// use pullspec::Reference;
/// use pullspec::pattern::PatternSet;
///
/// let allowed = PatternSet::parse(["quay.io/team/**"])?;
/// let image = Reference::parse("quay.io.evil.example/team/app")?;
/// let refused = allowed.check(&image).unwrap_err();
/// assert_eq!(refused.to_string(), "no pattern for registry \"quay.io.evil.example\"");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAllowedError<'s, 'r> {
    image: &'r Reference,
    closest: Option<(PatternMismatch, &'s Pattern)>,
}

impl<'s> NotAllowedError<'s, '_> {
    /// Returns the pattern that comes closest. `None` if there are no patterns, or none for the registry.
    #[must_use]
    pub fn closest(&self) -> Option<&'s Pattern> {
        self.closest.filter(|(mismatch, _)| *mismatch > PatternMismatch::Registry).map(|(_, pattern)| pattern)
    }

    /// Returns the part that keeps the image out of the closest pattern. `None` if there are no patterns.
    #[must_use]
    pub fn mismatch(&self) -> Option<PatternMismatch> {
        self.closest.map(|(mismatch, _)| mismatch)
    }
}

impl fmt::Display for NotAllowedError<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (domain, path) = (Quoted(self.image.domain()), self.image.path());
        match self.closest {
            None => f.write_str("no image is allowed"),
            Some((PatternMismatch::Registry, _)) => write!(f, "no pattern for registry {domain}"),
            Some((PatternMismatch::Path, _)) => {
                write!(f, "no pattern for path {} at registry {domain}", Quoted(path))
            }
            Some((PatternMismatch::Version, near)) => {
                if let Some(digest) = self.image.digest() {
                    return write!(f, "digest {digest} does not match {near}");
                }
                let tag = self.image.tag().unwrap_or(DEFAULT_TAG);
                write!(f, "tag {} without a digest does not match {near}", Quoted(tag))
            }
        }
    }
}

impl core::error::Error for NotAllowedError<'_, '_> {}

/// One text of a list is not a pattern.
///
/// ```
/// use pullspec::pattern::PatternSet;
/// let error = PatternSet::parse(["redis", "quay.io/**/app"]).unwrap_err();
/// assert_eq!(error.to_string(), "pattern 2: '**' can only be the last component");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[error("pattern {}: {error}", .index + 1)]
pub struct PatternSetError {
    index: usize,
    #[source]
    error: PatternError,
}

impl PatternSetError {
    /// Returns the place of the text in the list, from zero.
    #[must_use]
    pub const fn index(&self) -> usize {
        self.index
    }

    /// Returns what is wrong with it, and where.
    #[must_use]
    pub const fn error(&self) -> PatternError {
        self.error
    }
}
