//! Why a container waits: the reason and message of its waiting state, as a typed error, and what to do about it.
//!
//! The question: *is this wait about an image, whose fault is it, and does waiting help?* Start with
//! [`PullError::from_waiting`], or with [`classify`] for a message alone. [`Situation::advice`] adds how long it lasts:
//! fail, keep waiting, or alert a person.
//!
//! ```
//! use pullspec::waiting::classify;
//!
//! let message = "dial tcp: lookup quay.io: no such host";
//! let verdict = classify(None, message);
//! assert_eq!(verdict.cause().as_str(), "dns_failure");
//! ```

mod advice;
mod advice_text;
mod grace;
mod name_warning;
mod pull_error;
mod read;
mod told;

pub use advice::{Advice, AdviceReason, Situation};
pub use grace::Grace;
pub use name_warning::NameWarning;
#[cfg(feature = "explain")]
pub(crate) use name_warning::warnings_after;
pub use pull_error::PullError;
#[cfg(feature = "explain")]
pub(crate) use told::Told;

use crate::api::WaitingReason;
use crate::cause::{Cause, Verdict};

/// Reads the cause out of a message: a container's waiting message, an event's, a runtime's error, or any line that
/// wraps one. The reason helps where it is known; the message alone is enough for most.
///
/// Linear in the length of the message, whatever it holds, and without allocation. Image names, tags, host names and
/// the paths of URLs never decide. Of a message that was cut inside its last word, that word counts if it can go
/// on in one way only.
///
/// Two reasons decide by themselves, and two more where the message is silent; any other reason only wraps an error,
/// so a message without one is [`Cause::NoDetail`]. Messages are
/// not read: only reasons decide.
///
/// ```
/// use pullspec::{Cause, WaitingReason, classify};
/// use pullspec::cause::CauseGroup;
///
/// let verdict = classify(
///     Some(&WaitingReason::ErrImagePull),
///     "failed to pull and unpack image \"r.example/x509/denied:401\": failed to copy: \
///      write /var/lib/containerd/ingest/data: no space left on device",
/// );
/// assert_eq!(verdict.cause(), Cause::DiskFull);
/// assert_eq!(verdict.group(), CauseGroup::Node);
/// assert_eq!(classify(Some(&WaitingReason::ImagePullBackOff), "Back-off pulling image \"x\"").cause(), Cause::NoDetail);
/// ```
#[must_use]
#[inline]
pub fn classify(reason: Option<&WaitingReason>, message: &str) -> Verdict {
    match reason {
        None => crate::cause::read(message),
        Some(reason) => classify_with(reason, message),
    }
}

fn classify_with(reason: &WaitingReason, message: &str) -> Verdict {
    match reason {
        WaitingReason::InvalidImageName => return Verdict::plain(Cause::InvalidImageName),
        WaitingReason::ErrImageNeverPull => return Verdict::plain(Cause::NeverPullNotPresent),
        _ => {}
    }
    let verdict = crate::cause::read(message);
    match reason {
        // The kubelet's word counts for more than a guess.
        WaitingReason::RegistryUnavailable if verdict.rule().is_none() => {
            Verdict::plain(Cause::RegistryUnavailable)
        }
        WaitingReason::SignatureValidationFailed if verdict.rule().is_none() => {
            Verdict::plain(Cause::SignatureRejected)
        }
        _ => verdict,
    }
}
