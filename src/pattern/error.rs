//! Why a text is not a pattern, and where.

use core::fmt;
use core::ops::Range;

use crate::error::ParseError;

/// A text is not a pattern.
///
/// ```
/// use pullspec::Pattern;
/// let pattern = "quay.io/**/app";
/// let error = Pattern::parse(pattern).unwrap_err();
/// assert_eq!((&pattern[error.span()], error.to_string().as_str()), ("**", "'**' can only be the last component"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PatternError {
    kind: PatternErrorKind,
    start: usize,
    end: usize,
}

impl PatternError {
    pub(super) const fn new(kind: PatternErrorKind, span: Range<usize>) -> Self {
        Self { kind, start: span.start, end: span.end }
    }

    pub(super) const fn part(error: ParseError, from: usize) -> Self {
        let error = error.shifted(from);
        Self::new(PatternErrorKind::Part(error), error.span())
    }

    /// What is wrong.
    #[must_use]
    pub const fn kind(&self) -> PatternErrorKind {
        self.kind
    }

    /// The bytes of the pattern at fault.
    ///
    /// ```
    /// use pullspec::Pattern;
    /// let pattern = "quay.io/team/app:v 1";
    /// assert_eq!(&pattern[Pattern::parse(pattern).unwrap_err().span()], " ");
    /// ```
    #[must_use]
    pub const fn span(&self) -> Range<usize> {
        self.start..self.end
    }
}

impl fmt::Display for PatternError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.kind.fmt(f)
    }
}

/// Without a source: a fault that a reference could have too is its [`kind`](PatternError::kind), and says the same.
impl core::error::Error for PatternError {}

/// What is wrong with a pattern.
///
/// ```
/// use pullspec::Pattern;
/// use pullspec::pattern::PatternErrorKind;
/// let kind = |pattern| Pattern::parse(pattern).map_err(|error| error.kind());
/// assert_eq!(kind("quay.io"), Err(PatternErrorKind::NoPath));
/// assert_eq!(kind("quay.*.io:4*/app"), Err(PatternErrorKind::PartialWildcard));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum PatternErrorKind {
    /// A part would not be valid in a reference either.
    #[error(transparent)]
    Part(ParseError),
    /// `*` beside other characters of a host label, or in a port.
    #[error("in a registry a wildcard stands for a whole host label")]
    PartialWildcard,
    /// `**` before the last component, or beside other characters.
    #[error("'**' can only be the last component")]
    DeepWildcardInside,
    /// `**` in a host, but not as its first label.
    #[error("'**' can only be the first label of a host")]
    DeepWildcardInHost,
    /// `*` alone in front of the path: one label without a dot or a port is not a registry.
    #[error("'*' is one host label: any registry is written '**'")]
    OneLabelRegistry,
    /// A wildcard in a short name (`busybox*`).
    #[error("a wildcard needs a registry in front: for Docker Hub's own images 'docker.io/library/'")]
    ShortWildcard,
    /// A wildcard after a first component that is not a host (`team/*`, `registry/**`).
    #[error("not a host, as it has no dot and no port: for a path on Docker Hub 'docker.io/' goes in front")]
    NotAHost,
    /// A first component that is neither a host nor a path (`my_registry.example/app`).
    #[error("not a registry: a host has only letters, digits, dots and dashes")]
    NoRegistry,
    /// A registry without a path.
    #[error("no path after the registry: a whole registry is written with '/**'")]
    NoPath,
    /// A name and a port (`myhost:5000`), which would be a repository and its tag on Docker Hub.
    #[error(
        "a tag or a port: a registry is written with '/**', a tag on Docker Hub with 'docker.io/library/' in front"
    )]
    TagOrPort,
    /// `*` more often than eight times.
    #[error("more than 8 wildcards")]
    TooManyWildcards,
}
