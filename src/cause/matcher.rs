//! Runs words through one automaton of all the table's texts.
//!
//! It is Aho and Corasick's, with whole words for letters: a word is looked up once by its bytes, and a word that no
//! text has sends the automaton back to its root. So the time is linear in the message, whatever is in it.

extern crate std;

use alloc::borrow::ToOwned;
use alloc::boxed::Box;
use alloc::collections::{BTreeMap, VecDeque};
use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Range;
use std::sync::LazyLock;

use super::rule::{CauseRule, Marks};
use super::table::{MARKS, rules};

/// What a text means once it was seen.
#[derive(Clone, Copy, Debug)]
pub(super) enum Meaning {
    /// The rule at this place of the table fires.
    Rule(usize),
    /// These marks hold.
    Mark(Marks),
}

/// The number of a word; every word that no text has is [`UNKNOWN`].
type Word = u16;
type State = u16;

const UNKNOWN: Word = 0;
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

/// A word as the table of words compares it: letters in lower case.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
struct Key {
    /// The first eight bytes.
    head: u64,
    /// The last eight bytes, of a word that has as many.
    tail: u64,
    length: u16,
}

/// A word to look up.
struct Probe {
    key: Key,
    /// Whether the key says all: up to eight bytes, or up to sixteen in lower case. Others are compared in full.
    whole: bool,
}

impl Probe {
    const LOWER: u64 = 0x2020_2020_2020_2020;

    fn of(word: &[u8]) -> Self {
        if let (Some(head), Some(tail)) = (word.first_chunk(), word.last_chunk()) {
            return Self::long(u64::from_le_bytes(*head), u64::from_le_bytes(*tail), word.len());
        }
        Self::short(word.iter().rev().fold(0, |key, byte| key << 8 | u64::from(*byte)), word.len())
    }

    /// The word at `start..end` of a text, read eight bytes at once where the text goes on long enough.
    #[inline]
    fn within(text: &[u8], start: usize, end: usize) -> Self {
        let length = end.wrapping_sub(start);
        let Some(head) = text.get(start..).and_then(|rest| rest.first_chunk()) else {
            return Self::of(text.get(start..end).unwrap_or_default());
        };
        let head = u64::from_le_bytes(*head);
        if length < 8 {
            return Self::short(head & ((1 << (length * 8)) - 1), length);
        }
        let tail = text.get(..end).and_then(|text| text.last_chunk()).copied().unwrap_or_default();
        Self::long(head, u64::from_le_bytes(tail), length)
    }

    #[inline]
    fn short(bytes: u64, length: usize) -> Self {
        let key = Key { head: bytes | Self::LOWER, tail: 0, length: length as u16 & 7 };
        Self { key, whole: true }
    }

    #[inline]
    fn long(head: u64, tail: u64, length: usize) -> Self {
        let key = Key {
            head: head | Self::LOWER,
            tail: tail | Self::LOWER,
            length: u16::try_from(length).unwrap_or(u16::MAX),
        };
        let whole = length == 8 || length <= 16 && key.head == head && key.tail == tail;
        Self { key, whole }
    }
}

impl Key {
    /// Where the search in so many slots begins.
    #[inline]
    fn slot(self, slots: usize) -> usize {
        const ODD: u64 = 0x9e37_79b9_7f4a_7c15;
        let mixed = (self.head ^ self.tail.rotate_left(29) ^ u64::from(self.length)).wrapping_mul(ODD);
        (mixed >> 40) as usize & (slots - 1)
    }
}

/// What the automaton makes of a word.
#[derive(Clone, Copy, Default)]
struct Known {
    /// [`UNKNOWN`] in an empty slot.
    word: Word,
    /// Where it leads from the root, which is where most words are met.
    first: State,
    /// Where it leads at the beginning of a clause.
    anchored: State,
}

