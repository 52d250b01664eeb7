//! What the writer of a refused text may have meant.

use alloc::{format, string::String};
use core::fmt;

use super::Reference;
use crate::digest::Digest;
use crate::error::{Component, ParseError, ParseErrorKind, Text};

/// A suggestion for a refused text. Offered, never applied.
///
/// ```
/// use pullspec::Reference;
/// use pullspec::reference::Hint;
/// let input = "redis:7:latest";
/// assert_eq!(Reference::parse(input).unwrap_err().hint(input), Some(Hint::OneTag));
/// let input = "docker://redis";
/// assert_eq!(Reference::parse(input).unwrap_err().hint(input), Some(Hint::Spelling("redis".into())));
/// ```
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
            Self::TooLongBy(1) => f.write_str("remove at least 1 byte"),
            Self::TooLongBy(bytes) => write!(f, "remove at least {bytes} bytes"),
            Self::OneTag => f.write_str("a reference has one tag"),
            Self::ImageId(digest) => write!(f, "an image is pulled by its name, as in \"name@{digest}\""),
        }
    }
}

impl ParseError {
    /// What the writer may have meant. `input` is the text that was refused; it is never repaired silently.
    ///
    /// A suggested spelling always parses as what was refused; for a part alone there is none. Allocates only when called.
    ///
    /// ```
    /// use pullspec::Reference;
    /// let input = "https://quay.io/Team/app";
    /// let error = Reference::parse(input).unwrap_err();
    /// assert_eq!(error.hint(input).unwrap().to_string(), r#"did you mean "quay.io/team/app"?"#);
    /// assert_eq!(Reference::parse("a b").unwrap_err().hint("a b"), None);
    /// ```
    #[must_use]
    pub fn hint(&self, input: &str) -> Option<Hint> {
        Hint::find(self, input)
    }
}

impl Hint {
    fn find(error: &ParseError, input: &str) -> Option<Self> {
        match error.kind() {
            ParseErrorKind::TooLong { max, actual } => Some(Self::TooLongBy(actual.saturating_sub(max))),
            ParseErrorKind::Identifier => Some(Self::ImageId(format!("sha256:{input}"))),
            _ => match error.text() {
                // A longer text was not written by a person.
                _ if input.len() > 4096 => None,
                Text::Reference => repaired(input).map(Self::Spelling).or_else(|| {
                    let colon_in_tag = (error.kind(), error.component())
                        == (ParseErrorKind::InvalidCharacter(':'), Component::Tag);
                    colon_in_tag.then_some(Self::OneTag)
                }),
                Text::Digest => {
                    let spelling = input.trim().to_ascii_lowercase();
                    Digest::parse(&spelling).is_ok().then_some(Self::Spelling(spelling))
                }
                Text::Part => None,
            },
        }
    }
}

/// The text without the usual slips: blanks around it, a scheme, nothing after a separator, capitals in path or digest.
fn repaired(input: &str) -> Option<String> {
    let text = input.trim();
    let text = text.split_once("://").map_or(text, |(_, behind)| behind);
    let text = text.trim_end_matches(['/', ':', '@']);
    let (name_and_tag, digest) =
        text.split_once('@').map_or((text, None), |(name, digest)| (name, Some(digest)));
    // A capital in the first component makes it a host to Go; only a dot or a colon shows that it was meant as one.
    let path_start = match name_and_tag.split_once('/') {
        Some((first, _)) if first.contains(['.', ':']) => first.len(),
        _ => 0,
    };
    let (host, behind) = name_and_tag.split_at_checked(path_start)?;
    let (path, tag) = behind.split_at_checked(behind.find(':').unwrap_or(behind.len()))?;
    let (at, digest) = digest.map_or(("", ""), |digest| ("@", digest));
    let spelling = format!("{host}{}{tag}{at}{}", path.to_ascii_lowercase(), digest.to_ascii_lowercase());
    Reference::parse(&spelling).is_ok().then_some(spelling)
}
