//! The moves of all states in one row.

use alloc::vec;
use alloc::vec::Vec;
use core::cmp::Reverse;

use crate::cause::automaton::layout::{At, State, Word};

/// The owner of a free place; no state has this number.
const NOBODY: u16 = u16::MAX;

/// The row, and each state as it is used from here on.
#[expect(clippy::struct_field_names, reason = "the moves are one of three rows")]
pub(super) struct Moves {
    pub(super) owners: Vec<u16>,
    pub(super) moves: Vec<At>,
    pub(super) states: Vec<At>,
}

impl Moves {
    pub(super) fn new(ways: &[Vec<(Word, State)>], flags: impl Fn(State) -> u32) -> Self {
        assert!(ways.len() < usize::from(At::STATES), "the last number is not in use");
        let bases = bases(ways);
        let states: Vec<_> =
            (0..).zip(&bases).map(|(state, base)| At::new(state, *base, flags(state))).collect();
        let places = states.iter().zip(ways).flat_map(|(at, ways)| {
            ways.iter().map(|(word, next)| (usize::from(at.base() ^ word), at.owner(), *next))
        });
        let length = places.clone().map(|(place, ..)| place + 1).max().unwrap_or_default();
        let (mut owners, mut moves) = (vec![NOBODY; length], vec![At::ROOT; length]);
        for (place, owner, next) in places {
            assert_eq!(owners[place], NOBODY, "two moves want one place");
            (owners[place], moves[place]) = (owner, states[usize::from(next)]);
        }
        Self { owners, moves, states }
    }
}

/// The base of each state: one by which all its ways lead to free places, the lowest there are; zero for a state
/// without ways, and for no other.
fn bases(ways: &[Vec<(Word, State)>]) -> Vec<u16> {
    let mut taken = vec![false; 1 << u16::BITS];
    let mut bases = vec![0; ways.len()];
    // States with many ways come first, while it is easy to find places for all of them.
    let mut order: Vec<_> = ways.iter().enumerate().filter(|(_, ways)| !ways.is_empty()).collect();
    order.sort_by_key(|(_, ways)| Reverse(ways.len()));
    let mut lowest = 0;
    for (state, ways) in order {
        lowest += taken[lowest..].iter().take_while(|taken| **taken).count();
        // Any free place will do for the first way, since it gives the base.
        let first = ways[0].0;
        let free = (lowest..taken.len()).map(|place| u16::try_from(place).unwrap());
        let fits = |base: &u16| *base != 0 && ways.iter().all(|(word, _)| !taken[usize::from(base ^ word)]);
        let base = free.map(|place| place ^ first).find(fits).unwrap();
        for (word, _) in ways {
            taken[usize::from(base ^ word)] = true;
        }
        bases[state] = base;
    }
    bases
}
