//! The laws of pull policies for any image text and any life of a record.
#![no_main]

#[path = "../../tests/support/policy_laws.rs"]
mod laws;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| laws::replay(bytes));
