//! Questions about a recorded run.

use alloc::vec::Vec;
use core::ops::RangeBounds;
use core::time::Duration;

use super::status::reported_ms;
use super::{EventLog, PodPlan, ReportedStatus, StatusChange, Step, StepEvent};
use crate::clock::whole_ms;

/// The steps of a pod up to a horizon, made by [`Timeline::until`](crate::kubelet::Timeline::until), and the questions that
/// operators ask about them.
///
/// Containers are named by their place in [`PodPlan::containers`]; times count from the first sync, in whole milliseconds.
///
/// ```
/// use core::time::Duration;
/// use pullspec::WaitingReason;
/// use pullspec::kubelet::{ContainerPlan, PodPlan, Pull, Timeline};
/// let (secs, millis) = (Duration::from_secs, Duration::from_millis);
///
/// let app = ContainerPlan::regular("app", "redis:7").with_pull(Pull::fails(millis(950), "no such host"));
/// let pod = PodPlan::new().with_container(app);
/// let run = Timeline::new(&pod, std::iter::repeat(millis(12_500))).until(secs(600));
///
/// assert_eq!(run.status_at(0, secs(60)).reason(), Some(WaitingReason::ErrImagePull));
/// assert_eq!(run.next_attempt_after(0, secs(60)).map(|step| step.start().as_secs()), Some(94));
/// // "I fixed the secret at 3:10, when will it pull?" Not before the sixth attempt.
/// assert_eq!(run.repair_takes_effect(0, secs(190)), Some(secs(356)));
/// ```
#[derive(Clone, Debug)]
pub struct Run<'p> {
    pod: &'p PodPlan,
    steps: Vec<Step<'p>>,
    horizon_ms: u64,
    /// Number and start of each sync that has steps.
    syncs: Vec<(u64, u64)>,
    /// Of each container, the places of its steps.
    own: Vec<Vec<Place>>,
}

/// Where a container's step stands among all.
#[derive(Clone, Copy, Debug)]
struct Place {
    index: usize,
    /// The latest moment at which the API shows what it or one before it found; `u64::MAX` if none does in this run.
    reported_ms: u64,
}

impl<'p> Run<'p> {
    pub(crate) fn new(pod: &'p PodPlan, steps: impl Iterator<Item = Step<'p>>, horizon_ms: u64) -> Self {
        let steps: Vec<Step<'p>> = steps.collect();
        let mut syncs: Vec<(u64, u64)> = steps.iter().map(|step| (step.sync, step.sync_start_ms)).collect();
        syncs.dedup();
        let mut own: Vec<Vec<Place>> = Vec::new();
        own.resize_with(pod.containers.len(), Vec::new);
        for (index, step) in steps.iter().enumerate() {
            let Some(places) = own.get_mut(step.index) else { continue };
            let before = places.last().map_or(0, |place| place.reported_ms);
            let reported = reported_ms(step, |sync| next_sync(&syncs, sync)).unwrap_or(u64::MAX);
            places.push(Place { index, reported_ms: reported.max(before) });
        }
        Self { pod, steps, horizon_ms, syncs, own }
    }

    /// A container's own steps.
    fn of(&self, container: usize) -> &[Place] {
        self.own.get(container).map_or(&[], Vec::as_slice)
    }

