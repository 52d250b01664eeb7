//! What is read as an error of an image, and what only looks like one.

use pullspec::waiting::NameWarning;
use pullspec::{Cause, PullError};

/// The pod's sandbox fails for many reasons; its image is one.
#[test]
fn a_sandbox_fails_for_its_image_only_where_it_says_so() {
    let read = |error: &str| {
        PullError::from_event(&format!("Failed to create pod sandbox: {error}")).map(|error| error.cause())
    };
    assert_eq!(read("failed to get sandbox image \"pause:3.9\": no such host"), Some(Cause::DnsFailure));
    assert_eq!(read("failed pulling image \"pause:3.9\": no such host"), Some(Cause::DnsFailure));
    assert_eq!(read("failed to setup network for sandbox: no such host"), None);
    assert_eq!(read(""), None);
}

/// A pasted row has five columns two blanks apart, and the type in the first or the second of them.
#[test]
fn a_row_is_one_of_kubectls() {
    let message = "Failed to pull image \"redis:7\": no such host";
    let is_row = |columns: &[&str]| {
        let error = PullError::from_text(&[columns, &[message]].concat().join("  "));
        error.is_some_and(|error| error.image() == Some("redis:7"))
    };
    assert!(is_row(&["Warning", "Failed", "3s", "kubelet"]));
    assert!(is_row(&["3s", "Warning", "Failed", "pod/web"]));
    assert!(is_row(&["3s", "Normal", "Failed", "pod/web"]));
    assert!(!is_row(&["3s", "4s", "Warning", "Failed"]));
    assert!(!is_row(&["3s", "4s", "Failed", "Warning"]));
    assert!(!is_row(&["3s", "Failed", "kubelet", "pod/web"]));
}

#[test]
fn warnings_are_read_back_and_nothing_else_is() {
    let host = |first: &str| NameWarning::NoRegistryHost { first: first.into() };
    let all = [
        NameWarning::LibraryGuessed,
        NameWarning::LatestGuessed,
        NameWarning::TagLooksLikeDigest,
        host("registry"),
        host("a.b"),
    ];
    for (at, warning) in all.iter().enumerate() {
        let text = warning.to_string();
        assert_eq!(text.parse::<NameWarning>().as_ref(), Ok(warning), "{text}");
        assert!(all[..at].iter().all(|other| other.to_string() != text), "{text}");
        for wrong in [format!("{text} "), format!("{text}x"), text[1..].to_owned(), text.to_uppercase()] {
            assert!(wrong.parse::<NameWarning>().is_err(), "{wrong}");
        }
    }
    assert!("".parse::<NameWarning>().is_err());
}

/// Debug output tells what an error is about, without a secret in the name.
#[test]
fn debug_output_names_the_image_and_the_cause() {
    let shown = |image: &str| {
        let error = PullError::from_event(&format!("Failed to pull image \"{image}\": no such host"));
        format!("{:?}", error.unwrap())
    };
    let text = shown("redis:7");
    for part in ["ErrImagePull", "redis:7", "no such host"] {
        assert!(text.contains(part), "{text}");
    }
    assert_ne!(text, shown("redis:8"));
}
