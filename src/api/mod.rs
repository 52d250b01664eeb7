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
#[cfg(feature = "serde")]
mod objects;
mod pod;
mod pod_images;
#[cfg(feature = "serde")]
mod read;
#[cfg(feature = "serde")]
mod read_objects;
#[cfg(feature = "serde")]
pub(crate) mod secret;
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
#[cfg(feature = "serde")]
pub use objects::{ApiStatus, Object, OtherObject};
pub use pod::{
    Container, ContainerState, ContainerStatus, CsiVolumeSource, ImageVolumeSource, ImageVolumeStatus,
    LocalObjectReference, Metadata, OwnerReference, Pod, PodCondition, PodSpec, PodStatus, StateRunning,
    StateTerminated, StateWaiting, Volume, VolumeMount, VolumeMountStatus, VolumeStatus,
};
#[cfg(feature = "serde")]
pub use secret::{RegistrySecret, SecretContent, SecretError};
#[cfg(feature = "explain")]
pub use timestamp::{Timestamp, TimestampError};
pub use waiting_reason::WaitingReason;
pub use workload::{Workload, WorkloadKind};
pub use workloads::Workloads;
