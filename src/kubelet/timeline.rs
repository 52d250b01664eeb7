//! The run of a pod, step by step.

use core::time::Duration;

use super::machine::Machine;
use super::machine_state::{State, Sync};
use super::{PodPlan, Run, Step};
use crate::clock::whole_ms;

/// The kubelet's syncs of one pod: an iterator of [`Step`]s that computes one when it is asked for one.
///
/// Delays come from the caller: each is what the kubelet's `wait.Jitter(10 s, 0.5)` would give, 10 s to 14.999 s, in whole
/// milliseconds. One is drawn after every sync; where the base is another one, it is scaled. A list, a closure in
/// [`repeat_with`](core::iter::repeat_with) and [`SeededDelays`](super::SeededDelays) will do.
///
/// The run ends when all containers have started, or with the delays; with image volumes, which a kubelet up to 1.36 sees
/// to in every sync, only with the delays. A failing pod retries for ever, so that something
/// has to end it: an adapter such as `take_while`, which keeps nothing, or [`Timeline::until`], which keeps every step.
///
/// ```
/// use core::time::Duration;
/// use pullspec::kubelet::{ContainerPlan, PodPlan, Pull, Timeline};
/// let millis = Duration::from_millis;
///
/// let app = ContainerPlan::regular("app", "redis:7").with_pull(Pull::fails(millis(950), "no such host"));
/// let pod = PodPlan::new().with_container(app);
/// let attempts: Vec<u64> = Timeline::new(&pod, std::iter::repeat(millis(12_500)))
///     .filter(|step| step.attempt().is_some())
///     .map(|step| step.start().as_secs())
///     .take(5)
///     .collect();
/// assert_eq!(attempts, [0, 14, 41, 94, 186]);
/// ```
#[derive(Clone, Debug)]
pub struct Timeline<'p, D> {
    machine: Machine<'p>,
    state: State,
    sync: Sync<'p>,
    delays: D,
    /// A step that was computed to learn whether the one before it is the last of its sync.
    ahead: Option<Step<'p>>,
    is_over: bool,
}

impl<'p, D: Iterator<Item = Duration>> Timeline<'p, D> {
    /// The run of a pod from its first sync, at 0.
    ///
    /// ```
    /// use core::time::Duration;
    /// use pullspec::kubelet::{ContainerPlan, PodPlan, Pull, Timeline};
    /// let (secs, millis) = (Duration::from_secs, Duration::from_millis);
    /// let app = ContainerPlan::regular("app", "redis:7").with_pull(Pull::fails(millis(950), "no such host"));
    /// let pod = PodPlan::new().with_container(app);
    /// let starts: Vec<u64> = Timeline::new(&pod, [secs(10), millis(14_999)]).map(|step| step.start().as_secs()).collect();
    /// assert_eq!(starts, [0, 11, 27]); // it ends with the delays
    /// ```
    #[must_use]
    pub fn new(pod: &'p PodPlan, delays: impl IntoIterator<Item = Duration, IntoIter = D>) -> Self {
        let machine = Machine::new(pod);
        let state = machine.initial_state();
        Self {
            machine,
            state,
            sync: Sync::new(0, 0),
            delays: delays.into_iter(),
            ahead: None,
            is_over: false,
        }
    }

