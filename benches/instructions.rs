//! Instructions per call, counted by callgrind: the same on every machine with the same compiler, however busy it is.
//!
//! Without arguments it runs itself under `valgrind` once for each row, and prints instructions per text. With the name
//! of a row it is the program that is measured.

#![allow(missing_docs, reason = "a bench has no callers")]
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    unreachable_pub,
    reason = "a bench says what it expects"
)]

use std::hint::black_box;
use std::io::Read as _;
use std::process::Command;

use container_image_dist_ref::ImgRef;
use pullspec::api::Timestamp;
use pullspec::explain::ExplainContext;
use pullspec::{Events, Pods, RawReference, Reference, Report, classify, explain_pod};
use serde::de::IgnoredAny;

#[path = "../tests/support/many_pods.rs"]
mod many_pods;
mod support;

/// A list of texts, and what is asked of each.
type Row = (&'static str, fn() -> Vec<String>, fn(&[String]) -> usize);

const ROWS: [Row; 13] = [
    ("raw-realistic", support::realistic, measured_raw),
    ("raw-refused", support::refused, measured_raw),
    ("raw-slips", support::slips, measured_raw),
    ("peer-realistic", support::realistic, measured_peer),
    ("peer-refused", support::refused, measured_peer),
    ("peer-slips", support::slips, measured_peer),
    ("reference-realistic", support::realistic, measured_reference),
    ("reference-refused", support::refused, measured_reference),
    ("reference-slips", support::slips, measured_reference),
    ("classify", messages, measured_classify),
    ("explain", pods, explain),
    // A list as the API server prints it: to a report, and what reading that much JSON costs alone.
    ("json-report", many_pods, measured_report),
    ("json-ignored", many_pods, measured_ignored),
];

#[inline(never)]
fn measured_raw(texts: &[String]) -> usize {
    texts.iter().filter(|text| RawReference::parse(black_box(text)).is_ok()).count()
}

#[inline(never)]
fn measured_peer(texts: &[String]) -> usize {
    texts.iter().filter(|text| ImgRef::new(black_box(text)).is_ok()).count()
}

#[inline(never)]
fn measured_reference(texts: &[String]) -> usize {
    texts.iter().filter(|text| Reference::parse(black_box(text)).is_ok()).count()
}

#[inline(never)]
fn measured_classify(messages: &[String]) -> usize {
    messages.iter().map(|message| classify(None, black_box(message)).cause() as usize).sum()
}

#[inline(never)]
fn measured_explain(pods: &Pods, context: &ExplainContext<'_>) -> usize {
    pods.iter().map(|pod| explain_pod(black_box(pod), context).len()).sum()
}

#[inline(never)]
fn measured_report(lists: &[String]) -> usize {
    let context = ExplainContext::new().with_now(now());
    let report = |list: &String| {
        let (mut report, mut pods) = (Report::new(), 0);
        let mut json = serde_json::Deserializer::from_str(black_box(list));
        let each = |pod| {
            pods += 1;
            report.add_pod(explain_pod(&pod, &context));
        };
        Pods::for_each(&mut json, each).expect("pods");
        black_box(report);
        pods
    };
    lists.iter().map(report).sum()
}

#[inline(never)]
fn measured_ignored(lists: &[String]) -> usize {
    let ignored = |list: &&String| serde_json::from_str::<IgnoredAny>(black_box(list)).is_ok();
    lists.iter().filter(ignored).count()
}

/// 200 pods with two containers, as one text.
fn many_pods() -> Vec<String> {
    let mut list = String::new();
    many_pods::ManyPods::new(200).read_to_string(&mut list).expect("it is text");
    vec![list]
}

/// The messages of the data set.
fn messages() -> Vec<String> {
    include_str!("../tests/data/pull_errors.jsonl")
        .lines()
        .map(|line| {
            let row: serde_json::Value = serde_json::from_str(line).expect("the data is JSON");
            row.get("message").and_then(serde_json::Value::as_str).expect("a message").to_owned()
        })
        .collect()
}

/// The list of pods of the examples, as one text.
fn pods() -> Vec<String> {
    vec![include_str!("../examples/data/pods.json").to_owned()]
}

fn explain(lists: &[String]) -> usize {
    let events: Events = serde_json::from_str(include_str!("../examples/data/events.json")).expect("events");
    let context = ExplainContext::new().with_now(now()).with_events(&events);
    let lists = lists.iter().map(|list| serde_json::from_str::<Pods>(list).expect("pods"));
    lists.map(|pods| measured_explain(&pods, &context)).sum()
}

fn now() -> Timestamp {
    "2025-08-14T09:30:00Z".parse().expect("a time")
}

/// Instructions of one row, or why they cannot be counted.
fn counted(row: &str) -> Result<u64, String> {
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null", "--toggle-collect=*measured_*"])
        .arg(program)
        .arg(row)
        .output()
        .map_err(|error| format!("valgrind: {error}"))?;
    let told = String::from_utf8_lossy(&output.stderr);
    let count = told.lines().find_map(|line| line.rsplit_once("Collected : ")?.1.trim().parse().ok());
    count.ok_or_else(|| format!("valgrind counted nothing: {told}"))
}

fn main() {
    let wanted: Vec<_> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    match wanted.first().map(String::as_str) {
        None => {
            for (row, texts, _) in ROWS {
                match counted(row) {
                    Ok(count) => {
                        let texts = texts().len() as u64;
                        println!("{row:20} {:10} instructions a text ({texts})", count / texts.max(1));
                    }
                    Err(error) => println!("{row:20} {error}"),
                }
            }
        }
        // Every row once, without valgrind.
        Some("--test") => ROWS.iter().for_each(|(row, texts, measured)| {
            println!("{row}: {}", measured(&texts()));
        }),
        Some(name) => {
            let (_, texts, measured) = ROWS.iter().find(|(row, ..)| *row == name).expect("the name of a row");
            let texts = texts();
            // The first call of all meets cold tables; what is measured is the rest.
            println!("{name}: {} of {}", measured(&texts), texts.len());
        }
    }
}
