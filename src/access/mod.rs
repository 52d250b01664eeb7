//! What the kubelet does with an image: pull it, use the node's copy, or refuse the pod it (KEP-2535).
//!
//! The question: *would this pod's container start, and would the registry be asked?* Start with [`ImageRequest`],
//! which joins a policy, the image's [`Presence`] on the node, the pod's [`PullSecret`]s and the node's
//! [`PulledRecord`]s; its [`decide`](ImageRequest::decide) gives the [`Decision`].
//!
//! ```
//! use pullspec::access::{ImageRequest, Presence};
//! use pullspec::api::Behavior;
//! use pullspec::{PodImage, PullPolicy};
//!
//! let image = PodImage::new("redis:7");
//! let request = ImageRequest::new(&image, PullPolicy::IfNotPresent)
//!     .with_presence(Presence::Absent);
//! assert!(request.decide(&Behavior::for_minor(34)).pulls());
//! ```

mod decide;
mod exempt_images;
mod record;
mod recorded_name;
mod request;
mod ruling;
mod telling;
mod verification_policy;
mod verify;

pub use decide::Decision;
pub use exempt_images::{ExemptImages, ExemptImagesError};
pub use record::{ObjectCoordinates, PullCredentials, PullSecret, PulledRecord, record_pull};
pub use recorded_name::recorded_name;
pub use request::{ImageRequest, Presence};
pub(crate) use ruling::Ruling;
pub(crate) use telling::{PULLS, Refusal, USES_LOCAL, pulls, uses_local};
pub use verification_policy::{CredentialVerificationPolicy, UnknownVerificationPolicyError};
pub use verify::{
    AccessCheck, CredentialVerification, GrantReason, MustPullReason, PodCredentials, RecordLookup,
};
