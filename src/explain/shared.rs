//! What is read of a pod once for all of its images.

use core::time::Duration;

use alloc::{borrow::Cow, collections::BTreeSet, string::String};

use super::SinceBasis;
use super::context::ExplainContext;
use super::deadline::{Deadline, TimeLimit};
use super::sandbox::SandboxFailure;
use super::secrets::PodSecrets;
use super::siblings::Siblings;
use super::trouble::PodTrouble;
use crate::api::{ImageField, Pod, PodSpec, Timestamp};
use crate::kubectl::pod_status;

/// What the images of a pod share: read once for all of them.
pub(super) struct Shared<'p> {
    /// The STATUS of the pod, which takes a look at all its containers.
    pub(super) status: Cow<'p, str>,
    pub(super) secrets: PodSecrets<'p>,
    /// The volumes that some container mounts; empty in a pod without image volumes.
    pub(super) mounted: BTreeSet<&'p str>,
    /// When the pod started, or at least was made.
    pub(super) start: Option<(Timestamp, SinceBasis)>,
    /// When its regular containers can have begun at the earliest.
    pub(super) not_before: Option<(Timestamp, SinceBasis)>,
    pub(super) is_static: bool,
    pub(super) deadline: Option<Deadline>,
    pub(super) crashing: Crashing<'p>,
    pub(super) trouble: PodTrouble,
    pub(super) sandbox: Option<SandboxFailure<'p>>,
    pod: Option<&'p Pod>,
    siblings: Siblings<'p>,
}

impl<'p> Shared<'p> {
    pub(super) fn of(pod: Option<&'p Pod>, context: &ExplainContext<'p>) -> Self {
        let start = pod.and_then(pod_start);
        let init = pod.and_then(init_end).map(|end| (end, SinceBasis::InitContainers));
        Self {
            status: pod.map(pod_status).unwrap_or_default(),
            secrets: PodSecrets::of(pod, context),
            mounted: pod.map(|pod| mounted(&pod.spec)).unwrap_or_default(),
            start,
            not_before: init.filter(|(end, _)| start.is_none_or(|(start, _)| start < *end)).or(start),
            is_static: pod.is_some_and(|pod| context.is_static(pod)),
            deadline: pod.and_then(|pod| deadline(pod, context)),
            crashing: pod.map(Crashing::of).unwrap_or_default(),
            trouble: PodTrouble::default(),
            sandbox: pod.and_then(|pod| SandboxFailure::of(pod, context)),
            pod,
            siblings: Siblings::default(),
        }
    }

    /// Whether a pull of another image may have kept the kubelet from trying this one again.
    pub(super) fn may_have_waited_for_another(&self, field: &ImageField<'_>, since: Timestamp) -> bool {
        self.pod.is_some_and(|pod| self.siblings.may_have_pulled_since(since, pod, field))
    }
}

/// The containers of a pod that start again and again. Since 1.35 the end of the wait of one of them, at most a minute away
/// and half as much again, is when the kubelet looks at the pod next (`completeWork`, kubernetes/kubernetes#133066).
#[derive(Default)]
pub(super) struct Crashing<'p> {
    first: Option<&'p str>,
    /// Whether there are more, of another name.
    others: bool,
}

impl<'p> Crashing<'p> {
    fn of(pod: &'p Pod) -> Self {
        let status = &pod.status;
        let all = status.init_container_statuses.iter().chain(&status.container_statuses);
        let mut crashing = all
            .filter(|one| {
                let waits = one.state.waiting.as_ref();
                one.restart_count > 0 || waits.is_some_and(|waiting| waiting.reason == "CrashLoopBackOff")
            })
            .map(|one| one.name.as_str());
        let first = crashing.next();
        Self { first, others: crashing.any(|name| Some(name) != first) }
    }

    /// Whether one of them is another container than this.
    pub(super) fn is_beside(&self, name: &str) -> bool {
        self.others || self.first.is_some_and(|first| first != name)
    }
}

/// The volumes that some container mounts, where that decides anything.
fn mounted(spec: &PodSpec) -> BTreeSet<&str> {
    if spec.volumes.iter().all(|volume| volume.image.is_none()) {
        return BTreeSet::new();
    }
    let lists = [&spec.init_containers, &spec.containers, &spec.ephemeral_containers];
    lists.into_iter().flatten().flat_map(|one| &one.volume_mounts).map(|mount| mount.name.as_str()).collect()
}

/// Where events say that a container is: `spec.containers{app}`.
pub(super) fn place(field: &ImageField<'_>) -> String {
    alloc::format!("spec.{}{{{}}}", field.owner().list(), field.name())
}

fn parsed(time: Option<&String>) -> Option<Timestamp> {
    time?.parse().ok()
}

/// When the pod started, or at least was made.
pub(super) fn pod_start(pod: &Pod) -> Option<(Timestamp, SinceBasis)> {
    let started = parsed(pod.status.start_time.as_ref()).map(|at| (at, SinceBasis::PodStart));
    started.or_else(|| Some((parsed(pod.metadata.creation_timestamp.as_ref())?, SinceBasis::PodCreation)))
}

/// When the last of the init containers ended, before which no regular container begins.
fn init_end(pod: &Pod) -> Option<Timestamp> {
    let ended =
        pod.status.init_container_statuses.iter().filter_map(|status| status.state.terminated.as_ref());
    ended.filter_map(|ended| parsed(ended.finished_at.as_ref())).max()
}

/// When the pod ends: the kubelet ends it by its own `activeDeadlineSeconds` (`activeDeadlineHandler`), and the Job's
/// controller by those of its Job, whichever comes first.
fn deadline(pod: &Pod, context: &ExplainContext<'_>) -> Option<Deadline> {
    let own = pod.spec.active_deadline_seconds.map(|seconds| {
        let length = Duration::from_secs(seconds.into());
        let start = parsed(pod.status.start_time.as_ref());
        let limit = start.map_or(TimeLimit::After(length), |start| TimeLimit::At(start + length));
        Deadline { limit, is_of_job: false }
    });
    let of_job = context.deadline_of_job(pod);
    own.into_iter().chain(of_job).reduce(Deadline::earlier)
}
