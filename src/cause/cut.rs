//! Messages that were cut inside a word: what is too long for an event or a column ends anywhere.

use super::automaton::{ENDINGS, Fired, LaterWord};
use super::rules::table::ROWS;

/// A word of a text of the table, after the first.
struct Ending {
    word: &'static str,
    /// The text before it.
    before: &'static str,
    /// The text stands only where a clause begins.
    is_anchored: bool,
    /// What the text fires, if this word is its last.
    fires: Option<Fired>,
}

impl Ending {
    /// The ending of this rule whose word stands after this blank of the rule's texts.
    fn at(place: [u8; 3]) -> Option<Self> {
        let place = LaterWord(place);
        let (rule, blank) = (place.rule(), place.blank());
        let row = ROWS.get(usize::from(rule))?;
        let (before, rest) = row.texts.split_at_checked(usize::from(blank))?;
        let before = before.get(before.rfind('\n').map_or(0, |end| end + 1)..)?;
        let rest = rest.get(..rest.find('\n')?)?.trim_start_matches(' ').trim_end_matches('$');
        let word = rest.split(' ').next()?;
        Some(Self {
            word,
            before: before.trim_start_matches('^'),
            is_anchored: before.starts_with('^'),
            fires: (word == rest).then(|| Fired::new(rule, row.decides_alone())),
        })
    }
}

/// Shorter beginnings of words say nothing, and no word of the table is longer than the other.
const SHORTEST: usize = 2;
const LONGEST: usize = 24;

/// The rules whose text the message breaks off in the last word of, and where it begins. Nothing if the beginning of
/// that word may go on in more than one way.
pub(super) fn broken_off(message: &str) -> impl Iterator<Item = (Fired, usize)> {
    let message = message.trim_end_matches(['.', '…']);
    let letters = message.bytes().rev().take(LONGEST + 1).take_while(u8::is_ascii_alphabetic).count();
    let (before, beginning) = message.split_at_checked(message.len() - letters).unwrap_or_default();
    let is_beginning = (SHORTEST..=LONGEST).contains(&letters) && before.ends_with(' ');
    let before = before.trim_end_matches(' ');

    let all = if is_beginning { ENDINGS.as_slice() } else { &[] };
    let from = all.partition_point(|ending| {
        Ending::at(*ending).is_some_and(|ending| is_before(ending.word, beginning))
    });
    let matching = all
        .get(from..)
        .unwrap_or_default()
        .iter()
        .map_while(|ending| Ending::at(*ending))
        .take_while(move |ending| begins(ending.word, beginning))
        .filter_map(move |ending| Some((ending.start_in(before)?, ending)));
    let mut words = matching.clone().map(|(_, ending)| ending.word);
    let first = words.next();
    let is_clear = words.all(|word| Some(word) == first) && first.is_some_and(|word| word.len() > letters);
    matching.filter_map(move |(start, ending)| Some((ending.fires.filter(|_| is_clear)?, start)))
}

impl Ending {
    /// Where the text begins, if `before` ends in what comes before this word.
    fn start_in(&self, before: &str) -> Option<usize> {
        let (rest, text) = before.split_at_checked(before.len().checked_sub(self.before.len())?)?;
        let begins = || match rest.bytes().rev().take(LONGEST).find(|byte| *byte != b' ') {
            None | Some(b':' | b'\n' | b'"') => true,
            Some(_) => !self.is_anchored && !rest.ends_with(|c: char| c.is_alphanumeric()),
        };
        (text.eq_ignore_ascii_case(self.before) && begins()).then_some(rest.len())
    }
}

/// Whether a word of the table stands before all that begin like this.
fn is_before(word: &str, beginning: &str) -> bool {
    word.bytes().lt(beginning.bytes().map(|byte| byte.to_ascii_lowercase()))
}

fn begins(word: &str, beginning: &str) -> bool {
    word.get(..beginning.len()).is_some_and(|head| head.eq_ignore_ascii_case(beginning))
}
