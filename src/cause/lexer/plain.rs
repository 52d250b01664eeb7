//! Short cuts of the matcher through what needs no further look: plain words, quoted names, the breaks between clauses.

use super::{AT, BACKSLASH, COLON, Lexer, SPACE, WORD, class, find_quote};

/// A word that needs no further look; [`Lexer::plain_word`] says which.
#[derive(Clone, Copy, Debug)]
pub(in crate::cause) struct Plain {
    pub(in crate::cause) first: u8,
    pub(in crate::cause) start: usize,
    pub(in crate::cause) end: usize,
    /// A clause break follows it.
    pub(in crate::cause) ends_clause: bool,
}

impl Lexer<'_> {
    /// The next piece if it is a word that nothing has to be said about, as most are: no apostrophe or full stop
    /// touches it, at most a colon before a blank follows, and it holds no colon, at sign or backslash. Blanks before
    /// and after it, and the break that such a colon is, are passed too.
    #[inline]
    pub(in crate::cause) fn plain_word(&mut self) -> Option<Plain> {
        let mut start = self.at;
        if self.byte(start) == Some(b' ') {
            start += 1;
            self.at = start;
        }
        let rest = self.rest(start);
        let length = rest.iter().position(|&byte| class(byte) != WORD)?;
        let first = *rest.first()?;
        let last = *rest.get(length.wrapping_sub(1))?;
        if first == b'\''
            || matches!(last, b'.' | b'!' | b'\'')
            || length == 1 && matches!(first, b'-' | b'=')
        {
            return None;
        }
        let end = start + length;
        let mut plain = Plain { first, start, end, ends_clause: false };
        match class(*rest.get(length)?) {
            SPACE => self.at = end + 1,
            COLON if rest.get(length + 1) == Some(&b' ') => {
                self.at = end + 2;
                plain.ends_clause = true;
            }
            COLON | AT | BACKSLASH => return None,
            _ => self.at = end,
        }
        self.fresh = plain.ends_clause;
        Some(plain)
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
        let inside = self.rest(self.at + 1);
        if matches!(inside.first(), None | Some(b':' | b',' | b';' | b')' | b']' | b'\\' | b'a')) {
            return false;
        }
        let Some(length) = find_quote(inside) else { return false };
        if inside.get(length.wrapping_sub(1)) == Some(&b'\\') {
            return false;
        }
        self.at += length + 2;
        true
    }

    /// Passes the break of a colon and a blank, if that comes next.
    #[inline]
    pub(in crate::cause) fn skip_break(&mut self) -> bool {
        let found = self.rest(self.at).first_chunk() == Some(b": ");
        if found {
            self.at += 2;
            self.fresh = true;
        }
        found
    }
}
