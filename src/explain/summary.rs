//! What follows from a diagnosis: one line of it, when to look again, what ends the wait, and a query that finds it.

use alloc::{format, string::String};
use core::fmt::Write;
use core::time::Duration;

use super::print::write_line;
use super::{Diagnosis, NextAttempt, Severity};
use crate::api::{ImageOwner, WaitingReason};
use crate::cause::{Cause, CauseGroup};
use crate::kubelet::OperatorAction;

/// The most bytes of a summary: a condition's message may have 32,768, and many are shown in one table.
const MAX_SUMMARY: usize = 1024;

/// The time between two looks of the kubelet at a pod that waits, at least (`podSyncBackOff`).
const LOOK: Duration = Duration::from_secs(10);

impl Diagnosis {
    /// Returns one line for the condition of an object or an alert: the image, what is wrong with it, and what to do.
    /// At most 1,024 bytes; a longer text ends in `…`.
    ///
    /// ```
    /// # #[cfg(feature = "serde")] {
    /// use pullspec::{Pod, explain_pod};
    /// use pullspec::explain::ExplainContext;
    /// let pod: Pod = serde_json::from_str(
    ///     r#"{"spec": {"containers": [{"name": "app", "image": "redis:9"}]}, "status": {"containerStatuses": [{"name": "app",
    ///         "state": {"waiting": {"reason": "ErrImagePull", "message": "manifest unknown"}}}]}}"#,
    /// )?;
    /// let summary = explain_pod(&pod, &ExplainContext::new())[0].summary();
    /// assert!(summary.starts_with("container app: redis:9: tag_not_found; "), "{summary}");
    /// # }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn summary(&self) -> String {
        let mut line = Bounded { line: String::new(), is_full: false };
        // Writing into a text cannot fail.
        let _ = self.write_summary(&mut line);
        line.line
    }

    fn write_summary(&self, out: &mut dyn Write) -> core::fmt::Result {
        match self.sandbox() {
            Some(sandbox) => {
                write_line(out, format_args!("sandbox of {}: {}: ", sandbox.node, sandbox.image))?;
            }
            None => write_line(
                out,
                format_args!("{} {}: {}: ", self.owner, self.container, self.image.written()),
            )?,
        }
        match (&self.cause, &self.policy.problem, &self.state.reason) {
            (Some(found), ..) => write_line(out, format_args!("{}", found.cause))?,
            (None, Some(_), _) => write_line(out, format_args!("no pull policy"))?,
            (None, None, Some(reason)) => write_line(out, format_args!("{reason}"))?,
            (None, None, None) => write_line(out, format_args!("{}", self.severity))?,
        }
        if let Some(hint) = self.image.problem().and_then(|problem| problem.hint.as_ref()) {
            write_line(out, format_args!(", {hint}"))?;
        }
        match &self.remedy {
            Some(remedy) => write_line(out, format_args!("; {}", remedy.fix)),
            None => Ok(()),
        }
    }

    /// Returns after how long a controller should look again even if nothing changes until then: the end of the
    /// back-off window, and never less than the ten seconds between two looks of the kubelet.
    ///
    /// `None` where nothing happens by itself: nothing failed, or the kubelet will say the same at every look.
    ///
    /// ```
    /// # #[cfg(feature = "serde")] {
    /// use core::time::Duration;
    /// use pullspec::{Pod, explain_pod};
    /// use pullspec::explain::ExplainContext;
    /// let pod: Pod = serde_json::from_str(
    ///     r#"{"spec": {"containers": [{"name": "app", "image": "redis:7"}]}, "status": {"containerStatuses": [{"name": "app",
    ///         "state": {"waiting": {"reason": "ErrImagePull", "message": "EOF"}}}]}}"#,
    /// )?;
    /// let after = explain_pod(&pod, &ExplainContext::new())[0].requeue_after();
    /// assert!(after.is_some_and(|after| after >= Duration::from_secs(10)));
    /// # }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn requeue_after(&self) -> Option<Duration> {
        match self.next_attempt {
            NextAttempt::NotNeeded => None,
            NextAttempt::DeadlineFirst { deadline } => Some(deadline.from_now.unwrap_or_default().max(LOOK)),
            NextAttempt::EveryLook if self.severity == Severity::Blocked => None,
            NextAttempt::EveryLook | NextAttempt::Running { .. } => Some(LOOK),
            NextAttempt::BackOff { earliest, .. } => Some(earliest.from_now.unwrap_or_default().max(LOOK)),
        }
    }

    /// Returns why it is so in a word or two: the cause, or else the container's reason or the pod's status.
    ///
    /// ```
    /// # #[cfg(feature = "serde")] {
    /// use pullspec::{Pod, explain_pod};
    /// use pullspec::explain::ExplainContext;
    /// let pod: Pod = serde_json::from_str(r#"{"spec": {"containers": [{"name": "app", "image": "Redis"}]}}"#)?;
    /// assert_eq!(explain_pod(&pod, &ExplainContext::new())[0].why(), "invalid_image_name");
    /// # }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn why(&self) -> &str {
        match (&self.cause, &self.state.reason) {
            (Some(found), _) => found.cause.as_str(),
            (None, Some(reason)) => reason.as_str(),
            (None, None) if self.policy.problem.is_some() => "no pull policy",
            (None, None) => &self.state.pod_status,
        }
    }

    pub(super) const fn waits(&self) -> bool {
        self.severity.cannot_pull()
            && matches!(self.next_attempt, NextAttempt::BackOff { .. } | NextAttempt::Running { .. })
    }

    /// Returns what would end the wait before its time.
    pub fn resets(&self) -> impl Iterator<Item = OperatorAction> + use<> {
        let (waits, is_static) = (self.waits(), self.is_static());
        let is_fixed = matches!(self.owner, ImageOwner::EphemeralContainer | ImageOwner::Volume);
        let is_in_vain = move |change: OperatorAction| match change {
            // A static pod is known by its manifest: whoever deletes its mirror gets another mirror of the same pod.
            OperatorAction::PodReplaced => is_static,
            // The API server lets nobody change them (`ValidatePodUpdate`, `ValidatePodEphemeralContainersUpdate`).
            OperatorAction::ImageTextChanged => is_fixed,
            _ => false,
        };
        OperatorAction::ALL
            .into_iter()
            .filter(move |change| waits && change.ends_wait() && !is_in_vain(*change))
    }

    /// Returns the repairs of this cause that the kubelet notices with the next attempt only (`kubernetes#119891`): of
    /// what is the registry's, a secret's or the network's, since those do not end the wait, however natural that seems.
    ///
    /// ```
    /// # #[cfg(feature = "serde")] {
    /// use pullspec::{Pod, explain_pod};
    /// use pullspec::explain::ExplainContext;
    /// use pullspec::kubelet::OperatorAction;
    /// let pod: Pod = serde_json::from_str(
    ///     r#"{"spec": {"containers": [{"name": "app", "image": "redis:7"}]}, "status": {"containerStatuses": [{"name": "app",
    ///         "state": {"waiting": {"reason": "ErrImagePull", "message": "unauthorized: authentication required"}}}]}}"#,
    /// )?;
    /// assert_eq!(explain_pod(&pod, &ExplainContext::new())[0].keeps(), [OperatorAction::SecretFixed]);
    /// # }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn keeps(&self) -> &'static [OperatorAction] {
        let Some(found) = self.cause.as_ref().filter(|_| self.waits()) else { return &[] };
        match (found.cause, found.group) {
            // The kubelet's own limit is over before anyone could mend it.
            (Cause::KubeletQpsExceeded, _) => &[],
            (Cause::AccessDenied, _) => &[OperatorAction::AccessGranted],
            (_, CauseGroup::Auth) => &[OperatorAction::SecretFixed],
            (_, CauseGroup::Network) => &[OperatorAction::NetworkRepaired],
            (_, CauseGroup::Tls) => &[OperatorAction::CertificateRepaired],
            (_, CauseGroup::Registry) => &[OperatorAction::RegistryRecovered],
            (_, CauseGroup::Throttled) => &[OperatorAction::LimitPassed],
            _ => &[],
        }
    }

    /// Returns a Prometheus query over kube-state-metrics that finds this container while it fails.
    ///
    /// It is [`WaitingReason::prometheus_query`] for one container, of whichever pod of its namespace. `None` while the
    /// image does not fail, and for ephemeral containers and volumes, of which there is no metric.
    ///
    /// ```
    /// # #[cfg(feature = "serde")] {
    /// use pullspec::{Pod, explain_pod};
    /// use pullspec::explain::ExplainContext;
    /// let pod: Pod = serde_json::from_str(r#"{"spec": {"containers": [{"name": "app", "image": "Redis"}]}}"#)?;
    /// let query = explain_pod(&pod, &ExplainContext::new())[0].query();
    /// assert!(query.is_some_and(|query| query.contains("container=\"app\"")));
    /// # }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn query(&self) -> Option<String> {
        // A pod whose sandbox lacks its image shows no reason in that metric.
        if !self.severity.cannot_pull() || self.sandbox().is_some() {
            return None;
        }
        let metric = match self.owner {
            ImageOwner::Container => WaitingReason::METRIC,
            ImageOwner::InitContainer => WaitingReason::INIT_METRIC,
            ImageOwner::EphemeralContainer | ImageOwner::Volume => return None,
        };
        let namespace = match &*self.namespace {
            "" => String::new(),
            namespace => format!("namespace=\"{}\",", escaped(namespace)),
        };
        let labels = format!("{namespace}container=\"{}\",", escaped(&self.container));
        Some(WaitingReason::query_over(&WaitingReason::range_of(metric, &labels)))
    }
}

/// A text inside the quotes of `PromQL`.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}

/// A line that stops growing at its limit.
struct Bounded {
    line: String,
    is_full: bool,
}

impl Write for Bounded {
    fn write_str(&mut self, text: &str) -> core::fmt::Result {
        const MORE: char = '…';
        let room = MAX_SUMMARY.saturating_sub(MORE.len_utf8());
        for c in text.chars() {
            if self.is_full {
                break;
            }
            if self.line.len().saturating_add(c.len_utf8()) > room {
                self.is_full = true;
                self.line.push(MORE);
            } else {
                self.line.push(c);
            }
        }
        Ok(())
    }
}
