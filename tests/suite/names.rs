//! Names never decide: not those of images, tags and hosts, wherever a message has them.

use std::collections::HashSet;

use crate::messages::{FORMATS, Row, all_rows, rows};
use pullspec::cause::CauseRule;
use pullspec::{Cause, classify};
use regex::{Captures, Regex};

/// Puts other names into a message: into references, URLs of the registry API, and the places where runtimes print a
/// host, tag or repository bare. Digests stay, since their presence says what was asked for.
struct Renamer {
    shapes: Vec<(Regex, &'static str)>,
}

impl Renamer {
    fn new() -> Self {
        let host = r"(?:(?:[a-z0-9_-]+\.)+[a-z]{2,}|localhost|\d+\.\d+\.\d+\.\d+)(?::\d+)?";
        let path = r"[a-z0-9]+(?:[._/-]+[a-z0-9]+)*";
        let shapes = [
            (
                format!(r"(https?://){host}/v2/{path}/(manifests|blobs)/sha256"),
                "${1}HOST/v2/REPO/${2}/sha256",
            ),
            (format!(r"(https?://){host}/v2/{path}/manifests/[\w][\w.-]*"), "${1}HOST/v2/REPO/manifests/TAG"),
            (format!(r#"(^|[ "\[]|docker://){host}/{path}:[\w][\w.-]*"#), "${1}HOST/REPO:TAG"),
            (format!(r#"(^|[ "\[]|docker://){host}/{path}@sha256"#), "${1}HOST/REPO@sha256"),
            (r#""(?:[a-z0-9_.-]+/)+[a-z0-9_.-]+:[\w][\w.-]*""#.into(), "\"REPO:TAG\""),
            (r"\[manifests [\w.-]+\]".into(), "[manifests TAG]"),
            (r"reading manifest [\w.-]+ in [\w./:-]+:".into(), "reading manifest TAG in HOST/REPO:"),
            (format!("from host {host}"), "from host HOST"),
            (format!("lookup {host}"), "lookup HOST"),
            (format!("(container|docker) registry {host}:"), "${1} registry HOST:"),
            (format!("denied for {path},"), "denied for REPO,"),
            (r"manifest for [\w./-]+:[\w.-]+ not".into(), "manifest for REPO:TAG not"),
            (format!("repository {path} not found"), "repository REPO not found"),
        ];
        Self { shapes: shapes.into_iter().map(|(shape, to)| (Regex::new(&shape).unwrap(), to)).collect() }
    }

    /// Leaves a mark where each name was; the shapes are looked for once, however many names are tried.
    fn mask(&self, message: &str) -> Masked {
        let mut masked = message.to_owned();
        for (shape, to) in &self.shapes {
            let with = |found: &Captures<'_>| {
                let mut text = String::new();
                found.expand(to, &mut text);
                text.replace("HOST", "\u{1}").replace("REPO", "\u{2}").replace("TAG", "\u{3}")
            };
            masked = shape.replace_all(&masked, with).into_owned();
        }
        Masked(masked)
    }
}

/// A message without its names.
struct Masked(String);

impl Masked {
    fn with(&self, host: &str, repo: &str, tag: &str) -> String {
        self.0.replace('\u{1}', host).replace('\u{2}', repo).replace('\u{3}', tag)
    }
}

/// The rows and their messages without names.
fn masked(rows: Vec<Row>) -> Vec<(Row, Masked)> {
    let renamer = Renamer::new();
    rows.into_iter()
        .map(|row| {
            let masked = renamer.mask(&row.message);
            (row, masked)
        })
        .collect()
}

#[track_caller]
fn assert_names_do_not_decide(rows: &[(Row, Masked)], host: &str, repo: &str, tag: &str) -> usize {
    let mut changed = 0;
    for (row, masked) in rows {
        let other = masked.with(host, repo, tag);
        changed += usize::from(other != row.message);
        let (before, after) = (row.verdict(), classify(row.reason.as_ref(), &other));
        assert_eq!(after.cause(), before.cause(), "{}\n{other}\n{:?}", row.message, after.rule());
        assert_eq!(after.alternates(), before.alternates(), "{}\n{other}", row.message);
    }
    changed
}

#[test]
fn names_do_not_decide() {
    let rows = masked(all_rows());
    for (host, repo, tag) in [
        ("x509-not-found.example", "x509-not-found/timeout-429", "timeout-429"),
        ("denied.unauthorized.example:429", "manifest-unknown/no-such-host", "401"),
        ("toomanyrequests.example", "connection-refused/eof", "denied"),
        ("lookup.example:5000", "not/found/unauthorized", "not-found"),
        ("proxyconnect.example", "unexpected-eof/context-canceled", "unknown"),
    ] {
        let changed = assert_names_do_not_decide(&rows, host, repo, tag);
        assert!(changed > 1000, "only {changed} of {} messages have names", rows.len());
    }
}

#[test]
fn no_word_of_the_table_decides_as_a_name() {
    let rows = masked(rows(FORMATS, 288).into_iter().step_by(16).collect());
    let legal = Regex::new("^[a-z0-9]+(?:[._-][a-z0-9]+)*$").unwrap();
    let words: HashSet<_> = CauseRule::all()
        .flat_map(CauseRule::texts)
        .flat_map(|text| text.split([' ', ':']))
        .map(|word| word.trim_matches(['^', '$', '*', '#']))
        .filter(|word| legal.is_match(word))
        .collect();
    assert!(words.len() > 400, "{}", words.len());
    for word in words {
        assert_names_do_not_decide(&rows, &format!("{word}.example"), word, word);
    }
}

#[test]
fn numbers_that_are_not_a_status_decide_nothing() {
    for text in [
        "failed to copy: 512 KB read",
        "an image with 512 MB of layers",
        "error 500 GiB left",
        "returned 500 layers",
        "code \"reg.example/a\" 500 layers",
        "docker pull 404",
        "listening on port 443",
    ] {
        assert_eq!(classify(None, text).cause(), Cause::NoDetail, "{text}");
    }
}

#[test]
fn the_number_of_an_issue_is_not_a_status() {
    for text in ["see #404", "fixes #412", "job #500 failed", "#429", "x: #403"] {
        assert_eq!(classify(None, text).cause(), Cause::NoDetail, "{text}");
    }
}

#[test]
fn a_tag_called_like_an_algorithm_is_not_a_digest() {
    for text in [
        "reading manifest sha256 in reg.example/pier/sha256: manifest unknown",
        "Error response from daemon: manifest for reg.example/pier/crane:sha256 not found: manifest unknown",
        "Get \"https://reg.example/v2/pier/crane/manifests/sha256\": manifest unknown",
    ] {
        assert_eq!(classify(None, text).cause(), Cause::TagNotFound, "{text}");
    }
}
