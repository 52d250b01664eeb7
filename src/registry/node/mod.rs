//! Where a node's runtime really asks for an image, in order, and by which rule of which file.
//!
//! The question: *which servers does this node ask for this image, and what decides it?* Start with the room of the
//! runtime: [`containerd`], [`containers_image`] (podman, CRI-O), [`docker`], [`k3s`]. Configuration goes in as text,
//! [`Attempt`]s come out: nothing is read, resolved or dialled here. Every runtime has a type of its own that holds its
//! files; each answers with a [`Resolution`], or with the [`ConfigError`] that stops the pull. What a message then says
//! of the servers that were asked is in [`proof`].
//!
//! ```
//! use pullspec::Reference;
//! use pullspec::registry::node::containerd::HostDirectories;
//!
//! let node = HostDirectories::new(["certs.d"]);
//! let asked = node.resolve(&Reference::parse("redis:7")?)?;
//! assert_eq!(asked.attempts()[0].host(), "registry-1.docker.io");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod address;
mod attempt;
mod capabilities;
pub mod containerd;
pub mod containers_image;
pub mod docker;
mod finding;
pub mod k3s;
mod nulls;
mod position;
mod problem;
pub mod proof;
mod proved;
mod resolution;
mod rule_source;
mod transport;

pub use attempt::Attempt;
pub use capabilities::Capabilities;
pub use finding::{Finding, FindingKind};
pub use position::Position;
pub use problem::{ConfigError, ConfigErrorKind, Consequence};
pub use resolution::{NothingAskedError, Resolution};
pub use rule_source::RuleSource;
pub use transport::{FallbackOn, TlsChecks, Transport};
