//! Pods and events whose parts belong together: statuses have the names of containers, messages name their images.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use arbitrary::{Arbitrary, Result, Unstructured};

use super::text;
use crate::api::{
    Container, ContainerState, ContainerStatus, CsiVolumeSource, Event, EventSeries, EventSource, Events,
    ImageVolumeSource, ImageVolumeStatus, LocalObjectReference, Metadata, ObjectReference, OwnerReference,
    Pod, PodCondition, PodSpec, PodStatus, Pods, StateRunning, StateTerminated, StateWaiting, Volume,
    VolumeMount, VolumeMountStatus, VolumeStatus,
};
use crate::sentence::Sentence;

/// A count as the API has them: not negative, and 32 bits with a sign.
fn count(u: &mut Unstructured<'_>) -> Result<u32> {
    u.int_in_range(0..=i32::MAX.unsigned_abs())
}

fn some<'a, T>(
    u: &mut Unstructured<'a>,
    most: usize,
    mut make: impl FnMut(&mut Unstructured<'a>) -> Result<T>,
) -> Result<Vec<T>> {
    let count = u.int_in_range(0..=most)?;
    (0..count).map(|_| make(u)).collect()
}

fn maybe<'a, T>(
    u: &mut Unstructured<'a>,
    make: impl FnOnce(&mut Unstructured<'a>) -> Result<T>,
) -> Result<Option<T>> {
    if u.ratio(1, 2)? { make(u).map(Some) } else { Ok(None) }
}

fn word(u: &mut Unstructured<'_>, words: &[&'static str]) -> Result<String> {
    // Rarely one that no release knows.
    if u.ratio(15, 16)? { u.choose(words).map(|&word| word.into()) } else { text::line(u) }
}

/// One of few names, so that parts meet by name.
fn name(u: &mut Unstructured<'_>) -> Result<String> {
    word(u, &["app", "web", "db", "proxy", "init", "model"])
}

fn policy(u: &mut Unstructured<'_>) -> Result<Option<String>> {
    maybe(u, |u| word(u, &["Always", "IfNotPresent", "Never", ""]))
}

macro_rules! made {
    ($($type:ident: |$u:ident| $make:expr;)+) => {$(
        impl<'a> Arbitrary<'a> for $type {
            fn arbitrary($u: &mut Unstructured<'a>) -> Result<Self> {
                Ok($make)
            }
        }
    )+};
}

