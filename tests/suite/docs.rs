//! Every type, function and constant shows how it is used; a getter says it by its name. The lint `unreachable_pub` sees
//! to it that `pub` means public.

use std::collections::HashSet;
use std::path::Path;

/// The Rust files below a directory.
fn rust_files(directory: &Path, found: &mut Vec<std::path::PathBuf>) {
    for entry in std::fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// What a line declares for all, where that is something whose use has to be shown: not a getter, which takes nothing
/// but the value.
fn declared(line: &str) -> Option<&str> {
    if line.contains("(&self)") || line.contains("(self)") {
        return None;
    }
    let mut words = line.trim_start().strip_prefix("pub ")?.split([' ', '(', '<', ':', ';', '{']);
    let kind = words.find(|word| !["const", "unsafe", "async"].contains(word))?;
    match kind {
        "fn" | "struct" | "enum" | "trait" | "type" => words.next(),
        // `pub const NAME: …`; a field (`pub name: …`), a module or an export is none of these.
        name if line.contains("pub const ") => Some(name),
        _ => None,
    }
}

/// The words of the examples in a file's documentation.
fn shown<'t>(lines: &[&'t str]) -> HashSet<&'t str> {
    let mut inside = false;
    let mut words = HashSet::new();
    for line in lines.iter().map(|line| line.trim_start()) {
        let Some(doc) = line.strip_prefix("///").or_else(|| line.strip_prefix("//!")) else {
            inside = false;
            continue;
        };
        if doc.trim_start().starts_with("```") {
            inside = !inside;
        } else if inside {
            words.extend(doc.split(|c: char| !c.is_alphanumeric() && c != '_'));
        }
    }
    words
}

#[test]
fn every_public_item_has_an_example() {
    let mut files = Vec::new();
    rust_files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    let (mut seen, mut without) = (0, Vec::new());
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        let shown = shown(&lines);
        let items = lines.iter().enumerate().filter_map(|(at, line)| Some((at, line, declared(line)?)));
        // A macro's own `pub struct $name` gets its docs, with the example, from where the macro is used.
        for (at, line, name) in items.filter(|(_, _, name)| !name.starts_with('$')) {
            seen += 1;
            // Attributes stand between the docs and the item, and a blank line before both.
            let above = lines[..at].iter().rev().map(|line| line.trim_start());
            let mut docs = above.take_while(|line| !line.is_empty());
            let own = docs.any(|line| line.starts_with("/// ```"));
            // What a type offers may be shown where the type is, so that no setup is repeated.
            let with_its_type = line.starts_with(' ') && shown.contains(name);
            if !own && !with_its_type {
                without.push(format!("{}:{}: {name}", file.display(), at + 1));
            }
        }
    }
    assert!(seen > 250, "only {seen} items found");
    assert!(without.is_empty(), "{} without an example:\n{}", without.len(), without.join("\n"));
}

#[test]
fn words_of_other_places_lead_here() {
    const WORDS: [&str; 16] = [
        // The field's other words.
        "registry",
        "repository",
        // Go's distribution/reference.
        "ParseNormalizedNamed",
        "TagNameOnly",
        "FamiliarString",
        "WithTag",
        "TrimNamed",
        "ParseDockerRef",
        // Tasks.
        "normalize",
        "pin",
        "webhook",
        "allowlist",
        // Other crates.
        "resolve_registry",
        "whole",
        "clone_with_digest",
        "namespace",
    ];
    let mut files = Vec::new();
    rust_files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    let sources: String = files.iter().map(|file| std::fs::read_to_string(file).unwrap()).collect();
    for word in WORDS {
        assert!(
            sources.contains(&format!("#[doc(alias = \"{word}\")]")),
            "a search for {word} finds nothing"
        );
    }
}

#[test]
fn pages_name_files_that_exist() {
    const PAGES: [&str; 7] = [
        "README.md",
        "CHANGELOG.md",
        "benches/README.md",
        "docs/ARCHITECTURE.md",
        "docs/CONTRIBUTING.md",
        "docs/SECURITY.md",
        "tests/MUTANTS.md",
    ];
    const FOLDERS: [&str; 8] =
        [".ci/", "benches/", "docs/", "examples/", "fuzz/", "src/", "tests/", "target/"];
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut seen = 0;
    for page in PAGES {
        let text = std::fs::read_to_string(root.join(page)).unwrap();
        let words = text.split(|c: char| c.is_whitespace() || "`()|,;".contains(c));
        let paths = words
            .map(|word| word.trim_end_matches(['.', ':']))
            .filter(|word| !word.contains(['*', '…', '<']));
        for path in paths.filter(|word| FOLDERS.iter().any(|folder| word.starts_with(folder))) {
            seen += 1;
            let made = path.starts_with("target/") || path.starts_with("fuzz/artifacts");
            assert!(made || root.join(path).exists(), "{page} names {path}, which is not there");
        }
    }
    assert!(seen > 30, "only {seen} paths found");
}
