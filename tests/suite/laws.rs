//! The laws on arbitrary and on nearly valid text, and on every file of the fuzzers' corpus.

use std::fs;
use std::path::Path;

use proptest::prelude::*;

#[path = "../support/laws.rs"]
mod of_text;
#[cfg(feature = "verify")]
#[path = "../support/verify_laws.rs"]
mod verify_laws;

/// Pieces that references are made of, and what people and attackers put between them.
const PIECES: &str = "([a-z0-9]{1,5}|[A-Z]{1,2}|[-._/:@+]|\\PC|__|--|\\.\\.|localhost|docker\\.io/|index\\.docker\\.io/|library/|\\[[0-9a-f:]{1,6}\\]|:[0-9]{2,5}|@sha256:[0-9a-f]{64}|@sha512:|[0-9a-f]{32}|[0-9A-F]{64}|İ|\\u{212a}){0,10}";
/// A reference, or one with a character too many.
const NEAR: &str = "((localhost|[a-zA-Z0-9]{1,6}([.-][a-zA-Z0-9]{1,4}){0,3}|\\[[0-9a-f:]{1,9}\\])(:[0-9]{1,5})?/)?[a-z0-9]{1,6}(([._]|__|-{1,3}|/)[a-z0-9]{1,6}){0,5}(:[A-Za-z0-9_][A-Za-z0-9_.-]{0,20})?(@(sha256:[0-9a-f]{64}|sha384:[0-9a-f]{96}|sha512:[0-9a-f]{128}|[a-z]{1,4}[+._-]?[a-z]{1,3}:[0-9a-fA-F]{30,66}))?[ A-Z/:@.é]?";
const DIGEST: &str = "(sha256:[0-9a-f]{63,65}|sha384:[0-9a-f]{96}|sha512:[0-9a-fA-F]{128}|[a-zA-Z0-9.+_-]{0,8}:?[a-zA-Z0-9=_ -]{0,20}|sha256:[0-9a-z]{64})";
const PATTERN: &str = "((\\*|[a-z]{1,3}|\\[[0-9a-f:]{1,4}\\])(\\.(\\*|[a-z]{1,3})){0,2}(:[0-9]{1,2})?/)?(\\*|[a-z]{1,3})(/(\\*|\\*\\*|[a-z]{1,3})){0,3}(:[a-z]{1,3}|:\\{[a-c]{0,2}(,[a-c]{1,2})?\\}|@\\*)?[*/]?";

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]

    #[test]
    fn references_on_pieces(text in PIECES) {
        of_text::reference(&text);
    }

    #[test]
    fn references_on_near_valid_text(text in NEAR) {
        of_text::reference(&text);
    }

    #[test]
    fn references_on_any_text(text in any::<String>()) {
        of_text::reference(&text);
        of_text::digest(&text);
    }

    #[test]
    fn long_paths(first in "[a-z]{1,3}(\\.[a-z])?", length in 230_usize..270, tail in "(:t|@md5:[0-9a-f]{32}|@sha256:[0-9a-f]{64})?") {
        let path = "a".repeat(length);
        for text in [format!("{path}{tail}"), format!("{first}/{path}{tail}"), format!("docker.io/{path}{tail}")] {
            of_text::reference(&text);
        }
    }

    #[test]
    fn digests(text in DIGEST) {
        of_text::digest(&text);
    }

    #[test]
    fn patterns(pattern in PATTERN, image in "(([a-z]{1,3}(\\.[a-z]{1,3}){0,2}|\\[[0-9a-f:]{1,4}\\])(:[0-9]{1,2})?/)?[a-z]{1,3}(/[a-z]{1,3}){0,3}(:[a-z]{1,3})?") {
        of_text::pattern(&format!("{pattern}\n{image}"));
    }
}

#[cfg(feature = "verify")]
proptest! {
    #[test]
    fn digests_match_exactly_their_bytes(content: Vec<u8>, other: Vec<u8>, cut: usize) {
        verify_laws::verification(&content, &other, cut);
    }
}

/// What the fuzzers found once is checked for ever.
#[test]
fn corpus_keeps_the_laws() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus");
    let mut files = 0;
    for (target, law) in [
        ("reference", of_text::reference as fn(&str)),
        ("digest", of_text::digest),
        ("pattern", of_text::pattern),
    ] {
        // The published package leaves the corpus out.
        let Ok(entries) = fs::read_dir(corpus.join(target)) else { continue };
        for entry in entries {
            if let Ok(text) = String::from_utf8(fs::read(entry.unwrap().path()).unwrap()) {
                law(&text);
            }
            files += 1;
        }
    }
    assert!(files == 0 || files > 60, "{files}");
}
