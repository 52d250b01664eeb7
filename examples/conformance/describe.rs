//! Mode `describe`: the events of a pod at a moment, as a release of `kubectl describe` prints them.

use pullspec::Event;
use pullspec::api::Timestamp;
use pullspec::kubectl::describe_events;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::json::{list, text};

#[expect(clippy::needless_pass_by_value, reason = "every mode takes its line")]
pub(crate) fn answer(input: Value) -> Result<Value, String> {
    let events = list(&input, "events")?.iter().map(Event::deserialize);
    let events: Vec<Event> = events.collect::<Result<_, _>>().map_err(|error| error.to_string())?;
    let now: Timestamp = text(&input, "now")?.parse().map_err(|_| "expected a time `now`")?;
    let table = describe_events(&events, now.since_unix_epoch());
    let table = match input.get("kubectl") {
        None | Some(Value::Null) => table,
        Some(minor) => {
            let minor = minor.as_u64().and_then(|minor| u16::try_from(minor).ok());
            table.with_kubectl(minor.ok_or("expected a minor release `kubectl`")?)
        }
    };
    Ok(json!({ "table": table.to_string() }))
}
