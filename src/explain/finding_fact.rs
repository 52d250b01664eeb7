//! In what the pods of one trouble are not alike.

use alloc::collections::BTreeSet;

use super::Diagnosis;
use super::command::has_same_command;
use crate::kubelet::OperatorAction;

/// What a [`Finding`](super::Finding) tells of its first pod, and the others may have different.
///
/// ```
/// # #[cfg(feature = "serde")] {
/// use pullspec::{Pods, Report, explain_pod};
/// use pullspec::explain::{ExplainContext, FindingFact};
///
/// let pod = |name: &str, owner: &str| format!(r#"{{"kind": "Pod", "metadata": {{"name": "{name}",
///     "ownerReferences": [{{"kind": "ReplicaSet", "name": "{owner}", "controller": true}}]}},
///     "spec": {{"containers": [{{"name": "app", "image": "Redis"}}]}}}}"#);
/// let pods: Pods = serde_json::from_str(&format!(r#"{{"kind": "List", "items": [{}, {}]}}"#, pod("a", "x"), pod("b", "y")))?;
/// let mut report = Report::new();
/// for pod in &pods {
///     report.add_pod(explain_pod(pod, &ExplainContext::new()));
/// }
/// let finding = report.findings()[0];
/// assert!(!finding.is_alike(FindingFact::Controller) && finding.is_alike(FindingFact::Cause));
/// # }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum FindingFact {
    /// What made the pod.
    Controller,
    /// The text of the image.
    Image,
    /// When it is pulled, and why.
    Policy,
    /// The pull secrets that the pod names, and what is known of them.
    Secrets,
    /// What the container does, since when, after how many attempts, and what to advise by that.
    State,
    /// The words of the kubelet, the runtime or the scheduler.
    Message,
    /// What the cause is taken from, and what it may be as well.
    Cause,
    /// Who was asked for the image and failed.
    Endpoints,
    /// Who must act, and how.
    Remedy,
    /// When the kubelet tries again.
    NextAttempt,
    /// What would end the wait before its time, and what is noticed later.
    Changes,
    /// The command to type next.
    Command,
    /// The query that finds the container.
    Query,
}

impl FindingFact {
    const ALL: [Self; 13] = [
        Self::Controller,
        Self::Image,
        Self::Policy,
        Self::Secrets,
        Self::State,
        Self::Message,
        Self::Cause,
        Self::Endpoints,
        Self::Remedy,
        Self::NextAttempt,
        Self::Changes,
        Self::Command,
        Self::Query,
    ];

    /// Whether it is the same of both.
    pub(super) fn is_same(self, one: &Diagnosis, other: &Diagnosis) -> bool {
        let is_same_namespace = one.namespace == other.namespace;
        match self {
            Self::Controller => {
                one.controller() == other.controller()
                    && (one.controller().is_none() || is_same_namespace)
                    && one.pod.is_empty() == other.pod.is_empty()
            }
            Self::Image => one.image.written() == other.image.written(),
            Self::Policy => one.policy == other.policy,
            Self::Secrets => {
                one.pull_secrets == other.pull_secrets && (one.pull_secrets.is_none() || is_same_namespace)
            }
            Self::State => is_same_state(one, other),
            Self::Message => said(one) == said(other) && one.trouble() == other.trouble(),
            Self::Cause => is_same_cause(one, other),
            Self::Endpoints => said(one) == said(other) || have_same_endpoints(one, other),
            Self::Remedy => {
                let (a, b) = (one.remedy.as_deref(), other.remedy.as_deref());
                a.map(|a| (&a.responsible, &a.fix)) == b.map(|b| (&b.responsible, &b.fix))
            }
            Self::NextAttempt => one.next_attempt == other.next_attempt,
            Self::Changes => {
                let sooner = |of: &Diagnosis, change| of.resets().any(|reset| reset == change);
                let is_same = |&change: &OperatorAction| sooner(one, change) == sooner(other, change);
                one.later() == other.later() && OperatorAction::ALL.iter().all(is_same)
            }
            Self::Command => has_same_command(one, other) || one.command() == other.command(),
            Self::Query => {
                is_same_namespace && (&one.container, one.owner) == (&other.container, other.owner)
            }
        }
    }
}

/// Adds in what the other one is not like the first.
pub(super) fn compare(differ: &mut BTreeSet<FindingFact>, first: &Diagnosis, other: &Diagnosis) {
    for fact in FindingFact::ALL {
        if !differ.contains(&fact) && !fact.is_same(first, other) {
            differ.insert(fact);
        }
    }
}

/// Most messages list no endpoints, and what they name is known: nothing has to be made of both to compare it.
fn have_same_endpoints(one: &Diagnosis, other: &Diagnosis) -> bool {
    if one.lists_endpoints() || other.lists_endpoints() {
        return one.endpoints() == other.endpoints();
    }
    one.named_endpoint() == other.named_endpoint()
}

/// The words that are shown.
fn said(of: &Diagnosis) -> Option<&str> {
    of.cause.as_ref().and_then(|found| found.message.as_deref()).or(of.state.message.as_deref())
}

fn is_same_state(one: &Diagnosis, other: &Diagnosis) -> bool {
    let advice = |of: &Diagnosis| of.remedy.as_ref().and_then(|remedy| remedy.advice);
    let (a, b) = (&one.state, &other.state);
    (a.phase, &a.pod_status, &a.reason, a.since) == (b.phase, &b.pod_status, &b.reason, b.since)
        && (a.attempts, a.refusals, &a.volume) == (b.attempts, b.refusals, &b.volume)
        && advice(one) == advice(other)
}

fn is_same_cause(one: &Diagnosis, other: &Diagnosis) -> bool {
    match (&one.cause, &other.cause) {
        (Some(a), Some(b)) => {
            (a.cause, a.transience, &a.alternates, a.source)
                == (b.cause, b.transience, &b.alternates, b.source)
                && a.name_warnings == b.name_warnings
                && a.evidence.as_ref().map(|words| &words.text)
                    == b.evidence.as_ref().map(|words| &words.text)
        }
        (None, None) => true,
        _ => false,
    }
}
