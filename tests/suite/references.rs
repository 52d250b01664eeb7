//! Every answer of Go's distribution/reference and go-digest in the vectors.

use serde_json::Value;

#[path = "../../examples/conformance/references.rs"]
mod conformance;

const VECTORS: &str = include_str!("../data/references.jsonl");

#[test]
fn answers_are_gos() {
    let mut rows = 0;
    for line in VECTORS.lines() {
        let want: Value = serde_json::from_str(line).unwrap();
        let got = conformance::answer(want["in"].clone()).unwrap();
        assert_eq!(got, want);
        rows += 1;
    }
    assert_eq!(rows, 3877);
}
