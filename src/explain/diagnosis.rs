//! What is said about one image of a pod.

use alloc::{borrow::Cow, boxed::Box};
use core::time::Duration;

use super::deadline::TimeLimit;
use super::pod_facts::{Controller, PodFacts, Whereabouts};
use super::state::{ImageState, Severity};
use super::{CauseFinding, ImageMeaning, NextAttempt, PolicyMeaning, PullSecrets, SandboxImage};
use crate::api::{ImageOwner, Timestamp};
use crate::cause::{Actor, deciding_endpoint};
use crate::terminal::quiet_debug;
use crate::waiting::Advice;

/// All that is known about one image of a pod: what it means, when it is pulled, what it waits for, why, who must act,
/// and when the kubelet tries again. Made by [`explain`](fn@crate::explain::explain).
///
/// `Display` prints it for people, one labelled line per fact ([`rows`](Self::rows)), with control characters and
/// invisible ones made harmless. Its JSON has these fields; those in italics are left out where there is nothing to
/// say:
///
/// | field | holds |
/// |---|---|
/// | `severity` | `fine`, `starting`, `other_trouble`, `failing` or `blocked` |
/// | `namespace`, `pod` | whose image it is |
/// | *`node`* | the node that the pod runs on |
/// | *`controller`* | *`apiVersion`*, `kind` and `name` of what made the pod; in a template, of the workload itself |
/// | *`trouble`* | what is wrong with the pod where its images are not, in the words of who noticed it |
/// | *`endpoints`* | who was asked for the image and failed: `host`, *`mirror`*, *`cause`* |
/// | `owner`, `container`, `field` | the kind and name of the container or volume, and the image's JSON path |
/// | `image` | `written`, *`reference`*, *`pulled`*, `defaulted`, *`problem`* (`message`, `start`, `end`, *`hint`*) |
/// | `policy` | *`effective`*, `origin`, *`pulls`*, `default`, `because`, *`problem`* |
/// | *`namedSecrets`* | the pull secrets that the pod names |
/// | *`pullSecrets`* | those of them that are tried for the image, in order, as far as the context holds them |
/// | *`emptySecrets`* | those of the tried ones without user and password |
/// | *`missingSecrets`*, *`missingSince`* | those of them that the kubelet could not read, and since when |
/// | `state` | `phase`, `podStatus`, *`reason`*, *`message`*, *`since`* (`at`, `basis`, *`agoMs`*), *`attempts`*, *`refusals`*, *`volume`* |
/// | *`cause`* | `cause`, `group`, `transience`, *`guess`*, `alternates`, `source`, *`message`*, *`evidence`*, `details`, `nameDoubts` |
/// | *`remedy`* | `who`, `how`, *`advice`* (`action`, `text`, `cause`, `why`, and the numbers that belong to them) |
/// | *`sandbox`* | `image` and `node`: the sandbox's image that a node lacks, where that and not this image is the trouble |
/// | *`unknownSecrets`* | those of them that the context does not hold |
/// | *`serviceAccount`* | the pod's, where that is what may have to name a secret |
/// | *`deadline`*, *`jobsDeadline`* | when the pod ends by its `activeDeadlineSeconds`, or `true` if by those of its Job |
/// | *`activeDeadlineSeconds`* | how long the pod or its Job may run, where it is not known when that began |
/// | *`noDeadline`* | `true` where neither the pod nor its Job has `activeDeadlineSeconds` |
/// | *`static`* | `true` for a static pod, as events tell |
/// | `nextAttempt` | `when`, and what belongs to it: see [`NextAttempt`] |
/// | `resets`, `keeps` | what would end the wait, and what would not: labels of [`OperatorAction`](crate::kubelet::OperatorAction) |
/// | *`query`* | a Prometheus query that finds this trouble |
///
/// It is read back from that JSON, too: what is calculated (`reference`, `resets`, `query` and the like) is calculated
/// again, and what it does not know is ignored.
///
/// Times are RFC 3339, lengths of time milliseconds, places in texts bytes. What is one of a few has a stable label:
///
/// | label | one of |
/// |---|---|
/// | `owner` | `init container`, `container`, `ephemeral container`, `image volume` |
/// | `defaulted` | `domain`, `library`, `tag` |
/// | `effective`, `default` | `Always`, `IfNotPresent`, `Never` |
/// | `origin` | `filled_in`, `written_or_filled_in`, `written_or_stale`, `written`, `not_known` |
/// | `pulls` | `at_every_start`, `if_absent`, `if_absent_or_unverified`, `never` |
/// | `phase` | `not_reported`, `waiting`, `running`, `terminated` |
/// | `basis` of `since` | `status`, `event`, `init_containers`, `pod_start`, `pod_creation` |
/// | `source` | `status`, `event`, `name` |
/// | `when` | `not_needed`, `running`, `back_off`, `deadline_first`, `every_look` |
/// | `basis` of `nextAttempt` | `events`, `old_events`, `pod_start`, `reason` |
/// | `cause`, `alternates`, `group`, `transience`, `who` | those of [`Cause`](crate::cause::Cause), [`CauseGroup`](crate::cause::CauseGroup), [`Transience`](crate::cause::Transience) and [`Actor`] |
///
/// ```
/// # #[cfg(feature = "serde")] {
/// use pullspec::{Pod, explain};
/// use pullspec::explain::{ExplainContext, Severity};
///
/// let pod: Pod = serde_json::from_str(
///     r#"{"metadata": {"namespace": "shop", "name": "web"},
///         "spec": {"containers": [{"name": "app", "image": "Redis:7"}]}}"#,
/// )?;
/// let image = pod.images().next().unwrap();
/// let diagnosis = explain(&image, &ExplainContext::new());
/// assert_eq!(diagnosis.severity, Severity::Blocked);
/// let hint = diagnosis.image.problem().and_then(|problem| problem.hint.clone());
/// assert_eq!(hint.unwrap().to_string(), "did you mean \"redis:7\"?");
/// # }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Diagnosis {
    /// How bad it is.
    pub severity: Severity,
    /// What the image is for.
    pub owner: ImageOwner,
    /// The pod's namespace; empty in a template.
    pub namespace: Box<str>,
    /// The pod's name, or what its name is made from.
    pub pod: Box<str>,
    /// The name of the container or volume.
    pub container: Box<str>,
    /// Where the image stands in the pod, such as `spec.containers[0].image`.
    pub field: Box<str>,
    /// What the image means.
    pub image: ImageMeaning,
    /// When it is pulled, and why.
    pub policy: PolicyMeaning,
    /// The pull secrets that the pod names. `None` where it names none.
    pub pull_secrets: Option<Box<PullSecrets>>,
    /// What the container does now.
    pub state: ImageState,
    /// Why the image cannot be pulled.
    pub cause: Option<Box<CauseFinding>>,
    /// Who must act, and how.
    pub remedy: Option<Box<Remedy>>,
    /// When the kubelet tries next.
    pub next_attempt: NextAttempt,
    pub(super) whereabouts: Whereabouts,
    pub(super) facts: Option<Box<PodFacts>>,
}

