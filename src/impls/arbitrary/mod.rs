//! `arbitrary::Arbitrary` for fuzzers of code that uses this crate.
//!
//! Values are made of the grammar and not of noise, so that a fuzzer does not spend its time on texts that the parser
//! refuses: an own value, such as a [`Reference`](crate::reference::Reference), is always valid and has the odd forms that a grammar allows. In a
//! [`Pod`](crate::api::Pod), whose fields are plain texts, most are valid too, and the rest are wrong by little.

mod pod;
mod text;
mod values;
