//! Vectors of the reference implementations, answered by the same code as `examples/conformance.rs`.

use serde_json::Value;

/// Compares every line of a file; absent and empty are the same. Asserts how many there are.
#[track_caller]
pub fn all_equal(
    lines: &str,
    count: usize,
    input: impl Fn(&Value) -> Value,
    want: impl Fn(&Value) -> Value,
    answer: impl Fn(Value) -> Result<Value, String>,
) {
    let rows: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(rows.len(), count);
    for (number, row) in (1..).zip(&rows) {
        let (got, want) = (without_empty(answer(input(row)).unwrap()), without_empty(want(row)));
        assert!(got == want, "line {number}:\n got {got}\nwant {want}");
    }
}

fn without_empty(value: Value) -> Value {
    match value {
        Value::Object(fields) => fields
            .into_iter()
            .map(|(name, value)| (name, without_empty(value)))
            .filter(|(_, value)| !is_empty(value))
            .collect::<serde_json::Map<_, _>>()
            .into(),
        Value::Array(values) => values.into_iter().map(without_empty).collect(),
        other => other,
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(values) => values.is_empty(),
        Value::Object(fields) => fields.is_empty(),
        _ => false,
    }
}
