//! Mode `correlate`: events through client-go's correlator.

use pullspec::api::{Behavior, EventType};
use pullspec::kubelet::{EmittedEvent, EventCorrelator};
use serde_json::{Value, json};

use crate::json::{millis, switch, text, whole_ms};

pub(crate) fn answer(mut input: Value) -> Result<Value, String> {
    let behavior = Behavior::default().with_spam_filter_by_type(switch(&input, "spam_by_type")?);
    let mut correlator = EventCorrelator::new(&behavior);
    let events = input.get_mut("events").and_then(Value::as_array_mut).ok_or("expected a list `events`")?;
    for event in events {
        let event_type: EventType = text(event, "type")?.parse().map_err(|error| format!("{error}"))?;
        let emitted = EmittedEvent {
            object: "pod",
            field_path: text(event, "field_path")?,
            event_type,
            reason: text(event, "reason")?,
            message: text(event, "message")?,
        };
        let want = match correlator.observe(millis(event, "at_ms")?, emitted) {
            None => json!({ "skip": true }),
            Some(sent) => json!({
                "skip": false, "count": sent.count, "first_ms": whole_ms(sent.first), "message": sent.message,
            }),
        };
        event.as_object_mut().ok_or("expected an object")?.insert("want".into(), want);
    }
    Ok(input)
}
