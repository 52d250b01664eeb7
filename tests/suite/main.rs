//! The integration suite: one binary, a module per room of `src`.
#![allow(missing_docs, reason = "tests are read, not documented")]

mod advice;
mod cause;
#[cfg(feature = "causes")]
mod classify;
mod quote;
mod references;
mod waiting;
