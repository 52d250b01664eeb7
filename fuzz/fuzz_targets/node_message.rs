//! The laws of what a message proves for any message and any hosts.
#![no_main]

#[path = "../../tests/support/containers_image_laws.rs"]
#[allow(dead_code, reason = "configuration has a target of its own")]
mod laws;

libfuzzer_sys::fuzz_target!(|text: &str| laws::replay_message(text));
