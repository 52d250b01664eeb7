//! One trouble of many pods, and how it is printed.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

use super::finding_fact::{self, FindingFact};
use super::print;
use super::text::{Place, Template};
use super::{Diagnosis, Moment, Since};
use crate::terminal::quiet_debug;

/// One trouble, and where it is.
///
/// ```
/// # #[cfg(feature = "serde")] {
/// use pullspec::{Pod, Report, explain_pod};
/// use pullspec::explain::ExplainContext;
/// let pod: Pod = serde_json::from_str(r#"{"spec": {"containers": [{"name": "app", "image": "Redis"}]}}"#)?;
/// let mut report = Report::new();
/// report.add_pod(explain_pod(&pod, &ExplainContext::new()));
/// assert_eq!(report.findings()[0].count, 1);
/// # }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase"))]
#[non_exhaustive]
pub struct Finding {
    /// How many images of pods have it.
    pub count: u64,
    /// How many pods they are of; templates are none.
    #[cfg_attr(feature = "serde", serde(default))]
    pub pods: u64,
    /// The nodes of those pods, each with their number.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "BTreeMap::is_empty"))]
    pub nodes: BTreeMap<String, u64>,
    /// The beginning of the first.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub since: Option<Since>,
    /// When all of them have been tried again.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub next: Option<Moment>,
    /// The beginning and the next attempts on each node, where the fault is the node's.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "BTreeMap::is_empty"))]
    pub(super) node_times: BTreeMap<String, Times>,
    /// The first of them, as many as the report keeps.
    pub places: Vec<FindingPlace>,
    /// In what the others are not like the first.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "BTreeSet::is_empty"))]
    pub differ: BTreeSet<FindingFact>,
    /// The first of them in full.
    pub diagnosis: Diagnosis,
}

quiet_debug!(Finding { count, pods, nodes, since, next, node_times, places, differ, diagnosis });

/// When some pods began to fail, and when all of them have been tried again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub(super) struct Times {
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub(super) since: Option<Since>,
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub(super) next: Option<Moment>,
}

impl Times {
    /// Takes in those of others.
    pub(super) fn reaches(&mut self, other: Self) {
        self.since = self.since.into_iter().chain(other.since).min_by_key(|since| since.at);
        self.next = self.next.into_iter().chain(other.next).max_by_key(|next| (next.from_now, next.at));
    }
}

/// Where a trouble is.
///
/// ```
/// # #[cfg(feature = "serde")] {
/// use pullspec::{Pod, Report, explain_pod};
/// use pullspec::explain::ExplainContext;
/// let pod: Pod = serde_json::from_str(r#"{"spec": {"containers": [{"name": "app", "image": "Redis"}]}}"#)?;
/// let mut report = Report::new();
/// report.add_pod(explain_pod(&pod, &ExplainContext::new()));
/// assert_eq!(report.findings()[0].places[0].container, "app");
/// # }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase"))]
#[non_exhaustive]
pub struct FindingPlace {
    /// The pod's namespace; empty in a template.
    pub namespace: String,
    /// The pod's name, or what its name is made from.
    pub pod: String,
    /// The name of the container or volume.
    pub container: String,
    /// The kind and name of a workload, whose template it is in; empty for a pod.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "String::is_empty"))]
    pub workload: String,
}

impl FindingPlace {
    /// Returns the place of one image.
    ///
    /// ```
    /// # #[cfg(feature = "serde")] {
    /// use pullspec::api::Workload;
    /// use pullspec::explain::{ExplainContext, FindingPlace, explain_workload};
    /// let workload: Workload = serde_json::from_str(
    ///     r#"{"kind": "Deployment", "metadata": {"namespace": "shop", "name": "web"},
    ///         "spec": {"template": {"spec": {"containers": [{"name": "app", "image": "Redis"}]}}}}"#,
    /// )?;
    /// let found = explain_workload(&workload, &ExplainContext::new());
    /// assert_eq!(FindingPlace::of(&found[0]).to_string(), "shop/Deployment web app");
    /// # }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn of(diagnosis: &Diagnosis) -> Self {
        let workload = diagnosis.controller().filter(|_| diagnosis.pod.is_empty());
        Self {
            namespace: (&*diagnosis.namespace).into(),
            pod: (&*diagnosis.pod).into(),
            container: (&*diagnosis.container).into(),
            workload: workload.map(|workload| Template(workload).to_string()).unwrap_or_default(),
        }
    }
}

