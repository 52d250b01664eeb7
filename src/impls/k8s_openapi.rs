//! Pods and events from the types of the `k8s-openapi` crate, taken or copied.
//!
//! Which Kubernetes version those types are of is for the final binary to choose; the fields read here are in all that
//! the crate supports. A negative count, which no API server stores, becomes 0.

use alloc::collections::BTreeMap;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::borrow::Borrow;
use core::fmt;

use k8s_openapi::api::core::v1 as core_v1;
use k8s_openapi::api::events::v1 as events_v1;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{ObjectMeta, OwnerReference as Owner};
use k8s_openapi::serde::Serialize;

use crate::api::{
    Container, ContainerState, ContainerStatus, CsiVolumeSource, Event, EventSeries, EventSource, ImageField,
    ImageOwner, ImageVolumeSource, LocalObjectReference, Metadata, ObjectReference, OwnerReference, Pod,
    PodCondition, PodSpec, PodStatus, StateRunning, StateTerminated, StateWaiting, Volume, VolumeMount,
    VolumeMountStatus,
};

/// `From` by value and by reference with one body: the pattern binds values in the one and references in the other,
/// and the functions below take either.
macro_rules! from_k8s {
    ($($($from:path)|+ => $to:ident: $pattern:tt => $fields:tt)*) => {$($(
        #[allow(clippy::useless_conversion, reason = "a reference is copied by it")]
        impl From<$from> for $to {
            fn from($from $pattern: $from) -> Self {
                Self $fields
            }
        }

        impl From<&$from> for $to {
            fn from($from $pattern: &$from) -> Self {
                Self $fields
            }
        }
    )+)*};
}

