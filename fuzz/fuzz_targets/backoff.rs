//! The laws of back-off for any schedule and history.
#![no_main]

#[path = "../../tests/support/backoff_laws.rs"]
mod laws;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| laws::replay(bytes));
