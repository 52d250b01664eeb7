//! The example `explain` as people run it at night: each kind of input with its answer, and the whole view.
//!
//! The program's modules are the example's own. Answers are files beside the inputs; `UPDATE_NIGHT=1` writes them anew,
//! to be read before they are committed.

#[path = "../../../examples/explain/absent.rs"]
mod absent;
#[path = "../../../examples/explain/arguments.rs"]
#[allow(dead_code, reason = "the example uses all of it")]
mod arguments;
#[path = "../../../examples/explain/brief.rs"]
mod brief;
#[path = "../../../examples/explain/gather.rs"]
#[allow(dead_code, reason = "the example uses all of it")]
mod gather;
#[path = "../../../examples/explain/input.rs"]
mod input;
#[path = "../../../examples/classify/lines.rs"]
mod lines;
#[path = "../../../examples/explain/notes.rs"]
#[allow(dead_code, reason = "the example uses all of it")]
mod notes;
#[path = "../../../examples/explain/program.rs"]
#[allow(dead_code, reason = "the example uses all of it")]
mod program;
#[path = "../../../examples/explain/said.rs"]
mod said;
#[path = "../../../examples/explain/secret_file.rs"]
mod secret_file;
#[path = "../../../examples/explain/seen.rs"]
mod seen;
#[path = "../../../examples/explain/show.rs"]
#[allow(dead_code, reason = "the example uses all of it")]
mod show;
#[path = "../../../examples/explain/text.rs"]
mod text;

mod classify;
mod command;
mod deadlines;
mod findings;
mod options;
#[cfg(feature = "schemars")]
mod schema;
mod secret_files;
mod terminal;
mod text_lines;
mod view;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use gather::Known;
use program::{Ended, FailOn, Wanted};
use pullspec::api::Behavior;
use show::View;

const WANTED: Wanted = Wanted {
    all: false,
    json: false,
    view: View { width: 80, brief: false, query: false },
    fail_on: FailOn::Failing,
    for_objects: None,
    progress: None,
};

fn data() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/night")
}

/// What the program writes to both streams, without colours, and how it ends.
fn run(name: &str, bytes: &[u8], wanted: Wanted) -> (Ended, String, String) {
    run_with(name, bytes, wanted, None)
}

fn run_with(name: &str, bytes: &[u8], wanted: Wanted, behavior: Option<Behavior>) -> (Ended, String, String) {
    let known = Known { now: "2026-03-01T09:05:00Z".parse().ok(), behavior, ..Known::default() };
    let (mut out, mut notes) = (Vec::new(), Vec::new());
    let (ended, _) =
        program::run(name, bytes, known, wanted, &mut anstream::StripStream::new(&mut out), &mut notes)
            .unwrap();
    (ended, String::from_utf8(out).unwrap(), String::from_utf8(notes).unwrap())
}

fn answer(name: &str, wanted: Wanted) -> String {
    let (ended, out, notes) = run(name, &std::fs::read(data().join(name)).unwrap(), wanted);
    format!("exit status {}\n--- notes\n{notes}--- output\n{out}", ended as u8)
}

#[track_caller]
fn check(expected: &str, found: &str) {
    check_file(&data().join("expected").join(expected), found);
}

#[track_caller]
fn check_file(file: &Path, found: &str) {
    if std::env::var_os("UPDATE_NIGHT").is_some() {
        std::fs::write(file, found).unwrap();
    }
    let text = std::fs::read_to_string(file).unwrap_or_default();
    assert_eq!(text, found, "{}", file.display());
}

