//! Messages to causes: the vectors, one example per rule, and what wrappers may not change.

#[path = "../support/classify_laws.rs"]
pub(super) mod laws;

use std::collections::{BTreeMap, HashSet};

use crate::messages::{
    FORMATS, FRESH, FRESHER, FRESHEST, LATE_REPORTS, MEASURED, MORE_REPORTS, NEW_REPORTS, OTHER_THREADS,
    OWN_WORDS, PROGRAMS, RARE_REPORTS, RARE_TEXTS, REPORTS, THREADS, all_rows, rows,
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
    for row in rows(NEW_REPORTS, 188)
        .iter()
        .chain(&rows(FRESH, 190))
        .chain(&rows(FRESHER, 266))
        .chain(&rows(FRESHEST, 197))
        .chain(&rows(OWN_WORDS, 283))
        .chain(&rows(THREADS, 208))
        .chain(&rows(OTHER_THREADS, 118))
        .chain(&rows(PROGRAMS, 95))
    {
        let verdict = row.verdict();
        assert!(row.accepted.contains(&verdict.cause()), "{verdict} for {}", row.message);
    }
}

#[test]
fn what_threads_showed_unread_is_read() {
    for (message, cause) in [
        // Kyverno, cosign and policies that find no signature.
        ("verify image: no matching attestations", Cause::SignatureRejected),
        ("image verification: no signatures associated with ghcr.io/a/b:1", Cause::SignatureRejected),
        // A server's own error, after what was asked for.
        ("Error response from daemon: internal server error", Cause::RegistryServerError),
        ("get registry: http response to HTTPS client", Cause::HttpHttpsMismatch),
        (
            "error getting credentials - err: exec: sh: docker-credential-ecr-login: command not found",
            Cause::CredentialProviderFailure,
        ),
        ("ecr: Error parsing the serverURL: not an ECR registry", Cause::CredentialProviderFailure),
        (
            "failed to get image from containerd \"sha256:5b91\": image \"docker.io/a/b@sha25",
            Cause::StorageError,
        ),
        ("Importing: Checking out layer ad85: opendir(local): No s", Cause::StorageError),
        ("docker is unavailable to build the deployment image", Cause::RuntimeUnavailable),
        ("failed to resolve image: network timeout", Cause::Timeout),
    ] {
        let verdict = classify(None, message);
        assert_eq!(verdict.cause(), cause, "{verdict} for {message}");
        assert!(!verdict.is_guess(), "{message}");
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

/// No program is known to print these: words of one meaning stand for each other where the table has nothing.
#[test]
fn what_no_rule_reads_is_told_by_its_words() {
    let told = [
        (
            "the registry's certificates lapsed two days ago, not valid any more: expired",
            Cause::TlsCertificateExpired,
        ),
        ("peer cert outdated", Cause::TlsCertificateExpired),
        ("the presented password was declined", Cause::AuthInvalid),
        ("authentication is needed for reads", Cause::AuthRequired),
        ("user acme/bot lacks the privileges for this project", Cause::AccessDenied),
        ("IMAGE_SCAN_BLOCKED", Cause::BlockedByPolicy),
        ("bandwidth quota of the tenant exhausted", Cause::RateLimited),
        ("none of the architectures match this node", Cause::PlatformMismatch),
        ("the checksums differ", Cause::DigestMismatch),
        ("cosign found nothing signed", Cause::SignatureRejected),
        ("the origin registry is down for maintenance", Cause::RegistryUnavailable),
        ("could not extract archive: bad entry", Cause::UnpackFailed),
        ("inodes depleted", Cause::DiskFull),
        ("nameservers unreachable", Cause::DnsFailure),
        ("layerNotFound", Cause::BlobNotFound),
    ];
    for (text, cause) in told {
        for wrapper in
            ["", "rpc error: code = Unknown desc = ", "failed to pull and unpack image \"r.example/a:1\": "]
        {
            let message = format!("{wrapper}{text}");
            assert_cause(&message, cause);
            let verdict = classify(None, &message);
            assert!(verdict.rule().is_none() && verdict.evidence().is_some(), "{message}");
            assert!(!verdict.alternates().is_empty(), "a guess is not alone: {message}");
        }
    }
    // Of a code of the transport the words say more; of a text of the table they do not.
    let verdict = classify(None, "rpc error: code = Unavailable desc = the checksums differ");
    assert_eq!((verdict.cause(), verdict.rule()), (Cause::DigestMismatch, None));
    assert!(verdict.alternates().contains(&Cause::RuntimeUnavailable));
    assert_cause("the checksums differ: write /var/lib/x: no space left on device", Cause::DiskFull);
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
    // The mirror's trouble is the one that needs a person.
    assert_eq!(verdict.cause(), Cause::AccessDenied);
    assert!(verdict.alternates().contains(&Cause::DnsFailure), "{verdict}");
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
