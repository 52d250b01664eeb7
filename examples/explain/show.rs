//! What `explain` shows: outages first, then the worst, and nothing is ever broken inside a word.

use std::collections::BTreeSet;
use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use pullspec::api::Harmless;
use pullspec::explain::{Finding, NextAttempt, Outage, OutagePlace, Severity, Since};
use pullspec::kubectl::HumanDuration;
use pullspec::{Diagnosis, Report, WaitingReason};
use textwrap::{Options, WordSeparator, WordSplitter};

use super::brief;
use super::said::in_short;

/// After `  label   `.
const INDENT: &str = "          ";
const LABEL: Style = Style::new().dimmed();
/// Lines after which findings are shown by their headline alone, and after which they are only counted.
const IN_FULL: usize = 120;
const AT_ALL: usize = 170;
/// Lines of a message.
const SAYS: usize = 4;

/// How it is shown.
#[derive(Clone, Copy)]
pub(crate) struct View {
    /// Columns, where a line can be wrapped.
    pub(crate) width: usize,
    /// A table: a line for each finding.
    pub(crate) brief: bool,
    /// The query that finds them all.
    pub(crate) query: bool,
}

pub(super) fn style(severity: Severity) -> Style {
    match severity {
        Severity::Blocked => AnsiColor::Red.on_default().bold(),
        Severity::Failing => AnsiColor::Yellow.on_default().bold(),
        Severity::OtherTrouble => AnsiColor::Magenta.on_default(),
        Severity::Starting => AnsiColor::Cyan.on_default(),
        Severity::Fine => AnsiColor::Green.on_default(),
    }
}

/// Outages, then findings in no outage, what else is to be said, and the totals.
pub(crate) fn report(report: &Report, asides: &[String], view: View, out: &mut dyn Write) -> io::Result<()> {
    if view.brief {
        brief::report(report, view, out)?;
        self::asides(asides, view, out)?;
        return writeln!(out, "{}", totals(report));
    }
    let outages = report.outages();
    let mut lines = Lines { out, written: 0, view };
    for (at, outage) in outages.iter().enumerate() {
        if lines.written > IN_FULL {
            lines.line(&format!("and {} more outages; --output json has them", outages.len() - at))?;
            break;
        }
        lines.outage(outage)?;
    }
    let findings = in_no_outage(report, &outages);
    for (at, finding) in findings.iter().enumerate() {
        if lines.written > AT_ALL {
            lines.line(&format!("and {} more; --all shows every image", findings.len() - at))?;
            break;
        }
        let in_full = finding.diagnosis.severity.cannot_pull() && lines.written <= IN_FULL;
        lines.finding(finding, in_full)?;
    }
    lines.query(report)?;
    for aside in asides {
        lines.aside(aside)?;
    }
    lines.line(&totals(report))
}

/// What stands above all images.
pub(crate) fn header(view: View, out: &mut dyn Write) -> io::Result<()> {
    if view.brief { brief::header(out) } else { Ok(()) }
}

/// What else is to be said.
pub(crate) fn asides(asides: &[String], view: View, out: &mut dyn Write) -> io::Result<()> {
    let mut lines = Lines { out, written: 0, view };
    asides.iter().try_for_each(|aside| lines.aside(aside))
}

