//! What surrounds a text and changes its meaning, by the texts that show it.

use super::rule::Marks;
use super::{
    ANONYMOUS, ANSWERED, ASIDE, BLOB, CONFIG_PATH, DAEMON, DESCRIPTOR, DIALING, DIRECT, ERROR_BODY,
    GUEST_PULL, IMAGE, INVALID_DESCRIPTOR, LOCAL, LOGIN_WARNING, NO_ANSWER, NOT_JSON, PING, REPOSITORY,
    SCHEMA1, SERVER_ERROR, SNAPSHOT, STORAGE_PATH, TAGS, TLS_BYTES, TOKEN, UNPACKING, UNPACKING_TEXTS,
    VERIFIER, WITH_CREDENTIALS, WORDS_FOLLOW,
};

/// The texts that set marks.
pub(in crate::cause) static MARKS: &[(Marks, &[&str])] = &[
    (
        ASIDE,
        &[
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
    (ANSWERED, &["#4*", "#5*", "^denied", "^unauthorized", "^forbidden", "code = permissiondenied"]),
    (TOKEN.and(WITH_CREDENTIALS), &["failed to fetch oauth token", "failed to fetch oauth token with"]),
    (TOKEN.and(ANONYMOUS), &["failed to fetch anonymous token"]),
    (
        TOKEN,
        &[
            "unable to retrieve auth token",
            "bearer token",
            "failed to authorize",
            "requesting bear token",
            "trying to obtain access token",
            "unexpected http code",
        ],
    ),
    (SERVER_ERROR, &["#5*"]),
    (LOGIN_WARNING, &["configure a credential helper to remove this warning"]),
    (UNPACKING, UNPACKING_TEXTS),
    (UNPACKING, &["failed to get filesystem from image"]),
    (
        SNAPSHOT,
        &[
            "failed to prepare extraction snapshot",
            "unable to prepare extraction snapshot",
            "failed to stat snapshot",
            "failed to prepare snapshot",
        ],
    ),
    (
        PING,
        &[
            "pinging container registry",
            "pinging docker registry",
            "error pinging registry",
            "unable to ping registry endpoint",
        ],
    ),
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
    (
        STORAGE_PATH,
        &[
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
    (CONFIG_PATH, &["/etc/*", "/root/.docker*", "/usr/share/containers*"]),
    (SCHEMA1, &["schema 1", "schema1 image", "application/vnd.docker.distribution.manifest.v1+*"]),
    (
        WORDS_FOLLOW,
        &[
            "unexpected status from head request to",
            "unexpected status from get request to",
            "unexpected status from post request to",
            "unexpected status code",
        ],
    ),
    (
        BLOB,
        &[
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
    (GUEST_PULL, &["obtaining and verifying image", "failed to pull manifest"]),
    (TAGS, &["fetching tags list"]),
    (ERROR_BODY, &["error parsing http"]),
    (VERIFIER, &["image verifier"]),
    (DESCRIPTOR, &["could not fetch content descriptor"]),
    (INVALID_DESCRIPTOR, &["invalid desc"]),
    (REPOSITORY, &["^repository", "^project"]),
    (
        IMAGE,
        &[
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
        &[
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
