//! The words that most messages have in common, read at once.
//!
//! What a node reports went through the same layers nearly always, and each puts the same words before what the next
//! one says: half of the words of a usual message. Where such words lead to is worked out when the automaton is built,
//! by the automaton, so passing them means what reading them means.

use super::keys::KEY_FROM;
use super::layout::{Head, MOST_BYTES, Wrapper};
use super::tables::{WRAPPER_FACTOR, WRAPPER_SLOT, WRAPPERS};

/// There are two to the power of this many slots.
pub(super) const SLOTS: u32 = 6;

/// The wrapper with which a text begins, of which these are the first bytes.
#[inline]
pub(super) fn find(head: &[u8; MOST_BYTES]) -> Option<&'static Wrapper> {
    let key = key(head)?;
    let wrapper = WRAPPERS.get(usize::from(*WRAPPER_SLOT.get(slot(key, WRAPPER_FACTOR))?))?;
    (wrapper.key == key && begins(wrapper, eights(head))).then_some(wrapper)
}

/// Whether a text begins with it. Every byte is compared, since a loop that ends early costs more.
#[inline]
fn begins(wrapper: &Wrapper, text: Head) -> bool {
    let wrong = text.iter().zip(wrapper.head).zip(wrapper.has);
    wrong.fold(0, |any, ((text, head), has)| any | (text & has) ^ head) == 0
}

/// Eight bytes at once.
#[inline]
pub(super) fn eights(bytes: &[u8; MOST_BYTES]) -> Head {
    let mut eights = [0; MOST_BYTES / 8];
    for (to, from) in eights.iter_mut().zip(bytes.as_chunks().0) {
        *to = u64::from_le_bytes(*from);
    }
    eights
}

/// All wrappers differ in these eight bytes, and none is too short to have them.
#[inline]
pub(super) fn key(text: &[u8]) -> Option<u64> {
    Some(u64::from_le_bytes(*text.get(KEY_FROM..)?.first_chunk()?))
}

/// Where in the table a key belongs.
#[inline]
pub(super) fn slot(key: u64, factor: u64) -> usize {
    (key.wrapping_mul(factor) >> (u64::BITS - SLOTS)) as usize
}
