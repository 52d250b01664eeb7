//! The fast yes first, the grammar as the judge of everything else.

use super::grammar::Refused;
use super::layout::Parts;
#[cfg(all(
    feature = "wide",
    any(target_feature = "sse2", target_feature = "neon", target_feature = "simd128")
))]
use super::masks::{self, Judged};
use super::whole;
use crate::error::ParseError;

/// Go's `Parse`: what `with` makes of the offsets.
#[inline]
pub(crate) fn scan<T>(text: &str, with: impl Fn(Parts) -> T) -> Result<T, ParseError> {
    #[cfg(test)]
    super::scans::count(text);
    #[cfg(all(
        feature = "wide",
        any(target_feature = "sse2", target_feature = "neon", target_feature = "simd128")
    ))]
    let parts = match masks::judge(text) {
        Judged::Valid(parts) => return Ok(with(parts)),
        refused_or_rare => read(text, &refused_or_rare),
    };
    #[cfg(not(all(
        feature = "wide",
        any(target_feature = "sse2", target_feature = "neon", target_feature = "simd128")
    )))]
    let parts = whole::parse(text);
    match parts {
        Ok(parts) => Ok(with(parts)),
        Err(refused) => refuse(text, refused),
    }
}

#[cfg(all(
    feature = "wide",
    any(target_feature = "sse2", target_feature = "neon", target_feature = "simd128")
))]
#[cold]
fn read(text: &str, judged: &Judged) -> Result<Parts, Refused> {
    match *judged {
        Judged::Valid(parts) => Ok(parts),
        Judged::Uppercase(parts) => Err(whole::uppercase(text, parts)),
        Judged::Digest(parts) => whole::with_digest(text, parts),
        Judged::Unknown => whole::parse(text),
    }
}

/// The error is made in the caller's result: to move one takes as long as to find most faults.
#[cold]
fn refuse<T>(text: &str, refused: Refused) -> Result<T, ParseError> {
    Err(refused.error(text))
}

#[cfg(test)]
#[cfg(all(
    feature = "wide",
    any(target_feature = "sse2", target_feature = "neon", target_feature = "simd128")
))]
mod tests {
    use super::{Judged, masks, scan, whole};
    use proptest::prelude::*;

    /// What the masks say of a text is what the grammar says of it, with the same split or the same error.
    #[track_caller]
    fn masks_agree(text: &str) {
        let read = whole::parse(text).map_err(|refused| refused.error(text));
        assert_eq!(scan(text, |parts| parts), read, "{text:?}");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]

        #[test]
        fn masks_agree_on_near_references(
            text in "(([a-zA-Z0-9]|[-._:/@]){0,12}|[a-c.]{1,60}|[0-9a-f]{60,70}|sha256|localhost|\\[|\\]|\\[::1\\]|:[0-9]|/|@|__|--|é){0,9}"
        ) {
            masks_agree(&text);
        }

        /// Slips in what is a reference otherwise: most of these the masks refuse by themselves.
        #[test]
        fn masks_agree_on_capitals_and_bad_digests(
            text in "(([a-zA-Z0-9]{1,9}[._-]){0,3}[a-zA-Z]{2}|\\[[0-9a-f:]{1,12}\\])?(:[0-9]{1,5})?/?[a-zA-Z0-9]{1,9}((-{1,2}|_{1,2}|[./])[a-zA-Z0-9]{1,9}){0,7}(:[A-Za-z0-9_][A-Za-z0-9_.-]{0,30})?(@(sha256|sha512|SHA256|md5|\u{212a}|[a-z+.]{0,3})(:([0-9a-f]{64}|[0-9a-f]{128}|[0-9A-Fg]{30,66}|\u{212a}|[0-9a-f]{0,70}))?)?"
        ) {
            masks_agree(&text);
        }

        #[test]
        fn masks_say_yes_to_common_references(
            text in "((([a-z0-9]{1,9}[.]){1,3}[a-z]{2}|\\[[0-9a-f:]{1,12}\\])(:[0-9]{1,5})?/)?[a-z0-9]{1,9}((-{1,2}|_{1,2}|[./])[a-z0-9]{1,9}){0,7}(:[A-Za-z0-9_][A-Za-z0-9_.-]{0,30})?(@sha256:[0-9a-f]{64})?"
        ) {
            prop_assume!(text.find('@').unwrap_or(text.len()) <= masks::LONGEST);
            prop_assert!(matches!(masks::judge(&text), Judged::Valid(_)), "{text:?}");
            masks_agree(&text);
        }
    }
}
