//! The texts of the table as Aho and Corasick's automaton, with whole words for letters, as it is built.

use alloc::collections::{BTreeMap, VecDeque};
use alloc::string::String;
use alloc::vec::Vec;

use crate::cause::automaton::layout::{BREAK, Fired, State, UNKNOWN, Word};
use crate::cause::rules::rule::Marks;

pub(super) const ROOT: State = 0;

/// What a text means once it was seen.
#[derive(Clone, Copy)]
pub(super) enum Meaning {
    /// The rule fires.
    Rule(Fired),
    /// These marks hold.
    Mark(Marks),
}

#[derive(Default)]
pub(super) struct Node {
    edges: Vec<(Word, State)>,
    fail: State,
    /// The texts that end here by their words, their ends that are texts too after them: how many words, and what it
    /// means.
    pub(super) outputs: Vec<(usize, Meaning)>,
}

/// A text of the table as words; `|` is the end of a clause.
pub(super) fn spell(text: &'static str) -> Vec<&'static str> {
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
pub(super) fn insert(
    nodes: &mut Vec<Node>,
    numbers: &BTreeMap<String, Word>,
    words: &[&str],
    output: (usize, Meaning),
) {
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

/// The node after `word`, made if it is not there.
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
pub(super) fn link(nodes: &mut [Node]) {
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

/// Where a word leads from any state.
pub(super) fn follow(nodes: &[Node], mut state: State, word: Word) -> State {
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

/// What leads on from one state.
pub(super) struct Ways {
    /// Its own words. The unknown word leads to the longest end of its text that begins another, if there is one from
    /// which any word leads on but for the root and the beginning of a clause, whose many ways are in the vocabulary.
    pub(super) moves: Vec<(Word, State)>,
    pub(super) is_linked: bool,
    /// A word that leads nowhere from here may begin a clause.
    pub(super) is_anchored: bool,
}

pub(super) fn ways(nodes: &[Node], state: State, clause: State) -> Ways {
    let is_end = |state: State| state == ROOT || state == clause;
    let node = |state: State| nodes.get(usize::from(state));
    let mut moves = node(state).map(|node| node.edges.clone()).unwrap_or_default();
    if is_end(state) {
        moves.clear();
    }
    let mut suffix = state;
    let mut link = None;
    while !is_end(suffix) {
        suffix = node(suffix).map_or(ROOT, |node| node.fail);
        let has_edges = node(suffix).is_some_and(|node| !node.edges.is_empty());
        link = link.or((has_edges && !is_end(suffix)).then_some(suffix));
    }
    moves.extend(link.map(|link| (UNKNOWN, link)));
    Ways { moves, is_linked: link.is_some(), is_anchored: suffix == clause }
}

/// The same nodes with other numbers: after the root come those where texts end.
pub(super) fn speakers_first(nodes: Vec<Node>) -> Vec<Node> {
    let mut order: Vec<_> = (0..State::MAX).zip(nodes).collect();
    order.sort_by_key(|(state, node)| (*state != ROOT, node.outputs.is_empty()));
    let numbers: BTreeMap<State, State> = order.iter().zip(0..).map(|((old, _), new)| (*old, new)).collect();
    let new = |old: State| numbers.get(&old).copied().unwrap_or(ROOT);
    let renumber = |(_, node): (State, Node)| Node {
        edges: node.edges.into_iter().map(|(word, next)| (word, new(next))).collect(),
        fail: new(node.fail),
        ..node
    };
    order.into_iter().map(renumber).collect()
}
