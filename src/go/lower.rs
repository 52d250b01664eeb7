//! Go's `strings.ToLower`, and which characters it would change.

use alloc::string::String;

/// Go's `unicode.ToLower`: simple case mapping, one character to one, by Unicode 15.0.
fn to_lower(c: char) -> char {
    match c {
        // The only character whose full lower-case mapping, which `char::to_lowercase` gives, is longer than one.
        '\u{130}' => 'i',
        // Letters that got a lower-case form after Unicode 15.0, which Go 1.21 to 1.26 have.
        '\u{1c89}' | '\u{a7cb}' | '\u{a7cc}' | '\u{a7ce}' | '\u{a7d2}' | '\u{a7d4}' | '\u{a7da}'
        | '\u{a7dc}' => c,
        '\u{10d50}'..='\u{10d65}' | '\u{16ea0}'..='\u{16eb8}' => c,
        _ => c.to_lowercase().next().unwrap_or(c),
    }
}

/// The first character that Go's `strings.ToLower` would change, and its place.
pub(crate) fn first_upper(text: &str) -> Option<(usize, char)> {
    // Lower-case text of ASCII, which most is, needs no look at its characters.
    let from = text.bytes().position(|byte| byte.is_ascii_uppercase() || !byte.is_ascii())?;
    let mut rest = text.get(from..)?.char_indices();
    rest.find(|&(_, c)| to_lower(c) != c).map(|(at, c)| (from + at, c))
}

/// Go's `strings.ToLower`.
pub(crate) fn lowered(text: &str) -> String {
    text.chars().map(to_lower).collect()
}
