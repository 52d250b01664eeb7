//! What came back is not an image for this node.

use crate::cause::kind::Actor;
#[allow(clippy::enum_glob_use, reason = "a table is read by its labels")]
use crate::cause::taxonomy::Cause::*;

use super::mark::{DESCRIPTOR, ERROR_BODY, INVALID_DESCRIPTOR, NOT_JSON, SCHEMA1, TOKEN};
use super::rule::{CauseRule, texts, when};
use super::source::{IMAGES, RESOLVER};

const WORKLOAD: &[Actor] = &[Actor::Workload];

pub(super) static RULES: &[CauseRule] = &[
    // A file of credentials is not a manifest.
    when(
        CredentialProviderFailure,
        texts![
            "unmarshaling json at",
            "unmarshalling json at",
            "unable to load --registry-config",
            "credentials can't be empty",
            "failed to get credentials for: json",
            "errors looking up credentials",
            "failed to create credential store",
            "credentials from session",
            "unable to parse docker config",
            "cannot use the multiple credential sources",
        ],
        "containers/image pkg/docker/config, openshift/oc, skopeo, containers/common libimage, containerd",
    )
    .or(&[RuntimeConfigInvalid, AuthInvalid]),
    // A secret of the pod that is no docker config.
    when(
        CredentialProviderFailure,
        texts!["into go struct field dockerconfig*", "of type credentialprovider*"],
        "kubelet pkg/credentialprovider",
    )
    .with_fix(
        &"write the pull secret anew, since its .dockerconfigjson is not a docker config: \
         kubectl create secret docker-registry makes one",
    )
    .with_responsible(&WORKLOAD)
    .or(&[RuntimeConfigInvalid, AuthInvalid]),
    // Programs in Rust have words of their own.
    when(
        DigestMismatch,
        texts!["invalid digest: expected got", "content has digest expected"],
        "oci-client src/digest.rs, this crate",
    ),
    when(
        PlatformMismatch,
        texts!["no entry found in image index manifest", "but platform_resolver was not defined"],
        "oci-client src/client.rs",
    )
    .or(&[UnsupportedMediaType]),
    when(
        UnsupportedMediaType,
        texts!["received image index manifest instead", "image index manifest instead"],
        "oci-client src/client.rs",
    )
    .or(&[PlatformMismatch, InvalidManifest]),
    // Helm counts the layers of a chart.
    when(
        InvalidManifest,
        texts!["does not contain minimum number of descriptors"],
        "Helm pkg/registry/client.go",
    )
    .or(&[UnsupportedMediaType]),
    when(
        UnsupportedMediaType,
        texts!["does not contain a layer with mediatype"],
        "Helm pkg/registry/client.go",
    )
    .or(&[InvalidManifest]),
    // What came back is not an image, or none for this node; several of these end in ": not found".
    when(
        PlatformMismatch,
        texts![
            "no match for platform",
            "cannot download image with operating system",
            "unknown operating system or architecture",
            "no matching manifest for",
            "no matching manifest was found",
            "no image found in manifest list",
            "no image found in image index",
            "no image found in",
            "no supported platform found in manifest list",
            "cannot be used on this platform",
            "image is incompatible with a",
            "does not match the specified platform",
            "does not match the expected platform",
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
            "filtered all images from manifest list",
            "invalid platform syntax for",
            "no valid disk artifact found",
            "is a manifest list and contains multiple images",
        ],
        "containerd core/images, containers/image internal/manifest, moby, ECS agent",
    ),
    when(UnexpectedRegistryResponse, texts!["invalid character < looking for"], IMAGES)
        .given(INVALID_DESCRIPTOR)
        .or(&[InvalidManifest]),
    // A manifest that says schema 2 and holds schema 1 fields contradicts itself.
    when(InvalidManifest, texts!["media-type: schema 1 not supported"], IMAGES)
        .given(INVALID_DESCRIPTOR)
        .or(&[Schema1Unsupported, UnsupportedMediaType]),
    when(Schema1Unsupported, texts!["no signatures"], "containerd core/remotes/docker/schema1")
        .given(SCHEMA1)
        .or(&[SignatureRejected]),
    when(
        InvalidManifest,
        texts!["^no signatures", "^missing signature key"],
        "libtrust, which schema 1 is signed with",
    )
    .or(&[Schema1Unsupported, SignatureRejected]),
    when(
        Schema1Unsupported,
        texts![
            "schema 1 not supported",
            "registry v2 schema1 support",
            "schema1 manifest has no history",
            "schema 1 manifest digests",
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
            "preparing diffids for this case is not supported",
        ],
        "containerd core/images, moby, containers/image",
    )
    .or(&[UnsupportedMediaType]),
    when(
        UnexpectedRegistryResponse,
        texts![
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
        texts![
            "could not fetch content descriptor from remote",
            "could not fetch content from remote: not found"
        ],
        "containerd core/remotes/docker/fetcher.go",
    )
    .or(&[DigestNotFound]),
    when(
        BlobNotFound,
        texts![
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
        texts![
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
        texts!["could not fetch content descriptor"],
        "containerd core/remotes/docker/fetcher.go",
    )
    .or(&[BlobNotFound, InvalidManifest, Schema1Unsupported]),
    when(
        UnsupportedMediaType,
        texts![
            "unsupported schema version",
            "artifact with type",
            "unsupported manifest media type",
            "unknown image manifest of type",
            "wrong manifest type for disk artifact",
            "missing containers.bootc label",
            "non-ostree layers",
            "target image does not have ostree.bootable label",
        ],
        "containers/image internal/manifest",
    )
    .or(&[InvalidManifest]),
    when(
        UnsupportedMediaType,
        texts![
            "unexpected media type",
            "unsupported diff media type",
            "unknown media type",
            "unknown mediatype",
            "encountered remote",
            "no processor for media-type",
            "failed to get stream processor",
            "encountered unknown type",
        ],
        "containerd core/images and core/diff, nerdctl, BuildKit",
    )
    .or(&[InvalidManifest]),
    when(
        UnsupportedMediaType,
        texts![
            "unexpected mime type",
            "unimplemented manifest mime type",
            "unexpected config media type",
            "incompatible layer media type",
            "unsupported manifest list mime type",
            "unsupported image-specific operation on artifact",
            "unsupported layer type",
            "unknown layer type",
            "unsupported docker v2s2 media type",
            "unsupported ociv1 media type",
            "manifest lists are not supported by",
            "manifest contains multiple images",
            "can not copy signatures to",
            "unsupported manifest mime type",
            "unknown manifest mime type",
            "unimplemented manifest list mime type",
            "unsupported image manifest type",
            "pull artifact: provided artifact is a container image",
            "getting diffid for foreign layers is unimplemented",
            "unknown manifest list mime type",
        ],
        "containers/image manifest and copy, containers/common libartifact",
    )
    .or(&[InvalidManifest]),
    when(
        UnsupportedMediaType,
        texts![
            "unrecognized manifest media type",
            "ai models are not yet supported by",
            "unknown image config media type",
            "did not find plugin config for specified reference",
            "unsupported media type",
            "unsupported mediatype",
            "invalid media type",
            "unsupported manifest type",
            "unsupported manifest mediatype",
            "media type is not supported",
            "application/* not supported",
            "the manifest type",
            "media type is not allowed",
            "could not load config with mediatype",
            "media type is no longer supported",
            "wrong config media type",
            "does not have the expected image configuration media type",
            "unhandled layer type",
            "not a container image",
            "unsupported oci version",
            "payload does not match any of the supported image formats",
        ],
        "moby distribution and plugins, docker CLI, Helm, ORAS, machine images",
    )
    .or(&[InvalidManifest]),
    when(
        InvalidManifest,
        texts![
            "mismatched image rootfs and manifest layers",
            "mediatype in image index should be",
            "expected manifest but found index",
            "exceeds maxmetadatabytes",
            "invalid size -1",
            "unmarshal image config",
            "invalid desc",
            "target.size must be greater than zero",
            "target.mediatype must be set",
            "ambiguous manifest",
            "error unmarshalling content",
            "no layers in manifest",
            "unexpected mediatype in manifest list",
            "no manifests in manifest list",
        ],
        "containerd core/images, core/remotes/docker, core/content; stargz-snapshotter",
    )
    .unless(NOT_JSON)
    .or(&[UnsupportedMediaType, UnexpectedRegistryResponse]),
    when(
        InvalidManifest,
        texts![
            "image config has no rootfs section",
            "length of history not equal to number of layers",
            "invalid image json",
            "too many non-empty layers in history section",
            "foreign layer url scheme not allowed",
            "foreign layer url host is a private",
            "unexpectedly received a manifest list",
            "inconsistent layer count",
            "manifest too big",
            "failed to parse manifest",
            "invalid empty config file resolved for",
            "invalid parent id",
            "no v1compatibility history",
        ],
        "moby layer, image, distribution",
    )
    .unless(NOT_JSON)
    .or(&[UnsupportedMediaType, UnexpectedRegistryResponse]),
    when(
        InvalidManifest,
        texts![
            "appears multiple times in manifest",
            "digest of toc json must be passed",
            "number of layers and diffids don't match",
            "calculating blob info path",
            "calculating blob path",
            "calculating expected blob path",
            "reports content size of zero",
            "exceeded maximum allowed size of",
            "byte manifest for",
            "contains manifest list not a runnable image",
            "invalid image config",
            "decoding tar config",
            "used for two different diffid values",
            "some layer tarfiles are missing in the tarball",
            "layer count changed from",
            "manifest lists as individual manifests",
            "unexpected manifest schema",
            "parsing manifest blob",
            "diffid value for layer",
            "not an ostree encapsulated container",
            "can not check for a blob with unknown digest",
            "without a valid image config",
            "diffid values but a layer with index",
            "zstd:chunked and estargz toc found",
            "history mentions more layers than",
            "invalid image configuration needs more than",
            "diffid values but schema1 manifest has",
            "loading tar component",
            "fetching manifest: multiple entries for",
            "exceeds diffid count",
            "mismatched fs layers",
            "index has no manifests",
            "manifest has no layers",
            "mismatch between manifest layers and diff ids",
            "toc must be provided externally",
            "no toc is provided",
            "not found in toc json",
            "is a hardlink but the linkname",
            "invalid descriptor size",
            "missing index.json in oci layout",
            "layers length mismatch",
            "failed to find commit object",
            "podman-machine images should only have",
            "unable to determine original artifact name",
            "^invalid disk image$",
            "exceeded maximum allowed artifact size of",
            "exceeds layer count",
        ],
        "containers/image manifest, storage, docker/archive; containers/storage pkg/chunked; bootc, ostree, podman machine",
    )
    .unless(NOT_JSON)
    .or(&[UnsupportedMediaType, UnexpectedRegistryResponse]),
    when(
        InvalidManifest,
        texts!["obtaining config of image to be committed: invalid character"],
        "containers/image storage",
    ),
    when(UnexpectedRegistryResponse, texts!["in header not a valid digest"], RESOLVER)
        .or(&[InvalidManifest, RegistryServerError]),
    when(
        InvalidManifest,
        texts![
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
