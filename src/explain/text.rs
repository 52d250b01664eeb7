//! A diagnosis for people.

use alloc::{format, string::String, string::ToString, vec::Vec};
use core::fmt;
use core::time::Duration;

use super::{
    CauseSource, DefaultedPart, Diagnosis, Finding, Moment, NextAttempt, NextBasis, Phase, PolicySource,
    Severity, Since, SinceBasis,
};
use crate::api::ImageOwner;
use crate::cause::Transience;
use crate::kubectl::HumanDuration;
use crate::kubelet::OperatorAction;
use crate::reference::Reference;
use crate::terminal::or_replacement;

/// A label and its text.
type Row = (&'static str, String);

impl Diagnosis {
    /// What `Display` prints, as labels and texts, for callers that wrap lines or use colours. A text may have several
    /// lines; control characters and invisible ones of the input are replaced.
    ///
    /// ```
    /// # #[cfg(feature = "serde")] {
    /// use pullspec::{Pod, explain};
    /// use pullspec::explain::ExplainContext;
    /// let pod: Pod = serde_json::from_str(r#"{"spec": {"containers": [{"name": "app", "image": "redis"}]}}"#)?;
    /// let image = pod.images().next().unwrap();
    /// let rows = explain(&image, &ExplainContext::new()).rows();
    /// assert_eq!(rows[1], ("means", "docker.io/library/redis, pulled as redis:latest".into()));
    /// assert_eq!(rows[2], ("policy", "Always (filled in: no tag, which means latest), pulls at every start".into()));
    /// # }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn rows(&self) -> Vec<Row> {
        let mut rows = Vec::new();
        self.image_rows(&mut rows);
        rows.push(("policy", self.policy_text()));
        match self.pull_secrets.as_deref() {
            None => {}
            Some([]) => rows.push(("tries", "no pull secret: no key in them covers this image".into())),
            Some(secrets) => rows.push(("tries", secrets.join(", then "))),
        }
        rows.push(("state", self.state_text()));
        self.cause_rows(&mut rows);
        if let Some(remedy) = &self.remedy {
            let who: Vec<_> = remedy.who.iter().map(|who| who.as_str()).collect();
            let who = match who.as_slice() {
                [] => String::new(),
                who => format!("{}: ", who.join(" or ")),
            };
            rows.push(("act", format!("{who}{}", remedy.how)));
            // An advice ends with what to do, which has just been said.
            let advice = remedy.advice.map(|advice| advice.to_string());
            let advice = advice.as_deref().and_then(|advice| advice.split("; ").next());
            rows.extend(advice.map(|advice| ("advice", advice.into())));
        }
        rows.extend(next_text(&self.next_attempt, self.severity).map(|text| ("next", text)));
        let list = |changes: &[OperatorAction]| {
            let texts: Vec<_> = changes.iter().copied().map(phrase).collect();
            (!texts.is_empty()).then(|| texts.join(", "))
        };
        if let Some(resets) = list(&self.resets) {
            rows.push(("sooner", format!("only by {resets}")));
        }
        rows.extend(list(&self.keeps).map(|keeps| ("not by", keeps)));
        rows.extend(self.query.clone().map(|query| ("query", query)));
        for (_, text) in &mut rows {
            *text = printable(text);
        }
        rows
    }

    /// How bad it is, and whose image it is, in one line.
    ///
    /// ```
    /// # #[cfg(feature = "serde")] {
    /// use pullspec::{Pod, explain};
    /// use pullspec::explain::ExplainContext;
    /// let json = r#"{"metadata": {"name": "web"}, "spec": {"containers": [{"name": "app", "image": "redis"}]}}"#;
    /// let pod: Pod = serde_json::from_str(json)?;
    /// let image = pod.images().next().unwrap();
    /// let headline = explain(&image, &ExplainContext::new()).headline();
    /// assert_eq!(headline, "fine  web, container app, spec.containers[0].image");
    /// # }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn headline(&self) -> String {
        printable_line(&format!("{}  {}, {}", self.severity, self.place(), self.field))
    }

    /// `shop/web, container app`.
    pub(super) fn place(&self) -> String {
        let slash = if self.namespace.is_empty() { "" } else { "/" };
        let pod = if self.pod.is_empty() { "(no name)" } else { &self.pod };
        format!("{}{slash}{pod}, {} {}", self.namespace, self.owner, self.container)
    }

    fn image_rows(&self, rows: &mut Vec<Row>) {
        let image = &self.image;
        // Parsed again for the picture, which a diagnosis need not carry.
        match (&image.problem, Reference::parse(&image.written)) {
            (Some(problem), Err(error)) => {
                rows.push(("image", error.underline(&image.written).to_string()));
                rows.extend(problem.hint.clone().map(|hint| ("hint", hint)));
            }
            _ => rows.push(("image", image.written.clone())),
        }
        let differs = |reference: &&Reference| reference.as_str() != image.written;
        if let Some(reference) = image.reference.as_ref().filter(differs) {
            let pulled = image.pulled.as_deref().filter(|_| image.defaulted.contains(&DefaultedPart::Tag));
            let pulled = pulled.map(|pulled| format!(", pulled as {pulled}")).unwrap_or_default();
            rows.push(("means", format!("{reference}{pulled}")));
        }
    }

    fn policy_text(&self) -> String {
        let policy = &self.policy;
        let (default, because) = (policy.default, &policy.because);
        if let Some(problem) = &policy.problem {
            return format!("none: {problem}");
        }
        let effective = policy.effective.map_or("", |policy| policy.as_str());
        let origin = match policy.origin {
            PolicySource::FilledIn => format!("filled in: {because}"),
            PolicySource::WrittenOrFilledIn => format!("written or filled in: {because}"),
            PolicySource::WrittenOrStale => {
                format!("written, or filled in for an earlier image; the default is {default}: {because}")
            }
            PolicySource::Written => format!("written; the default is {default}: {because}"),
        };
        let pulls = policy.pulls.map(|pulls| format!(", pulls {}", pulls.as_str())).unwrap_or_default();
        format!("{effective} ({origin}){pulls}")
    }

    fn state_text(&self) -> String {
        let state = &self.state;
        let what: String = match (state.phase, &state.reason) {
            (Phase::Waiting, Some(reason)) => reason.to_string(),
            (Phase::Waiting, None) => "waits".into(),
            (Phase::Running, _) => "runs".into(),
            (Phase::Terminated, Some(reason)) => format!("ended, {reason}"),
            (Phase::Terminated, None) => "ended".into(),
            (Phase::NotReported, _) if self.owner == ImageOwner::Volume && self.severity.cannot_pull() => {
                "its containers wait".into()
            }
            (Phase::NotReported, _) if self.severity.cannot_pull() => "not reported yet".into(),
            (Phase::NotReported, _) => "not reported".into(),
        };
        let volume = state.volume.as_ref().map(|volume| format!(" for the image volume {volume}"));
        let since = state.since.as_ref().map(since_text);
        let attempts = state.attempts.map(|attempts| match attempts {
            1 => ", 1 attempt seen".into(),
            attempts => format!(", {attempts} attempts seen"),
        });
        [Some(what), volume, since, attempts].into_iter().flatten().collect()
    }

    fn cause_rows(&self, rows: &mut Vec<Row>) {
        let Some(found) = &self.cause else {
            rows.extend(self.state.message.clone().map(|message| ("says", message)));
            return;
        };
        let helps = match found.transience {
            Transience::Transient => "a retry may end it",
            Transience::Throttled => "ends with its window",
            Transience::Unknown => "may end by itself",
            Transience::Permanent => "waiting does not help",
        };
        let others: Vec<_> = found.alternates.iter().map(|other| other.as_str()).collect();
        let others = if others.is_empty() { String::new() } else { format!("; or {}", others.join(", ")) };
        let evidence = match (&found.evidence, found.source) {
            (Some(evidence), _) => format!("; by \"{}\"", evidence.text),
            (None, CauseSource::Name) => "; the kubelet will refuse the name".into(),
            (None, _) => String::new(),
        };
        rows.push(("cause", format!("{} ({}); {helps}{others}{evidence}", found.cause, found.group)));
        let doubts: Vec<_> = found.name_doubts.iter().map(ToString::to_string).collect();
        if !doubts.is_empty() {
            rows.push(("check", doubts.join("; ")));
        }
        let said = found.message.clone().or_else(|| self.state.message.clone());
        rows.extend(said.map(|message| ("says", message)));
    }
}

