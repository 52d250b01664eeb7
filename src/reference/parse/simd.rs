//! Which classes the bytes of a text are of, as bit masks.
//!
//! Sixteen bytes are compared at once. Moving the outcome of a comparison into an integer costs more than the
//! comparison, so only the three masks that every text needs are always moved; two flags say whether there is more to
//! know, and a second set of masks is made when it is.
#![expect(clippy::inline_always, reason = "a call in the middle would move every mask through memory")]

use core::hint::black_box;
use core::ops::{BitAnd, BitOr, Not, Shl, Shr};

use wide::u8x16;

/// How many bytes one vector has.
pub(crate) const LANES: usize = 16;

/// A set of positions in the text, as an integer.
pub(crate) trait Mask:
    Copy
    + Default
    + PartialEq
    + From<u32>
    + From<u64>
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

    /// The position after a set that begins at 0 and has no gap.
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

/// Three classes that are gathered together.
pub(crate) trait Classes: Sized {
    /// The lanes of each class.
    fn of(bytes: u8x16) -> [u8x16; 3];
}

/// Letters and digits; slashes; and `:` or `@`, one of which ends whatever stands in front of it.
pub(crate) struct Structure;

impl Classes for Structure {
    #[inline(always)]
    fn of(bytes: u8x16) -> [u8x16; 3] {
        [letters(bytes) | within(bytes, b'0', 9), is(bytes, b'/'), is(bytes, b':') | is(bytes, b'@')]
    }
}

/// Upper-case letters, underscores, dashes.
pub(crate) struct Detail;

impl Classes for Detail {
    #[inline(always)]
    fn of(bytes: u8x16) -> [u8x16; 3] {
        [within(bytes, b'A', 25), is(bytes, b'_'), is(bytes, b'-')]
    }
}

/// Where three classes stand in a piece of text.
#[derive(Clone, Copy)]
pub(crate) struct Masks<M> {
    pub(crate) classes: [M; 3],
    /// Lanes that hold nothing but bytes of the grammar.
    known: u8x16,
    /// Lanes whose [`CASE_BIT`] is set hold neither an upper-case letter nor an underscore.
    plain: u8x16,
}

impl<M> Masks<M> {
    /// Whether all bytes are ones that a reference can have.
    #[inline(always)]
    pub(crate) fn are_known(&self) -> bool {
        self.known.to_bitmask() == 0xffff
    }

    /// Whether there is an upper-case letter or an underscore.
    #[inline(always)]
    pub(crate) fn are_special(&self) -> bool {
        (self.plain & u8x16::splat(CASE_BIT)).simd_eq(u8x16::default()).to_bitmask() != 0
    }

    #[inline(always)]
    fn map<N>(self, with: impl Fn(M) -> N) -> Masks<N> {
        Masks { classes: self.classes.map(with), known: self.known, plain: self.plain }
    }
}

impl<M: Copy + BitOr<Output = M> + Shl<usize, Output = M>> Masks<M> {
    /// The masks of a text whose last piece begins at `at`. Where the two pieces overlap they agree.
    #[inline(always)]
    fn join<L: Copy + Into<M>, H: Copy + Into<M>>(low: Masks<L>, high: Masks<H>, at: usize) -> Self {
        let [low_1, low_2, low_3] = low.classes.map(Into::into);
        let [high_1, high_2, high_3] = high.classes.map(|mask| mask.into() << at);
        Self {
            classes: [low_1 | high_1, low_2 | high_2, low_3 | high_3],
            known: low.known & high.known,
            plain: low.plain & high.plain,
        }
    }
}

impl Masks<u32> {
    #[inline(always)]
    fn of_16<C: Classes>(bytes: &[u8; LANES]) -> Self {
        let bytes = u8x16::from(*bytes);
        Self {
            classes: C::of(bytes).map(u8x16::to_bitmask),
            // From `-` to `:` there is nothing but `.`, `/` and the digits.
            known: letters(bytes) | within(bytes, b'-', b':' - b'-') | is(bytes, b'_') | is(bytes, b'@'),
            plain: bytes | is(bytes, b'@'),
        }
    }

    #[inline(always)]
    fn of_32<C: Classes>(bytes: &[u8; 2 * LANES]) -> Self {
        match bytes.as_chunks() {
            ([low, high], _) => Self::join(Self::of_16::<C>(low), Self::of_16::<C>(high), LANES),
            _ => Self::of_16::<C>(&PADDING),
        }
    }
}

impl Masks<u64> {
    #[inline(always)]
    pub(crate) fn of_64<C: Classes>(bytes: &[u8; 4 * LANES]) -> Self {
        // LLVM turns masks joined by a constant shift into vectors of single bits, and every shift of such a mask into
        // a hundred instructions; a shift it cannot see through stays one.
        Self::of_32_to_64::<C>(bytes, black_box(2 * LANES))
    }

