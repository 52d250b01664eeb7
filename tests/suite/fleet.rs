use std::num::NonZeroUsize;

use proptest::prelude::*;
use pullspec::kubelet::{
    ContainerPlan, Fleet, PodPlan, Pull, PullQueue, PullThrottle, SeededDelays, Timeline,
};

use crate::{ms, whole_ms};

/// As many at the same time as there are.
const UNLIMITED: PullQueue = PullQueue::Parallel { max: None };

#[test]
fn one_pod_of_a_fleet_is_a_timeline() {
    let pod = PodPlan::new()
        .with_container(ContainerPlan::regular("app", "x").with_pull(Pull::fails(ms(100), "E")));
    let bounds = pod.bounds(ms(3_600_000)).unwrap();
    for seed in 0..50 {
        let report = Fleet::new(1, 1)
            .with_outage(ms(0)..ms(u64::MAX))
            .with_pull_times(ms(100), ms(0))
            .with_throttle(PullThrottle::new(0, 0))
            .with_queue(UNLIMITED)
            .with_seed(seed)
            .run(ms(3_600_000));
        for (number, (second, attempts)) in (1..).zip(report.attempts_per_second()) {
            assert_eq!(attempts, 1);
            let at = bounds.attempt(0, number).unwrap();
            // The node's ticks have another phase than the pod's, which shifts each attempt by less than a second.
            assert!(
                (at.earliest().as_secs()).saturating_sub(1) <= second.as_secs()
                    && second.as_secs() <= at.latest().as_secs() + number
            );
        }
        assert!(report.attempts() <= bounds.most_attempts(0) && report.running() == 0);
    }
}

#[test]
fn a_healthy_registry_serves_every_pod_once() {
    let report = Fleet::new(1_000, 100)
        .with_arrivals_within(ms(60_000))
        .with_pull_times(ms(1), ms(300))
        .run(ms(600_000));
    assert_eq!((report.attempts(), report.throttled(), report.running()), (1_000, 0, 1_000));
    assert_eq!(report.running_at(1.0), Some(ms(60_000 + 1_000)));
    assert_eq!(report.started_per_second().map(|(_, pods)| pods).sum::<u64>(), 1_000);
}

#[test]
fn a_node_limits_its_pulls() {
    // Twenty pods at once on one node that pulls in parallel: ten tokens, the rest is refused and backs off.
    let report = Fleet::new(20, 1).with_pull_times(ms(0), ms(100)).with_queue(UNLIMITED).run(ms(0));
    assert_eq!((report.attempts(), report.throttled(), report.running()), (10, 10, 10));
    // One after the other, each takes long enough for the next token.
    let report = Fleet::new(20, 1).with_pull_times(ms(0), ms(1_000)).run(ms(0));
    assert_eq!((report.throttled(), report.running_at(1.0)), (0, Some(ms(21_000))));
    let five = PullQueue::Parallel { max: NonZeroUsize::new(5) };
    let report = Fleet::new(20, 1).with_pull_times(ms(0), ms(1_000)).with_queue(five).run(ms(0));
    assert_eq!((report.throttled(), report.running_at(1.0)), (0, Some(ms(5_000))));
}

#[test]
fn a_part_of_the_pods_is_never_less_than_that_part() {
    // One pod a second, and each takes a second.
    let report =
        Fleet::new(10, 1).with_arrivals_within(ms(10_000)).with_pull_times(ms(0), ms(500)).run(ms(10_000));
    let at = |part| report.running_at(part).map(|at| at.as_secs());
    assert_eq!([0.0, 0.1, 0.11, 0.5, 0.7, 0.71, 0.999, 1.0].map(at), [1, 1, 2, 5, 7, 8, 10, 10].map(Some));
    assert_eq!([1.01, f64::NAN].map(at), [None, None]);
}

#[test]
fn many_pullers_cost_no_more_than_few() {
    // Ten thousand pullers on one node, all busy: a look through them for each attempt would take minutes.
    let many = PullQueue::Parallel { max: NonZeroUsize::new(10_000) };
    let fleet = Fleet::new(100_000, 1)
        .with_pull_times(ms(0), ms(1_000))
        .with_queue(many)
        .with_throttle(PullThrottle::new(0, 0));
    let report = fleet.run(ms(0));
    assert_eq!((report.running(), report.running_at(1.0)), (100_000, Some(ms(11_000))));
}

#[test]
fn recovery_takes_as_long_as_the_windows_that_are_open() {
    let fleet = Fleet::new(5_000, 500)
        .with_arrivals_within(ms(300_000))
        .with_outage(ms(0)..ms(3_600_000))
        .with_pull_times(ms(100), ms(1_000));
    let report = fleet.run(ms(7_200_000));
    assert_eq!(report.running(), 5_000);
    let after = |part| whole_ms(report.running_at(part).unwrap()) - 3_600_000;
    assert!(after(0.5) > 100_000 && after(0.5) < 210_000, "{}", after(0.5));
    assert!(after(1.0) > 290_000 && after(1.0) <= 330_000, "{}", after(1.0));
    assert_eq!(report.running_at(1.1), None);
    assert!(after(0.0) < 5_000);
}

