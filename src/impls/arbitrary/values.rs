//! The values that are parsed, and the closed lists.

use arbitrary::{Arbitrary, Error, Result, Unstructured};

use super::text;
use crate::api::{ImageOwner, WaitingReason};
use crate::cause::{Actor, Cause, CauseGroup, Transience};
use crate::digest::{Algorithm, Digest, DigestRef};
use crate::pattern::Pattern;
use crate::policy::PullPolicy;
use crate::reference::normalize::{DEFAULT_DOMAIN, DEFAULT_TAG, LOCALHOST};
use crate::reference::{AnyReference, Domain, Path, PodImage, RawReference, Reference, Tag};

macro_rules! one_of_all {
    ($($type:ident),+) => {$(
        impl<'a> Arbitrary<'a> for $type {
            fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
                u.choose(&Self::ALL).cloned()
            }
        }
    )+};
}

one_of_all!(Actor, Algorithm, Cause, CauseGroup, PullPolicy, Transience);

impl<'a> Arbitrary<'a> for ImageOwner {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        u.choose(&[Self::InitContainer, Self::Container, Self::EphemeralContainer, Self::Volume]).copied()
    }
}

impl<'a> Arbitrary<'a> for WaitingReason {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        // Fewer than one in eight is a text that no release is known to set.
        if u.ratio(7, 8)? { u.choose(Self::ALL).cloned() } else { Ok(Self::from(text::line(u)?)) }
    }
}

macro_rules! parsed {
    ($($type:ident: $text:expr),+ $(,)?) => {$(
        impl<'a> Arbitrary<'a> for $type {
            fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
                Self::parse(&$text(u)?).map_err(|_| Error::IncorrectFormat)
            }
        }
    )+};
}

parsed! {
    AnyReference: text::any_reference,
    Digest: text::digest,
    Pattern: text::pattern,
    PodImage: text::image,
    Reference: text::image,
}

/// Of borrowed texts the first word of the input that is one, or else a usual one.
macro_rules! borrowed {
    ($($type:ident: $usual:expr),+ $(,)?) => {$(
        impl<'a> Arbitrary<'a> for $type<'a> {
            fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
                let usual = *u.choose(&$usual)?;
                let words = <&'a str>::arbitrary(u)?.split(|c: char| !c.is_ascii_graphic());
                let found = words.map(Self::parse).find_map(core::result::Result::ok);
                found.map_or_else(|| Self::parse(usual).map_err(|_| Error::IncorrectFormat), Ok)
            }
        }
    )+};
}

borrowed! {
    DigestRef: [
        "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "sha384:38b060a751ac96384cd9327eb1b1e36a21fdb71114be07434c0cc7bf63f6e1da274edebfe76f65fbd51ad2f14898b95b",
    ],
    Domain: [DEFAULT_DOMAIN, LOCALHOST, "registry.example:5000", "[2001:db8::1]:443", "10.0.0.1", "UPPER.example"],
    Path: ["library/redis", "app", "a/b/c", "a__b/c-d/e--f.g"],
    RawReference: [
        "redis",
        "quay.io/team/app:1.2",
        "localhost/app:Tag_1",
        "registry.example:5000/a/b@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    ],
    Tag: [DEFAULT_TAG, "1.27-alpine", "_", "V1"],
}
