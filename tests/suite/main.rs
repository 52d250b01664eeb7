//! The integration suite: one binary, a module per room of `src`.
#![allow(missing_docs, reason = "tests are read, not documented")]

mod endpoint;
mod errors;
mod glob;
mod laws;
mod pattern;
mod quote;
mod reference;
mod references;
#[cfg(feature = "serde")]
mod serde;
