//! The pieces, one after the other.

use super::class::{AT, BACKSLASH, CLOSE, COLON, COMMA, LINE, OPEN, QUOTE, SEMICOLON, SPACE, WORD, class};
use super::fold::{Fold, fold_of};
use super::stops::{Stops, find_quote};

/// What a piece is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::cause) enum Kind {
    /// Part of a sentence, without the punctuation around it.
    Word,
    /// Something from outside: quoted, a URL or a digest.
    Name,
    /// The end of a clause: a colon before a blank, a semicolon, a dash, the edge of a quoted message.
    Break,
    /// The end of a line, which ends the clause too.
    Line,
    /// An opening bracket of any kind.
    Open,
    /// A closing bracket of any kind.
    Close,
    /// A comma.
    Comma,
}

/// A piece and its place in the message, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::cause) struct Piece {
    pub(in crate::cause) kind: Kind,
    pub(in crate::cause) start: usize,
    pub(in crate::cause) end: usize,
}

/// The full stop of Chinese and Japanese, which people write after an error that they quote.
pub(super) const FULL_STOP: &str = "。";

/// More levels of quoting than any log has; it bounds the work on hostile text.
const DEEPEST: usize = 15;

/// The pieces of a message, in order. Linear in its length, without allocation.
#[derive(Clone, Debug)]
pub(in crate::cause) struct Lexer<'m> {
    pub(super) bytes: &'m [u8],
    pub(super) at: usize,
    pub(super) stops: Stops,
    /// A clause may begin here: nothing was said since the last break, bracket or comma.
    pub(super) fresh: bool,
    /// For each level of quoting whether a message of that level is open.
    pub(super) open_levels: u16,
    /// Quotes with at most so many backslashes do not occur in the rest; 0 is "not known", 1 means none without.
    pub(super) exhausted: usize,
    /// Whether all line breaks are those of a fold; not known before the first one.
    fold: Option<Fold>,
}

impl<'m> Lexer<'m> {
    pub(in crate::cause) fn new(message: &'m str) -> Self {
        Self {
            bytes: message.as_bytes(),
            at: 0,
            stops: Stops::NONE,
            fresh: true,
            open_levels: 0,
            exhausted: 0,
            fold: None,
        }
    }

    /// The pieces of the message from its beginning as those of one line, if it has two that may be one. Nothing
    /// before a line break was met: then there is none that another reading would pass over.
    pub(in crate::cause) fn as_one_line(&self, message: &'m str) -> Option<Self> {
        self.may_be_folded().then(|| Self { fold: Some(Fold::Yes), ..Self::new(message) })
    }

    /// Whether what was read up to now may have been folded.
    #[inline]
    pub(in crate::cause) fn may_be_folded(&self) -> bool {
        self.fold == Some(Fold::Perhaps)
    }

    pub(super) fn byte(&self, at: usize) -> Option<u8> {
        self.bytes.get(at).copied()
    }