impl Finding {
    /// What `Display` prints after the headline: the rows of the first diagnosis, and where else the trouble is.
    ///
    /// ```
    /// # #[cfg(feature = "serde")] {
    /// use pullspec::{Pod, Report, explain_pod};
    /// use pullspec::explain::ExplainContext;
    /// let json = r#"{"metadata": {"name": "web"}, "spec": {"containers": [{"name": "a", "image": "X"}, {"name": "b", "image": "X"}]}}"#;
    /// let pod: Pod = serde_json::from_str(json)?;
    /// let mut report = Report::new();
    /// report.add_pod(explain_pod(&pod, &ExplainContext::new()));
    /// assert_eq!(report.findings()[0].rows().last(), Some(&("pods", "web a, web b".into())));
    /// # }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn rows(&self) -> Vec<Row> {
        let mut rows = self.diagnosis.rows();
        if self.count > 1 {
            let mut places: Vec<_> = self
                .places
                .iter()
                .map(|place| {
                    let slash = if place.namespace.is_empty() { "" } else { "/" };
                    format!("{}{slash}{} {}", place.namespace, place.pod, place.container)
                })
                .collect();
            let more = self.count.saturating_sub(u64::try_from(places.len()).unwrap_or(u64::MAX));
            if more > 0 {
                places.push(format!("and {more} more"));
            }
            rows.push(("pods", printable(&places.join(", "))));
        }
        rows
    }
}

