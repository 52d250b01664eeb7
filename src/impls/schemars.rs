//! JSON schemas of what is a string: its pattern and its length, as the parsers take it, or every label.
//!
//! A schema says no less than the parser: a text that it accepts may still be refused for a rule that no regular
//! expression of a sensible size states (a path of 255 bytes in a whole reference, an image ID).

use alloc::{borrow::Cow, vec::Vec};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use crate::api::{EventReason, EventType, ImageOwner, WaitingReason};
use crate::cause::{Actor, Cause, CauseGroup, Transience};
use crate::digest::{Algorithm, Digest, DigestRef};
use crate::error::{Component, GoError};
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

/// Every label of a type.
fn labels<T: AsRef<str>>(all: &[T]) -> Vec<&str> {
    all.iter().map(AsRef::as_ref).collect()
}

macro_rules! schema {
    ($($type:ty, $name:literal, $description:literal: { $($rule:tt)+ })+) => {$(
        impl JsonSchema for $type {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> Cow<'static, str> {
                Cow::Borrowed($name)
            }

            fn schema_id() -> Cow<'static, str> {
                Cow::Borrowed(concat!("pullspec::", $name))
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({ "type": "string", "description": $description, $($rule)+ })
            }
        }
    )+};
}

schema! {
    Reference, "Reference", "A container image reference": {
        "pattern": Reference::PATTERN, "minLength": 1
    }
    RawReference<'_>, "RawReference", "A container image reference": {
        "pattern": RawReference::PATTERN, "minLength": 1
    }
    PodImage, "PodImage", "The image of a container": {
        "pattern": Reference::PATTERN, "minLength": 1
    }
    AnyReference, "AnyReference", "A container image reference, a digest or an image ID": {
        "anyOf": [
            { "pattern": Reference::PATTERN },
            { "pattern": Digest::PATTERN },
            { "pattern": "^[a-f0-9]{64}$" }
        ],
        "minLength": 1
    }
    Digest, "Digest", "The digest of some content": {
        "pattern": Digest::PATTERN, "minLength": DIGEST_MIN, "maxLength": DIGEST_MAX
    }
    DigestRef<'_>, "DigestRef", "The digest of some content": {
        "pattern": Digest::PATTERN, "minLength": DIGEST_MIN, "maxLength": DIGEST_MAX
    }
    Domain<'_>, "Domain", "A registry: a host and perhaps a port": {
        "pattern": Domain::PATTERN, "minLength": 1
    }
    OwnedDomain, "OwnedDomain", "A registry: a host and perhaps a port": {
        "pattern": Domain::PATTERN, "minLength": 1
    }
    Path<'_>, "Path", "The path of a repository": {
        "pattern": Path::PATTERN, "minLength": 1, "maxLength": Path::MAX_LEN
    }
    OwnedPath, "OwnedPath", "The path of a repository": {
        "pattern": Path::PATTERN, "minLength": 1, "maxLength": Path::MAX_LEN
    }
    Tag<'_>, "Tag", "The tag of an image": {
        "pattern": Tag::PATTERN, "minLength": 1, "maxLength": Tag::MAX_LEN
    }
    OwnedTag, "OwnedTag", "The tag of an image": {
        "pattern": Tag::PATTERN, "minLength": 1, "maxLength": Tag::MAX_LEN
    }
    Algorithm, "Algorithm", "The algorithm of a digest": {
        "enum": labels(Algorithm::ALL)
    }
    PullPolicy, "PullPolicy", "When the kubelet pulls an image": {
        "enum": labels(&PullPolicy::ALL)
    }
    Pattern, "Pattern", "A pattern of images, such as quay.io/team/**": {
        "minLength": 1
    }
    Scheme, "Scheme", "How a registry is asked": {
        "enum": labels(&Scheme::ALL)
    }
    Cause, "Cause", "Why an image cannot be pulled": {
        "enum": labels(&Cause::ALL)
    }
    CauseGroup, "CauseGroup", "The family of a cause": {
        "enum": labels(&CauseGroup::ALL)
    }
    Actor, "Actor", "Who can act": {
        "enum": labels(&Actor::ALL)
    }
    Transience, "Transience", "Whether waiting helps": {
        "enum": labels(&Transience::ALL)
    }
    WaitingReason, "WaitingReason", "Why a container waits; any text, as Kubernetes may add reasons": {
        "examples": labels(WaitingReason::ALL)
    }
    EventReason, "EventReason", "The reason of an event about images": {
        "enum": labels(&EventReason::ALL)
    }
    EventType, "EventType", "The type of an event": {
        "enum": labels(&EventType::ALL)
    }
    ImageOwner, "ImageOwner", "What an image is for": {
        "enum": labels(&ImageOwner::ALL)
    }
    Component, "Component", "A part of a reference": {
        "enum": labels(Component::ALL)
    }
    GoError, "GoError", "An error of Go's parser": {
        "enum": labels(GoError::ALL)
    }
    OperatorAction, "OperatorAction", "What an operator does": {
        "enum": labels(&OperatorAction::ALL)
    }
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
schema! {
    crate::api::Timestamp, "Timestamp", "A moment of the years 1970 to 9999, as RFC 3339 writes it": {
        "format": "date-time"
    }
    crate::explain::PullsWhen, "PullsWhen", "When the kubelet pulls": {
        "enum": labels(&crate::explain::PullsWhen::ALL)
    }
    crate::explain::Severity, "Severity", "How bad it is": {
        "enum": labels(&crate::explain::Severity::ALL)
    }
}
