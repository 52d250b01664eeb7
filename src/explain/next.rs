//! When the kubelet tries again.

use core::time::Duration;

use super::context::ExplainContext;
use super::history::History;
use super::next_attempt::{Moment, NextAttempt, NextBasis};
use super::shared::{Shared, pod_start};
use super::window::{self, WINDOWS, largest_window_within};
use crate::api::{ImageField, Timestamp, WaitingReason};

/// The next attempt for a container that waits with this reason.
pub(super) fn next_attempt(
    reason: &WaitingReason,
    shared: &Shared<'_>,
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
        let lag = window::lag(field, shared, &context.behavior);
        window::from_events(history, field, shared, lag, context.now)
            .unwrap_or_else(|| from_reason(field, lag, context.now))
    } else {
        NextAttempt::EveryLook
    };
    match shared.deadline.and_then(|deadline| deadline.at()) {
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
