//! The house: which room may know which, read off the imports of `src`.

mod face;
mod imports;
mod listing;
mod once;
mod pages;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use imports::Files;

/// The rooms from the ground up. A room may import from the floors below its own, never from its own or from above.
const FLOORS: [&[&str]; 11] = [
    &["clock", "terminal"],
    &["collections", "error", "go"],
    &["backoff", "digest", "platform", "sentence"],
    &["reference"],
    &["api", "cause", "pattern"],
    &["credentials", "kubectl", "policy", "waiting"],
    &["access", "registry"],
    &["kubelet"],
    &["explain"],
    &["guide"],
    &["impls"],
];

fn source() -> Files {
    Files::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"))
}

/// One line for each floor, the top first, with the number that `docs/ARCHITECTURE.md` shows.
fn drawing() -> String {
    let floors = FLOORS.iter().enumerate().rev();
    let lines: Vec<String> =
        floors.map(|(floor, rooms)| format!("{floor:>2}  {}", rooms.join("  "))).collect();
    lines.join("\n") + "\n"
}

#[test]
fn every_room_has_a_floor() {
    let planned: BTreeSet<&str> = FLOORS.iter().copied().flatten().copied().collect();
    let files = source();
    let found: BTreeSet<&str> = files.rooms().collect();
    assert_eq!(planned, found);
    assert_eq!(FLOORS.iter().map(|rooms| rooms.len()).sum::<usize>(), planned.len(), "one floor for each");
}

#[test]
fn no_import_runs_up_the_floors_or_in_a_circle() {
    let floor_of: BTreeMap<&str, usize> = FLOORS
        .iter()
        .enumerate()
        .flat_map(|(floor, rooms)| rooms.iter().map(move |room| (*room, floor)))
        .collect();
    let files = source();
    let mut arrows = 0;
    let mut wrong = Vec::new();
    for arrow in files.between_rooms() {
        arrows += 1;
        // All imports down means that there is no circle either.
        if floor_of.get(arrow.to_room()) >= floor_of.get(arrow.importing_room()) {
            wrong.push(arrow.to_string());
        }
    }
    println!("{}", drawing());
    assert!(arrows > 150, "only {arrows} imports found");
    assert!(wrong.is_empty(), "up the floors:\n{}", wrong.join("\n"));
}

#[test]
fn imports_name_the_room_that_defines_the_thing() {
    let wrong = source().through_the_root();
    assert!(wrong.is_empty(), "through the root of the crate:\n{}", wrong.join("\n"));
}

#[test]
fn no_circle_between_files() {
    let circles = source().circles();
    assert!(circles.is_empty(), "{circles:#?}");
}

/// Or the test above could not fail.
#[test]
fn a_circle_between_files_is_seen() {
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join("a_circle_between_files");
    std::fs::create_dir_all(directory.join("room")).unwrap();
    let files = [
        ("lib.rs", "mod room;"),
        ("room/mod.rs", "mod one;\nmod other;\npub(super) use one::One;"),
        ("room/one.rs", "use super::other::Other;\npub(super) struct One(Other);"),
        ("room/other.rs", "pub(super) struct Other(Option<Box<super::One>>);"),
    ];
    for (name, text) in files {
        std::fs::write(directory.join(name), text).unwrap();
    }
    assert_eq!(Files::read(&directory).circles(), [["room::one", "room::other"]]);
}

#[test]
fn the_architecture_page_shows_the_floors() {
    let page = include_str!("../../../docs/ARCHITECTURE.md");
    let drawing = drawing();
    assert!(page.contains(&drawing), "docs/ARCHITECTURE.md lacks\n{drawing}");
}

#[test]
fn the_root_has_at_most_25_names() {
    let names = source().root_exports();
    println!("{} names at the root: {}", names.len(), names.join(" "));
    assert!(names.len() > 15 && names.len() <= 25, "{names:?}");
}
