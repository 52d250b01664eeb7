//! Where words may end, 64 bytes at a time.
//!
//! A message is some hundred bytes and most of them are letters, so looking at one after the other is most of the
//! work of reading it. Here a block of bytes becomes a bit mask once, and every word in it is a shift and a count.

/// How many bytes one mask covers.
const BLOCK: usize = u64::BITS as usize;

/// The stops of one block of a text, and the way to the next.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stops {
    /// Where the block begins.
    from: usize,
    /// A bit for each byte of it that may not stand inside a word.
    bits: u64,
}

impl Stops {
    /// No block was read yet: this one ends behind any text.
    pub(super) const NONE: Self = Self { from: usize::MAX - BLOCK, bits: 0 };

    /// The first byte at `at` or behind it at which a word may end, or the end of the text. Every byte of a class
    /// other than that of words is one; a few bytes of words are too, so a caller has to look.
    #[inline]
    pub(super) fn next(&mut self, text: &[u8], at: usize) -> usize {
        let offset = at.wrapping_sub(self.from);
        if offset < BLOCK {
            let ahead = self.bits >> offset;
            if ahead != 0 {
                return at + ahead.trailing_zeros() as usize;
            }
        }
        self.next_block(text, at)
    }

    /// The same where the block has no more.
    #[inline(never)]
    fn next_block(&mut self, text: &[u8], at: usize) -> usize {
        let mut at = if at.wrapping_sub(self.from) < BLOCK { self.from + BLOCK } else { at };
        while at < text.len() {
            let rest = text.get(at..).unwrap_or_default();
            if let Some(block) = rest.first_chunk() {
                *self = Self { from: at, bits: mask(block) };
            } else if let Some(block) = text.last_chunk() {
                // The last block overlaps the one before it, so that it is whole.
                *self = Self { from: text.len() - BLOCK, bits: mask(block) };
            } else {
                let mut block = [b'a'; BLOCK];
                if let Some(head) = block.get_mut(..text.len()) {
                    head.copy_from_slice(text);
                }
                *self = Self { from: 0, bits: mask(&block) };
            }
            let ahead = self.bits >> (at - self.from);
            if ahead != 0 {
                return at + ahead.trailing_zeros() as usize;
            }
            at = self.from + BLOCK;
        }
        text.len()
    }
}

#[cfg(not(feature = "wide"))]
fn mask(block: &[u8; BLOCK]) -> u64 {
    block.iter().rev().fold(0, |bits, &byte| bits << 1 | u64::from(super::class(byte) != super::WORD))
}

#[cfg(feature = "wide")]
fn mask(block: &[u8; BLOCK]) -> u64 {
    let (pieces, _) = block.as_chunks();
    pieces.iter().rev().fold(0, |bits, piece| bits << 16 | u64::from(mask_of_16(piece)))
}

/// A few comparisons that name all stops, and with them `!`, `|` and control bytes, which cost more to tell apart
/// than they do where they occur.
#[cfg(feature = "wide")]
#[expect(clippy::inline_always, reason = "a call in the middle would move every constant through memory")]
#[inline(always)]
fn mask_of_16(bytes: &[u8; 16]) -> u32 {
    use wide::u8x16;

    let bytes = u8x16::from(*bytes);
    let is = |bytes: u8x16, byte: u8| bytes.simd_eq(u8x16::splat(byte));
    // Blanks, line ends, the double quote.
    let low = bytes.min(u8x16::splat(b'"')).simd_eq(bytes);
    // A bit less, and one comparison finds two neighbours.
    let even = bytes & u8x16::splat(!1);
    let pairs = is(even, b'(') | is(even, b':');
    // A bit more, and brackets are braces, with the backslash between them, and the at sign is the backtick.
    let lower = bytes | u8x16::splat(0x20);
    let from_brace = lower - u8x16::splat(b'{');
    let brackets = from_brace.min(u8x16::splat(2)).simd_eq(from_brace);
    (low | pairs | brackets | is(lower, b'`') | is(bytes, b',')).to_bitmask()
}

#[cfg(test)]
mod tests {
    use super::super::{WORD, class};
    use super::{BLOCK, Stops, mask};
    use alloc::vec;

    #[test]
    fn a_mask_names_every_byte_that_ends_a_word() {
        for byte in 0..=u8::MAX {
            for at in 0..BLOCK {
                let mut block = [b'a'; BLOCK];
                block[at] = byte;
                let bits = mask(&block);
                assert_eq!(bits & !(1 << at), 0, "{byte:?} at {at}");
                assert!(bits != 0 || class(byte) == WORD, "{byte:?} at {at}");
                assert!(bits == 0 || !byte.is_ascii_alphanumeric() && byte < 0x80, "{byte:?} at {at}");
            }
        }
    }

    #[test]
    fn stops_are_found_wherever_the_search_begins() {
        for len in 0..3 * BLOCK + 2 {
            for stop in 0..len {
                let mut text = vec![b'a'; len];
                text[stop] = b':';
                let mut forward = Stops::NONE;
                for at in 0..=len {
                    let next = if at <= stop { stop } else { len };
                    assert_eq!(forward.next(&text, at), next);
                    assert_eq!(Stops::NONE.next(&text, at), next);
                }
                assert_eq!(forward.next(&text, 0), stop, "back to the beginning");
            }
        }
    }
}
