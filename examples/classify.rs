//! Why a pull failed, from any text that tells of one: a message, a kubelet's log, a table of events, what
//! `kubectl describe` prints. Each line that tells of a failure gets its cause, who must act, and what to do.
//!
//! ```sh
//! kubectl describe pod web | cargo run --example classify
//! journalctl -u kubelet | cargo run --example classify -- --output json
//! ```
//!
//! The exit status is 0 if no line reports a failed pull, 1 if one does, 2 if nothing could be read.

use std::io::{self, ErrorKind, Write};
use std::process::ExitCode;

use clap::{Parser, ValueEnum};

#[path = "classify/lines.rs"]
#[allow(dead_code, reason = "the example of the night view uses all of it")]
mod lines;

/// Say why pulls failed, line by line of standard input.
#[derive(Parser)]
struct Arguments {
    /// For people, or one JSON object a line.
    #[arg(long, value_enum, default_value = "text")]
    output: Output,
    /// A table, a line for each.
    #[arg(long, conflicts_with = "output")]
    brief: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Output {
    Text,
    Json,
}

fn main() -> ExitCode {
    let Arguments { output, brief } = Arguments::parse();
    let form = match output {
        _ if brief => lines::Form::Brief,
        // Whatever reads it finds a message on one line.
        Output::Text => lines::Form::Text(usize::MAX),
        Output::Json => lines::Form::Json,
    };
    let mut out = io::stdout().lock();
    match lines::write_told(io::stdin().lock(), form, false, &mut out) {
        Ok(lines::Count { told: 0, .. }) => {
            let _ = writeln!(io::stderr(), "no line reports a failed pull");
            ExitCode::SUCCESS
        }
        Ok(_) => ExitCode::FAILURE,
        Err(error) if error.kind() == ErrorKind::BrokenPipe => ExitCode::FAILURE,
        Err(error) => {
            let _ = writeln!(io::stderr(), "error: {error}");
            ExitCode::from(2)
        }
    }
}
