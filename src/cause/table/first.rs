//! What decides before anything else: the kubelet's own knowledge, the node's disk and runtime, policies.

#[allow(clippy::enum_glob_use, reason = "a table is read by its labels")]
use crate::cause::Cause::*;
use crate::cause::rule::CauseRule;

use super::{COPY, REGISTRY_JSON, SERVER_ERROR, SNAPSHOT, TOKEN, VERIFIER, when};

pub(super) static RULES: &[CauseRule] = &[
    // What comes before or after a pull is no pull's failure.
    when(
        NoDetail,
        &[
            "oci runtime create failed",
            "failed to create containerd task",
            "failed to create shim task",
            "exec format error",
            "failed to reserve container name",
            "probe failed",
            "failed for volume",
            "unable to attach or mount volumes",
            "failed to sync configmap cache",
            "failed to sync secret cache",
            "failed to setup network for sandbox",
            "cni request failed with status",
            "failed to calculate checksum of ref",
        ],
        "containerd, runc, kubelet volumes, BuildKit",
    ),
    // What the kubelet itself knows.
    when(KubeletQpsExceeded, &["^pull qps exceeded"], "kubelet pkg/kubelet/images/helpers.go"),
    when(
        PullSecretMissing,
        &[
            "unable to retrieve some image pull secrets",
            "unable to retrieve pull secret",
            "^secret not found",
            "^secrets not found",
        ],
        "kubelet pkg/kubelet/kubelet_pods.go",
    ),
    when(
        NeverPullNotPresent,
        &["is not present with pull policy of never", "could not be found locally", "^errimageneverpull$"],
        "kubelet pkg/kubelet/images/image_manager.go",
    ),
    when(
        InvalidImageName,
        &[
            "failed to apply default image tag",
            "couldn't parse image name",
            "couldn't parse image reference",
            "failed to parse image reference",
            "^invalidimagename$",
        ],
        "kubelet pkg/kubelet/images/image_manager.go, containerd internal/cri",
    ),
    when(
        InvalidImageName,
        &[
            "invalid reference format",
            "^invalid reference$",
            "repository name must be lowercase",
            "repository name must not be more than",
            "repository name must be canonical",
            "repository name component must match",
            "cannot specify 64-byte hexadecimal strings",
            "object required",
            "hostname required",
            "^invalid tag format",
            "docker references with both a tag and digest",
            "reference with both a tag and a digest",
            "does not start with //",
        ],
        "distribution/reference, containerd pkg/reference, containers/image docker",
    ),
    when(
        InvalidImageName,
        &[
            "repository can only contain the characters",
            "repository must be between",
            "tag can only contain the characters",
            "registries must be valid rfc 3986 uri authorities",
            "could not parse reference",
            "strict validation requires",
        ],
        "go-containerregistry pkg/name",
    )
    .or(&[ShortNameUnresolved]),
    when(
        InvalidImageName,
        &[
            "illegal image reference",
            "unknown transport",
            "expected colon-separated",
            "more than one image in oci",
        ],
        "containers/image transports/alltransports and oci/layout, image-rs",
    )
    .or(&[RuntimeConfigInvalid]),
    when(
        InvalidImageName,
        &["invalid port", "unknown port", "too many colons in address"],
        "Go net, net/url",
    )
    .unless(TOKEN),
    // Older registries say "name invalid" of a token that is for another repository.
    when(InvalidImageName, &["^name invalid", "^tag invalid", "^invalid repository name"], REGISTRY_JSON)
        .unless(TOKEN),
    // Names without a registry. The mode itself may be misspelled.
    when(RuntimeConfigInvalid, &["invalid short-name mode"], "containers/image pkg/shortnames"),
    when(
        ShortNameUnresolved,
        &[
            "short name mode is enforcing",
            "short-name resolution enforced",
            "did not resolve to an alias",
            "returns ambiguous list",
            "trying to pull an unqualified image",
            "please use a fully qualified repository name",
            "not found in /etc/containers/registries.conf registries",
            "^short-name",
        ],
        "CRI-O server/image_pull.go, containers/image pkg/shortnames, skopeo 0.1",
    ),
    // A full disk shows in unpacking and in storage alike, so it goes before both; a registry's own is its trouble.
    when(
        DiskFull,
        &[
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
        ],
        "Go syscall, errno texts; moby devmapper, SQLite",
    )
    .unless(SERVER_ERROR),
    // The socket of the runtime. Its "connection refused" is not the registry's.
    when(
        StorageError,
        &["transport: error while dialing", "dial unix"],
        "containerd plugins/snapshots/proxy",
    )
    .given(SNAPSHOT)
    .or(&[RuntimeUnavailable]),
    when(
        RuntimeUnavailable,
        &[
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
    when(
        RuntimeUnavailable,
        &[
            "unknown service",
            "server is not initialized yet",
            "api is not implemented for endpoint",
            "container runtime is down",
        ],
        "containerd internal/cri",
    ),
    when(
        RuntimeUnavailable,
        &[
            "cannot connect to the docker daemon",
            "docker daemon running",
            "docker daemon is not running",
            "failed to connect to the docker api",
            "error during connect",
            "cannot connect to podman",
            "unable to connect to podman socket",
            "server probably quit",
            "bad response from docker engine",
            "for api route and version",
            "//./pipe/*",
            "an error occurred trying to connect",
            "proxy unexpectedly exited",
        ],
        "moby client, podman pkg/bindings",
    ),
    when(
        RuntimeUnavailable,
        &[
            "pullimage was aborted by a go panic",
            "invalid memory address or nil pointer dereference",
            "^ttrpc",
        ],
        "CRI-O server/image_pull.go, Go runtime, containerd ttrpc",
    )
    .or(&[PullCancelled]),
    // Signatures and rules. What lies below a rejected source is why the signature could not be read.
    when(SignatureRejected, &["is rejected by policy"], "containers/image signature/policy_eval_simple.go")
        .or(&[BlockedByPolicy]),
    when(SignatureRejected, &["^source image rejected", "source image rejected"], COPY).shows_next(),
    when(SignatureRejected, &["blocked pull of", "returned error"], "containerd core/transfer/local/pull.go")
        .given(VERIFIER)
        .or(&[BlockedByPolicy]),
    when(
        SignatureRejected,
        &[
            "a signature was required but no signature exists",
            "signature for identity",
            "signature for digest",
            "none of the signatures were accepted",
            "cryptographic signature verification failed",
            "remote trust data does not exist",
            "no trust data for",
            "no valid trust data",
            "no matching signatures",
            "signature verification failed",
            "invalid gpg signature",
            "required email",
            "unexpected fulcio oidc issuer",
            "fulcio certificate",
            "leaf certificate failed",
            "image policy rejected",
            "security validate failed",
            "openpgp: invalid signature",
            "invalid signature when validating",
            "no signature is associated with",
            "openpgp: signature made by unknown entity",
        ],
        "containers/image signature, Docker content trust, notation, image-rs, golang.org/x/crypto/openpgp",
    ),
    when(BlockedByPolicy, &["is blocked in"], "containers/image docker/docker_client.go"),
    when(
        BlockedByPolicy,
        &["the image is not signed", "is not signed by cosign", "is not signed by notation"],
        "Harbor",
    )
    .or(&[SignatureRejected]),
    when(
        BlockedByPolicy,
        &[
            "^projectpolicyviolation",
            "due to configured policy",
            "configured policy in",
            "^project_policy_violation",
            "vulnerable handler",
            "precondition failed",
            "cannot be pulled due to",
            "#412",
            "download blocking policy",
            "blocked by curation service",
            "blocked by jfrog",
            "is quarantined",
            "^repository-quarantined",
            "registry access management",
            "image access management",
            "blocked by policy",
            "blocked by admin",
            "image pull blocked",
            "rejected the resolution of an artifact",
        ],
        "Harbor, JFrog Artifactory, Xray and Curation, Nexus Firewall, Docker Desktop",
    ),
    when(
        GeoBlocked,
        &[
            "since docker is a us company",
            "us export control",
            "export control regulations",
            "error code: 1009",
            "not available in your country",
            "not available in your region",
            "blocked in your country",
            "client does not have permission to get url",
        ],
        "Docker Hub, Google front end, Cloudflare",
    )
    .or(&[AccessDenied]),
    // Statutory blocks come as a status alone: whether by country, by law or by account is not said.
    when(AccessDenied, &["#451", "unavailable for legal reasons"], "RFC 7725")
        .or(&[GeoBlocked, BlockedByPolicy]),
];
