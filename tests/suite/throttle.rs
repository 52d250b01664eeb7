//! How fast and how many at a time a kubelet pulls.

use std::num::NonZeroUsize;
use std::time::Duration;

use proptest::prelude::*;
use pullspec::kubelet::{PullQueue, PullThrottle, QueuedPull};

const fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

fn accepted(throttle: &mut PullThrottle, times: &[u64]) -> Vec<bool> {
    times.iter().map(|&at| throttle.try_accept(ms(at)).is_ok()).collect()
}

#[test]
fn the_default_is_a_burst_of_ten_and_five_a_second() {
    let mut throttle = PullThrottle::default();
    assert_eq!(accepted(&mut throttle, &[0; 12]), [[true; 10].as_slice(), &[false; 2]].concat());
    // A token every 200 ms.
    assert_eq!(
        accepted(&mut throttle, &[199, 200, 200, 399, 400, 401]),
        [false, true, false, false, true, false]
    );
    // An idle bucket fills up to the burst and no further.
    let idle = accepted(&mut throttle, &[3_600_000; 12]);
    assert_eq!(idle.iter().filter(|&&accepted| accepted).count(), 10);
}

#[test]
fn a_rate_of_zero_does_not_throttle() {
    let mut throttle = PullThrottle::new(0, 0);
    assert_eq!(accepted(&mut throttle, &[0; 100]), [true; 100]);
}

#[test]
fn a_burst_of_zero_accepts_nothing() {
    let mut throttle = PullThrottle::new(5, 0);
    assert_eq!(accepted(&mut throttle, &[0, 1000, 1_000_000]), [false; 3]);
}

#[test]
fn less_than_a_nanosecond_of_waiting_is_not_waited() {
    // Three tokens a second are not a round number of nanoseconds: the token is there at 333,333,333 ns, a third of a
    // nanosecond early.
    let mut throttle = PullThrottle::new(3, 1);
    assert!(throttle.try_accept(Duration::ZERO).is_ok());
    assert!(throttle.try_accept(Duration::from_nanos(333_333_332)).is_err());
    assert!(throttle.try_accept(Duration::from_nanos(333_333_333)).is_ok());
}

#[test]
fn time_that_goes_back_gains_nothing() {
    let mut throttle = PullThrottle::new(1, 1);
    assert_eq!(accepted(&mut throttle, &[5000, 4000, 5999, 6000]), [true, false, false, true]);
}

#[test]
fn the_error_is_the_kubelets() {
    let error = PullThrottle::new(1, 0).try_accept(Duration::ZERO).unwrap_err();
    assert_eq!(error.to_string(), "pull QPS exceeded");
}

#[track_caller]
fn starts(queue: PullQueue, requests: &[(u64, u64)], want: &[u64]) {
    let requests: Vec<_> =
        requests.iter().map(|&(at, takes)| QueuedPull { at: ms(at), takes: ms(takes) }).collect();
    let scheduled = queue.schedule(&requests, &mut PullThrottle::new(0, 0));
    let found: Vec<_> = scheduled.iter().map(|pull| u64::try_from(pull.start.as_millis()).unwrap()).collect();
    assert_eq!(found, want);
}

fn parallel(max: usize) -> PullQueue {
    PullQueue::Parallel { max: NonZeroUsize::new(max) }
}

#[test]
fn serialized_pulls_follow_one_another() {
    starts(PullQueue::Serialized, &[(0, 10), (5, 10), (100, 10)], &[0, 10, 100]);
    // In the order of arrival, and the answer in the order of the question.
    starts(PullQueue::Serialized, &[(5, 10), (0, 10), (5, 1)], &[10, 0, 20]);
    starts(PullQueue::Serialized, &[(0, 0), (0, 0), (0, 7), (0, 1)], &[0, 0, 0, 7]);
    starts(PullQueue::default(), &[], &[]);
}

#[test]
fn parallel_pulls_wait_for_a_free_place() {
    let requests = [(0, 10), (0, 4), (1, 10), (2, 1), (50, 1)];
    starts(parallel(1), &requests, &[0, 10, 14, 24, 50]);
    starts(parallel(2), &requests, &[0, 0, 4, 10, 50]);
    starts(parallel(3), &requests, &[0, 0, 1, 4, 50]);
    starts(parallel(0), &requests, &[0, 0, 1, 2, 50]); // no limit
    // A place that is free at the moment of arrival is taken at once.
    starts(parallel(1), &[(0, 10), (10, 1)], &[0, 10]);
}

#[test]
fn a_pull_without_a_token_ends_where_it_starts() {
    let request = QueuedPull { at: ms(0), takes: ms(1000) };
    let pulls = PullQueue::Parallel { max: None }.schedule(&[request; 4], &mut PullThrottle::new(1, 2));
    let throttled: Vec<_> = pulls.iter().map(|pull| pull.throttled).collect();
    assert_eq!(throttled, [false, false, true, true]);
    assert_eq!(pulls[2].end, ms(0));
    // Serialized, the third starts two seconds later and finds a token again.
    let pulls = PullQueue::Serialized.schedule(&[request; 4], &mut PullThrottle::new(1, 2));
    assert!(pulls.iter().all(|pull| !pull.throttled));
    assert_eq!(pulls[3].end, ms(4000));
}

#[test]
fn the_end_of_time_does_not_overflow() {
    let request = QueuedPull { at: Duration::MAX, takes: Duration::MAX };
    let pulls = PullQueue::Serialized.schedule(&[request; 3], &mut PullThrottle::default());
    assert_eq!(pulls[2].end, Duration::MAX);
}

proptest! {
    #[test]
    fn no_more_than_the_limit_run_at_a_time(
        requests in prop::collection::vec((0_u64..50, 0_u64..20), 0..30), max in 1_usize..4,
    ) {
        let requests: Vec<_> = requests.iter().map(|&(at, takes)| QueuedPull { at: ms(at), takes: ms(takes) }).collect();
        let pulls = parallel(max).schedule(&requests, &mut PullThrottle::new(0, 0));
        prop_assert_eq!(pulls.len(), requests.len());
        for (pull, request) in pulls.iter().zip(&requests) {
            prop_assert!(pull.start >= request.at);
            prop_assert_eq!(pull.end, pull.start + request.takes);
            let running = pulls.iter().filter(|other| other.start <= pull.start && pull.start < other.end).count();
            prop_assert!(running <= max);
        }
        if max == 1 {
            prop_assert_eq!(PullQueue::Serialized.schedule(&requests, &mut PullThrottle::new(0, 0)), pulls);
        }
    }

    #[test]
    fn a_second_never_gives_more_than_the_burst_and_the_rate(
        mut times in prop::collection::vec(0_u64..3000, 0..60), qps in 1_u32..8, burst in 0_u32..8,
    ) {
        times.sort_unstable();
        let mut throttle = PullThrottle::new(qps, burst);
        let taken: Vec<u64> =
            times.into_iter().filter(|&at| throttle.try_accept(ms(at)).is_ok()).collect();
        for (index, &first) in taken.iter().enumerate() {
            let within = taken[index..].iter().filter(|&&at| at < first + 1000).count();
            prop_assert!(within <= usize::try_from(burst + qps).unwrap());
        }
    }
}
