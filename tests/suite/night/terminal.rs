//! What a terminal sees besides the words: colours, and the progress of a long run.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::time::Duration;

use super::gather::Known;
use super::program::{self, Ended};
use super::show::View;
use serde_json::json;

use super::{WANTED, Wanted, data, run};

fn coloured(wanted: Wanted) -> String {
    let text = std::fs::read(data().join("night.json")).unwrap();
    let (mut out, mut notes) = (Vec::new(), Vec::new());
    program::run("night", &text[..], Known::default(), wanted, &mut out, &mut notes).unwrap();
    String::from_utf8(out).unwrap()
}

/// The codes of a text, and what stands between a code and its end.
fn codes(text: &str) -> Vec<(&str, &str)> {
    text.split("\u{1b}[").skip(1).map(|part| part.split_once('m').unwrap()).collect()
}

/// The sixteen colours of every terminal, whose shades are the reader's choice, and never more than a word or two.
#[test]
fn colours_are_of_the_sixteen_and_on_the_cause() {
    for brief in [false, true] {
        let text = coloured(Wanted { view: View { brief, ..WANTED.view }, ..WANTED });
        let codes = codes(&text);
        let found: BTreeSet<_> = codes.iter().map(|(code, _)| *code).collect();
        let known = ["", "0", "1", "2", "31", "33", "35", "36"];
        assert!(found.iter().all(|code| known.contains(code)), "{found:?}");
        assert!(found.len() > 3, "{found:?}");
        for (code, words) in &codes {
            if !matches!(*code, "" | "0") {
                assert!(words.split_whitespace().count() <= 1 && !words.contains('\n'), "{code}: {words:?}");
            }
        }
        let causes = ["disk_full", "connection_refused", "tag_not_found", "CrashLoopBackOff"];
        for cause in causes {
            let is_coloured = |(code, words): &(&str, &str)| code.starts_with('3') && *words == cause;
            assert!(codes.iter().any(is_coloured), "{cause}");
        }
    }
}

/// Where a program is told to use colours, `NO_COLOR` still counts; a pipe has none. Asked of a process of its own,
/// for the environment is one for all tests.
#[test]
fn no_color_counts() {
    let ask = |name: &str, value: &str| {
        let shown = std::process::Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "night::terminal::shows_the_night", "--ignored", "--nocapture"])
            .env_remove("NO_COLOR")
            .env_remove("CLICOLOR")
            .env_remove("CLICOLOR_FORCE")
            .env(name, value)
            .output()
            .unwrap();
        assert!(shown.status.success());
        let text = String::from_utf8(shown.stdout).unwrap();
        assert!(text.contains("connection_refused"), "{text}");
        text.contains('\u{1b}')
    };
    assert!(!ask("NO_COLOR", "1"), "NO_COLOR");
    assert!(!ask("TERM", "xterm"), "a pipe");
    assert!(ask("CLICOLOR_FORCE", "1"), "forced");
}

#[test]
#[ignore = "run by the test above"]
fn shows_the_night() {
    let text = std::fs::read(data().join("night.json")).unwrap();
    let mut out = anstream::stdout().lock();
    program::run("night", &text[..], Known::default(), WANTED, &mut out, &mut Vec::new()).unwrap();
}

/// One line on standard error that is gone in the end; none where nobody asks for it.
#[test]
fn a_long_run_shows_its_progress_and_leaves_nothing() {
    let mut many = String::new();
    for n in 0..1_000 {
        let _ = writeln!(
            many,
            r#"{{"kind":"Pod","metadata":{{"name":"p{n}"}},"spec":{{"containers":[{{"name":"a","image":"redis:7"}}]}}}}"#
        );
    }
    let progress = Some(Duration::ZERO);
    let (ended, out, notes) = run("many", many.as_bytes(), Wanted { progress, ..WANTED });
    assert_eq!(ended, Ended::Fine);
    assert_eq!(notes.matches("read").count(), 3, "{notes:?}");
    assert!(notes.starts_with("\r256 ") && notes.contains("\r768 ") && !notes.contains('\n'), "{notes:?}");
    let last = notes.trim_end_matches('\r').rsplit('\r').next().unwrap();
    assert!(notes.ends_with('\r') && last.trim().is_empty() && last.len() >= 40, "{notes:?}");
    assert_eq!(run("many", many.as_bytes(), WANTED), (ended, out, String::new()));
    let rare = Some(Duration::from_secs(3_600));
    assert_eq!(run("many", many.as_bytes(), Wanted { progress: rare, ..WANTED }).2, "");
}