/// A node as it is searched: small, since each word of a message visits one or two.
#[derive(Clone, Copy, Default)]
struct Flat {
    /// The only or first edge; [`UNKNOWN`] where there is none.
    word: Word,
    next: State,
    /// The other edges: a range of the list, or a row of the matrix counted from one.
    edges: u16,
    count: u8,
    outputs: u8,
    row: u16,
    fail: State,
    /// Where the end of the clause leads.
    after_break: State,
    first_output: u16,
}

struct Texts {
    /// The table, as one row.
    rules: Vec<&'static CauseRule>,
    /// Words by their key, open addressing; unknown where nothing is.
    slots: Box<[(Key, Known); Self::SLOTS]>,
    /// Words in full, by number.
    words: Vec<String>,
    /// Words known by their first bytes, longest first.
    prefixes: Vec<(Box<[u8]>, Known)>,
    /// By the byte with which they begin, the length of the shortest of those; nothing has the longest length.
    shortest_prefix: [u8; 256],
    nodes: Vec<Flat>,
    edges: Vec<(Word, State)>,
    /// Rows of all words, for the few nodes with many edges.
    rows: Vec<State>,
    outputs: Vec<Output>,
    /// Where the beginning of a clause leads from the root.
    clause: State,
}

/// Built on first use, in about a millisecond, and kept.
static TEXTS: LazyLock<Texts> = LazyLock::new(Texts::build);

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
            slots: Box::new([(Key::default(), Known::default()); Self::SLOTS]),
            words: Vec::from([String::new(), String::new()]),
            prefixes: Vec::new(),
            shortest_prefix: [u8::MAX; 256],
            nodes: Vec::new(),
            edges: Vec::new(),
            rows: Vec::new(),
            outputs: Vec::new(),
            clause: ROOT,
        };
        for node in &nodes {
            built.freeze(node, numbers.len() + 2);
        }
        built.words.resize(numbers.len() + 2, String::new());
        built.clause = built.follow(ROOT, BREAK);
        for state in 0..built.nodes.len() {
            let next = built.follow(State::try_from(state).unwrap_or(ROOT), BREAK);
            if let Some(node) = built.nodes.get_mut(state) {
                node.after_break = next;
            }
        }
        for (word, number) in numbers {
            if let Some(prefix) = word.strip_suffix('*') {
                if let Some(slot) =
                    prefix.as_bytes().first().and_then(|b| built.shortest_prefix.get_mut(usize::from(*b)))
                {
                    *slot = u8::try_from(prefix.len()).map_or(*slot, |length| length.min(*slot));
                }
                built.prefixes.push((prefix.as_bytes().into(), built.known(number)));
            } else {
                built.add(word, number);
            }
        }
        built.prefixes.sort_by_key(|(prefix, _)| usize::MAX - prefix.len());
        built
    }

    /// More than twice as many as there are words, so that a search ends soon.
    const SLOTS: usize = 1 << 12;

    fn known(&self, word: Word) -> Known {
        Known { word, first: self.follow(ROOT, word), anchored: self.follow(self.clause, word) }
    }

    fn add(&mut self, word: String, number: Word) {
        let key = Probe::of(word.as_bytes()).key;
        let mut slot = key.slot(Self::SLOTS);
        let known = self.known(number);
        while let Some(entry) = self.slots.get_mut(slot) {
            if entry.1.word == UNKNOWN {
                *entry = (key, known);
                break;
            }
            slot = (slot + 1) & (Self::SLOTS - 1);
        }
        if let Some(slot) = self.words.get_mut(usize::from(number)) {
            *slot = word;
        }
    }

    /// Stores a node in the form that is searched.
    fn freeze(&mut self, node: &Node, words: usize) {
        let mut flat = Flat { fail: node.fail, ..Flat::default() };
        flat.first_output = u16::try_from(self.outputs.len()).unwrap_or(u16::MAX);
        flat.outputs = u8::try_from(node.outputs.len()).unwrap_or(u8::MAX);
        self.outputs.extend(&node.outputs);
        if let Some(((word, next), others)) = node.edges.split_first() {
            (flat.word, flat.next) = (*word, *next);
            if others.len() <= Self::FEW {
                flat.edges = u16::try_from(self.edges.len()).unwrap_or(u16::MAX);
                flat.count = u8::try_from(others.len()).unwrap_or(u8::MAX);
                self.edges.extend(others);
            } else {
                let start = self.rows.len();
                self.rows.resize(start + words, ROOT);
                flat.row = u16::try_from(start / words + 1).unwrap_or(u16::MAX);
                for (word, next) in others {
                    if let Some(slot) = self.rows.get_mut(start + usize::from(*word)) {
                        *slot = *next;
                    }
                }
            }
        }
        self.nodes.push(flat);
    }

    /// More edges than this are not searched one after the other.
    const FEW: usize = 6;

    /// Where `word` leads from a node; [`ROOT`] if nowhere.
    fn edge(&self, node: &Flat, word: Word) -> State {
        if node.word == word {
            return node.next;
        }
        if node.row != 0 {
            let place = (usize::from(node.row) - 1) * self.row_length() + usize::from(word);
            return self.rows.get(place).copied().unwrap_or(ROOT);
        }
        let start = usize::from(node.edges);
        let others = self.edges.get(start..start + usize::from(node.count)).unwrap_or_default();
        others.iter().find(|(edge, _)| *edge == word).map_or(ROOT, |(_, next)| *next)
    }

    fn row_length(&self) -> usize {
        self.words.len()
    }

    /// What ends in a state.
    fn outputs(&self, state: State) -> &[Output] {
        let Some(node) = self.nodes.get(usize::from(state)) else { return &[] };
        let start = usize::from(node.first_output);
        self.outputs.get(start..start + usize::from(node.outputs)).unwrap_or_default()
    }

    /// What a word is, in any case of letters.
    #[inline]
    fn find(&self, probe: &Probe, word: &[u8]) -> Known {
        let mut slot = probe.key.slot(Self::SLOTS);
        while let Some(&(key, known)) = self.slots.get(slot) {
            if known.word == UNKNOWN {
                break;
            }
            if key == probe.key && (probe.whole || self.is(known.word, word)) {
                return known;
            }
            slot = (slot + 1) & (Self::SLOTS - 1);
        }
        let start = word.first().map_or(0, u8::to_ascii_lowercase);
        let shortest = self.shortest_prefix.get(usize::from(start)).copied().unwrap_or(u8::MAX);
        if word.len() < usize::from(shortest) { Known::default() } else { self.find_prefix(word) }
    }

    fn is(&self, number: Word, word: &[u8]) -> bool {
        self.words.get(usize::from(number)).is_some_and(|full| full.as_bytes().eq_ignore_ascii_case(word))
    }

    /// What the longest known beginning of a word is. Few words come here.
    #[inline(never)]
    fn find_prefix(&self, word: &[u8]) -> Known {
        let begins =
            |prefix: &[u8]| word.get(..prefix.len()).is_some_and(|head| head.eq_ignore_ascii_case(prefix));
        self.prefixes.iter().find(|(prefix, _)| begins(prefix)).map_or(Known::default(), |(_, known)| *known)
    }

    /// Where a word leads from any state.
    fn follow(&self, mut state: State, word: Word) -> State {
        loop {
            let Some(node) = self.nodes.get(usize::from(state)) else { return ROOT };
            let next = self.edge(node, word);
            if next != ROOT || state == ROOT {
                return next;
            }
            state = node.fail;
        }
    }

    /// The same, for a word that was looked up.
    #[inline]
    fn next(&self, mut state: State, known: Known) -> State {
        loop {
            if state == ROOT {
                return known.first;
            }
            if state == self.clause {
                return known.anchored;
            }
            let Some(node) = self.nodes.get(usize::from(state)) else { return ROOT };
            let next = self.edge(node, known.word);
            if next != ROOT {
                return next;
            }
            state = node.fail;
        }
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
        let texts = &*TEXTS;
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
        let known =
            self.texts.find(&Probe::within(message, start, end), message.get(start..end).unwrap_or_default());
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
        let known = self.texts.find(&Probe::of(&status), &status);
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
    TEXTS.rules.get(place).copied()
}
