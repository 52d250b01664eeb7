//! What `explain` shows: 80 columns, and colours where the terminal wants them.

use std::fs;
use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

use anstyle::{AnsiColor, Style};
use pullspec::explain::Severity;
use pullspec::{Diagnosis, Report, WaitingReason};
use textwrap::{Options, WordSeparator, WordSplitter, core::Word};

const WIDTH: usize = 80;
/// Behind `  label   `.
const INDENT: &str = "          ";
const LABEL: Style = Style::new().dimmed();

fn style(severity: Severity) -> Style {
    match severity {
        Severity::Blocked => AnsiColor::Red.on_default().bold(),
        Severity::Failing => AnsiColor::Yellow.on_default().bold(),
        Severity::OtherTrouble => AnsiColor::Magenta.on_default(),
        Severity::Starting => AnsiColor::Cyan.on_default(),
        Severity::Fine => AnsiColor::Green.on_default(),
    }
}

/// All findings about images in full, all others in one line, and the totals.
pub(super) fn report(report: &Report, out: &mut impl Write) -> io::Result<()> {
    for finding in report.findings() {
        let severity = finding.diagnosis.severity;
        headline(severity, &finding.headline(), out)?;
        if severity.cannot_pull() {
            // One query at the end finds them all.
            rows(finding.rows().into_iter().filter(|(label, _)| *label != "query"), out)?;
            writeln!(out)?;
        }
    }
    if report.worst().cannot_pull() {
        rows([("query", WaitingReason::prometheus_query())], out)?;
        writeln!(out)?;
    }
    let counts: Vec<_> = Severity::ALL
        .into_iter()
        .rev()
        .filter(|&severity| report.count(severity) > 0)
        .map(|severity| format!("{} {severity}", report.count(severity)))
        .collect();
    let (pods, images) = (report.pods(), report.images());
    let colon = if counts.is_empty() { "" } else { ": " };
    writeln!(out, "{pods} pods, {images} images{colon}{}", counts.join(", "))
}

/// One image in full.
pub(super) fn diagnosis(diagnosis: &Diagnosis, out: &mut impl Write) -> io::Result<()> {
    headline(diagnosis.severity, &diagnosis.headline(), out)?;
    rows(diagnosis.rows(), out)?;
    writeln!(out)
}

/// The severity is the headline's first word.
fn headline(severity: Severity, line: &str, out: &mut impl Write) -> io::Result<()> {
    let style = style(severity);
    for (n, line) in wrapped(line, "").into_iter().enumerate() {
        match line.split_once("  ") {
            Some((severity, rest)) if n == 0 => writeln!(out, "{style}{severity}{style:#}  {rest}")?,
            _ => writeln!(out, "{line}")?,
        }
    }
    Ok(())
}

fn rows(rows: impl IntoIterator<Item = (&'static str, String)>, out: &mut impl Write) -> io::Result<()> {
    for (label, text) in rows {
        write!(out, "  {LABEL}{label:7}{LABEL:#} ")?;
        // The caret picture of a name that does not parse has lines of its own.
        let lines: Vec<_> = text.split('\n').flat_map(|line| wrapped(line, INDENT)).collect();
        for (n, line) in lines.iter().enumerate() {
            let line = if n == 0 { line.trim_start() } else { line };
            writeln!(out, "{line}")?;
        }
    }
    Ok(())
}

/// Wrapped after blanks and between the parts of references and queries, so that digests and words stay whole.
fn wrapped(text: &str, indent: &str) -> Vec<String> {
    let separator = WordSeparator::Custom(|line| {
        Box::new(line.split_inclusive([' ', '@', '|', ',', '{']).map(Word::from))
    });
    let options = Options::new(WIDTH)
        .initial_indent(indent)
        .subsequent_indent(INDENT)
        .word_separator(separator)
        .word_splitter(WordSplitter::NoHyphenation);
    textwrap::wrap(text, options).into_iter().map(|line| line.trim_end().to_owned()).collect()
}

/// A line on standard error, which nobody need read. A file's name and a JSON path are not to be trusted with a
/// terminal: what is neither a letter nor a plain sign is escaped.
pub(super) fn note(text: &str) {
    let is_plain = |c: char| c == ' ' || c.is_ascii_graphic() || c.is_alphanumeric();
    let shown =
        text.chars().map(|c| if is_plain(c) { c.to_string() } else { c.escape_default().to_string() });
    let _ = writeln!(io::stderr(), "{}", shown.collect::<String>());
}

/// The progress of a long run, on a terminal only.
pub(super) struct Progress {
    last: Option<Instant>,
    shown: bool,
}

impl Progress {
    pub(super) fn new() -> Self {
        Self { last: io::stderr().is_terminal().then(Instant::now), shown: false }
    }

    pub(super) fn show(&mut self, report: &Report) {
        // A look at the clock for every pod would cost more than most pods.
        if !report.pods().is_multiple_of(256) {
            return;
        }
        if let Some(last) = self.last.as_mut().filter(|last| last.elapsed() > Duration::from_millis(500)) {
            *last = Instant::now();
            self.shown = true;
            let _ = write!(io::stderr(), "\r{} pods read", report.pods());
        }
    }

    pub(super) fn clear(&self) {
        if self.shown {
            let _ = write!(io::stderr(), "\r{:30}\r", "");
        }
    }
}

/// How long it took, and the most memory that was in use.
pub(super) fn stats(report: &Report, elapsed: Duration) {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let peak = peak.map_or("unknown here".into(), |kib| kib.trim().to_owned());
    note(&format!("{} pods in {:.2} s, peak memory {peak}", report.pods(), elapsed.as_secs_f64()));
}
