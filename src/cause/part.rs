//! What was found in one part of a message, and the verdict on it: of the rules that matched, the first of the table.

use core::mem;

use super::automaton::Fired;
use super::rules::mark::{BY_DIGEST, OF_BLOB, TOKEN};
use super::rules::rule::Marks;
use super::rules::table::ROWS;
use super::taxonomy::Cause;
use super::verdict::Verdict;

/// What was found in one part of the message, in the order of the table. Of more rules than fit, those that stand first
/// stay.
pub(super) struct Part {
    rules: [u16; Self::MOST],
    /// Where the text of each starts and ends: small numbers, which are cleared with a few instructions.
    places: [[u32; 2]; Self::MOST],
    count: usize,
    /// The first rule that decides wherever its text is: none after it is asked for.
    last: u16,
    pub(super) marks: Marks,
    start: usize,
}

impl Part {
    const MOST: usize = 16;

    pub(super) const fn new(start: usize) -> Self {
        let (rules, places) = ([0; Self::MOST], [[0; 2]; Self::MOST]);
        Self { rules, places, count: 0, last: u16::MAX, marks: Marks::NONE, start }
    }

    /// Forgets everything; the next part begins at `start`.
    pub(super) fn restart(&mut self, start: usize) {
        (self.count, self.last, self.marks, self.start) = (0, u16::MAX, Marks::NONE, start);
    }

    /// Whether no rule fired.
    pub(super) fn is_empty(&self) -> bool {
        self.count == 0
    }

    fn rules(&self) -> &[u16] {
        self.rules.get(..self.count).unwrap_or_default()
    }

    /// The rules whose text is at this place, in the order of the table; where one was found before, that counts.
    #[inline]
    pub(super) fn add(&mut self, fired: impl Iterator<Item = Fired>, place: [u32; 2]) {
        for fired in fired {
            let rule = fired.rule();
            if rule >= self.last {
                return;
            }
            let before = self.rules().iter().rposition(|seen| *seen < rule).map_or(0, |last| last + 1);
            if self.rules().get(before) == Some(&rule) {
                continue;
            }
            if fired.is_final() {
                self.last = rule;
                self.count = before;
            }
            if before < self.count {
                self.insert(before, rule, place);
            } else {
                self.push(rule, place);
            }
        }
    }

    /// Puts a rule after all others, if there is room.
    #[inline]
    fn push(&mut self, rule: u16, place: [u32; 2]) {
        if let (Some(to), Some(at)) = (self.rules.get_mut(self.count), self.places.get_mut(self.count)) {
            (*to, *at) = (rule, place);
            self.count += 1;
        }
    }

    /// Puts a rule before others; the last of them may have no room left.
    #[cold]
    fn insert(&mut self, before: usize, mut rule: u16, mut place: [u32; 2]) {
        let slots = self.rules.iter_mut().zip(&mut self.places);
        for (of, at) in slots.take(self.count).skip(before) {
            mem::swap(of, &mut rule);
            mem::swap(at, &mut place);
        }
        self.push(rule, place);
    }

    /// The verdict on this part, which ends at `end` of the message.
    #[inline]
    pub(super) fn judge(&self, message: &str, end: usize) -> Option<Verdict> {
        let first = self.rules().first()?;
        // Of most messages the first rule decides wherever its text is, and nothing else is asked.
        if *first == self.last {
            let (place, rule) = (self.places.first()?, ROWS.get(usize::from(*first))?);
            return Some(Verdict::from_rule(rule, *place));
        }
        self.weigh(message, end)
    }

    /// The same where the first rule depends on what surrounds its text, or shows the next.
    #[inline(never)]
    fn weigh(&self, message: &str, end: usize) -> Option<Verdict> {
        let mut marks = self.marks;
        let (mut knows_target, mut knows_token) = (false, false);
        let mut verdict: Option<Verdict> = None;
        // The cause of a rule that gave way, and where its text ends.
        let mut outer: Option<(Cause, usize)> = None;
        for (rule, place) in self.rules().iter().zip(&self.places) {
            let Some(rule) = ROWS.get(usize::from(*rule)) else { continue };
            let [from, to] = place.map(|at| at as usize);
            let surroundings = rule.given.and(rule.unless);
            if !knows_target && surroundings.has_any(BY_DIGEST.and(OF_BLOB)) {
                marks = marks.and(target(message.as_bytes().get(self.start..end).unwrap_or_default()));
                knows_target = true;
            }
            if !knows_token && rule.given.has_any(TOKEN) {
                let part = message.as_bytes().get(self.start..end).unwrap_or_default();
                marks = if asks_for_token(part) { marks.and(TOKEN) } else { marks };
                knows_token = true;
            }
            if !marks.has_all(rule.given) || marks.has_any(rule.unless) {
                continue;
            }
            if let Some((cause, behind)) = outer {
                let says_no_more = matches!(rule.cause, Cause::NoDetail | Cause::PullCancelled);
                if from < behind || rule.cause == cause || says_no_more {
                    continue;
                }
                let mut inner = Verdict::from_rule(rule, *place);
                inner.add(cause);
                verdict = Some(inner);
            } else if let Some(verdict) = &mut verdict {
                verdict.add(rule.cause);
                break;
            } else {
                verdict = Some(Verdict::from_rule(rule, *place));
            }
            let leads_on = || leads_on(message.as_bytes().get(to..end).unwrap_or_default());
            outer = (rule.gives_way && leads_on()).then_some((rule.cause, to));
            if outer.is_none() && !rule.shows_next {
                break;
            }
        }
        verdict
    }
}

