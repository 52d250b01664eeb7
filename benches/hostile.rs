//! What hostile input costs: every entry point that reads text from outside, on inputs made to hurt.
//!
//! `cargo bench --bench hostile` prints the table of `benches/README.md`. With `--test` the inputs are an eighth as
//! long. Both ways the run fails if the memory of any call is more than in proportion to its input; the first way also
//! if the time is: each call is repeated on a sixteenth of its input, where a quadratic one takes a 256th. Pairs of
//! inputs grow eightfold, together or each alone; their exponents are printed, 1 for linear and 2 for quadratic. With
//! `pairs` nothing else is run.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a program with fixed input"
)]

use std::sync::LazyLock;
use std::time::{Duration, Instant};

use allocation_counter::measure;
use pullspec::classify;

#[path = "support/hostile_inputs.rs"]
mod hostile_inputs;
#[path = "support/pairs.rs"]
mod pairs;

use hostile_inputs::{Input, documents, readers, texts};

/// What one call cost.
#[derive(Clone, Copy)]
struct Cost {
    time: Duration,
    peak: u64,
}

fn cost(text: &str, read: fn(&str)) -> Cost {
    Cost { time: best_of(3, text, read), peak: measure(|| read(text)).bytes_max }
}

fn best_of(runs: usize, text: &str, read: fn(&str)) -> Duration {
    let run = |_| {
        let start = own_time();
        read(text);
        own_time().saturating_sub(start)
    };
    (0..runs).map(run).min().unwrap_or_default()
}

/// The processor time of this thread on Linux, so that busy neighbours do not count; elsewhere time as it passes.
fn own_time() -> Duration {
    // The kernel brings the number up to date when the thread lets others run.
    std::thread::yield_now();
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = stat.as_deref().and_then(|stat| stat.split(' ').next()?.parse().ok());
    nanoseconds.map_or_else(|| START.elapsed(), Duration::from_nanos)
}

static START: LazyLock<Instant> = LazyLock::new(Instant::now);

/// The whole input against a sixteenth of it.
fn linear(name: &str, input: &Input, len: usize, timed: bool, read: fn(&str)) -> Cost {
    let (text, part_text) = ((input.make)(len), (input.make)(len / 16));
    let (mut whole, mut part) = (cost(&text, read), cost(&part_text, read));
    // An allocator rounds up, a growing buffer doubles, and small things have a fixed size.
    assert!(
        whole.peak <= 40 * part.peak.max(4096),
        "{name}, {}: {} bytes for {}, {} for a sixteenth",
        input.name,
        whole.peak,
        text.len(),
        part.peak
    );
    if timed {
        let is_linear =
            |whole: Cost, part: Cost| whole.time <= 128 * part.time.max(Duration::from_micros(200));
        // Something else may have run in between: once more, with patience.
        if !is_linear(whole, part) {
            (whole.time, part.time) = (best_of(20, &text, read), best_of(5, &part_text, read));
        }
        assert!(
            is_linear(whole, part),
            "{name}, {}: {:?}, and {:?} for a sixteenth",
            input.name,
            whole.time,
            part.time
        );
    }
    whole
}

fn row(first: &str, second: &str, cost: Cost) {
    println!(
        "| {first} | {second} | {:.2} ms | {} KB |",
        cost.time.as_secs_f64() * 1e3,
        cost.peak.div_ceil(1024)
    );
}

fn main() {
    // The table of causes is built once.
    let _ = classify(None, "denied");
    let has = |wanted: &str| std::env::args().any(|argument| argument == wanted);
    let timed = !has("--test");
    if has("pairs") {
        return grow_pairs(timed);
    }
    let len = if timed { 1 << 20 } else { 1 << 17 };
    let inputs = texts();
    println!("Slowest of {} texts of {len} bytes for each entry point:\n", inputs.len());
    println!("| entry point | its slowest text | time | peak memory of any text |\n|---|---|--:|--:|");
    for (name, read) in readers() {
        let costs: Vec<Cost> = inputs.iter().map(|input| linear(name, input, len, timed, read)).collect();
        let (slowest, cost) = inputs.iter().zip(&costs).max_by_key(|(_, cost)| cost.time).unwrap();
        let peak = costs.iter().map(|cost| cost.peak).max().unwrap_or_default();
        row(name, &slowest.name, Cost { peak, ..*cost });
    }
    println!("\nDocuments, read and looked at in every way:\n");
    println!("| document | bytes | time | peak memory |\n|---|--:|--:|--:|");
    for (input, read) in documents() {
        let cost = linear("document", &input, len, timed, read);
        row(&input.name, &(input.make)(len).len().to_string(), cost);
    }
    grow_pairs(timed);
}

/// The exponent above which a call is not linear. A sort is a little above 1, and so is what leaves a cache.
const MOST: f64 = 1.4;

fn grow_pairs(timed: bool) {
    println!("\nPairs that grow eightfold:\n");
    println!(
        "| pair | grows | exponent of the time | of the memory | time | memory asked for |\n|---|---|--:|--:|--:|--:|"
    );
    let mut above = Vec::new();
    for pair in pairs::all() {
        for round in 0..3 {
            let growths = pair.growths(timed, own_time);
            let is_linear = growths.iter().all(|(_, growth)| growth.time <= MOST && growth.memory <= MOST);
            // Something else may have run in between: once more.
            if !is_linear && round < 2 {
                continue;
            }
            for (what, growth) in &growths {
                println!(
                    "| {} | {what} | {:.2} | {:.2} | {:.2} ms | {} KB |",
                    pair.name,
                    growth.time,
                    growth.memory,
                    growth.took.as_secs_f64() * 1e3,
                    growth.bytes.div_ceil(1024)
                );
            }
            if !is_linear {
                above.push(pair.name);
            }
            break;
        }
    }
    assert!(above.is_empty(), "more than linear: {above:?}");
}
