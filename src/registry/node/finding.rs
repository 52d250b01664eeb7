//! What a person wants to be told of a configuration that the runtime takes without a word.

use alloc::boxed::Box;
use core::fmt;

use super::RuleSource;

macro_rules! findings {
    ($($(#[doc = $doc:literal])+ $name:ident => $label:literal, $sentence:literal;)+) => {
        /// What a finding is about. Its `Display` says it in one line.
        ///
        /// ```
        /// use pullspec::registry::node::FindingKind;
        /// assert_eq!(FindingKind::ServerBelowHost.label(), "server_below_host");
        /// ```
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum FindingKind {
            $($(#[doc = $doc])+ $name,)+
        }

        impl FindingKind {
            /// Returns a stable name in snake case.
            #[must_use]
            pub const fn label(self) -> &'static str {
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
    ServerBelowHost => "server_below_host", "`server` below a host table belongs to that table and is ignored: the origin is still asked";
    /// A file that is not read, by its name or its place.
    FileNotRead => "file_not_read", "not read: only `*.conf` right in registries.conf.d counts";
    /// A key that the reader does not know.
    UnknownKey => "unknown_key", "this key is unknown and ignored";
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

/// Something in a configuration that does not do what its author most likely meant.
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
