//! Messages to causes: the vectors, one example per rule, and what wrappers may not change.

#[path = "../support/classify_laws.rs"]
mod laws;

use std::collections::{BTreeMap, HashSet};

use crate::messages::{
    FORMATS, FRESH, LATE_REPORTS, MEASURED, MORE_REPORTS, NEW_REPORTS, PROGRAMS, RARE_REPORTS, RARE_TEXTS,
    REPORTS, all_rows, rows,
};
use pullspec::cause::CauseRule;
use pullspec::{Cause, WaitingReason, classify};

#[track_caller]
fn assert_cause(message: &str, cause: Cause) {
    let verdict = classify(None, message);
    assert_eq!(verdict.cause(), cause, "{message}\n{verdict:?} by {:?}", verdict.rule());
}

#[test]
fn measured_messages_have_their_cause() {
    let mut ambiguous = 0;
    for row in rows(MEASURED, 370) {
        let verdict = row.verdict();
        if !row.accepted.contains(&verdict.cause()) {
            // One text was measured with different faults after it; the other reading is then an alternate.
            assert!(verdict.alternates().contains(&row.accepted[0]), "{}\n{verdict:?}", row.message);
            ambiguous += 1;
        }
    }
    assert_eq!(ambiguous, 1, "a bare 403 for a manifest stands in the data with two causes");
}

#[test]
fn every_format_of_every_runtime_has_its_cause() {
    for row in rows(FORMATS, 288) {
        let verdict = row.verdict();
        assert!(
            row.accepted.contains(&verdict.cause()),
            "{}\n{verdict:?} by {:?}",
            row.message,
            verdict.rule()
        );
    }
}

#[test]
fn reports_have_their_cause() {
    let reports =
        [(REPORTS, 290), (MORE_REPORTS, 669), (RARE_REPORTS, 579), (RARE_TEXTS, 705), (LATE_REPORTS, 1409)];
    for row in reports.into_iter().flat_map(|(data, count)| rows(data, count)) {
        let verdict = row.verdict();
        assert!(
            row.accepted.contains(&verdict.cause()),
            "{}\n{verdict:?} by {:?}",
            row.message,
            verdict.rule()
        );
    }
}

#[test]
fn every_rule_is_reached_by_an_example() {
    let fired: HashSet<*const CauseRule> = all_rows()
        .iter()
        .filter_map(|row| row.verdict().rule())
        .map(std::ptr::from_ref::<CauseRule>)
        .collect();
    let missing: Vec<_> =
        CauseRule::all().filter(|rule| !fired.contains(&std::ptr::from_ref::<CauseRule>(rule))).collect();
    assert!(missing.is_empty(), "no example for {missing:#?}");
}

#[test]
fn new_reports_and_texts_of_programs_have_their_cause() {
    for row in rows(NEW_REPORTS, 188).iter().chain(&rows(FRESH, 190)).chain(&rows(PROGRAMS, 95)) {
        let verdict = row.verdict();
        assert!(row.accepted.contains(&verdict.cause()), "{verdict} for {}", row.message);
    }
}

#[test]
fn lines_folded_at_any_width_say_the_same() {
    let (mut read, mut wrong) = (0, Vec::new());
    // What is one line is folded at blanks, as a terminal, a mail or a ticket would.
    let new = rows(NEW_REPORTS, 188);
    for row in new.iter().filter(|row| !row.message.contains('\n')) {
        for (width, indent) in
            [60, 68, 72, 80].into_iter().flat_map(|width| ["", "  ", "    "].map(|indent| (width, indent)))
        {
            let folded = fold(&row.message, width, indent);
            let cause = classify(None, &folded).cause();
            read += 1;
            if !row.accepted.contains(&cause) {
                wrong.push(format!("{cause} of {folded}"));
            }
        }
    }
    assert!(read > 1_900 && wrong.is_empty(), "{} of {read}:\n{}", wrong.len(), wrong.join("\n"));
}

/// Breaks a line at blanks, so that each line is as full as `width` allows.
fn fold(message: &str, width: usize, indent: &str) -> String {
    let (mut folded, mut column) = (String::new(), 0);
    for word in message.split(' ') {
        if !folded.is_empty() && column + 1 + word.len() > width {
            folded = folded + "\n" + indent;
            column = indent.len();
        } else if !folded.is_empty() {
            folded.push(' ');
            column += 1;
        }
        folded += word;
        column += word.len();
    }
    folded
}

