//! The earliest and latest time of every attempt over all delays that the kubelet may draw.
//!
//! A longer delay can mean an earlier retry: looks every 13.5 s meet the end of a 40 s window after 40.5 s, looks
//! every 12.9 s only after 51.6 s. So the extremes of the delays are not the extremes of the attempts, and this does
//! not run them. It follows sets: for each state that the pod can be in, the set of moments at which a sync can start
//! in it. Looks inside a window map runs of ticks to runs of ticks; only an attempt is computed for each moment.

use alloc::{collections::BTreeMap, vec, vec::Vec};
use core::time::Duration;

use super::machine::Machine;
use super::machine_state::{State, Sync};
use super::worker::{FAILED_SYNC_MS, scaled};
use super::{PodPlan, StartTimes};
use crate::clock::whole_ms;
use crate::go::duration::GoDuration;

/// The shortest and the longest delay of a re-queue, in whole milliseconds: 10 s and just below 15 s.
const DELAYS_MS: (u64, u64) = (10_000, 14_999);
/// How many containers are looked at, over all sets and moments, before giving up: less than a second. One more is
/// counted for the set itself.
const WORK: usize = 1_000_000;
/// How many containers the sets that wait may hold between them: some ten megabytes.
const HELD: usize = 100_000;

/// The pod can be in too many different states within the horizon.
///
/// Two containers with images of their own that fail for hours are an example: when one is tried says nothing about
/// the other. A nearer horizon, or each container alone, has an answer.
///
/// ```
/// use core::time::Duration;
/// use pullspec::kubelet::{ContainerPlan, PodPlan, Pull};
/// let millis = Duration::from_millis;
/// let app = ContainerPlan::regular("app", "redis:7").with_pull(Pull::fails(millis(950), "no such host"));
/// let error = PodPlan::new().with_container(app).bounds(Duration::MAX).unwrap_err();
/// assert_eq!(error.horizon, Duration::MAX);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[error("the pod can be in too many states within {}", GoDuration(*horizon))]
#[non_exhaustive]
pub struct TooManyStatesError {
    /// The horizon that is too far, counted from the first sync.
    pub horizon: Duration,
}

/// When attempts can start, over all delays. Made by [`PodPlan::bounds`].
///
/// ```
/// use core::time::Duration;
/// use pullspec::kubelet::{ContainerPlan, PodPlan, Pull};
/// let (secs, millis) = (Duration::from_secs, Duration::from_millis);
/// let app = ContainerPlan::regular("app", "redis:7").with_pull(Pull::fails(millis(950), "no such host"));
/// let bounds = PodPlan::new().with_container(app).bounds(secs(60))?;
/// assert_eq!(bounds.most_attempts(0), 3);
/// # Ok::<(), pullspec::kubelet::TooManyStatesError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Bounds {
    containers: Vec<ContainerBounds>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct ContainerBounds {
    /// By number, from attempt 1.
    attempts: Vec<StartTimes>,
    successes: StartTimes,
    /// The fewest attempts of a run that goes on after the horizon; none does if there is none.
    fewest_at_horizon: Option<u64>,
    /// Whether some run is without success at the horizon.
    open_at_horizon: bool,
}

