//! Which classes the bytes of a text are of, as bit masks.
#![expect(clippy::inline_always, reason = "a call in the middle would move every mask through memory")]

use core::hint::black_box;
use core::ops::{BitAnd, BitOr, Not, Shl, Shr};

use wide::u8x16;

/// How many bytes one vector has.
pub(super) const LANES: usize = 16;

/// A set of positions in the text, as an integer.
pub(super) trait Mask:
    Copy
    + Default
    + PartialEq
    + BitAnd<Output = Self>
    + BitOr<Output = Self>
    + Not<Output = Self>
    + Shl<usize, Output = Self>
    + Shr<usize, Output = Self>
{
    /// How many positions there are.
    const WIDTH: usize;

    /// The first position, or `WIDTH`.
    fn first(self) -> usize;

    /// All positions up to and with the first; all there are without one.
    fn to_lowest(self) -> Self;

    /// All positions but the first.
    fn without_lowest(self) -> Self;

    /// The position behind a set that begins at 0 and has no gap.
    fn next(self) -> Self;

    /// The position `at`, if there is one.
    fn one(at: usize) -> Self;

    /// The positions in front of `end`.
    fn below(end: usize) -> Self;

    fn is_empty(self) -> bool {
        self == Self::default()
    }
}

macro_rules! impl_mask {
    ($($int:ty)*) => {$(
        impl Mask for $int {
            const WIDTH: usize = <$int>::BITS as usize;

            #[inline(always)]
            fn first(self) -> usize {
                self.trailing_zeros() as usize
            }

            #[inline(always)]
            fn to_lowest(self) -> Self {
                self ^ self.wrapping_sub(1)
            }

            #[inline(always)]
            fn without_lowest(self) -> Self {
                self & self.wrapping_sub(1)
            }

            #[inline(always)]
            fn next(self) -> Self {
                self.wrapping_add(1)
            }

            #[inline(always)]
            fn one(at: usize) -> Self {
                if at < Self::WIDTH { 1 << at } else { 0 }
            }

            #[inline(always)]
            fn below(end: usize) -> Self {
                Self::one(end).wrapping_sub(1)
            }
        }
    )*};
}

impl_mask!(u64 u128);

/// Where each class stands in a piece of text.
#[derive(Clone, Copy)]
pub(super) struct Classes<M> {
    /// Letters and digits.
    pub(super) any: M,
    /// Upper-case letters.
    pub(super) upper: M,
    pub(super) dot: M,
    pub(super) underscore: M,
    pub(super) dash: M,
    pub(super) slash: M,
    /// `:` and `@`, one of which ends whatever stands in front of it.
    pub(super) end: M,
}

impl<M: Copy + BitOr<Output = M> + Shl<usize, Output = M>> Classes<M> {
    /// The classes of a text whose last piece begins at `at`. Where the two pieces overlap they agree.
    #[inline(always)]
    pub(super) fn join<L: Into<M>, H: Into<M>>(low: Classes<L>, high: Classes<H>, at: usize) -> Self {
        low.zip(high, |low, high| low.into() | (high.into() << at))
    }
}

impl<L> Classes<L> {
    #[inline(always)]
    fn zip<H, M>(self, high: Classes<H>, with: impl Fn(L, H) -> M) -> Classes<M> {
        Classes {
            any: with(self.any, high.any),
            upper: with(self.upper, high.upper),
            dot: with(self.dot, high.dot),
            underscore: with(self.underscore, high.underscore),
            dash: with(self.dash, high.dash),
            slash: with(self.slash, high.slash),
            end: with(self.end, high.end),
        }
    }
}

impl Classes<u32> {
    #[inline(always)]
    fn of_16(bytes: &[u8; LANES]) -> Self {
        let bytes = u8x16::from(*bytes);
        let is = |byte: u8| bytes.simd_eq(u8x16::splat(byte));
        let folded = bytes | u8x16::splat(0x20);
        let letter = within(folded, b'a', 25);
        let upper = letter & !bytes.simd_eq(folded);
        Self {
            any: (letter | within(bytes, b'0', 9)).to_bitmask(),
            upper: upper.to_bitmask(),
            dot: is(b'.').to_bitmask(),
            underscore: is(b'_').to_bitmask(),
            dash: is(b'-').to_bitmask(),
            slash: is(b'/').to_bitmask(),
            end: (is(b':') | is(b'@')).to_bitmask(),
        }
    }

