//! When the pod worker syncs a pod again (`pkg/kubelet/pod_workers.go`, `completeWork`).

/// The base of a re-queue after a failed sync (`backOffPeriod`), and the scale of a source of delays.
pub(crate) const FAILED_SYNC_MS: u64 = 10_000;
/// The base after a sync without error (`resyncInterval`), and the most that a crash loop's end may ask for.
pub(crate) const RESYNC_MS: u64 = 60_000;

/// Where a delay comes from: any iterator of milliseconds.
///
/// Each number is the delay that the kubelet's `wait.Jitter(10 s, 0.5)` would give: 10,000 to 14,999. It is drawn
/// after every sync; where the base is another one, it is scaled. A list, a closure in
/// [`repeat_with`](core::iter::repeat_with) and, with the feature `seeded`, `SeededDelays` will
/// do. When it ends, so does the run.
///
/// ```
/// use pullspec::kubelet::{ContainerPlan, PodPlan, Pull, Timeline};
/// let app = ContainerPlan::regular("app", "redis:7").pull(Pull::fails(950, "no such host"));
/// let pod = PodPlan::new().container(app);
/// let mut last = 10_000;
/// let growing = std::iter::repeat_with(|| {
///     last = (last + 500).min(14_999);
///     last
/// });
/// assert_eq!(Timeline::new(&pod, growing).take(3).last().map(|step| step.start_ms), Some(24_000));
/// ```
pub trait RequeueDelays: Iterator<Item = u64> {}

impl<T: Iterator<Item = u64>> RequeueDelays for T {}

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
