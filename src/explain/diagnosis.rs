//! What is said about one image of a pod.

use alloc::{string::String, vec::Vec};

use super::{ImageMeaning, NextAttempt, PolicyMeaning};
use crate::{Actor, Cause, CauseGroup, Change, ImageOwner, NameDoubt, Timestamp, Transience, WaitingReason};

/// All that is known about one image of a pod: what it means, when it is pulled, what it waits for, why, who must act,
/// and when the kubelet tries again. Made by [`explain`](crate::explain).
///
/// `Display` prints it for people, one labelled line per fact ([`rows`](Self::rows)), with control characters and
/// invisible ones made harmless. Its JSON has these fields; those in italics are left out where there is nothing to
/// say:
///
/// | field | holds |
/// |---|---|
/// | `severity` | `fine`, `starting`, `other_trouble`, `failing` or `blocked` |
/// | `namespace`, `pod` | whose image it is |
/// | `owner`, `container`, `field` | the kind and name of the container or volume, and the image's JSON path |
/// | `image` | `written`, *`reference`*, *`pulled`*, `defaulted`, *`problem`* (`message`, `start`, `end`, *`hint`*) |
/// | `policy` | *`effective`*, `origin`, *`pulls`*, `default`, `because`, *`problem`* |
/// | *`pullSecrets`* | the pull secrets that are tried, in order |
/// | `state` | `phase`, `podStatus`, *`reason`*, *`message`*, *`since`* (`at`, `basis`, *`agoMs`*), *`attempts`*, *`volume`* |
/// | *`cause`* | `cause`, `group`, `transience`, `alternates`, `source`, *`message`*, *`evidence`*, `details`, `nameDoubts` |
/// | *`remedy`* | `who`, `how`, *`advice`* |
/// | `nextAttempt` | `when`, and what belongs to it: see [`NextAttempt`] |
/// | `resets`, `keeps` | what would end the wait, and what would not: labels of [`Change`] |
/// | *`query`* | a Prometheus query that finds this trouble |
///
/// ```
/// # #[cfg(feature = "serde")] {
/// use pullspec::{ExplainContext, Pod, Severity, explain};
///
/// let pod: Pod = serde_json::from_str(
///     r#"{"metadata": {"namespace": "shop", "name": "web"},
///         "spec": {"containers": [{"name": "app", "image": "Redis:7"}]}}"#,
/// )?;
/// let image = pod.images().next().unwrap();
/// let diagnosis = explain(&image, &ExplainContext::new());
/// assert_eq!(diagnosis.severity, Severity::Blocked);
/// assert_eq!(diagnosis.image.problem.as_ref().unwrap().hint.as_deref(), Some("did you mean \"redis:7\"?"));
/// # }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
#[non_exhaustive]
pub struct Diagnosis {
    /// How bad it is.
    pub severity: Severity,
    /// The pod's namespace; empty in a template.
    pub namespace: String,
    /// The pod's name, or what its name is made from.
    pub pod: String,
    /// What the image is for.
    pub owner: ImageOwner,
    /// The name of the container or volume.
    pub container: String,
    /// Where the image stands in the pod, such as `spec.containers[0].image`.
    pub field: String,
    /// What the image means.
    pub image: ImageMeaning,
    /// When it is pulled, and why.
    pub policy: PolicyMeaning,
    /// The pull secrets that the kubelet tries, in its order, as far as the context holds them. `None` where it holds
    /// none of the pod's.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub pull_secrets: Option<Vec<String>>,
    /// What the container does now.
    pub state: ImageState,
    /// Why the image cannot be had.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub cause: Option<CauseFinding>,
    /// Who must act, and how.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub remedy: Option<Remedy>,
    /// When the kubelet tries next.
    pub next_attempt: NextAttempt,
    /// What would end the wait before its time.
    pub resets: Vec<Change>,
    /// What one would expect to end the wait, and does not.
    pub keeps: Vec<Change>,
    /// A Prometheus query over kube-state-metrics that finds this container while it fails. None for what it has no
    /// metric of: ephemeral containers and volumes.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub query: Option<String>,
}

/// How bad it is; the worst is the greatest.
///
/// Closed, so that a `match` stays total: finer distinctions belong to the cause.
///
/// ```
/// use pullspec::Severity;
/// assert!(Severity::Blocked > Severity::Failing);
/// assert!(!Severity::OtherTrouble.cannot_pull());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Nothing wrong is known: it runs, it ended, or it is a template.
    Fine,
    /// It has not started, and nothing failed so far.
    Starting,
    /// Something is wrong, but not with this image.
    OtherTrouble,
    /// The image could not be had, and the kubelet's own retries may end that.
    Failing,
    /// The image cannot be had until somebody acts.
    Blocked,
}

