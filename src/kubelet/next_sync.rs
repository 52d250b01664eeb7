//! When the next sync of a pod starts (`completeWork`, PLEG, triggers from outside), and whether it can change anything.

use super::container_turn::ended_ms;
use super::machine::{Machine, Version, request};
use super::machine_state::{State, Sync};
use super::worker::{FAILED_SYNC_MS, RESYNC_MS, scaled};
use crate::access::Ruling;

impl Machine<'_> {
    /// When the next sync after an idle one starts; `None` if nothing will ever happen. Resyncs in between find
    /// nothing to do either, and are left out.
    pub(crate) fn after_idle(&self, state: &mut State, sync: &Sync<'_>) -> Option<u64> {
        self.with_trigger(state, sync.now_ms, None)
    }

    /// Whether no later sync does anything.
    pub(crate) fn is_finished(&self, state: &State) -> bool {
        let sees_to_volumes = !self.pod.behavior.sees_to_image_volumes_only_to_start && self.volumes() > 0;
        state.unfinished == 0 && !sees_to_volumes && self.is_edited(state)
    }

    /// Whether no later sync tries anything: what is left are looks at image volumes that are there.
    pub(crate) fn is_settled(&self, state: &State) -> bool {
        let is_there = |index| {
            let Some(Version { plan, key, parses, .. }) = self.version(state, index) else { return true };
            let ruling = state
                .keys
                .get(*key)
                .map(|key| request(self.pod, plan, key).ruling(*parses, &self.pod.behavior));
            !matches!(ruling, Some(Ruling::Pull))
        };
        state.unfinished == 0
            && self.is_edited(state)
            && (self.pod.behavior.sees_to_image_volumes_only_to_start || (0..self.volumes()).all(is_there))
    }

    /// Whether all triggers have come, if any of them is an edit that starts a container again.
    const fn is_edited(&self, state: &State) -> bool {
        !self.has_edits || state.triggers_used >= self.triggers.len()
    }

    /// When the next sync starts, if the source of delays gives `delay_ms` (10,000 to 14,999); `None` past the end of
    /// time.
    pub(crate) fn next_sync(&self, state: &mut State, sync: &Sync<'_>, delay_ms: u64) -> Option<u64> {
        let base = self.requeue_base_ms(sync);
        let due = sync.now_ms.saturating_add(scaled(delay_ms, base));
        let queued = self.pod.ticks.first_after(due);
        self.with_trigger(state, sync.now_ms, queued)
    }

    /// The base of the re-queue (`completeWork`).
    pub(crate) fn requeue_base_ms(&self, sync: &Sync<'_>) -> u64 {
        if !sync.failed {
            return RESYNC_MS;
        }
        sync.crash_expiry_ms
            .filter(|_| self.pod.behavior.requeues_at_crash_loop_expiry)
            .map_or(FAILED_SYNC_MS, |expiry| expiry.saturating_sub(sync.now_ms).min(RESYNC_MS))
    }

    /// The next sync that the queue does not bring about.
    pub(crate) fn next_trigger(&self, state: &State) -> Option<u64> {
        let outside = self.triggers.get(state.triggers_used).copied();
        outside.into_iter().chain(state.notices.first().copied()).min()
    }

    /// The first moment after `ms` at which a sync in an unchanged state may find something else.
    pub(crate) fn next_change(&self, state: &State, ms: u64) -> u64 {
        let windows = state.keys.iter().filter_map(|key| Some(key.window?.ends_ms(&self.pod.schedule)));
        let containers = self.pod.containers.iter().zip(&state.containers);
        let ends = containers.filter_map(|(container, known)| ended_ms(container, *known));
        windows.chain(ends).filter(|&change| change > ms).min().unwrap_or(u64::MAX)
    }

    /// Lets a trigger that comes before the queued sync replace it.
    pub(crate) fn with_trigger(&self, state: &mut State, now_ms: u64, queued: Option<u64>) -> Option<u64> {
        let due = |&trigger: &u64| queued.is_none_or(|queued| trigger <= queued);
        let outside = self.triggers.get(state.triggers_used).copied().filter(due);
        let inside = state.notices.first().copied().filter(due);
        let next = match (outside, inside) {
            (Some(outside), inside) if inside.is_none_or(|inside| outside <= inside) => {
                state.triggers_used += 1;
                outside.max(now_ms)
            }
            (_, Some(inside)) => inside.max(now_ms),
            _ => queued?,
        };
        // One sync answers all notices that came before it.
        while state.notices.first().is_some_and(|&notice| notice <= next) {
            state.notices.pop_first();
        }
        Some(next)
    }
}