from_k8s! {
    core_v1::Pod => Pod: { metadata, spec, status } => {
        metadata: metadata.into(),
        spec: or_default(spec),
        status: or_default(status),
    }

    ObjectMeta => Metadata: {
        name, generate_name, namespace, uid, creation_timestamp, deletion_timestamp, labels, annotations, owner_references, ..
    } => {
        name: or_default(name),
        generate_name: or_default(generate_name),
        namespace: or_default(namespace),
        uid: or_default(uid),
        creation_timestamp: time(creation_timestamp),
        deletion_timestamp: time(deletion_timestamp),
        labels: texts(labels),
        annotations: texts(annotations).into_iter().collect(),
        owner_references: all(owner_references),
    }

    Owner => OwnerReference: { api_version, kind, name, controller, .. } => {
        api_version: api_version.into(),
        kind: kind.into(),
        name: name.into(),
        controller: copied(controller),
    }

    core_v1::PodSpec => PodSpec: {
        init_containers, containers, ephemeral_containers, volumes, image_pull_secrets, service_account_name,
        node_name, restart_policy, active_deadline_seconds, ..
    } => {
        init_containers: all(init_containers),
        containers: all([containers]),
        ephemeral_containers: all(ephemeral_containers),
        volumes: all(volumes),
        image_pull_secrets: all(image_pull_secrets),
        service_account_name: or_default(service_account_name),
        node_name: or_default(node_name),
        restart_policy: or_default(restart_policy),
        active_deadline_seconds: copied::<Option<i64>>(active_deadline_seconds)
            .map(|seconds| u32::try_from(seconds).unwrap_or_default()),
    }

    core_v1::Container | core_v1::EphemeralContainer => Container: {
        name, image, image_pull_policy, restart_policy, volume_mounts, ..
    } => {
        name: name.into(),
        image: or_default(image),
        image_pull_policy: optional(image_pull_policy),
        restart_policy: optional(restart_policy),
        volume_mounts: all(volume_mounts),
    }

    core_v1::VolumeMount => VolumeMount: { name, mount_path, .. } => {
        name: name.into(),
        mount_path: mount_path.into(),
    }

    core_v1::Volume => Volume: { name, image, csi, .. } => {
        name: name.into(),
        image: optional(image),
        csi: optional(csi),
    }

    core_v1::CSIVolumeSource => CsiVolumeSource: { driver, volume_attributes, .. } => {
        driver: driver.into(),
        volume_attributes: texts(volume_attributes),
    }

    core_v1::ImageVolumeSource => ImageVolumeSource: { reference, pull_policy, .. } => {
        reference: or_default(reference),
        pull_policy: optional(pull_policy),
    }

    core_v1::LocalObjectReference => LocalObjectReference: { name } => {
        name: name.into(),
    }

    core_v1::PodStatus => PodStatus: {
        phase, reason, message, start_time, conditions, init_container_statuses, container_statuses,
        ephemeral_container_statuses, ..
    } => {
        phase: or_default(phase),
        reason: or_default(reason),
        message: or_default(message),
        start_time: time(start_time),
        conditions: all(conditions),
        init_container_statuses: all(init_container_statuses),
        container_statuses: all(container_statuses),
        ephemeral_container_statuses: all(ephemeral_container_statuses),
    }

    core_v1::PodCondition => PodCondition: { type_, status, reason, message, .. } => {
        condition_type: type_.into(),
        status: status.into(),
        reason: or_default(reason),
        message: or_default(message),
    }

    core_v1::ContainerStatus => ContainerStatus: {
        name, image, image_id, state, last_state, ready, started, restart_count, volume_mounts, ..
    } => {
        name: name.into(),
        image: image.into(),
        image_id: image_id.into(),
        state: or_default(state),
        last_state: or_default(last_state),
        ready: copied(ready),
        started: copied(started),
        restart_count: count(copied(restart_count)),
        volume_mounts: all(volume_mounts),
    }

    core_v1::VolumeMountStatus => VolumeMountStatus: { name, mount_path, .. } => {
        name: name.into(),
        mount_path: mount_path.into(),
        // Not in every version of those types that is allowed.
        volume_status: None,
    }

    core_v1::ContainerState => ContainerState: { waiting, running, terminated } => {
        waiting: optional(waiting),
        running: optional(running),
        terminated: optional(terminated),
    }

    core_v1::ContainerStateWaiting => StateWaiting: { reason, message } => {
        reason: or_default(reason),
        message: or_default(message),
    }

    core_v1::ContainerStateRunning => StateRunning: { started_at } => {
        started_at: time(started_at),
    }

    core_v1::ContainerStateTerminated => StateTerminated: {
        exit_code, signal, reason, message, started_at, finished_at, container_id,
    } => {
        exit_code: copied(exit_code),
        signal: copied::<Option<_>>(signal).unwrap_or_default(),
        reason: or_default(reason),
        message: or_default(message),
        started_at: time(started_at),
        finished_at: time(finished_at),
        container_id: or_default(container_id),
    }

    core_v1::Event => Event: {
        metadata, involved_object, type_, reason, message, count: times, first_timestamp, last_timestamp, event_time,
        series, source, reporting_component, ..
    } => {
        metadata: metadata.into(),
        involved_object: involved_object.into(),
        event_type: or_default(type_),
        reason: or_default(reason),
        message: or_default(message),
        count: copied::<Option<_>>(times).map(count),
        first_timestamp: time(first_timestamp),
        last_timestamp: time(last_timestamp),
        event_time: time(event_time),
        series: optional(series),
        source: or_default(source),
        reporting_component: or_default(reporting_component),
    }

    events_v1::Event => Event: {
        metadata, regarding, type_, reason, note, deprecated_count, deprecated_first_timestamp,
        deprecated_last_timestamp, event_time, series, deprecated_source, reporting_controller, ..
    } => {
        metadata: metadata.into(),
        involved_object: or_default(regarding),
        event_type: or_default(type_),
        reason: or_default(reason),
        message: or_default(note),
        count: copied::<Option<_>>(deprecated_count).map(count),
        first_timestamp: time(deprecated_first_timestamp),
        last_timestamp: time(deprecated_last_timestamp),
        event_time: time(event_time),
        series: optional(series),
        source: or_default(deprecated_source),
        reporting_component: or_default(reporting_controller),
    }

    core_v1::EventSeries => EventSeries: { count: times, last_observed_time } => {
        count: copied::<Option<_>>(times).map(count).unwrap_or_default(),
        last_observed_time: time(last_observed_time),
    }

    events_v1::EventSeries => EventSeries: { count: times, last_observed_time } => {
        count: count(copied(times)),
        last_observed_time: time([last_observed_time]),
    }

    core_v1::EventSource => EventSource: { component, host } => {
        component: or_default(component),
        host: or_default(host),
    }

    core_v1::ObjectReference => ObjectReference: {
        kind, namespace, name, uid, field_path, ..
    } => {
        kind: or_default(kind),
        namespace: or_default(namespace),
        name: or_default(name),
        uid: or_default(uid),
        field_path: or_default(field_path),
    }
}

