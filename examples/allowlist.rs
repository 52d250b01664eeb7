//! A policy author's check: which images does an allow list let in, and what keeps the others out?
//!
//! ```sh
//! cargo run --example allowlist -- --file examples/data/allow.txt < examples/data/references.txt
//! cargo run --example allowlist -- --require-digest 'quay.io/team/**' 'docker.io/library/*' < references.txt
//! ```
//!
//! Exits with 0 if every image is allowed, 1 if one is denied, 2 if a pattern is wrong or something cannot be read.

use std::fs;
use std::io::{self, BufRead, BufWriter, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use pullspec::Reference;
use pullspec::pattern::PatternSet;

#[path = "streams/complain.rs"]
mod complain;
#[path = "streams/unless_closed.rs"]
mod unless_closed;

use complain::complain;
use unless_closed::unless_closed;

/// Check the image references of standard input, one a line, against patterns such as quay.io/team/**.
#[derive(Parser)]
struct Arguments {
    /// Allowed images.
    #[arg(required_unless_present = "file")]
    patterns: Vec<String>,
    /// A file with more patterns, one a line; empty lines and lines that begin with # are skipped.
    #[arg(long)]
    file: Option<PathBuf>,
    /// Allow nothing that is not pinned by a digest.
    #[arg(long)]
    require_digest: bool,
}

fn main() -> ExitCode {
    match run(Arguments::parse()) {
        Ok(0) => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(message) => {
            complain(format_args!("error: {message}"));
            ExitCode::from(2)
        }
    }
}

/// The number of denied images.
fn run(Arguments { mut patterns, file, require_digest }: Arguments) -> Result<usize, String> {
    if let Some(file) = file {
        let text = fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))?;
        patterns.extend(text.lines().filter(|line| is_content(line)).map(String::from));
    }
    let allowed = PatternSet::parse(&patterns).map_err(|error| {
        let text = patterns.get(error.index()).map_or("", String::as_str);
        format!("pattern {text:?}: {}", error.error())
    })?;
    let allowed = if require_digest { allowed.with_digest_required() } else { allowed };
    let mut denied = 0;
    let mut out = BufWriter::new(io::stdout().lock());
    for line in io::stdin().lock().lines() {
        let image = line.map_err(|error| format!("standard input: {error}"))?;
        if is_content(&image) {
            let verdict = check(&image, &allowed);
            denied += usize::from(verdict.is_err());
            written(match verdict {
                Ok(pattern) => writeln!(out, "allowed  {image:?} by {pattern}"),
                Err(why) => writeln!(out, "denied   {image:?}: {why}"),
            })?;
        }
    }
    written(out.flush())?;
    Ok(denied)
}

/// The exit status is for all lines, also for those that nobody reads.
fn written(line: io::Result<()>) -> Result<(), String> {
    unless_closed(line).map_err(|error| format!("standard output: {error}"))
}

fn is_content(line: &str) -> bool {
    !line.is_empty() && !line.starts_with('#')
}

/// The pattern that allows the image, or why none does.
fn check(image: &str, allowed: &PatternSet) -> Result<String, String> {
    let image = Reference::parse(image).map_err(|error| error.to_string())?;
    allowed.check(&image).map(ToString::to_string).map_err(|refused| refused.to_string())
}
