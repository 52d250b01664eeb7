//! What the writer of a refused text may have meant.

use alloc::{format, string::String};
use core::fmt;

use super::{Component, ParseError, ParseErrorKind};
use crate::{Digest, Reference};

/// A suggestion for a refused text. Offered, never applied.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Hint {
    /// A spelling that parses.
    Spelling(String),
    /// How many bytes too many there are.
    TooLongBy(usize),
    /// A text has one tag; the span is where the second begins.
    OneTag,
    /// The hex of an image ID names an image on one machine only; in a registry it would be this digest.
    ImageId(String),
}

impl fmt::Display for Hint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Spelling(text) => write!(f, "did you mean {text:?}?"),
            Self::TooLongBy(bytes) => write!(f, "remove at least {bytes} bytes"),
            Self::OneTag => f.write_str("a reference has one tag"),
            Self::ImageId(digest) => write!(f, "an image is pulled by its name, as in \"name@{digest}\""),
        }
    }
}

impl Hint {
    pub(super) fn find(error: &ParseError, input: &str) -> Option<Self> {
        let spelled = |text: String| is_spelling(&text).then_some(Self::Spelling(text));
        match error.kind() {
            ParseErrorKind::TooLong { max, actual } => Some(Self::TooLongBy(actual.saturating_sub(max))),
            ParseErrorKind::Identifier => Some(Self::ImageId(format!("sha256:{input}"))),
            ParseErrorKind::Scheme => spelled(without_scheme(input)?.into()),
            ParseErrorKind::Uppercase(_) => spelled(lower_cased(error.component(), input)?),
            ParseErrorKind::InvalidCharacter(':') if error.component() == Component::Tag => {
                Some(Self::OneTag)
            }
            ParseErrorKind::InvalidCharacter(c) if c.is_whitespace() => spelled(input.trim().into()),
            ParseErrorKind::InvalidCharacter('A'..='F') if error.component() == Component::Digest => {
                let (name, digest) = input.rsplit_once('@').unwrap_or(("", input));
                let at = if input.contains('@') { "@" } else { "" };
                spelled(format!("{name}{at}{}", digest.to_ascii_lowercase()))
            }
            ParseErrorKind::Empty if matches!(error.component(), Component::Tag | Component::Digest) => {
                let (before, behind) = input.split_at_checked(error.span().start)?;
                spelled(format!("{}{behind}", before.get(..before.len().checked_sub(1)?)?))
            }
            ParseErrorKind::Empty | ParseErrorKind::InvalidEnd(_) if input.ends_with('/') => {
                spelled(input.trim_end_matches('/').into())
            }
            _ => None,
        }
    }
}

/// The longest text worth a suggestion; a reference a person wrote is far shorter.
const LONGEST: usize = 4096;

fn is_spelling(text: &str) -> bool {
    text.len() <= LONGEST && (Reference::parse(text).is_ok() || Digest::parse(text).is_ok())
}

/// What follows a scheme such as `https://`, if the text has one.
fn without_scheme(input: &str) -> Option<&str> {
    input.split_once("://").map(|(_, rest)| rest.trim_end_matches('/'))
}

/// The text with its path, or the name of its digest's algorithm, in lower case.
fn lower_cased(component: Component, input: &str) -> Option<String> {
    if input.len() > LONGEST {
        return None;
    }
    let name_end = if component == Component::Digest {
        input.rfind(':')?
    } else {
        let from = input.find('/').unwrap_or_default();
        let behind = input.get(from..)?;
        behind.find([':', '@']).map_or(input.len(), |at| from + at)
    };
    let (name, rest) = input.split_at_checked(name_end)?;
    Some(format!("{}{rest}", name.to_lowercase()))
}