impl Severity {
    /// Every one, from the best to the worst.
    pub const ALL: [Self; 5] = [Self::Fine, Self::Starting, Self::OtherTrouble, Self::Failing, Self::Blocked];

    /// A stable label in snake case.
    ///
    /// ```
    /// assert_eq!(pullspec::Severity::OtherTrouble.as_str(), "other_trouble");
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

    /// Whether the image is what cannot be had.
    #[must_use]
    pub const fn cannot_pull(self) -> bool {
        matches!(self, Self::Failing | Self::Blocked)
    }
}

impl core::fmt::Display for Severity {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.pad(self.as_str())
    }
}

/// What a container does now, as far as its image goes.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
#[non_exhaustive]
pub struct ImageState {
    /// Which of the states it is in.
    pub phase: Phase,
    /// The STATUS column of `kubectl get pods` for the whole pod.
    pub pod_status: String,
    /// The waiting reason, or the reason of the end.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub reason: Option<WaitingReason>,
    /// The message that the kubelet reports with it, whole.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub message: Option<String>,
    /// Since when.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub since: Option<Since>,
    /// How many attempts to pull this image for this pod are known to have started. There may have been more, since
    /// events are dropped and expire, and they may have been for another container with the same image.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub attempts: Option<u64>,
    /// The image volume that the container waits for, where that and not its own image is the trouble.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub volume: Option<String>,
}

/// The state of a container, in the words of its status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "snake_case"))]
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
#[non_exhaustive]
pub struct Since {
    /// The moment.
    pub at: Timestamp,
    /// How it is known.
    pub basis: SinceBasis,
    /// How long before the context's now that is.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub ago_ms: Option<u64>,
}

/// How the beginning of a state is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum SinceBasis {
    /// The container's status says so.
    Status,
    /// The first event of it.
    Event,
    /// Not at all: this is the pod's start, and the state began then or later.
    PodStart,
}

/// Why an image cannot be had, and what tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
#[non_exhaustive]
pub struct CauseFinding {
    /// The likeliest cause.
    pub cause: Cause,
    /// Its family.
    pub group: CauseGroup,
    /// Whether the kubelet's own retries can end it.
    pub transience: Transience,
    /// What the message may mean as well, likelier first.
    pub alternates: Vec<Cause>,
    /// Where the message comes from.
    pub source: CauseSource,
    /// The runtime's own error, with the kubelet's words around it peeled off.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub message: Option<String>,
    /// The words of the message that decided.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub evidence: Option<Evidence>,
    /// The values that the message names.
    pub details: CauseDetails,
    /// What about the image's name looks like the mistake. Observations, not findings.
    #[cfg_attr(feature = "serde", serde(serialize_with = "super::serialize::each_as_text"))]
    pub name_doubts: Vec<NameDoubt>,
}

/// Where the message with the cause comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum CauseSource {
    /// The container's waiting state.
    Status,
    /// An event of the pod.
    Event,
    /// No report yet: the name itself does not parse, and the kubelet will say so.
    Name,
}

/// A part of a message: its text, and where it stands in bytes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
#[non_exhaustive]
pub struct Evidence {
    /// The words.
    pub text: String,
    /// The first byte.
    pub start: usize,
    /// Behind the last byte.
    pub end: usize,
}

/// The values that a runtime's error names: [`Details`](crate::Details) without the borrowing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
#[non_exhaustive]
pub struct CauseDetails {
    /// The image, as the runtime names it.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub image: Option<String>,
    /// The host that was contacted: the registry, a mirror, a token service.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub host: Option<String>,
    /// The URL of the request that failed.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub url: Option<String>,
    /// Whether that host is another one than the image's own registry.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub via_mirror: Option<bool>,
    /// The HTTP status.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub http_status: Option<u16>,
    /// The error code of the registry's answer.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub registry_code: Option<&'static str>,
    /// The gRPC code of the runtime's answer.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub grpc_code: Option<String>,
    /// The digest that was asked for.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub expected_digest: Option<String>,
    /// The digest of what came.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub actual_digest: Option<String>,
    /// The platform that the node wants.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub platform: Option<String>,
    /// How long the registry asks to wait, in milliseconds.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub retry_after_ms: Option<u64>,
}

/// Who must act, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
#[non_exhaustive]
pub struct Remedy {
    /// Who can end it, most likely first; nobody has to where a retry is all there is to do.
    pub who: &'static [Actor],
    /// What to do, in one line.
    pub how: &'static str,
    /// What a controller should do by the context's grace, in words. `None` where the time of the first failure or
    /// the number of attempts is not known.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub advice: Option<String>,
}
