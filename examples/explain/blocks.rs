//! A block of the page for an outage or a trouble: a headline, and what belongs to it.

use std::collections::BTreeSet;
use std::io;

use pullspec::Diagnosis;
use pullspec::explain::{Command, Finding, FindingFact, FindingPlace, NextAttempt, Outage, OutagePlace};
use pullspec::kubectl::HumanDuration;

use super::super::said::MORE;
use super::harmless;
use super::page::{Lines, Says};
use super::place::{MOST_IMAGES, MOST_NODES, asked, asked_in, first_of, where_of};
use super::times::{age, time_limit, without_fractions};

/// Bytes up to which the lines of a message are joined to one.
const IN_A_LINE: usize = 300;

/// What to paste, on a line of its own where another one says on which node, or for whom it is.
pub(super) fn command(diagnosis: &Diagnosis) -> Option<(&'static str, String)> {
    Some(run_row(&diagnosis.command()?, diagnosis, true))
}

pub(super) fn run_row(command: &Command, told: &Diagnosis, is_for_all: bool) -> (&'static str, String) {
    let whose = if is_for_all { None } else { Some(format!("for {}", FindingPlace::of(told))) };
    let node = command.is_for_node().then(|| match told.node() {
        "" => "on a node".to_owned(),
        node => format!("on node {}", harmless(node)),
    });
    let before: Vec<_> = whose.into_iter().chain(node).collect();
    let colon = if before.is_empty() { "" } else { ":\n" };
    ("run", format!("{}{colon}{command}", before.join(", ")))
}

/// What decided on the cause.
pub(super) fn evidence(diagnosis: &Diagnosis) -> Option<&str> {
    diagnosis.cause.as_ref()?.evidence.as_ref().map(|evidence| &*evidence.text)
}

impl Lines<'_> {
    pub(super) fn outage(&mut self, outage: &Outage<'_>) -> io::Result<()> {
        self.headline(outage.severity, outage.cause.as_ref(), &outage.to_string())?;
        let Some(told) = outage.told() else { return Ok(()) };
        let on = match &outage.place {
            OutagePlace::Endpoint(_) if !outage.nodes.is_empty() => {
                Some(("nodes", first_of(outage.nodes.iter(), MOST_NODES)))
            }
            _ => None,
        };
        let image_of = |finding: &&'_ Finding| {
            let diagnosis = &finding.diagnosis;
            diagnosis.sandbox().map_or(diagnosis.image.written(), |sandbox| &sandbox.image).to_owned()
        };
        let mut seen = BTreeSet::new();
        let all: Vec<String> =
            outage.findings.iter().map(image_of).filter(|image| seen.insert(image.clone())).collect();
        let more = if all.len() > MOST_IMAGES { " (--all)" } else { "" };
        let images = ("images", format!("{}{more}", first_of(all.iter(), MOST_IMAGES)));
        let command = outage.command().map(|command| {
            // A request asks whoever fails, whichever image it names.
            let is_for_all = matches!(outage.place, OutagePlace::Node(_))
                || command.is_for_node()
                || outage.is_alike(FindingFact::Command);
            run_row(&command, told, is_for_all)
        });
        let rows = on.into_iter().chain([images]).chain(asked_in(outage)).chain(outage.rows()).chain(command);
        self.rows(rows, Says::InShort { evidence: evidence(told) })?;
        self.blank()
    }

    pub(super) fn finding(&mut self, finding: &Finding, in_full: bool) -> io::Result<()> {
        let diagnosis = &finding.diagnosis;
        let why = harmless(diagnosis.why());
        let headline = finding.headline();
        let (_, rest) = headline.split_once("  ").unwrap_or(("", &headline));
        let place = rest.strip_suffix(&*why).and_then(|rest| rest.strip_suffix(", ")).unwrap_or(rest);
        let rows = finding.rows();
        let of = |labels: &'static [&'static str]| {
            let rows = rows.clone();
            labels
                .iter()
                .flat_map(move |wanted| rows.clone().into_iter().filter(move |(label, _)| label == wanted))
        };
        let command = diagnosis.command();
        let command =
            command.map(|command| run_row(&command, diagnosis, finding.is_alike(FindingFact::Command)));
        if !in_full {
            let fact = match diagnosis.next_attempt {
                NextAttempt::Running { .. } => FindingFact::NextAttempt,
                _ => FindingFact::Message,
            };
            let is_for_all = finding.is_alike(fact);
            let whose = if is_for_all { String::new() } else { format!("{}: ", FindingPlace::of(diagnosis)) };
            let said = said(diagnosis).map(|text| format!("; {whose}{text}")).unwrap_or_default();
            let age = age(finding.since, "at most ");
            let age = age.map(|age| format!(" for {age}")).unwrap_or_default();
            self.headline(diagnosis.severity, &why, &format!("{why}  {place}{age}{said}"))?;
            let rows = where_of(finding).into_iter().chain(of(&["act"])).chain(command).chain(of(&["pods"]));
            let rows: Vec<_> = rows.collect();
            return self.rows(rows, Says::Whole);
        }
        self.headline(diagnosis.severity, &why, &format!("{why}  {place}"))?;
        // The image stands in the headline; a picture of what is wrong with it does not.
        let picture = of(&["image", "hint"]).filter(|_| diagnosis.image.problem().is_some());
        let policy = of(&["policy"]).filter(|_| diagnosis.policy.problem.is_some());
        // Nothing reports on a template.
        let state = of(&["state"]).filter(|_| !diagnosis.pod.is_empty());
        let why = of(&["cause", "check", "says", "secrets", "tries", "missing"]);
        let what = of(&["act", "advice"]);
        let when = of(&["next", "sooner", "later", "pods"]);
        let rows = where_of(finding)
            .into_iter()
            .chain(picture)
            .chain(policy)
            .chain(state)
            .chain(why)
            .chain(asked(diagnosis, finding.is_alike(FindingFact::Endpoints)))
            .chain(what)
            .chain(command)
            .chain(when)
            .chain(time_limit(finding))
            .map(|(label, text)| (label, without_fractions(label, text)));
        let rows: Vec<_> = rows.collect();
        self.rows(rows, Says::InShort { evidence: evidence(diagnosis) })?;
        self.blank()
    }
}

/// What is said of a trouble that is not of the image, as one line; or that a pull runs, and since when.
pub(in super::super) fn said(diagnosis: &Diagnosis) -> Option<String> {
    if diagnosis.severity.cannot_pull() {
        return None;
    }
    if let NextAttempt::Running { since, ago } = diagnosis.next_attempt {
        return Some(match ago {
            Some(ago) => format!("pulls for {}", HumanDuration::new(ago)),
            None => without_fractions("next", format!("pulls since {since}")),
        });
    }
    let said = diagnosis.trouble().or(diagnosis.state.message.as_deref());
    let mut lines = said?.lines().map(str::trim).filter(|line| !line.is_empty()).peekable();
    let mut shown = String::from(lines.next()?);
    while let Some(line) = lines.next_if(|line| shown.len() + line.len() < IN_A_LINE) {
        shown = format!("{shown} {line}");
    }
    let more = if lines.peek().is_some() { MORE } else { "" };
    Some(format!("{}{more}", harmless(&shown)))
}
