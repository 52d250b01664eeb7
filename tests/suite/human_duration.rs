use core::time::Duration;

use pullspec::kubectl::HumanDuration;

use crate::vectors;

#[path = "../../examples/conformance/human_duration.rs"]
mod conformance;

#[test]
fn prints_as_apimachinery_does() {
    let lines = include_str!("../data/human_duration.jsonl");
    vectors::all_equal(lines, 503, |row| row["ms"].clone(), Clone::clone, conformance::answer);
}

#[test]
fn each_unit_ends_where_the_next_begins() {
    const SECOND: i64 = 1_000;
    const HOUR: i64 = 3_600 * SECOND;
    const YEAR: i64 = 365 * 24 * HOUR;
    for (ms, long, short) in [
        (i64::MIN, "<invalid>", "<invalid>"),
        (-2 * SECOND, "<invalid>", "<invalid>"),
        (-2 * SECOND + 1, "0s", "0s"),
        (-1, "0s", "0s"),
        (0, "0s", "0s"),
        (60 * SECOND - 1, "59s", "59s"),
        (60 * SECOND, "60s", "1m"),
        (120 * SECOND - 1, "119s", "1m"),
        (120 * SECOND, "2m", "2m"),
        (121 * SECOND, "2m1s", "2m"),
        (600 * SECOND - 1, "9m59s", "9m"),
        (601 * SECOND, "10m", "10m"),
        (3 * HOUR - 1, "179m", "2h"),
        (3 * HOUR, "3h", "3h"),
        (8 * HOUR - 1, "7h59m", "7h"),
        (8 * HOUR + 60 * SECOND, "8h", "8h"),
        (48 * HOUR - 1, "47h", "1d"),
        (48 * HOUR, "2d", "2d"),
        (192 * HOUR - 1, "7d23h", "7d"),
        (193 * HOUR, "8d", "8d"),
        (2 * YEAR - 1, "729d", "1y"),
        (2 * YEAR, "2y", "2y"),
        (8 * YEAR - 1, "7y364d", "7y"),
        (8 * YEAR + 24 * HOUR, "8y", "8y"),
        (i64::MAX, "292471208y", "292471208y"),
    ] {
        let span = Duration::from_millis(ms.unsigned_abs());
        let duration =
            if ms < 0 { HumanDuration::between(span, Duration::ZERO) } else { HumanDuration::new(span) };
        assert_eq!(
            (duration.to_string().as_str(), duration.short().to_string().as_str()),
            (long, short),
            "{ms}"
        );
    }
    assert_eq!(
        HumanDuration::between(Duration::ZERO, Duration::from_millis(u64::MAX)).to_string(),
        "584942417y"
    );
    assert_eq!(HumanDuration::between(Duration::MAX, Duration::ZERO).to_string(), "<invalid>");
}
