//! Byte classes of sixteen bytes at a time, gathered into one bit mask per class.
//!
//! With the whole name and tag in masks, the grammar becomes a few shifts: a separator is good if the bits beside it
//! are. Only ever says yes; a no may be a reference this way does not know, such as an IPv6 host.

use core::ops::{BitAnd, BitOr, Not, Shl, Shr};

use wide::u8x16;

use super::super::grammar::{MAX_PATH, MAX_TAG};
use super::Parts;
use crate::digest::DigestRef;

/// The longest name with tag that fits the wider of the two masks.
pub(super) const LONGEST: usize = 128;

const LANES: usize = 16;

/// A set of positions in the text, as an integer.
trait Mask:
    Copy
    + Default
    + PartialEq
    + From<u32>
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
            fn below(end: usize) -> Self {
                if end >= Self::WIDTH { !0 } else { (1 << end) - 1 }
            }
        }
    )*};
}

impl_mask!(u64 u128);

/// Where each class stands among the first `WIDTH` bytes.
#[derive(Default)]
struct Classes<M> {
    lower_or_digit: M,
    upper: M,
    digit: M,
    dot: M,
    underscore: M,
    dash: M,
    slash: M,
    colon: M,
    at: M,
}

impl<M: Mask> Classes<M> {
    #[inline(always)]
    fn of(bytes: &[u8]) -> Self {
        let mut classes = Self::default();
        let head = bytes.get(..M::WIDTH).unwrap_or(bytes);
        let (strides, tail) = head.as_chunks::<LANES>();
        let mut at = 0;
        for stride in strides {
            classes.add(*stride, at, 0);
            at += LANES;
        }
        if !tail.is_empty() {
            match head.last_chunk::<LANES>() {
                // The last sixteen bytes once more, less those that were counted already.
                Some(last) => classes.add(*last, at, LANES - tail.len()),
                None => classes.add(padded(tail), at, 0),
            }
        }
        classes
    }

    /// Adds sixteen bytes that stand at `at`, without the first `known` of them.
    #[inline(always)]
    fn add(&mut self, bytes: [u8; LANES], at: usize, known: usize) {
        let bytes = u8x16::from(bytes);
        let place = |lanes: u8x16| M::from(lanes.to_bitmask() >> known) << at;
        let is = |byte: u8| bytes.simd_eq(u8x16::splat(byte));
        let digit = within(bytes, b'0', 9);
        let folded = bytes | u8x16::splat(0x20);
        let letter = within(folded, b'a', 25);
        let lower = letter & bytes.simd_eq(folded);
        self.lower_or_digit = self.lower_or_digit | place(lower | digit);
        self.upper = self.upper | place(letter ^ lower);
        self.digit = self.digit | place(digit);
        self.dot = self.dot | place(is(b'.'));
        self.underscore = self.underscore | place(is(b'_'));
        self.dash = self.dash | place(is(b'-'));
        self.slash = self.slash | place(is(b'/'));
        self.colon = self.colon | place(is(b':'));
        self.at = self.at | place(is(b'@'));
    }
}

/// Fewer than sixteen bytes; the zeros behind them are of no class.
#[inline(always)]
fn padded(tail: &[u8]) -> [u8; LANES] {
    let mut bytes = [0; LANES];
    for (to, from) in bytes.iter_mut().zip(tail) {
        *to = *from;
    }
    bytes
}

/// The lanes from `low` to `low + span`.
#[inline(always)]
fn within(bytes: u8x16, low: u8, span: u8) -> u8x16 {
    let from_low = bytes - u8x16::splat(low);
    from_low.min(u8x16::splat(span)).simd_eq(from_low)
}

/// Where the parts of a common reference end.
#[inline]
pub(super) fn parts(text: &str) -> Option<Parts> {
    if text.len() <= u64::WIDTH { parts_in::<u64>(text) } else { parts_of_long(text) }
}

fn parts_of_long(text: &str) -> Option<Parts> {
    // With a digest behind it, a name and tag that fit 64 bits are still the common case.
    parts_in::<u64>(text).or_else(|| parts_in::<u128>(text))
}

