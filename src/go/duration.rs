//! Go's `time.ParseDuration`, as far as whether it reads a text.

/// Whether Go's `time.ParseDuration` reads the text.
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
