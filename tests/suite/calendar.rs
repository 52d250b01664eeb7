//! Times as Kubernetes prints them: each day of the calendar follows the one before, and no other day is a time.

use pullspec::api::Timestamp;

fn seconds(year: u64, month: u64, day: u64, clock: &str) -> Option<u64> {
    let text = format!("{year:04}-{month:02}-{day:02}T{clock}Z");
    text.parse::<Timestamp>().ok().map(|time| time.since_unix_epoch().as_secs())
}

#[test]
fn each_day_follows_the_one_before() {
    let length = |year: u64, month: u64| match month {
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    let mut expected = 0;
    for year in 1970..2105 {
        for month in 1..=12 {
            for day in 1..=length(year, month) {
                assert_eq!(seconds(year, month, day, "00:00:00"), Some(expected), "{year}-{month}-{day}");
                expected += 86_400;
            }
            assert_eq!(seconds(year, month, length(year, month) + 1, "00:00:00"), None, "{year}-{month}");
            assert_eq!(seconds(year, month, 0, "00:00:00"), None);
        }
    }
    for (month, day) in [(0, 1), (13, 1), (12, 32), (1, 99)] {
        assert_eq!(seconds(2026, month, day, "00:00:00"), None);
    }
    assert_eq!(seconds(1969, 12, 31, "23:59:59"), None);
}

#[test]
fn each_second_of_a_day_has_its_number() {
    let day = seconds(2026, 3, 1, "00:00:00").unwrap();
    for (hour, minute, second) in [(0, 0, 1), (0, 1, 0), (1, 0, 0), (9, 30, 5), (23, 59, 59), (10, 59, 9)] {
        let clock = format!("{hour:02}:{minute:02}:{second:02}");
        assert_eq!(seconds(2026, 3, 1, &clock), Some(day + (hour * 60 + minute) * 60 + second), "{clock}");
    }
    for clock in
        ["24:00:00", "25:00:00", "23:60:00", "23:61:00", "23:59:61", "99:00:00", "0x:00:00", "00:0:00"]
    {
        assert_eq!(seconds(2026, 3, 1, clock), None, "{clock}");
    }
}
