//! The words that most messages have in common, read at once.
//!
//! What a node reports went through the same layers nearly always, and each puts the same words before what the next
//! one says: half of the words of a usual message. Where such words lead to is worked out when the automaton is built,
//! by the automaton, so passing them means what reading them means.

use alloc::vec::Vec;

use super::super::lexer::plain::is_odd;
use super::{At, Texts};

/// What a layer says before the error of the next, from the beginning of a clause to the blank behind a word, in the
/// case of letters in which the layer writes it. Of two that begin with the same sixteen bytes, the commoner first.
pub(super) const WRAPPERS: [&str; 9] = [
    // `Status.Error` of gRPC, between the kubelet and the runtime. Most errors have no code of their own.
    "rpc error: code = Unknown desc = ",
    "rpc error: code = NotFound desc = ",
    "rpc error: code = ",
    // containerd's CRI plugin, around everything that its client does.
    "failed to pull and unpack image ",
    // containerd's client, by what it was about to do.
    "failed to resolve reference ",
    "failed to do request: ",
    "failed to authorize: ",
    "failed to copy: httpReadSeeker: ",
    // The kubelet's event.
    "Failed to pull image ",
];

/// Words at the beginning of a clause, and where they lead to.
pub(in crate::cause) struct Wrapper {
    text: &'static str,
    /// Where its words start, and where the last one ends.
    pub(super) starts: Vec<usize>,
    pub(super) end: usize,
    /// Where the automaton is behind it.
    pub(super) at: At,
}

impl Wrapper {
    /// Reads the words one after the other, as the matcher would. Nothing if one of them has to be looked at closer,
    /// or if texts of the table end in them.
    fn read(texts: &Texts, text: &'static str) -> Option<Self> {
        let mut new = Self { text, starts: Vec::new(), end: 0, at: texts.clause };
        let (mut start, mut last) = (0, "");
        for piece in text.split_terminator(' ') {
            let word = piece.strip_suffix(':').unwrap_or(piece);
            // The one equals sign that is no word.
            let is_break = word == "=" && last == "desc";
            if !is_break {
                let known = texts.vocabulary.find(word.as_bytes(), word.len());
                if !known.is_plain && is_odd(word.as_bytes(), word.len()) {
                    return None;
                }
                new.at = texts.after_word(new.at, known);
                new.starts.push(start);
                new.end = start + word.len();
            }
            let speaks_of_word = new.at.speaks();
            if is_break || word.len() < piece.len() {
                new.at = texts.after_clause(new.at);
            }
            if speaks_of_word || new.at.speaks() {
                return None;
            }
            (start, last) = (start + piece.len() + 1, word);
        }
        Some(new)
    }

    pub(in crate::cause) const fn len(&self) -> usize {
        self.text.len()
    }

    /// Whether a clause begins behind it.
    pub(in crate::cause) fn ends_clause(&self) -> bool {
        self.text.ends_with(": ") || self.text.ends_with("desc = ")
    }
}

/// All of them, by what tells them apart: the second eight bytes.
pub(super) struct Wrappers([Vec<Wrapper>; Self::SLOTS]);

impl Wrappers {
    const BITS: u32 = 6;
    const SLOTS: usize = 1 << Self::BITS;

    /// None, as long as there is no automaton to read them.
    pub(super) const NONE: Self = Self([const { Vec::new() }; Self::SLOTS]);

    pub(super) fn new(texts: &Texts) -> Self {
        let mut new = Self::NONE;
        for wrapper in WRAPPERS.iter().filter_map(|text| Wrapper::read(texts, text)) {
            if let Some(slot) = slot(wrapper.text.as_bytes()).and_then(|slot| new.0.get_mut(slot)) {
                slot.push(wrapper);
            }
        }
        new
    }

    /// The wrapper with which a text begins.
    #[inline]
    pub(super) fn find(&self, text: &[u8]) -> Option<&Wrapper> {
        self.0.get(slot(text)?)?.iter().find(|wrapper| text.starts_with(wrapper.text.as_bytes()))
    }
}

/// Where in the table a text belongs by its second eight bytes.
#[inline]
fn slot(text: &[u8]) -> Option<usize> {
    let (_, rest) = text.split_first_chunk::<8>()?;
    let key = u64::from_le_bytes(*rest.first_chunk()?);
    Some((key.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (u64::BITS - Wrappers::BITS)) as usize)
}
