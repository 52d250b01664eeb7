//! Regular expressions for what follows the name.

use alloc::boxed::Box;
use alloc::collections::BTreeSet;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::pieces::{Extent, literal, one_of};
use crate::digest::Digest;
use crate::pattern::glob;
use crate::pattern::shape::Version;
use crate::reference::normalize::DEFAULT_TAG;
use crate::reference::published::{DIGEST, TAG};

/// The same where a second look counts.
const ANY_TAG: &str = "[A-Za-z0-9_][A-Za-z0-9_.-]*";
const ANY_DIGEST: &str = "sha[0-9]+:[a-f0-9]+";
/// A tag that is not all hex digits; of those that begin with hex digits, the long ones are left out.
const NOT_HEX: &str = "(?:[g-zA-Z_][A-Za-z0-9_.-]{0,127}|[a-f0-9]{1,63}[g-zA-Z_.-][A-Za-z0-9_.-]{0,64})";
const MAX_TAG: usize = 128;

/// Which versions to write.
#[derive(Clone, Copy)]
pub(super) struct Which {
    /// A name without tag and digest.
    pub(super) bare: bool,
    /// A tag of hex digits without a digest.
    pub(super) hex: bool,
}

impl Which {
    pub(super) const ALL: Self = Self { bare: true, hex: true };
}

/// The expression for the versions, or `None` if there are none.
pub(super) fn version(version: &Version, which: Which, extent: Extent) -> Option<String> {
    let (tag, any) = match extent {
        Extent::Counted => (TAG, DIGEST),
        Extent::Open | Extent::Covering => (ANY_TAG, ANY_DIGEST),
    };
    let bare = which.bare && is_bare(version);
    let maybe = if bare { "?" } else { "" };
    match version {
        Version::Any if bare && which.hex => Some(format!("(?::{tag})?(?:@{any})?")),
        Version::Any => {
            let alone = if which.hex { tag } else { NOT_HEX };
            Some(format!("(?:(?::{alone}){maybe}|(?::{tag})?@{any})"))
        }
        Version::Tags(list) => {
            // A tag beside a digest is covered.
            let digest = if extent == Extent::Covering { format!("(?:@{any})?") } else { String::new() };
            let kept = list.iter().filter(|tag| which.hex || !may_be_hex(tag));
            match tags(kept, extent) {
                None => bare.then(String::new),
                Some(tags) if bare => Some(format!("(?::{tags}{digest})?")),
                Some(tags) => Some(format!(":{tags}{digest}")),
            }
        }
        Version::Pinned { tags: list, digest } => {
            let digest = digest.as_ref().map_or(any, Digest::as_str);
            Some(match list {
                None => format!("(?::{tag})?@{digest}"),
                Some(list) => format!(":{}@{digest}", tags(list.iter(), extent)?),
            })
        }
    }
}

/// Whether a name alone is allowed.
pub(super) fn is_bare(version: &Version) -> bool {
    match version {
        Version::Any => true,
        Version::Tags(tags) => tags.iter().any(|tag| glob::matches(tag, DEFAULT_TAG)),
        Version::Pinned { .. } => false,
    }
}

/// Whether a tag that is all hex digits can match.
fn may_be_hex(tag: &str) -> bool {
    tag.bytes().all(|byte| matches!(byte, b'*' | b'0'..=b'9' | b'a'..=b'f'))
}

fn tags<'t>(list: impl Iterator<Item = &'t Box<str>>, extent: Extent) -> Option<String> {
    let ways: BTreeSet<String> = list.map(|tag| one_tag(tag, extent)).collect();
    (!ways.is_empty()).then(|| one_of(&ways))
}

/// A tag begins with a letter, a digit or an underscore: at the colon a word begins.
fn one_tag(tag: &str, extent: Extent) -> String {
    let stars = tag.matches('*').count();
    let share = MAX_TAG.saturating_sub(tag.len() - stars).checked_div(stars).unwrap_or_default();
    let most = if extent == Extent::Counted { format!("{{0,{share}}}") } else { "*".into() };
    let pieces: Vec<String> = tag.split('*').map(|piece| literal(piece, Extent::Open)).collect();
    let begins = if tag.starts_with('*') { r"\b" } else { "" };
    format!("{begins}{}", pieces.join(&format!("[A-Za-z0-9_.-]{most}")))
}
