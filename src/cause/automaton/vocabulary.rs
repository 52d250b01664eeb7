//! Looks words up by their bytes, in any case of letters.
//!
//! Most words have no more than eight bytes: such a word is one number, and one comparison tells it from the others.
//! A word's number is its place: first the short words, then the long ones, then those known by their first bytes.

use super::keys::{
    LONG_SLOTS, LOWER, SHORT_BITS, SHORT_SLOTS, ends, first_byte, first_eight, long_key, slot,
};
use super::layout::{BREAK, Known, Prefix, Short, Word};
use super::long::{LONG, Long};
use super::tables::{LONG_SLOT, PLAIN, PREFIXES, PREFIXES_OF, SHORT, SHORT_SLOT};

/// The number of the first short word; the place before it is empty.
const FIRST_SHORT: Word = BREAK;
#[expect(clippy::cast_possible_truncation, reason = "a test counts the words")]
const FIRST_LONG: Word = FIRST_SHORT + SHORT.len() as Word - 1;
#[expect(clippy::cast_possible_truncation, reason = "a test counts the words")]
const FIRST_PREFIX: Word = FIRST_LONG + LONG.len() as Word;

impl Known {
    /// The whole word is known and not only its beginning, and nothing at its edges has to be looked at closer.
    #[inline]
    pub(in crate::cause) fn is_plain(self) -> bool {
        PLAIN.contains(&self.word)
    }
}

fn short(place: u16, word: &Short) -> Known {
    Known { word: FIRST_SHORT + place, first: word.first }
}

fn long(place: u16, word: &Long) -> Known {
    Known { word: FIRST_LONG + place, first: word.first }
}

/// What the word of the first `length` bytes of a text is, in any case of letters. The first eight bytes of the text
/// are `eight`, whatever stands after a shorter word. One look finds most words of most messages.
#[inline]
pub(in crate::cause) fn find(text: &[u8], length: usize, eight: u64) -> Known {
    find_quick(text, length, eight).unwrap_or_else(|| find_slowly(text, length))
}

#[expect(clippy::inline_always, reason = "called for every word; measured: a tenth of the whole")]
#[inline(always)]
pub(super) fn find_quick(text: &[u8], length: usize, eight: u64) -> Option<Known> {
    let place = if let Some(has) = SHORT_BITS.get(length) {
        let key = (eight | LOWER) & has;
        let place = *SHORT_SLOT.get(slot(key, SHORT_SLOTS))?;
        let word = SHORT.get(usize::from(place))?;
        if word.key == key {
            return Some(short(place, word));
        }
        place
    } else {
        let tail = u64::from_le_bytes(*text.get(..length)?.last_chunk()?);
        let place = *LONG_SLOT.get(slot(long_key(eight, tail, length), LONG_SLOTS))?;
        let word = LONG.get(usize::from(place))?;
        if length <= 16 && word.has_ends(length, [eight, tail]) {
            return Some(long(place, word));
        }
        place
    };
    // An empty slot holds what every word is that the table does not have.
    (place == 0 && !may_have_prefix(eight | LOWER)).then_some(Known::NOTHING)
}

/// The same by a search from slot to slot, and among the prefixes. One word in thirty comes here.
#[cold]
#[inline(never)]
pub(super) fn find_slowly(text: &[u8], length: usize) -> Known {
    let known = if let Some(has) = SHORT_BITS.get(length) {
        let key = (first_eight(text) | LOWER) & has;
        search(&SHORT_SLOT, slot(key, SHORT_SLOTS), |place| {
            let known = SHORT.get(usize::from(place)).filter(|known| known.key == key)?;
            Some(short(place, known))
        })
    } else {
        let word = text.get(..length).unwrap_or_default();
        let ends = ends(word);
        search(&LONG_SLOT, slot(long_key(ends[0], ends[1], length), LONG_SLOTS), |place| {
            let known = LONG.get(usize::from(place)).filter(|known| known.has_ends(length, ends))?;
            known.has_middle_of(word).then(|| long(place, known))
        })
    };
    known.unwrap_or_else(|| find_prefix(text, length))
}

/// What the first place is that is taken, from one slot on up to the first slot that is empty.
#[inline]
fn search<const N: usize>(
    slots: &[u16; N],
    start: usize,
    take: impl Fn(u16) -> Option<Known>,
) -> Option<Known> {
    let places = (start..start + N).filter_map(|slot| slots.get(slot % N).copied());
    places.take_while(|place| *place != 0).find_map(take)
}

/// By the first byte of a word, a bit for each third byte that a prefix may have which begins like this, by five bits
/// of it.
static THIRDS: [u32; 256] = {
    let mut thirds = [0; 256];
    let mut n = 0;
    while n < PREFIXES.len() {
        #[expect(clippy::indexing_slicing, reason = "evaluated at compile time, where it cannot panic later")]
        let Prefix { head, has, .. } = PREFIXES[n];
        #[expect(clippy::indexing_slicing, reason = "a byte is below 256")]
        let third = &mut thirds[first_byte(head)];
        // One of two bytes goes on with anything.
        *third |= if has >> 16 == 0 { u32::MAX } else { 1 << third_bits(head) };
        n += 1;
    }
    thirds
};

/// Five bits of the third of eight bytes.
#[inline]
const fn third_bits(eight: u64) -> u32 {
    (eight >> 16 & 31) as u32
}

#[inline]
fn may_have_prefix(eight: u64) -> bool {
    THIRDS.get(first_byte(eight)).is_some_and(|thirds| thirds >> third_bits(eight) & 1 != 0)
}

/// What the longest known beginning of a word is.
#[inline]
fn find_prefix(text: &[u8], length: usize) -> Known {
    let eight = first_eight(text) | LOWER;
    if !may_have_prefix(eight) {
        return Known::NOTHING;
    }
    let word = text.get(..length).unwrap_or_default();
    let begins = |(_, prefix): &(u16, &Prefix)| {
        let head = || word.get(..prefix.text.len());
        eight & prefix.has == prefix.head
            && head().is_some_and(|head| head.eq_ignore_ascii_case(prefix.text.as_bytes()))
    };
    let [start, end] = PREFIXES_OF.get(first_byte(eight)).copied().unwrap_or_default();
    let prefixes = PREFIXES.get(usize::from(start)..usize::from(end)).unwrap_or_default();
    (u16::from(start)..)
        .zip(prefixes)
        .find(begins)
        .map_or(Known::NOTHING, |(place, prefix)| Known { word: FIRST_PREFIX + place, first: prefix.first })
}
