//! The way to the registry and its channel: proxies, names of hosts, certificates; and too many requests.

#[allow(clippy::enum_glob_use, reason = "a table is read by its labels")]
use crate::cause::Cause::*;
use crate::cause::rule::CauseRule;

use super::{DAEMON, DIALING, DIRECT, GO_HTTP, GO_TLS, GO_X509, MOBY, NO_ANSWER, TLS_BYTES, TOKEN, when};

pub(super) static RULES: &[CauseRule] = &[
    // The proxy stands before everything behind it.
    when(
        ProxyError,
        &[
            "proxyconnect tcp",
            "^proxyconnect",
            "socks connect tcp",
            "proxy authentication required",
            "#407",
            "proxy: unknown scheme",
            "invalid proxy address",
            "from proxy after connect",
            "tunnel connection failed",
            "cannot connect to proxy",
            "unable to connect to proxy",
            "error connecting to proxy",
        ],
        "Go net/http, x/net/proxy, curl, urllib3",
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
        &[
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
        ],
        "Go net, libc, musl, hyper",
    ),
    // Certificates that the node itself cannot load are its configuration, whatever TLS says about them.
    when(
        RuntimeConfigInvalid,
        &[
            "unable to load ca cert",
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
            "snapshotter not loaded",
            "no unpack platforms defined",
            "invalid host url",
            "missing private key needed for decryption",
            "no suitable key unwrapper found",
            "failed to decrypt layer",
            "failed to decrypt the image layer",
            "invalid cri image config",
            "invalid host tree",
            "^invalid mirror",
        ],
        "containerd core/remotes/docker/config/hosts.go, core/snapshots, ocicrypt, image-rs",
    ),
    // An address that is none: a mirror, a proxy or an endpoint of the configuration, or the reference itself.
    when(
        RuntimeConfigInvalid,
        &[
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
        &[
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
        &[
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
        &[
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
            "speaking plain http to an ssl-enabled server port",
            "this combination of host and port requires tls",
            "wrong version number",
        ],
        "Go crypto/tls; nginx, httpd, Tomcat, OpenSSL",
    )
    .or(&[TlsHandshakeFailure]),
    when(HttpHttpsMismatch, &["malformed http response"], GO_HTTP).given(TLS_BYTES),
    when(RuntimeConfigInvalid, &["failed to load system roots"], GO_X509).or(&[TlsUnknownAuthority]),
    when(TlsHandshakeFailure, &["tls: unrecognized name"], GO_TLS).or(&[TlsNameMismatch]),
    when(
        TlsHandshakeFailure,
        &[
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
            "exceeded the rate limit",
            "^requestlimitexceeded",
            "^throttling",
            "was throttled",
            "reduce your request rate",
            "too many failed login attempts",
            "^resource_exhausted",
            "pull traffic quota",
        ],
        "Docker Hub, ECR, Artifact Registry, GHCR, Tencent, IBM, Google APIs, S3",
    ),
];
