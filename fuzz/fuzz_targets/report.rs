//! The laws of reports over any pods.
#![no_main]

#[path = "../../tests/support/report_laws.rs"]
mod laws;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| laws::replay(bytes));
