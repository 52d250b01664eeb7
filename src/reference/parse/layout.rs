//! Where the parts of a reference lie in its text.

use crate::error::Component;

/// Where the parts of a valid reference lie: `[domain '/'] path [':' tag] ['@' digest]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Parts {
    /// The first byte of the path; 0 without a domain.
    pub(crate) path_start: usize,
    /// After the name, on the tag's `:` if there is one.
    pub(crate) name_end: usize,
    /// After the tag, on the digest's `@` if there is one.
    pub(crate) tag_end: usize,
}

impl Parts {
    /// The component that the byte at `at` belongs to.
    pub(crate) const fn component_at(self, at: usize) -> Component {
        if at < self.path_start {
            Component::Domain
        } else if at < self.name_end {
            Component::Path
        } else if at < self.tag_end {
            Component::Tag
        } else {
            Component::Digest
        }
    }
}
