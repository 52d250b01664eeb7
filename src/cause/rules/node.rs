//! The node's disk and its runtime, which show in many places.

use crate::cause::kind::Transience;
#[allow(clippy::enum_glob_use, reason = "a table is read by its labels")]
use crate::cause::taxonomy::Cause::*;

use super::mark::{SERVER_ERROR, SNAPSHOT};
use super::rule::{CauseRule, texts, when};

pub(super) static RULES: &[CauseRule] = &[
    // A full disk shows in unpacking and in storage alike, so it goes before both; a registry's own is its trouble.
    when(
        DiskFull,
        texts![
            "no space left on device",
            "disk quota exceeded",
            "not enough space on the disk",
            "no space left",
            "free data blocks which is less than",
            "free metadata blocks which is less than",
            "not enough disk space",
            "insufficient disk space",
            "^enospc",
            "database or disk is full",
            "insufficient free space for",
            "would be exceeded at least",
            "out of space",
        ],
        "Go syscall, errno texts; moby devmapper, SQLite",
    )
    .unless(SERVER_ERROR),
    // The socket of the runtime. Its "connection refused" is not the registry's.
    when(
        StorageError,
        texts!["transport: error while dialing", "dial unix"],
        "containerd plugins/snapshots/proxy",
    )
    .given(SNAPSHOT)
    .or(&[RuntimeUnavailable]),
    when(
        RuntimeUnavailable,
        texts![
            "transport: error while dialing",
            "error while dialing",
            "error reading from server",
            "^dial unix",
            "^read unix",
            "^write unix",
            "failed to dial",
            "transport is closing",
            "the client connection is closing",
            "subconns are in transientfailure",
            "before server preface received",
            "received prior goaway",
            "the connection is unavailable",
            "stream terminated by rst_stream",
            "name resolver error",
            "error reading server preface",
            "failed to write client preface",
            "authentication handshake failed",
            "keepalive ping failed",
            "http status code received from server",
            "received message larger than max",
            "^transport error$",
            "^unknown method",
        ],
        "google.golang.org/grpc",
    ),
    // A path of the node's own store; what is said of the blob after it is not the registry's word.
    when(StorageError, texts!["blob expected at"], "containerd plugins/content/local/store.go"),
    // A kubelet and a runtime that speak different versions of the CRI never will understand each other.
    when(
        RuntimeUnavailable,
        texts!["unknown service runtime.v1alpha2.imageservice", "unknown service runtime.v1.imageservice"],
        "containerd internal/cri, gRPC server.go",
    )
    .with_fix(&"enable the CRI plugin in the runtime's configuration, or bring kubelet and runtime to the same CRI version")
    .with_transience(Transience::Permanent),
    when(
        RuntimeUnavailable,
        texts![
            "unknown service runtime*",
            "unknown service containerd*",
            "server is not initialized yet",
            "api is not implemented for endpoint",
            "container runtime is down",
        ],
        "containerd internal/cri",
    ),
    when(
        RuntimeUnavailable,
        texts![
            "cannot connect to the docker daemon",
            "no running provider for",
            "minimum supported api version is",
            "maximum supported api version is",
            "api version is older than",
            "docker desktop is unable to start",
            "trying to connect to the docker api",
            "trying to connect to the docker daemon",
            "error while fetching server api version",
            "connect enoent",
            "connect eacces",
            "connect econnrefused /var/run/docker.sock",
            "could not find a working container runtime strategy",
            "could not find a valid docker environment",
            "cannot access containerd socket",
            "rootless containerd not running*",
            "the endpoint has been started",
            "docker daemon running",
            "docker daemon is not running",
            "runtime is not running",
            "containerd is not running",
            "failed to connect to the docker api",
            "error during connect",
            "cannot connect to podman",
            "unable to connect to podman socket",
            "server probably quit",
            "bad response from docker engine",
            "for api route and version",
            "open //./pipe/*",
            "an error occurred trying to connect",
            "^dial unixgram",
            "try resetting the pause process",
            "connection to bastion host",
        ],
        "moby client, podman pkg/bindings",
    ),
    when(
        RuntimeUnavailable,
        texts![
            "pullimage was aborted by a go panic",
            "invalid memory address or nil pointer dereference",
            "^ttrpc",
        ],
        "CRI-O server/image_pull.go, Go runtime, containerd ttrpc",
    )
    .or(&[PullCancelled]),
];
