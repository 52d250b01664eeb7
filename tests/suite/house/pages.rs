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
