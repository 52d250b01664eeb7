//! Kubernetes' words and objects, as far as image pulls touch them.

mod annotations;
mod artifacts;
mod behavior;
mod event;
mod event_reason;
mod image_owner;
mod images;
mod list;
mod object;
mod pod;
mod pod_images;
#[cfg(feature = "serde")]
mod read;
#[cfg(feature = "explain")]
mod timestamp;
mod volumes;
mod waiting_reason;
mod workload;
mod workloads;

pub use crate::go::GoQuoted;
pub use crate::terminal::Redacted;
pub use annotations::Annotations;
pub use artifacts::{ArtifactField, ArtifactSource};
pub use behavior::{Behavior, ReleaseError};
pub use event::{Event, EventSeries, EventSource, ObjectReference};
pub use event_reason::{EventReason, EventType, KubeletEvent, RecordedEvent};
pub use image_owner::ImageOwner;
pub use images::ImageField;
pub use list::{Events, Pods};
pub use pod::{
    Container, ContainerState, ContainerStatus, CsiVolumeSource, ImageVolumeSource, LocalObjectReference,
    Metadata, Pod, PodCondition, PodSpec, PodStatus, StateRunning, StateTerminated, StateWaiting, Volume,
    VolumeMount,
};
#[cfg(feature = "explain")]
pub use timestamp::{Timestamp, TimestampError};
pub use waiting_reason::WaitingReason;
pub use workload::{Workload, WorkloadKind};
pub use workloads::Workloads;
