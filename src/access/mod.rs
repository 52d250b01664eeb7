//! What the kubelet does with an image: pull it, use the node's copy, or refuse the pod it (KEP-2535).

mod decide;
mod exempt_images;
mod record;
mod recorded_name;
mod request;
mod ruling;
mod verify;

pub use decide::Decision;
pub use exempt_images::{ExemptImages, ExemptImagesError};
pub use record::{ObjectCoordinates, PullCredentials, PullSecret, PulledRecord, record_pull};
pub use recorded_name::recorded_name;
pub use request::{ImageRequest, Presence};
pub(crate) use ruling::Ruling;
pub use verify::{
    AccessCheck, CredentialVerification, CredentialVerificationPolicy, GrantReason, MustPullReason,
    PodCredentials, RecordLookup, UnknownVerificationPolicyError,
};