quiet_debug!(Diagnosis {
    severity,
    owner,
    namespace,
    pod,
    container,
    field,
    image,
    policy,
    pull_secrets,
    state,
    cause,
    remedy,
    next_attempt,
    whereabouts,
    facts
});

impl Diagnosis {
    /// Returns the node that the pod runs on; empty while it has none.
    #[must_use]
    pub fn node(&self) -> &str {
        self.whereabouts.parts().map_or("", |(node, _)| node)
    }

    /// Returns what made the pod, such as a `ReplicaSet`; in a template the workload itself.
    #[must_use]
    pub fn controller(&self) -> Option<Controller<'_>> {
        let (_, controller) = self.whereabouts.parts()?;
        Some(controller).filter(|controller| !controller.kind.is_empty() || !controller.name.is_empty())
    }

    /// Returns what is wrong with the pod where its images are not, in the words of who noticed it.
    #[must_use]
    pub fn trouble(&self) -> Option<&str> {
        self.facts.as_ref()?.trouble.as_deref()
    }

    /// Returns the image of the pod's sandbox, where that is what cannot be pulled, and not this image.
    #[must_use]
    pub fn sandbox(&self) -> Option<&SandboxImage> {
        self.facts.as_ref()?.sandbox.as_deref()
    }

    /// Returns when the pod ends by its own `activeDeadlineSeconds`, or by those of its Job if they come first and the
    /// context holds that Job.
    #[must_use]
    pub fn deadline(&self) -> Option<Timestamp> {
        self.facts.as_ref()?.deadline?.at()
    }

    /// Returns the `activeDeadlineSeconds` of the pod or of its Job, where it is not known when they began, as in a template.
    #[must_use]
    pub fn active_deadline(&self) -> Option<Duration> {
        match self.facts.as_ref()?.deadline?.limit {
            TimeLimit::After(length) => Some(length),
            _ => None,
        }
    }

    /// Returns whether it is known that no `activeDeadlineSeconds` end the pod: it has none, and neither has its Job, which
    /// the context holds.
    #[must_use]
    pub fn has_no_deadline(&self) -> bool {
        let deadline = self.facts.as_ref().and_then(|facts| facts.deadline);
        deadline.is_some_and(|deadline| deadline.limit == TimeLimit::None)
    }

    /// Returns whether the [`deadline`](Self::deadline) or the [`active_deadline`](Self::active_deadline) is that of the pod's
    /// Job, whose controller then deletes the pod.
    #[must_use]
    pub fn is_jobs_deadline(&self) -> bool {
        self.facts.as_ref().and_then(|facts| facts.deadline).is_some_and(|deadline| deadline.is_of_job)
    }

    /// The pod's service account; the API server fills in `default`.
    pub(super) fn service_account(&self) -> &str {
        let known = self.facts.as_ref().and_then(|facts| facts.service_account.as_deref());
        known.filter(|name| !name.is_empty()).unwrap_or("default")
    }

    /// Whether a mirror that containers/image asked is what has to be seen to.
    pub(super) fn is_of_a_mirror(&self) -> bool {
        let message = self.cause.as_ref().and_then(|found| found.message.as_deref());
        message.and_then(deciding_endpoint).is_some_and(|asked| asked.is_mirror())
    }

    /// Returns whether the pod is a static one, by its owner or its events: what the API has of it is a mirror, and deleting that
    /// changes nothing on the node.
    #[must_use]
    pub fn is_static(&self) -> bool {
        self.facts.as_ref().is_some_and(|facts| facts.is_static)
    }
}

