//! One parser, many doors: the standard conversions from text, all through a type's `parse`.

/// Implements `FromStr`, `TryFrom<&str>` and `TryFrom<String>`.
macro_rules! doors {
    ($($type:ty, $error:ty;)+) => {$(
        impl core::str::FromStr for $type {
            type Err = $error;

            fn from_str(text: &str) -> Result<Self, $error> {
                Self::parse(text)
            }
        }

        impl TryFrom<&str> for $type {
            type Error = $error;

            fn try_from(text: &str) -> Result<Self, $error> {
                Self::parse(text)
            }
        }

        impl TryFrom<alloc::string::String> for $type {
            type Error = $error;

            fn try_from(text: alloc::string::String) -> Result<Self, $error> {
                Self::parse(&text)
            }
        }
    )+};
}

#[cfg(feature = "explain")]
doors! {
    crate::Timestamp, crate::TimestampError;
}

use crate::{Algorithm, AnyReference, Digest, ParseError, Pattern, PatternError, PodImage, Reference};

doors! {
    Algorithm, ParseError;
    AnyReference, ParseError;
    Digest, ParseError;
    Pattern, PatternError;
    PodImage, ParseError;
    Reference, ParseError;
}
