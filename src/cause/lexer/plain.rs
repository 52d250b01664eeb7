//! Short cuts of the matcher through what needs no further look: plain words, quoted names, the breaks between clauses.

use super::class::{AT, BACKSLASH, COLON, WORD, class};
use super::pieces::{FULL_STOP, Lexer};
use super::stops::find_quote;
use crate::cause::automaton::first_eight;

/// A word that comes next, with what ends it.
#[derive(Clone, Copy, Debug)]
pub(in crate::cause) struct Plain<'m> {
    pub(in crate::cause) start: usize,
    pub(in crate::cause) end: usize,
    /// The message from the word on.
    pub(in crate::cause) text: &'m [u8],
    /// Its first eight bytes, zero after the end of the message.
    pub(in crate::cause) eight: u64,
    /// After the blank or the break that follows it.
    next: usize,
    /// It is a break.
    ends_clause: bool,
}

/// What ends a clause most often.
const BREAK: &[u8] = b": ";

impl<'m> Lexer<'m> {
    /// What comes next if it is a word that nothing has to be said about, as most are: with at most a colon before a
    /// blank after it, and no colon, at sign or backslash in it. Its edges were not looked at: it is to be
    /// [passed](Self::pass_word) only if they do not matter.
    #[inline]
    pub(in crate::cause) fn plain_word(&mut self) -> Option<Plain<'m>> {
        let start = self.at;
        let length = self.stops.distance(self.bytes, start);
        let end = start + length;
        let text = self.bytes.get(start..)?;
        if length < 2 && !self.is_plain_letter(text, length) {
            return None;
        }
        let (next, ends_clause) = match text.get(length) {
            Some(b' ') => (end + 1, false),
            Some(stop) => match class(*stop) {
                COLON if text.get(length + 1) == Some(&b' ') => (end + BREAK.len(), true),
                COLON | AT | BACKSLASH | WORD => return None,
                _ => (end, false),
            },
            None => (end, false),
        };
        Some(Plain { start, end, text, eight: self.eight(text), next, ends_clause })
    }

    /// Passes a word, and the blank or the break that follows it. Whether it was a break, and not a blank or nothing.
    #[inline]
    pub(in crate::cause) fn pass_word(&mut self, word: &Plain<'_>) -> bool {
        self.at = word.next;
        self.fresh = word.ends_clause;
        word.ends_clause
    }

    /// The first eight bytes of what is left of the message, which is not nothing.
    #[inline]
    fn eight(&self, text: &[u8]) -> u64 {
        if let Some(eight) = text.first_chunk() {
            return u64::from_le_bytes(*eight);
        }
        // So near the end, the last eight bytes begin before these.
        match self.bytes.last_chunk() {
            Some(eight) => u64::from_le_bytes(*eight) >> (8 * (eight.len() - text.len())),
            None => first_eight(text),
        }
    }

    /// What was not read yet.
    #[inline]
    pub(in crate::cause) fn ahead(&self) -> &'m [u8] {
        self.rest(self.at)
    }

    /// The first byte of it.
    #[inline]
    pub(in crate::cause) fn next_byte(&self) -> Option<u8> {
        self.byte(self.at)
    }

    /// The first so many bytes of it, if it has as many.
    #[inline]
    pub(in crate::cause) fn head<const N: usize>(&self) -> Option<&'m [u8; N]> {
        self.bytes.get(self.at..)?.first_chunk()
    }

    /// Passes words whose length is known, to the blank after the last of them or after its break; where they start.
    #[inline]
    pub(in crate::cause) fn pass(&mut self, length: usize, ends_clause: bool) -> usize {
        let start = self.at;
        self.at += length;
        self.fresh = ends_clause;
        start
    }

    /// Whether a word of one byte is a plain word, and not a break.
    fn is_plain_letter(&self, text: &[u8], length: usize) -> bool {
        length == 1 && text.first() != Some(&b'-') && !self.is_description(text)
    }

    /// Whether the text goes on with gRPC's equals sign before the runtime's own words.
    fn is_description(&self, text: &[u8]) -> bool {
        text.first() == Some(&b'=') && self.follows_desc(self.at)
    }

    /// Whether `desc` and a blank stand before it: a fold may come between.
    #[inline(never)]
    pub(super) fn follows_desc(&self, at: usize) -> bool {
        const INDENT: usize = 40;
        let before = self.before(at);
        let blanks = before.iter().rev().take(INDENT).take_while(|byte| byte.is_ascii_whitespace()).count();
        blanks > 0 && before.get(..before.len() - blanks).is_some_and(|words| words.ends_with(b"desc"))
    }

    /// Passes a blank, if one comes next.
    #[inline]
    pub(in crate::cause) fn skip_blank(&mut self) {
        self.at += usize::from(self.byte(self.at) == Some(b' '));
    }

    /// Passes a quoted name that nothing has to be said about: it stands inside a clause and outside of any quoted
    /// message, no backslash touches its quotes, and it does not begin like those that decide.
    #[inline]
    pub(in crate::cause) fn skip_name(&mut self) -> bool {
        let Some(b'"') = self.byte(self.at) else { return false };
        if self.fresh || self.open_levels != 0 || self.exhausted != 0 {
            return false;
        }
        if self.at.checked_sub(1).and_then(|before| self.byte(before)) == Some(b'=') {
            return false;
        }
        let start = self.at + 1;
        if matches!(
            self.byte(start),
            None | Some(b':' | b',' | b';' | b')' | b']' | b'\\' | b'a' | b'4' | b'5')
        ) {
            return false;
        }
        let Some(end) = find_quote(self.bytes, start) else { return false };
        if self.byte(end - 1) == Some(b'\\') {
            return false;
        }
        self.at = end + 1;
        true
    }

    /// Passes a full stop and the blank after it, if a sentence ends there.
    pub(in crate::cause) fn skip_full_stop(&mut self) -> bool {
        let found = self.next_byte() == Some(b'.') && matches!(self.ahead(), [_, b' ', b'A'..=b'Z', ..]);
        if found {
            self.at += 2;
            self.fresh = true;
        }
        found
    }

    /// Passes the break of a colon and a blank, if that comes next.
    #[inline]
    pub(in crate::cause) fn skip_break(&mut self) -> bool {
        let found = self.byte(self.at) == Some(b':') && self.byte(self.at + 1) == Some(b' ');
        if found {
            self.at += 2;
            self.fresh = true;
        }
        found
    }

    /// Passes the break of gRPC's `desc = `, if that comes next.
    #[inline]
    pub(in crate::cause) fn skip_description(&mut self) -> bool {
        let rest = self.rest(self.at);
        let found = rest.first_chunk() == Some(b"= ") && self.is_description(rest);
        if found {
            self.at += 2;
            self.fresh = true;
        }
        found
    }
}

/// Whether a word has to be looked at closer: a quote, a bullet or an HTTP status begins it, or a mark ends it that is
/// none of its own.
#[inline]
pub(in crate::cause) fn is_odd(text: &[u8], length: usize) -> bool {
    let word = text.get(..length).unwrap_or_default();
    matches!(word, [b'\'' | b'*' | b'4' | b'5', ..] | [.., b'.' | b'!' | b'\'' | b'*'])
        || word.ends_with(FULL_STOP.as_bytes())
}
