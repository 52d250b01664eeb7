//! When the window ends that the events tell of, and the looks at the pod after it.

use core::time::Duration;

use super::history::History;
use super::next_attempt::{Moment, NextAttempt, NextBasis};
use super::shared::Shared;
use crate::api::{Behavior, ImageField, ImageOwner, Timestamp};
use crate::backoff::{Retries, Schedule};

/// What Kubernetes cuts off its times.
const CUT: Duration = Duration::from_secs(1);
/// The most of it, since times are compared by the millisecond.
const CUT_OFF: Duration = Duration::from_millis(999);
/// A look may wait for the runtime's next report, one a second (`podCache.GetNewerThan` in `pkg/kubelet/pod_workers.go`).
const REPORT: Duration = Duration::from_secs(1);
/// The pod of a sync without an error is looked at again after 60 to 90 s (`completeWork`), with the next tick of a second.
const CALM_LAG: Duration = Duration::from_secs(91);
pub(super) const WINDOWS: Schedule = Schedule::IMAGE_PULL;

/// How long after the end of a window the next look at the pod may come.
pub(super) fn lag(field: &ImageField<'_>, shared: &Shared<'_>, behavior: &Behavior) -> Duration {
    // An image volume that nothing waits for fails no sync.
    let is_unawaited = field.owner() == ImageOwner::Volume && field.awaited_by().is_none();
    let lag = if is_unawaited
        || behavior.requeues_at_crash_loop_expiry && shared.crashing.is_beside(field.name())
    {
        CALM_LAG
    } else {
        Retries::KUBELET_LAG
    };
    lag.saturating_add(REPORT)
}

/// The end of the last attempt lies between these two.
struct End {
    after: Timestamp,
    before: Timestamp,
}

/// What is known of the last attempt's end; or that it runs.
enum Last {
    Ended(End),
    Runs(Timestamp),
    /// It started, and its end is not known.
    Unknown(Timestamp),
}

fn last_attempt(history: &History<'_>, owner: ImageOwner, now: Option<Timestamp>) -> Option<Last> {
    let ended = |after: Timestamp, before: Timestamp| Last::Ended(End { after, before: before + CUT_OFF });
    Some(match (history.attempts.last, history.failures.last) {
        (started, Some(failed)) if started.is_none_or(|started| started <= failed) => ended(failed, failed),
        (Some(started), _) => match history.back_offs.last {
            Some(waited) if waited >= started => ended(started, waited),
            _ if !history.may_have_gaps() => Last::Runs(started),
            // Its end may have been dropped. It is over if it lasted as long as others did.
            // It may have got the image, for another container or until the volume's next look: then no window began.
            _ if history.is_shared() || owner == ImageOwner::Volume => Last::Unknown(started),
            _ => match history.longest_pull() {
                Some(pull) if now.is_none_or(|now| now - started > pull) => ended(started, started + pull),
                Some(_) => Last::Runs(started),
                None => Last::Unknown(started),
            },
        },
        (None, _) => return None,
    })
}

/// The next attempt, counted on from the last one that events tell of: where its window is over, another attempt came
/// and went without an event, and so on, each time with the lag of one look more. Not so where the kubelet may have been pulling another image of the
/// pod instead.
pub(super) fn from_events(
    history: &History<'_>,
    field: &ImageField<'_>,
    shared: &Shared<'_>,
    lag: Duration,
    now: Option<Timestamp>,
) -> Option<NextAttempt> {
    let between = |earliest: Timestamp, latest: Timestamp, basis| {
        let moment = |at: Timestamp| Moment { at: Some(at), from_now: now.map(|now| at - now) };
        NextAttempt::BackOff { earliest: moment(earliest), latest: moment(latest), basis }
    };
    let pull = history.longest_pull().unwrap_or(CUT);
    // No window is longer, whatever happened; a pull that runs now comes before it.
    let longest = WINDOWS.cap().saturating_add(lag);
    let end = match last_attempt(history, field.owner(), now)? {
        Last::Ended(end) => end,
        Last::Runs(since) => {
            return Some(NextAttempt::Running { since, ago: now.map(|now| now - since) });
        }
        Last::Unknown(started) => {
            let from = now.unwrap_or(started);
            return Some(between(from, from + longest, NextBasis::OldEvents));
        }
    };
    let mut failures = history.failures_in_a_row();
    let shortest = shortest_window(history, failures, lag);
    let mut earliest = end.after + shortest;
    let mut longest_window = longest_window(history, failures);
    let mut latest = end.before + longest_window + lag;
    let Some(now) = now else { return Some(between(earliest, latest, NextBasis::Events)) };
    let mut basis = NextBasis::Events;
    let at_most = now + longest + pull;
    // Where the windows may have begun anew, or the moments lie further apart than any window, nothing is left to count.
    let is_in_sequence = shortest == WINDOWS.window(failures);
    let is_countable =
        |earliest: Timestamp, latest: Timestamp| is_in_sequence && latest - earliest < WINDOWS.cap();
    let mut counts = is_countable(earliest, latest);
    // An attempt that waits for the pull of another image has not come and gone.
    counts &= latest >= now || !shared.may_have_waited_for_another(field, end.after);
    while counts && latest < now {
        basis = NextBasis::OldEvents;
        failures = failures.saturating_add(1);
        longest_window = longest_window.saturating_mul(2).min(WINDOWS.cap());
        earliest += WINDOWS.window(failures);
        latest = latest + pull + longest_window + lag;
        counts = is_countable(earliest, latest);
    }
    if now < earliest {
        return Some(between(earliest, latest, basis));
    }
    // The attempt may have come and gone without an event: dropped, or not written yet.
    let following = longest_window.saturating_mul(2).min(WINDOWS.cap());
    let after_it = latest + pull + following + lag;
    let latest = if counts { after_it.min(at_most) } else { at_most };
    Some(between(now, latest, NextBasis::OldEvents))
}

/// The first window again, if a pull may have hung for so long that the kubelet forgot the sequence: the last one, or
/// an earlier one, which shows in attempts that took longer than windows, looks and pulls like the last one explain.
fn shortest_window(history: &History<'_>, in_a_row: u64, lag: Duration) -> Duration {
    let window = WINDOWS.window(in_a_row);
    let hung = match (history.attempts.last, history.failures.last) {
        (Some(started), Some(failed)) => (failed - started).saturating_add(CUT),
        _ => Duration::ZERO,
    };
    let around = lag.saturating_add(hung);
    let earlier = in_a_row.saturating_sub(1);
    let explained = WINDOWS
        .total(earlier)
        .saturating_add(around.saturating_mul(u32::try_from(earlier).unwrap_or(u32::MAX)));
    let lasted = history.span().unwrap_or_default();
    let unexplained = lasted > WINDOWS.expiry() && lasted > explained.saturating_add(hung);
    let forgets = window.saturating_add(around) > WINDOWS.expiry();
    if unexplained || forgets { WINDOWS.initial() } else { window }
}

/// The window after as many failures as there was time for, if events of some may have been dropped: client-go's filter
/// lets 25 events of a pod pass, and from then on one in five minutes.
fn longest_window(history: &History<'_>, in_a_row: u64) -> Duration {
    largest_window_within(history.span().unwrap_or(Duration::MAX)).max(WINDOWS.window(in_a_row))
}

/// The window after as many failures as there can be within so long, and the second that times leave out.
pub(super) fn largest_window_within(span: Duration) -> Duration {
    WINDOWS.window(WINDOWS.retries(Duration::ZERO, Duration::ZERO).attempts_within(span.saturating_add(CUT)))
}
