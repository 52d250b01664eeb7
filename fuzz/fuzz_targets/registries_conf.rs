//! The laws of `registries.conf` and of short names for any files and any name.
#![no_main]

#[path = "../../tests/support/containers_image_laws.rs"]
#[allow(dead_code, reason = "messages have a target of their own")]
mod laws;

libfuzzer_sys::fuzz_target!(|text: &str| laws::replay_configuration(text));
