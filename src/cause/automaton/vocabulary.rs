//! Looks words up by their bytes, in any case of letters.
//!
//! Most words have no more than eight bytes: such a word is one number, and one comparison tells it from the others.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;
use core::cmp::Reverse;
use core::ops::Range;

use super::At;

/// The number of a word; every word that no text has is [`UNKNOWN`].
pub(in crate::cause) type Word = u16;
pub(in crate::cause) const UNKNOWN: Word = 0;

/// What stands before an HTTP status here, and in place of its `#` in the table. No word of a message begins like it, so
/// that `#404`, which may be the number of an issue, is not a status.
pub(in crate::cause) const STATUS: u8 = b'{';

/// The bit that tells a letter's lower case from its upper case, in eight bytes.
const LOWER: u64 = 0x2020_2020_2020_2020;

/// By the length of a short word, the bits that it has of eight bytes.
const SHORT: [u64; 9] = [
    0,
    u64::MAX >> 56,
    u64::MAX >> 48,
    u64::MAX >> 40,
    u64::MAX >> 32,
    u64::MAX >> 24,
    u64::MAX >> 16,
    u64::MAX >> 8,
    u64::MAX,
];

/// What tells longer words apart most often: both ends, letters in lower case, and the length; never zero.
#[inline]
fn long_key(head: u64, tail: u64, length: usize) -> u64 {
    (head | LOWER) ^ (tail | LOWER).rotate_left(29) ^ (length as u64) << 56 | 1
}

/// What the automaton makes of a word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::cause) struct Known {
    /// [`UNKNOWN`] in an empty slot.
    pub(in crate::cause) word: Word,
    /// The whole word is known and not only its beginning, and nothing at its edges has to be looked at closer.
    pub(in crate::cause) is_plain: bool,
    /// Where it leads from the root, which is where most words are met, and at the beginning of a clause.
    pub(in crate::cause) first: [At; 2],
}

impl Known {
    /// What every unknown word is: it leads back to the root.
    const NOTHING: &Self = &Self { word: UNKNOWN, is_plain: false, first: [At::ROOT; 2] };
}

/// Words by their keys, which are never zero, open addressing; zero where nothing is.
struct Table {
    slots: Vec<(u64, Known)>,
    words: usize,
}

impl Table {
    const BITS: u32 = 12;
    const SLOTS: usize = 1 << Self::BITS;
    /// No more words than this, so that a search ends soon. A test sees to it that there are not.
    const MOST: usize = Self::SLOTS / 2;

    fn new() -> Self {
        Self { slots: vec![(0, Known::default()); Self::SLOTS], words: 0 }
    }

    /// Spreads a key over the slots.
    #[inline]
    fn slot(key: u64) -> usize {
        (key.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (u64::BITS - Self::BITS)) as usize
    }

    fn add(&mut self, key: u64, known: Known) {
        let (before, from) = self.slots.split_at_mut(Self::slot(key));
        if self.words < Self::MOST
            && let Some(entry) = from.iter_mut().chain(before).find(|(key, _)| *key == 0)
        {
            *entry = (key, known);
            self.words += 1;
        }
    }

    /// What is in the first slot to look at for this key, and whose key that is.
    #[inline]
    fn first(&self, key: u64) -> Option<&(u64, Known)> {
        self.slots.get(Self::slot(key))
    }

    /// The word with this key for which `is` holds.
    #[inline]
    fn find(&self, key: u64, is: impl Fn(Word) -> bool) -> Option<&Known> {
        let mut slot = Self::slot(key);
        loop {
            let (other, known) = self.slots.get(slot)?;
            if *other == key && is(known.word) {
                return Some(known);
            }
            if *other == 0 {
                return None;
            }
            slot = (slot + 1) % Self::SLOTS;
        }
    }
}

/// A word in full.
#[derive(Clone, Default)]
struct Full {
    /// Its ends, which are all of a word of up to sixteen bytes, and the bits that the case of their letters decides.
    ends: [u64; 2],
    case: [u64; 2],
    text: String,
}

impl Full {
    fn new(text: String) -> Self {
        let letters = |byte: u8| if byte.is_ascii_alphabetic() { 0x20 } else { 0 };
        let case = ends(&text.bytes().map(letters).collect::<Vec<_>>());
        Self { ends: ends(text.as_bytes()), case, text }
    }

    #[inline]
    fn has_ends(&self, [head, tail]: [u64; 2]) -> bool {
        (head ^ self.ends[0]) & !self.case[0] | (tail ^ self.ends[1]) & !self.case[1] == 0
    }
}

/// A word known by its first bytes.
struct Prefix {
    /// Its first eight bytes and which of them it has, letters in lower case.
    head: u64,
    has: u64,
    text: Box<[u8]>,
    known: Known,
}

impl Prefix {
    fn first(&self) -> usize {
        first_byte(self.head)
    }
}

/// All words of the table of texts.
pub(in crate::cause) struct Vocabulary {
    /// Words of up to eight bytes.
    short: Table,
    /// The longer ones.
    long: Table,
    /// Words in full, by number.
    words: Vec<Full>,
    /// Words known by their first bytes, in the order of the first byte, the longest first.
    prefixes: Vec<Prefix>,
    /// By the byte with which a word begins, in lower case, where those are with which it may.
    prefixes_of: [Range<u8>; 256],
}

impl Vocabulary {
    /// Room for so many words.
    pub(in crate::cause) fn new(words: usize) -> Self {
        let mut new = Self {
            short: Table::new(),
            long: Table::new(),
            words: Vec::new(),
            prefixes: Vec::new(),
            prefixes_of: [const { 0..0 }; 256],
        };
        new.words.resize(words, Full::default());
        new
    }

