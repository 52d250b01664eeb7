//! The grammar as a few shifts of bit masks.
//!
//! A separator is good if the bits beside it are those of letters and digits; only where some are not, it matters which
//! separators they are. Says yes, or that a reference has capitals in its path, or a bad digest after a good name; of any
//! other text it says nothing, since that may be a reference that this way does not know.
#![expect(clippy::inline_always, reason = "a call in the middle would move every mask through memory")]

use super::layout::Parts;
use super::simd::{Detail, LANES, Mask, Masks, Structure, is_lower_hex};
use crate::digest::DigestRef;

/// The longest name with tag that fits the wider of the two masks, with a place after it for its end.
#[cfg(test)]
pub(crate) const LONGEST: usize = u128::WIDTH - 1;

/// What is known of a text before the grammar has read it.
pub(super) enum Judged {
    /// It is a reference.
    Valid(Parts),
    /// It is one but for capital letters in its path.
    Uppercase(Parts),
    /// Its name and tag are good, its digest is not, or is a rare one.
    Digest(Parts),
    Unknown,
}

/// What a text is.
#[inline]
pub(super) fn judge(text: &str) -> Judged {
    // The masks do not know a bracket. Nothing else but a letter or a digit can be first, so the grammar need not wait.
    match text.as_bytes() {
        [b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z', ..] => with_name(text.as_bytes(), text),
        [b'[', ..] => with_address(text).unwrap_or(Judged::Unknown),
        _ => Judged::Unknown,
    }
}

/// The same for a host that is an address in brackets, by way of a copy with a name of the same length in its place.
#[inline(never)]
fn with_address(text: &str) -> Option<Judged> {
    let (address, rest) = text.strip_prefix('[')?.split_once(']')?;
    let host_len = text.len() - rest.len();
    let is_address = !address.is_empty() && address.bytes().all(|b| b.is_ascii_hexdigit() || b == b':');
    if !is_address || !rest.starts_with([':', '/']) {
        return None;
    }
    let mut copy = [b'a'; 2 * u128::WIDTH];
    copy.get_mut(host_len..text.len())?.copy_from_slice(rest.as_bytes());
    match with_name(copy.get(..text.len())?, text) {
        Judged::Valid(parts) | Judged::Uppercase(parts) | Judged::Digest(parts)
            if parts.path_start <= host_len =>
        {
            None
        }
        judged => Some(judged),
    }
}

/// `bytes` are those of the text, but for an address: what is looked at in front of the digest.
#[inline(always)]
fn with_name(bytes: &[u8], text: &str) -> Judged {
    let judged = match bytes.first_chunk() {
        None => name_and_tag(&Masks::of_short::<Structure>(bytes), bytes, detail_of_short),
        Some(first) => {
            let masks = Masks::of_64::<Structure>(first);
            // With a digest after them, a name and tag that fit 64 bits are the common case here too.
            match name_and_tag(&masks, bytes, detail_of_64) {
                Judged::Unknown => of_long(masks, bytes),
                judged => judged,
            }
        }
    };
    match judged {
        Judged::Valid(parts) if parts.tag_end == bytes.len() || is_digest(text, parts.tag_end + 1) => judged,
        Judged::Valid(parts) => Judged::Digest(parts),
        // What a bad digest makes of capitals in front of it, the grammar knows.
        Judged::Uppercase(parts) if parts.tag_end < bytes.len() => Judged::Unknown,
        judged => judged,
    }
}

/// The same with masks of 128 bits.
#[inline(never)]
fn of_long(first: Masks<u64>, bytes: &[u8]) -> Judged {
    let Some(masks) = Masks::of_long::<Structure>(first, bytes) else { return Judged::Unknown };
    name_and_tag(&masks, bytes, |bytes| {
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
fn name_and_tag<M: Mask>(masks: &Masks<M>, bytes: &[u8], detail: impl Fn(&[u8]) -> [M; 3]) -> Judged {
    if !masks.are_known() {
        return Judged::Unknown;
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
            if (end & host).is_empty() { host } else { in_front_of_port(end, bytes, path_start - 1) };
        if judged.is_empty() {
            return Judged::Unknown;
        }
        (path_start, to_slash, judged)
    };

    // The name ends at the first `:` or `@` after it or with the text, and so does the tag at the next.
    let ends = (end & !before_path) | M::one(bytes.len());
    if ends.is_empty() {
        return Judged::Unknown;
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
            return Judged::Unknown;
        }
        tag_end
    } else {
        name_end
    };

    let name = path | host;
    let word = any & name;
    let beside_words = (word << 1) & (word >> 1);
    let runs = name & !word & !beside_words;
    if path.is_empty() {
        return Judged::Unknown;
    }
    if !runs.is_empty() && !are_good_runs(runs, word, name, detail(bytes)) {
        return Judged::Unknown;
    }
    let parts = Parts { path_start, name_end, tag_end };
    if (upper & path).is_empty() { Judged::Valid(parts) } else { Judged::Uppercase(parts) }
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

/// The host of a domain with a port, up to `domain_end`; empty if the port is not digits.
#[inline(never)]
fn in_front_of_port<M: Mask>(end: M, bytes: &[u8], domain_end: usize) -> M {
    match bytes.get(end.first()..domain_end) {
        Some([b':', port @ ..]) if !port.is_empty() && port.iter().all(u8::is_ascii_digit) => {
            M::below(end.first())
        }
        _ => M::default(),
    }
}

/// Whether the text from `from` on is a digest. sha256 is checked here, sixteen hex characters at a time.
#[inline(always)]
fn is_digest(text: &str, from: usize) -> bool {
    let digest = text.as_bytes().get(from..).unwrap_or_default();
    match digest.strip_prefix(b"sha256:").map(<[u8]>::as_chunks::<LANES>) {
        Some(([a, b, c, d], [])) => is_lower_hex([a, b, c, d]),
        Some(_) => false,
        None => digest.starts_with(b"sha") && is_other_digest(text, from),
    }
}

#[cold]
fn is_other_digest(text: &str, from: usize) -> bool {
    text.get(from..).is_some_and(|digest| DigestRef::parse(digest).is_ok())
}
