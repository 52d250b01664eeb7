//! What a container image reference means, what Kubernetes does with it, when it tries again, and why it failed.
#![no_std]
#![cfg_attr(docsrs, feature(doc_cfg))]

extern crate alloc;
#[cfg(test)]
extern crate std;

mod credentials;
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

pub use credentials::{
    Credential, DockerConfig, DockerConfigJson, InvalidKey, KeyErrorKind, Keyring, KeyringEntry,
};
pub use digest::{Algorithm, Digest, DigestRef};
#[cfg(feature = "verify")]
pub use digest::{DigestMismatch, Digester, Verifier};
pub use error::{Component, GoError, Hint, ParseError, ParseErrorKind, Underline};
pub use event::{EventReason, EventType, KubeletEvent};
pub use glob::BadPattern;
pub use pod::{
    Container, ContainerState, ContainerStatus, ImageField, ImageOwner, ImageVolumeSource,
    LocalObjectReference, Metadata, Pod, PodCondition, PodSpec, PodStatus, Pods, StateRunning,
    StateTerminated, StateWaiting, Volume,
};
pub use policy::{
    AccessCheck, AllowList, AllowListError, AlwaysPullImages, Coordinates, Decision, DefaultReason,
    EffectivePolicy, FieldError, FieldProblem, Forbidden, GrantReason, ImageRequest, PodCredentials,
    PolicyOrigin, Presence, PullCredentials, PullPolicy, PullQpsExceeded, PullQueue, PullReason, PullRequest,
    PullSecret, PullThrottle, PulledRecord, RecordLookup, ScheduledPull, StaleDefault,
    UnknownVerificationPolicy, UnsupportedPolicy, Verification, VerificationPolicy,
};
pub use quote::GoQuoted;
pub use reference::{
    AnyReference, Domain, Endpoint, Mirror, MirrorRules, Path, Pattern, PatternError, PatternErrorKind,
    PatternMismatch, PodImage, RawReference, Reference, Scheme, Tag,
};
pub use version::Behavior;
pub use waiting::WaitingReason;
