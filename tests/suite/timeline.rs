use proptest::prelude::*;
use pullspec::{Behavior, ContainerPlan, PodPlan, Pull, Schedule, Timeline};

use crate::{
    timeline_laws::{self, Scenario},
    vectors,
};

#[path = "../../examples/conformance/timeline.rs"]
mod conformance;

#[test]
fn runs_are_those_of_the_reference() {
    let lines = include_str!("../data/timeline.jsonl");
    let part = |name: &'static str| move |row: &serde_json::Value| row[name].clone();
    vectors::all_equal(lines, 70, part("scenario"), part("want"), conformance::answer);
}

#[test]
fn the_articles_table_is_right_to_the_second() {
    let article: serde_json::Value =
        serde_json::from_str(include_str!("../data/article_table.json")).unwrap();
    let line = article.to_string();
    vectors::all_equal(
        &line,
        1,
        |row| row["scenario"].clone(),
        |row| row["want"].clone(),
        conformance::answer,
    );
    let table = article["want"]["describe"]["328000"].to_string();
    for row in [
        "Failed\\t3m57s (x4 over 5m28s)\\tError: ErrImagePull",
        "Failed\\t3m42s (x6 over 5m28s)\\tError: ImagePullBackOff",
        "BackOff\\t18s (x20 over 5m28s)\\tBack-off pulling image",
    ] {
        assert!(table.contains(row), "{table}");
    }
}

fn failing(image: &str, pull_ms: u64) -> ContainerPlan {
    ContainerPlan::regular("app", image).pull(Pull::fails(pull_ms, "no such host"))
}

/// All runs that the delays can make within a horizon: six delays reach every tick from the first to the last.
fn every_run(pod: &PodPlan, horizon_ms: u64, mut visit: impl FnMut(&[(usize, u64, u64)])) {
    const DELAYS: [u64; 6] = [10_000, 10_999, 11_999, 12_999, 13_999, 14_999];
    let mut choices: Vec<usize> = Vec::new();
    let mut starts_before: Vec<u64> = Vec::new();
    loop {
        let used = std::cell::Cell::new(0);
        let delays = std::iter::from_fn(|| {
            let delay = DELAYS[choices.get(used.get()).copied().unwrap_or(0)];
            used.set(used.get() + 1);
            Some(delay)
        });
        let mut starts = Vec::new();
        let mut run = Vec::new();
        for step in Timeline::new(pod, delays) {
            if starts.last() != Some(&(step.sync, step.sync_start_ms)) {
                starts.push((step.sync, step.sync_start_ms));
            }
            if step.sync_start_ms > horizon_ms {
                break;
            }
            run.extend(step.attempt().map(|attempt| (step.index, attempt, step.start_ms)));
        }
        let starts: Vec<u64> = starts.into_iter().map(|(_, start)| start.min(horizon_ms + 1)).collect();
        // The last choice made no difference: what follows was seen already.
        let is_seen = choices.last().is_some_and(|&choice| choice > 0)
            && starts
                .get(..=choices.len())
                .is_some_and(|now| starts_before.get(..=choices.len()) == Some(now));
        if !is_seen {
            visit(&run);
            choices.resize(used.get(), 0);
            starts_before = starts;
        }
        while choices.last() == Some(&(DELAYS.len() - 1)) {
            choices.pop();
        }
        match choices.last_mut() {
            Some(choice) => *choice += 1,
            None => return,
        }
    }
}

#[track_caller]
fn bounds_are_exact(pod: &PodPlan, horizon_ms: u64) {
    let bounds = pod.bounds(horizon_ms).unwrap();
    let mut reached = std::collections::BTreeMap::<_, std::collections::BTreeSet<u64>>::new();
    let mut fewest = std::collections::BTreeMap::new();
    every_run(pod, horizon_ms, |run| {
        let mut counts = vec![0; pod.containers().len()];
        for &(index, number, start) in run {
            reached.entry((index, number)).or_default().insert(start);
            counts[index] = number;
        }
        for (index, count) in counts.into_iter().enumerate() {
            let fewest = fewest.entry(index).or_insert(count);
            *fewest = count.min(*fewest);
        }
    });
    for (index, _) in pod.containers().iter().enumerate() {
        let most = reached.keys().filter(|key| key.0 == index).map(|key| key.1).max().unwrap_or(0);
        assert_eq!(bounds.most_attempts(index), most);
        for number in 1..=most {
            let (set, want) = (bounds.attempt(index, number).unwrap(), &reached[&(index, number)]);
            assert_eq!(Some(set.earliest_ms()), want.first().copied());
            assert_eq!(Some(set.latest_ms()), want.last().copied());
            assert_eq!(set.count(), want.len() as u64, "attempt {number}");
            assert!(want.iter().all(|&start| set.contains(start)));
            if bounds.success(index).is_none() {
                assert_eq!(bounds.is_complete(index, number), number <= fewest[&index]);
            }
        }
    }
}

