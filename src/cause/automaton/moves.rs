//! Where words lead from the states of the automaton, one look each.

use super::layout::{At, BREAK, Known, UNKNOWN, Word};
use super::tables::{CLAUSE, MOVES, OWNERS};

/// Where a word leads from this very state, if it does. A word's place is its number exclusive-or the base of the
/// state, which is chosen so that no two moves want one place.
#[inline]
fn own(from: At, word: Word) -> Option<At> {
    let place = usize::from(from.base() ^ word);
    match (OWNERS.get(place), MOVES.get(place)) {
        (Some(owner), Some(to)) if *owner == from.owner() => Some(At(*to)),
        _ => None,
    }
}

/// Where a word leads from a state or, if it leads nowhere, from the longest end of the state's text that begins
/// another: there leads the unknown word, which has no other use.
#[inline]
pub(super) fn find(mut from: At, word: Word) -> Option<At> {
    // Most states have no way of their own: the root, the beginning of a clause, the ends of texts.
    if from.base() == 0 {
        return None;
    }
    loop {
        if let Some(to) = own(from, word) {
            return Some(to);
        }
        if !from.is_linked() {
            return None;
        }
        from = own(from, UNKNOWN)?;
    }
}

/// Where a word leads.
#[inline]
pub(super) fn after_word(from: At, known: &Known) -> At {
    let elsewhere = known.first.after(from);
    // An unknown word leads nowhere, and not where the link does.
    if from.base() == 0 || known.word == UNKNOWN {
        elsewhere
    } else {
        find(from, known.word).unwrap_or(elsewhere)
    }
}

/// Where the end of a clause leads, if one began.
#[inline]
pub(super) fn after_clause(from: At) -> At {
    find(from, BREAK).unwrap_or(CLAUSE)
}
