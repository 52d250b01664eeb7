//! Where a node's runtime really asks for an image, in order, and by which rule of which file.
//!
//! Configuration goes in as text, [`Attempt`]s come out: nothing is read, resolved or dialled here. Every runtime has a
//! type of its own that holds its files; each answers with a [`Resolution`], or with the [`ConfigError`] that stops the
//! pull.

mod address;
mod attempt;
pub mod containerd;
pub mod containers_image;
mod finding;
mod problem;
pub mod proof;
mod resolution;

pub use attempt::{Attempt, Capabilities, FallbackOn, RuleSource, TlsChecks, Transport};
pub use finding::{Finding, FindingKind};
pub use problem::{ConfigError, ConfigErrorKind, Consequence, Position};
pub use resolution::{NothingAsked, Resolution};
