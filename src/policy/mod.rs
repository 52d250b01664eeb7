//! The image pull policy: what was written, what is filled in, and what the kubelet does with it.

use core::fmt;

/// When the kubelet pulls an image.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PullPolicy {
    /// Ask the registry at every start of the container.
    Always,
    /// Pull only what the node lacks.
    IfNotPresent,
    /// Never pull.
    Never,
}

impl PullPolicy {
    /// The text in `imagePullPolicy`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Always => "Always",
            Self::IfNotPresent => "IfNotPresent",
            Self::Never => "Never",
        }
    }
}

impl fmt::Display for PullPolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
