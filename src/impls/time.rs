//! Moments and durations: arithmetic that stays in range, and the conversions from and to other crates' moments.

use core::ops::{Add, AddAssign, Sub, SubAssign};
use core::time::Duration;

use crate::api::{Timestamp, TimestampError};
use crate::clock::whole_ms;

fn unix_ms(moment: Timestamp) -> u64 {
    whole_ms(moment.since_unix_epoch())
}

fn at(unix_ms: u64) -> Timestamp {
    Timestamp::from_unix_epoch(Duration::from_millis(unix_ms))
}

/// The moment so much later, in whole milliseconds; the last one there is where it would be after that.
impl Add<Duration> for Timestamp {
    type Output = Self;

    fn add(self, duration: Duration) -> Self {
        at(unix_ms(self).saturating_add(whole_ms(duration)))
    }
}

/// The moment so much earlier, in whole milliseconds; 1970 where it would be before that.
impl Sub<Duration> for Timestamp {
    type Output = Self;

    fn sub(self, duration: Duration) -> Self {
        at(unix_ms(self).saturating_sub(whole_ms(duration)))
    }
}

/// The time since the other moment; zero where that is the later one.
impl Sub for Timestamp {
    type Output = Duration;

    fn sub(self, earlier: Self) -> Duration {
        self.since_unix_epoch().saturating_sub(earlier.since_unix_epoch())
    }
}

impl AddAssign<Duration> for Timestamp {
    fn add_assign(&mut self, duration: Duration) {
        *self = *self + duration;
    }
}

impl SubAssign<Duration> for Timestamp {
    fn sub_assign(&mut self, duration: Duration) {
        *self = *self - duration;
    }
}

/// What is finer than a millisecond is cut off. A moment before 1970 is refused.
impl TryFrom<jiff::Timestamp> for Timestamp {
    type Error = TimestampError;

    fn try_from(moment: jiff::Timestamp) -> Result<Self, TimestampError> {
        // Rounding toward zero would make a moment just before the epoch the epoch.
        if moment < jiff::Timestamp::UNIX_EPOCH {
            return Err(TimestampError);
        }
        u64::try_from(moment.as_millisecond()).map(at).map_err(|_| TimestampError)
    }
}

/// A moment after the year 9999 is refused.
impl TryFrom<Timestamp> for jiff::Timestamp {
    type Error = TimestampError;

    fn try_from(moment: Timestamp) -> Result<Self, TimestampError> {
        let ms = i64::try_from(unix_ms(moment)).map_err(|_| TimestampError)?;
        Self::from_millisecond(ms).map_err(|_| TimestampError)
    }
}

/// What is finer than a millisecond is cut off. A moment before 1970 is refused.
#[cfg(feature = "std")]
impl TryFrom<std::time::SystemTime> for Timestamp {
    type Error = TimestampError;

    fn try_from(moment: std::time::SystemTime) -> Result<Self, TimestampError> {
        let since = moment.duration_since(std::time::UNIX_EPOCH).map_err(|_| TimestampError)?;
        u64::try_from(since.as_millis()).map(at).map_err(|_| TimestampError)
    }
}

/// A moment that the platform's clock does not reach is refused.
#[cfg(feature = "std")]
impl TryFrom<Timestamp> for std::time::SystemTime {
    type Error = TimestampError;

    fn try_from(moment: Timestamp) -> Result<Self, TimestampError> {
        std::time::UNIX_EPOCH.checked_add(moment.since_unix_epoch()).ok_or(TimestampError)
    }
}
