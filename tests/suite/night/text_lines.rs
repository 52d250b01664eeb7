//! Text instead of objects: whose lines are read, what they are taken for, and which options count.

use super::program::{Ended, FailOn};
use super::show::View;
use super::{WANTED, Wanted, data, run};

fn told(text: &str, wanted: Wanted) -> (Ended, String, String) {
    run("input", text.as_bytes(), wanted)
}

/// Lines of other programs are none of a pull, whatever they have in common with one; a message alone is asked about.
#[test]
fn lines_of_other_programs_are_no_pulls() {
    let others = std::fs::read_to_string(data().join("other_programs.txt")).unwrap();
    let (ended, out, _) = told(&others, WANTED);
    assert_eq!((ended, &*out), (Ended::Unread, ""));
    let pull = "Failed to pull image \"quay.io/shop/cart:2\": connection refused";
    for line in others.lines().filter(|line| !line.is_empty()) {
        let (ended, out, _) = told(&format!("{line}\n{pull}\n"), WANTED);
        assert!(ended == Ended::Trouble && out.starts_with("line 2  ") && !out.contains("line 1"), "{out}");
    }
    for message in [
        "dial tcp: lookup registry.example.com: no such host",
        "x509: certificate signed by unknown authority",
    ] {
        assert_eq!(told(&format!("\n{message}\n\n"), WANTED).0, Ended::Trouble, "{message}");
        assert_eq!(told(&format!("{message}\nand more\n"), WANTED).0, Ended::Unread, "{message}");
    }
}

/// What runtimes and clients write of a pull is one among any other lines.
#[test]
fn lines_of_pulls_are_read_among_others() {
    for line in [
        "Error response from daemon: manifest for redis:99 not found: manifest unknown: manifest unknown",
        "error pulling image configuration: Get \"https://cdn.example.com/x\": dial tcp: connect: connection refused",
        "time=\"2026-03-01T09:00:00Z\" level=error msg=\"PullImage \\\"quay.io/a/b:1\\\" failed\" error=\"not found\"",
        "Error: initializing source docker://quay.io/a/b:1: reading manifest 1 in quay.io/a/b: unauthorized: access denied",
        "Get \"https://registry.example.com/v2/\": x509: certificate signed by unknown authority",
        "toomanyrequests: You have reached your pull rate limit",
        "5m  Warning  Failed  pod/web  Error: ErrImageNeverPull",
        "failed to get sandbox image \"registry.k8s.io/pause:3.10\": connection refused",
    ] {
        let (ended, out, _) = told(&format!("something else\n{line}\nsomething more\n"), WANTED);
        assert!(ended == Ended::Trouble && out.starts_with("line 2  "), "{line}: {out}");
    }
}