impl PodPlan {
    /// When each attempt can start, over **all** delays that the kubelet may draw, for syncs that start at or before
    /// `horizon`.
    ///
    /// The answer is exact: every moment in it is reached by some run, and no run reaches another one. It needs the
    /// ticks' phase and the triggers, which are part of the pod.
    ///
    /// ```
    /// use core::time::Duration;
    /// use pullspec::kubelet::{ContainerPlan, PodPlan, Pull};
    /// let secs = Duration::from_secs;
    ///
    /// let app = ContainerPlan::regular("app", "redis:7").with_pull(Pull::fails(secs(2), "unauthorized"));
    /// let pod = PodPlan::new().with_container(app);
    /// let fourth = pod.bounds(secs(300))?.attempt(0, 4).map(|at| (at.earliest().as_secs(), at.latest().as_secs()));
    /// assert_eq!(fourth, Some((79, 105)));
    ///
    /// // "I fixed the secret after a minute; when does it pull?"
    /// let repaired = pod.with_repair_at(secs(60), secs(2)).bounds(secs(300))?;
    /// let success = repaired.success(0).map(|at| (at.earliest().as_secs(), at.latest().as_secs()));
    /// assert_eq!(success, Some((79, 105)));
    /// # Ok::<(), pullspec::kubelet::TooManyStatesError>(())
    /// ```
    ///
    /// # Errors
    /// [`TooManyStatesError`] for a horizon or a pod that would take more than a second or so, or some ten megabytes:
    /// `bounds(Duration::MAX)` of a pod that fails for ever, hundreds of containers that fail with images of their own.
    pub fn bounds(&self, horizon: Duration) -> Result<Bounds, TooManyStatesError> {
        let tick_ms = self.ticks.period_ms();
        let none = ContainerBounds {
            attempts: Vec::new(),
            successes: StartTimes::new(tick_ms),
            fewest_at_horizon: None,
            open_at_horizon: false,
        };
        let mut search = Search {
            machine: Machine::new(self),
            tick_ms,
            horizon_ms: whole_ms(horizon),
            horizon,
            work_left: WORK,
            held_left: HELD,
            families: BTreeMap::new(),
            found: vec![none; self.containers().len()],
        };
        search.add(search.machine.initial_state(), 0, 0)?;
        while let Some((state, starts)) = search.families.pop_first() {
            search.held_left = search.held_left.saturating_add(search.size());
            search.follow(&state, starts)?;
        }
        Ok(Bounds { containers: search.found })
    }
}

impl Bounds {
    /// When attempt `number` of a container can start, counted from 1; `None` if no run starts it within the horizon.
    ///
    /// ```
    /// use core::time::Duration;
    /// use pullspec::kubelet::{ContainerPlan, PodPlan, Pull};
    /// let (secs, millis) = (Duration::from_secs, Duration::from_millis);
    /// let app = ContainerPlan::regular("app", "redis:7").with_pull(Pull::fails(millis(950), "no such host"));
    /// let bounds = PodPlan::new().with_container(app).bounds(secs(60))?;
    /// assert_eq!(bounds.attempt(0, 2).map(|at| (at.earliest().as_secs(), at.latest().as_secs())), Some((11, 16)));
    /// assert_eq!(bounds.attempt(0, 9), None);
    /// # Ok::<(), pullspec::kubelet::TooManyStatesError>(())
    /// ```
    #[must_use]
    pub fn attempt(&self, container: usize, number: u64) -> Option<&StartTimes> {
        let index = usize::try_from(number.checked_sub(1)?).ok()?;
        self.containers.get(container)?.attempts.get(index)
    }

    /// Whether every run that goes on after the horizon has started that attempt before, so that the latest time is
    /// not just the last one before the horizon.
    ///
    /// ```
    /// use core::time::Duration;
    /// use pullspec::kubelet::{ContainerPlan, PodPlan, Pull};
    /// let (secs, millis) = (Duration::from_secs, Duration::from_millis);
    /// let app = ContainerPlan::regular("app", "redis:7").with_pull(Pull::fails(millis(950), "no such host"));
    /// let bounds = PodPlan::new().with_container(app).bounds(secs(14))?;
    /// // Some runs start the second attempt at 14 s or before, the others later.
    /// assert!(bounds.is_complete(0, 1) && !bounds.is_complete(0, 2));
    /// # Ok::<(), pullspec::kubelet::TooManyStatesError>(())
    /// ```
    #[must_use]
    pub fn is_complete(&self, container: usize, number: u64) -> bool {
        let fewest = self.containers.get(container).and_then(|found| found.fewest_at_horizon);
        fewest.is_none_or(|fewest| number <= fewest)
    }

    /// The most attempts of a container that start within the horizon.
    ///
    /// ```
    /// use core::time::Duration;
    /// use pullspec::kubelet::{ContainerPlan, PodPlan, Pull};
    /// let (secs, millis) = (Duration::from_secs, Duration::from_millis);
    /// let app = ContainerPlan::regular("app", "redis:7").with_pull(Pull::fails(millis(950), "no such host"));
    /// assert_eq!(PodPlan::new().with_container(app).bounds(secs(300))?.most_attempts(0), 5);
    /// # Ok::<(), pullspec::kubelet::TooManyStatesError>(())
    /// ```
    #[must_use]
    pub fn most_attempts(&self, container: usize) -> u64 {
        self.containers.get(container).map_or(0, |found| found.attempts.len() as u64)
    }

