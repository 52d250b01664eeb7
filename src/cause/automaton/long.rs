//! The words of more than eight bytes.

use super::keys::{LOWER, eight};
use super::layout::First;
use super::tables::LONG_WORDS;

/// A word of more than eight bytes, without a pointer in it: it would take as much room again where the program is moved
/// in memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::cause) struct Long {
    /// Its ends, which are all of a word of up to sixteen bytes, with letters in lower case.
    ends: [u64; 2],
    pub(super) first: First,
    length: u8,
    /// Where in [`MIDDLES`] stands what is between its ends.
    middle: u16,
}

/// The ends of a word.
const END: usize = 8;

impl Long {
    /// The place of no word.
    const NOTHING: Self = Self { ends: [0; 2], first: First::NOWHERE, length: 0, middle: 0 };

    /// Whether a word of so many bytes with these ends may be this one, in any case of letters; up to sixteen bytes, it
    /// is.
    #[inline]
    pub(super) fn has_ends(&self, length: usize, [head, tail]: [u64; 2]) -> bool {
        usize::from(self.length) == length && self.ends == [head | LOWER, tail | LOWER]
    }

    /// Whether a word with its ends is this one, in any case of letters.
    pub(super) fn has_middle_of(&self, word: &[u8]) -> bool {
        let Some(middle) = word.get(END..word.len().saturating_sub(END)) else { return true };
        let start = usize::from(self.middle);
        MIDDLES.get(start..start + middle.len()).is_some_and(|own| own.eq_ignore_ascii_case(middle))
    }
}

/// How many bytes stand between the ends of a word.
const fn between(word: &str) -> usize {
    word.len().saturating_sub(2 * END)
}

#[expect(clippy::indexing_slicing, reason = "evaluated by the compiler, which would refuse it")]
const COUNT: usize = {
    let (mut count, mut n) = (0, 0);
    while n < LONG_WORDS.len() {
        count += between(LONG_WORDS[n].0);
        n += 1;
    }
    count
};

/// What stands between the ends of the words, one after the other.
#[expect(clippy::indexing_slicing, reason = "evaluated by the compiler, which would refuse it")]
static MIDDLES: [u8; COUNT] = {
    let mut middles = [0; COUNT];
    let (mut count, mut n) = (0, 0);
    while n < LONG_WORDS.len() {
        let (word, _) = LONG_WORDS[n];
        let mut at = 0;
        while at < between(word) {
            middles[count] = word.as_bytes()[END + at];
            count += 1;
            at += 1;
        }
        n += 1;
    }
    middles
};

/// The words in their order, after the place of none.
#[expect(clippy::indexing_slicing, reason = "evaluated by the compiler, which would refuse it")]
#[expect(clippy::cast_possible_truncation, reason = "a test looks all of them up")]
pub(super) static LONG: [Long; LONG_WORDS.len() + 1] = {
    let mut words = [Long::NOTHING; LONG_WORDS.len() + 1];
    let (mut middle, mut n) = (0, 0);
    while n < LONG_WORDS.len() {
        let (word, first) = LONG_WORDS[n];
        words[n + 1] = Long {
            ends: [eight(word.as_bytes(), 0) | LOWER, eight(word.as_bytes(), word.len() - END) | LOWER],
            first: First::new(first),
            length: word.len() as u8,
            middle: middle as u16,
        };
        middle += between(word);
        n += 1;
    }
    words
};
