//! Reading fields, with an error that names the missing one. Times are milliseconds here and durations in the crate.

use std::time::Duration;

use serde_json::Value;

/// A time in milliseconds.
pub(crate) fn millis(object: &Value, field: &str) -> Result<Duration, String> {
    number(object, field).map(Duration::from_millis)
}

/// A time that has a usual value.
pub(crate) fn millis_or(object: &Value, field: &str, usual: Duration) -> Result<Duration, String> {
    if is_absent(object, field) { Ok(usual) } else { millis(object, field) }
}

/// The whole milliseconds of a time, as many as fit.
pub(crate) fn whole_ms(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

/// A number.
pub(crate) fn number(object: &Value, field: &str) -> Result<u64, String> {
    object.get(field).and_then(Value::as_u64).ok_or_else(|| format!("expected a number `{field}`"))
}

/// A switch; absent means off.
pub(crate) fn switch(object: &Value, field: &str) -> Result<bool, String> {
    if is_absent(object, field) {
        return Ok(false);
    }
    object.get(field).and_then(Value::as_bool).ok_or_else(|| format!("expected a boolean `{field}`"))
}

/// A text; absent means empty.
pub(crate) fn text<'v>(object: &'v Value, field: &str) -> Result<&'v str, String> {
    if is_absent(object, field) {
        return Ok("");
    }
    object.get(field).and_then(Value::as_str).ok_or_else(|| format!("expected a text `{field}`"))
}

/// A list; absent means empty.
pub(crate) fn list<'v>(object: &'v Value, field: &str) -> Result<&'v [Value], String> {
    if is_absent(object, field) {
        return Ok(&[]);
    }
    let list = object.get(field).and_then(Value::as_array).map(Vec::as_slice);
    list.ok_or_else(|| format!("expected a list `{field}`"))
}

/// A list of times in milliseconds.
pub(crate) fn each_millis(object: &Value, field: &str) -> Result<Vec<Duration>, String> {
    let number = |value: &Value| value.as_u64().ok_or_else(|| format!("expected numbers in `{field}`"));
    list(object, field)?.iter().map(|value| number(value).map(Duration::from_millis)).collect()
}

fn is_absent(object: &Value, field: &str) -> bool {
    object.get(field).is_none_or(Value::is_null)
}
