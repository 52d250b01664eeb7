//! Reads what a message is about.

use super::senses::SENSES;
use super::words::{FAIL, IMAGE, Topics, of_letter};
use crate::cause::automaton::place;
use crate::cause::lexer::{Kind, Lexer};
use crate::cause::verdict::Verdict;

/// The guess at the cause of a message that has no text of the table; nothing if its words do not meet in any sense.
#[cold]
pub(in crate::cause) fn read(message: &str) -> Option<Verdict> {
    let mut reader = Reader { best: None, both: None, met: 0, before: Clause::EMPTY, clause: Clause::EMPTY };
    for piece in Lexer::new(message).take(MOST_PIECES) {
        match piece.kind {
            Kind::Word => {
                let word = message.get(piece.start..piece.end).unwrap_or_default();
                reader.clause.read(word, piece.start);
                if ends_sentence(message.as_bytes().get(piece.end..).unwrap_or_default()) {
                    reader.end_clause();
                    reader.before = Clause::EMPTY;
                }
            }
            Kind::Name => {
                // A code of a registry's JSON is quoted as names are, and is the only such that is written so.
                let name = message.get(piece.start..piece.end).unwrap_or_default();
                if name.contains('_') && !name.contains(|letter: char| letter.is_ascii_lowercase()) {
                    reader.clause.read(name, piece.start);
                }
            }
            Kind::Break | Kind::Line => reader.end_clause(),
            Kind::Open | Kind::Close | Kind::Comma => {}
        }
    }
    reader.end_clause();
    let (sense, start, end) = reader.best.or(reader.both)?;
    let sense = SENSES.get(sense)?;
    let mut guess = Verdict::guess(sense.cause, [start, end].map(place));
    // What else meets somewhere is as likely as what the same words may mean.
    let others =
        SENSES.iter().enumerate().filter(|(n, _)| reader.met >> n & 1 != 0).map(|(_, sense)| &sense.cause);
    others.take(OTHERS).chain(sense.others.as_slice()).for_each(|other| guess.add(*other));
    Some(guess)
}

struct Reader {
    best: Option<Found>,
    /// The same in a clause and the one before it, where neither says anything alone.
    both: Option<Found>,
    /// The senses that were met, a bit for each.
    met: u128,
    before: Clause,
    clause: Clause,
}

impl Reader {
    fn end_clause(&mut self) {
        if self.clause.count == 0 {
            return;
        }
        let clause = core::mem::replace(&mut self.clause, Clause::EMPTY);
        self.met |= clause.senses().fold(0, |met, (place, ..)| met | 1 << place);
        self.best = better(self.best, clause.senses().next());
        if self.best.is_none() {
            let mut both = Clause::EMPTY;
            // Nearly every message speaks of an image and of an error somewhere.
            for (topics, start, end) in self.before.words().chain(clause.words()) {
                let topics = if topics & IMAGE == 0 { topics & !FAIL } else { 0 };
                if topics != 0 {
                    both.add(topics, start, end);
                }
            }
            self.both = better(self.both, both.senses().next());
        }
        self.before = clause;
    }
}

/// No message that a node reports has as many words; a longer text is not read to its end for a guess.
const MOST_PIECES: usize = 8_192;

/// Of more senses than so many the first ones are alternates, the sense that decides among them.
const OTHERS: usize = 4;

/// Whether a sentence ends at the word before this: another begins, or nothing.
fn ends_sentence(rest: &[u8]) -> bool {
    matches!(rest, [b'.' | b'!' | b'?'] | [b'.' | b'!' | b'?', b' ' | b'\n', ..])
}

/// A sense by its place in the table, and where in the message its words are.
type Found = (usize, usize, usize);

/// What was found before, or what was found now if that stands before it in the table.
fn better(best: Option<Found>, new: Option<Found>) -> Option<Found> {
    match (best, new) {
        (Some(best), Some(new)) if best.0 <= new.0 => Some(best),
        (best, new) => new.or(best),
    }
}

/// The words of a clause that speak of something.
struct Clause {
    topics: [Topics; Self::MOST],
    places: [(usize, usize); Self::MOST],
    count: usize,
}

impl Clause {
    /// Of a longer clause the first words count.
    const MOST: usize = 24;

    const EMPTY: Self = Self { topics: [0; Self::MOST], places: [(0, 0); Self::MOST], count: 0 };

    /// Reads a word that begins at `start`; a code such as `TOKEN_EXPIRED` or `ImageNotFound` is several.
    fn read(&mut self, word: &str, start: usize) {
        /// No word of the topics is longer, and no code has many words.
        const LONGEST: usize = 64;
        if word.len() > LONGEST {
            return;
        }
        let whole = topics_of(word);
        if whole != 0 {
            return self.add(whole, start, start + word.len());
        }
        if !word.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
            return;
        }
        let mut from = 0;
        let bytes = word.as_bytes();
        for at in 1..=bytes.len() {
            let ends = match (bytes.get(at - 1), bytes.get(at)) {
                (_, None | Some(b'_')) => true,
                (Some(before), Some(next)) => before.is_ascii_lowercase() && next.is_ascii_uppercase(),
                _ => false,
            };
            if ends {
                let part = word.get(from..at).unwrap_or_default().trim_start_matches('_');
                let topics = topics_of(part);
                if topics != 0 {
                    self.add(topics, start + at - part.len(), start + at);
                }
                from = at;
            }
        }
    }

    fn add(&mut self, topics: Topics, start: usize, end: usize) {
        if let (Some(to), Some(place)) = (self.topics.get_mut(self.count), self.places.get_mut(self.count)) {
            (*to, *place) = (topics, (start, end));
            self.count += 1;
        }
    }

    fn words(&self) -> impl Iterator<Item = (Topics, usize, usize)> {
        self.topics
            .iter()
            .zip(&self.places)
            .take(self.count)
            .map(|(topics, place)| (*topics, place.0, place.1))
    }

    /// The senses whose topics are all here, in two words at least.
    fn senses(&self) -> impl Iterator<Item = Found> {
        let all = self.words().fold(0, |all, (topics, ..)| all | topics);
        let is_alone = self.count < 2;
        let senses = if is_alone { &[] } else { SENSES };
        senses.iter().enumerate().filter_map(move |(place, sense)| {
            if all & sense.unless != 0 || sense.needs().any(|need| all & need == 0) {
                return None;
            }
            let any = sense.needs().fold(0, |any, need| any | need);
            let speaking = || self.words().filter(|(topics, ..)| topics & any != 0);
            let (_, start, _) = speaking().next()?;
            let (_, _, end) = speaking().last()?;
            (speaking().count() > 1).then_some((place, start, end))
        })
    }
}

/// What a word speaks of.
fn topics_of(word: &str) -> Topics {
    let Some(first) = word.bytes().next() else { return 0 };
    let same =
        of_letter(first.to_ascii_lowercase()).filter(|(_, text)| text.eq_ignore_ascii_case(word.as_bytes()));
    same.fold(0, |all, (topic, _)| all | topic)
}