#[test]
fn lines_that_were_written_as_lines_stay_lines() {
    for (message, cause) in [
        (
            "Trying to pull quay.io/team/app:1.2.3 from the registry of the team...\nError: manifest unknown",
            Cause::TagNotFound,
        ),
        (
            "Get https://quay.io/v2/team/app/manifests/1: unexpected EOF, trying\nmirror.example: not found",
            Cause::ConnectionReset,
        ),
        (
            "level=info msg=\"trying the next host of the list, since this one\"\nlevel=error msg=\"no basic auth credentials\"",
            Cause::AuthRequired,
        ),
    ] {
        assert_eq!(classify(None, message).cause(), cause, "{message}");
    }
}

/// What a layer, a client or a log says around an error that something else tells.
const AROUND: [&str; 42] = [
    "Internal error: %s",
    "internal error: %s",
    "Error: internal error: %s",
    "Internal error occurred: %s",
    "Error from server (InternalError): Internal error occurred: %s",
    "Internal Server Error: %s",
    "(HTTP code 500) server error - %s ",
    "API error (500): %s",
    "Docker responded with status code 500: %s",
    "Error response from daemon: %s",
    "500 Server Error for http+docker://localhost/v1.43/images/create?tag=1&fromImage=a: Internal Server Error (\"%s\")",
    "500 Server Error: Internal Server Error (\"%s\")",
    "Status 500: {\"message\":\"%s\"}",
    "rpc error: code = Unavailable desc = failed to pull and unpack image \"quay.io/a:1\": failed to resolve reference \"quay.io/a:1\": %s",
    "rpc error: code = Unknown desc = failed to pull and unpack image \"quay.io/a:1\": failed to resolve image: %s",
    "rpc error: code = Internal desc = %s",
    "rpc error: code = DeadlineExceeded desc = %s",
    "rpc error: code = Canceled desc = %s",
    "rpc error: code = NotFound desc = %s",
    "rpc error: code = FailedPrecondition desc = %s",
    "rpc error: code = Unimplemented desc = %s",
    "rpc error: code = PermissionDenied desc = %s",
    "rpc error: code = Unauthenticated desc = %s",
    "rpc error: code = Unavailable desc = %s",
    "unable to pull image or OCI artifact: pull image err: initializing source docker://quay.io/a:1: %s; artifact err: get manifest: build image source: %s",
    "initializing source docker://quay.io/a:1: pinging container registry quay.io: Get \"https://quay.io/v2/\": %s",
    "Error: initializing source docker://quay.io/a:1: reading manifest 1 in quay.io/a: %s",
    "Trying to pull quay.io/a:1...\nError: unable to copy from source docker://quay.io/a:1: %s",
    "Failed to pull image \"quay.io/a:1\": %s",
    "Back-off pulling image \"quay.io/a:1\": ErrImagePull: %s",
    "RegistryUnavailable: %s",
    "ERROR: failed to solve: quay.io/a:1: failed to resolve source metadata for quay.io/a:1: %s",
    "ERROR: failed to build: failed to solve: DeadlineExceeded: %s",
    "error pulling image configuration: download failed after attempts=6: %s",
    "time=\"2026-01-01T00:00:00Z\" level=fatal msg=\"pulling image: %s\"",
    "FATA[0001] failed to resolve reference \"quay.io/a:1\": %s",
    "(Mirrors also failed: [m.example/a:1: reading manifest 1: %s]): quay.io/a:1: %s",
    "failed to create pod sandbox: rpc error: code = Unknown desc = failed to get sandbox image \"registry.k8s.io/pause:3.9\": %s",
    "ERROR: Job failed: failed to pull image \"quay.io/a:1\" with specified policies [always]: Error response from daemon: %s (manager.go:250:0s)",
    "CannotPullContainerError: ref pull has been retried 5 time(s): failed to resolve reference \"quay.io/a:1\": %s",
    "failed to \"StartContainer\" for \"app\" with ImagePullBackOff: \"Back-off pulling image \\\"quay.io/a:1\\\": ErrImagePull: %s\"",
    "{\"cause\":\"exit status 1\",\"message\":\"%s\",\"response\":500}",
];

