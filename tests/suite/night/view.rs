//! The whole view: golden files, words that stay whole, and its length.

use std::fmt::Write as _;
use std::io::Read as _;

use proptest::prelude::*;
use serde_json::json;

#[path = "../../support/many_pods.rs"]
mod many_pods;

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
    assert!(outage.is_some_and(|at| at < 13), "{out}");
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

/// A whole cluster with half of its pods behind a registry that is down: the outage first, and every view is short.
#[test]
fn half_a_cluster_behind_one_registry_is_a_screen() {
    let mut list = String::new();
    many_pods::ManyPods::new(3_000).with_outage(2).read_to_string(&mut list).unwrap();
    for brief in [false, true] {
        let wanted = Wanted { view: View { brief, ..WANTED.view }, ..WANTED };
        let (_, out, _) = run("cluster", list.as_bytes(), wanted);
        assert!(out.lines().count() < 200, "{} lines", out.lines().count());
        let outage = out.lines().position(|line| line.contains("1500 pods on 500 nodes"));
        assert!(outage.is_some_and(|at| at < 2), "{out}");
        assert!(out.ends_with("3000 pods, 6000 images: 1500 failing, 4500 fine\n"), "{out}");
    }
}

/// Pods that a controller made alike are counted as pods, with the nodes of all of them.
#[test]
fn pods_with_one_trouble_are_counted_and_their_nodes_named() {
    let pod = |n: usize, names: &[&str]| {
        let waiting = json!({"waiting": {"reason": "ErrImagePull", "message": "quay.io/a/web:9: not found"}});
        let containers: Vec<_> =
            names.iter().map(|name| json!({"name": name, "image": "quay.io/a/web:9"})).collect();
        let statuses: Vec<_> = names.iter().map(|name| json!({"name": name, "state": waiting})).collect();
        json!({"kind": "Pod", "metadata": {"name": format!("web-{n}"), "namespace": "shop",
                "ownerReferences": [{"kind": "ReplicaSet", "name": "web", "controller": true}]},
            "spec": {"nodeName": format!("w{}", n % 3), "containers": containers},
            "status": {"phase": "Pending", "containerStatuses": statuses}})
    };
    let said = |pods: Vec<serde_json::Value>| {
        let list = json!({"kind": "List", "items": pods}).to_string();
        let (_, out, _) = run("replicas", list.as_bytes(), WANTED);
        out.lines().take(2).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(
        said((0..5).map(|n| pod(n, &["app"])).collect()),
        [
            "blocked  tag_not_found  5 pods: quay.io/a/web:9",
            "  where   of ReplicaSet web, on 3 nodes: w0, w1, w2"
        ]
    );
    assert_eq!(
        said(vec![pod(0, &["a", "b"])]),
        ["blocked  tag_not_found  2 places: quay.io/a/web:9", "  where   of ReplicaSet web, on node w0"]
    );
}

/// Of a long message the end is shown, where the innermost error is, and what decided on the cause.
#[test]
fn a_long_message_keeps_its_end_and_its_evidence() {
    let padding = |words: usize| "wrapped by a layer that says little ".repeat(words);
    let shown = |message: &str| {
        let pod = json!({"kind": "Pod", "metadata": {"name": "p"}, "spec": {"containers": [{"name": "a", "image": "quay.io/a/b:1"}]},
            "status": {"phase": "Pending", "containerStatuses": [{"name": "a", "state": {"waiting": {
                "reason": "ErrImagePull", "message": message}}}]}});
        let (_, out, _) = run("pod", pod.to_string().as_bytes(), WANTED);
        let lines = out.lines().skip_while(|line| !line.starts_with("  says"));
        let rest = |(at, line): &(usize, &str)| *at == 0 || line.starts_with("          ");
        lines.enumerate().take_while(rest).map(|(_, line)| line.trim().to_owned()).collect::<Vec<_>>()
    };
    for before in [0, 5, 9, 30] {
        for after in [0, 5, 9, 30] {
            let message = format!(
                "failed to pull: {}: no space left on device: {}: and this is the very end",
                padding(before),
                padding(after)
            );
            let lines = shown(&message);
            let text = lines.join(" ");
            assert!(lines.len() <= 4, "{text}");
            assert!(text.starts_with("says    failed to pull:"), "{text}");
            assert!(text.contains("no space left on device") && text.ends_with("very end"), "{text}");
            assert_eq!(text.contains(" …"), before + after > 6, "{text}");
        }
    }
}

/// A line for each image, where all are asked for, too.
#[test]
fn a_table_of_all_images_has_a_line_for_each() {
    let text = std::fs::read(data().join("night.json")).unwrap();
    let view = View { width: 120, brief: true, query: false };
    let (_, out, _) = run("night", &text, Wanted { all: true, view, ..WANTED });
    let mut lines = out.lines();
    let header = lines.next().unwrap();
    let image = header.find("IMAGE").unwrap();
    let rows: Vec<&str> = lines.take_while(|line| !line.starts_with("pods ")).collect();
    assert_eq!(rows.len(), 71, "{out}");
    for row in rows {
        let (cells, image) = row.split_at(image);
        assert!(cells.ends_with("  ") && !image.starts_with(' '), "{row}");
        let is_long = |word: &str| word.len() > 64;
        assert!(row.chars().count() <= 120 || image.split(' ').any(is_long) || !image.contains(' '), "{row}");
    }
}

/// The query is for who asks for it, in every view of people.
#[test]
fn a_query_is_shown_where_it_is_asked_for() {
    let text = std::fs::read(data().join("night.json")).unwrap();
    for (brief, all) in [(false, false), (true, false), (false, true)] {
        for query in [false, true] {
            let view = View { width: 120, brief, query };
            let (_, out, _) = run("night", &text, Wanted { all, view, ..WANTED });
            assert_eq!(out.contains("kube_pod_"), query, "{brief} {all}: {out}");
        }
    }
}

/// The table of `--brief`: columns that stand one below the other, in lines of 120 columns but for what is one word.
#[test]
fn the_table_is_aligned() {
    let brief = Wanted { view: View { width: 120, brief: true, query: false }, ..WANTED };
    let text = std::fs::read(data().join("night.json")).unwrap();
    let (_, out, _) = run("night", &text, brief);
    let lines: Vec<&str> = out.lines().collect();
    let [header, rows @ .., aside, totals] = &lines[..] else { panic!("{out}") };
    assert!(
        aside.starts_with("pods being deleted")
            && header.starts_with("SEVERITY")
            && totals.starts_with("71 pods"),
        "{out}"
    );
    let columns: Vec<usize> = ["CAUSE", "FOR", "NEXT", "WHERE", "IMAGE"]
        .into_iter()
        .map(|title| header.find(title).unwrap())
        .collect();
    assert_eq!(rows.len(), 9, "{out}");
    for row in rows {
        for &column in &columns {
            let (before, after) = row.split_at(column);
            assert!(before.ends_with("  ") && !after.starts_with(' '), "{column}: {row}");
        }
        let is_one_word = !row[columns[4]..].contains(' ');
        assert!(row.chars().count() <= 120 || is_one_word, "{row}");
    }
    // Width counts for messages alone: what is piped is the same for all.
    let (_, narrow, _) = run("night", &text, Wanted { view: View { width: 20, ..brief.view }, ..brief });
    for (wide, narrow) in out.lines().zip(narrow.lines()) {
        assert!(wide.starts_with(narrow.trim_end_matches(" …")), "{wide} {narrow}");
    }
}

/// A name, a digest or an image is found by a search in any view.
#[test]
fn whatever_the_input_names_stands_whole_in_the_output() {
    let text = std::fs::read(data().join("night.json")).unwrap();
    let digest = "9f86d081884c7d65".repeat(4);
    for (brief, width) in [(false, 80), (false, 20), (true, 120), (true, 20)] {
        let (_, out, _) = run("night", &text, Wanted { view: View { width, brief, query: false }, ..WANTED });
        for token in ["shop/search-1", "batch/nightly-1", "quay.io/shop/cart:2.4.1", &digest] {
            assert!(out.contains(token), "{token}: {out}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// A line of what is piped holds each token of the input that it shows whole, however long.
    #[test]
    fn no_line_splits_a_token_of_the_input(
        namespace in "[a-z]{1,40}", name in "[a-z][a-z0-9-]{0,100}", node in "[a-z0-9.-]{1,90}",
        path in "[a-z]{1,60}/[a-z]{1,60}", digest in "[0-9a-f]{64}",
        words in prop::collection::vec("[a-zA-Z0-9./-]{1,120}", 0..20),
        brief in any::<bool>(), all in any::<bool>(),
    ) {
        let image = format!("registry.example.com:5000/{path}@sha256:{digest}");
        let message = format!("manifest unknown: {}", words.join(" "));
        let pod = json!({
            "kind": "Pod", "metadata": {"namespace": namespace, "name": name},
            "spec": {"nodeName": node, "containers": [{"name": "app", "image": image}]},
            "status": {"phase": "Pending", "containerStatuses": [{"name": "app", "state": {"waiting": {
                "reason": "ErrImagePull", "message": message}}}]}});
        let view = View { brief, ..WANTED.view };
        let (_, out, _) = run("pod", pod.to_string().as_bytes(), Wanted { all, view, ..WANTED });
        let holds = |token: &str| out.lines().any(|line| line.contains(token));
        prop_assert!(holds(&image) && holds(&format!("{namespace}/{name}")), "{}", out);
        if !brief {
            prop_assert!(holds(&node), "{}: {}", node, out);
        }
        if all && !brief {
            prop_assert!(words.iter().all(|word| holds(word)), "{:?}: {}", words, out);
        }
    }
}
