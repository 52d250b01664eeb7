//! What a container image reference means, what Kubernetes does with it, when it tries again, and why it failed.
#![no_std]
#![cfg_attr(docsrs, feature(doc_cfg))]

extern crate alloc;
#[cfg(test)]
extern crate std;

mod cause;
mod event;
mod glob;
mod message;
mod pod;
mod policy;
mod quote;
mod version;
mod waiting;

pub use cause::{Actor, Cause, CauseGroup, CauseRule, Transience, UnknownCause, Verdict};
pub use event::{EventReason, EventType, KubeletEvent};
pub use glob::BadPattern;
pub use pod::{
    Container, ContainerState, ContainerStatus, ImageVolumeSource, LocalObjectReference, Metadata, Pod,
    PodCondition, PodSpec, PodStatus, StateRunning, StateTerminated, StateWaiting, Volume,
};
pub use policy::PullPolicy;
pub use quote::GoQuoted;
pub use version::Behavior;
pub use waiting::{WaitingReason, classify};
