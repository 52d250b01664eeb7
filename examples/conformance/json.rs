//! Reading fields, with an error that names the missing one.

use serde_json::Value;

/// A number of milliseconds or the like.
pub(crate) fn number(object: &Value, field: &str) -> Result<u64, String> {
    object.get(field).and_then(Value::as_u64).ok_or_else(|| format!("expected a number `{field}`"))
}

/// A number that has a usual value.
pub(crate) fn number_or(object: &Value, field: &str, usual: u64) -> Result<u64, String> {
    if is_absent(object, field) { Ok(usual) } else { number(object, field) }
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

/// A list of milliseconds.
pub(crate) fn numbers(object: &Value, field: &str) -> Result<Vec<u64>, String> {
    let number = |value: &Value| value.as_u64().ok_or_else(|| format!("expected numbers in `{field}`"));
    list(object, field)?.iter().map(number).collect()
}

fn is_absent(object: &Value, field: &str) -> bool {
    object.get(field).is_none_or(Value::is_null)
}
