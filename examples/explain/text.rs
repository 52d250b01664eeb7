//! Text instead of objects: its lines may tell of failed pulls, and where they do not, what they are is said, and what to
//! pass instead.

use std::io::{self, BufRead, BufReader, ErrorKind, Read, Write};

use pullspec::{PullError, WaitingReason};

use super::input::Source;
use super::input::is_logged;
use super::lines::{Form, is_about_a_pull, write_told};
use super::notes::note;
use super::program::{Ended, FailOn, Wanted, unless_closed};
use super::show::View;

const BETTER_INPUT: &str = "this was read as text, line by line; for policies, owners and the next attempt, pass the output of: \
    kubectl get pods,events -A -o json";
const PASS: &str = "pass the output of: kubectl get pods,events -A -o json";
/// What a line is read as far as, to know what it is.
const LONGEST: usize = 1 << 14;
/// How many pods are named.
const NAMED: usize = 5;

/// Explains lines that report a failed pull.
pub(super) fn explain(
    mut source: Source<'_>,
    wanted: Wanted,
    out: &mut dyn Write,
    notes: &mut dyn Write,
) -> io::Result<Ended> {
    if let Some(said) = kubectl_failed(source.fill_buf()?) {
        note(&format!("error: kubectl itself failed, and printed no objects: {said}"), notes);
        return Ok(Ended::Unread);
    }
    if let Some(option) = wanted.for_objects {
        let text =
            format!("error: {option} is for pods, and this is text, line by line; leave it out, or {PASS}");
        note(&text, notes);
        return Ok(Ended::Unread);
    }
    let View { width, brief, query } = wanted.view;
    let form = match (wanted.json, brief) {
        (true, _) => Form::Json,
        (false, true) => Form::Brief,
        (false, false) => Form::Text(width),
    };
    let (mut seen, mut fault) = (Seen::default(), None);
    let tee = Tee { source, seen: &mut seen, fault: &mut fault };
    let count = match write_told(BufReader::new(tee), form, wanted.all, out) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => return Ok(Ended::Trouble),
        count => count?,
    };
    if query && !wanted.json && count.told > 0 {
        unless_closed(writeln!(out, "{}", WaitingReason::prometheus_query()))?;
    }
    // What was read until then has been shown.
    if let Some(fault) = fault {
        note(&format!("error: {fault}"), notes);
        return Ok(Ended::Unread);
    }
    if count.told == 0 {
        note(&seen.what_it_is(), notes);
        return Ok(Ended::Unread);
    }
    note(BETTER_INPUT, notes);
    let is_met = wanted.fail_on != FailOn::Blocked || count.blocked > 0;
    Ok(if is_met { Ended::Trouble } else { Ended::Fine })
}

/// What kubectl says where it could not ask, which may mention connections, but not those of a pull.
fn kubectl_failed(start: &[u8]) -> Option<String> {
    const STARTS: [&str; 4] =
        ["Error from server", "Unable to connect to the server", "The connection to the server ", "error: "];
    let start = String::from_utf8_lossy(start);
    // Its own log may come first, where both streams are piped.
    let line = start.lines().map(str::trim).find(|line| !line.is_empty() && !is_logged(line))?;
    // A log may begin with an error, too, and `kubectl logs` says what a container waits for.
    let is_of_kubectl =
        STARTS.iter().any(|known| line.starts_with(known)) && !start.lines().any(is_about_a_pull);
    is_of_kubectl.then(|| line.to_owned())
}

/// Hands on what it reads, and looks at its lines.
struct Tee<'s, 'i> {
    source: Source<'i>,
    seen: &'s mut Seen,
    /// Why it could not be read to its end.
    fault: &'s mut Option<String>,
}

impl Read for Tee<'_, '_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = match self.source.read(buffer) {
            Err(error) if error.kind() == ErrorKind::Interrupted => return Err(error),
            Err(error) => {
                *self.fault = Some(error.to_string());
                0
            }
            Ok(count) => count,
        };
        let read = buffer.get(..count).unwrap_or_default();
        if count == 0 {
            self.seen.end_line();
        } else {
            self.seen.bytes(read);
        }
        Ok(count)
    }
}

