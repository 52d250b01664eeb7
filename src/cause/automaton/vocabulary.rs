//! Looks words up by their bytes, in any case of letters.
//!
//! Most words have no more than eight bytes: such a word is one number, and one comparison tells it from the others.
//! A word's number is its place: first the short words, then the long ones, then those known by their first bytes.

use super::keys::{
    LONG_SLOTS, LOWER, SHORT_BITS, SHORT_SLOTS, ends, first_byte, first_eight, long_key, slot,
};
use super::layout::{BREAK, Known, Long, Prefix, Short, Word};
use super::tables::{LONG, LONG_SLOT, PLAIN, PREFIXES, PREFIXES_OF, SHORT, SHORT_SLOT};

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
        if length <= 16 && word.text.len() == length && has_ends(word, [eight, tail]) {
            return Some(long(place, word));
        }
        place
    };
    // An empty slot holds what every word is that the table does not have.
    (place == 0 && !may_have_prefix(eight | LOWER)).then_some(Known::NOTHING)
}

/// Whether a word of up to sixteen bytes has these ends, in any case of letters.
#[inline]
fn has_ends(word: &Long, [head, tail]: [u64; 2]) -> bool {
    (head ^ word.ends[0]) & !word.case[0] | (tail ^ word.ends[1]) & !word.case[1] == 0
}

/// The same by a search. One word in thirty comes here.
#[cold]
#[inline(never)]
pub(super) fn find_slowly(text: &[u8], length: usize) -> Known {
    let word = text.get(..length).unwrap_or_default();
    let eight = first_eight(text) | LOWER;
    let known = if let Some(has) = SHORT_BITS.get(length) {
        let key = eight & has;
        let is = |place: &u16| SHORT.get(usize::from(*place)).is_some_and(|word| word.key == key);
        let found = from(&SHORT_SLOT, slot(key, SHORT_SLOTS)).find(is);
        found.and_then(|place| Some(short(place, SHORT.get(usize::from(place))?)))
    } else {
        let [head, tail] = ends(word);
        let is = |place: &u16| {
            let known = LONG.get(usize::from(*place));
            known.is_some_and(|known| known.text.as_bytes().eq_ignore_ascii_case(word))
        };
        let found = from(&LONG_SLOT, slot(long_key(head, tail, length), LONG_SLOTS)).find(is);
        found.and_then(|place| Some(long(place, LONG.get(usize::from(place))?)))
    };
    known.unwrap_or_else(|| find_prefix(word, eight))
}

/// The places in these slots from one on, up to the first slot that is empty.
fn from(slots: &[u16], start: usize) -> impl Iterator<Item = u16> {
    let (before, after) = slots.split_at_checked(start).unwrap_or_default();
    after.iter().chain(before).copied().take_while(|place| *place != 0)
}

/// Whether some prefix begins with two bytes like the first of these, by a few bits of them.
static PAIRS: [bool; 1 << PAIR_BITS] = {
    let mut pairs = [false; 1 << PAIR_BITS];
    let mut n = 0;
    while n < PREFIXES.len() {
        #[expect(clippy::indexing_slicing, reason = "evaluated at compile time, where it cannot panic later")]
        let prefix = &PREFIXES[n];
        assert!(prefix.text.len() > 1, "two bytes are looked at");
        #[expect(clippy::indexing_slicing, reason = "a pair has no more bits")]
        let pair = &mut pairs[pair(prefix.head)];
        *pair = true;
        n += 1;
    }
    pairs
};
const PAIR_BITS: u32 = 10;

/// The first two of eight bytes, mixed into a place.
#[inline]
#[expect(clippy::cast_possible_truncation, reason = "a few bits are left")]
const fn pair(eight: u64) -> usize {
    ((eight ^ eight >> 3) & ((1 << PAIR_BITS) - 1)) as usize
}

#[inline]
fn may_have_prefix(eight: u64) -> bool {
    PAIRS.get(pair(eight)).is_some_and(|may| *may)
}

/// What the longest known beginning of a word is.
#[inline]
fn find_prefix(word: &[u8], eight: u64) -> Known {
    if !may_have_prefix(eight) {
        return Known::NOTHING;
    }
    let begins = |(_, prefix): &(u16, &Prefix)| {
        let head = || word.get(..prefix.text.len());
        eight & prefix.has == prefix.head
            && head().is_some_and(|head| head.eq_ignore_ascii_case(prefix.text.as_bytes()))
    };
    let places = prefixes_at(eight);
    let prefixes = PREFIXES.get(usize::from(places.start)..usize::from(places.end)).unwrap_or_default();
    (u16::from(places.start)..)
        .zip(prefixes)
        .find(begins)
        .map_or(Known::NOTHING, |(place, prefix)| Known { word: FIRST_PREFIX + place, first: prefix.first })
}

/// Where the prefixes are with which a word may begin that begins with these bytes.
#[inline]
fn prefixes_at(eight: u64) -> core::ops::Range<u8> {
    let [start, end] = PREFIXES_OF.get(first_byte(eight)).copied().unwrap_or_default();
    start..end
}
