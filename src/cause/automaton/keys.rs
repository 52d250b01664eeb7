//! Words as numbers, by which they are looked up in any case of letters.

/// The bit that tells a letter's lower case from its upper case, in eight bytes.
pub(super) const LOWER: u64 = 0x2020_2020_2020_2020;

/// By the length of a short word, the bits that it has of eight bytes.
pub(super) const SHORT_BITS: [u64; 9] = [
    0,
    u64::MAX >> 56,
    u64::MAX >> 48,
    u64::MAX >> 40,
    u64::MAX >> 32,
    u64::MAX >> 24,
    u64::MAX >> 16,
    u64::MAX >> 8,
    u64::MAX,
];

/// The tables of slots have two to the power of this many.
pub(super) const SHORT_SLOTS: u32 = 13;
pub(super) const LONG_SLOTS: u32 = 11;

/// What tells longer words apart most often: both ends, letters in lower case, and the length; never zero.
#[inline]
pub(super) fn long_key(head: u64, tail: u64, length: usize) -> u64 {
    (head | LOWER) ^ (tail | LOWER).rotate_left(29) ^ (length as u64) << 56 | 1
}

/// Spreads a key over so many slots.
#[inline]
#[expect(clippy::cast_possible_truncation, reason = "only as many bits are left as a slot has")]
pub(super) fn slot(key: u64, bits: u32) -> usize {
    (key.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (u64::BITS - bits)) as usize
}

/// The first eight and the last eight bytes of a word that has as many.
#[inline]
pub(super) fn ends(word: &[u8]) -> [u64; 2] {
    [word.first_chunk(), word.last_chunk()].map(|end| end.map_or(0, |end| u64::from_le_bytes(*end)))
}

/// The first of eight bytes.
#[inline]
pub(super) const fn first_byte(eight: u64) -> usize {
    let [first, ..] = eight.to_le_bytes();
    first as usize
}

/// The first eight bytes of a word; zero after a shorter one.
pub(in crate::cause) fn first_eight(word: &[u8]) -> u64 {
    match word.first_chunk() {
        Some(eight) => u64::from_le_bytes(*eight),
        None => word.iter().rev().fold(0, |eight, &byte| eight << 8 | u64::from(byte)),
    }
}

/// From this byte on, all wrappers differ in the next eight.
pub(super) const KEY_FROM: usize = 13;

/// Eight bytes of a text from a place on; zero after its end.
#[expect(clippy::indexing_slicing, reason = "evaluated at compile time, where it cannot panic later")]
pub(super) const fn eight(text: &[u8], from: usize) -> u64 {
    let (mut eight, mut n) = (0, 0);
    while n < 8 && from + n < text.len() {
        eight |= (text[from + n] as u64) << (8 * n);
        n += 1;
    }
    eight
}
