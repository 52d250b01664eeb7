//! What a container image reference means, what Kubernetes does with it, when it tries again, and why it failed.
#![no_std]
#![cfg_attr(docsrs, feature(doc_cfg))]

extern crate alloc;
#[cfg(test)]
extern crate std;

mod cause;
mod digest;
mod error;
mod event;
mod glob;
mod message;
mod pod;
mod policy;
mod quote;
mod reference;
#[cfg(feature = "serde")]
mod serde;
mod version;
mod waiting;

#[cfg(feature = "causes")]
pub use cause::CauseRule;
pub use cause::{
    Actor, Cause, CauseGroup, Details, Found, Transience, UnknownCause, Verdict, WantedPlatform,
};
pub use digest::{Algorithm, Digest, DigestRef};
#[cfg(feature = "verify")]
pub use digest::{DigestMismatch, Digester, Verifier};
pub use error::{Component, GoError, Hint, ParseError, ParseErrorKind, Underline};
pub use event::{EventReason, EventType, KubeletEvent};
pub use glob::BadPattern;
pub use pod::{
    Container, ContainerState, ContainerStatus, ImageVolumeSource, LocalObjectReference, Metadata, Pod,
    PodCondition, PodSpec, PodStatus, StateRunning, StateTerminated, StateWaiting, Volume,
};
pub use policy::PullPolicy;
pub use quote::GoQuoted;
pub use reference::{
    AnyReference, Domain, Endpoint, Mirror, MirrorRules, Path, Pattern, PatternError, PatternErrorKind,
    PodImage, RawReference, Reference, Scheme, Tag,
};
pub use version::Behavior;
pub use waiting::{Advice, Grace, NameDoubt, PullError, Situation, WaitingReason, Why, classify};
