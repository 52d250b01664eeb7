//! What holds for every set of docker-config keys and every image: shared by the properties, the fuzz target and the
//! replay of its corpus.

use pullspec::{Keyring, Reference};

/// Checks every law for a text whose first line is an image, and each further line a key.
pub fn replay(text: &str) {
    let mut lines = text.split('\n');
    let image = lines.next().unwrap_or_default();
    let keys: Vec<&str> = lines.collect();
    check(&keys, image);
    check_name(image);
}

/// Checks every law for keys and an image.
pub fn check(keys: &[&str], image: &str) {
    let keyring: Keyring<usize> = keys.iter().copied().zip(0..).collect();
    let found: Vec<usize> = keyring.lookup_name(image).iter().map(|entry| *entry.value()).collect();

    each_entry_is_found_once(&found);
    entries_are_the_keys_as_written(keys, &keyring, image);
    each_entry_is_found_without_the_others(keys, &found, image);
    order_of_insertion_decides_only_among_equal_keys(keys, &found, image);
    a_scheme_changes_nothing(keys, &found, image);
    debug_shows_no_user_information(&keyring);
}

/// The name of an image and its registry are keys that match it.
pub fn check_name(text: &str) {
    let Ok(reference) = Reference::parse(text) else { return };
    let name = reference.name();
    let Some((host, path)) = name.split_once('/') else { return };
    // A bracketed address without a port is a class of characters to the kubelet, and the path of an API is dropped.
    if host.ends_with(']') || path.starts_with("v1/") || path.starts_with("v2/") {
        return;
    }
    let keyring: Keyring<&str> = [(name, "name"), (host, "host")].into_iter().collect();
    if host.starts_with('[') && keyring.is_empty() {
        // References allow more in brackets than addresses.
        return;
    }
    let found: Vec<_> = keyring.lookup_name(name).iter().map(|entry| *entry.value()).collect();
    assert_eq!(found, ["name", "host"], "{name}");
}

fn each_entry_is_found_once(found: &[usize]) {
    let mut sorted = found.to_vec();
    sorted.sort_unstable();
    sorted.dedup();
    assert_eq!(sorted.len(), found.len());
}

fn entries_are_the_keys_as_written(keys: &[&str], keyring: &Keyring<usize>, image: &str) {
    assert!(keyring.len() <= keys.len());
    for entry in keyring.lookup_name(image) {
        assert_eq!(entry.key(), keys[*entry.value()]);
    }
}

fn each_entry_is_found_without_the_others(keys: &[&str], found: &[usize], image: &str) {
    for &at in found {
        let alone: Keyring<()> = [(keys[at], ())].into_iter().collect();
        assert_eq!(alone.lookup_name(image).len(), 1, "{:?} alone for {image:?}", keys[at]);
    }
}

fn order_of_insertion_decides_only_among_equal_keys(keys: &[&str], found: &[usize], image: &str) {
    let reversed: Keyring<usize> = keys.iter().copied().zip(0..keys.len()).rev().collect();
    let mut backward: Vec<usize> = reversed.lookup_name(image).iter().map(|entry| *entry.value()).collect();
    if backward != found {
        backward.sort_unstable();
        let mut found = found.to_vec();
        found.sort_unstable();
        assert_eq!(backward, found);
    }
}

fn a_scheme_changes_nothing(keys: &[&str], found: &[usize], image: &str) {
    for scheme in ["https://", "http://"] {
        let with_scheme = |key: &&str| {
            if key.starts_with("https://") || key.starts_with("http://") {
                (*key).into()
            } else {
                format!("{scheme}{key}")
            }
        };
        let keyring: Keyring<usize> = keys.iter().map(with_scheme).zip(0..).collect();
        let again: Vec<usize> = keyring.lookup_name(image).iter().map(|entry| *entry.value()).collect();
        assert_eq!(again, found, "{scheme}");
    }
}

fn debug_shows_no_user_information(keyring: &Keyring<usize>) {
    let mut with_password = keyring.clone();
    with_password.insert("https://user:hunter2@secret.example.com/x?hunter2#hunter2", 0).unwrap();
    let shown = format!("{with_password:?}");
    assert_eq!(shown.matches("hunter2").count(), format!("{keyring:?}").matches("hunter2").count());
}