/// Every view shows names of the input through one rule: no secret, nothing that acts, is invisible or turns the text.
#[test]
fn no_view_shows_a_secret_or_a_sign_that_acts() {
    let pod = |name: &str, container: &str, image: &str| {
        json!({"kind": "Pod", "metadata": {"namespace": "shop", "name": name,
                "ownerReferences": [{"kind": "Replica\u{202e}Set", "name": "//robot:hunter2@web", "controller": true}]},
            "spec": {"nodeName": "node\u{2066}1", "containers": [{"name": container, "image": image}]},
            "status": {"phase": "Pending", "containerStatuses": [{"name": container, "state": {"waiting": {
                "reason": "ErrImagePull", "message": "manifest unknown"}}}]}})
    };
    let list = json!({"kind": "List", "items": [
        pod("a", "app", "https://robot:hunter2@quay.io/app"),
        pod("b\u{202e}", "a\u{200f}b\u{2028}c", "quay.io/te\u{202e}gpj.exe"),
        pod("c\u{1b}[2J", "app", "quay.io/team/app:1"),
        {"kind": "Wid\u{1b}get"}
    ]});
    let list = list.to_string();
    let texts: [&[u8]; 3] = [
        list.as_bytes(),
        "Failed to pull image \"quay.io/te\u{202e}x\": not found".as_bytes(),
        br#"{"kind":"Pod","spec":"https://robot:hunter2@quay.io/x"}"#,
    ];
    for text in texts {
        for (brief, all, query) in
            [(false, false, true), (false, true, true), (true, false, false), (true, true, false)]
        {
            let wanted = Wanted { all, view: View { width: 100, brief, query }, ..WANTED };
            let (_, out, notes) = run("input", text, wanted);
            for shown in [&out, &notes] {
                assert!(!shown.contains("hunter2"), "{shown}");
                let acts = |c: char| {
                    (c.is_control() && c != '\n')
                        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
                };
                assert!(!shown.contains(acts), "{shown:?}");
            }
            assert!(!(out.is_empty() && notes.is_empty()));
        }
    }
}

/// JSON for a terminal is the same value, with what acts there written out.
#[test]
fn json_has_no_sign_that_acts() {
    let name = "a\u{9b}2J\u{7f}b\u{202e}c\u{200b}\u{e0001}d\u{1b}é中";
    let pod = json!({"kind": "Pod", "metadata": {"namespace": "shop", "name": name},
        "spec": {"containers": [{"name": name, "image": "quay.io/a/b:1"}]},
        "status": {"containerStatuses": [{"name": name, "state": {"waiting": {
            "reason": "ErrImagePull", "message": format!("manifest unknown {name}")}}}]}});
    let line = format!("Failed to pull image \"{name}\": manifest unknown");
    for (text, all) in [(pod.to_string(), false), (pod.to_string(), true), (line, false)] {
        let out = run("input", text.as_bytes(), Wanted { json: true, all, ..WANTED }).1;
        let acts = |c: char| c != '\n' && !(c == ' ' || c.is_ascii_graphic() || c == 'é' || c == '中');
        assert!(!out.contains(acts) && out.contains("\\u009b2J\\u007f") && out.contains('中'), "{out}");
        assert!(out.contains("\\udb40\\udc01"), "{out}");
        let value: serde_json::Value = serde_json::from_str(&out).unwrap();
        assert!(value.to_string().contains('\u{202e}'), "the same value: {value}");
    }
}
