//! The digest algorithms that go-digest registers.

use crate::error::{AlgorithmName, Component, GoError, ParseError, ParseErrorKind, Text};

/// An algorithm that Kubernetes' runtimes read digests of: one that go-digest 1.0.0 registers.
///
/// Not the list of the OCI image specification, which registers sha256, sha512 and blake3, and not
/// sha384. What decides here is what a reference with such a digest does in Kubernetes: distribution/reference
/// accepts the three of go-digest, and refuses blake3 as unsupported unless a program links go-digest's package for
/// it, which neither the kubelet nor a runtime does. go-digest after 1.0.0 leaves sha384 to the program as well.
///
/// The list grows when one of them reads another algorithm: a new variant here, in [`ALL`](Self::ALL), in
/// [`Digest::PATTERN`](crate::Digest::PATTERN) and in [`Digester`](crate::digest::Digester). So a `match` needs an
/// arm for what is to come. None is taken away.
///
/// ```
/// use pullspec::digest::Algorithm;
/// assert_eq!(Algorithm::Sha512.hex_len(), 128);
/// assert_eq!(Algorithm::parse("sha256"), Ok(Algorithm::Sha256));
/// assert!(Algorithm::parse("blake3").is_err());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Algorithm {
    /// `sha256`
    Sha256,
    /// `sha384`
    Sha384,
    /// `sha512`
    Sha512,
}

impl Algorithm {
    /// All of them.
    ///
    /// ```
    /// use pullspec::digest::Algorithm;
    /// assert!(Algorithm::ALL.iter().map(|algorithm| algorithm.as_str()).eq(["sha256", "sha384", "sha512"]));
    /// ```
    pub const ALL: &[Self] = &[Self::Sha256, Self::Sha384, Self::Sha512];

    /// The name in front of a digest's `:`.
    ///
    /// ```
    /// assert_eq!(pullspec::digest::Algorithm::Sha256.as_str(), "sha256");
    /// ```
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sha256 => "sha256",
            Self::Sha384 => "sha384",
            Self::Sha512 => "sha512",
        }
    }

    /// How many hex characters a digest of this algorithm has.
    ///
    /// ```
    /// assert_eq!(pullspec::digest::Algorithm::Sha512.hex_len(), 128);
    /// ```
    #[must_use]
    pub const fn hex_len(self) -> usize {
        match self {
            Self::Sha256 => 64,
            Self::Sha384 => 96,
            Self::Sha512 => 128,
        }
    }

    /// The algorithm of this name. Names are lower case.
    ///
    /// ```
    /// use pullspec::digest::Algorithm;
    /// assert_eq!(Algorithm::parse("sha384")?, Algorithm::Sha384);
    /// assert!(Algorithm::parse("SHA384").is_err());
    /// assert_eq!(Algorithm::parse("md5").unwrap_err().to_string(), "unsupported digest algorithm \"md5\"");
    /// # Ok::<(), pullspec::ParseError>(())
    /// ```
    ///
    /// # Errors
    /// The name is not one of the three that go-digest registers, in lower case: `blake3`, `md5`, `SHA256`.
    pub const fn parse(name: &str) -> Result<Self, ParseError> {
        match name.as_bytes() {
            b"sha256" => Ok(Self::Sha256),
            b"sha384" => Ok(Self::Sha384),
            b"sha512" => Ok(Self::Sha512),
            _ => Err(ParseError::new(
                ParseErrorKind::UnsupportedAlgorithm(AlgorithmName::new(name)),
                Component::Digest,
                GoError::DigestUnsupported,
                0..name.len(),
            )
            .of(Text::Algorithm)),
        }
    }
}
