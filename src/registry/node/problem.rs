//! What is wrong with a node's configuration, where, and what the runtime does about it.

use alloc::boxed::Box;
use core::fmt;

use super::position::Position;
use super::rule_source::RuleSource;
use crate::terminal::Escaped;

/// What a runtime does about an error in its configuration.
///
/// ```
/// use pullspec::registry::node::Consequence;
/// assert_eq!(Consequence::PullFails.to_string(), "this pull fails before anything is asked");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Consequence {
    /// The file counts for nothing, with a line in the runtime's log; pulls go on as if it were not there.
    FileDropped,
    /// One entry counts for nothing; the rest of the file stays.
    EntryDropped,
    /// The pull of this image fails before anything is asked.
    PullFails,
    /// Every pull on the node fails.
    EveryPullFails,
    /// The daemon does not start.
    DaemonStops,
}

impl fmt::Display for Consequence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::FileDropped => {
                "the whole file is dropped: its mirrors are not used and the origin is asked"
            }
            Self::EntryDropped => "this entry is dropped",
            Self::PullFails => "this pull fails before anything is asked",
            Self::EveryPullFails => "every pull on the node fails",
            Self::DaemonStops => "the daemon does not start",
        })
    }
}

/// An error in a node's configuration: file, place, what is wrong, and the consequence.
///
/// ```
/// use pullspec::registry::node::{ConfigError, ConfigErrorKind, Consequence};
/// let error = ConfigError::new(ConfigErrorKind::Toml, "registries.conf", "expected a value", Consequence::EveryPullFails);
/// assert_eq!(error.to_string(), "registries.conf: expected a value: every pull on the node fails");
///
/// let error = error.with_offset("[[registry]]\nprefix = \n", 22);
/// assert!(error.to_string().starts_with("registries.conf:2:10: "));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ConfigError {
    kind: ConfigErrorKind,
    file: Box<str>,
    position: Option<Position>,
    what: Box<str>,
    consequence: Consequence,
}

impl ConfigError {
    /// Makes one without a place. `what` is one lower-case line.
    #[must_use]
    pub fn new(
        kind: ConfigErrorKind,
        file: impl Into<Box<str>>,
        what: impl Into<Box<str>>,
        consequence: Consequence,
    ) -> Self {
        Self { kind, file: file.into(), position: None, what: what.into(), consequence }
    }

    /// The same with the place of a byte offset in the file's text.
    #[must_use]
    pub fn with_offset(mut self, text: &str, offset: usize) -> Self {
        self.position = Some(Position::of(text, offset));
        self
    }

    /// One about a rule: its file, and its place there.
    pub(in crate::registry::node) fn of_rule(
        kind: ConfigErrorKind,
        rule: &RuleSource,
        what: impl Into<Box<str>>,
        consequence: Consequence,
    ) -> Self {
        let file = rule.file().unwrap_or_default();
        Self { position: rule.place(), ..Self::new(kind, file, what, consequence) }
    }

    /// The same under another name for what is wrong.
    pub(in crate::registry::node) fn called(self, kind: ConfigErrorKind) -> Self {
        Self { kind, ..self }
    }

    /// Returns what is wrong, as a value.
    #[must_use]
    pub const fn kind(&self) -> ConfigErrorKind {
        self.kind
    }

    /// Returns the file.
    #[must_use]
    pub fn file(&self) -> &str {
        &self.file
    }

    /// Returns the place in the file, where one can be named.
    #[must_use]
    pub const fn position(&self) -> Option<Position> {
        self.position
    }

    /// Returns what is wrong, in words.
    #[must_use]
    pub fn what(&self) -> &str {
        &self.what
    }

    /// Returns what the runtime does about it.
    #[must_use]
    pub const fn consequence(&self) -> Consequence {
        self.consequence
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.file.is_empty() {
            write!(f, "{}", Escaped(&self.file))?;
            if let Some(Position { line, column }) = self.position {
                write!(f, ":{line}:{column}")?;
            }
            f.write_str(": ")?;
        }
        write!(f, "{}: {}", Escaped(&self.what), self.consequence)
    }
}

