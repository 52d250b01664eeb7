//! From what was written to what it means: Go's `ParseNormalizedNamed` and `splitDockerDomain`.

use super::parse::layout::Parts;
use super::parse::scan::scan;
use super::parse::whole::{self, check_path_length};
use crate::error::{Component, GoError, ParseError, ParseErrorKind};
use crate::go::lower::first_upper;

/// The registry of names that do not say one.
pub(crate) const DEFAULT_DOMAIN: &str = "docker.io";
/// Docker Hub's old name; Go rewrites it to [`DEFAULT_DOMAIN`].
pub(crate) const LEGACY_DOMAIN: &str = "index.docker.io";
/// The tag of names that say neither a tag nor a digest.
pub(crate) const DEFAULT_TAG: &str = "latest";
/// The only host without a dot, a colon or an upper-case letter that is taken for one.
pub(crate) const LOCALHOST: &str = "localhost";
const DEFAULT_PREFIX: &str = "docker.io/";
const OFFICIAL_PREFIX: &str = "docker.io/library/";
/// The path component that Docker Hub's own images live under.
pub(crate) const OFFICIAL_PATH: &str = "library/";

/// The normalized text as a prefix and what follows it in the written one, with the parts of the result.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Normalized {
    pub(crate) prefix: &'static str,
    /// How many bytes of the written text the prefix replaces.
    pub(crate) skip: usize,
    pub(crate) parts: Parts,
    pub(crate) filled_in: FilledIn,
}

/// Which parts of a normalized reference were filled in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "one per part that can be filled in")]
pub(crate) struct FilledIn {
    pub(crate) domain: bool,
    pub(crate) domain_alias: bool,
    pub(crate) library: bool,
    pub(crate) tag: bool,
}

/// Go's `anchoredIdentifierRegexp`.
pub(crate) fn is_identifier(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

/// What Docker Hub's credentials are kept under (`IndexServer` in moby's `registry`).
pub(crate) const HUB_CONFIG_KEY: &str = "https://index.docker.io/v1/";

/// The host that serves the API of `docker.io`.
pub(crate) const DOCKER_HUB_API: &str = "registry-1.docker.io";

/// The host of a registry's API: its name, except that Docker Hub's is served elsewhere.
pub(crate) fn api_host(domain: &str) -> &str {
    if domain == DEFAULT_DOMAIN { DOCKER_HUB_API } else { domain }
}

/// Whether a first component has a form that no part of a path has: a dot, a port, or the name of the machine itself.
/// Every program agrees on these.
pub(crate) fn has_host_form(first: &str) -> bool {
    first.bytes().any(|b| matches!(b, b'.' | b':')) || first == LOCALHOST
}

/// Whether Go takes a first component for a host rather than a part of a path: upper case is a host, too.
pub(crate) fn is_domain(first: &str) -> bool {
    has_host_form(first) || first_upper(first).is_some()
}

/// Parses and normalizes.
pub(crate) fn normalize(text: &str) -> Result<Normalized, ParseError> {
    normalize_scanned(text, scan(text, |parts| parts))
}

/// Normalizes what [`scan`] made of the text.
#[inline]
pub(super) fn normalize_scanned(
    text: &str,
    scanned: Result<Parts, ParseError>,
) -> Result<Normalized, ParseError> {
    match scanned {
        Ok(parts) => normalize_parts(text, parts),
        Err(error) => Err(refused(text, error)),
    }
}

/// Normalizes what has been parsed.
pub(crate) fn normalize_parts(text: &str, parts: Parts) -> Result<Normalized, ParseError> {
    if is_identifier(text) {
        let kind = ParseErrorKind::Identifier;
        return Err(ParseError::new(kind, Component::Reference, GoError::Identifier, 0..text.len()));
    }
    of_parts(text, parts)
}

/// Fills in what a text of the grammar leaves out.
fn of_parts(text: &str, parts: Parts) -> Result<Normalized, ParseError> {
    let name = text.get(..parts.name_end).unwrap_or_default();
    let (prefix, skip) = match name.split_once('/') {
        None => (OFFICIAL_PREFIX, 0),
        Some((first, remainder)) if first == DEFAULT_DOMAIN || first == LEGACY_DOMAIN => {
            match (remainder.contains('/'), first == DEFAULT_DOMAIN) {
                (true, true) => ("", 0),
                (true, false) => (DEFAULT_PREFIX, first.len() + 1),
                (false, _) => (OFFICIAL_PREFIX, first.len() + 1),
            }
        }
        Some((first, _)) if is_domain(first) => ("", 0),
        // `[abcd]/x` has a host of the grammar, but one that no rule takes for a host.
        Some(_) if name.starts_with('[') => return Err(bracket_in_path()),
        Some(_) => (DEFAULT_PREFIX, 0),
    };
    if prefix.is_empty() {
        return Ok(Normalized { prefix, skip, parts, filled_in: FilledIn::default() });
    }
    let normalized = Parts {
        path_start: DEFAULT_PREFIX.len(),
        name_end: parts.name_end - skip + prefix.len(),
        tag_end: parts.tag_end - skip + prefix.len(),
    };
    let written_path = Parts { path_start: skip, ..parts };
    check_path_length(written_path, prefix.len() - DEFAULT_PREFIX.len())?;
    let filled_in = FilledIn {
        domain: skip == 0,
        domain_alias: skip > DEFAULT_PREFIX.len(),
        library: prefix.len() > DEFAULT_PREFIX.len(),
        tag: false,
    };
    Ok(Normalized { prefix, skip, parts: normalized, filled_in })
}

const fn bracket_in_path() -> ParseError {
    ParseError::new(ParseErrorKind::InvalidCharacter('['), Component::Path, GoError::InvalidFormat, 0..1)
}

/// What `ParseNormalizedNamed` says of a text that `Parse` refuses with `error`.
#[cold]
fn refused(text: &str, error: ParseError) -> ParseError {
    let first = text.split_once('/').map(|(first, _)| first);
    let remainder_start = first.filter(|first| is_domain(first)).map_or(0, |first| first.len() + 1);
    let remainder = text.get(remainder_start..).unwrap_or_default();
    // Go looks for upper case before it parses, up to the first `:`, wherever that is.
    let remote = remainder.split_once(':').map_or(remainder, |(remote, _)| remote);
    if let Some((at, c)) = first_upper(remote) {
        if error.kind() == ParseErrorKind::Scheme {
            // The same class, but what has to go first.
            return error.with_go_error(GoError::NameUppercase);
        }
        let component = if remote.get(..at).is_some_and(|s| s.contains('@')) {
            Component::Digest
        } else {
            Component::Path
        };
        let at = remainder_start + at;
        let span = at..at + c.len_utf8();
        return ParseError::new(ParseErrorKind::Uppercase(c), component, GoError::NameUppercase, span);
    }
    if remainder_start == 0 && text.starts_with('[') && first.is_some() {
        return bracket_in_path();
    }
    match error.go_error() {
        GoError::NameEmpty => error.with_go_error(GoError::InvalidFormat),
        GoError::InvalidFormat | GoError::NameUppercase => error,
        // The text is of the grammar. A path that is too long once it is normalized comes before a bad digest.
        _ => match whole::parts(text) {
            Ok(parts) => of_parts(text, parts).err().unwrap_or(error),
            Err(refused) => refused.error(text),
        },
    }
}
