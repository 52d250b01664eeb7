//! The command line: what each option takes, and what it changes.

use clap::Parser;
use pullspec::api::{Behavior, Timestamp};

use super::arguments::{Arguments, Output};
use super::program::{Ended, FailOn};
use super::show::View;
use super::{WANTED, Wanted, data, run, run_with};

fn parsed(words: &[&str]) -> Arguments {
    Arguments::try_parse_from([&["explain"], words].concat()).unwrap()
}

#[track_caller]
fn refused(words: &[&str], expected: &str) {
    let error = Arguments::try_parse_from([&["explain"], words].concat()).unwrap_err().to_string();
    assert!(error.contains(expected), "{error}");
}

#[test]
fn a_kubelets_version_is_a_release_or_its_minor_number() {
    let of = |version: &str| parsed(&["--kubelet", version, "-"]).kubelet;
    for version in ["1.34", "v1.34", "1.34.2", "v1.34.2", "34"] {
        assert_eq!(of(version), Some(Behavior::for_minor(34)), "{version}");
    }
    assert_eq!(parsed(&["-"]).kubelet, None);
    for version in ["", "one", "1.", "2.34", "1.34,1.35"] {
        assert!(Arguments::try_parse_from(["explain", "--kubelet", version, "-"]).is_err(), "{version}");
    }
}

/// From 1.35 on the kubelet verifies that a pod may use an image that is there (KEP-2535).
#[test]
fn a_kubelets_version_changes_the_answer() {
    let text = std::fs::read(data().join("list_mixed.json")).unwrap();
    let of = |version: &str| {
        let behavior = parsed(&["--kubelet", version, "-"]).kubelet;
        let view = View { width: usize::MAX, ..WANTED.view };
        run_with("list", &text, Wanted { all: true, view, ..WANTED }, behavior).1
    };
    let (before, after) = (of("1.34"), of("1.35"));
    assert!(before.contains("pulls if the node lacks it\n"), "{before}");
    assert!(!before.contains("may not give it"), "{before}");
    assert!(after.contains("pulls if the node lacks it, or may not give it to the pod\n"), "{after}");
    assert_eq!(of("34"), before);
}

#[test]
fn now_is_the_clock_a_time_or_unknown() {
    let clock: Option<Timestamp> = "2026-03-01T09:05:00Z".parse().ok();
    let at: Option<Timestamp> = "2026-03-01T09:30:00Z".parse().ok();
    for (words, expected) in [
        (&["-"][..], clock),
        (&["pods.json"], None),
        (&["--now", "now", "pods.json"], clock),
        (&["--now", "2026-03-01T09:30:00Z", "pods.json"], at),
        (&["--now", "2026-03-01T10:30:00+01:00", "-"], at),
    ] {
        assert_eq!(parsed(words).now(clock), expected, "{words:?}");
    }
    assert_eq!(parsed(&["--now", "now", "-"]).now(None), None, "without a clock");
    refused(&["--now", "yesterday", "-"], "expected `now` or a time such as 2026-03-01T09:30:00Z");
}

/// The terminal's width counts where there is one; a table for a pipe has more room than text.
#[test]
fn lines_are_as_wide_as_the_terminal() {
    for (words, terminal, expected) in [
        (&["-"][..], None, 80),
        (&["--brief", "-"], None, 120),
        (&["-"], Some(203), 203),
        (&["--brief", "-"], Some(72), 72),
        (&["--all", "-"], Some(40), 40),
    ] {
        assert_eq!(parsed(words).columns(terminal), expected, "{words:?}");
    }
}

#[test]
fn what_would_be_ignored_is_refused() {
    for option in ["--brief", "--query"] {
        let error = parsed(&[option, "--output", "json", "-"]).checked().unwrap_err().to_string();
        assert!(error.contains(&format!("'{option}' is for people")), "{error}");
        assert!(
            parsed(&[option, "-"]).checked().is_ok() && parsed(&[option, "--all", "-"]).checked().is_ok()
        );
    }
    assert!(parsed(&["--all", "--output", "json", "-"]).checked().is_ok());
}

/// What is read beside pods is refused for text; a time and a version do it no harm.
#[test]
fn files_beside_pods_are_for_objects() {
    for (words, expected) in [
        (&["--events", "e.json", "-"][..], Some("--events")),
        (&["--pull-secret", "a=b", "-"], Some("--pull-secret")),
        (&["--now", "now", "--kubelet", "1.34", "-"], None),
    ] {
        assert_eq!(parsed(words).for_objects(), expected, "{words:?}");
    }
}

#[test]
fn a_secrets_file_has_a_name() {
    let secrets =
        parsed(&["--pull-secret", "regcred=a=b.json", "--pull-secret", "shop/x=c", "-"]).pull_secret;
    assert_eq!(secrets, [("regcred".into(), "a=b.json".into()), ("shop/x".into(), "c".into())]);
    for wrong in ["regcred", "=file", "/x=file", "a/b/c=file"] {
        refused(&["--pull-secret", wrong, "-"], "expected [NAMESPACE/]NAME=FILE");
    }
}

#[test]
fn defaults_are_what_they_were() {
    let arguments = parsed(&["-"]);
    assert_eq!((arguments.fail_on, arguments.output), (FailOn::Failing, Output::Text));
    assert!(!arguments.all && !arguments.brief && !arguments.query && !arguments.stats);
    assert!(arguments.events.is_none() && arguments.pull_secret.is_empty());
    refused(&[], "<FILE>");
    refused(&["--fail-on", "never", "-"], "[possible values: blocked, failing, stuck]");
}

/// A pod for each severity, and what is a failure of the command for whom.
#[test]
fn the_exit_status_is_for_what_is_asked() {
    let pod = |image: &str, phase: &str, state: &str| {
        format!(
            r#"{{"kind":"Pod","metadata":{{"name":"p"}},"spec":{{"nodeName":"n","containers":[{{"name":"a","image":"{image}"}}]}},
            "status":{{"phase":"{phase}","containerStatuses":[{{"name":"a","state":{{{state}}}}}]}}}}"#
        )
    };
    let waiting =
        |reason: &str, message: &str| format!(r#""waiting":{{"reason":"{reason}","message":"{message}"}}"#);
    let cases = [
        (pod("redis:7", "Running", r#""running":{}"#), [false, false, false]),
        (pod("redis:7", "Pending", &waiting("ContainerCreating", "")), [false, false, false]),
        (pod("redis:7", "Running", &waiting("CrashLoopBackOff", "back-off 5m0s")), [false, false, true]),
        (
            pod("redis:7", "Pending", &waiting("CreateContainerConfigError", "secret not found")),
            [false, false, true],
        ),
        (pod("redis:7", "Pending", &waiting("ErrImagePull", "connection refused")), [false, true, true]),
        (pod("redis:7", "Pending", &waiting("ErrImagePull", "manifest unknown")), [true, true, true]),
        (pod("Redis", "Pending", &waiting("InvalidImageName", "")), [true, true, true]),
    ];
    for (text, expected) in cases {
        for (word, fails) in ["blocked", "failing", "stuck"].into_iter().zip(expected) {
            let fail_on = parsed(&["--fail-on", word, "-"]).fail_on;
            let ended = run("pod", text.as_bytes(), Wanted { fail_on, ..WANTED }).0;
            assert_eq!(ended, if fails { Ended::Trouble } else { Ended::Fine }, "{word}: {text}");
        }
    }
}
