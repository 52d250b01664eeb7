//! The tables are fresh, and say what a search through the texts says.

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::String;

use super::print::{print, texts};
use super::trie::spell;
use super::words::Vocabulary;
use super::wrappers::WRAPPERS;
use crate::cause::automaton::layout::{At, MOST_BYTES, STATUS, UNKNOWN};
use crate::cause::automaton::vocabulary::{find_quick, find_slowly};
use crate::cause::automaton::{first_eight, moves, tables, wrappers};
use crate::cause::endpoints::read;
use crate::cause::lexer::is_odd;

extern crate std;

#[test]
fn tables_are_fresh() {
    let fresh = print();
    if std::env::var_os("PULLSPEC_WRITE_TABLES").is_some() {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/cause/automaton/tables.rs");
        return std::fs::write(path, fresh).unwrap();
    }
    let is_fresh = include_str!("../tables.rs").lines().eq(fresh.lines());
    assert!(is_fresh, "run PULLSPEC_WRITE_TABLES=1 cargo test --lib tables");
}

/// The words of the table as the vocabulary has them.
fn words() -> impl Iterator<Item = String> {
    let words = texts().flat_map(|(_, text)| spell(text)).filter(|word| *word != "|");
    words.map(|word| word.replace('#', str::from_utf8(&[STATUS]).unwrap()))
}

#[test]
fn every_whole_word_of_the_table_is_found() {
    let vocabulary = Vocabulary::new(texts().flat_map(|(_, text)| spell(text)));
    for word in words().filter(|word| !word.ends_with('*')) {
        let known = find_slowly(word.as_bytes(), word.len());
        assert!(known.word != UNKNOWN, "{word:?}");
        assert_eq!(known.word, vocabulary.number(&word.replace(char::from(STATUS), "#")), "{word:?}");
        assert_eq!(known.is_plain(), !is_odd(word.as_bytes(), word.len()), "{word:?}");
    }
}

/// Whatever stands after a word, in any case of letters, and one letter more, less or other.
#[test]
fn one_look_finds_what_a_search_finds() {
    let known = words().chain(["ctr", "reg1.example", "manifest-x"].map(str::to_owned));
    for word in known {
        let word = word.trim_end_matches('*');
        let shorter = word.get(..word.len() - 1).unwrap_or_default();
        let control = word.replace(|letter: char| letter.is_ascii_digit(), "\u{11}");
        for word in [word, &word.to_ascii_uppercase(), &format!("{word}x"), shorter, &control] {
            for behind in ["", " ", ": a longer rest"] {
                let text = format!("{word}{behind}");
                let text = text.as_bytes();
                let slow = find_slowly(text, word.len());
                if let Some(quick) = find_quick(text, word.len(), first_eight(text)) {
                    assert_eq!(quick, slow, "{word:?} before {behind:?}");
                }
            }
        }
    }
}

#[test]
fn most_words_of_the_table_are_found_in_one_look() {
    let all = || words().filter(|word| !word.ends_with('*'));
    let quick = all().filter(|word| {
        let text = format!("{word} and more");
        find_quick(text.as_bytes(), word.len(), first_eight(text.as_bytes())).is_some()
    });
    assert!(quick.count() * 10 > all().count() * 9, "time for more slots");
}

#[test]
fn the_numbers_have_room() {
    let words = tables::SHORT.len() + tables::LONG_WORDS.len() + 1 + tables::PREFIXES.len();
    assert!(words < usize::from(u16::MAX) / 4, "{words}");
    let owners = tables::OWNERS.iter().filter(|owner| **owner != u16::MAX);
    assert!(owners.clone().all(|owner| owner % At::STATES < At::STATES - 1));
    let free = tables::OWNERS.len() - owners.count();
    assert!(free * 20 < tables::OWNERS.len(), "{free} places are free");
    assert_eq!(moves::after_clause(At::ROOT), tables::CLAUSE);
}

#[test]
fn every_wrapper_is_found() {
    const WHY: &str = "two have one key, or one fires a rule of the table, and must not be listed then";
    for wrapper in WRAPPERS {
        let text = String::from(wrapper) + &"x".repeat(MOST_BYTES);
        let found = text.as_bytes().first_chunk().and_then(wrappers::find);
        assert_eq!(found.map(|found| found.len), Some(wrapper.len()), "{wrapper:?}: {WHY}");
    }
}

/// Letters are the same in any case, but a wrapper is found in its own only: in another it is read word by word.
#[test]
fn a_wrapper_says_what_its_words_say() {
    let around = [
        ("", ""),
        ("", "= "),
        ("", "\"a b\": "),
        ("", "\"a\" "),
        ("failed to resolve reference: ", ""),
        ("(mirrors also failed: ", ""),
    ];
    let texts = texts().map(|(_, text)| text.trim_matches(['^', '$', '*']));
    // Every text after every wrapper, with something around them.
    for (text, (before, behind)) in texts.zip(around.iter().cycle()) {
        for wrapper in WRAPPERS {
            let rest = String::from(*behind) + text + ": x" + &" .".repeat(MOST_BYTES);
            let (first, other) = wrapper.split_at(3);
            let fast = String::from(*before) + wrapper + &rest;
            let slow = String::from(*before) + &first.to_ascii_uppercase() + other + &rest;
            let (fast, slow) = (read(&fast), read(&slow));
            assert_eq!(fast, slow, "{before:?} {wrapper:?} {rest:?}");
            assert_eq!(fast.evidence(), slow.evidence(), "{before:?} {wrapper:?} {rest:?}");
        }
    }
}
