//! Messages that were cut inside a word: what is too long for an event or a column ends anywhere.

use alloc::boxed::Box;
use alloc::vec::Vec;

use once_cell::race::OnceBox;

use super::part::Fired;
use super::rules::rules;

/// A word of a text of the table, after the first.
struct Ending {
    word: &'static str,
    /// The text before it, with a blank between.
    before: &'static str,
    /// The text stands only where a clause begins.
    is_anchored: bool,
    /// What the text fires, if this word is its last.
    fires: Option<Fired>,
}

/// By their words. Built on first use, since few messages are cut.
static ENDINGS: OnceBox<Vec<Ending>> = OnceBox::new();

fn endings() -> &'static [Ending] {
    ENDINGS.get_or_init(|| {
        let mut endings = Vec::new();
        for (n, rule) in rules().enumerate() {
            // Texts of several clauses and with open words are more than their words.
            for text in rule.texts.iter().filter(|text| !text.contains([':', '#', '*'])) {
                let is_anchored = text.starts_with('^');
                let text = text.trim_start_matches('^').trim_end_matches('$');
                for (blank, _) in text.match_indices(' ') {
                    let (before, behind) = text.split_at(blank);
                    let behind = behind.trim_start();
                    let word = behind.split(' ').next().unwrap_or_default();
                    let fires = (word == behind).then(|| Fired::new(n, rule));
                    endings.push(Ending { word, before, is_anchored, fires });
                }
            }
        }
        endings.sort_by_key(|ending| ending.word);
        Box::new(endings)
    })
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

    let all = if is_beginning { endings() } else { &[] };
    let from = all.partition_point(|ending| is_before(ending.word, beginning));
    let matching = all
        .get(from..)
        .unwrap_or_default()
        .iter()
        .take_while(move |ending| begins(ending.word, beginning))
        .filter_map(move |ending| Some((ending, ending.start_in(before)?)));
    let mut words = matching.clone().map(|(ending, _)| ending.word);
    let first = words.next();
    let is_clear = words.all(|word| Some(word) == first) && first.is_some_and(|word| word.len() > letters);
    matching.filter_map(move |(ending, start)| Some((ending.fires.filter(|_| is_clear)?, start)))
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
