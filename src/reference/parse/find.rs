//! Where a byte stands, eight bytes at a time.

/// The first place of a byte.
pub(super) fn find(bytes: &[u8], byte: u8) -> Option<usize> {
    /// One in every byte.
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGHEST_BITS: u64 = 0x8080_8080_8080_8080;
    let place = |word: &[u8; 8]| {
        let word = u64::from_le_bytes(*word) ^ (ONES * u64::from(byte));
        // A byte that is zero now borrows from its highest bit; a borrow that goes on spoils only what comes after it.
        let zeros = word.wrapping_sub(ONES) & !word & HIGHEST_BITS;
        (zeros != 0).then(|| zeros.trailing_zeros() as usize / 8)
    };
    let (words, rest) = bytes.as_chunks();
    for (at, word) in words.iter().enumerate() {
        if let Some(found) = place(word) {
            return Some(at * 8 + found);
        }
    }
    match bytes.last_chunk() {
        // The end with what was searched before it, where nothing was found.
        Some(last) if !rest.is_empty() => place(last).map(|at| bytes.len() - last.len() + at),
        Some(_) => None,
        None => rest.iter().position(|&found| found == byte),
    }
}

#[cfg(test)]
mod tests {
    use super::find;

    #[test]
    fn places_are_those_of_a_loop() {
        for byte in 0..=u8::MAX {
            for len in 0..20 {
                for at in 0..len {
                    let mut text = [b'/'; 20];
                    // A neighbour in value after it, for the borrow.
                    (text[at], text[at + 1]) = (byte, byte ^ 1);
                    let text = &text[..len];
                    assert_eq!(find(text, byte), text.iter().position(|&b| b == byte), "{text:?}");
                }
            }
        }
    }
}