    /// The pod.
    #[must_use]
    pub const fn pod(&self) -> &'p PodPlan {
        self.machine.pod
    }

    /// All steps of the syncs that start at or before `horizon`, for questions about them.
    ///
    /// It keeps every step, so that its memory grows with the horizon: a failing container takes some 7,000 steps a
    /// day, and a pod that fails for ever never ends before the horizon. For one pass over a long run take the iterator
    /// itself, which keeps nothing:
    ///
    /// ```
    /// use core::time::Duration;
    /// use pullspec::kubelet::{ContainerPlan, PodPlan, Pull, Timeline};
    /// let millis = Duration::from_millis;
    /// let app = ContainerPlan::regular("app", "redis:7").with_pull(Pull::fails(millis(950), "no such host"));
    /// let pod = PodPlan::new().with_container(app);
    /// let a_month = Timeline::new(&pod, std::iter::repeat(millis(12_500))).take_while(|step| step.sync_start().as_secs() <= 30 * 86_400);
    /// assert!(a_month.filter(|step| step.attempt().is_some()).count() > 8_000);
    /// ```
    ///
    /// ```
    /// use core::time::Duration;
    /// use pullspec::kubelet::{ContainerPlan, PodPlan, Pull, Timeline};
    /// let (secs, millis) = (Duration::from_secs, Duration::from_millis);
    /// let app = ContainerPlan::regular("app", "redis:7").with_pull(Pull::fails(millis(950), "no such host"));
    /// let pod = PodPlan::new().with_container(app);
    /// let run = Timeline::new(&pod, std::iter::repeat(millis(12_500))).until(secs(3_600));
    /// assert_eq!(run.attempts_in(..).count(), 16);
    /// ```
    #[must_use]
    pub fn until(self, horizon: Duration) -> Run<'p> {
        let horizon_ms = whole_ms(horizon);
        let pod = self.pod();
        Run::new(pod, self.take_while(|step| step.sync_start_ms <= horizon_ms), horizon_ms)
    }

    fn visit(&mut self) -> Option<Step<'p>> {
        self.machine.visit(&mut self.state, &mut self.sync)
    }

    /// The last step of a sync in which a pull failed tells of the secrets that cannot be read.
    fn with_secrets(&mut self, step: Step<'p>) -> Step<'p> {
        let PodPlan { behavior, unreadable_secrets, .. } = self.pod();
        if unreadable_secrets.is_empty() || !behavior.reports_unreadable_secrets_after_failed_pulls {
            return step;
        }
        self.ahead = self.visit();
        if self.ahead.is_none() && self.sync.pull_failed { step.telling_of_secrets() } else { step }
    }

    /// The start of the next sync; `None` if there is none.
    fn next_start(&mut self) -> Option<u64> {
        if self.machine.is_finished(&self.state) {
            return None;
        }
        if self.sync.is_idle() {
            return self.machine.after_idle(&mut self.state, &self.sync);
        }
        let delay = whole_ms(self.delays.next()?);
        self.machine.next_sync(&mut self.state, &self.sync, delay)
    }
}

impl<'p, D: Iterator<Item = Duration>> Iterator for Timeline<'p, D> {
    type Item = Step<'p>;

    fn next(&mut self) -> Option<Step<'p>> {
        while !self.is_over {
            if let Some(step) = self.ahead.take().or_else(|| self.visit()) {
                return Some(self.with_secrets(step));
            }
            match self.next_start() {
                Some(start) => self.sync = Sync::new(self.sync.number + 1, start),
                None => self.is_over = true,
            }
        }
        None
    }
}

impl<D: Iterator<Item = Duration>> core::iter::FusedIterator for Timeline<'_, D> {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::CredentialVerificationPolicy;
    use crate::api::Behavior;
    use crate::kubelet::{ContainerPlan, PodPlan, Pull};
    use crate::reference::parse::scans;
    use std::format;
    use std::string::String;
    use std::vec::Vec;

    /// A plan parses each image once; neither its syncs nor their words do so again.
    #[test]
    fn an_image_is_scanned_once() {
        let second = Duration::from_secs(1);
        for minor in [34, 35, 36] {
            let (steps, scanned) = scans::of(|| {
                let images = ["quay.io/team/app:1", "redis", "Redis"];
                let containers = images.into_iter().map(|image| {
                    ContainerPlan::regular(image, image)
                        .with_pull(Pull::fails(second, "EOF"))
                        .with_pull(Pull::succeeds(second))
                        .with_exit_after(second)
                });
                let pod = PodPlan::new()
                    .with_behavior(Behavior::for_minor(minor))
                    .with_verification(CredentialVerificationPolicy::AlwaysVerify)
                    .with_containers(containers);
                let delays = core::iter::repeat(Duration::from_secs(12));
                let said = |step: Step<'_>| {
                    let events = step.events().map(|event| event.message()).collect::<String>();
                    format!("{:?} {} {events}", step.reason(), step.message())
                };
                Timeline::new(&pod, delays).take(60).map(said).collect::<Vec<_>>()
            });
            assert!(steps.iter().any(|step| step.starts_with("Some(InvalidImageName)")), "1.{minor}");
            assert!(steps.iter().any(|step| step.contains("Container image \"redis\" already present")));
            assert_eq!(scanned, ["quay.io/team/app:1", "redis", "Redis"], "1.{minor}");
        }
    }
}
