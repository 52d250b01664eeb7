//! Cuts a message into words, names and clause breaks.
//!
//! Go chains errors as `outer: inner: innermost`, quotes what comes from outside with `%q`, and quotes the whole of
//! an inner message again when it passes through a log line. So a colon before a blank ends a clause; a quoted text
//! without a blank is a name; a quoted sentence where a clause may begin is a message inside the message. A quote
//! that is escaped by more backslashes lies deeper, which tells the levels apart without unescaping anything: every
//! piece is a range of the original text.

mod class;
mod fold;
mod pieces;
mod plain;
mod stops;
#[cfg(test)]
mod tests;

pub(super) use pieces::{Kind, Lexer, Piece, is_digest};
pub(super) use plain::is_odd;
