//! Which part of a pod an event of a simulated run names, and what never reaches the API.

use core::time::Duration;
use std::collections::BTreeSet;

use pullspec::WaitingReason;
use pullspec::kubelet::{ContainerKind, ContainerPlan, PodPlan, Pull, Timeline};

use crate::ms;

/// An event names its container, as the correlator keeps containers of one image apart; one of secrets names the pod.
#[test]
fn each_event_names_its_container() {
    for (kind, path) in [
        (ContainerKind::Init, "spec.initContainers{c}"),
        (ContainerKind::Sidecar, "spec.initContainers{c}"),
        (ContainerKind::Regular, "spec.containers{c}"),
        (ContainerKind::Ephemeral, "spec.ephemeralContainers{c}"),
    ] {
        let plan = ContainerPlan::new(kind, "c", "redis:7").with_pull(Pull::fails(ms(950), "EOF"));
        let pod = PodPlan::new().with_container(plan).with_unreadable_secrets(["regcred"]);
        let run = Timeline::new(&pod, std::iter::repeat(ms(12_500))).until(Duration::from_secs(60));
        let mut named = BTreeSet::new();
        for event in run.events_in(..) {
            let is_of_secrets = event.reason.as_str() == "FailedToRetrieveImagePullSecret";
            assert_eq!(event.field_path(), if is_of_secrets { "" } else { path });
            named.insert((is_of_secrets, event.reason.as_str()));
        }
        let of_secrets = named.iter().filter(|(is_of_secrets, _)| *is_of_secrets).count();
        assert!(of_secrets == 1 && named.len() > 2, "{kind:?} {named:?}");
    }
}

/// The status of a sync is written before the next one starts; of the last sync of a run it never was.
#[test]
fn what_was_never_reported_is_not_seen_at_any_time() {
    let app = ContainerPlan::regular("app", "redis:7").with_pull(Pull::fails(ms(950), "EOF"));
    let pod = PodPlan::new().with_container(app);
    let run = Timeline::new(&pod, std::iter::repeat(ms(12_500))).until(ms(0));
    assert_eq!(run.steps().len(), 1);
    for at in [Duration::ZERO, ms(950), ms(900_000), Duration::MAX] {
        assert_eq!(run.status_at(0, at).reason(), Some(WaitingReason::ContainerCreating), "{at:?}");
    }
}

/// Edits count from their moments, in whichever order they are told; of two at one moment the later told stays.
#[test]
fn edits_take_place_in_the_order_of_time() {
    let app = || ContainerPlan::regular("app", "redis:7").with_pull(Pull::fails(ms(950), "EOF"));
    let edit = |plan: ContainerPlan, at: u64, image: &str| {
        plan.with_edit(Duration::from_secs(at), image, [Pull::fails(ms(950), "EOF")])
    };
    let images = |plan: ContainerPlan| {
        let pod = PodPlan::new().with_container(plan);
        let run = Timeline::new(&pod, std::iter::repeat(ms(12_500))).until(Duration::from_secs(500));
        let mut images: Vec<String> =
            run.steps().iter().map(|step| step.container.image().to_owned()).collect();
        images.dedup();
        images
    };
    let forwards = images(edit(edit(app(), 100, "redis:8"), 200, "redis:9"));
    assert_eq!(forwards, ["redis:7", "redis:8", "redis:9"]);
    assert_eq!(images(edit(edit(app(), 200, "redis:9"), 100, "redis:8")), forwards);
    assert_eq!(images(edit(edit(app(), 100, "redis:8"), 100, "redis:9")), ["redis:7", "redis:9"]);
}