/// The inputs: all files, so that none is forgotten.
fn inputs() -> Vec<String> {
    let files = std::fs::read_dir(data()).unwrap().map(|file| file.unwrap());
    let mut names: Vec<_> = files
        .filter(|file| file.file_type().unwrap().is_file())
        .map(|file| file.file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn every_kind_of_input_has_its_answer() {
    let names = inputs();
    assert_eq!(names.len(), 52, "{names:?}");
    for name in &names {
        check(&format!("{name}.txt"), &answer(name, WANTED));
    }
}

/// What kubectl's own reader of YAML refuses, and what would cost more than it says.
#[test]
fn yaml_that_hides_or_multiplies_is_refused() {
    let beside = "--- {kind: Pod, spec: {containers: [{name: a, image: evil.example/x}]}}\n";
    let plain = "kind: Pod\nspec: {containers: [{name: a, image: good.example/x}]}\n";
    let commented = format!("--- # a comment\n{plain}");
    let mut bomb = String::from("a: &a [x,x,x,x,x,x,x,x,x,x]\n");
    for (name, of) in ["b", "c", "d", "e", "f"].iter().zip(["a", "b", "c", "d", "e"]) {
        let _ = writeln!(bomb, "{name}: &{name} [{}]", vec![format!("*{of}"); 10].join(","));
    }
    bomb.push_str(plain);
    let ended = |text: &str| run("input", text.as_bytes(), WANTED);
    for (text, said) in [
        (beside.to_owned(), "line 1: only a comment may follow --- on its line"),
        (format!("{plain}{beside}"), "line 3: only a comment may follow --- on its line"),
        (bomb, "alias"),
        (plain.replace("good.example/x", "123"), "line 2"),
        (plain.replace("good.example/x", "on"), "line 2"),
    ] {
        let (ended, _, notes) = ended(&text);
        assert!(ended == Ended::Unread && notes.contains(said), "{notes}");
    }
    assert!(ended(&commented).0 != Ended::Unread);
    assert!(ended(&plain.replace("good.example/x", "'123'")).0 != Ended::Unread);
}

/// A watch prints an object again whenever it changes, and a must-gather has some of them twice.
#[test]
fn what_comes_again_is_what_it_is_now() {
    let waiting = r#""status": {"phase": "Pending", "containerStatuses": [{"name": "c", "restartCount": 0,
        "state": {"waiting": {"reason": "ImagePullBackOff", "message": "Back-off pulling image \"r.example/a:1\""}}}]}"#;
    let running = r#""status": {"phase": "Running", "containerStatuses": [{"name": "c", "restartCount": 0,
        "state": {"running": {"startedAt": "2026-03-01T09:00:05Z"}}}]}"#;
    let pod = |status: &str| {
        format!(
            r#"{{"kind": "Pod", "metadata": {{"name": "a", "namespace": "shop"}},
            "spec": {{"containers": [{{"name": "c", "image": "r.example/a:1"}}]}}, {status}}}"#
        )
    };
    let event = |count: u32| {
        format!(
            r#"{{"kind": "Event", "metadata": {{"name": "a.1", "namespace": "shop", "uid": "E1"}}, "count": {count},
            "involvedObject": {{"kind": "Pod", "namespace": "shop", "name": "a"}}, "reason": "Failed", "type": "Warning",
            "message": "Failed to pull image \"r.example/a:1\": r.example/a:1: not found",
            "firstTimestamp": "2026-03-01T09:00:03Z", "lastTimestamp": "2026-03-01T09:00:{:02}Z"}}"#,
            10 * count
        )
    };
    let list = |items: &[String]| format!(r#"{{"kind": "List", "items": [{}]}}"#, items.join(","));
    let told = |text: &str| run("input", text.as_bytes(), WANTED).1;
    // The last count is the count, in whatever order the versions come.
    let once = told(&list(&[pod(waiting), event(3)]));
    assert!(once.contains("3 attempts"), "{once}");
    for items in [[event(1), event(2), event(3)], [event(3), event(1), event(3)]] {
        let again: String = [pod(waiting)].into_iter().chain(items).collect();
        assert_eq!(told(&again), once);
    }
    assert_eq!(told(&(list(&[pod(waiting), event(3)]) + &list(&[pod(waiting), event(3)]))), once);
    // So is the last state.
    let fine = told(&list(&[pod(running)]));
    assert!(fine.contains("1 pod"), "{fine}");
    assert_eq!(told(&list(&[pod(waiting), pod(running)])), fine);
    assert_eq!(told(&(list(&[pod(running)]) + &list(&[pod(running)]))), fine);
    // One that was fine, and counted so, is counted once.
    let failing = told(&list(&[pod(waiting)]));
    for items in [[pod(running), pod(waiting)], [pod(running), pod(waiting)]] {
        assert_eq!(told(&list(&items)), failing);
    }
    assert_eq!(told(&list(&[pod(running), pod(waiting), pod(running)])), fine);
    assert_eq!(told(&list(&[pod(running), pod(waiting), pod(running), pod(waiting), event(3)])), once);
    // One that was deleted makes room for another of its name.
    let watched = |kind: &str, pod: &str| format!(r#"{{"type": "{kind}", "object": {pod}}}"#);
    let again = [("ADDED", running), ("DELETED", running), ("ADDED", waiting)];
    let again: String = again.iter().map(|(kind, status)| watched(kind, &pod(status))).collect();
    assert!(
        told(&again).ends_with("1 pod, 1 image: 1 blocked\n")
            || told(&again).ends_with("1 pod, 1 image: 1 failing\n"),
        "{}",
        told(&again)
    );
}

/// The pod's own trouble, and not its image's, holds it up: no volume, no node, no network.
#[test]
fn a_pod_that_cannot_start_is_stuck() {
    let pod = r#"{"kind": "Pod", "metadata": {"name": "a", "namespace": "shop", "uid": "u"},
        "spec": {"nodeName": "n", "containers": [{"name": "c", "image": "r.example/a:1"}]},
        "status": {"phase": "Pending", "containerStatuses": [{"name": "c", "restartCount": 0,
            "state": {"waiting": {"reason": "ContainerCreating"}}}]}}"#;
    let event = r#"{"kind": "Event", "metadata": {"name": "a.1", "namespace": "shop"}, "count": 99,
        "involvedObject": {"kind": "Pod", "namespace": "shop", "name": "a", "uid": "u"}, "reason": "FailedMount",
        "type": "Warning", "message": "MountVolume.SetUp failed for volume \"config\" : configmap \"absent\" not found",
        "firstTimestamp": "2026-03-01T06:00:00Z", "lastTimestamp": "2026-03-01T09:00:00Z"}"#;
    let ended = |text: &str, fail_on| run("input", text.as_bytes(), Wanted { fail_on, ..WANTED }).0;
    let both = format!("{pod}{event}");
    assert_eq!(ended(&both, FailOn::Stuck), Ended::Trouble);
    assert_eq!(ended(&both, FailOn::Failing), Ended::Fine);
    assert_eq!(ended(pod, FailOn::Stuck), Ended::Fine);
}

