//! Value types as their strings: written with `Display`, read through the one parser.

use core::convert::Infallible;
use core::fmt;
use core::marker::PhantomData;
use core::str::FromStr;

use serde::de::{Deserialize, Deserializer, Error, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::api::{EventReason, EventType, ImageOwner, WaitingReason};
use crate::cause::{Actor, Cause, CauseGroup, Transience, UnknownLabel};
use crate::digest::{Algorithm, Digest, DigestRef};
use crate::error::{Component, GoError, ParseError};
use crate::kubelet::OperatorAction;
use crate::pattern::{Pattern, PatternError};
use crate::policy::{PullPolicy, UnsupportedPolicy};
use crate::reference::{
    AnyReference, Domain, OwnedDomain, OwnedPath, OwnedTag, Path, PodImage, RawReference, Reference, Tag,
};
use crate::waiting::Advice;

macro_rules! as_text {
    ($($type:ty),+) => {$(
        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }
    )+};
}

as_text!(
    Actor,
    Algorithm,
    AnyReference,
    Cause,
    CauseGroup,
    Component,
    OperatorAction,
    Digest,
    DigestRef<'_>,
    Domain<'_>,
    EventReason,
    EventType,
    GoError,
    ImageOwner,
    OwnedDomain,
    OwnedPath,
    OwnedTag,
    Path<'_>,
    PodImage,
    PullPolicy,
    RawReference<'_>,
    Reference,
    Tag<'_>,
    Transience,
    WaitingReason
);

#[cfg(feature = "explain")]
as_text!(crate::explain::Severity);

#[cfg(feature = "explain")]
impl Serialize for crate::api::Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// What to do as a label, for programs, and all of it in words.
impl Serialize for Advice {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry("action", self.action())?;
        map.serialize_entry("text", &format_args!("{self}"))?;
        map.end()
    }
}

impl Serialize for Pattern {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// What a parser's error says to someone who does not see the text.
trait Explained: fmt::Display {
    fn explained<E: Error>(self, text: &str) -> E;
}

/// The text, the fault and a hint.
impl Explained for ParseError {
    fn explained<E: Error>(self, text: &str) -> E {
        E::custom(self.in_text(text))
    }
}

macro_rules! explains_itself {
    ($($error:ty),+) => {$(
        impl Explained for $error {
            fn explained<E: Error>(self, _: &str) -> E {
                E::custom(self)
            }
        }
    )+};
}

explains_itself!(Infallible, PatternError, UnknownLabel, UnsupportedPolicy);

#[cfg(feature = "explain")]
explains_itself!(crate::api::TimestampError);

/// Reads a string and parses it; the error is the parser's own.
struct Parsed<T> {
    expecting: &'static str,
    of: PhantomData<T>,
}

impl<T: FromStr<Err: Explained>> Visitor<'_> for Parsed<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.expecting)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        text.parse().map_err(|error: T::Err| error.explained(text))
    }
}

macro_rules! from_text {
    ($($type:ty: $expecting:literal),+ $(,)?) => {$(
        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_str(Parsed { expecting: $expecting, of: PhantomData })
            }
        }
    )+};
}

from_text! {
    Actor: "who can act, such as \"workload\"",
    Algorithm: "a digest algorithm: \"sha256\", \"sha384\" or \"sha512\"",
    AnyReference: "an image reference, a digest or an image ID",
    Cause: "the label of a cause, such as \"tag_not_found\"",
    CauseGroup: "the label of a group of causes, such as \"not_found\"",
    Component: "a part of a reference, such as \"tag\"",
    OperatorAction: "the label of an operator's action, such as \"secret_fixed\"",
    Digest: "a digest such as \"sha256:<64 hex characters>\"",
    EventReason: "the reason of an event about images, such as \"BackOff\"",
    EventType: "\"Normal\" or \"Warning\"",
    GoError: "an error of Go's parser, such as \"name_uppercase\"",
    OwnedDomain: "a registry such as \"quay.io\"",
    OwnedPath: "a path such as \"team/app\"",
    OwnedTag: "a tag such as \"1.27-alpine\"",
    Pattern: "an image pattern such as \"quay.io/team/**\"",
    PodImage: "an image reference such as \"quay.io/team/app:1.2\"",
    PullPolicy: "an image pull policy such as \"IfNotPresent\"",
    Reference: "an image reference such as \"quay.io/team/app:1.2\"",
    Transience: "whether waiting helps, such as \"transient\"",
    WaitingReason: "a waiting reason such as \"ImagePullBackOff\"",
}

#[cfg(feature = "explain")]
from_text! {
    crate::explain::Severity: "how bad it is, such as \"blocked\"",
    crate::api::Timestamp: "an RFC 3339 time such as \"2026-03-01T09:30:05Z\"",
}

/// Reads a string that lives as long as the input, and checks it.
struct Borrowed<T, F> {
    expecting: &'static str,
    parse: F,
    of: PhantomData<T>,
}

impl<'de, T, F, X> Visitor<'de> for Borrowed<T, F>
where
    F: FnOnce(&'de str) -> Result<T, X>,
    X: Explained,
{
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} without escapes", self.expecting)
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<T, E> {
        (self.parse)(text).map_err(|error| error.explained(text))
    }
}

macro_rules! from_borrowed_text {
    ($($type:ident: $expecting:literal),+ $(,)?) => {$(
        impl<'de: 'a, 'a> Deserialize<'de> for $type<'a> {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let parse = $type::parse;
                deserializer.deserialize_str(Borrowed { expecting: $expecting, parse, of: PhantomData })
            }
        }
    )+};
}

from_borrowed_text! {
    DigestRef: "a digest",
    Domain: "a registry such as \"quay.io\"",
    Path: "a path such as \"team/app\"",
    RawReference: "an image reference such as \"quay.io/team/app:1.2\"",
    Tag: "a tag such as \"1.27-alpine\"",
}
