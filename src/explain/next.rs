//! When the kubelet tries again.

use super::context::ExplainContext;
use super::history::History;
use super::shared::pod_start;
use crate::api::{ImageField, Timestamp, WaitingReason};
use crate::backoff::{Retries, Schedule};

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
        /// How long before the context's now that is.
        #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
        ago_ms: Option<u64>,
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
/// use pullspec::{Pod, explain_pod};
/// use pullspec::explain::{ExplainContext, NextAttempt};
/// let pod: Pod = serde_json::from_str(
///     r#"{"spec": {"containers": [{"name": "app", "image": "redis:7"}]}, "status": {"containerStatuses": [{"name": "app",
///         "state": {"waiting": {"reason": "ErrImagePull", "message": "EOF"}}}]}}"#,
/// )?;
/// let found = &explain_pod(&pod, &ExplainContext::new())[0];
/// let NextAttempt::BackOff { earliest, latest, .. } = found.next_attempt else { return Ok(()) };
/// assert_eq!((earliest.in_ms, latest.in_ms), (Some(0), Some(315_998)));
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
    /// How long after the context's now, or, without one, after the status was read.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub in_ms: Option<u64>,
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

/// What Kubernetes cuts off its times.
const SECOND_MS: u64 = 1_000;
const LAG_MS: u64 = Retries::KUBELET_LAG_MS;
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
            (failed, failed.plus_ms(SECOND_MS - 1))
        }
        (Some(started), _) => match history.back_offs.last {
            Some(waited) if waited >= started => (started, waited.plus_ms(SECOND_MS - 1)),
            _ => {
                let ago_ms = now.map(|now| now.ms_since(started));
                return Some(NextAttempt::Running { since: started, ago_ms });
            }
        },
        (None, _) => return None,
    };
    let in_a_row = history.failures_in_a_row();
    let window_ms = WINDOWS.window(in_a_row);
    let earliest = ended_after.plus_ms(shortest_window(history, in_a_row));
    let latest = ended_before.plus_ms(longest_window(history, window_ms)).plus_ms(LAG_MS);
    let between = |earliest: Timestamp, latest: Timestamp, basis| {
        let moment = |at: Timestamp| Moment { at: Some(at), in_ms: now.map(|now| at.ms_since(now)) };
        NextAttempt::BackOff { earliest: moment(earliest), latest: moment(latest), basis }
    };
    Some(match now {
        None => between(earliest, latest, NextBasis::Events),
        Some(now) if now < earliest => between(earliest, latest, NextBasis::Events),
        Some(now) if now <= latest && !history.may_have_gaps() => between(now, latest, NextBasis::Events),
        // The next attempt may have come and gone without an event.
        Some(now) => between(now, now.plus_ms(WINDOWS.cap_ms()).plus_ms(LAG_MS), NextBasis::OldEvents),
    })
}

/// The first window again, if a pull may have hung for so long that the kubelet forgot the sequence: the last one, or
/// an earlier one, which shows in attempts that took longer than windows, looks and pulls like the last one explain.
fn shortest_window(history: &History<'_>, in_a_row: u64) -> u64 {
    let window_ms = WINDOWS.window(in_a_row);
    let hung_ms = match (history.attempts.last, history.failures.last) {
        (Some(started), Some(failed)) => failed.ms_since(started).saturating_add(SECOND_MS),
        _ => 0,
    };
    let around_ms = LAG_MS.saturating_add(hung_ms);
    let earlier = in_a_row.saturating_sub(1);
    let explained_ms = WINDOWS.total(earlier).saturating_add(around_ms.saturating_mul(earlier));
    let lasted_ms = history.span_ms().unwrap_or(0);
    let unexplained = lasted_ms > WINDOWS.expiry_ms() && lasted_ms > explained_ms.saturating_add(hung_ms);
    let forgets = window_ms.saturating_add(around_ms) > WINDOWS.expiry_ms();
    if unexplained || forgets { WINDOWS.initial_ms() } else { window_ms }
}

/// The cap, if events of attempts may have been dropped: client-go's filter lets 25 events of a pod pass, and from
/// then on one in five minutes.
fn longest_window(history: &History<'_>, window_ms: u64) -> u64 {
    largest_window_within(history.span_ms().unwrap_or(u64::MAX)).max(window_ms)
}

/// The window after as many failures as there can be within so long, and the second that times leave out.
fn largest_window_within(span_ms: u64) -> u64 {
    WINDOWS.window(WINDOWS.retries(0, 0).attempts_within(span_ms.saturating_add(SECOND_MS)))
}

fn from_reason(field: &ImageField<'_>, now: Option<Timestamp>) -> NextAttempt {
    let started = pod_start(field);
    let (window_ms, basis) = match started.zip(now) {
        Some((started, now)) => (largest_window_within(now.ms_since(started)), NextBasis::PodStart),
        None => (WINDOWS.cap_ms(), NextBasis::Reason),
    };
    let moment = |in_ms: u64| Moment { at: now.map(|now| now.plus_ms(in_ms)), in_ms: Some(in_ms) };
    NextAttempt::BackOff { earliest: moment(0), latest: moment(window_ms.saturating_add(LAG_MS)), basis }
}
