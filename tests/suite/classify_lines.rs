//! Messages as they arrive: folded, quoted, cut and wrapped by those who pass them on.

use pullspec::{Cause, classify};

use crate::messages::{NEW_REPORTS, all_rows, rows};

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
