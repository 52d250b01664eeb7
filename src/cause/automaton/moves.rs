//! Where words lead from the states of the automaton, one look each.

use alloc::vec;
use alloc::vec::Vec;
use core::cmp::Reverse;

use super::vocabulary::Word;

/// The number of a state of the automaton.
pub(in crate::cause) type State = u16;

/// A state with what is asked of it at every word, as one number: reading a word is waiting for the one before, and
/// this keeps the wait to one look into memory.
///
/// From the lowest bits on: the state, its base, and the state whose move led here, each of sixteen bits; the flags at
/// the other end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::cause) struct At(u64);

impl At {
    /// Where every text begins.
    pub(in crate::cause) const ROOT: Self = Self(0);
    /// Texts end here. The uppermost bit, which is the cheapest to ask for.
    const SPEAKS: u64 = 1 << 63;
    /// A clause begins here, so a word that leads nowhere from here may go on as if it began the clause.
    const ANCHORED: u64 = 1 << 62;

    fn new(state: State, base: u16, what: What) -> Self {
        let flags = (u64::from(what.speaks) * Self::SPEAKS) | (u64::from(what.is_anchored) * Self::ANCHORED);
        Self(u64::from(state) | u64::from(base) << 16 | flags)
    }

    /// The same, as a move of `owner`.
    fn owned_by(self, owner: State) -> Self {
        Self(self.0 | u64::from(owner) << 32)
    }

    pub(in crate::cause) const fn state(self) -> State {
        let [low, high, ..] = self.0.to_le_bytes();
        State::from_le_bytes([low, high])
    }

    const fn base(self) -> u16 {
        let [_, _, low, high, ..] = self.0.to_le_bytes();
        u16::from_le_bytes([low, high])
    }

    const fn owner(self) -> State {
        let [.., low, high, _, _] = self.0.to_le_bytes();
        State::from_le_bytes([low, high])
    }

    pub(in crate::cause) const fn speaks(self) -> bool {
        self.0 & Self::SPEAKS != 0
    }

    pub(in crate::cause) const fn is_anchored(self) -> bool {
        self.0 & Self::ANCHORED != 0
    }
}

/// What a state is, besides a number.
#[derive(Clone, Copy)]
pub(in crate::cause) struct What {
    pub(in crate::cause) speaks: bool,
    pub(in crate::cause) is_anchored: bool,
}

/// A word's place is its number exclusive-or the base of the state, which is chosen so that no two moves want one
/// place.
pub(in crate::cause) struct Moves {
    places: Vec<At>,
}

impl Moves {
    /// The owner of a free place; no state has this number.
    const NOBODY: State = State::MAX;

    /// The moves of all states, and these as they are used from here on.
    pub(in crate::cause) fn new(
        ways: &[Vec<(Word, State)>],
        what: impl Fn(State) -> What,
    ) -> (Self, Vec<At>) {
        let (owners, bases) = owners(ways);
        let states = || (0..Self::NOBODY).zip(&bases);
        let all: Vec<_> = states().map(|(state, base)| At::new(state, *base, what(state))).collect();
        let at = |state: State| all.get(usize::from(state)).copied().unwrap_or_default();

        let mut places: Vec<_> = owners.iter().map(|owner| At::ROOT.owned_by(*owner)).collect();
        for ((state, base), ways) in states().zip(ways) {
            for (word, next) in ways {
                if let Some(place) = places.get_mut(usize::from(base ^ word)) {
                    *place = at(*next).owned_by(state);
                }
            }
        }
        (Self { places }, all)
    }

    /// Whether a base has a number for every place, and some are free, so that none had to be left out.
    #[cfg(test)]
    pub(in crate::cause) fn is_within_reach(&self) -> bool {
        let free = self.places.iter().filter(|place| place.owner() == Self::NOBODY).count();
        self.places.len() <= 1 << u16::BITS && free >= self.places.len() / 2
    }

    /// Whether a word leads somewhere from this very state.
    #[inline]
    pub(in crate::cause) fn has(&self, from: At, word: Word) -> bool {
        self.places.get(usize::from(from.base() ^ word)).is_some_and(|place| place.owner() == from.state())
    }

    /// Where a word leads; `elsewhere` if it is none of the state's.
    #[inline]
    pub(in crate::cause) fn find(&self, from: At, word: Word, elsewhere: At) -> At {
        match self.places.get(usize::from(from.base() ^ word)) {
            Some(place) if place.owner() == from.state() => *place,
            _ => elsewhere,
        }
    }
}

/// To whom each place belongs, and the base of each state.
fn owners(ways: &[Vec<(Word, State)>]) -> (Vec<State>, Vec<u16>) {
    // A power of two, so that no place is outside, and more than the number of any word; half of it stays free.
    let moves: usize = ways.iter().map(Vec::len).sum();
    let mut owners = vec![Moves::NOBODY; (2 * moves).next_power_of_two()];
    let mut bases = vec![0; ways.len()];
    // States with many ways come first, while it is easy to find places for all of them.
    let mut order: Vec<_> = (0..Moves::NOBODY).zip(ways).filter(|(_, ways)| !ways.is_empty()).collect();
    order.sort_by_key(|(_, ways)| Reverse(ways.len()));
    for (state, ways) in order {
        let base = free_base(&mut owners, state, ways);
        for (word, _) in ways {
            if let Some(owner) = owners.get_mut(usize::from(base ^ word)) {
                *owner = state;
            }
        }
        if let Some(slot) = bases.get_mut(usize::from(state)) {
            *slot = base;
        }
    }
    (owners, bases)
}

/// A base by which all ways lead to free places.
fn free_base(owners: &mut Vec<State>, state: State, ways: &[(Word, State)]) -> u16 {
    loop {
        // Where the search begins is different for each state, since most places near a state's own are free.
        let start = usize::from(state) * 4 % owners.len();
        let is_free = |place: u16| owners.get(usize::from(place)) == Some(&Moves::NOBODY);
        let base = (start..owners.len())
            .chain(0..start)
            .filter_map(|base| u16::try_from(base).ok())
            .find(|base| ways.iter().all(|(word, _)| is_free(base ^ word)));
        if let Some(base) = base {
            return base;
        }
        // In the new half every place is free.
        owners.resize(owners.len() * 2, Moves::NOBODY);
    }
}
