//! From a message to its verdict.
//!
//! A message has one or more parts: the members of an aggregate (`[error one, error two]`, one per pull secret),
//! and remarks aside (mirrors that failed too, a reconnection that failed too, an attempt to read the image as an
//! artifact). In each part the first rule of the table that matched decides. Between parts the one that calls most
//! for an action decides, a remark only if nothing else says anything; the others become alternates.

use core::ops::Range;

use super::automaton::{Known, Matcher, STATUS, find, first_eight, place};
use super::cut::broken_off;
use super::gist;
use super::kind::{CauseGroup, Transience};
use super::lexer::{Kind, Lexer, Piece, is_odd};
use super::part::Part;
use super::rules::CauseRule;
use super::rules::mark::{ASIDE, SCHEMA1_MEDIA_TYPE};
use super::status::{DIGITS, begins_with_status, is_status};
use super::taxonomy::Cause;
use super::verdict::Verdict;

/// Reads the cause out of any text that wraps or is a runtime's error: its first four gigabytes, since places in it are
/// numbers of 32 bits. What it says aside may change the verdict.
#[inline]
pub(super) fn read(message: &str, with_remark: fn(&str, Verdict) -> Verdict) -> Verdict {
    let message = if u32::try_from(message.len()).is_ok() { message } else { four_gigabytes(message) };
    let mut lexer = Lexer::new(message);
    let mut reader = Reader::new(message);
    let mut verdict = reader.run(&mut lexer);
    let has_remark = reader.remark.is_some();
    // Most messages are as they were printed, say one thing, and in a text of the table.
    if lexer.may_be_folded() || has_remark || !is_told(&verdict) {
        verdict = reconsidered(message, verdict, has_remark, &lexer, with_remark);
    }
    verdict
}

/// Whether a text of the table decided; of a code alone the words after it say more.
fn is_told(verdict: &Verdict) -> bool {
    verdict.rule().is_some_and(|rule| !rule.says_little)
}

/// The verdict with what else there is: the message as one line, its words, and what it says aside.
#[cold]
#[inline(never)]
fn reconsidered<'m>(
    message: &'m str,
    mut verdict: Verdict,
    mut has_remark: bool,
    lexer: &Lexer<'m>,
    with_remark: fn(&str, Verdict) -> Verdict,
) -> Verdict {
    if let Some(mut one_line) = lexer.as_one_line(message) {
        // Of both readings the one counts whose rule stands first: read as one line, what only begins a line says less.
        let row = |verdict: &Verdict| {
            CauseRule::all().position(|rule| Some(rule) == verdict.rule()).unwrap_or(usize::MAX)
        };
        let mut reader = Reader::new(message);
        let as_one = reader.run(&mut one_line);
        verdict = if row(&as_one) < row(&verdict) { as_one } else { verdict };
        has_remark |= reader.remark.is_some();
    }
    if !is_told(&verdict) {
        verdict = guess(verdict, message);
    }
    if has_remark { with_remark(message, verdict) } else { verdict }
}

/// What the words of the message are about.
fn guess(verdict: Verdict, message: &str) -> Verdict {
    let behind = verdict.evidence().map_or(0, |evidence| evidence.end);
    let guess = message.get(behind..).and_then(gist::read).map(|guess| guess.moved(behind));
    // Who was refused had credentials, or got an answer without.
    let is_of_the_node = |guess: &Verdict| {
        matches!(guess.cause(), Cause::CredentialProviderFailure | Cause::PullSecretMissing)
            && verdict.group() == CauseGroup::Auth
    };
    let says_more = |guess: &Verdict| guess.cause() != verdict.cause() && !is_of_the_node(guess);
    let Some(mut guess) = guess.filter(says_more) else { return verdict };
    guess.add(verdict.cause());
    guess
}

#[cold]
fn four_gigabytes(message: &str) -> &str {
    let most = usize::try_from(u32::MAX).unwrap_or(usize::MAX);
    // A character takes four bytes at most.
    (0..4).find_map(|less| message.get(..most - less)).unwrap_or_default()
}

/// How deep in brackets a remark began.
#[derive(Clone, Copy)]
struct Aside {
    depth: usize,
}

