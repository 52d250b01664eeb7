//! The pure sequence of windows.

use core::time::Duration;

use crate::clock::whole_ms;

/// The sequence of back-off windows: it doubles from an initial window up to a cap.
///
/// Times are whole milliseconds, what is finer is cut off, and all sums saturate at 2^64 of them. The rule is
/// `Backoff.Next` of client-go (`util/flowcontrol/backoff.go`, unchanged from 1.29 to 1.37).
///
/// ```
/// use pullspec::Schedule;
///
/// let seconds = |n| Schedule::IMAGE_PULL.window(n).as_secs();
/// assert_eq!([1, 2, 3, 4, 5, 6, 7].map(seconds), [10, 20, 40, 80, 160, 300, 300]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Schedule {
    pub(super) initial_ms: u64,
    pub(super) cap_ms: u64,
    pub(super) jitter_factor: f64,
}

impl Schedule {
    /// The kubelet's windows for image pulls: 10 s doubling to 300 s, without jitter, in every version.
    ///
    /// ```
    /// use core::time::Duration;
    /// use pullspec::Schedule;
    /// assert_eq!(Schedule::IMAGE_PULL, Schedule::new(Duration::from_secs(10), Duration::from_secs(300)));
    /// ```
    pub const IMAGE_PULL: Self = Self::new(Duration::from_secs(10), Duration::from_secs(300));

    /// A sequence from `initial` up to `cap`, without jitter.
    ///
    /// An initial window above the cap is used once, as it is: only doubling is capped.
    ///
    /// ```
    /// use core::time::Duration;
    /// use pullspec::Schedule;
    /// let odd = Schedule::new(Duration::from_secs(300), Duration::from_secs(10));
    /// assert_eq!([1, 2, 3].map(|n| odd.window(n).as_secs()), [300, 10, 10]);
    /// ```
    #[must_use]
    pub const fn new(initial: Duration, cap: Duration) -> Self {
        Self { initial_ms: whole_ms(initial), cap_ms: whole_ms(cap), jitter_factor: 0.0 }
    }

    /// Adds up to `factor` of the previous window to each window (`NewBackOffWithJitter`).
    ///
    /// The kubelet uses none for images. A negative or undefined factor adds nothing.
    ///
    /// ```
    /// use core::time::Duration;
    /// use pullspec::Schedule;
    /// let jittered = Schedule::IMAGE_PULL.with_jitter(0.5);
    /// let first = jittered.next_window(None, 0.5);
    /// assert_eq!(first, Duration::from_millis(12_500));
    /// assert_eq!(jittered.next_window(Some(first), 1.0), Duration::from_millis(31_250));
    /// ```
    #[must_use]
    pub const fn with_jitter(mut self, factor: f64) -> Self {
        self.jitter_factor = factor;
        self
    }

    /// The first window.
    ///
    /// ```
    /// use pullspec::Schedule;
    /// assert_eq!(Schedule::IMAGE_PULL.initial().as_secs(), 10);
    /// ```
    #[must_use]
    pub const fn initial(&self) -> Duration {
        Duration::from_millis(self.initial_ms)
    }

    /// What a doubled window never passes.
    ///
    /// ```
    /// use pullspec::Schedule;
    /// assert_eq!(Schedule::IMAGE_PULL.cap().as_secs(), 300);
    /// ```
    #[must_use]
    pub const fn cap(&self) -> Duration {
        Duration::from_millis(self.cap_ms)
    }

    /// How long after a failure the sequence is forgotten: a failure **later** than this starts over (`hasExpired`).
    ///
    /// ```
    /// use pullspec::Schedule;
    /// assert_eq!(Schedule::IMAGE_PULL.expiry().as_secs(), 600);
    /// ```
    #[must_use]
    pub const fn expiry(&self) -> Duration {
        Duration::from_millis(self.expiry_ms())
    }

    /// The window after the `n`-th failure in a row, counted from 1 and without jitter; zero for `n` = 0. Closed form.
    ///
    /// ```
    /// use core::time::Duration;
    /// use pullspec::Schedule;
    /// assert_eq!(Schedule::IMAGE_PULL.window(0), Duration::ZERO);
    /// assert_eq!(Schedule::IMAGE_PULL.window(5), Duration::from_secs(160));
    /// assert_eq!(Schedule::IMAGE_PULL.window(u64::MAX), Duration::from_secs(300));
    /// ```
    #[must_use]
    pub fn window(&self, n: u64) -> Duration {
        Duration::from_millis(self.window_ms(n))
    }

