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

mod admission;
mod decide;
mod endpoint;
mod errors;
mod glob;
mod keyring;
mod laws;
mod pattern;
mod policy;
mod quote;
mod reference;
mod references;
#[cfg(feature = "serde")]
mod serde;
mod throttle;
