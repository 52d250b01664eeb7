//! Why a pull failed: the causes, and how a message is read to find one.
//!
//! The road of a message: `lexer` cuts it into words, names and clause breaks; names are set aside and never
//! decide. The `automaton`'s vocabulary looks words up and runs them through all texts of the `rules` at once.
//! `classify` keeps what matched in each `part` of the message and picks the rule that stands first. `status` says
//! which numbers are HTTP statuses, `cut` what a message says that was cut inside its last word. `details` reads
//! the values worth having from the same pieces.
//!
//! The table is an Aho-Corasick automaton and not a set of regular expressions: every rule is a fixed sequence of
//! words once names, quotes and punctuation are gone, and an automaton of fixed words keeps its linear time on any
//! input, while a lazily built DFA of some hundred patterns falls back to a slow engine when its cache overflows.

mod automaton;
mod classify;
mod cut;
mod details;
mod details_read;
mod endpoints;
mod kind;
mod lexer;
mod part;
mod rules;
mod status;
mod taxonomy;
mod verdict;

pub(crate) use classify::read;
pub use details::{Details, Spanned, WantedPlatform};
pub use endpoints::{FailedEndpoint, failed_endpoints};
pub use kind::{Actor, CauseGroup, Transience, UnknownLabel};
pub use rules::CauseRule;
pub use taxonomy::Cause;
pub use verdict::Verdict;