#[test]
fn what_stands_around_an_error_never_hides_it() {
    let errors = [
        ("dial tcp 10.0.0.1:5000: connect: connection refused", Cause::ConnectionRefused),
        ("dial tcp: lookup quay.io on 10.96.0.10:53: no such host", Cause::DnsFailure),
        ("dial tcp 10.0.0.1:443: i/o timeout", Cause::Timeout),
        (
            "tls: failed to verify certificate: x509: certificate signed by unknown authority",
            Cause::TlsUnknownAuthority,
        ),
        ("x509: certificate is valid for a.example, not b.example", Cause::TlsNameMismatch),
        (
            "x509: certificate has expired or is not yet valid: current time 2026-01-01T00:00:00Z is after 2025-01-01T00:00:00Z",
            Cause::TlsCertificateExpired,
        ),
        ("http: server gave HTTP response to HTTPS client", Cause::HttpHttpsMismatch),
        ("manifest unknown: manifest unknown", Cause::TagNotFound),
        ("denied: requested access to the resource is denied", Cause::NotFoundOrUnauthorized),
        ("unauthorized: authentication required", Cause::AuthRequired),
        ("no basic auth credentials", Cause::AuthRequired),
        ("toomanyrequests: You have reached your unauthenticated pull rate limit.", Cause::RateLimited),
        (
            "write /var/lib/containerd/io.containerd.content.v1.content/ingest/ab/data: no space left on device",
            Cause::DiskFull,
        ),
        ("no match for platform in manifest: not found", Cause::PlatformMismatch),
        ("read tcp 10.0.0.2:4444->10.0.0.1:443: read: connection reset by peer", Cause::ConnectionReset),
        ("received unexpected HTTP status: 503 Service Unavailable", Cause::RegistryUnavailable),
        (
            "Source image rejected: A signature was required, but no signature exists",
            Cause::SignatureRejected,
        ),
    ];
    let (mut read, mut wrong) = (0, Vec::new());
    for (error, cause) in errors {
        for around in AROUND {
            let message = around.replace("%s", error);
            let found = classify(None, &message).cause();
            read += 1;
            if found != cause {
                wrong.push(format!("{found} of {message}"));
            }
        }
    }
    assert!(read == 714 && wrong.is_empty(), "{} of {read}:\n{}", wrong.len(), wrong.join("\n"));
    // Where nothing follows, they are all there is.
    for (alone, cause) in [
        ("Internal error occurred: ", Cause::RegistryServerError),
        ("rpc error: code = Unavailable desc = ", Cause::RuntimeUnavailable),
        ("rpc error: code = DeadlineExceeded desc = ", Cause::Timeout),
        ("Docker responded with status code 500: ", Cause::RegistryServerError),
    ] {
        assert_eq!(classify(None, alone).cause(), cause, "{alone}");
    }
}

#[test]
fn every_text_can_be_read() {
    let place = |rule: &CauseRule| CauseRule::all().position(|other| other == rule).unwrap();
    for (n, rule) in CauseRule::all().enumerate() {
        for text in rule.texts() {
            // As a program prints it: a status has its word, and what a text leaves open is a letter.
            let printed = text.trim_start_matches('^').trim_end_matches('$').replace('*', "x");
            let printed = printed.replace("#5x", "#599").replace("#4x", "#499");
            let printed = printed.replace("http #", "http ").replace('#', "status ");
            let read = classify(None, &printed).rule().map(place);
            let decides = read.is_some_and(|other| other <= n) || rule.is_conditional();
            assert!(decides, "{rule:?} is not reached by {printed:?}, but {read:?}");
        }
    }
}

