//! What arrived and how it was unpacked, and what cut it short.

#[allow(clippy::enum_glob_use, reason = "a table is read by its labels")]
use crate::cause::taxonomy::Cause::*;

use super::mark::{ANSWERED, SNAPSHOT};
use super::rule::{CauseRule, texts, when};
use super::source::GO_HTTP;

/// The steps in which a layer is unpacked: they stand around another text, or decide where there is none.
pub(super) const UNPACKING_TEXTS: &str = texts![
    "failed to extract layer",
    "failed to register layer",
    "mount callback failed on",
    "^applylayer",
    "processing tar file",
    "unpacking failed",
    "^untar",
    "^re-exec error",
    "layer application failed",
    "failed to apply layer",
    "failed to unpack layer",
    "failed to decode layer data stream",
    "staging a partially-pulled layer",
    "the reexec command failed",
    "failed to commit tar",
    "unencapsulating base",
    "packer failed to pack",
    "error unpacking rootfs",
    "error extracting layer",
    "failed to convert whiteout file",
];

pub(super) static RULES: &[CauseRule] = &[
    // What arrived is not what was announced.
    when(
        DigestMismatch,
        texts![
            "unexpected commit digest",
            "invalid toc json",
            "^mismatched digest",
            "does not match requested digest",
            "error verifying sha256 checksum",
            "image verification failed for digest",
            "digest did not match",
            "digests did not match",
            "digests do not match",
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
            "bytes in blob",
            "manifest to be saved does not match expected digest",
            "does not match selected manifest digest",
            "uncompressed digest does not match",
            "config blob changed digest to",
            "blob with digest saved with digest",
            "mismatch between real layer bytes",
            "^corrupted blob",
            "invalid manifest checksum",
            "invalid blob checksum",
            "content integrity error",
            "^corrupted file object",
            "^corrupted dirtree object",
            "^corrupted dirmeta object",
            "^corrupted commit object",
        ],
        "containerd core/content, moby, containers/image copy",
    )
    .or(&[TruncatedDownload]),
    when(
        UnpackFailed,
        texts!["wrong diff id", "calculated on extraction"],
        "containerd core/unpack/unpacker.go",
    )
    .or(&[DigestMismatch, TruncatedDownload, InvalidManifest]),
    when(
        TruncatedDownload,
        texts!["failed to read expected number of bytes"],
        "containerd core/content/helpers.go",
    )
    .or(&[DigestMismatch, ConnectionReset]),
    when(
        TruncatedDownload,
        texts![
            "short read",
            "unexpected commit size",
            "failed size validation",
            "bytes remaining to read",
            "size mismatch when copying",
            "blob size mismatch",
            "not enough data returned from the server",
            "multipart: nextpart: unexpected eof",
            "multipart: nextpart: eof",
            "error verifying size",
            "expected content size of",
            "mismatch content-length",
            "does not match expected size",
        ],
        "containerd core/content, containers/image",
    )
    .or(&[DigestMismatch, ConnectionReset]),
    // Time and cancellation, which also end an unpacking. A client's timeout calls itself a cancelled request.
    when(
        Timeout,
        texts![
            "network timeout",
            "client.timeout exceeded",
            "client.timeout or context cancellation",
            "context deadline exceeded",
            "tls handshake timeout",
            "timeout awaiting response headers",
            "#408",
            "connection timed out",
            "inactivity time exceeded timeout",
            "operation timed out",
            "did not properly respond",
            "deadline exceeded",
            "deadline has elapsed",
        ],
        GO_HTTP,
    )
    .gives_way(),
    when(
        PullCancelled,
        texts![
            "context canceled",
            "layer registration cancelled",
            "^aborting pull",
            "task stopped before image pull could begin",
            "context cancelled",
            "request canceled",
            "operation was canceled",
            "pulling cancelled",
            "no progress in",
            "cancel pulling image",
            "download cancelled",
        ],
        "Go context, net/http; the progress timeouts of containerd and cri-dockerd",
    )
    .gives_way()
    .or(&[Timeout]),
    when(
        PullCancelled,
        texts!["httpreadseeker.seek: closed", "fetcher.seek: closed"],
        "containerd core/remotes/docker/httpreadseeker.go",
    )
    .or(&[ConnectionReset, TruncatedDownload]),
    when(PullCancelled, texts!["failed to send write"], "containerd core/content/proxy")
        .or(&[Timeout, RuntimeUnavailable]),
    when(StorageError, texts!["^hcsshim::*"], "hcsshim").given(SNAPSHOT).or(&[UnpackFailed]),
    // Unpacking. Anything an archive or the kernel says while a layer is unpacked; a registry that is asked for more of
    // the layer meanwhile says its own.
    when(StorageError, texts!["failed to get reader from content store"], "containerd core/diff/apply"),
    when(UnpackFailed, UNPACKING_TEXTS, "containerd core/diff, moby layer, containers/storage, image-rs")
        .unless(ANSWERED)
        .or(&[StorageError, TruncatedDownload]),
    when(
        UnpackFailed,
        texts![
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
            "exist in utility vm image",
            "corrupt deflate stream",
            "failed to iterate over archive",
            "numeric field was not a number",
        ],
        "containerd pkg/archive, Go archive/tar, zstd, xz, bzip2, hcsshim, containers/storage, tar-rs",
    )
    .or(&[StorageError, TruncatedDownload]),
    // The kernel ends whoever uses too much memory, or a runtime that restarts its own children.
    when(PullCancelled, texts!["signal: killed", "signal: terminated"], "Go os/exec")
        .or(&[UnpackFailed, StorageError]),
    // A document that does not parse, and was not cut short by the connection.
    when(
        InvalidManifest,
        texts![
            "^parsing manifest: unexpected end of json input",
            "^parsing manifest: invalid character",
            "digesting top-level manifest",
            "cannot compute image id",
            "unable to parse image configuration",
            "reading tar-split entries",
            "parsing image to be committed",
            "^trailing data$",
        ],
        "containers/image storage, containers/storage pkg/chunked, openshift/oc",
    )
    .or(&[TruncatedDownload, UnexpectedRegistryResponse]),
];
