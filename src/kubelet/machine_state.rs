//! What the machine changes from sync to sync, and where in a sync it is.

use alloc::boxed::Box;
use alloc::collections::BTreeSet;
use alloc::vec::Vec;

use super::{ContainerPlan, ImageOutcome, PodPlan};
use crate::access::{PullCredentials, PulledRecord, record_pull};
use crate::backoff::Window;

/// The changing half: everything that the next sync depends on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct State {
    pub(crate) containers: Vec<ContainerState>,
    /// By number.
    pub(crate) keys: Vec<KeyState>,
    /// How many of the plan's triggers are used up.
    pub(crate) triggers_used: usize,
    /// When the kubelet notices starts and ends of containers (PLEG).
    pub(crate) notices: BTreeSet<u64>,
    /// How many containers may still change by themselves.
    pub(super) unfinished: usize,
    /// Before this place no init container has anything left to do.
    pub(super) initialized: usize,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ContainerState {
    pub(crate) attempts: u64,
    /// How many of them came before the last edit.
    pub(super) attempts_before: u64,
    /// How many edits it has seen.
    pub(super) version: usize,
    /// When it last started.
    pub(crate) started_ms: Option<u64>,
    pub(super) crash_window: Option<Window>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct KeyState {
    pub(super) present: bool,
    /// Who may use the image, where the kubelet verifies that.
    pub(super) record: Option<Box<PulledRecord>>,
    pub(crate) window: Option<Window>,
    /// The container, its version, and the number of the attempt in it that failed last.
    pub(super) failed: Option<(usize, usize, u64)>,
}

/// Where in a sync we are.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "what has happened so far, each by itself")]
pub(crate) struct Sync<'p> {
    pub(crate) number: u64,
    pub(crate) start_ms: u64,
    /// When the visits so far have ended.
    pub(crate) now_ms: u64,
    pub(super) next: usize,
    /// An init container was visited, or one is still running: nothing after it starts in this sync.
    pub(super) initializing: bool,
    pub(super) visited: bool,
    pub(super) failed: bool,
    /// A pull failed.
    pub(crate) pull_failed: bool,
    /// The nearest end of a crash-loop window.
    pub(super) crash_expiry_ms: Option<u64>,
    pub(super) volumes: Vec<Option<ImageOutcome<'p>>>,
}

impl Sync<'_> {
    /// A sync that starts.
    pub(crate) const fn new(number: u64, start_ms: u64) -> Self {
        Self {
            number,
            start_ms,
            now_ms: start_ms,
            next: 0,
            initializing: false,
            visited: false,
            failed: false,
            pull_failed: false,
            crash_expiry_ms: None,
            volumes: Vec::new(),
        }
    }

    /// Whether it found nothing to do so far: with an unfinished pod, an init container is running.
    pub(crate) const fn is_idle(&self) -> bool {
        !self.visited
    }

    /// Whether a crash loop held a container up, so that the re-queue depends on the time.
    pub(crate) const fn has_crash_loop(&self) -> bool {
        self.crash_expiry_ms.is_some()
    }
}

impl KeyState {
    /// Writes down who may use the image from now on.
    pub(super) fn note(&mut self, pod: &PodPlan, container: &ContainerPlan, used: &PullCredentials) {
        // The simulator knows an image by its text alone.
        let image_ref = self.record.as_ref().map_or(container.image.as_str(), |record| &*record.image_ref);
        if let Ok(Some(record)) =
            record_pull(self.record.as_deref(), &container.image, image_ref, Some(used), &pod.behavior)
        {
            self.record = Some(Box::new(record));
        }
    }
}
