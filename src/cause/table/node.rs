//! What arrived, what was unpacked and stored, and how connections end.

#[allow(clippy::enum_glob_use, reason = "a table is read by its labels")]
use crate::cause::Cause::*;
use crate::cause::rule::CauseRule;

use super::{CONFIG_PATH, ERRNO, GO_HTTP, GO_NET, PING, STORAGE_PATH, UNPACKING_TEXTS, when};

pub(super) static RULES: &[CauseRule] = &[
    // What arrived is not what was announced.
    when(
        DigestMismatch,
        &[
            "unexpected commit digest",
            "digest did not match",
            "layer verification failed for digest",
            "config verification failed for digest",
            "manifest verification failed for digest",
            "does not match provided manifest digest",
            "blob digest mismatch",
            "digest mismatch",
            "digest verification failed",
            "does not match expected diffid",
            "does not match config's diffid",
            "config claims",
            "config.json digest does not match expected",
            "would not match destination reference",
            "unequal uncompressed digest",
            "checksum mismatch",
        ],
        "containerd core/content, moby, containers/image copy",
    )
    .or(&[TruncatedDownload]),
    when(UnpackFailed, &["wrong diff id", "calculated on extraction"], "containerd core/unpack/unpacker.go")
        .or(&[DigestMismatch, TruncatedDownload, InvalidManifest]),
    when(
        TruncatedDownload,
        &["failed to read expected number of bytes"],
        "containerd core/content/helpers.go",
    )
    .or(&[DigestMismatch, ConnectionReset]),
    when(
        TruncatedDownload,
        &["short read", "unexpected commit size", "failed size validation"],
        "containerd core/content",
    )
    .or(&[DigestMismatch, ConnectionReset]),
    // Time and cancellation, which also end an unpacking. A client's timeout calls itself a cancelled request.
    when(
        Timeout,
        &[
            "client.timeout exceeded",
            "client.timeout or context cancellation",
            "context deadline exceeded",
            "tls handshake timeout",
            "timeout awaiting response headers",
            "#408",
            "connection timed out",
            "operation timed out",
            "did not properly respond",
            "deadline exceeded",
            "deadline has elapsed",
        ],
        GO_HTTP,
    ),
    when(
        PullCancelled,
        &[
            "context canceled",
            "context cancelled",
            "request canceled",
            "operation was canceled",
            "pulling cancelled",
            "because of no progress in",
        ],
        "Go context, net/http; containerd's progress timeout",
    )
    .or(&[Timeout]),
    when(PullCancelled, &["failed to send write"], "containerd core/content/proxy")
        .or(&[Timeout, RuntimeUnavailable]),
    // Unpacking. Anything an archive or the kernel says while a layer is unpacked.
    when(StorageError, &["failed to get reader from content store"], "containerd core/diff/apply"),
    when(UnpackFailed, UNPACKING_TEXTS, "containerd core/diff, moby layer, containers/storage, image-rs")
        .or(&[StorageError, TruncatedDownload]),
    when(
        UnpackFailed,
        &[
            "^archive/tar",
            "invalid tar header",
            "^gzip",
            "^zstd",
            "^flate",
            "reserved bit set on frame header",
            "magic number mismatch",
            "corrupted block detected",
            "data corruption detected",
            "decompressed size exceeds configured limit",
            "^xz: data is corrupt",
            "^bzip2 data invalid",
            "crc check failed",
            "window size exceeded",
            "^pigz",
            "^unpigz",
            "crc32 mismatch",
            "failed to lchown",
            "insufficient uids or gids",
            "enough ids available in the namespace",
            "cannot be mapped to a host id",
            "no subuid ranges found",
            "no subgid ranges found",
            "not enough unused ids in user namespace",
            "importlayer failed in",
            "^hcsshim::*",
            "unpack destination",
            "failed to set ownership for path",
            "failed to create bundle",
        ],
        "containerd pkg/archive, Go archive/tar and compress, zstd, xz, bzip2, hcsshim, containers/storage, image-rs",
    )
    .or(&[StorageError, TruncatedDownload]),
    // The kernel ends whoever uses too much memory, or a runtime that restarts its own children.
    when(PullCancelled, &["signal: killed", "signal: terminated"], "Go os/exec")
        .or(&[UnpackFailed, StorageError]),
    // The way to the registry.
    when(
        NetworkUnreachable,
        &[
            "no route to host",
            "network is unreachable",
            "cannot assign requested address",
            "connect: permission denied",
            "connect: operation not permitted",
            "host is down",
            "network is down",
            "unreachable host",
            "unreachable network",
            "address family not supported by protocol",
            "connect: invalid argument",
            "no suitable address found",
            "socket: operation not permitted",
            "socket: permission denied",
            "forbidden by its access permissions",
        ],
        GO_NET,
    ),
    when(ConnectionRefused, &["connection refused", "actively refused it"], GO_NET),
    when(Timeout, &["i/o timeout", "timed out", "^timeout"], GO_NET),
    when(ConnectionReset, &["unexpected eof"], "Go io").given(PING).or(&[TruncatedDownload]),
    when(
        ConnectionReset,
        &[
            "get: unexpected eof",
            "head: unexpected eof",
            "post: unexpected eof",
            "transport connection broken: unexpected eof",
        ],
        GO_HTTP,
    )
    .or(&[TruncatedDownload, ProxyError]),
    when(
        ConnectionReset,
        &[
            "connection reset by peer",
            "broken pipe",
            "server sent goaway",
            "use of closed network connection",
            "client connection lost",
            "client connection force closed",
            "stream error",
            "server closed idle connection",
            "forcibly closed by the remote host",
            "connection was aborted",
            "software caused connection abort",
            "connection error: protocol_error",
            "graceful shutdown",
            "response body closed",
            "frame too large",
            "connection was reset",
            "connection closed before message completed",
            "without sending tls close_notify",
            "^eof$",
        ],
        "Go net, net/http, x/net/http2, hyper, rustls",
    )
    .or(&[TruncatedDownload]),
    when(TruncatedDownload, &["unexpected eof"], "Go io").or(&[ConnectionReset]),
    when(UnexpectedRegistryResponse, &["transport connection broken"], GO_HTTP)
        .or(&[ConnectionReset, RegistryServerError]),
    // The node's storage.
    when(
        StorageError,
        &[
            "failed to prepare extraction snapshot",
            "unable to prepare extraction snapshot",
            "failed to prepare snapshot",
            "failed to stat snapshot",
            "failed to create prepare snapshot dir",
            "failed to create snapshot",
            "from containerd image store",
            "locked: unavailable",
            "locked for",
            "^locking ref",
            "^content digest",
            "input/output error",
            "read-only file system",
            "structure needs cleaning",
            "too many open files",
            "stale file handle",
            "stale nfs file handle",
            "device or resource busy",
            "transport endpoint is not connected",
            "cannot allocate memory",
            "uses a different top layer",
            "layer not known",
            "layer does not exist",
            "creating overlay mount",
            "error creating overlay mount",
            "error creating read-write layer",
            "database not open",
            "failed to mount",
            "failed to unmount",
            "lease does not exist",
            "committing the finished image",
            "error committing the finished image",
            "storing blob to file",
            "failed to ingest",
            "target snapshot",
            "parent snapshot",
            "locating item named",
            "creating layer with id",
            "id is already in use",
            "stat lower layer",
            "resource temporarily unavailable",
            "^already exists",
            "failed to commit snapshot",
            "failed to find image ref of snapshot",
            "failed to attach and mount for snapshot",
            "used by another process",
            "devmapper: unknown device",
            "failed to create image rootfs",
            "error running devicecreate",
            "database is locked",
        ],
        "containerd plugins and remote snapshotters, containers/storage, moby graph drivers",
    )
    .or(&[UnpackFailed, InvalidManifest]),
    when(
        StorageError,
        &[
            "backing file system is unsupported",
            "prerequisites for driver not satisfied",
            "kernel does not support overlay fs",
            "driver not supported",
            "is not supported over",
            "database configuration mismatch",
            "match our graph driver",
            "overwritten by graph driver",
            "fuse: device not found",
            "identifier is not",
            "parent of layer not known",
            "that name is already in use",
            "on a read-only store",
            "loading storage metadata",
            "does not resolve to an image id",
            "loading primary layer store data",
            "exists in local storage but may be corrupted",
            "only supported for backingfs xfs",
        ],
        "containers/storage errors.go, drivers",
    )
    .or(&[RuntimeConfigInvalid]),
    when(StorageError, &["image not known"], "containers/storage errors.go").or(&[NeverPullNotPresent]),
    when(RuntimeConfigInvalid, &["no such file or directory", "permission denied", "is a directory"], ERRNO)
        .given(CONFIG_PATH),
    when(
        StorageError,
        &[
            "no such file or directory",
            "permission denied",
            "operation not permitted",
            "file exists",
            "is a directory",
            "not a directory",
            "bad message",
            "invalid argument",
            "operation not supported",
            "no such device",
            "file name too long",
            "too many levels of symbolic links",
            "too many links",
            "cross-device link",
            "directory not empty",
            "no data available",
            "bad file descriptor",
            "file too large",
        ],
        ERRNO,
    )
    .given(STORAGE_PATH)
    .or(&[UnpackFailed]),
    when(
        StorageError,
        &["cannot find the path specified", "cannot find the file specified"],
        "Windows, error texts",
    )
    .or(&[UnpackFailed, RuntimeConfigInvalid]),
    // Only what was downloaded is renamed.
    when(StorageError, &["^rename"], "Go os.LinkError").or(&[UnpackFailed]),
    when(
        RuntimeConfigInvalid,
        &["no such file or directory", "executable file not found in $path"],
        "Go syscall and os/exec",
    )
    .or(&[StorageError]),
    when(
        StorageError,
        &["permission denied", "operation not permitted", "file exists", "not a directory"],
        ERRNO,
    )
        .or(&[UnpackFailed]),
    // A step whose own words are none of the above.
    when(
        UnpackFailed,
        &[
            "failed to unpack image on snapshotter",
            "adding layer with blob",
            "partial pull of blob",
            "failed to unpack",
            "failed to decode layer",
        ],
        "containerd client/image.go, containers/image storage, image-rs",
    )
    .or(&[StorageError]),
];
