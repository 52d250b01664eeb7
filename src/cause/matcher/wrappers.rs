//! The words that most messages have in common, read at once.
//!
//! What a node reports went through the same layers nearly always, and each puts the same words before what the next
//! one says: half of the words of a usual message. Where such words lead to is worked out when the automaton is built,
//! by the automaton, so passing them means what reading them means.

use super::super::lexer::plain::is_odd;
use super::{At, Texts};

/// What a layer says before the error of the next, from the beginning of a clause to the blank behind a word, in the
/// case of letters in which the layer writes it. One that says something itself, as `failed to authorize` does, is none.
pub(super) const WRAPPERS: [&str; 6] = [
    // `Status.Error` of gRPC, between the kubelet and the runtime. Most errors have no code of their own.
    "rpc error: code = Unknown desc ",
    "rpc error: code = NotFound desc ",
    // containerd's CRI plugin, around everything that its client does.
    "failed to pull and unpack image ",
    // containerd's client, by what it was about to do.
    "failed to resolve reference ",
    "failed to copy: httpReadSeeker: ",
    // The kubelet's event.
    "Failed to pull image ",
];

/// No wrapper has more bytes, and no text is searched that has fewer.
const MOST_BYTES: usize = 32;
/// No wrapper has more words.
pub(super) const MOST_WORDS: usize = 6;

/// Words at the beginning of a clause, and where they lead to.
#[derive(Clone, Copy)]
pub(in crate::cause) struct Wrapper {
    /// Its bytes, and which of so many it has.
    head: [u64; MOST_BYTES / 8],
    has: [u64; MOST_BYTES / 8],
    pub(in crate::cause) len: usize,
    /// Where its words start, the last one last; zero before the first.
    pub(super) starts: [usize; MOST_WORDS],
    /// Where the last one ends.
    pub(super) end: usize,
    /// Where the automaton is behind it.
    pub(super) at: At,
    /// A clause begins behind it.
    pub(in crate::cause) ends_clause: bool,
}

impl Wrapper {
    /// No text begins like this.
    const NOTHING: Self = Self {
        head: [1; MOST_BYTES / 8],
        has: [0; MOST_BYTES / 8],
        len: 0,
        starts: [0; MOST_WORDS],
        end: 0,
        at: At::ROOT,
        ends_clause: false,
    };

    /// Reads the words one after the other, as the matcher would. Nothing if one of them has to be looked at closer,
    /// or if texts of the table end in them.
    fn read(texts: &Texts, text: &str) -> Option<Self> {
        let mut head = [0; MOST_BYTES];
        head.get_mut(..text.len())?.copy_from_slice(text.as_bytes());
        let mut new = Self {
            head: eights(&head),
            has: eights(&head.map(|byte| if byte == 0 { 0 } else { u8::MAX })),
            len: text.len(),
            at: texts.clause,
            ends_clause: text.ends_with(": "),
            ..Self::NOTHING
        };
        let mut start = 0;
        for piece in text.split_terminator(' ') {
            let word = piece.strip_suffix(':').unwrap_or(piece);
            let known = texts.vocabulary.find(word.as_bytes(), word.len());
            if !known.is_plain && is_odd(word.as_bytes(), word.len()) {
                return None;
            }
            new.starts.rotate_left(1);
            *new.starts.last_mut()? = start;
            new.end = start + word.len();
            new.at = texts.after_word(new.at, known);
            if new.at.speaks() {
                return None;
            }
            if word.len() < piece.len() {
                new.at = texts.after_clause(new.at);
            }
            if new.at.speaks() {
                return None;
            }
            start += piece.len() + 1;
        }
        Some(new)
    }

    /// Whether a text begins with it. Every byte is compared, since a loop that ends early costs more.
    #[inline]
    fn begins(&self, text: [u64; MOST_BYTES / 8]) -> bool {
        let wrong = text.iter().zip(self.head).zip(self.has);
        wrong.fold(0, |any, ((text, head), has)| any | (text & has) ^ head) == 0
    }
}

/// Eight bytes at once.
#[inline]
fn eights(bytes: &[u8; MOST_BYTES]) -> [u64; MOST_BYTES / 8] {
    let mut eights = [0; MOST_BYTES / 8];
    for (to, from) in eights.iter_mut().zip(bytes.as_chunks().0) {
        *to = u64::from_le_bytes(*from);
    }
    eights
}

/// All of them, by the bytes that tell them apart.
pub(super) struct Wrappers([Wrapper; Self::SLOTS]);

impl Wrappers {
    const BITS: u32 = 4;
    const SLOTS: usize = 1 << Self::BITS;

    /// None, as long as there is no automaton to read them.
    pub(super) const NONE: Self = Self([Wrapper::NOTHING; Self::SLOTS]);

    pub(super) fn new(texts: &Texts) -> Self {
        let mut new = Self::NONE;
        for text in WRAPPERS {
            if let (Some(wrapper), Some(slot)) = (Wrapper::read(texts, text), slot(text.as_bytes()))
                && let Some(place) = new.0.get_mut(slot)
            {
                *place = wrapper;
            }
        }
        new
    }

    /// The wrapper with which a text begins.
    #[inline]
    pub(super) fn find(&self, text: &[u8]) -> Option<&Wrapper> {
        let wrapper = self.0.get(slot(text)?)?;
        let head = eights(text.first_chunk()?);
        wrapper.begins(head).then_some(wrapper)
    }
}

/// Where in the table a text belongs. All wrappers differ in these eight bytes, and none is too short to have them.
#[inline]
fn slot(text: &[u8]) -> Option<usize> {
    let key = u64::from_le_bytes(*text.get(11..)?.first_chunk()?);
    Some((key.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (u64::BITS - Wrappers::BITS)) as usize)
}

#[cfg(test)]
mod tests {
    use super::super::super::classify::read;
    use super::super::{MARKS, rules, texts};
    use super::{MOST_BYTES, WRAPPERS};
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
        let all = rules().flat_map(|rule| rule.texts).chain(MARKS.iter().flat_map(|(_, texts)| *texts));
        for text in all.map(|text| text.trim_matches(['^', '$', '*'])) {
            for wrapper in WRAPPERS {
                for rest in
                    [String::from(text), String::from("= ") + text + ": x", String::from("\"a b\": ") + text]
                {
                    let rest = rest + &" .".repeat(MOST_BYTES);
                    let mut slow = String::from(wrapper) + &rest;
                    let fast = slow.clone();
                    slow.get_mut(..4).expect("a letter").make_ascii_uppercase();
                    let (fast, slow) = (read(&fast), read(&slow));
                    assert_eq!(fast, slow, "{wrapper:?} {rest:?}");
                    assert_eq!(fast.evidence(), slow.evidence(), "{wrapper:?} {rest:?}");
                }
            }
        }
    }

    const WHY: &str = "two want one place, or a text of the table ends in one, which must not be listed then";
}
