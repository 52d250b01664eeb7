//! What holds of every schedule and every history of keyed back-off.

use std::collections::HashMap;
use std::time::Duration;

use pullspec::Schedule;
use pullspec::backoff::Backoff;

fn ms(number: u64) -> Duration {
    Duration::from_millis(number)
}

/// As many as fit.
fn whole_ms(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

/// The closed forms are what the steps add up to, windows never shrink and never pass the cap.
#[track_caller]
pub fn closed_form_is_step_by_step(schedule: Schedule) {
    let (mut window, mut sum) = (None, 0_u64);
    for n in 1..=70 {
        let next = schedule.next_window(window, 0.0);
        assert_eq!(schedule.window(n), next, "{schedule:?} {n}");
        sum = sum.saturating_add(whole_ms(next));
        assert_eq!(schedule.total(n), ms(sum), "{schedule:?} {n}");
        if let Some(window) = window {
            assert!(next <= schedule.cap());
            assert!(next >= window || window > schedule.cap(), "shrinks only from above the cap");
        }
        window = Some(next);
    }
    assert!(schedule.total(u64::MAX) >= ms(sum));
}

/// What [`Schedule::retries`] says about a run with the given lags holds.
#[track_caller]
pub fn retries_hold(schedule: Schedule, pull_ms: u64, lag_ms: u64, lags: &[u64]) {
    let retries = schedule.retries(ms(pull_ms), ms(lag_ms));
    let mut backoff = Backoff::new(schedule);
    let mut starts = vec![0];
    let mut end = 1_000;
    for (n, lag) in (2..).zip(lags) {
        let window = whole_ms(backoff.next("k", ms(end)));
        // An entry that is forgotten inside its window holds nothing up.
        let wait = window.min(whole_ms(schedule.expiry()).saturating_add(1));
        let start = end.saturating_add(wait).saturating_add(lag.checked_rem(lag_ms + 1).unwrap_or(*lag));
        if start == u64::MAX {
            return;
        }
        let (bounds, since) = (retries.attempt(n), ms(start - 1_000));
        assert!(bounds.earliest <= since && since <= bounds.latest, "{retries:?} {n} {since:?} {bounds:?}");
        assert!(retries.attempts_within(since) >= n);
        for now in [end, end + (start - end) / 2, start - 1] {
            if now < end || now >= start {
                continue;
            }
            let position = retries.position(ms(1_000), ms(now));
            let attempts = n - 1;
            assert!(
                position.attempts_at_least <= attempts && attempts <= position.attempts_at_most,
                "{position:?}"
            );
            assert!(
                position.next.earliest <= ms(start) && ms(start) <= position.next.latest,
                "{position:?} {start}"
            );
        }
        starts.push(start);
        end = start.saturating_add(pull_ms);
    }
}

/// Keyed back-off is a map of single ones, each computed from its whole history.
#[track_caller]
pub fn keyed_is_a_model(schedule: Schedule, operations: &[(u8, u8, u32)]) {
    let mut backoff = Backoff::new(schedule);
    let mut model: HashMap<u8, (u64, u64)> = HashMap::new();
    let (initial, cap) = (whole_ms(schedule.initial()), whole_ms(schedule.cap()));
    let expiry = whole_ms(schedule.expiry());
    let mut now: u64 = 0;
    for &(operation, key, wait) in operations {
        now += u64::from(wait) % expiry.saturating_add(initial).clamp(1, 1 << 40);
        let name = format!("{key}_image");
        let known = model.get(&key).copied();
        let is_expired = |since: u64| now - since > expiry;
        match operation % 6 {
            0 | 1 => {
                let window = match known {
                    Some((window, since)) if !is_expired(since) => window.saturating_mul(2).min(cap),
                    _ => initial,
                };
                assert_eq!(backoff.next(&name, ms(now)), ms(window));
                model.insert(key, (window, now));
            }
            2 => {
                let want = known.is_some_and(|(window, since)| !is_expired(since) && now - since < window);
                assert_eq!(backoff.is_in_backoff(&name, ms(now)), want);
            }
            3 => assert_eq!(backoff.get(&name), ms(known.map_or(0, |(window, _)| window))),
            4 => {
                backoff.reset(&name);
                model.remove(&key);
            }
            _ => {
                backoff.gc(ms(now));
                model.retain(|_, (_, since)| !is_expired(*since));
            }
        }
        assert_eq!(backoff.len(), model.len());
        assert_eq!(backoff.is_empty(), model.is_empty());
    }
}

/// Reads a schedule, lags and operations out of any bytes, and holds them to the laws.
#[track_caller]
pub fn replay(bytes: &[u8]) {
    let mut rest = bytes.iter().copied();
    let mut next = move || rest.next().unwrap_or(0);
    // A length of time: a small number shifted by up to 63 bits reaches every magnitude.
    let length = move |next: &mut dyn FnMut() -> u8| {
        let (value, shift) = (u64::from(next()), next() % 64);
        value.checked_shl(u32::from(shift)).unwrap_or(0) | u64::from(next())
    };
    let schedule = match next() % 3 {
        0 => Schedule::IMAGE_PULL,
        1 => Schedule::new(ms(length(&mut next)), ms(length(&mut next))),
        _ => Schedule::new(ms(1_000), ms(60_000)),
    };
    let (pull_ms, lag_ms) = (length(&mut next), length(&mut next) % 1_000_000);
    let lags: Vec<u64> = (0..next() % 32).map(|_| length(&mut next)).collect();
    let operations: Vec<(u8, u8, u32)> =
        (0..bytes.len() / 3).map(|_| (next(), next() % 4, u32::from(next()) * 3_000)).collect();
    closed_form_is_step_by_step(schedule);
    retries_hold(schedule, pull_ms, lag_ms, &lags);
    keyed_is_a_model(schedule, &operations);
}
