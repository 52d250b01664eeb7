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
        if let Some(seconds) = seconds_of_plain(text) {
            return Ok(Self { unix_ms: seconds * 1000 });
        }
        let moment: jiff::Timestamp = text.parse().map_err(|_| TimestampError)?;
        // Rounding toward zero would make a moment just before the epoch the epoch.
        if moment < jiff::Timestamp::UNIX_EPOCH {
            return Err(TimestampError);
        }
        let unix_ms = u64::try_from(moment.as_millisecond()).map_err(|_| TimestampError)?;
        Ok(Self { unix_ms })
    }
}

/// The seconds since the Unix epoch of a time as `metav1.Time` prints it, `2026-03-01T09:30:05Z`: most times of pods and
/// events are of this form, which takes a tenth of reading any. Nothing for every other text, for a leap second, and for
/// the last year, of which not every hour is a time.
#[allow(clippy::many_single_char_names, reason = "the digits of a time, in their order")]
fn seconds_of_plain(text: &str) -> Option<u64> {
    let &[a, b, c, d, b'-', e, f, b'-', g, h, b'T', i, j, b':', k, l, b':', m, n, b'Z'] = text.as_bytes()
    else {
        return None;
    };
    let number = |digits: &[u8]| {
        let digit = |byte: &u8| byte.is_ascii_digit().then(|| u64::from(byte - b'0'));
        digits.iter().try_fold(0, |number, byte| Some(number * 10 + digit(byte)?))
    };
    let (year, month, day) = (number(&[a, b, c, d])?, number(&[e, f])?, number(&[g, h])?);
    let (hour, minute, second) = (number(&[i, j])?, number(&[k, l])?, number(&[m, n])?);
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days_of_month = match month {
        2 => 28 + u64::from(is_leap),
        4 | 6 | 9 | 11 => 30,
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        _ => return None,
    };
    if !(1970..9999).contains(&year)
        || !(1..=days_of_month).contains(&day)
        || hour > 23
        || minute > 59
        || second > 59
    {
        return None;
    }
    // Years and months from March on, so that the day that a leap year has more is the last.
    let (years, months) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let days = 365 * years + years / 4 - years / 100 + years / 400 + (153 * months + 2) / 5 + day - 1;
    // From 1 March of the year zero to 1 January 1970.
    let since_epoch = days - 719_468;
    Some(((since_epoch * 24 + hour) * 60 + minute) * 60 + second)
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let moment =
            i64::try_from(self.unix_ms).ok().and_then(|ms| jiff::Timestamp::from_millisecond(ms).ok());
        moment.unwrap_or(jiff::Timestamp::MAX).fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::seconds_of_plain;
    use alloc::format;

    /// Every day of the years that a time can have, and of those around them, and hours that do not exist.
    #[test]
    fn plain_times_are_read_as_all_are() {
        for year in (1600..=2500).chain(9990..=9999).chain(0..=3) {
            for month in 0..=13 {
                for day in 0..=32 {
                    let (hour, minute, second) = (day % 26, (month * 5 + day) % 62, (year + day) % 62);
                    let text = format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z");
                    let known = text.parse::<jiff::Timestamp>().ok().map(jiff::Timestamp::as_second);
                    let known = known.filter(|seconds| *seconds >= 0 && second < 60 && year < 9999);
                    assert_eq!(seconds_of_plain(&text).map(u64::cast_signed), known, "{text}");
                }
            }
        }
    }

    #[test]
    fn every_other_text_is_left_to_the_reader_of_all() {
        let others = [
            "",
            "2026-03-01T09:30:05",
            "2026-03-01T09:30:05z",
            "2026-03-01 09:30:05Z",
            "2026-03-01T09:30:05.1Z",
        ];
        let wrong =
            ["2026-03-01T09:30:60Z", "2026-0x-01T09:30:05Z", "2026-03-01T09:30:0/Z", "+026-03-01T09:30:05Z"];
        assert!(others.into_iter().chain(wrong).all(|text| seconds_of_plain(text).is_none()));
    }
}
