//! How bad it is with an image, and what its container does now.

use alloc::boxed::Box;
use core::time::Duration;

use crate::api::{Timestamp, WaitingReason};
#[cfg(feature = "serde")]
use crate::clock::in_ms;

/// How bad it is; the worst is the greatest.
///
/// Closed, so that a `match` stays total: finer distinctions belong to the cause.
///
/// ```
/// use pullspec::explain::Severity;
/// assert!(Severity::Blocked > Severity::Failing);
/// assert!(!Severity::OtherTrouble.cannot_pull());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Nothing wrong is known: it runs, it ended, it ends with its pod, or it is a template.
    Fine,
    /// It has not started, and nothing failed so far.
    Starting,
    /// Something is wrong, but not with this image.
    OtherTrouble,
    /// The image could not be had, and the kubelet's own retries may end that.
    Failing,
    /// The image cannot be pulled until something is changed.
    Blocked,
}

impl Severity {
    /// Every one, from the best to the worst.
    ///
    /// ```
    /// use pullspec::explain::Severity;
    /// assert!(Severity::ALL.is_sorted());
    /// ```
    pub const ALL: [Self; 5] = [Self::Fine, Self::Starting, Self::OtherTrouble, Self::Failing, Self::Blocked];

    /// A stable label in snake case.
    ///
    /// ```
    /// assert_eq!(pullspec::explain::Severity::OtherTrouble.as_str(), "other_trouble");
    /// ```
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Fine => "fine",
            Self::Starting => "starting",
            Self::OtherTrouble => "other_trouble",
            Self::Failing => "failing",
            Self::Blocked => "blocked",
        }
    }

    /// Whether the image is what cannot be pulled.
    ///
    /// ```
    /// use pullspec::explain::Severity;
    /// assert!(Severity::Failing.cannot_pull() && !Severity::Starting.cannot_pull());
    /// ```
    #[must_use]
    pub const fn cannot_pull(self) -> bool {
        matches!(self, Self::Failing | Self::Blocked)
    }
}

/// What a container does now, as far as its image goes.
///
/// ```
/// # #[cfg(feature = "serde")] {
/// use pullspec::{Pod, explain_pod};
/// use pullspec::explain::ExplainContext;
/// let pod: Pod = serde_json::from_str(
///     r#"{"spec": {"containers": [{"name": "app", "image": "redis:7"}]}, "status": {"containerStatuses": [{"name": "app",
///         "state": {"waiting": {"reason": "ErrImagePull", "message": "manifest unknown"}}}]}}"#,
/// )?;
/// let found = &explain_pod(&pod, &ExplainContext::new())[0];
/// assert_eq!(found.state.reason.as_ref().unwrap().as_str(), "ErrImagePull");
/// assert_eq!(found.state.message.as_deref(), Some("manifest unknown"));
/// # }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase"))]
#[non_exhaustive]
pub struct ImageState {
    /// Which of the states it is in.
    pub phase: Phase,
    /// The STATUS column of `kubectl get pods` for the whole pod.
    pub pod_status: Box<str>,
    /// The waiting reason, or the reason of the end.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub reason: Option<WaitingReason>,
    /// The message that the kubelet reports with it, whole.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub message: Option<Box<str>>,
    /// Since when.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub since: Option<Since>,
    /// How many attempts to pull this image for this pod are known to have started. There may have been more, since
    /// events are dropped and expire, and they may have been for another container with the same image.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub attempts: Option<u32>,
    /// How many looks at the pod ended before an attempt, as far as events tell: the name does not parse, the node could
    /// not be asked for the image, or lacks it under the policy `Never`.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub refusals: Option<u32>,
    /// The image volume that the container waits for, where that and not its own image is the trouble.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub volume: Option<Box<str>>,
}

/// The state of a container, in the words of its status.
///
/// ```
/// # #[cfg(feature = "serde")] {
/// use pullspec::{Pod, explain_pod};
/// use pullspec::explain::{ExplainContext, Phase};
/// let pod: Pod = serde_json::from_str(r#"{"spec": {"containers": [{"name": "app", "image": "redis:7"}]}}"#)?;
/// let found = &explain_pod(&pod, &ExplainContext::new())[0];
/// assert_eq!(found.state.phase, Phase::NotReported);
/// # }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Phase {
    /// There is no status of it: a template, a pod without a node, an image volume.
    NotReported,
    /// It has not started.
    Waiting,
    /// It runs, so its image is there.
    Running,
    /// It ended, so its image was there.
    Terminated,
}

/// Since when something is so, and how that is known.
///
/// ```
/// # #[cfg(feature = "serde")] {
/// use core::time::Duration;
/// use pullspec::{Pod, explain_pod};
/// use pullspec::explain::ExplainContext;
/// let pod: Pod = serde_json::from_str(
///     r#"{"spec": {"containers": [{"name": "app", "image": "redis"}]}, "status": {"startTime": "2026-03-01T09:30:00Z"}}"#,
/// )?;
/// let context = ExplainContext::new().with_now("2026-03-01T09:31:00Z".parse()?);
/// let since = explain_pod(&pod, &context)[0].state.since.unwrap();
/// assert_eq!((since.at.to_string().as_str(), since.ago), ("2026-03-01T09:30:00Z", Some(Duration::from_secs(60))));
/// # }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase"))]
#[non_exhaustive]
pub struct Since {
    /// The moment.
    pub at: Timestamp,
    /// How it is known.
    pub basis: SinceBasis,
    /// How long before the context's now that is; `agoMs` in JSON.
    #[cfg_attr(feature = "serde", serde(rename = "agoMs", default, with = "in_ms"))]
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub ago: Option<Duration>,
}

/// How the beginning of a state is known.
///
/// ```
/// # #[cfg(feature = "serde")] {
/// use pullspec::{Pod, explain_pod};
/// use pullspec::explain::{ExplainContext, SinceBasis};
/// let pod: Pod = serde_json::from_str(
///     r#"{"spec": {"containers": [{"name": "app", "image": "redis"}]}, "status": {"startTime": "2026-03-01T09:30:00Z"}}"#,
/// )?;
/// let since = explain_pod(&pod, &ExplainContext::new())[0].state.since.unwrap();
/// assert_eq!(since.basis, SinceBasis::PodStart);
/// # }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum SinceBasis {
    /// The container's status says so.
    Status,
    /// The first event of it.
    Event,
    /// Not at all: this is when the last init container ended, and the state began then or later.
    InitContainers,
    /// Not at all: this is the pod's start, and the state began then or later.
    PodStart,
    /// Not at all: this is when the pod was made, and the state began then or later.
    PodCreation,
}

impl SinceBasis {
    /// Returns whether the state may have begun later, so that it has lasted for at most that long.
    #[must_use]
    pub const fn is_bound(self) -> bool {
        matches!(self, Self::InitContainers | Self::PodStart | Self::PodCreation)
    }
}
