//! What surrounds a text and changes its meaning: a request for a token, an open layer, a remark aside.

use super::rule::Marks;

/// A request to a token server, with or without credentials.
pub(in crate::cause) const TOKEN: Marks = Marks(1);
/// A token request that carried credentials.
pub(super) const WITH_CREDENTIALS: Marks = Marks(1 << 1);
/// A token request that carried none.
pub(super) const ANONYMOUS: Marks = Marks(1 << 2);
/// The registry answered with a 5xx status.
pub(super) const SERVER_ERROR: Marks = Marks(1 << 3);
/// A layer was being unpacked.
pub(super) const UNPACKING: Marks = Marks(1 << 4);
/// A snapshot was being prepared.
pub(super) const SNAPSHOT: Marks = Marks(1 << 5);
/// The first contact with a registry: nothing was being downloaded yet.
pub(super) const PING: Marks = Marks(1 << 6);
/// The text of an HTTP client whose request never got an answer.
pub(super) const NO_ANSWER: Marks = Marks(1 << 7);
/// The Docker daemon prints the error.
pub(super) const DAEMON: Marks = Marks(1 << 8);
/// Docker Desktop's dialer, and its word for "without a proxy".
pub(super) const DIALING: Marks = Marks(1 << 9);
pub(super) const DIRECT: Marks = Marks(1 << 10);
/// A body that is HTML, or no JSON at all.
pub(super) const NOT_JSON: Marks = Marks(1 << 11);
/// The bytes of a TLS alert, where HTTP was expected.
pub(super) const TLS_BYTES: Marks = Marks(1 << 12);
/// A path below the runtime's storage, and one of configuration.
pub(super) const STORAGE_PATH: Marks = Marks(1 << 13);
pub(super) const CONFIG_PATH: Marks = Marks(1 << 14);
/// A schema 1 manifest is spoken of.
pub(super) const SCHEMA1: Marks = Marks(1 << 15);
/// containerd's newer wording, which prints the registry's own words after the status, if there are any.
pub(super) const WORDS_FOLLOW: Marks = Marks(1 << 16);
/// A blob was being fetched.
pub(super) const BLOB: Marks = Marks(1 << 17);
/// An image verifier is spoken of.
pub(super) const VERIFIER: Marks = Marks(1 << 18);
/// containerd's gateway to a descriptor of neither manifest, configuration nor layer.
pub(super) const DESCRIPTOR: Marks = Marks(1 << 19);
/// A descriptor's content contradicts its media type.
pub(super) const INVALID_DESCRIPTOR: Marks = Marks(1 << 20);
/// A repository or project is named in the sentence, or an image, tag or manifest.
pub(super) const REPOSITORY: Marks = Marks(1 << 21);
pub(super) const IMAGE: Marks = Marks(1 << 23);
/// The body of an error is spoken of, not that of a manifest.
pub(super) const ERROR_BODY: Marks = Marks(1 << 25);
/// The registry answered with a status or refused: what it says is not an errno of the node.
pub(super) const ANSWERED: Marks = Marks(1 << 27);
/// A guest was pulling the image.
pub(super) const GUEST_PULL: Marks = Marks(1 << 26);
/// The list of tags was being fetched.
pub(super) const TAGS: Marks = Marks(1 << 24);
/// "not found" is about something kept on the node.
pub(super) const LOCAL: Marks = Marks(1 << 22);
/// What "docker login" says of passwords that are kept in a file.
pub(super) const LOGIN_WARNING: Marks = Marks(1 << 31);
/// The message asks for a digest. Found in the names, not by a text.
pub(in crate::cause) const BY_DIGEST: Marks = Marks(1 << 28);
/// The message asks for a blob. Found in the names, not by a text.
pub(in crate::cause) const OF_BLOB: Marks = Marks(1 << 29);
/// What follows, up to the closing bracket, is a remark.
pub(in crate::cause) const ASIDE: Marks = Marks(1 << 30);

/// A quoted text that begins like this is read, since it decides.
pub(in crate::cause) const SCHEMA1_MEDIA_TYPE: &str = "application/vnd.docker.distribution.manifest.v1+";
