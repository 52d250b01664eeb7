//! Names and beginnings of sentences that stand once in `src`, as a constant that everything else uses.

use std::fs;
use std::path::Path;

/// What stands once, and where.
const ONCE: [(&str, &str); 12] = [
    ("docker.io", "reference/normalize.rs"),
    ("index.docker.io", "reference/normalize.rs"),
    ("registry-1.docker.io", "reference/normalize.rs"),
    ("https://index.docker.io/v1/", "reference/normalize.rs"),
    ("library/", "reference/normalize.rs"),
    ("localhost", "reference/normalize.rs"),
    ("latest", "reference/normalize.rs"),
    ("image can't be pulled", "api/waiting_reason.rs"),
    ("trying and failing to pull image", "api/waiting_reason.rs"),
    ("Back-off pulling image ", "sentence/mod.rs"),
    ("Failed to pull image ", "sentence/mod.rs"),
    ("couldn't parse image name ", "sentence/mod.rs"),
];

/// A file without its comments and its unit tests, which say what they expect in full.
fn code(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap();
    let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

fn look(directory: &Path, source: &Path, found: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        let name = path.strip_prefix(source).unwrap().to_string_lossy().replace('\\', "/");
        if path.is_dir() {
            look(&path, source, found);
        // Written by a program, from the table that has the constants.
        } else if !name.ends_with("tests.rs") && name != "cause/automaton/tables.rs" {
            let code = code(&path);
            for (text, _) in ONCE {
                // A name is a whole literal, a sentence goes on.
                let literal = if text.ends_with(' ') { format!("\"{text}") } else { format!("\"{text}\"") };
                found.extend(code.matches(&literal).map(|_| (text.to_owned(), name.clone())));
            }
        }
    }
}

#[test]
fn names_of_docker_hub_and_beginnings_of_sentences_stand_once() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    look(&source, &source, &mut found);
    for (text, home) in ONCE {
        let places: Vec<&str> =
            found.iter().filter(|(name, _)| name == text).map(|(_, place)| place.as_str()).collect();
        assert_eq!(places, [home], "{text:?}");
    }
}
