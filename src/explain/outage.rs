//! Many findings that are one trouble: a registry or a node that fails many images for the same reason.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::{cmp::Reverse, fmt};

use super::print::Row;
use super::text::Sooner;
use super::{Diagnosis, Finding, Moment, Report, Severity, Since};
use crate::cause::{Cause, CauseGroup};
use crate::kubectl::HumanDuration;
use crate::kubelet::OperatorAction;

/// What fails many images for one reason.
///
/// Closed: a pull is between a registry and a node.
///
/// ```
/// use pullspec::explain::OutagePlace;
/// assert_eq!(OutagePlace::Node("worker-2".into()).to_string(), "node worker-2");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OutagePlace {
    /// A registry or mirror, by host.
    Endpoint(String),
    /// A node, by name.
    Node(String),
}

/// `ghcr.io`, `node worker-2`.
impl fmt::Display for OutagePlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Endpoint(host) => super::print::write_line(f, format_args!("{host}")),
            Self::Node(name) => super::print::write_line(f, format_args!("node {name}")),
        }
    }
}

/// Findings that share an endpoint and a cause, or a node and a cause: at least two images.
///
/// Made by [`Report::outages`]. `Display` is one line of it.
///
/// ```
/// # #[cfg(feature = "serde")] {
/// use pullspec::{Pods, Report, explain_pod};
/// use pullspec::explain::ExplainContext;
///
/// let waiting = r#""status": {"containerStatuses": [{"name": "app", "state": {"waiting": {"reason": "ErrImagePull",
///     "message": "failed to do request: Head \"https://ghcr.io/v2/a/b/manifests/1\": dial tcp 10.0.0.7:443: connect: connection refused"}}}]}"#;
/// let pod = |name: &str| format!(r#"{{"kind": "Pod", "metadata": {{"name": "{name}"}},
///     "spec": {{"nodeName": "n1", "containers": [{{"name": "app", "image": "ghcr.io/team/{name}:1"}}]}}, {waiting}}}"#);
/// let pods: Pods = serde_json::from_str(&format!(r#"{{"kind": "List", "items": [{}, {}]}}"#, pod("a"), pod("b")))?;
/// let mut report = Report::new();
/// for pod in &pods {
///     report.add_pod(explain_pod(pod, &ExplainContext::new()));
/// }
/// let outage = &report.outages()[0];
/// assert_eq!(outage.to_string(), "ghcr.io  connection_refused  2 images, 2 pods on 1 node; next within 5m16s");
/// # }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Outage<'r> {
    /// What fails.
    pub place: OutagePlace,
    /// The reason.
    pub cause: Cause,
    /// How bad the worst of them is.
    pub severity: Severity,
    /// How many pods wait for them.
    pub pods: u64,
    /// The nodes of those pods, sorted.
    pub nodes: Vec<&'r str>,
    /// The beginning of the first.
    pub since: Option<Since>,
    /// When all of them have been tried again.
    pub next: Option<Moment>,
    /// The findings, one for each image; the most frequent first.
    pub findings: Vec<&'r Finding>,
}

impl fmt::Display for Outage<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let many = |count: usize| if count == 1 { "" } else { "s" };
        let pods = if self.pods == 1 { "" } else { "s" };
        let (images, nodes) = (self.findings.len(), self.nodes.len());
        write!(f, "{}  {}  {images} image{}, {} pod{pods}", self.place, self.cause, many(images), self.pods)?;
        if nodes > 0 && matches!(self.place, OutagePlace::Endpoint(_)) {
            write!(f, " on {nodes} node{}", many(nodes))?;
        }
        if let Some(since) = &self.since
            && let Some(ago) = since.ago
        {
            let at_most = if since.basis.is_bound() { "at most " } else { "" };
            write!(f, ", for {at_most}{}", HumanDuration::new(ago))?;
        }
        match self.next.and_then(|next| next.from_now) {
            Some(within) => write!(f, "; next within {}", HumanDuration::new(within)),
            None => Ok(()),
        }
    }
}

impl Outage<'_> {
    /// Returns what would end the wait before its time, for each of them: what helps only some is not told.
    ///
    /// ```
    /// # #[cfg(feature = "serde")] {
    /// use pullspec::{Pods, Report, explain_pod};
    /// use pullspec::explain::ExplainContext;
    /// use pullspec::kubelet::OperatorAction;
    ///
    /// let pod = |name: &str| format!(r#"{{"kind": "Pod", "metadata": {{"name": "{name}"}},
    ///     "spec": {{"containers": [{{"name": "app", "image": "ghcr.io/team/{name}:1"}}]}}, "status": {{"containerStatuses": [
    ///         {{"name": "app", "state": {{"waiting": {{"reason": "ErrImagePull", "message": "connection refused"}}}}}}]}}}}"#);
    /// let pods: Pods = serde_json::from_str(&format!(r#"{{"kind": "List", "items": [{}, {}]}}"#, pod("a"), pod("b")))?;
    /// let mut report = Report::new();
    /// for pod in &pods {
    ///     report.add_pod(explain_pod(pod, &ExplainContext::new()));
    /// }
    /// assert!(report.outages()[0].resets().any(|change| change == OperatorAction::KubeletRestarted));
    /// # }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn resets(&self) -> impl Iterator<Item = OperatorAction> + '_ {
        let ends_all = |change: &OperatorAction| {
            self.findings.iter().all(|finding| finding.diagnosis.resets().any(|one| one == *change))
        };
        OperatorAction::ALL.into_iter().filter(ends_all)
    }

    /// What is to be told of all of them beside the line of `Display`, as labels and texts: who must act, what would
    /// end the wait before its time, and what is noticed with the next attempt only.
    #[must_use]
    pub fn rows(&self) -> Vec<Row> {
        let first = self.findings.iter().map(|finding| &finding.diagnosis).next();
        let mut rows: Vec<Row> = first.map(Diagnosis::rows).unwrap_or_default();
        rows.retain(|(label, _)| matches!(*label, "says" | "act" | "later"));
        if let Some(sooner) = Sooner::of(self.resets()) {
            let at = rows.iter().position(|(label, _)| *label == "later").unwrap_or(rows.len());
            rows.insert(at, ("sooner", sooner.to_string()));
        }
        rows
    }
}

