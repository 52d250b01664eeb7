use core::time::Duration;

use proptest::prelude::*;
use pullspec::Schedule;
use pullspec::backoff::{Backoff, Position, Retries};
use serde_json::Value;

use crate::{backoff_laws, ms, vectors, whole_ms};

#[path = "../../examples/conformance/backoff.rs"]
mod conformance;

#[test]
fn keys_wait_as_in_client_go() {
    let lines = include_str!("../data/backoff.jsonl");
    let question = |row: &Value| {
        let mut row = row.clone();
        for op in row["ops"].as_array_mut().unwrap() {
            op.as_object_mut().unwrap().remove("want");
        }
        row
    };
    vectors::all_equal(lines, 200, question, Clone::clone, conformance::answer);
}

#[test]
fn a_window_ends_and_a_sequence_is_forgotten_to_the_millisecond() {
    let mut backoff = Backoff::new(Schedule::IMAGE_PULL);
    assert!(!backoff.is_in_backoff("k", ms(0)), "an unknown key waits for nothing");
    assert_eq!(backoff.get("k"), ms(0));
    assert_eq!(backoff.next("k", ms(1_000)), ms(10_000));
    assert!(backoff.is_in_backoff("k", ms(10_999)));
    assert!(!backoff.is_in_backoff("k", ms(11_000)), "exactly the window is not inside");
    assert!(backoff.is_in_backoff("k", ms(500)), "a clock set back waits, as in Go");
    assert_eq!(backoff.next("k", ms(601_000)), ms(20_000), "exactly twice the cap doubles");
    assert_eq!(backoff.next("k", ms(1_201_001)), ms(10_000), "a millisecond more starts over");
    backoff.gc(ms(1_801_001));
    assert_eq!(backoff.len(), 1);
    backoff.gc(ms(1_801_002));
    assert!(backoff.is_empty());
}

#[test]
fn jitter_adds_a_part_of_the_window_before() {
    let schedule = Schedule::IMAGE_PULL.with_jitter(0.1);
    let mut backoff = Backoff::new(schedule);
    assert_eq!(backoff.next_with("k", ms(0), ms(0), 0.5), ms(10_500));
    assert_eq!(backoff.next_with("k", ms(0), ms(0), 0.0), ms(21_000));
    assert_eq!(backoff.next_with("k", ms(0), ms(0), 0.999), ms(42_000 + 2_097));
    for bad in [-1.0, f64::NAN, f64::INFINITY] {
        let window = Schedule::IMAGE_PULL.with_jitter(bad).next_window(Some(ms(10_000)), 0.5);
        assert!((ms(20_000)..=ms(300_000)).contains(&window));
    }
    assert_eq!(Schedule::new(ms(0), ms(0)).with_jitter(f64::INFINITY).next_window(None, 0.0), ms(0));
}

#[test]
fn odd_schedules_are_what_client_go_makes_of_them() {
    for (initial, cap, want) in [
        (0, 300_000, [0, 0, 0, 0]),
        (1, 1, [1, 1, 1, 1]),
        (1, 2, [1, 2, 2, 2]),
        (3, 10, [3, 6, 10, 10]),
        (10, 0, [10, 0, 0, 0]),
        (u64::MAX, 5, [u64::MAX, 5, 5, 5]),
        (u64::MAX / 2, u64::MAX, [u64::MAX / 2, u64::MAX - 1, u64::MAX, u64::MAX]),
    ] {
        let schedule = Schedule::new(ms(initial), ms(cap));
        assert_eq!([1, 2, 3, 4].map(|n| schedule.window(n)), want.map(ms));
        backoff_laws::closed_form_is_step_by_step(schedule);
    }
}

#[test]
fn a_position_tells_certain_from_possible() {
    let exact = Schedule::IMAGE_PULL.retries(ms(0), ms(0));
    let at = |now| {
        let Position { attempts_at_least, attempts_at_most, next, .. } = exact.position(ms(0), ms(now));
        (attempts_at_least, attempts_at_most, whole_ms(next.earliest), whole_ms(next.latest))
    };
    assert_eq!(at(0), (1, 1, 10_000, 10_000));
    assert_eq!(at(9_999), (1, 1, 10_000, 10_000));
    assert_eq!(at(10_000), (2, 2, 30_000, 30_000));
    assert_eq!(at(u64::MAX - 1).0, at(u64::MAX - 1).1);
    // A pull that hangs for 295 s: with the lag more than 600 s pass from failure to failure, and it starts over.
    let hanging = Schedule::IMAGE_PULL.retries(ms(301_000), Retries::KUBELET_LAG);
    let gaps: Vec<Duration> = (1..=13)
        .map(|n| hanging.attempt(n + 1).earliest.saturating_sub(hanging.attempt(n).earliest))
        .collect();
    assert_eq!(gaps[1], ms(301_000 + 20_000));
    assert_eq!(gaps[6], ms(301_000 + 10_000), "the seventh window is the first again");
}

#[test]
fn a_window_beyond_the_expiry_ends_with_it() {
    // 43 ms at first, forgotten after 2 * 20 ms: from then on nothing is in the way, and the next failure starts over.
    let schedule = Schedule::new(ms(43), ms(20));
    let mut backoff = Backoff::new(schedule);
    assert_eq!(backoff.next("k", ms(0)), ms(43));
    assert!(backoff.is_in_backoff("k", ms(40)) && !backoff.is_in_backoff("k", ms(41)));
    let retries = schedule.retries(ms(12), ms(0));
    assert_eq!([2, 3, 4].map(|n| whole_ms(retries.attempt(n).earliest)), [41, 41 + 12 + 41, 3 * 41 + 2 * 12]);
    assert_eq!((retries.attempts_within(ms(40)), retries.attempts_within(ms(41))), (1, 2));
}

