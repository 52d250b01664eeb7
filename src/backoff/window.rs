//! One key's back-off: the arithmetic that the keyed state, the timeline and the fleet share.

use core::time::Duration;

use super::Schedule;

/// A window and the failure it began with: client-go's `backoffEntry`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Window {
    pub(crate) length_ms: u64,
    pub(crate) since_ms: u64,
}

impl Window {
    pub(crate) const fn length(self) -> Duration {
        Duration::from_millis(self.length_ms)
    }

    /// The window after a failure: of `event_ms` where the sequence may have expired, beginning at `now_ms`.
    pub(crate) fn after_failure(
        previous: Option<Self>,
        schedule: &Schedule,
        event_ms: u64,
        now_ms: u64,
        random: f64,
    ) -> Self {
        let previous = previous.filter(|window| !window.is_expired(schedule, event_ms));
        let length_ms = schedule.next_window_ms(previous.map(|window| window.length_ms), random);
        Self { length_ms, since_ms: now_ms }
    }

    /// `hasExpired`: strictly more than twice the cap since the failure.
    pub(crate) fn is_expired(self, schedule: &Schedule, at_ms: u64) -> bool {
        at_ms.saturating_sub(self.since_ms) > schedule.expiry_ms()
    }

    /// Whether an attempt has to wait: strictly inside the window (`IsInBackOffSinceUpdate`).
    pub(crate) fn blocks(self, schedule: &Schedule, now_ms: u64) -> bool {
        !self.is_expired(schedule, now_ms) && self.covers(self.since_ms, now_ms)
    }

    /// The same, with the window counted from an event (`IsInBackOffSince`).
    pub(crate) fn blocks_since(self, schedule: &Schedule, event_ms: u64, now_ms: u64) -> bool {
        !self.is_expired(schedule, event_ms) && self.covers(event_ms, now_ms)
    }

    /// Go subtracts signed times, so a moment before the start lies inside as well.
    const fn covers(self, from_ms: u64, now_ms: u64) -> bool {
        now_ms < from_ms || now_ms - from_ms < self.length_ms
    }

    /// From when on an attempt is let through.
    pub(crate) fn ends_ms(self, schedule: &Schedule) -> u64 {
        let expires_ms = self.since_ms.saturating_add(schedule.expiry_ms()).saturating_add(1);
        self.since_ms.saturating_add(self.length_ms).min(expires_ms)
    }
}
