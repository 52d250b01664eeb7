//! Statuses and phrases that every program prints, if nothing before them said more.

#[allow(clippy::enum_glob_use, reason = "a table is read by its labels")]
use crate::cause::taxonomy::Cause::*;

use super::mark::{
    ANONYMOUS, BLOB, BY_DIGEST, IMAGE, LOCAL, NOT_JSON, OF_BLOB, PING, REPOSITORY, TAGS, TOKEN,
    WITH_CREDENTIALS, WORDS_FOLLOW,
};
use super::rule::{CauseRule, texts, when};
use super::source::{COPY, GO_HTTP, GRPC_CODE, REFERENCE, REGISTRY_JSON, RESOLVER, STATUS};

pub(super) static RULES: &[CauseRule] = &[
    // A status with no words that say more.
    when(AuthInvalid, texts!["#401"], STATUS).given(WITH_CREDENTIALS).or(&[AuthRequired]),
    when(AuthRequired, texts!["#401"], STATUS).given(ANONYMOUS).or(&[AuthInvalid, NotFoundOrUnauthorized]),
    when(AuthRequired, texts!["#401", "error unauthorized"], STATUS)
        .or(&[AuthInvalid, NotFoundOrUnauthorized]),
    when(AuthRequired, texts!["^unauthorized"], REGISTRY_JSON)
        .or(&[AuthInvalid, NotFoundOrUnauthorized])
        .says_little(),
    when(AccessDenied, texts!["#403"], STATUS).given(TOKEN).or(&[
        AuthInvalid,
        AuthRequired,
        NotFoundOrUnauthorized,
        GeoBlocked,
    ]),
    when(AccessDenied, texts!["#403", "error denied"], STATUS).or(&[
        NotFoundOrUnauthorized,
        AuthInvalid,
        GeoBlocked,
    ]),
    when(
        AccessDenied,
        texts!["^denied", "^forbidden", "^payment_required", "payment required"],
        REGISTRY_JSON,
    )
    .or(&[NotFoundOrUnauthorized, AuthInvalid, GeoBlocked])
    .says_little(),
    // The body of a 404 that names the repository says more than the status.
    when(RepositoryNotFound, texts!["not found", "does not exist"], "moby, Harbor")
        .given(REPOSITORY)
        .unless(IMAGE)
        .or(&[NotFoundOrUnauthorized, TagNotFound]),
    // No manifest was asked for.
    when(RepositoryNotFound, texts!["#404"], STATUS)
        .given(TAGS)
        .or(&[NotFoundOrUnauthorized, UnexpectedRegistryResponse]),
    when(UnexpectedRegistryResponse, texts!["#404", "#410"], STATUS)
        .given(NOT_JSON)
        .or(&[TagNotFound, RepositoryNotFound]),
    when(UnexpectedRegistryResponse, texts!["#404", "#405", "#410"], STATUS).given(TOKEN).or(&[
        RegistryServerError,
        RegistryUnavailable,
        RepositoryNotFound,
    ]),
    // What answers the call to `/v2/` itself with a 404 is not a registry.
    when(UnexpectedRegistryResponse, texts!["#404", "#405", "#410"], STATUS)
        .given(PING)
        .or(&[RegistryServerError, RuntimeConfigInvalid]),
    when(BlobNotFound, texts!["#404", "#410"], STATUS).given(BLOB),
    when(BlobNotFound, texts!["#404", "#410"], STATUS).given(OF_BLOB),
    when(DigestNotFound, texts!["#404", "#410"], STATUS)
        .given(BY_DIGEST)
        .or(&[TagNotFound, RepositoryNotFound]),
    when(TagNotFound, texts!["#404", "#410"], STATUS).or(&[
        RepositoryNotFound,
        NotFoundOrUnauthorized,
        DigestNotFound,
    ]),
    // A 400 with nothing after it: where the registry's words would follow there were none, so it was no registry.
    when(UnexpectedRegistryResponse, texts!["#400"], STATUS)
        .given(WORDS_FOLLOW)
        .or(&[RegistryServerError, HttpHttpsMismatch]),
    when(RegistryServerError, texts!["#400"], STATUS)
        .unless(TOKEN)
        .or(&[UnexpectedRegistryResponse, HttpHttpsMismatch]),
    when(
        UnexpectedRegistryResponse,
        texts![
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
        texts![
            "unexpected end of json input",
            "eof while parsing a value",
            "eof while parsing an object",
            "eof while parsing a list",
            "eof while parsing a string",
        ],
        "Go encoding/json, serde_json",
    )
    .or(&[TruncatedDownload, UnexpectedRegistryResponse]),
    // What a client in Rust could not read as JSON, or as that JSON; why the body ended has decided above.
    when(UnexpectedRegistryResponse, texts!["error decoding response body"], "reqwest src/error.rs").or(&[
        TruncatedDownload,
        RegistryServerError,
        InvalidManifest,
    ]),
    // Phrases that every program prints.
    when(
        RegistryUnavailable,
        texts![
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
        texts![
            "^unknown error",
            "^unknown: unknown error",
            "encountered an internal error",
            "^internalerror",
            "^internal_server_error",
            "^s3aws",
            "^pq",
            "too many clients already",
            "remaining connection slots are reserved",
            "database system is starting up",
            "specified bucket does not exist",
            "redis is loading the dataset in memory",
        ],
        "distribution registry/api/errcode and storage drivers, Google APIs, S3, PostgreSQL",
    )
    .or(&[RegistryUnavailable]),
    // A file of the build's own that is not there; what failed in fetching a layer for it has decided above.
    when(NoDetail, texts!["failed to calculate checksum of ref"], "BuildKit"),
    // Many things are "not found": it counts as a whole clause, or in a sentence about an image.
    when(StorageError, texts!["not found", "does not exist"], "containerd core/metadata").given(LOCAL),
    when(
        BlobNotFound,
        texts![
            "unable to fetch descriptor from remote store: not found",
            "failed to perform on source: not found",
        ],
        "SOCI fs/artifact_fetcher.go, oras-go copy.go",
    )
    .or(&[DigestNotFound]),
    when(BlobNotFound, texts!["^not found"], RESOLVER).given(OF_BLOB),
    when(
        DigestNotFound,
        texts!["^not found", "dockerimage.image.openshift.io not found", "^dockerimage not found"],
        RESOLVER,
    )
    .given(BY_DIGEST)
    .or(&[TagNotFound, RepositoryNotFound]),
    when(
        TagNotFound,
        texts![
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
    when(DigestNotFound, texts!["not found", "does not exist"], "moby, Harbor")
        .given(IMAGE.and(BY_DIGEST))
        .or(&[TagNotFound]),
    when(TagNotFound, texts!["not found", "does not exist"], "moby, Harbor").given(IMAGE).or(&[
        RepositoryNotFound,
        NotFoundOrUnauthorized,
        DigestNotFound,
    ]),
    when(
        RegistryUnavailable,
        texts!["registry is unavailable", "^registryunavailable"],
        "kubelet pkg/kubelet/images/image_manager.go",
    )
    .or(&[ConnectionRefused]),
    when(
        SignatureRejected,
        texts!["signature validation failed", "^signaturevalidationfailed"],
        "kubelet pkg/kubelet/images",
    ),
    when(
        RegistryUnavailable,
        texts![
            "unable to ping registry endpoint",
            "could not reach any registry endpoint",
            "no available registry endpoint",
        ],
        "moby, containerd 1.2",
    ),
    when(InvalidImageName, texts!["invalid reference", "invalid image name"], REFERENCE),
    // A step that ends in nothing more telling: the configuration itself does not parse.
    when(InvalidManifest, texts!["parsing image configuration"], COPY).or(&[
        UnexpectedRegistryResponse,
        UnsupportedMediaType,
        DigestMismatch,
    ]),
    // A status that is not an error's, or none that is known.
    when(
        UnexpectedRegistryResponse,
        texts![
            "received unexpected http status",
            "unexpected status code",
            "unexpected http code",
            "^unexpected status$",
        ],
        "moby, containerd core/remotes/docker, containers/image",
    )
    .or(&[RegistryServerError]),
    when(RegistryServerError, texts!["mirror resolve retries exhausted"], "Spegel")
        .or(&[DigestNotFound, RegistryUnavailable]),
    // Its status would have decided; without one there was no answer.
    when(ConnectionReset, texts!["while fetching image layer"], "moby registry/session.go")
        .or(&[RegistryUnavailable, TruncatedDownload]),
    when(
        DigestNotFound,
        texts!["with image component could not be found"],
        "Spegel, whose component is a digest",
    )
    .or(&[BlobNotFound, RegistryUnavailable]),
    when(TagNotFound, texts!["with image component"], "Spegel").or(&[RepositoryNotFound, DigestNotFound]),
    when(
        RegistryUnavailable,
        texts!["all attempts have been exhausted or timeout has been reached"],
        "Spegel pkg/registry",
    )
    .or(&[Timeout, BlobNotFound, DigestNotFound]),
    when(
        RegistryUnavailable,
        texts![
            "could not find peer for",
            "all request retries exhausted for",
            "waited too long for new peer"
        ],
        "Spegel pkg/registry",
    )
    .or(&[DigestNotFound, BlobNotFound, TagNotFound, Timeout]),
    when(ConnectionReset, texts!["giving up request after"], "SOCI service/resolver, by go-retryablehttp")
        .or(&[Timeout, RegistryUnavailable, RegistryServerError]),
    // What could not be reached, and how, may follow.
    when(NetworkUnreachable, texts!["there is a connection issue between the task and"], "ECS agent")
        .or(&[Timeout, RuntimeConfigInvalid]),
    when(
        RuntimeConfigInvalid,
        texts!["^no endpoints found for"],
        "moby daemon/internal/distribution/pull.go",
    )
    .or(&[RegistryUnavailable]),
    // Warnings, if no error follows them.
    when(
        CredentialProviderFailure,
        texts![
            "error loading config file",
            "failed to get authorization token",
            "error get ensured check by secret",
        ],
        "docker CLI, Bottlerocket host-ctr, kubelet pkg/kubelet/images",
    )
    .or(&[RuntimeConfigInvalid, AuthInvalid]),
    // Around anything else it says nothing.
    when(
        RegistryServerError,
        texts!["^internal error", "internal server error"],
        "distribution, Kubernetes API",
    )
    .or(&[RegistryUnavailable]),
    // What the daemon's own API answers to its client, if it says nothing else.
    when(
        TagNotFound,
        texts!["api error 404", "http code 404", "docker responded with status code 404"],
        "moby api, dockerode, bollard",
    )
    .or(&[RepositoryNotFound, NotFoundOrUnauthorized]),
    when(
        RegistryServerError,
        texts!["api error 500", "http code 500", "docker responded with status code 500"],
        "moby api, dockerode, bollard",
    )
    .or(&[RegistryUnavailable, RuntimeUnavailable]),
    when(
        InvalidManifest,
        texts![
            "missing field",
            "invalid type: null",
            "invalid type: map",
            "invalid type: sequence",
            "invalid type: string",
            "invalid type: integer",
        ],
        "serde",
    )
    .or(&[UnexpectedRegistryResponse, RuntimeConfigInvalid, CredentialProviderFailure]),
    when(RuntimeConfigInvalid, texts!["unknown key", "unknown field"], "containers/image, Go encoding/json")
        .or(&[InvalidManifest, CredentialProviderFailure]),
    // Said of a container's own program, after the pull; of a helper above, its failure decides.
    when(NoDetail, texts!["exec format error"], "Go syscall, runc"),
    when(
        RuntimeUnavailable,
        texts!["proxy unexpectedly exited", "docker is unavailable"],
        "containers-image-proxy-rs, flyctl",
    ),
    when(
        StorageError,
        texts!["failed to get image from containerd", "checking out layer"],
        "containerd internal/cri, ostree-rs-ext",
    )
    .or(&[UnpackFailed]),
    // The address of a token server comes from the registry.
    when(
        UnexpectedRegistryResponse,
        texts![
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
    when(Timeout, texts!["code = deadlineexceeded", "code = 4"], GRPC_CODE).says_little(),
    when(PullCancelled, texts!["code = canceled"], GRPC_CODE).says_little().or(&[Timeout]),
    when(RuntimeUnavailable, texts!["code = unavailable", "code = 14"], GRPC_CODE)
        .says_little()
        .or(&[StorageError]),
    when(RuntimeUnavailable, texts!["code = unimplemented"], GRPC_CODE)
        .says_little()
        .or(&[Schema1Unsupported]),
    when(AuthRequired, texts!["code = unauthenticated"], GRPC_CODE).says_little().or(&[AuthInvalid]),
    when(AccessDenied, texts!["code = permissiondenied"], GRPC_CODE)
        .says_little()
        .or(&[AuthRequired, NotFoundOrUnauthorized]),
];
