//! What decides before anything else: the kubelet's own knowledge, names, the node's disk and its runtime.

#[allow(clippy::enum_glob_use, reason = "a table is read by its labels")]
use crate::cause::Cause::*;
use crate::cause::rule::CauseRule;

use super::{AUTHORIZER, GO_HTTP, GUEST_PULL, REGISTRY_JSON, SERVER_ERROR, SNAPSHOT, TOKEN, when};

pub(super) static RULES: &[CauseRule] = &[
    // What comes before or after a pull is no pull's failure.
    when(
        NoDetail,
        &[
            "oci runtime create failed",
            "oci runtime exec failed",
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
    // A guest of Kata Containers pulls its images itself.
    when(
        NoDetail,
        &["failed to create shim task", "failed to create containerd task"],
        "containerd core/runtime",
    )
    .unless(GUEST_PULL),
    // What a program says of itself: that it does not know why.
    when(
        NoDetail,
        &[
            "failed but reported no error reason",
            "newimagesource returned without trying any endpoint",
            "colons in the cachekey",
            "resolvedreference is nil",
            "internal error: no image pulled",
            "internal error: unexpected nil reference",
            "bodyreader.read called on a closed object",
            "unknown error while importing",
        ],
        "CRI-O server/image_pull.go, containers/image docker, containers/common libimage, OpenShift importer",
    )
    .or(&[RegistryServerError]),
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
        &[
            "is not present with pull policy of never",
            "^image not available",
            "could not be found locally",
            "^errimageneverpull$",
        ],
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
            "^invalid image reference",
            "is not a valid docker image name",
            "reference has neither a tag nor a digest",
            "refusing to create an ambiguous tag",
            "refusing to create a tag with a digest reference",
            "invalid index name",
            "repository name cannot contain a scheme",
            "cannot begin or end with a hyphen",
            "image name required for",
            "should not be blank",
            "a digest must contain exactly one",
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
            "cannot parse an image id",
            "without a tag or digest is not supported",
            "has neither a tag nor a digest",
            "is for an unknown digest case",
            "is not a named reference",
            "repository name must have at least one component",
            "^invalid digest format",
            "^cannot parse input$",
            "unexpected path elements in docker reference",
            "but image has been referred to by id",
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
            "parsing image reference",
            "no tag or digest specified",
            "must be two or three segments separated by slashes",
            "the provided repository name is not valid",
            "could not get an image name for storage reference",
        ],
        "ostree-rs-ext, openshift/oc, OpenShift importer, containers/common libimage",
    )
    .or(&[StorageError]),
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
    // An address of the configuration, which stands before what is wrong with it.
    when(CredentialProviderFailure, &["^parse server address"], "containerd internal/cri, ParseAuth")
        .or(&[RuntimeConfigInvalid, AuthInvalid]),
    // containerd takes a bare reference for a URL.
    when(
        InvalidImageName,
        &[
            "failed to resolve reference: parse: invalid character in host name",
            "failed to resolve reference: invalid checksum digest length",
            "failed to resolve reference: invalid checksum digest format",
            "failed to resolve reference: unsupported digest algorithm",
        ],
        "containerd pkg/reference, go-digest",
    ),
    // The addresses of proxies and endpoints are no part of the name.
    when(ProxyError, &["invalid proxy address"], GO_HTTP).or(&[RuntimeConfigInvalid]),
    when(RuntimeConfigInvalid, &["parse endpoint url"], "containerd internal/cri 1.x"),
    when(UnexpectedRegistryResponse, &["invalid token auth challenge realm"], AUTHORIZER)
        .or(&[RegistryServerError]),
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
    when(
        RuntimeConfigInvalid,
        &["invalid short-name mode", "unsupported short-name mode", "unexpected short-name mode"],
        "containers/image pkg/shortnames",
    )
    .or(&[ShortNameUnresolved]),
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
            "image name provided is a short name",
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
            "no running provider for",
            "minimum supported api version is",
            "maximum supported api version is",
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
        &[
            "pullimage was aborted by a go panic",
            "invalid memory address or nil pointer dereference",
            "^ttrpc",
        ],
        "CRI-O server/image_pull.go, Go runtime, containerd ttrpc",
    )
    .or(&[PullCancelled]),
];
