//! A message's way through the automaton.

use core::ops::Range;

use super::layout::{At, Fired, Known, Output, Wrapper};
use super::tables::{CLAUSE, FIRED, OUTPUTS, SPEAKERS};
use super::{moves, wrappers};

/// The words of one text at most.
pub(super) const LONGEST: usize = 16;

/// Where in the automaton a message is.
pub(in crate::cause) struct Matcher {
    at: At,
    /// Where the last words started, a ring.
    starts: [usize; LONGEST],
    words: usize,
    end: usize,
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
        self.starts.get(slot).copied().unwrap_or_default()..self.end
    }

    /// Reads the word at `start..end` of the message, which was looked up. Whether texts end with it.
    #[inline]
    pub(in crate::cause) fn word(&mut self, known: &Known, start: usize, end: usize) -> bool {
        if let Some(slot) = self.starts.get_mut(self.words % LONGEST) {
            *slot = start;
        }
        self.words += 1;
        self.end = end;
        self.at = moves::after_word(self.at, known);
        self.at.speaks()
    }

    /// The words that most messages have in common, if a text begins with them where a clause begins.
    #[inline]
    pub(in crate::cause) fn find_wrapper<'m>(
        &self,
        text: impl FnOnce() -> &'m [u8],
    ) -> Option<&'static Wrapper> {
        if !self.at_break() {
            return None;
        }
        let wrapper = wrappers::find(text())?;
        // In the middle of a text a break means more, but not to a word that the text does not go on with.
        moves::find(self.at, wrapper.first).is_none().then_some(wrapper)
    }

    /// Reads all words of a wrapper that starts at `start`. No text that ends with any of them or after them began
    /// before, so the words before are forgotten.
    #[inline]
    pub(in crate::cause) fn pass(&mut self, wrapper: &Wrapper, start: usize) {
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

    /// The texts that end here.
    #[inline]
    pub(in crate::cause) fn found(&self) -> &'static [Output] {
        // The states where texts end have the first numbers.
        let [from, to] = SPEAKERS.get(usize::from(self.at.state())).copied().unwrap_or_default();
        OUTPUTS.get(usize::from(from)..usize::from(to)).unwrap_or_default()
    }

    /// Where the text that ends here starts and ends.
    #[inline]
    pub(in crate::cause) fn place_of(&self, text: &Output) -> [usize; 2] {
        let first = self.words.wrapping_sub(usize::from(text.words)) % LONGEST;
        [self.starts.get(first).copied().unwrap_or_default(), self.end]
    }
}

impl Output {
    /// The rules that it fires, in the order of the table.
    #[inline]
    pub(in crate::cause) fn fired(&self) -> impl Iterator<Item = Fired> {
        let [from, to] = self.fired;
        let fired = FIRED.get(usize::from(from)..usize::from(to)).unwrap_or_default();
        fired.iter().map(|fired| Fired(*fired))
    }
}
