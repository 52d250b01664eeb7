//! When the pod worker syncs a pod again (`pkg/kubelet/pod_workers.go`, `completeWork`).

use super::PodPlan;

/// The base of a re-queue after a failed sync (`backOffPeriod`), and the scale of a source of delays.
pub(crate) const FAILED_SYNC_MS: u64 = 10_000;
/// The base after a sync without error (`resyncInterval`), and the most that a crash loop's end may ask for.
pub(crate) const RESYNC_MS: u64 = 60_000;

/// Where a delay comes from: any iterator of milliseconds.
///
/// Each number is the delay that the kubelet's `wait.Jitter(10 s, 0.5)` would give: 10,000 to 14,999. It is drawn
/// after every sync; where the base is another one, it is scaled. A list, a closure in
/// [`repeat_with`](core::iter::repeat_with) and, with the feature `seeded`, [`SeededDelays`](crate::SeededDelays) will
/// do. When it ends, so does the run.
pub trait RequeueDelays: Iterator<Item = u64> {}

impl<T: Iterator<Item = u64>> RequeueDelays for T {}

/// The delay of a re-queue whose base is not the usual one.
pub(crate) fn scaled(delay_ms: u64, base_ms: u64) -> u64 {
    let scaled = u128::from(delay_ms) * u128::from(base_ms) / u128::from(FAILED_SYNC_MS);
    u64::try_from(scaled).unwrap_or(u64::MAX)
}

impl PodPlan {
    /// The first tick strictly behind a moment (`WorkQueue.GetWork` takes what is due **before** now).
    pub(crate) fn first_tick_after(&self, ms: u64) -> Option<u64> {
        let tick = self.tick_ms.max(1);
        let phase = self.tick_phase_ms % tick;
        if ms < phase {
            return Some(phase);
        }
        ((ms - phase) / tick + 1).checked_mul(tick)?.checked_add(phase)
    }

    /// The last tick strictly before a moment.
    pub(crate) fn last_tick_before(&self, ms: u64) -> Option<u64> {
        let tick = self.tick_ms.max(1);
        let phase = self.tick_phase_ms % tick;
        let behind = ms.checked_sub(phase)?.checked_sub(1)?;
        Some(ms - 1 - behind % tick)
    }
}
