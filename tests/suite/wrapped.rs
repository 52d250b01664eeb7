//! Where one error stands inside another: which of the two decides.

use pullspec::{Cause, classify};

/// How a pull ended, as Go, gRPC, the kubelet's helpers and hyper print it.
const ENDED: [(&str, Cause); 8] = [
    ("context deadline exceeded", Cause::Timeout),
    ("Client.Timeout exceeded while awaiting headers", Cause::Timeout),
    ("operation timed out", Cause::Timeout),
    ("timed out waiting for the condition", Cause::Timeout),
    ("dial tcp 10.0.0.1:443: i/o timeout", Cause::Timeout),
    ("context canceled", Cause::PullCancelled),
    ("request canceled", Cause::PullCancelled),
    ("unexpected EOF", Cause::TruncatedDownload),
];

/// What an ending may stand before, each with what it means.
const INSIDE: [(&str, Cause); 14] = [
    (
        "unexpected status from GET request to https://r.example/v2/a/manifests/1: 403 Forbidden",
        Cause::AccessDenied,
    ),
    ("received unexpected HTTP status: 503 Service Unavailable", Cause::RegistryUnavailable),
    ("received unexpected HTTP status: 500 Internal Server Error", Cause::RegistryServerError),
    ("toomanyrequests: Rate exceeded", Cause::RateLimited),
    ("dial tcp: lookup r.example on 10.0.0.2:53: no such host", Cause::DnsFailure),
    ("x509: certificate signed by unknown authority", Cause::TlsUnknownAuthority),
    ("write /var/lib/containerd/x: no space left on device", Cause::DiskFull),
    ("r.example/a:1: not found", Cause::TagNotFound),
    ("manifest unknown: manifest unknown", Cause::TagNotFound),
    ("no match for platform in manifest: not found", Cause::PlatformMismatch),
    ("unauthorized: authentication required", Cause::AuthRequired),
    ("denied: requested access to the resource is denied", Cause::NotFoundOrUnauthorized),
    ("failed to mount /tmp/x: device or resource busy", Cause::StorageError),
    ("Source image rejected: A signature was required, but no signature exists", Cause::SignatureRejected),
];

#[test]
fn what_ended_so_says_more_than_that_it_ended() {
    for (ended, ending) in ENDED {
        for (error, cause) in INSIDE {
            let message = format!("failed to pull image \"r.example/a:1\": {ended}: {error}");
            let verdict = classify(None, &message);
            assert_eq!(verdict.cause(), cause, "{message}");
            let evidence = message.get(verdict.evidence().unwrap()).unwrap();
            assert!(error.to_lowercase().contains(&evidence.to_lowercase()), "{evidence} of {message}");
        }
        // The other way round it is how the pull ended, whatever was being done.
        let message = format!("failed to pull image \"r.example/a:1\": writing blob: {ended}");
        assert_eq!(classify(None, &message).cause(), ending, "{message}");
    }
}

#[test]
fn an_ending_inside_an_ending_leads_to_the_innermost_error() {
    let verdict =
        classify(None, "context deadline exceeded: unexpected EOF: received unexpected HTTP status: 503");
    assert_eq!(verdict.cause(), Cause::RegistryUnavailable);
    let verdict = classify(None, "context canceled: dial tcp 10.0.0.1:443: connect: connection refused");
    assert_eq!(verdict.cause(), Cause::ConnectionRefused);
    assert!(verdict.alternates().contains(&Cause::PullCancelled), "{verdict}");
}

#[test]
fn an_ending_stays_one_where_no_error_follows() {
    for (message, cause) in [
        // containerd's class of an error, a client's own remark, another member and another line.
        ("failed to copy: context canceled: unavailable", Cause::PullCancelled),
        ("failed to copy: context deadline exceeded: not found", Cause::Timeout),
        ("context deadline exceeded (Client.Timeout exceeded while awaiting headers)", Cause::Timeout),
        ("context deadline exceeded: context canceled", Cause::Timeout),
        ("context canceled\nreceived unexpected HTTP status: 403 Forbidden", Cause::PullCancelled),
        ("failed to extract layer sha256:9f: context canceled", Cause::PullCancelled),
        ("unexpected EOF Error response from daemon: No such image", Cause::TruncatedDownload),
        (
            "unexpected status from GET request to https://r.example/v2/: 403 Forbidden: context canceled",
            Cause::PullCancelled,
        ),
    ] {
        assert_eq!(classify(None, message).cause(), cause, "{message}");
    }
}

/// The steps on a node that read on from the registry while they work.
const STEPS: [&str; 9] = [
    "storing blob to file \"/var/tmp/container_images_storage1/1\": happened during read",
    "committing the finished image",
    "adding layer with blob \"sha256:9f\"",
    "partial pull of blob sha256:9f",
    "failed to unpack image on snapshotter stargz",
    "failed to unpack image on snapshotter stargz: failed to prepare extraction snapshot \"extract-1\"",
    "failed to extract layer sha256:9f",
    "failed to ingest",
    "could not get decompression stream",
];

#[test]
fn a_registrys_answer_inside_a_step_of_the_node_is_the_registrys() {
    for step in STEPS {
        for (answer, cause) in [
            (
                "unexpected status code https://r.example/v2/a/blobs/sha256:9f: 403 Forbidden",
                Cause::AccessDenied,
            ),
            (
                "unexpected status code https://r.example/v2/a/blobs/sha256:9f: 401 Unauthorized",
                Cause::AuthRequired,
            ),
            ("received unexpected HTTP status: 502 Bad Gateway", Cause::RegistryUnavailable),
        ] {
            let message = format!("{step}: {answer}");
            assert_eq!(classify(None, &message).cause(), cause, "{message}");
        }
        // No status, no answer: the number is a name's, the refusal the file system's, the status a remark's.
        for trouble in [
            "open /opt/403: permission denied",
            "mkdir /var/lib/x/403: file exists",
            "chown 403:403 /srv: operation not permitted",
            "write /var/tmp/x: operation not permitted (while reconnecting: received unexpected HTTP status: 403 Forbidden)",
        ] {
            let message = format!("{step}: {trouble}");
            let cause = classify(None, &message).cause();
            assert!(matches!(cause, Cause::StorageError | Cause::UnpackFailed), "{cause} of {message}");
        }
    }
}