    #[inline(always)]
    fn of_32_to_64<C: Classes>(bytes: &[u8], at: usize) -> Self {
        match (bytes.first_chunk(), bytes.last_chunk()) {
            (Some(first), Some(last)) => Self::join(Masks::of_32::<C>(first), Masks::of_32::<C>(last), at),
            _ => Self::of_less_than_16::<C>(bytes),
        }
    }

    /// The masks of a text of at most 64 bytes: a few pieces of fixed size, the last one from the end.
    #[inline(always)]
    pub(crate) fn of_short<C: Classes>(bytes: &[u8]) -> Self {
        if bytes.len() >= 2 * LANES {
            return Self::of_32_to_64::<C>(bytes, bytes.len() - 2 * LANES);
        }
        match (bytes.first_chunk(), bytes.last_chunk()) {
            (Some(first), Some(last)) => {
                Self::join(Masks::of_16::<C>(first), Masks::of_16::<C>(last), bytes.len() - LANES)
            }
            _ => Self::of_less_than_16::<C>(bytes),
        }
    }

    #[inline(always)]
    fn of_less_than_16<C: Classes>(bytes: &[u8]) -> Self {
        if let (Some(first), Some(last)) = (bytes.first_chunk(), bytes.last_chunk()) {
            return Self::of_two::<8, C>(first, last, bytes.len());
        }
        if let (Some(first), Some(last)) = (bytes.first_chunk(), bytes.last_chunk()) {
            return Self::of_two::<4, C>(first, last, bytes.len());
        }
        let mut padded = PADDING;
        for (to, from) in padded.iter_mut().zip(bytes) {
            *to = *from;
        }
        Masks::of_16::<C>(&padded).map(u64::from)
    }

    /// Two pieces of one text in one vector.
    #[inline(always)]
    fn of_two<const N: usize, C: Classes>(first: &[u8; N], last: &[u8; N], len: usize) -> Self {
        let mut both = PADDING;
        for (piece, at) in [(first, 0), (last, N)] {
            if let Some(to) = both.get_mut(at..at + N) {
                to.copy_from_slice(piece);
            }
        }
        Masks::of_16::<C>(&both)
            .map(|mask| u64::from(mask & ((1 << N) - 1)) | (u64::from(mask >> N) << (len - N)))
    }
}

impl Masks<u128> {
    /// The masks of the first 128 bytes of a text that begins with the 64 bytes of `first`.
    #[inline(always)]
    pub(crate) fn of_long<C: Classes>(first: Masks<u64>, bytes: &[u8]) -> Option<Self> {
        let head = bytes.get(..u128::WIDTH).unwrap_or(bytes);
        // The last piece, less what the first 64 bytes have of it.
        let last = match head.last_chunk() {
            Some(last) if head.len() <= u64::WIDTH + 2 * LANES => {
                let known = u64::WIDTH + 2 * LANES - head.len();
                Masks::of_32::<C>(last).map(|mask| u64::from(mask) >> known)
            }
            _ => {
                let known = 2 * u64::WIDTH - head.len();
                Masks::of_64::<C>(head.last_chunk()?).map(|mask| mask >> known)
            }
        };
        Some(Self::join(first, last, u64::WIDTH))
    }
}

/// Of the bytes of the grammar only upper-case letters, `_` and `@` lack this bit.
const CASE_BIT: u8 = 0x20;

/// What fills a vector after a short text: bytes that are neither unknown nor special, at positions that are not asked
/// for.
const PADDING: [u8; LANES] = [b'a'; LANES];

#[inline(always)]
fn is(bytes: u8x16, byte: u8) -> u8x16 {
    bytes.simd_eq(u8x16::splat(byte))
}

/// The lanes of letters in either case.
#[inline(always)]
fn letters(bytes: u8x16) -> u8x16 {
    within(bytes | u8x16::splat(CASE_BIT), b'a', 25)
}

/// The lanes from `low` to `low + span`.
#[inline(always)]
fn within(bytes: u8x16, low: u8, span: u8) -> u8x16 {
    let from_low = bytes - u8x16::splat(low);
    from_low.min(u8x16::splat(span)).simd_eq(from_low)
}

/// Whether all bytes are `0-9` or `a-f`.
#[inline(always)]
pub(crate) fn is_lower_hex<const N: usize>(pieces: [&[u8; LANES]; N]) -> bool {
    let mut all = u8x16::splat(0xff);
    for piece in pieces {
        let bytes = u8x16::from(*piece);
        all &= within(bytes, b'0', 9) | within(bytes, b'a', 5);
    }
    all.to_bitmask() == 0xffff
}
