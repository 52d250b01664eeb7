//! What a person wants to be told of a configuration that the runtime takes without a word.

use alloc::boxed::Box;
use core::fmt;

use super::RuleSource;
use crate::go::whole_url::split_host_port;
use crate::reference::normalize::{DEFAULT_DOMAIN, DOCKER_HUB_API, LEGACY_DOMAIN};

macro_rules! findings {
    ($($(#[doc = $doc:literal])+ $name:ident => $label:literal, $sentence:literal;)+) => {
        /// What a finding is about. Its `Display` says it in one line.
        ///
        /// ```
        /// use pullspec::registry::node::FindingKind;
        /// assert_eq!(FindingKind::ServerBelowHost.as_str(), "server_below_host");
        /// ```
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum FindingKind {
            $($(#[doc = $doc])+ $name,)+
        }

        impl FindingKind {
            /// Returns a stable name in snake case.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $label,)+
                }
            }
        }

        impl fmt::Display for FindingKind {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(match self {
                    $(Self::$name => $sentence,)+
                })
            }
        }
    };
}

findings! {
    /// `server` stands below a `[host."…"]` header, belongs to that table and is ignored.
    ServerBelowHost => "server_below_host", "`server` below a host's header belongs to that table and is ignored";
    /// The origin is asked last although a `server` was written, below a host.
    OriginStillAsked => "origin_still_asked", "no `server` stands above the first host's header: the registry itself is still asked last";
    /// `server` begins with `http` and has no `://`: it has no host, and means the origin.
    ServerWithoutUrl => "server_without_url", "`server` begins with http but is not a URL: it means the registry itself, which is still asked";
    /// A host begins with `http` and has no `://`: a dead entry.
    HostWithoutUrl => "host_without_url", "the host's name begins with http but is not a URL: it is never asked";
    /// A host has settings but no table header of its own.
    HostWithoutHeader => "host_without_header", "only a header [host.\"…\"] lists a host: this one is never asked";
    /// A header's name has dots and no quotes.
    UnquotedHost => "unquoted_host", "without quotes only the part before the first dot is the host's name";
    /// Settings of the root table that do not change the origin.
    RootSettingIgnored => "root_setting_ignored", "without `server` this setting changes nothing: the registry itself keeps all capabilities and /v2";
    /// A mirror that a pull by tag does not ask for the tag.
    MirrorNotForTags => "mirror_not_for_tags", "without the capabilities pull and resolve it is not asked which digest a tag has";
    /// The registry's name with a port, where the image has none, or the reverse.
    OtherPort => "other_port", "a port, written or left out, is part of the registry's name, and the image's differs: it is not used";
    /// The registry's name in another case than the image's.
    OtherCase => "other_case", "names are compared with case, and the image's differs: it is not used";
    /// Docker Hub under another of its names.
    OtherHubName => "other_hub_name", "images of Docker Hub go by docker.io: under this name it is not used";
    /// A directory's name that no registry has.
    MisspelledDirectory => "misspelled_directory", "no registry has this directory: with a port its name is host:5000 or host_5000_, with nothing before or after";
    /// A directory that is looked for after another one.
    RootShadowed => "root_shadowed", "another directory for this registry, or _default in an earlier root, is found first: this one is not used";
    /// Several roots, read as one name.
    RootsNotSplit => "roots_not_split", "the transfer service takes config_path as one directory: no hosts.toml is read";
    /// Certificate files next to a `hosts.toml` that names none.
    CertificateFileIgnored => "certificate_file_ignored", "certificate files are only read where there is no hosts.toml";
    /// A mirror of a registry's that is none, since an empty list stops `*`.
    EmptyMirrorList => "empty_mirror_list", "an empty list for this registry stops `*`: no mirror is used";
    /// An endpoint whose path is taken as it is.
    PathWithoutVersion => "path_without_version", "a path is taken as it is: no /v2 is added";
    /// Mirrors for another registry than Docker Hub.
    MirrorsOnlyForHub => "mirrors_only_for_hub", "registry-mirrors serve only docker.io: they are not used for this image";
    /// `daemon.json` does not count beside a `hosts.toml` with several hosts.
    DaemonListsIgnored => "daemon_lists_ignored", "hosts.toml gives more than one host: the lists of daemon.json are not used";
    /// `docker.io` in `insecure-registries`.
    InsecureHub => "insecure_hub", "docker.io is always secure: the entry changes nothing";
    /// An endpoint that is not a URL with a host.
    EndpointSkipped => "endpoint_skipped", "this is not an endpoint: it is skipped with a warning";
    /// A rewrite rule that is not a regular expression, or makes no repository.
    RewriteSkipped => "rewrite_skipped", "this rewrite is skipped: its pattern is not a regular expression, or its result is not a repository";
    /// Rewrites of which the first to match wins, in an order that changes from run to run.
    RewriteOrder => "rewrite_order", "there are several rewrites and their order changes from pull to pull: the result is not certain";
    /// A file that is not read, by its name or its place.
    FileNotRead => "file_not_read", "not read: only `*.conf` right in registries.conf.d counts";
    /// A key that the reader does not know.
    UnknownKey => "unknown_key", "this key is unknown and ignored";
    /// An endpoint of which no URL can be built.
    EndpointUnusable => "endpoint_unusable", "no request can be made of its scheme, host and path: it is never asked";
    /// A key of another of the runtimes' files.
    MisplacedKey => "misplaced_key", "this belongs in another file: here it is ignored";
    /// A prefix that no image's name begins with.
    RuleMatchesNothing => "rule_matches_nothing", "no image's name falls under this prefix";
    /// An entry after another one with the same prefix in the same file.
    RuleRepeated => "rule_repeated", "the same prefix stands earlier in this file: this entry counts for nothing";
    /// An entry that a later file has too.
    RuleReplaced => "rule_replaced", "a later file has the same prefix: all of this entry is replaced, mirrors included";
    /// Mirrors that serve digests only, and a tag.
    DigestOnlyMirror => "digest_only_mirror", "a mirror for digests only is not asked for a tag";
    /// Mirrors that serve tags only, and a digest.
    TagOnlyMirror => "tag_only_mirror", "a mirror for tags only is not asked for a digest";
    /// `blocked` in an entry whose location no blocked entry covers.
    BlocksNothing => "blocks_nothing", "`blocked` is looked up by the rewritten name, which no blocked entry covers: the origin is asked";
    /// Mirrors of a blocked entry.
    BlockedButMirrored => "blocked_but_mirrored", "the mirrors of a blocked entry are asked all the same";
}

impl FindingKind {
    /// What is to be said of a key at the top of a file whose reader does not know it.
    pub(super) fn of_unknown_key(key: &str) -> Self {
        // Of config.toml, hosts.toml, registries.conf, daemon.json and registries.yaml.
        const KNOWN_ELSEWHERE: [&str; 14] = [
            "plugins",
            "version",
            "imports",
            "disabled_plugins",
            "config_path",
            "host",
            "hosts",
            "server",
            "registry",
            "unqualified-search-registries",
            "registry-mirrors",
            "insecure-registries",
            "mirrors",
            "configs",
        ];
        if KNOWN_ELSEWHERE.contains(&key) { Self::MisplacedKey } else { Self::UnknownKey }
    }

    /// Why a rule for one registry does not serve the images of another that its author most likely took for the same.
    pub(super) fn of_near_miss(name: &str, domain: &str) -> Option<Self> {
        let parts = |text| split_host_port(text).unwrap_or((text, ""));
        let ((host, port), (wanted, wanted_port)) = (parts(name), parts(domain));
        if name == domain {
            None
        } else if name.eq_ignore_ascii_case(domain) {
            Some(Self::OtherCase)
        } else if host.eq_ignore_ascii_case(wanted) && (port.is_empty() || wanted_port.is_empty()) {
            Some(Self::OtherPort)
        } else {
            (domain == DEFAULT_DOMAIN && [LEGACY_DOMAIN, DOCKER_HUB_API].contains(&name))
                .then_some(Self::OtherHubName)
        }
    }
}

/// Something in a configuration that does not do what its author most likely meant.
///
/// ```
/// use pullspec::Reference;
/// use pullspec::registry::node::FindingKind;
/// use pullspec::registry::node::containerd::HostDirectories;
/// // The directory of another port is not the one that is read.
/// let hosts = HostDirectories::new(["certs.d"]).with_directory("certs.d/quay.io:443");
/// let resolution = hosts.resolve(&Reference::parse("quay.io/team/app")?)?;
/// let finding = &resolution.findings()[0];
/// assert_eq!((finding.kind(), finding.subject()), (FindingKind::OtherPort, "quay.io:443"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Finding {
    kind: FindingKind,
    rule: RuleSource,
    subject: Box<str>,
}

impl Finding {
    /// Makes one: what, which rule of which file, and the name or text it is about.
    #[must_use]
    pub fn new(kind: FindingKind, rule: RuleSource, subject: impl Into<Box<str>>) -> Self {
        Self { kind, rule, subject: subject.into() }
    }

    /// Returns what it is about.
    #[must_use]
    pub const fn kind(&self) -> FindingKind {
        self.kind
    }

    /// Returns the rule of the file.
    #[must_use]
    pub const fn rule(&self) -> &RuleSource {
        &self.rule
    }

    /// Returns the name or the text that it is about.
    #[must_use]
    pub fn subject(&self) -> &str {
        &self.subject
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.rule, self.kind)
    }
}
