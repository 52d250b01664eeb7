//! The table of texts, in the order in which they decide.
//!
//! Every text is taken from the source of the program that prints it; the second column of a rule names it. A rule
//! stands before another where both may match one message and the first says more: what the kubelet knows itself,
//! then what is on the node, then the way, the channel, the registry's words, its bare status, and last the phrases
//! that everybody prints. The comments give the reason where the order is not obvious.

#[expect(clippy::enum_glob_use, reason = "a table is read by its labels")]
use super::Cause::{self, *};
use super::rule::{CauseRule, Marks};

/// A request to a token server, with or without credentials.
const TOKEN: Marks = Marks(1);
/// A token request that carried credentials.
const WITH_CREDENTIALS: Marks = Marks(1 << 1);
/// A token request that carried none.
const ANONYMOUS: Marks = Marks(1 << 2);
/// The registry answered with a 5xx status.
const SERVER_ERROR: Marks = Marks(1 << 3);
/// A layer was being unpacked.
const UNPACKING: Marks = Marks(1 << 4);
/// A snapshot was being prepared.
const SNAPSHOT: Marks = Marks(1 << 5);
/// The first contact with a registry: nothing was being downloaded yet.
const PING: Marks = Marks(1 << 6);
/// The text of an HTTP client whose request never got an answer.
const NO_ANSWER: Marks = Marks(1 << 7);
/// The Docker daemon prints the error.
const DAEMON: Marks = Marks(1 << 8);
/// Docker Desktop's dialer, and its word for "without a proxy".
const DIALING: Marks = Marks(1 << 9);
const DIRECT: Marks = Marks(1 << 10);
/// A body that is HTML, or no JSON at all.
const NOT_JSON: Marks = Marks(1 << 11);
/// The bytes of a TLS alert, or a sentence that says so, where HTTP was expected.
const TLS_BYTES: Marks = Marks(1 << 12);
/// A path below the runtime's storage, and one of configuration.
const STORAGE_PATH: Marks = Marks(1 << 13);
const CONFIG_PATH: Marks = Marks(1 << 14);
/// A schema 1 manifest is spoken of.
const SCHEMA1: Marks = Marks(1 << 15);
/// containerd's newer wording, which prints the registry's own words after the status, if there are any.
const WORDS_FOLLOW: Marks = Marks(1 << 16);
/// A blob was being fetched.
const BLOB: Marks = Marks(1 << 17);
/// An image verifier is spoken of.
const VERIFIER: Marks = Marks(1 << 18);
/// containerd's gateway to a descriptor of neither manifest, configuration nor layer.
const DESCRIPTOR: Marks = Marks(1 << 19);
/// A descriptor's content contradicts its media type.
const INVALID_DESCRIPTOR: Marks = Marks(1 << 20);
/// A repository or project is named in the sentence, or an image, tag or manifest.
const REPOSITORY: Marks = Marks(1 << 21);
const IMAGE: Marks = Marks(1 << 23);
/// "not found" is about something kept on the node.
const LOCAL: Marks = Marks(1 << 22);
/// The message asks for a digest. Found in the names, not by a text.
pub(super) const BY_DIGEST: Marks = Marks(1 << 28);
/// The message asks for a blob. Found in the names, not by a text.
pub(super) const OF_BLOB: Marks = Marks(1 << 29);
/// What follows, up to the closing bracket, is a remark.
pub(super) const ASIDE: Marks = Marks(1 << 30);

/// A quoted text that begins like this is read, since it decides.
pub(super) const SCHEMA1_MEDIA_TYPE: &str = "application/vnd.docker.distribution.manifest.v1+";

