//! The earliest and the latest that a simulated kubelet can do something.

use pullspec::Schedule;
use pullspec::api::Behavior;
use pullspec::kubelet::{ContainerPlan, PodPlan, Pull, Step, Timeline};

use crate::{ms, timeline_laws, whole_ms};

pub fn failing(image: &str, pull_ms: u64) -> ContainerPlan {
    ContainerPlan::regular("app", image).with_pull(Pull::fails(ms(pull_ms), "no such host"))
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
            Some(ms(delay))
        });
        let mut starts = Vec::new();
        let mut run = Vec::new();
        for step in Timeline::new(pod, delays) {
            if starts.last() != Some(&(step.sync, whole_ms(step.sync_start()))) {
                starts.push((step.sync, whole_ms(step.sync_start())));
            }
            if whole_ms(step.sync_start()) > horizon_ms {
                break;
            }
            run.extend(step.attempt().map(|attempt| (step.index, attempt, whole_ms(step.start()))));
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
    let bounds = pod.bounds(ms(horizon_ms)).unwrap();
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
            assert_eq!(Some(whole_ms(set.earliest())), want.first().copied());
            assert_eq!(Some(whole_ms(set.latest())), want.last().copied());
            assert_eq!(set.count(), want.len() as u64, "attempt {number}");
            assert!(want.iter().all(|&start| set.contains(ms(start))));
            if bounds.success(index).is_none() {
                assert_eq!(bounds.is_complete(index, number), number <= fewest[&index]);
            }
        }
    }
}

#[test]
fn bounds_are_what_all_runs_reach() {
    let short = Schedule::new(ms(10_000), ms(20_000));
    let pod = PodPlan::new().with_schedule(short);
    bounds_are_exact(&pod.clone().with_container(failing("a", 950)), 70_000);
    // Triggers, a phase, pulls of different lengths.
    let app = ContainerPlan::regular("app", "a")
        .with_pulls([3_000, 12_345, 1].map(|pull_ms| Pull::fails(ms(pull_ms), "E")));
    let busy = pod
        .clone()
        .with_container(app)
        .with_ticks(ms(1_000), ms(377))
        .with_sync_at(ms(200))
        .with_sync_at(ms(17_000))
        .with_sync_at(ms(36_500));
    bounds_are_exact(&busy, 70_000);
    // A pull that hangs about as long as it takes to forget the window.
    let hanging =
        PodPlan::new().with_schedule(Schedule::new(ms(5_000), ms(8_000))).with_container(failing("a", 2_000));
    bounds_are_exact(&hanging, 60_000);
    // Two images, two containers of one image, an init container that is repaired.
    let two = pod.clone().with_container(failing("a", 950));
    let two = two.with_container(ContainerPlan::regular("b", "b").with_pull(Pull::fails(ms(4_000), "E")));
    bounds_are_exact(&two, 60_000);
    let shared =
        pod.clone().with_container(failing("a", 950)).with_container(ContainerPlan::regular("b", "a"));
    bounds_are_exact(&shared, 60_000);
    let init = ContainerPlan::init("setup", "s")
        .with_pull(Pull::fails(ms(900), "E"))
        .with_repair_at(ms(20_000), ms(500));
    bounds_are_exact(&pod.clone().with_container(init).with_container(failing("a", 950)), 60_000);
    // A neighbour in a crash loop decides when the pod is looked at.
    let crashing = ContainerPlan::regular("b", "b").with_image_present().with_exit_after(ms(1_500));
    for minor in [34, 35] {
        let pod = PodPlan::new().with_behavior(Behavior::for_minor(minor)).with_container(failing("a", 950));
        bounds_are_exact(&pod.with_container(crashing.clone()), 50_000);
    }
}

#[test]
fn a_longer_delay_can_mean_an_earlier_retry() {
    let pod = PodPlan::new().with_container(failing("a", 0)).with_ticks(ms(100), ms(0));
    let fourth = |delay| {
        let mut attempts =
            Timeline::new(&pod, std::iter::repeat(ms(delay))).filter(|step| step.attempt() == Some(4));
        let third = Timeline::new(&pod, std::iter::repeat(ms(delay))).find(|step| step.attempt() == Some(3));
        whole_ms(attempts.next().unwrap().start()) - whole_ms(third.unwrap().start())
    };
    assert_eq!((fourth(12_900), fourth(13_450)), (52_000, 40_500));
}

#[test]
fn bounds_of_an_hour_are_found_and_of_forever_refused() {
    let pod = PodPlan::new().with_container(failing("a", 2_000));
    let bounds = pod.bounds(ms(3_600_000)).unwrap();
    let at = bounds.attempt(0, 16).unwrap();
    assert!(bounds.most_attempts(0) >= 16 && whole_ms(at.earliest()) >= 3_310_000, "{at:?}");
    assert_eq!(
        pod.bounds(ms(360_000_000_500)).unwrap_err().to_string(),
        "the pod can be in too many states within 100000h0m0.5s"
    );
}

#[test]
fn bounds_are_found_with_ticks_as_far_apart_as_can_be() {
    // One look at 15 s, inside the window, then nothing but the triggers.
    let pod = PodPlan::new()
        .with_container(failing("x", 0))
        .with_ticks(ms(u64::MAX), ms(15_000))
        .with_schedule(Schedule::new(ms(100_000), ms(300_000)))
        .with_sync_at(ms(20_000))
        .with_sync_at(ms(400_000));
    let bounds = pod.bounds(ms(500_000)).unwrap();
    assert_eq!(bounds.most_attempts(0), 2);
    assert_eq!(
        bounds.attempt(0, 2).map(|at| (whole_ms(at.earliest()), whole_ms(at.latest()))),
        Some((400_000, 400_000))
    );
}

#[test]
fn a_later_repair_never_means_an_earlier_start() {
    let pod = PodPlan::new().with_container(failing("a", 950)).with_sync_at(ms(200));
    let delays = [14_830, 12_020, 10_670, 13_320, 11_240].map(ms);
    let start = |repair| {
        let repaired = pod.clone().with_repair_at(ms(repair), ms(2_000));
        let mut run = Timeline::new(&repaired, delays.into_iter().cycle());
        whole_ms(run.find(Step::is_success).unwrap().start())
    };
    let run = Timeline::new(&pod, delays.into_iter().cycle()).until(ms(2_000_000));
    let mut before = 0;
    for repair in (0..900_000).step_by(777) {
        let now = start(repair);
        assert!(now >= before && now >= repair);
        assert_eq!(run.repair_takes_effect(0, ms(repair)), Some(ms(now)));
        before = now;
    }
}

#[test]
fn laws_hold_for_the_corpus() {
    let corpus = concat!(env!("CARGO_MANIFEST_DIR"), "/fuzz/corpus/timeline");
    // The published package leaves the corpus out.
    let Ok(files) = std::fs::read_dir(corpus) else { return };
    let mut count = 0;
    for file in files {
        timeline_laws::replay(&std::fs::read(file.unwrap().path()).unwrap());
        count += 1;
    }
    assert!(count >= 24);
}
