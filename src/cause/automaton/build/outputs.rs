//! What the states say where texts end.

use alloc::vec;
use alloc::vec::Vec;

use super::trie::Meaning;
use crate::cause::automaton::layout::{Fired, Output};
use crate::cause::rules::mark::ASIDE;
use crate::cause::rules::rule::Marks;

/// One after the other; the same things are said once.
#[derive(Default)]
#[expect(clippy::struct_field_names, reason = "the outputs are one of three rows")]
pub(super) struct Outputs {
    /// By state, from the first that speaks on, where its outputs begin.
    pub(super) speakers: Vec<u16>,
    pub(super) outputs: Vec<Output>,
    /// From the place one on: zero is that of none.
    pub(super) fired: Vec<Fired>,
}

impl Outputs {
    pub(super) fn new<'a>(states: impl Iterator<Item = &'a [(usize, Meaning)]>) -> Self {
        let mut new = Self { speakers: vec![0], ..Self::default() };
        for meanings in states {
            let mut outputs = new.join(meanings);
            if let Some(last) = outputs.last_mut() {
                *last = last.last();
            }
            new.speakers.push(place_of(&mut new.outputs, &outputs));
        }
        new
    }

    /// Joins what texts of the same words mean. What stands after the beginning of a remark belongs to that, so it
    /// remains apart.
    fn join(&mut self, meanings: &[(usize, Meaning)]) -> Vec<Output> {
        let begins_aside = |meaning: &Meaning| matches!(meaning, Meaning::Mark(ASIDE));
        let groups = meanings.chunk_by(|(words, meaning), (next, _)| words == next && !begins_aside(meaning));
        let join = |group: &[(usize, Meaning)]| {
            let (mut fired, mut marks) = (Vec::new(), Marks::NONE);
            for (_, meaning) in group {
                match meaning {
                    Meaning::Rule(rule) => fired.push(*rule),
                    Meaning::Mark(more) => marks = marks.and(*more),
                }
            }
            fired.sort_by_key(|fired| fired.rule());
            // What stands after a rule that decides is never asked for.
            let first_final = fired.iter().position(|fired| fired.is_final());
            fired.truncate(first_final.map_or(usize::MAX, |last| last + 1));
            if let Some(last) = fired.last_mut() {
                *last = last.last();
            }
            let first = if fired.is_empty() { 0 } else { 1 + place_of(&mut self.fired, &fired) };
            let words = group.first().map_or(0, |(words, _)| u8::try_from(*words).unwrap());
            Output::new(words, first, marks)
        };
        groups.map(join).collect()
    }
}

/// Where in the row these are; they are put at its end where it does not have them.
fn place_of<T: PartialEq + Copy>(row: &mut Vec<T>, these: &[T]) -> u16 {
    let found = row.windows(these.len().max(1)).position(|window| window == these);
    let place = if these.is_empty() { 0 } else { found.unwrap_or(row.len()) };
    if place == row.len() {
        row.extend(these);
    }
    u16::try_from(place).unwrap()
}