/// The JSON of an outage: its place as `endpoint` or `node`, and `images` for its findings, which are in the report's own
/// list.
#[cfg(feature = "serde")]
impl serde::Serialize for Outage<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(serde::Serialize)]
        struct Written<'r> {
            #[serde(skip_serializing_if = "Option::is_none")]
            endpoint: Option<&'r str>,
            #[serde(skip_serializing_if = "Option::is_none")]
            node: Option<&'r str>,
            cause: Cause,
            severity: Severity,
            images: usize,
            pods: u64,
            nodes: &'r [&'r str],
            #[serde(skip_serializing_if = "Option::is_none")]
            since: Option<Since>,
            #[serde(skip_serializing_if = "Option::is_none")]
            next: Option<Moment>,
        }

        let (endpoint, node) = match &self.place {
            OutagePlace::Endpoint(host) => (Some(host.as_str()), None),
            OutagePlace::Node(name) => (None, Some(name.as_str())),
        };
        let Self { cause, severity, pods, since, next, .. } = *self;
        let (images, nodes) = (self.findings.len(), &*self.nodes);
        Written { endpoint, node, cause, severity, images, pods, nodes, since, next }.serialize(serializer)
    }
}

impl Report {
    /// Returns what fails several images for one reason, the worst first, then what most pods wait for.
    ///
    /// An endpoint is whoever the message says was asked last, or else the image's registry; causes of the name, the tag,
    /// the content and the pull policy are not outages, since each is its image's own.
    ///
    /// ```
    /// assert!(pullspec::Report::new().outages().is_empty());
    /// ```
    #[must_use]
    pub fn outages(&self) -> Vec<Outage<'_>> {
        let mut found: BTreeMap<(OutagePlace, Cause), Vec<&Finding>> = BTreeMap::new();
        for finding in self.findings() {
            let Some(cause) = finding.diagnosis.cause.as_ref().map(|found| found.cause) else { continue };
            for place in places(finding) {
                found.entry((place, cause)).or_default().push(finding);
            }
        }
        let mut outages: Vec<_> = found
            .into_iter()
            .filter(|(_, findings)| findings.len() > 1)
            .map(|((place, cause), findings)| outage(place, cause, findings))
            .collect();
        outages.sort_by_key(|outage| (Reverse(outage.severity), Reverse(outage.pods)));
        outages
    }
}

/// Where the fault is, if it is not the image's own.
fn places(finding: &Finding) -> Vec<OutagePlace> {
    let diagnosis = &finding.diagnosis;
    if !diagnosis.severity.cannot_pull() {
        return Vec::new();
    }
    match diagnosis.cause.as_ref().map(|found| found.group) {
        Some(_) if diagnosis.is_of_the_node() => {
            finding.nodes.keys().cloned().map(OutagePlace::Node).collect()
        }
        Some(
            CauseGroup::Network
            | CauseGroup::Tls
            | CauseGroup::Registry
            | CauseGroup::Throttled
            | CauseGroup::Auth,
        ) => diagnosis.asked().map(OutagePlace::Endpoint).into_iter().collect(),
        _ => Vec::new(),
    }
}

fn outage(place: OutagePlace, cause: Cause, findings: Vec<&Finding>) -> Outage<'_> {
    let severity = findings.iter().map(|finding| finding.diagnosis.severity).max();
    let here = |finding: &Finding| match &place {
        OutagePlace::Endpoint(_) => finding.pods,
        OutagePlace::Node(name) => finding.nodes.get(name).copied().unwrap_or_default(),
    };
    let pods = findings.iter().map(|finding| here(finding)).fold(0, u64::saturating_add);
    let nodes: BTreeSet<_> =
        findings.iter().flat_map(|finding| finding.nodes.keys().map(String::as_str)).collect();
    let nodes = match &place {
        OutagePlace::Endpoint(_) => nodes.into_iter().collect(),
        OutagePlace::Node(name) => nodes.into_iter().filter(|node| node == name).collect(),
    };
    Outage {
        cause,
        severity: severity.unwrap_or(Severity::Failing),
        pods,
        nodes,
        since: findings.iter().filter_map(|finding| finding.since).min_by_key(|since| since.at),
        next: findings.iter().filter_map(|finding| finding.next).max_by_key(|next| (next.from_now, next.at)),
        place,
        findings,
    }
}
