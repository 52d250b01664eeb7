//! The laws of the classifier for any text, and its time.
#![no_main]

use std::time::{Duration, Instant};

#[path = "../../tests/support/classify_laws.rs"]
mod laws;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    laws::hold_for(&text);
    // Repeated to a megabyte: the time is linear whatever repeats. Instrumented code is some ten times slower.
    if !text.is_empty() && text.len() < 64 {
        let long = text.repeat((1 << 16) / text.len());
        let is_quick = |_| {
            let start = Instant::now();
            let _ = pullspec::classify(None, &long);
            start.elapsed() < Duration::from_millis(500)
        };
        // Something else may have run in between, but not five times in a row.
        assert!((0..5).any(is_quick), "{text:?}");
    }
});
