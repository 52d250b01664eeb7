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
    last: OnceCell<Lasts<'p>>,
}

/// The last pulls of all images, and of those that can come while an init container is awaited.
#[derive(Default)]
struct Lasts<'p> {
    all: LastTwo<'p>,
    /// Of what waits for no init container.
    any_time: LastTwo<'p>,
    /// Up to each of the init containers, which come one after the other.
    init: Vec<LastTwo<'p>>,
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
        let last = self.last.get_or_init(|| Lasts::of(pod));
        let of_another = |last: &LastTwo<'_>| last.of_another_than(field.image());
        // What comes after an init container does not begin before its end.
        let other = match field.owner() {
            ImageOwner::InitContainer => {
                last.init.get(field.index()).and_then(of_another).max(of_another(&last.any_time))
            }
            _ => of_another(&last.all),
        };
        other.is_some_and(|pull| pull > LastPull::Before(at))
    }
}

impl<'p> Lasts<'p> {
    fn of(pod: &'p Pod) -> Self {
        let mut last = Self::default();
        let mut init = LastTwo::default();
        for field in pod.images() {
            last.all.add(&field);
            match field.owner() {
                ImageOwner::InitContainer => {
                    init.add(&field);
                    last.init.push(init);
                }
                ImageOwner::Container => {}
                ImageOwner::EphemeralContainer | ImageOwner::Volume => last.any_time.add(&field),
            }
        }
        last
    }
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
