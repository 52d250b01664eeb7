//! One report from many files of pods, on all processors or on many machines.
//!
//! ```sh
//! cargo run --release --example shards -- shop.json payments.json       # kubectl get pods -n NAMESPACE -o json
//! cargo run --release --example shards -- --map shop.json > shop.report
//! cat *.report | cargo run --release --example shards -- --reduce
//! ```
//!
//! How to run it on a cluster engine: a shard is any part of the pods, such as a namespace, or a file of a thousand of
//! them. The map step explains the pods of one shard and writes its `Report` as one line of JSON (`--map`); the reduce
//! step reads such lines and merges them (`--reduce`). `Report::merge` is associative, and an empty report changes
//! nothing, so an engine may merge in any grouping, in combiners too, and retry what it likes; it only has to keep the
//! order of shards where it matters which pods are named first. Spark's `treeReduce`, a Beam `CombineFn` and Hadoop
//! Streaming need no more than that. A report is as large as its troubles, not as its pods.
//!
//! Events of a pod belong beside it in its shard. The exit status is 0 if nothing is wrong, 1 if some image cannot be
//! pulled, 2 if the input cannot be read.

use std::error::Error;
use std::fs::File;
use std::io::{self, BufReader};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;
use pullspec::explain::ExplainContext;
use pullspec::{Pods, Report, explain_pod};
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

#[path = "streams/complain.rs"]
mod complain;
#[path = "classify/json.rs"]
#[expect(dead_code, reason = "another example writes JSON on many lines")]
mod json;
#[path = "streams/say.rs"]
mod say;

use complain::complain;
use say::say;

/// Explain shards of a cluster at the same time, and join what is found.
#[derive(Parser)]
struct Arguments {
    /// Files with what `kubectl get pods -o json` prints, each a shard.
    #[arg(required_unless_present = "reduce", conflicts_with = "reduce")]
    shards: Vec<PathBuf>,
    /// Print the report as one line of JSON, for `--reduce`.
    #[arg(long)]
    map: bool,
    /// Join the reports on standard input.
    #[arg(long)]
    reduce: bool,
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(report) if report.worst().cannot_pull() => ExitCode::from(1),
        Ok(_) => ExitCode::SUCCESS,
        Err(error) => {
            complain(format_args!("error: {error}"));
            ExitCode::from(2)
        }
    }
}

fn run(arguments: &Arguments) -> Result<Report, Box<dyn Error>> {
    let report = if arguments.reduce { reduce()? } else { map(&arguments.shards)? };
    if arguments.map {
        say(format_args!("{}", json::line(&report)?));
    } else {
        for finding in report.findings() {
            say(format_args!("{finding}"));
        }
        say(format_args!(
            "{} pods, {} images, the worst: {}",
            report.pods(),
            report.images(),
            report.worst()
        ));
    }
    Ok(report)
}

/// Each shard on a thread of its own.
fn map(shards: &[PathBuf]) -> Result<Report, String> {
    let explained = shards
        .par_iter()
        .map(|shard| explain_shard(shard).map_err(|error| format!("{}: {error}", shard.display())));
    explained.try_reduce(Report::new, |report, of_shard| Ok(report.merge(of_shard)))
}

/// Keeps none of the pods, so that a thread needs the memory of one.
fn explain_shard(file: &Path) -> Result<Report, Box<dyn Error>> {
    let mut report = Report::new();
    let mut json = serde_json::Deserializer::from_reader(BufReader::new(File::open(file)?));
    let context = ExplainContext::new();
    Pods::for_each(&mut json, |pod| report.add_pod(explain_pod(&pod, &context)))?;
    json.end()?;
    Ok(report)
}

fn reduce() -> Result<Report, serde_json::Error> {
    let mut reports = serde_json::Deserializer::from_reader(io::stdin().lock()).into_iter::<Report>();
    reports.try_fold(Report::new(), |report, of_shard| Ok(report.merge(of_shard?)))
}
