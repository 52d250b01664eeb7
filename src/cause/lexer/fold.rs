//! Whether the lines of a message are one line that was folded at the width of a terminal, a mail or a ticket.
//!
//! Who folds fills each line: it is no longer than the width, and the first word of the next line had no room in it.
//! One width has to explain all lines, so that lines that were written as lines are hardly ever taken for it.

use core::ops::RangeInclusive;

/// The widths at which people and programs fold.
const WIDTHS: RangeInclusive<usize> = 50..=130;

/// What the lengths of a message's lines say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fold {
    /// They are lines.
    No,
    /// Two lines, which may be one.
    Perhaps,
    /// One line: a width that fits more than two is not an accident, however they begin.
    Yes,
}

/// Whether all line breaks of a message are those of a fold. One pass, which ends with the first line that does not fit.
pub(super) fn fold_of(message: &[u8]) -> Fold {
    let (mut widest, mut narrowest) = (*WIDTHS.start(), *WIDTHS.end());
    let (mut count, mut indent, mut begins_anew) = (0_usize, None, false);
    // The length of the line before.
    let mut before: Option<usize> = None;
    let mut lines = message.trim_ascii_end().split(|&byte| byte == b'\n');
    let fits = lines.all(|line| {
        let text = line.trim_ascii_start();
        let blanks = line.len() - text.len();
        let word = text.iter().take_while(|byte| !byte.is_ascii_whitespace()).count();
        let (column, room) = (letters(line.trim_ascii_end()), letters(text.get(..word).unwrap_or_default()));
        if let Some(before) = before {
            narrowest = narrowest.min(before.saturating_add(1 + room));
            begins_anew |= is_beginning(text, word);
            if *indent.get_or_insert(blanks) != blanks {
                return false;
            }
        }
        // A word that is wider than the column stands alone in it.
        if word < text.trim_ascii_end().len() {
            widest = widest.max(column);
        }
        (before, count) = (Some(column), count + 1);
        !text.is_empty() && widest <= narrowest
    });
    match count {
        0 | 1 => Fold::No,
        2 if fits && !begins_anew => Fold::Perhaps,
        2 => Fold::No,
        _ if fits => Fold::Yes,
        _ => Fold::No,
    }
}

/// How many columns a text takes, as near as can be told without a table of widths.
fn letters(text: &[u8]) -> usize {
    text.iter().filter(|&&byte| byte & 0xC0 != 0x80).count()
}

/// Whether a line begins as one that was written as a line does: an entry of a log or of a list, JSON, `Error: `.
fn is_beginning(text: &[u8], word: usize) -> bool {
    let Some((first, rest)) = text.get(..word).and_then(<[u8]>::split_first) else { return true };
    match first {
        b'-' | b'*' | b'{' | b'[' | b'<' | b'|' => true,
        b'A'..=b'Z' => rest.last() == Some(&b':') && rest.iter().rev().skip(1).all(u8::is_ascii_alphabetic),
        b'a'..=b'z' => rest.contains(&b'='),
        _ => false,
    }
}
