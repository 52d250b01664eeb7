//! Where words may end, 64 bytes at a time.
//!
//! A message is some hundred bytes and most of them are letters, so looking at one after the other is most of the
//! work of reading it. Here a block of bytes becomes a bit mask once, and every word in it is a shift and a count.

#[cfg(not(all(
    feature = "wide",
    any(target_feature = "sse2", target_feature = "neon", target_feature = "simd128")
)))]
use super::class::{WORD, class};

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
    /// No block was read yet: this one ends after any text.
    pub(super) const NONE: Self = Self { from: usize::MAX - BLOCK, bits: 0 };

    /// The first byte at `at` or after it at which a word may end, or the end of the text. Every byte of a class
    /// other than that of words is one; a few bytes of words are too, so a caller has to look.
    #[inline]
    pub(super) fn next(&mut self, text: &[u8], at: usize) -> usize {
        at + self.distance(text, at)
    }

    /// How many bytes after `at` that is.
    #[inline]
    pub(super) fn distance(&mut self, text: &[u8], at: usize) -> usize {
        let offset = at.wrapping_sub(self.from);
        if offset < BLOCK {
            let ahead = self.bits >> offset;
            if ahead != 0 {
                return ahead.trailing_zeros() as usize;
            }
        }
        self.next_block(text, at) - at
    }

    /// The same where the block has no more.
    #[inline(never)]
    fn next_block(&mut self, text: &[u8], at: usize) -> usize {
        let at = if at.wrapping_sub(self.from) < BLOCK { self.from + BLOCK } else { at };
        let Some(block) = text.get(at..).and_then(<[u8]>::first_chunk) else {
            return self.last_block(text, at);
        };
        let bits = mask(block);
        if bits == 0 {
            return self.block_after(text, at);
        }
        *self = Self { from: at, bits };
        at + bits.trailing_zeros() as usize
    }

    /// The same where the block at `at` has none: hardly a word is that long.
    #[cold]
    #[inline(never)]
    fn block_after(&mut self, text: &[u8], at: usize) -> usize {
        let (blocks, _) = text.get(at..).unwrap_or_default().as_chunks();
        let empty = blocks.iter().take_while(|block| mask(block) == 0).count();
        let at = at + empty * BLOCK;
        *self = Self { from: at, bits: blocks.get(empty).map_or(0, mask) };
        match self.bits {
            0 => self.last_block(text, at),
            bits => at + bits.trailing_zeros() as usize,
        }
    }

    /// The same where no whole block is left from `at` on.
    #[inline(never)]
    fn last_block(&mut self, text: &[u8], at: usize) -> usize {
        if at >= text.len() {
            return text.len();
        }
        // The end of the text is a stop too, so that what comes after it is not asked for again.
        *self = match text.last_chunk() {
            // It overlaps the one before, so that it is whole but for the first byte, which the end takes the place of.
            Some(block) => Self { from: text.len() + 1 - BLOCK, bits: mask(block) >> 1 | 1 << (BLOCK - 1) },
            None => Self::of_short(text),
        };
        at + (self.bits >> (at - self.from)).trailing_zeros() as usize
    }

    /// The stops of a text that is less than a block.
    #[inline(never)]
    fn of_short(text: &[u8]) -> Self {
        let mut block = [b' '; BLOCK];
        for (to, from) in block.iter_mut().zip(text) {
            *to = *from;
        }
        Self { from: 0, bits: mask(&block) }
    }
}

/// How many bytes are searched for a quote at once: most names have no more than twice as many.
const REACH: usize = u32::BITS as usize;

/// The first quote at `at` or after it.
#[inline]
pub(super) fn find_quote(text: &[u8], mut at: usize) -> Option<usize> {
    loop {
        let rest = text.get(at..)?;
        let quotes = if let Some(block) = rest.first_chunk() {
            quotes(block)
        } else if rest.is_empty() {
            return None;
        } else if let Some(block) = text.last_chunk() {
            // It begins before, so that it is whole; what is before does not count.
            quotes(block) >> (REACH - rest.len())
        } else {
            return rest.iter().position(|&byte| byte == b'"').map(|found| at + found);
        };
        if quotes != 0 {
            return Some(at + quotes.trailing_zeros() as usize);
        }
        at += REACH;
    }
}

