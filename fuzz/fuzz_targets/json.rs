//! The laws of reading any bytes as objects.
#![no_main]

#[path = "../../tests/support/json_laws.rs"]
mod laws;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| laws::replay(bytes));