/// The texts that set marks.
pub(super) static MARKS: &[(Marks, &[&str])] = &[
    (ASIDE, &["^mirrors also failed", "^while reconnecting", "^after reconnecting", "^artifact err"]),
    (TOKEN.and(WITH_CREDENTIALS), &["failed to fetch oauth token", "failed to fetch oauth token with"]),
    (TOKEN.and(ANONYMOUS), &["failed to fetch anonymous token"]),
    (
        TOKEN,
        &["unable to retrieve auth token", "bearer token", "failed to authorize", "requesting bearer token"],
    ),
    (SERVER_ERROR, &["#5*"]),
    (
        UNPACKING,
        &[
            "failed to extract layer",
            "failed to register layer",
            "mount callback failed on",
            "applylayer exit status",
            "processing tar file",
            "^untar",
            "layer application failed",
            "failed to apply layer",
        ],
    ),
    (
        SNAPSHOT,
        &["failed to prepare extraction snapshot", "failed to stat snapshot", "failed to prepare snapshot"],
    ),
    (PING, &["pinging container registry", "pinging docker registry", "unable to ping registry endpoint"]),
    (
        NO_ANSWER,
        &[
            "failed to do request",
            "pinging container registry",
            "pinging docker registry",
            "proxyconnect tcp",
        ],
    ),
    (DAEMON, &["error response from daemon"]),
    (DIALING, &["^dialing"]),
    (DIRECT, &["via direct connection"]),
    (
        NOT_JSON,
        &[
            "invalid character < looking for",
            "<html*",
            "<!doctype*",
            "after top-level value",
            "media type text/html",
            "\\u003chtml*",
        ],
    ),
    (TLS_BYTES, &["\\x15*"]),
    (STORAGE_PATH, &["/var/lib/*", "/var/tmp/*", "/run/containerd/*"]),
    (CONFIG_PATH, &["/etc/*", "/root/.docker*", "/usr/share/containers*"]),
    (SCHEMA1, &["schema 1", "schema1 image", "application/vnd.docker.distribution.manifest.v1+*"]),
    (
        WORDS_FOLLOW,
        &[
            "unexpected status from head request to",
            "unexpected status from get request to",
            "unexpected status from post request to",
        ],
    ),
    (
        BLOB,
        &["fetching blob", "reading blob", "error reading blob", "error fetching blob", "downloading blob"],
    ),
    (VERIFIER, &["image verifier"]),
    (DESCRIPTOR, &["could not fetch content descriptor"]),
    (INVALID_DESCRIPTOR, &["invalid desc"]),
    (REPOSITORY, &["^repository", "^project"]),
    (IMAGE, &["^manifest", "^image", "^artifact", "^tag", "^content at", "requested image"]),
    (
        LOCAL,
        &[
            "content digest",
            "from content store",
            "from containerd image store",
            "parent snapshot",
            "^lease",
            "missing parent",
        ],
    ),
];

const fn when(cause: Cause, texts: &'static [&'static str], source: &'static str) -> CauseRule {
    CauseRule { cause, or: &[], given: Marks::NONE, unless: Marks::NONE, shows_next: false, texts, source }
}

impl CauseRule {
    const fn or(self, or: &'static [Cause]) -> Self {
        Self { or, ..self }
    }

    const fn given(self, marks: Marks) -> Self {
        Self { given: self.given.and(marks), ..self }
    }

    const fn unless(self, marks: Marks) -> Self {
        Self { unless: self.unless.and(marks), ..self }
    }

    const fn shows_next(self) -> Self {
        Self { shows_next: true, ..self }
    }
}

const GO_NET: &str = "Go net";
const GO_HTTP: &str = "Go net/http";
const GO_X509: &str = "Go crypto/x509";
const GO_TLS: &str = "Go crypto/tls";
const ERRNO: &str = "Go syscall, errno texts";
const REGISTRY_JSON: &str = "distribution registry/api/errcode";
const RESOLVER: &str = "containerd core/remotes/docker/resolver.go";
const IMAGES: &str = "containerd core/images";
const REFERENCE: &str = "distribution/reference";
const MOBY: &str = "moby daemon/internal/distribution";
const COPY: &str = "containers/image copy";
const STATUS: &str = "HTTP status";

