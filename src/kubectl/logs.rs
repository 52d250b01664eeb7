//! What `kubectl logs` says of a container that has none.

use alloc::string::String;

use crate::api::{ContainerStatus, Pod, StateTerminated, WaitingReason};
use crate::go::GoQuoted;
use crate::terminal::Escaped;

/// Why there are no logs. Its text is the API server's answer, which kubectl prints after
/// `Error from server (BadRequest): `.
///
/// Made by [`check_logs`]; the rule is `validateContainerLogStatus` of `pkg/kubelet/kubelet_pods.go`.
///
/// ```
/// use pullspec::Pod;
/// use pullspec::kubectl::{LogsError, check_logs};
/// let mut pod = Pod::default();
/// pod.metadata.name = "web".into();
/// let refusal = check_logs(&pod, "app", false).unwrap_err();
/// assert!(matches!(refusal, LogsError::NotAvailable { .. }));
/// assert_eq!(refusal.to_string(), r#"container "app" in pod "web" is not available"#);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum LogsError {
    /// The pod has no status of such a container.
    #[error("container {} in pod {} is not available", GoQuoted(.container), GoQuoted(.pod))]
    NotAvailable {
        /// The container's name.
        container: String,
        /// The pod's name.
        pod: String,
    },
    /// `--previous` was given, and the container has not ended before.
    #[error("previous terminated container {} in pod {} not found", GoQuoted(.container), GoQuoted(.pod))]
    NoPrevious {
        /// The container's name.
        container: String,
        /// The pod's name.
        pod: String,
    },
    /// It ended without ever having been made.
    #[error("container {} in pod {} is terminated", GoQuoted(.container), GoQuoted(.pod))]
    Terminated {
        /// The container's name.
        container: String,
        /// The pod's name.
        pod: String,
    },
    /// It waits.
    #[error("container {} in pod {} is waiting to start: {}", GoQuoted(.container), GoQuoted(.pod), Escaped(.reason.in_words()))]
    Waiting {
        /// The container's name.
        container: String,
        /// The pod's name.
        pod: String,
        /// What for.
        reason: WaitingReason,
    },
    /// Nothing is known about it yet.
    #[error("container {} in pod {} is waiting to start - no logs yet", GoQuoted(.container), GoQuoted(.pod))]
    NoState {
        /// The container's name.
        container: String,
        /// The pod's name.
        pod: String,
    },
}

impl LogsError {
    /// Whether `kubectl logs --follow` waits for the container instead of printing this: since kubectl 1.36 it asks again
    /// while the container is being made or the pod initialized, which includes a first pull that takes long
    /// (kubernetes#136411). A pull that failed is printed at once, by every release.
    ///
    /// ```
    /// use pullspec::WaitingReason;
    /// use pullspec::kubectl::LogsError;
    /// let waiting = |reason| LogsError::Waiting { container: "app".into(), pod: "web".into(), reason };
    /// assert!(waiting(WaitingReason::ContainerCreating).is_waited_for(36));
    /// assert!(!waiting(WaitingReason::ContainerCreating).is_waited_for(35));
    /// assert!(!waiting(WaitingReason::ImagePullBackOff).is_waited_for(36));
    /// ```
    #[must_use]
    pub const fn is_waited_for(&self, kubectl_minor: u16) -> bool {
        let will_start = matches!(
            self,
            Self::Waiting { reason: WaitingReason::ContainerCreating | WaitingReason::PodInitializing, .. }
        );
        will_start && kubectl_minor >= 36
    }
}

/// Whether `kubectl logs` finds logs of a container, with `--previous` or without.
///
/// ```
/// use pullspec::Pod;
/// use pullspec::api::{ContainerStatus, StateWaiting};
/// use pullspec::kubectl::check_logs;
///
/// let mut app = ContainerStatus::default();
/// app.name = "app".into();
/// let mut waiting = StateWaiting::default();
/// waiting.reason = "ImagePullBackOff".into();
/// app.state.waiting = Some(waiting);
/// let mut pod = Pod::default();
/// pod.metadata.name = "web".into();
/// pod.status.container_statuses.push(app);
/// assert_eq!(
///     check_logs(&pod, "app", false).unwrap_err().to_string(),
///     r#"container "app" in pod "web" is waiting to start: trying and failing to pull image"#
/// );
/// ```
///
/// # Errors
/// A [`LogsError`] for a container that waits, was never made, or does not exist.
pub fn check_logs(pod: &Pod, container: &str, previous: bool) -> Result<(), LogsError> {
    let names = || (container.into(), pod.metadata.name.clone());
    let status = &pod.status;
    let mut statuses = status
        .container_statuses
        .iter()
        .chain(&status.init_container_statuses)
        .chain(&status.ephemeral_container_statuses);
    let Some(ContainerStatus { state, last_state, .. }) = statuses.find(|status| status.name == container)
    else {
        let (container, pod) = names();
        return Err(LogsError::NotAvailable { container, pod });
    };
    let was_made =
        |ended: &Option<StateTerminated>| ended.as_ref().is_some_and(|ended| !ended.container_id.is_empty());
    let ended_before = was_made(&last_state.terminated);
    if previous {
        return if ended_before {
            Ok(())
        } else {
            let (container, pod) = names();
            Err(LogsError::NoPrevious { container, pod })
        };
    }
    if state.running.is_some() {
        return Ok(());
    }
    if state.terminated.is_some() || last_state.terminated.is_some() {
        return if was_made(&state.terminated) || ended_before {
            Ok(())
        } else {
            let (container, pod) = names();
            Err(LogsError::Terminated { container, pod })
        };
    }
    let (container, pod) = names();
    Err(match &state.waiting {
        Some(waiting) => {
            let reason = WaitingReason::from(&*waiting.reason);
            LogsError::Waiting { container, pod, reason }
        }
        None => LogsError::NoState { container, pod },
    })
}
