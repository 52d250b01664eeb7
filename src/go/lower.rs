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
    let from = find_upper_or_wide(text.as_bytes())?;
    let mut rest = text.get(from..)?.char_indices();
    rest.find(|&(_, c)| to_lower(c) != c).map(|(at, c)| (from + at, c))
}

/// Go's `strings.ToLower`.
pub(crate) fn lowered(text: &str) -> String {
    text.chars().map(to_lower).collect()
}

/// The first place of a byte that is `A-Z` or not ASCII, eight bytes at a time.
fn find_upper_or_wide(bytes: &[u8]) -> Option<usize> {
    /// One in every byte.
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGHEST_BITS: u64 = 0x8080_8080_8080_8080;
    let (words, rest) = bytes.as_chunks();
    for (at, word) in words.iter().enumerate() {
        let word = u64::from_le_bytes(*word);
        // The highest bits of the sums say: from `A` on, and after `Z`.
        let ascii = word & !HIGHEST_BITS;
        let (from_a, after_z) = (ascii + ONES * 0x3f, ascii + ONES * 0x25);
        let found = ((from_a & !after_z) | word) & HIGHEST_BITS;
        if found != 0 {
            return Some(at * 8 + found.trailing_zeros() as usize / 8);
        }
    }
    let in_rest = |byte: &u8| byte.is_ascii_uppercase() || !byte.is_ascii();
    rest.iter().position(in_rest).map(|at| words.len() * 8 + at)
}

#[cfg(test)]
mod tests {
    use super::find_upper_or_wide;

    #[test]
    fn places_are_those_of_a_loop() {
        for byte in 0..=u8::MAX {
            for at in 0..19 {
                let mut text = [b'z'; 20];
                (text[at], text[at + 1]) = (byte, b'Q');
                let want = text.iter().position(|b| b.is_ascii_uppercase() || !b.is_ascii());
                assert_eq!(find_upper_or_wide(&text), want, "{text:?}");
            }
        }
    }
}
