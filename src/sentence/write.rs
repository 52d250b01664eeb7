//! The kubelet's own sentences about images, in one place.
//!
//! Every text is from `pkg/kubelet/images/image_manager.go` unless its line says otherwise. `image` is the text of
//! the pod, never the one with the default tag.

use alloc::{format, string::String};
use core::fmt::Display;

use crate::go::GoQuoted;

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

/// The event after a successful pull. The kubelet truncates both durations to milliseconds; without a queue they are
/// the same.
pub(crate) fn pulled(image: &str, pull_ms: u64, waited_ms: u64, bytes: Option<u64>) -> String {
    let (image, pull) = (GoQuoted(image), GoMillis(pull_ms));
    let total = GoMillis(pull_ms.saturating_add(waited_ms));
    match bytes {
        Some(bytes) => format!(
            "Successfully pulled image {image} in {pull} ({total} including waiting). Image size: {bytes} bytes."
        ),
        None => format!("Successfully pulled image {image} in {pull} ({total} including waiting)"),
    }
}

/// The waiting message for a runtime error that begins with `RegistryUnavailable`; `rest` is what follows it.
pub(crate) fn registry_unavailable(image: &str, rest: &str) -> String {
    format!("image pull failed for {image} because the registry is unavailable{rest}")
}

/// The waiting message for a runtime error that begins with `SignatureValidationFailed`.
pub(crate) fn signature_validation_failed(image: &str, rest: &str) -> String {
    format!("image pull failed for {image} because the signature validation failed{rest}")
}

/// The event of a created container (`pkg/kubelet/kuberuntime`, `startContainer`).
pub(crate) fn created(name: &str, has_colon: bool) -> String {
    format!("Created container{} {name}", if has_colon { ":" } else { "" })
}

/// The event of a started container.
pub(crate) fn started(name: &str) -> String {
    format!("Started container {name}")
}

/// The event and the waiting message of a container in crash-loop back-off (`doBackOff`); the pod is written as
/// `name_namespace(uid)`.
pub(crate) fn crash_loop(name: &str, pod: &dyn Display) -> String {
    format!("Back-off restarting failed container {name} in pod {pod}")
}

/// The waiting message of a crash loop, which says how long the whole window is.
pub(crate) fn crash_loop_for(window_ms: u64, name: &str, pod: &dyn Display) -> String {
    format!("back-off {} restarting failed container={name} pod={pod}", GoMillis(window_ms))
}

/// Whole milliseconds as Go's `time.Duration` prints them: `0s`, `950ms`, `1.5s`, `5m0s`.
struct GoMillis(u64);

impl Display for GoMillis {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let (seconds, ms) = (self.0 / 1000, self.0 % 1000);
        if seconds == 0 && ms > 0 {
            return write!(f, "{ms}ms");
        }
        let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
        if hours > 0 {
            write!(f, "{hours}h")?;
        }
        if hours > 0 || minutes > 0 {
            write!(f, "{minutes}m")?;
        }
        write!(f, "{}", seconds % 60)?;
        match (ms % 10, ms / 10 % 10) {
            _ if ms == 0 => f.write_str("s"),
            (0, 0) => write!(f, ".{}s", ms / 100),
            (0, _) => write!(f, ".{:02}s", ms / 10),
            _ => write!(f, ".{ms:03}s"),
        }
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::GoMillis;

    #[test]
    fn milliseconds_print_as_go_durations() {
        for (ms, want) in [
            (0, "0s"),
            (1, "1ms"),
            (999, "999ms"),
            (1_000, "1s"),
            (1_005, "1.005s"),
            (1_050, "1.05s"),
            (1_500, "1.5s"),
            (60_000, "1m0s"),
            (300_000, "5m0s"),
            (3_600_001, "1h0m0.001s"),
        ] {
            assert_eq!(GoMillis(ms).to_string(), want);
        }
    }
}
