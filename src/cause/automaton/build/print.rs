//! Writes all tables down as the source of `tables.rs`.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt::Write;
use core::iter;

use super::moves::Moves;
use super::outputs::Outputs;
use super::trie::{Meaning, Node, ROOT, Ways, follow, insert, link, speakers_first, spell, ways};
use super::words::Vocabulary;
use super::wrappers::{Automaton, WRAPPERS, read, slots};
use crate::cause::automaton::layout::{At, BREAK, Fired, LaterWord, State, Wrapper};
use crate::cause::automaton::matcher::LONGEST;
use crate::cause::rules::mark_texts::MARKS;
use crate::cause::rules::rule::CauseRule;
use crate::cause::rules::table::ROWS;

/// All texts of the table with what they mean.
pub(super) fn texts() -> impl Iterator<Item = (Meaning, &'static str)> {
    let of_rules = (0..).zip(ROWS).flat_map(|(n, rule)| {
        rule.texts().map(move |text| (Meaning::Rule(Fired::new(n, rule.decides_alone())), text))
    });
    let of_marks =
        MARKS.iter().flat_map(|(marks, texts)| texts.lines().map(|text| (Meaning::Mark(*marks), text)));
    of_rules.chain(of_marks)
}

/// The source of the tables.
pub(super) fn print() -> String {
    let texts: Vec<_> = texts().map(|(meaning, text)| (meaning, spell(text))).collect();
    let vocabulary = Vocabulary::new(texts.iter().flat_map(|(_, words)| words).copied());
    let (nodes, clause) = nodes(&texts, &vocabulary);

    let all = || (0..State::MAX).zip(&nodes).map(|(state, _)| state);
    let speaks = |state: State| !nodes[usize::from(state)].outputs.is_empty();
    let all_ways: Vec<_> = all().map(|state| ways(&nodes, state, clause)).collect();
    let own: Vec<_> = all_ways.iter().map(|ways| ways.moves.clone()).collect();
    let moves = Moves::new(&own, |state| {
        let Ways { is_linked, is_anchored, .. } = all_ways[usize::from(state)];
        let flags = [(speaks(state), At::SPEAKS), (is_anchored, At::ANCHORED), (is_linked, At::LINKED)];
        flags.iter().filter(|(is, _)| *is).map(|(_, flag)| flag).sum()
    });
    let at = |state: State| moves.states[usize::from(state)];
    let outputs = Outputs::new(all().filter(|state| speaks(*state)).map(|n| &*nodes[usize::from(n)].outputs));

    let mut out = String::from(HEAD);
    let first = |word: &str| {
        let number = vocabulary.numbers.get(word).copied().unwrap_or_default();
        let [root, anchored] = [ROOT, clause].map(|state| at(follow(&nodes, state, number)).0);
        format!("[{root:#x}, {anchored:#x}]")
    };
    let written = |word: &String| word.replace('{', "#");
    let short: Vec<_> = vocabulary
        .short
        .iter()
        .map(|word| format!("Short::new({word:?}, {})", first(&written(word))))
        .collect();
    let long: Vec<_> =
        vocabulary.long.iter().map(|word| format!("({word:?}, {})", first(&written(word)))).collect();
    let prefixes = vocabulary.prefixes.iter();
    let prefixes: Vec<_> =
        prefixes.map(|word| format!("Prefix::new({word:?}, {})", first(&(written(word) + "*")))).collect();
    let nothing = |kind: &str| alloc::vec![format!("{kind}")];
    rows(&mut out, "SHORT", "Short", &[nothing("Short::NOTHING"), short].concat());
    // The compiler takes them apart.
    listed(&mut out, "super) const LONG_WORDS", "(&str, [u32; 2])", &long);
    rows(&mut out, "PREFIXES", "Prefix", &prefixes);
    let [start, end] = vocabulary.plain();
    constant(&mut out, "PLAIN", "Range<u16>", &format!("{start}..{end}"));
    numbers(&mut out, "SHORT_SLOT", "u16", &vocabulary.short_slots());
    numbers(&mut out, "LONG_SLOT", "u16", &vocabulary.long_slots());
    let prefixes_of: Vec<_> = vocabulary.prefixes_of().iter().map(|range| format!("{range:?}")).collect();
    numbers(&mut out, "PREFIXES_OF", "[u8; 2]", &prefixes_of);

    constant(&mut out, "CLAUSE", "At", &format!("At({:#x})", at(clause).0));
    numbers(&mut out, "OWNERS", "u16", &moves.owners);
    numbers(&mut out, "MOVES", "u32", &moves.moves.iter().map(|at| at.0).collect::<Vec<_>>());
    numbers(&mut out, "SPEAKERS", "u16", &outputs.speakers);
    let fired: Vec<_> = iter::once(0).chain(outputs.fired.iter().map(|fired| fired.0)).collect();
    numbers(&mut out, "FIRED", "u16", &fired);
    let said = outputs.outputs.iter().map(|said| {
        let last = if said.is_last { ".last()" } else { "" };
        format!("Output::new({}, {}, Marks({:#x})){last}", said.words, said.fired, said.marks.0)
    });
    rows(&mut out, "OUTPUTS", "Output", &said.collect::<Vec<_>>());

    let automaton = Automaton { vocabulary: &vocabulary, nodes: &nodes, clause, at: &at };
    let read = |text: &&'static str| Some((*text, read(&automaton, text)?));
    let (texts, wrappers): (Vec<_>, Vec<_>) = WRAPPERS.iter().filter_map(read).unzip();
    let (factor, slots) = slots(&wrappers);
    let leads = texts.iter().zip(&wrappers).map(|(text, wrapper)| leads(text, wrapper));
    let wrappers: Vec<_> = nothing("Wrapper::NOTHING").into_iter().chain(leads).collect();
    rows(&mut out, "WRAPPERS", "Wrapper", &wrappers);
    constant(&mut out, "WRAPPER_FACTOR", "u64", &format!("{factor:#x}"));
    numbers(&mut out, "WRAPPER_SLOT", "u8", &slots);

    let endings: Vec<_> = endings().iter().map(|ending| format!("{:?}", ending.0)).collect();
    numbers(&mut out, "ENDINGS", "[u8; 3]", &endings);
    out
}

