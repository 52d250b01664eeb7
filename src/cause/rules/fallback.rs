//! Statuses and phrases that everybody prints, if nothing before them said more.

#[allow(clippy::enum_glob_use, reason = "a table is read by its labels")]
use crate::cause::Cause::*;
use crate::cause::CauseRule;

use super::{
    ANONYMOUS, BLOB, BY_DIGEST, COPY, GO_HTTP, IMAGE, LOCAL, NOT_JSON, OF_BLOB, PING, REFERENCE, REPOSITORY,
    RESOLVER, STATUS, TAGS, TOKEN, WITH_CREDENTIALS, WORDS_FOLLOW, when,
};

pub(super) static RULES: &[CauseRule] = &[
    // A status with no words that say more.
    when(AuthInvalid, &["#401"], STATUS).given(WITH_CREDENTIALS).or(&[AuthRequired]),
    when(AuthRequired, &["#401"], STATUS).given(ANONYMOUS).or(&[AuthInvalid, NotFoundOrUnauthorized]),
    when(AuthRequired, &["#401", "^unauthorized", "error unauthorized"], STATUS)
        .or(&[AuthInvalid, NotFoundOrUnauthorized]),
    when(AccessDenied, &["#403"], STATUS).given(TOKEN).or(&[
        AuthInvalid,
        AuthRequired,
        NotFoundOrUnauthorized,
        GeoBlocked,
    ]),
    when(AccessDenied, &["#403", "^denied", "^forbidden", "error denied"], STATUS).or(&[
        NotFoundOrUnauthorized,
        AuthInvalid,
        GeoBlocked,
    ]),
    // The body of a 404 that names the repository says more than the status.
    when(RepositoryNotFound, &["not found", "does not exist"], "moby, Harbor")
        .given(REPOSITORY)
        .unless(IMAGE)
        .or(&[NotFoundOrUnauthorized, TagNotFound]),
    // No manifest was asked for.
    when(RepositoryNotFound, &["#404"], STATUS)
        .given(TAGS)
        .or(&[NotFoundOrUnauthorized, UnexpectedRegistryResponse]),
    when(UnexpectedRegistryResponse, &["#404", "#410"], STATUS)
        .given(NOT_JSON)
        .or(&[TagNotFound, RepositoryNotFound]),
    when(UnexpectedRegistryResponse, &["#404", "#405", "#410"], STATUS)
        .given(TOKEN)
        .or(&[RegistryServerError, RegistryUnavailable]),
    // What answers the call to `/v2/` itself with a 404 is not a registry.
    when(UnexpectedRegistryResponse, &["#404", "#405", "#410"], STATUS)
        .given(PING)
        .or(&[RegistryServerError, RuntimeConfigInvalid]),
    when(BlobNotFound, &["#404", "#410"], STATUS).given(BLOB),
    when(BlobNotFound, &["#404", "#410"], STATUS).given(OF_BLOB),
    when(DigestNotFound, &["#404", "#410"], STATUS).given(BY_DIGEST).or(&[TagNotFound, RepositoryNotFound]),
    when(TagNotFound, &["#404", "#410"], STATUS).or(&[
        RepositoryNotFound,
        NotFoundOrUnauthorized,
        DigestNotFound,
    ]),
    // A 400 with nothing after it: where the registry's words would follow there were none, so it was no registry.
    when(UnexpectedRegistryResponse, &["#400"], STATUS)
        .given(WORDS_FOLLOW)
        .or(&[RegistryServerError, HttpHttpsMismatch]),
    when(RegistryServerError, &["#400"], STATUS)
        .unless(TOKEN)
        .or(&[UnexpectedRegistryResponse, HttpHttpsMismatch]),
    when(
        UnexpectedRegistryResponse,
        &[
            "#4*",
            "failed to get size with code head=* get=4*",
            "^unsupported$",
            "the operation is unsupported",
        ],
        STATUS,
    )
    .or(&[RegistryServerError]),
    // A body that ends too soon: of an error it says less than the status above.
    when(
        InvalidManifest,
        &[
            "unexpected end of json input",
            "eof while parsing a value",
            "eof while parsing an object",
            "eof while parsing a list",
            "eof while parsing a string",
        ],
        "Go encoding/json, serde_json",
    )
    .or(&[TruncatedDownload, UnexpectedRegistryResponse]),
    // Phrases that everybody prints.
    when(
        RegistryUnavailable,
        &[
            "^service unavailable",
            "^bad gateway",
            "^gateway timeout",
            "gateway time-out",
            "no healthy upstream",
            "upstream connect error",
            "^unavailable$",
            "upstream request timeout",
            "service temporarily unavailable",
            "^serviceunavailable",
            "backend fetch failed",
            "no available server",
            "web server is down",
            "is currently unavailable",
        ],
        "Envoy, nginx, Varnish, Traefik, Cloudflare, Google APIs",
    )
    .or(&[RegistryServerError]),
    when(
        RegistryServerError,
        &[
            "internal server error",
            "^unknown error",
            "^unknown: unknown error",
            "encountered an internal error",
            "^internalerror",
            "^internal_server_error",
            "^s3aws",
        ],
        "distribution registry/api/errcode and storage drivers, Google APIs, S3",
    )
    .or(&[RegistryUnavailable]),
    // A file of the build's own that is not there; what failed in fetching a layer for it has decided above.
    when(NoDetail, &["failed to calculate checksum of ref"], "BuildKit"),
    // Many things are "not found": it counts as a whole clause, or in a sentence about an image.
    when(StorageError, &["not found", "does not exist"], "containerd core/metadata").given(LOCAL),
    when(
        BlobNotFound,
        &[
            "unable to fetch descriptor from remote store: not found",
            "failed to perform on source: not found",
        ],
        "SOCI fs/artifact_fetcher.go, oras-go copy.go",
    )
    .or(&[DigestNotFound]),
    when(BlobNotFound, &["^not found"], RESOLVER).given(OF_BLOB),
    when(
        DigestNotFound,
        &["^not found", "dockerimage.image.openshift.io not found", "^dockerimage not found"],
        RESOLVER,
    )
    .given(BY_DIGEST)
    .or(&[TagNotFound, RepositoryNotFound]),
    when(
        TagNotFound,
        &[
            "^not found",
            "^no such image",
            "no such manifest",
            "reference does not exist",
            "dockerimage.image.openshift.io not found",
            "^dockerimage not found",
        ],
        RESOLVER,
    )
    .or(&[RepositoryNotFound, NotFoundOrUnauthorized, DigestNotFound]),
    when(DigestNotFound, &["not found", "does not exist"], "moby, Harbor")
        .given(IMAGE.and(BY_DIGEST))
        .or(&[TagNotFound]),
    when(TagNotFound, &["not found", "does not exist"], "moby, Harbor").given(IMAGE).or(&[
        RepositoryNotFound,
        NotFoundOrUnauthorized,
        DigestNotFound,
    ]),
    when(
        RegistryUnavailable,
        &["registry is unavailable", "^registryunavailable"],
        "kubelet pkg/kubelet/images/image_manager.go",
    )
    .or(&[ConnectionRefused]),
    when(
        SignatureRejected,
        &["signature validation failed", "^signaturevalidationfailed"],
        "kubelet pkg/kubelet/images",
    ),
    when(
        RegistryUnavailable,
        &[
            "unable to ping registry endpoint",
            "could not reach any registry endpoint",
            "no available registry endpoint",
        ],
        "moby, containerd 1.2",
    ),
    when(InvalidImageName, &["invalid reference", "invalid image name"], REFERENCE),
    // A step that ends in nothing more telling: the configuration itself does not parse.
    when(InvalidManifest, &["parsing image configuration"], COPY).or(&[
        UnexpectedRegistryResponse,
        UnsupportedMediaType,
        DigestMismatch,
    ]),
    // A status that is not an error's, or none that is known.
    when(
        UnexpectedRegistryResponse,
        &[
            "received unexpected http status",
            "unexpected status code",
            "unexpected http code",
            "^unexpected status$",
        ],
        "moby, containerd core/remotes/docker, containers/image",
    )
    .or(&[RegistryServerError]),
    when(RegistryServerError, &["mirror resolve retries exhausted"], "Spegel")
        .or(&[DigestNotFound, RegistryUnavailable]),
    // Its status would have decided; without one there was no answer.
    when(ConnectionReset, &["while fetching image layer"], "moby registry/session.go")
        .or(&[RegistryUnavailable, TruncatedDownload]),
    when(DigestNotFound, &["with image component could not be found"], "Spegel, whose component is a digest")
        .or(&[BlobNotFound, RegistryUnavailable]),
    when(TagNotFound, &["with image component"], "Spegel").or(&[RepositoryNotFound, DigestNotFound]),
    when(
        RegistryUnavailable,
        &["all attempts have been exhausted or timeout has been reached"],
        "Spegel pkg/registry",
    )
    .or(&[Timeout, BlobNotFound, DigestNotFound]),
    // What could not be reached, and how, may follow.
    when(NetworkUnreachable, &["there is a connection issue between the task and"], "ECS agent")
        .or(&[Timeout, RuntimeConfigInvalid]),
    when(RuntimeConfigInvalid, &["^no endpoints found for"], "moby daemon/internal/distribution/pull.go")
        .or(&[RegistryUnavailable]),
    // Warnings, if no error follows them.
    when(
        CredentialProviderFailure,
        &[
            "error loading config file",
            "failed to get authorization token",
            "error get ensured check by secret",
        ],
        "docker CLI, Bottlerocket host-ctr, kubelet pkg/kubelet/images",
    )
    .or(&[RuntimeConfigInvalid, AuthInvalid]),
    // Around anything else it says nothing.
    when(RegistryServerError, &["^internal error"], "distribution, Kubernetes API")
        .or(&[RegistryUnavailable]),
    // What the daemon's own API answers to its client, if it says nothing else.
    when(TagNotFound, &["api error 404", "http code 404"], "moby api, dockerode")
        .or(&[RepositoryNotFound, NotFoundOrUnauthorized]),
    when(RegistryServerError, &["api error 500", "http code 500"], "moby api, dockerode")
        .or(&[RegistryUnavailable, RuntimeUnavailable]),
    // Said of a container's own program, after the pull; of a helper above, its failure decides.
    when(NoDetail, &["exec format error"], "Go syscall, runc"),
    when(RuntimeUnavailable, &["proxy unexpectedly exited"], "containers-image-proxy-rs"),
    // The address of a token server comes from the registry.
    when(
        UnexpectedRegistryResponse,
        &[
            "unsupported protocol scheme",
            "no host in request url",
            "in host name",
            "invalid port",
            "missing protocol scheme",
        ],
        GO_HTTP,
    )
    .given(TOKEN)
    .or(&[RuntimeConfigInvalid]),
    // The transport's code, if nothing else speaks.
    when(Timeout, &["code = deadlineexceeded", "code = 4"], "gRPC code"),
    when(PullCancelled, &["code = canceled"], "gRPC code").or(&[Timeout]),
    when(RuntimeUnavailable, &["code = unavailable", "code = 14"], "gRPC code").or(&[StorageError]),
    when(RuntimeUnavailable, &["code = unimplemented"], "gRPC code").or(&[Schema1Unsupported]),
    when(AuthRequired, &["code = unauthenticated"], "gRPC code").or(&[AuthInvalid]),
    when(AccessDenied, &["code = permissiondenied"], "gRPC code").or(&[AuthRequired, NotFoundOrUnauthorized]),
];
