//! What happened to a fleet: attempts and starts by the second.

use alloc::collections::BTreeMap;
use core::cmp::Reverse;
use core::time::Duration;

use super::fleet_registry::Answer;

/// What happened to a [`Fleet`](super::Fleet).
///
/// ```
/// use core::time::Duration;
/// use pullspec::kubelet::Fleet;
/// let secs = Duration::from_secs;
/// let report = Fleet::new(100, 10).with_outage(Duration::ZERO..secs(60)).run(secs(300));
/// assert_eq!(report.running(), 100);
/// assert_eq!(report.attempts_per_second().map(|(_, attempts)| attempts).sum::<u64>(), report.attempts());
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct FleetReport {
    pods: u64,
    attempts: BTreeMap<u64, u64>,
    failed: BTreeMap<u64, u64>,
    refused: BTreeMap<u64, u64>,
    started: BTreeMap<u64, u64>,
    throttled: u64,
    running: u64,
}

impl FleetReport {
    pub(super) fn new(pods: u64) -> Self {
        Self { pods, ..Self::default() }
    }

    /// Counts a pull with the registry's answer, or without one where the node's own limit refused it.
    pub(super) fn count(&mut self, answer: Option<Answer>, start_ms: u64, end_ms: u64) {
        let second = start_ms / 1_000;
        let Some(answer) = answer else {
            self.throttled += 1;
            return;
        };
        *self.attempts.entry(second).or_insert(0) += 1;
        match answer {
            Answer::Failed => *self.failed.entry(second).or_insert(0) += 1,
            Answer::TooMany => *self.refused.entry(second).or_insert(0) += 1,
            Answer::Served => {
                *self.started.entry(end_ms / 1_000).or_insert(0) += 1;
                self.running += 1;
            }
        }
    }

    /// The attempts that reached the registry: the start of each second in which there were any, and their number.
    ///
    /// ```
    /// use core::time::Duration;
    /// use pullspec::kubelet::Fleet;
    /// let report = Fleet::new(50, 50).with_arrivals_within(Duration::from_secs(5)).run(Duration::from_secs(60));
    /// assert!(report.attempts_per_second().eq([0, 1, 2, 3, 4].map(|second| (Duration::from_secs(second), 10))));
    /// ```
    pub fn attempts_per_second(&self) -> impl Iterator<Item = (Duration, u64)> {
        self.attempts.iter().map(|(&second, &attempts)| (Duration::from_secs(second), attempts))
    }

    /// All attempts that reached the registry.
    #[must_use]
    pub fn attempts(&self) -> u64 {
        self.attempts.values().sum()
    }

    /// The attempts that failed, without those that the registry refused: the start of each second in which one began
    /// that did, and their number.
    pub fn failed_per_second(&self) -> impl Iterator<Item = (Duration, u64)> {
        self.failed.iter().map(|(&second, &attempts)| (Duration::from_secs(second), attempts))
    }

    /// All attempts that failed, without those that the registry refused.
    ///
    /// ```
    /// use core::time::Duration;
    /// use pullspec::kubelet::Fleet;
    /// let away = Duration::ZERO..Duration::from_secs(5);
    /// assert_eq!(Fleet::new(9, 9).with_outage(away).run(Duration::from_secs(60)).failed(), 9);
    /// ```
    #[must_use]
    pub fn failed(&self) -> u64 {
        self.failed.values().sum()
    }

    /// The attempts that the registry refused beyond its [capacity](super::Fleet::with_capacity): the start of each second
    /// in which there were any, and their number.
    pub fn refused_per_second(&self) -> impl Iterator<Item = (Duration, u64)> {
        self.refused.iter().map(|(&second, &attempts)| (Duration::from_secs(second), attempts))
    }

    /// All attempts that the registry refused beyond its [capacity](super::Fleet::with_capacity).
    ///
    /// ```
    /// use core::time::Duration;
    /// use pullspec::kubelet::Fleet;
    /// assert_eq!(Fleet::new(9, 9).with_capacity(4).run(Duration::ZERO).refused(), 5);
    /// ```
    #[must_use]
    pub fn refused(&self) -> u64 {
        self.refused.values().sum()
    }

    /// The start of the first second with the most attempts, and their number.
    ///
    /// ```
    /// use core::time::Duration;
    /// use pullspec::kubelet::Fleet;
    /// assert_eq!(Fleet::new(50, 50).run(Duration::from_secs(60)).peak(), Some((Duration::ZERO, 50)));
    /// assert_eq!(Fleet::new(0, 1).run(Duration::from_secs(60)).peak(), None);
    /// ```
    #[must_use]
    pub fn peak(&self) -> Option<(Duration, u64)> {
        self.attempts_per_second().max_by_key(|&(second, attempts)| (attempts, Reverse(second)))
    }

    /// The pulls that a node's own limit refused, before they reached the registry.
    #[must_use]
    pub const fn throttled(&self) -> u64 {
        self.throttled
    }

    /// The pods that had their image at the end.
    #[must_use]
    pub const fn running(&self) -> u64 {
        self.running
    }

    /// The pods that got their image: the start of each second in which there were any, and their number.
    ///
    /// ```
    /// use core::time::Duration;
    /// use pullspec::kubelet::Fleet;
    /// let (secs, millis) = (Duration::from_secs, Duration::from_millis);
    /// let report = Fleet::new(2, 1).with_pull_times(millis(100), secs(5)).run(secs(60));
    /// assert!(report.started_per_second().eq([5, 10].map(|second| (secs(second), 1))));
    /// ```
    pub fn started_per_second(&self) -> impl Iterator<Item = (Duration, u64)> {
        self.started.iter().map(|(&second, &pods)| (Duration::from_secs(second), pods))
    }

    /// The end of the second in which this part of all pods, 0 to 1, had their image; `None` if fewer ever had.
    ///
    /// `running_at(1.0)` minus the end of the outage is how long recovery takes.
    ///
    /// ```
    /// use core::time::Duration;
    /// use pullspec::kubelet::Fleet;
    /// let (secs, millis) = (Duration::from_secs, Duration::from_millis);
    /// let report = Fleet::new(2, 1).with_pull_times(millis(100), secs(5)).run(secs(60));
    /// assert_eq!((report.running_at(0.5), report.running_at(1.0)), (Some(secs(6)), Some(secs(11))));
    /// ```
    #[must_use]
    pub fn running_at(&self, part: f64) -> Option<Duration> {
        #[expect(clippy::cast_precision_loss, reason = "a part of a number of pods")]
        let float = |pods: u64| pods as f64;
        let mut pods = 0;
        self.started.iter().find_map(|(&second, &started)| {
            pods += started;
            // 0.7 of 10 is a hair above 7 in floats.
            let is_reached = float(pods) * (1.0 + 1e-12) >= part * float(self.pods);
            is_reached.then(|| Duration::from_secs(second.saturating_add(1)))
        })
    }
}
