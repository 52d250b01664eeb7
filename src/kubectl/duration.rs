//! Ages as `kubectl` prints them.

use core::fmt;
use core::time::Duration;

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY_HOURS: i64 = 24;
const YEAR_HOURS: i64 = 365 * DAY_HOURS;

/// A span of time as the AGE columns of `kubectl` print it: two units at most, truncated, never rounded.
///
/// It is negative where clocks disagree. The rule is `HumanDuration` of apimachinery (`pkg/util/duration/duration.go`).
///
/// ```
/// use core::time::Duration;
/// use pullspec::kubectl::HumanDuration;
/// assert_eq!(HumanDuration::new(Duration::from_millis(119_999)).to_string(), "119s");
/// assert_eq!(HumanDuration::new(Duration::from_secs(237)).to_string(), "3m57s");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HumanDuration {
    seconds: i64,
}

impl HumanDuration {
    /// A span of this length.
    ///
    /// ```
    /// use core::time::Duration;
    /// use pullspec::kubectl::HumanDuration;
    /// assert_eq!(HumanDuration::new(Duration::from_secs(3_600)).to_string(), "60m");
    /// ```
    #[must_use]
    pub const fn new(span: Duration) -> Self {
        Self { seconds: whole_seconds(span) }
    }

    /// The span from `then` to `now`, both since the same moment.
    ///
    /// ```
    /// use core::time::Duration;
    /// use pullspec::kubectl::HumanDuration;
    /// let between = |then, now| HumanDuration::between(Duration::from_millis(then), Duration::from_millis(now));
    /// assert_eq!(between(13_000, 73_500).to_string(), "60s");
    /// assert_eq!(between(5_000, 0).to_string(), "<invalid>");
    /// ```
    #[must_use]
    pub fn between(then: Duration, now: Duration) -> Self {
        match now.checked_sub(then) {
            Some(span) => Self::new(span),
            // Go converts the float of seconds to an integer, which truncates toward zero just as this does.
            None => Self { seconds: -whole_seconds(then.abs_diff(now)) },
        }
    }

    /// The one-unit form (`ShortHumanDuration`), as narrow tables print it.
    ///
    /// ```
    /// use core::time::Duration;
    /// use pullspec::kubectl::HumanDuration;
    /// assert_eq!(HumanDuration::new(Duration::from_secs(237)).short().to_string(), "3m");
    /// ```
    #[must_use]
    pub const fn short(self) -> ShortHumanDuration {
        ShortHumanDuration { seconds: self.seconds }
    }
}

/// The whole seconds of a span; more than an `i64` holds are as many as it holds.
const fn whole_seconds(span: Duration) -> i64 {
    let seconds = span.as_secs();
    if seconds > i64::MAX.unsigned_abs() { i64::MAX } else { seconds.cast_signed() }
}

impl fmt::Display for HumanDuration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.seconds;
        let (minutes, hours) = (seconds / MINUTE, seconds / HOUR);
        match seconds {
            ..-1 => f.write_str("<invalid>"),
            -1 => f.write_str("0s"),
            0..120 => write!(f, "{seconds}s"),
            _ if minutes < 10 => two_units(f, (minutes, "m"), (seconds % MINUTE, "s")),
            _ if minutes < 180 => write!(f, "{minutes}m"),
            _ if hours < 8 => two_units(f, (hours, "h"), (minutes % 60, "m")),
            _ if hours < 2 * DAY_HOURS => write!(f, "{hours}h"),
            _ if hours < 8 * DAY_HOURS => two_units(f, (hours / DAY_HOURS, "d"), (hours % DAY_HOURS, "h")),
            _ if hours < 2 * YEAR_HOURS => write!(f, "{}d", hours / DAY_HOURS),
            _ if hours < 8 * YEAR_HOURS => {
                two_units(f, (hours / YEAR_HOURS, "y"), (hours / DAY_HOURS % 365, "d"))
            }
            _ => write!(f, "{}y", hours / YEAR_HOURS),
        }
    }
}

/// The larger unit, and the smaller one where it is not zero.
fn two_units(f: &mut fmt::Formatter<'_>, large: (i64, &str), small: (i64, &str)) -> fmt::Result {
    write!(f, "{}{}", large.0, large.1)?;
    if small.0 == 0 { Ok(()) } else { write!(f, "{}{}", small.0, small.1) }
}

/// A span of time in one unit: `59s`, `2m`, `3h`, `4d`, `5y`. Made by [`HumanDuration::short`].
///
/// ```
/// use core::time::Duration;
/// use pullspec::kubectl::HumanDuration;
/// let short = |ms| HumanDuration::new(Duration::from_millis(ms)).short().to_string();
/// assert_eq!([59_999, 119_000, 90_000_000].map(short), ["59s", "1m", "1d"]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ShortHumanDuration {
    seconds: i64,
}

impl fmt::Display for ShortHumanDuration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (seconds, hours) = (self.seconds, self.seconds / HOUR);
        match seconds {
            ..-1 => f.write_str("<invalid>"),
            -1 => f.write_str("0s"),
            0..MINUTE => write!(f, "{seconds}s"),
            MINUTE..HOUR => write!(f, "{}m", seconds / MINUTE),
            _ if hours < DAY_HOURS => write!(f, "{hours}h"),
            _ if hours < YEAR_HOURS => write!(f, "{}d", hours / DAY_HOURS),
            _ => write!(f, "{}y", hours / YEAR_HOURS),
        }
    }
}