/// What the lines look like.
#[derive(Default)]
struct Seen {
    line: Vec<u8>,
    table: Option<Columns>,
    /// Pods of tables.
    pods: u64,
    /// Those of them that cannot pull, by their status; and the first of them.
    failing: u64,
    named: Vec<String>,
    /// Images whose back-off is all that is told of them; the first of them.
    back_off: Option<String>,
}

/// Where a table of pods has what.
#[derive(Clone, Copy)]
struct Columns {
    has_namespace: bool,
    status: usize,
}

impl Seen {
    fn bytes(&mut self, bytes: &[u8]) {
        for part in bytes.split_inclusive(|byte| *byte == b'\n') {
            let room = LONGEST.saturating_sub(self.line.len());
            self.line.extend(part.iter().take(room));
            if part.ends_with(b"\n") {
                self.end_line();
            }
        }
    }

    fn end_line(&mut self) {
        let bytes = std::mem::take(&mut self.line);
        let line = String::from_utf8_lossy(&bytes);
        let words: Vec<&str> = line.split_whitespace().collect();
        if let Some(columns) = Columns::of(&words) {
            self.table = Some(columns);
        } else if let Some(columns) = self.table {
            self.row(columns, &words);
        }
        if self.back_off.is_none() {
            self.back_off = back_off(&line);
        }
    }

    fn row(&mut self, columns: Columns, words: &[&str]) {
        let (Some(status), [first, second, ..]) = (words.get(columns.status), words) else {
            self.table = None;
            return;
        };
        self.pods += 1;
        let reason = WaitingReason::from(status.strip_prefix("Init:").unwrap_or(status));
        if PullError::from_waiting(&reason, "").is_none() {
            return;
        }
        self.failing += 1;
        if self.named.len() < NAMED {
            let name = if columns.has_namespace { format!("{first}/{second}") } else { (*first).to_owned() };
            self.named.push(format!("{name} {status}"));
        }
    }

    /// What to say of a text that tells of no failure.
    fn what_it_is(&self) -> String {
        if self.pods > 0 {
            let more = self.failing.saturating_sub(self.named.len() as u64);
            let more = if more > 0 { format!(", and {more} more") } else { String::new() };
            let failing = match self.failing {
                0 => "none of its pods is shown as unable to pull".to_owned(),
                failing => format!("{failing} of {} cannot pull: {}{more}", self.pods, self.named.join(", ")),
            };
            return format!(
                "error: this is the table of kubectl get pods, which does not say why; {failing}; {PASS}"
            );
        }
        if let Some(image) = &self.back_off {
            return format!(
                "error: that the kubelet waits before it pulls {image:?} again is all that this says; why the last attempt \
                 failed is in the pod's status and in an event that begins with \"Failed to pull image\"; {PASS}"
            );
        }
        format!("error: neither JSON nor YAML of Kubernetes, and no line reports a failed pull; {PASS}")
    }
}

impl Columns {
    /// The header that `kubectl get pods` prints, with `-A` and `-o wide`, too.
    fn of(words: &[&str]) -> Option<Self> {
        let has_namespace = words.first() == Some(&"NAMESPACE");
        let rest = if has_namespace { words.get(1..)? } else { words };
        let is_pods = rest.starts_with(&["NAME", "READY", "STATUS", "RESTARTS", "AGE"]);
        is_pods.then(|| Self { has_namespace, status: 2 + usize::from(has_namespace) })
    }
}

/// The image of a line that tells of a wait, and not what for.
fn back_off(line: &str) -> Option<String> {
    let sentence = line.get(line.find("Back-off pulling image \"")?..)?.trim();
    PullError::from_event(sentence).and_then(|error| error.image().map(str::to_owned))
}