    /// Brings the prefixes into their order, once all words are there.
    pub(in crate::cause) fn sort(&mut self) {
        self.prefixes.sort_by_key(|prefix| (prefix.first(), Reverse(prefix.text.len())));
        for (place, prefix) in (0..).zip(&self.prefixes) {
            if let Some(places) = self.prefixes_of.get_mut(prefix.first()) {
                let start = if places.start == places.end { place } else { places.start };
                *places = start..place + 1;
            }
        }
    }

    /// Adds a word; one that ends in an asterisk stands for all that begin like it.
    pub(in crate::cause) fn add(&mut self, mut word: String, known: Known) {
        if word.starts_with('#') {
            word.replace_range(..1, char::from(STATUS).encode_utf8(&mut [0]));
        }
        if let Some(text) = word.strip_suffix('*').map(str::as_bytes) {
            let has = SHORT.get(text.len()).copied().unwrap_or(u64::MAX);
            let head = (first_eight(text) | LOWER) & has;
            let known = Known { is_plain: false, ..known };
            self.prefixes.push(Prefix { head, has, text: text.into(), known });
            return;
        }
        if let Some(has) = SHORT.get(word.len()) {
            self.short.add((first_eight(word.as_bytes()) | LOWER) & has, known);
        } else {
            let [head, tail] = ends(word.as_bytes());
            self.long.add(long_key(head, tail, word.len()), known);
        }
        if let Some(slot) = self.words.get_mut(usize::from(known.word)) {
            *slot = Full::new(word);
        }
    }

    /// What the word of the first `length` bytes of a text is, in any case of letters, if one look finds it: most words
    /// of most messages. The first eight bytes of the text are `eight`, whatever stands after a shorter word.
    #[expect(clippy::inline_always, reason = "called for every word; measured: a tenth of the whole")]
    #[inline(always)]
    pub(in crate::cause) fn find_quick(&self, text: &[u8], length: usize, eight: u64) -> Option<&Known> {
        let (known, is_it) = if let Some(has) = SHORT.get(length) {
            let key = (eight | LOWER) & has;
            let (other, known) = self.short.first(key)?;
            (known, *other == key)
        } else {
            let tail = u64::from_le_bytes(*text.get(..length)?.last_chunk()?);
            let key = long_key(eight, tail, length);
            let (other, known) = self.long.first(key)?;
            (known, *other == key && self.is_at_once(known.word, [eight, tail], length))
        };
        // An empty slot holds what every word is that the table does not have.
        let is_nothing = || known.word == UNKNOWN && self.prefixes_at(eight | LOWER).is_empty();
        (is_it || is_nothing()).then_some(known)
    }

    /// Whether a word is that of up to sixteen bytes with these ends, in any case of letters.
    #[inline]
    fn is_at_once(&self, number: Word, ends: [u64; 2], length: usize) -> bool {
        let is = |full: &Full| length <= 16 && full.text.len() == length && full.has_ends(ends);
        self.words.get(usize::from(number)).is_some_and(is)
    }

    /// What the word of the first `length` bytes of a text is, in any case of letters. One word in thirty comes here.
    #[cold]
    #[inline(never)]
    pub(in crate::cause) fn find(&self, text: &[u8], length: usize) -> &Known {
        let word = text.get(..length).unwrap_or_default();
        let eight = first_eight(text) | LOWER;
        let known = if let Some(has) = SHORT.get(length) {
            self.short.find(eight & has, |_| true)
        } else {
            let [head, tail] = ends(word);
            self.long.find(long_key(head, tail, length), |number| self.is(number, word))
        };
        known.unwrap_or_else(|| self.find_prefix(word, eight))
    }

    /// What the longest known beginning of a word is.
    #[inline]
    fn find_prefix(&self, word: &[u8], eight: u64) -> &Known {
        let places = self.prefixes_at(eight);
        let begins = |prefix: &&Prefix| {
            let head = || word.get(..prefix.text.len());
            eight & prefix.has == prefix.head
                && head().is_some_and(|head| head.eq_ignore_ascii_case(&prefix.text))
        };
        let prefixes = self.prefixes.get(usize::from(places.start)..usize::from(places.end));
        prefixes.unwrap_or_default().iter().find(begins).map_or(Known::NOTHING, |prefix| &prefix.known)
    }

    /// Where the prefixes are with which a word may begin that begins with these bytes.
    #[inline]
    fn prefixes_at(&self, eight: u64) -> Range<u8> {
        self.prefixes_of.get(first_byte(eight)).cloned().unwrap_or_default()
    }

    fn is(&self, number: Word, word: &[u8]) -> bool {
        self.words
            .get(usize::from(number))
            .is_some_and(|full| full.text.as_bytes().eq_ignore_ascii_case(word))
    }
}

/// The first eight and the last eight bytes of a word that has as many.
#[inline]
fn ends(word: &[u8]) -> [u64; 2] {
    [word.first_chunk(), word.last_chunk()].map(|end| end.map_or(0, |end| u64::from_le_bytes(*end)))
}

/// The first of eight bytes.
fn first_byte(eight: u64) -> usize {
    let [first, ..] = eight.to_le_bytes();
    usize::from(first)
}

/// The first eight bytes of a word; zero after a shorter one.
pub(in crate::cause) fn first_eight(word: &[u8]) -> u64 {
    match word.first_chunk() {
        Some(eight) => u64::from_le_bytes(*eight),
        None => word.iter().rev().fold(0, |eight, &byte| eight << 8 | u64::from(byte)),
    }
}
