//! Lines of whatever mentions a failed pull, each as its cause, who must act and what to do.

use std::collections::BTreeSet;
use std::io::{self, BufRead, Write};

use pullspec::cause::CauseGroup;
use pullspec::explain::Remedy;
use pullspec::{Cause, PullError, WaitingReason, classify};

mod about;
pub(crate) mod json;
pub(crate) mod logged;
mod told;

pub(crate) use about::is_about_a_pull;
use told::row_of_pods;
pub(crate) use told::{Form, Told};

/// A line longer than this is read as far; no message of a kubelet is near it.
const LONGEST: u64 = 1 << 20;

/// How the kubelet begins the events that tell of a failure.
const SENTENCES: [&str; 2] = ["Failed to pull image \"", "Back-off pulling image \""];

/// How much was told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Count {
    /// Lines that tell of a failed pull.
    pub(crate) told: u64,
    /// Those of them that no retry can end.
    pub(crate) blocked: u64,
}

/// Writes a line for every line that tells of a failed pull. Those that do not tell why come last, unless another line tells
/// it of the same image; with `all` each comes in its place.
pub(crate) fn write_told(
    mut input: impl BufRead,
    form: Form,
    all: bool,
    out: &mut dyn Write,
) -> io::Result<Count> {
    let (mut number, mut count) = (0_u64, Count::default());
    let mut before = Before::default();
    let mut bytes = Vec::new();
    let mut write = |found: &Told| {
        if count.told == 0 {
            form.write_header(out)?;
        }
        count.told = count.told.saturating_add(1);
        count.blocked = count.blocked.saturating_add(u64::from(found.is_blocked));
        form.write(found, out)
    };
    loop {
        bytes.clear();
        if io::Read::take(&mut input, LONGEST).read_until(b'\n', &mut bytes)? == 0 {
            break;
        }
        number = number.saturating_add(1);
        let line = String::from_utf8_lossy(&bytes);
        let Some(found) = before.read(&logged::text_of(&line), number) else { continue };
        if let Some(found) = if all { Some(found) } else { before.sort(found) } {
            write(&found)?;
        }
    }
    if let Some(found) = before.bare.take().filter(|_| before.lines == 1) {
        write(&found)?;
    }
    for found in before.still_silent() {
        write(&found)?;
    }
    Ok(count)
}

/// So many lines that do not tell why are kept, and so many images of which another line did.
const MOST_KEPT: usize = 10_000;

/// What the lines before this one said.
#[derive(Default)]
struct Before {
    /// Those with words.
    lines: u64,
    /// What the first line says if it is all there is: a message that somebody asks about, whatever it is of.
    bare: Option<Told>,
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
        if text.is_empty() {
            return None;
        }
        self.lines = self.lines.saturating_add(1);
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
            // Where nothing around the message says that a pull failed, the line itself has to be about one.
            let is_wrapped = error.image().is_some() || error.message() != text;
            return self
                .unless_of_others(Told::of_error(number, &error), is_wrapped || is_about_a_pull(text));
        }
        let verdict = classify(None, text);
        // Words that are about something do not make a line the error of a pull.
        let is_guess = verdict.rule().is_none() && !text.contains("pull");
        if verdict.group() == CauseGroup::Unknown || is_guess {
            let (pod, reason) = row_of_pods(text)?;
            let told = Told::of_error(number, &PullError::from_waiting(&reason, "")?);
            return Some(Told { pod: Some(pod), ..told });
        }
        let told = Told::of(number, &verdict, text, Remedy::of_message(&verdict, text));
        self.unless_of_others(told, is_about_a_pull(text))
    }

    /// Keeps what would be told of any error, in case that it is all there is.
    fn unless_of_others(&mut self, told: Told, is_of_a_pull: bool) -> Option<Told> {
        if is_of_a_pull {
            return Some(told);
        }
        if self.lines == 1 {
            self.bare = Some(told);
        }
        None
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
