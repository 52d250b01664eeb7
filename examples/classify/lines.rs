//! Lines of whatever mentions a failed pull, each as its cause, who must act and what to do.

use std::collections::BTreeSet;
use std::io::{self, BufRead, Write};
use std::ops::Not;

use pullspec::api::Harmless;
use pullspec::cause::{Actor, CauseGroup, Transience, Verdict};
use pullspec::explain::Remedy;
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
    /// Of a row of `kubectl get pods`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) pod: Option<String>,
    pub(crate) cause: Cause,
    /// Only the words of the message tell it.
    #[serde(skip_serializing_if = "Not::not")]
    pub(crate) guess: bool,
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

/// Writes a line for every line that tells of a failed pull, and returns how many did. Those that do not tell why come
/// last, unless another line tells it of the same image.
pub(crate) fn write_told(mut input: impl BufRead, form: Form, out: &mut dyn Write) -> io::Result<u64> {
    let (mut number, mut told) = (0_u64, 0_u64);
    let mut before = Before::default();
    let mut bytes = Vec::new();
    let mut write = |found: &Told| match form {
        Form::Json => writeln!(out, "{}", serde_json::to_string(found)?),
        Form::Text => write_text(found, out),
    };
    loop {
        bytes.clear();
        if io::Read::take(&mut input, LONGEST).read_until(b'\n', &mut bytes)? == 0 {
            break;
        }
        number = number.saturating_add(1);
        let line = String::from_utf8_lossy(&bytes);
        let Some(found) = before.read(&line, number).and_then(|found| before.sort(found)) else { continue };
        told = told.saturating_add(1);
        write(&found)?;
    }
    for found in before.still_silent() {
        told = told.saturating_add(1);
        write(&found)?;
    }
    Ok(told)
}

fn write_text(told: &Told, out: &mut dyn Write) -> io::Result<()> {
    let causes: Vec<_> = [&told.cause].into_iter().chain(&told.alternates).map(ToString::to_string).collect();
    let of = [&told.pod, &told.image].into_iter().flatten();
    let mut names = String::new();
    for name in of {
        names = names + "  " + &plain(name);
    }
    let guess = if told.guess { " (a guess)" } else { "" };
    let reason = told.reason.as_deref().filter(|_| told.cause == Cause::NoDetail);
    let reason = reason.map(|reason| format!(", {}", plain(reason))).unwrap_or_default();
    writeln!(out, "line {}  {}{guess}{reason}{names}", told.line, causes.join(", or "))?;
    let who: Vec<_> = told.who.iter().map(ToString::to_string).collect();
    let colon = if who.is_empty() { "" } else { ": " };
    writeln!(out, "  act     {}{colon}{}", who.join(" or "), told.what)?;
    match &told.evidence {
        Some(evidence) => writeln!(out, "  by      \"{}\"", plain(evidence)),
        None => Ok(()),
    }
}

/// Nothing that acts on a terminal, and no secret.
fn plain(text: &str) -> String {
    Harmless(text).to_string()
}

/// So many lines that do not tell why are kept, and so many images of which another line did.
const MOST_KEPT: usize = 10_000;

/// What the lines before this one said.
#[derive(Default)]
struct Before {
    /// Of `kubectl describe`: a reason, whose message follows.
    reason: Option<WaitingReason>,
    /// What does not tell why, each once.
    silent: Vec<Told>,
    seen: BTreeSet<(Option<String>, Option<String>)>,
    /// The images of which a line tells why.
    explained: BTreeSet<String>,
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
            return Some(Told::of_error(number, &error));
        }
        let verdict = classify(None, text);
        // Words that are about something do not make a line the error of a pull.
        let is_guess = verdict.rule().is_none() && !text.contains("pull");
        if verdict.group() == CauseGroup::Unknown || is_guess {
            let (pod, reason) = row_of_pods(text)?;
            let told = Told::of_error(number, &PullError::from_waiting(&reason, "")?);
            return Some(Told { pod: Some(pod), ..told });
        }
        Some(Told::of(number, &verdict, text, Remedy::of_message(&verdict, text)))
    }

    /// Gives what tells why, and keeps what does not.
    fn sort(&mut self, found: Told) -> Option<Told> {
        if found.cause != Cause::NoDetail {
            if let Some(image) = found.image.as_ref().filter(|_| self.explained.len() < MOST_KEPT) {
                self.explained.insert(image.clone());
            }
            return Some(found);
        }
        if self.silent.len() < MOST_KEPT && self.seen.insert((found.pod.clone(), found.image.clone())) {
            self.silent.push(found);
        }
        None
    }

    /// What no other line tells more of. A line that names nothing says nothing beside others.
    fn still_silent(self) -> impl Iterator<Item = Told> {
        let Self { silent, explained, .. } = self;
        let is_alone =
            explained.is_empty() && silent.iter().all(|told| told.pod.is_none() && told.image.is_none());
        silent.into_iter().filter(move |told| match (&told.pod, &told.image) {
            (Some(_), _) => true,
            (None, Some(image)) => !explained.contains(image),
            (None, None) => is_alone,
        })
    }
}

/// The pod and the reason in a row of `kubectl get pods`: what stands after `0/1` is its status, and before it its name,
/// after that of its namespace with `-A`.
fn row_of_pods(text: &str) -> Option<(String, WaitingReason)> {
    let mut names = Vec::new();
    let mut columns = text.split_whitespace();
    loop {
        let column = columns.next()?;
        let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if column.split_once('/').is_some_and(|(ready, all)| is_number(ready) && is_number(all)) {
            break;
        }
        names.push(column);
        if names.len() > 2 {
            return None;
        }
    }
    let status = columns.next()?;
    let reason = WaitingReason::from(status.strip_prefix("Init:").unwrap_or(status));
    (!names.is_empty() && reason.is_image_related()).then(|| (names.join("/"), reason))
}

impl Told {
    fn of_error(line: u64, error: &PullError) -> Self {
        let told = Self::of(line, &error.verdict(), error.message(), Remedy::of(error));
        Self { reason: Some(error.reason().to_string()), image: error.image().map(str::to_owned), ..told }
    }

    /// Advice is that of the diagnosis of a pod, as far as a message alone can tell.
    fn of(line: u64, verdict: &Verdict, message: &str, remedy: Remedy) -> Self {
        Self {
            line,
            reason: None,
            image: None,
            pod: None,
            cause: verdict.cause(),
            guess: verdict.is_guess(),
            alternates: verdict.alternates().to_vec(),
            transience: verdict.likely_transience(),
            who: remedy.responsible.to_vec(),
            what: remedy.fix.into_owned(),
            evidence: verdict.evidence().and_then(|span| message.get(span)).map(str::to_owned),
        }
    }
}
