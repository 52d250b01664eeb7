//! What `explain` shows: outages first, then the worst, and nothing is ever broken inside a word.

use std::collections::BTreeMap;
use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use pullspec::api::Harmless;
use pullspec::explain::{Finding, Outage, OutagePlace, Severity};
use pullspec::{Diagnosis, Report};

use super::brief;

mod blocks;
mod page;
mod place;
mod times;

use blocks::command;
pub(super) use blocks::said;
use page::{Lines, Says};
use place::places;
pub(super) use times::age;
use times::without_fractions;

/// Lines after which findings are shown in short, and after which they are only counted: more if they are narrow.
const IN_FULL: usize = 120;
const AT_ALL: usize = 170;

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

/// A text of the input in one line, with nothing that acts on a terminal and no secret.
pub(super) fn harmless(text: &str) -> String {
    Harmless(text).to_string()
}
