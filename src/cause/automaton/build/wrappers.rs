//! The wrappers, and where their words lead.

use alloc::collections::BTreeSet;
use alloc::vec;
use alloc::vec::Vec;

use super::trie::{Meaning, Node, follow};
use super::words::Vocabulary;
use crate::cause::automaton::layout::{At, BREAK, MOST_BYTES, State, Wrapper};
use crate::cause::automaton::wrappers::{SLOTS, slot};
use crate::cause::lexer::is_odd;
use crate::cause::rules::mark::ASIDE;
use crate::sentence::{BACK_OFF, PULL_FAILED};

/// What a layer says before the error of the next, from the beginning of a clause to the blank after a word, in the
/// case of letters in which the layer writes it. Its words may be texts that set marks; one whose words fire a rule, as
/// `failed to parse image reference` does, is none.
pub(super) const WRAPPERS: [&str; 14] = [
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
    PULL_FAILED,
    BACK_OFF,
];

/// The automaton as it is built.
pub(super) struct Automaton<'a> {
    pub(super) vocabulary: &'a Vocabulary,
    pub(super) nodes: &'a [Node],
    pub(super) clause: State,
    pub(super) at: &'a dyn Fn(State) -> At,
}

/// The words read one after the other, as the matcher would. Nothing if one of them has to be looked at closer, or if
/// more than marks follow from them.
pub(super) fn read(automaton: &Automaton<'_>, text: &'static str) -> Option<Wrapper> {
    assert!(text.len() <= MOST_BYTES, "{text:?}");
    let mut new = Wrapper::new(text);
    let (mut state, mut start) = (automaton.clause, 0);
    for piece in text.split_terminator(' ') {
        // The equals sign before the runtime's own words.
        let is_break = piece == "=" && text.get(..start)?.ends_with("desc ");
        let word = piece.strip_suffix(':').unwrap_or(piece);
        new.ends_clause = is_break || word.len() < piece.len();
        if !is_break {
            let number = automaton.vocabulary.number(word);
            let lower = word.to_ascii_lowercase();
            if !automaton.vocabulary.numbers.contains_key(&lower) && is_odd(word.as_bytes(), word.len()) {
                return None;
            }
            if start == 0 {
                new.first = number;
            }
            new.starts.rotate_left(1);
            *new.starts.last_mut()? = u32::try_from(start).ok()?;
            new.end = u32::try_from(start + word.len()).ok()?;
            state = follow(automaton.nodes, state, number);
            says_marks_only(automaton, state, &mut new)?;
        }
        if new.ends_clause {
            state = follow(automaton.nodes, state, BREAK);
            says_marks_only(automaton, state, &mut new)?;
        }
        start += piece.len() + 1;
    }
    new.at = (automaton.at)(state);
    Some(new)
}

fn says_marks_only(automaton: &Automaton<'_>, state: State, new: &mut Wrapper) -> Option<()> {
    for (_, meaning) in &automaton.nodes.get(usize::from(state))?.outputs {
        match meaning {
            Meaning::Mark(marks) if !marks.has_any(ASIDE) => new.marks = new.marks.and(*marks),
            _ => return None,
        }
    }
    Some(())
}

/// A factor that spreads the keys over the slots, no two to one, and the slots.
pub(super) fn slots(wrappers: &[Wrapper]) -> (u64, Vec<u8>) {
    let are_apart = |factor: &u64| {
        let mut taken = BTreeSet::new();
        wrappers.iter().all(|wrapper| taken.insert(slot(wrapper.key, *factor)))
    };
    // A few dozen tries find one.
    let mut factors = (1..1 << 16).map(|n: u64| n.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    let factor = factors.find(are_apart).unwrap();
    let mut slots = vec![0; 1 << SLOTS];
    for (place, wrapper) in (1..).zip(wrappers) {
        slots[slot(wrapper.key, factor)] = place;
    }
    (factor, slots)
}
