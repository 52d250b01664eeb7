//! Runs words through one automaton of all the table's texts.
//!
//! It is Aho and Corasick's, with whole words for letters: a word is looked up once by its bytes, and a word that no
//! text has sends the automaton back to its root. So the time is linear in the message, whatever is in it.

use alloc::borrow::ToOwned;
use alloc::boxed::Box;
use alloc::collections::{BTreeMap, VecDeque};
use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Range;

use once_cell::race::OnceBox;

use super::rule::{CauseRule, Marks};
use super::table::{MARKS, rules};
use super::vocabulary::{Known, State, UNKNOWN, Vocabulary, Word, slot};

/// What a text means once it was seen.
#[derive(Clone, Copy, Debug)]
pub(super) enum Meaning {
    /// The rule at this place of the table fires.
    Rule(usize),
    /// These marks hold.
    Mark(Marks),
}

/// The end of a clause, which is a word of its own.
const BREAK: Word = 1;
const ROOT: State = 0;

/// The words of one text at most.
const LONGEST: usize = 16;

/// A text that ends in some state: what it means and how many words it has.
#[derive(Clone, Copy)]
struct Output {
    meaning: Meaning,
    words: usize,
}

#[derive(Default)]
struct Node {
    edges: Vec<(Word, State)>,
    fail: State,
    outputs: Vec<Output>,
}

/// A state of the automaton as it is searched.
#[derive(Clone, Copy, Default)]
struct Flat {
    /// Where the end of the clause leads.
    after_break: State,
    first_output: u16,
    outputs: u8,
    /// A word that leads nowhere from here may go on as if it began the clause.
    anchored: bool,
}

struct Texts {
    /// The table, as one row.
    rules: Vec<&'static CauseRule>,
    vocabulary: Vocabulary,
    nodes: Vec<Flat>,
    /// Where words lead from states, open addressing by [`Self::key`]; nothing for the root and the beginning of a
    /// clause, whose many ways are in the vocabulary. So one look decides, whatever the state.
    moves: Vec<(u32, State)>,
    outputs: Vec<Output>,
    /// Where the beginning of a clause leads from the root.
    clause: State,
}

/// Built on first use, in about a millisecond, and kept. Without `std` no thread can wait for another, so threads that
/// come first at the same time each build it, and the first that is done is kept.
static TEXTS: OnceBox<Texts> = OnceBox::new();

fn texts() -> &'static Texts {
    TEXTS.get_or_init(|| Box::new(Texts::build()))
}

impl Texts {
    fn build() -> Self {
        let of_rules =
            rules().enumerate().flat_map(|(n, rule)| rule.texts.iter().map(move |t| (Meaning::Rule(n), *t)));
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
            insert(&mut nodes, &numbers, words, Output { meaning: *meaning, words: count });
        }
        link(&mut nodes);

