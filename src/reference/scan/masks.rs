//! Byte classes of sixteen bytes at a time, gathered into one bit mask per class.
//!
//! With the whole name and tag in masks, the grammar becomes a few shifts: a separator is good if the bits beside it
//! are. Only ever says yes; a no may be a reference that this way does not know.
#![expect(clippy::inline_always, reason = "a call in the middle would move every mask through memory")]

use super::Parts;
use super::classes::{Classes, LANES, Mask, is_lower_hex};
use crate::digest::DigestRef;

/// The longest name with tag that fits the wider of the two masks, with a place behind it for its end.
#[cfg(test)]
pub(super) const LONGEST: usize = u128::WIDTH - 1;

/// Where the parts of a common reference end.
#[inline]
pub(super) fn parts(text: &str) -> Option<Parts> {
    let bytes = text.as_bytes();
    let parts = match bytes.first_chunk() {
        None => name_and_tag(&Classes::of_short(bytes), bytes)?,
        Some(first) => {
            let classes = Classes::of_64(first);
            // With a digest behind them, a name and tag that fit 64 bits are still the common case.
            match name_and_tag(&classes, bytes) {
                Some(parts) => parts,
                None => of_long(classes, bytes)?,
            }
        }
    };
    (parts.tag_end == bytes.len() || is_digest(text, parts.tag_end + 1)).then_some(parts)
}

/// The same with masks of 128 bits.
#[inline(never)]
fn of_long(first: Classes<u64>, bytes: &[u8]) -> Option<Parts> {
    let head = bytes.get(..u128::WIDTH).unwrap_or(bytes);
    let classes = match head.last_chunk() {
        Some(last) if head.len() <= u64::WIDTH + 2 * LANES => {
            Classes::<u128>::join(first, Classes::of_32(last), head.len() - 2 * LANES)
        }
        _ => Classes::join(first, Classes::of_64(head.last_chunk()?), head.len() - u64::WIDTH),
    };
    name_and_tag(&classes, bytes)
}

/// Checks what stands in front of the digest. A part that does not end within the masks is not judged.
#[inline(always)]
fn name_and_tag<M: Mask>(classes: &Classes<M>, bytes: &[u8]) -> Option<Parts> {
    let Classes { any, upper, dot, underscore, dash, slash, end } = *classes;

    // The first component is a host unless it has an underscore; then it belongs to the path.
    let to_slash = slash.to_lowest();
    let (path_start, before_path, host) = if slash.is_empty() || !(underscore & to_slash).is_empty() {
        (0, M::default(), M::default())
    } else {
        let host = to_slash >> 1;
        let is_plain = (end & host).is_empty() && !matches!(bytes, [b'/' | b'[', ..]);
        let path_start = slash.first() + 1;
        let judged = if is_plain { host } else { host_in_front_of_port(end, bytes.get(..path_start - 1)?)? };
        (path_start, to_slash, judged)
    };

    // The name ends at the first `:` or `@` behind it or with the text, and so does the tag at the next.
    let ends = (end & !before_path) | M::one(bytes.len());
    if ends.is_empty() {
        return None;
    }
    let to_name_end = ends.to_lowest();
    let name_end = ends.first();
    let path = (to_name_end >> 1) & !before_path;
    let (tag_end, bad_tag) = if bytes.get(name_end) == Some(&b':') {
        let ends = ends.without_lowest();
        let tag = (ends.to_lowest() >> 1) & !to_name_end;
        let inner = dot | dash;
        let bad = (tag & !(any | underscore | inner)) | (to_name_end.next() & inner);
        let tag_end = ends.first();
        if tag.is_empty() || ends.is_empty() || bytes.get(tag_end).is_some_and(|&b| b != b'@') {
            return None;
        }
        (tag_end, bad)
    } else {
        (name_end, M::default())
    };

    let name = path | host;
    let word = any & name;
    let (behind_word, before_word) = (word << 1, word >> 1);
    // A dot or a slash stands between two letters or digits, dashes in a run, underscores at most in a pair.
    let single = (dot | slash) & behind_word & before_word;
    let dashes = dash & name;
    let dashes = dashes & (behind_word | (dashes << 1)) & (before_word | (dashes >> 1));
    let mut good = any | single | dashes;
    let pair = underscore & name;
    if !pair.is_empty() {
        let triple = (pair << 1) & (pair << 2);
        good = good | (pair & (behind_word | (pair << 1)) & (before_word | (pair >> 1)) & !triple);
    }
    let bad_name = (name & !good) | (upper & path);
    if path.is_empty() || !(bad_name | bad_tag).is_empty() {
        return None;
    }
    Some(Parts { path_start, name_end, tag_end })
}

/// The part of a host with a port that the masks shall judge: all in front of the port, or nothing of an address in
/// brackets.
#[inline(never)]
fn host_in_front_of_port<M: Mask>(end: M, domain: &[u8]) -> Option<M> {
    let host_len = match domain {
        [b'[', address @ ..] => {
            let len = address.iter().position(|b| !(b.is_ascii_hexdigit() || *b == b':'))?;
            (len > 0 && address.get(len) == Some(&b']')).then_some(len + 2)?
        }
        _ => end.first(),
    };
    let is_port = match domain.get(host_len..)? {
        [] => true,
        [b':', port @ ..] => !port.is_empty() && port.iter().all(u8::is_ascii_digit),
        _ => false,
    };
    let judged = if domain.starts_with(b"[") { M::default() } else { M::below(host_len) };
    (is_port && host_len > 0).then_some(judged)
}

/// Whether the text from `from` on is a digest. sha256 is checked here, sixteen hex characters at a time.
#[inline(always)]
fn is_digest(text: &str, from: usize) -> bool {
    let digest = text.as_bytes().get(from..).unwrap_or_default();
    match digest.strip_prefix(b"sha256:").map(<[u8]>::as_chunks::<LANES>) {
        Some(([a, b, c, d], [])) => is_lower_hex([a, b, c, d]),
        Some(_) => false,
        None => is_other_digest(text, from),
    }
}

#[cold]
fn is_other_digest(text: &str, from: usize) -> bool {
    text.get(from..).is_some_and(|digest| DigestRef::parse(digest).is_ok())
}
