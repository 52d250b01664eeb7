//! JSON schemas of what is a string: its pattern and its length, as the parsers take it.
//!
//! A schema says no less than the parser: a text that it accepts may still be refused for a rule that no regular
//! expression of a sensible size states (a path of 255 bytes in a whole reference, an image ID).

use alloc::{borrow::Cow, vec::Vec};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use crate::digest::{Algorithm, Digest, DigestRef};
use crate::policy::PullPolicy;
use crate::reference::{
    AnyReference, Domain, OwnedDomain, OwnedPath, OwnedTag, Path, PodImage, RawReference, Reference, Tag,
};

/// The lengths of the shortest and the longest digest.
const DIGEST_MIN: usize = "sha256:".len() + 64;
const DIGEST_MAX: usize = "sha512:".len() + 128;

fn labels<T>(all: &[T], as_str: fn(&T) -> &str) -> Vec<&str> {
    all.iter().map(as_str).collect()
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
        "enum": labels(Algorithm::ALL, |one| one.as_str())
    }
    PullPolicy, "PullPolicy", "When the kubelet pulls an image": {
        "enum": labels(&PullPolicy::ALL, |one| one.as_str())
    }
}
