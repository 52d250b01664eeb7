//! The laws on documents of pods and events.

use proptest::prelude::*;

use super::*;
use crate::explain_laws::replay;

/// The sample pods and events with some of their texts replaced.
fn documents() -> impl Strategy<Value = String> {
    let sample = |file: &str| {
        let path = format!("{}/examples/data/{file}.json", env!("CARGO_MANIFEST_DIR"));
        let list: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        list["items"].as_array().unwrap().clone()
    };
    let items: Vec<Value> = sample("pods").into_iter().chain(sample("events")).collect();
    let texts = [
        "quay.io/team/app:1",
        "Redis",
        "ErrImagePull",
        "ImagePullBackOff",
        "InvalidImageName",
        "CrashLoopBackOff",
        "",
        "\u{1b}[2J\u{202e}",
        "2025-08-14T09:29:58Z",
        "Never",
        "manifest unknown",
        "Pending",
    ];
    let place =
        (any::<prop::sample::Index>(), any::<prop::sample::Index>(), prop::sample::select(texts.to_vec()));
    prop::collection::vec(place, 1..8).prop_map(move |changes| {
        let changed = changes.into_iter().map(|(item, place, text)| {
            let mut item = items[item.index(items.len())].clone();
            let mut leaves = Vec::new();
            collect_texts(&mut item, &mut leaves);
            let leaf = place.index(leaves.len());
            text.clone_into(leaves.swap_remove(leaf));
            item
        });
        json!({"kind": "List", "items": changed.collect::<Vec<_>>()}).to_string()
    })
}

/// Every text of a document but the kind, without which nothing is read.
fn collect_texts<'v>(value: &'v mut Value, texts: &mut Vec<&'v mut String>) {
    match value {
        Value::String(text) => texts.push(text),
        Value::Array(items) => items.iter_mut().for_each(|item| collect_texts(item, texts)),
        Value::Object(fields) => {
            fields
                .iter_mut()
                .filter(|(name, _)| *name != "kind")
                .for_each(|(_, field)| collect_texts(field, texts));
        }
        _ => {}
    }
}

proptest! {
    #[test]
    fn any_document_is_explained_consistently(text in documents()) {
        replay(text.as_bytes());
    }
}

#[test]
fn the_samples_are_explained_consistently() {
    for file in ["pods", "events"] {
        let path = format!("{}/examples/data/{file}.json", env!("CARGO_MANIFEST_DIR"));
        replay(&std::fs::read(path).unwrap());
    }
}

#[test]
fn laws_hold_for_the_corpus() {
    // The published package leaves the corpus out.
    let corpus = concat!(env!("CARGO_MANIFEST_DIR"), "/fuzz/corpus/explain");
    let Ok(files) = std::fs::read_dir(corpus) else { return };
    let replayed = files.map(|file| replay(&std::fs::read(file.unwrap().path()).unwrap())).count();
    assert!(replayed >= 10, "{replayed}");
}
