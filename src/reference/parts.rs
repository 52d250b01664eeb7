//! The parts of a reference as checked texts of their own.

use core::fmt;

use super::parse::grammar::{self, KEPT, MAX_PATH, locate};
use crate::error::{Component, GoError, ParseError, ParseErrorKind, Text};

/// Splits `host:port`; the colons of an IPv6 address in brackets are its own.
pub(crate) fn split_port(domain: &str) -> (&str, Option<&str>) {
    let from = domain.rfind(']').unwrap_or_default();
    match domain.get(from..).and_then(|tail| tail.find(':')).and_then(|at| domain.split_at_checked(from + at))
    {
        Some((host, port)) => (host, port.get(1..)),
        None => (domain, None),
    }
}

macro_rules! part {
    ($(#[$meta:meta])* $name:ident, $what:literal, $good:literal, $bad:literal, $valid:expr, $check:expr) => {
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name<'a>(&'a str);

        impl<'a> $name<'a> {
            /// Checks the text.
            ///
            /// ```
            #[doc = concat!("use pullspec::reference::", stringify!($name), ";")]
            #[doc = concat!("assert!(", stringify!($name), "::parse(", stringify!($good), ").is_ok());")]
            #[doc = concat!("assert!(", stringify!($name), "::parse(", stringify!($bad), ").is_err());")]
            /// ```
            ///
            /// # Errors
            /// The text is not of the form above; the error has the kind and the place.
            pub fn parse(text: &'a str) -> Result<Self, ParseError> {
                $check(text).map(|()| Self(text)).map_err(|error: ParseError| error.of(Text::$name))
            }

            /// A text that is known to be one.
            pub(super) const fn from_valid(text: &'a str) -> Self {
                Self(text)
            }

            /// Checks a literal; in a `const`, a wrong one fails the build.
            ///
            /// ```
            #[doc = concat!("use pullspec::reference::", stringify!($name), ";")]
            #[doc = concat!("const OURS: ", stringify!($name), " = ", stringify!($name), "::from_static(", stringify!($good), ");")]
            #[doc = concat!("assert_eq!(", stringify!($name), "::parse(", stringify!($good), "), Ok(OURS));")]
            /// ```
            ///
            /// # Panics
            /// The text is not of the form above. For literals only; [`parse`](Self::parse) is for data.
            #[must_use]
            pub const fn from_static(text: &'static str) -> $name<'static> {
                if !$valid(text.as_bytes()) {
                    panic!(concat!("not a valid ", $what));
                }
                $name(text)
            }

            /// The text.
            #[must_use]
            pub const fn as_str(self) -> &'a str {
                self.0
            }
        }

        impl<'a> TryFrom<&'a str> for $name<'a> {
            type Error = ParseError;

            fn try_from(text: &'a str) -> Result<Self, ParseError> {
                Self::parse(text)
            }
        }

        impl AsRef<str> for $name<'_> {
            fn as_ref(&self) -> &str {
                self.0
            }
        }

        impl fmt::Display for $name<'_> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.0)
            }
        }

        impl fmt::Debug for $name<'_> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_tuple(stringify!($name)).field(&self.0).finish()
            }
        }
    };
}

part! {
    /// A registry: a host name, an IPv4 address or an IPv6 address in brackets, then perhaps `:` and a port.
    ///
    /// Labels of letters, digits and inner dashes, in either case; the port is any digits: `DomainRegexp` of
    /// distribution/reference.
    ///
    /// ```
    /// use pullspec::reference::Domain;
    ///
    /// const MIRROR: Domain<'static> = Domain::from_static("mirror.example:5000");
    /// assert_eq!(MIRROR.host(), "mirror.example");
    /// assert_eq!(MIRROR.port(), Some("5000"));
    /// assert!(Domain::parse("under_score.example").is_err());
    ///
    /// let url = "https://ghcr.io";
    /// let error = Domain::parse(url).unwrap_err();
    /// assert_eq!(error.to_string(), "a domain must not begin with a scheme");
    /// assert_eq!(error.hint(url).unwrap().to_string(), r#"did you mean "ghcr.io"?"#);
    /// ```
    Domain, "domain", "quay.io:443", "quay_io", valid_domain, check_domain
}

part! {
    /// The path of a repository at its registry: lower-case components between slashes, at most 255 bytes.
    ///
    /// A component is letters and digits, separated by one of `.`, `_`, `__` or any number of `-`: `remoteName` in
    /// distribution/reference's `regexp.go`.
    ///
    /// ```
    /// use pullspec::reference::Path;
    ///
    /// const APP: Path<'static> = Path::from_static("team/app");
    /// assert!(APP.components().eq(["team", "app"]));
    /// assert_eq!(Path::parse("team//app").unwrap_err().to_string(), "empty path");
    /// ```
    Path, "path", "team/app", "team//app", valid_path, check_path
}

