//! When the kubelet tries again.

use core::time::Duration;

use super::context::ExplainContext;
use super::history::History;
use super::shared::{deadline, pod_start};
use super::window::{self, WINDOWS, largest_window_within};
use crate::api::{ImageField, Timestamp, WaitingReason};
#[cfg(feature = "serde")]
use crate::clock::in_ms;

/// When the kubelet tries next to get an image that it could not get.
///
/// An attempt that no event tells of may be running: events are dropped and expire, and a status lags one look behind.
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

/// The next attempt for a container that waits with this reason.
pub(super) fn next_attempt(
    reason: &WaitingReason,
    history: &History<'_>,
    field: &ImageField<'_>,
    context: &ExplainContext<'_>,
) -> NextAttempt {
    let has_back_off = match reason {
        // Errors that are put verbatim into the reason come before the pull, which they prevent.
        WaitingReason::Other(_) | WaitingReason::ImageInspectError | WaitingReason::CreatePodSandboxError => {
            false
        }
        reason => !reason.is_terminal(),
    };
    let next = if has_back_off {
        let lag = window::lag(field, &context.behavior);
        window::from_events(history, field.owner(), lag, context.now)
            .unwrap_or_else(|| from_reason(field, lag, context.now))
    } else {
        NextAttempt::EveryLook
    };
    match deadline(field) {
        Some(deadline) => before(next, deadline, context.now),
        None => next,
    }
}

/// Nothing is tried after the pod's end.
fn before(next: NextAttempt, deadline: Timestamp, now: Option<Timestamp>) -> NextAttempt {
    let end = Moment { at: Some(deadline), from_now: now.map(|now| deadline - now) };
    let is_over = now.is_some_and(|now| now >= deadline);
    match next {
        NextAttempt::BackOff { earliest, .. } if is_over || earliest.at.is_some_and(|at| at >= deadline) => {
            NextAttempt::DeadlineFirst { deadline: end }
        }
        NextAttempt::BackOff { earliest, latest, basis } if latest.at.is_some_and(|at| at > deadline) => {
            NextAttempt::BackOff { earliest, latest: end, basis }
        }
        NextAttempt::EveryLook if is_over => NextAttempt::DeadlineFirst { deadline: end },
        next => next,
    }
}

/// The first pull, which nothing tells the end of.
pub(super) fn first_pull(history: &History<'_>, now: Option<Timestamp>) -> NextAttempt {
    match history.running_since() {
        Some(since) => NextAttempt::Running { since, ago: now.map(|now| now - since) },
        None => NextAttempt::NotNeeded,
    }
}

fn from_reason(field: &ImageField<'_>, lag: Duration, now: Option<Timestamp>) -> NextAttempt {
    let started = field.pod().and_then(pod_start).map(|(at, _)| at);
    let (window, basis) = match started.zip(now) {
        Some((started, now)) => (largest_window_within(now - started), NextBasis::PodStart),
        None => (WINDOWS.cap(), NextBasis::Reason),
    };
    let moment = |from_now| Moment { at: now.map(|now| now + from_now), from_now: Some(from_now) };
    NextAttempt::BackOff {
        earliest: moment(Duration::ZERO),
        latest: moment(window.saturating_add(lag)),
        basis,
    }
}
