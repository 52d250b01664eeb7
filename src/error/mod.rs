//! Why a text is not a reference, a digest or one of their parts: what, which part, and where.

use core::fmt;
use core::ops::Range;

mod underline;

pub use underline::Underline;

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
pub(crate) enum Text {
    Reference,
    Digest,
    Part,
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
    ///
    /// ```
    /// use pullspec::Reference;
    /// use pullspec::error::ParseErrorKind;
    /// let error = Reference::parse("redis:").unwrap_err();
    /// assert_eq!(error.kind(), ParseErrorKind::Empty);
    /// ```
    #[must_use]
    pub const fn kind(&self) -> ParseErrorKind {
        self.kind
    }

    /// The part of the reference it is in.
    ///
    /// ```
    /// use pullspec::Reference;
    /// use pullspec::error::Component;
    /// assert_eq!(Reference::parse("redis:").unwrap_err().component(), Component::Tag);
    /// ```
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
    ///
    /// ```
    /// use pullspec::Reference;
    /// use pullspec::error::GoError;
    /// let error = Reference::parse(&format!("redis@md5:{:032}", 0)).unwrap_err();
    /// assert_eq!(error.go_error(), GoError::DigestUnsupported);
    /// ```
    #[must_use]
    pub const fn go_error(&self) -> GoError {
        self.go
    }

    /// Shows the line of `input` at fault with carets under it and this error after them.
    ///
    /// ```
    /// use pullspec::Reference;
    ///
    /// let input = "nginx:1.27:alpine";
    /// let error = Reference::parse(input).unwrap_err();
    /// let picture = "\
    /// nginx:1.27:alpine
    ///           ^ invalid character ':' in tag";
    /// assert_eq!(error.underline(input).to_string(), picture);
    /// ```
    #[must_use]
    pub const fn underline<'a>(&self, input: &'a str) -> Underline<'a> {
        Underline::new(*self, input)
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
            ParseErrorKind::InvalidCharacter(c) => write!(f, "invalid character {c:?} in {component}"),
            ParseErrorKind::Uppercase(c) => write!(f, "{component} must be lower case, found {c:?}"),
            ParseErrorKind::InvalidStart(c) => write!(f, "{component} must not start with {c:?}"),
            ParseErrorKind::InvalidEnd(c) => write!(f, "{component} must not end with {c:?}"),
            ParseErrorKind::RepeatedSeparator(c) => {
                write!(f, "separator {c:?} in {component} must stand between letters or digits")
            }
            ParseErrorKind::TooLong { max, actual } => {
                write!(f, "{component} is too long: {actual} bytes, at most {max}")
            }
            ParseErrorKind::Scheme => f.write_str("a reference must not begin with a scheme"),
            ParseErrorKind::UnclosedBracket => {
                write!(f, "missing ']' after the IPv6 address in {component}")
            }
            ParseErrorKind::DigestSeparator => f.write_str("missing ':' between algorithm and hex in digest"),
            ParseErrorKind::DigestLength { expected, actual } => {
                write!(f, "digest has {actual} characters after the algorithm, expected {expected}")
            }
            ParseErrorKind::DigestTooShort { min, actual } => {
                write!(f, "digest has {actual} characters after the algorithm, expected at least {min}")
            }
            ParseErrorKind::UnsupportedAlgorithm => f.write_str("unsupported digest algorithm"),
            ParseErrorKind::Identifier => f.write_str("64 hex characters are an image ID, not a name"),
            ParseErrorKind::AmbiguousDomain => {
                f.write_str("domain reads as part of a path: it needs a '.', a ':' or an upper-case letter")
            }
        }
    }
}

/// What is wrong with a text. Characters and sizes are those of the text.
///
/// ```
/// use pullspec::Reference;
/// use pullspec::error::ParseErrorKind;
/// let kind = |text: &str| Reference::parse(text).unwrap_err().kind();
/// assert_eq!(kind("a b"), ParseErrorKind::InvalidCharacter(' '));
/// assert_eq!(kind("https://quay.io/app"), ParseErrorKind::Scheme);
/// assert_eq!(kind(&format!("quay.io/{}", "a".repeat(300))), ParseErrorKind::TooLong { max: 255, actual: 300 });
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ParseErrorKind {
    /// Nothing stands where the component must be.
    Empty,
    /// A character the component never has.
    InvalidCharacter(char),
    /// An upper-case character where only lower case is allowed.
    Uppercase(char),
    /// A character the component may have, but not first.
    InvalidStart(char),
    /// A character the component may have, but not last.
    InvalidEnd(char),
    /// A separator beside another one: only `__` and runs of `-` are allowed, and only inside a path.
    RepeatedSeparator(char),
    /// More bytes than the limit.
    TooLong {
        /// The limit in bytes.
        max: usize,
        /// The size in bytes.
        actual: usize,
    },
    /// The text begins with a scheme such as `https://` or `docker://`.
    Scheme,
    /// An address in brackets does not end.
    UnclosedBracket,
    /// The digest has no `:`.
    DigestSeparator,
    /// The digest's hex has another size than its algorithm's.
    DigestLength {
        /// The size the algorithm asks for, in characters.
        expected: usize,
        /// The size found, in bytes.
        actual: usize,
    },
    /// The digest is shorter than any digest in a reference may be.
    DigestTooShort {
        /// The smallest size, in characters.
        min: usize,
        /// The size found, in bytes.
        actual: usize,
    },
    /// A well-formed digest of an algorithm that is not registered.
    UnsupportedAlgorithm,
    /// 64 lower-case hex characters alone, which Go takes for an image ID and refuses as a name.
    Identifier,
    /// A host that, written in front of a path, would be read as the path's first component on Docker Hub.
    AmbiguousDomain,
}

/// The part of a reference an error is in.
///
/// ```
/// use pullspec::Reference;
/// use pullspec::error::Component;
/// let component = |text| Reference::parse(text).map_err(|error| error.component());
/// assert_eq!(component("quay.io:port/app"), Err(Component::Port));
/// assert_eq!(component("quay.io/app:-1"), Err(Component::Tag));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Component {
    /// The text as a whole.
    Reference,
    /// The host in front of the first `/`.
    Domain,
    /// The number after the host.
    Port,
    /// The repository's path.
    Path,
    /// What stands after the name's `:`.
    Tag,
    /// What stands after `@`.
    Digest,
}

impl Component {
    /// Its name in error texts.
    ///
    /// ```
    /// assert_eq!(pullspec::error::Component::Tag.as_str(), "tag");
    /// ```
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Reference => "reference",
            Self::Domain => "domain",
            Self::Port => "port",
            Self::Path => "path",
            Self::Tag => "tag",
            Self::Digest => "digest",
        }
    }
}

impl fmt::Display for Component {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// The errors of Go's distribution/reference and go-digest, one for each that a caller there can tell apart.
///
/// ```
/// use pullspec::Reference;
/// use pullspec::error::GoError;
/// let error = Reference::parse("quay.io/Team/app").unwrap_err();
/// assert_eq!(error.go_error(), GoError::NameUppercase);
/// assert_eq!(error.go_error().to_string(), "name_uppercase");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
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

impl fmt::Display for GoError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