/// What kubectl and the API server say themselves is told apart from what pods say.
#[test]
fn what_kubectl_and_the_server_say_is_no_pull() {
    let logged = "E0301 09:00:00.000000   12345 memcache.go:265] couldn't get current server API group list: Get \
        \"https://10.0.0.1:6443/api\": dial tcp 10.0.0.1:6443: connect: connection refused\n\
        The connection to the server 10.0.0.1:6443 was refused - did you specify the right host or port?\n";
    let (ended, out, notes) = run("input", logged.as_bytes(), WANTED);
    assert_eq!((ended, &*out), (Ended::Unread, ""));
    assert!(
        notes.contains("kubectl itself failed") && notes.contains("The connection to the server"),
        "{notes}"
    );
    let expired = r#"{"kind": "Pod", "metadata": {"name": "a"}, "spec": {"containers": [{"name": "c", "image": "A"}]}}
        {"kind": "Status", "reason": "Expired", "message": "too old resource version"}"#;
    let (ended, out, notes) = run("input", expired.as_bytes(), WANTED);
    assert!(ended == Ended::Unread && out.contains("invalid_image_name"), "{out}");
    assert!(notes.contains("what came before it is shown") && !notes.contains("no objects"), "{notes}");
}

/// One document in many forms is one answer.
#[test]
fn the_form_of_the_input_does_not_matter() {
    let expected = answer("list_pods_then_events.json", WANTED);
    assert!(expected.contains("3 attempts"), "the events count: {expected}");
    for name in [
        "list_events_then_pods.json",
        "concatenated.json",
        "lines.jsonl",
        "array.json",
        "list.yaml",
        "documents.yaml",
        "bom.json",
        "utf16le.json",
        "utf16be.yaml",
        "utf16le_no_bom.json",
        "utf16be_no_bom.yaml",
        "must_gather.yaml",
        "gzip.json.gz",
        "gzip_utf16le.json.gz",
    ] {
        assert_eq!(answer(name, WANTED), expected, "{name}");
    }
}

