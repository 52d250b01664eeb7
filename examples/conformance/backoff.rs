//! Mode `backoff`: a history of operations on client-go's keyed back-off.

use pullspec::Schedule;
use pullspec::backoff::Backoff;
use serde_json::{Value, json};

use crate::json::{millis, text, whole_ms};

pub(crate) fn answer(mut input: Value) -> Result<Value, String> {
    let schedule = Schedule::new(millis(&input, "initial_ms")?, millis(&input, "max_ms")?);
    let mut backoff = Backoff::new(schedule);
    let ops = input.get_mut("ops").and_then(Value::as_array_mut).ok_or("expected a list `ops`")?;
    for op in ops {
        let (at, key) = (millis(op, "at_ms")?, text(op, "key")?);
        let want = match text(op, "op")? {
            "next" => Some(json!(whole_ms(backoff.next(key, at)))),
            "get" => Some(json!(whole_ms(backoff.get(key)))),
            "in_backoff" => Some(json!(backoff.is_in_backoff(key, at))),
            "reset" | "delete" => {
                backoff.reset(key);
                None
            }
            "gc" => {
                backoff.gc(at);
                None
            }
            other => return Err(format!("unknown operation {other:?}")),
        };
        let op = op.as_object_mut().ok_or("expected an object")?;
        op.remove("want");
        if let Some(want) = want {
            op.insert("want".into(), want);
        }
    }
    Ok(input)
}
