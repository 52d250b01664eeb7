//! The messages that the classifier is held to, with the causes that are right for them.

use pullspec::cause::Verdict;
use pullspec::{Cause, WaitingReason, classify};
use serde_json::Value;

pub(crate) struct Row {
    pub(crate) message: String,
    pub(crate) reason: Option<WaitingReason>,
    pub(crate) accepted: Vec<Cause>,
}

impl Row {
    pub(crate) fn verdict(&self) -> Verdict {
        classify(self.reason.as_ref(), &self.message)
    }
}

pub(crate) const MEASURED: &str = include_str!("../data/pull_errors.jsonl");
pub(crate) const FORMATS: &str = include_str!("../data/pull_formats.jsonl");
pub(crate) const REPORTS: &str = include_str!("../data/pull_reports.jsonl");
/// Public reports and vendors' documents, labelled before they were run.
pub(crate) const MORE_REPORTS: &str = include_str!("../data/pull_reports2.jsonl");
/// Further reports, and reports of rarer failures, labelled before they were run.
pub(crate) const RARE_REPORTS: &str = include_str!("../data/pull_reports3.jsonl");
/// Texts from the programs' sources that no report shows.
pub(crate) const RARE_TEXTS: &str = include_str!("../data/pull_texts.jsonl");

/// Reports from five searches by tool, labelled before they were run; some wordings were added for them.
pub(crate) const LATE_REPORTS: &str = include_str!("../data/pull_reports4.jsonl");

/// Reports of 2023 to 2026, labelled before they were run, with the kind of each: M for mainstream, R for rare.
pub(crate) const NEW_REPORTS: &str = include_str!("../data/pull_reports5.jsonl");
/// Messages of containerd, CRI-O, Docker, Podman, `BuildKit`, kaniko, clients in Rust and credential plugins, from their
/// sources and from reports, labelled before they were run; a row was added for each of three wordings.
pub(crate) const FRESH: &str = include_str!("../data/pull_reports6.jsonl");
/// Messages of the same programs and of registries' gates, clouds and proxies, labelled before they were run; wordings
/// were added for some. A dozen more that no rule reads are not among them.
pub(crate) const FRESHER: &str = include_str!("../data/pull_reports7.jsonl");
/// Messages from public documents and from the sources of snapshotters, mirrors, clients, registries and clouds, labelled
/// before they were run. What no rule reads of them is told by its words; seven that nothing reads are not among them.
pub(crate) const FRESHEST: &str = include_str!("../data/pull_reports8.jsonl");
/// What people and programs say in words of their own, labelled before it was run: most of it is told by its words. What
/// nothing reads rightly is not among it.
pub(crate) const OWN_WORDS: &str = include_str!("../data/pull_reports9.jsonl");
/// Messages copied from public threads, none of whose shape stood in a file before, labelled before they were run. What
/// nothing reads rightly is not among them: 14 of 222, of which some have a cause among their alternates.
pub(crate) const THREADS: &str = include_str!("../data/pull_reports10.jsonl");
/// A second such sample from other threads, taken after the first one's misses were mended: all but 7 of 125, one of which
/// opens a quote that its reporter cut off, so that a log that quotes it again hides its end.
pub(crate) const OTHER_THREADS: &str = include_str!("../data/pull_reports11.jsonl");
/// Texts of programs in Rust, and wrappers with something inside, from the programs' sources.
pub(crate) const PROGRAMS: &str = include_str!("../data/pull_programs.jsonl");

#[track_caller]
pub(crate) fn rows(data: &str, count: usize) -> Vec<Row> {
    let rows: Vec<_> = data
        .lines()
        .map(|line| {
            let row: Value = serde_json::from_str(line).unwrap();
            let text = |key: &str| row[key].as_str().map(str::to_owned);
            let alternates = row["alt"].as_array().into_iter().flatten().filter_map(Value::as_str);
            let cause = text("cause").unwrap();
            Row {
                message: text("message").unwrap(),
                reason: text("reason").map(WaitingReason::from),
                accepted: [cause.as_str()]
                    .into_iter()
                    .chain(alternates)
                    .map(|label| label.parse().unwrap())
                    .collect(),
            }
        })
        .collect();
    assert_eq!(rows.len(), count);
    rows
}

pub(crate) fn all_rows() -> Vec<Row> {
    let mut all = rows(MEASURED, 370);
    all.extend(rows(FORMATS, 288));
    all.extend(rows(REPORTS, 290));
    all.extend(rows(MORE_REPORTS, 669));
    all.extend(rows(RARE_REPORTS, 579));
    all.extend(rows(RARE_TEXTS, 705));
    all.extend(rows(LATE_REPORTS, 1409));
    all.extend(rows(NEW_REPORTS, 188));
    all.extend(rows(FRESH, 190));
    all.extend(rows(FRESHER, 266));
    all.extend(rows(FRESHEST, 197));
    all.extend(rows(OWN_WORDS, 283));
    all.extend(rows(THREADS, 208));
    all.extend(rows(OTHER_THREADS, 118));
    all.extend(rows(PROGRAMS, 95));
    all
}
