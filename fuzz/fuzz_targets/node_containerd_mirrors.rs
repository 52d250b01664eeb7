//! The laws of a configuration for any file and any image: `containerd_mirrors`.
#![no_main]

#[path = "../../tests/support/runtime_laws.rs"]
#[allow(dead_code, reason = "shared with the other targets")]
mod laws;

libfuzzer_sys::fuzz_target!(|text: &str| laws::containerd_mirrors(text));