    #[inline(always)]
    pub(super) fn of_32(bytes: &[u8; 2 * LANES]) -> Self {
        match bytes.as_chunks() {
            ([low, high], _) => Self::join(Self::of_16(low), Self::of_16(high), LANES),
            _ => Self::of_16(&[0; LANES]),
        }
    }
}

impl Classes<u64> {
    #[inline(always)]
    pub(super) fn of_64(bytes: &[u8; 4 * LANES]) -> Self {
        // LLVM turns masks joined by a constant shift into vectors of single bits, and every shift of such a mask into
        // a hundred instructions; a shift it cannot see through stays one.
        Self::of_32_to_64(bytes, black_box(2 * LANES))
    }

    #[inline(always)]
    fn of_32_to_64(bytes: &[u8], at: usize) -> Self {
        match (bytes.first_chunk(), bytes.last_chunk()) {
            (Some(first), Some(last)) => Self::join(Classes::of_32(first), Classes::of_32(last), at),
            _ => Self::of_less_than_16(bytes),
        }
    }

    /// The classes of a text of at most 64 bytes: a few pieces of fixed size, the last one from the end.
    #[inline(always)]
    pub(super) fn of_short(bytes: &[u8]) -> Self {
        if bytes.len() >= 2 * LANES {
            return Self::of_32_to_64(bytes, bytes.len() - 2 * LANES);
        }
        match (bytes.first_chunk(), bytes.last_chunk()) {
            (Some(first), Some(last)) => {
                Self::join(Classes::of_16(first), Classes::of_16(last), bytes.len() - LANES)
            }
            _ => Self::of_less_than_16(bytes),
        }
    }

    #[inline(always)]
    fn of_less_than_16(bytes: &[u8]) -> Self {
        if let (Some(first), Some(last)) = (bytes.first_chunk(), bytes.last_chunk()) {
            return Self::of_two::<8>(first, last, bytes.len());
        }
        if let (Some(first), Some(last)) = (bytes.first_chunk(), bytes.last_chunk()) {
            return Self::of_two::<4>(first, last, bytes.len());
        }
        let mut padded = [0; LANES];
        for (to, from) in padded.iter_mut().zip(bytes) {
            *to = *from;
        }
        Classes::of_16(&padded).zip(Classes::of_16(&padded), |mask, _| u64::from(mask))
    }

    /// Two pieces of one text in one vector. Zeros, as behind them, are of no class.
    #[inline(always)]
    fn of_two<const N: usize>(first: &[u8; N], last: &[u8; N], len: usize) -> Self {
        let mut both = [0; LANES];
        for (piece, at) in [(first, 0), (last, N)] {
            if let Some(to) = both.get_mut(at..at + N) {
                to.copy_from_slice(piece);
            }
        }
        let both = Classes::of_16(&both);
        both.zip(both, |mask, _| u64::from(mask & ((1 << N) - 1)) | (u64::from(mask >> N) << (len - N)))
    }
}

/// The lanes from `low` to `low + span`.
#[inline(always)]
fn within(bytes: u8x16, low: u8, span: u8) -> u8x16 {
    let from_low = bytes - u8x16::splat(low);
    from_low.min(u8x16::splat(span)).simd_eq(from_low)
}

/// Whether all bytes are `0-9` or `a-f`.
#[inline(always)]
pub(super) fn is_lower_hex<const N: usize>(pieces: [&[u8; LANES]; N]) -> bool {
    let mut all = u8x16::splat(0xff);
    for piece in pieces {
        let bytes = u8x16::from(*piece);
        all &= within(bytes, b'0', 9) | within(bytes, b'a', 5);
    }
    all.to_bitmask() == 0xffff
}