/// The rules. The first whose text is in a part of the message, and whose surroundings fit, decides that part.
pub(super) static RULES: &[CauseRule] = &[
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
        &["is not present with pull policy of never", "^errimageneverpull$"],
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
            "cannot specify 64-byte hexadecimal strings",
            "object required",
            "hostname required",
            "^invalid tag format",
        ],
        "distribution/reference, containerd pkg/reference",
    ),
    when(InvalidImageName, &["invalid port", "^invalid port"], "Go net, net/url").unless(TOKEN),
    when(InvalidImageName, &["^name invalid", "^tag invalid", "^invalid repository name"], REGISTRY_JSON),
    // What comes after a pull is no pull's failure.
    when(
        NoDetail,
        &[
            "oci runtime create failed",
            "failed to create containerd task",
            "failed to create shim task",
            "exec format error",
            "failed to reserve container name",
        ],
        "containerd, runc",
    ),
    // Names without a registry. The mode itself may be misspelled.
    when(RuntimeConfigInvalid, &["invalid short-name mode"], "containers/image pkg/shortnames"),
    when(
        ShortNameUnresolved,
        &[
            "short name mode is enforcing",
            "short-name resolution enforced",
            "did not resolve to an alias",
            "returns ambiguous list",
            "^short-name",
        ],
        "CRI-O server/image_pull.go, containers/image pkg/shortnames",
    ),
    // A full disk shows in unpacking and in storage alike, so it goes before both; a registry's own is its trouble.
    when(
        DiskFull,
        &["no space left on device", "disk quota exceeded", "not enough space on the disk", "no space left"],
        ERRNO,
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
        ],
        "google.golang.org/grpc",
    ),
    when(
        RuntimeUnavailable,
        &["unknown service runtime*", "server is not initialized yet", "api is not implemented for endpoint"],
        "containerd internal/cri",
    ),
    when(
        RuntimeUnavailable,
        &["cannot connect to the docker daemon", "docker daemon running"],
        "moby client",
    ),
    when(RuntimeUnavailable, &["pullimage was aborted by a go panic"], "CRI-O server/image_pull.go")
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
        ],
        "containers/image signature, Docker content trust",
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
        ],
        "Harbor, JFrog Xray and Curation, Nexus Firewall, Docker Desktop",
    ),
    when(
        GeoBlocked,
        &[
            "since docker is a us company",
            "us export control",
            "export control regulations",
            "not available in your country",
            "not available in your region",
            "blocked in your country",
            "client does not have permission to get url",
        ],
        "Docker Hub, Google front end",
    )
    .or(&[AccessDenied]),
    // Statutory blocks come as a status alone: whether by country, by law or by account is not said.
    when(AccessDenied, &["#451"], "RFC 7725").or(&[GeoBlocked, BlockedByPolicy]),
    // The proxy stands before everything behind it.
    when(
        ProxyError,
        &["proxyconnect tcp", "^proxyconnect", "proxy authentication required", "#407"],
        GO_HTTP,
    )
    .shows_next(),
    when(ProxyError, &["via"], "Docker Desktop").given(DIALING).unless(DIRECT).shows_next(),
    // A bare phrase instead of a status is the proxy's answer to CONNECT; the daemon's HEAD is the exception, whose
    // errors have no body to read words from.
    when(AccessDenied, &["head: forbidden$"], MOBY)
        .given(DAEMON)
        .unless(NO_ANSWER)
        .or(&[BlockedByPolicy, ProxyError]),
    when(
        ProxyError,
        &["get: forbidden$", "head: forbidden$", "post: forbidden$", "https: forbidden$"],
        GO_HTTP,
    )
    .or(&[AccessDenied]),
    when(
        ProxyError,
        &[
            "get: bad gateway$",
            "head: bad gateway$",
            "post: bad gateway$",
            "get: service unavailable$",
            "head: service unavailable$",
            "post: service unavailable$",
            "get: gateway timeout$",
            "head: gateway timeout$",
            "post: gateway timeout$",
            "get: internal server error$",
            "head: internal server error$",
            "get: bad request$",
            "head: bad request$",
        ],
        GO_HTTP,
    )
    .or(&[RegistryUnavailable]),
    // Names of hosts: whatever follows a lookup is the resolver's trouble.
    when(
        DnsFailure,
        &[
            "^lookup",
            "no such host",
            "server misbehaving",
            "temporary failure in name resolution",
            "name or service not known",
            "could not resolve host",
            "no such host is known",
        ],
        GO_NET,
    ),
    // Certificates that the node itself cannot load are its configuration, whatever TLS says about them.
    when(
        RuntimeConfigInvalid,
        &[
            "unable to load ca cert",
            "unable to read ca cert",
            "failed to load x509 key pair",
            "for client certificate",
            "unable to parse server",
            "unknown capability",
            "no resolve hosts",
            "failed to load hosts",
            "failed to decode hosts",
            "snapshotter not loaded",
            "unsupported protocol scheme",
            "invalid host url",
        ],
        "containerd core/remotes/docker/config/hosts.go",
    ),
    // The channel, the most specific first.
    when(
        TlsUnknownAuthority,
        &[
            "certificate signed by unknown authority",
            "certificate is not trusted",
            "self-signed certificate",
            "self signed certificate",
            "unable to get local issuer certificate",
        ],
        GO_X509,
    ),
    when(
        TlsCertificateExpired,
        &[
            "certificate has expired or is not yet valid",
            "certificate has expired",
            "certificate is not yet valid",
        ],
        GO_X509,
    ),
    when(
        TlsNameMismatch,
        &[
            "certificate is valid for",
            "certificate is not valid for",
            "cannot validate certificate for",
            "certificate relies on legacy common name field",
            "contain any ip sans",
        ],
        GO_X509,
    ),
    when(
        HttpHttpsMismatch,
        &["server gave http response to https client", "client sent an http request to an https server"],
        GO_HTTP,
    ),
    when(
        HttpHttpsMismatch,
        &[
            "first record does not look like a tls handshake",
            "oversized record received",
            "plain http request was sent to https port",
        ],
        GO_TLS,
    )
    .or(&[TlsHandshakeFailure]),
    when(HttpHttpsMismatch, &["malformed http response"], GO_HTTP).given(TLS_BYTES),
    when(RuntimeConfigInvalid, &["failed to load system roots"], GO_X509).or(&[TlsUnknownAuthority]),
    when(TlsHandshakeFailure, &["tls: unrecognized name"], GO_TLS).or(&[TlsNameMismatch]),
    when(
        TlsHandshakeFailure,
        &[
            "remote error: tls",
            "server selected unsupported protocol version",
            "tls: handshake failure",
            "^tls$",
        ],
        GO_TLS,
    )
    .or(&[TlsUnknownAuthority, AuthRequired]),
    when(TlsHandshakeFailure, &["^x509$"], GO_X509).or(&[TlsUnknownAuthority]),
    // Too many requests.
    when(
        RateLimited,
        &[
            "#429",
            "^toomanyrequests",
            "too many requests",
            "too many requests to registry",
            "pull rate limit",
            "download rate limit",
            "rate limit exceeded",
            "rate limited",
            "^rate exceeded",
            "^throttlingexception",
            "quota exceeded for quota metric",
            "exceeded a secondary rate limit",
        ],
        "Docker Hub, ECR, Artifact Registry, GHCR",
    ),
    // What came back is no image, or none for this node; several of these end in ": not found".
    when(
        PlatformMismatch,
        &[
            "no match for platform",
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
        ],
        "containerd core/images, containers/image internal/manifest, moby",
    ),
    // A manifest that says schema 2 and holds schema 1 fields contradicts itself.
    when(InvalidManifest, &["media-type: schema 1 not supported"], IMAGES)
        .given(INVALID_DESCRIPTOR)
        .or(&[Schema1Unsupported, UnsupportedMediaType]),
    when(Schema1Unsupported, &["no signatures"], "containerd core/remotes/docker/schema1")
        .given(SCHEMA1)
        .or(&[SignatureRejected]),
    when(InvalidManifest, &["^no signatures"], "containerd core/remotes/docker/schema1")
        .or(&[Schema1Unsupported, SignatureRejected]),
    when(
        Schema1Unsupported,
        &[
            "schema 1 not supported",
            "pulling schema 1 images",
            "schema 1 image manifests",
            "schema 1 support has been removed",
            "schema 1 images",
            "manifest version 2 schema 1",
            "application/vnd.docker.distribution.manifest.v1+*",
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
        ],
        IMAGES,
    )
    .or(&[ProxyError]),
    when(
        BlobNotFound,
        &[
            "could not fetch content descriptor application/vnd.oci.image.layer*",
            "could not fetch content descriptor application/vnd.oci.image.config*",
            "could not fetch content descriptor application/vnd.docker.image*",
            "could not fetch content descriptor application/vnd.docker.container.image*",
        ],
        "containerd core/remotes/docker/fetcher.go",
    )
    .or(&[StorageError]),
    when(
        DigestNotFound,
        &[
            "could not fetch content descriptor application/vnd.oci.image.manifest*",
            "could not fetch content descriptor application/vnd.oci.image.index*",
            "could not fetch content descriptor application/vnd.docker.distribution.manifest*",
        ],
        "containerd core/remotes/docker/fetcher.go",
    )
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
            "unsupported media type",
            "unsupported mediatype",
            "unknown media type",
            "unknown mediatype",
            "invalid media type",
            "encountered remote",
            "no processor for media-type",
            "failed to get stream processor",
            "unsupported image-specific operation on artifact",
            "unsupported layer type",
            "unknown layer type",
            "unsupported docker v2s2 media type",
            "media type is not supported",
            "media type is no longer supported",
        ],
        "containerd core/images and core/diff, moby, containers/image",
    )
    .or(&[InvalidManifest]),
    when(
        InvalidManifest,
        &[
            "mismatched image rootfs and manifest layers",
            "number of layers and diffids don't match",
            "unmarshal image config",
            "invalid desc",
            "reports content size of zero",
            "exceeded maximum allowed size of",
            "byte manifest for",
        ],
        "containerd core/images, image.go, core/remotes/docker",
    )
    .or(&[UnsupportedMediaType, UnexpectedRegistryResponse]),
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
            "parsing image configuration",
            "invalid digest",
            "invalid checksum digest length",
            "provided digest did not match uploaded content",
            "cannot unmarshal",
            "image config is empty",
            "image id is invalid",
        ],
        "containers/image, moby, distribution",
    )
    .unless(TOKEN.and(NOT_JSON))
    .or(&[UnexpectedRegistryResponse, UnsupportedMediaType, DigestMismatch]),
    // Credentials and configuration on the node.
    when(
        CredentialProviderFailure,
        &[
            "missing username or secret",
            "illegal base64 data",
            "failed to get credentials",
            "failed to retrieve credentials",
            "invalid decoded auth",
            "couldn't get credentials",
            "failed to refresh cached credentials",
            "^nocredentialproviders",
            "no ec2 imds role found",
            "unable to locate credentials",
            "unable to parse docker config",
            "prepare temp auth file",
        ],
        "kubelet credential providers, containerd core/remotes/docker/auth, CRI-O",
    )
    .or(&[AuthRequired, PullSecretMissing]),
    when(
        CredentialProviderFailure,
        &[
            "getting username and password",
            "error getting credentials",
            "error getting username and password",
            "credential helper",
            "username can't be empty",
            "credential provider plugin",
            "credential plugin",
            "unmarshaling json at",
            "unmarshalling json at",
        ],
        "containers/image pkg/docker/config, docker-credential-helpers",
    )
    .or(&[RuntimeConfigInvalid, AuthInvalid]),
    when(
        RuntimeConfigInvalid,
        &[
            "loading registries configuration",
            "error loading registries configuration",
            "invalid policy in",
            "error loading trust policy",
            "loading trust policy",
            "/etc/containers/policy.json",
            "/etc/containers/registries.conf",
            "toml: line",
        ],
        "containers/image pkg/sysregistriesv2, signature/policy_config.go",
    ),
    // Something other than a registry answered.
    when(AccessDenied, &["#403"], STATUS).given(NOT_JSON).or(&[GeoBlocked, UnexpectedRegistryResponse]),
    when(AuthRequired, &["#401"], STATUS)
        .given(NOT_JSON)
        .unless(TOKEN)
        .or(&[AuthInvalid, UnexpectedRegistryResponse]),
    when(
        TlsHandshakeFailure,
        &["client certificate was not provided", "no required ssl certificate was"],
        "nginx",
    )
    .or(&[AuthRequired]),
    when(RegistryServerError, &["#500", "#501", "#505", "#506", "#507", "#508", "#510"], STATUS)
        .or(&[RegistryUnavailable]),
    when(RegistryUnavailable, &["#5*"], STATUS).or(&[RegistryServerError]),
    when(
        UnexpectedRegistryResponse,
        &[
            "invalid character < looking for",
            "after top-level value",
            "error parsing http #404 response body",
            "error parsing http #410 response body",
            "expected html",
            "^<html*",
            "^<!doctype*",
        ],
        "Go encoding/json, moby",
    )
    .or(&[TagNotFound, RepositoryNotFound, ProxyError]),
    when(
        UnexpectedRegistryResponse,
        &[
            "in header not a valid digest",
            "authorization server did not include a token",
            "unable to decode token response",
            "decoding bearer token",
            "failed to find supported auth scheme",
            "no realm specified for token auth challenge",
            "missing realm",
            "could not resolve digest for",
            "malformed http version",
            "malformed http status code",
            "malformed http response",
            "transport connection broken",
        ],
        "containerd core/remotes/docker, Go net/http",
    )
    .or(&[RegistryServerError, RegistryUnavailable]),
    when(UnexpectedRegistryResponse, &["stopped after 10 redirects"], GO_HTTP).or(&[RegistryServerError]),
    // The registry's words about credentials, those that leave no doubt first.
    when(AuthRequired, &["no basic auth credentials"], "containerd core/remotes/docker/auth, moby")
        .or(&[AuthInvalid]),
    when(AccessDenied, &["is not authorized to perform: ecr:getauthorizationtoken"], "AWS IAM")
        .or(&[CredentialProviderFailure]),
    when(
        AccessDenied,
        &["is not authorized to perform", "^accessdeniedexception", "^not authorized"],
        "AWS IAM",
    ),
    when(
        AccessDenied,
        &[
            "have the needed permissions",
            "you may have invalid credentials",
            "caller does not have permission",
        ],
        "Container Registry",
    )
    .or(&[AuthInvalid, AuthRequired]),
    when(
        AuthInvalid,
        &["does not match bearer token resource", "match bearer token resource"],
        "GitLab, Quay",
    )
    .or(&[AccessDenied]),
    when(
        AccessDenied,
        &["access token has insufficient scopes", "does not match expected scopes"],
        "Docker Hub, GHCR",
    )
    .or(&[AuthInvalid]),
    when(
        AuthInvalid,
        &[
            "incorrect username or password",
            "invalid username/password",
            "invalid username or password",
            "wrong username or password",
            "wrong username was used",
            "bad credentials",
            "bad username or password",
            "invalid credentials",
            "login credentials are not valid",
            "http basic: access denied",
            "personal access token",
            "access token is expired",
            "token is expired",
            "token has expired",
            "token expired",
            "expired token",
            "authorization token has expired",
            "token failed verification",
            "^invalid_token",
            "^invalid token",
            "token is invalid",
            "authentication failed",
            "authenticated with the token provided",
            "not registered with aad",
        ],
        "Docker Hub, ECR, GitLab, Artifactory, IBM, containers/image docker/errors.go",
    )
    .or(&[AuthRequired, AccessDenied]),
    when(
        NotFoundOrUnauthorized,
        &["unauthenticated requests do not have permission", "unauthenticated request"],
        "Artifact Registry",
    )
    .or(&[AuthRequired]),
    when(
        NotFoundOrUnauthorized,
        &["or it may not exist", "unauthorized to access repository"],
        "Artifact Registry, Harbor",
    )
    .or(&[AccessDenied, AuthRequired, RepositoryNotFound]),
    when(AccessDenied, &["access forbidden", "denied: denied"], "GitLab, GHCR")
        .or(&[NotFoundOrUnauthorized, AuthInvalid]),
    when(
        AccessDenied,
        &[
            "^permission_denied",
            "denied: permission denied",
            "does not have permission",
            "do not have permission",
            "is not allowed access",
            "insufficient permissions",
            "^accessdenied",
            "^access denied",
            "access is denied",
            "email must be verified",
            "#402",
        ],
        "GHCR, ACR, Artifactory, object stores",
    )
    .or(&[NotFoundOrUnauthorized, AuthInvalid]),
    // The words that hide whether it is there. They outweigh the plain "authentication required" beside them.
    when(
        NotFoundOrUnauthorized,
        &[
            "^insufficient_scope",
            "requested access to the resource is denied",
            "access to the requested resource is not authorized",
            "access to the resource is denied",
            "repository does not exist or may require",
            "does not exist or no pull access",
            "may not exist or may require",
            "pull access denied",
        ],
        "Docker Hub, Quay, containerd, moby",
    )
    .or(&[AccessDenied, AuthRequired, RepositoryNotFound]),
    when(
        AuthRequired,
        &[
            "authentication required",
            "authentication is required",
            "requires authentication",
            "please login",
            "please log in",
            "not logged in",
            "authorization required",
        ],
        REGISTRY_JSON,
    )
    .or(&[AuthInvalid, NotFoundOrUnauthorized]),
    // The registry's words about names.
    when(
        RepositoryNotFound,
        &[
            "^name unknown",
            "^name_unknown",
            "repository name not known to registry",
            "does not exist in the registry with id",
            "^repository not found",
            "^project not found",
            "repository does not exist$",
        ],
        REGISTRY_JSON,
    ),
    when(
        BlobNotFound,
        &[
            "^blob unknown",
            "^unknown blob",
            "^manifest blob unknown",
            "^blob_unknown",
            "blob unknown to registry",
            "^blob not found",
            "^blob upload unknown",
        ],
        REGISTRY_JSON,
    ),
    when(DigestNotFound, &["^manifest unknown", "^manifest_unknown", "^unknown manifest"], REGISTRY_JSON)
        .given(BY_DIGEST)
        .or(&[TagNotFound, RepositoryNotFound]),
    when(
        TagNotFound,
        &[
            "^manifest unknown",
            "^manifest_unknown",
            "^unknown manifest",
            "requested image not found",
            "was deleted or has expired",
        ],
        REGISTRY_JSON,
    )
    .or(&[RepositoryNotFound, DigestNotFound]),
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
        ],
        GO_HTTP,
    )
    .unless(PING.and(UNPACKING)),
    when(Timeout, &["context deadline exceeded", "client.timeout exceeded"], "Go context"),
    when(
        PullCancelled,
        &[
            "context canceled",
            "context cancelled",
            "request canceled",
            "operation was canceled",
            "because of no progress in",
        ],
        "Go context, net/http; containerd's progress timeout",
    )
    .or(&[Timeout]),
    when(PullCancelled, &["failed to send write"], "containerd core/content/proxy")
        .or(&[Timeout, RuntimeUnavailable]),
    // Unpacking. Anything an archive or the kernel says while a layer is unpacked.
    when(StorageError, &["failed to get reader from content store"], "containerd core/diff/apply"),
    when(
        UnpackFailed,
        &[
            "failed to extract layer",
            "failed to register layer",
            "mount callback failed on",
            "applylayer exit status",
            "processing tar file",
            "^untar",
            "layer application failed",
            "failed to apply layer",
            "^archive/tar",
            "invalid tar header",
            "^gzip",
            "^zstd",
            "^flate",
            "reserved bit set on frame header",
            "failed to lchown",
            "insufficient uids or gids",
            "enough ids available in the namespace",
            "importlayer failed in",
        ],
        "containerd core/diff and pkg/archive, moby, containers/storage",
    )
    .or(&[StorageError, TruncatedDownload]),
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
        ],
        GO_NET,
    ),
    when(ConnectionRefused, &["connection refused", "actively refused it"], GO_NET),
    when(Timeout, &["i/o timeout", "timed out", "^timeout"], GO_NET),
    when(ConnectionReset, &["unexpected eof"], "Go io").given(PING).or(&[TruncatedDownload]),
    when(ConnectionReset, &["get: unexpected eof", "head: unexpected eof", "post: unexpected eof"], GO_HTTP)
        .or(&[TruncatedDownload, ProxyError]),
    when(
        ConnectionReset,
        &[
            "connection reset by peer",
            "broken pipe",
            "server sent goaway",
            "use of closed network connection",
            "client connection lost",
            "stream error",
            "server closed idle connection",
            "forcibly closed by the remote host",
            "connection was aborted",
            "software caused connection abort",
            "^eof$",
        ],
        "Go net, net/http, x/net/http2",
    )
    .or(&[TruncatedDownload]),
    when(TruncatedDownload, &["unexpected eof"], "Go io").or(&[ConnectionReset]),
    when(InvalidManifest, &["unexpected end of json input"], "Go encoding/json")
        .or(&[TruncatedDownload, UnexpectedRegistryResponse]),
    // The node's storage.
    when(
        StorageError,
        &[
            "failed to prepare extraction snapshot",
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
        ],
        "containerd plugins, containers/storage, moby graph drivers",
    )
    .or(&[UnpackFailed, InvalidManifest]),
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
        ],
        ERRNO,
    )
    .given(STORAGE_PATH)
    .or(&[UnpackFailed]),
    when(RuntimeConfigInvalid, &["no such file or directory"], ERRNO),
    when(StorageError, &["permission denied", "operation not permitted", "file exists"], ERRNO)
        .or(&[UnpackFailed]),
    when(UnpackFailed, &["failed to unpack image on snapshotter"], "containerd client/image.go")
        .or(&[StorageError]),
    // A status with no words that say more.
    when(AuthInvalid, &["#401"], STATUS).given(WITH_CREDENTIALS).or(&[AuthRequired]),
    when(AuthRequired, &["#401"], STATUS).given(ANONYMOUS).or(&[AuthInvalid, NotFoundOrUnauthorized]),
    when(AuthRequired, &["#401", "^unauthorized"], STATUS).or(&[AuthInvalid, NotFoundOrUnauthorized]),
    when(AccessDenied, &["#403"], STATUS).given(TOKEN).or(&[
        AuthInvalid,
        AuthRequired,
        NotFoundOrUnauthorized,
        GeoBlocked,
    ]),
    when(AccessDenied, &["#403", "^denied", "^forbidden"], STATUS).or(&[
        NotFoundOrUnauthorized,
        AuthInvalid,
        GeoBlocked,
    ]),
    when(UnexpectedRegistryResponse, &["#404", "#405", "#410"], STATUS)
        .given(TOKEN)
        .or(&[RegistryServerError, RegistryUnavailable]),
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
    when(UnexpectedRegistryResponse, &["#4*", "^unsupported$"], STATUS).or(&[RegistryServerError]),
    // Phrases that everybody prints.
    when(
        RegistryUnavailable,
        &[
            "^service unavailable",
            "^bad gateway",
            "^gateway timeout",
            "gateway time-out",
            "no healthy upstream",
            "^unavailable$",
        ],
        "gateways",
    )
    .or(&[RegistryServerError]),
    when(
        RegistryServerError,
        &["internal server error", "^unknown error", "^unknown: unknown error"],
        REGISTRY_JSON,
    )
    .or(&[RegistryUnavailable]),
    // Many things are "not found": it counts as a whole clause, or in a sentence about an image.
    when(StorageError, &["not found", "does not exist"], "containerd core/metadata").given(LOCAL),
    when(BlobNotFound, &["^not found"], RESOLVER).given(OF_BLOB),
    when(DigestNotFound, &["^not found"], RESOLVER).given(BY_DIGEST).or(&[TagNotFound, RepositoryNotFound]),
    when(TagNotFound, &["^not found", "^no such image", "no such manifest"], RESOLVER).or(&[
        RepositoryNotFound,
        NotFoundOrUnauthorized,
        DigestNotFound,
    ]),
    when(DigestNotFound, &["not found", "does not exist"], "moby, Harbor")
        .given(IMAGE.and(BY_DIGEST))
        .or(&[TagNotFound]),
    when(TagNotFound, &["not found", "does not exist"], "moby, Harbor").given(IMAGE).or(&[
        RepositoryNotFound,
        NotFoundOrUnauthorized,
        DigestNotFound,
    ]),
    when(RepositoryNotFound, &["not found", "does not exist"], "moby, Harbor")
        .given(REPOSITORY)
        .or(&[NotFoundOrUnauthorized, TagNotFound]),
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
        &["unable to ping registry endpoint", "no available registry endpoint"],
        "moby, containerd 1.2",
    ),
    when(InvalidImageName, &["invalid reference", "invalid image name"], REFERENCE),
    // The transport's code, if nothing else speaks.
    when(Timeout, &["code = deadlineexceeded", "code = 4"], "gRPC code"),
    when(PullCancelled, &["code = canceled"], "gRPC code").or(&[Timeout]),
    when(RuntimeUnavailable, &["code = unavailable", "code = 14"], "gRPC code").or(&[StorageError]),
];
