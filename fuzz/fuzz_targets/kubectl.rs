//! The laws of what kubectl prints, for any pods and events.
#![no_main]

#[path = "../../tests/support/kubectl_laws.rs"]
mod laws;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| laws::replay(bytes));
