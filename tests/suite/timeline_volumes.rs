//! Simulated pods with image volumes, release by release.

use pullspec::api::Behavior;
use pullspec::kubelet::{ContainerKind, ContainerPlan, PodPlan, Pull, Timeline};

use super::timeline::visits;
use crate::{ms, whole_ms};

#[test]
fn a_missing_image_volume_fails_the_containers_that_mount_it() {
    let volume =
        ContainerPlan::new(ContainerKind::ImageVolume, "model", "m").with_pull(Pull::fails(ms(700), "E"));
    let pod = PodPlan::new()
        .with_container(ContainerPlan::regular("app", "a").with_mount("model"))
        .with_container(ContainerPlan::regular("log", "l"))
        .with_container(volume);
    visits(&pod, 0, &[("model", 0, "ErrImagePull"), ("app", 700, "ErrImagePull"), ("log", 700, "ok")]);
    let run = Timeline::new(&pod, std::iter::repeat(ms(12_500))).until(ms(1_000));
    let events: Vec<_> =
        run.events_in(..).map(|event| (event.step.container.field_path(), event.message())).collect();
    let event = |path: &str, message: &str| (path.to_owned(), message.to_owned());
    assert_eq!(
        events[..3],
        [
            event("", "Pulling image \"m\""),
            event("", "Failed to pull image \"m\": E"),
            event("spec.containers{app}", "Error: ErrImagePull"),
        ]
    );
    assert_eq!(run.steps()[1].message(), "E", "the volume's message is the container's");
}

/// What `app` and a volume do on a release until `horizon`, with delays that are the middle of what may be drawn.
fn volume_events(
    minor: u16,
    app: ContainerPlan,
    volume: ContainerPlan,
    horizon: u64,
) -> Vec<(String, u64, String)> {
    let pod =
        PodPlan::new().with_behavior(Behavior::for_minor(minor)).with_container(app).with_container(volume);
    let run = Timeline::new(&pod, std::iter::repeat(ms(12_500))).until(ms(horizon));
    run.events_in(..)
        .filter(|event| event.step.container.name() == "model")
        .map(|event| (event.reason.to_string(), whole_ms(event.at) / 1_000, event.message()))
        .collect()
}

#[test]
fn image_volumes_are_looked_at_in_every_sync_until_1_36_and_to_start_a_container_since_1_37() {
    let volume = || {
        ContainerPlan::new(ContainerKind::ImageVolume, "model", "quay.io/m:1")
            .with_pull(Pull::succeeds(ms(700)))
    };
    let app = || ContainerPlan::regular("app", "a").with_mount("model");
    let before = volume_events(36, app(), volume(), 600_000);
    // Two syncs of the start, then one each 76 s.
    assert_eq!(
        before.iter().map(|(reason, at, _)| (reason.as_str(), *at)).collect::<Vec<_>>()[..4],
        [("Pulling", 0), ("Pulled", 0), ("Pulled", 1), ("Pulled", 77)]
    );
    assert_eq!(before.len(), 10);
    assert!(before[3].2.starts_with("Container image \"quay.io/m:1\" already present on machine"));
    let since = volume_events(37, app(), volume(), 600_000);
    assert_eq!(since.len(), 2, "{since:?}");
    // A container that ends needs it again, with each start.
    let again = volume_events(37, app().with_exit_after(ms(30_000)), volume(), 100_000);
    assert!((3..10).contains(&again.len()), "{again:?}");
    assert!(again[2..].iter().all(|(reason, ..)| reason == "Pulled"), "{again:?}");
}

#[test]
fn a_volume_that_nothing_mounts_is_pulled_for_ever_until_1_36() {
    let volume = || {
        ContainerPlan::new(ContainerKind::ImageVolume, "model", "quay.io/m:1")
            .with_pull(Pull::fails(ms(700), "E"))
    };
    let app = || ContainerPlan::regular("app", "a");
    let pulls = |minor| -> Vec<u64> {
        let events = volume_events(minor, app(), volume(), 3_600_000);
        events.iter().filter(|(reason, ..)| reason == "Pulling").map(|(_, at, _)| *at).collect()
    };
    let before = pulls(36);
    assert_eq!(
        before[..4],
        [0, 77, 153, 229],
        "nothing else is due, and resyncs come after more than a minute"
    );
    assert!(before.len() > 8, "{before:?}");
    assert_eq!(pulls(37), [0], "the container has started, and needs nothing more");
    let pod =
        PodPlan::new().with_behavior(Behavior::for_minor(36)).with_container(app()).with_container(volume());
    let second = pod
        .bounds(ms(200_000))
        .unwrap()
        .attempt(0, 2)
        .map(|at| (whole_ms(at.earliest()), whole_ms(at.latest())));
    // The start of the container brings a sync, whose resync comes 60 to 90 s later.
    assert_eq!(second, Some((62_000, 91_000)));
}
