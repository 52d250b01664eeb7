//! The integration suite: one binary, a module per room of `src`.
#![allow(missing_docs, reason = "tests are read, not documented")]

mod admission;
mod decide;
mod keyring;
mod pod;
mod policy;
mod quote;
mod references;
mod throttle;
