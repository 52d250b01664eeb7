//! Every answer of Go's distribution/reference and go-digest in the vectors.

use serde_json::Value;

#[path = "../../examples/conformance/references.rs"]
mod conformance;

/// Every character there is, alone: Go refuses those with a lower-case form by another name.
#[test]
fn upper_case_is_gos_for_every_character() {
    let upper: std::collections::HashSet<u32> = include_str!("../data/go_lower.txt")
        .lines()
        .map(|line| u32::from_str_radix(line.split_once(' ').unwrap().0, 16).unwrap())
        .collect();
    assert_eq!(upper.len(), 1407);
    for c in '\u{80}'..=char::MAX {
        let error = pullspec::Reference::parse(c.encode_utf8(&mut [0; 4])).unwrap_err();
        let want = if upper.contains(&u32::from(c)) { "name_uppercase" } else { "invalid_format" };
        assert_eq!(error.go_error().as_str(), want, "{c:?}");
    }
}

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