#[inline(always)]
fn parts_in<M: Mask>(text: &str) -> Option<Parts> {
    let bytes = text.as_bytes();
    let classes = Classes::<M>::of(bytes);
    let at = classes.at.first();
    let tag_end = if at < M::WIDTH {
        at
    } else if bytes.len() <= M::WIDTH {
        bytes.len()
    } else {
        return None;
    };
    let parts = name_and_tag(&classes, tag_end)?;
    if tag_end < bytes.len() && !is_digest(text, tag_end + 1) {
        return None;
    }
    Some(parts)
}

/// Checks what stands in front of `tag_end`.
#[inline(always)]
fn name_and_tag<M: Mask>(classes: &Classes<M>, tag_end: usize) -> Option<Parts> {
    let head = M::below(tag_end);
    let slash = (classes.slash & head).first();
    let first = if slash < tag_end { M::below(slash) } else { M::default() };
    let underscored = !(classes.underscore & first).is_empty();
    // A first component with an underscore is no host, so it belongs to the path.
    let path_start = if first.is_empty() || underscored { 0 } else { slash + 1 };
    let domain = M::below(path_start.saturating_sub(1));
    let before_path = M::below(path_start);

    let colons = classes.colon & head;
    let name_end = (colons & !before_path).first().min(tag_end);
    let path = M::below(name_end) & !before_path;
    let tag = head & !M::below(name_end + 1);

    // A port's colon, and then digits up to the slash.
    let port_colon = colons & domain;
    let port_start = port_colon.first();
    let (host, port) = if port_colon.is_empty() {
        (domain, M::default())
    } else {
        (M::below(port_start), domain & !M::below(port_start + 1))
    };
    if !port_colon.is_empty() && (port.is_empty() || !(port & !classes.digit).is_empty()) {
        return None;
    }

    let any = classes.lower_or_digit | classes.upper;
    let word = (classes.lower_or_digit & path) | (any & host);
    let name = path | host;
    let dashes = classes.dash & name;
    let underscores = classes.underscore & path;
    let dots_and_slashes = (classes.dot & name) | (classes.slash & path);
    let covered = word | dashes | underscores | dots_and_slashes;
    // One of these may stand only between two letters or digits …
    let beside_words = (word << 1) & (word >> 1);
    // … a dash also beside a dash, and an underscore beside one other.
    let (dashed, under) = (word | dashes, word | underscores);
    let beside_dashed = (dashed << 1) & (dashed >> 1);
    let beside_under = (under << 1) & (under >> 1);
    let triple = underscores & (underscores << 1) & (underscores << 2);
    let bad = (name & !covered)
        | (dots_and_slashes & !beside_words)
        | (dashes & !beside_dashed)
        | (underscores & !beside_under)
        | triple;

    let tag_bytes = any | classes.underscore | classes.dot | classes.dash;
    let tag_start = (M::from(1_u32) << (name_end & (M::WIDTH - 1))) << 1;
    let bad_tag = (tag & !tag_bytes) | (tag & tag_start & (classes.dot | classes.dash));
    let tag_len = tag_end.saturating_sub(name_end + 1);
    let empty_tag = name_end < tag_end && tag_len == 0;

    let lengths = name_end - path_start <= MAX_PATH && tag_len <= MAX_TAG;
    if !(bad | bad_tag).is_empty() || path.is_empty() || empty_tag || !lengths {
        return None;
    }
    Some(Parts { path_start, name_end, tag_end })
}

/// Whether the text from `from` on is a digest. sha256 is checked here, 16 hex characters at a time.
#[inline(always)]
fn is_digest(text: &str, from: usize) -> bool {
    let digest = text.as_bytes().get(from..).unwrap_or_default();
    let Some(hex) = digest.strip_prefix(b"sha256:") else { return is_other_digest(text, from) };
    let (strides, rest) = hex.as_chunks::<LANES>();
    if hex.len() != 64 || !rest.is_empty() {
        return false;
    }
    let mut all = u8x16::splat(0xff);
    for stride in strides {
        let bytes = u8x16::from(*stride);
        all &= within(bytes, b'0', 9) | within(bytes, b'a', 5);
    }
    all.to_bitmask() == 0xffff
}

#[cold]
fn is_other_digest(text: &str, from: usize) -> bool {
    text.get(from..).is_some_and(|digest| DigestRef::parse(digest).is_ok())
}
