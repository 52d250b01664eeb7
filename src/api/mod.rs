//! Kubernetes' words and objects, as far as image pulls touch them.

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
mod secret;
#[cfg(feature = "explain")]
mod timestamp;
mod volumes;
mod waiting_reason;
mod workload;

pub use crate::go::GoQuoted;
pub use behavior::{Behavior, ReleaseError};
pub use event::{Event, EventSeries, EventSource, ObjectReference};
pub use event_reason::{EventReason, EventType, KubeletEvent, RecordedEvent};
pub use image_owner::ImageOwner;
pub use images::ImageField;
pub use list::{Events, Pods};
#[cfg(feature = "serde")]
pub use objects::{ApiStatus, Object, OtherObject};
pub use pod::{
    Container, ContainerState, ContainerStatus, ImageVolumeSource, LocalObjectReference, Metadata,
    OwnerReference, Pod, PodCondition, PodSpec, PodStatus, StateRunning, StateTerminated, StateWaiting,
    Volume, VolumeMount,
};
#[cfg(feature = "serde")]
pub use secret::{RegistrySecret, SecretContent};
#[cfg(feature = "explain")]
pub use timestamp::{Timestamp, TimestampError};
pub use waiting_reason::WaitingReason;
pub use workload::{Workload, WorkloadKind};
