//! Kubernetes' words and objects, as far as image pulls touch them.
//!
//! The question: *which images does this object start, and what does the cluster say about them?* Start with [`Pod`]
//! or, for every kind that makes pods, [`Workload`]: both list their images with the place of each. [`WaitingReason`]
//! and [`EventReason`] are the words, [`Behavior`] is what differs between releases, [`Timestamp`] a moment.
//!
//! ```
//! # #[cfg(feature = "serde")] {
//! use pullspec::api::Workload;
//!
//! let object: Workload = serde_json::from_str(r#"{
//!   "kind": "Deployment", "spec": {"template": {"spec": {
//!     "containers": [{"name": "web", "image": "nginx"}]}}}}"#)?;
//! let image = object.images().next().expect("one container");
//! assert_eq!(image.image(), "nginx");
//! assert_eq!(
//!     image.path().to_string(),
//!     "spec.template.spec.containers[0].image",
//! );
//! # }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod annotations;
mod artifacts;
mod behavior;
mod event;
mod event_reason;
mod group;
mod image_owner;
mod images;
mod list;
mod object;
#[cfg(feature = "serde")]
mod objects;
mod pod;
mod pod_images;
mod pod_status;
#[cfg(feature = "serde")]
mod read;
#[cfg(feature = "serde")]
mod read_objects;
#[cfg(feature = "serde")]
mod read_parts;
#[cfg(feature = "serde")]
mod read_pod;
#[cfg(feature = "serde")]
mod read_workload;
#[cfg(feature = "serde")]
pub(crate) mod secret;
#[cfg(feature = "explain")]
mod timestamp;
mod volumes;
mod waiting_reason;
mod workload;
mod workload_kind;
mod workloads;

pub use crate::go::GoQuoted;
pub use crate::terminal::{Harmless, Redacted};
pub use annotations::Annotations;
pub use artifacts::{ArtifactField, ArtifactSource};
pub use behavior::{Behavior, ReleaseError};
pub use event::{Event, EventSeries, EventSource, ObjectReference};
pub use event_reason::{EventReason, EventType, KubeletEvent, RecordedEvent};
#[cfg(feature = "explain")]
pub(crate) use group::group_of;
pub use image_owner::ImageOwner;
pub use images::ImageField;
pub use list::{Events, Pods};
#[cfg(feature = "serde")]
pub use objects::{ApiStatus, Object, OtherObject};
pub use pod::{
    Container, CsiVolumeSource, ImageVolumeSource, LocalObjectReference, Metadata, OwnerReference, Pod,
    PodSpec, Volume, VolumeMount,
};
pub use pod_status::{
    ContainerState, ContainerStatus, ImageVolumeStatus, PodCondition, PodStatus, StateRunning,
    StateTerminated, StateWaiting, VolumeMountStatus, VolumeStatus,
};
#[cfg(feature = "serde")]
pub use secret::{RegistrySecret, SecretContent, SecretError};
#[cfg(feature = "explain")]
pub use timestamp::{Timestamp, TimestampError};
pub use waiting_reason::WaitingReason;
pub use workload::Workload;
pub use workload_kind::WorkloadKind;
pub use workloads::Workloads;