/// The findings that no outage has told of, in their order.
pub(super) fn in_no_outage<'r>(report: &'r Report, outages: &[Outage<'r>]) -> Vec<&'r Finding> {
    let covered: BTreeSet<*const Finding> = outages
        .iter()
        .flat_map(|outage| &outage.findings)
        .map(|finding| std::ptr::from_ref(*finding))
        .collect();
    let mut findings = report.findings();
    findings.retain(|finding| !covered.contains(&std::ptr::from_ref(*finding)));
    findings
}

/// `1 pod`, `2 pods`.
pub(super) fn many(count: u64, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

/// How many there were of everything.
pub(super) fn totals(report: &Report) -> String {
    let counts: Vec<_> = Severity::ALL
        .into_iter()
        .rev()
        .filter(|&severity| report.count(severity) > 0)
        .map(|severity| format!("{} {severity}", report.count(severity)))
        .collect();
    let mut totals = vec![many(report.pods(), "pod")];
    if report.workloads() > 0 {
        totals.push(many(report.workloads(), "workload"));
    }
    totals.push(many(report.images(), "image"));
    let colon = if counts.is_empty() { "" } else { ": " };
    format!("{}{colon}{}", totals.join(", "), counts.join(", "))
}

/// One image in full, with everything that is known; in a table, in one line.
pub(crate) fn diagnosis(diagnosis: &Diagnosis, view: View, out: &mut dyn Write) -> io::Result<()> {
    if view.brief {
        return brief::image(diagnosis, view, out);
    }
    let mut lines = Lines { out, written: 0, view };
    let (severity, rest) = (diagnosis.severity, diagnosis.headline());
    let rest = rest.split_once("  ").map_or(rest.as_str(), |(_, rest)| rest);
    lines.headline(severity, severity.as_str(), rest)?;
    let rows = diagnosis.rows().into_iter().filter(|(label, _)| view.query || *label != "query");
    let rows = rows.map(|(label, text)| (label, without_fractions(label, text)));
    lines.rows(places(diagnosis).into_iter().chain(rows).chain(command(diagnosis)), Says::Whole)?;
    lines.blank()
}

/// Where it is besides the headline: node and controller.
fn places(diagnosis: &Diagnosis) -> Option<(&'static str, String)> {
    let node = (!diagnosis.node().is_empty()).then(|| format!("on node {}", diagnosis.node()));
    place_row("of", diagnosis, node)
}

/// Where all of a finding are: of the controllers only the first is known.
fn where_of(finding: &Finding) -> Option<(&'static str, String)> {
    if finding.count <= 1 || finding.nodes.len() <= 1 {
        return places(&finding.diagnosis);
    }
    let (count, nodes) = (finding.nodes.len() as u64, first_of(finding.nodes.keys(), MOST_NODES));
    place_row("the first of", &finding.diagnosis, Some(format!("on {}: {nodes}", many(count, "node"))))
}

fn place_row(of: &str, diagnosis: &Diagnosis, on: Option<String>) -> Option<(&'static str, String)> {
    let owner = diagnosis.controller().filter(|_| !diagnosis.pod.is_empty());
    let owner = owner.map(|owner| format!("{of} {} {}", owner.kind, owner.name));
    let parts: Vec<_> = owner.into_iter().chain(on).map(|text| harmless(&text)).collect();
    (!parts.is_empty()).then(|| ("where", parts.join(", ")))
}

/// How many images of an outage are named.
const MOST_IMAGES: usize = 4;
/// How many nodes are named.
const MOST_NODES: usize = 6;

/// The first of some names, and how many there are besides.
fn first_of(names: impl ExactSizeIterator<Item = impl AsRef<str>>, most: usize) -> String {
    let more = names.len().saturating_sub(most);
    let first: Vec<_> = names.take(most).map(|name| harmless(name.as_ref())).collect();
    let more = if more > 0 { format!(", and {more} more") } else { String::new() };
    format!("{}{more}", first.join(", "))
}

/// What to paste, on a line of its own where another one says on which node.
fn command(diagnosis: &Diagnosis) -> Option<(&'static str, String)> {
    let command = diagnosis.command()?;
    let text = match diagnosis.node() {
        _ if !command.is_for_node() => command.to_string(),
        "" => format!("on a node:\n{command}"),
        node => format!("on node {}:\n{command}", harmless(node)),
    };
    Some(("run", text))
}

/// What decided on the cause.
fn evidence(diagnosis: &Diagnosis) -> Option<&str> {
    diagnosis.cause.as_ref()?.evidence.as_ref().map(|evidence| &*evidence.text)
}

/// Who was asked, if it was a mirror.
fn asked(diagnosis: &Diagnosis) -> Option<(&'static str, String)> {
    let image = diagnosis.image.reference()?;
    let endpoints = diagnosis.endpoints();
    if endpoints.iter().all(|endpoint| endpoint.mirror != Some(true)) {
        return None;
    }
    let asked: Vec<_> = endpoints.iter().map(|endpoint| harmless(&endpoint.to_string())).collect();
    let of = if endpoints.len() == 1 { format!(" of {}", image.domain()) } else { String::new() };
    Some(("asked", format!("{}{of}", asked.join("; then "))))
}

/// A Job's pods are tried again for as long as it is allowed to run. A pod that has a deadline fails by it.
fn never_fails(diagnosis: &Diagnosis) -> Option<(&'static str, String)> {
    if diagnosis.deadline().is_some() {
        return None;
    }
    let owner = diagnosis.controller().filter(|owner| matches!(owner.kind, "Job" | "CronJob"))?;
    let (kind, of) = (owner.kind, if owner.kind == "CronJob" { "a Job of " } else { "" });
    let text = format!(
        "{of}the {kind} {} never fails by this alone, unless it has activeDeadlineSeconds",
        owner.name
    );
    Some(("note", harmless(&text)))
}

/// Milliseconds are noise here.
fn without_fractions(label: &str, text: String) -> String {
    // A message is as it is.
    if !matches!(label, "state" | "next" | "missing" | "advice") {
        return text;
    }
    let mut shown = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some((before, after)) = rest.split_once('.') {
        shown.push_str(before);
        let tail = after.trim_start_matches(|c: char| c.is_ascii_digit());
        let has_fraction = tail.len() < after.len() && before.ends_with(|c: char| c.is_ascii_digit());
        if has_fraction && tail.starts_with('Z') {
            rest = tail;
        } else {
            shown.push('.');
            rest = after;
        }
    }
    shown.push_str(rest);
    shown
}

/// A text of the input in one line, with nothing that acts on a terminal and no secret.
pub(super) fn harmless(text: &str) -> String {
    Harmless(text).to_string()
}

/// How much of a message is shown.
#[derive(Clone, Copy)]
enum Says<'t> {
    Whole,
    /// Its beginning, its end, and what decided on the cause, if that is known.
    InShort {
        evidence: Option<&'t str>,
    },
}

/// Counts the lines it writes.
struct Lines<'o> {
    out: &'o mut dyn Write,
    written: usize,
    view: View,
}

