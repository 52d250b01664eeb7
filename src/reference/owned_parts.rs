//! The parts of a reference that are kept: in a struct, in a configuration, across threads.

use alloc::{boxed::Box, string::String};
use core::fmt;

use super::parts::{Domain, Path, Tag};
use crate::error::ParseError;

macro_rules! owned {
    ($(#[$meta:meta])* $owned:ident, $borrowed:ident, $borrow:ident, $example:literal) => {
        $(#[$meta])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $owned(Box<str>);

        impl $owned {
            #[doc = concat!("Checks the text as [`", stringify!($borrowed), "::parse`] does, and keeps it.")]
            ///
            /// ```
            #[doc = concat!("use pullspec::reference::{", stringify!($borrowed), ", ", stringify!($owned), "};")]
            #[doc = concat!("assert_eq!(", stringify!($owned), "::parse(", stringify!($example), ")?.as_str(), ", stringify!($example), ");")]
            #[doc = concat!("assert_eq!(", stringify!($owned), "::parse(\"\").unwrap_err(), ", stringify!($borrowed), "::parse(\"\").unwrap_err());")]
            /// # Ok::<(), pullspec::ParseError>(())
            /// ```
            ///
            /// # Errors
            #[doc = concat!("Those of [`", stringify!($borrowed), "::parse`].")]
            pub fn parse(text: &str) -> Result<Self, ParseError> {
                $borrowed::parse(text).map($borrowed::into_owned)
            }

            /// The text.
            #[must_use]
            pub const fn as_str(&self) -> &str {
                &self.0
            }

            /// The same, borrowed.
            #[must_use]
            pub const fn $borrow(&self) -> $borrowed<'_> {
                $borrowed::from_valid(&self.0)
            }
        }

        impl $borrowed<'_> {
            /// The same, owned.
            ///
            /// ```
            #[doc = concat!("use pullspec::reference::{", stringify!($borrowed), ", ", stringify!($owned), "};")]
            #[doc = concat!("let kept: ", stringify!($owned), " = ", stringify!($borrowed), "::parse(", stringify!($example), ")?.into_owned();")]
            #[doc = concat!("assert_eq!(kept.as_str(), ", stringify!($example), ");")]
            /// # Ok::<(), pullspec::ParseError>(())
            /// ```
            #[must_use]
            pub fn into_owned(self) -> $owned {
                $owned(self.as_str().into())
            }
        }

        impl<'a> From<&'a $owned> for $borrowed<'a> {
            fn from(owned: &'a $owned) -> Self {
                owned.$borrow()
            }
        }

        impl From<$borrowed<'_>> for $owned {
            fn from(borrowed: $borrowed<'_>) -> Self {
                borrowed.into_owned()
            }
        }

        impl From<$owned> for String {
            fn from(owned: $owned) -> Self {
                owned.0.into()
            }
        }

        impl AsRef<str> for $owned {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        impl PartialEq<$borrowed<'_>> for $owned {
            fn eq(&self, other: &$borrowed<'_>) -> bool {
                self.as_str() == other.as_str()
            }
        }

        impl PartialEq<$owned> for $borrowed<'_> {
            fn eq(&self, other: &$owned) -> bool {
                self.as_str() == other.as_str()
            }
        }

        impl fmt::Display for $owned {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl fmt::Debug for $owned {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_tuple(stringify!($owned)).field(&self.as_str()).finish()
            }
        }
    };
}

owned! {
    /// A registry that is kept: a [`Domain`] with its own text, for fields and configurations.
    ///
    /// ```
    /// use std::collections::BTreeMap;
    /// use pullspec::reference::OwnedDomain;
    ///
    /// let mut owners = BTreeMap::new();
    /// owners.insert(OwnedDomain::parse("quay.io")?, "team a");
    /// assert_eq!(owners.get("quay.io"), Some(&"team a"));
    /// # Ok::<(), pullspec::ParseError>(())
    /// ```
    OwnedDomain, Domain, as_domain, "quay.io:443"
}

owned! {
    /// A repository's path that is kept: a [`Path`] with its own text, for fields and configurations.
    ///
    /// ```
    /// use pullspec::reference::OwnedPath;
    /// assert!(OwnedPath::parse("team/app")?.as_path().components().eq(["team", "app"]));
    /// # Ok::<(), pullspec::ParseError>(())
    /// ```
    OwnedPath, Path, as_path, "team/app"
}

owned! {
    /// A tag that is kept: a [`Tag`] with its own text, for fields and configurations.
    ///
    /// ```
    /// use pullspec::Reference;
    /// use pullspec::reference::OwnedTag;
    ///
    /// let wanted = OwnedTag::parse("1.27-alpine")?;
    /// assert_eq!(Reference::parse("nginx")?.with_tag(&wanted).tag(), Some("1.27-alpine"));
    /// # Ok::<(), pullspec::ParseError>(())
    /// ```
    OwnedTag, Tag, as_tag, "1.2-alpine"
}
