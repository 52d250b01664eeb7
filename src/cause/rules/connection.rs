//! How connections fail and end.

#[allow(clippy::enum_glob_use, reason = "a table is read by its labels")]
use crate::cause::taxonomy::Cause::*;

use super::mark::PING;
use super::rule::{CauseRule, texts, when};
use super::source::{GO_HTTP, GO_NET};

pub(super) static RULES: &[CauseRule] = &[
    // The way to the registry.
    when(
        NetworkUnreachable,
        texts![
            "no route to host",
            "network is unreachable",
            "cannot assign requested address",
            "bind: address already in use",
            "connect: permission denied",
            "connect: operation not permitted",
            "host is down",
            "network is down",
            "unreachable host",
            "unreachable network",
            "address family not supported by protocol",
            "connect: invalid argument",
            "no suitable address found",
            "socket: operation not permitted",
            "socket: permission denied",
            "forbidden by its access permissions",
        ],
        GO_NET,
    ),
    when(
        ConnectionRefused,
        texts!["connection refused", "connect econnrefused", "actively refused it"],
        GO_NET,
    ),
    when(Timeout, texts!["i/o timeout", "connect etimedout", "timed out", "^timeout"], GO_NET).gives_way(),
    // hyper and reqwest, as text and as Debug prints them.
    when(
        TruncatedDownload,
        texts![
            "end of file before message length reached",
            "unexpected eof during chunk size line",
            "error reading a body from connection: unexpected end of file",
            "kind: unexpectedeof",
        ],
        "hyper src/error.rs, src/proto/h1/decode.rs",
    )
    .or(&[ConnectionReset]),
    when(
        ConnectionReset,
        texts![
            "kind: reset streamid",
            "kind: goaway",
            "kind: connectionreset",
            "kind: brokenpipe",
            "hyper::error incompletemessage",
            "hyper::error channelclosed",
            "connection closed before message completed",
            "stream closed because of a broken pipe",
        ],
        "hyper src/error.rs, h2 src/error.rs",
    )
    .or(&[TruncatedDownload]),
    when(Timeout, texts!["source: timedout", "kind: timedout", "^timedout"], "reqwest src/error.rs"),
    when(ConnectionRefused, texts!["kind: connectionrefused"], "std::io::ErrorKind"),
    when(ConnectionReset, texts!["unexpected eof"], "Go io").given(PING).or(&[TruncatedDownload]),
    when(
        ConnectionReset,
        texts![
            "get: unexpected eof",
            "head: unexpected eof",
            "post: unexpected eof",
            "failed to resolve reference: unexpected eof",
            "transport connection broken: unexpected eof",
        ],
        GO_HTTP,
    )
    .or(&[TruncatedDownload, ProxyError]),
    when(
        ConnectionReset,
        texts![
            "connection reset by peer",
            "read econnreset",
            "broken pipe",
            "server sent goaway",
            "use of closed network connection",
            "client connection lost",
            "client connection force closed",
            "stream error",
            "server closed idle connection",
            "forcibly closed by the remote host",
            "connection was aborted",
            "software caused connection abort",
            "connection error: protocol_error",
            "graceful shutdown",
            "response body closed",
            "frame too large",
            "connection was reset",
            "connection closed before message completed",
            "without sending tls close_notify",
            "^eof$",
            "stream closed$",
        ],
        "Go net, net/http, x/net/http2, hyper, rustls",
    )
    .or(&[TruncatedDownload]),
    when(
        TruncatedDownload,
        texts!["unexpected eof", "unexpected end of file", "failed to fill whole buffer"],
        "Go io, Rust std",
    )
    .gives_way()
    .or(&[ConnectionReset]),
    when(UnexpectedRegistryResponse, texts!["transport connection broken"], GO_HTTP)
        .or(&[ConnectionReset, RegistryServerError]),
];
