//! What about a name looks like the mistake when nothing was found under it.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use core::str::FromStr;

use crate::cause::{Cause, UnknownLabelError};
use crate::digest::Algorithm;
use crate::reference::PodImage;
use crate::terminal::Quoted;

/// Something about an image's name that is legal and often a mistake.
///
/// ```
/// use pullspec::PullError;
/// use pullspec::waiting::NameWarning;
/// let error = PullError::from_event(
///     "Failed to pull image \"redis:sha256-9f86d081\": rpc error: code = NotFound desc = failed to pull and unpack \
///      image \"docker.io/library/redis:sha256-9f86d081\": docker.io/library/redis:sha256-9f86d081: not found",
/// );
/// let warnings = error.ok_or("none")?.name_warnings();
/// assert!(warnings.contains(&NameWarning::TagLooksLikeDigest));
/// # Ok::<(), &str>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum NameWarning {
    /// The first segment has no dot and no port, so it is part of the path on docker.io.
    NoRegistryHost {
        /// The segment that may have been meant as a host.
        first: String,
    },
    /// A name of one segment, so `library/` on docker.io was put before it.
    LibraryGuessed,
    /// No tag was written, so `latest` was asked for.
    LatestGuessed,
    /// The tag looks like a digest: `@sha256:` was meant, or the digest is not whole.
    TagLooksLikeDigest,
}

impl fmt::Display for NameWarning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoRegistryHost { first } => {
                write!(f, "no registry host: {} is a path on docker.io, not a host", Quoted(first))
            }
            Self::LibraryGuessed => {
                f.write_str("no registry host and no organization: docker.io/library was asked")
            }
            Self::LatestGuessed => f.write_str("no tag: \"latest\" was asked for"),
            Self::TagLooksLikeDigest => f.write_str("the tag looks like a digest, which comes after \"@\""),
        }
    }
}

/// Reads what `Display` writes.
impl FromStr for NameWarning {
    type Err = UnknownLabelError;

    /// # Errors
    /// Any other text.
    fn from_str(text: &str) -> Result<Self, UnknownLabelError> {
        // A part of a path needs no escapes, so that it stands between the quotes as it is.
        let first = text.strip_prefix("no registry host: \"").and_then(|rest| rest.split_once('"'));
        let named = first.map(|(first, _)| Self::NoRegistryHost { first: first.into() });
        let all =
            [Some(Self::LibraryGuessed), Some(Self::LatestGuessed), Some(Self::TagLooksLikeDigest), named];
        let is_written = |warning: &Self| alloc::format!("{warning}") == text;
        all.into_iter().flatten().find(is_written).ok_or(UnknownLabelError::of("name warning"))
    }
}

/// What looks odd about the name of an image that failed with this cause: nothing unless something was not found.
pub(crate) fn warnings_after(cause: Cause, image: &PodImage) -> Vec<NameWarning> {
    let asks = matches!(
        cause,
        Cause::RepositoryNotFound
            | Cause::TagNotFound
            | Cause::DigestNotFound
            | Cause::NotFoundOrUnauthorized
    );
    if asks { warnings(image) } else { Vec::new() }
}

/// What looks odd about an image's name. Nothing about a text that does not parse.
fn warnings(image: &PodImage) -> Vec<NameWarning> {
    let mut warnings = Vec::new();
    let Ok(reference) = image.reference() else { return warnings };
    if reference.domain_was_defaulted() {
        match image.as_str().split_once('/') {
            Some((first, rest)) if rest.contains('/') => {
                warnings.push(NameWarning::NoRegistryHost { first: first.into() });
            }
            Some(_) => {}
            None => warnings.push(NameWarning::LibraryGuessed),
        }
    }
    if reference.is_name_only() || reference.tag_was_defaulted() {
        warnings.push(NameWarning::LatestGuessed);
    }
    if reference.tag().is_some_and(looks_like_digest) {
        warnings.push(NameWarning::TagLooksLikeDigest);
    }
    warnings
}

/// `sha256-…`, or so many hexadecimal digits that no version has them.
fn looks_like_digest(tag: &str) -> bool {
    let named = Algorithm::ALL.iter().any(|algorithm| tag.starts_with(algorithm.as_str()));
    named || tag.len() >= 56 && tag.bytes().all(|b| b.is_ascii_hexdigit())
}
