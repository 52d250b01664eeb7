//! The integration suite: one binary, a module per room of `src`.
#![allow(missing_docs, reason = "tests are read, not documented")]

mod backoff;
mod correlate;
mod human_duration;
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
