//! What a line tells, and how that is written.

use std::io::{self, Write};
use std::ops::Not;

use pullspec::api::Harmless;
use pullspec::cause::{Actor, Transience, Verdict};
use pullspec::explain::Remedy;
use pullspec::{Cause, PullError, WaitingReason};
use serde::Serialize;
use textwrap::{Options, WordSeparator, WordSplitter};

use super::json;

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
    /// Whether no retry can end it.
    #[serde(skip)]
    pub(super) is_blocked: bool,
}

/// How it is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// For people, in lines of this width where they can be wrapped.
    Text(usize),
    /// A line for each.
    Brief,
    Json,
}

impl Form {
    /// What stands above all.
    pub(super) fn write_header(self, out: &mut dyn Write) -> io::Result<()> {
        match self {
            Self::Brief => writeln!(out, "{:8}{:30}{:24}WHAT", "LINE", "CAUSE", "WHO"),
            _ => Ok(()),
        }
    }

    pub(super) fn write(self, told: &Told, out: &mut dyn Write) -> io::Result<()> {
        match self {
            Self::Json => writeln!(out, "{}", json::line(told)?),
            Self::Text(width) => write_text(told, width, out),
            Self::Brief => write_brief(told, out),
        }
    }
}

fn write_text(told: &Told, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let causes: Vec<_> = [&told.cause].into_iter().chain(&told.alternates).map(ToString::to_string).collect();
    let names = told.names().fold(String::new(), |names, name| names + "  " + &plain(name));
    let guess = if told.guess { " (a guess)" } else { "" };
    let reason = told.silent_reason().map(|reason| format!(", {}", plain(reason))).unwrap_or_default();
    let head = format!("line {}  {}{guess}{reason}{names}", told.line, causes.join(", or "));
    write_wrapped(&head, "", width, out)?;
    let who: Vec<_> = told.who.iter().map(ToString::to_string).collect();
    let colon = if who.is_empty() { "" } else { ": " };
    write_wrapped(&format!("{}{colon}{}", who.join(" or "), told.what), "  act     ", width, out)?;
    match &told.evidence {
        Some(evidence) => write_wrapped(&format!("\"{}\"", plain(evidence)), "  by      ", width, out),
        None => Ok(()),
    }
}

/// At blanks only, so that whoever searches for a name or a URL finds it.
fn write_wrapped(text: &str, before: &str, width: usize, out: &mut dyn Write) -> io::Result<()> {
    let options = Options::new(width)
        .initial_indent(before)
        .subsequent_indent("          ")
        .break_words(false)
        .word_separator(WordSeparator::AsciiSpace)
        .word_splitter(WordSplitter::NoHyphenation);
    textwrap::wrap(text, options).iter().try_for_each(|line| writeln!(out, "{}", line.trim_end()))
}

fn write_brief(told: &Told, out: &mut dyn Write) -> io::Result<()> {
    let who: Vec<_> = told.who.iter().map(ToString::to_string).collect();
    let names: Vec<_> = told.names().map(plain).collect();
    let guess = if told.guess { " (a guess)" } else { "" };
    let cause = format!("{}{guess}", told.cause);
    let dash = |text: String| if text.is_empty() { "-".to_owned() } else { text };
    let reason = told.silent_reason().map(|reason| format!("  {}", plain(reason))).unwrap_or_default();
    let (who, names) = (dash(who.join(" or ")), dash(names.join("  ")));
    writeln!(out, "{:<6}  {cause:<28}  {who:<22}  {names}{reason}", told.line)
}

/// Nothing that acts on a terminal, and no secret.
fn plain(text: impl AsRef<str>) -> String {
    Harmless(text.as_ref()).to_string()
}

impl Told {
    pub(super) fn of_error(line: u64, error: &PullError) -> Self {
        let told = Self::of(line, &error.verdict(), error.message(), Remedy::of(error));
        let reason = error.reason();
        Self {
            is_blocked: told.is_blocked || reason.is_terminal(),
            reason: Some(reason.to_string()),
            image: error.image().map(str::to_owned),
            ..told
        }
    }

    /// Advice is that of the diagnosis of a pod, as far as a message alone can tell.
    pub(super) fn of(line: u64, verdict: &Verdict, message: &str, remedy: Remedy) -> Self {
        let transience = verdict.likely_transience();
        Self {
            line,
            reason: None,
            image: None,
            pod: None,
            cause: verdict.cause(),
            guess: verdict.is_guess(),
            alternates: verdict.alternates().to_vec(),
            transience,
            who: remedy.responsible.to_vec(),
            what: remedy.fix.into_owned(),
            evidence: verdict.evidence().and_then(|span| message.get(span)).map(str::to_owned),
            is_blocked: transience == Transience::Permanent,
        }
    }

    /// The pod and the image, as far as they are named.
    fn names(&self) -> impl Iterator<Item = &String> {
        [&self.pod, &self.image].into_iter().flatten()
    }

    /// The reason of what does not tell why.
    fn silent_reason(&self) -> Option<&str> {
        self.reason.as_deref().filter(|_| self.cause == Cause::NoDetail)
    }
}

/// The pod and the reason in a row of `kubectl get pods`: what stands after `0/1` is its status, and before it its name,
/// after that of its namespace with `-A`.
pub(super) fn row_of_pods(text: &str) -> Option<(String, WaitingReason)> {
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
