//! Many findings that are one trouble: a registry or a node that fails many images for the same reason.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::{cmp::Reverse, fmt};

use super::finding_fact::FindingFact;
use super::outage_place::OutagePlace;
use super::pod_facts::Whereabouts;
use super::print::Row;
use super::report_finding::{FindingPlace, Times};
use super::report_key::Key;
use super::text::Sooner;
use super::{Command, Diagnosis, Finding, Moment, Report, Severity, Since};
use crate::cause::Cause;
use crate::kubectl::HumanDuration;
use crate::kubelet::OperatorAction;

/// Findings that share an endpoint and a cause, or a node and a cause: at least two.
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
    /// How many images cannot be had, each counted once in whichever pods and spellings.
    pub images: u64,
    /// How many pods wait for them, each counted once.
    pub pods: u64,
    /// The nodes of those pods, sorted.
    pub nodes: Vec<&'r str>,
    /// The beginning of the first; at a node, of the first there.
    pub since: Option<Since>,
    /// When all of them have been tried again; at a node, all that are there.
    pub next: Option<Moment>,
    /// The findings, the most frequent first. Those of a node's outage may be of other nodes, too.
    pub findings: Vec<&'r Finding>,
}

impl fmt::Display for Outage<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let many = |count: u64| if count == 1 { "" } else { "s" };
        let (images, pods) = (self.images, self.pods);
        // One image of many containers, which are counted elsewhere, is one.
        let containers = self.findings.iter().map(|finding| finding.count).fold(0, u64::saturating_add);
        let different = if containers > images && images > 1 { "different " } else { "" };
        write!(f, "{}  {}  ", self.place, self.cause)?;
        write!(f, "{images} {different}image{}, {pods} pod{}", many(images), many(pods))?;
        let nodes = u64::try_from(self.nodes.len()).unwrap_or(u64::MAX);
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
    /// end the wait before its time, and what is noticed with the next attempt only. A row that is not true of each says
    /// of which pod it is.
    #[must_use]
    pub fn rows(&self) -> Vec<Row> {
        let first = self.told();
        let mut rows: Vec<Row> = first.map(Diagnosis::rows).unwrap_or_default();
        rows.retain(|(label, _)| matches!(*label, "says" | "act" | "later"));
        for (label, text) in &mut rows {
            let fact = match *label {
                "says" => FindingFact::Message,
                "act" => FindingFact::Remedy,
                _ => FindingFact::Changes,
            };
            if let Some(first) = first.filter(|_| !self.is_alike(fact)) {
                *text = super::finding_rows::of_one(&FindingPlace::of(first), text);
            }
        }
        if let Some(sooner) = Sooner::of(self.resets()) {
            let at = rows.iter().position(|(label, _)| *label == "later").unwrap_or(rows.len());
            rows.insert(at, ("sooner", sooner.to_string()));
        }
        rows
    }

    /// Returns whether all of them are alike in this.
    ///
    /// ```
    /// # #[cfg(feature = "serde")] {
    /// use pullspec::{Pods, Report, explain_pod};
    /// use pullspec::explain::{ExplainContext, FindingFact};
    ///
    /// let pod = |name: &str| format!(r#"{{"kind": "Pod", "metadata": {{"name": "{name}"}},
    ///     "spec": {{"containers": [{{"name": "app", "image": "ghcr.io/team/{name}:1"}}]}}, "status": {{"containerStatuses": [
    ///         {{"name": "app", "state": {{"waiting": {{"reason": "ErrImagePull", "message": "connection refused"}}}}}}]}}}}"#);
    /// let pods: Pods = serde_json::from_str(&format!(r#"{{"kind": "List", "items": [{}, {}]}}"#, pod("a"), pod("b")))?;
    /// let mut report = Report::new();
    /// for pod in &pods {
    ///     report.add_pod(explain_pod(pod, &ExplainContext::new()));
    /// }
    /// assert!(report.outages()[0].is_alike(FindingFact::Remedy));
    /// assert!(!report.outages()[0].is_alike(FindingFact::Image));
    /// # }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn is_alike(&self, fact: FindingFact) -> bool {
        let Some(first) = self.told() else { return true };
        self.findings.iter().all(|finding| finding.is_alike(fact) && fact.is_same(first, &finding.diagnosis))
    }

    /// Returns the command that shows or mends the cause: at a node, of that node; otherwise that of
    /// [`told`](Self::told).
    #[must_use]
    pub fn command(&self) -> Option<Command> {
        let first = self.told()?;
        match &self.place {
            OutagePlace::Node(name) if first.node() != name => {
                let whereabouts = Whereabouts::new(name, None);
                Diagnosis { whereabouts, ..first.clone() }.command()
            }
            _ => first.command(),
        }
    }

    /// Returns the one whose words are told where the others have other ones: the first, at a node the first there.
    #[must_use]
    pub fn told(&self) -> Option<&Diagnosis> {
        let mut all = self.findings.iter().map(|finding| &finding.diagnosis);
        let here = match &self.place {
            OutagePlace::Endpoint(_) => None,
            OutagePlace::Node(name) => all.clone().find(|diagnosis| diagnosis.node() == name),
        };
        here.or_else(|| all.next())
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
            images: u64,
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
        let Self { cause, severity, images, pods, since, next, .. } = *self;
        let nodes = &*self.nodes;
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
        let mut found: BTreeMap<(OutagePlace, Cause), Vec<(&Key, &Finding)>> = BTreeMap::new();
        for (key, finding) in &self.findings {
            let hosts = key.endpoint().and_then(|_| key.outage(""));
            let nodes = finding.nodes.keys().filter(|_| key.is_of_the_node());
            for at in hosts.into_iter().chain(nodes.filter_map(|node| key.outage(node))) {
                found.entry(at).or_default().push((key, finding));
            }
        }
        let mut outages: Vec<_> = found
            .into_iter()
            .filter(|(_, findings)| findings.len() > 1)
            .map(|(at, findings)| {
                let overlap = self.overlaps.of(&at);
                outage(at, findings, overlap)
            })
            .collect();
        outages.sort_by_key(|outage| (Reverse(outage.severity), Reverse(outage.pods)));
        outages
    }

    /// Takes from what was written how often its findings count a pod.
    #[cfg(feature = "serde")]
    pub(super) fn overlaps_from(&mut self, written: Vec<super::report::WrittenOutage>) {
        let counted: BTreeMap<_, _> =
            self.outages().into_iter().map(|outage| ((outage.place, outage.cause), outage.pods)).collect();
        for outage in written {
            let place = match (outage.endpoint, outage.node) {
                (Some(host), _) => OutagePlace::Endpoint(host),
                (None, Some(node)) => OutagePlace::Node(node),
                (None, None) => continue,
            };
            let at = (place, outage.cause);
            let more = counted.get(&at).copied().unwrap_or_default().saturating_sub(outage.pods);
            self.overlaps.add(at, more);
        }
    }
}

