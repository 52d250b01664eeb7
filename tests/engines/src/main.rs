//! `cargo run --release -- SETS REFERENCES [SEED]`: counts where an engine and the matcher differ.

use std::process::ExitCode;

use pullspec_engines::Engines;
use pullspec_engines::generate::{Numbers, reference, set};

/// The texts that the crate's own tests hold, with Go's answers.
fn recorded() -> Vec<String> {
    let rows = include_str!("../../data/references.jsonl").lines().map(|line| {
        let row: serde_json::Value = serde_json::from_str(line).expect("a row");
        row["in"].as_str().expect("a text").to_owned()
    });
    rows.collect()
}

fn main() -> ExitCode {
    let numbers: Vec<usize> = std::env::args().skip(1).filter_map(|text| text.parse().ok()).collect();
    let (sets, count) = (numbers.first().copied().unwrap_or(20), numbers.get(1).copied().unwrap_or(10_000));
    let mut n = Numbers(numbers.get(2).copied().unwrap_or(1) as u64);
    let mut texts = recorded();
    texts.extend(std::iter::repeat_with(|| reference(&mut n)).take(count.saturating_sub(texts.len())));
    texts.truncate(count);
    let (mut asked, mut allowed, mut wider, mut differ, mut narrower) =
        (0_usize, 0_usize, 0_usize, 0_usize, 0_usize);
    for _ in 0..sets {
        let mut engines = Engines::new(set(&mut n));
        for text in &texts {
            let answers = engines.ask(text);
            asked += 1;
            allowed += usize::from(answers.matcher);
            let is_wider = answers.regex && !answers.matcher;
            let is_other = answers.cel != answers.matcher || answers.rego != answers.matcher;
            wider += usize::from(is_wider);
            differ += usize::from(is_other);
            let is_narrower = !answers.regex && answers.matcher;
            narrower += usize::from(is_narrower);
            if (is_wider || is_other) && wider + differ < 20 || is_narrower && narrower < 20 {
                let patterns: Vec<String> = engines.set().iter().map(ToString::to_string).collect();
                eprintln!("{answers:?}\n  {text:?}\n  {patterns:?}");
            }
        }
    }
    println!(
        "{sets} lists, {} references, {asked} answers, {allowed} allowed: CEL or Rego differ {differ}, \
         the expression alone is wider {wider}, narrower {narrower}",
        texts.len()
    );
    if wider + differ == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
