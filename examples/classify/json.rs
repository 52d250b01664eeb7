//! JSON as it may be shown on a terminal: what acts there, is invisible or turns the text is written as `\u....`.

use std::fmt::Write as _;

use pullspec::api::Harmless;
use serde::Serialize;

/// On one line.
pub(crate) fn line(value: &impl Serialize) -> serde_json::Result<String> {
    serde_json::to_string(value).map(escaped)
}

/// On many.
pub(crate) fn pretty(value: &impl Serialize) -> serde_json::Result<String> {
    serde_json::to_string_pretty(value).map(escaped)
}

/// Only texts have other signs than JSON's own, which are all harmless; a line feed stands between them.
fn escaped(json: String) -> String {
    if json.bytes().all(is_plain) {
        return json;
    }
    let mut shown = String::with_capacity(json.len());
    let mut units = [0; 2];
    for c in json.chars() {
        let mut bytes = [0; 4];
        let text: &str = c.encode_utf8(&mut bytes);
        let is_harmless =
            if c.is_ascii() { text.bytes().all(is_plain) } else { Harmless(text).to_string() == text };
        if is_harmless {
            shown.push(c);
        } else {
            for unit in c.encode_utf16(&mut units) {
                let _ = write!(shown, "\\u{unit:04x}");
            }
        }
    }
    shown
}

fn is_plain(byte: u8) -> bool {
    byte == b'\n' || byte == b' ' || byte.is_ascii_graphic()
}
