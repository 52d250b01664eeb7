//! The kubelet's own sentences about images, in one place.
//!
//! Every text is from `pkg/kubelet/images/image_manager.go` unless its line says otherwise. `image` is the text of
//! the pod, never the one with the default tag.

use alloc::{format, string::String};
use core::fmt::Display;

use crate::GoQuoted;

/// The event before an attempt.
pub(crate) fn pulling(image: &str) -> String {
    format!("Pulling image {}", GoQuoted(image))
}

/// The event after a failed attempt.
pub(crate) fn failed_to_pull(image: &str, error: &dyn Display) -> String {
    format!("Failed to pull image {}: {error}", GoQuoted(image))
}

/// The event and, without a remembered error, the waiting message inside a back-off window.
pub(crate) fn back_off(image: &str) -> String {
    format!("Back-off pulling image {}", GoQuoted(image))
}

/// The waiting message inside a back-off window since 1.32, with the remembered `<reason>: <message>`.
pub(crate) fn back_off_because(image: &str, reason: &dyn Display, message: &dyn Display) -> String {
    format!("Back-off pulling image {}: {reason}: {message}", GoQuoted(image))
}

/// The event when no pull is needed.
pub(crate) fn already_present(image: &str) -> String {
    format!("Container image {} already present on machine", GoQuoted(image))
}

/// The event when no pull is needed and the pod's credentials were verified (1.33, KEP-2535).
pub(crate) fn already_present_and_accessible(image: &str) -> String {
    format!("Container image {} already present on machine and can be accessed by the pod", GoQuoted(image))
}

/// Policy `Never` and no image, or none that the pod may use.
pub(crate) fn never_pull(image: &str) -> String {
    format!("Container image {} is not present with pull policy of Never", GoQuoted(image))
}

/// The runtime could not say whether the image is there.
pub(crate) fn inspect_failed(image: &str, error: &dyn Display) -> String {
    format!("Failed to inspect image {}: {error}", GoQuoted(image))
}

/// The reference does not parse.
pub(crate) fn invalid_image_name(image: &str, error: &dyn Display) -> String {
    format!("Failed to apply default image tag {image}: {error}", image = GoQuoted(image))
}

/// The pull intent could not be written (1.33, KEP-2535).
pub(crate) fn pull_intent_failed(image: &str, error: &dyn Display) -> String {
    format!("Failed to record image pull intent for container image {}: {error}", GoQuoted(image))
}

/// The second event of a failing sync (`pkg/kubelet/kuberuntime`, `startContainer`).
pub(crate) fn start_failed(reason: &dyn Display) -> String {
    format!("Error: {reason}")
}
