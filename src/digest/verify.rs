//! Computing digests and comparing content with one.

use alloc::{boxed::Box, format, string::String};
use core::fmt;

use sha2::{Digest as _, Sha256, Sha384, Sha512};

use super::algorithm::Algorithm;
use super::value::{Digest, DigestRef};

impl Digest {
    /// The digest of `content`.
    ///
    /// ```
    /// use pullspec::Digest;
    /// use pullspec::digest::Algorithm;
    /// let empty = Digest::of(Algorithm::Sha256, b"");
    /// assert_eq!(empty.as_str(), "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    /// ```
    #[must_use]
    pub fn of(algorithm: Algorithm, content: impl AsRef<[u8]>) -> Self {
        let mut digester = Digester::new(algorithm);
        digester.update(content);
        digester.finish()
    }

    /// Starts to compare content with this digest.
    #[must_use]
    pub fn verifier(&self) -> Verifier {
        self.as_digest_ref().verifier()
    }

    /// Compares content that is all here with this digest.
    ///
    /// ```
    /// use pullspec::Digest;
    /// use pullspec::digest::Algorithm;
    ///
    /// let digest = Digest::of(Algorithm::Sha256, "content");
    /// digest.verify("content")?;
    /// assert_eq!(*digest.verify("other").unwrap_err().expected(), digest);
    /// # Ok::<(), pullspec::digest::DigestMismatchError>(())
    /// ```
    ///
    /// # Errors
    /// The content has another digest; the error says which two differ.
    pub fn verify(&self, content: impl AsRef<[u8]>) -> Result<(), DigestMismatchError> {
        self.as_digest_ref().verify(content)
    }
}

impl DigestRef<'_> {
    /// Starts to compare content with this digest.
    ///
    /// ```
    /// use pullspec::Reference;
    ///
    /// let digest = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    /// let image = Reference::parse(&format!("redis@{digest}"))?;
    /// let verifier = image.digest().map(|digest| digest.verifier());
    /// assert!(verifier.is_some_and(|nothing_yet| nothing_yet.verify().is_ok()));
    /// # Ok::<(), pullspec::ParseError>(())
    /// ```
    #[must_use]
    pub fn verifier(self) -> Verifier {
        Verifier { expected: self.to_digest(), digester: Digester::new(self.algorithm()) }
    }

    /// Compares content that is all here with this digest.
    ///
    /// ```
    /// use pullspec::digest::DigestRef;
    ///
    /// let digest = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    /// assert!(DigestRef::parse(digest)?.verify("").is_ok());
    /// # Ok::<(), pullspec::ParseError>(())
    /// ```
    ///
    /// # Errors
    /// The content has another digest; the error says which two differ.
    pub fn verify(self, content: impl AsRef<[u8]>) -> Result<(), DigestMismatchError> {
        let mut verifier = self.verifier();
        verifier.update(content);
        verifier.verify()
    }
}

/// Computes a digest from chunks of content with SHA-2 (FIPS 180-4), as go-digest's `Digester`.
///
/// ```
/// use pullspec::Digest;
/// use pullspec::digest::{Algorithm, Digester};
///
/// let mut digester = Digester::new(Algorithm::Sha512);
/// digester.update("one ");
/// digester.update("two");
/// assert_eq!(digester.finish(), Digest::of(Algorithm::Sha512, "one two"));
/// ```
#[derive(Clone)]
pub struct Digester(State);

#[derive(Clone)]
enum State {
    Sha256(Sha256),
    Sha384(Box<Sha384>),
    Sha512(Box<Sha512>),
}

impl Digester {
    /// Starts with no content.
    ///
    /// ```
    /// use pullspec::Digest;
    /// use pullspec::digest::{Algorithm, Digester};
    /// assert_eq!(Digester::new(Algorithm::Sha256).finish(), Digest::of(Algorithm::Sha256, ""));
    /// ```
    #[must_use]
    pub fn new(algorithm: Algorithm) -> Self {
        Self(match algorithm {
            Algorithm::Sha256 => State::Sha256(Sha256::new()),
            Algorithm::Sha384 => State::Sha384(Box::new(Sha384::new())),
            Algorithm::Sha512 => State::Sha512(Box::new(Sha512::new())),
        })
    }

    /// The algorithm.
    ///
    /// ```
    /// use pullspec::digest::{Algorithm, Digester};
    /// assert_eq!(Digester::new(Algorithm::Sha384).algorithm(), Algorithm::Sha384);
    /// ```
    #[must_use]
    pub const fn algorithm(&self) -> Algorithm {
        match self.0 {
            State::Sha256(_) => Algorithm::Sha256,
            State::Sha384(_) => Algorithm::Sha384,
            State::Sha512(_) => Algorithm::Sha512,
        }
    }

