//! Whether pulls of a pod's other images may have kept the kubelet from trying one again.

use alloc::vec::Vec;
use core::cell::OnceCell;

use crate::api::{ImageField, ImageOwner, Pod, Timestamp};

/// When the images of a pod can have been pulled for the last time, asked for by few and the same for all of them.
///
/// One sync pulls a pod's images one after the other (`SyncPod` in
/// `pkg/kubelet/kuberuntime/kuberuntime_manager.go`): a pull that hangs for an hour keeps all the others waiting, and
/// no event tells of it before its end.
#[derive(Default)]
pub(super) struct Siblings<'p> {
    last: OnceCell<Vec<LastTwo<'p>>>,
}

/// When an image can have been pulled for the last time: the later, the greater.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum LastPull {
    Before(Timestamp),
    Unknown,
}

/// The image that can have been pulled last, and when any other can.
#[derive(Clone, Copy, Debug, Default)]
struct LastTwo<'p> {
    last: Option<(&'p str, LastPull)>,
    other: Option<LastPull>,
}

impl<'p> LastTwo<'p> {
    fn add(&mut self, field: &ImageField<'p>) {
        let (image, pull) = (field.image(), last_pull(field));
        match self.last {
            Some((same, before)) if same == image => self.last = Some((same, before.max(pull))),
            Some((_, before)) if before >= pull => self.other = self.other.max(Some(pull)),
            before => {
                self.other = self.other.max(before.map(|(_, before)| before));
                self.last = Some((image, pull));
            }
        }
    }

    fn of_another_than(&self, image: &str) -> Option<LastPull> {
        self.last.filter(|(last, _)| *last != image).map(|(_, pull)| pull).max(self.other)
    }
}

impl<'p> Siblings<'p> {
    /// Whether another image of the pod may have been pulled after a moment, whatever events tell.
    pub(super) fn may_have_pulled_since(&self, at: Timestamp, pod: &'p Pod, field: &ImageField<'_>) -> bool {
        let last = self.last.get_or_init(|| in_order(pod));
        // What comes after an init container does not begin before its end.
        let until = match field.owner() {
            ImageOwner::InitContainer => last.get(field.index()),
            _ => last.last(),
        };
        let other = until.and_then(|last| last.of_another_than(field.image()));
        other.is_some_and(|pull| pull > LastPull::Before(at))
    }
}

/// Of what can be pulled while each of the init containers is awaited, and of all images, in this order.
fn in_order(pod: &Pod) -> Vec<LastTwo<'_>> {
    let fields: Vec<_> = pod.images().collect();
    let of = |owner| fields.iter().filter(move |field| field.owner() == owner);
    let mut all = LastTwo::default();
    of(ImageOwner::EphemeralContainer).chain(of(ImageOwner::Volume)).for_each(|field| all.add(field));
    let mut last = Vec::with_capacity(pod.spec.init_containers.len().saturating_add(1));
    for field in of(ImageOwner::InitContainer) {
        all.add(field);
        last.push(all);
    }
    of(ImageOwner::Container).for_each(|field| all.add(field));
    last.push(all);
    last
}

/// An image is not pulled for a container that runs, nor for an init container that has done its work.
fn last_pull(field: &ImageField<'_>) -> LastPull {
    let state = field.status().map(|status| &status.state);
    let running = state.and_then(|state| state.running.as_ref()?.started_at.as_ref());
    let is_done = field.owner() == ImageOwner::InitContainer;
    let done = state.and_then(|state| state.terminated.as_ref()).filter(|end| is_done && end.exit_code == 0);
    let started = running.or_else(|| done?.started_at.as_ref()).and_then(|at| at.parse().ok());
    started.map_or(LastPull::Unknown, LastPull::Before)
}
