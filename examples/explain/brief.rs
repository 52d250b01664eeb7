//! `--brief`: a table, a line for each outage and for each trouble in none.
//!
//! What has few signs stands first, so that its columns hold; the image comes last, and what is too long for a line
//! goes beyond it whole. A message ends at a blank where the line ends, for the other views show all of it.

use std::io::{self, Write};
use std::time::Duration;

use pullspec::explain::{Finding, FindingPlace, NextAttempt, Outage, OutagePlace, Severity, Since};
use pullspec::kubectl::HumanDuration;
use pullspec::{Diagnosis, Report, WaitingReason};
use textwrap::core::display_width;

use super::show::{View, age, harmless, in_no_outage, many, said, style};

/// Outages, and lines in all; the rest is counted.
const OUTAGES: usize = 100;
const ROWS: usize = 170;

const COLUMNS: usize = 5;
const HEADER: [&str; COLUMNS] = ["SEVERITY", "CAUSE", "FOR", "NEXT", "WHERE"];
/// The cause, which has the colour.
const CAUSE: usize = 1;
/// A cell that has more signs does not make its column wider, it pushes its row.
const WIDEST: [usize; COLUMNS] = [13, 28, 8, 8, 40];

struct Row {
    severity: Severity,
    cells: [String; COLUMNS],
    /// The image, or how many.
    image: String,
    /// What is said of it.
    said: Option<String>,
}

/// The table.
pub(super) fn report(report: &Report, view: View, out: &mut dyn Write) -> io::Result<()> {
    let outages = report.outages();
    let findings = in_no_outage(report, &outages);
    let mut rows: Vec<_> = outages.iter().take(OUTAGES).map(of_outage).collect();
    let room = ROWS.saturating_sub(rows.len());
    rows.extend(findings.iter().take(room).map(|finding| of_finding(finding)));
    let widths: [usize; COLUMNS] = std::array::from_fn(|column| {
        let widest = WIDEST.get(column).copied().unwrap_or_default();
        let cells = rows.iter().filter_map(|row| row.cells.get(column)).map(|cell| display_width(cell));
        let title = HEADER.get(column).map_or(0, |title| display_width(title));
        cells.filter(|width| *width <= widest).chain([title]).max().unwrap_or_default()
    });
    if !rows.is_empty() {
        let header = HEADER.map(str::to_owned);
        writeln!(out, "{}IMAGE", aligned(&header, widths, |_, cell| cell.to_owned()))?;
    }
    for row in &rows {
        write_row(row, widths, view.width, out)?;
    }
    for (what, all, shown) in [("outages", outages.len(), OUTAGES), ("troubles", findings.len(), room)] {
        if all > shown {
            writeln!(out, "and {} more {what}; --output json has them", all - shown)?;
        }
    }
    if view.query && report.worst().cannot_pull() {
        writeln!(out, "{}", WaitingReason::prometheus_query())?;
    }
    Ok(())
}

/// What stands above all images, whose columns have one width, for none is known before it is written.
pub(super) fn header(out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}IMAGE", aligned(&HEADER.map(str::to_owned), WIDEST, |_, cell| cell.to_owned()))
}

/// One image in a line.
pub(super) fn image(diagnosis: &Diagnosis, view: View, out: &mut dyn Write) -> io::Result<()> {
    let since = diagnosis.state.since;
    let next = match diagnosis.next_attempt {
        NextAttempt::BackOff { latest, .. } => latest.from_now,
        _ => None,
    };
    write_row(&of_image(diagnosis, since, next, ""), WIDEST, view.width, out)
}

fn of_outage(outage: &Outage<'_>) -> Row {
    let mut counts = format!("{}, {}", many(outage.images, "image"), many(outage.pods, "pod"));
    let place = match &outage.place {
        OutagePlace::Endpoint(host) => {
            if !outage.nodes.is_empty() {
                counts = format!("{counts} on {}", many(outage.nodes.len() as u64, "node"));
            }
            harmless(host)
        }
        OutagePlace::Node(name) => format!("node {}", harmless(name)),
    };
    Row {
        severity: outage.severity,
        cells: [
            outage.severity.to_string(),
            outage.cause.to_string(),
            age(outage.since, "<").unwrap_or_else(none),
            outage.next.and_then(|next| next.from_now).map_or_else(none, within),
            place,
        ],
        image: counts,
        said: None,
    }
}

fn of_finding(finding: &Finding) -> Row {
    let next = finding.next.and_then(|next| next.from_now);
    // A node has pods, not places.
    let more = match finding.diagnosis.sandbox() {
        Some(_) => format!(", {}", many(finding.pods, "pod")),
        None if finding.count > 1 => format!(" +{}", finding.count.saturating_sub(1)),
        None => String::new(),
    };
    of_image(&finding.diagnosis, finding.since, next, &more)
}

fn of_image(diagnosis: &Diagnosis, since: Option<Since>, next: Option<Duration>, more: &str) -> Row {
    let (place, image) = match diagnosis.sandbox() {
        Some(sandbox) => (format!("node {}", sandbox.node), &*sandbox.image),
        None => (FindingPlace::of(diagnosis).to_string(), diagnosis.image.written()),
    };
    let why = match diagnosis.why() {
        "" => none(),
        why => harmless(why),
    };
    Row {
        severity: diagnosis.severity,
        cells: [
            diagnosis.severity.to_string(),
            why,
            age(since, "<").unwrap_or_else(none),
            next.map_or_else(none, within),
            format!("{}{more}", harmless(&place)),
        ],
        image: harmless(image),
        said: said(diagnosis),
    }
}

fn none() -> String {
    "-".into()
}

fn within(time: Duration) -> String {
    format!("<{}", HumanDuration::new(time))
}

fn write_row(row: &Row, widths: [usize; COLUMNS], width: usize, out: &mut dyn Write) -> io::Result<()> {
    let style = style(row.severity);
    let before = widths.iter().map(|width| width + 2).sum::<usize>() + display_width(&row.image);
    let said = row.said.as_deref().map(|said| beginning(said, width.saturating_sub(before + 2)));
    let said = said.filter(|said| !said.is_empty()).map(|said| format!("  {said}")).unwrap_or_default();
    let cells = aligned(&row.cells, widths, |column, cell| match column {
        CAUSE => format!("{style}{cell}{style:#}"),
        _ => cell.to_owned(),
    });
    writeln!(out, "{cells}{}{said}", row.image)
}

/// Cells one below the other, each followed by two blanks at least.
fn aligned(
    cells: &[String; COLUMNS],
    widths: [usize; COLUMNS],
    shown: impl Fn(usize, &str) -> String,
) -> String {
    let cells = cells.iter().zip(widths).enumerate().map(|(column, (cell, width))| {
        let blanks = width.saturating_sub(display_width(cell)) + 2;
        format!("{}{:blanks$}", shown(column, cell), "")
    });
    cells.collect()
}

/// As many whole words as fit.
fn beginning(text: &str, width: usize) -> String {
    if display_width(text) <= width {
        return text.to_owned();
    }
    let mut shown = String::new();
    for word in text.split(' ') {
        if display_width(&shown) + display_width(word) + display_width(" …") > width {
            break;
        }
        shown.push_str(word);
        shown.push(' ');
    }
    if shown.is_empty() { shown } else { shown + "…" }
}
