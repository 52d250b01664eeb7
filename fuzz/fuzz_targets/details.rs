//! The laws of the details of any message.
#![no_main]

#[path = "../../tests/support/details_laws.rs"]
mod laws;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| laws::replay(bytes));