fn outage<'r>(
    (place, cause): (OutagePlace, Cause),
    mut found: Vec<(&'r Key, &'r Finding)>,
    overlap: u64,
) -> Outage<'r> {
    found.sort_by_key(|(_, finding)| (Reverse(finding.diagnosis.severity), Reverse(finding.count)));
    let images: BTreeSet<_> = found.iter().map(|(key, _)| key.image()).collect();
    let findings: Vec<_> = found.iter().map(|(_, finding)| *finding).collect();
    let pods = findings.iter().map(|finding| match &place {
        OutagePlace::Endpoint(_) => finding.pods,
        OutagePlace::Node(name) => finding.nodes.get(name).copied().unwrap_or_default(),
    });
    let pods = pods.fold(0, u64::saturating_add).saturating_sub(overlap);
    let nodes: BTreeSet<_> =
        findings.iter().flat_map(|finding| finding.nodes.keys().map(String::as_str)).collect();
    let nodes = match &place {
        OutagePlace::Endpoint(_) => nodes.into_iter().collect(),
        OutagePlace::Node(name) => nodes.into_iter().filter(|node| node == name).collect(),
    };
    let mut times = Times::default();
    for finding in &findings {
        match &place {
            OutagePlace::Endpoint(_) => times.reaches(Times { since: finding.since, next: finding.next }),
            OutagePlace::Node(name) => {
                times.reaches(finding.node_times.get(name).copied().unwrap_or_default());
            }
        }
    }
    let severity = findings.iter().map(|finding| finding.diagnosis.severity).max();
    Outage {
        cause,
        severity: severity.unwrap_or(Severity::Failing),
        images: u64::try_from(images.len()).unwrap_or(u64::MAX),
        pods,
        nodes,
        since: times.since,
        next: times.next,
        place,
        findings,
    }
}
