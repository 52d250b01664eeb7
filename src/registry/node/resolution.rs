//! The ordered attempts, and what is to be said of the configuration they came from.

use alloc::vec::Vec;

use super::{Attempt, ConfigError, Finding, FindingKind};

/// Where a runtime asks for one image, in order.
///
/// ```
/// use pullspec::Reference;
/// use pullspec::registry::node::containerd::HostDirectories;
/// // A key that does not exist in TOML: containerd drops the file, says so in its log, and goes on.
/// let hosts = HostDirectories::new(["certs.d"]).with_text("certs.d/quay.io/hosts.toml", "server = quay.io");
/// let resolution = hosts.resolve(&Reference::parse("quay.io/team/app")?)?;
/// assert_eq!(resolution.dropped()[0].file(), "certs.d/quay.io/hosts.toml");
/// assert_eq!(resolution.attempts()[0].host(), "quay.io");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Resolution {
    pub(in crate::registry::node) attempts: Vec<Attempt>,
    pub(in crate::registry::node) dropped: Vec<ConfigError>,
    pub(in crate::registry::node) findings: Vec<Finding>,
    pub(in crate::registry::node) nothing: Option<NothingAskedError>,
    pub(in crate::registry::node) shows: ReportedErrors,
}

/// Which of the errors that it meets a runtime shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::registry::node) enum ReportedErrors {
    /// The first of the highest weight: containerd.
    #[default]
    Heaviest,
    /// Every attempt's: containers/image.
    Every,
    /// The last one, of which nothing follows for the others: Docker's classic store, k3s for itself.
    Last,
}

/// Why nothing is asked although the configuration could be read.
///
/// ```
/// use pullspec::registry::node::NothingAskedError;
/// use pullspec::registry::node::containers_image::{Node, parse_reference};
/// let node = Node::read([("registries.conf", "[[registry]]\nlocation = \"quay.io\"\nblocked = true\n")]);
/// let resolution = node.resolution(&parse_reference("quay.io/team/app:1")?)?;
/// assert_eq!(resolution.nothing_asked(), Some(NothingAskedError::Blocked));
/// assert_eq!(NothingAskedError::Blocked.to_string(), "every endpoint is blocked by a rule");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum NothingAskedError {
    /// No host has the capability that the request needs (containerd's `no resolve hosts` and `no pull hosts`).
    #[error("no host has the capability that the pull needs")]
    NoCapableHost,
    /// Every endpoint is blocked by a rule.
    #[error("every endpoint is blocked by a rule")]
    Blocked,
    /// Every endpoint is written so that no request can be made of it.
    #[error("no endpoint has a usable scheme and host")]
    NoUsableEndpoint,
    /// A short name for which there is no registry.
    #[error("a short name, and there is no alias and no registry to search")]
    NoSearchRegistries,
    /// A short name that several registries could serve, and no terminal to choose at.
    #[error("a short name that several registries could serve, and no terminal to choose at")]
    AmbiguousShortName,
}

impl Resolution {
    /// Says which endpoints are never asked for what is written. That one has no host is said where it is read.
    pub(in crate::registry::node) fn find_unusable(&mut self) {
        let unusable =
            self.attempts.iter().filter(|attempt| !attempt.host().is_empty() && !attempt.is_usable());
        let kind = FindingKind::EndpointUnusable;
        self.findings
            .extend(unusable.map(|attempt| Finding::new(kind, attempt.rule.clone(), attempt.host())));
    }

    /// Returns the attempts in the runtime's order, blocked and unusable ones included.
    #[must_use]
    pub fn attempts(&self) -> &[Attempt] {
        &self.attempts
    }

    /// Returns the files and entries that the runtime drops, each with its error.
    #[must_use]
    pub fn dropped(&self) -> &[ConfigError] {
        &self.dropped
    }

    /// Returns what does not do what its author most likely meant.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// Returns why nothing is asked, if so.
    #[must_use]
    pub const fn nothing_asked(&self) -> Option<NothingAskedError> {
        self.nothing
    }
}
