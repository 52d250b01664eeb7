//! Go's `time.Duration` as text, both ways.

use core::fmt;
use core::time::Duration;

/// Shows a duration as Go's `Duration.String` prints it: `0s`, `1.5µs`, `950ms`, `1.005s`, `5m0s`, `1h0m0.001s`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct GoDuration(pub(crate) Duration);

impl fmt::Display for GoDuration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (seconds, nanos) = (self.0.as_secs(), self.0.subsec_nanos());
        if seconds == 0 {
            return match nanos {
                0 => f.write_str("0s"),
                1..1_000 => write!(f, "{nanos}ns"),
                1_000..1_000_000 => decimal(f, u64::from(nanos / 1_000), nanos % 1_000, 3, "µs"),
                _ => decimal(f, u64::from(nanos / 1_000_000), nanos % 1_000_000, 6, "ms"),
            };
        }
        let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
        if hours > 0 {
            write!(f, "{hours}h")?;
        }
        if hours > 0 || minutes > 0 {
            write!(f, "{minutes}m")?;
        }
        decimal(f, seconds % 60, nanos, 9, "s")
    }
}

/// A whole number and a fraction of so many digits, without zeros at its end.
fn decimal(f: &mut fmt::Formatter<'_>, whole: u64, fraction: u32, digits: usize, unit: &str) -> fmt::Result {
    write!(f, "{whole}")?;
    if fraction > 0 {
        let (mut fraction, mut digits) = (fraction, digits);
        while fraction % 10 == 0 {
            fraction /= 10;
            digits -= 1;
        }
        write!(f, ".{fraction:0digits$}")?;
    }
    f.write_str(unit)
}

/// The units and their nanoseconds, longer names before those that they begin with.
const UNITS: [(&str, u64); 7] = [
    ("ns", 1),
    ("µs", 1_000),
    ("us", 1_000),
    ("ms", 1_000_000),
    ("s", 1_000_000_000),
    ("m", 60_000_000_000),
    ("h", 3_600_000_000_000),
];

/// The duration that the whole text is, as Go prints one; nothing for a negative one, which a kubelet never measures.
pub(crate) fn read(text: &str) -> Option<Duration> {
    if text.is_empty() {
        return None;
    }
    let (mut rest, mut nanos) = (text, 0_u128);
    while !rest.is_empty() {
        let (whole, after) = digits(rest)?;
        let (fraction, after) = match after.strip_prefix('.') {
            Some(after) => digits(after)?,
            None => ("0", after),
        };
        let (unit, after) =
            UNITS.iter().find_map(|(name, unit)| Some((u128::from(*unit), after.strip_prefix(name)?)))?;
        let whole = u128::from(whole.parse::<u64>().ok()?);
        // At most nine digits are Go's.
        let scale = 10_u128.pow(u32::try_from(fraction.len()).ok().filter(|&digits| digits <= 9)?);
        let fraction = u128::from(fraction.parse::<u32>().ok()?);
        nanos = nanos.checked_add(whole.checked_mul(unit)?)?.checked_add(fraction * unit / scale)?;
        rest = after;
    }
    let seconds = u64::try_from(nanos / 1_000_000_000).ok()?;
    Some(Duration::new(seconds, u32::try_from(nanos % 1_000_000_000).ok()?))
}

/// The digits at the start of a text, at least one, and the rest.
fn digits(text: &str) -> Option<(&str, &str)> {
    let end = text.bytes().take_while(u8::is_ascii_digit).count();
    text.split_at_checked(end).filter(|(digits, _)| !digits.is_empty())
}

/// Whether Go's `time.ParseDuration` reads the text.
#[cfg(feature = "node")]
pub(crate) fn is_duration(text: &str) -> bool {
    let text = text.strip_prefix(['+', '-']).unwrap_or(text);
    if text == "0" {
        return true;
    }
    let mut rest = text;
    // Hours, of which an i64 of nanoseconds holds about 2.5 million.
    let mut total = 0.0;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
        let Some((number, tail)) = rest.split_at_checked(digits) else { return false };
        let letters = tail.find(|c: char| c.is_ascii_digit() || c == '.').unwrap_or(tail.len());
        let Some((unit, tail)) = tail.split_at_checked(letters) else { return false };
        let nanoseconds = match unit {
            "ns" => 1.0,
            "us" | "\u{b5}s" | "\u{3bc}s" => 1e3,
            "ms" => 1e6,
            "s" => 1e9,
            "m" => 60e9,
            "h" => 3_600e9,
            _ => return false,
        };
        // At least one digit, at most one point.
        match number.parse::<f64>() {
            Ok(number) => total += number * nanoseconds,
            Err(_) => return false,
        }
        rest = tail;
    }
    !text.is_empty() && total <= 9_223_372_036_854_775_807.0
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;
    use core::time::Duration;

    use super::{GoDuration, read};

    #[test]
    fn durations_are_gos_both_ways() {
        for (nanos, text) in [
            (0, "0s"),
            (1, "1ns"),
            (1_100, "1.1µs"),
            (2_200_000, "2.2ms"),
            (999_000_000, "999ms"),
            (1_000_000_000, "1s"),
            (1_005_000_000, "1.005s"),
            (1_050_000_000, "1.05s"),
            (1_000_000_001, "1.000000001s"),
            (60_000_000_000, "1m0s"),
            (300_000_000_000, "5m0s"),
            (3_600_001_000_000, "1h0m0.001s"),
            (i64::MAX.unsigned_abs(), "2562047h47m16.854775807s"),
        ] {
            let duration = Duration::from_nanos(nanos);
            assert_eq!(GoDuration(duration).to_string(), text);
            assert_eq!(read(text), Some(duration), "{text}");
        }
        assert_eq!(read("1.5us"), Some(Duration::from_nanos(1_500)));
        assert_eq!(read(&GoDuration(Duration::MAX).to_string()), Some(Duration::MAX));
        for text in ["", "5", "s", ".5s", "1.s", "-1s", "1s ", "1d", "1m0", "99999999999999999999h"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
