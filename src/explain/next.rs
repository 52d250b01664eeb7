//! When the kubelet tries again.

use core::time::Duration;

use super::context::ExplainContext;
use super::history::History;
use super::shared::pod_start;
use crate::api::{ImageField, Timestamp, WaitingReason};
use crate::backoff::{Retries, Schedule};
#[cfg(feature = "serde")]
use crate::clock::in_ms;

/// When the kubelet tries next to get an image that it could not get.
///
/// An attempt that no event tells of may be running: events are dropped and expire, and a status lags one look behind.
///
/// In JSON, `when` is `not_needed`, `running`, `back_off` or `every_look`, beside the fields of the variant.
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
    /// Nothing failed.
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
/// assert_eq!(earliest.from_now, Some(Duration::ZERO));
/// assert_eq!(latest.from_now, Some(Duration::from_millis(315_998)));
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
    /// Events tell of attempts, but by the last one's time there must have been more since.
    OldEvents,
    /// The time since the pod's start bounds the number of attempts, and so the window.
    PodStart,
    /// The waiting reason alone: no window is longer than five minutes.
    Reason,
}

/// Kubernetes cuts its times to whole ones.
const CUT: Duration = Duration::from_secs(1);
/// The most that a moment read is behind the real one, in whole milliseconds.
const CUT_OFF: Duration = Duration::from_millis(999);
const LAG: Duration = Retries::KUBELET_LAG;
const WINDOWS: Schedule = Schedule::IMAGE_PULL;

/// The next attempt for a container that waits with this reason.
pub(super) fn next_attempt(
    reason: &WaitingReason,
    history: &History<'_>,
    field: &ImageField<'_>,
    context: &ExplainContext<'_>,
) -> NextAttempt {
    let has_back_off = match reason {
        // Errors that are put verbatim into the reason come before the pull, which they prevent.
        WaitingReason::Other(_) | WaitingReason::ImageInspectError => false,
        reason => !reason.is_terminal(),
    };
    if has_back_off {
        from_events(history, context.now).unwrap_or_else(|| from_reason(field, context.now))
    } else {
        NextAttempt::EveryLook
    }
}

fn from_events(history: &History<'_>, now: Option<Timestamp>) -> Option<NextAttempt> {
    // The end of the last attempt lies between these two.
    let (ended_after, ended_before) = match (history.attempts.last, history.failures.last) {
        (started, Some(failed)) if started.is_none_or(|started| started <= failed) => {
            (failed, failed + CUT_OFF)
        }
        (Some(started), _) => match history.back_offs.last {
            Some(waited) if waited >= started => (started, waited + CUT_OFF),
            _ => {
                let ago = now.map(|now| now - started);
                return Some(NextAttempt::Running { since: started, ago });
            }
        },
        (None, _) => return None,
    };
    let in_a_row = history.failures_in_a_row();
    let window = WINDOWS.window(in_a_row);
    let earliest = ended_after + shortest_window(history, in_a_row);
    let latest = ended_before + longest_window(history, window) + LAG;
    let between = |earliest: Timestamp, latest: Timestamp, basis| {
        let moment = |at: Timestamp| Moment { at: Some(at), from_now: now.map(|now| at - now) };
        NextAttempt::BackOff { earliest: moment(earliest), latest: moment(latest), basis }
    };
    Some(match now {
        None => between(earliest, latest, NextBasis::Events),
        Some(now) if now < earliest => between(earliest, latest, NextBasis::Events),
        Some(now) if now <= latest && !history.may_have_gaps() => between(now, latest, NextBasis::Events),
        // The next attempt may have come and gone without an event.
        Some(now) => between(now, now + WINDOWS.cap() + LAG, NextBasis::OldEvents),
    })
}

/// The first window again, if a pull may have hung for so long that the kubelet forgot the sequence: the last one, or
/// an earlier one, which shows in attempts that took longer than windows, looks and pulls like the last one explain.
fn shortest_window(history: &History<'_>, in_a_row: u64) -> Duration {
    let window = WINDOWS.window(in_a_row);
    let hung = match (history.attempts.last, history.failures.last) {
        (Some(started), Some(failed)) => (failed - started).saturating_add(CUT),
        _ => Duration::ZERO,
    };
    let around = LAG.saturating_add(hung);
    let earlier = in_a_row.saturating_sub(1);
    let all_around = around.saturating_mul(u32::try_from(earlier).unwrap_or(u32::MAX));
    let explained = WINDOWS.total(earlier).saturating_add(all_around);
    let lasted = history.span().unwrap_or_default();
    let unexplained = lasted > WINDOWS.expiry() && lasted > explained.saturating_add(hung);
    let forgets = window.saturating_add(around) > WINDOWS.expiry();
    if unexplained || forgets { WINDOWS.initial() } else { window }
}

/// The cap, if events of attempts may have been dropped: client-go's filter lets 25 events of a pod pass, and from
/// then on one in five minutes.
fn longest_window(history: &History<'_>, window: Duration) -> Duration {
    largest_window_within(history.span().unwrap_or(Duration::MAX)).max(window)
}

/// The window after as many failures as there can be within so long, and the second that times leave out.
fn largest_window_within(span: Duration) -> Duration {
    let retries = WINDOWS.retries(Duration::ZERO, Duration::ZERO);
    WINDOWS.window(retries.attempts_within(span.saturating_add(CUT)))
}

fn from_reason(field: &ImageField<'_>, now: Option<Timestamp>) -> NextAttempt {
    let started = pod_start(field);
    let (window, basis) = match started.zip(now) {
        Some((started, now)) => (largest_window_within(now - started), NextBasis::PodStart),
        None => (WINDOWS.cap(), NextBasis::Reason),
    };
    let moment = |from_now| Moment { at: now.map(|now| now + from_now), from_now: Some(from_now) };
    NextAttempt::BackOff {
        earliest: moment(Duration::ZERO),
        latest: moment(window.saturating_add(LAG)),
        basis,
    }
}
