//! Answers the questions of the conformance data: one JSON value per line in, one JSON object per line out.
//!
//! `cargo run --release --example conformance -- MODE < inputs > answers`

use std::io::{self, BufRead, Write};
use std::process::ExitCode;

use serde_json::Value;

#[path = "conformance/backoff.rs"]
mod backoff;
#[path = "conformance/classify.rs"]
mod classify;
#[path = "conformance/correlate.rs"]
mod correlate;
#[path = "conformance/details.rs"]
mod details;
#[path = "conformance/human_duration.rs"]
mod human_duration;
#[path = "conformance/json.rs"]
mod json;
#[path = "conformance/keyring.rs"]
mod keyring;
#[path = "conformance/references.rs"]
mod references;
#[path = "conformance/timeline.rs"]
mod timeline;

type Answer = fn(Value) -> Result<Value, String>;

fn answer_for(mode: &str) -> Option<Answer> {
    Some(match mode {
        "classify" => classify::answer,
        "details" => details::answer,
        "backoff" => backoff::answer,
        "correlate" => correlate::answer,
        "human_duration" => human_duration::answer,
        "timeline" => timeline::answer,
        "keyring" => keyring::answer,
        "references" => references::answer,
        _ => return None,
    })
}

fn run(answer: Answer) -> Result<(), String> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    for (number, line) in (1..).zip(io::stdin().lock().lines()) {
        let line = line.map_err(|e| format!("line {number}: {e}"))?;
        let input = serde_json::from_str(&line).map_err(|e| format!("line {number}: {e}"))?;
        let output = answer(input).map_err(|e| format!("line {number}: {e}"))?;
        writeln!(out, "{output}").map_err(|e| e.to_string())?;
    }
    out.flush().map_err(|e| e.to_string())
}

fn main() -> ExitCode {
    let mode = std::env::args().nth(1).unwrap_or_default();
    let Some(answer) = answer_for(&mode) else {
        eprintln!("unknown mode {mode:?}");
        return ExitCode::from(2);
    };
    match run(answer) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}
