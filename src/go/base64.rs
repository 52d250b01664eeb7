//! Go's `encoding/base64`: what it skips, and at which byte it gives up.

use alloc::vec::Vec;

/// Go's `StdEncoding` (`padded`) and `RawStdEncoding`: line breaks anywhere are skipped, unused bits need not be
/// zero. The error is the offset that Go reports.
pub(crate) fn decode(text: &[u8], padded: bool) -> Result<Vec<u8>, usize> {
    let mut out = Vec::with_capacity(text.len() / 4 * 3 + 3);
    let mut input = text.iter().copied().enumerate().filter(|(_, b)| !matches!(b, b'\r' | b'\n'));
    loop {
        let mut bits = 0_u32;
        let mut count = 0;
        let mut last = false;
        while count < 4 {
            let Some((at, byte)) = input.next() else {
                // Go counts back from the end of the text, line breaks included.
                match count {
                    0 => return Ok(out),
                    _ if count == 1 || padded => return Err(text.len() - count),
                    _ => last = true,
                }
                break;
            };
            if let Some(value) = sextet(byte) {
                bits = bits << 6 | u32::from(value);
                count += 1;
                continue;
            }
            if byte != b'=' || !padded || count < 2 {
                return Err(at);
            }
            if count == 2 {
                match input.next() {
                    None => return Err(text.len()),
                    Some((_, b'=')) => {}
                    Some((second, _)) => return Err(second - 1),
                }
            }
            if let Some((garbage, _)) = input.next() {
                return Err(garbage);
            }
            last = true;
            break;
        }
        let [_, bytes @ ..] = (bits << (6 * (4 - count))).to_be_bytes();
        out.extend(bytes.iter().take(count.saturating_sub(1)));
        if last {
            return Ok(out);
        }
    }
}

fn sextet(byte: u8) -> Option<u8> {
    Some(match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn padded_text_ends_in_padding() {
        assert_eq!(decode(b"dTpwOn", true), Err(4));
        assert_eq!(decode(b"dTpwOnE", true), Err(4));
        assert_eq!(decode(b"dTpwO", false), Err(4));
        assert_eq!(decode(b"dTpwOnE", false).as_deref(), Ok(b"u:p:q".as_slice()));
    }
}
