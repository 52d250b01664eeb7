//! What came back is no image for this node.

#[allow(clippy::enum_glob_use, reason = "a table is read by its labels")]
use crate::cause::Cause::*;
use crate::cause::rule::CauseRule;

use super::{DESCRIPTOR, ERROR_BODY, IMAGES, INVALID_DESCRIPTOR, NOT_JSON, RESOLVER, SCHEMA1, TOKEN, when};

pub(super) static RULES: &[CauseRule] = &[
    // What came back is no image, or none for this node; several of these end in ": not found".
    when(
        PlatformMismatch,
        &[
            "no match for platform", "cannot download image with operating system", "unknown operating system or architecture",
            "no matching manifest for",
            "no image found in manifest list",
            "no image found in image index",
            "no image found in",
            "no supported platform found in manifest list",
            "cannot be used on this platform",
            "image is incompatible with a",
            "does not match the specified platform",
            "no child with platform",
            "no manifest found for platform",
            "no matching platform",
            "descriptor matching platform",
            "operating system is not supported",
            "platform and architecture is not supported",
            "does not provide the specified platform",
            "does not match the detected host platform",
            "image operating system mismatch",
            "image architecture mismatch",
            "platform in manifest does not match",
        ],
        "containerd core/images, containers/image internal/manifest, moby, ECS agent",
    ),
    when(UnexpectedRegistryResponse, &["invalid character < looking for"], IMAGES)
        .given(INVALID_DESCRIPTOR)
        .or(&[InvalidManifest]),
    // A manifest that says schema 2 and holds schema 1 fields contradicts itself.
    when(InvalidManifest, &["media-type: schema 1 not supported"], IMAGES)
        .given(INVALID_DESCRIPTOR)
        .or(&[Schema1Unsupported, UnsupportedMediaType]),
    when(Schema1Unsupported, &["no signatures"], "containerd core/remotes/docker/schema1")
        .given(SCHEMA1)
        .or(&[SignatureRejected]),
    when(
        InvalidManifest,
        &["^no signatures", "^missing signature key"],
        "libtrust, which schema 1 is signed with",
    )
    .or(&[Schema1Unsupported, SignatureRejected]),
    when(
        Schema1Unsupported,
        &[
            "schema 1 not supported", "schema 1 manifest digests", "registry v2 schema1 support", "schema1 manifest has no history",
            "pulling schema 1 images",
            "schema 1 image manifests",
            "schema 1 support has been removed",
            "schema 1 images",
            "manifest version 2 schema 1",
            "application/vnd.docker.distribution.manifest.v1+*",
            "with manifest v2 schema 1",
            "docker image format v1",
            "schema1 image",
            "unsupported schema version 1",
        ],
        "containerd core/images, moby, containers/image",
    )
    .or(&[UnsupportedMediaType]),
    when(
        UnexpectedRegistryResponse,
        &[
            "unexpected media type text/html",
            "unsupported media type text/html",
            "expected image manifest but got text/html",
            "mime: no media type",
            "mime: expected slash after first token",
            "mime: invalid media parameter",
            "mime: duplicate parameter name",
            "reference for unknown type: text/html",
        ],
        IMAGES,
    )
    .or(&[ProxyError]),
    when(
        BlobNotFound,
        &["could not fetch content descriptor from remote", "could not fetch content from remote: not found"],
        "containerd core/remotes/docker/fetcher.go",
    )
    .or(&[DigestNotFound]),
    when(
        BlobNotFound,
        &[
            "application/vnd.oci.image.layer*",
            "application/vnd.oci.image.config*",
            "application/vnd.docker.image*",
            "application/vnd.docker.container.image*",
        ],
        "containerd core/remotes/docker/fetcher.go",
    )
    .given(DESCRIPTOR)
    .or(&[StorageError]),
    when(
        DigestNotFound,
        &[
            "application/vnd.oci.image.manifest*",
            "application/vnd.oci.image.index*",
            "application/vnd.docker.distribution.manifest*",
        ],
        "containerd core/remotes/docker/fetcher.go",
    )
    .given(DESCRIPTOR)
    .or(&[BlobNotFound]),
    when(
        UnsupportedMediaType,
        &["could not fetch content descriptor"],
        "containerd core/remotes/docker/fetcher.go",
    )
    .or(&[BlobNotFound, InvalidManifest, Schema1Unsupported]),
    when(
        UnsupportedMediaType,
        &["unsupported schema version", "artifact with type", "unsupported manifest media type"],
        "containers/image internal/manifest",
    )
    .or(&[InvalidManifest]),
    when(
        UnsupportedMediaType,
        &[
            "unexpected media type",
            "ai models are not yet supported by", "unknown image config media type", "unsupported diff media type", "did not find plugin config for specified reference",
            "unsupported media type",
            "unsupported mediatype",
            "unknown media type",
            "unknown mediatype",
            "invalid media type",
            "encountered remote",
            "no processor for media-type",
            "failed to get stream processor",
            "unimplemented manifest mime type",
            "unsupported manifest type",
            "unsupported manifest mediatype",
            "unexpected config media type",
            "incompatible layer media type",
            "unsupported manifest list mime type",
            "unsupported image-specific operation on artifact",
            "unsupported layer type",
            "unknown layer type",
            "unsupported docker v2s2 media type",
            "unsupported ociv1 media type",
            "manifest lists are not supported by",
            "media type is not supported",
            "application/* not supported",
            "the manifest type",
            "media type is not allowed",
            "encountered unknown type",
            "could not load config with mediatype",
            "manifest contains multiple images",
            "can not copy signatures to",
            "media type is no longer supported",
        ],
        "containerd core/images and core/diff, moby, containers/image",
    )
    .or(&[InvalidManifest]),
    when(
        InvalidManifest,
        &[
            "mismatched image rootfs and manifest layers", "image config has no rootfs section", "length of history not equal to number of layers", "appears multiple times in manifest", "invalid image json", "too many non-empty layers in history section", "mediatype in image index should be", "expected manifest but found index", "exceeds maxmetadatabytes", "invalid size -1", "digest of toc json must be passed",
            "number of layers and diffids don't match",
            "unmarshal image config",
            "invalid desc",
            "target.size must be greater than zero",
            "target.mediatype must be set",
            "foreign layer url scheme not allowed",
            "calculating blob info path",
            "calculating blob path",
            "calculating expected blob path",
            "reports content size of zero",
            "exceeded maximum allowed size of",
            "byte manifest for",
            "unexpectedly received a manifest list",
            "contains manifest list not a runnable image",
            "invalid image config",
            "inconsistent layer count",
            "decoding tar config",
            "used for two different diffid values",
            "some layer tarfiles are missing in the tarball",
            "layer count changed from",
            "manifest lists as individual manifests",
            "unexpected manifest schema",
            "ambiguous manifest",
            "parsing manifest blob",
            "diffid value for layer",
            "manifest too big",
            "failed to parse manifest",
            "error unmarshalling content",
            "not an ostree encapsulated container",
            "invalid empty config file resolved for",
            "invalid parent id",
        ],
        "containerd core/images, image.go, core/remotes/docker; containers/image manifest, storage; moby, oci-client",
    )
    .or(&[UnsupportedMediaType, UnexpectedRegistryResponse]),
    when(UnexpectedRegistryResponse, &["in header not a valid digest"], RESOLVER)
        .or(&[InvalidManifest, RegistryServerError]),
    when(
        InvalidManifest,
        &[
            "invalid mixed oci image with docker v2s2 config",
            "layers from manifest don't match image configuration",
            "invalid rootfs in image configuration",
            "unsupported manifest format",
            "^manifest invalid",
            "^manifest unverified",
            "manifest failed signature verification",
            "manifest verification failed$",
            "no fslayers in manifest",
            "invalid digest",
            "invalid checksum digest length",
            "invalid checksum digest format",
            "unsupported digest algorithm",
            "provided digest did not match uploaded content",
            "cannot unmarshal",
            "image config is empty",
            "image id is invalid",
            "mediatype in manifest should be",
        ],
        "containers/image, moby, distribution",
    )
    .unless(TOKEN.and(NOT_JSON).and(ERROR_BODY))
    .or(&[UnexpectedRegistryResponse, UnsupportedMediaType, DigestMismatch]),
];
