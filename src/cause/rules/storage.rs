//! The node's storage, and the steps on it whose own words say no more.

#[allow(clippy::enum_glob_use, reason = "a table is read by its labels")]
use crate::cause::taxonomy::Cause::*;

use super::mark::{ANSWERED, BLOB, CONFIG_PATH, LOCAL, STORAGE_PATH, UNPACKING};
use super::rule::{CauseRule, texts, when};
use super::source::ERRNO;

pub(super) static RULES: &[CauseRule] = &[
    // kaniko names the step, and no layer.
    when(
        UnpackFailed,
        texts![
            "operation not permitted",
            "permission denied",
            "operation not supported",
            "device or resource busy",
            "file exists",
            "not a directory",
            "directory not empty",
            "no such file or directory",
            "invalid argument",
            "file name too long",
            "read-only file system",
        ],
        "kaniko pkg/util/fs_util.go",
    )
    .given(UNPACKING)
    .or(&[StorageError]),
    // The node's storage.
    when(
        StorageError,
        texts![
            "content with digest",
            "failed reading status of resume write",
            "failed to get status: ref",
            "^content: not found",
            "provided total differs from status",
            "ref key does not match",
            "could not parse timestamp file",
            "could not seek to current write offset",
            "^short write",
            "cannot commit on closed writer",
            "locked: unavailable",
            "^locking ref",
            "^content digest",
            "lease does not exist",
            "^already exists",
            "error creating temporary lease",
        ],
        "containerd plugins/content/local, core/leases",
    )
    .or(&[UnpackFailed, InvalidManifest]),
    when(
        StorageError,
        texts![
            "unable to read target bucket",
            "failed to create scratch layer",
            "failed to stat snapshot",
            "failed to create prepare snapshot dir",
            "failed to mount",
            "failed to unmount",
            "target snapshot",
            "parent snapshot",
            "failed to commit snapshot",
            "failed to find image ref of snapshot",
            "failed to attach and mount for snapshot",
        ],
        "containerd core/snapshots, core/metadata and remote snapshotters",
    )
    .or(&[UnpackFailed, InvalidManifest]),
    when(
        StorageError,
        texts![
            "input/output error",
            "read-only file system",
            "structure needs cleaning",
            "too many open files",
            "stale file handle",
            "stale nfs file handle",
            "device or resource busy",
            "transport endpoint is not connected",
            "cannot allocate memory",
            "resource temporarily unavailable",
        ],
        ERRNO,
    )
    .or(&[UnpackFailed, InvalidManifest]),
    when(
        StorageError,
        texts![
            "from containerd image store",
            "used by another process",
            "devmapper: unknown device",
            "failed to create image rootfs",
            "error running devicecreate",
            "failed to get image parent",
            "not supported by the graph driver",
            "unable to get local manifest for",
            "could not verify layer data for",
            "is not a valid parent for",
        ],
        "moby layer, daemon/graphdriver, daemon/containerd; Windows",
    )
    .or(&[UnpackFailed, InvalidManifest]),
    when(
        StorageError,
        texts![
            "uses a different top layer",
            "layer not known",
            "layer does not exist",
            "creating overlay mount",
            "error creating overlay mount",
            "error creating read-write layer",
            "database not open",
            "locating item named",
            "creating layer with id",
            "id is already in use",
            "stat lower layer",
            "database is locked",
            "looking for layers with digest",
            "looking for compressed layers with digest",
            "reports unexpected tocdigest",
            "commitlayer called with previous layer",
            "locating layer for blob",
            "^loading: invalid character",
            "^loading: unexpected end of json input",
            "^loading layers: invalid character",
            "layer for blob / / not found",
        ],
        "containers/storage, containers/image storage; bbolt, SQLite",
    )
    .or(&[UnpackFailed, InvalidManifest]),
    // Steps that read on from the registry: what it answers is no trouble of the node's.
    when(
        StorageError,
        texts![
            "failed to prepare extraction snapshot",
            "unable to prepare extraction snapshot",
            "failed to prepare snapshot",
            "failed to create snapshot",
            "committing the finished image",
            "error committing the finished image",
            "storing blob to file",
            "failed to ingest",
        ],
        "containerd core/unpack and remote snapshotters, containers/image storage",
    )
    .unless(ANSWERED)
    .or(&[UnpackFailed, InvalidManifest]),
    // So may be an account.
    when(StorageError, texts!["locked for"], "containerd core/content").unless(ANSWERED).or(&[UnpackFailed]),
    when(
        StorageError,
        texts![
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
            "decoding metadata for source image",
            "reading manifest for image instance",
            "uncompressed size for layer",
            "uncompressed digest and toc digest for layer",
            "physical layers to exist",
            "looking up signatures data for image",
            "does not resolve to an image id",
            "loading primary layer store data",
            "exists in local storage but may be corrupted",
            "only supported for backingfs xfs",
        ],
        "containers/storage errors.go, drivers; containers/image storage",
    )
    .or(&[RuntimeConfigInvalid]),
    when(
        RuntimeConfigInvalid,
        texts![
            "composefs is not supported in",
            "^overlay: unknown option",
            "image path is not absolute",
            "several valid graphdrivers",
            "graph driver was not selected correctly",
            "runroot must be set",
            "graphroot must be set",
            "missing necessary storeoptions",
            "rootless storage path not found",
            "does not support partial pull but",
            "should have setuid or have filecaps",
            "user namespaces are not enabled in",
        ],
        "containers/storage store.go, drivers/overlay, pkg/chunked, pkg/unshare",
    )
    .or(&[StorageError, UnpackFailed]),
    when(
        RuntimeConfigInvalid,
        texts![
            "is not a supported schema",
            "of container_host is not a valid url",
            "uris should begin with",
            "proxy too old",
            "skopeo too old to",
        ],
        "podman pkg/bindings, containers-image-proxy-rs, ostree-rs-ext",
    )
    .or(&[RuntimeUnavailable]),
    when(
        StorageError,
        texts!["image not known", "no artifact found with name or digest of"],
        "containers/storage errors.go, CRI-O internal/ociartifact",
    )
    .or(&[NeverPullNotPresent, TagNotFound]),
    when(
        RuntimeConfigInvalid,
        texts!["no such file or directory", "permission denied", "is a directory"],
        ERRNO,
    )
    .given(CONFIG_PATH),
    when(StorageError, texts!["no such file or directory"], "containers/image oci/layout")
        .given(BLOB)
        .or(&[BlobNotFound]),
    when(
        StorageError,
        texts![
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
        texts!["cannot find the path specified", "cannot find the file specified", "access is denied"],
        "Windows, error texts",
    )
    .or(&[UnpackFailed, RuntimeConfigInvalid]),
    // Only what was downloaded is renamed.
    when(StorageError, texts!["^rename"], "Go os.LinkError").or(&[UnpackFailed]),
    when(
        RuntimeConfigInvalid,
        texts!["no such file or directory", "executable file not found in $path", "command not found"],
        "Go syscall and os/exec",
    )
    .unless(ANSWERED)
    .or(&[StorageError]),
    // A registry that refuses may say the same.
    when(
        StorageError,
        texts![
            "permission denied",
            "operation not permitted",
            "operation not supported",
            "file exists",
            "not a directory",
            "bad message",
        ],
        ERRNO,
    )
    .unless(ANSWERED)
    .or(&[UnpackFailed]),
    when(RuntimeConfigInvalid, texts!["was not found: not found"], "containerd client, getSnapshotter")
        .given(LOCAL)
        .or(&[StorageError]),
    // What stands in a layer's table of contents, if it arrived.
    when(
        InvalidManifest,
        texts!["read zstd:chunked manifest"],
        "containers/storage pkg/chunked/compression_linux.go",
    )
    .or(&[UnpackFailed, DigestMismatch, TruncatedDownload]),
    // A step whose own words are none of the above.
    when(
        UnpackFailed,
        texts![
            "failed to unpack image on snapshotter",
            "could not get decompression stream",
            "adding layer with blob",
            "partial pull of blob",
            "failed to unpack",
            "failed to decode layer",
        ],
        "containerd client/image.go, containers/image storage, image-rs",
    )
    .unless(ANSWERED)
    .or(&[StorageError]),
    when(StorageError, texts!["^configure storage"], "podman").unless(ANSWERED).or(&[RuntimeConfigInvalid]),
];
