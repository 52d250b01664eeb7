//! The laws of `digest` on whatever the fuzzer makes.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../../tests/support/laws.rs"]
mod laws;
#[path = "../../tests/support/verify_laws.rs"]
mod verify_laws;

fuzz_target!(|text: &str| {
    laws::digest(text);
    verify_laws::verification(text.as_bytes(), text.trim().as_bytes(), text.len() / 2);
});
