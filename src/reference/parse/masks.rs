//! The grammar as a few shifts of bit masks.
//!
//! A separator is good if the bits beside it are those of letters and digits; only where some are not, it matters which
//! separators they are. Only ever says yes; a no may be a reference that this way does not know.
#![expect(clippy::inline_always, reason = "a call in the middle would move every mask through memory")]

use super::layout::Parts;
use super::simd::{Detail, LANES, Mask, Masks, Structure, is_lower_hex};
use crate::digest::DigestRef;

/// The longest name with tag that fits the wider of the two masks, with a place after it for its end.
#[cfg(test)]
pub(crate) const LONGEST: usize = u128::WIDTH - 1;

/// Where the parts of a common reference end.
#[inline]
pub(crate) fn parts(text: &str) -> Option<Parts> {
    // The masks do not know a bracket.
    if text.starts_with('[') { with_address(text) } else { with_name(text.as_bytes(), text) }
}

/// The same for a host that is an address in brackets, by way of a copy with a name of the same length in its place.
#[inline(never)]
fn with_address(text: &str) -> Option<Parts> {
    let (address, rest) = text.strip_prefix('[')?.split_once(']')?;
    let host_len = text.len() - rest.len();
    let is_address = !address.is_empty() && address.bytes().all(|b| b.is_ascii_hexdigit() || b == b':');
    if !is_address || !rest.starts_with([':', '/']) {
        return None;
    }
    let mut copy = [b'a'; 2 * u128::WIDTH];
    copy.get_mut(host_len..text.len())?.copy_from_slice(rest.as_bytes());
    with_name(copy.get(..text.len())?, text).filter(|parts| parts.path_start > host_len)
}

/// `bytes` are those of the text, but for an address: what is looked at in front of the digest.
#[inline(always)]
fn with_name(bytes: &[u8], text: &str) -> Option<Parts> {
    let parts = match bytes.first_chunk() {
        None => name_and_tag(&Masks::of_short::<Structure>(bytes), bytes, detail_of_short)?,
        Some(first) => {
            let masks = Masks::of_64::<Structure>(first);
            // With a digest after them, a name and tag that fit 64 bits are the common case here too.
            match name_and_tag(&masks, bytes, detail_of_64) {
                Some(parts) => parts,
                None => of_long(masks, bytes)?,
            }
        }
    };
    (parts.tag_end == bytes.len() || is_digest(text, parts.tag_end + 1)).then_some(parts)
}

/// The same with masks of 128 bits.
#[inline(never)]
fn of_long(first: Masks<u64>, bytes: &[u8]) -> Option<Parts> {
    name_and_tag(&Masks::of_long::<Structure>(first, bytes)?, bytes, |bytes| {
        let first = bytes.first_chunk().map(Masks::of_64::<Detail>);
        first.and_then(|first| Masks::of_long::<Detail>(first, bytes)).map_or([0; 3], |masks| masks.classes)
    })
}

#[inline(never)]
fn detail_of_short(bytes: &[u8]) -> [u64; 3] {
    Masks::of_short::<Detail>(bytes).classes
}

#[inline(never)]
fn detail_of_64(bytes: &[u8]) -> [u64; 3] {
    bytes.first_chunk().map_or([0; 3], |first| Masks::of_64::<Detail>(first).classes)
}

/// Checks what stands in front of the digest. A part that does not end within the masks is not judged.
#[inline(always)]
fn name_and_tag<M: Mask>(masks: &Masks<M>, bytes: &[u8], detail: impl Fn(&[u8]) -> [M; 3]) -> Option<Parts> {
    if !masks.are_known() {
        return None;
    }
    let [any, slash, end] = masks.classes;
    let [upper, underscore, _] = if masks.are_special() { detail(bytes) } else { [M::default(); 3] };

    // The first component is a host unless it has an underscore; then it belongs to the path.
    let to_slash = slash.to_lowest();
    let (path_start, before_path, host) = if slash.is_empty() || !(underscore & to_slash).is_empty() {
        (0, M::default(), M::default())
    } else {
        let host = to_slash >> 1;
        let path_start = slash.first() + 1;
        // A bracket is not a known byte, so what is left to look at here is a port.
        let judged =
            if (end & host).is_empty() { host } else { in_front_of_port(end, bytes.get(..path_start - 1)?)? };
        if judged.is_empty() {
            return None;
        }
        (path_start, to_slash, judged)
    };

    // The name ends at the first `:` or `@` after it or with the text, and so does the tag at the next.
    let ends = (end & !before_path) | M::one(bytes.len());
    if ends.is_empty() {
        return None;
    }
    let to_name_end = ends.to_lowest();
    let name_end = ends.first();
    let path = (to_name_end >> 1) & !before_path;
    let tag_end = if bytes.get(name_end) == Some(&b':') {
        let ends = ends.without_lowest();
        let tag = (ends.to_lowest() >> 1) & !to_name_end;
        let tag_end = ends.first();
        let starts_well = !(tag & to_name_end.next() & (any | underscore)).is_empty();
        let ends_well = !ends.is_empty() && bytes.get(tag_end).is_none_or(|&byte| byte == b'@');
        if !starts_well || !ends_well || !(tag & slash).is_empty() {
            return None;
        }
        tag_end
    } else {
        name_end
    };

    let name = path | host;
    let word = any & name;
    let beside_words = (word << 1) & (word >> 1);
    let runs = name & !word & !beside_words;
    if path.is_empty() || !(upper & path).is_empty() {
        return None;
    }
    if !runs.is_empty() && !are_good_runs(runs, word, name, detail(bytes)) {
        return None;
    }
    Some(Parts { path_start, name_end, tag_end })
}

/// Whether separators that do not stand alone are runs of dashes or pairs of underscores.
#[cold]
fn are_good_runs<M: Mask>(runs: M, word: M, name: M, [_, underscore, dash]: [M; 3]) -> bool {
    let (dash, pair) = (dash & name, underscore & name);
    let good_dashes = dash & ((word | dash) << 1) & ((word | dash) >> 1);
    let triple = (pair << 1) & (pair << 2);
    let good_pairs = pair & ((word | pair) << 1) & ((word | pair) >> 1) & !triple;
    (runs & !(good_dashes | good_pairs)).is_empty()
}

/// The host of a domain with a port, if the port is digits.
#[inline(never)]
fn in_front_of_port<M: Mask>(end: M, domain: &[u8]) -> Option<M> {
    match domain.get(end.first()..)? {
        [b':', port @ ..] if !port.is_empty() && port.iter().all(u8::is_ascii_digit) => {
            Some(M::below(end.first()))
        }
        _ => None,
    }
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
