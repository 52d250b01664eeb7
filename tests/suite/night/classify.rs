//! The example `classify`: what each kind of text is answered, for people and as lines of JSON.

use super::lines::{Form, write_told};
use super::{check, data};

/// A message, a kubelet's log, a table of events, what `kubectl describe` prints.
const KINDS: [&str; 4] = ["message.txt", "kubelet.log", "events_table.txt", "describe.txt"];

fn told(name: &str, form: Form) -> (u64, String) {
    let (text, mut out) = (std::fs::read(data().join(name)).unwrap(), Vec::new());
    let count = write_told(&text[..], form, &mut out).unwrap();
    (count, String::from_utf8(out).unwrap())
}

#[test]
fn every_kind_of_text_has_its_answer() {
    for name in KINDS {
        let (count, text) = told(name, Form::Text);
        let (same, json) = told(name, Form::Json);
        assert!(count > 0 && count == same, "{name}");
        check(&format!("classify_{name}"), &text);
        check(&format!("classify_{name}.jsonl"), &json);
        let lines: Vec<serde_json::Value> =
            json.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(lines.len() as u64, count, "one line of JSON for each: {name}");
        assert_eq!(lines[0]["cause"], "tag_not_found", "{name}");
        let is_screen = text.lines().count() < 24;
        assert!(is_screen, "{name}");
    }
}

#[test]
fn text_that_tells_of_no_failure_has_none() {
    for name in ["prose.txt", "empty.txt", "blank.txt", "no_resources.txt"] {
        assert_eq!(told(name, Form::Json), (0, String::new()), "{name}");
    }
}