impl Lines<'_> {
    fn line(&mut self, text: &str) -> io::Result<()> {
        self.written += 1;
        writeln!(self.out, "{text}")
    }

    fn blank(&mut self) -> io::Result<()> {
        self.line("")
    }

    fn query(&mut self, report: &Report) -> io::Result<()> {
        if !self.view.query || !report.worst().cannot_pull() {
            return Ok(());
        }
        self.rows([("query", WaitingReason::prometheus_query())], Says::Whole)?;
        self.blank()
    }

    fn outage(&mut self, outage: &Outage<'_>) -> io::Result<()> {
        self.headline(outage.severity, outage.cause.as_ref(), &outage.to_string())?;
        let Some(first) = outage.findings.first().map(|finding| &finding.diagnosis) else { return Ok(()) };
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
        let rows =
            on.into_iter().chain([images]).chain(asked(first)).chain(outage.rows()).chain(command(first));
        self.rows(rows, Says::InShort { evidence: evidence(first) })?;
        self.blank()
    }

    fn finding(&mut self, finding: &Finding, in_full: bool) -> io::Result<()> {
        let diagnosis = &finding.diagnosis;
        let headline = finding.headline();
        let (_, rest) = headline.split_once("  ").unwrap_or(("", &headline));
        let (place, why) = rest.rsplit_once(", ").unwrap_or((rest, ""));
        if !in_full {
            let said = said(diagnosis).map(|text| format!("; {text}")).unwrap_or_default();
            let age = age(finding.since, "at most ");
            let age = age.map(|age| format!(" for {age}")).unwrap_or_default();
            return self.headline(diagnosis.severity, why, &format!("{why}  {place}{age}{said}"));
        }
        self.headline(diagnosis.severity, why, &format!("{why}  {place}"))?;
        let rows = finding.rows();
        let of = |labels: &'static [&'static str]| {
            let rows = rows.clone();
            labels
                .iter()
                .flat_map(move |wanted| rows.clone().into_iter().filter(move |(label, _)| label == wanted))
        };
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
            .chain(asked(diagnosis))
            .chain(what)
            .chain(command(diagnosis))
            .chain(when)
            .chain(never_fails(diagnosis))
            .map(|(label, text)| (label, without_fractions(label, text)));
        let rows: Vec<_> = rows.collect();
        self.rows(rows, Says::InShort { evidence: evidence(diagnosis) })?;
        self.blank()
    }

    /// How bad it is, and the rest of the line. Only the cause in it has a colour.
    fn headline(&mut self, severity: Severity, cause: &str, rest: &str) -> io::Result<()> {
        let style = style(severity);
        for (n, line) in self.wrapped(&format!("{severity}  {rest}"), "").into_iter().enumerate() {
            match line.split_once(cause) {
                Some((before, after)) if n == 0 && !cause.is_empty() => {
                    self.line(&format!("{before}{style}{cause}{style:#}{after}"))?;
                }
                _ => self.line(&line)?,
            }
        }
        Ok(())
    }

    fn aside(&mut self, text: &str) -> io::Result<()> {
        // A table has a line for each.
        if self.view.brief {
            return self.line(&harmless(text));
        }
        self.wrapped(&harmless(text), "").iter().try_for_each(|line| self.line(line))
    }

    fn rows(
        &mut self,
        rows: impl IntoIterator<Item = (&'static str, String)>,
        says: Says<'_>,
    ) -> io::Result<()> {
        for (label, text) in rows {
            // The caret picture of a name that does not parse has lines of its own.
            let mut lines: Vec<_> = match label {
                "run" => text.split('\n').map(|line| format!("{INDENT}{line}")).collect(),
                _ => text.split('\n').flat_map(|line| self.wrapped(line, INDENT)).collect(),
            };
            if label == "says"
                && let Says::InShort { evidence } = says
            {
                lines = in_short(lines, evidence, SAYS);
            }
            for (n, line) in lines.iter().enumerate() {
                if n == 0 {
                    self.line(&format!("  {LABEL}{label:7}{LABEL:#} {}", line.trim_start()))?;
                } else {
                    self.line(line)?;
                }
            }
        }
        Ok(())
    }

    /// Wrapped at blanks only, so that whoever searches for a name, a digest or a URL finds it.
    fn wrapped(&self, text: &str, indent: &str) -> Vec<String> {
        let options = Options::new(self.view.width)
            .initial_indent(indent)
            .subsequent_indent(INDENT)
            .break_words(false)
            .word_separator(WordSeparator::AsciiSpace)
            .word_splitter(WordSplitter::NoHyphenation);
        textwrap::wrap(text, options).into_iter().map(|line| line.trim_end().to_owned()).collect()
    }
}

/// How long something is so; `at_most` before what is only a bound.
pub(super) fn age(since: Option<Since>, at_most: &str) -> Option<String> {
    let since = since?;
    let at_most = if since.basis.is_bound() { at_most } else { "" };
    since.ago.map(|ago| format!("{at_most}{}", HumanDuration::new(ago)))
}

/// What is said of a trouble that is not of the image, its first line; or that a pull runs, and since when.
pub(super) fn said(diagnosis: &Diagnosis) -> Option<String> {
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
    said.and_then(|text| text.lines().next()).map(harmless)
}
