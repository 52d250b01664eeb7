//! What a byte may be.

pub(super) const WORD: u8 = 0;
pub(super) const SPACE: u8 = 1;
pub(super) const LINE: u8 = 2;
pub(super) const OPEN: u8 = 3;
pub(super) const CLOSE: u8 = 4;
pub(super) const COMMA: u8 = 5;
pub(super) const QUOTE: u8 = 6;
pub(super) const BACKSLASH: u8 = 7;
pub(super) const SEMICOLON: u8 = 8;
pub(super) const COLON: u8 = 9;
pub(super) const AT: u8 = 10;

#[expect(clippy::indexing_slicing, reason = "evaluated at compile time, where it cannot panic later")]
const CLASS: [u8; 256] = {
    let mut class = [WORD; 256];
    class[b' ' as usize] = SPACE;
    class[b'\t' as usize] = SPACE;
    class[b'\r' as usize] = SPACE;
    class[b'`' as usize] = SPACE;
    class[b'\n' as usize] = LINE;
    class[b'(' as usize] = OPEN;
    class[b'[' as usize] = OPEN;
    class[b'{' as usize] = OPEN;
    class[b')' as usize] = CLOSE;
    class[b']' as usize] = CLOSE;
    class[b'}' as usize] = CLOSE;
    class[b',' as usize] = COMMA;
    class[b';' as usize] = SEMICOLON;
    class[b':' as usize] = COLON;
    class[b'@' as usize] = AT;
    class[b'"' as usize] = QUOTE;
    class[b'\\' as usize] = BACKSLASH;
    class
};

pub(super) fn class(byte: u8) -> u8 {
    CLASS.get(usize::from(byte)).copied().unwrap_or(WORD)
}
