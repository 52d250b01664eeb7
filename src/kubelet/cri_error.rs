//! What the kubelet makes of the runtime's error text (`evalCRIPullErr`).

use alloc::string::{String, ToString};

use crate::api::{Behavior, WaitingReason};
use crate::sentence::Sentence;

/// The waiting reason of a failed pull.
pub(crate) fn reason(error: &str, behavior: &Behavior) -> WaitingReason {
    split(error, behavior).0
}

/// The waiting message of a failed pull. `image` is not quoted here.
pub(crate) fn message(image: &str, error: &str, behavior: &Behavior) -> String {
    match split(error, behavior) {
        (WaitingReason::RegistryUnavailable, rest) => {
            Sentence::RegistryUnavailable { image, rest }.to_string()
        }
        (WaitingReason::SignatureValidationFailed, rest) => {
            Sentence::SignatureFailed { image, rest }.to_string()
        }
        (_, error) => error.into(),
    }
}

/// The reason, and what follows the prefix that stands for it.
fn split<'e>(error: &'e str, behavior: &Behavior) -> (WaitingReason, &'e str) {
    let prefixed = [WaitingReason::RegistryUnavailable, WaitingReason::SignatureValidationFailed];
    prefixed
        .into_iter()
        .filter(|_| behavior.maps_cri_error_prefixes)
        .find_map(|reason| error.strip_prefix(reason.as_str()).map(|rest| (reason.clone(), rest)))
        .unwrap_or((WaitingReason::ErrImagePull, error))
}
