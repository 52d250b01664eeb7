//! `cargo run --release -- SETS REFERENCES [SEED]`: counts where an engine and the matcher differ.
//!
//! A tenth of the references stand at the edges of each list, the rest is the same for all. Every engine is asked about
//! all of them as what is allowed, and CEL and Rego about every tenth as what is denied.

use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use pullspec::pattern::PatternSet;
use pullspec_engines::generate::{Numbers, near, reference, set};
use pullspec_engines::{Engines, Meaning, recorded};

#[derive(Default)]
struct Counts {
    asked: usize,
    /// By Rego's engine itself; the other texts went the same way as one of these.
    evaluated: usize,
    yes: usize,
    /// CEL or Rego.
    differ: usize,
    wider: usize,
    narrower: usize,
    took: [Duration; 2],
}

/// Of so many references one is asked as what is denied.
const DENIED: usize = 10;

/// How many differences are printed.
static PRINTED: AtomicUsize = AtomicUsize::new(0);

fn ask(list: &PatternSet, meaning: Meaning, texts: &[String], more: &[String]) -> Counts {
    let mut counts = Counts::default();
    let mut engines = Engines::new(list.clone(), meaning);
    let step = if meaning == Meaning::Allow { 1 } else { DENIED };
    for text in texts.iter().chain(more).step_by(step) {
        let answers = engines.ask(text);
        counts.asked += 1;
        counts.yes += usize::from(answers.matcher);
        let differ = answers.cel != answers.matcher || answers.rego != answers.matcher;
        counts.differ += usize::from(differ);
        let wider = answers.regex == Some(true) && !answers.matcher;
        counts.wider += usize::from(wider);
        counts.narrower += usize::from(answers.regex == Some(false) && answers.matcher);
        let fault = differ || wider;
        if fault && PRINTED.fetch_add(1, Ordering::Relaxed) < 20 {
            let patterns: Vec<String> = list.iter().map(ToString::to_string).collect();
            eprintln!("{meaning:?} {answers:?}\n  {text:?}\n  {patterns:?}");
        }
    }
    counts.evaluated = engines.evaluated();
    counts.took = engines.took;
    counts
}

fn main() -> ExitCode {
    let numbers: Vec<usize> = std::env::args().skip(1).filter_map(|text| text.parse().ok()).collect();
    let (sets, count) = (numbers.first().copied().unwrap_or(20), numbers.get(1).copied().unwrap_or(10_000));
    let mut n = Numbers(numbers.get(2).copied().unwrap_or(1) as u64);
    let (at_edges, mut texts) = (count / 10, recorded());
    let shared = count - at_edges;
    texts.extend(std::iter::repeat_with(|| reference(&mut n)).take(shared.saturating_sub(texts.len())));
    texts.truncate(shared);
    let lists: Vec<(PatternSet, Vec<String>)> = (0..sets)
        .map(|_| {
            let list = set(&mut n);
            let texts = std::iter::repeat_with(|| near(&mut n, &list)).take(at_edges).collect();
            (list, texts)
        })
        .collect();
    let started = Instant::now();
    let (next, done) = (AtomicUsize::new(0), Mutex::new([Counts::default(), Counts::default()]));
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some((list, edges)) = lists.get(next.fetch_add(1, Ordering::Relaxed)) {
                    for (place, meaning) in [Meaning::Allow, Meaning::Deny].into_iter().enumerate() {
                        let counts = ask(list, meaning, &texts, edges);
                        let total = &mut done.lock().expect("no panic")[place];
                        total.asked += counts.asked;
                        total.evaluated += counts.evaluated;
                        total.yes += counts.yes;
                        total.differ += counts.differ;
                        total.wider += counts.wider;
                        total.narrower += counts.narrower;
                        total.took[0] += counts.took[0];
                        total.took[1] += counts.took[1];
                    }
                }
            });
        }
    });
    let [allow, deny] = done.into_inner().expect("no panic");
    for (name, counts) in [("allowed", &allow), ("denied", &deny)] {
        let Counts { asked, evaluated, yes, differ, took: [cel, rego], .. } = counts;
        println!(
            "{sets} lists of what is {name}, {count} references: {asked} answers of each engine ({evaluated} ways of Rego), {yes} {name}: CEL or \
             Rego differ {differ} (CEL {cel:.0?}, Rego {rego:.0?})"
        );
    }
    println!("the expression alone is wider {}, narrower {}", allow.wider, allow.narrower);
    println!("{:.0?} on two threads", started.elapsed());
    let faults = allow.differ + allow.wider + deny.differ;
    if faults == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
