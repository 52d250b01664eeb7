//! The copy of a file, with every mutant beside what it replaces.

use std::cmp::Reverse;
use std::ops::Range;

/// A place in a file where mutants are woven in.
#[derive(Debug)]
pub enum Edit {
    /// New text at a place; a part that belongs to a mutant names it.
    Insert { at: usize, parts: Vec<(Option<usize>, String)> },
    /// An expression that becomes another one while a mutant is on.
    Choose { range: Range<usize>, others: Vec<(usize, String)> },
}

impl Edit {
    fn range(&self) -> Range<usize> {
        match self {
            Self::Insert { at, .. } => *at..*at,
            Self::Choose { range, .. } => range.clone(),
        }
    }
}

/// The woven text, and where in it which mutants stand, the outer before the inner.
#[derive(Debug, Default)]
pub struct Woven {
    pub text: String,
    /// The text of one mutant.
    pub mutants: Vec<(Range<usize>, usize)>,
    /// An expression with all its mutants.
    pub places: Vec<(Range<usize>, Vec<usize>)>,
}

/// The name of the switch's module in the copy.
pub const SWITCH: &str = "crate::mutant_switch";

/// The condition under which a mutant is on.
pub fn is_on(number: usize) -> String {
    format!("{SWITCH}::on({})", number + 8)
}

/// Weaves the edits into the source; `is_kept` says which mutants compile.
pub fn weave(source: &str, edits: &mut [Edit], is_kept: &dyn Fn(usize) -> bool) -> Woven {
    edits.sort_by_key(|edit| {
        let range = edit.range();
        (range.start, !range.is_empty(), Reverse(range.end))
    });
    let mut woven = Woven::default();
    copy(source, 0..source.len(), edits, is_kept, &mut woven);
    woven
}

fn copy(
    source: &str,
    range: Range<usize>,
    edits: &[Edit],
    is_kept: &dyn Fn(usize) -> bool,
    woven: &mut Woven,
) {
    let mut at = range.start;
    let mut rest = edits;
    while let Some((edit, after)) = rest.split_first() {
        rest = after;
        let place = edit.range();
        woven.text.push_str(&source[at..place.start]);
        at = place.end;
        match edit {
            Edit::Insert { parts, .. } => {
                for (number, part) in parts {
                    if number.is_none_or(is_kept) {
                        let start = woven.text.len();
                        woven.text.push_str(part);
                        woven.mutants.extend(number.map(|number| (start..woven.text.len(), number)));
                    }
                }
            }
            Edit::Choose { range, others } => {
                let inner = rest.partition_point(|edit| edit.range().start < range.end);
                let (inside, outside) = rest.split_at(inner);
                rest = outside;
                let kept: Vec<_> = others.iter().filter(|(number, _)| is_kept(*number)).collect();
                let place = woven.places.len();
                let start = woven.text.len();
                if kept.is_empty() {
                    copy(source, range.clone(), inside, is_kept, woven);
                    continue;
                }
                woven.places.push((start..start, kept.iter().map(|(number, _)| *number).collect()));
                woven.text.push('(');
                for (number, other) in kept {
                    woven.text.push_str(&format!("if {} {{ ", is_on(*number)));
                    let start = woven.text.len();
                    woven.text.push_str(other);
                    woven.mutants.push((start..woven.text.len(), *number));
                    woven.text.push_str(" } else ");
                }
                woven.text.push_str("{ ");
                copy(source, range.clone(), inside, is_kept, woven);
                woven.text.push_str(" })");
                woven.places[place].0.end = woven.text.len();
            }
        }
    }
    woven.text.push_str(&source[at..range.end]);
}

impl Woven {
    /// Returns the mutants that an error at this place is about.
    pub fn blamed(&self, at: &Range<usize>) -> Vec<usize> {
        let holds = |range: &Range<usize>| range.start <= at.start && at.end <= range.end;
        let one =
            self.mutants.iter().filter(|(range, _)| holds(range)).map(|(_, number)| *number).next_back();
        one.map(|number| vec![number])
            .or_else(|| {
                self.places.iter().filter(|(range, _)| holds(range)).map(|(_, all)| all.clone()).next_back()
            })
            .unwrap_or_default()
    }
}
