//! The integration suite: one binary, a module per room of `src`.
#![allow(missing_docs, reason = "tests are read, not documented")]

mod backoff;
mod correlate;
#[cfg(feature = "seeded")]
mod fleet;
mod human_duration;
mod kubectl;
mod quote;
mod references;
mod timeline;

#[path = "../support/backoff_laws.rs"]
mod backoff_laws;
#[path = "../../examples/conformance/json.rs"]
mod json;
#[path = "../support/timeline_laws.rs"]
mod timeline_laws;
#[path = "../support/vectors.rs"]
mod vectors;
