//! One parser, many doors: the standard conversions from and to text, all through a type's own reader and `as_str`.

use alloc::string::String;
use core::fmt;
use core::str::FromStr;

use super::labels::for_each_label;
use crate::api::{Behavior, EventReason, EventType, ImageOwner, ReleaseError, WorkloadKind};
use crate::cause::{Actor, Cause, CauseGroup, Transience, UnknownLabelError};
use crate::digest::{Algorithm, Digest};
use crate::error::{Component, GoError, ParseError};
use crate::kubelet::OperatorAction;
use crate::pattern::{Pattern, PatternError};
use crate::policy::{PullPolicy, UnsupportedPolicyError};
use crate::reference::{AnyReference, OwnedDomain, OwnedPath, OwnedTag, PodImage, RawReference, Reference};
use crate::registry::Scheme;

/// Implements `TryFrom<&str>` and `TryFrom<String>` through `FromStr`.
macro_rules! doors {
    ($($type:ty, $error:ty;)+) => {$(
        impl TryFrom<&str> for $type {
            type Error = $error;

            fn try_from(text: &str) -> Result<Self, $error> {
                text.parse()
            }
        }

        impl TryFrom<String> for $type {
            type Error = $error;

            fn try_from(text: String) -> Result<Self, $error> {
                text.parse()
            }
        }
    )+};
}

doors! {
    PullPolicy, UnsupportedPolicyError;
}

/// Implements `FromStr` through the type's `parse`, and `TryFrom` through that.
macro_rules! parsed {
    ($($type:ty, $error:ty;)+) => {$(
        doors! { $type, $error; }

        impl FromStr for $type {
            type Err = $error;

            fn from_str(text: &str) -> Result<Self, $error> {
                Self::parse(text)
            }
        }
    )+};
}

parsed! {
    Algorithm, ParseError;
    AnyReference, ParseError;
    Behavior, ReleaseError;
    Digest, ParseError;
    OwnedDomain, ParseError;
    OwnedPath, ParseError;
    OwnedTag, ParseError;
    Pattern, PatternError;
    PodImage, ParseError;
    Reference, ParseError;
}

#[cfg(feature = "explain")]
parsed! {
    crate::api::Timestamp, crate::api::TimestampError;
}

/// Implements `FromStr` by looking through the type's `ALL` for the one whose `as_str` is the text, letter by letter, and
/// `TryFrom` through that.
macro_rules! labels {
    ($($type:ty: $what:literal;)+) => {$(
        doors! { $type, UnknownLabelError; }

        impl FromStr for $type {
            type Err = UnknownLabelError;

            /// Reads a label as `as_str` writes it.
            ///
            /// # Errors
            /// Any other text, other letter case included: the variant's name in Rust, the label in capitals, an
            /// empty text.
            fn from_str(label: &str) -> Result<Self, UnknownLabelError> {
                Self::ALL.iter().copied().find(|one| one.as_str() == label).ok_or(UnknownLabelError::of($what))
            }
        }
    )+};
}

labels! {
    ImageOwner: "owner of an image";
    Scheme: "scheme";
    WorkloadKind: "kind of workload";
    Actor: "actor";
    Cause: "cause";
    CauseGroup: "group of causes";
    Component: "component";
    OperatorAction: "operator action";
    EventReason: "event reason";
    EventType: "event type";
    GoError: "error of Go";
    Transience: "transience";
}

#[cfg(feature = "explain")]
labels! {
    crate::explain::PullsWhen: "time of a pull";
    crate::explain::Severity: "severity";
}

#[cfg(feature = "node")]
labels! {
    crate::registry::node::containers_image::PullFromMirror: "use of a mirror";
    crate::registry::node::proof::Answer: "answer";
}

/// Implements `AsRef<str>` for labels.
macro_rules! as_text {
    ($($type:ty,)+) => {$(
        impl AsRef<str> for $type {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }
    )+};
}

for_each_label!(as_text);

/// Implements `Display` for labels.
macro_rules! displayed {
    ($($type:ty,)+) => {$(
        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.as_str())
            }
        }
    )+};
}

for_each_label!(displayed);

impl From<AnyReference> for String {
    fn from(any: AnyReference) -> Self {
        match any {
            AnyReference::Name(reference) => reference.into(),
            AnyReference::Digest(digest) => digest.into(),
        }
    }
}

/// What the image means, without the text.
impl TryFrom<PodImage> for Reference {
    type Error = ParseError;

    fn try_from(image: PodImage) -> Result<Self, ParseError> {
        image.into_reference()
    }
}

/// What was written, normalized.
impl TryFrom<RawReference<'_>> for Reference {
    type Error = ParseError;

    fn try_from(raw: RawReference<'_>) -> Result<Self, ParseError> {
        raw.to_reference()
    }
}