#[cfg(not(all(
    feature = "wide",
    any(target_feature = "sse2", target_feature = "neon", target_feature = "simd128")
)))]
fn quotes(block: &[u8; REACH]) -> u32 {
    block.iter().rev().fold(0, |bits, &byte| bits << 1 | u32::from(byte == b'"'))
}

#[cfg(all(
    feature = "wide",
    any(target_feature = "sse2", target_feature = "neon", target_feature = "simd128")
))]
#[inline]
fn quotes(block: &[u8; REACH]) -> u32 {
    use wide::u8x16;

    let (pieces, _) = block.as_chunks::<16>();
    let quotes = |piece: &[u8; 16]| u8x16::from(*piece).simd_eq(u8x16::splat(b'"')).to_bitmask();
    pieces.iter().rev().fold(0, |bits, piece| bits << 16 | quotes(piece))
}

#[cfg(not(all(
    feature = "wide",
    any(target_feature = "sse2", target_feature = "neon", target_feature = "simd128")
)))]
fn mask(block: &[u8; BLOCK]) -> u64 {
    block.iter().rev().fold(0, |bits, &byte| bits << 1 | u64::from(class(byte) != WORD))
}

#[cfg(all(
    feature = "wide",
    any(target_feature = "sse2", target_feature = "neon", target_feature = "simd128")
))]
fn mask(block: &[u8; BLOCK]) -> u64 {
    let (pieces, _) = block.as_chunks();
    pieces.iter().rev().fold(0, |bits, piece| bits << 16 | u64::from(mask_of_16(piece)))
}

/// A few comparisons that name all stops, and with them some marks, control bytes and all bytes of characters that are
/// not ASCII, which cost more to tell apart than they do where they occur.
#[cfg(all(
    feature = "wide",
    any(target_feature = "sse2", target_feature = "neon", target_feature = "simd128")
))]
#[inline]
fn mask_of_16(bytes: &[u8; 16]) -> u32 {
    use wide::i8x16;

    // Signed, since there is one instruction to compare signed bytes, and several to compare others.
    let all = |byte: u8| i8x16::splat(byte.cast_signed());
    let bytes = i8x16::from(bytes.map(u8::cast_signed));
    // Blanks, line ends, quotes, parentheses, commas.
    let low = all(b',' + 1).simd_gt(bytes);
    // A bit more, and one comparison finds two neighbours.
    let colons = (bytes | all(1)).simd_eq(all(b';'));
    // A bit more, and brackets are braces, with the backslash between them, and the at sign is the backtick.
    let lower = bytes | all(0x20);
    let backticks = lower.simd_eq(all(b'`'));
    // What stands after the braces becomes negative.
    let braces = (lower + all(0x7f - b'}')).simd_gt(all(0x7f - b'}' + b'z'));
    (low | colons | backticks | braces).to_bitmask()
}

#[cfg(test)]
mod tests {
    use super::{BLOCK, REACH, Stops, find_quote, mask};
    use crate::cause::lexer::class::{WORD, class};
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
                assert!(
                    bits == 0 || !byte.is_ascii_alphanumeric() && !b"-._/=".contains(&byte),
                    "{byte:?} at {at}"
                );
            }
        }
    }

    #[test]
    fn stops_are_found_wherever_the_search_begins() {
        for len in [0, 1, 2, BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK - 1, 2 * BLOCK, 2 * BLOCK + 1] {
            for stop in 0..len {
                let mut text = vec![b'a'; len];
                text[stop] = b':';
                let mut forward = Stops::NONE;
                for at in 0..=len {
                    let next = if at <= stop { stop } else { len };
                    assert_eq!(forward.next(&text, at), next);
                    let mut anew = Stops::NONE;
                    assert_eq!(anew.next(&text, at), next);
                }
                assert_eq!(forward.next(&text, 0), stop, "back to the beginning");
            }
        }
    }

    #[test]
    fn quotes_are_found_wherever_they_are() {
        for len in 0..=2 * REACH + 1 {
            for quote in 0..len {
                let mut text = vec![b'a'; len];
                text[quote] = b'"';
                for at in 0..=len {
                    assert_eq!(
                        find_quote(&text, at),
                        (at <= quote).then_some(quote),
                        "{quote} of {len} from {at}"
                    );
                }
                // The first of two.
                text[len - 1] = b'"';
                assert_eq!(find_quote(&text, 0), Some(quote), "{quote} of {len}");
            }
        }
    }
}
