//! The integration suite: one binary, a module per room of `src`.
#![allow(missing_docs, reason = "tests are read, not documented")]

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
