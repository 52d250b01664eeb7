//! A line of a log in JSON as the text that it logs.

use std::borrow::Cow;

use serde_json::{Map, Value};

/// Fields that hold a message, in the names of the usual loggers, in the order in which they are read: what happened, and why.
const MESSAGES: [&str; 8] = ["msg", "message", "MESSAGE", "log", "textPayload", "note", "err", "error"];
/// Fields with an object that has them.
const INSIDE: [&str; 4] = ["jsonPayload", "fields", "event", "err"];

/// The text of a line: its messages if it is one object in JSON that is not one of Kubernetes, and else the line.
pub(super) fn text_of(line: &str) -> Cow<'_, str> {
    let trimmed = line.trim();
    if !trimmed.starts_with('{') {
        return Cow::Borrowed(line);
    }
    let logged = match serde_json::from_str::<Value>(trimmed) {
        Ok(Value::Object(fields)) if !is_of_kubernetes(&fields) => messages(&fields),
        _ => return Cow::Borrowed(line),
    };
    if logged.is_empty() { Cow::Borrowed(line) } else { Cow::Owned(logged.join(": ")) }
}

/// Whether a beginning of an input is a log in JSON: a whole line that is an object with a message.
pub(crate) fn is_log(start: &str) -> bool {
    let first = start.lines().map(str::trim).find(|line| !line.is_empty());
    first.is_some_and(|first| first.starts_with('{') && matches!(text_of(first), Cow::Owned(_)))
}

fn is_of_kubernetes(fields: &Map<String, Value>) -> bool {
    ["kind", "apiVersion", "items", "metadata", "spec"].iter().any(|name| fields.contains_key(*name))
        || fields.get("object").is_some_and(Value::is_object)
}

fn messages(fields: &Map<String, Value>) -> Vec<String> {
    let inside = INSIDE.iter().filter_map(|name| fields.get(*name)?.as_object());
    let mut found: Vec<String> = Vec::new();
    for fields in [fields].into_iter().chain(inside) {
        for text in MESSAGES.iter().filter_map(|name| fields.get(*name)?.as_str()) {
            let text = text.trim();
            // Loggers repeat an error in their message.
            if !text.is_empty() && !found.iter().any(|known| known.contains(text)) {
                found.push(text.to_owned());
            }
        }
    }
    found
}
