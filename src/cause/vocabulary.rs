//! Looks words up by their bytes, in any case of letters.
//!
//! Most words have no more than eight bytes: such a word is one number, and one comparison tells it from the others.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

/// The number of a word; every word that no text has is [`UNKNOWN`].
pub(super) type Word = u16;
/// The number of a state of the automaton.
pub(super) type State = u16;

pub(super) const UNKNOWN: Word = 0;

/// The bit that tells a letter's lower case from its upper case, in eight bytes.
const LOWER: u64 = 0x2020_2020_2020_2020;

/// Spreads a key over the slots of a table.
#[inline]
pub(super) fn slot(key: u64, slots: usize) -> usize {
    (key.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40) as usize & (slots - 1)
}

/// A word of one to eight bytes, letters in lower case, then zeros; so no word has the key zero.
#[inline]
fn short_key(eight: [u8; 8], length: usize) -> u64 {
    (u64::from_le_bytes(eight) | LOWER) & (u64::MAX >> ((8 * length).wrapping_neg() % 64))
}

/// What tells longer words apart most often: both ends, letters in lower case, and the length.
fn long_key(word: &[u8]) -> u64 {
    let head = word.first_chunk().map_or(0, |head| u64::from_le_bytes(*head) | LOWER);
    let tail = word.last_chunk().map_or(0, |tail| u64::from_le_bytes(*tail) | LOWER);
    head ^ tail.rotate_left(29) ^ (word.len() as u64) << 56
}

/// What the automaton makes of a word.
#[derive(Clone, Copy, Default)]
pub(super) struct Known {
    /// [`UNKNOWN`] in an empty slot.
    pub(super) word: Word,
    /// Where it leads from the root, which is where most words are met.
    pub(super) first: State,
    /// Where it leads at the beginning of a clause.
    pub(super) anchored: State,
}

/// All words of the table of texts.
pub(super) struct Vocabulary {
    /// Words of up to eight bytes by their keys, open addressing; unknown where nothing is.
    short: Vec<(u64, Known)>,
    /// The longer ones.
    long: Vec<(u64, Known)>,
    /// Words in full, by number.
    words: Vec<String>,
    /// Words known by their first bytes, longest first.
    prefixes: Vec<(Box<[u8]>, Known)>,
    /// By the byte with which they begin, in lower case, the length of the shortest of those.
    shortest_prefix: [u8; 256],
}

impl Vocabulary {
    /// Room for so many words.
    pub(super) fn new(words: usize) -> Self {
        let mut new = Self {
            short: Vec::new(),
            long: Vec::new(),
            words: Vec::new(),
            prefixes: Vec::new(),
            shortest_prefix: [u8::MAX; 256],
        };
        new.short.resize(Self::SLOTS, (0, Known::default()));
        new.long.resize(Self::SLOTS, (0, Known::default()));
        new.words.resize(words, String::new());
        new
    }

    /// More than twice as many as there are words, so that a search ends soon.
    const SLOTS: usize = 1 << 12;

    /// Brings the longest prefix to the front, once all words are there.
    pub(super) fn sort(&mut self) {
        self.prefixes.sort_by_key(|(prefix, _)| usize::MAX - prefix.len());
    }

    /// Adds a word; one that ends in an asterisk stands for all that begin like it.
    pub(super) fn add(&mut self, word: String, known: Known) {
        if let Some(prefix) = word.strip_suffix('*').map(str::as_bytes) {
            let first = prefix.first().map_or(0, |first| usize::from(first | 0x20));
            if let Some(slot) = self.shortest_prefix.get_mut(first) {
                *slot = u8::try_from(prefix.len()).map_or(*slot, |length| length.min(*slot));
            }
            self.prefixes.push((prefix.into(), known));
            return;
        }
        let (table, key) = match Self::eight(word.as_bytes()) {
            Some(eight) => (&mut self.short, short_key(eight, word.len())),
            None => (&mut self.long, long_key(word.as_bytes())),
        };
        let mut slot = slot(key, Self::SLOTS);
        while let Some(entry) = table.get_mut(slot) {
            if entry.1.word == UNKNOWN {
                *entry = (key, known);
                break;
            }
            slot = (slot + 1) & (Self::SLOTS - 1);
        }
        if let Some(slot) = self.words.get_mut(usize::from(known.word)) {
            *slot = word;
        }
    }

    /// A short word as eight bytes.
    fn eight(word: &[u8]) -> Option<[u8; 8]> {
        let mut eight = [0; 8];
        eight.get_mut(..word.len())?.copy_from_slice(word);
        Some(eight)
    }

    /// What the word at `start..end` of a message is, in any case of letters.
    #[expect(clippy::inline_always, reason = "called for every word; measured: a tenth of the whole")]
    #[inline(always)]
    pub(super) fn find(&self, message: &[u8], start: usize, end: usize) -> Known {
        let Some(rest) = message.get(start..) else { return Known::default() };
        let length = end.wrapping_sub(start);
        if length > 8 {
            return self.find_long(rest.get(..length).unwrap_or_default());
        }
        // Eight bytes at once, where the text goes on long enough.
        match rest.first_chunk() {
            Some(eight) => self.find_short(*eight, length),
            None => self.find_last(rest.get(..length).unwrap_or_default()),
        }
    }

    #[expect(clippy::inline_always, reason = "called for every word; measured: a tenth of the whole")]
    #[inline(always)]
    fn find_short(&self, eight: [u8; 8], length: usize) -> Known {
        let key = short_key(eight, length);
        let mut slot = slot(key, Self::SLOTS);
        while let Some(&(other, known)) = self.short.get(slot) {
            if other == key {
                return known;
            }
            if other == 0 {
                break;
            }
            slot = (slot + 1) & (Self::SLOTS - 1);
        }
        let [first, ..] = eight;
        if length < self.shortest_prefix(first) {
            return Known::default();
        }
        self.find_prefix(eight.get(..length).unwrap_or_default())
    }

    #[inline(never)]
    fn find_last(&self, word: &[u8]) -> Known {
        Self::eight(word).map_or(Known::default(), |eight| self.find_short(eight, word.len()))
    }

    #[inline(never)]
    fn find_long(&self, word: &[u8]) -> Known {
        let key = long_key(word);
        let mut slot = slot(key, Self::SLOTS);
        while let Some(&(other, known)) = self.long.get(slot) {
            if known.word == UNKNOWN {
                break;
            }
            if other == key && self.is(known.word, word) {
                return known;
            }
            slot = (slot + 1) & (Self::SLOTS - 1);
        }
        let first = word.first().copied().unwrap_or_default();
        if word.len() < self.shortest_prefix(first) { Known::default() } else { self.find_prefix(word) }
    }

    #[inline]
    fn shortest_prefix(&self, first: u8) -> usize {
        usize::from(self.shortest_prefix.get(usize::from(first | 0x20)).copied().unwrap_or(u8::MAX))
    }

    fn is(&self, number: Word, word: &[u8]) -> bool {
        self.words.get(usize::from(number)).is_some_and(|full| {
            let full = full.as_bytes();
            full == word || full.eq_ignore_ascii_case(word)
        })
    }

    /// What the longest known beginning of a word is. Few words come here.
    #[inline(never)]
    fn find_prefix(&self, word: &[u8]) -> Known {
        let begins =
            |prefix: &[u8]| word.get(..prefix.len()).is_some_and(|head| head.eq_ignore_ascii_case(prefix));
        self.prefixes.iter().find(|(prefix, _)| begins(prefix)).map_or(Known::default(), |(_, known)| *known)
    }
}
