//! What the API shows of a container, which lags one sync behind what happens.

use alloc::string::String;

use super::{ContainerKind, PodPlan, Step};
use crate::api::WaitingReason;

/// The state of a container in the pod's status (`convertToAPIContainerStatuses`, `pkg/kubelet/kubelet_pods.go`).
///
/// ```
/// use pullspec::kubelet::{ContainerPlan, PodPlan, Pull, Timeline};
/// let app = ContainerPlan::regular("app", "redis:7").with_pull(Pull::fails(950, "no such host"));
/// let pod = PodPlan::new().with_container(app);
/// let shown = Timeline::new(&pod, std::iter::repeat(12_500)).until(60_000).status_at(0, 60_000);
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
/// use pullspec::WaitingReason;
/// use pullspec::kubelet::{ContainerPlan, PodPlan, Pull, Timeline};
/// let app = ContainerPlan::regular("app", "redis:7").with_pull(Pull::fails(950, "no such host"));
/// let pod = PodPlan::new().with_container(app);
/// let run = Timeline::new(&pod, std::iter::repeat(12_500)).until(60_000);
/// let failed = run.status_changes(0).find(|change| change.status.reason() == Some(WaitingReason::ErrImagePull));
/// assert_eq!(failed.map(|change| change.at_ms), Some(14_000));
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct StatusChange<'p> {
    /// Since when the API shows it, in milliseconds since the first sync.
    pub at_ms: u64,
    /// What it shows.
    pub status: ReportedStatus<'p>,
}

impl<'p> ReportedStatus<'p> {
    pub(crate) const fn before(pod: &'p PodPlan) -> Self {
        Self { pod, step: None }
    }

    /// Whether the container has started.
    ///
    /// ```
    /// use pullspec::kubelet::{ContainerPlan, PodPlan, Timeline};
    /// let pod = PodPlan::new().with_container(ContainerPlan::regular("app", "redis:7"));
    /// assert!(Timeline::new(&pod, []).until(60_000).status_at(0, 60_000).is_running());
    /// ```
    #[must_use]
    pub fn is_running(&self) -> bool {
        self.step.is_some_and(|step| step.is_success())
    }

    /// The waiting reason; `None` if the container has started.
    ///
    /// ```
    /// use pullspec::WaitingReason;
    /// use pullspec::kubelet::{ContainerPlan, PodPlan, Timeline};
    /// let pod = PodPlan::new().with_container(ContainerPlan::regular("app", "redis:7"));
    /// let run = Timeline::new(&pod, []).until(60_000);
    /// assert_eq!(run.status_at(0, 0).reason(), Some(WaitingReason::ContainerCreating));
    /// assert_eq!(run.status_at(0, 60_000).reason(), None);
    /// ```
    #[must_use]
    pub fn reason(&self) -> Option<WaitingReason> {
        match self.step {
            Some(step) => step.reason(),
            None if self.has_init_containers() => Some(WaitingReason::PodInitializing),
            None => Some(WaitingReason::ContainerCreating),
        }
    }

    /// The waiting message, often empty.
    ///
    /// ```
    /// use pullspec::PullPolicy;
    /// use pullspec::kubelet::{ContainerPlan, PodPlan, Timeline};
    /// let app = ContainerPlan::regular("app", "redis:7").with_policy(PullPolicy::Never);
    /// let pod = PodPlan::new().with_container(app);
    /// let run = Timeline::new(&pod, std::iter::repeat(12_500)).until(60_000);
    /// let message = run.status_at(0, 60_000).message();
    /// assert_eq!(message, "Container image \"redis:7\" is not present with pull policy of Never");
    /// ```
    #[must_use]
    pub fn message(&self) -> String {
        self.step.map_or_else(String::new, |step| step.message())
    }

    fn has_init_containers(&self) -> bool {
        let is_init = |kind| matches!(kind, ContainerKind::Init | ContainerKind::Sidecar);
        self.pod.containers.iter().any(|container| is_init(container.kind))
    }

    /// Whether both print the same, whatever steps they are from.
    fn looks_like(&self, other: &Self) -> bool {
        self.step.map(|step| step.action) == other.step.map(|step| step.action)
            || (self.reason() == other.reason() && self.message() == other.message())
    }
}

impl<'p> StatusChange<'p> {
    pub(crate) fn of(pod: &'p PodPlan, steps: &[Step<'p>], container: usize) -> impl Iterator<Item = Self> {
        let first = Self { at_ms: 0, status: ReportedStatus::before(pod) };
        let mut current = first.status;
        // What the last sync found, and the sync.
        let mut found: Option<Step<'p>> = None;
        let mut sync = None;
        let changes = steps.iter().flat_map(move |step| {
            let mut change = [None, None];
            if sync.is_some_and(|sync| sync != step.sync)
                && let Some(found) = found.take()
            {
                change[0] = Some(Self { at_ms: step.sync_start_ms, status: ReportedStatus { pod, step: Some(found) } });
            }
            sync = Some(step.sync);
            if step.index == container {
                if step.is_success() {
                    // The status follows the container's start, not the next failing sync.
                    let at_ms = pod.ticks.first_after(step.end_ms).unwrap_or(step.end_ms);
                    change[1] = Some(Self { at_ms, status: ReportedStatus { pod, step: Some(*step) } });
                } else {
                    found = Some(*step);
                }
            }
            change.into_iter().flatten()
        });
        core::iter::once(first).chain(changes.filter(move |change| {
            let is_new = !change.status.looks_like(&current);
            current = change.status;
            is_new
        }))
    }
}
