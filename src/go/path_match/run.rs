//! A chunk with classes or `?` in an ASCII name, in which every token is one byte: all places are tried at once, 64
//! tokens of the chunk in a word (Baeza-Yates and Gonnet's shift-and).

use alloc::vec;
use alloc::vec::Vec;

use super::chunk::{BadPatternError, literal, match_class, next_char};

/// Short chunks cost less as they are, however long the name is: what is read before one is read for it alone.
const SHORT: usize = 16;
/// As do short names.
const WORTH_IT: usize = 1 << 12;

/// `None` where the plain way is shorter; else as [`super::advance`].
#[expect(clippy::option_option, reason = "a found place, no place, or no answer")]
pub(super) fn advance<'n>(
    chunk: &[u8],
    name: &'n [u8],
    last: bool,
) -> Result<Option<Option<&'n [u8]>>, BadPatternError> {
    if chunk.len() <= SHORT || chunk.len().saturating_mul(name.len()) < WORTH_IT {
        return Ok(None);
    }
    let (tokens, accepts) = read(chunk)?;
    let words = tokens.div_ceil(64);
    let mut state: Vec<u64> = vec![0; words];
    let mut is_first_part = true;
    for (at, byte) in name.iter().enumerate() {
        let accepted = accepts.get(usize::from(*byte)).map(Vec::as_slice).unwrap_or_default();
        // A match may start at every byte up to the first slash.
        let mut carry = u64::from(is_first_part);
        is_first_part &= *byte != b'/';
        if !is_first_part && carry == 0 && state.iter().all(|word| *word == 0) {
            return Ok(Some(None));
        }
        for (word, accepted) in state.iter_mut().zip(accepted) {
            let next = *word >> 63;
            *word = (*word << 1 | carry) & accepted;
            carry = next;
        }
        let is_whole = tokens
            .checked_sub(1)
            .and_then(|end| Some(state.get(end / 64)? >> (end % 64) & 1 == 1))
            .unwrap_or_default();
        if is_whole && (!last || at + 1 == name.len()) {
            return Ok(Some(name.get(at + 1..)));
        }
    }
    Ok(Some(None))
}

/// How many tokens there are, and by byte which of them take it.
fn read(mut chunk: &[u8]) -> Result<(usize, Vec<Vec<u64>>), BadPatternError> {
    let words = chunk.len().div_ceil(64);
    let mut accepts = vec![vec![0_u64; words]; 128];
    let mut tokens = 0_usize;
    while let Some((&token, rest)) = chunk.split_first() {
        let mut takes = |byte: u8| {
            let word = accepts.get_mut(usize::from(byte)).and_then(|words| words.get_mut(tokens / 64));
            if let Some(word) = word {
                *word |= 1 << (tokens % 64);
            }
        };
        chunk = match token {
            b'[' => {
                let mut after = rest;
                for byte in 0..128_u8 {
                    let (found, rest) = match_class(rest, next_char(&[byte]).0)?;
                    after = rest;
                    if found {
                        takes(byte);
                    }
                }
                after
            }
            b'?' => {
                (0..128).filter(|byte| *byte != b'/').for_each(takes);
                rest
            }
            _ => {
                let (literal, rest) = literal(chunk)?;
                takes(literal);
                rest
            }
        };
        tokens += 1;
    }
    Ok((tokens, accepts))
}
