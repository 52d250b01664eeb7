//! Every line that is written is read into the types of the schema, and no field is left over on either side.

use std::collections::BTreeSet;
use std::path::Path;

use pullspec::Report;
use serde_json::Value;

use super::super::{WANTED, Wanted, check, data, inputs, run};
use super::{Diagnosis, Printed, Told, schema};

/// What is written of an input, as values.
fn written(name: &str, text: &[u8], all: bool) -> Vec<Value> {
    let (_, out, _) = run(name, text, Wanted { json: true, all, ..WANTED });
    serde_json::Deserializer::from_str(&out).into_iter().map(|value| value.unwrap()).collect()
}

/// Reads a value of the output into the types, which leave no field over.
#[track_caller]
fn read(value: &Value) {
    let read = if value.get("findings").is_some() {
        serde_json::from_value::<Printed>(value.clone()).map(|printed| printed.schema)
    } else if value.get("line").is_some() {
        serde_json::from_value::<Told>(value.clone()).map(|_| Report::SCHEMA)
    } else {
        let mut diagnosis = value.clone();
        let schema = diagnosis.as_object_mut().and_then(|fields| fields.remove("schema"));
        let schema = schema.and_then(|schema| u32::try_from(schema.as_u64()?).ok());
        serde_json::from_value::<Diagnosis>(diagnosis).map(|_| schema.unwrap_or_default())
    };
    assert_eq!(read.map_err(|error| error.to_string()), Ok(Report::SCHEMA), "{value:#}");
}

fn keys<'v>(value: &'v Value, of: &str, found: &mut BTreeSet<&'v str>) {
    match value {
        Value::Array(values) => values.iter().for_each(|value| keys(value, of, found)),
        Value::Object(fields) => fields.iter().for_each(|(key, value)| {
            if of.is_empty() {
                found.insert(key);
            } else if key == of {
                found.extend(value.as_object().into_iter().flatten().map(|(key, _)| key.as_str()));
            }
            keys(value, of, found);
        }),
        _ => {}
    }
}

/// Everything that is written is declared, and everything that is declared is written by some input.
#[test]
fn no_field_is_written_that_the_schema_does_not_have_and_none_is_missing() {
    let mut inputs: Vec<_> = inputs().into_iter().map(|name| data().join(name)).collect();
    let recorded = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/recorded");
    inputs.extend(std::fs::read_dir(recorded).unwrap().map(|file| file.unwrap().path()));
    let mut values = Vec::new();
    for input in inputs {
        let (name, text) = (input.display().to_string(), std::fs::read(&input).unwrap());
        for all in [false, true] {
            values.extend(written(&name, &text, all));
        }
    }
    assert!(values.len() > 200, "{}", values.len());
    values.iter().for_each(read);
    let schema = schema();
    let (mut declared, mut found) = (BTreeSet::new(), BTreeSet::new());
    keys(&schema, "properties", &mut declared);
    for value in &values {
        keys(value, "", &mut found);
    }
    let never: Vec<_> = declared.difference(&found).collect();
    assert!(declared.len() > 80 && never.is_empty(), "{} declared, never written: {never:?}", declared.len());
}

/// Lines to try a validator on, one for each form of the output.
#[test]
fn the_json_of_each_form_is_pinned() {
    for (input, all, expected) in [
        ("list_mixed.json", false, "mixed.json"),
        ("list_mixed.json", true, "mixed_all.jsonl"),
        ("details.json", true, "details_all.jsonl"),
        ("describe.txt", false, "describe.jsonl"),
    ] {
        let text = std::fs::read(data().join(input)).unwrap();
        let (_, out, _) = run(input, &text, Wanted { json: true, all, ..WANTED });
        check(expected, &out);
    }
}

#[test]
fn a_reader_of_the_lines_is_strict() {
    let text = std::fs::read(data().join("list_mixed.json")).unwrap();
    let [first, ..] = &written("list", &text, true)[..] else { panic!("no line") };
    for (key, value) in [("surplus", Value::Null), ("severity", "dire".into()), ("resets", 1.into())] {
        let mut wrong = first.clone();
        wrong.as_object_mut().unwrap().remove("schema");
        wrong[key] = value;
        assert!(serde_json::from_value::<Diagnosis>(wrong).is_err(), "{key}");
    }
}
