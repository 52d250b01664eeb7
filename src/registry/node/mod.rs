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

use alloc::{collections::BTreeMap, string::String, vec::Vec};

mod address;
mod attempt;
pub mod containerd;
pub mod containers_image;
pub mod docker;
mod finding;
pub mod k3s;
mod problem;
pub mod proof;
mod proved;
mod resolution;

pub use attempt::{Attempt, Capabilities, FallbackOn, RuleSource, TlsChecks, Transport};
pub use finding::{Finding, FindingKind};
pub use problem::{ConfigError, ConfigErrorKind, Consequence, Position};
pub use resolution::{NothingAskedError, Resolution};

/// Reads `null` as if the key were absent, as Go does.
fn null_is_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: serde::Deserializer<'de>,
    T: Default + serde::Deserialize<'de>,
{
    let value: Option<T> = serde::Deserialize::deserialize(deserializer)?;
    Ok(value.unwrap_or_default())
}

/// Reads a map in which single values may be `null`.
fn null_entries<'de, D, T>(deserializer: D) -> Result<BTreeMap<String, T>, D::Error>
where
    D: serde::Deserializer<'de>,
    T: Default + serde::Deserialize<'de>,
{
    let map: Option<BTreeMap<String, Option<T>>> = serde::Deserialize::deserialize(deserializer)?;
    Ok(map.unwrap_or_default().into_iter().map(|(key, value)| (key, value.unwrap_or_default())).collect())
}

/// Reads a list of texts in which single ones may be `null`.
fn null_items<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    let list: Option<Vec<Option<String>>> = serde::Deserialize::deserialize(deserializer)?;
    Ok(list.unwrap_or_default().into_iter().map(Option::unwrap_or_default).collect())
}
