//! Images at the edges of a list.

use pullspec::pattern::PatternSet;

use super::Numbers;
use super::reference::{TAGS, digest, reference};

/// One of the images that a pattern stands for, or one that is next to them.
pub fn near(n: &mut Numbers, set: &PatternSet) -> String {
    let patterns: Vec<String> = set.iter().map(ToString::to_string).collect();
    let Some(pattern) = patterns.get(n.below(patterns.len().max(1))) else { return reference(n) };
    let mut text = instance(n, pattern);
    for _ in 0..[0, 0, 1, 1, 2][n.below(5)] {
        text = slip(n, &text);
    }
    text
}

/// The pattern with something for each wildcard.
fn instance(n: &mut Numbers, pattern: &str) -> String {
    let (name, pin) = match pattern.split_once('@') {
        Some((name, "*")) => (name, format!("@{}", digest(n.one(&["D", "3", "5"])))),
        Some((name, pin)) => (name, format!("@{pin}")),
        None => (pattern, digest(n.one(&["", "", "", "", "@D"]))),
    };
    let (name, tag) = match name.rsplit_once(":{") {
        Some((name, tags)) => {
            let tags: Vec<&str> = tags.trim_end_matches('}').split(',').collect();
            (name, format!(":{}", n.one(&tags)))
        }
        None => (name, if name.rfind(':') > name.rfind('/') { "" } else { n.one(TAGS) }.to_owned()),
    };
    let name = name.replace("{,/**}", n.one(&["", "", "/x", "/x/y", "/", "-x"]));
    let mut rest = format!("{name}{tag}{pin}");
    let mut text = String::new();
    while let Some((before, after)) = rest.split_once('*') {
        text.push_str(before);
        let deep = after.starts_with('*');
        text.push_str(match (deep, text.is_empty()) {
            (true, true) => {
                n.one(&["a", "b.a", "localhost", "quay.io", "docker.io", "registry-1", "A", "[::1]", "a:1"])
            }
            (true, false) => {
                n.one(&["x", "x/y", "library", "library/x", "sha256", "a/b__c/d-e", "", "a/", "localhost/x"])
            }
            (false, _) => n.one(&[
                "x", "a", "", "library", "7", "latest", "56", "-", "_", "x.y", "docker", "x/y", "f00",
            ]),
        });
        rest = after.trim_start_matches('*').to_owned();
    }
    text + &rest
}

/// The text with one thing changed.
fn slip(n: &mut Numbers, text: &str) -> String {
    let at = n.below(text.len() + 1);
    let Some((before, after)) = text.split_at_checked(at) else { return text.to_owned() };
    let rest = || after.get(after.chars().next().map_or(0, char::len_utf8)..).unwrap_or_default();
    match n.below(8) {
        0 => format!("{before}{}", rest()),
        1 => format!(
            "{before}{}{after}",
            n.one(&["/", ":", "@", ".", "_", "-", "x", "0", "\n", " ", "*", "//", "__", "é"])
        ),
        2 => format!("{before}{}{}", n.one(&["x", ".", "-", "_", "A", "/"]), rest()),
        3 => format!("{before}{}", after.to_ascii_uppercase()),
        4 => text.replacen('/', n.one(&[":443/", ":0443/", ":5000/", ".evil.example/", "/library/", "/"]), 1),
        5 => format!(
            "{}{text}",
            n.one(&[
                "evil.example/",
                "docker.io/",
                "index.docker.io/",
                "Docker.io/",
                "x",
                "localhost/",
                "library/"
            ])
        ),
        6 => format!("{text}{}", n.one(&["/x", "x", ":1", "@", "-", "\n", "/"])),
        _ => text.split_once('/').map_or(text, |(_, path)| path).to_owned(),
    }
}
