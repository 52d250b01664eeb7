//! The laws of explanations, for any document of pods and for any simulated pod at any moment.
#![no_main]

#[path = "../../tests/support/explain_laws.rs"]
mod explain_laws;
#[path = "../../tests/support/timeline_laws.rs"]
#[allow(dead_code, reason = "only its scenarios are used")]
mod timeline_laws;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| explain_laws::replay(bytes));