struct Reader<'m> {
    message: &'m str,
    matcher: Matcher,
    part: Part,
    /// Most messages have none, so there is room for it once it comes.
    remark: Option<Part>,
    aside: Option<Aside>,
    depth: usize,
    /// The depth of an open aggregate, and the first word of its first member.
    aggregate: Option<(usize, &'m str)>,
    verdict: Option<Verdict>,
}

impl<'m> Reader<'m> {
    fn new(message: &'m str) -> Self {
        Self {
            message,
            matcher: Matcher::new(),
            part: Part::new(0),
            remark: None,
            aside: None,
            depth: 0,
            aggregate: None,
            verdict: None,
        }
    }

    fn run(&mut self, lexer: &mut Lexer<'m>) -> Verdict {
        'clause: loop {
            while let Some(wrapper) = self.matcher.find_wrapper(|| lexer.head()) {
                self.matcher.pass(wrapper, lexer.pass(wrapper.len, wrapper.ends_clause));
                let target = target(&mut self.part, &mut self.remark, self.aside);
                target.marks = target.marks.and(wrapper.marks);
                // What it is about, quoted.
                if !wrapper.ends_clause && lexer.skip_name() {
                    if lexer.skip_break() {
                        self.feed_clause();
                    } else {
                        lexer.skip_blank();
                    }
                }
            }
            loop {
                while let Some(word) = lexer.plain_word() {
                    let length = word.end - word.start;
                    let mut known = find(word.text, length, word.eight);
                    // Most words of the table are known not to be odd; only the others are looked at.
                    if !known.is_plain() && is_odd(word.text, length) {
                        let Some(status) = self.find_status(word.start, word.end) else { break };
                        known = status;
                    }
                    self.feed_word(&known, word.start, word.end);
                    if lexer.pass_word(&word) {
                        self.feed_clause();
                        continue 'clause;
                    }
                }
                let Some(next) = lexer.next_byte() else { break 'clause };
                if next == b'=' && lexer.skip_description() {
                    self.feed_clause();
                    continue 'clause;
                }
                if next != b'"' || !lexer.skip_name() {
                    let Some(piece) = lexer.next() else { break 'clause };
                    self.piece(piece);
                    if lexer.skip_full_stop() {
                        self.feed_clause();
                        continue 'clause;
                    }
                }
                if lexer.skip_break() {
                    self.feed_clause();
                    continue 'clause;
                }
                lexer.skip_blank();
            }
        }
        self.feed_clause();
        if self.verdict.is_none() && self.part.is_empty() {
            for (fired, start) in broken_off(self.message) {
                self.part.add([fired].into_iter(), [start, self.message.len()].map(place));
            }
        }
        self.finish(self.message.len());
        let verdict = self.verdict;
        if self.remark.is_some() { self.with_remark(verdict) } else { verdict.unwrap_or(Verdict::NO_DETAIL) }
    }

    /// What is said aside is an alternate, or all that is said.
    #[cold]
    fn with_remark(&self, verdict: Option<Verdict>) -> Verdict {
        let remark = self.remark.as_ref().and_then(|remark| remark.judge(self.message, self.message.len()));
        let (Some(mut verdict), Some(remark)) = (verdict, remark) else {
            return verdict.or(remark).unwrap_or(Verdict::NO_DETAIL);
        };
        verdict.add(remark.cause());
        verdict
    }

    fn piece(&mut self, piece: Piece) {
        match piece.kind {
            Kind::Word => self.word(piece.start, piece.end),
            Kind::Name => {
                if let Some(length) = self.deciding_part(piece) {
                    self.word(piece.start, piece.start + length);
                }
            }
            Kind::Break | Kind::Line => self.feed_clause(),
            Kind::Open => {
                if self.aside.is_none() && self.aggregate.is_none() && self.matcher.at_break() {
                    let rest = self.message.get(piece.end..).unwrap_or_default();
                    if self.bytes(piece.start, piece.end) == b"[" {
                        self.aggregate = Some((self.depth + 1, first_word(rest)));
                    }
                }
                self.depth += 1;
            }
            Kind::Close => {
                self.depth = self.depth.saturating_sub(1);
                if self.aside.is_some_and(|aside| self.depth < aside.depth) {
                    self.feed_clause();
                    self.aside = None;
                }
                if self.aggregate.is_some_and(|(depth, _)| self.depth < depth) {
                    self.feed_clause();
                    self.finish(piece.start);
                    self.aggregate = None;
                }
                if self.bytes(piece.end, piece.end + 1) == b" " && ends_log_prefix(self.bytes(0, piece.end)) {
                    self.feed_clause();
                }
            }
            Kind::Comma => {
                if let Some((depth, opener)) = self.aggregate
                    && self.depth == depth
                    && begins_member(self.message.get(piece.end..).unwrap_or_default(), opener)
                {
                    self.feed_clause();
                    self.finish(piece.start);
                }
            }
        }
    }

    /// How much of a quoted text decides something, of the few that do: the bytes of a TLS record in a "malformed HTTP
    /// response", a schema 1 media type, a status with its phrase, and a registry's code in its JSON.
    fn deciding_part(&self, name: Piece) -> Option<usize> {
        let text = self.bytes(name.start, name.end);
        let decides = match text {
            [b'\\', ..] => true,
            [b'a', ..] if text.starts_with(SCHEMA1_MEDIA_TYPE.as_bytes()) => true,
            _ if begins_with_status(text) => return Some(DIGITS),
            _ => self.matcher.at_break() && follows_key(self.bytes(0, name.start)),
        };
        decides.then_some(text.len())
    }

    fn bytes(&self, start: usize, end: usize) -> &'m [u8] {
        self.message.as_bytes().get(start..end).unwrap_or_default()
    }