/// Brackets and braces at the beginning do not make JSON of a log; a line in JSON is the text that it logs.
#[test]
fn logs_that_look_like_json_are_logs() {
    for (text, line) in [
        ("[ERROR] Failed to pull image \"quay.io/a/b:1\": manifest unknown", "line 1"),
        ("[2026-03-01 09:00:00] x\n[1] Failed to pull image \"quay.io/a/b:1\": manifest unknown", "line 2"),
        ("{app=web} Failed to pull image \"quay.io/a/b:1\": manifest unknown", "line 1"),
        (r#"{"level":"error","msg":"Failed to pull image \"quay.io/a/b:1\": manifest unknown"}"#, "line 1"),
        (r#"{"msg":"a"}"#, ""),
        (
            r#"{"log":"Failed to pull image \"quay.io/a/b:1\": manifest unknown\n","stream":"stderr"}"#,
            "line 1",
        ),
        (
            "{\"MESSAGE\":\"x\"}\n{\"jsonPayload\":{\"message\":\"Failed to pull image \\\"a\\\": manifest unknown\"}}",
            "line 2",
        ),
    ] {
        let (ended, out, notes) = told(text, WANTED);
        let expected = if line.is_empty() { Ended::Unread } else { Ended::Trouble };
        assert!(ended == expected && out.starts_with(line), "{text}: {out}{notes}");
    }
    for text in ["[]", "{}", "[[", "{", "[{\"kind\": \"Pod\"", "  [ {} ]", "[[{\"a\": 1}]]"] {
        let notes = told(text, WANTED).2;
        assert!(!notes.contains("read as text") && !notes.contains("no line reports"), "{text}: {notes}");
    }
}

/// What kubectl says before objects is passed over, and said.
#[test]
fn words_before_the_objects_are_passed_over() {
    let list = std::fs::read_to_string(data().join("list_pods_then_events.json")).unwrap();
    let yaml = std::fs::read_to_string(data().join("list.yaml")).unwrap();
    let (ended, expected, _) = told(&list, WANTED);
    for words in [
        "Warning: v1 ComponentStatus is deprecated in v1.19+\n",
        "W0301 09:00:00.000000   12345 gcp.go:119] deprecated\n\nWarning: x\n",
        "$ kubectl get pods,events -o json\n",
        &"Warning: a long one\n".repeat(1_000),
    ] {
        for objects in [&list, &yaml] {
            let (found, out, notes) = told(&format!("{words}{objects}"), WANTED);
            assert!((found, &out) == (ended, &expected), "{words}: {out}{notes}");
            assert!(notes.starts_with("before the objects: "), "{notes}");
        }
    }
}

const REFUSED: &str = "Failed to pull image \"quay.io/a/b:1\": connection refused\n";
const UNKNOWN: &str = "Failed to pull image \"quay.io/a/b:2\": manifest unknown\n";

#[test]
fn options_count_for_text_or_are_refused() {
    let fail_on = |text: &str, fail_on| told(text, Wanted { fail_on, ..WANTED }).0;
    assert_eq!(fail_on(REFUSED, FailOn::Blocked), Ended::Fine);
    assert_eq!(fail_on(UNKNOWN, FailOn::Blocked), Ended::Trouble);
    assert_eq!(fail_on("Error: InvalidImageName", FailOn::Blocked), Ended::Trouble);
    assert_eq!(fail_on(REFUSED, FailOn::Failing), Ended::Trouble);
    assert_eq!(fail_on(REFUSED, FailOn::Stuck), Ended::Trouble);
    let both = format!("{REFUSED}Error: ErrImagePull\n{UNKNOWN}");
    let brief = told(&both, Wanted { view: View { brief: true, ..WANTED.view }, ..WANTED }).1;
    let lines: Vec<_> = brief.lines().collect();
    assert!(lines.len() == 3 && lines[0].starts_with("LINE    CAUSE"), "{brief}");
    assert!(
        lines[1].starts_with("1       connection_refused") && lines[1].ends_with("quay.io/a/b:1"),
        "{brief}"
    );
    let query = told(&both, Wanted { view: View { query: true, ..WANTED.view }, ..WANTED }).1;
    assert!(query.contains("kube_pod_container_status_waiting_reason"), "{query}");
    let all = told(&both, Wanted { all: true, ..WANTED }).1;
    assert!(all.contains("line 2  no_detail") && !told(&both, WANTED).1.contains("line 2"), "{all}");
    for option in ["--events", "--pull-secret"] {
        let (ended, out, notes) = told(&both, Wanted { for_objects: Some(option), ..WANTED });
        assert_eq!((ended, &*out), (Ended::Unread, ""));
        assert!(notes.starts_with(&format!("error: {option} is for pods, and this is text")), "{notes}");
    }
}

/// Lines for people are as wide as asked, and no word is broken.
#[test]
fn text_is_wrapped_at_blanks() {
    let text = std::fs::read_to_string(data().join("events_table.txt")).unwrap();
    let of = |width| told(&text, Wanted { view: View { width, ..WANTED.view }, ..WANTED }).1;
    let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    let whole = of(usize::MAX);
    for width in [40, 80, 120] {
        let wrapped = of(width);
        assert_eq!(words(&wrapped), words(&whole));
        assert!(
            wrapped.lines().all(|line| line.len() <= width || line.split_whitespace().count() <= 3),
            "{wrapped}"
        );
    }
}
