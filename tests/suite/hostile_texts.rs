//! Texts made to cost much. What is quadratic takes hours at these sizes: no duration is looked at, but the suite would
//! not end within the patience of anyone who runs it. Growth is measured in `benches/hostile.rs`.

use pullspec::PullError;

use super::classify::laws;

#[test]
fn hostile_text_takes_linear_time() {
    for unit in [
        ",",
        "[",
        "(",
        "\"",
        "\\",
        "\\\"",
        ":",
        ": ",
        "\n",
        "\n * ",
        "[,",
        "[rpc,",
        "[a, a",
        "(Mirrors also failed: [",
        "\\\\\\\"a ",
        "err=\"",
        "err=\"a \\\"b ",
        "https://",
        "@sha256:",
        "/blobs/sha",
        "manifest sha",
        " not found",
        "401 ",
        "status 401 ",
        "desc = ",
        "'",
        "é",
        "a",
        "image \"",
        "; artifact err: ",
        "\"a b",
        "rpc: [failed, ",
        "x \"a\\\" ",
        "a] ",
        "500 Server Error ",
        "status 500: {\\\\",
        "\"code\":\"a\",",
        "\"\"\"\"code\"\"\":\"\"a",
        "a. B ",
        "a\n  b",
        "a* ",
        "code \"a\" 500 ",
    ] {
        let text = format!("[{}", unit.repeat((1 << 20) / unit.len()));
        laws::one_reading_is_sound(&text);
    }
    // Every level of quoting opened, none closed.
    let levels: Vec<_> = (0..1 << 10).map(|level| format!("a {}\"b ", "\\".repeat(level % 40))).collect();
    laws::one_reading_is_sound(&levels.concat().repeat(32));
}

#[test]
fn a_text_is_looked_at_once() {
    // Each "with" may begin the kubelet's wrapper; none may look for its colon to the end of the text.
    assert_eq!(PullError::from_text(&" with ".repeat(300_000)), None);
}