impl core::error::Error for ConfigError {}

macro_rules! kinds {
    ($($(#[doc = $doc:literal])+ $name:ident => $label:literal,)+) => {
        /// What is wrong with a node's configuration.
        ///
        /// ```
        /// use pullspec::registry::node::ConfigErrorKind;
        /// assert_eq!(ConfigErrorKind::ClientPair.as_str(), "client_pair");
        /// ```
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum ConfigErrorKind {
            $($(#[doc = $doc])+ $name,)+
        }

        impl ConfigErrorKind {
            /// Returns a stable name in snake case.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $label,)+
                }
            }
        }
    };
}

kinds! {
    /// The image is not a reference of this runtime.
    Reference => "reference",
    /// The text is not TOML, or a key has the wrong type.
    Toml => "toml",
    /// The text is not YAML, or a key has the wrong type.
    Yaml => "yaml",
    /// An endpoint is not a URL.
    EndpointUrl => "endpoint_url",
    /// A file named as `ca` cannot be read.
    CaRead => "ca_read",
    /// A file named as `ca` holds no certificate.
    CaLoad => "ca_load",
    /// A file named as `client` cannot be read.
    ClientRead => "client_read",
    /// A client certificate and its key do not fit each other.
    ClientPair => "client_pair",
    /// A mirror of `daemon.json` has no scheme.
    MirrorNoScheme => "mirror_no_scheme",
    /// It is not a URL.
    MirrorUri => "mirror_uri",
    /// Its scheme is neither `http` nor `https`.
    MirrorScheme => "mirror_scheme",
    /// It has a query or a fragment.
    MirrorQuery => "mirror_query",
    /// It has a user name.
    MirrorUserinfo => "mirror_userinfo",
    /// An insecure registry of `daemon.json` begins or ends with a hyphen.
    InsecureHyphen => "insecure_hyphen",
    /// It has another scheme than `http` and `https`.
    InsecureScheme => "insecure_scheme",
    /// It is not a host.
    InsecureHost => "insecure_host",
    /// Its port is not a number up to 65535.
    InsecurePort => "insecure_port",
    /// An endpoint of k3s cannot be made.
    Endpoint => "endpoint",
    /// A location or prefix has a scheme.
    LocationScheme => "location_scheme",
    /// An entry has neither location nor prefix.
    NoLocationNoPrefix => "no_location_no_prefix",
    /// An entry has no location, and its prefix is not a wildcard.
    NoLocation => "no_location",
    /// A mirror has no location.
    MirrorNoLocation => "mirror_no_location",
    /// `pull-from-mirror` stands in an entry and not in a mirror.
    PullFromMirrorOnRegistry => "pull_from_mirror_on_registry",
    /// An unknown value of `pull-from-mirror`.
    PullFromMirrorValue => "pull_from_mirror_value",
    /// `mirror-by-digest-only` and `pull-from-mirror` at once.
    MirrorUsageTwice => "mirror_usage_twice",
    /// Entries of one location disagree on `insecure`.
    ConflictInsecure => "conflict_insecure",
    /// Entries of one location disagree on `blocked`.
    ConflictBlocked => "conflict_blocked",
    /// A registry to search is not a host.
    SearchEntry => "search_entry",
    /// A drop-in in the format of version 1.
    V1InDropIn => "v1_in_drop_in",
    /// Keys of versions 1 and 2 in one file.
    V1V2Mixed => "v1_v2_mixed",
    /// An unknown value of `short-name-mode`.
    ShortNameMode => "short_name_mode",
    /// A prefix with `*.` that is not a domain.
    WildcardForm => "wildcard_form",
    /// A short name or what it stands for is not what it must be.
    Alias => "alias",
    /// The same in the alias file that podman writes, or that file is not TOML.
    AliasFile => "alias_file",
    /// What a location makes of the image is not a reference.
    Rewrite => "rewrite",
    /// The image has both a tag and a digest.
    TagAndDigest => "tag_and_digest",
}