/// The trie with its links, its speaking states first after the root; and the state at the beginning of a clause.
fn nodes(texts: &[(Meaning, Vec<&'static str>)], vocabulary: &Vocabulary) -> (Vec<Node>, State) {
    let mut nodes = Vec::from([Node::default()]);
    for (meaning, words) in texts {
        let count = words.iter().filter(|word| **word != "|").count();
        assert!(count <= LONGEST, "{words:?}");
        insert(&mut nodes, &vocabulary.numbers, words, (count, *meaning));
    }
    link(&mut nodes);
    let nodes = speakers_first(nodes);
    let clause = follow(&nodes, ROOT, BREAK);
    (nodes, clause)
}

fn leads(text: &str, wrapper: &Wrapper) -> String {
    let Wrapper { first, starts, end, at: At(at), marks, ends_clause, .. } = wrapper;
    let marks = marks.0;
    format!(
        "Wrapper::new({text:?}).leads({first}, {starts:?}, {end}, {at:#x}, Marks({marks:#x}), {ends_clause})"
    )
}

/// The words after the first of the rules' texts, in their order: the rule, and where in its texts the blank before the
/// word is. Texts of several clauses and with open words are more than their words.
pub(super) fn endings() -> Vec<LaterWord> {
    let mut endings = Vec::new();
    for (n, rule) in (0..).zip(ROWS) {
        let mut start = 0;
        for text in rule.texts() {
            if !text.contains([':', '#', '*']) {
                endings.extend(
                    text.match_indices(' ')
                        .map(|(blank, _)| LaterWord::new(n, u16::try_from(start + blank).unwrap())),
                );
            }
            start += text.len() + 1;
        }
    }
    let word = |ending: &LaterWord| {
        let rule: &'static CauseRule = ROWS[usize::from(ending.rule())];
        let text = rule.texts.get(usize::from(ending.blank()) + 1..).unwrap_or_default();
        text.split([' ', '\n', '$']).next().unwrap_or_default()
    };
    endings.sort_by_key(word);
    endings
}

const HEAD: &str = "\
//! The tables of the automaton. Written by a test, see the room's first page; not by hand.

use core::ops::Range;

use super::layout::{At, Output, Prefix, Short, Wrapper};
use crate::cause::rules::rule::Marks;
";

fn constant(out: &mut String, name: &str, kind: &str, value: &impl ToString) {
    let _ = write!(out, "\npub(super) const {name}: {kind} = {};\n", value.to_string());
}

/// One entry a line.
fn rows(out: &mut String, name: &str, kind: &str, rows: &[String]) {
    listed(out, &format!("in crate::cause) static {name}"), kind, rows);
}

fn listed(out: &mut String, item: &str, kind: &str, rows: &[String]) {
    let _ = write!(out, "\npub({item}: [{kind}; {}] = [\n", rows.len());
    for row in rows {
        let _ = writeln!(out, "    {row},");
    }
    out.push_str("];\n");
}

/// As many as a line has room for.
fn numbers(out: &mut String, name: &str, kind: &str, numbers: &[impl ToString]) {
    let _ = write!(out, "\npub(in crate::cause) static {name}: [{kind}; {}] = [", numbers.len());
    let mut width = 120;
    for number in numbers {
        let number = number.to_string();
        width += number.len() + 2;
        if width > 115 {
            out.push_str("\n    ");
            width = 4 + number.len() + 2;
        } else {
            out.push(' ');
        }
        let _ = write!(out, "{number},");
    }
    out.push_str("\n];\n");
}