#[test]
fn a_run_without_pods_is_empty() {
    let report = Fleet::new(0, 0).run(ms(u64::MAX));
    assert_eq!((report.attempts(), report.running_at(1.0), report.peak()), (0, None, None));
}

#[test]
fn seeded_delays_are_spread_evenly() {
    let mut counts = [0_u32; 5];
    for delay in SeededDelays::new(3).take(50_000) {
        counts[usize::try_from(delay.as_secs() - 10).unwrap()] += 1;
    }
    assert!(counts.iter().all(|count| (9_700..10_300).contains(count)), "{counts:?}");
    let pod = PodPlan::new()
        .with_container(ContainerPlan::regular("app", "x").with_pull(Pull::fails(ms(2_000), "E")))
        .with_sync_at(ms(200));
    // The means of a simulation of the same rules, 4000 runs: attempts 3 to 7 at 43, 93, 181, 350 and 658 s.
    for (attempt, mean) in [(3, 43), (4, 93), (5, 181), (6, 350), (7, 658)] {
        let start = |seed| {
            let mut run = Timeline::new(&pod, SeededDelays::new(seed));
            run.find(|step| step.attempt() == Some(attempt)).map(|step| whole_ms(step.start())).unwrap()
        };
        let sum: u64 = (0..1_000).map(start).sum();
        assert!((sum / 1_000).abs_diff(mean * 1_000) < 1_500, "attempt {attempt}: {}", sum / 1_000);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn a_fleet_is_its_seed(pods in 0..200_usize, nodes in 0..20_usize, seed in any::<u64>(), end in 0..900_000_u64) {
        let fleet = Fleet::new(pods, nodes).with_arrivals_within(ms(60_000)).with_outage(ms(30_000)..ms(end)).with_pull_times(ms(500), ms(3_000)).with_seed(seed);
        let report = fleet.run(ms(1_800_000));
        prop_assert_eq!(&report, &fleet.clone().run(ms(1_800_000)));
        prop_assert!(report.running() <= pods as u64);
        prop_assert_eq!(report.started_per_second().map(|(_, n)| n).sum::<u64>(), report.running());
        prop_assert_eq!(report.attempts_per_second().map(|(_, n)| n).sum::<u64>(), report.attempts());
        // A longer horizon only adds.
        prop_assert!(fleet.run(ms(900_000)).attempts() <= report.attempts());
    }
}

#[test]
fn the_peak_is_the_first_of_the_busiest_seconds() {
    let report = Fleet::new(300, 10)
        .with_outage(ms(0)..ms(60_000))
        .with_pull_times(ms(100), ms(300))
        .with_seed(3)
        .run(ms(600_000));
    let most = report.attempts_per_second().map(|(_, attempts)| attempts).max().unwrap();
    let first = report.attempts_per_second().find(|&(_, attempts)| attempts == most).unwrap();
    assert_eq!(report.peak(), Some(first));
}

#[test]
fn a_failing_pull_takes_as_long_as_it_is_said_to() {
    let attempts = |failing_ms| {
        let fleet = Fleet::new(1, 1)
            .with_outage(ms(0)..ms(u64::MAX))
            .with_pull_times(ms(failing_ms), ms(1))
            .with_throttle(PullThrottle::new(0, 0));
        fleet.run(ms(3_600_000)).attempts()
    };
    // Ten minutes each fill the hour with six, and quick ones leave it to the windows.
    assert!(attempts(600_000) <= 6 && attempts(100) >= 14);
}

#[test]
fn every_seed_is_another_fleet_and_no_two_pods_of_it_are_alike() {
    let fleet = |seed| {
        Fleet::new(50, 50)
            .with_arrivals_within(ms(60_000))
            .with_outage(ms(0)..ms(u64::MAX))
            .with_pull_times(ms(100), ms(1))
            .with_seed(seed)
    };
    for seed in 0..20 {
        let report = fleet(seed).run(ms(600_000));
        assert_eq!(report, fleet(seed).run(ms(600_000)));
        assert_ne!(report, fleet(seed + 1).run(ms(600_000)));
        assert!(report.peak().unwrap().1 < 10, "{seed}: {:?}", report.peak());
    }
}

#[test]
fn a_refused_pull_takes_no_time() {
    let fleet =
        Fleet::new(20, 1).with_pull_times(ms(600_000), ms(100)).with_throttle(PullThrottle::new(1, 1));
    let report = fleet.run(ms(3_600_000));
    assert!(report.throttled() > 0 && report.running_at(1.0).is_some_and(|at| at < ms(600_000)));
}
