//! What is printed is harmless on a terminal and shows no secret.

use pullspec::credentials::{Credential, DockerConfig};
use pullspec::{Keyring, Pattern, PullError, Reference, WaitingReason};

/// No character that acts on a terminal or has no width of one column.
fn is_plain(text: &str) -> bool {
    text.chars().all(|c| c == ' ' || c.is_ascii_graphic() || c == '\u{fffd}')
}

#[test]
fn errors_are_safe_on_a_terminal() {
    let acting = (0..0x20).chain(0x7f..0xa0).chain([0x200b, 0x202e, 0x2066, 0x2028, 0xfeff, 0xe0001]);
    for c in acting.filter_map(char::from_u32) {
        for input in
            [format!("quay.io/a{c}[31mpp"), format!("{c}"), format!("quay.io/app:{c}"), format!("a@{c}")]
        {
            let error = Reference::parse(&input).unwrap_err();
            assert!(is_plain(&error.to_string()), "{error:?}");
            let picture = error.underline(&input).to_string();
            let (text, carets) = picture.split_once('\n').unwrap();
            assert!(is_plain(text) && is_plain(carets), "{picture:?}");
            if let Some(hint) = error.hint(&input) {
                assert!(is_plain(&hint.to_string()), "{hint:?}");
            }
            assert!(is_plain(&Pattern::parse(&input).unwrap_err().to_string()));
        }
    }
}

#[test]
fn credentials_never_show() {
    let credential = Credential::new("robot", "hunter2");
    let config: DockerConfig = [("robot:hunter2@quay.io", credential)].into_iter().collect();
    let keyring = Keyring::from(config.clone());
    let matching = keyring.lookup_name("quay.io/team/app");
    let shown = format!("{config:?} {keyring:?} {matching:?} {:?}", matching[0].value());
    let error = Keyring::new().insert("robot:hunter2@quay.io:x", ()).unwrap_err();
    let shown = format!("{shown} {error} {error:?}");
    assert!(!shown.contains("robot") && !shown.contains("hunter2"), "{shown}");
    #[cfg(feature = "serde")]
    for json in [
        r#"{"quay.io":{"auth":"hunter2"}}"#,
        r#"{"quay.io":"hunter2"}"#,
        r#"{"quay.io":{"auth":["hunter2"]}}"#,
    ] {
        let error = serde_json::from_str::<DockerConfig>(json).unwrap_err();
        assert!(!format!("{error} {error:?}").contains("hunter2"), "{error}");
    }
}

#[test]
fn names_in_errors_are_escaped() {
    let message = "Back-off pulling image \"a\\x1b[2J\\u202eb\"";
    let error = PullError::from_waiting(&WaitingReason::ImagePullBackOff, message).unwrap();
    assert_eq!(error.image(), Some("a\u{1b}[2J\u{202e}b"));
    assert_eq!(error.to_string(), "waiting before the next attempt to pull a\\u{1b}[2J\\u{202e}b");
    let error = PullError::from_event("Failed to apply default image tag \"\\x1b[2J\": no").unwrap();
    assert!(is_plain(&error.to_string()), "{error}");
}

/// Everything that this crate prints about a text of others, one text each.
fn printed(text: &str) -> Vec<String> {
    let mut printed = super::secrets::printed(text);
    printed.extend(super::secrets::repeated(text));
    printed
}

#[test]
fn no_display_acts_on_a_terminal() {
    let bidi =
        ['\u{61c}', '\u{200e}', '\u{200f}', '\u{202a}', '\u{202b}', '\u{202c}', '\u{202d}', '\u{202e}']
            .into_iter()
            .chain('\u{2066}'..='\u{2069}');
    let acting = ('\0'..'\u{a0}').filter(|c| c.is_control() && !"\n\t\u{b}\u{c}".contains(*c));
    for c in acting.chain(bidi) {
        for text in [format!("a{c}]0;x"), format!("{c}"), format!("quay.io/a{c}/b:1")] {
            let printed = printed(&text);
            assert!(printed.len() > 20);
            for line in printed {
                assert!(!line.contains(c), "{line:?}");
            }
        }
    }
}
