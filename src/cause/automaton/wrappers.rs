//! The words that most messages have in common, read at once.
//!
//! What a node reports went through the same layers nearly always, and each puts the same words before what the next
//! one says: half of the words of a usual message. Where such words lead to is worked out when the automaton is built,
//! by the automaton, so passing them means what reading them means.

use alloc::collections::BTreeSet;
use alloc::vec::Vec;

use super::vocabulary::{UNKNOWN, Word};
use super::{At, Texts};
use crate::cause::lexer::plain::is_odd;
use crate::cause::rules::ASIDE;
use crate::cause::rules::rule::Marks;

/// What a layer says before the error of the next, from the beginning of a clause to the blank after a word, in the
/// case of letters in which the layer writes it. Its words may be texts that set marks; one whose words fire a rule, as
/// `failed to parse image reference` does, is none.
pub(in crate::cause) const WRAPPERS: [&str; 14] = [
    // `Status.Error` of gRPC, between the kubelet and the runtime. Most errors have no code of their own.
    "rpc error: code = Unknown desc = ",
    "rpc error: code = NotFound desc = ",
    "rpc error: code = FailedPrecondition desc = ",
    // containerd's CRI plugin, around everything that its client does.
    "failed to pull and unpack image ",
    // containerd's client, by what it was about to do, and as its own command line prints it.
    "failed to resolve reference ",
    "ctr: failed to resolve reference ",
    "failed to do request: ",
    "failed to copy: httpReadSeeker: failed open: ",
    // containerd's client, on its way to a token.
    "failed to authorize: ",
    "failed to fetch anonymous token: ",
    "failed to fetch oauth token: ",
    // The Docker daemon's client.
    "Error response from daemon: ",
    // The kubelet's events.
    "Failed to pull image ",
    "Back-off pulling image ",
];

/// No wrapper has more bytes, and no text is searched that has fewer.
const MOST_BYTES: usize = 48;
/// The same, eight bytes at once.
type Head = [u64; MOST_BYTES / 8];
/// No wrapper has more words.
pub(in crate::cause) const MOST_WORDS: usize = 6;

/// Words at the beginning of a clause, and where they lead to.
#[derive(Clone, Copy)]
pub(in crate::cause) struct Wrapper {
    /// The bytes by which it is looked for.
    key: u64,
    /// Its bytes, and which of so many it has.
    head: Head,
    has: Head,
    pub(in crate::cause) len: usize,
    /// Its first word.
    pub(in crate::cause) first: Word,
    /// Where its words start, the last one last; zero before the first.
    pub(in crate::cause) starts: [usize; MOST_WORDS],
    /// Where the last one ends.
    pub(in crate::cause) end: usize,
    /// Where the automaton is after it.
    pub(in crate::cause) at: At,
    /// The marks that its words set.
    pub(in crate::cause) marks: Marks,
    /// A clause begins after it, and not what it names.
    pub(in crate::cause) ends_clause: bool,
}

impl Wrapper {
    /// No text begins like this.
    const NOTHING: Self = Self {
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

    /// Reads the words one after the other, as the matcher would. Nothing if one of them has to be looked at closer,
    /// or if more than marks follow from them.
    fn read(texts: &Texts, text: &str) -> Option<Self> {
        let mut head = [0; MOST_BYTES];
        head.get_mut(..text.len())?.copy_from_slice(text.as_bytes());
        let mut new = Self {
            key: key(text.as_bytes())?,
            head: eights(&head),
            has: eights(&head.map(|byte| if byte == 0 { 0 } else { u8::MAX })),
            len: text.len(),
            at: texts.clause,
            ..Self::NOTHING
        };
        let mut start = 0;
        for piece in text.split_terminator(' ') {
            // The equals sign before the runtime's own words.
            let is_break = piece == "=" && text.get(..start)?.ends_with("desc ");
            let word = piece.strip_suffix(':').unwrap_or(piece);
            new.ends_clause = is_break || word.len() < piece.len();
            if !is_break {
                new.pass_word(texts, start, word)?;
            }
            if new.ends_clause {
                new.go_to(texts, texts.after_clause(new.at))?;
            }
            start += piece.len() + 1;
        }
        Some(new)
    }

    fn pass_word(&mut self, texts: &Texts, start: usize, word: &str) -> Option<()> {
        let known = texts.vocabulary.find(word.as_bytes(), word.len());
        if !known.is_plain && is_odd(word.as_bytes(), word.len()) {
            return None;
        }
        if start == 0 {
            self.first = known.word;
        }
        self.starts.rotate_left(1);
        *self.starts.last_mut()? = start;
        self.end = start + word.len();
        self.go_to(texts, texts.after_word(self.at, known))
    }

    /// Goes on to a state, if texts that end there only set marks.
    fn go_to(&mut self, texts: &Texts, at: At) -> Option<()> {
        self.at = at;
        if at.speaks() {
            for output in texts.outputs(at) {
                if !output.fired.is_empty() || output.marks.has_any(ASIDE) {
                    return None;
                }
                self.marks = self.marks.and(output.marks);
            }
        }
        Some(())
    }

    /// Whether a text begins with it. Every byte is compared, since a loop that ends early costs more.
    #[inline]
    fn begins(&self, text: Head) -> bool {
        let wrong = text.iter().zip(self.head).zip(self.has);
        wrong.fold(0, |any, ((text, head), has)| any | (text & has) ^ head) == 0
    }
}

/// Eight bytes at once.
#[inline]
fn eights(bytes: &[u8; MOST_BYTES]) -> Head {
    let mut eights = [0; MOST_BYTES / 8];
    for (to, from) in eights.iter_mut().zip(bytes.as_chunks().0) {
        *to = u64::from_le_bytes(*from);
    }
    eights
}

/// All wrappers differ in these eight bytes, and none is too short to have them.
#[inline]
fn key(text: &[u8]) -> Option<u64> {
    Some(u64::from_le_bytes(*text.get(13..)?.first_chunk()?))
}

/// All of them, by their keys.
pub(in crate::cause) struct Wrappers {
    slots: [Wrapper; Self::SLOTS],
    /// Spreads the keys over the slots, no two to one.
    factor: u64,
}

impl Wrappers {
    const BITS: u32 = 6;
    const SLOTS: usize = 1 << Self::BITS;