impl Finding {
    /// The trouble of this one, not yet counted.
    pub(super) const fn new(diagnosis: Diagnosis) -> Self {
        Self {
            count: 0,
            pods: 0,
            nodes: BTreeMap::new(),
            since: None,
            next: None,
            node_times: BTreeMap::new(),
            places: Vec::new(),
            differ: BTreeSet::new(),
            diagnosis,
        }
    }

    /// Takes in the times of another one of them.
    pub(super) fn reaches(&mut self, other: Times) {
        let mut times = Times { since: self.since, next: self.next };
        times.reaches(other);
        (self.since, self.next) = (times.since, times.next);
    }

    /// Takes in another one of them.
    pub(super) fn compare(&mut self, other: &Diagnosis) {
        finding_fact::compare(&mut self.differ, &self.diagnosis, other);
    }

    /// Returns whether all of them are like the first in this: what [`diagnosis`](Self::diagnosis) tells of it is true of
    /// each.
    ///
    /// ```
    /// # #[cfg(feature = "serde")] {
    /// use pullspec::{Pod, Report, explain_pod};
    /// use pullspec::explain::{ExplainContext, FindingFact};
    /// let pod: Pod = serde_json::from_str(r#"{"spec": {"containers": [{"name": "app", "image": "Redis"}]}}"#)?;
    /// let mut report = Report::new();
    /// report.add_pod(explain_pod(&pod, &ExplainContext::new()));
    /// report.add_pod(explain_pod(&pod, &ExplainContext::new()));
    /// assert!(report.findings()[0].is_alike(FindingFact::Remedy));
    /// # }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn is_alike(&self, fact: FindingFact) -> bool {
        !self.differ.contains(&fact)
    }

    /// The trouble in one line: how bad, how often, which image, why. A pod in which more than one container or volume has
    /// it, and a template, are counted by these places.
    ///
    /// ```
    /// # #[cfg(feature = "serde")] {
    /// use pullspec::{Pod, Report, explain_pod};
    /// use pullspec::explain::ExplainContext;
    /// let json = r#"{"metadata": {"name": "web"}, "spec": {"containers": [{"name": "app", "image": "Redis"}]}}"#;
    /// let pod: Pod = serde_json::from_str(json)?;
    /// let mut report = Report::new();
    /// report.add_pod(explain_pod(&pod, &ExplainContext::new()));
    /// assert_eq!(report.findings()[0].headline(), "blocked  web, container app: Redis, invalid_image_name");
    /// # }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn headline(&self) -> String {
        let diagnosis = &self.diagnosis;
        let place = match self.count {
            _ if let Some(sandbox) = diagnosis.sandbox() => {
                let node = if sandbox.node.is_empty() { "(not named)" } else { &sandbox.node };
                alloc::format!("node {node}")
            }
            1 => Place(diagnosis).to_string(),
            count if count == self.pods => alloc::format!("{count} pods"),
            count => alloc::format!("{count} places"),
        };
        let why = diagnosis.why();
        let mut line = String::new();
        let written = diagnosis.sandbox().map_or(diagnosis.image.written(), |sandbox| &sandbox.image);
        // Writing into a text cannot fail.
        let _ =
            print::write_line(&mut line, format_args!("{}  {place}: {written}, {why}", diagnosis.severity));
        line
    }
}

/// `shop/web app`, `shop/Deployment web app`.
impl fmt::Display for FindingPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let slash = if self.namespace.is_empty() { "" } else { "/" };
        let name = match (&*self.pod, &*self.workload) {
            ("", "") => "(no name)",
            ("", workload) => workload,
            (pod, _) => pod,
        };
        print::write_line(f, format_args!("{}{slash}{name} {}", self.namespace, self.container))
    }
}