/// Who must act, and how.
///
/// ```
/// # #[cfg(feature = "serde")] {
/// use pullspec::{Pod, explain_pod};
/// use pullspec::cause::Actor;
/// use pullspec::explain::ExplainContext;
/// let pod: Pod = serde_json::from_str(
///     r#"{"spec": {"containers": [{"name": "app", "image": "redis:7"}]}, "status": {"containerStatuses": [{"name": "app",
///         "state": {"waiting": {"reason": "ErrImagePull", "message": "no space left on device"}}}]}}"#,
/// )?;
/// let found = &explain_pod(&pod, &ExplainContext::new())[0];
/// let remedy = found.remedy.as_ref().unwrap();
/// assert_eq!(*remedy.responsible, [Actor::Cluster]);
/// assert!(remedy.fix.starts_with("free or enlarge"));
/// # }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// A controller decides by the advice. It needs to know when the first attempt failed and how many followed, so it
/// takes the time and the pod's events:
///
/// ```
/// # #[cfg(feature = "serde")] {
/// use pullspec::{Events, Pod, explain_pod};
/// use pullspec::explain::ExplainContext;
/// use pullspec::waiting::Advice;
///
/// let pod: Pod = serde_json::from_str(
///     r#"{"metadata": {"namespace": "shop", "name": "web"},
///         "spec": {"containers": [{"name": "app", "image": "redis:99"}]},
///         "status": {"containerStatuses": [{"name": "app", "state": {"waiting": {
///             "reason": "ErrImagePull", "message": "manifest unknown"}}}]}}"#,
/// )?;
/// let events: Events = serde_json::from_str(
///     r#"{"items": [{"involvedObject": {"kind": "Pod", "namespace": "shop", "name": "web"}, "reason": "Failed", "count": 4,
///          "message": "Failed to pull image \"redis:99\": manifest unknown",
///          "firstTimestamp": "2026-03-01T09:30:00Z", "lastTimestamp": "2026-03-01T09:31:20Z"}]}"#,
/// )?;
/// let context = ExplainContext::new().with_now("2026-03-01T09:33:00Z".parse()?).with_events(&events);
/// for found in explain_pod(&pod, &context) {
///     match found.remedy.and_then(|remedy| remedy.advice) {
///         Some(Advice::FailNow { cause, .. }) => println!("{}: give up, {cause}", found.pod),
///         Some(Advice::Escalate { to, .. }) => println!("{}: tell {to:?}", found.pod),
///         Some(Advice::KeepWaiting { until, .. }) => println!("{}: look again {until:?} after the failure", found.pod),
///         _ => println!("{}: no failure, or too little is known of it", found.pod),
///     }
/// }
/// # let advice = explain_pod(&pod, &context)[0].remedy.as_ref().and_then(|remedy| remedy.advice);
/// # assert!(matches!(advice, Some(Advice::FailNow { .. })), "{advice:?}");
/// # }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase"))]
#[non_exhaustive]
pub struct Remedy {
    /// Who can end it, most likely first; empty where a retry is all there is to do.
    #[cfg_attr(feature = "serde", serde(rename = "who"))]
    pub responsible: Cow<'static, [Actor]>,
    /// What to do, in one line.
    #[cfg_attr(feature = "serde", serde(rename = "how"))]
    pub fix: Cow<'static, str>,
    /// What a controller should do by the context's grace. `None` where the time of the first failure or the number of
    /// attempts is not known; both come from the pod's events and the context's time.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub advice: Option<Advice>,
}
