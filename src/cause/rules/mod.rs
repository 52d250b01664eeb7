//! The table of texts, in the order in which they decide.
//!
//! Every text is taken from the source of the program that prints it; the second column of a rule names it. A rule
//! stands before another where both may match one message and the first says more: what the kubelet knows itself,
//! names, the node's disk and runtime, policies, the way and its channel, what came back, the node's credentials and
//! configuration, a server in trouble, the registry's words, what arrived and was unpacked, how connections end, the
//! node's storage, and last bare statuses and the phrases that every program prints. The comments give the reason where
//! the order is not obvious.
//!
//! One file per stretch of the order; `table` puts them one after the other.

mod connection;
mod content;
mod fallback;
mod kubelet;
pub(in crate::cause) mod mark;
#[cfg(test)]
pub(in crate::cause) mod mark_texts;
mod names;
mod node;
mod policy;
mod registry_errors;
pub(in crate::cause) mod rule;
mod server_errors;
mod setup;
mod source;
mod storage;
pub(in crate::cause) mod table;
mod transport;
mod unpack;

pub use rule::CauseRule;
