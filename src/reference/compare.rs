//! Go's order of preference, and Go's familiar patterns. Equality, order and hash are those of the text (`impls`).

use core::cmp::Ordering;

use super::meaning::Reference;
use crate::go::path_match::{self, BadPatternError};

/// How much a reference says, most first: Go's `refRank`.
pub(super) const fn rank(reference: &Reference) -> u8 {
    match (reference.is_tagged(), reference.is_canonical()) {
        (true, true) => 1,
        (true, false) => 2,
        (false, true) => 3,
        (false, false) => 4,
    }
}

impl Reference {
    /// Orders as Go's `reference.Sort`: what says most comes first (tag and digest, tag, digest, name), then by text.
    ///
    /// ```
    /// use pullspec::Reference;
    ///
    /// let mut names = [Reference::parse("a")?, Reference::parse("b:1")?];
    /// names.sort_by(Reference::cmp_by_rank);
    /// assert_eq!(names[0].familiar(), "b:1");
    /// # Ok::<(), pullspec::ParseError>(())
    /// ```
    #[must_use]
    pub fn cmp_by_rank(&self, other: &Self) -> Ordering {
        rank(self).cmp(&rank(other)).then_with(|| self.cmp(other))
    }

    /// Whether the familiar spelling, or the familiar name alone, matches a shell pattern: Go's `FamiliarMatch`.
    ///
    /// `*` and `?` stop at `/`; `[a-z]`, `[^a-z]` and `\` work as in Go's `path.Match`. A pattern over text: to
    /// allow or deny images use [`Pattern`](crate::pattern::Pattern), which compares parts.
    ///
    /// ```
    /// use pullspec::Reference;
    ///
    /// let redis = Reference::parse("docker.io/library/redis:7")?;
    /// assert!(redis.matches_familiar("red*")?);
    /// assert!(redis.matches_familiar("redis:?")?);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// The pattern is malformed: an open `[`, a range without an end, a `\` at the end.
    pub fn matches_familiar(&self, pattern: &str) -> Result<bool, BadPatternError> {
        Ok(path_match::matches(pattern, self.familiar())?
            || path_match::matches(pattern, self.familiar_name())?)
    }
}
