//! Whether a sync has anything to do for a container (`computePodActions`), and whether a crash loop holds it up
//! (`doBackOff`).

use super::machine_state::{ContainerState, State, Sync};
use super::{ContainerKind, ContainerPlan};
use crate::backoff::{Schedule, Window};

/// Crash loops wait in the same windows as pulls, counted from the container's end (`MaxContainerBackOff`).
const CRASH_LOOP: Schedule = Schedule::IMAGE_PULL;

/// Init containers and sidecars run in one order.
pub(super) const fn is_init(kind: ContainerKind) -> bool {
    matches!(kind, ContainerKind::Init | ContainerKind::Sidecar)
}

/// Whether an init container will never be looked at again: it ended, or it is a sidecar that runs for good.
pub(super) fn is_done(state: &State, sync: &Sync<'_>, index: usize, container: &ContainerPlan) -> bool {
    let known = state.containers.get(index).copied().unwrap_or_default();
    match container.kind {
        ContainerKind::Init => ended_ms(container, known).is_some_and(|ended| ended <= sync.start_ms),
        _ => known.started_ms.is_some() && container.exits_after_ms.is_none(),
    }
}

/// Whether this sync has nothing to do for a container (`computePodActions`).
pub(super) fn is_skipped(
    state: &State,
    sync: &mut Sync<'_>,
    index: usize,
    container: &ContainerPlan,
) -> bool {
    let known = state.containers.get(index).copied().unwrap_or_default();
    let started = known.started_ms.is_some();
    let ended = ended_ms(container, known).is_some_and(|ended| ended <= sync.start_ms);
    match container.kind {
        ContainerKind::ImageVolume => false,
        ContainerKind::Ephemeral => started || container.added_ms > sync.start_ms,
        ContainerKind::Init => {
            let skipped = sync.initializing || started;
            sync.initializing |= !(started && ended);
            skipped
        }
        ContainerKind::Sidecar => {
            let skipped = sync.initializing || (started && !ended);
            sync.initializing |= !started;
            skipped
        }
        ContainerKind::Regular => sync.initializing || (started && !ended),
    }
}

/// When a started container ends.
pub(super) fn ended_ms(container: &ContainerPlan, known: ContainerState) -> Option<u64> {
    Some(known.started_ms?.saturating_add(container.exits_after_ms?))
}

/// The end of the crash-loop window that holds an ended container up, or `None` and its next window begins
/// (`doBackOff`).
pub(super) fn crash_loop(
    state: &mut State,
    now_ms: u64,
    index: usize,
    container: &ContainerPlan,
) -> Option<u64> {
    let known = state.containers.get_mut(index)?;
    if let Some(until_ms) = held_until(*known, now_ms, container) {
        return Some(until_ms);
    }
    let ended = ended_ms(container, *known).filter(|_| loops(container.kind))?;
    known.crash_window = Some(Window::after_failure(known.crash_window, &CRASH_LOOP, ended, now_ms, 0.0));
    None
}

/// The end of the crash-loop window in which a container is.
pub(super) fn held_until(known: ContainerState, now_ms: u64, container: &ContainerPlan) -> Option<u64> {
    let ended = ended_ms(container, known).filter(|_| loops(container.kind))?;
    let window = known.crash_window.filter(|window| window.blocks_since(&CRASH_LOOP, ended, now_ms))?;
    Some(ended.saturating_add(window.length_ms))
}

/// Whether such a container is started again after its end.
const fn loops(kind: ContainerKind) -> bool {
    matches!(kind, ContainerKind::Sidecar | ContainerKind::Regular)
}
