//! What was found in one part of a message, and the verdict on it: of the rules that matched, the first of the table.

use super::rule::Marks;
use super::table::{BY_DIGEST, OF_BLOB};
use super::{CauseRule, Verdict};

/// The table, as one row.
type Rules = &'static [&'static CauseRule];

/// A rule that fired, and where its text is.
#[derive(Clone, Copy)]
pub(super) struct Hit {
    pub(super) rule: usize,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// What was found in one part of the message. Of more hits than fit, those that stand first in the table stay.
pub(super) struct Part {
    hits: [Hit; Self::MOST],
    count: usize,
    pub(super) marks: Marks,
    start: usize,
}

impl Part {
    const MOST: usize = 16;

    pub(super) fn new(start: usize) -> Self {
        Self { hits: [Hit { rule: 0, start: 0, end: 0 }; Self::MOST], count: 0, marks: Marks::NONE, start }
    }

    /// Forgets everything; the next part begins at `start`.
    pub(super) fn restart(&mut self, start: usize) {
        (self.count, self.marks, self.start) = (0, Marks::NONE, start);
    }

    fn hits(&self) -> &[Hit] {
        self.hits.get(..self.count).unwrap_or_default()
    }

    pub(super) fn add(&mut self, hit: Hit) {
        if self.hits().iter().any(|seen| seen.rule == hit.rule) {
            return;
        }
        if let Some(slot) = self.hits.get_mut(self.count) {
            *slot = hit;
            self.count += 1;
        } else if let Some(last) = self.hits.iter_mut().max_by_key(|seen| seen.rule)
            && hit.rule < last.rule
        {
            *last = hit;
        }
    }

    /// The first rule of the table at or after `from` whose text is here and whose surroundings fit.
    fn first(&self, rules: Rules, from: usize, marks: Marks) -> Option<(Hit, &'static CauseRule)> {
        let mut first: Option<(Hit, &'static CauseRule)> = None;
        for hit in self.hits() {
            if hit.rule < from || first.is_some_and(|(best, _)| best.rule < hit.rule) {
                continue;
            }
            if let Some(rule) = rules.get(hit.rule)
                && marks.has_all(rule.given)
                && !marks.has_any(rule.unless)
            {
                first = Some((*hit, rule));
            }
        }
        first
    }

    /// The verdict on this part, which ends at `end` of the message.
    pub(super) fn judge(&self, rules: Rules, message: &str, end: usize) -> Option<Verdict> {
        if self.count == 0 {
            return None;
        }
        let asks = |hit: &Hit| {
            rules.get(hit.rule).is_some_and(|r| r.given.and(r.unless).has_any(BY_DIGEST.and(OF_BLOB)))
        };
        let mut marks = self.marks;
        if self.hits().iter().any(asks) {
            marks = marks.and(target(message.as_bytes().get(self.start..end).unwrap_or_default()));
        }
        let (hit, rule) = self.first(rules, 0, marks)?;
        let mut verdict = Verdict::from_rule(rule, hit.start..hit.end);
        if rule.shows_next
            && let Some((_, next)) = self.first(rules, hit.rule + 1, marks)
        {
            verdict.add(next.cause);
        }
        Some(verdict)
    }
}

/// What was asked for, where the message shows it: the last mention decides. One pass from the end, since a digest is
/// the only thing there that begins with these letters behind one of these texts.
fn target(part: &[u8]) -> Marks {
    let mut rest = part;
    // The middle letter is the rarest of the three.
    while let Some(middle) = last_h(rest) {
        rest = rest.get(..middle).unwrap_or_default();
        let Some((b'a', rest_of_it)) = part.get(middle + 1..).and_then(<[u8]>::split_first) else { continue };
        // The tag of a signature is a digest with a dash for its colon; a tag may be called "sha256", too.
        let mut behind = rest_of_it.iter().skip_while(|byte| byte.is_ascii_digit());
        match (behind.next(), behind.next()) {
            (Some(b'-'), _) | (Some(b':'), None | Some(b' ' | b'"' | b'\\')) => continue,
            _ => {}
        }
        let Some(before) = rest.strip_suffix(b"s") else { continue };
        if before.ends_with(b"/blobs/") {
            return OF_BLOB;
        }
        if before.ends_with(b"@") || before.ends_with(b"/manifests/") || before.ends_with(b"manifest ") {
            return BY_DIGEST;
        }
    }
    Marks::NONE
}

/// The last `h`. Whole chunks without one are passed over, which compiles to one comparison of 16 bytes.
fn last_h(text: &[u8]) -> Option<usize> {
    let has_none = |chunk: &&[u8; 16]| chunk.iter().fold(0, |any, &b| any | u8::from(b == b'h')) == 0;
    let (_, chunks) = text.as_rchunks();
    let passed = 16 * chunks.iter().rev().take_while(has_none).count();
    text.get(..text.len() - passed)?.iter().rposition(|&b| b == b'h')
}
