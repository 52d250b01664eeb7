//! What the fuzzers of whole documents and messages found once is checked for ever, with the laws that they check.

use std::fs;

use proptest::prelude::*;

#[path = "../support/details_laws.rs"]
mod details_laws;
#[path = "../support/json_laws.rs"]
mod json_laws;
#[path = "../support/kubectl_laws.rs"]
mod kubectl_laws;
#[path = "../support/report_laws.rs"]
mod report_laws;

#[track_caller]
fn corpus(target: &str, least: usize, law: fn(&[u8])) {
    // The published package leaves the corpus out.
    let path = format!("{}/fuzz/corpus/{target}", env!("CARGO_MANIFEST_DIR"));
    let Ok(files) = fs::read_dir(path) else { return };
    let replayed = files.map(|file| law(&fs::read(file.unwrap().path()).unwrap())).count();
    assert!(replayed >= least, "{replayed}");
}

#[test]
fn reports_keep_their_laws() {
    corpus("report", 5, report_laws::replay);
}

#[test]
fn what_kubectl_prints_keeps_its_laws() {
    corpus("kubectl", 8, kubectl_laws::replay);
}

#[test]
fn documents_are_read_or_a_place_is_named() {
    corpus("json", 34, json_laws::replay);
}

#[test]
fn details_keep_their_laws() {
    corpus("details", 31, details_laws::replay);
    for row in include_str!("../data/pull_errors.jsonl").lines() {
        let row: serde_json::Value = serde_json::from_str(row).unwrap();
        details_laws::replay(row["message"].as_str().unwrap().as_bytes());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_bytes_keep_the_laws(bytes: Vec<u8>) {
        report_laws::replay(&bytes);
        kubectl_laws::replay(&bytes);
        json_laws::replay(&bytes);
        details_laws::replay(&bytes);
    }
}