/// Whether an error follows, after a colon, on the words that end this clause; a capital begins another sentence.
/// containerd's own class of an error, which ends a message, is not one.
#[inline(never)]
fn leads_on(rest: &[u8]) -> bool {
    const LOOK: usize = 48;
    let is_end = |byte: &u8| matches!(byte, b':' | b'\n' | b',' | b';' | b'[' | b'"' | b'\\' | b'A'..=b'Z');
    let Some(end) = rest.iter().take(LOOK).position(is_end) else { return false };
    let Some((b':', next)) = rest.get(end..).and_then(<[u8]>::split_first) else { return false };
    let is_class = [&b"not found"[..], b"unavailable", b"unknown"].contains(&next.trim_ascii());
    next.first().is_some_and(u8::is_ascii_whitespace) && !is_class
}

/// What was asked for, where the message shows it: the last mention decides. One pass from the end, since a digest is
/// the only thing there that begins with these letters after one of these texts.
#[inline(never)]
fn target(part: &[u8]) -> Marks {
    let mut rest = part;
    // The middle letter is the rarest of the three.
    while let Some(middle) = last_of(b'h', rest) {
        rest = rest.get(..middle).unwrap_or_default();
        let Some((b'a', rest_of_it)) = part.get(middle + 1..).and_then(<[u8]>::split_first) else { continue };
        // The tag of a signature is a digest with a dash for its colon; a tag may be called "sha256", too.
        let mut behind = rest_of_it.iter().skip_while(|byte| byte.is_ascii_digit());
        match (behind.next(), behind.next()) {
            // The colon is escaped where a URL was damaged.
            (Some(b':'), Some(next)) if !matches!(next, b' ' | b'"' | b'\\') => {}
            (Some(b'%'), _) => {}
            _ => continue,
        }
        let Some(before) = rest.strip_suffix(b"s") else { continue };
        if before.ends_with(b"/blobs/") {
            return OF_BLOB;
        }
        let words = before.trim_ascii_end();
        let is_manifest = words.len() < before.len() && words.ends_with(b"manifest");
        if before.ends_with(b"@") || before.ends_with(b"/manifests/") || is_manifest {
            return BY_DIGEST;
        }
    }
    Marks::NONE
}

/// Whether the message shows the URL of a token server, as Docker Hub's, Harbor's and Quay's are.
#[inline(never)]
fn asks_for_token(part: &[u8]) -> bool {
    let mut rest = part;
    while let Some(query) = last_of(b'?', rest) {
        rest = rest.get(..query).unwrap_or_default();
        if rest.ends_with(b"/token") || rest.ends_with(b"/v2/auth") {
            return true;
        }
    }
    false
}

/// The last such byte. Whole chunks without one are passed over, which compiles to one comparison of 16 bytes.
fn last_of(byte: u8, text: &[u8]) -> Option<usize> {
    let has_none = |chunk: &&[u8; 16]| chunk.iter().fold(0, |any, &b| any | u8::from(b == byte)) == 0;
    let (_, chunks) = text.as_rchunks();
    let passed = 16 * chunks.iter().rev().take_while(has_none).count();
    text.get(..text.len() - passed)?.iter().rposition(|&b| b == byte)
}

#[cfg(test)]
mod tests {
    use super::{Fired, Part};
    use alloc::vec::Vec;

    /// What a part keeps, in other words: of each rule the first place, of the rules the first of the table, and none
    /// after one that decides.
    fn kept(all: &[(Fired, usize)]) -> Vec<(u16, usize)> {
        let mut kept: Vec<(Fired, usize)> = Vec::new();
        for (fired, start) in all {
            if kept.iter().all(|(seen, _)| seen.rule() != fired.rule()) {
                kept.push((*fired, *start));
            }
        }
        kept.sort_by_key(|(fired, _)| fired.rule());
        kept.truncate(Part::MOST);
        if let Some(last) = kept.iter().position(|(fired, _)| fired.is_final()) {
            kept.truncate(last + 1);
        }
        kept.iter().map(|(fired, start)| (fired.rule(), *start)).collect()
    }

    #[test]
    fn the_first_rules_stay_in_whatever_order_they_come() {
        let mut random = 1_u32;
        let mut below = move |limit: u32| {
            random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (random >> 16) % limit
        };
        for round in 0..20_000 {
            let (mut part, mut all) = (Part::new(0), Vec::new());
            // Few rules meet often, many fill the part; every so many-th decides wherever it is.
            let (rules, every) = if round % 2 == 0 { (8, 3) } else { (60, 20 + below(60)) };
            for start in 0..below(40) {
                let mut group: Vec<_> = (0..=below(3)).map(|_| below(rules)).collect();
                group.sort_unstable();
                group.dedup();
                let group: Vec<_> = group
                    .iter()
                    .map(|&rule| Fired::new(u16::try_from(rule).unwrap(), rule % every == every - 1))
                    .collect();
                part.add(group.iter().copied(), [start, start + 1]);
                all.extend(group.iter().map(|fired| (*fired, start as usize)));
            }
            let starts = part.places.iter().map(|[start, _]| usize::try_from(*start).unwrap());
            let hits: Vec<_> = part.rules().iter().copied().zip(starts).collect();
            assert_eq!(hits, kept(&all), "round {round}");
        }
    }
}
