use proptest::prelude::*;
use pullspec::PullPolicy;
use pullspec::api::{Behavior, EventType};
use pullspec::kubelet::{ContainerKind, ContainerPlan, OperatorAction, PodPlan, Pull, Step, Timeline};

use super::bounds::failing;
use crate::{
    ms,
    timeline_laws::{self, Scenario},
    vectors, whole_ms,
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

/// The syncs of a run: container, start, waiting reason.
#[track_caller]
pub(super) fn visits(pod: &PodPlan, horizon_ms: u64, want: &[(&str, u64, &str)]) {
    let run = Timeline::new(pod, std::iter::repeat(ms(12_500))).until(ms(horizon_ms));
    let got: Vec<(String, u64, String)> = run
        .steps()
        .iter()
        .map(|step| {
            let reason = step.reason().map_or("ok".to_owned(), |reason| reason.to_string());
            (step.container.name().to_owned(), whole_ms(step.start()), reason)
        })
        .collect();
    let want: Vec<_> =
        want.iter().map(|&(name, at, reason)| (name.to_owned(), at, reason.to_owned())).collect();
    assert_eq!(got, want);
}

#[test]
fn a_hanging_pull_delays_the_next_container() {
    let slow = ContainerPlan::regular("a", "a").with_pull(Pull::fails(ms(30_000), "timeout"));
    let pod = PodPlan::new()
        .with_container(slow)
        .with_container(ContainerPlan::regular("b", "b").with_pull(Pull::fails(ms(1_000), "E")));
    visits(
        &pod,
        70_000,
        &[
            ("a", 0, "ErrImagePull"),
            ("b", 30_000, "ErrImagePull"),
            ("a", 44_000, "ErrImagePull"),
            ("b", 74_000, "ErrImagePull"),
        ],
    );
}

#[test]
fn containers_with_one_image_share_its_window() {
    let pod =
        PodPlan::new().with_container(failing("x", 1_000)).with_container(ContainerPlan::regular("b", "x"));
    visits(
        &pod,
        20_000,
        &[
            ("app", 0, "ErrImagePull"),
            ("b", 1_000, "ImagePullBackOff"),
            ("app", 14_000, "ErrImagePull"),
            ("b", 15_000, "ImagePullBackOff"),
        ],
    );
    // Another text of the same image has a window of its own.
    let pod = PodPlan::new()
        .with_container(failing("x", 1_000))
        .with_container(ContainerPlan::regular("b", "x:latest"));
    visits(&pod, 0, &[("app", 0, "ErrImagePull"), ("b", 1_000, "ok")]);
}

#[test]
fn init_containers_hold_up_the_rest_and_ephemeral_ones_do_not() {
    let pod = PodPlan::new()
        .with_container(ContainerPlan::regular("app", "a"))
        .with_container(
            ContainerPlan::new(ContainerKind::Sidecar, "proxy", "p").with_pull(Pull::succeeds(ms(500))),
        )
        .with_container(
            ContainerPlan::init("setup", "s")
                .with_pull(Pull::fails(ms(900), "E"))
                .with_pull(Pull::succeeds(ms(100)))
                .with_exit_after(ms(3_300)),
        )
        .with_container(
            ContainerPlan::new(ContainerKind::Ephemeral, "debug", "d").with_pull(Pull::fails(ms(10), "E")),
        );
    visits(
        &pod,
        60_000,
        &[
            ("debug", 0, "ErrImagePull"),
            ("proxy", 10, "ok"),
            ("debug", 1_000, "ImagePullBackOff"), // PLEG saw the sidecar start
            ("setup", 1_000, "ErrImagePull"),
            ("debug", 15_000, "ErrImagePull"),
            ("setup", 15_010, "ok"),
            ("debug", 16_000, "ImagePullBackOff"), // the init container started
            ("debug", 19_000, "ImagePullBackOff"), // and ended
            ("app", 19_000, "ok"),
            ("debug", 20_000, "ImagePullBackOff"), // the container started
            ("debug", 33_000, "ImagePullBackOff"),
            ("debug", 46_000, "ErrImagePull"),
            ("debug", 59_000, "ImagePullBackOff"),
        ],
    );
}

#[test]
fn an_edited_image_has_a_window_of_its_own_and_replaces_what_runs() {
    let app = failing("app", 950).with_edit(ms(100_000), "good", [Pull::succeeds(ms(50))]);
    let pod = PodPlan::new().with_container(app);
    let run = Timeline::new(&pod, std::iter::repeat(ms(12_500))).until(ms(300_000));
    let last = run.steps().last().unwrap();
    assert_eq!((whole_ms(last.start()), last.attempt(), last.container.image()), (100_000, Some(5), "good"));
    assert_eq!(last.events().next().unwrap().message(), "Pulling image \"good\"");
    assert!(run.status_at(0, ms(200_000)).is_running());
    let bounds = pod.bounds(ms(300_000)).unwrap();
    let success = bounds.success(0).map(|at| (whole_ms(at.earliest()), whole_ms(at.latest())));
    assert_eq!(success, Some((100_000, 100_000)));
    // What runs is started again; what it then waits for shows no more of the text before.
    let running =
        ContainerPlan::regular("app", "old").with_edit(ms(20_000), "bad", [Pull::fails(ms(950), "E")]);
    let debugger = ContainerPlan::debugger("debug", "busybox:1", ms(30_000));
    let pod = PodPlan::new().with_container(running).with_container(debugger);
    visits(
        &pod,
        40_000,
        &[
            ("app", 0, "ok"),
            ("app", 20_000, "ErrImagePull"),
            ("debug", 30_000, "ok"),
            ("app", 30_000, "ImagePullBackOff"),
            ("app", 31_000, "ErrImagePull"), // the debugger started, and the window has just ended
        ],
    );
    // A volume cannot be edited.
    let volume = ContainerPlan::new(ContainerKind::ImageVolume, "model", "m");
    assert_eq!(volume.clone().with_edit(ms(1), "other", []), volume);
}

#[test]
fn the_sandbox_is_told_before_the_pull_since_1_36() {
    let ready = |minor, slow: u64| {
        let app = ContainerPlan::regular("app", "x").with_pull(Pull::succeeds(ms(slow)));
        let pod = PodPlan::new().with_behavior(Behavior::for_minor(minor)).with_container(app);
        Timeline::new(&pod, std::iter::repeat(ms(12_500)))
            .until(ms(600_000))
            .ready_to_start_at()
            .map(whole_ms)
    };
    assert_eq!((ready(35, 40_000), ready(36, 40_000)), (Some(41_000), Some(0)));
    assert_eq!(Timeline::new(&PodPlan::new(), []).until(ms(1)).ready_to_start_at(), None);
}

#[test]
fn a_crash_loop_beside_it_delays_a_retry_since_1_35() {
    let crashing = ContainerPlan::regular("b", "b").with_image_present().with_exit_after(ms(2_000));
    let attempts = |minor| -> Vec<u64> {
        let pod = PodPlan::new()
            .with_behavior(Behavior::for_minor(minor))
            .with_container(failing("a", 950))
            .with_container(crashing.clone());
        let run = Timeline::new(&pod, std::iter::repeat(ms(12_500))).until(ms(400_000));
        run.attempts_in(..).filter(|step| step.index == 0).map(|step| whole_ms(step.start())).collect()
    };
    let (before, since) = (attempts(34), attempts(35));
    assert!(before.len() >= since.len(), "{before:?} {since:?}");
    assert!(before.iter().zip(&since).any(|(before, since)| before != since), "{before:?} {since:?}");
}

#[test]
fn a_crash_loop_is_told_from_a_failed_pull() {
    let crashing = ContainerPlan::regular("app", "x").with_image_present().with_exit_after(ms(2_000));
    let pod = PodPlan::new().with_container(crashing).with_names("shop", "web", "8c1f");
    visits(
        &pod,
        15_000,
        // The first restart is at once; the window of the second counts from the end before it.
        &[("app", 0, "ok"), ("app", 3_000, "ok"), ("app", 6_000, "CrashLoopBackOff")],
    );
    let run = Timeline::new(&pod, std::iter::repeat(ms(12_500))).until(ms(6_000));
    let step = run.steps()[2];
    assert_eq!(step.message(), "back-off 10s restarting failed container=app pod=web_shop(8c1f)");
    let event = step.events().next().unwrap();
    assert_eq!(event.message(), "Back-off restarting failed container app in pod web_shop(8c1f)");
    assert_eq!(event.event_type, EventType::Warning);
}

#[test]
fn what_stops_before_the_pull_has_no_window() {
    let never = ContainerPlan::regular("a", "x").with_policy(PullPolicy::Never);
    let invalid = ContainerPlan::regular("b", "Bad");
    let blind = ContainerPlan::regular("c", "y").with_inspect_error("rpc error: code = Unavailable");
    let eager = ContainerPlan::regular("d", "y").with_inspect_error("E").with_policy(PullPolicy::Always);
    for (minor, name, fourth) in [(31, "y", "ImageInspectError"), (32, "", "ok")] {
        let behavior = Behavior::for_minor(minor);
        let containers = [&never, &invalid, &blind, &eager];
        let pod = containers
            .into_iter()
            .cloned()
            .fold(PodPlan::new().with_behavior(behavior), PodPlan::with_container);
        let run = Timeline::new(&pod, std::iter::repeat(ms(12_500))).until(ms(0));
        let reasons: Vec<_> =
            run.steps().iter().map(|step| step.reason().map_or("ok".into(), |r| r.to_string())).collect();
        assert_eq!(reasons, ["ErrImageNeverPull", "InvalidImageName", "ImageInspectError", fourth]);
        assert!(run.steps().iter().all(|step| step.window().is_zero()));
        let messages: Vec<_> = run.steps().iter().map(Step::message).collect();
        assert_eq!(messages[0], "Container image \"x\" is not present with pull policy of Never");
        assert_eq!(
            messages[1],
            "Failed to apply default image tag \"Bad\": couldn't parse image name \"Bad\": invalid reference format: repository name (library/Bad) must be lowercase"
        );
        assert_eq!(messages[2], format!("Failed to inspect image \"{name}\": rpc error: code = Unavailable"));
        let events: Vec<_> = run.steps()[0].events().map(|event| event.message()).collect();
        assert_eq!(events, [messages[0].as_str(), "Error: ErrImageNeverPull"]);
    }
}

#[test]
fn success_is_told_as_each_version_tells_it() {
    let app = ContainerPlan::regular("app", "x").with_pull(Pull::succeeds_with(ms(1_500), 42));
    for (minor, pulled, created) in [
        (29, "Successfully pulled image \"x\" in 1.5s (1.5s including waiting)", "Created container app"),
        (
            31,
            "Successfully pulled image \"x\" in 1.5s (1.5s including waiting). Image size: 42 bytes.",
            "Created container app",
        ),
        (
            32,
            "Successfully pulled image \"x\" in 1.5s (1.5s including waiting). Image size: 42 bytes.",
            "Created container: app",
        ),
        (
            35,
            "Successfully pulled image \"x\" in 1.5s (1.5s including waiting). Image size: 42 bytes.",
            "Container created",
        ),
    ] {
        let pod = PodPlan::new().with_behavior(Behavior::for_minor(minor)).with_container(app.clone());
        let run = Timeline::new(&pod, std::iter::empty()).until(ms(0));
        let events: Vec<_> = run.events_in(..).map(|event| event.message()).collect();
        let started = if minor < 35 { "Started container app" } else { "Container started" };
        assert_eq!(events, ["Pulling image \"x\"", pulled, created, started]);
    }
    for (minor, present) in [
        (34, "already present on machine"),
        (35, "already present on machine and can be accessed by the pod"),
    ] {
        let pod = PodPlan::new()
            .with_behavior(Behavior::for_minor(minor))
            .with_container(ContainerPlan::regular("a", "x").with_image_present());
        let run = Timeline::new(&pod, std::iter::empty()).until(ms(0));
        assert_eq!(run.events_in(..).next().unwrap().message(), format!("Container image \"x\" {present}"));
    }
}

#[test]
fn the_status_lags_one_sync_behind() {
    let pod = PodPlan::new().with_container(failing("x", 950)).with_repair_at(ms(30_000), ms(2_000));
    let run = Timeline::new(&pod, std::iter::repeat(ms(12_500))).until(ms(100_000));
    let shown: Vec<_> = run
        .status_changes(0)
        .map(|change| {
            (
                whole_ms(change.at),
                change.status.reason().map_or("running".into(), |reason| reason.to_string()),
            )
        })
        .collect();
    let change = |at, reason: &str| (at, reason.to_owned());
    // The sync at 28 s finds the window open, which shows from 41 s on, when the last attempt is under way.
    let want = [
        change(0, "ContainerCreating"),
        change(14_000, "ErrImagePull"),
        change(41_000, "ImagePullBackOff"),
        change(44_000, "running"),
    ];
    assert_eq!(shown, want);
}

#[test]
fn a_wait_ends_only_with_a_new_key_or_a_new_kubelet() {
    let ending: Vec<_> = OperatorAction::ALL.into_iter().filter(|change| change.ends_wait()).collect();
    assert_eq!(
        ending,
        [OperatorAction::PodReplaced, OperatorAction::ImageTextChanged, OperatorAction::KubeletRestarted]
    );
    assert!(ending.iter().all(|change| change.triggers_sync()));
    assert!(OperatorAction::ALL.iter().all(|change| !change.explanation().ends_with('.')));
    // A label that is edited makes a look, not an attempt.
    let pod = PodPlan::new().with_container(failing("x", 0)).with_sync_at(ms(5_000));
    visits(&pod, 5_000, &[("app", 0, "ErrImagePull"), ("app", 5_000, "ImagePullBackOff")]);
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
        let pod = PodPlan::new().with_container(failing("a", pull_ms)).with_ticks(ms(1_000), ms(phase)).with_sync_at(ms(200));
        let bounds = pod.bounds(ms(700_000)).unwrap();
        for step in Timeline::new(&pod, delays.into_iter().map(ms)).until(ms(700_000)).attempts_in(..) {
            prop_assert!(bounds.attempt(0, step.attempt().unwrap()).unwrap().contains(step.start()));
        }
    }
}

