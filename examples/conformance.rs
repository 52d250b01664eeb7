//! Answers the questions of the conformance data: one JSON value per line in, one JSON object per line out.
//!
//! `cargo run --release --example conformance -- MODE < inputs > answers`
#![allow(clippy::indexing_slicing, reason = "fields of objects that are made here")]

use std::io::{self, BufRead, Write};
use std::process::ExitCode;

use serde_json::Value;

#[path = "streams/complain.rs"]
mod complain;

use complain::complain;

#[path = "conformance/access.rs"]
mod access;
#[path = "conformance/backoff.rs"]
mod backoff;
#[path = "conformance/classify.rs"]
mod classify;
#[path = "conformance/correlate.rs"]
mod correlate;
#[path = "conformance/describe.rs"]
mod describe;
#[path = "conformance/details.rs"]
mod details;
#[path = "conformance/explain.rs"]
mod explain;
#[path = "conformance/export.rs"]
mod export;
#[path = "conformance/human_duration.rs"]
mod human_duration;
#[path = "conformance/json.rs"]
mod json;
#[path = "conformance/keyring.rs"]
mod keyring;
#[path = "conformance/node_containerd.rs"]
mod node_containerd;
#[path = "conformance/node_containerd_mirrors.rs"]
mod node_containerd_mirrors;
#[path = "conformance/node_docker.rs"]
mod node_docker;
#[path = "conformance/node_errors.rs"]
mod node_errors;
#[path = "conformance/node_hosts.rs"]
mod node_hosts;
#[path = "conformance/node_k3s.rs"]
mod node_k3s;
#[path = "conformance/node_registries_conf.rs"]
mod node_registries_conf;
#[path = "conformance/platform_choice.rs"]
mod platform_choice;
#[path = "conformance/reference_containers_image.rs"]
mod reference_containers_image;
#[path = "conformance/references.rs"]
mod references;
#[path = "conformance/shortnames.rs"]
mod shortnames;
#[path = "conformance/timeline.rs"]
mod timeline;

type Answer = fn(Value) -> Result<Value, String>;

fn answer_for(mode: &str) -> Option<Answer> {
    Some(match mode {
        "access" => access::access,
        "allow_list" => access::allow_list,
        "record" => access::record_mode,
        "classify" => classify::answer,
        "details" => details::answer,
        "backoff" => backoff::answer,
        "correlate" => correlate::answer,
        "describe" => describe::answer,
        "explain" => explain::answer,
        "export" => export::answer,
        "human_duration" => human_duration::answer,
        "timeline" => timeline::answer,
        "keyring" => keyring::answer,
        "node_containerd" => node_containerd::answer,
        "node_containerd_mirrors" => node_containerd_mirrors::answer,
        "node_docker" => node_docker::answer,
        "node_k3s" => node_k3s::answer,
        "platform_choice" => platform_choice::answer,
        "references" => references::answer,
        "node_errors" | "node_errors_fallback" => node_errors::answer,
        "node_registries_conf" => node_registries_conf::answer,
        "reference_containers_image" => reference_containers_image::answer,
        "shortnames" => shortnames::answer,
        _ => return None,
    })
}

fn run(answer: Answer) -> Result<(), String> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    for (number, line) in (1..).zip(io::stdin().lock().lines()) {
        let line = line.map_err(|e| format!("line {number}: {e}"))?;
        let input = serde_json::from_str(&line).map_err(|e| format!("line {number}: {e}"))?;
        let output = answer(input).map_err(|e| format!("line {number}: {e}"))?;
        match writeln!(out, "{output}") {
            // Whoever reads the answers may stop before their end.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => return Ok(()),
            written => written.map_err(|e| e.to_string())?,
        }
    }
    match out.flush() {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => written.map_err(|e| e.to_string()),
    }
}

fn main() -> ExitCode {
    let mode = std::env::args().nth(1).unwrap_or_default();
    let Some(answer) = answer_for(&mode) else {
        complain(format_args!("unknown mode {mode:?}"));
        return ExitCode::from(2);
    };
    match run(answer) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            complain(format_args!("{message}"));
            ExitCode::FAILURE
        }
    }
}