#[test]
fn both_bounds_of_an_attempt_are_reached() {
    let lag = Retries::KUBELET_LAG;
    // Short pulls never start over; a pull of 600 s always does.
    for pull in [0, 2_000, 250_000, 600_000].map(ms) {
        let retries = Schedule::IMAGE_PULL.retries(pull, lag);
        for (lag, is_latest) in [(ms(0), false), (lag, true)] {
            let (mut backoff, mut end) = (Backoff::new(Schedule::IMAGE_PULL), ms(0));
            for n in 2..40 {
                let start = end + backoff.next("k", end) + lag;
                let bounds = retries.attempt(n);
                let bound = if is_latest { bounds.latest } else { bounds.earliest };
                assert_eq!(bound, start, "{pull:?} {n}");
                end = start + pull;
            }
        }
    }
}

#[test]
fn laws_hold_for_the_corpus() {
    let corpus = concat!(env!("CARGO_MANIFEST_DIR"), "/fuzz/corpus/backoff");
    // The published package leaves the corpus out.
    let Ok(files) = std::fs::read_dir(corpus) else { return };
    let mut count = 0;
    for file in files {
        backoff_laws::replay(&std::fs::read(file.unwrap().path()).unwrap());
        count += 1;
    }
    assert!(count >= 12);
}

fn schedules() -> impl Strategy<Value = Schedule> {
    let lengths = || prop_oneof![0..100_u64, 0..1_000_000_u64, any::<u64>()];
    prop_oneof![
        3 => Just(Schedule::IMAGE_PULL),
        3 => (lengths(), lengths()).prop_map(|(a, b)| Schedule::new(ms(a.min(b)), ms(a.max(b)))),
        1 => (lengths(), lengths()).prop_map(|(a, b)| Schedule::new(ms(a), ms(b))),
    ]
}

proptest! {
    #[test]
    fn closed_forms_are_step_by_step(schedule in schedules()) {
        backoff_laws::closed_form_is_step_by_step(schedule);
    }

    #[test]
    fn retries_hold_whatever_the_lag(
        schedule in schedules(),
        pull_ms in prop_oneof![0..5_000_u64, 250_000..650_000_u64, any::<u64>()],
        lag_ms in prop_oneof![Just(0), Just(whole_ms(Retries::KUBELET_LAG)), 0..1_000_000_u64],
        lags in prop::collection::vec(any::<u64>(), 0..40),
    ) {
        backoff_laws::retries_hold(schedule, pull_ms, lag_ms, &lags);
    }

    #[test]
    fn keyed_back_off_is_a_map_of_single_ones(
        schedule in schedules(),
        operations in prop::collection::vec((any::<u8>(), 0..5_u8, any::<u32>()), 0..200),
    ) {
        backoff_laws::keyed_is_a_model(schedule, &operations);
    }
}

#[test]
fn a_keyed_back_off_keeps_its_schedule() {
    assert_eq!(Backoff::new(Schedule::new(ms(7), ms(9))).schedule(), Schedule::new(ms(7), ms(9)));
    // A window of no length holds nothing up, not even for the moment it begins in.
    let mut backoff = Backoff::new(Schedule::new(ms(0), ms(0)));
    backoff.next("k", ms(5));
    assert!(!backoff.is_in_backoff("k", ms(5)) && !backoff.is_in_backoff_since("k", ms(5), ms(5)));
}

/// The next attempt is still to come, and between its bounds lie the pull, the longest window and the lag.
#[test]
fn the_next_attempt_is_after_now() {
    let (first, pull) = (Duration::from_secs(5), Duration::from_secs(2));
    let retries = Schedule::IMAGE_PULL.retries(pull, Retries::KUBELET_LAG);
    for now in (5_000..900_000).step_by(9_973).map(ms) {
        let Position { attempts_at_least, attempts_at_most, next, .. } = retries.position(first, now);
        assert!(next.earliest > now && next.earliest <= next.latest, "{now:?} {next:?}");
        assert!(attempts_at_least <= attempts_at_most);
        if attempts_at_least < attempts_at_most {
            let window = Schedule::IMAGE_PULL.window(attempts_at_most);
            assert_eq!(next.earliest, now + ms(1));
            assert!(next.latest >= now + pull + window + Retries::KUBELET_LAG, "{now:?} {next:?}");
        }
    }
    let at_20 = retries.position(first, Duration::from_secs(20)).next;
    assert_eq!((at_20.earliest, at_20.latest), (ms(20_001), ms(57_998)));
}

#[test]
fn nothing_waits_before_a_failure() {
    for schedule in [Schedule::IMAGE_PULL, Schedule::default()] {
        assert_eq!(schedule.window(0), Duration::ZERO);
        assert!(schedule.window(1) > Duration::ZERO);
    }
}

/// A key is the pod and the text; a window counted from a later moment ends later.
#[test]
fn a_key_waits_from_whatever_moment_is_asked_for() {
    assert_eq!(Backoff::key("8c1f", "redis:7"), "8c1f_redis:7");
    let mut backoff = Backoff::new(Schedule::IMAGE_PULL);
    backoff.next("k", Duration::ZERO);
    for event in [0, 5_000, 100_000] {
        let is_in = |now| backoff.is_in_backoff_since("k", ms(event), ms(now));
        assert_eq!([is_in(event), is_in(event + 9_999), is_in(event + 10_000)], [true, true, false]);
        assert!(!backoff.is_in_backoff_since("other", ms(event), ms(event)));
    }
}
