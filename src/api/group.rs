//! Which API group an API version is of.

/// The group, as in `apps/v1`. `None`: the core group, which has no name, as in `v1`.
pub(crate) fn group_of(api_version: &str) -> Option<&str> {
    api_version.split_once('/').map(|(group, _)| group)
}

/// Whether it is of the core group. Where no version is said, as in the items of a typed list, it is the list's own.
pub(super) fn is_core(api_version: &str) -> bool {
    group_of(api_version).is_none()
}

/// Whether events are of it: there are those of the core group, and newer ones.
#[cfg(feature = "serde")]
pub(super) fn is_of_events(api_version: &str) -> bool {
    matches!(group_of(api_version), None | Some("events.k8s.io"))
}
