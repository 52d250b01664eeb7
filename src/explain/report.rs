//! Many pods: what is wrong with them, the worst first, each trouble once.

use alloc::collections::BTreeSet;
use alloc::collections::btree_map::{BTreeMap, Entry};
use alloc::string::String;
use alloc::vec::Vec;
use core::cmp::Reverse;

use super::outage_place::Overlaps;
use super::report_finding::{Finding, FindingPlace, Times};
use super::report_key::Key;
use super::{Diagnosis, Moment, NextAttempt, Severity};
#[cfg(feature = "serde")]
use crate::cause::Cause;
use crate::terminal::quiet_debug;

/// What is wrong in many pods: the worst first, and each trouble once with a count. The same image that fails for the
/// same cause in 200 pods is one [`Finding`].
///
/// Pods are added one by one and not kept, so that a stream of pods needs memory for its troubles only.
///
/// ```
/// # #[cfg(feature = "serde")] {
/// use pullspec::{Pods, Report, explain_pod};
/// use pullspec::explain::{ExplainContext, Severity};
///
/// let pods: Pods = serde_json::from_str(
///     r#"{"kind": "List", "items": [
///         {"kind": "Pod", "metadata": {"name": "a"}, "spec": {"containers": [{"name": "app", "image": "Redis"}]}},
///         {"kind": "Pod", "metadata": {"name": "b"}, "spec": {"containers": [{"name": "app", "image": "Redis"}]}},
///         {"kind": "Pod", "metadata": {"name": "c"}, "spec": {"containers": [{"name": "app", "image": "redis"}]}}]}"#,
/// )?;
/// let mut report = Report::new();
/// for pod in &pods {
///     report.add_pod(explain_pod(pod, &ExplainContext::new()));
/// }
/// assert_eq!((report.pods(), report.images(), report.worst()), (3, 3, Severity::Blocked));
/// let [redis] = report.findings()[..] else { return Err("one finding".into()) };
/// assert_eq!(redis.count, 2);
/// assert_eq!(redis.to_string().lines().next(), Some("blocked  2 pods: Redis, invalid_image_name"));
/// # }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Report {
    kept_places: usize,
    pods: u64,
    workloads: u64,
    by_severity: [u64; Severity::ALL.len()],
    pub(super) findings: BTreeMap<Key, Finding>,
    /// How much too often the pods of an outage are counted in its findings.
    pub(super) overlaps: Overlaps,
}

quiet_debug!(Report { kept_places, pods, workloads, by_severity, findings, overlaps });

/// The JSON of a report: `pods`, `workloads` and `images` count them, `severities` counts images by how bad they are, and `findings`
/// are those of [`Report::findings`].
/// `schema` is [`Report::SCHEMA`], and `outages` has of each of [`Report::outages`] the place, `cause`, `severity`, `images`,
/// `pods`, `nodes`, `since` and `next`.
#[cfg(feature = "serde")]
impl serde::Serialize for Report {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct;

        let by_severity: BTreeMap<_, _> =
            Severity::ALL.iter().map(|severity| (severity.as_str(), self.count(*severity))).collect();
        let mut report = serializer.serialize_struct("Report", 7)?;
        report.serialize_field("schema", &Self::SCHEMA)?;
        report.serialize_field("pods", &self.pods)?;
        report.serialize_field("workloads", &self.workloads)?;
        report.serialize_field("images", &self.images())?;
        report.serialize_field("severities", &by_severity)?;
        report.serialize_field("outages", &self.outages())?;
        report.serialize_field("findings", &self.findings())?;
        report.end()
    }
}

/// An outage, as far as its findings do not tell it.
#[cfg(feature = "serde")]
#[derive(serde::Deserialize)]
pub(super) struct WrittenOutage {
    pub(super) endpoint: Option<String>,
    pub(super) node: Option<String>,
    pub(super) cause: Cause,
    pub(super) pods: u64,
}

/// Reads what was written; places that a report did not keep are not in it.
#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for Report {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(serde::Deserialize)]
        struct Written {
            pods: u64,
            #[serde(default)]
            workloads: u64,
            severities: BTreeMap<Severity, u64>,
            #[serde(default)]
            outages: Vec<WrittenOutage>,
            findings: Vec<Finding>,
        }

        let Written { pods, workloads, severities, outages, findings } = Written::deserialize(deserializer)?;
        let mut report = Self { pods, workloads, ..Self::new() };
        for (severity, number) in severities {
            if let Some(count) = report.by_severity.get_mut(severity as usize) {
                *count = number;
            }
        }
        for finding in findings {
            report.join(finding);
        }
        report.overlaps_from(outages);
        Ok(report)
    }
}

impl Default for Report {
    fn default() -> Self {
        Self::new()
    }
}

impl Report {
    /// The version of the JSON of a report and of a diagnosis: another number if a field goes away or changes its
    /// meaning, the same if one is added.
    ///
    /// ```
    /// assert_eq!(pullspec::Report::SCHEMA, 1);
    /// ```
    pub const SCHEMA: u32 = 1;

