//! The way to the registry and its channel: proxies, names of hosts, certificates; and too many requests.

#[allow(clippy::enum_glob_use, reason = "a table is read by its labels")]
use crate::cause::taxonomy::Cause::*;

use super::mark::{DAEMON, DIALING, DIRECT, NO_ANSWER, TLS_BYTES, TOKEN};
use super::rule::{CauseRule, texts, when};
use super::source::{GO_HTTP, GO_TLS, GO_X509, MOBY};

pub(super) static RULES: &[CauseRule] = &[
    // Who holds the node's credentials is asked before the registry is, whatever keeps the answer away.
    when(
        CredentialProviderFailure,
        texts![
            "from metadata server",
            "from metadata service",
            "from instance metadata",
            "from the metadata server",
            "from the metadata service",
            "from imds",
            "unable to get access token",
            "failed to get access token",
            "failed to acquire token",
            "unable to acquire token",
            "failed to assume role",
            "error calling secrets manager",
            "plugin ecr-credential-provider",
            "plugin acr-credential-provider",
            "plugin gcp-credential-provider",
            "plugin auth-provider-gcp",
        ],
        "credential providers of Google, AWS and Azure",
    )
    .or(&[AuthRequired, AccessDenied])
    .shows_next(),
    // The proxy stands before everything after it.
    when(
        ProxyError,
        texts![
            "proxyconnect tcp",
            "^proxyconnect",
            "socks connect tcp",
            "proxy authentication required",
            "#407",
            "proxy: unknown scheme",
            "from proxy after connect",
            "tunnel connection failed",
            "tunnel error",
            "cannot connect to proxy",
            "unable to connect to proxy",
            "error connecting to proxy",
            "connect tunnel failed",
        ],
        "Go net/http, x/net/proxy, curl, urllib3",
    )
    .shows_next(),
    when(ProxyError, texts!["via"], "Docker Desktop").given(DIALING).unless(DIRECT).shows_next(),
    // A bare phrase instead of a status is the proxy's answer to CONNECT; the daemon's HEAD is the exception, whose
    // errors have no body to read words from.
    when(AccessDenied, texts!["head: forbidden$"], MOBY)
        .given(DAEMON)
        .unless(NO_ANSWER)
        .or(&[BlockedByPolicy, ProxyError]),
    when(
        ProxyError,
        texts!["get: forbidden$", "head: forbidden$", "post: forbidden$", "https: forbidden$"],
        GO_HTTP,
    )
    .or(&[AccessDenied]),
    when(
        ProxyError,
        texts![
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
            "post: bad request$",
            "get: method not allowed$",
            "head: method not allowed$",
            "get: moved permanently$",
            "head: moved permanently$",
            "get: host not found$",
            "head: host not found$",
            "get: authenticationrequired$",
            "head: authenticationrequired$",
            "get: notresolvable$",
            "head: notresolvable$",
            "get: urlblocked$",
            "head: urlblocked$",
            "get: tunnel or ssl forbidden$",
            "head: tunnel or ssl forbidden$",
        ],
        "Go net/http; the phrases of gateways' block pages",
    )
    .or(&[RegistryUnavailable, UnexpectedRegistryResponse, AuthRequired]),
    // Names of hosts: whatever follows a lookup is the resolver's trouble.
    when(
        DnsFailure,
        texts![
            "^lookup",
            "no such host",
            "server misbehaving",
            "temporary failure in name resolution",
            "name or service not known",
            "could not resolve host",
            "no such host is known",
            "nodename nor servname provided",
            "name does not resolve",
            "^getaddrinfo",
            "cannot unmarshal dns message",
            "no address associated with hostname",
            "dns error",
            "no appropriate name servers",
        ],
        "Go net, libc, musl, hyper",
    ),
    // Certificates that the node itself cannot load are its configuration, whatever TLS says about them.
    when(
        RuntimeConfigInvalid,
        texts![
            "unable to load ca cert",
            "no pull hosts",
            "unable to initialize cert pool",
            "invalid type true for",
            "invalid type false for",
            "invalid type int64 for",
            "invalid type string for",
            "invalid type float64 for",
            "unable to read ca cert",
            "failed to load x509 key pair",
            "for client certificate",
            "missing client certificate",
            "failed to load client certificate",
            "unable to parse server",
            "unknown capability",
            "no resolve hosts",
            "failed to load hosts",
            "failed to decode hosts",
            "failed to decode hosts.toml",
            "failed to parse toml",
            "invalid host url",
            "invalid host tree",
            "^invalid mirror",
        ],
        "containerd core/remotes/docker/config/hosts.go",
    ),
    when(
        RuntimeConfigInvalid,
        texts![
            "missing unit in duration",
            "unknown unit in duration",
            "time: invalid duration",
            "unknown runtime handler",
            "failed to parse image_pull_progress_timeout",
            "unable to get sandbox runtime for",
            "snapshotter not loaded",
            "no unpack platforms defined",
            "invalid cri image config",
        ],
        "containerd core/snapshots, core/unpack, internal/cri",
    ),
    when(
        RuntimeConfigInvalid,
        texts![
            "missing private key needed for decryption",
            "no suitable key unwrapper found",
            "failed to decrypt layer",
            "failed to decrypt the image layer",
            "no suitable key found for decrypting layer key",
            "in decryption keys paths",
        ],
        "ocicrypt, image-rs",
    ),
    when(
        RuntimeConfigInvalid,
        texts![
            "^yaml: line",
            "^yaml: unmarshal errors",
            "parsing signature storage configuration",
            "error loading registries",
            "invalid prefix for reference",
            "mixing sysregistry v1/v2",
            "is defined multiple times with conflicting",
            "pull-from-mirror must not be set",
            "unsupported pull-from-mirror value",
            "failed to parse containers.conf",
            "defaulttransport is not set",
            "unsupported pull policy",
            "invalid location: cannot be empty",
            "uri schemes are not supported",
            "unsupported scheme when reading signature from",
            "invalid signature storage url",
            "invalid alias: must contain",
            "invalid alias: must not contain",
            "invalid short name: must not contain",
            "for empty location should be in the format",
            "client-key must be specified",
            "fulcio use set up without",
        ],
        "containers/image pkg/sysregistriesv2, pkg/tlsclientconfig, docker/registries_d.go",
    ),
    when(
        RuntimeConfigInvalid,
        texts![
            "failed to get system cert pool",
            "failed to find any pem data in",
            "no pem data found",
            "private key does not match public key",
            "private key type does not match public key type",
            "failed to find certificate pem data in",
        ],
        "Go crypto/tls, crypto/x509",
    ),
    when(
        RuntimeConfigInvalid,
        texts![
            "is not found on the file system",
            "unable to resolve docker endpoint: context: context not found",
            "was specified but no corresponding key file was specified",
            "was specified but no corresponding cert file was specified",
            "no verifiers found",
            "is required for cosign verification in keyless mode",
            "parsing $build_registry_sources",
            "is supported only with systemd",
            "invalid systemd cgroup",
            "require tls verification on an insecured registry",
            "no server found for cluster",
        ],
        "docker CLI contexts, notation, BuildKit, runc, kubectl, OpenShift",
    ),
    // An address that is none: a mirror, a proxy or an endpoint of the configuration, or the reference itself.
    when(
        RuntimeConfigInvalid,
        texts![
            "unsupported protocol scheme",
            "missing protocol scheme",
            "no host in request url",
            "invalid control character in url",
            "first path segment in url cannot contain colon",
            "in host name",
        ],
        "Go net/url, net/http",
    )
    .unless(TOKEN)
    .or(&[InvalidImageName]),
    // The channel, the most specific first.
    when(
        TlsUnknownAuthority,
        texts![
            "certificate signed by unknown authority",
            "certificate is not trusted",
            "self-signed certificate",
            "self signed certificate",
            "unable to get local issuer certificate",
            "unable to get issuer certificate",
            "unable to verify the first certificate",
            "^unknownissuer",
        ],
        "Go crypto/x509, OpenSSL, rustls",
    ),
    when(
        TlsCertificateExpired,
        texts![
            "certificate has expired or is not yet valid",
            "certificate has expired",
            "certificate is not yet valid",
            "certificate is expired",
            "peer certificate: expired",
        ],
        "Go crypto/x509, rustls",
    ),
    when(
        TlsNameMismatch,
        texts![
            "certificate is valid for",
            "certificate is not valid for",
            "cannot validate certificate for",
            "certificate relies on legacy common name field",
            "contain any ip sans",
            "certificate name does not match input",
            "peer certificate: notvalidforname",
        ],
        "Go crypto/x509, rustls",
    ),
    // rustls says what is wrong with a certificate after the same words.
    when(
        TlsUnknownAuthority,
        texts![
            "peer certificate: unknownissuer",
            "peer certificate: unknown issuer",
            "peer certificate: badsignature",
            "peer certificate: bad signature",
            "peer certificate: invalid signature",
            "invalidcertificate unknownissuer",
            "invalidcertificate badsignature",
            "peer certificate: other othererror causedasendentity",
            "peer certificate: other othererror unknownissuer",
        ],
        "rustls src/error.rs, rustls-webpki",
    )
    .or(&[TlsHandshakeFailure]),
    when(
        TlsCertificateExpired,
        texts![
            "peer certificate: certificate expired",
            "peer certificate: certificate not valid yet",
            "peer certificate: notvalidyet",
            "certificate expired: verification time",
            "certificate not valid yet: verification time",
            "invalidcertificate expired",
            "invalidcertificate expiredcontext",
            "invalidcertificate notvalidyet",
            "invalidcertificate notvalidyetcontext",
        ],
        "rustls src/error.rs",
    ),
    when(
        TlsNameMismatch,
        texts![
            "certificate not valid for name",
            "invalidcertificate notvalidforname",
            "invalidcertificate notvalidfornamecontext",
        ],
        "rustls src/error.rs",
    ),
    when(
        HttpHttpsMismatch,
        texts!["received corrupt message of type invalidcontenttype"],
        "rustls src/error.rs",
    )
    .or(&[TlsHandshakeFailure]),
    when(
        TlsHandshakeFailure,
        texts![
            "received corrupt message of type",
            "peer is incompatible",
            "peer misbehaved",
            "no certificates presented",
            "received unexpected handshake message",
            "peer certificate: revoked",
            "peer certificate: badencoding",
        ],
        "rustls src/error.rs",
    )
    .or(&[TlsUnknownAuthority, HttpHttpsMismatch]),
    // OpenSSL joins the function to the reason by a colon without a blank.
    when(
        HttpHttpsMismatch,
        texts![
            "routines:ssl3_get_record:wrong version number",
            "routines:tls_get_more_records:wrong version number",
            "routines::wrong version number",
            "routines::packet length too long",
        ],
        "OpenSSL",
    )
    .or(&[TlsHandshakeFailure]),
    when(
        TlsUnknownAuthority,
        texts![
            "routines:tls_process_server_certificate:certificate verify failed",
            "routines::certificate verify failed",
        ],
        "OpenSSL",
    )
    .or(&[TlsHandshakeFailure, TlsCertificateExpired, TlsNameMismatch]),
    when(
        TlsHandshakeFailure,
        texts![
            "routines:ssl3_read_bytes:sslv3 alert handshake failure",
            "routines::sslv3 alert handshake failure",
            "routines::ssl/tls alert handshake failure",
            "routines::tlsv1 alert protocol version",
            "routines::unsupported protocol",
            "routines::unsafe legacy renegotiation disabled",
        ],
        "OpenSSL",
    ),
    when(
        HttpHttpsMismatch,
        texts![
            "http response to https client",
            "client sent an http request to an https server",
            "is http only and requires the insecure flag",
        ],
        GO_HTTP,
    ),
    when(
        HttpHttpsMismatch,
        texts![
            "first record does not look like a tls handshake",
            "oversized record received",
            "plain http request was sent to https port",
            "speaking plain http to an ssl-enabled server port",
            "this combination of host and port requires tls",
            "wrong version number",
        ],
        "Go crypto/tls; nginx, httpd, Tomcat, OpenSSL",
    )
    .or(&[TlsHandshakeFailure]),
    when(HttpHttpsMismatch, texts!["malformed http response"], GO_HTTP).given(TLS_BYTES),
    when(RuntimeConfigInvalid, texts!["failed to load system roots"], GO_X509).or(&[TlsUnknownAuthority]),
    when(TlsHandshakeFailure, texts!["tls: unrecognized name"], GO_TLS).or(&[TlsNameMismatch]),
    when(
        TlsHandshakeFailure,
        texts![
            "remote error: tls",
            "remote error: handshake failure",
            "remote error: bad certificate",
            "server selected unsupported protocol version",
            "tls: handshake failure",
            "received fatal alert",
            "certificate verify failed",
            "eof during handshake",
            "^tls$",
        ],
        GO_TLS,
    )
    .or(&[TlsUnknownAuthority, AuthRequired]),
    when(TlsHandshakeFailure, texts!["^x509$"], GO_X509).or(&[TlsUnknownAuthority]),
    // Too many requests.
    when(
        RateLimited,
        texts![
            "#429",
            "^toomanyrequests",
            "too many requests",
            "too many requests to registry",
            "failed to get size with code head=* get=429",
            "pull rate limit",
            "download rate limit",
            "rate limit exceeded",
            "rate limited",
            "^rate exceeded",
            "^throttlingexception",
            "quota exceeded for quota metric",
            "exceeded a secondary rate limit",
            "exceeded the rate limit",
            "^requestlimitexceeded",
            "^throttling",
            "was throttled",
            "reduce your request rate",
            "too many failed login attempts",
            "^resource_exhausted",
            "pull traffic quota",
            // oci-distribution before 0.8, which did not know the code.
            "unknown variant toomanyrequests",
        ],
        "Docker Hub, ECR, Artifact Registry, GHCR, Tencent, IBM, Google APIs, S3",
    ),
];
