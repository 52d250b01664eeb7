//! The laws of the simulated kubelet for any pod and delays.
#![no_main]

#[path = "../../tests/support/timeline_laws.rs"]
mod laws;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| laws::replay(bytes));
