//! A message's way through the automaton.

use core::iter;
use core::ops::Range;

use super::layout::{At, Fired, Known, MOST_BYTES, Output, Wrapper};
use super::tables::{CLAUSE, FIRED, OUTPUTS, SPEAKERS};
use super::{moves, wrappers};

/// The words of one text at most.
pub(super) const LONGEST: usize = 16;

/// Where in the automaton a message is.
pub(in crate::cause) struct Matcher {
    at: At,
    /// Where the last words started, a ring. No message is longer than such a number.
    starts: [u32; LONGEST],
    words: usize,
    end: u32,
}

impl Matcher {
    pub(in crate::cause) fn new() -> Self {
        Self { at: CLAUSE, starts: [0; LONGEST], words: 0, end: 0 }
    }

    /// A clause begins, and nothing was said in it.
    pub(in crate::cause) fn at_break(&self) -> bool {
        self.at.is_anchored()
    }

    /// Where the last word was.
    pub(in crate::cause) fn last_word(&self) -> Range<usize> {
        let slot = self.words.wrapping_sub(1) % LONGEST;
        let [start, end] = [self.starts.get(slot).copied().unwrap_or_default(), self.end];
        start as usize..end as usize
    }

    /// Reads the word at `start..end` of the message, which was looked up. Whether texts end with it.
    #[inline]
    pub(in crate::cause) fn word(&mut self, known: &Known, start: usize, end: usize) -> bool {
        if let Some(slot) = self.starts.get_mut(self.words % LONGEST) {
            *slot = place(start);
        }
        self.words += 1;
        self.end = place(end);
        self.at = moves::after_word(self.at, known);
        self.at.speaks()
    }

    /// The words that most messages have in common, if a text begins with them where a clause begins. Asks for the
    /// first bytes of the text, if it has as many.
    #[inline]
    pub(in crate::cause) fn find_wrapper<'m>(
        &self,
        head: impl FnOnce() -> Option<&'m [u8; MOST_BYTES]>,
    ) -> Option<&'static Wrapper> {
        if !self.at_break() {
            return None;
        }
        let wrapper = wrappers::find(head()?)?;
        // In the middle of a text a break means more, but not to a word that the text does not go on with.
        moves::find(self.at, wrapper.first).is_none().then_some(wrapper)
    }

    /// Reads all words of a wrapper that starts at `start`. No text that ends with any of them or after them began
    /// before, so the words before are forgotten.
    #[inline]
    pub(in crate::cause) fn pass(&mut self, wrapper: &Wrapper, start: usize) {
        let start = place(start);
        for (slot, offset) in self.starts.iter_mut().zip(wrapper.starts) {
            *slot = start + offset;
        }
        self.words = wrapper.starts.len();
        self.end = start + wrapper.end;
        self.at = wrapper.at;
    }

    /// The clause ends, if one began. Whether texts end with it.
    #[inline]
    pub(in crate::cause) fn clause(&mut self) -> bool {
        if self.at_break() {
            return false;
        }
        self.at = moves::after_clause(self.at);
        self.at.speaks()
    }

    /// The texts that end here, where some do.
    #[inline]
    pub(in crate::cause) fn found(&self) -> impl Iterator<Item = &'static Output> + use<> {
        // The states where texts end have the first numbers.
        let from = SPEAKERS.get(usize::from(self.at.state())).copied().unwrap_or_default();
        up_to_last(&OUTPUTS, from, |output| output.is_last)
    }

    /// Where the text that ends here starts and ends.
    #[inline]
    pub(in crate::cause) fn place_of(&self, text: Output) -> [u32; 2] {
        let first = self.words.wrapping_sub(usize::from(text.words)) % LONGEST;
        [self.starts.get(first).copied().unwrap_or_default(), self.end]
    }
}

impl Output {
    /// The rules that it fires, in the order of the table.
    #[inline]
    pub(in crate::cause) fn fired(self) -> impl Iterator<Item = Fired> + use<> {
        up_to_last(&FIRED, self.fired, |fired| Fired(*fired).is_last()).map(|fired| Fired(*fired))
    }
}

/// A list that stands among others in a table: from a place up to the one that says it is the last.
#[inline]
fn up_to_last<T>(
    table: &'static [T],
    from: u16,
    is_last: fn(&T) -> bool,
) -> impl Iterator<Item = &'static T> {
    let mut next = Some(usize::from(from));
    iter::from_fn(move || {
        let at = next?;
        let one = table.get(at)?;
        next = (!is_last(one)).then_some(at + 1);
        Some(one)
    })
}

/// A place in a message, which is no longer than such a number.
#[inline]
#[expect(clippy::cast_possible_truncation, reason = "who reads a message reads four gigabytes at most")]
pub(in crate::cause) const fn place(at: usize) -> u32 {
    at as u32
}