    /// None, as long as there is no automaton to read them.
    pub(in crate::cause) const NONE: Self = Self { slots: [Wrapper::NOTHING; Self::SLOTS], factor: 0 };

    pub(in crate::cause) fn new(texts: &Texts) -> Self {
        let wrappers: Vec<_> = WRAPPERS.iter().filter_map(|text| Wrapper::read(texts, text)).collect();
        let are_apart = |factor: &u64| {
            let mut taken = BTreeSet::new();
            wrappers.iter().all(|wrapper| taken.insert(slot(wrapper.key, *factor)))
        };
        // A few dozen tries find one. Without one, wrappers that others took the place of are read word by word.
        let mut factors = (1..1 << 12).map(|n: u64| n.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
        let factor = factors.find(are_apart).unwrap_or_default();
        let mut slots = [Wrapper::NOTHING; Self::SLOTS];
        for wrapper in wrappers {
            if let Some(place) = slots.get_mut(slot(wrapper.key, factor)) {
                *place = wrapper;
            }
        }
        Self { slots, factor }
    }

    /// The wrapper with which a text begins.
    #[inline]
    pub(in crate::cause) fn find(&self, text: &[u8]) -> Option<&Wrapper> {
        let head = text.first_chunk()?;
        let key = key(head)?;
        let wrapper = self.slots.get(slot(key, self.factor))?;
        (wrapper.key == key && wrapper.begins(eights(head))).then_some(wrapper)
    }
}

/// Where in the table a key belongs.
#[inline]
fn slot(key: u64, factor: u64) -> usize {
    (key.wrapping_mul(factor) >> (u64::BITS - Wrappers::BITS)) as usize
}

#[cfg(test)]
mod tests {
    use super::{MOST_BYTES, WRAPPERS};
    use crate::cause::automaton::{MARKS, rules, texts};
    use crate::cause::classify::read;
    use alloc::string::String;

    #[test]
    fn every_wrapper_is_found() {
        for wrapper in WRAPPERS {
            let text = String::from(wrapper) + &"x".repeat(MOST_BYTES);
            let found = texts().wrappers.find(text.as_bytes());
            assert_eq!(found.map(|found| found.len), Some(wrapper.len()), "{wrapper:?}: {WHY}");
        }
    }

    /// Letters are the same in any case, but a wrapper is found in its own only: in another it is read word by word.
    #[test]
    fn a_wrapper_says_what_its_words_say() {
        let around = [
            ("", ""),
            ("", "= "),
            ("", "\"a b\": "),
            ("", "\"a\" "),
            ("failed to resolve reference: ", ""),
            ("(mirrors also failed: ", ""),
        ];
        let all = rules().flat_map(|rule| rule.texts).chain(MARKS.iter().flat_map(|(_, texts)| *texts));
        let texts = all.map(|text| text.trim_matches(['^', '$', '*']));
        // Every text after every wrapper, with something around them.
        for (text, (before, behind)) in texts.zip(around.iter().cycle()) {
            for wrapper in WRAPPERS {
                let rest = String::from(*behind) + text + ": x" + &" .".repeat(MOST_BYTES);
                let (first, other) = wrapper.split_at(3);
                let fast = String::from(*before) + wrapper + &rest;
                let slow = String::from(*before) + &first.to_ascii_uppercase() + other + &rest;
                let (fast, slow) = (read(&fast), read(&slow));
                assert_eq!(fast, slow, "{before:?} {wrapper:?} {rest:?}");
                assert_eq!(fast.evidence(), slow.evidence(), "{before:?} {wrapper:?} {rest:?}");
            }
        }
    }

    const WHY: &str = "two have one key, or one fires a rule of the table, and must not be listed then";
}
