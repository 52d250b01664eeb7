//! Comparing with text what is a text: `tag == "latest"`, `cause == "dns_failure"`.
//!
//! Not for a [`Reference`](crate::reference::Reference), which has several spellings: compare with a parsed one.

use core::borrow::Borrow;
use core::cmp::Ordering;
use core::hash::{Hash, Hasher};

use super::labels::for_each_label;
use crate::api::{EventReason, EventType, ImageOwner, WaitingReason, WorkloadKind};
use crate::cause::{Actor, Cause, CauseGroup};
use crate::digest::{Digest, DigestRef};
use crate::error::{Component, GoError};
use crate::kubelet::OperatorAction;
use crate::policy::PullPolicy;
use crate::reference::{Domain, OwnedDomain, OwnedPath, OwnedTag, Path, PodImage, Reference, Tag};

macro_rules! equals_text {
    ($($type:ty,)+) => {$(
        impl PartialEq<str> for $type {
            fn eq(&self, other: &str) -> bool {
                self.as_str() == other
            }
        }

        impl PartialEq<&str> for $type {
            fn eq(&self, other: &&str) -> bool {
                self.as_str() == *other
            }
        }

        impl PartialEq<$type> for str {
            fn eq(&self, other: &$type) -> bool {
                self == other.as_str()
            }
        }

        impl PartialEq<$type> for &str {
            fn eq(&self, other: &$type) -> bool {
                *self == other.as_str()
            }
        }
    )+};
}

for_each_label!(equals_text);

equals_text! {
    Digest,
    DigestRef<'_>,
    Domain<'_>,
    OwnedDomain,
    OwnedPath,
    OwnedTag,
    Path<'_>,
    Tag<'_>,
    WaitingReason,
}

/// A map with such a key is asked with a text. Only where equality, order and hash are those of the text: a
/// [`Transience`](crate::cause::Transience), an [`Algorithm`](crate::digest::Algorithm), a
/// [`Scheme`](crate::registry::Scheme), a `Severity` and a `PullsWhen` are ordered from little to much.
macro_rules! borrows_text {
    ($($type:ty,)+) => {$(
        impl Borrow<str> for $type {
            fn borrow(&self) -> &str {
                self.as_str()
            }
        }
    )+};
}

borrows_text! {
    Actor,
    Cause,
    CauseGroup,
    Component,
    Digest,
    DigestRef<'_>,
    Domain<'_>,
    EventReason,
    EventType,
    GoError,
    ImageOwner,
    OperatorAction,
    OwnedDomain,
    OwnedPath,
    OwnedTag,
    Path<'_>,
    PullPolicy,
    Tag<'_>,
    WaitingReason,
    WorkloadKind,
}

/// Order and hash by the text alone.
macro_rules! sorts_as_text {
    ($($type:ty,)+) => {$(
        impl PartialOrd for $type {
            fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
                Some(self.cmp(other))
            }
        }

        impl Ord for $type {
            fn cmp(&self, other: &Self) -> Ordering {
                self.as_str().cmp(other.as_str())
            }
        }

        impl Hash for $type {
            fn hash<H: Hasher>(&self, state: &mut H) {
                self.as_str().hash(state);
            }
        }
    )+};
}

sorts_as_text! {
    Actor,
    Cause,
    CauseGroup,
    Component,
    EventReason,
    EventType,
    GoError,
    ImageOwner,
    OperatorAction,
    PullPolicy,
    WorkloadKind,
}

/// Equality too.
macro_rules! compares_as_text {
    ($($(#[$why:meta])* $type:ty,)+) => {$(
        $(#[$why])*
        impl PartialEq for $type {
            fn eq(&self, other: &Self) -> bool {
                self.as_str() == other.as_str()
            }
        }

        impl Eq for $type {}

        sorts_as_text! { $type, }
    )+};
}

compares_as_text! {
    /// The text decides: what it means follows from it.
    PodImage,
    /// By the meaning, which is the normalized text, and not by what was left out of it.
    Reference,
    /// By the text, so that a reason that was kept as text is the same as the named one.
    WaitingReason,
}
