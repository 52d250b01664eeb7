//! Runs words through one automaton of all the table's texts.
//!
//! It is Aho and Corasick's, with whole words for letters: a word is looked up once by its bytes, and a word that no
//! text has sends the automaton back to its root. So the time is linear in the message, whatever is in it.

mod moves;
mod trie;
pub(in crate::cause) mod vocabulary;
mod wrappers;

use alloc::borrow::ToOwned;
use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use core::cmp::Reverse;
use core::ops::Range;

use once_cell::race::OnceBox;

use super::CauseRule;
use super::part::Fired;
use super::rules::{ASIDE, MARKS, rules};
use crate::cause::lexer::plain::is_odd;
use crate::cause::rules::rule::Marks;
pub(in crate::cause) use moves::At;
use moves::{Moves, State, What};
use trie::{BREAK, Node, ROOT, follow, insert, link, spell, ways};
use vocabulary::{Known, UNKNOWN, Vocabulary, Word};
pub(in crate::cause) use wrappers::Wrapper;
use wrappers::Wrappers;

/// What a text means once it was seen.
#[derive(Clone, Copy)]
enum Meaning {
    /// The rule fires.
    Rule(Fired),
    /// These marks hold.
    Mark(Marks),
}

/// The words of one text at most.
const LONGEST: usize = 16;

/// The words that end in some state and are a text: all that it means.
#[derive(Clone)]
pub(in crate::cause) struct Output {
    words: usize,
    /// The rules that fire, in the order of the table.
    pub(in crate::cause) fired: Vec<Fired>,
    /// The marks that hold.
    pub(in crate::cause) marks: Marks,
}

impl Output {
    /// Joins what texts of the same words mean. What stands after the beginning of a remark belongs to that, so it
    /// remains apart.
    fn join(meanings: &[(usize, Meaning)]) -> impl Iterator<Item = Self> {
        let begins_aside = |meaning: &Meaning| matches!(meaning, Meaning::Mark(ASIDE));
        meanings.chunk_by(move |(words, meaning), (next, _)| words == next && !begins_aside(meaning)).map(
            |group| {
                let mut new = Self { words: 0, fired: Vec::new(), marks: Marks::NONE };
                for (words, meaning) in group {
                    new.words = *words;
                    match meaning {
                        Meaning::Rule(fired) => new.fired.push(*fired),
                        Meaning::Mark(marks) => new.marks = new.marks.and(*marks),
                    }
                }
                new.fired.sort_by_key(|fired| fired.rule);
                // What stands after a rule that decides is never asked for.
                let first_final = new.fired.iter().position(|fired| fired.is_final);
                new.fired.truncate(first_final.map_or(usize::MAX, |last| last + 1));
                new
            },
        )
    }
}

/// What is asked of a state where texts end, and at the end of a clause.
#[derive(Clone, Copy, Default)]
struct Flat {
    /// Where the end of the clause leads.
    after_break: At,
    first_output: usize,
    outputs: usize,
}

struct Texts {
    /// The table, as one row.
    rules: Vec<&'static CauseRule>,
    vocabulary: Vocabulary,
    /// Where words lead from states; nothing for the root and the beginning of a clause, whose many ways are in the
    /// vocabulary. So one look decides, whatever the state.
    moves: Moves,
    states: Vec<Flat>,
    outputs: Vec<Output>,
    /// Where the beginning of a clause leads from the root.
    clause: At,
    wrappers: Wrappers,
}

/// Built on first use, in about a millisecond, and kept. Without `std` no thread can wait for another, so threads that
/// come first at the same time each build it, and the first that is done is kept.
static TEXTS: OnceBox<Texts> = OnceBox::new();

fn texts() -> &'static Texts {
    TEXTS.get_or_init(|| Box::new(Texts::build()))
}

