//! What all parts of an object share.

/// Adds what every part of an object derives: comparisons for tests and, with the feature, serde in Kubernetes' spelling.
macro_rules! pod_part {
    ($(#[$meta:meta])* pub struct $name:ident { $($(#[$field_meta:meta])* pub $field:ident: $type:ty,)* }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, Default, PartialEq, Eq)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
        #[cfg_attr(feature = "serde", serde(rename_all = "camelCase", default))]
        #[non_exhaustive]
        pub struct $name {
            $(
                $(#[$field_meta])*
                #[cfg_attr(feature = "serde", serde(deserialize_with = "crate::api::object::null_is_absent"))]
                pub $field: $type,
            )*
        }
    };
}

pub(super) use pod_part;

/// Reads `null` as a missing field, as Go's `encoding/json` does: a Go client prints an empty list as `null`.
#[cfg(feature = "serde")]
pub(super) fn null_is_absent<'de, T, D>(deserializer: D) -> Result<T, D::Error>
where
    T: Default + serde::Deserialize<'de>,
    D: serde::Deserializer<'de>,
{
    <Option<T> as serde::Deserialize>::deserialize(deserializer).map(Option::unwrap_or_default)
}
