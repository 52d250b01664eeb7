//! The tables of `kubectl describe`, against those that kubectl 1.32.4 and 1.36.4 printed on a cluster.

use core::time::Duration;

use pullspec::api::Timestamp;
use serde_json::{Value, json};

#[path = "../../examples/conformance/describe.rs"]
mod conformance;

fn millis(row: &Value, field: &str) -> u64 {
    let at: Timestamp = row[field].as_str().unwrap().parse().unwrap();
    at.since_unix_epoch().as_millis().try_into().unwrap()
}

/// kubectl takes its time and looks at the clock for each pod: some moment of the recording gives the whole table.
#[test]
fn recorded_tables_are_printed_to_the_letter() {
    let rows: Vec<Value> = include_str!("../data/describe.jsonl")
        .lines()
        .map(|row| serde_json::from_str(row).unwrap())
        .collect();
    let mut seen = [0, 0];
    for (number, row) in (1..).zip(&rows) {
        let moments = (millis(row, "from")..=millis(row, "to")).step_by(50);
        let tables: Vec<Value> = moments
            .map(|at| {
                let now = Timestamp::from_unix_epoch(Duration::from_millis(at)).to_string();
                let input = json!({"events": row["events"], "now": now, "kubectl": row["kubectl"]});
                conformance::answer(input).unwrap()["table"].clone()
            })
            .collect();
        assert!(tables.contains(&row["table"]), "line {number}:\n{}\n{}", row["table"], tables[0]);
        seen[usize::from(row["kubectl"] == 36)] += 1;
    }
    assert_eq!(seen, [45, 99]);
}

#[test]
fn the_newest_kubectl_is_meant_where_none_is_named() {
    let input = |kubectl: Value| {
        let event = json!({"type": "Normal", "reason": "BackOff", "message": "m", "involvedObject": {"fieldPath": "f"}});
        conformance::answer(json!({"events": [event], "now": "2026-01-01T00:00:00Z", "kubectl": kubectl}))
    };
    assert_eq!(input(Value::Null), input(36.into()));
    assert_ne!(input(Value::Null), input(34.into()));
    assert!(input("new".into()).is_err());
}
