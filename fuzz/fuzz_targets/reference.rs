//! The laws of `reference` on whatever the fuzzer makes.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../../tests/support/laws.rs"]
mod laws;

fuzz_target!(|text: &str| laws::reference(text));
