//! Why a container waits: the reason and message of its waiting state.

mod reason;

pub use reason::WaitingReason;

use crate::{Cause, Verdict};

/// The cause.
#[must_use]
pub fn classify(reason: Option<&WaitingReason>, message: &str) -> Verdict {
    match reason {
        Some(WaitingReason::InvalidImageName) => return Verdict::plain(Cause::InvalidImageName),
        Some(WaitingReason::ErrImageNeverPull) => return Verdict::plain(Cause::NeverPullNotPresent),
        _ => {}
    }
    crate::cause::read(message)
}