part! {
    /// A tag: letters, digits and `_.-`, not starting with `.` or `-`, at most 128 bytes (`TagRegexp` of
    /// distribution/reference).
    ///
    /// ```
    /// use pullspec::reference::Tag;
    ///
    /// const STABLE: Tag<'static> = Tag::from_static("1.27-alpine");
    /// assert!(Tag::parse("-rc1").is_err());
    /// ```
    ///
    /// A wrong literal does not build:
    ///
    /// ```compile_fail
    /// const WRONG: pullspec::reference::Tag<'static> = pullspec::reference::Tag::from_static("v 1");
    /// ```
    Tag, "tag", "1.2-alpine", "v 1", valid_tag, check_tag
}

impl<'a> Domain<'a> {
    /// The domain without its port.
    ///
    /// ```
    /// use pullspec::reference::Domain;
    /// assert_eq!(Domain::parse("[::1]:5000")?.host(), "[::1]");
    /// # Ok::<(), pullspec::ParseError>(())
    /// ```
    #[must_use]
    pub fn host(self) -> &'a str {
        split_port(self.0).0
    }

    /// The digits after the host's `:`.
    ///
    /// ```
    /// use pullspec::reference::Domain;
    /// assert_eq!(Domain::parse("quay.io:443")?.port(), Some("443"));
    /// assert_eq!(Domain::parse("quay.io")?.port(), None);
    /// # Ok::<(), pullspec::ParseError>(())
    /// ```
    #[must_use]
    pub fn port(self) -> Option<&'a str> {
        split_port(self.0).1
    }
}

impl<'a> Path<'a> {
    /// The longest path in bytes: 255, `RepositoryNameTotalLengthMax` of distribution/reference.
    ///
    /// ```
    /// use pullspec::reference::Path;
    /// assert!(Path::parse(&"a".repeat(Path::MAX_LEN)).is_ok());
    /// assert!(Path::parse(&"a".repeat(Path::MAX_LEN + 1)).is_err());
    /// ```
    pub const MAX_LEN: usize = MAX_PATH;

    /// The components between the slashes.
    ///
    /// ```
    /// use pullspec::reference::Path;
    /// assert_eq!(Path::parse("team/sub/app")?.components().next_back(), Some("app"));
    /// # Ok::<(), pullspec::ParseError>(())
    /// ```
    #[must_use]
    pub fn components(self) -> impl DoubleEndedIterator<Item = &'a str> + Clone {
        self.0.split('/')
    }
}

impl Tag<'_> {
    /// The longest tag in bytes: 128, from `TagRegexp` of distribution/reference.
    ///
    /// ```
    /// use pullspec::reference::Tag;
    /// assert!(Tag::parse(&"t".repeat(Tag::MAX_LEN)).is_ok());
    /// assert!(Tag::parse(&"t".repeat(Tag::MAX_LEN + 1)).is_err());
    /// ```
    pub const MAX_LEN: usize = grammar::MAX_TAG;
}

impl Tag<'static> {
    /// `latest`, the tag of a reference that says neither a tag nor a digest.
    ///
    /// ```
    /// use pullspec::Reference;
    /// use pullspec::reference::Tag;
    /// assert_eq!(Reference::parse("redis")?.with_tag(Tag::LATEST).tag(), Some("latest"));
    /// # Ok::<(), pullspec::ParseError>(())
    /// ```
    pub const LATEST: Self = Tag::from_static(super::normalize::DEFAULT_TAG);
}

const fn valid_domain(bytes: &[u8]) -> bool {
    grammar::domain::<KEPT>(bytes).is_ok()
}

const fn valid_path(bytes: &[u8]) -> bool {
    bytes.len() <= MAX_PATH && grammar::path::<KEPT>(bytes).is_ok()
}

const fn valid_tag(bytes: &[u8]) -> bool {
    grammar::tag::<KEPT>(bytes).is_ok()
}

fn check_domain(text: &str) -> Result<(), ParseError> {
    grammar::domain::<KEPT>(text.as_bytes()).map_err(|(component, fault)| {
        let error = locate(text, component, 0, fault);
        match scheme_end(text) {
            Some(end) if component == Component::Port && error.span().end < end => {
                ParseError::new(ParseErrorKind::Scheme, Component::Domain, GoError::InvalidFormat, 0..end)
            }
            _ => error,
        }
    })
}

/// Where the `://` of a text ends.
fn scheme_end(text: &str) -> Option<usize> {
    text.find("://").map(|at| at + 3)
}

fn check_path(text: &str) -> Result<(), ParseError> {
    grammar::path::<KEPT>(text.as_bytes()).map_err(|fault| locate(text, Component::Path, 0, fault))?;
    if text.len() > MAX_PATH {
        let kind = ParseErrorKind::TooLong { max: MAX_PATH, actual: text.len() };
        return Err(ParseError::new(kind, Component::Path, GoError::NameTooLong, 0..text.len()));
    }
    Ok(())
}

fn check_tag(text: &str) -> Result<(), ParseError> {
    grammar::tag::<KEPT>(text.as_bytes()).map_err(|fault| locate(text, Component::Tag, 0, fault))
}