        let mut built = Self {
            rules: rules().collect(),
            vocabulary: Vocabulary::new(numbers.len() + 2),
            nodes: Vec::new(),
            moves: Vec::new(),
            outputs: Vec::new(),
            clause: follow(&nodes, ROOT, BREAK),
        };
        let ways: usize = nodes.iter().map(|node| node.edges.len()).sum();
        built.moves.resize((ways * 4).next_power_of_two(), (0, ROOT));
        for state in 0..nodes.len() {
            built.freeze(&nodes, State::try_from(state).unwrap_or(ROOT));
        }
        for (word, number) in numbers {
            let first = follow(&nodes, ROOT, number);
            let anchored = follow(&nodes, built.clause, number);
            built.vocabulary.add(word, Known { word: number, first, anchored });
        }
        built.vocabulary.sort();
        built
    }

    /// Stores a state in the form that is searched.
    fn freeze(&mut self, nodes: &[Node], state: State) {
        let Some(node) = nodes.get(usize::from(state)) else { return };
        let mut flat = Flat { after_break: follow(nodes, state, BREAK), ..Flat::default() };
        flat.first_output = u16::try_from(self.outputs.len()).unwrap_or(u16::MAX);
        flat.outputs = u8::try_from(node.outputs.len()).unwrap_or(u8::MAX);
        self.outputs.extend(&node.outputs);
        // What leads on from the ends of this text that begin others is this state's too, the longest first.
        let mut suffix = state;
        while suffix != ROOT && suffix != self.clause {
            let Some(node) = nodes.get(usize::from(suffix)) else { break };
            for (word, next) in &node.edges {
                self.add_move(Self::key(state, *word), *next);
            }
            suffix = node.fail;
        }
        flat.anchored = suffix == self.clause;
        self.nodes.push(flat);
    }

    /// Adds a move, unless the state has one for the word.
    fn add_move(&mut self, key: u32, next: State) {
        let mut place = slot(u64::from(key), self.moves.len());
        while let Some(entry) = self.moves.get_mut(place) {
            if entry.0 == key {
                return;
            }
            if entry.0 == 0 {
                *entry = (key, next);
                return;
            }
            place = (place + 1) & (self.moves.len() - 1);
        }
    }

    /// A state and a word as one number; never zero, since no word that is looked up is [`UNKNOWN`].
    #[inline]
    fn key(state: State, word: Word) -> u32 {
        u32::from(state) << 16 | u32::from(word)
    }

    /// What ends in a state.
    fn outputs(&self, state: State) -> &[Output] {
        let Some(node) = self.nodes.get(usize::from(state)) else { return &[] };
        let start = usize::from(node.first_output);
        self.outputs.get(start..start + usize::from(node.outputs)).unwrap_or_default()
    }

    /// Where a known word leads.
    #[inline]
    fn next(&self, state: State, known: Known) -> State {
        let key = Self::key(state, known.word);
        let mut place = slot(u64::from(key), self.moves.len());
        while let Some(&(other, next)) = self.moves.get(place) {
            if other == key {
                return next;
            }
            if other == 0 {
                break;
            }
            place = (place + 1) & (self.moves.len() - 1);
        }
        let anchored = self.nodes.get(usize::from(state)).is_some_and(|node| node.anchored);
        if anchored { known.anchored } else { known.first }
    }
}

/// Where a word leads from any state.
fn follow(nodes: &[Node], mut state: State, word: Word) -> State {
    loop {
        let Some(node) = nodes.get(usize::from(state)) else { return ROOT };
        if let Some((_, next)) = node.edges.iter().find(|(edge, _)| *edge == word) {
            return *next;
        }
        if state == ROOT {
            return ROOT;
        }
        state = node.fail;
    }
}

/// A text of the table as words; `|` is the end of a clause.
fn spell(text: &'static str) -> Vec<&'static str> {
    let (anchored, text) = text.strip_prefix('^').map_or((false, text), |rest| (true, rest));
    let (closed, text) = text.strip_suffix('$').map_or((false, text), |rest| (true, rest));
    let mut words = Vec::new();
    if anchored {
        words.push("|");
    }
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let (word, ends) = word.strip_suffix(':').map_or((word, false), |word| (word, true));
        words.push(word);
        if ends {
            words.push("|");
        }
    }
    if closed {
        words.push("|");
    }
    words
}

/// Adds a text to the trie. Where its last word is the beginning of words that have a number of their own, each of
/// those ends it too.
fn insert(nodes: &mut Vec<Node>, numbers: &BTreeMap<String, Word>, words: &[&str], output: Output) {
    let Some((last, head)) = words.split_last() else { return };
    let number = |word: &str| if word == "|" { BREAK } else { numbers.get(word).copied().unwrap_or(UNKNOWN) };
    let mut state = usize::from(ROOT);
    for word in head {
        state = child(nodes, state, number(word));
    }
    let mut ends = Vec::from([number(last)]);
    if let Some(prefix) = last.strip_suffix('*') {
        ends.extend(numbers.iter().filter(|(word, _)| word.starts_with(prefix)).map(|(_, number)| *number));
    }
    ends.sort_unstable();
    ends.dedup();
    for end in ends {
        let state = child(nodes, state, end);
        if let Some(node) = nodes.get_mut(state) {
            node.outputs.push(output);
        }
    }
}

/// The node behind `word`, made if it is not there.
fn child(nodes: &mut Vec<Node>, state: usize, word: Word) -> usize {
    let made = nodes.len();
    let Some(node) = nodes.get_mut(state) else { return usize::from(ROOT) };
    if let Some((_, next)) = node.edges.iter().find(|(edge, _)| *edge == word) {
        return usize::from(*next);
    }
    node.edges.push((word, State::try_from(made).unwrap_or(ROOT)));
    nodes.push(Node::default());
    made
}