    /// Adds content.
    ///
    /// ```
    /// use pullspec::Digest;
    /// use pullspec::digest::{Algorithm, Digester};
    /// let mut digester = Digester::new(Algorithm::Sha256);
    /// for chunk in [b"con".as_slice(), b"tent"] {
    ///     digester.update(chunk);
    /// }
    /// assert_eq!(digester.finish(), Digest::of(Algorithm::Sha256, "content"));
    /// ```
    pub fn update(&mut self, chunk: impl AsRef<[u8]>) {
        let chunk = chunk.as_ref();
        match &mut self.0 {
            State::Sha256(state) => state.update(chunk),
            State::Sha384(state) => state.update(chunk),
            State::Sha512(state) => state.update(chunk),
        }
    }

    /// The digest of all the content.
    ///
    /// ```
    /// use pullspec::digest::{Algorithm, Digester};
    /// let mut digester = Digester::new(Algorithm::Sha256);
    /// digester.update("content");
    /// assert!(digester.finish().as_str().starts_with("sha256:ed7002b4"));
    /// ```
    #[must_use]
    pub fn finish(self) -> Digest {
        let algorithm = self.algorithm();
        let hex: String = match self.0 {
            State::Sha256(state) => hex::encode(state.finalize()),
            State::Sha384(state) => hex::encode(state.finalize()),
            State::Sha512(state) => hex::encode(state.finalize()),
        };
        Digest::from_valid(format!("{algorithm}:{hex}"))
    }
}

impl fmt::Debug for Digester {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Digester").field("algorithm", &self.algorithm()).finish_non_exhaustive()
    }
}

/// Compares content with a digest, chunk by chunk, as go-digest's `Verifier`. Made by [`Digest::verifier`].
///
/// ```
/// use pullspec::Digest;
/// use pullspec::digest::Algorithm;
/// let mut verifier = Digest::of(Algorithm::Sha512, "content").verifier();
/// verifier.update("content");
/// assert!(verifier.verify().is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct Verifier {
    expected: Digest,
    digester: Digester,
}

impl Verifier {
    /// Adds content.
    ///
    /// ```
    /// use pullspec::Digest;
    /// use pullspec::digest::Algorithm;
    /// let mut verifier = Digest::of(Algorithm::Sha256, "content").verifier();
    /// verifier.update("con");
    /// verifier.update("tent");
    /// assert!(verifier.verify().is_ok());
    /// ```
    pub fn update(&mut self, chunk: impl AsRef<[u8]>) {
        self.digester.update(chunk);
    }

    /// Whether all the content had the digest.
    ///
    /// ```
    /// use pullspec::Digest;
    /// use pullspec::digest::Algorithm;
    /// let mut verifier = Digest::of(Algorithm::Sha256, "content").verifier();
    /// verifier.update("other content");
    /// assert!(verifier.verify().is_err());
    /// ```
    ///
    /// # Errors
    /// The content has another digest; the error says which two differ.
    pub fn verify(self) -> Result<(), DigestMismatchError> {
        let actual = self.digester.finish();
        if actual == self.expected { Ok(()) } else { Err(DigestMismatchError::new(self.expected, actual)) }
    }
}

/// Content has another digest than the one asked for.
///
/// ```
/// use pullspec::Digest;
/// use pullspec::digest::Algorithm;
/// let mut verifier = Digest::of(Algorithm::Sha256, "what was asked for").verifier();
/// verifier.update("what came");
/// let error = verifier.verify().unwrap_err();
/// assert!(error.to_string().starts_with("content has digest sha256:"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[error("content has digest {actual}, expected {expected}")]
pub struct DigestMismatchError {
    expected: Digest,
    actual: Digest,
}

impl DigestMismatchError {
    /// A mismatch that was found elsewhere: by a registry client, or by a digest in an HTTP header.
    ///
    /// ```
    /// use pullspec::Digest;
    /// use pullspec::digest::{Algorithm, DigestMismatchError};
    /// let [asked, came] = ["asked", "came"].map(|content| Digest::of(Algorithm::Sha256, content));
    /// let error = DigestMismatchError::new(asked.clone(), came);
    /// assert_eq!(*error.expected(), asked);
    /// ```
    #[must_use]
    pub const fn new(expected: Digest, actual: Digest) -> Self {
        Self { expected, actual }
    }

    /// The digest asked for.
    #[must_use]
    pub const fn expected(&self) -> &Digest {
        &self.expected
    }

    /// The digest the content has.
    #[must_use]
    pub const fn actual(&self) -> &Digest {
        &self.actual
    }
}
