//! Sets of moments that lie on the grid of the kubelet's ticks, or beside it.

use alloc::collections::BTreeMap;
use core::time::Duration;

use crate::clock::whole_ms;

/// A set of moments in whole milliseconds, kept as runs of consecutive ticks.
///
/// ```
/// use core::time::Duration;
/// use pullspec::kubelet::{ContainerPlan, PodPlan, Pull};
/// let (secs, millis) = (Duration::from_secs, Duration::from_millis);
///
/// let app = ContainerPlan::regular("app", "redis:7").with_pull(Pull::fails(millis(950), "no such host"));
/// let bounds = PodPlan::new().with_container(app).bounds(secs(60))?;
/// let second = bounds.attempt(0, 2).expect("it starts within the minute");
/// assert_eq!((second.earliest().as_secs(), second.latest().as_secs()), (11, 16));
/// assert!(second.contains(secs(13)) && !second.contains(millis(13_500)));
/// # Ok::<(), pullspec::kubelet::TooManyStatesError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct StartTimes {
    tick_ms: u64,
    /// Last moments by the place within a tick and the first moment.
    runs: BTreeMap<(u64, u64), u64>,
}

impl StartTimes {
    pub(crate) const fn new(tick_ms: u64) -> Self {
        Self { tick_ms, runs: BTreeMap::new() }
    }

    /// The first of them.
    ///
    /// ```
    /// use core::time::Duration;
    /// use pullspec::kubelet::{ContainerPlan, PodPlan, Pull};
    /// let app = ContainerPlan::regular("app", "redis:7").with_pull(Pull::fails(Duration::from_millis(950), "EOF"));
    /// let bounds = PodPlan::new().with_container(app).bounds(Duration::from_secs(60))?;
    /// assert_eq!(bounds.attempt(0, 3).map(|at| at.earliest().as_secs()), Some(33));
    /// # Ok::<(), pullspec::kubelet::TooManyStatesError>(())
    /// ```
    #[must_use]
    pub fn earliest(&self) -> Duration {
        Duration::from_millis(self.runs.keys().map(|&(_, first)| first).min().unwrap_or(0))
    }

    /// The last of them.
    ///
    /// ```
    /// use core::time::Duration;
    /// use pullspec::kubelet::{ContainerPlan, PodPlan, Pull};
    /// let app = ContainerPlan::regular("app", "redis:7").with_pull(Pull::fails(Duration::from_millis(950), "EOF"));
    /// let bounds = PodPlan::new().with_container(app).bounds(Duration::from_secs(60))?;
    /// assert_eq!(bounds.attempt(0, 3).map(|at| at.latest().as_secs()), Some(47));
    /// # Ok::<(), pullspec::kubelet::TooManyStatesError>(())
    /// ```
    #[must_use]
    pub fn latest(&self) -> Duration {
        Duration::from_millis(self.runs.values().copied().max().unwrap_or(0))
    }

    /// Whether a moment is one of them.
    ///
    /// ```
    /// use core::time::Duration;
    /// use pullspec::kubelet::{ContainerPlan, PodPlan, Pull};
    /// let (secs, millis) = (Duration::from_secs, Duration::from_millis);
    /// let app = ContainerPlan::regular("app", "redis:7").with_pull(Pull::fails(millis(950), "EOF"));
    /// let bounds = PodPlan::new().with_container(app).bounds(secs(60))?;
    /// assert!(bounds.attempt(0, 2).is_some_and(|at| at.contains(secs(16)) && !at.contains(secs(17))));
    /// # Ok::<(), pullspec::kubelet::TooManyStatesError>(())
    /// ```
    #[must_use]
    pub fn contains(&self, at: Duration) -> bool {
        let ms = whole_ms(at);
        let place = self.place(ms);
        let run = self.runs.range(..=(place, ms)).next_back();
        run.is_some_and(|(&(at, _), &last)| at == place && ms <= last)
    }

    /// How many there are.
    ///
    /// ```
    /// use core::time::Duration;
    /// use pullspec::kubelet::{ContainerPlan, PodPlan, Pull};
    /// let app = ContainerPlan::regular("app", "redis:7").with_pull(Pull::fails(Duration::from_millis(950), "EOF"));
    /// let bounds = PodPlan::new().with_container(app).bounds(Duration::from_secs(60))?;
    /// assert_eq!(bounds.attempt(0, 2).map(|at| at.count()), Some(6)); // 11, 12, … 16 s
    /// # Ok::<(), pullspec::kubelet::TooManyStatesError>(())
    /// ```
    #[must_use]
    pub fn count(&self) -> u64 {
        let in_run = |(&(_, first), &last): (&(u64, u64), &u64)| {
            ((last - first) / self.tick_ms.max(1)).saturating_add(1)
        };
        self.runs.iter().map(in_run).fold(0, u64::saturating_add)
    }

    /// Adds every tick from `first` to `last`, which lie whole ticks apart.
    pub(crate) fn insert(&mut self, mut first: u64, mut last: u64) {
        let place = self.place(first);
        let before = self.runs.range(..=(place, first)).next_back().map(|(&key, &last)| (key, last));
        if let Some(((at, known), known_last)) = before
            && at == place
            && known_last.saturating_add(self.tick_ms) >= first
        {
            (first, last) = (known, last.max(known_last));
        }
        let reach = (place, last.saturating_add(self.tick_ms));
        while let Some((&key, &known_last)) = self.runs.range((place, first)..=reach).next() {
            self.runs.remove(&key);
            last = last.max(known_last);
        }
        self.runs.insert((place, first), last);
    }

    /// Takes a run out.
    pub(crate) fn pop_run(&mut self) -> Option<(u64, u64)> {
        self.runs.pop_first().map(|((_, first), last)| (first, last))
    }

    fn place(&self, ms: u64) -> u64 {
        ms % self.tick_ms.max(1)
    }
}

#[cfg(test)]
mod tests {
    use core::time::Duration;

    use super::StartTimes;

    #[test]
    fn ticks_that_follow_each_other_are_one_run() {
        let mut times = StartTimes::new(1_000);
        times.insert(1_250, 5_250);
        let contains = |ms| times.contains(Duration::from_millis(ms));
        assert!(contains(3_250) && !contains(3_000) && !contains(6_250));
        times.insert(6_250, 6_250);
        times.insert(9_250, 9_250);
        assert_eq!((times.runs.len(), times.count()), (2, 7));
        times.insert(7_250, 8_250);
        assert_eq!((times.runs.len(), times.count()), (1, 9));
        times.insert(7_000, 8_000);
        assert_eq!((times.runs.len(), times.count()), (2, 11));
    }
}