impl Texts {
    fn build() -> Self {
        let of_rules = rules()
            .enumerate()
            .flat_map(|(n, rule)| rule.texts.iter().map(move |t| (Meaning::Rule(Fired::new(n, rule)), *t)));
        let of_marks =
            MARKS.iter().flat_map(|(marks, texts)| texts.iter().map(|t| (Meaning::Mark(*marks), *t)));
        let texts: Vec<_> = of_rules.chain(of_marks).map(|(meaning, text)| (meaning, spell(text))).collect();

        let mut numbers = BTreeMap::new();
        for word in texts.iter().flat_map(|(_, words)| words).filter(|word| **word != "|") {
            let next = Word::try_from(numbers.len() + 2).unwrap_or(UNKNOWN);
            numbers.entry((*word).to_owned()).or_insert(next);
        }
        let mut nodes = Vec::from([Node::default()]);
        for (meaning, words) in &texts {
            let count = words.iter().filter(|word| **word != "|").count();
            insert(&mut nodes, &numbers, words, (count, *meaning));
        }
        link(&mut nodes);

        let clause = follow(&nodes, ROOT, BREAK);
        let all = || (0..State::MAX).zip(&nodes);
        let (ways, anchored): (Vec<_>, Vec<_>) = all().map(|(state, _)| ways(&nodes, state, clause)).unzip();
        let (moves, states) = Moves::new(&ways, |state| What {
            speaks: nodes.get(usize::from(state)).is_some_and(|node| !node.outputs.is_empty()),
            is_anchored: anchored.get(usize::from(state)).is_some_and(|anchored| *anchored),
        });
        let at = |state: State| states.get(usize::from(state)).copied().unwrap_or_default();

        let mut vocabulary = Vocabulary::new(numbers.len() + 2);
        // The words that the table has most often get the best places.
        let mut counts = BTreeMap::new();
        for word in texts.iter().flat_map(|(_, words)| words) {
            *counts.entry(*word).or_insert(0_usize) += 1;
        }
        let mut numbers: Vec<_> = numbers.into_iter().collect();
        numbers.sort_by_cached_key(|(word, _)| Reverse(counts.get(word.as_str()).copied()));
        for (word, number) in numbers {
            let first = [ROOT, clause].map(|state| at(follow(&nodes, state, number)));
            let is_plain = !is_odd(word.as_bytes(), word.len());
            vocabulary.add(word, Known { word: number, is_plain, first });
        }
        vocabulary.sort();
        let mut outputs = Vec::new();
        let states = all().map(|(state, node)| {
            let first_output = outputs.len();
            outputs.extend(Output::join(&node.outputs));
            let after_break = at(follow(&nodes, state, BREAK));
            Flat { after_break, first_output, outputs: outputs.len() - first_output }
        });
        let mut texts = Self {
            rules: rules().collect(),
            vocabulary,
            moves,
            states: states.collect(),
            outputs,
            clause: at(clause),
            wrappers: Wrappers::NONE,
        };
        texts.wrappers = Wrappers::new(&texts);
        texts
    }

    /// Where a word leads.
    #[inline]
    fn after_word(&self, at: At, known: &Known) -> At {
        let [first, anchored] = known.first;
        let elsewhere = if at.is_anchored() { anchored } else { first };
        self.moves.find(at, known.word, elsewhere)
    }

    /// Where the end of a clause leads; nowhere if none began.
    #[inline]
    fn after_clause(&self, at: At) -> At {
        if at.is_anchored() { at } else { self.flat(at).after_break }
    }

    fn flat(&self, at: At) -> Flat {
        self.states.get(usize::from(at.state())).copied().unwrap_or_default()
    }

    /// What ends in a state.
    fn outputs(&self, at: At) -> &[Output] {
        let Flat { first_output, outputs, .. } = self.flat(at);
        self.outputs.get(first_output..first_output + outputs).unwrap_or_default()
    }
}

/// Where in the automaton a message is.
pub(in crate::cause) struct Matcher {
    texts: &'static Texts,
    at: At,
    /// Where the last words started, a ring.
    starts: [usize; LONGEST],
    words: usize,
    end: usize,
}

impl Matcher {
    pub(in crate::cause) fn new() -> Self {
        let texts = texts();
        Self { texts, at: texts.clause, starts: [0; LONGEST], words: 0, end: 0 }
    }

    /// A clause begins, and nothing was said in it.
    pub(in crate::cause) fn at_break(&self) -> bool {
        self.at.is_anchored()
    }

