//! Small print for standard error: notes, the progress of a long run, what it took.

use std::fs;
use std::io::{self, Write};
use std::time::{Duration, Instant};

use pullspec::Report;
use pullspec::api::Redacted;

/// A line of small print. A file's name and a JSON path are not to be trusted with a terminal: what is neither a
/// letter nor a plain sign is escaped; an error that quotes its input shows no secret.
pub(crate) fn note(text: &str, out: &mut dyn Write) {
    let is_plain = |c: char| c == ' ' || c.is_ascii_graphic() || c.is_alphanumeric();
    let text = Redacted(text).to_string();
    let shown =
        text.chars().map(|c| if is_plain(c) { c.to_string() } else { c.escape_default().to_string() });
    let _ = writeln!(out, "{}", shown.collect::<String>());
}

/// The progress of a long run: one line, written again and again.
pub(crate) struct Progress {
    /// Without it there is none to show.
    every: Option<Duration>,
    last: Instant,
    objects: u64,
    shown: bool,
}

impl Progress {
    pub(crate) fn new(every: Option<Duration>) -> Self {
        Self { every, last: Instant::now(), objects: 0, shown: false }
    }

    pub(crate) fn read_one(&mut self, out: &mut dyn Write) {
        self.objects = self.objects.saturating_add(1);
        // A look at the clock for every object would cost more than most objects.
        let Some(every) = self.every.filter(|_| self.objects.is_multiple_of(256)) else { return };
        if self.last.elapsed() >= every {
            self.last = Instant::now();
            self.shown = true;
            let _ = write!(out, "\r{} pods, events and others read", self.objects);
            let _ = out.flush();
        }
    }

    /// Leaves an empty line.
    pub(crate) fn clear(&self, out: &mut dyn Write) {
        if self.shown {
            let _ = write!(out, "\r{:60}\r", "");
        }
    }
}

/// How long it took, and the most memory that was in use.
pub(crate) fn stats(report: &Report, elapsed: Duration) {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let peak = peak.map_or("unknown here".into(), |kib| kib.trim().to_owned());
    let text = format!("{} pods in {:.2} s, peak memory {peak}", report.pods(), elapsed.as_secs_f64());
    note(&text, &mut io::stderr());
}