    /// A container's steps from the first one on that is not over before `ms`.
    fn of_from(&self, container: usize, ms: u64) -> impl Iterator<Item = &Step<'p>> {
        let places = self.of(container);
        let is_over = |place: &Place| self.steps.get(place.index).is_some_and(|step| step.end_ms < ms);
        let first = places.partition_point(is_over);
        places.iter().skip(first).filter_map(|place| self.steps.get(place.index))
    }

    /// The pod.
    ///
    /// ```
    /// use core::time::Duration;
    /// use pullspec::kubelet::{ContainerPlan, PodPlan, Timeline};
    /// let pod = PodPlan::new().with_container(ContainerPlan::regular("app", "redis:7"));
    /// let run = Timeline::new(&pod, []).until(Duration::from_secs(60));
    /// assert_eq!(run.pod().index_of("app"), Some(0));
    /// ```
    #[must_use]
    pub const fn pod(&self) -> &'p PodPlan {
        self.pod
    }

    /// No sync that starts later, counted from the first one, is part of the run.
    ///
    /// ```
    /// use core::time::Duration;
    /// use pullspec::kubelet::{PodPlan, Timeline};
    /// let secs = Duration::from_secs;
    /// assert_eq!(Timeline::new(&PodPlan::new(), []).until(secs(60)).horizon(), secs(60));
    /// ```
    #[must_use]
    pub const fn horizon(&self) -> Duration {
        Duration::from_millis(self.horizon_ms)
    }

    /// Every step, in the order of time.
    ///
    /// ```
    /// use core::time::Duration;
    /// use pullspec::kubelet::{ContainerPlan, PodPlan, Timeline};
    /// let pod = PodPlan::new().with_container(ContainerPlan::regular("app", "redis:7"));
    /// let run = Timeline::new(&pod, []).until(Duration::from_secs(60));
    /// assert!(run.steps().len() == 1 && run.steps()[0].is_success());
    /// ```
    #[must_use]
    pub fn steps(&self) -> &[Step<'p>] {
        &self.steps
    }

    /// The attempts to pull, of all containers, that start in a range of time.
    ///
    /// ```
    /// use core::time::Duration;
    /// use pullspec::kubelet::{ContainerPlan, PodPlan, Pull, Timeline};
    /// let (secs, millis) = (Duration::from_secs, Duration::from_millis);
    /// let app = ContainerPlan::regular("app", "redis:7").with_pull(Pull::fails(millis(950), "no such host"));
    /// let pod = PodPlan::new().with_container(app);
    /// let run = Timeline::new(&pod, std::iter::repeat(millis(12_500))).until(secs(300));
    /// assert_eq!((run.attempts_in(..secs(60)).count(), run.attempts_in(secs(60)..).count()), (3, 2));
    /// ```
    pub fn attempts_in(&self, range: impl RangeBounds<Duration>) -> impl Iterator<Item = &Step<'p>> {
        self.steps.iter().filter(move |step| step.attempt().is_some() && range.contains(&step.start()))
    }

    /// A container's first attempt that starts after `at`; `None` if none does within the horizon.
    ///
    /// ```
    /// use core::time::Duration;
    /// use pullspec::kubelet::{ContainerPlan, PodPlan, Pull, Timeline};
    /// let (secs, millis) = (Duration::from_secs, Duration::from_millis);
    /// let app = ContainerPlan::regular("app", "redis:7").with_pull(Pull::fails(millis(950), "no such host"));
    /// let pod = PodPlan::new().with_container(app);
    /// let run = Timeline::new(&pod, std::iter::repeat(millis(12_500))).until(secs(300));
    /// let next = run.next_attempt_after(0, secs(100)).expect("within five minutes");
    /// assert_eq!((next.attempt(), next.start().as_secs()), (Some(5), 186));
    /// ```
    #[must_use]
    pub fn next_attempt_after(&self, container: usize, at: Duration) -> Option<&Step<'p>> {
        let ms = whole_ms(at);
        self.of_from(container, ms).find(|step| step.attempt().is_some() && step.start_ms > ms)
    }

    /// When a container's image is asked for again after its cause of failure was repaired at `at`: the start of the
    /// first attempt at that time or later; `None` if none comes within the horizon.
    ///
    /// An attempt that is under way at the repair is lost. What happens afterwards is the run of
    /// [`PodPlan::with_repair_at`].
    ///
    /// ```
    /// use core::time::Duration;
    /// use pullspec::kubelet::{ContainerPlan, PodPlan, Pull, Timeline};
    /// let (secs, millis) = (Duration::from_secs, Duration::from_millis);
    /// let app = ContainerPlan::regular("app", "redis:7").with_pull(Pull::fails(millis(950), "no such host"));
    /// let pod = PodPlan::new().with_container(app);
    /// let run = Timeline::new(&pod, std::iter::repeat(millis(12_500))).until(secs(300));
    /// assert_eq!(run.repair_takes_effect(0, secs(100)), Some(secs(186)));
    /// ```
    #[must_use]
    pub fn repair_takes_effect(&self, container: usize, at: Duration) -> Option<Duration> {
        let ms = whole_ms(at);
        let mut later = self.of_from(container, ms).filter(|step| step.start_ms >= ms);
        later.find(|step| step.attempt().is_some()).map(Step::start)
    }

    /// The events of all containers that are emitted in a range of time, in the order of emission.
    ///
    /// ```
    /// use core::time::Duration;
    /// use pullspec::kubelet::{ContainerPlan, PodPlan, Pull, Timeline};
    /// let (secs, millis) = (Duration::from_secs, Duration::from_millis);
    /// let app = ContainerPlan::regular("app", "redis:7").with_pull(Pull::fails(millis(950), "no such host"));
    /// let pod = PodPlan::new().with_container(app);
    /// let run = Timeline::new(&pod, std::iter::repeat(millis(12_500))).until(secs(60));
    /// let first: Vec<String> = run.events_in(..=millis(950)).map(|event| event.message()).collect();
    /// assert_eq!(first, ["Pulling image \"redis:7\"", "Failed to pull image \"redis:7\": no such host", "Error: ErrImagePull"]);
    /// ```
    pub fn events_in(&self, range: impl RangeBounds<Duration>) -> impl Iterator<Item = StepEvent<'p>> {
        self.steps.iter().flat_map(Step::events).filter(move |event| range.contains(&event.at))
    }

    /// The events as the API server stores them at `at`, after client-go counted, combined and dropped.
    ///
    /// ```
    /// use core::time::Duration;
    /// use pullspec::kubectl::describe_events;
    /// use pullspec::kubelet::{ContainerPlan, PodPlan, Pull, Timeline};
    /// let (secs, millis) = (Duration::from_secs, Duration::from_millis);
    /// let app = ContainerPlan::regular("app", "redis:7").with_pull(Pull::fails(millis(950), "no such host"));
    /// let pod = PodPlan::new().with_container(app);
    /// let run = Timeline::new(&pod, std::iter::repeat(millis(12_500))).until(secs(60));
    /// println!("{}", describe_events(run.event_log_at(secs(30)).rows(), secs(30)));
    /// ```
    #[must_use]
    pub fn event_log_at(&self, at: Duration) -> EventLog {
        let mut log = EventLog::new(&self.pod.behavior);
        for event in self.events_in(..=at) {
            log.record(&event);
        }
        log
    }

    /// What the API shows of a container, and since when: changes only.
    ///
    /// The kubelet writes the status at the start of a sync, from what the sync before it found.
    ///
    /// ```
    /// use core::time::Duration;
    /// use pullspec::kubelet::{ContainerPlan, PodPlan, Pull, Timeline};
    /// let (secs, millis) = (Duration::from_secs, Duration::from_millis);
    /// let app = ContainerPlan::regular("app", "redis:7").with_pull(Pull::fails(millis(950), "no such host"));
    /// let pod = PodPlan::new().with_container(app).with_sync_at(secs(1));
    /// let run = Timeline::new(&pod, std::iter::repeat(millis(12_500))).until(secs(30));
    /// let shown: Vec<_> =
    ///     run.status_changes(0).map(|change| (change.at.as_secs(), change.status.reason().expect("waits").to_string())).collect();
    /// let want = [(0, "ContainerCreating"), (1, "ErrImagePull"), (14, "ImagePullBackOff"), (28, "ErrImagePull")];
    /// assert!(shown.iter().map(|(at, reason)| (*at, reason.as_str())).eq(want));
    /// ```
    pub fn status_changes(&self, container: usize) -> impl Iterator<Item = StatusChange<'p>> {
        let own = self.of(container).iter().filter_map(|place| self.steps.get(place.index).copied());
        StatusChange::of(self.pod, own, |sync| next_sync(&self.syncs, sync))
    }

    /// Since when the pod has the condition `PodReadyToStartContainers`: its sandbox and network are there. They take no
    /// time in a simulation, but up to 1.35 the condition is written by the sync after the first one, so that it is
    /// missing while the first images are pulled; since 1.36 it is written before them (kubernetes#134660). `None` if no
    /// such sync is part of the run.
    ///
    /// ```
    /// use core::time::Duration;
    /// use pullspec::api::Behavior;
    /// use pullspec::kubelet::{ContainerPlan, PodPlan, Pull, Timeline};
    /// let secs = Duration::from_secs;
    /// let app = ContainerPlan::regular("app", "redis:7").with_pull(Pull::fails(secs(40), "i/o timeout"));
    /// let ready = |minor| {
    ///     let pod = PodPlan::new().with_behavior(Behavior::for_minor(minor)).with_container(app.clone()).with_sync_at(secs(1));
    ///     Timeline::new(&pod, [secs(10)]).until(secs(60)).ready_to_start_at()
    /// };
    /// assert_eq!((ready(35), ready(36)), (Some(secs(40)), Some(Duration::ZERO)));
    /// ```
    #[must_use]
    pub fn ready_to_start_at(&self) -> Option<Duration> {
        let (first, _) = *self.syncs.first()?;
        if self.pod.behavior.reports_ready_to_start_before_pull {
            return Some(Duration::ZERO);
        }
        let last = self.steps.iter().take_while(|step| step.sync == first).last()?;
        // The start of a container brings a sync about that finds nothing to do.
        let noticed = || reported_ms(last, |_| None);
        next_sync(&self.syncs, first).or_else(noticed).map(Duration::from_millis)
    }

    /// What the API shows of a container at `at`.
    ///
    /// ```
    /// use core::time::Duration;
    /// use pullspec::WaitingReason;
    /// use pullspec::kubelet::{ContainerPlan, PodPlan, Pull, Timeline};
    /// let (secs, millis) = (Duration::from_secs, Duration::from_millis);
    /// let app = ContainerPlan::regular("app", "redis:7").with_pull(Pull::fails(millis(950), "no such host"));
    /// let pod = PodPlan::new().with_container(app);
    /// let run = Timeline::new(&pod, std::iter::repeat(millis(12_500))).until(secs(60));
    /// assert_eq!(run.status_at(0, secs(5)).reason(), Some(WaitingReason::ContainerCreating)); // it failed at 950 ms
    /// ```
    #[must_use]
    pub fn status_at(&self, container: usize, at: Duration) -> ReportedStatus<'p> {
        let ms = whole_ms(at);
        let places = self.of(container);
        let reported =
            places.partition_point(|place| place.reported_ms <= ms && place.reported_ms < u64::MAX);
        let last = reported.checked_sub(1).and_then(|last| self.steps.get(places.get(last)?.index));
        last.map_or(ReportedStatus::before(self.pod), |step| ReportedStatus::after(*step))
    }
}

/// When the first sync after this one starts.
fn next_sync(syncs: &[(u64, u64)], sync: u64) -> Option<u64> {
    let next = syncs.partition_point(|&(number, _)| number <= sync);
    syncs.get(next).map(|&(_, start_ms)| start_ms)
}
