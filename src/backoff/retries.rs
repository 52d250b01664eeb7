//! Where in the sequence of attempts are we, and when is the next one?

use core::time::Duration;

use super::Schedule;
use crate::clock::whole_ms;

/// The attempts that follow a first failure, in closed form of client-go's `Backoff`. Made by [`Schedule::retries`].
///
/// The answers account for the reset: client-go starts over when more than twice the cap lies between the ends of two
/// failures, which a pull that hangs for minutes brings about by itself. Where the lag alone decides about a reset
/// (a pull of about `2·cap - window`), the bounds hold for both and may be wider than what can happen; everywhere
/// else some run reaches each of them.
///
/// ```
/// use core::time::Duration;
/// use pullspec::Schedule;
/// use pullspec::backoff::Retries;
/// let (secs, millis) = (Duration::from_secs, Duration::from_millis);
/// // "It failed for the first time five minutes ago. When is the next attempt, at the latest?"
/// let now = Schedule::IMAGE_PULL.retries(secs(1), Retries::KUBELET_LAG).position(Duration::ZERO, secs(300));
/// assert_eq!(now.next.latest, millis(393_990));
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Retries {
    schedule: Schedule,
    pull_ms: u64,
    lag_ms: u64,
}

/// The earliest and the latest start of one attempt.
///
/// ```
/// use core::time::Duration;
/// use pullspec::Schedule;
/// let secs = Duration::from_secs;
/// let third = Schedule::IMAGE_PULL.retries(secs(2), Duration::ZERO).attempt(3);
/// assert_eq!((third.earliest, third.latest), (secs(32), secs(32))); // without lag there is one answer
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct AttemptBounds {
    /// No run starts it before, on the clock of the question.
    pub earliest: Duration,
    /// No run starts it after, on the same clock.
    pub latest: Duration,
}

/// What is known at one moment. Made by [`Retries::position`].
///
/// ```
/// use core::time::Duration;
/// use pullspec::Schedule;
/// use pullspec::backoff::Retries;
/// let secs = Duration::from_secs;
/// let now = Schedule::IMAGE_PULL.retries(secs(1), Retries::KUBELET_LAG).position(Duration::ZERO, secs(300));
/// assert_eq!((now.attempts_at_least, now.attempts_at_most), (5, 5));
/// assert_eq!((now.next.earliest.as_millis(), now.next.latest.as_millis()), (314_000, 393_990));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Position {
    /// Every run has started so many attempts.
    pub attempts_at_least: u64,
    /// No run has started more.
    pub attempts_at_most: u64,
    /// When the next attempt starts, after now.
    pub next: AttemptBounds,
}

impl Schedule {
    /// When attempts start if every pull takes `pull` to fail and every retry comes at most `lag` after its window
    /// ended.
    ///
    /// The kubelet looks at a failing pod every 10 to 16 s, so its lag is at most [`Retries::KUBELET_LAG`]; with a lag
    /// of zero the answers are the earliest possible ones.
    ///
    /// ```
    /// use core::time::Duration;
    /// use pullspec::Schedule;
    /// use pullspec::backoff::Retries;
    /// let secs = Duration::from_secs;
    ///
    /// let retries = Schedule::IMAGE_PULL.retries(secs(2), Retries::KUBELET_LAG);
    /// let third = retries.attempt(3);
    /// assert_eq!((third.earliest.as_millis(), third.latest.as_millis()), (32_000, 63_996)); // after the first failure
    /// ```
    #[must_use]
    pub const fn retries(self, pull: Duration, lag: Duration) -> Retries {
        Retries::new(self, whole_ms(pull), whole_ms(lag))
    }
}

impl Retries {
    /// The longest time from the end of a window to the kubelet's next look at the pod.
    ///
    /// A look just before the end of the window, at most 15 s (exclusive) to the re-queue, and at most 1 s to the tick
    /// that picks it up.
    ///
    /// ```
    /// use core::time::Duration;
    /// use pullspec::Schedule;
    /// use pullspec::backoff::Retries;
    /// let second = Schedule::IMAGE_PULL.retries(Duration::ZERO, Retries::KUBELET_LAG).attempt(2);
    /// assert_eq!((second.earliest.as_millis(), second.latest.as_millis()), (10_000, 25_998));
    /// ```
    pub const KUBELET_LAG: Duration = Duration::from_millis(15_998);

    pub(super) const fn new(schedule: Schedule, pull_ms: u64, lag_ms: u64) -> Self {
        // An entry that has expired holds nothing up, so that a window of more than twice the cap ends early.
        let (initial_ms, expired_ms) = (schedule.initial_ms, schedule.expiry_ms().saturating_add(1));
        let initial_ms = if initial_ms < expired_ms { initial_ms } else { expired_ms };
        Self { schedule: Schedule { initial_ms, ..schedule }, pull_ms, lag_ms }
    }

    /// When attempt `n` starts, counted from 1, as the time since the end of the first failure.
    ///
    /// Attempt 1 and a non-existing attempt 0 lie before that; both are given as zero.
    ///
    /// ```
    /// use core::time::Duration;
    /// use pullspec::Schedule;
    /// let retries = Schedule::IMAGE_PULL.retries(Duration::from_secs(1), Duration::ZERO);
    /// assert_eq!(retries.attempt(2).earliest.as_secs(), 10);
    /// assert_eq!(retries.attempt(4).earliest.as_secs(), 10 + 1 + 20 + 1 + 40);
    /// ```
    #[must_use]
    pub fn attempt(&self, n: u64) -> AttemptBounds {
        AttemptBounds { earliest: narrow(self.earliest(n)), latest: narrow(self.latest(n)) }
    }

