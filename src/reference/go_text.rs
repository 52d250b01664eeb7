//! The error of Go's reference parser in its own words, which the kubelet prints.

use core::fmt;

use super::normalize::{DEFAULT_DOMAIN, LEGACY_DOMAIN, OFFICIAL_PATH, is_domain};
use crate::error::{GoError, ParseError};
use crate::go::GoQuoted;
use crate::go::lower::first_upper;
use crate::sentence::NOT_PARSED;

/// The text of the error that `reference.ParseNormalizedNamed` returns for a text that does not parse.
pub(crate) struct GoText<'a> {
    /// What was parsed.
    pub(crate) text: &'a str,
    /// What came of it.
    pub(crate) error: ParseError,
}

impl fmt::Display for GoText<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.error.go_error() {
            GoError::NameEmpty => "repository name must have at least one component",
            GoError::NameTooLong => "repository name must not be more than 255 characters",
            GoError::DigestInvalidFormat => "invalid checksum digest format",
            GoError::DigestInvalidLength => "invalid checksum digest length",
            GoError::DigestUnsupported => "unsupported digest algorithm",
            GoError::InvalidFormat => "invalid reference format",
            GoError::Identifier => {
                let text = self.text;
                return write!(
                    f,
                    "invalid repository name ({text}), cannot specify 64-byte hexadecimal strings"
                );
            }
            GoError::NameUppercase => {
                let (library, remote) = remote_name(self.text);
                if first_upper(remote).is_none() {
                    // What spoils it stands elsewhere: a Kelvin sign in a tag. The grammar's own error.
                    return f.write_str("repository name must be lowercase");
                }
                let library = if library { OFFICIAL_PATH } else { "" };
                return write!(
                    f,
                    "invalid reference format: repository name ({library}{remote}) must be lowercase"
                );
            }
        })
    }
}

/// The text of the error that `reference.Parse`, which does not normalize, returns.
pub(crate) struct RawGoText(pub(crate) ParseError);

impl fmt::Display for RawGoText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.go_error() {
            GoError::NameUppercase => f.write_str("repository name must be lowercase"),
            _ => GoText { text: "", error: self.0 }.fmt(f),
        }
    }
}

/// The kubelet's wrapper of that error (`ParseImageName`, `pkg/util/parsers/parsers.go`).
pub(crate) struct ParseImageName<'a>(pub(crate) GoText<'a>);

impl fmt::Display for ParseImageName<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{NOT_PARSED}{}: {}", GoQuoted(self.0.text), self.0)
    }
}

/// What Go takes for the path before it parses: all after the registry, up to the first colon; and whether it puts
/// `library/` in front (`splitDockerDomain`).
fn remote_name(text: &str) -> (bool, &str) {
    let (hub, remainder) = match text.split_once('/') {
        Some((first, remainder)) if is_domain(first) => {
            (matches!(first, DEFAULT_DOMAIN | LEGACY_DOMAIN), remainder)
        }
        _ => (true, text),
    };
    let remote = remainder.split_once(':').map_or(remainder, |(remote, _)| remote);
    (hub && !remainder.contains('/'), remote)
}