    fn word(&mut self, mut start: usize, end: usize) {
        let mut word = self.bytes(start, end);
        if let [b'\\', ..] = word {
            // Escapes double with every quoting; one backslash is enough to know them.
            start += word.iter().take_while(|&&b| b == b'\\').count() - 1;
            word = self.bytes(start, end);
        }
        // The bullets of an aggregate that is printed as a list.
        if word == b"*" && self.matcher.at_break() {
            self.finish(start);
            return;
        }
        let known = self.find_status(start, end).unwrap_or_else(|| {
            let text = self.message.as_bytes().get(start..).unwrap_or_default();
            find(text, end - start, first_eight(text))
        });
        self.feed_word(&known, start, end);
    }

    /// What the table has of a word that is an HTTP status: a word of its own, with a mark before it, so that no other
    /// number is taken for one.
    #[inline]
    fn find_status(&self, start: usize, end: usize) -> Option<Known> {
        let &[hundreds @ (b'4' | b'5'), tens, ones] = self.bytes(start, end) else { return None };
        self.find_number([STATUS, hundreds, tens, ones], start, end)
    }

    #[inline(never)]
    fn find_number(&self, status: [u8; 1 + DIGITS], start: usize, end: usize) -> Option<Known> {
        let Range { start: from, end: to } = self.matcher.last_word();
        // A name between them is what the word before it speaks of; the status itself may be quoted.
        let follows = !without_quotes(self.bytes(to, start)).contains(&b'"');
        let last = self.message.get(from..to).filter(|_| follows).unwrap_or_default();
        let piece = Piece { kind: Kind::Word, start, end };
        is_status(self.message, piece, self.matcher.at_break(), last)
            .then(|| find(&status, status.len(), first_eight(&status)))
    }

    #[inline]
    fn feed_word(&mut self, known: &Known, start: usize, end: usize) {
        if self.matcher.word(known, start, end) {
            self.note();
        }
    }

    #[inline]
    fn feed_clause(&mut self) {
        if self.matcher.clause() {
            self.note();
        }
    }

    /// Writes down what the texts that end here mean, in the part or, inside a remark, aside. Few words come here.
    #[inline(never)]
    fn note(&mut self) {
        for &output in self.matcher.found() {
            let target = target(&mut self.part, &mut self.remark, self.aside);
            target.marks = target.marks.and(output.marks);
            if !output.fires_nothing() {
                target.add(output.fired(), self.matcher.place_of(output));
            }
            if output.marks.has_any(ASIDE) {
                self.aside = self.aside.or(Some(Aside { depth: self.depth }));
            }
        }
    }

    /// Ends the current part; what it says is weighed against the parts before it.
    fn finish(&mut self, end: usize) {
        if self.aside.is_some_and(|aside| aside.depth <= self.depth) {
            self.aside = None;
        }
        let judged = self.part.judge(self.message, end);
        self.part.restart(end);
        let Some(new) = judged else { return };
        let Some(old) = self.verdict else {
            self.verdict = Some(new);
            return;
        };
        let (mut first, second) =
            if urgency(new.cause()) < urgency(old.cause()) { (new, old) } else { (old, new) };
        first.add(second.cause());
        for &other in second.alternates() {
            first.add(other);
        }
        self.verdict = Some(first);
    }
}

