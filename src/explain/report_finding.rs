//! One trouble of many pods, and how it is printed.

use alloc::collections::BTreeMap;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

use super::print::{self, EachRow};
use super::text::{Joined, Place};
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
    /// The first of them, as many as the report keeps.
    pub places: Vec<FindingPlace>,
    /// The first of them in full.
    pub diagnosis: Diagnosis,
}

quiet_debug!(Finding { count, pods, nodes, since, next, places, diagnosis });

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
}

impl Finding {
    /// Takes in the times of another one of them.
    pub(super) fn reaches(&mut self, since: Option<Since>, next: Option<Moment>) {
        self.since = self.since.into_iter().chain(since).min_by_key(|since| since.at);
        self.next = self.next.into_iter().chain(next).max_by_key(|next| (next.from_now, next.at));
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

    /// What `Display` prints after the headline: the rows of the first diagnosis, and where else the trouble is.
    #[must_use]
    pub fn rows(&self) -> Vec<(&'static str, String)> {
        let mut rows = Vec::new();
        // Writing into a text cannot fail.
        let _ = self.each_row(&mut |label, text| print::collect(&mut rows, label, text));
        rows
    }

    fn each_row(&self, row: &mut EachRow<'_>) -> fmt::Result {
        self.diagnosis.each_row(row)?;
        if self.count <= 1 {
            return Ok(());
        }
        let more = self.count.saturating_sub(u64::try_from(self.places.len()).unwrap_or(u64::MAX));
        match (self.places.as_slice(), more) {
            (places, 0) => row("pods", format_args!("{}", Joined(places, ", "))),
            ([], more) => row("pods", format_args!("and {more} more")),
            (places, more) => row("pods", format_args!("{}, and {more} more", Joined(places, ", "))),
        }
    }
}

/// `shop/web app`.
impl fmt::Display for FindingPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let slash = if self.namespace.is_empty() { "" } else { "/" };
        write!(f, "{}{slash}{} {}", self.namespace, self.pod, self.container)
    }
}

/// The trouble in one line, then the first diagnosis, then the other places.
impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.headline())?;
        self.each_row(&mut |label, text| print::write_row(f, label, text))
    }
}
