//! Every type, function and constant shows how it is used; a getter says it by its name. The lint `unreachable_pub` sees to it that `pub` means public.

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

/// Items of the node's view and of platforms that still have none.
const LEFT: usize = 92;

#[test]
fn every_public_item_has_an_example() {
    let mut files = Vec::new();
    rust_files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    let (mut seen, mut without) = (0, Vec::new());
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        let items = lines.iter().enumerate().filter_map(|(at, line)| Some((at, declared(line)?)));
        // A macro's own `pub struct $name` gets its docs, with the example, from where the macro is used.
        for (at, name) in items.filter(|(_, name)| !name.starts_with('$')) {
            seen += 1;
            // Attributes stand between the docs and the item, and a blank line before both.
            let above = lines[..at].iter().rev().map(|line| line.trim_start());
            let mut docs = above.take_while(|line| !line.is_empty());
            if !docs.any(|line| line.starts_with("/// ```")) {
                without.push(format!("{}:{}: {name}", file.display(), at + 1));
            }
        }
    }
    assert!(seen > 250, "only {seen} items found");
    // The number may only fall.
    assert!(without.len() <= LEFT, "{} without an example:\n{}", without.len(), without.join("\n"));
}
