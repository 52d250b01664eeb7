//! What the tables of the automaton are made of: numbers only, packed, in no order of bytes.

use super::keys::{KEY_FROM, LOWER, eight};
use crate::cause::rules::rule::Marks;

/// The number of a word; every word that no text has is [`UNKNOWN`].
pub(in crate::cause) type Word = u16;
pub(in crate::cause) const UNKNOWN: Word = 0;
/// The end of a clause, which is a word of its own.
pub(in crate::cause) const BREAK: Word = 1;

/// The number of a state of the automaton, below `1 << State::BITS`.
pub(in crate::cause) type State = u16;

/// What stands before an HTTP status here, and in place of its `#` in the table. No word of a message begins like it,
/// so that `#404`, which may be the number of an issue, is not a status.
pub(in crate::cause) const STATUS: u8 = b'{';

/// A state with what is asked of it at every word, as one number: reading a word is waiting for the one before, and
/// this keeps the wait to one look into memory.
///
/// From the lowest bits on: its base of sixteen bits, the state of thirteen, the flags.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::cause) struct At(pub(super) u32);

impl At {
    /// Where every text begins.
    pub(in crate::cause) const ROOT: Self = Self(0);
    /// Texts end here. The uppermost bit, which is the cheapest to ask for.
    pub(super) const SPEAKS: u32 = 1 << 31;
    /// A clause begins here, so a word that leads nowhere from here may go on as if it began the clause.
    pub(super) const ANCHORED: u32 = 1 << 30;
    /// An end of its text begins another.
    pub(super) const LINKED: u32 = 1 << 29;
    /// How many states there can be; the last number is not in use.
    pub(super) const STATES: u16 = 1 << 13;

    #[cfg(test)]
    pub(super) const fn new(state: State, base: u16, flags: u32) -> Self {
        Self(base as u32 | (state as u32) << 16 | flags)
    }

    /// The state, as the table of moves names the owner of a move: with its flags, which are always the same.
    pub(super) const fn owner(self) -> u16 {
        let [_, _, low, high] = self.0.to_le_bytes();
        u16::from_le_bytes([low, high])
    }

    pub(super) const fn state(self) -> State {
        self.owner() % Self::STATES
    }

    pub(super) const fn base(self) -> u16 {
        let [low, high, ..] = self.0.to_le_bytes();
        u16::from_le_bytes([low, high])
    }

    pub(in crate::cause) const fn speaks(self) -> bool {
        self.0 & Self::SPEAKS != 0
    }

    pub(super) const fn is_linked(self) -> bool {
        self.0 & Self::LINKED != 0
    }

    pub(in crate::cause) const fn is_anchored(self) -> bool {
        self.0 & Self::ANCHORED != 0
    }
}

/// What the automaton makes of a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::cause) struct Known {
    /// [`UNKNOWN`] for every word that the table does not have.
    pub(in crate::cause) word: Word,
    /// Where it leads from the root.
    pub(super) first: First,
}

impl Known {
    /// What every unknown word is: it leads back to the root.
    pub(super) const NOTHING: Self = Self { word: UNKNOWN, first: First::NOWHERE };
}

/// Where a word leads from the root, which is where most words are met, and at the beginning of a clause. Both are one
/// number, so that choosing takes a shift and no look into memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::cause) struct First(u64);

impl First {
    pub(super) const NOWHERE: Self = Self(0);

    pub(super) const fn new([at_root, at_clause]: [u32; 2]) -> Self {
        Self(at_root as u64 | (at_clause as u64) << 32)
    }

    #[inline]
    #[expect(clippy::cast_possible_truncation, reason = "half of it is meant")]
    pub(super) const fn after(self, from: At) -> At {
        At((self.0 >> if from.is_anchored() { 32 } else { 0 }) as u32)
    }
}

/// A word of up to eight bytes: one number, which one comparison tells from the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::cause) struct Short {
    pub(super) key: u64,
    pub(super) first: First,
}

impl Short {
    /// The place of no word: no key is like this.
    pub(super) const NOTHING: Self = Self { key: 1, first: First::NOWHERE };

    pub(super) const fn new(text: &str, first: [u32; 2]) -> Self {
        let text = text.as_bytes();
        let has = if text.is_empty() { 0 } else { u64::MAX >> (64 - 8 * text.len()) };
        Self { key: (eight(text, 0) | LOWER) & has, first: First::new(first) }
    }
}

/// A word known by its first bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::cause) struct Prefix {
    /// Its first eight bytes and which of them it has, letters in lower case.
    pub(super) head: u64,
    pub(super) has: u64,
    pub(super) text: &'static str,
    pub(super) first: First,
}

impl Prefix {
    pub(super) const fn new(text: &'static str, first: [u32; 2]) -> Self {
        let bytes = text.as_bytes();
        let has = if bytes.len() < 8 { u64::MAX >> (64 - 8 * bytes.len()) } else { u64::MAX };
        Self { head: (eight(bytes, 0) | LOWER) & has, has, text, first: First::new(first) }
    }
}

/// A word of a text of the table, after the first: its rule, and where in the rule's texts the blank before it is. Nine
/// bits of 24 are the rule's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::cause) struct LaterWord(pub(in crate::cause) [u8; 3]);