    pub(super) fn rest(&self, from: usize) -> &'m [u8] {
        self.bytes.get(from..).unwrap_or_default()
    }

    pub(super) fn before(&self, at: usize) -> &'m [u8] {
        self.bytes.get(..at).unwrap_or_default()
    }

    fn span(&self, start: usize, end: usize) -> &'m [u8] {
        self.bytes.get(start..end).unwrap_or_default()
    }

    /// Moves to `to` and hands out a piece that lies before it.
    fn emit(&mut self, kind: Kind, start: usize, end: usize, to: usize) -> Piece {
        self.at = to;
        self.fresh = !matches!(kind, Kind::Word | Kind::Name | Kind::Close);
        Piece { kind, start, end }
    }

    /// How many backslashes begin here.
    fn backslashes(&self, at: usize) -> usize {
        self.rest(at).iter().take_while(|&&b| b == b'\\').count()
    }

    /// Whether the backslashes at `at` belong to an escaped quote or line end, so that no word goes through them.
    fn is_escape(&self, at: usize) -> bool {
        matches!(self.byte(at + self.backslashes(at)), Some(b'"' | b'n' | b'r' | b't'))
    }

    /// Whether the line that ends at `at` goes on in the next: a column that was too narrow for it is indented, and the
    /// rest of a sentence does not begin in upper case.
    fn is_wrapped(&mut self, at: usize) -> bool {
        /// The longest word that is looked at, and the widest indent.
        const MOST: usize = 40;
        if *self.fold.get_or_insert_with(|| fold_of(self.bytes)) == Fold::Yes {
            return true;
        }
        let next = self.rest(at + 1);
        let indent = next.iter().take(MOST).take_while(|&&byte| byte == b' ').count();
        let word = next.get(indent..).unwrap_or_default();
        let Some(first) = word.first().filter(|_| indent > 0) else { return false };
        let behind = word.iter().take(MOST).find(|byte| !byte.is_ascii_lowercase());
        let last = self.before(at).last();
        let ends_word = last.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b' ');
        // A word that is a clause of its own is more likely an error, or a key.
        if ends_word && first.is_ascii_lowercase() && !matches!(behind, None | Some(b':')) {
            return true;
        }
        // After a colon the next clause comes, in whatever case.
        let is_part = last == Some(&b':')
            || !first.is_ascii_uppercase() && !matches!(first, b'-' | b'*' | b'{' | b'}' | b'\n');
        is_part && last != Some(&b'}') && self.is_full(at, word)
    }

    /// Whether the line that ends at `at` has no room for the word: it was folded at the width of a terminal or a mail.
    fn is_full(&self, at: usize, word: &[u8]) -> bool {
        /// From the narrowest to the widest at which lines are folded by hand or by a program.
        const WIDTHS: core::ops::RangeInclusive<usize> = 60..=160;
        let line =
            self.before(at).iter().rev().take(*WIDTHS.end()).take_while(|&&byte| byte != b'\n').count();
        let word = word.iter().take(*WIDTHS.end()).take_while(|&&byte| byte != b' ' && byte != b'\n').count();
        line < *WIDTHS.end() && line.saturating_add(word) >= *WIDTHS.start()
    }

    /// A word, URL or digest that starts at `start`; nothing if only punctuation is there.
    fn word(&mut self, start: usize) -> Option<Piece> {
        let drive_path = self.byte(start + 1) == Some(b':') && self.byte(start + 2) == Some(b'\\');
        let (mut end, mut is_name) = (start, false);
        loop {
            end = self.stops.next(self.bytes, end);
            let Some(byte) = self.byte(end) else { break };
            match class(byte) {
                WORD => end += 1,
                COLON => {
                    is_name |= self.rest(end + 1).starts_with(b"//");
                    end += 1;
                }
                AT => {
                    is_name |= self.rest(end + 1).starts_with(b"sha");
                    end += 1;
                }
                // A URL may hold any of these; Go's damaged `%!F(MISSING)` does.
                OPEN | CLOSE | COMMA | SEMICOLON if is_name => end += 1,
                BACKSLASH => {
                    let run = self.backslashes(end);
                    if self.is_escape(end) && (!drive_path || self.byte(end + run) == Some(b'"')) {
                        break;
                    }
                    end += run;
                }
                _ => break,
            }
        }
        let whole = end;
        let word = self.span(start, whole);
        if word == b"*" {
            return Some(self.emit(Kind::Word, start, whole, whole));
        }
        // Markdown's asterisks emphasize what is quoted; one that stands alone is a bullet.
        let is_quote = word.first() == Some(&b'\'');
        let asterisks = word.iter().take_while(|&&byte| byte == b'*').count();
        let begin = start + if is_quote { 1 } else { asterisks };
        while end > begin {
            end -= match self.span(begin, end) {
                [.., b':' | b'.' | b'!' | b'\'' | b'*'] => 1,
                [.., b] if is_name && matches!(class(*b), OPEN | CLOSE | COMMA | SEMICOLON) => 1,
                text if text.ends_with(FULL_STOP.as_bytes()) => FULL_STOP.len(),
                _ => break,
            };
        }
        if begin >= end {
            // Only punctuation: a lone colon still ends the clause.
            if self.span(start, whole).contains(&b':') {
                return Some(self.emit(Kind::Break, start, whole, whole));
            }
            self.at = whole;
            return None;
        }
        let text = self.span(begin, end);
        let quoted = is_quote && self.byte(end) == Some(b'\'') && text.len() > 1;
        // containerd's older " - Server message", and gRPC's "desc = " before the runtime's own words.
        if text == b"-" || text == b"=" && self.follows_desc(begin) {
            return Some(self.emit(Kind::Break, begin, end, end));
        }
        let kind = if is_name || quoted || is_digest(text) { Kind::Name } else { Kind::Word };
        Some(self.emit(kind, begin, end, end))
    }

    /// What a quote with `level` backslashes before it means; `at` is where the backslashes begin.
    fn quote(&mut self, at: usize, level: usize) -> Option<Piece> {
        let inside = at + level + 1;
        if level > DEEPEST {
            self.at = inside;
            return None;
        }
        // A quote that is not deeper than an open message ends it.
        if self.open_levels >> level != 0 {
            self.open_levels &= (1 << level) - 1;
            return Some(self.emit(Kind::Break, at, inside, inside));
        }
        // No name begins like this: it is the end of a quote whose beginning is not escaped.
        if !self.fresh && matches!(self.byte(inside), Some(b':' | b',' | b';' | b')' | b']')) {
            return Some(self.emit(Kind::Break, at, inside, inside));
        }
        if self.opens_message(at, inside, level) {
            self.open_levels |= 1 << level;
            return Some(self.emit(Kind::Break, at, inside, inside));
        }
        let (end, next) = self.closing_quote(inside, level).unwrap_or_else(|| {
            // Cut off in the middle, as an event's text may be: the name ends where a blank is.
            let rest = self.bytes.get(inside..).unwrap_or_default();
            let end =
                inside + rest.iter().position(|&b| matches!(class(b), SPACE | LINE)).unwrap_or(rest.len());
            (end, end)
        });
        Some(self.emit(Kind::Name, inside, end, next))
    }

    /// Whether the quote at `at` begins a message and not a name: the value of a log line's error field, or a
    /// sentence where a clause may begin.
    fn opens_message(&self, at: usize, inside: usize, level: usize) -> bool {
        let before = self.before(at);
        if before.last() == Some(&b'=') {
            return [&b"err="[..], b"error=", b"msg=", b"message=", b"desc=", b"body="]
                .iter()
                .any(|key| before.ends_with(key));
        }
        if !self.fresh {
            return false;
        }
        let mut at = inside;
        while let Some(byte) = self.byte(at) {
            match class(byte) {
                SPACE | LINE => return true,
                QUOTE => return false,
                BACKSLASH => {
                    let run = self.backslashes(at);
                    at += run;
                    match self.byte(at) {
                        Some(b'n' | b'r' | b't') => return true,
                        // A quote inside: no name has one.
                        Some(b'"') => return run > level,
                        _ => {}
                    }
                }
                _ => at += 1,
            }
        }
        false
    }

    /// The end of a quoted name, and where the text goes on.
    fn closing_quote(&mut self, from: usize, level: usize) -> Option<(usize, usize)> {
        if level < self.exhausted {
            return None;
        }
        let mut search = from;
        loop {
            let Some(quote) = find_quote(self.bytes, search) else {
                self.exhausted = level + 1;
                return None;
            };
            let escapes = self.span(from, quote).iter().rev().take_while(|&&b| b == b'\\').count();
            if escapes <= level {
                return Some((quote - escapes, quote + 1));
            }
            search = quote + 1;
        }
    }
}

