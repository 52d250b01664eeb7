//! Runs words through one automaton of all the table's texts.

extern crate std;

use alloc::{format, string::String, vec::Vec};
use std::sync::LazyLock;

use aho_corasick::automaton::Automaton;
use aho_corasick::automaton::StateID;
use aho_corasick::dfa::DFA;
use aho_corasick::{Anchored, MatchKind};

use super::rule::Marks;
use super::table::{MARKS, RULES};

/// What a text means once it was seen.
#[derive(Clone, Copy, Debug)]
pub(super) enum Meaning {
    /// The rule at this place of the table fires.
    Rule(usize),
    /// These marks hold.
    Mark(Marks),
}

struct Entry {
    meaning: Meaning,
    /// How many words the text has.
    words: usize,
}

struct Texts {
    automaton: DFA,
    start: StateID,
    entries: Vec<Entry>,
}

/// Built on first use, some milliseconds, and kept.
static TEXTS: LazyLock<Option<Texts>> = LazyLock::new(|| {
    let mut spelled = Vec::new();
    let mut entries = Vec::new();
    let of_rules =
        RULES.iter().enumerate().flat_map(|(n, rule)| rule.texts.iter().map(move |t| (Meaning::Rule(n), *t)));
    let of_marks = MARKS.iter().flat_map(|(marks, texts)| texts.iter().map(|t| (Meaning::Mark(*marks), *t)));
    for (meaning, text) in of_rules.chain(of_marks) {
        let spelling = spell(text);
        let words = spelling.split(' ').filter(|w| !w.is_empty() && *w != "|").count();
        spelled.push(spelling);
        entries.push(Entry { meaning, words });
    }
    let automaton = DFA::builder()
        .match_kind(MatchKind::Standard)
        .start_kind(aho_corasick::StartKind::Unanchored)
        .build(&spelled)
        .ok()?;
    let start = automaton.start_state(Anchored::No).ok()?;
    Some(Texts { automaton, start, entries })
});

/// A text of the table in the spelling of the automaton: single blanks, `|` for the end of a clause.
fn spell(text: &str) -> String {
    let (head, text) = text.strip_prefix('^').map_or((" ", text), |rest| ("| ", rest));
    let (text, tail) = match (text.strip_suffix('$'), text.strip_suffix('*')) {
        (Some(text), _) => (text, " |"),
        (_, Some(text)) => (text, ""),
        _ => (text, " "),
    };
    format!("{head}{}{tail}", text.replace(": ", " | "))
}

/// The words of one text at most.
const LONGEST: usize = 32;

/// Where in the automaton a message is.
pub(super) struct Matcher {
    texts: &'static Texts,
    state: StateID,
    /// Where the last words started, a ring.
    starts: [usize; LONGEST],
    words: usize,
    end: usize,
    at_break: bool,
}

impl Matcher {
    /// Nothing only if the table could not be built, which a test rules out.
    pub(super) fn new() -> Option<Self> {
        let texts = TEXTS.as_ref()?;
        let mut matcher =
            Self { texts, state: texts.start, starts: [0; LONGEST], words: 0, end: 0, at_break: false };
        matcher.clause(&mut |_, _, _| {});
        Some(matcher)
    }

    /// A clause begins, and nothing was said in it.
    pub(super) fn at_break(&self) -> bool {
        self.at_break
    }

    fn step(&mut self, byte: u8, found: &mut impl FnMut(Meaning, usize, usize)) {
        let automaton = &self.texts.automaton;
        self.state = automaton.next_state(Anchored::No, self.state, byte);
        if automaton.is_special(self.state) && automaton.is_match(self.state) {
            for n in 0..automaton.match_len(self.state) {
                let pattern = automaton.match_pattern(self.state, n);
                if let Some(entry) = self.texts.entries.get(pattern.as_usize()) {
                    let first = self.words.wrapping_sub(entry.words) % LONGEST;
                    let start = self.starts.get(first).copied().unwrap_or_default();
                    found(entry.meaning, start, self.end);
                }
            }
        }
    }

    /// Reads a word that lies at `start..end` of the message; `prefix` is read before it, in the same word.
    pub(super) fn word(
        &mut self,
        prefix: Option<u8>,
        word: &[u8],
        start: usize,
        end: usize,
        found: &mut impl FnMut(Meaning, usize, usize),
    ) {
        if let Some(slot) = self.starts.get_mut(self.words % LONGEST) {
            *slot = start;
        }
        self.words += 1;
        self.end = end;
        self.at_break = false;
        if let Some(byte) = prefix {
            self.step(byte, found);
        }
        for byte in word {
            self.step(byte.to_ascii_lowercase(), found);
            // Texts begin at a blank, so no text is under way any more: the rest of the word cannot matter.
            if self.state == self.texts.start {
                break;
            }
        }
        self.step(b' ', found);
    }

    /// The clause ends.
    pub(super) fn clause(&mut self, found: &mut impl FnMut(Meaning, usize, usize)) {
        if !self.at_break {
            self.step(b'|', found);
            self.step(b' ', found);
            self.at_break = true;
        }
    }
}