impl LaterWord {
    const RULE_BITS: u32 = 9;

    #[cfg(test)]
    pub(super) fn new(rule: u16, blank: u16) -> Self {
        assert!(rule < 1 << Self::RULE_BITS && u32::from(blank) < 1 << (24 - Self::RULE_BITS));
        let [low, middle, high, _] = (u32::from(blank) << Self::RULE_BITS | u32::from(rule)).to_le_bytes();
        Self([low, middle, high])
    }

    fn number(self) -> u32 {
        let [low, middle, high] = self.0;
        u32::from_le_bytes([low, middle, high, 0])
    }

    pub(in crate::cause) fn rule(self) -> u16 {
        (self.number() % (1 << Self::RULE_BITS)) as u16
    }

    #[expect(clippy::cast_possible_truncation, reason = "fifteen bits")]
    pub(in crate::cause) fn blank(self) -> u16 {
        (self.number() >> Self::RULE_BITS) as u16
    }
}

/// No wrapper has more bytes, and no text is searched that has fewer.
pub(super) const MOST_BYTES: usize = 48;
/// The same, eight bytes at once.
pub(super) type Head = [u64; MOST_BYTES / 8];
/// No wrapper has more words.
pub(super) const MOST_WORDS: usize = 6;

/// Words at the beginning of a clause, and where they lead to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::cause) struct Wrapper {
    /// The bytes by which it is looked for.
    pub(super) key: u64,
    /// Its bytes, and which of so many it has.
    pub(super) head: Head,
    pub(super) has: Head,
    pub(in crate::cause) len: usize,
    /// Its first word.
    pub(super) first: Word,
    /// Where its words start, the last one last; zero before the first.
    pub(super) starts: [u32; MOST_WORDS],
    /// Where the last one ends.
    pub(super) end: u32,
    /// Where the automaton is after it.
    pub(super) at: At,
    /// The marks that its words set.
    pub(in crate::cause) marks: Marks,
    /// A clause begins after it, and not what it names.
    pub(in crate::cause) ends_clause: bool,
}

impl Wrapper {
    /// No text begins like this.
    pub(super) const NOTHING: Self = Self {
        key: 0,
        head: [1; MOST_BYTES / 8],
        has: [0; MOST_BYTES / 8],
        len: 0,
        first: UNKNOWN,
        starts: [0; MOST_WORDS],
        end: 0,
        at: At::ROOT,
        marks: Marks::NONE,
        ends_clause: false,
    };

    /// The wrapper of this text, with nothing said about its words yet.
    #[expect(clippy::indexing_slicing, reason = "`n` is below the length of both arrays")]
    pub(super) const fn new(text: &str) -> Self {
        let text = text.as_bytes();
        let mut new = Self { key: eight(text, KEY_FROM), len: text.len(), ..Self::NOTHING };
        let mut n = 0;
        while n < MOST_BYTES / 8 {
            new.head[n] = eight(text, 8 * n);
            let bytes = text.len().saturating_sub(8 * n);
            new.has[n] = match bytes {
                0 => 0,
                1..8 => u64::MAX >> (64 - 8 * bytes),
                _ => u64::MAX,
            };
            n += 1;
        }
        new
    }

    /// The same with what its words are and where they lead.
    pub(super) const fn leads(
        self,
        first: Word,
        starts: [u32; MOST_WORDS],
        end: u32,
        at: u32,
        marks: Marks,
        ends_clause: bool,
    ) -> Self {
        Self { first, starts, end, at: At(at), marks, ends_clause, ..self }
    }
}

/// A rule as the texts that fire it know it: its place in the table, in the uppermost bit whether it decides wherever
/// its text is, and hides the rules that stand after it, and in the next whether it is the last that the text fires.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::cause) struct Fired(pub(super) u16);

impl Fired {
    const FINAL: u16 = 1 << 15;
    const LAST: u16 = 1 << 14;

    pub(in crate::cause) const fn new(rule: u16, is_final: bool) -> Self {
        Self(rule | if is_final { Self::FINAL } else { 0 })
    }

    pub(in crate::cause) const fn rule(self) -> u16 {
        self.0 & !(Self::FINAL | Self::LAST)
    }

    pub(in crate::cause) const fn is_final(self) -> bool {
        self.0 & Self::FINAL != 0
    }

    #[cfg(test)]
    pub(super) const fn last(self) -> Self {
        Self(self.0 | Self::LAST)
    }

    pub(super) const fn is_last(self) -> bool {
        self.0 & Self::LAST != 0
    }
}

/// The words that end in some state and are a text: all that it means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::cause) struct Output {
    /// How many words.
    pub(super) words: u8,
    /// No other words end in that state and are a text.
    pub(super) is_last: bool,
    /// The first of the rules that it fires; zero for none.
    pub(super) fired: u16,
    /// The marks that hold.
    pub(in crate::cause) marks: Marks,
}

impl Output {
    pub(super) const fn new(words: u8, fired: u16, marks: Marks) -> Self {
        Self { words, is_last: false, fired, marks }
    }

    pub(super) const fn last(self) -> Self {
        Self { is_last: true, ..self }
    }

    #[inline]
    pub(in crate::cause) const fn fires_nothing(self) -> bool {
        self.fired == 0
    }
}