/// Points every node to the longest suffix of its text that begins another, and hands down what ends there.
fn link(nodes: &mut [Node]) {
    let mut queue = VecDeque::from([ROOT]);
    while let Some(state) = queue.pop_front() {
        let Some((edges, fail)) = nodes.get(usize::from(state)).map(|node| (node.edges.clone(), node.fail))
        else {
            continue;
        };
        for (word, next) in edges {
            let mut suffix = fail;
            let target = loop {
                if state == ROOT {
                    break ROOT;
                }
                let Some(node) = nodes.get(usize::from(suffix)) else { break ROOT };
                if let Some((_, target)) = node.edges.iter().find(|(edge, _)| *edge == word) {
                    break *target;
                }
                if suffix == ROOT {
                    break ROOT;
                }
                suffix = node.fail;
            };
            let inherited =
                nodes.get(usize::from(target)).map(|node| node.outputs.clone()).unwrap_or_default();
            if let Some(node) = nodes.get_mut(usize::from(next)) {
                node.fail = target;
                node.outputs.extend(inherited);
            }
            queue.push_back(next);
        }
    }
}

/// Where in the automaton a message is.
pub(super) struct Matcher {
    texts: &'static Texts,
    state: State,
    /// Where the last words started, a ring.
    starts: [usize; LONGEST],
    words: usize,
    end: usize,
    at_break: bool,
}

impl Matcher {
    pub(super) fn new() -> Self {
        let texts = texts();
        Self { texts, state: texts.clause, starts: [0; LONGEST], words: 0, end: 0, at_break: true }
    }

    /// A clause begins, and nothing was said in it.
    pub(super) fn at_break(&self) -> bool {
        self.at_break
    }

    /// Where the last word was.
    pub(super) fn last_word(&self) -> Range<usize> {
        let slot = self.words.wrapping_sub(1) % LONGEST;
        self.starts.get(slot).copied().unwrap_or_default()..self.end
    }

    /// Moves to `state` and tells what ends there.
    #[inline]
    fn enter(&mut self, state: State, found: &mut impl FnMut(Meaning, usize, usize)) {
        self.state = state;
        if state == ROOT {
            return;
        }
        for output in self.texts.outputs(state) {
            let first = self.words.wrapping_sub(output.words) % LONGEST;
            let start = self.starts.get(first).copied().unwrap_or_default();
            found(output.meaning, start, self.end);
        }
    }

    #[inline]
    fn begin(&mut self, start: usize, end: usize) {
        if let Some(slot) = self.starts.get_mut(self.words % LONGEST) {
            *slot = start;
        }
        self.words += 1;
        self.end = end;
        self.at_break = false;
    }

    /// Reads the word at `start..end` of the message.
    #[inline]
    pub(super) fn word(
        &mut self,
        message: &[u8],
        start: usize,
        end: usize,
        found: &mut impl FnMut(Meaning, usize, usize),
    ) {
        self.begin(start, end);
        let known = self.texts.vocabulary.find(message, start, end);
        if known.word == UNKNOWN {
            self.state = ROOT;
            return;
        }
        self.enter(self.texts.next(self.state, known), found);
    }

    /// Reads an HTTP status, spelled as the table does, in place of the word at `start..end`.
    pub(super) fn status(
        &mut self,
        status: [u8; 4],
        start: usize,
        end: usize,
        found: &mut impl FnMut(Meaning, usize, usize),
    ) {
        self.begin(start, end);
        let known = self.texts.vocabulary.find(&status, 0, status.len());
        let next = if known.word == UNKNOWN { ROOT } else { self.texts.next(self.state, known) };
        self.enter(next, found);
    }

    /// The clause ends.
    #[inline]
    pub(super) fn clause(&mut self, found: &mut impl FnMut(Meaning, usize, usize)) {
        if !self.at_break {
            self.at_break = true;
            let next = self.texts.nodes.get(usize::from(self.state)).map_or(ROOT, |node| node.after_break);
            self.enter(next, found);
        }
    }
}

/// The rule at a place of the table.
pub(super) fn rule_at(place: usize) -> Option<&'static CauseRule> {
    texts().rules.get(place).copied()
}