/// The part to which belongs what is found.
#[inline]
fn target<'a>(part: &'a mut Part, remark: &'a mut Option<Part>, aside: Option<Aside>) -> &'a mut Part {
    match aside {
        Some(_) => opened(remark),
        None => part,
    }
}

/// The remark, which begins where it is first written to.
#[cold]
#[inline(never)]
fn opened(remark: &mut Option<Part>) -> &mut Part {
    remark.get_or_insert_with(|| Part::new(0))
}

/// Whether what was read ends like that which a logger puts before a message: `FATA[0000]`, `[ERROR]`, `main.go:42]`.
fn ends_log_prefix(read: &[u8]) -> bool {
    const LOOK: usize = 24;
    let Some(inside) = read.strip_suffix(b"]") else { return false };
    let is_inside = |byte: &&u8| byte.is_ascii_graphic() && **byte != b'[';
    let length = inside.iter().rev().take(LOOK).take_while(is_inside).count();
    let (before, word) = inside.split_at(inside.len() - length);
    match before.last() {
        None | Some(b'[') => length > 0,
        Some(b' ') => word.contains(&b':'),
        Some(_) => false,
    }
}

/// Whether the text before a quoted one ends in a key of JSON that announces an error, at any depth of quoting:
/// `"code":"`.
fn follows_key(before: &[u8]) -> bool {
    let Some(key) = without_quotes(before).trim_ascii_end().strip_suffix(b":").map(without_quotes) else {
        return false;
    };
    [&b"code"[..], b"error", b"message"].iter().any(|name| key.ends_with(name))
}

/// The text without the quotes at its end, and the backslashes before them. Deeper ones than any log has stay, so that
/// no run of quotes is looked at again and again.
#[inline(never)]
fn without_quotes(text: &[u8]) -> &[u8] {
    const LOOK: usize = 32;
    let quotes = text.iter().rev().take(LOOK).take_while(|byte| matches!(byte, b'"' | b'\\')).count();
    text.get(..text.len() - quotes).unwrap_or_default()
}

/// The first word of `text`, if it is no longer than any that begins an error: the look ahead stays bounded.
fn first_word(text: &str) -> &str {
    const LOOK: usize = 40;
    let ahead = text.as_bytes().iter().take(LOOK);
    let blanks = ahead.clone().take_while(|b| b.is_ascii_whitespace()).count();
    let length = ahead.skip(blanks).take_while(|&&b| !b.is_ascii_whitespace() && b != b':').count();
    text.get(blanks..blanks + length).unwrap_or_default()
}

/// How the runtimes' errors begin. A member of an aggregate may hold commas, so a comma ends it only before one of
/// these, or before the word that the first member began with.
const OPENERS: [&str; 20] = [
    "rpc",
    "failed",
    "unable",
    "initializing",
    "Error",
    "copying",
    "reading",
    "choosing",
    "parsing",
    "writing",
    "pull",
    "pulling",
    "Get",
    "Head",
    "SignatureValidationFailed",
    "RegistryUnavailable",
    "toomanyrequests",
    "manifest",
    "received",
    "short-name",
];

fn begins_member(rest: &str, opener: &str) -> bool {
    let word = first_word(rest);
    !word.is_empty() && (word == opener || OPENERS.contains(&word))
}

/// Which of several causes calls first for an action: credentials, permissions, names, everything else that
/// a person must repair, and last what a retry may end.
pub(super) fn urgency(cause: Cause) -> u8 {
    match cause {
        Cause::AuthInvalid => 0,
        Cause::AccessDenied => 1,
        Cause::AuthRequired => 2,
        Cause::NotFoundOrUnauthorized => 3,
        Cause::RepositoryNotFound | Cause::TagNotFound | Cause::DigestNotFound | Cause::BlobNotFound => 4,
        Cause::NoDetail => 9,
        _ => match cause.transience() {
            Transience::Permanent => 5,
            Transience::Throttled => 6,
            Transience::Unknown => 7,
            Transience::Transient => 8,
        },
    }
}