#[test]
fn every_cause_is_reached_by_an_example() {
    let reached: HashSet<_> = all_rows().iter().map(|row| row.verdict().cause()).collect();
    let missing: Vec<_> = Cause::ALL.into_iter().filter(|cause| !reached.contains(cause)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn evidence_is_the_deciding_text() {
    for row in all_rows() {
        laws::hold_for(&row.message);
        let verdict = row.verdict();
        let (Some(span), Some(rule)) = (verdict.evidence(), verdict.rule()) else { continue };
        let evidence = row.message[span].to_ascii_lowercase();
        let first = |text: &str| {
            text.trim_start_matches(['^', '#']).split([' ', ':', '*', '$']).next().unwrap().to_owned()
        };
        assert!(rule.texts().any(|text| evidence.starts_with(&first(text))), "{evidence:?} by {rule:?}");
    }
}

#[test]
fn quoting_by_a_log_changes_nothing() {
    for row in all_rows() {
        let plain = classify(None, &row.message);
        // Two verdicts are of the message as it stands: a bare name, and one that a log line would follow.
        let quoted = pullspec::api::GoQuoted(&row.message).to_string();
        let once = format!("E1 pod_workers.go:1] \"Error syncing pod, skipping\" err={quoted} pod=\"a/b\"");
        assert_eq!(classify(None, &once).cause(), plain.cause(), "{once}");
        let start = format!("failed to \"StartContainer\" for \"app\" with ErrImagePull: {quoted}");
        let twice = format!("\"Error syncing pod\" err={} pod=\"a/b\"", pullspec::api::GoQuoted(&start));
        assert_eq!(classify(None, &twice).cause(), plain.cause(), "{twice}");
    }
}

#[test]
fn the_kubelets_wrappers_change_nothing() {
    for row in all_rows() {
        let plain = classify(None, &row.message).cause();
        for wrapped in [
            format!("Failed to pull image \"redis:not-found\": {}", row.message),
            format!("Back-off pulling image \"redis:denied\": ErrImagePull: {}", row.message),
            format!("Failed to create pod sandbox: {}", row.message),
            format!("rpc error: code = Unknown desc = {}", row.message),
            format!("Error: {}", row.message),
        ] {
            assert_eq!(classify(None, &wrapped).cause(), plain, "{wrapped}");
        }
    }
}

#[test]
fn several_pull_secrets_report_the_most_actionable() {
    let network = "failed to do request: Head \"https://r.example/v2/\": dial tcp 192.0.2.1:443: i/o timeout";
    let absent = "pull access denied, repository does not exist or may require authorization: server message: \
                  insufficient_scope: authorization failed";
    let wrong = "failed to authorize: failed to fetch oauth token: unexpected status: 401 Unauthorized";
    let one = |error: &str| format!("failed to pull and unpack image \"r.example/a:1\": {error}");
    for order in [[network, absent, wrong], [wrong, absent, network], [absent, wrong, network]] {
        let verdict = classify(None, &format!("[{}, {}, {}]", one(order[0]), one(order[1]), one(order[2])));
        assert_eq!(verdict.cause(), Cause::AuthInvalid);
        for other in [Cause::NotFoundOrUnauthorized, Cause::Timeout] {
            assert!(verdict.alternates().contains(&other), "{verdict:?}");
        }
    }
}

#[test]
fn commas_inside_a_member_do_not_end_it() {
    let certificate = "failed to do request: Head \"https://r.example/v2/\": x509: certificate is valid for a.example, \
                       b.example, not r.example";
    let verdict = classify(None, &format!("[{certificate}, {certificate}]"));
    assert_eq!(verdict.cause(), Cause::TlsNameMismatch);
}

#[test]
fn what_is_said_of_mirrors_and_artifacts_is_aside() {
    let verdict = classify(
        None,
        "initializing source docker://r.example/a:1: (Mirrors also failed: [m.example/a:1: reading manifest 1 in \
         m.example/a: denied]): r.example/a:1: pinging container registry r.example: Get \"https://r.example/v2/\": \
         dial tcp: lookup r.example: no such host",
    );
    assert_eq!(verdict.cause(), Cause::DnsFailure);
    assert_eq!(verdict.alternates(), [Cause::AccessDenied]);
    assert_cause(
        "unable to pull image or OCI artifact: pull image err: unexpected EOF; artifact err: denied: denied",
        Cause::TruncatedDownload,
    );
}

#[test]
fn silence_is_no_detail() {
    for message in [
        "",
        " ",
        "\n",
        "timeout-429",
        "x509-not-found/timeout-429",
        "Back-off pulling image \"x509-not-found/timeout-429\"",
        "Error: ErrImagePull",
        "something went wrong",
        "configmap \"app\" not found",
    ] {
        assert_cause(message, Cause::NoDetail);
    }
}

#[test]
fn events_that_are_not_pulls_say_nothing_of_one() {
    for message in [
        "Back-off restarting failed container app in pod a_b(c)",
        "Container image \"a:1\" already present on machine",
        "0/3 nodes are available: 3 Insufficient memory. preemption: 0/3 nodes are available",
        "The node was low on resource: ephemeral-storage. Threshold quantity: 1, available: 0.",
        "Readiness probe failed: HTTP probe failed with statuscode: 503",
        "Liveness probe failed: Get \"http://192.0.2.1/\": dial tcp 192.0.2.1:80: connect: connection refused",
        "Error: failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create \
         failed: exec: \"x\": executable file not found in $PATH: unknown",
        "MountVolume.SetUp failed for volume \"v\" : secret \"s\" not found",
        "Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox \"s\": \
         plugin type=\"calico\" failed (add): error getting ClusterInformation: connection is unauthorized",
        "admission webhook \"validate.policies.svc\" denied the request: no",
        "exceeded quota: compute-resources",
    ] {
        assert_cause(message, Cause::NoDetail);
    }
}

#[test]
fn a_reason_alone_decides_only_where_it_says_the_cause() {
    let decided: BTreeMap<_, _> = WaitingReason::ALL
        .iter()
        .map(|reason| (reason.as_str(), classify(Some(reason), "").cause()))
        .filter(|(_, cause)| *cause != Cause::NoDetail)
        .collect();
    let expected = [
        ("ErrImageNeverPull", Cause::NeverPullNotPresent),
        ("InvalidImageName", Cause::InvalidImageName),
        ("RegistryUnavailable", Cause::RegistryUnavailable),
        ("SignatureValidationFailed", Cause::SignatureRejected),
    ];
    assert_eq!(decided, BTreeMap::from(expected));
}

#[test]
fn a_cut_message_still_has_the_cause_it_shows() {
    // Event texts end at 1,024 bytes, anywhere.
    for row in all_rows() {
        for cut in (0..row.message.len()).filter(|at| row.message.is_char_boundary(*at)).step_by(31) {
            laws::hold_for(&row.message[..cut]);
        }
    }
}

#[test]
fn hostile_text_takes_linear_time() {
    // A megabyte takes milliseconds; anything quadratic takes minutes. The limit leaves room for slow machines.
    let limit = std::time::Duration::from_secs(30);
    for unit in [
        ",",
        "[",
        "(",
        "\"",
        "\\",
        "\\\"",
        ":",
        ": ",
        "\n",
        "\n * ",
        "[,",
        "[rpc,",
        "[a, a",
        "(Mirrors also failed: [",
        "\\\\\\\"a ",
        "err=\"",
        "err=\"a \\\"b ",
        "https://",
        "@sha256:",
        "/blobs/sha",
        "manifest sha",
        " not found",
        "401 ",
        "status 401 ",
        "desc = ",
        "'",
        "é",
        "a",
        "image \"",
        "; artifact err: ",
        "\"a b",
        "rpc: [failed, ",
        "x \"a\\\" ",
        "a] ",
        "500 Server Error ",
        "status 500: {\\\\",
        "\"code\":\"a\",",
        "\"\"\"\"code\"\"\":\"\"a",
        "a. B ",
        "a\n  b",
        "a* ",
        "code \"a\" 500 ",
    ] {
        let text = format!("[{}", unit.repeat((1 << 20) / unit.len()));
        let start = std::time::Instant::now();
        let _ = (classify(None, &text), pullspec::cause::Details::of(&text));
        assert!(start.elapsed() < limit, "{:?} for {unit:?}", start.elapsed());
    }
    // Every level of quoting opened, none closed.
    let levels: Vec<_> = (0..1 << 10).map(|level| format!("a {}\"b ", "\\".repeat(level % 40))).collect();
    let text = levels.concat();
    let start = std::time::Instant::now();
    let _ = classify(None, &text.repeat(32));
    assert!(start.elapsed() < limit);
}

#[test]
fn the_fuzz_corpus_holds_the_laws() {
    let corpus = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/fuzz/corpus/classify")).unwrap();
    let mut count = 0;
    for entry in corpus {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        laws::hold_for(&String::from_utf8_lossy(&bytes));
        count += 1;
    }
    assert!(count >= 20, "{count}");
}

proptest::proptest! {
    #[test]
    fn any_text_holds_the_laws(text in ".{0,200}") {
        laws::hold_for(&text);
    }

    #[test]
    fn pieces_of_messages_in_any_order_hold_the_laws(
        picks in proptest::collection::vec((0_usize..370, 0_usize..=100, 0_usize..=100), 0..6),
    ) {
        let data: Vec<_> = MEASURED.lines().collect();
        let mut text = String::new();
        for (row, from, to) in picks {
            let bytes = data[row].as_bytes();
            let at = |percent: usize| bytes.len() * percent / 100;
            let (from, to) = (at(from).min(at(to)), at(from).max(at(to)));
            text.push_str(&String::from_utf8_lossy(&bytes[from..to]));
        }
        laws::hold_for(&text);
    }
}

/// A mark before a quote is not a word: the quote still opens a message where a clause may begin.
#[test]
fn punctuation_before_a_quoted_message_does_not_hide_it() {
    for marks in [
        "",
        ".",
        "...",
        "!",
        "'",
        "..............................................................................",
    ] {
        let message = format!(
            "connection error: desc = {marks}\"transport: Error while dialing dial unix /run/x.sock\""
        );
        let verdict = classify(None, &message);
        assert_eq!(verdict.cause(), Cause::RuntimeUnavailable, "{message}");
        assert_eq!(&message[verdict.evidence().unwrap()], "transport: Error while dialing", "{message}");
    }
}