made! {
    Metadata: |u| Self {
        name: name(u)?,
        generate_name: maybe(u, name)?.unwrap_or_default(),
        namespace: word(u, &["default", "kube-system", ""])?,
        uid: format!("{:08x}", u32::arbitrary(u)?),
        creation_timestamp: maybe(u, text::time)?,
        deletion_timestamp: None,
        labels: some(u, 2, |u| Ok((name(u)?, name(u)?)))?.into_iter().collect(),
        annotations: maybe(u, |u| Ok(("seccomp-profile.crio.io/POD".into(), text::written_image(u)?)))?.into_iter().collect(),
        owner_references: some(u, 1, OwnerReference::arbitrary)?,
    };

    OwnerReference: |u| {
        let kind = word(u, &["ReplicaSet", "Job", "DaemonSet", "Node"])?;
        let api_version = match &*kind {
            "Job" => "batch/v1",
            "ReplicaSet" | "DaemonSet" => "apps/v1",
            "Node" => "v1",
            _ => "example.com/v1",
        };
        Self {
            api_version: api_version.into(),
            kind,
            name: name(u)?,
            controller: maybe(u, bool::arbitrary)?,
        }
    };

    VolumeMount: |u| Self { name: name(u)?, mount_path: format!("/{}", name(u)?) };

    Container: |u| Self {
        name: name(u)?,
        image: text::written_image(u)?,
        image_pull_policy: policy(u)?,
        restart_policy: maybe(u, |u| word(u, &["Always"]))?,
        volume_mounts: some(u, 2, VolumeMount::arbitrary)?,
    };

    ImageVolumeSource: |u| Self { reference: text::written_image(u)?, pull_policy: policy(u)? };

    CsiVolumeSource: |u| Self {
        driver: word(u, &["image.csi.k8s.io", "csi.example.com"])?,
        volume_attributes: maybe(u, |u| Ok(("image".into(), text::written_image(u)?)))?.into_iter().collect(),
    };

    Volume: |u| {
        let image = maybe(u, ImageVolumeSource::arbitrary)?;
        let csi = if image.is_none() { maybe(u, CsiVolumeSource::arbitrary)? } else { None };
        Self { name: name(u)?, image, csi }
    };

    LocalObjectReference: |u| Self { name: name(u)? };

    PodSpec: |u| Self {
        init_containers: some(u, 2, Container::arbitrary)?,
        containers: some(u, 3, Container::arbitrary)?,
        ephemeral_containers: some(u, 1, Container::arbitrary)?,
        volumes: some(u, 2, Volume::arbitrary)?,
        image_pull_secrets: some(u, 2, LocalObjectReference::arbitrary)?,
        service_account_name: name(u)?,
        node_name: word(u, &["worker-1", ""])?,
        restart_policy: word(u, &["Always", "OnFailure", "Never", ""])?,
        active_deadline_seconds: maybe(u, |u| u.int_in_range(1..=100_000))?,
    };

    PodCondition: |u| Self {
        condition_type: word(u, &["Ready", "PodScheduled", "Initialized", "ContainersReady"])?,
        status: word(u, &["False", "True", "Unknown"])?,
        reason: word(u, &["", "ContainersNotReady", "Unschedulable", "SchedulingGated"])?,
        message: String::new(),
    };

    StateWaiting: |u| {
        let image = text::written_image(u)?;
        let (reason, message) = text::waiting(u, &image)?;
        Self { reason, message }
    };

    StateRunning: |u| Self { started_at: maybe(u, text::time)? };

    StateTerminated: |u| Self {
        exit_code: i32::arbitrary(u)?,
        signal: *u.choose(&[0, 9, 15])?,
        reason: word(u, &["Completed", "Error", "OOMKilled", "ContainerCannotRun"])?,
        message: String::new(),
        started_at: maybe(u, text::time)?,
        finished_at: maybe(u, text::time)?,
        container_id: word(u, &["containerd://1", ""])?,
    };

    ContainerState: |u| {
        let mut state = Self::default();
        match u.int_in_range(0..=3)? {
            0 => state.waiting = Some(u.arbitrary()?),
            1 => state.running = Some(u.arbitrary()?),
            2 => state.terminated = Some(u.arbitrary()?),
            _ => {}
        }
        state
    };

    VolumeMountStatus: |u| Self {
        name: name(u)?,
        mount_path: format!("/mnt/{}", name(u)?),
        volume_status: maybe(u, |u| {
            let image_ref = format!("{}@{}", text::written_image(u)?, text::digest(u)?);
            Ok(VolumeStatus { image: Some(ImageVolumeStatus { image_ref }) })
        })?,
    };

    ContainerStatus: |u| {
        let image = text::written_image(u)?;
        Self {
            name: name(u)?,
            image_id: maybe(u, |u| Ok(format!("{image}@{}", text::digest(u)?)))?.unwrap_or_default(),
            image,
            state: u.arbitrary()?,
            last_state: u.arbitrary()?,
            ready: u.arbitrary()?,
            started: u.arbitrary()?,
            restart_count: count(u)?,
            volume_mounts: some(u, 1, VolumeMountStatus::arbitrary)?,
        }
    };

    PodStatus: |u| Self {
        phase: word(u, &["Pending", "Running", "Succeeded", "Failed", "Unknown", ""])?,
        reason: word(u, &["", "Evicted", "NodeLost"])?,
        message: String::new(),
        start_time: maybe(u, text::time)?,
        conditions: some(u, 3, PodCondition::arbitrary)?,
        init_container_statuses: some(u, 2, ContainerStatus::arbitrary)?,
        container_statuses: some(u, 3, ContainerStatus::arbitrary)?,
        ephemeral_container_statuses: some(u, 1, ContainerStatus::arbitrary)?,
    };

    Pod: |u| {
        let (metadata, spec, mut status) = (Metadata::arbitrary(u)?, PodSpec::arbitrary(u)?, PodStatus::arbitrary(u)?);
        let lists = [
            (&spec.init_containers, &mut status.init_container_statuses),
            (&spec.containers, &mut status.container_statuses),
            (&spec.ephemeral_containers, &mut status.ephemeral_container_statuses),
        ];
        for (containers, statuses) in lists {
            for (container, status) in containers.iter().zip(statuses) {
                agree(u, &spec, container, status)?;
            }
        }
        Self { metadata, spec, status }
    };

    ObjectReference: |u| Self {
        kind: word(u, &["Pod", "Node", "ReplicaSet"])?,
        namespace: word(u, &["default", "kube-system", ""])?,
        name: name(u)?,
        uid: format!("{:08x}", u32::arbitrary(u)?),
        field_path: maybe(u, |u| Ok(format!("spec.containers{{{}}}", name(u)?)))?.unwrap_or_default(),
    };

    EventSeries: |u| Self { count: count(u)?, last_observed_time: maybe(u, text::time)? };

    EventSource: |u| Self { component: word(u, &["kubelet", ""])?, host: word(u, &["worker-1", ""])? };

    Event: |u| {
        let image = text::written_image(u)?;
        let named = || (&*image).into();
        let (reason, message) = match u.int_in_range(0..=4)? {
            0 => ("BackOff", Sentence::BackOff { image: named(), last: None }.to_string()),
            1 => {
                let error = text::runtime_error(u, &image)?;
                ("Failed", Sentence::PullFailed { image: named(), error: &error }.to_string())
            }
            2 => ("Failed", Sentence::StartFailed { reason: "ErrImagePull" }.to_string()),
            3 => ("Pulling", Sentence::Pulling { image: named() }.to_string()),
            _ => ("Pulled", text::line(u)?),
        };
        Self {
            metadata: u.arbitrary()?,
            involved_object: u.arbitrary()?,
            event_type: word(u, &["Normal", "Warning"])?,
            reason: reason.into(),
            message,
            count: maybe(u, count)?,
            first_timestamp: maybe(u, text::time)?,
            last_timestamp: maybe(u, text::time)?,
            event_time: maybe(u, text::time)?,
            series: maybe(u, EventSeries::arbitrary)?,
            source: u.arbitrary()?,
            reporting_component: word(u, &["kubelet", ""])?,
        }
    };

    Pods: |u| some(u, 4, Pod::arbitrary)?.into();

    Events: |u| some(u, 4, Event::arbitrary)?.into();
}

/// Gives a status its container's name and mostly its image, or that of an image volume which it mounts.
fn agree(
    u: &mut Unstructured<'_>,
    spec: &PodSpec,
    container: &Container,
    status: &mut ContainerStatus,
) -> Result<()> {
    status.name.clone_from(&container.name);
    status.image.clone_from(&container.image);
    let Some(waiting) = &mut status.state.waiting else { return Ok(()) };
    if u.ratio(7, 8)? {
        let mounts = |volume: &&Volume| container.volume_mounts.iter().any(|mount| mount.name == volume.name);
        let mounted = spec.volumes.iter().filter(mounts).find_map(|volume| volume.image.as_ref());
        let image = match mounted {
            Some(source) if u.ratio(1, 2)? => &source.reference,
            _ => &container.image,
        };
        (waiting.reason, waiting.message) = text::waiting(u, image)?;
    }
    Ok(())
}
