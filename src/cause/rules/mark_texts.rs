//! What surrounds a text and changes its meaning, by the texts that show it.

use super::mark::{
    ANONYMOUS, ANSWERED, ASIDE, BLOB, CONFIG_PATH, DAEMON, DESCRIPTOR, DIALING, DIRECT, ERROR_BODY,
    GUEST_PULL, IMAGE, INVALID_DESCRIPTOR, LOCAL, LOGIN_WARNING, NO_ANSWER, NOT_JSON, PING, REPOSITORY,
    SCHEMA1, SERVER_ERROR, SNAPSHOT, STORAGE_PATH, TAGS, TLS_BYTES, TOKEN, UNPACKING, VERIFIER,
    WITH_CREDENTIALS, WORDS_FOLLOW,
};
use super::rule::{Marks, texts};
use super::unpack::UNPACKING_TEXTS;

/// The texts that set marks.
pub(in crate::cause) static MARKS: &[(Marks, &str)] = &[
    (
        ASIDE,
        texts![
            "^mirrors also failed",
            "while reconnecting",
            "after reconnecting",
            "^artifact err",
            "src: closing",
            // Where Trivy looks before it asks the registry.
            "unable to inspect the image",
            "^docker error",
            "^containerd error",
            "^podman error",
        ],
    ),
    (ANSWERED, texts!["#4*", "#5*", "^denied", "^unauthorized", "^forbidden", "code = permissiondenied"]),
    (TOKEN.and(WITH_CREDENTIALS), texts!["failed to fetch oauth token", "failed to fetch oauth token with"]),
    (TOKEN.and(ANONYMOUS), texts!["failed to fetch anonymous token"]),
    (
        TOKEN,
        texts![
            "unable to retrieve auth token",
            "bearer token",
            "failed to authorize",
            "requesting bear token",
            "trying to obtain access token",
            "unexpected http code",
        ],
    ),
    (SERVER_ERROR, texts!["#5*"]),
    (LOGIN_WARNING, texts!["configure a credential helper to remove this warning"]),
    (UNPACKING, UNPACKING_TEXTS),
    (UNPACKING, texts!["failed to get filesystem from image"]),
    (
        SNAPSHOT,
        texts![
            "failed to prepare extraction snapshot",
            "unable to prepare extraction snapshot",
            "failed to stat snapshot",
            "failed to prepare snapshot",
        ],
    ),
    (
        PING,
        texts![
            "pinging container registry",
            "pinging docker registry",
            "error pinging registry",
            "unable to ping registry endpoint",
        ],
    ),
    (
        NO_ANSWER,
        texts![
            "failed to do request",
            "pinging container registry",
            "pinging docker registry",
            "proxyconnect tcp",
        ],
    ),
    (DAEMON, texts!["error response from daemon"]),
    (DIALING, texts!["^dialing"]),
    (DIRECT, texts!["via direct connection"]),
    (
        NOT_JSON,
        texts![
            "invalid character < looking for",
            "<html*",
            "<!doctype*",
            "after top-level value",
            "media type text/html",
            "\\u003chtml*",
        ],
    ),
    (TLS_BYTES, texts!["\\x15*"]),
    (
        STORAGE_PATH,
        texts![
            "/var/lib/*",
            "/var/tmp/*",
            "/run/containerd/*",
            "/run/k3s/*",
            "/var/snap/*",
            "/data/*",
            "/mnt/*",
            "c:\\*",
        ],
    ),
    (CONFIG_PATH, texts!["/etc/*", "/root/.docker*", "/usr/share/containers*"]),
    (SCHEMA1, texts!["schema 1", "schema1 image", "application/vnd.docker.distribution.manifest.v1+*"]),
    (
        WORDS_FOLLOW,
        texts![
            "unexpected status from head request to",
            "unexpected status from get request to",
            "unexpected status from post request to",
            "unexpected status code",
        ],
    ),
    (
        BLOB,
        texts![
            "fetching blob",
            "reading blob",
            "error reading blob",
            "error fetching blob",
            "downloading blob",
            "while fetching image layer",
            "failed to access to the registry",
            "fetching external blob",
        ],
    ),
    (GUEST_PULL, texts!["obtaining and verifying image", "failed to pull manifest"]),
    (TAGS, texts!["fetching tags list"]),
    (ERROR_BODY, texts!["error parsing http"]),
    (VERIFIER, texts!["image verifier"]),
    (DESCRIPTOR, texts!["could not fetch content descriptor"]),
    (INVALID_DESCRIPTOR, texts!["invalid desc"]),
    (REPOSITORY, texts!["^repository", "^project"]),
    (
        IMAGE,
        texts![
            "^manifest",
            "^image",
            "^artifact",
            "^tag",
            "^content at",
            "requested image",
            "no available registry endpoint",
        ],
    ),
    (
        LOCAL,
        texts![
            "content digest",
            "from content store",
            "from containerd image store",
            "parent snapshot",
            "^lease",
            "missing parent",
            "^snapshotter",
            "^snapshot",
        ],
    ),
];
