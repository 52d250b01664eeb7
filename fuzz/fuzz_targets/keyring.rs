//! The laws of the keyring for any keys and any image.
#![no_main]

#[path = "../../tests/support/keyring_laws.rs"]
mod laws;

libfuzzer_sys::fuzz_target!(|text: &str| laws::replay(text));
