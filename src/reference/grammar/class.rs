//! What the grammar sees of a text: the classes of its bytes, and Go's lower case.

/// Whether letters are read as they are or as Go's `strings.ToLower` would leave them.
///
/// Go calls a text "contains uppercase" if its lower-cased form would match.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Case {
    Kept,
    Folded,
}

/// What a byte (or, folded, a character) can be to the grammar.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    Lower,
    Upper,
    Digit,
    Dot,
    Underscore,
    Dash,
    Slash,
    Colon,
    Plus,
    Other,
}

const CLASSES: [Class; 256] = {
    let mut classes = [Class::Other; 256];
    let mut byte = 0_u8;
    loop {
        #[expect(clippy::indexing_slicing, reason = "a byte is below 256")]
        let class = &mut classes[byte as usize];
        *class = match byte {
            b'a'..=b'z' => Class::Lower,
            b'A'..=b'Z' => Class::Upper,
            b'0'..=b'9' => Class::Digit,
            b'.' => Class::Dot,
            b'_' => Class::Underscore,
            b'-' => Class::Dash,
            b'/' => Class::Slash,
            b':' => Class::Colon,
            b'+' => Class::Plus,
            _ => Class::Other,
        };
        if byte == u8::MAX {
            break classes;
        }
        byte += 1;
    }
};

/// The class of the first byte and what follows it.
pub(super) const fn next(bytes: &[u8], case: Case) -> Option<(Class, &[u8])> {
    match (bytes, case) {
        ([], _) => None,
        // The two non-ASCII characters that Go lower-cases into ASCII: KELVIN SIGN and I WITH DOT ABOVE.
        ([0xe2, 0x84, 0xaa, rest @ ..] | [0xc4, 0xb0, rest @ ..], Case::Folded) => Some((Class::Lower, rest)),
        ([b'A'..=b'Z', rest @ ..], Case::Folded) => Some((Class::Lower, rest)),
        #[expect(clippy::indexing_slicing, reason = "a byte is below 256")]
        ([byte, rest @ ..], _) => Some((CLASSES[*byte as usize], rest)),
    }
}

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
