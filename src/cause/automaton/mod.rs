//! Runs words through one automaton of all the table's texts.
//!
//! It is Aho and Corasick's, with whole words for letters: a word is looked up once by its bytes, and a word that no
//! text has sends the automaton back to its root. So the time is linear in the message, whatever is in it.
//!
//! It exists before the program starts: `tables` is written by the code in `build`, which is compiled for tests alone,
//! from the rules and from the list of wrappers. A test fails where `tables` is not what these give; it writes the
//! file instead if `PULLSPEC_WRITE_TABLES` is set: `PULLSPEC_WRITE_TABLES=1 cargo test --lib tables`.

#[cfg(test)]
mod build;
mod keys;
mod layout;
mod long;
mod matcher;
mod moves;
#[rustfmt::skip]
#[allow(clippy::unreadable_literal, reason = "written by a program, for none to read")]
mod tables;
mod vocabulary;
mod wrappers;

pub(in crate::cause) use keys::first_eight;
pub(in crate::cause) use layout::{Fired, Known, LaterWord, STATUS};
pub(in crate::cause) use matcher::{Matcher, place};
pub(in crate::cause) use tables::ENDINGS;
pub(in crate::cause) use vocabulary::find;
