//! What can be said to the writer of a refused text.

use alloc::string::String;
use core::fmt;

use crate::terminal::Redacted;

/// A suggestion for a refused text. Offered, never applied. Made by
/// [`ParseError::hint`](crate::error::ParseError::hint).
///
/// ```
/// use pullspec::Reference;
/// use pullspec::reference::Hint;
///
/// let hint = |input: &str| Reference::parse(input).unwrap_err().hint(input);
/// assert_eq!(hint("docker://redis"), Some(Hint::Spelling("redis".into())));
/// assert_eq!(hint("redis:7:latest"), Some(Hint::OneTag));
/// assert_eq!(hint("redis:${TAG}"), Some(Hint::Placeholder("${TAG}".into())));
/// assert_eq!(hint("quay.io/"), Some(Hint::RegistryAlone("quay.io".into())));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Hint {
    /// A spelling that parses, and as what was refused.
    Spelling(String),
    /// How many bytes too many there are.
    TooLongBy(usize),
    /// A text has one tag; the span is where the second begins.
    OneTag,
    /// The hex of an image ID names an image on one machine only; in a registry it would be this digest.
    ImageId(String),
    /// A digest stands where a tag must be; the spelling with `@`, if that parses.
    DigestAfterAt(Option<String>),
    /// A registry, without the path of a repository. Its name alone would be an image at Docker Hub.
    RegistryAlone(String),
    /// A template's placeholder was not replaced: `${TAG}`, `{{ .Values.image }}`, `<tag>`.
    Placeholder(String),
    /// In front of this end of the text something is missing, as an empty variable leaves it: `:sha-1`, `/app`.
    MissingBefore(String),
    /// After this beginning of the text something is missing, as an empty variable leaves it: `app:`, `app:-rc1`.
    MissingAfter {
        /// The text up to the gap.
        text: String,
        /// What the text would be without that part, if that parses. Without a tag it is `latest`.
        without: Option<String>,
    },
    /// A branch name or a version with `+` as a tag; the spelling that is usually given to it.
    TagSpelling(String),
    /// A blank stands inside, and without it the text is still not one that parses.
    Blank,
}

impl fmt::Display for Hint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Spelling(text) => write!(f, "did you mean {:?}?", Redacted(text)),
            Self::TooLongBy(1) => f.write_str("remove at least 1 byte"),
            Self::TooLongBy(bytes) => write!(f, "remove at least {bytes} bytes"),
            Self::OneTag => f.write_str("a reference has one tag"),
            Self::ImageId(digest) => write!(f, "an image is pulled by its name, as in \"name@{digest}\""),
            Self::DigestAfterAt(Some(text)) => {
                write!(f, "a digest comes after '@': did you mean {:?}?", Redacted(text))
            }
            Self::DigestAfterAt(None) => f.write_str("a digest comes after '@', as in \"name@sha256:...\""),
            Self::RegistryAlone(domain) => {
                write!(f, "{:?} is a registry; an image there also has a path", Redacted(domain))
            }
            Self::Placeholder(text) => {
                write!(f, "{:?} is a placeholder that was not replaced", Redacted(text))
            }
            Self::MissingBefore(text) => {
                write!(f, "nothing stands in front of {:?}: is a variable empty?", Redacted(text))
            }
            Self::MissingAfter { text, without } => {
                write!(f, "nothing stands after {:?}: is a variable empty?", Redacted(text))?;
                match without {
                    Some(spelling) => write!(f, " without that part it is {:?}", Redacted(spelling)),
                    None => Ok(()),
                }
            }
            Self::TagSpelling(text) => {
                write!(
                    f,
                    "a tag has only letters, digits, '_', '.' and '-': did you mean {:?}?",
                    Redacted(text)
                )
            }
            Self::Blank => f.write_str("a reference is one word without blanks"),
        }
    }
}
