//! From bytes to the view: all of the program but its command line, so that tests run what people run.

use std::io::{self, Read, Write};
use std::time::Duration;

use clap::ValueEnum;
use pullspec::api::Object;
use pullspec::explain::Severity;
use pullspec::{Diagnosis, Report};
use serde::Serialize;

use super::gather::{Found, Gather, Known};
use super::input::{self, Input, Opened, Place};
use super::lines::json;
use super::notes::{Progress, note};
use super::seen::Seen;
use super::show::{self, View};
use super::text;

#[path = "../streams/unless_closed.rs"]
mod unless_closed;

pub(super) use unless_closed::unless_closed;

/// What is asked for.
#[derive(Clone, Copy)]
pub(crate) struct Wanted {
    pub(crate) all: bool,
    pub(crate) json: bool,
    pub(crate) view: View,
    pub(crate) fail_on: FailOn,
    /// An option that says something of pods, which text has none of.
    pub(crate) for_objects: Option<&'static str>,
    /// How often the number of what was read is noted, if at all.
    pub(crate) progress: Option<Duration>,
}

/// What makes the exit status 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum FailOn {
    /// An image cannot be had until something is changed.
    Blocked,
    /// An image cannot be had.
    Failing,
    /// A pod cannot start or ended badly, whatever the reason.
    Stuck,
}

impl FailOn {
    fn is_met(self, report: &Report) -> bool {
        match self {
            Self::Blocked => report.worst() == Severity::Blocked,
            Self::Failing => report.worst().cannot_pull(),
            Self::Stuck => {
                report.worst().cannot_pull()
                    || report.count(Severity::OtherTrouble) > 0
                    || report.findings().iter().any(|finding| finding.diagnosis.trouble().is_some())
            }
        }
    }
}

/// How it ended; the number is the exit status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ended {
    Fine = 0,
    Trouble = 1,
    Unread = 2,
}

/// A diagnosis on a line of its own.
#[derive(Serialize)]
struct Line<'d> {
    schema: u32,
    #[serde(flatten)]
    diagnosis: &'d Diagnosis,
}

/// Explains what comes in. Notes are for standard error. An error is one of writing.
pub(crate) fn run(
    name: &str,
    bytes: impl Read,
    known: Known,
    wanted: Wanted,
    out: &mut dyn Write,
    notes: &mut dyn Write,
) -> io::Result<(Ended, Report)> {
    let mut report = Report::new();
    let input = match Input::open(bytes) {
        Ok(Opened { input: Input::Text(source), .. }) => {
            return text::explain(source, wanted, out, notes).map(|ended| (ended, report));
        }
        Ok(Opened { input, said }) => {
            for line in said {
                note(&format!("before the objects: {line}"), notes);
            }
            Ok(input)
        }
        Err(error) => Err(error),
    };
    let mut progress = Progress::new(wanted.progress);
    let mut written = if wanted.all && !wanted.json { show::header(wanted.view, out) } else { Ok(()) };
    let mut gather = Gather::new(known, wanted.all, |found: Found| {
        if let Found::Pod(images) | Found::Workload(images) = &found
            && wanted.all
            && written.is_ok()
        {
            written = images.iter().try_for_each(|diagnosis| write_one(wanted, diagnosis, out));
        }
        match found {
            Found::Pod(images) => report.add_pod(images),
            Found::Workload(images) => report.add_workload(images),
            Found::NoLongerFine(images) => report.take_back_fine_pod(images),
        }
    });
    let read = input.map_err(|error| error.to_string());
    let read = read.and_then(|input| {
        read_objects(input, |object, place| {
            progress.read_one(notes);
            gather.add(object, place);
        })
    });
    let seen = gather.finish();
    progress.clear(notes);
    unless_closed(written)?;
    let asides = seen.asides();
    let has_read = seen.objects > 0 || read.is_ok() && seen.is_nothing();
    unless_closed(match (wanted.all, wanted.json) {
        // Nothing but JSON stands in JSON.
        (_, true) => {
            for aside in &asides {
                note(aside, notes);
            }
            let has_report = !wanted.all && has_read;
            if has_report { writeln!(out, "{}", json::pretty(&report)?) } else { Ok(()) }
        }
        (true, _) => show::asides(&asides, wanted.view, out),
        _ if has_read => show::report(&report, &asides, wanted.view, out),
        _ => Ok(()),
    })?;
    // What was read until then has been shown.
    match read.and_then(|()| check(&seen, notes)) {
        Err(error) => {
            note(&format!("error: {name}: {error}"), notes);
            Ok((Ended::Unread, report))
        }
        Ok(()) if wanted.fail_on.is_met(&report) => Ok((Ended::Trouble, report)),
        Ok(()) => Ok((Ended::Fine, report)),
    }
}

fn write_one(wanted: Wanted, diagnosis: &Diagnosis, out: &mut dyn Write) -> io::Result<()> {
    if wanted.json {
        return writeln!(out, "{}", json::line(&Line { schema: Report::SCHEMA, diagnosis })?);
    }
    show::diagnosis(diagnosis, wanted.view, out)
}

/// What is to be said of the input besides pods, and whether there was anything to explain.
fn check(seen: &Seen, notes: &mut dyn Write) -> Result<(), String> {
    for (kind, count) in &seen.other_kinds {
        note(&format!("{count} of kind {kind} not read: whether they name images is not known"), notes);
    }
    for name in &seen.unread_secrets {
        note(&format!("the Secret {name} holds no docker config that can be read"), notes);
    }
    if let Some(status) = seen.statuses.first() {
        let reason = if status.reason.is_empty() { "an error" } else { &status.reason };
        let only = match seen.objects {
            0 => "no objects, only the API server's answer",
            _ => "what came before it is shown: the API server's answer",
        };
        return Err(format!("{only}, {reason}: {}", status.message));
    }
    match seen.other_kinds.keys().next() {
        Some(kind) if seen.objects == 0 => {
            Err(format!("expected pods, events, Secrets or workloads, found nothing but kind {kind:?}"))
        }
        _ => Ok(()),
    }
}

/// Reads objects, whatever form they have.
pub(crate) fn read_objects(input: Input<'_>, each: impl FnMut(Object, Place)) -> Result<(), String> {
    match input {
        Input::Json(source) => input::read_json(source, each),
        Input::Yaml(source) => input::read_yaml(source, each),
        Input::Empty => Err("the input is empty: did the command before the pipe fail?".into()),
        Input::NoResources(text) => {
            Err(format!("{text:?}: kubectl found nothing; ask for another namespace, or for all with -A"))
        }
        Input::Text(_) => Err("expected JSON or YAML of Kubernetes, found text".into()),
    }
}
