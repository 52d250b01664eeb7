//! The whole view: golden files, words that stay whole, and its length.

use std::fmt::Write as _;

use super::show::View;
use super::{WANTED, Wanted, answer, check, data, run};

fn of_width(width: usize) -> Wanted {
    Wanted { view: View { width, ..WANTED.view }, ..WANTED }
}

#[test]
fn the_night_at_80_and_120_columns_and_brief() {
    check("view_80.txt", &answer("night.json", of_width(80)));
    check("view_120.txt", &answer("night.json", of_width(120)));
    let brief = Wanted { view: View { width: 120, brief: true, query: false }, ..WANTED };
    check("view_brief.txt", &answer("night.json", brief));
    check("mixed.json", &answer("list_mixed.json", Wanted { json: true, ..WANTED }));
}

/// Whatever the width, the words are the same in the same order: none is cut.
#[test]
fn no_word_is_ever_broken() {
    let text = std::fs::read(data().join("night.json")).unwrap();
    let words = |width: usize| -> Vec<String> {
        let (_, out, _) = run("night", &text, Wanted { all: true, ..of_width(width) });
        out.split_whitespace().map(str::to_owned).collect()
    };
    let whole = words(usize::MAX);
    assert!(whole.len() > 5_000, "{}", whole.len());
    assert!(whole.iter().any(|word| word.len() > 80), "a word longer than a line");
    for width in [1, 20, 79, 80, 120] {
        assert_eq!(words(width), whole, "{width}");
    }
}

/// The first line of every trouble names the cause before the place, and an outage comes before all of them.
#[test]
fn the_outage_comes_first() {
    let (_, out, _) = run("night", &std::fs::read(data().join("night.json")).unwrap(), WANTED);
    let outage = out.lines().position(|line| line.contains("60 images, 60 pods on 3 nodes"));
    assert!(outage.is_some_and(|at| at < 12), "{out}");
    assert!(out.contains("2 images, 2 pods"), "the node's: {out}");
    assert!(!out.contains("app-33"), "what the outage covers is not listed: {out}");
}

/// Very many pods, each with an image of its own on a registry that is down.
#[test]
fn an_outage_of_thousands_is_a_screen() {
    let mut list = String::from("{\"kind\":\"List\",\"items\":[");
    for n in 0..3_000 {
        let _ = write!(
            list,
            r#"{}{{"kind":"Pod","metadata":{{"namespace":"n","name":"p{n}"}},"spec":{{"nodeName":"w{}","containers":[{{"name":"a","image":"{}/t/a{n}:1"}}]}},
            "status":{{"phase":"Pending","containerStatuses":[{{"name":"a","state":{{"waiting":{{"reason":"ErrImagePull","message":"{}"}}}}}}]}}}}"#,
            if n == 0 { "" } else { "," },
            n % 50,
            if n % 3 == 0 { format!("r{n}.example.com") } else { "ghcr.io".into() },
            if n % 7 == 0 { "manifest unknown" } else { "connection refused" },
        );
    }
    list.push_str("]}");
    let (_, out, _) = run("many", list.as_bytes(), WANTED);
    assert!(out.lines().count() < 200, "{} lines", out.lines().count());
    assert!(out.contains("and ") && out.contains(" more"), "what is not shown is counted: {out}");
    assert!(out.ends_with("3000 pods, 3000 images: 429 blocked, 2571 failing\n"), "{out}");
}