    /// The sum of the first `n` windows, saturating. Closed form.
    ///
    /// ```
    /// use core::time::Duration;
    /// use pullspec::Schedule;
    /// assert_eq!(Schedule::IMAGE_PULL.total(5), Duration::from_secs(310));
    /// assert_eq!(Schedule::IMAGE_PULL.total(7), Duration::from_secs(910));
    /// assert_eq!(Schedule::IMAGE_PULL.total(u64::MAX), Duration::from_millis(u64::MAX));
    /// ```
    #[must_use]
    pub fn total(&self, n: u64) -> Duration {
        Duration::from_millis(u64::try_from(self.total_wide(n)).unwrap_or(u64::MAX))
    }

    /// The window after `previous`, step by step. `None` if nothing has failed yet.
    ///
    /// `random` is the caller's number in `[0, 1)`; without a jitter factor it is not used. The jitter is cut to
    /// whole milliseconds, where Go cuts to nanoseconds.
    ///
    /// ```
    /// use core::time::Duration;
    /// use pullspec::Schedule;
    /// let schedule = Schedule::IMAGE_PULL;
    /// assert_eq!(schedule.next_window(None, 0.0), Duration::from_secs(10));
    /// assert_eq!(schedule.next_window(Some(Duration::from_secs(160)), 0.0), Duration::from_secs(300));
    /// ```
    #[must_use]
    pub fn next_window(&self, previous: Option<Duration>, random: f64) -> Duration {
        Duration::from_millis(self.next_window_ms(previous.map(whole_ms), random))
    }

    /// The factor of [`Schedule::with_jitter`]; 0 without one.
    #[cfg(feature = "serde")]
    pub(crate) const fn jitter_factor(&self) -> f64 {
        self.jitter_factor
    }

    pub(super) const fn expiry_ms(&self) -> u64 {
        self.cap_ms.saturating_mul(2)
    }

    pub(super) fn window_ms(&self, n: u64) -> u64 {
        match n {
            0 => 0,
            1 => self.initial_ms,
            _ if n <= self.growing() => {
                // `growing` bounds the shift: the result is below the cap.
                u32::try_from(n - 1).ok().and_then(|n| self.initial_ms.checked_shl(n)).unwrap_or(self.cap_ms)
            }
            _ if self.initial_ms == 0 => 0,
            _ => self.cap_ms,
        }
    }

    pub(super) fn next_window_ms(&self, previous: Option<u64>, random: f64) -> u64 {
        match previous {
            None => self.initial_ms.saturating_add(self.jitter(self.initial_ms, random)),
            Some(window) => {
                window.saturating_mul(2).saturating_add(self.jitter(window, random)).min(self.cap_ms)
            }
        }
    }

    /// How many windows lie below the cap: the first `growing` ones each double the one before.
    pub(super) fn growing(&self) -> u64 {
        match self.cap_ms.saturating_sub(1).checked_div(self.initial_ms) {
            None | Some(0) => 0,
            Some(ratio) => u64::from(ratio.ilog2()) + 1,
        }
    }

    /// [`Self::total`] with room for 2^64 windows of 2^64 ms.
    pub(super) fn total_wide(&self, n: u64) -> u128 {
        let (initial, cap) = (u128::from(self.initial_ms), u128::from(self.cap_ms));
        let growing = self.growing().min(n);
        if n == 0 || initial == 0 {
            0
        } else if growing == 0 {
            (u128::from(n - 1) * cap).saturating_add(initial)
        } else {
            (u128::from(n - growing) * cap).saturating_add(initial * ((1 << growing) - 1))
        }
    }

    /// `jitter` of client-go: `rand · factor · delay`.
    fn jitter(&self, window: u64, random: f64) -> u64 {
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "Go computes it in floats; the cast back saturates, and gives 0 for negative and undefined values"
        )]
        let jitter = (random * self.jitter_factor * window as f64) as u64;
        jitter
    }
}

impl Default for Schedule {
    /// [`Schedule::IMAGE_PULL`].
    fn default() -> Self {
        Self::IMAGE_PULL
    }
}
