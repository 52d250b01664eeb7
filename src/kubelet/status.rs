//! What the API shows of a container, which lags one sync behind what happens.

use alloc::string::String;
use core::time::Duration;

use super::{PodPlan, Step};
use crate::api::WaitingReason;

/// The state of a container in the pod's status (`convertToAPIContainerStatuses`, `pkg/kubelet/kubelet_pods.go`).
///
/// ```
/// use core::time::Duration;
/// use pullspec::kubelet::{ContainerPlan, PodPlan, Pull, Timeline};
/// let (secs, millis) = (Duration::from_secs, Duration::from_millis);
/// let app = ContainerPlan::regular("app", "redis:7").with_pull(Pull::fails(millis(950), "no such host"));
/// let pod = PodPlan::new().with_container(app);
/// let shown = Timeline::new(&pod, std::iter::repeat(millis(12_500))).until(secs(60)).status_at(0, secs(60));
/// assert_eq!(shown.message(), "no such host");
/// assert!(!shown.is_running());
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ReportedStatus<'p> {
    pod: &'p PodPlan,
    /// The step that it reflects; none before the first one.
    step: Option<Step<'p>>,
}

/// A change of a container's state in the pod's status.
///
/// ```
/// use core::time::Duration;
/// use pullspec::WaitingReason;
/// use pullspec::kubelet::{ContainerPlan, PodPlan, Pull, Timeline};
/// let (secs, millis) = (Duration::from_secs, Duration::from_millis);
/// let app = ContainerPlan::regular("app", "redis:7").with_pull(Pull::fails(millis(950), "no such host"));
/// let pod = PodPlan::new().with_container(app);
/// let run = Timeline::new(&pod, std::iter::repeat(millis(12_500))).until(secs(60));
/// let failed = run.status_changes(0).find(|change| change.status.reason() == Some(WaitingReason::ErrImagePull));
/// assert_eq!(failed.map(|change| change.at), Some(secs(14)));
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct StatusChange<'p> {
    /// Since when the API shows it, counted from the first sync.
    pub at: Duration,
    /// What it shows.
    pub status: ReportedStatus<'p>,
}

impl<'p> ReportedStatus<'p> {
    pub(crate) const fn before(pod: &'p PodPlan) -> Self {
        Self { pod, step: None }
    }

    /// What a step found.
    pub(crate) const fn after(step: Step<'p>) -> Self {
        Self { pod: step.pod, step: Some(step) }
    }

    /// Whether the container has started.
    ///
    /// ```
    /// use core::time::Duration;
    /// use pullspec::kubelet::{ContainerPlan, PodPlan, Timeline};
    /// let secs = Duration::from_secs;
    /// let pod = PodPlan::new().with_container(ContainerPlan::regular("app", "redis:7"));
    /// assert!(Timeline::new(&pod, []).until(secs(60)).status_at(0, secs(60)).is_running());
    /// ```
    #[must_use]
    pub fn is_running(&self) -> bool {
        self.step.is_some_and(|step| step.is_success())
    }

    /// The waiting reason; `None` if the container has started.
    ///
    /// ```
    /// use core::time::Duration;
    /// use pullspec::WaitingReason;
    /// use pullspec::kubelet::{ContainerPlan, PodPlan, Timeline};
    /// let pod = PodPlan::new().with_container(ContainerPlan::regular("app", "redis:7"));
    /// let run = Timeline::new(&pod, []).until(Duration::from_secs(60));
    /// assert_eq!(run.status_at(0, Duration::ZERO).reason(), Some(WaitingReason::ContainerCreating));
    /// assert_eq!(run.status_at(0, Duration::from_secs(60)).reason(), None);
    /// ```
    #[must_use]
    pub fn reason(&self) -> Option<WaitingReason> {
        match self.step {
            Some(step) => step.reason(),
            None if self.pod.has_init_containers() => Some(WaitingReason::PodInitializing),
            None => Some(WaitingReason::ContainerCreating),
        }
    }

    /// The waiting message, often empty.
    ///
    /// ```
    /// use core::time::Duration;
    /// use pullspec::PullPolicy;
    /// use pullspec::kubelet::{ContainerPlan, PodPlan, Timeline};
    /// let (secs, millis) = (Duration::from_secs, Duration::from_millis);
    /// let app = ContainerPlan::regular("app", "redis:7").with_policy(PullPolicy::Never);
    /// let pod = PodPlan::new().with_container(app);
    /// let run = Timeline::new(&pod, std::iter::repeat(millis(12_500))).until(secs(60));
    /// let message = run.status_at(0, secs(60)).message();
    /// assert_eq!(message, "Container image \"redis:7\" is not present with pull policy of Never");
    /// ```
    #[must_use]
    pub fn message(&self) -> String {
        self.step.map_or_else(String::new, |step| step.message())
    }

    /// Whether both print the same, whatever steps they are from.
    fn looks_like(&self, other: &Self) -> bool {
        self.step.map(|step| step.action) == other.step.map(|step| step.action)
            || (self.reason() == other.reason() && self.message() == other.message())
    }
}

impl<'p> StatusChange<'p> {
    /// Before the first sync has found anything.
    pub(crate) const fn first(pod: &'p PodPlan) -> Self {
        Self { at: Duration::ZERO, status: ReportedStatus::before(pod) }
    }

    /// Those of one container, from its own steps: `next_sync` says when the sync after one starts.
    pub(crate) fn of(
        pod: &'p PodPlan,
        steps: impl Iterator<Item = Step<'p>>,
        next_sync: impl Fn(u64) -> Option<u64>,
    ) -> impl Iterator<Item = Self> {
        let first = Self::first(pod);
        let mut current = first.status;
        let changes = steps.filter_map(move |step| {
            let at = Duration::from_millis(reported_ms(&step, &next_sync)?);
            Some(Self { at, status: ReportedStatus::after(step) })
        });
        core::iter::once(first).chain(changes.filter(move |change| {
            let is_new = !change.status.looks_like(&current);
            current = change.status;
            is_new
        }))
    }
}

/// When the API shows what a step found; `None` if no later sync reports it.
///
/// The status follows a container's start, and with anything else the next sync.
pub(crate) fn reported_ms(step: &Step<'_>, next_sync: impl Fn(u64) -> Option<u64>) -> Option<u64> {
    if step.is_success() {
        return Some(step.pod.ticks.first_after(step.end_ms).unwrap_or(step.end_ms));
    }
    next_sync(step.sync)
}
