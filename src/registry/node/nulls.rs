//! `null` in JSON and YAML, as Go reads it.

use alloc::{collections::BTreeMap, string::String, vec::Vec};

/// Reads `null` as if the key were absent, as Go does.
pub(super) fn null_is_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: serde::Deserializer<'de>,
    T: Default + serde::Deserialize<'de>,
{
    let value: Option<T> = serde::Deserialize::deserialize(deserializer)?;
    Ok(value.unwrap_or_default())
}

/// Reads a map in which single values may be `null`.
pub(super) fn null_entries<'de, D, T>(deserializer: D) -> Result<BTreeMap<String, T>, D::Error>
where
    D: serde::Deserializer<'de>,
    T: Default + serde::Deserialize<'de>,
{
    let map: Option<BTreeMap<String, Option<T>>> = serde::Deserialize::deserialize(deserializer)?;
    Ok(map.unwrap_or_default().into_iter().map(|(key, value)| (key, value.unwrap_or_default())).collect())
}

/// Reads a list of texts in which single ones may be `null`.
pub(super) fn null_items<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    let list: Option<Vec<Option<String>>> = serde::Deserialize::deserialize(deserializer)?;
    Ok(list.unwrap_or_default().into_iter().map(Option::unwrap_or_default).collect())
}
