//! What answered is not a registry, or one in trouble.

#[allow(clippy::enum_glob_use, reason = "a table is read by its labels")]
use crate::cause::taxonomy::Cause::{self, *};

use super::mark::{BLOB, ERROR_BODY, NOT_JSON, OF_BLOB, TOKEN};
use super::rule::{CauseRule, texts, when};
use super::source::{GO_HTTP, STATUS};

/// What was asked for may be missing, or something stands before the registry.
const NOT_A_REGISTRY: &[Cause] = &[TagNotFound, RepositoryNotFound, ProxyError];

pub(super) static RULES: &[CauseRule] = &[
    // Something other than a registry answered.
    when(AccessDenied, texts!["#403", "^denied"], STATUS)
        .given(NOT_JSON)
        .or(&[GeoBlocked, UnexpectedRegistryResponse]),
    when(AuthRequired, texts!["#401", "^unauthorized"], STATUS)
        .given(NOT_JSON)
        .unless(TOKEN)
        .or(&[AuthInvalid, UnexpectedRegistryResponse]),
    when(
        TlsHandshakeFailure,
        texts!["client certificate was not provided", "no required ssl certificate was"],
        "nginx",
    )
    .or(&[AuthRequired]),
    when(RegistryServerError, texts!["#500", "#501", "#505", "#506", "#507", "#508", "#510"], STATUS)
        .or(&[RegistryUnavailable]),
    when(RegistryUnavailable, texts!["#5*"], STATUS).or(&[RegistryServerError]),
    when(
        RegistryUnavailable,
        texts!["failed to get size with code head=* get=5*"],
        "stargz-snapshotter fs/remote/resolver.go",
    )
    .or(&[RegistryServerError]),
    // A body that docker could not parse may still hold the registry's code.
    when(TagNotFound, texts!["^manifest_unknown"], "moby, of a body that is not quite JSON")
        .given(ERROR_BODY)
        .or(&[RepositoryNotFound, UnexpectedRegistryResponse, DigestNotFound]),
    when(
        UnexpectedRegistryResponse,
        texts![
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
    .or(NOT_A_REGISTRY),
    when(
        UnexpectedRegistryResponse,
        texts!["error following redirect", "too many redirects"],
        "reqwest src/error.rs, src/redirect.rs",
    )
    .or(&[RegistryServerError]),
    // The page of Go's own server: the path itself is unknown there, but a blob may be gone as well.
    when(UnexpectedRegistryResponse, texts!["404 page not found"], GO_HTTP)
        .unless(BLOB.and(OF_BLOB))
        .or(NOT_A_REGISTRY),
    when(
        UnexpectedRegistryResponse,
        texts![
            "authorization server did not include a token",
            "content range requests ignored",
            "could not parse content-range header",
            "received content-range starting at offset",
            "range in content-range stops",
            "no content-range header found",
            "when fetching range",
            "ambiguous content-range",
            "invalid content-range",
            "missing content-range",
            "unexpected content-range",
            "support ranged get requests",
            "support byte ranges",
            "unknown response content-length",
            "empty response content-type",
            "httpreadseeker.seek: unknown size",
            "fetcher.seek: unknown size",
            "mismatch response content-type",
            "no realm specified for token auth challenge",
            "could not resolve digest for",
            "response missing location header",
            "failed to parse location header",
            "unhandled content range in response",
            "unable to discard to offset",
            "unsupported content-encoding algorithm",
        ],
        "containerd core/remotes/docker",
    )
    .or(&[RegistryServerError, RegistryUnavailable]),
    when(
        UnexpectedRegistryResponse,
        texts![
            "^304 not modified",
            "malformed http version",
            "malformed http status code",
            "malformed http response",
            "malformed mime header",
            "invalid byte in chunk length",
            "malformed chunked encoding",
            "server response headers exceeded",
            "moved permanently",
            "temporary redirect",
            "permanent redirect",
            "^mime: no media type",
            "^mime: expected slash after first token",
            "^mime: invalid media parameter",
        ],
        GO_HTTP,
    )
    .or(&[RegistryServerError, RegistryUnavailable]),
    when(
        UnexpectedRegistryResponse,
        texts![
            "unable to decode token response",
            "decoding bearer token",
            "missing realm",
            "talk to a v1 docker registry",
            "talk to a v1 container registry",
            "unsupported docker v1 repository request",
            "missing or empty content-type header",
            "missing or empty content-length header",
            "error parsing http response",
            "manifest returned by registry",
            "could not find boundary",
            "invalid number of chunks returned by the server",
            "too many parts returned by the server",
            "invalid stream returned",
            "does not support v2 api",
            "does not support the v2 registry api",
        ],
        "containers/image docker, distribution client; moby",
    )
    .or(&[RegistryServerError, RegistryUnavailable]),
    when(
        UnexpectedRegistryResponse,
        texts![
            "refusing token-server redirect to",
            "^realm host",
            "captive portal",
            "returned html",
            "^realm scheme",
            "challenge scheme is not bearer",
            "failed to parse content-length",
            "failed to parse content-range",
            "unrecognized challenge",
            "no token in bearer response",
            "response did not include docker-content-digest",
            "response did not include content-type",
            "response did not include content-length",
            "empty token returned",
            "invalid response content-type header",
            "invalid realm in www-authenticate",
            "failed to find supported auth scheme",
            "^ssrf protection",
        ],
        "go-containerregistry, ORAS, notation, oci-client, spegel, Artifactory",
    )
    .or(&[RegistryServerError, RegistryUnavailable]),
    when(UnexpectedRegistryResponse, texts!["stopped after 10 redirects"], GO_HTTP)
        .or(&[RegistryServerError]),
];
