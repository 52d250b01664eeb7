//! One test for each entry of the page `guide::differences`, which names them.

mod kubectl;
mod kubelet;
mod nodes;
mod objects;
mod references;
mod simulator;

use std::collections::BTreeSet;

/// A text of the guide or of the suite.
fn source(path: &str) -> String {
    std::fs::read_to_string(format!("{}/{path}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

/// The names of the functions in a file of the suite.
fn functions_of(module: &str) -> BTreeSet<String> {
    let text = source(&format!("tests/suite/{module}.rs"));
    let names = text.split("fn ").skip(1).filter_map(|after| after.split(['(', '<']).next());
    names.map(String::from).collect()
}

/// The names of the tests in a file of the suite.
fn tests_of(module: &str) -> BTreeSet<String> {
    let text = source(&format!("tests/suite/{module}.rs"));
    let is_test = |name: &String| text.contains(&format!("#[test]\nfn {name}()"));
    functions_of(module).into_iter().filter(is_test).collect()
}

/// The code span after each `Test:` of a page.
fn tests_named_by(page: &str) -> Vec<String> {
    let text = source(page).replace("\n//!", " ");
    text.split("Test:").skip(1).filter_map(|after| after.split('`').nth(1)).map(String::from).collect()
}

#[test]
fn the_page_and_its_tests_agree() {
    let named = tests_named_by("src/guide/differences.rs");
    let distinct: BTreeSet<String> = named.iter().cloned().collect();
    assert_eq!(named.len(), distinct.len(), "no test stands for two entries");
    let files = std::fs::read_dir(format!("{}/tests/suite/differences", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let known: BTreeSet<String> = files
        .map(|file| file.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned())
        .filter(|name| name != "mod")
        .flat_map(|name| tests_of(&format!("differences/{name}")))
        .collect();
    // Some are there with a feature only.
    assert_eq!(distinct, known);
    assert!(named.len() >= 30, "{}", named.len());
}

#[test]
fn every_claim_of_the_security_page_has_its_test() {
    let named = tests_named_by("src/guide/security.rs");
    assert!(named.len() >= 15, "{}", named.len());
    for name in named {
        let (module, test) = name.rsplit_once("::").unwrap_or_else(|| panic!("{name}: no module"));
        assert!(functions_of(&module.replace("::", "/")).contains(test), "no test {name}");
    }
}