    /// The table, as one row.
    pub(in crate::cause) fn rules(&self) -> &'static [&'static CauseRule] {
        &self.texts.rules
    }

    /// Where the last word was.
    pub(in crate::cause) fn last_word(&self) -> Range<usize> {
        let slot = self.words.wrapping_sub(1) % LONGEST;
        self.starts.get(slot).copied().unwrap_or_default()..self.end
    }

    /// What the table has of the word of the first `length` bytes of a text, whose first eight bytes are `eight`.
    #[inline]
    pub(in crate::cause) fn find(&self, text: &[u8], length: usize, eight: u64) -> &'static Known {
        let vocabulary = &self.texts.vocabulary;
        vocabulary.find_quick(text, length, eight).unwrap_or_else(|| vocabulary.find(text, length))
    }

    /// Reads the word at `start..end` of the message, which [`find`](Self::find) looked up. Whether texts end with it.
    #[inline]
    pub(in crate::cause) fn word(&mut self, known: &Known, start: usize, end: usize) -> bool {
        if let Some(slot) = self.starts.get_mut(self.words % LONGEST) {
            *slot = start;
        }
        self.words += 1;
        self.end = end;
        self.at = self.texts.after_word(self.at, known);
        self.at.speaks()
    }

    /// The words that most messages have in common, if a text begins with them where a clause begins.
    #[inline]
    pub(in crate::cause) fn find_wrapper(&self, text: &[u8]) -> Option<&'static Wrapper> {
        if !self.at_break() {
            return None;
        }
        let wrapper = self.texts.wrappers.find(text)?;
        // In the middle of a text a break means more, but not to a word that the text does not go on with.
        (!self.texts.moves.has(self.at, wrapper.first)).then_some(wrapper)
    }

    /// Reads all words of a wrapper that starts at `start`. No text that ends with any of them or after them began
    /// before, so the words before are forgotten.
    #[inline]
    pub(in crate::cause) fn pass(&mut self, wrapper: &Wrapper, start: usize) {
        for (slot, offset) in self.starts.iter_mut().zip(wrapper.starts) {
            *slot = start + offset;
        }
        self.words = wrapper.starts.len();
        self.end = start + wrapper.end;
        self.at = wrapper.at;
    }

    /// The clause ends, if one began. Whether texts end with it.
    #[inline]
    pub(in crate::cause) fn clause(&mut self) -> bool {
        if self.at_break() {
            return false;
        }
        self.at = self.texts.after_clause(self.at);
        self.at.speaks()
    }

    /// The texts that end here, and where they are.
    pub(in crate::cause) fn found(&self) -> impl Iterator<Item = (&'static Output, Range<usize>)> {
        self.texts.outputs(self.at).iter().map(|output| {
            let first = self.words.wrapping_sub(output.words) % LONGEST;
            let start = self.starts.get(first).copied().unwrap_or_default();
            (output, start..self.end)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{MARKS, State, UNKNOWN, Word, is_odd, rules, spell, texts};
    use crate::cause::automaton::vocabulary::{STATUS, first_eight};
    use alloc::borrow::ToOwned;
    use alloc::format;
    use alloc::string::String;

    /// The words of the table as the vocabulary has them.
    fn words() -> impl Iterator<Item = String> {
        let all = rules().flat_map(|rule| rule.texts).chain(MARKS.iter().flat_map(|(_, texts)| *texts));
        let words = all.flat_map(|text| spell(text)).filter(|word| *word != "|");
        words.map(|word| word.replace('#', str::from_utf8(&[STATUS]).unwrap()))
    }

    #[test]
    fn every_whole_word_of_the_table_is_found() {
        for word in words().filter(|word| !word.ends_with('*')) {
            let known = texts().vocabulary.find(word.as_bytes(), word.len());
            assert!(known.word != UNKNOWN, "{word:?}");
            assert_eq!(known.is_plain, !is_odd(word.as_bytes(), word.len()), "{word:?}");
        }
    }

    /// Whatever stands after a word, in any case of letters, and one letter more, less or other.
    #[test]
    fn one_look_finds_what_a_search_finds() {
        let known = words().chain(["ctr", "reg1.example", "manifest-x"].map(str::to_owned));
        for word in known {
            let word = word.trim_end_matches('*');
            let shorter = word.get(..word.len() - 1).unwrap_or_default();
            let control = word.replace(|letter: char| letter.is_ascii_digit(), "\u{11}");
            for word in [word, &word.to_ascii_uppercase(), &format!("{word}x"), shorter, &control] {
                for behind in ["", " ", ": a longer rest"] {
                    let text = format!("{word}{behind}");
                    let (text, vocabulary) = (text.as_bytes(), &texts().vocabulary);
                    let slow = vocabulary.find(text, word.len());
                    if let Some(quick) = vocabulary.find_quick(text, word.len(), first_eight(text)) {
                        assert_eq!(quick, slow, "{word:?} before {behind:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn most_words_of_the_table_are_found_in_one_look() {
        let all = || words().filter(|word| !word.ends_with('*'));
        let quick = all().filter(|word| {
            let text = format!("{word} and more");
            texts().vocabulary.find_quick(text.as_bytes(), word.len(), first_eight(text.as_bytes())).is_some()
        });
        assert!(quick.count() * 10 > all().count() * 9, "time for more slots");
    }

    #[test]
    fn the_table_is_no_larger_than_its_numbers() {
        assert!(words().count() < usize::from(Word::MAX));
        assert!(texts().states.len() < usize::from(State::MAX), "the last number is not in use");
        assert!(texts().moves.is_within_reach());
    }
}