    /// When the container's successful attempt can start; `None` if no run has one.
    ///
    /// With [`PodPlan::with_repair_at`] this answers when a repair takes effect.
    ///
    /// ```
    /// use core::time::Duration;
    /// use pullspec::kubelet::{ContainerPlan, PodPlan, Pull};
    /// let (secs, millis) = (Duration::from_secs, Duration::from_millis);
    /// let app = ContainerPlan::regular("app", "redis:7").with_pull(Pull::fails(millis(950), "no such host")).with_repair_at(secs(5), secs(2));
    /// let bounds = PodPlan::new().with_container(app).bounds(secs(60))?;
    /// assert_eq!(bounds.success(0).map(|at| at.latest().as_secs()), Some(16));
    /// # Ok::<(), pullspec::kubelet::TooManyStatesError>(())
    /// ```
    #[must_use]
    pub fn success(&self, container: usize) -> Option<&StartTimes> {
        let found = self.containers.get(container)?;
        (found.successes.count() > 0).then_some(&found.successes)
    }

    /// Whether every run has that success within the horizon.
    ///
    /// ```
    /// use core::time::Duration;
    /// use pullspec::kubelet::{ContainerPlan, PodPlan, Pull};
    /// let (secs, millis) = (Duration::from_secs, Duration::from_millis);
    /// let app = ContainerPlan::regular("app", "redis:7").with_pull(Pull::fails(millis(950), "no such host")).with_repair_at(secs(5), secs(2));
    /// let pod = PodPlan::new().with_container(app);
    /// assert!(pod.bounds(secs(16))?.is_success_certain(0));
    /// assert!(!pod.bounds(millis(15_999))?.is_success_certain(0));
    /// # Ok::<(), pullspec::kubelet::TooManyStatesError>(())
    /// ```
    #[must_use]
    pub fn is_success_certain(&self, container: usize) -> bool {
        self.containers.get(container).is_some_and(|found| !found.open_at_horizon)
            && self.success(container).is_some()
    }
}

struct Search<'p> {
    machine: Machine<'p>,
    tick_ms: u64,
    horizon_ms: u64,
    /// The same as it was given.
    horizon: Duration,
    work_left: usize,
    held_left: usize,
    /// Moments at which a sync can start, by the state it starts in. States with less progress come first, so that
    /// most are complete when their turn comes.
    families: BTreeMap<State, StartTimes>,
    found: Vec<ContainerBounds>,
}

impl<'p> Search<'p> {
    /// All that can follow from one state.
    fn follow(&mut self, state: &State, mut starts: StartTimes) -> Result<(), TooManyStatesError> {
        while let Some((first, last)) = starts.pop_run() {
            self.work_left = self.work_left.checked_sub(self.size()).ok_or(self.too_many())?;
            let mut after = state.clone();
            let mut sync = Sync::new(0, first);
            while let Some(step) = self.machine.visit(&mut after, &mut sync) {
                let Some(number) = step.attempt() else { continue };
                let (tick_ms, success) = (self.tick_ms, step.is_success());
                let Some(found) = self.found.get_mut(step.index) else { continue };
                let index = usize::try_from(number - 1).unwrap_or(usize::MAX);
                if index == found.attempts.len() {
                    found.attempts.push(StartTimes::new(tick_ms));
                }
                if let Some(attempt) = found.attempts.get_mut(index) {
                    attempt.insert(step.start_ms, step.start_ms);
                }
                if success {
                    found.successes.insert(step.start_ms, step.start_ms);
                }
            }
            let is_look = after == *state && sync.now_ms == first;
            let looks_until = if is_look { self.same_looks(state, &sync, last) } else { first };
            if looks_until < last {
                starts.insert(looks_until + self.tick_ms, last);
            }
            if self.machine.is_settled(&after) {
                continue;
            }
            if sync.is_idle() {
                match self.machine.after_idle(&mut after, &sync) {
                    Some(start) => self.add(after, start, start)?,
                    None => self.cut(&after),
                }
                continue;
            }
            self.requeue(state, after, &sync, looks_until, &mut starts)?;
        }
        Ok(())
    }

