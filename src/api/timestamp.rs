//! Moments, as pods and events write them.

use core::fmt;
use core::time::Duration;

use crate::clock::whole_ms;

/// A moment: whole milliseconds since the Unix epoch. Its text is RFC 3339 in UTC, as Kubernetes writes times.
///
/// Kubernetes keeps whole seconds in most places (`metav1.Time`) and microseconds in an event's `eventTime`
/// (`metav1.MicroTime`); both are read, and what is finer than a millisecond is cut off.
///
/// ```
/// use core::time::Duration;
/// use pullspec::api::Timestamp;
///
/// let seen: Timestamp = "2026-03-01T09:30:05Z".parse()?;
/// assert_eq!(seen.since_unix_epoch(), Duration::from_secs(1_772_357_405));
/// assert_eq!((seen + Duration::from_millis(10_250)).to_string(), "2026-03-01T09:30:15.25Z");
/// assert_eq!("2026-03-01T10:30:05+01:00".parse(), Ok(seen));
/// # Ok::<(), pullspec::api::TimestampError>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp {
    unix_ms: u64,
}

/// The text is not a moment that a [`Timestamp`] can hold.
///
/// ```
/// let error = "yesterday".parse::<pullspec::api::Timestamp>().unwrap_err();
/// assert_eq!(error.to_string(), "not an RFC 3339 time of the years 1970 to 9999");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[error("not an RFC 3339 time of the years 1970 to 9999")]
#[non_exhaustive]
pub struct TimestampError;

impl Timestamp {
    /// The moment so long after the Unix epoch, in whole milliseconds. One after the year 9999 prints as the end of it.
    ///
    /// ```
    /// use core::time::Duration;
    /// use pullspec::api::Timestamp;
    /// assert_eq!(Timestamp::from_unix_epoch(Duration::ZERO).to_string(), "1970-01-01T00:00:00Z");
    /// ```
    #[must_use]
    pub const fn from_unix_epoch(since: Duration) -> Self {
        Self { unix_ms: whole_ms(since) }
    }

    /// The time since the Unix epoch.
    ///
    /// ```
    /// use core::time::Duration;
    /// use pullspec::api::Timestamp;
    /// let seven = Duration::from_secs(7);
    /// assert_eq!(Timestamp::from_unix_epoch(seven).since_unix_epoch(), seven);
    /// ```
    #[must_use]
    pub const fn since_unix_epoch(self) -> Duration {
        Duration::from_millis(self.unix_ms)
    }

    /// Parses a time of RFC 3339.
    ///
    /// # Errors
    ///
    /// A text without a date, a time or an offset from UTC (`2026-03-01`, `2026-03-01T09:30:05`), one with a day or an
    /// hour that does not exist, and a moment before 1970.
    ///
    /// ```
    /// use pullspec::api::Timestamp;
    /// assert!(Timestamp::parse("2026-03-01T09:30:05").is_err());
    /// ```
    pub fn parse(text: &str) -> Result<Self, TimestampError> {
        let moment: jiff::Timestamp = text.parse().map_err(|_| TimestampError)?;
        // Rounding toward zero would make a moment just before the epoch the epoch.
        if moment < jiff::Timestamp::UNIX_EPOCH {
            return Err(TimestampError);
        }
        let unix_ms = u64::try_from(moment.as_millisecond()).map_err(|_| TimestampError)?;
        Ok(Self { unix_ms })
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let moment =
            i64::try_from(self.unix_ms).ok().and_then(|ms| jiff::Timestamp::from_millisecond(ms).ok());
        moment.unwrap_or(jiff::Timestamp::MAX).fmt(f)
    }
}
