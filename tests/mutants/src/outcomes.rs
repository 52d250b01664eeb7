//! What became of each mutant, kept between runs; the table and the list that are printed.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::Path;

use crate::find::Mutant;

/// What became of a mutant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Failed,
    Endless,
    Survived,
    /// The tests that were run pass; the time for one mutant was over before all were.
    Unfinished,
    /// No test comes there.
    Unreached,
}

const NAMES: [(Outcome, &str); 5] = [
    (Outcome::Failed, "failed"),
    (Outcome::Endless, "endless"),
    (Outcome::Survived, "survived"),
    (Outcome::Unfinished, "unfinished"),
    (Outcome::Unreached, "unreached"),
];

impl Outcome {
    pub fn is_caught(self) -> bool {
        matches!(self, Self::Failed | Self::Endless)
    }

    /// Returns whether nothing more would be learned from the tests there are.
    pub fn is_final(self) -> bool {
        self != Self::Unfinished
    }

    fn name(self) -> &'static str {
        NAMES.iter().find(|(outcome, _)| *outcome == self).map_or("", |(_, name)| name)
    }
}

/// By the mutant's key.
pub type Outcomes = BTreeMap<String, Outcome>;

pub fn load(path: &Path) -> Outcomes {
    let text = fs::read_to_string(path).unwrap_or_default();
    let rows = text.lines().filter_map(|line| {
        let (name, key) = line.split_once('\t')?;
        Some((key.to_owned(), NAMES.iter().find(|(_, one)| *one == name)?.0))
    });
    rows.collect()
}

pub fn save(path: &Path, outcomes: &Outcomes) -> io::Result<()> {
    let rows = outcomes.iter().map(|(key, outcome)| format!("{}\t{key}\n", outcome.name()));
    fs::write(path, rows.collect::<String>())
}

/// Returns the room of a file: the first folder, or the file at the root.
pub fn room(mutant: &Mutant) -> &str {
    mutant.file.split(['/', '.']).next().unwrap_or_default()
}

/// Writes a row per room: caught, of how many, in per cent, and how many were not tried to the end yet.
pub fn table(mutants: &[Mutant], dropped: &BTreeSet<String>, outcomes: &Outcomes) -> String {
    let mut rooms: BTreeMap<&str, [usize; 3]> = BTreeMap::new();
    for mutant in mutants {
        let key = mutant.key();
        if dropped.contains(&key) {
            continue;
        }
        for room in [room(mutant), "~"] {
            let row = rooms.entry(room).or_default();
            match outcomes.get(&key).filter(|outcome| outcome.is_final()) {
                Some(outcome) => {
                    row[0] += usize::from(outcome.is_caught());
                    row[1] += 1;
                }
                None => row[2] += 1,
            }
        }
    }
    let mut out = String::from("| room | caught | of | |\n|---|--:|--:|--:|\n");
    for (room, [caught, of, open]) in rooms {
        let name = if room == "~" { "**all**" } else { room };
        let percent = 100.0 * caught as f64 / of.max(1) as f64;
        let _ = write!(out, "| {name} | {caught} | {of} | {percent:.1} % |");
        let _ = if open > 0 { writeln!(out, " {open} not tried") } else { writeln!(out) };
    }
    out
}

/// Writes the mutants that no test catches.
pub fn survivors(mutants: &[Mutant], dropped: &BTreeSet<String>, outcomes: &Outcomes) -> String {
    let mut out = String::new();
    for mutant in mutants {
        let key = mutant.key();
        if let Some(outcome) =
            outcomes.get(&key).filter(|outcome| !outcome.is_caught() && !dropped.contains(&key))
        {
            let _ = writeln!(out, "{}:{}: {} ({})", mutant.file, mutant.line, mutant.what, outcome.name());
        }
    }
    out
}