    /// Which attempt a run is in at `now`, and when the next one starts, if the first failure ended at
    /// `first_failure` on the same clock.
    ///
    /// ```
    /// use core::time::Duration;
    /// use pullspec::Schedule;
    /// use pullspec::backoff::Retries;
    ///
    /// let retries = Schedule::IMAGE_PULL.retries(Duration::from_secs(2), Retries::KUBELET_LAG);
    /// let now = retries.position(Duration::from_secs(5), Duration::from_secs(20));
    /// assert_eq!((now.attempts_at_least, now.attempts_at_most), (1, 2));
    /// assert_eq!((now.next.earliest.as_millis(), now.next.latest.as_millis()), (20_001, 57_998));
    /// ```
    #[must_use]
    pub fn position(&self, first_failure: Duration, now: Duration) -> Position {
        let first_failure_ms = whole_ms(first_failure);
        let since = whole_ms(now).saturating_sub(first_failure_ms);
        let at_least = last_true(|n| self.latest(n) <= u128::from(since)).max(1);
        let at_most = last_true(|n| self.earliest(n) <= u128::from(since)).max(1);
        let following = at_least.saturating_add(1);
        let (mut earliest, mut latest) = (self.earliest(following), self.latest(following));
        if at_most > at_least {
            // Some runs are past attempt `following`, some start it with the next tick of the clock.
            earliest = u128::from(since) + 1;
            let window = self.schedule.window_ms(1).max(self.schedule.window_ms(at_most));
            let wait = u128::from(self.pull_ms) + u128::from(window) + u128::from(self.lag_ms);
            latest = latest.max(u128::from(since) + wait);
        }
        let absolute = |ms: u128| narrow(ms.saturating_add(u128::from(first_failure_ms)));
        Position {
            attempts_at_least: at_least,
            attempts_at_most: at_most,
            next: AttemptBounds { earliest: absolute(earliest), latest: absolute(latest) },
        }
    }

    /// How many attempts can start within `span` of the end of the first failure, the first one included.
    ///
    /// ```
    /// use core::time::Duration;
    /// use pullspec::Schedule;
    /// let retries = Schedule::IMAGE_PULL.retries(Duration::ZERO, Duration::ZERO);
    /// assert_eq!(retries.attempts_within(Duration::from_millis(9_999)), 1);
    /// assert_eq!(retries.attempts_within(Duration::from_secs(10)), 2);
    /// assert_eq!(retries.attempts_within(Duration::from_secs(3_600)), 16);
    /// ```
    #[must_use]
    pub fn attempts_within(&self, span: Duration) -> u64 {
        let span_ms = whole_ms(span);
        last_true(|n| self.earliest(n) <= u128::from(span_ms)).max(1)
    }

    fn earliest(&self, n: u64) -> u128 {
        let [a, b] = self.sums(n.saturating_sub(1));
        a.min(b).saturating_add(self.pulls(n))
    }

    fn latest(&self, n: u64) -> u128 {
        let [a, b] = self.sums(n.saturating_sub(1));
        let lags = u128::from(n.saturating_sub(1)) * u128::from(self.lag_ms);
        a.max(b).saturating_add(self.pulls(n)).saturating_add(lags)
    }

    /// The pulls between the first failure and attempt `n`.
    fn pulls(&self, n: u64) -> u128 {
        u128::from(n.saturating_sub(2)) * u128::from(self.pull_ms)
    }

    /// The sum of `windows` windows if the sequence starts over as soon as it can, and as late as it can.
    fn sums(&self, windows: u64) -> [u128; 2] {
        let pull = u128::from(self.pull_ms);
        [pull + u128::from(self.lag_ms), pull].map(|behind_window| {
            match self.first_expiring(behind_window) {
                None => self.schedule.total_wide(windows),
                Some(period) => {
                    // `period` is at least 1, and so are the divisors.
                    let cycles = windows.checked_div(period).unwrap_or(0);
                    let rest = windows.checked_rem(period).unwrap_or(0);
                    // At most 2^64 cycles of fewer than 67 windows of 2^64 ms; where that overflows, so does any clock.
                    u128::from(cycles)
                        .saturating_mul(self.schedule.total_wide(period))
                        .saturating_add(self.schedule.total_wide(rest))
                }
            }
        })
    }

    /// The first window that, with so much time after it, makes the next failure start over.
    fn first_expiring(&self, behind_window: u128) -> Option<u64> {
        let expiry = u128::from(self.schedule.cap_ms) * 2;
        // The window after the growing ones is the cap, and stays so.
        (1..=self.schedule.growing() + 2)
            .find(|&n| u128::from(self.schedule.window_ms(n)) + behind_window > expiry)
    }
}

/// As many milliseconds as fit.
fn narrow(ms: u128) -> Duration {
    Duration::from_millis(u64::try_from(ms).unwrap_or(u64::MAX))
}

/// The largest number for which a property that never comes back holds; 0 if it never does.
fn last_true(holds: impl Fn(u64) -> bool) -> u64 {
    let (mut low, mut high) = (0, u64::MAX);
    while low < high {
        let middle = low + (high - low).div_ceil(2);
        if holds(middle) {
            low = middle;
        } else {
            high = middle - 1;
        }
    }
    low
}