    /// Adds what follows the syncs that begin like `sync` and end a whole number of ticks later, until `looks_until`.
    fn requeue(
        &mut self,
        state: &State,
        mut after: State,
        sync: &Sync<'p>,
        looks_until: u64,
        starts: &mut StartTimes,
    ) -> Result<(), TooManyStatesError> {
        let base_ms = self.machine.requeue_base_ms(sync);
        let later = looks_until.saturating_sub(sync.start_ms);
        let queued = |ms: u64, delay_ms| {
            self.machine.pod.ticks.first_after(ms.saturating_add(scaled(delay_ms, base_ms)))
        };
        let earliest = queued(sync.now_ms, DELAYS_MS.0);
        let latest = queued(sync.now_ms.saturating_add(later), DELAYS_MS.1);
        let trigger = self.machine.next_trigger(&after);
        // A trigger replaces the queued sync that would come with it or after it.
        let untriggered = match (latest, trigger) {
            (Some(latest), Some(trigger)) if latest < trigger => Some(latest),
            (_, Some(trigger)) => self.machine.pod.ticks.last_before(trigger),
            (latest, None) => latest,
        };
        match (earliest, untriggered) {
            (Some(earliest), Some(last)) if earliest <= last => {
                if after == *state && last <= self.horizon_ms {
                    starts.insert(earliest, last);
                } else {
                    self.add(after.clone(), earliest, last)?;
                }
            }
            (None, _) if trigger.is_none() => self.cut(&after),
            _ => {}
        }
        if trigger.is_some_and(|trigger| latest.is_none_or(|latest| trigger <= latest))
            && let Some(start) = self.machine.with_trigger(&mut after, sync.now_ms, latest)
        {
            self.add(after, start, start)?;
        }
        Ok(())
    }

    /// What one set costs.
    fn size(&self) -> usize {
        self.found.len().saturating_add(1)
    }

    const fn too_many(&self) -> TooManyStatesError {
        TooManyStatesError { horizon: self.horizon }
    }

    /// The last moment of a run up to `last` at which a sync finds exactly what `sync` found, and is re-queued in the
    /// same way.
    fn same_looks(&self, state: &State, sync: &Sync<'p>, last: u64) -> u64 {
        let first = sync.start_ms;
        if self.machine.requeue_base_ms(sync) != FAILED_SYNC_MS || sync.has_crash_loop() {
            return first;
        }
        let change = self.machine.next_change(state, first);
        // Where a trigger may come in between, each moment is looked at alone.
        let before_trigger = self
            .machine
            .next_trigger(state)
            .map_or(u64::MAX, |trigger| trigger.saturating_sub(self.tick_ms.saturating_add(DELAYS_MS.1 + 1)));
        let end = change.saturating_sub(1).min(before_trigger).min(last).max(first);
        end - (end - first) % self.tick_ms
    }

    /// Adds moments at which a sync can start in a state, as far as they are within the horizon.
    fn add(&mut self, state: State, first: u64, last: u64) -> Result<(), TooManyStatesError> {
        if last > self.horizon_ms {
            self.cut(&state);
        }
        if first > self.horizon_ms {
            return Ok(());
        }
        let last = last.min(self.horizon_ms);
        let last = last - (last - first) % self.tick_ms;
        let tick_ms = self.tick_ms;
        if !self.families.contains_key(&state) {
            self.held_left = self.held_left.checked_sub(self.size()).ok_or(self.too_many())?;
        }
        self.families.entry(state).or_insert_with(|| StartTimes::new(tick_ms)).insert(first, last);
        Ok(())
    }

    /// Notes that some run goes on after the horizon in this state.
    fn cut(&mut self, state: &State) {
        for (found, known) in self.found.iter_mut().zip(&state.containers) {
            let fewest = found.fewest_at_horizon.unwrap_or(u64::MAX);
            found.fewest_at_horizon = Some(fewest.min(known.attempts));
            found.open_at_horizon |= known.started_ms.is_none();
        }
    }
}
