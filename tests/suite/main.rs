//! The integration suite: one binary, a module per room of `src`.
#![allow(missing_docs, reason = "tests are read, not documented")]

mod quote;
mod references;
