//! What Go calls the error.

/// The errors of Go's distribution/reference and go-digest, one for each that a caller there can tell apart.
///
/// ```
/// use pullspec::Reference;
/// use pullspec::error::GoError;
/// let error = Reference::parse("quay.io/Team/app").unwrap_err();
/// assert_eq!(error.go_error(), GoError::NameUppercase);
/// assert_eq!(error.go_error().to_string(), "name_uppercase");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum GoError {
    /// `ErrNameEmpty`
    NameEmpty,
    /// `ErrNameTooLong`
    NameTooLong,
    /// `ErrNameContainsUppercase`, and `ParseNormalizedNamed`'s own "must be lowercase"
    NameUppercase,
    /// `ErrReferenceInvalidFormat`
    InvalidFormat,
    /// `digest.ErrDigestInvalidFormat`
    DigestInvalidFormat,
    /// `digest.ErrDigestInvalidLength`
    DigestInvalidLength,
    /// `digest.ErrDigestUnsupported`
    DigestUnsupported,
    /// `ParseNormalizedNamed`'s refusal of 64 hex characters
    Identifier,
}

impl GoError {
    /// All of them.
    ///
    /// ```
    /// use pullspec::error::GoError;
    /// assert!(GoError::ALL.contains(&GoError::NameTooLong));
    /// ```
    pub const ALL: &[Self] = &[
        Self::NameEmpty,
        Self::NameTooLong,
        Self::NameUppercase,
        Self::InvalidFormat,
        Self::DigestInvalidFormat,
        Self::DigestInvalidLength,
        Self::DigestUnsupported,
        Self::Identifier,
    ];

    /// A short stable name, such as `name_uppercase`.
    ///
    /// ```
    /// assert_eq!(pullspec::error::GoError::InvalidFormat.as_str(), "invalid_format");
    /// ```
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NameEmpty => "name_empty",
            Self::NameTooLong => "name_too_long",
            Self::NameUppercase => "name_uppercase",
            Self::InvalidFormat => "invalid_format",
            Self::DigestInvalidFormat => "digest_invalid_format",
            Self::DigestInvalidLength => "digest_invalid_length",
            Self::DigestUnsupported => "digest_unsupported",
            Self::Identifier => "identifier",
        }
    }
}
