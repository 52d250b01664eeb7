//! What can be wrong with a text.

use super::algorithm_name::AlgorithmName;

/// What is wrong with a text. Characters and sizes are those of the text.
///
/// ```
/// use pullspec::Reference;
/// use pullspec::error::ParseErrorKind;
/// let kind = |text: &str| Reference::parse(text).unwrap_err().kind();
/// assert_eq!(kind("a b"), ParseErrorKind::InvalidCharacter(' '));
/// assert_eq!(kind("https://quay.io/app"), ParseErrorKind::Scheme);
/// assert_eq!(kind(&format!("quay.io/{}", "a".repeat(300))), ParseErrorKind::TooLong { max: 255, actual: 300 });
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ParseErrorKind {
    /// Nothing stands where the component must be.
    Empty,
    /// A character the component never has.
    InvalidCharacter(char),
    /// An upper-case character where only lower case is allowed.
    Uppercase(char),
    /// A character the component may have, but not first.
    InvalidStart(char),
    /// A character the component may have, but not last.
    InvalidEnd(char),
    /// A separator beside another one: only `__` and runs of `-` are allowed, and only inside a path.
    RepeatedSeparator(char),
    /// More bytes than the limit.
    TooLong {
        /// The limit in bytes.
        max: usize,
        /// The size in bytes.
        actual: usize,
    },
    /// The text begins with a scheme such as `https://` or `docker://`.
    Scheme,
    /// An address in brackets does not end.
    UnclosedBracket,
    /// The digest has no `:`.
    DigestSeparator,
    /// The digest's hex has another size than its algorithm's.
    DigestLength {
        /// The algorithm's name, such as `sha256`.
        algorithm: &'static str,
        /// The size the algorithm asks for, in characters.
        expected: usize,
        /// The size found, in bytes.
        actual: usize,
    },
    /// The digest, of an algorithm that is not registered, is shorter than any digest in a reference may be.
    DigestTooShort {
        /// The smallest size, in characters.
        min: usize,
        /// The size found, in bytes.
        actual: usize,
    },
    /// A digest of an algorithm that go-digest does not register.
    UnsupportedAlgorithm(AlgorithmName),
    /// 64 lower-case hex characters alone, which Go takes for an image ID and refuses as a name.
    Identifier,
    /// A host that, written in front of a path, would be read as the path's first component on Docker Hub.
    AmbiguousDomain,
}

impl ParseErrorKind {
    /// A short stable name, such as `invalid_character`, for programs.
    ///
    /// ```
    /// use pullspec::Reference;
    /// assert_eq!(Reference::parse("quay.io/Team/app").unwrap_err().kind().as_str(), "uppercase");
    /// ```
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::InvalidCharacter(_) => "invalid_character",
            Self::Uppercase(_) => "uppercase",
            Self::InvalidStart(_) => "invalid_start",
            Self::InvalidEnd(_) => "invalid_end",
            Self::RepeatedSeparator(_) => "repeated_separator",
            Self::TooLong { .. } => "too_long",
            Self::Scheme => "scheme",
            Self::UnclosedBracket => "unclosed_bracket",
            Self::DigestSeparator => "digest_separator",
            Self::DigestLength { .. } => "digest_length",
            Self::DigestTooShort { .. } => "digest_too_short",
            Self::UnsupportedAlgorithm(_) => "unsupported_algorithm",
            Self::Identifier => "identifier",
            Self::AmbiguousDomain => "ambiguous_domain",
        }
    }
}