#[test]
fn a_run_answers_what_it_is_asked() {
    let pod = PodPlan::new().with_container(failing("x", 1_000)).with_repair_at(ms(60_000), ms(500));
    let run = Timeline::new(&pod, std::iter::repeat(ms(12_500))).until(ms(600_000));
    assert_eq!(run.horizon(), ms(600_000));
    assert_eq!(Pull::fails(ms(1_000), "no such host").duration(), ms(1_000));
    let starts: Vec<_> = run.attempts_in(..).map(Step::start).collect();
    for pair in starts.windows(2) {
        // Strictly after: an attempt that starts at that moment is not the next one.
        assert_eq!(run.next_attempt_after(0, pair[0]).map(Step::start), Some(pair[1]));
        assert_eq!(run.repair_takes_effect(0, pair[1]), Some(pair[1]));
    }
    let last = *starts.last().unwrap();
    assert!(run.next_attempt_after(0, last).is_none() && run.next_attempt_after(1, ms(0)).is_none());
    let shown: Vec<bool> = run.status_changes(0).map(|change| change.status.is_running()).collect();
    assert_eq!((shown.first(), shown.last()), (Some(&false), Some(&true)));
    assert!(shown.iter().filter(|running| **running).count() == 1);
}

#[test]
fn changes_say_what_they_do() {
    use OperatorAction::{
        AccessGranted, CertificateRepaired, ImagePulledByOther, ImageTextChanged, KubeletRestarted,
        LimitPassed, NetworkRepaired, PodLabelled, PodReplaced, RegistryRecovered, SecretFixed,
        SiblingChanged,
    };

    let says = |triggers: bool, ends: bool| -> Vec<OperatorAction> {
        let is = |change: &OperatorAction| (change.triggers_sync(), change.ends_wait()) == (triggers, ends);
        OperatorAction::ALL.into_iter().filter(is).collect()
    };
    assert_eq!(says(true, true), [PodReplaced, ImageTextChanged, KubeletRestarted]);
    assert_eq!(says(true, false), [PodLabelled, SiblingChanged]);
    let unseen = [
        SecretFixed,
        RegistryRecovered,
        NetworkRepaired,
        CertificateRepaired,
        LimitPassed,
        AccessGranted,
        ImagePulledByOther,
    ];
    assert_eq!(says(false, false), unseen);
    assert!(OperatorAction::ALL.iter().all(|change| change.explanation().contains("the ")));
}

#[test]
fn before_anything_is_known_a_container_is_being_made_or_the_pod_initialized() {
    let plain = PodPlan::new().with_container(failing("x", 1_000));
    let with_init = PodPlan::new()
        .with_container(ContainerPlan::new(ContainerKind::Init, "i", "y"))
        .with_container(failing("x", 1_000));
    for (pod, index, reason) in [(&plain, 0, "ContainerCreating"), (&with_init, 1, "PodInitializing")] {
        let run = Timeline::new(pod, std::iter::repeat(ms(12_500))).until(ms(60_000));
        let first = run.status_changes(index).next().unwrap().status;
        assert_eq!(first.reason().unwrap().as_str(), reason);
    }
}