#[test]
fn bounds_are_what_all_runs_reach() {
    let short = Schedule::new(10_000, 20_000);
    let pod = PodPlan::new().schedule(short);
    bounds_are_exact(&pod.clone().container(failing("a", 950)), 70_000);
    // Triggers, a phase, pulls of different lengths.
    let app = ContainerPlan::regular("app", "a").pulls([3_000, 12_345, 1].map(|ms| Pull::fails(ms, "E")));
    let busy = pod.clone().container(app).ticks(1_000, 377).sync_at(200).sync_at(17_000).sync_at(36_500);
    bounds_are_exact(&busy, 70_000);
    // A pull that hangs about as long as it takes to forget the window.
    let hanging = PodPlan::new().schedule(Schedule::new(5_000, 8_000)).container(failing("a", 2_000));
    bounds_are_exact(&hanging, 60_000);
    // Two images, two containers of one image, an init container that is repaired.
    let two = pod.clone().container(failing("a", 950));
    let two = two.container(ContainerPlan::regular("b", "b").pull(Pull::fails(4_000, "E")));
    bounds_are_exact(&two, 60_000);
    let shared = pod.clone().container(failing("a", 950)).container(ContainerPlan::regular("b", "a"));
    bounds_are_exact(&shared, 60_000);
    let init = ContainerPlan::init("setup", "s").pull(Pull::fails(900, "E")).repaired_at(20_000, 500);
    bounds_are_exact(&pod.clone().container(init).container(failing("a", 950)), 60_000);
    // A neighbour in a crash loop decides when the pod is looked at.
    let crashing = ContainerPlan::regular("b", "b").present().exits_after(1_500);
    for minor in [34, 35] {
        let pod = PodPlan::new().behavior(Behavior::for_minor(minor)).container(failing("a", 950));
        bounds_are_exact(&pod.container(crashing.clone()), 50_000);
    }
}

#[test]
fn a_longer_delay_can_mean_an_earlier_retry() {
    let pod = PodPlan::new().container(failing("a", 0)).ticks(100, 0);
    let fourth = |delay| {
        let mut attempts =
            Timeline::new(&pod, std::iter::repeat(delay)).filter(|step| step.attempt() == Some(4));
        let third = Timeline::new(&pod, std::iter::repeat(delay)).find(|step| step.attempt() == Some(3));
        attempts.next().unwrap().start_ms - third.unwrap().start_ms
    };
    assert_eq!((fourth(12_900), fourth(13_450)), (52_000, 40_500));
}

#[test]
fn bounds_of_an_hour_are_found_and_of_forever_refused() {
    let pod = PodPlan::new().container(failing("a", 2_000));
    let bounds = pod.bounds(3_600_000).unwrap();
    let at = bounds.attempt(0, 16).unwrap();
    assert!(bounds.most_attempts(0) >= 16 && at.earliest_ms() >= 3_310_000, "{at:?}");
    assert_eq!(
        pod.bounds(u64::MAX).unwrap_err().to_string(),
        format!("the pod can be in too many states within {} ms", u64::MAX)
    );
}

#[test]
fn a_later_repair_never_means_an_earlier_start() {
    let pod = PodPlan::new().container(failing("a", 950)).sync_at(200);
    let delays = [14_830, 12_020, 10_670, 13_320, 11_240];
    let start = |repair| {
        let repaired = pod.clone().repaired_at(repair, 2_000);
        let mut run = Timeline::new(&repaired, delays.into_iter().cycle());
        run.find(|step| step.is_success()).unwrap().start_ms
    };
    let run = Timeline::new(&pod, delays.into_iter().cycle()).until(2_000_000);
    let mut before = 0;
    for repair in (0..900_000).step_by(777) {
        let now = start(repair);
        assert!(now >= before && now >= repair);
        assert_eq!(run.repair_takes_effect(0, repair), Some(now));
        before = now;
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn laws_hold(bytes in prop::collection::vec(any::<u8>(), 0..64), cut in 0..130_usize) {
        let scenario = Scenario::from_bytes(&bytes);
        timeline_laws::steps_are_lawful(&scenario);
        timeline_laws::a_cut_run_goes_on(&scenario, cut);
        timeline_laws::tables_count_events(&scenario);
        timeline_laws::runs_stay_inside_bounds(&scenario);
    }

    #[test]
    fn random_runs_of_a_failing_image_stay_inside_its_bounds(
        delays in prop::collection::vec(10_000..15_000_u64, 60),
        pull_ms in prop::sample::select(vec![0, 950, 30_000, 290_000]),
        phase in 0..1_000_u64,
    ) {
        let pod = PodPlan::new().container(failing("a", pull_ms)).ticks(1_000, phase).sync_at(200);
        let bounds = pod.bounds(700_000).unwrap();
        for step in Timeline::new(&pod, delays.into_iter()).until(700_000).attempts_in(..) {
            prop_assert!(bounds.attempt(0, step.attempt().unwrap()).unwrap().contains(step.start_ms));
        }
    }
}