/// The place, then one line per row.
impl fmt::Display for Diagnosis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.headline())?;
        self.rows().iter().try_for_each(|(label, text)| write_row(f, label, text))
    }
}

/// Lines after the first stand under it, so that a picture's carets keep their place.
pub(super) fn write_row(f: &mut fmt::Formatter<'_>, label: &str, text: &str) -> fmt::Result {
    let mut lines = text.split('\n');
    writeln!(f, "  {label:7} {}", lines.next().unwrap_or_default())?;
    lines.try_for_each(|line| writeln!(f, "  {:7} {line}", ""))
}

fn since_text(since: &Since) -> String {
    let for_at_most = if since.basis == SinceBasis::PodStart { "for at most" } else { "for" };
    let since_or_later = if since.basis == SinceBasis::PodStart { "since the pod's start" } else { "since" };
    match since.ago_ms {
        Some(ago_ms) => format!(" {for_at_most} {}, {since_or_later} {}", span(ago_ms), since.at),
        None => format!(" {since_or_later} {}", since.at),
    }
}

fn next_text(next: &NextAttempt, severity: Severity) -> Option<String> {
    Some(match next {
        NextAttempt::NotNeeded => return None,
        NextAttempt::Running { since, ago_ms } => {
            let ago = ago_ms.map(|ago| format!(", {} ago", span(ago))).unwrap_or_default();
            format!("an attempt started at {since}{ago}, and nothing tells of its end")
        }
        NextAttempt::EveryLook => {
            let vain = if severity == Severity::Blocked { ", and finds the same" } else { "" };
            format!("the kubelet looks again every 10 to 16 s{vain}")
        }
        NextAttempt::BackOff { earliest, latest, basis } => {
            let basis = match basis {
                NextBasis::Events => "",
                NextBasis::OldEvents => " (events may be missing)",
                NextBasis::PodStart => " (by the pod's age)",
                NextBasis::Reason => " (by the reason alone)",
            };
            format!("{}{basis}", between(*earliest, *latest))
        }
    })
}

fn between(earliest: Moment, latest: Moment) -> String {
    let spans = earliest.in_ms.zip(latest.in_ms);
    let spans = spans.map(|(from, to)| format!("in {} to {}", span(from), span(to)));
    let times = earliest.at.zip(latest.at).map(|(from, to)| format!("{from} to {to}"));
    match (spans, times) {
        (Some(spans), Some(times)) => format!("{spans}, {times}"),
        (Some(one), None) | (None, Some(one)) => one,
        (None, None) => String::new(),
    }
}

fn span(ms: u64) -> HumanDuration {
    HumanDuration::new(Duration::from_millis(ms))
}

/// A change as what an operator does or sees.
const fn phrase(change: OperatorAction) -> &'static str {
    match change {
        OperatorAction::PodReplaced => "a new pod",
        OperatorAction::ImageTextChanged => "another text of the image",
        OperatorAction::KubeletRestarted => "a restart of the kubelet",
        OperatorAction::SecretFixed => "a repaired secret",
        OperatorAction::RegistryRecovered => "a registry that came back",
        OperatorAction::PodLabelled => "a label",
        OperatorAction::SiblingChanged => "another container",
        OperatorAction::ImagePulledByOther => "another pod's pull",
    }
}

/// Texts of registries and manifests are not to be trusted with a terminal: no escape codes, nothing invisible, no
/// reversed text. Lines stay.
pub(super) fn printable(text: &str) -> String {
    text.chars().map(|c| if c == '\n' { c } else { or_replacement(c) }).collect()
}

/// The same in one line, so that a name cannot forge another line.
pub(super) fn printable_line(text: &str) -> String {
    text.chars().map(or_replacement).collect()
}
