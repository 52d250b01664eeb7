//! Builds the tables from the rules, the texts of the marks and the list of wrappers, and writes them down.
//!
//! Compiled for tests alone: what is built here is committed as `tables.rs`.

mod moves;
mod outputs;
mod print;
mod tests;
mod trie;
mod words;
mod wrappers;
