//! JSON schemas of what is a string: its pattern and its length, as the parsers take it, or every label.
//!
//! A schema says no less than the parser: a text that it accepts may still be refused for a rule that no regular
//! expression of a sensible size states (a path of 255 bytes in a whole reference, an image ID).

use alloc::{borrow::Cow, vec::Vec};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

#[cfg(feature = "explain")]
use crate::api::Timestamp;
use crate::api::{EventReason, EventType, ImageOwner, WaitingReason};
use crate::cause::{Actor, Cause, CauseGroup, Transience};
use crate::digest::{Algorithm, Digest, DigestRef};
use crate::error::{Component, GoError};
#[cfg(feature = "explain")]
use crate::explain::{PullsWhen, Severity};
use crate::kubelet::OperatorAction;
use crate::pattern::{Pattern, PatternSet};
use crate::policy::PullPolicy;
use crate::reference::{
    AnyReference, Domain, OwnedDomain, OwnedPath, OwnedTag, Path, PodImage, RawReference, Reference, Tag,
};
use crate::registry::Scheme;

/// The lengths of the shortest and the longest digest.
const DIGEST_MIN: usize = "sha256:".len() + 64;
const DIGEST_MAX: usize = "sha512:".len() + 128;

/// Gives each type the schema of a string with the rules beside it.
macro_rules! string_schemas {
    ($($type:ident $(<$lifetime:lifetime>)?, $description:literal: { $($rule:tt)+ })+) => {$(
        impl JsonSchema for $type $(<$lifetime>)? {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> Cow<'static, str> {
                Cow::Borrowed(stringify!($type))
            }

            fn schema_id() -> Cow<'static, str> {
                Cow::Borrowed(concat!("pullspec::", stringify!($type)))
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({ "type": "string", "description": $description, $($rule)+ })
            }
        }
    )+};
}

/// Gives each type the schema that allows its labels and nothing else.
macro_rules! label_schemas {
    ($($type:ident: $description:literal)+) => {
        string_schemas! { $($type, $description: { "enum": labels($type::ALL.iter()) })+ }
    };
}

fn labels<T: AsRef<str> + 'static>(all: core::slice::Iter<'static, T>) -> Vec<&'static str> {
    all.map(AsRef::as_ref).collect()
}

string_schemas! {
    Reference, "A container image reference": {
        "pattern": Reference::PATTERN, "minLength": 1
    }
    RawReference<'_>, "A container image reference": {
        "pattern": RawReference::PATTERN, "minLength": 1
    }
    PodImage, "The image of a container": {
        "pattern": Reference::PATTERN, "minLength": 1
    }
    AnyReference, "A container image reference, a digest or an image ID": {
        "anyOf": [
            { "pattern": Reference::PATTERN },
            { "pattern": Digest::PATTERN },
            { "pattern": "^[a-f0-9]{64}$" }
        ],
        "minLength": 1
    }
    Digest, "The digest of some content": {
        "pattern": Digest::PATTERN, "minLength": DIGEST_MIN, "maxLength": DIGEST_MAX
    }
    DigestRef<'_>, "The digest of some content": {
        "pattern": Digest::PATTERN, "minLength": DIGEST_MIN, "maxLength": DIGEST_MAX
    }
    Domain<'_>, "A registry: a host and perhaps a port": {
        "pattern": Domain::PATTERN, "minLength": 1
    }
    OwnedDomain, "A registry: a host and perhaps a port": {
        "pattern": Domain::PATTERN, "minLength": 1
    }
    Path<'_>, "The path of a repository": {
        "pattern": Path::PATTERN, "minLength": 1, "maxLength": Path::MAX_LEN
    }
    OwnedPath, "The path of a repository": {
        "pattern": Path::PATTERN, "minLength": 1, "maxLength": Path::MAX_LEN
    }
    Tag<'_>, "The tag of an image": {
        "pattern": Tag::PATTERN, "minLength": 1, "maxLength": Tag::MAX_LEN
    }
    OwnedTag, "The tag of an image": {
        "pattern": Tag::PATTERN, "minLength": 1, "maxLength": Tag::MAX_LEN
    }
    Pattern, "A pattern of images, such as quay.io/team/**": {
        "minLength": 1
    }
    WaitingReason, "Why a container waits; any text, as Kubernetes may add reasons": {
        "examples": labels(WaitingReason::ALL.iter())
    }
}

label_schemas! {
    Algorithm: "The algorithm of a digest"
    PullPolicy: "When the kubelet pulls an image"
    Scheme: "How a registry is asked"
    Cause: "Why an image cannot be pulled"
    CauseGroup: "The family of a cause"
    Actor: "Who can act"
    Transience: "Whether waiting helps"
    EventReason: "The reason of an event about images"
    EventType: "The type of an event"
    ImageOwner: "What an image is for"
    Component: "A part of a reference"
    GoError: "An error of Go's parser"
    OperatorAction: "What an operator does"
}

impl JsonSchema for PatternSet {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        Cow::Borrowed("PatternSet")
    }

    fn schema_id() -> Cow<'static, str> {
        Cow::Borrowed("pullspec::PatternSet")
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let pattern = Pattern::json_schema(generator);
        json_schema!({ "type": "array", "description": "Patterns, of which one has to allow an image", "items": pattern })
    }
}

#[cfg(feature = "explain")]
string_schemas! {
    Timestamp, "A moment of the years 1970 to 9999, as RFC 3339 writes it": {
        "format": "date-time"
    }
}

#[cfg(feature = "explain")]
label_schemas! {
    PullsWhen: "When the kubelet pulls"
    Severity: "How bad it is"
}
