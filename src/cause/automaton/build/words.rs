//! The words of all texts, their numbers and their slots.

use alloc::borrow::ToOwned;
use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;
use core::cmp::Reverse;

use crate::cause::automaton::keys::{
    LONG_SLOTS, LOWER, SHORT_SLOTS, ends, first_byte, first_eight, long_key, slot,
};
use crate::cause::automaton::layout::{BREAK, STATUS, Short, UNKNOWN, Word};
use crate::cause::lexer::is_odd;

fn is_plain(word: &str) -> bool {
    !is_odd(word.as_bytes(), word.len())
}

/// All words.
pub(super) struct Vocabulary {
    /// Those first that are not plain.
    pub(super) short: Vec<String>,
    /// Those last that are not plain.
    pub(super) long: Vec<String>,
    /// Words known by their first bytes, in the order of the first byte, the longest first.
    pub(super) prefixes: Vec<String>,
    /// By the words as the texts have them.
    pub(super) numbers: BTreeMap<String, Word>,
    counts: BTreeMap<String, usize>,
}

/// A word as messages are searched for it.
fn sought(word: &str) -> String {
    match word.strip_prefix('#') {
        Some(rest) => String::from(char::from(STATUS)) + rest,
        None => word.to_owned(),
    }
}

/// The byte with which a word begins, as it is looked up.
fn first(word: &str) -> usize {
    first_byte(first_eight(word.as_bytes()) | LOWER)
}

impl Vocabulary {
    pub(super) fn new<'a>(words: impl Iterator<Item = &'a str>) -> Self {
        let mut counts = BTreeMap::new();
        for word in words.filter(|word| *word != "|") {
            *counts.entry(word.to_owned()).or_insert(0_usize) += 1;
        }
        let whole = || counts.keys().filter(|word| !word.ends_with('*')).map(|word| sought(word));
        let mut short: Vec<_> = whole().filter(|word| word.len() <= 8).collect();
        short.sort_by_key(|word| is_plain(word));
        let mut long: Vec<_> = whole().filter(|word| word.len() > 8).collect();
        long.sort_by_key(|word| !is_plain(word));
        let mut prefixes: Vec<_> =
            counts.keys().filter_map(|word| word.strip_suffix('*')).map(sought).collect();
        prefixes.sort_by_key(|text| (first(text), Reverse(text.len())));

        let places = short.iter().chain(&long).cloned().chain(prefixes.iter().map(|text| text.clone() + "*"));
        let numbered: BTreeMap<_, _> = places.zip(BREAK + 1..).collect();
        let number = |word: &str| numbered.get(&sought(word)).copied();
        let numbers = counts.keys().filter_map(|word| Some((word.clone(), number(word)?))).collect();
        Self { short, long, prefixes, numbers, counts }
    }

    /// The number of a word of a message.
    pub(super) fn number(&self, word: &str) -> Word {
        let word = word.to_ascii_lowercase();
        if let Some(number) = self.numbers.get(&word) {
            return *number;
        }
        let prefixes = self.numbers.iter().filter_map(|(key, number)| Some((key.strip_suffix('*')?, number)));
        let longest = prefixes.filter(|(key, _)| word.starts_with(key)).max_by_key(|(key, _)| key.len());
        longest.map_or(UNKNOWN, |(_, number)| *number)
    }

    /// The numbers of the plain words: those whose edges need no closer look.
    pub(super) fn plain(&self) -> [Word; 2] {
        let count =
            |words: &[String]| Word::try_from(words.iter().filter(|word| is_plain(word)).count()).unwrap();
        let short = Word::try_from(self.short.len()).unwrap();
        let start = BREAK + 1 + short - count(&self.short);
        [start, start + count(&self.short) + count(&self.long)]
    }

    /// The slots of the short words: the words that the texts have most often get the best places.
    pub(super) fn short_slots(&self) -> Vec<u16> {
        self.slots(&self.short, SHORT_SLOTS, |word| Short::new(word, [0; 2]).key)
    }

    pub(super) fn long_slots(&self) -> Vec<u16> {
        self.slots(&self.long, LONG_SLOTS, |word| {
            let [head, tail] = ends(word.as_bytes());
            long_key(head, tail, word.len())
        })
    }

    fn slots(&self, words: &[String], bits: u32, key: impl Fn(&str) -> u64) -> Vec<u16> {
        let mut order: Vec<_> = (1_u16..).zip(words).collect();
        order.sort_by_key(|(_, word)| {
            let written = word.replace(char::from(STATUS), "#");
            Reverse(self.counts.get(&written).copied().unwrap_or_default())
        });
        let mut slots = vec![0; 1 << bits];
        assert!(words.len() < slots.len() / 2, "no more words than this, so that a search ends soon");
        for (place, word) in order {
            let (before, from) = slots.split_at_mut(slot(key(word), bits));
            let free = from.iter_mut().chain(before).find(|slot| **slot == 0);
            *free.unwrap() = place;
        }
        slots
    }

    /// By the byte with which a word begins, in lower case, where those are with which it may.
    pub(super) fn prefixes_of(&self) -> Vec<[u8; 2]> {
        (0..=u8::MAX)
            .map(|byte| {
                let begins = |prefix: &String| first(prefix) == usize::from(byte);
                let start = self.prefixes.iter().position(begins);
                let count = self.prefixes.iter().filter(|prefix| begins(prefix)).count();
                start.map_or([0; 2], |start| [start, start + count].map(|place| u8::try_from(place).unwrap()))
            })
            .collect()
    }
}
