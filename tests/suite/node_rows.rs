//! Rows of the real implementations: containerd, Docker, wharfie, and whose platforms match.

use serde_json::Value;

use super::json;
use super::vectors;
#[path = "../../examples/conformance/node_containerd.rs"]
mod node_containerd;
#[path = "../../examples/conformance/node_containerd_mirrors.rs"]
mod node_containerd_mirrors;
#[path = "../../examples/conformance/node_docker.rs"]
mod node_docker;
#[path = "../../examples/conformance/node_hosts.rs"]
mod node_hosts;
#[path = "../../examples/conformance/node_k3s.rs"]
mod node_k3s;
#[path = "../../examples/conformance/platform_choice.rs"]
mod platform_choice;

/// What is false need not be said.
fn without_false(value: Value) -> Value {
    match value {
        Value::Object(fields) => {
            let said = fields.into_iter().filter(|(_, value)| *value != Value::Bool(false));
            said.map(|(name, value)| (name, without_false(value))).collect::<serde_json::Map<_, _>>().into()
        }
        Value::Array(values) => values.into_iter().map(without_false).collect(),
        other => other,
    }
}

#[track_caller]
fn all_equal(rows: &str, count: usize, answer: fn(Value) -> Result<Value, String>) {
    let input = |row: &Value| {
        let mut row = row.clone();
        row.as_object_mut().unwrap().remove("want");
        row
    };
    vectors::all_equal(rows, count, input, |row| row["want"].clone(), |row| answer(row).map(without_false));
}

#[test]
fn containerd_by_directories() {
    all_equal(include_str!("../data/node/node_containerd.jsonl"), 220, node_containerd::answer);
}

#[test]
fn containerd_by_mirrors() {
    all_equal(
        include_str!("../data/node/node_containerd_mirrors.jsonl"),
        100,
        node_containerd_mirrors::answer,
    );
}

#[test]
fn docker_in_both_stores() {
    all_equal(include_str!("../data/node/node_docker.jsonl"), 200, node_docker::answer);
}

#[test]
fn k3s_for_itself() {
    all_equal(include_str!("../data/node/node_k3s.jsonl"), 150, node_k3s::answer);
}

#[test]
fn choice_of_a_manifest() {
    all_equal(include_str!("../data/node/platform_choice.jsonl"), 300, platform_choice::answer);
}
