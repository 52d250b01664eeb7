//! The integration suite: one binary, a module per room of `src`.
#![allow(missing_docs, reason = "tests are read, not documented")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test says what it expects"
)]
#![allow(unreachable_pub, reason = "laws and answers are shared with the fuzz targets and the examples")]

mod access;
mod admission;
mod advice;
mod api;
#[cfg(feature = "arbitrary")]
mod arbitrary;
mod backoff;
mod bounds;
#[cfg(feature = "serde")]
mod bypass;
#[cfg(feature = "explain")]
mod calendar;
#[cfg(feature = "serde")]
mod cases;
mod cause;
mod classify;
mod classify_lines;
mod correlate;
#[cfg(feature = "serde")]
mod credential_lookups;
mod cut;
mod decide;
mod depth;
#[cfg(all(feature = "explain", feature = "serde"))]
mod describe;
mod details;
mod differences;
#[cfg(feature = "serde")]
mod docker_config;
mod docs;
#[cfg(feature = "serde")]
mod documents;
mod endpoint;
mod error_texts;
mod errors;
mod exempt_images;
#[cfg(all(feature = "explain", feature = "serde"))]
mod explain;
mod export;
mod fleet;
mod glob;
#[cfg(feature = "serde")]
mod go_decoder;
mod hints;
mod hostile_texts;
mod house;
mod human_duration;
#[cfg(all(feature = "k8s-openapi", feature = "serde"))]
mod k8s_types;
mod keyring;
mod kubectl;
mod kubelet_sizes;
mod laws;
mod messages;
mod names;
#[cfg(all(feature = "explain", feature = "serde"))]
mod night;
#[cfg(feature = "node")]
mod node_containers_image;
#[cfg(feature = "node")]
mod node_example;
#[cfg(feature = "node")]
mod node_findings;
#[cfg(feature = "node")]
mod node_proof;
#[cfg(feature = "node")]
mod node_rows;
#[cfg(feature = "node")]
mod node_runtimes;
mod pairs;
mod pattern;
mod pictures;
#[cfg(feature = "serde")]
mod pod;
#[cfg(feature = "serde")]
mod pod_events;
#[cfg(feature = "serde")]
mod pod_lists;
#[cfg(feature = "serde")]
mod pod_volumes;
mod policy;
mod quote;
mod reasons;
mod reference;
mod references;
#[cfg(all(feature = "explain", feature = "serde"))]
mod replay;
mod safe_output;
#[cfg(feature = "schemars")]
mod schemas;
mod secrets;
mod security;
#[cfg(feature = "serde")]
mod serde;
mod texts;
mod threads;
mod throttle;
mod timeline;
mod timeline_access;
mod timeline_events;
mod timeline_volumes;
mod trait_bounds;
mod traits;
mod verdicts;
mod waiting;
mod waiting_reads;
#[cfg(feature = "serde")]
mod workload;
mod wrapped;

use core::time::Duration;

use json::whole_ms;

/// So many milliseconds.
const fn ms(number: u64) -> Duration {
    Duration::from_millis(number)
}

#[path = "../support/backoff_laws.rs"]
mod backoff_laws;
#[cfg(feature = "node")]
#[path = "../support/containers_image_laws.rs"]
mod containers_image_laws;
#[cfg(all(feature = "explain", feature = "serde"))]
#[path = "../support/explain_laws.rs"]
mod explain_laws;
#[path = "../../examples/conformance/json.rs"]
mod json;
#[path = "../support/timeline_laws.rs"]
mod timeline_laws;
#[path = "../support/vectors.rs"]
mod vectors;
