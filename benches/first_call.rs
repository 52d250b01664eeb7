//! What the first call costs, and what the ones after it do: a fresh process per sample.
//!
//! With the name of a file this is the program that is measured: it reads the file's messages, one a line, classifies
//! the first one alone and then all of them.

#![allow(missing_docs, reason = "a bench has no callers")]
#![allow(clippy::expect_used, reason = "a bench says what it expects")]

use std::hint::black_box;
use std::process::Command;
use std::time::Instant;

use pullspec::classify;

const MESSAGE: &str = "rpc error: code = NotFound desc = failed to pull and unpack image \"quay.io/team/app:1\": failed \
                       to resolve reference \"quay.io/team/app:1\": quay.io/team/app:1: not found";

#[inline(never)]
fn classify_first(message: &str) -> usize {
    classify(None, black_box(message)).cause() as usize
}

#[inline(never)]
fn classify_each(messages: &[&str]) -> usize {
    messages.iter().map(|message| classify(None, black_box(message)).cause() as usize).sum()
}

/// The nanoseconds of the first call, and of the second.
fn sample() {
    let first = Instant::now();
    black_box(classify_first(MESSAGE));
    let first = first.elapsed();
    let second = Instant::now();
    black_box(classify_first(MESSAGE));
    println!("{} {}", first.as_nanos(), second.elapsed().as_nanos());
}

fn main() {
    let arguments: Vec<_> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    match arguments.first().map(String::as_str) {
        Some("sample") => sample(),
        Some(file) if !file.starts_with("--") => {
            let text = std::fs::read_to_string(file).expect("a file of messages");
            let messages: Vec<_> = text.lines().collect();
            let first = messages.first().map(|message| classify_first(message));
            println!("{} messages: {first:?}, {}", messages.len(), classify_each(&messages));
        }
        flag => {
            let samples = if flag == Some("--test") { 3 } else { 101 };
            let program = std::env::current_exe().expect("this program");
            let mut times: Vec<(u64, u64)> = (0..samples)
                .map(|_| {
                    let output = Command::new(&program).arg("sample").output().expect("a process");
                    let text = String::from_utf8(output.stdout).expect("two numbers");
                    let (first, second) = text.trim().split_once(' ').expect("two numbers");
                    (first.parse().expect("a number"), second.parse().expect("a number"))
                })
                .collect();
            times.sort_unstable();
            let (first, _) = times.get(times.len() / 2).copied().unwrap_or_default();
            times.sort_unstable_by_key(|(_, second)| *second);
            let (_, second) = times.get(times.len() / 2).copied().unwrap_or_default();
            println!(
                "first_call: the first {first} ns, the second {second} ns (medians of {samples} processes)"
            );
        }
    }
}
