//! The pages of the documentation, as far as a browser's width decides.

use std::fs;
use std::path::{Path, PathBuf};

/// How many columns of code rustdoc shows beside its side bar in a window of 960 pixels, before it scrolls.
const WIDTH: usize = 67;

/// The front page, the page of each room, and the guides.
fn pages(directory: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            pages(&path, found);
        } else if path.file_name().is_some_and(|name| name == "mod.rs" || name == "lib.rs")
            || directory.ends_with("guide")
        {
            found.push(path);
        }
    }
}

#[test]
fn no_example_of_a_page_scrolls_sideways() {
    let mut found = Vec::new();
    pages(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut found);
    let mut wide = Vec::new();
    let mut lines_of_code = 0;
    for path in &found {
        let mut in_code = false;
        for (number, line) in fs::read_to_string(path).unwrap().lines().enumerate() {
            let Some(line) = line.strip_prefix("//!") else { continue };
            let line = line.strip_prefix(' ').unwrap_or(line);
            if line.starts_with("```") {
                in_code = !in_code;
            } else if in_code && !line.starts_with("# ") {
                lines_of_code += 1;
                if line.chars().count() > WIDTH {
                    wide.push(format!("{}:{}", path.display(), number + 1));
                }
            }
        }
    }
    assert!(found.len() > 30 && lines_of_code > 300, "{} pages, {lines_of_code} lines", found.len());
    assert!(wide.is_empty(), "wider than {WIDTH} columns:\n{}", wide.join("\n"));
}

/// The rooms that `lib.rs` shows, with the rooms inside them that are public too.
fn public_rooms(file: &Path, found: &mut Vec<PathBuf>) {
    for line in fs::read_to_string(file).unwrap().lines() {
        let Some(name) = line.strip_prefix("pub mod ").and_then(|line| line.strip_suffix(';')) else {
            continue;
        };
        let page = file.with_file_name(name).join("mod.rs");
        if page.exists() {
            public_rooms(&page, found);
            found.push(page);
        }
    }
}

#[test]
fn every_room_has_a_page_that_says_where_to_start() {
    let mut rooms = Vec::new();
    public_rooms(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lib.rs"), &mut rooms);
    // The guides are pages themselves.
    rooms.retain(|page| !page.ends_with("guide/mod.rs"));
    assert!(rooms.len() > 15, "{rooms:?}");
    for page in rooms {
        let text = fs::read_to_string(&page).unwrap();
        let page_lines: Vec<&str> = text.lines().map_while(|line| line.strip_prefix("//!")).collect();
        let words = page_lines.join(" ");
        assert!(page_lines.iter().any(|line| line.starts_with(" ```")), "{}: no example", page.display());
        assert!(words.to_lowercase().contains("question"), "{}: no question", page.display());
        assert!(words.contains("Start with"), "{}: not where to start", page.display());
    }
}

#[test]
fn the_newest_release_is_one_number() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |file: &str| fs::read_to_string(root.join(file)).unwrap();
    let source = read("src/api/behavior.rs");
    let minor =
        source.split("const NEWEST_MINOR: u16 = ").nth(1).and_then(|rest| rest.split(';').next()).unwrap();
    let behavior = pullspec::api::Behavior::for_minor(minor.parse().unwrap());
    assert_eq!(behavior, pullspec::api::Behavior::default());
    assert!(source.contains(&format!("that this crate knows: Kubernetes 1.{minor}.")));
    for file in ["README.md", "CHANGELOG.md"] {
        let words: Vec<String> = read(file).split_whitespace().map(str::to_owned).collect();
        let text = words.join(" ");
        assert!(text.contains(&format!("Kubernetes 1.21 to 1.{minor}")), "{file} names another release");
    }
}
