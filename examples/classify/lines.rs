//! Lines of whatever mentions a failed pull, each as its cause, who must act and what to do.

use std::io::{self, BufRead, Write};

use pullspec::cause::{Actor, CauseGroup, Transience};
use pullspec::{Cause, PullError, WaitingReason, classify};
use serde::Serialize;

/// A line longer than this is read as far; no message of a kubelet is near it.
const LONGEST: u64 = 1 << 20;

/// How the kubelet begins the events that tell of a failure.
const SENTENCES: [&str; 2] = ["Failed to pull image \"", "Back-off pulling image \""];

/// What a line tells.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Told {
    pub(crate) line: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) image: Option<String>,
    pub(crate) cause: Cause,
    pub(crate) alternates: Vec<Cause>,
    pub(crate) transience: Transience,
    pub(crate) who: Vec<Actor>,
    #[serde(rename = "do")]
    pub(crate) what: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) evidence: Option<String>,
}

/// How it is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    Text,
    Json,
}

/// Writes a line for every line that tells of a failed pull, and returns how many did.
pub(crate) fn write_told(mut input: impl BufRead, form: Form, out: &mut dyn Write) -> io::Result<u64> {
    let (mut number, mut told) = (0_u64, 0_u64);
    let mut before = Before::default();
    let mut bytes = Vec::new();
    loop {
        bytes.clear();
        if io::Read::take(&mut input, LONGEST).read_until(b'\n', &mut bytes)? == 0 {
            return Ok(told);
        }
        number = number.saturating_add(1);
        let line = String::from_utf8_lossy(&bytes);
        let Some(found) = before.read(&line, number) else { continue };
        told = told.saturating_add(1);
        match form {
            Form::Json => writeln!(out, "{}", serde_json::to_string(&found)?)?,
            Form::Text => write_text(&found, out)?,
        }
    }
}

fn write_text(told: &Told, out: &mut dyn Write) -> io::Result<()> {
    let or: String = told.alternates.iter().map(|cause| format!(", or {cause}")).collect();
    let image = told.image.as_deref().map(|image| format!("  {}", plain(image))).unwrap_or_default();
    writeln!(out, "line {}  {}{or}{image}", told.line, told.cause)?;
    let who: Vec<_> = told.who.iter().map(ToString::to_string).collect();
    let colon = if who.is_empty() { "" } else { ": " };
    writeln!(out, "  act     {}{colon}{}", who.join(" or "), told.what)?;
    match &told.evidence {
        Some(evidence) => writeln!(out, "  by      \"{}\"", plain(evidence)),
        None => Ok(()),
    }
}

/// Nothing that acts on a terminal.
fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c }).collect()
}

/// What the lines of `kubectl describe` before this one said: a reason, whose message follows.
#[derive(Default)]
struct Before {
    reason: Option<WaitingReason>,
}

impl Before {
    fn read(&mut self, line: &str, number: u64) -> Option<Told> {
        let text = line.trim();
        if let Some(reason) = text.strip_prefix("Reason:") {
            self.reason = Some(WaitingReason::from(reason.trim()));
            return None;
        }
        let reason = self.reason.take();
        let error = match (text.strip_prefix("Message:"), reason) {
            (Some(message), Some(reason)) => PullError::from_waiting(&reason, message.trim()),
            // A row of a table of events: what stands before its sentence are columns.
            _ => SENTENCES
                .iter()
                .find_map(|start| PullError::from_event(text.get(text.find(start)?..)?))
                .or_else(|| PullError::from_text(text)),
        };
        if let Some(error) = error {
            let message = error.message();
            let verdict = error.verdict();
            // A back-off that does not repeat its error tells nothing that another line does not.
            if verdict.cause() == Cause::NoDetail {
                return None;
            }
            let evidence = verdict.evidence().and_then(|span| message.get(span)).map(str::to_owned);
            let (reason, image) = (Some(error.reason().to_string()), error.image().map(str::to_owned));
            return Some(Told::of(number, reason, image, verdict, evidence));
        }
        let verdict = classify(None, text);
        if verdict.group() == CauseGroup::Unknown {
            return None;
        }
        let evidence = verdict.evidence().and_then(|span| text.get(span)).map(str::to_owned);
        Some(Told::of(number, None, None, verdict, evidence))
    }
}

impl Told {
    fn of(
        line: u64,
        reason: Option<String>,
        image: Option<String>,
        verdict: pullspec::cause::Verdict,
        evidence: Option<String>,
    ) -> Self {
        Self {
            line,
            reason,
            image,
            cause: verdict.cause(),
            alternates: verdict.alternates().to_vec(),
            transience: verdict.likely_transience(),
            who: verdict.responsible().to_vec(),
            what: verdict.fix().into(),
            evidence,
        }
    }
}
