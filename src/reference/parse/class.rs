//! What the grammar sees of a text: the classes of its bytes, and the case they are read in.

/// Letters are read as they are. What a reading makes of letters is known when it is compiled, so that the usual one
/// asks nothing of any byte.
pub(crate) const KEPT: bool = false;
/// Letters are read as Go's `strings.ToLower` would leave them: Go calls a text "contains uppercase" if its lower-cased
/// form would match.
pub(crate) const FOLDED: bool = true;

/// What a byte (or, folded, a character) can be to the grammar.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Class {
    Lower,
    Upper,
    Digit,
    Dot,
    Underscore,
    Dash,
    Slash,
    Colon,
    Plus,
    At,
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
            b'@' => Class::At,
            _ => Class::Other,
        };
        if byte == u8::MAX {
            break classes;
        }
        byte += 1;
    }
};

/// The class of the first byte and what follows it.
pub(crate) const fn next<const CASE: bool>(bytes: &[u8]) -> Option<(Class, &[u8])> {
    match (bytes, CASE) {
        ([], _) => None,
        // The two non-ASCII characters that Go lower-cases into ASCII: KELVIN SIGN and I WITH DOT ABOVE.
        ([0xe2, 0x84, 0xaa, rest @ ..] | [0xc4, 0xb0, rest @ ..], FOLDED) => Some((Class::Lower, rest)),
        ([b'A'..=b'Z', rest @ ..], FOLDED) => Some((Class::Lower, rest)),
        #[expect(clippy::indexing_slicing, reason = "a byte is below 256")]
        ([byte, rest @ ..], _) => Some((CLASSES[*byte as usize], rest)),
    }
}
