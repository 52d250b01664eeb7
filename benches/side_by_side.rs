//! `RawReference::parse` and the fastest peer in turns of some microseconds, so that both meet the same machine.
//!
//! A machine that others use is fast in one second and slow in the next, which a bench that measures one row after the other
//! takes for a difference of the rows. Here the two alternate, and the least time of each counts. With a list's name, its
//! texts one by one as well.

#![allow(missing_docs, reason = "a bench has no callers")]
#![allow(
    clippy::cast_precision_loss,
    clippy::indexing_slicing,
    unreachable_pub,
    reason = "a bench says what it expects"
)]

use std::hint::black_box;
use std::time::{Duration, Instant};

use container_image_dist_ref::ImgRef;
use pullspec::RawReference;

mod support;

/// How many texts are parsed in one turn.
const TEXTS: usize = 1_500;

#[inline(never)]
fn ours(texts: &[String]) -> usize {
    texts.iter().filter(|text| RawReference::parse(black_box(text)).is_ok()).count()
}

#[inline(never)]
fn peer(texts: &[String]) -> usize {
    texts.iter().filter(|text| ImgRef::new(black_box(text)).is_ok()).count()
}

fn turn(parse: fn(&[String]) -> usize, texts: &[String], rounds: usize) -> Duration {
    let start = Instant::now();
    for _ in 0..rounds {
        black_box(parse(texts));
    }
    start.elapsed()
}

fn compare(name: &str, texts: &[String], turns: usize) {
    let rounds = (TEXTS / texts.len().max(1)).max(1);
    let (mut least_ours, mut least_peer) = (Duration::MAX, Duration::MAX);
    for _ in 0..turns {
        least_ours = least_ours.min(turn(ours, texts, rounds));
        least_peer = least_peer.min(turn(peer, texts, rounds));
    }
    let each = |time: Duration| time.as_secs_f64() * 1e9 / (rounds * texts.len().max(1)) as f64;
    let (ours, peer) = (each(least_ours), each(least_peer));
    println!("{ours:7.1} ns  the peer {peer:7.1} ns  ratio {:5.2}  {name}", ours / peer);
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let turns = if arguments.iter().any(|argument| argument == "--test") { 1 } else { 1_500 };
    for (name, texts) in
        [("realistic", support::realistic()), ("refused", support::refused()), ("slips", support::slips())]
    {
        compare(name, &texts, turns);
        if arguments.iter().any(|argument| argument == name) {
            for text in &texts {
                compare(&format!("{text:?}"), std::slice::from_ref(text), turns);
            }
        }
    }
}
