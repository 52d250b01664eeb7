//! From a text to where its parts end: the fast yes, with the grammar as the judge of everything else.

mod class;
pub(crate) mod grammar;
#[cfg(feature = "wide")]
mod masks;
#[cfg(feature = "wide")]
mod simd;

use crate::error::{Component, ParseError};

/// Where the parts of a valid reference lie: `[domain '/'] path [':' tag] ['@' digest]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Parts {
    /// The first byte of the path; 0 without a domain.
    pub(crate) path_start: usize,
    /// Behind the name, on the tag's `:` if there is one.
    pub(crate) name_end: usize,
    /// Behind the tag, on the digest's `@` if there is one.
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

/// Go's `Parse`, as offsets.
pub(crate) fn scan(text: &str) -> Result<Parts, ParseError> {
    #[cfg(test)]
    scans::count(text);
    #[cfg(feature = "wide")]
    if let Some(parts) = masks::parts(text) {
        return Ok(parts);
    }
    refused_or_rare(text)
}

#[cold]
fn refused_or_rare(text: &str) -> Result<Parts, ParseError> {
    grammar::parse(text)
}

/// Which texts this thread scanned, for tests of how often one is.
#[cfg(test)]
pub(crate) mod scans {
    use std::cell::RefCell;
    use std::string::String;
    use std::vec::Vec;

    std::thread_local! {
        static SCANNED: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
    }

    pub(super) fn count(text: &str) {
        SCANNED.with_borrow_mut(|scanned| scanned.push(text.into()));
    }

    /// The texts that are scanned meanwhile, in order.
    pub(crate) fn of<T>(work: impl FnOnce() -> T) -> (T, Vec<String>) {
        SCANNED.with_borrow_mut(Vec::clear);
        let done = work();
        (done, SCANNED.with_borrow_mut(core::mem::take))
    }
}

#[cfg(test)]
#[cfg(feature = "wide")]
mod tests {
    use super::grammar;
    use crate::reference::parse::masks;
    use proptest::prelude::*;

    /// The masks never say yes where the grammar does not, and never another split.
    #[track_caller]
    fn masks_agree(text: &str) {
        if let Some(parts) = masks::parts(text) {
            assert_eq!(Ok(parts), grammar::parse(text), "{text:?}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]

        #[test]
        fn masks_agree_on_near_references(
            text in "(([a-zA-Z0-9]|[-._:/@]){0,12}|[a-c.]{1,60}|[0-9a-f]{60,70}|sha256|localhost|\\[|\\]|\\[::1\\]|:[0-9]|/|@|__|--|é){0,9}"
        ) {
            masks_agree(&text);
        }

        #[test]
        fn masks_say_yes_to_common_references(
            text in "((([a-z0-9]{1,9}[.]){1,3}[a-z]{2}|\\[[0-9a-f:]{1,12}\\])(:[0-9]{1,5})?/)?[a-z0-9]{1,9}((-{1,2}|_{1,2}|[./])[a-z0-9]{1,9}){0,7}(:[A-Za-z0-9_][A-Za-z0-9_.-]{0,30})?(@sha256:[0-9a-f]{64})?"
        ) {
            prop_assume!(text.find('@').unwrap_or(text.len()) <= masks::LONGEST);
            prop_assert!(masks::parts(&text).is_some(), "{text:?}");
            masks_agree(&text);
        }
    }
}
