//! Comparing with text what is a text: `tag == "latest"`, `cause == "dns_failure"`.
//!
//! Not for a [`Reference`](crate::reference::Reference), which has several spellings: compare with a parsed one.

use core::borrow::Borrow;
use core::cmp::Ordering;
use core::hash::{Hash, Hasher};

use crate::access::CredentialVerificationPolicy;
use crate::api::{EventReason, EventType, ImageOwner, WaitingReason};
use crate::cause::{Actor, Cause, CauseGroup, Transience};
use crate::digest::{Algorithm, Digest, DigestRef};
use crate::error::{Component, GoError};
use crate::kubelet::OperatorAction;
use crate::policy::PullPolicy;
use crate::reference::{Domain, OwnedDomain, OwnedPath, OwnedTag, Path, Tag};
use crate::registry::Scheme;

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

equals_text! {
    Actor,
    Algorithm,
    Cause,
    CauseGroup,
    OperatorAction,
    Component,
    CredentialVerificationPolicy,
    EventReason,
    EventType,
    GoError,
    ImageOwner,
    PullPolicy,
    Scheme,
    Transience,
}

#[cfg(feature = "explain")]
equals_text! {
    crate::explain::PullsWhen,
    crate::explain::Severity,
}

/// The same, and a map with such a key is asked with a text. Only where equality, order and hash are those of the text:
/// the labels of an enum are ordered as they are declared.
macro_rules! is_text {
    ($($type:ty,)+) => {
        equals_text! { $($type,)+ }

        $(
        impl Borrow<str> for $type {
            fn borrow(&self) -> &str {
                self.as_str()
            }
        }
        )+
    };
}

is_text! {
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

/// By the text, so that a reason that was kept as text is the same as the named one.
impl PartialEq for WaitingReason {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for WaitingReason {}

impl PartialOrd for WaitingReason {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for WaitingReason {
    fn cmp(&self, other: &Self) -> Ordering {
        self.as_str().cmp(other.as_str())
    }
}

impl Hash for WaitingReason {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}
