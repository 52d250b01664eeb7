//! What `explain` shows: outages first, then the worst, and nothing is ever broken inside a word.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use pullspec::api::Harmless;
use pullspec::explain::{
    Command, Finding, FindingFact, FindingPlace, NextAttempt, Outage, OutagePlace, Severity, Since,
};
use pullspec::kubectl::HumanDuration;
use pullspec::{Diagnosis, Report, WaitingReason};
use textwrap::core::display_width;
use textwrap::{Options, WordSeparator, WordSplitter};

use super::brief;
use super::said::{MORE, in_short};

/// After `  label   `.
const INDENT: &str = "          ";
const LABEL: Style = Style::new().dimmed();
/// Lines after which findings are shown in short, and after which they are only counted: more if they are narrow.
const IN_FULL: usize = 120;
const AT_ALL: usize = 170;
const USUAL_WIDTH: usize = 80;
/// Lines of a message.
const SAYS: usize = 4;
/// Bytes up to which the lines of a message are joined to one.
const IN_A_LINE: usize = 300;

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
        if lines.written > lines.room(IN_FULL) {
            lines.line(&format!("and {} more outages; --output json has them", outages.len() - at))?;
            break;
        }
        lines.outage(outage)?;
    }
    let findings = in_no_outage(report, &outages);
    let mut in_short = 0;
    for (at, finding) in findings.iter().enumerate() {
        if lines.written > lines.room(AT_ALL) {
            lines.line(&format!("and {} more; --all shows every image", findings.len() - at))?;
            break;
        }
        let cannot_pull = finding.diagnosis.severity.cannot_pull();
        let in_full = cannot_pull && lines.written <= lines.room(IN_FULL);
        in_short += usize::from(cannot_pull && !in_full);
        lines.finding(finding, in_full)?;
    }
    if in_short > 0 {
        let what = if in_short == 1 { "1 of these is" } else { &format!("{in_short} of these are") };
        lines.line(&format!("{what} in short; --all shows them in full"))?;
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

/// The findings that no outage has told of, in their order: of those at a node, which may be at others too, all their
/// nodes' outages have to.
pub(super) fn in_no_outage<'r>(report: &'r Report, outages: &[Outage<'r>]) -> Vec<&'r Finding> {
    let mut covered: BTreeMap<*const Finding, u64> = BTreeMap::new();
    for (outage, finding) in
        outages.iter().flat_map(|outage| outage.findings.iter().map(move |one| (outage, one)))
    {
        let pods = match &outage.place {
            OutagePlace::Endpoint(_) => finding.pods,
            OutagePlace::Node(name) => finding.nodes.get(name).copied().unwrap_or_default(),
        };
        *covered.entry(std::ptr::from_ref(*finding)).or_default() += pods;
    }
    let mut findings = report.findings();
    findings
        .retain(|finding| covered.get(&std::ptr::from_ref(*finding)).is_none_or(|pods| *pods < finding.pods));
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

/// Where all of a finding are, and what made them, or the first of them where that is not the same.
fn where_of(finding: &Finding) -> Option<(&'static str, String)> {
    if finding.count <= 1 {
        return places(&finding.diagnosis);
    }
    let of = if finding.is_alike(FindingFact::Controller) { "of" } else { "the first of" };
    let on_nodes = finding.nodes.values().copied().fold(0, u64::saturating_add);
    let has_templates = finding.places.iter().any(|place| place.pod.is_empty());
    let some = if on_nodes < finding.pods {
        format!(" ({on_nodes} of {})", many(finding.pods, "pod"))
    } else if has_templates {
        format!(" ({})", many(finding.pods, "pod"))
    } else {
        String::new()
    };
    let on = match finding.nodes.len() {
        0 => None,
        1 => finding.nodes.keys().next().map(|node| format!("on node {node}{some}")),
        count => {
            let nodes = first_of(finding.nodes.keys(), MOST_NODES);
            Some(format!("on {}{some}: {nodes}", many(count as u64, "node")))
        }
    };
    place_row(of, &finding.diagnosis, on)
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

/// What to paste, on a line of its own where another one says on which node, or for whom it is.
fn command(diagnosis: &Diagnosis) -> Option<(&'static str, String)> {
    Some(run_row(&diagnosis.command()?, diagnosis, true))
}

fn run_row(command: &Command, told: &Diagnosis, is_for_all: bool) -> (&'static str, String) {
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
fn evidence(diagnosis: &Diagnosis) -> Option<&str> {
    diagnosis.cause.as_ref()?.evidence.as_ref().map(|evidence| &*evidence.text)
}

/// Who was asked, if it was a mirror.
fn asked(diagnosis: &Diagnosis, is_for_all: bool) -> Option<(&'static str, String)> {
    let image = diagnosis.image.reference()?;
    let endpoints = diagnosis.endpoints();
    if endpoints.iter().all(|endpoint| endpoint.mirror != Some(true)) {
        return None;
    }
    let asked: Vec<_> = endpoints.iter().map(|endpoint| harmless(&endpoint.to_string())).collect();
    let of = if endpoints.len() == 1 { format!(" of {}", image.domain()) } else { String::new() };
    let whose = if is_for_all { String::new() } else { format!("{}: ", FindingPlace::of(diagnosis)) };
    Some(("asked", format!("{whose}{}{of}", asked.join("; then "))))
}

/// Who was asked for the images of an outage, if it was a mirror: of which registries, where the images are of several.
fn asked_in(outage: &Outage<'_>) -> Option<(&'static str, String)> {
    let told = outage.told()?;
    let is_for_all = outage.is_alike(FindingFact::Endpoints);
    let OutagePlace::Endpoint(host) = &outage.place else { return asked(told, is_for_all) };
    if is_for_all && told.endpoints().len() > 1 {
        return asked(told, true);
    }
    let mirrored = outage.findings.iter().map(|finding| &finding.diagnosis).filter(|diagnosis| {
        let endpoints = diagnosis.endpoints();
        endpoints.iter().any(|asked| asked.host == *host && asked.mirror == Some(true))
    });
    let of: BTreeSet<_> =
        mirrored.filter_map(|diagnosis| Some(diagnosis.image.reference()?.domain())).collect();
    if of.is_empty() {
        return asked(told, is_for_all);
    }
    Some(("asked", format!("{}, a mirror of {}", harmless(host), first_of(of.iter(), MOST_IMAGES))))
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
    /// So many lines of the usual width.
    fn room(&self, lines: usize) -> usize {
        lines * USUAL_WIDTH / self.view.width.clamp(1, USUAL_WIDTH)
    }

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

    fn finding(&mut self, finding: &Finding, in_full: bool) -> io::Result<()> {
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
            let mut lines: Vec<_> = match label {
                // As it is: a command, and a text with marks below it.
                "run" | "image" => text.split('\n').map(|line| format!("{INDENT}{line}")).collect(),
                _ => text.split('\n').flat_map(|line| self.wrapped(line, INDENT)).collect(),
            };
            if label == "says"
                && let Says::InShort { evidence } = says
            {
                if lines.len() > SAYS {
                    // Room for the sign of a gap.
                    lines = text
                        .split('\n')
                        .flat_map(|line| {
                            wrapped_to(self.view.width.saturating_sub(display_width(MORE)), line, INDENT)
                        })
                        .collect();
                }
                lines = in_short(lines, evidence, SAYS);
            }
            for (n, line) in lines.iter().enumerate() {
                if n == 0 {
                    let text = line.strip_prefix(INDENT).unwrap_or(line);
                    self.line(&format!("  {LABEL}{label:7}{LABEL:#} {text}"))?;
                } else {
                    self.line(line)?;
                }
            }
        }
        Ok(())
    }

    /// Wrapped at blanks only, so that whoever searches for a name, a digest or a URL finds it.
    fn wrapped(&self, text: &str, indent: &str) -> Vec<String> {
        wrapped_to(self.view.width, text, indent)
    }
}

fn wrapped_to(width: usize, text: &str, indent: &str) -> Vec<String> {
    let options = Options::new(width)
        .initial_indent(indent)
        .subsequent_indent(INDENT)
        .break_words(false)
        .word_separator(WordSeparator::AsciiSpace)
        .word_splitter(WordSplitter::NoHyphenation);
    textwrap::wrap(text, options).into_iter().map(|line| line.trim_end().to_owned()).collect()
}

/// How long something is so; `at_most` before what is only a bound.
pub(super) fn age(since: Option<Since>, at_most: &str) -> Option<String> {
    let since = since?;
    let at_most = if since.basis.is_bound() { at_most } else { "" };
    since.ago.map(|ago| format!("{at_most}{}", HumanDuration::new(ago)))
}

/// What is said of a trouble that is not of the image, as one line; or that a pull runs, and since when.
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
    let mut lines = said?.lines().map(str::trim).filter(|line| !line.is_empty()).peekable();
    let mut shown = String::from(lines.next()?);
    while let Some(line) = lines.next_if(|line| shown.len() + line.len() < IN_A_LINE) {
        shown = format!("{shown} {line}");
    }
    let more = if lines.peek().is_some() { MORE } else { "" };
    Some(format!("{}{more}", harmless(&shown)))
}
