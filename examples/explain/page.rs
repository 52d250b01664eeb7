//! A page of text: headlines, rows with labels, and lines that are wrapped at blanks only.

use std::io::{self, Write};

use anstyle::Style;
use pullspec::Report;
use pullspec::WaitingReason;
use pullspec::explain::Severity;
use textwrap::core::display_width;
use textwrap::{Options, WordSeparator, WordSplitter};

use super::super::said::{MORE, in_short};
use super::{View, harmless, style};

/// After `  label   `.
const INDENT: &str = "          ";
const LABEL: Style = Style::new().dimmed();
const USUAL_WIDTH: usize = 80;
/// Lines of a message.
const SAYS: usize = 4;

/// How much of a message is shown.
#[derive(Clone, Copy)]
pub(super) enum Says<'t> {
    Whole,
    /// Its beginning, its end, and what decided on the cause, if that is known.
    InShort {
        evidence: Option<&'t str>,
    },
}

/// Counts the lines it writes.
pub(super) struct Lines<'o> {
    pub(super) out: &'o mut dyn Write,
    pub(super) written: usize,
    pub(super) view: View,
}

impl Lines<'_> {
    /// So many lines of the usual width.
    pub(super) fn room(&self, lines: usize) -> usize {
        lines * USUAL_WIDTH / self.view.width.clamp(1, USUAL_WIDTH)
    }

    pub(super) fn line(&mut self, text: &str) -> io::Result<()> {
        self.written += 1;
        writeln!(self.out, "{text}")
    }

    pub(super) fn blank(&mut self) -> io::Result<()> {
        self.line("")
    }

    pub(super) fn query(&mut self, report: &Report) -> io::Result<()> {
        if !self.view.query || !report.worst().cannot_pull() {
            return Ok(());
        }
        self.rows([("query", WaitingReason::prometheus_query())], Says::Whole)?;
        self.blank()
    }

    /// How bad it is, and the rest of the line. Only the cause in it has a colour.
    pub(super) fn headline(&mut self, severity: Severity, cause: &str, rest: &str) -> io::Result<()> {
        let style = style(severity);
        for (n, line) in self.wrapped(&format!("{severity}  {rest}"), "").into_iter().enumerate() {
            match line.split_once(cause) {
                Some((before, after)) if n == 0 && !cause.is_empty() => {
                    self.line(&format!("{before}{style}{cause}{style:#}{after}"))?;
                }
                _ => self.line(&line)?,
            }
        }
        Ok(())
    }

    pub(super) fn aside(&mut self, text: &str) -> io::Result<()> {
        // A table has a line for each.
        if self.view.brief {
            return self.line(&harmless(text));
        }
        self.wrapped(&harmless(text), "").iter().try_for_each(|line| self.line(line))
    }

    pub(super) fn rows(
        &mut self,
        rows: impl IntoIterator<Item = (&'static str, String)>,
        says: Says<'_>,
    ) -> io::Result<()> {
        for (label, text) in rows {
            let mut lines: Vec<_> = match label {
                // As it is: a command, and a text with marks below it.
                "run" | "image" => text.split('\n').map(|line| format!("{INDENT}{line}")).collect(),
                _ => text.split('\n').flat_map(|line| self.wrapped(line, INDENT)).collect(),
            };
            if label == "says"
                && let Says::InShort { evidence } = says
            {
                if lines.len() > SAYS {
                    // Room for the sign of a gap.
                    lines = text
                        .split('\n')
                        .flat_map(|line| {
                            wrapped_to(self.view.width.saturating_sub(display_width(MORE)), line, INDENT)
                        })
                        .collect();
                }
                lines = in_short(lines, evidence, SAYS);
            }
            for (n, line) in lines.iter().enumerate() {
                if n == 0 {
                    let text = line.strip_prefix(INDENT).unwrap_or(line);
                    self.line(&format!("  {LABEL}{label:7}{LABEL:#} {text}"))?;
                } else {
                    self.line(line)?;
                }
            }
        }
        Ok(())
    }

    /// Wrapped at blanks only, so that whoever searches for a name, a digest or a URL finds it.
    pub(super) fn wrapped(&self, text: &str, indent: &str) -> Vec<String> {
        wrapped_to(self.view.width, text, indent)
    }
}

pub(super) fn wrapped_to(width: usize, text: &str, indent: &str) -> Vec<String> {
    let options = Options::new(width)
        .initial_indent(indent)
        .subsequent_indent(INDENT)
        .break_words(false)
        .word_separator(WordSeparator::AsciiSpace)
        .word_splitter(WordSplitter::NoHyphenation);
    textwrap::wrap(text, options).into_iter().map(|line| line.trim_end().to_owned()).collect()
}