    /// No pods yet; ten places of each trouble are kept.
    ///
    /// ```
    /// use pullspec::Report;
    /// use pullspec::explain::Severity;
    /// assert_eq!(Report::new().worst(), Severity::Fine);
    /// ```
    #[must_use]
    pub const fn new() -> Self {
        Self {
            kept_places: 10,
            pods: 0,
            workloads: 0,
            by_severity: [0; Severity::ALL.len()],
            findings: BTreeMap::new(),
            overlaps: Overlaps::new(),
        }
    }

    /// Keeps so many places of each trouble.
    ///
    /// ```
    /// # #[cfg(feature = "serde")] {
    /// use pullspec::{Pod, Report, explain_pod};
    /// use pullspec::explain::ExplainContext;
    /// let pod: Pod = serde_json::from_str(r#"{"spec": {"containers": [{"name": "app", "image": "Redis"}]}}"#)?;
    /// let mut report = Report::new().with_kept_places(0);
    /// report.add_pod(explain_pod(&pod, &ExplainContext::new()));
    /// assert!(report.findings()[0].places.is_empty());
    /// # }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn with_kept_places(self, kept_places: usize) -> Self {
        Self { kept_places, ..self }
    }

    /// Adds what was found of the images of one pod. Of what is fine only the number is kept.
    ///
    /// ```
    /// # #[cfg(feature = "serde")] {
    /// use pullspec::{Pod, Report, explain_pod};
    /// use pullspec::explain::ExplainContext;
    /// let pod: Pod = serde_json::from_str(r#"{"spec": {"containers": [{"name": "app", "image": "Redis"}]}}"#)?;
    /// let mut report = Report::new();
    /// report.add_pod(explain_pod(&pod, &ExplainContext::new()));
    /// assert_eq!(report.findings().len(), 1);
    /// # }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn add_pod(&mut self, images: impl IntoIterator<Item = Diagnosis>) {
        self.pods = self.pods.saturating_add(1);
        // What this pod was counted in, and its node.
        let (mut counted, mut on) = (BTreeSet::new(), String::new());
        for diagnosis in images {
            if on.is_empty() && diagnosis.severity.cannot_pull() {
                on = diagnosis.node().into();
            }
            self.add(diagnosis, Some(&mut counted));
        }
        if counted.len() > 1 {
            self.overlaps.add_pod(counted.iter().filter_map(|key: &Key| key.outage(&on)));
        }
    }

    /// Takes back a pod that was added with so many images, all of them fine: for whoever sees it again with a trouble, and
    /// adds what it is now.
    ///
    /// ```
    /// # #[cfg(feature = "serde")] {
    /// use pullspec::{Pod, Report, explain_pod};
    /// use pullspec::explain::ExplainContext;
    /// let pod: Pod = serde_json::from_str(
    ///     r#"{"spec": {"containers": [{"name": "app", "image": "redis"}]},
    ///         "status": {"phase": "Running", "containerStatuses": [{"name": "app", "state": {"running": {}}}]}}"#,
    /// )?;
    /// let mut report = Report::new();
    /// report.add_pod(explain_pod(&pod, &ExplainContext::new()));
    /// report.take_back_fine_pod(1);
    /// assert_eq!(report, Report::new());
    /// # }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn take_back_fine_pod(&mut self, images: u64) {
        self.pods = self.pods.saturating_sub(1);
        if let Some(fine) = self.by_severity.get_mut(Severity::Fine as usize) {
            *fine = fine.saturating_sub(images);
        }
    }

    /// Adds what was found of the images in the template of a workload, which is not a pod.
    ///
    /// ```
    /// # #[cfg(feature = "serde")] {
    /// use pullspec::Report;
    /// use pullspec::api::Workload;
    /// use pullspec::explain::{ExplainContext, explain_workload};
    /// let workload: Workload = serde_json::from_str(
    ///     r#"{"kind": "PodTemplate", "template": {"spec": {"containers": [{"name": "app", "image": "Redis"}]}}}"#,
    /// )?;
    /// let mut report = Report::new();
    /// report.add_workload(explain_workload(&workload, &ExplainContext::new()));
    /// assert_eq!((report.pods(), report.workloads(), report.images()), (0, 1, 1));
    /// # }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn add_workload(&mut self, images: impl IntoIterator<Item = Diagnosis>) {
        self.workloads = self.workloads.saturating_add(1);
        images.into_iter().for_each(|diagnosis| self.add(diagnosis, None));
    }

    /// Returns how many workloads were added.
    #[must_use]
    pub const fn workloads(&self) -> u64 {
        self.workloads
    }

    /// Joins two reports, as if the pods of `other` had been added after those of this one. The smaller number of
    /// places is kept, so that it does not matter which reports are joined first.
    ///
    /// ```
    /// # #[cfg(feature = "serde")] {
    /// use pullspec::{Pod, Report, explain_pod};
    /// use pullspec::explain::ExplainContext;
    /// let pod: Pod = serde_json::from_str(r#"{"spec": {"containers": [{"name": "app", "image": "Redis"}]}}"#)?;
    /// let of_one_pod = || {
    ///     let mut report = Report::new();
    ///     report.add_pod(explain_pod(&pod, &ExplainContext::new()));
    ///     report
    /// };
    /// let both = of_one_pod().merge(of_one_pod());
    /// assert_eq!((both.pods(), both.findings()[0].count), (2, 2));
    /// # }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn merge(mut self, other: Self) -> Self {
        self.kept_places = self.kept_places.min(other.kept_places);
        self.pods = self.pods.saturating_add(other.pods);
        self.workloads = self.workloads.saturating_add(other.workloads);
        for (count, more) in self.by_severity.iter_mut().zip(other.by_severity) {
            *count = count.saturating_add(more);
        }
        let kept = self.kept_places;
        self.findings.values_mut().for_each(|finding| finding.places.truncate(kept));
        for finding in other.findings.into_values() {
            self.join(finding);
        }
        self.overlaps.join(other.overlaps);
        self
    }

    fn join(&mut self, finding: Finding) {
        let kept = self.kept_places;
        match self.findings.entry(Key::of(&finding.diagnosis)) {
            Entry::Vacant(place) => {
                place.insert(finding).places.truncate(kept);
            }
            Entry::Occupied(mut known) => {
                let known = known.get_mut();
                known.count = known.count.saturating_add(finding.count);
                known.pods = known.pods.saturating_add(finding.pods);
                for (node, pods) in finding.nodes {
                    let count = known.nodes.entry(node).or_default();
                    *count = count.saturating_add(pods);
                }
                known.reaches(Times { since: finding.since, next: finding.next });
                for (node, times) in finding.node_times {
                    known.node_times.entry(node).or_default().reaches(times);
                }
                known.differ.extend(finding.differ);
                known.compare(&finding.diagnosis);
                let room = kept.saturating_sub(known.places.len());
                known.places.extend(finding.places.into_iter().take(room));
            }
        }
    }

    fn add(&mut self, diagnosis: Diagnosis, counted: Option<&mut BTreeSet<Key>>) {
        let severity = diagnosis.severity;
        if let Some(count) = self.by_severity.get_mut(severity as usize) {
            *count = count.saturating_add(1);
        }
        if severity == Severity::Fine {
            return;
        }
        let place = FindingPlace::of(&diagnosis);
        let times = Times { since: diagnosis.state.since, next: latest(&diagnosis.next_attempt) };
        let node = String::from(diagnosis.node());
        let key = Key::of(&diagnosis);
        let is_of_the_node = key.is_of_the_node() && !node.is_empty();
        let is_first = counted.is_some_and(|counted| counted.insert(key.clone()));
        let finding = match self.findings.entry(key) {
            Entry::Vacant(place) => place.insert(Finding::new(diagnosis)),
            Entry::Occupied(known) => {
                let known = known.into_mut();
                known.compare(&diagnosis);
                known
            }
        };
        finding.count = finding.count.saturating_add(1);
        finding.reaches(times);
        if is_of_the_node {
            finding.node_times.entry(node.clone()).or_default().reaches(times);
        }
        if is_first {
            finding.pods = finding.pods.saturating_add(1);
            if !node.is_empty() {
                let count = finding.nodes.entry(node).or_default();
                *count = count.saturating_add(1);
            }
        }
        if finding.places.len() < self.kept_places {
            finding.places.push(place);
        }
    }

    /// How many pods were added.
    #[must_use]
    pub const fn pods(&self) -> u64 {
        self.pods
    }

    /// How many images were explained.
    #[must_use]
    pub fn images(&self) -> u64 {
        self.by_severity.iter().copied().fold(0, u64::saturating_add)
    }

    /// How many images are so bad.
    #[must_use]
    pub fn count(&self, severity: Severity) -> u64 {
        self.by_severity.get(severity as usize).copied().unwrap_or(0)
    }

    /// The worst of all; [`Severity::Fine`] for no images.
    #[must_use]
    pub fn worst(&self) -> Severity {
        let found = Severity::ALL.into_iter().rev().find(|&severity| self.count(severity) > 0);
        found.unwrap_or(Severity::Fine)
    }

    /// What is not fine: the worst first, of equally bad ones the most frequent.
    #[must_use]
    pub fn findings(&self) -> Vec<&Finding> {
        let mut findings: Vec<_> = self.findings.values().collect();
        findings.sort_by_key(|finding| (Reverse(finding.diagnosis.severity), Reverse(finding.count)));
        findings
    }
}

/// When the attempt after this one is sure to have come.
const fn latest(next: &NextAttempt) -> Option<Moment> {
    match next {
        NextAttempt::BackOff { latest, .. } => Some(*latest),
        _ => None,
    }
}
