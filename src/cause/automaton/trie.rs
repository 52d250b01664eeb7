//! The texts of the table as Aho and Corasick's automaton, with whole words for letters, as it is built.

use alloc::collections::{BTreeMap, VecDeque};
use alloc::string::String;
use alloc::vec::Vec;

use super::vocabulary::{UNKNOWN, Word};
use super::{Meaning, State};

/// The end of a clause, which is a word of its own.
pub(in crate::cause) const BREAK: Word = 1;
pub(in crate::cause) const ROOT: State = 0;

#[derive(Default)]
pub(in crate::cause) struct Node {
    edges: Vec<(Word, State)>,
    fail: State,
    /// The texts that end here by their words, their ends that are texts too after them: how many words, and what it
    /// means.
    pub(in crate::cause) outputs: Vec<(usize, Meaning)>,
}

/// A text of the table as words; `|` is the end of a clause.
pub(in crate::cause) fn spell(text: &'static str) -> Vec<&'static str> {
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
pub(in crate::cause) fn insert(
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
pub(in crate::cause) fn link(nodes: &mut [Node]) {
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
pub(in crate::cause) fn follow(nodes: &[Node], mut state: State, word: Word) -> State {
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

/// The words that lead somewhere from a state other than from the root or the beginning of a clause, and whether a
/// word that is none of them may begin a clause. What leads on from the ends of its text that begin other texts is the
/// state's too, the longest first.
pub(in crate::cause) fn ways(nodes: &[Node], state: State, clause: State) -> (Vec<(Word, State)>, bool) {
    let mut ways: Vec<(Word, State)> = Vec::new();
    let mut suffix = state;
    while suffix != ROOT && suffix != clause {
        let Some(node) = nodes.get(usize::from(suffix)) else { break };
        for &(word, next) in &node.edges {
            if ways.iter().all(|(other, _)| *other != word) {
                ways.push((word, next));
            }
        }
        suffix = node.fail;
    }
    (ways, suffix == clause)
}
