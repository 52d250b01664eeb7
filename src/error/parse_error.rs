//! The error itself: kind, component, place.

use core::fmt;
use core::ops::Range;

use super::component::Component;
use super::go_error::GoError;
use super::kind::ParseErrorKind;
use crate::terminal::QuotedChar;

/// A text was refused: the kind of fault, the component it is in, and its place in the text the caller gave.
///
/// [`span`](Self::span) is always valid to slice that text with, so the guilty part can be shown;
/// [`underline`](Self::underline) does so. Nothing of the input is kept, and nothing is allocated.
///
/// ```
/// use pullspec::Reference;
/// use pullspec::error::{Component, ParseErrorKind};
///
/// let input = "quay.io/Team/app:1.2";
/// let error = Reference::parse(input).unwrap_err();
/// assert_eq!(error.kind(), ParseErrorKind::Uppercase('T'));
/// assert_eq!(error.component(), Component::Path);
/// assert_eq!(&input[error.span()], "T");
/// assert_eq!(error.to_string(), "path must be lower case, found 'T'");
/// assert_eq!(error.hint(input).unwrap().to_string(), r#"did you mean "quay.io/team/app:1.2"?"#);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ParseError {
    kind: ParseErrorKind,
    component: Component,
    go: GoError,
    start: usize,
    end: usize,
    text: Text,
}

/// What the refused text was to be, which decides what a better spelling of it would be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
pub(crate) enum Text {
    Reference,
    Digest,
    Algorithm,
    Domain,
    Path,
    Tag,
}

impl ParseError {
    pub(crate) const fn new(
        kind: ParseErrorKind,
        component: Component,
        go: GoError,
        span: Range<usize>,
    ) -> Self {
        Self { kind, component, go, start: span.start, end: span.end, text: Text::Reference }
    }

    /// What is wrong.
    #[must_use]
    pub const fn kind(&self) -> ParseErrorKind {
        self.kind
    }

    /// The part of the reference it is in.
    #[must_use]
    pub const fn component(&self) -> Component {
        self.component
    }

    /// The bytes of the caller's text at fault. Empty where something is missing.
    ///
    /// ```
    /// use pullspec::Reference;
    /// let input = "quay.io/team/my app";
    /// let error = Reference::parse(input).unwrap_err();
    /// assert_eq!((error.span(), &input[error.span()]), (15..16, " "));
    /// ```
    #[must_use]
    pub const fn span(&self) -> Range<usize> {
        self.start..self.end
    }

    /// The error Go's distribution/reference and go-digest return for the same text.
    #[must_use]
    pub const fn go_error(&self) -> GoError {
        self.go
    }

    /// The same error for a text in which this one's text begins `by` bytes later.
    pub(crate) const fn shifted(self, by: usize) -> Self {
        Self { start: self.start.saturating_add(by), end: self.end.saturating_add(by), ..self }
    }

    /// What the refused text was to be.
    pub(crate) const fn text(&self) -> Text {
        self.text
    }

    /// The same error of a text that was to be something else than a reference.
    pub(crate) const fn of(self, text: Text) -> Self {
        Self { text, ..self }
    }

    /// The same fault under another of Go's names.
    pub(crate) const fn with_go_error(self, go: GoError) -> Self {
        Self { go, ..self }
    }
}

impl core::error::Error for ParseError {}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let component = self.component;
        match self.kind {
            ParseErrorKind::Empty => write!(f, "empty {component}"),
            ParseErrorKind::InvalidCharacter(c) => {
                write!(f, "invalid character {} in {component}", QuotedChar(c))
            }
            ParseErrorKind::Uppercase(c) => {
                write!(f, "{component} must be lower case, found {}", QuotedChar(c))
            }
            ParseErrorKind::InvalidStart(c) => write!(f, "{component} must not start with {}", QuotedChar(c)),
            ParseErrorKind::InvalidEnd(c) => write!(f, "{component} must not end with {}", QuotedChar(c)),
            ParseErrorKind::RepeatedSeparator(c) => {
                write!(f, "separator {} in {component} must stand between letters or digits", QuotedChar(c))
            }
            ParseErrorKind::TooLong { max, actual } => {
                write!(f, "{component} is too long: {actual} bytes, at most {max}")
            }
            ParseErrorKind::Scheme => write!(f, "a {component} must not begin with a scheme"),
            ParseErrorKind::UnclosedBracket => {
                write!(f, "missing ']' after the IPv6 address in {component}")
            }
            ParseErrorKind::DigestSeparator => f.write_str("missing ':' between algorithm and hex in digest"),
            ParseErrorKind::DigestLength { algorithm, expected, actual } => {
                write!(f, "a {algorithm} digest has {expected} hex characters, found {actual}")
            }
            ParseErrorKind::DigestTooShort { min, actual } => {
                write!(f, "a digest has at least {min} hex characters, found {actual}")
            }
            ParseErrorKind::UnsupportedAlgorithm(name) => write!(f, "unsupported digest algorithm {name:?}"),
            ParseErrorKind::Identifier => f.write_str("64 hex characters are an image ID, not a name"),
            ParseErrorKind::AmbiguousDomain => {
                f.write_str("domain reads as part of a path: it needs a '.', a ':' or an upper-case letter")
            }
        }
    }
}
