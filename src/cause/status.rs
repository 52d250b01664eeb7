//! Which numbers of a message are HTTP statuses.

use super::lexer::Piece;

/// Words that stand before a status and before little else.
const ANNOUNCE: [&str; 6] = ["status", "code", "http", "statuscode", "http/1.1", "http/2"];

/// Words that stand before a status now and then; what follows it has to look like a reason phrase.
const MAY_ANNOUNCE: [&str; 3] = ["error", "returned", "with"];

/// The same where a single word is not enough.
const PHRASES: [&str; 3] = ["from registry ", "fetching blob ", "fetching tags list "];

/// What clients of the daemon's API print before its status: dockerode, and bollard.
const CLIENTS: [&str; 2] = ["(HTTP code ", "Docker responded with status code "];

/// Whether the word `piece` is an HTTP status: three digits that begin a clause before a reason phrase, or that stand
/// after a word which announces a status. What a daemon's own API answers to its client is not a registry's status.
#[inline(never)]
pub(super) fn is_status(message: &str, piece: Piece, begins_clause: bool, last_word: &str) -> bool {
    let word = message.as_bytes().get(piece.start..piece.end).unwrap_or_default();
    let [b'4'..=b'5', b'0'..=b'9', b'0'..=b'9'] = word else { return false };
    let before = message.get(..piece.start).unwrap_or_default();
    let after = message.get(piece.end..).unwrap_or_default();
    if is_of_docker_py(after) {
        return false;
    }
    if begins_clause {
        return precedes_phrase(after);
    }
    let is_last = |word: &&str| last_word.eq_ignore_ascii_case(word);
    let ends_in = |phrase: &&str| ends_with_words(before, phrase);
    ANNOUNCE.iter().any(is_last) && !CLIENTS.iter().any(ends_in) && !precedes_daemons_words(after)
        || MAY_ANNOUNCE.iter().any(is_last) && precedes_phrase(after)
        || PHRASES.iter().any(ends_in)
}

/// Whether a quoted text begins with a status and its phrase, `403 Forbidden`.
pub(super) fn begins_with_status(name: &[u8]) -> bool {
    matches!(name, [b'4' | b'5', b'0'..=b'9', b'0'..=b'9', b' ', b'A'..=b'Z', ..])
}

/// How many bytes a status has.
pub(super) const DIGITS: usize = 3;

/// Whether a text begins with a unit of size, as `MB` and `MiB` are, which begins like a reason phrase.
fn begins_with_unit(text: &[u8]) -> bool {
    match text {
        [b'K' | b'M' | b'G', b'B', rest @ ..] | [b'K' | b'M' | b'G', b'i', b'B', rest @ ..] => {
            !rest.first().is_some_and(u8::is_ascii_alphanumeric)
        }
        _ => false,
    }
}

/// Whether what follows a number may follow a status: nothing, or a reason phrase.
fn precedes_phrase(after: &str) -> bool {
    if after.as_bytes().strip_prefix(b" ").is_some_and(begins_with_unit) {
        return false;
    }
    let mut rest = after.bytes();
    match rest.next() {
        None | Some(b',' | b'\n' | b';' | b'"' | b'\\') => true,
        Some(b'.') => rest.next().is_none_or(|b| matches!(b, b' ' | b'\n' | b'"' | b'\\' | b')')),
        Some(b' ' | b':') => {
            after.starts_with(" trying ")
                || rest.next().is_none_or(|b| {
                    b.is_ascii_uppercase() || matches!(b, b'-' | b'\n' | b'(' | b'<' | b'"' | b'\\')
                })
        }
        _ => false,
    }
}

/// Whether the status is the daemon's, whose words docker-py prints in parentheses after it, or whose URL.
fn is_of_docker_py(after: &str) -> bool {
    const URL: &[u8] = b"http+docker";
    // The phrase and the name of the status come between.
    const LOOK: usize = 80;
    // Most phrases are others.
    if !matches!(after.trim_ascii_start().as_bytes(), [b'S' | b'C', b'e' | b'l', ..]) {
        return false;
    }
    starts_with_words(after, " Server Error: Internal Server Error (")
        || [" Server Error", " Client Error"].iter().any(|words| starts_with_words(after, words))
            && after.as_bytes().windows(URL.len()).take(LOOK).any(|window| window == URL)
}

/// Whether what follows the status is JSON as the daemon's API has it; a registry's begins with its errors.
fn precedes_daemons_words(after: &str) -> bool {
    let json = starts_with_words(after, ": {").then(|| after.split_once('{')).flatten();
    json.is_some_and(|(_, json)| json.trim_start_matches('\\').starts_with("\"message"))
}

/// Whether `text` begins like that, where a blank may be a line break with an indent.
fn starts_with_words(text: &str, words: &str) -> bool {
    is_each(text.bytes(), words.bytes())
}

/// Whether `text` ends like that, where a blank may be a line break with an indent.
fn ends_with_words(text: &str, words: &str) -> bool {
    is_each(text.bytes().rev(), words.bytes().rev())
}

/// Any blanks of the text, up to a wide indent, stand for one of the words.
fn is_each(mut text: impl Iterator<Item = u8> + Clone, mut words: impl Iterator<Item = u8>) -> bool {
    const INDENT: usize = 40;
    words.all(|byte| {
        let is_next = text.next().is_some_and(|next| next == byte || byte == b' ' && next == b'\n');
        if is_next && byte == b' ' {
            let blanks = text.clone().take(INDENT).take_while(u8::is_ascii_whitespace).count();
            text.by_ref().take(blanks).for_each(drop);
        }
        is_next
    })
}