/// Whether the word is a digest of one of the registered algorithms.
pub(in crate::cause) fn is_digest(word: &[u8]) -> bool {
    let Some(rest) = word.strip_prefix(b"sha") else { return false };
    [&b"256:"[..], b"512:", b"384:"].iter().any(|prefix| rest.starts_with(prefix))
}

impl Iterator for Lexer<'_> {
    type Item = Piece;

    fn next(&mut self) -> Option<Piece> {
        loop {
            let at = self.at;
            let piece = match class(self.byte(at)?) {
                SPACE => {
                    self.at += 1;
                    None
                }
                LINE if self.is_wrapped(at) => {
                    self.at += 1;
                    None
                }
                LINE => Some(self.emit(Kind::Line, at, at + 1, at + 1)),
                OPEN => Some(self.emit(Kind::Open, at, at + 1, at + 1)),
                CLOSE => Some(self.emit(Kind::Close, at, at + 1, at + 1)),
                COMMA => Some(self.emit(Kind::Comma, at, at + 1, at + 1)),
                SEMICOLON => Some(self.emit(Kind::Break, at, at + 1, at + 1)),
                QUOTE => self.quote(at, 0),
                COLON if matches!(self.byte(at + 1).map(class), None | Some(SPACE | LINE)) => {
                    Some(self.emit(Kind::Break, at, at + 1, at + 1))
                }
                BACKSLASH => {
                    let run = self.backslashes(at);
                    match self.byte(at + run) {
                        Some(b'"') => self.quote(at, run),
                        Some(b'n' | b'r') => Some(self.emit(Kind::Line, at, at + run + 1, at + run + 1)),
                        Some(b't') => {
                            self.at = at + run + 1;
                            None
                        }
                        _ => self.word(at),
                    }
                }
                _ => self.word(at),
            };
            if piece.is_some() {
                return piece;
            }
        }
    }
}
