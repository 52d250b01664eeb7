//! What the kubelet does with an image: pull it, use the node's copy, or refuse the pod it (KEP-2535).

mod allow_list;
mod decide;
mod record;
mod verify;

pub use allow_list::{AllowList, AllowListError};
pub use decide::{Decision, ImageRequest, Presence};
pub use record::{ObjectCoordinates, PullCredentials, PullSecret, PulledRecord};
pub use verify::{
    AccessCheck, CredentialVerification, CredentialVerificationPolicy, GrantReason, MustPullReason,
    PodCredentials, RecordLookup, UnknownVerificationPolicy,
};
