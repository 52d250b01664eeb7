//! When the pod worker syncs a pod again (`pkg/kubelet/pod_workers.go`, `completeWork`).

/// The base of a re-queue after a failed sync (`backOffPeriod`), and the scale of a source of delays.
pub(crate) const FAILED_SYNC_MS: u64 = 10_000;
/// The base after a sync without error (`resyncInterval`), and the most that a crash loop's end may ask for.
pub(crate) const RESYNC_MS: u64 = 60_000;

/// The delay of a re-queue whose base is not the usual one.
pub(crate) fn scaled(delay_ms: u64, base_ms: u64) -> u64 {
    let scaled = u128::from(delay_ms) * u128::from(base_ms) / u128::from(FAILED_SYNC_MS);
    u64::try_from(scaled).unwrap_or(u64::MAX)
}

/// The ticks at which the kubelet looks for due pods.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Ticks {
    period_ms: u64,
    phase_ms: u64,
}

impl Ticks {
    /// Once a second.
    pub(crate) const KUBELET: Self = Self::new(1_000, 0);

    pub(crate) const fn new(period_ms: u64, phase_ms: u64) -> Self {
        let period_ms = if period_ms == 0 { 1 } else { period_ms };
        Self { period_ms, phase_ms: phase_ms % period_ms }
    }

    pub(crate) const fn period_ms(self) -> u64 {
        self.period_ms
    }

    /// The first tick strictly after a moment (`WorkQueue.GetWork` takes what is due **before** now).
    pub(crate) fn first_after(self, ms: u64) -> Option<u64> {
        match ms.checked_sub(self.phase_ms) {
            None => Some(self.phase_ms),
            Some(since) => ms.checked_add(self.period_ms - since % self.period_ms),
        }
    }

    /// The last tick strictly before a moment.
    pub(crate) fn last_before(self, ms: u64) -> Option<u64> {
        let since = ms.checked_sub(self.phase_ms)?.checked_sub(1)?;
        Some(ms - 1 - since % self.period_ms)
    }
}
