//! Mode `backoff`: a history of operations on client-go's keyed back-off.

use pullspec::Schedule;
use pullspec::backoff::Backoff;
use serde_json::{Value, json};

use crate::json::{number, text};

pub(crate) fn answer(mut input: Value) -> Result<Value, String> {
    let schedule = Schedule::new(number(&input, "initial_ms")?, number(&input, "max_ms")?);
    let mut backoff = Backoff::new(schedule);
    let ops = input.get_mut("ops").and_then(Value::as_array_mut).ok_or("expected a list `ops`")?;
    for op in ops {
        let (at_ms, key) = (number(op, "at_ms")?, text(op, "key")?);
        let want = match text(op, "op")? {
            "next" => Some(json!(backoff.next(key, at_ms))),
            "get" => Some(json!(backoff.get(key))),
            "in_backoff" => Some(json!(backoff.is_in_backoff(key, at_ms))),
            "reset" | "delete" => {
                backoff.reset(key);
                None
            }
            "gc" => {
                backoff.gc(at_ms);
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
