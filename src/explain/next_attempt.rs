//! What is said about when the kubelet tries again.

use core::time::Duration;

use crate::api::Timestamp;
#[cfg(feature = "serde")]
use crate::clock::in_ms;

/// When the kubelet tries next to get an image that it could not get.
///
/// An attempt that no event tells of may be running: events are dropped and expire, and a status lags one look behind.
///
/// The kubelet forgets its windows where ten minutes pass between two failures, as they do around a pull that hangs for
/// nearly five minutes or more. Rows of events show the first pull and the last one; a pull between them that hung so
/// long, alone among quick ones, is not seen unless the time does not add up, and then the attempt may come before
/// `earliest`.
///
/// In JSON, `when` is `not_needed`, `running`, `back_off`, `deadline_first` or `every_look`, beside the fields of the
/// variant.
///
/// ```
/// # #[cfg(feature = "serde")] {
/// use pullspec::{Pod, explain_pod};
/// use pullspec::explain::{ExplainContext, NextAttempt, NextBasis};
/// let pod: Pod = serde_json::from_str(
///     r#"{"spec": {"containers": [{"name": "app", "image": "redis:7"}]}, "status": {"containerStatuses": [{"name": "app",
///         "state": {"waiting": {"reason": "ErrImagePull", "message": "EOF"}}}]}}"#,
/// )?;
/// let found = &explain_pod(&pod, &ExplainContext::new())[0];
/// assert!(matches!(found.next_attempt, NextAttempt::BackOff { basis: NextBasis::Reason, .. }));
/// # }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(
    feature = "serde",
    serde(tag = "when", rename_all = "snake_case", rename_all_fields = "camelCase")
)]
#[non_exhaustive]
pub enum NextAttempt {
    /// Nothing failed, or nothing is tried any more.
    NotNeeded,
    /// An attempt started, and nothing tells of its end.
    Running {
        /// When it started.
        since: Timestamp,
        /// How long before the context's now that is; `agoMs` in JSON.
        #[cfg_attr(feature = "serde", serde(rename = "agoMs", default, with = "in_ms"))]
        #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
        ago: Option<Duration>,
    },
    /// The kubelet waits for the end of a back-off window, and then for its next look at the pod.
    BackOff {
        /// Not before.
        earliest: Moment,
        /// Not after.
        latest: Moment,
        /// What the two are taken from.
        basis: NextBasis,
    },
    /// The kubelet ends the pod before it would try again: the pod's `activeDeadlineSeconds` are over by then.
    DeadlineFirst {
        /// When the deadline is.
        deadline: Moment,
    },
    /// There is no back-off: every look at the pod, 10 to 16 s after the last, tries again. Where the severity is
    /// [`Blocked`](crate::explain::Severity::Blocked) it says the same until something is changed.
    EveryLook,
}

/// A moment in the future: absolute where events have times, relative where the context has a now.
///
/// ```
/// # #[cfg(feature = "serde")] {
/// use core::time::Duration;
/// use pullspec::{Pod, explain_pod};
/// use pullspec::explain::{ExplainContext, NextAttempt};
/// let pod: Pod = serde_json::from_str(
///     r#"{"spec": {"containers": [{"name": "app", "image": "redis:7"}]}, "status": {"containerStatuses": [{"name": "app",
///         "state": {"waiting": {"reason": "ErrImagePull", "message": "EOF"}}}]}}"#,
/// )?;
/// let found = &explain_pod(&pod, &ExplainContext::new())[0];
/// let NextAttempt::BackOff { earliest, latest, .. } = found.next_attempt else { return Ok(()) };
/// assert_eq!((earliest.from_now, latest.from_now), (Some(Duration::ZERO), Some(Duration::from_millis(316_998))));
/// # }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase"))]
#[non_exhaustive]
pub struct Moment {
    /// When.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub at: Option<Timestamp>,
    /// How long after the context's now, or, without one, after the status was read; `inMs` in JSON.
    #[cfg_attr(feature = "serde", serde(rename = "inMs", default, with = "in_ms"))]
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub from_now: Option<Duration>,
}

/// What the time of the next attempt is taken from, from the most exact to the least.
///
/// ```
/// # #[cfg(feature = "serde")] {
/// use pullspec::explain::NextBasis;
/// assert!(NextBasis::Events < NextBasis::Reason);
/// # }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum NextBasis {
    /// Events tell of the last attempt and of how many there were.
    Events,
    /// Events tell of attempts, but by the last one's time there may have been more since: they are counted on, as if each
    /// pull had lasted as long as those that are known.
    OldEvents,
    /// The time since the pod's start bounds the number of attempts, and so the window.
    PodStart,
    /// The waiting reason alone: no window is longer than five minutes.
    Reason,
}
