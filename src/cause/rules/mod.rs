//! The table of texts, in the order in which they decide.
//!
//! Every text is taken from the source of the program that prints it; the second column of a rule names it. A rule
//! stands before another where both may match one message and the first says more: what the kubelet knows itself,
//! names, the node's disk and runtime, policies, the way and its channel, what came back, the node's credentials and
//! configuration, a server in trouble, the registry's words, what arrived and was unpacked, how connections end, the
//! node's storage, and last bare statuses and the phrases that everybody prints. The comments give the reason where
//! the order is not obvious.
//!
//! One file per stretch of the order.

mod connection;
mod content;
mod fallback;
mod kubelet;
mod marks;
mod names;
mod node;
mod policy;
mod registry_errors;
pub(in crate::cause) mod rule;
mod server_errors;
mod setup;
mod storage;
mod transport;
mod unpack;

use crate::cause::Cause;
pub use rule::CauseRule;
use rule::Marks;

pub(in crate::cause) use marks::MARKS;

/// The stretches of the table, in order.
static STRETCHES: [&[CauseRule]; 13] = [
    kubelet::RULES,
    names::RULES,
    node::RULES,
    policy::RULES,
    transport::RULES,
    content::RULES,
    setup::RULES,
    server_errors::RULES,
    registry_errors::RULES,
    unpack::RULES,
    connection::RULES,
    storage::RULES,
    fallback::RULES,
];

/// The rules. The first whose text is in a part of the message, and whose surroundings fit, decides that part.
pub(in crate::cause) fn rules() -> impl Iterator<Item = &'static CauseRule> {
    STRETCHES.into_iter().flatten()
}

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
/// The bytes of a TLS alert, where HTTP was expected.
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
/// The body of an error is spoken of, not that of a manifest.
const ERROR_BODY: Marks = Marks(1 << 25);
/// The registry answered with a status or refused: what it says is not an errno of the node.
const ANSWERED: Marks = Marks(1 << 27);
/// A guest was pulling the image.
const GUEST_PULL: Marks = Marks(1 << 26);
/// The list of tags was being fetched.
const TAGS: Marks = Marks(1 << 24);
/// "not found" is about something kept on the node.
const LOCAL: Marks = Marks(1 << 22);
/// What "docker login" says of passwords that are kept in a file.
const LOGIN_WARNING: Marks = Marks(1 << 31);
/// The message asks for a digest. Found in the names, not by a text.
pub(in crate::cause) const BY_DIGEST: Marks = Marks(1 << 28);
/// The message asks for a blob. Found in the names, not by a text.
pub(in crate::cause) const OF_BLOB: Marks = Marks(1 << 29);
/// What follows, up to the closing bracket, is a remark.
pub(in crate::cause) const ASIDE: Marks = Marks(1 << 30);

/// The steps in which a layer is unpacked: they stand around another text, or decide where there is none.
const UNPACKING_TEXTS: &[&str] = &[
    "failed to extract layer",
    "failed to register layer",
    "mount callback failed on",
    "^applylayer",
    "processing tar file",
    "unpacking failed",
    "^untar",
    "^re-exec error",
    "layer application failed",
    "failed to apply layer",
    "failed to unpack layer",
    "failed to decode layer data stream",
    "staging a partially-pulled layer",
    "the reexec command failed",
    "failed to commit tar",
    "unencapsulating base",
    "packer failed to pack",
    "error unpacking rootfs",
    "error extracting layer",
];

/// A quoted text that begins like this is read, since it decides.
pub(in crate::cause) const SCHEMA1_MEDIA_TYPE: &str = "application/vnd.docker.distribution.manifest.v1+";

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
const AUTHORIZER: &str = "containerd core/remotes/docker/auth";
const RESOLVER: &str = "containerd core/remotes/docker/resolver.go";
const IMAGES: &str = "containerd core/images";
const REFERENCE: &str = "distribution/reference";
const MOBY: &str = "moby daemon/internal/distribution";
const COPY: &str = "containers/image copy";
const STATUS: &str = "HTTP status";
