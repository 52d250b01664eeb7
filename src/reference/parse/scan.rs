//! The fast yes first, the grammar as the judge of everything else.

use super::layout::Parts;
#[cfg(all(
    feature = "wide",
    any(target_feature = "sse2", target_feature = "neon", target_feature = "simd128")
))]
use super::masks;
use super::whole;
use crate::error::ParseError;

/// Go's `Parse`, as offsets.
#[inline]
pub(crate) fn scan(text: &str) -> Result<Parts, ParseError> {
    #[cfg(all(
        feature = "wide",
        any(target_feature = "sse2", target_feature = "neon", target_feature = "simd128")
    ))]
    if let Some(parts) = masks::parts(text) {
        return Ok(parts);
    }
    refused_or_rare(text)
}

#[cold]
fn refused_or_rare(text: &str) -> Result<Parts, ParseError> {
    whole::parse(text)
}

#[cfg(test)]
#[cfg(all(
    feature = "wide",
    any(target_feature = "sse2", target_feature = "neon", target_feature = "simd128")
))]
mod tests {
    use super::{masks, whole};
    use proptest::prelude::*;

    /// The masks never say yes where the grammar does not, and never another split.
    #[track_caller]
    fn masks_agree(text: &str) {
        if let Some(parts) = masks::parts(text) {
            assert_eq!(Ok(parts), whole::parse(text), "{text:?}");
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
