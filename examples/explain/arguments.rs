//! The command line.

use std::path::{Path, PathBuf};

use clap::error::ErrorKind;
use clap::{CommandFactory, Parser, ValueEnum};
use pullspec::api::{Behavior, Timestamp};

use super::program::FailOn;

/// Explain why pods cannot pull their images.
#[derive(Debug, Parser)]
#[command(name = "explain")]
#[expect(clippy::struct_excessive_bools, reason = "flags of a command line")]
pub(crate) struct Arguments {
    /// What `kubectl get pods,events -o json` or `-o yaml` prints, with Secrets and workloads if you like; `-` for
    /// standard input.
    pub(crate) file: PathBuf,
    /// What `kubectl get events -o json` prints: tells when attempts were made.
    #[arg(long, value_name = "FILE")]
    pub(crate) events: Option<PathBuf>,
    /// When the input was read, RFC 3339 or `now`; now for standard input, unknown for a file.
    #[arg(long, value_name = "TIME", value_parser = moment)]
    now: Option<Now>,
    /// The version of the nodes' kubelets, such as 1.34 or its minor number alone.
    #[arg(long, value_name = "VERSION", value_parser = release)]
    pub(crate) kubelet: Option<Behavior>,
    /// A pull secret, to show which secrets a pull would try; once for each secret. The file is the docker config inside, the
    /// Secret itself, or a list of Secrets with this one. Without a namespace it speaks for the secret of that name in every
    /// namespace: for pods of several, name it.
    #[arg(long, value_name = "[NAMESPACE/]NAME=FILE", value_parser = named_file)]
    pub(crate) pull_secret: Vec<(String, PathBuf)>,
    /// Every image of every pod, in the input's order, also where nothing is wrong.
    #[arg(long)]
    pub(crate) all: bool,
    /// For people, or one JSON document; with --all one line of JSON for each image. Its JSON Schema is
    /// `docs/explain.schema.json`.
    #[arg(long, value_enum, default_value = "text")]
    pub(crate) output: Output,
    /// A table, a line for each outage and each trouble; `<` is at most.
    #[arg(long)]
    pub(crate) brief: bool,
    /// The Prometheus query that finds all of it, too.
    #[arg(long)]
    pub(crate) query: bool,
    /// What makes the exit status 1.
    #[arg(long, value_enum, default_value = "failing")]
    pub(crate) fail_on: FailOn,
    /// Say on standard error how long it took, and how much memory.
    #[arg(long)]
    pub(crate) stats: bool,
}

impl Arguments {
    /// Refuses what would be ignored.
    pub(crate) fn checked(self) -> Result<Self, clap::Error> {
        let ignored = [("--brief", self.brief), ("--query", self.query)];
        match ignored.into_iter().find(|(_, is_set)| *is_set && self.output == Output::Json) {
            None => Ok(self),
            Some((option, _)) => Err(Self::command().error(
                ErrorKind::ArgumentConflict,
                format!("the argument '{option}' is for people and cannot be used with '--output json'"),
            )),
        }
    }

    /// The first option with a file that says something of pods.
    pub(crate) fn for_objects(&self) -> Option<&'static str> {
        let given = [("--events", self.events.is_some()), ("--pull-secret", !self.pull_secret.is_empty())];
        given.into_iter().find(|(_, is_given)| *is_given).map(|(option, _)| option)
    }

    /// Whether standard input is read.
    pub(crate) fn is_live(&self) -> bool {
        self.file == Path::new("-")
    }

    /// How wide lines are: as the terminal, and else as what reads them expects, 80 columns or 120 for a table.
    pub(crate) fn columns(&self, terminal: Option<usize>) -> usize {
        terminal.unwrap_or(if self.brief { 120 } else { 80 })
    }

    /// When the input was read, by what the clock says: of a file that is not known unless it is said.
    pub(crate) fn now(&self, clock: Option<Timestamp>) -> Option<Timestamp> {
        match self.now {
            Some(Now::At(time)) => Some(time),
            Some(Now::Now) => clock,
            None => clock.filter(|_| self.is_live()),
        }
    }
}

/// When the input was read.
#[derive(Clone, Copy, Debug)]
enum Now {
    At(Timestamp),
    Now,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Output {
    Text,
    Json,
}

/// Both names of a secret stay one text, which a slash takes apart again: no name has one.
fn named_file(text: &str) -> Result<(String, PathBuf), &'static str> {
    let (name, file) = text.split_once('=').ok_or("expected [NAMESPACE/]NAME=FILE")?;
    if name.split('/').any(str::is_empty) || name.split('/').count() > 2 {
        return Err("expected [NAMESPACE/]NAME=FILE");
    }
    Ok((name.to_owned(), file.into()))
}

fn moment(text: &str) -> Result<Now, String> {
    if text == "now" {
        return Ok(Now::Now);
    }
    text.parse().map(Now::At).map_err(|_| "expected `now` or a time such as 2026-03-01T09:30:00Z".into())
}

fn release(text: &str) -> Result<Behavior, String> {
    let of_minor = text.parse().map(Behavior::for_minor).ok();
    of_minor.map_or_else(|| Behavior::parse(text).map_err(|error| error.to_string()), Ok)
}