#[test]
fn the_order_of_a_mixed_list_does_not_matter() {
    let text = std::fs::read(data().join("list_mixed.json")).unwrap();
    let mut list: serde_json::Value = serde_json::from_slice(&text).unwrap();
    let expected = answer("list_mixed.json", WANTED);
    let count = list["items"].as_array().unwrap().len();
    for _ in 0..count {
        list["items"].as_array_mut().unwrap().rotate_left(1);
        let (ended, out, notes) = run("list_mixed.json", list.to_string().as_bytes(), WANTED);
        assert_eq!(format!("exit status {}\n--- notes\n{notes}--- output\n{out}", ended as u8), expected);
    }
}

#[test]
fn a_secret_is_used_and_never_shown() {
    for (all, json) in [(false, false), (false, true), (true, false), (true, true)] {
        let shown = answer("list_mixed.json", Wanted { all, json, ..WANTED });
        assert!(shown.contains("regcred"), "{shown}");
        for secret in ["hunter2", "robot", "cm9ib3Q", "aHVudGVyMg"] {
            assert!(!shown.contains(secret), "{secret}: {shown}");
        }
    }
}

/// A file that was copied in part says so, and what can be read of it is shown: compressed or not, in JSON or YAML.
#[test]
fn what_is_cut_off_is_shown_as_far_as_it_goes() {
    for name in ["gzip.json.gz", "list.yaml"] {
        let text = std::fs::read(data().join(name)).unwrap();
        let end = text.trim_ascii_end().len();
        let mut shown = 0;
        for cut in (20..end.saturating_sub(20)).step_by(9) {
            let (ended, out, notes) = run("cut", &text[..cut], WANTED);
            assert_eq!((ended, notes.contains("cut off")), (Ended::Unread, true), "{name} {cut}: {notes}");
            assert!(notes.contains("what came before the cut is shown"), "{notes}");
            // What has lost its end may look like another pod.
            assert!(!out.contains("starting"), "{name} {cut}: {out}");
            shown += usize::from(out.contains("tag_not_found"));
        }
        assert!(shown > 3, "{name}: {shown}");
    }
    let mut damaged = std::fs::read(data().join("gzip.json.gz")).unwrap();
    let place = damaged.len() / 2;
    damaged[place] ^= 0xff;
    let (ended, _, notes) = run("damaged", &damaged, WANTED);
    assert_eq!(ended, Ended::Unread);
    assert!(!notes.contains(" column ") || notes.contains("expected"), "{notes}");
}

/// What was read before the end is shown, whole, and then the error.
#[test]
fn a_list_that_is_cut_anywhere_never_panics_and_says_so() {
    let text = std::fs::read(data().join("list_pods_then_events.json")).unwrap();
    let end = text.trim_ascii_end().len();
    for cut in (1..end).step_by(7) {
        let (ended, _, notes) = run("cut", &text[..cut], WANTED);
        assert_eq!((ended, notes.contains("cut off")), (Ended::Unread, true), "{cut}: {notes}");
    }
}

#[test]
fn the_exit_status_is_for_what_is_asked() {
    let of = |name: &str, fail_on| {
        run(name, &std::fs::read(data().join(name)).unwrap(), Wanted { fail_on, ..WANTED }).0
    };
    assert_eq!(of("night.json", FailOn::Blocked), Ended::Trouble);
    assert_eq!(of("watch_plain.json", FailOn::Stuck), Ended::Fine);
    let crash =
        br#"{"kind":"Pod","spec":{"containers":[{"name":"a","image":"redis:7"}]},"status":{"phase":"Running",
        "containerStatuses":[{"name":"a","state":{"waiting":{"reason":"CrashLoopBackOff"}}}]}}"#;
    assert_eq!(run("crash", crash, WANTED).0, Ended::Fine);
    assert_eq!(run("crash", crash, Wanted { fail_on: FailOn::Stuck, ..WANTED }).0, Ended::Trouble);
    let eof = br#"{"kind":"Pod","spec":{"containers":[{"name":"a","image":"redis:7"}]},"status":{"phase":"Pending",
        "containerStatuses":[{"name":"a","state":{"waiting":{"reason":"ErrImagePull","message":"connection refused"}}}]}}"#;
    assert_eq!(run("eof", eof, Wanted { fail_on: FailOn::Blocked, ..WANTED }).0, Ended::Fine);
    assert_eq!(run("eof", eof, WANTED).0, Ended::Trouble);
}
