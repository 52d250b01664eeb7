//! The file's content.

use alloc::{collections::BTreeMap, string::String, vec::Vec};

use crate::registry::node::nulls::{null_entries, null_is_default, null_items};

/// A `registries.yaml`. Deserializes with any YAML reader for serde; keys that are not about where and how to ask are
/// ignored, credentials with them.
///
/// ```
/// use pullspec::registry::node::k3s::Registries;
/// let none: Registries = serde_saphyr::from_str("mirrors: {}")?;
/// assert_eq!(none.bootstrap("quay.io/team/app")?.attempts().len(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(default)]
pub struct Registries {
    #[serde(deserialize_with = "null_entries")]
    pub(super) mirrors: BTreeMap<String, Mirror>,
    #[serde(deserialize_with = "null_entries")]
    pub(super) configs: BTreeMap<String, Config>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(default)]
pub(super) struct Mirror {
    #[serde(deserialize_with = "null_items")]
    pub(super) endpoint: Vec<String>,
    #[serde(deserialize_with = "null_entries")]
    pub(super) rewrite: BTreeMap<String, String>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(default)]
pub(super) struct Config {
    /// Only that there are some.
    pub(super) auth: Option<Credentials>,
    pub(super) tls: Option<Tls>,
}

/// Credentials, of which nothing is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[allow(clippy::empty_structs_with_brackets, reason = "reads a map and keeps nothing of it")]
pub(super) struct Credentials {}

#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(default)]
pub(super) struct Tls {
    #[serde(deserialize_with = "null_is_default")]
    pub(super) ca_file: String,
    #[serde(deserialize_with = "null_is_default")]
    pub(super) cert_file: String,
    #[serde(deserialize_with = "null_is_default")]
    pub(super) key_file: String,
    #[serde(deserialize_with = "null_is_default")]
    pub(super) insecure_skip_verify: bool,
}