impl ImageField<'_> {
    /// Returns the images of a `PodSpec` of the `k8s-openapi` crate without a copy of anything, in the order of
    /// [`PodSpec::images`]. They carry no status, and which containers mount a volume is not known of them.
    ///
    /// ```
    /// use k8s_openapi::api::core::v1::{Container, PodSpec};
    /// use pullspec::api::ImageField;
    /// let container = Container { name: "app".into(), image: Some("redis:7".into()), ..Default::default() };
    /// let spec = PodSpec { containers: vec![container], ..Default::default() };
    /// let said: Vec<_> = ImageField::of_k8s_spec(&spec).map(|image| (image.path(), image.image())).collect();
    /// assert_eq!(said, [("spec.containers[0].image".to_owned(), "redis:7")]);
    /// ```
    pub fn of_k8s_spec(spec: &core_v1::PodSpec) -> impl Iterator<Item = ImageField<'_>> + Clone {
        macro_rules! all_of {
            ($owner:ident, $list:expr) => {
                $list.enumerate().map(|(index, container)| {
                    let policy = container.image_pull_policy.as_deref();
                    let image = container.image.as_deref().unwrap_or_default();
                    ImageField::elsewhere(ImageOwner::$owner, index, &container.name, image, policy)
                })
            };
        }
        let volumes = spec.volumes.iter().flatten().enumerate().filter_map(|(index, volume)| {
            let source = volume.image.as_ref()?;
            let image = source.reference.as_deref().unwrap_or_default();
            let policy = source.pull_policy.as_deref();
            Some(ImageField::elsewhere(ImageOwner::Volume, index, &volume.name, image, policy))
        });
        all_of!(InitContainer, spec.init_containers.iter().flatten())
            .chain(all_of!(Container, spec.containers.iter()))
            .chain(all_of!(EphemeralContainer, spec.ephemeral_containers.iter().flatten()))
            .chain(volumes)
    }
}

// An `Option` and a reference to one are both iterated, which hands out a value or a reference to it.

fn optional<T>(field: impl IntoIterator<Item: Into<T>>) -> Option<T> {
    field.into_iter().next().map(Into::into)
}

fn or_default<T: Default>(field: impl IntoIterator<Item: Into<T>>) -> T {
    optional(field).unwrap_or_default()
}

fn all<T>(lists: impl IntoIterator<Item: IntoIterator<Item: Into<T>>>) -> Vec<T> {
    lists.into_iter().flatten().map(Into::into).collect()
}

fn texts<T: Into<String>>(
    maps: impl IntoIterator<Item: IntoIterator<Item = (T, T)>>,
) -> BTreeMap<String, String> {
    maps.into_iter().flatten().map(|(name, text)| (name.into(), text.into())).collect()
}

fn copied<T: Copy>(field: impl Borrow<T>) -> T {
    *field.borrow()
}

fn count(count: i32) -> u32 {
    count.try_into().unwrap_or_default()
}

/// The time as the API server writes it.
fn time(field: impl IntoIterator<Item: Serialize>) -> Option<String> {
    struct Written<T>(T);

    impl<T: Serialize> fmt::Display for Written<T> {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            self.0.serialize(f)
        }
    }

    field.into_iter().next().map(|time| Written(time).to_string())
}
