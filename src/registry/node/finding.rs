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
