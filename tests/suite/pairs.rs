//! Two inputs that grow together. What was quadratic would take hours at these sizes: no duration is looked at, but the
//! suite would not end within the patience of anyone who runs it. Memory is counted in `tests/allocations.rs`.

use std::time::Duration;

use pullspec::api::{Container, EventType, ImageVolumeSource, RecordedEvent, Volume, VolumeMount};
use pullspec::kubectl::describe_events;
use pullspec::{Keyring, Pod, Reference};

#[test]
fn a_key_and_a_host_that_grow_together() {
    let size = 400_000;
    for (key, count) in [
        (format!("*{}b", "a".repeat(size)), 0),
        (format!("{}b", "*a".repeat(size)), 0),
        ("*".repeat(size), 1),
    ] {
        let ring: Keyring<()> = [(key, ())].into_iter().collect();
        assert_eq!(ring.lookup_name(&format!("{}/app", "a".repeat(size))).len(), count);
    }
    let image = Reference::parse(&format!("quay.io/{}", "a".repeat(200))).unwrap();
    for pattern in [format!("quay.io/*{}b", "a".repeat(size)), format!("quay.io/{}b", "*a".repeat(size))] {
        assert_eq!(image.matches_familiar(&pattern), Ok(false));
    }
}

#[test]
fn rows_and_a_cell_that_grow_together() {
    let row = |reason: String| RecordedEvent {
        event_type: EventType::Warning,
        reason,
        field_path: String::new(),
        source: "kubelet".into(),
        message: "m".into(),
        count: 1,
        first: Duration::ZERO,
        last: Duration::ZERO,
    };
    let rows: Vec<_> =
        core::iter::once(row("x".repeat(1 << 22))).chain((0..30_000).map(|_| row("Failed".into()))).collect();
    let text = describe_events(&rows, Duration::ZERO).to_string();
    // Padded to the widest cell, it would be 120 GB.
    assert!(text.len() < 64 << 20, "{}", text.len());
}

#[test]
fn image_volumes_and_containers_that_grow_together() {
    let count = 60_000;
    let mut pod = Pod::default();
    for n in 0..count {
        let mut volume = Volume::default();
        volume.name = format!("v{n}");
        volume.image = Some(ImageVolumeSource::default());
        pod.spec.volumes.push(volume);
        let mut mount = VolumeMount::default();
        mount.name = format!("v{}", count - 1 - n);
        let mut container = Container::default();
        container.name = format!("c{n}");
        // Twice, which is one pair.
        container.volume_mounts.extend([mount.clone(), mount]);
        pod.spec.containers.push(container);
    }
    let mounts: Vec<_> =
        pod.image_mounts().map(|(volume, container)| (volume.index(), container.index())).collect();
    assert!(mounts.into_iter().eq((0..count).map(|n| (count - 1 - n, n))));
}

#[test]
fn all_mounts_are_those_of_each_volume() {
    let mut pod = Pod::default();
    for name in ["a", "b", "c"] {
        let mut volume = Volume::default();
        volume.name = name.into();
        volume.image = (name != "c").then(ImageVolumeSource::default);
        pod.spec.volumes.push(volume);
    }
    for names in [&["a", "c"][..], &["b", "a"], &[]] {
        let mut container = Container::default();
        container.name = names.concat();
        container.volume_mounts.extend(names.iter().map(|name| {
            let mut mount = VolumeMount::default();
            mount.name = (*name).into();
            mount
        }));
        pod.spec.init_containers.push(container);
    }
    let mut mounts: Vec<_> =
        pod.image_mounts().map(|(volume, container)| (volume.name(), container.name())).collect();
    mounts.sort_unstable();
    let mut each: Vec<_> = pod
        .images()
        .flat_map(|volume| volume.mounted_by().map(move |container| (volume.name(), container.name())))
        .collect();
    each.sort_unstable();
    assert_eq!(mounts, each);
    assert_eq!(mounts, [("a", "ac"), ("a", "ba"), ("b", "ba")]);
}
