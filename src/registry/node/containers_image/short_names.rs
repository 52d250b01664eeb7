//! What a name without a registry means on a node: aliases, then the registries to search.

use alloc::format;
use alloc::vec;
use alloc::vec::Vec;

use super::conf::Node;
use super::file::{Aliases, ShortNameMode};
use super::reference::{ReferenceError, parse_raw, parse_reference};
use crate::reference::Reference;
use crate::reference::normalize::{LOCALHOST, has_host_form};
use crate::registry::node::ConfigError;

/// CRI-O's own `short_name_mode`, which stands above the one in `registries.conf`.
///
/// ```
/// use pullspec::registry::node::containers_image::{CrioShortNameMode, Node, ShortNameError};
/// let node = Node::read([("registries.conf", "unqualified-search-registries = [\"quay.io\", \"docker.io\"]\n")]);
/// assert_eq!(node.crio_candidates("redis", CrioShortNameMode::Enforcing), Err(ShortNameError::Ambiguous));
/// let found = node.crio_candidates("redis", CrioShortNameMode::Disabled)?;
/// assert_eq!(found[0].as_str(), "quay.io/redis:latest");
/// # Ok::<(), ShortNameError>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[allow(clippy::exhaustive_enums, reason = "Closed: CRI-O refuses to start with any other value")]
pub enum CrioShortNameMode {
    /// A name that several registries could serve is refused. The default since 1.34.
    #[default]
    Enforcing,
    /// All are tried, in order; only the last one's error is reported.
    Disabled,
}

/// Why a name leads to no candidate.
///
/// ```
/// use pullspec::registry::node::containers_image::{Node, ShortNameError};
/// let node = Node::read([("registries.conf", "")]);
/// assert_eq!(node.podman_candidates("redis"), Err(ShortNameError::NoSearchRegistries)); // not docker.io
/// assert_eq!(
///     ShortNameError::NoSearchRegistries.to_string(),
///     "a short name without an alias, and no registries to search",
/// );
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ShortNameError {
    /// A file that is needed for the name cannot be used.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The name is not a reference.
    #[error("not a reference: {0}")]
    Reference(#[source] ReferenceError),
    /// Several registries could serve it, and the mode is enforcing: CRI-O's "returns ambiguous list".
    #[error("a short name that several registries could serve, in enforcing mode")]
    Ambiguous,
    /// Neither an alias nor a registry to search.
    #[error("a short name without an alias, and no registries to search")]
    NoSearchRegistries,
    /// With a registry to search before it, the name is not a reference.
    #[error("with a registry before it, not a reference: {0}")]
    Candidate(#[source] ReferenceError),
}

impl Node {
    /// Returns what podman, skopeo and buildah would pull for a name, in order (`shortnames.Resolve`, no terminal).
    ///
    /// ```
    /// use pullspec::registry::node::containers_image::Node;
    /// let conf = "unqualified-search-registries = [\"quay.io\", \"docker.io\"]\n[aliases]\nfedora = \"quay.io/fedora/fedora\"\n";
    /// let node = Node::read([("registries.conf", conf)]);
    /// let texts = |found: Vec<pullspec::reference::Reference>| found.iter().map(|image| image.to_string()).collect::<Vec<_>>();
    /// assert_eq!(texts(node.podman_candidates("redis:7")?), ["quay.io/redis:7", "docker.io/library/redis:7"]);
    /// assert_eq!(texts(node.podman_candidates("fedora:40")?), ["quay.io/fedora/fedora:40"]);
    /// # Ok::<(), pullspec::registry::node::containers_image::ShortNameError>(())
    /// ```
    ///
    /// # Errors
    /// A file that cannot be used, even for a full name; a name that is not a reference; a short name that is ambiguous
    /// or that no registry is searched for.
    pub fn podman_candidates(&self, name: &str) -> Result<Vec<Reference>, ShortNameError> {
        let mode = self.conf.as_ref().map_err(Clone::clone)?.short_name_mode();
        self.candidates(name, mode)
    }

    /// Returns what CRI-O would pull for a name, in order (`CandidatesForPotentiallyShortImageName`). A tag beside a
    /// digest is cut.
    ///
    /// # Errors
    /// Those of [`podman_candidates`](Self::podman_candidates), but files only where they are needed: not for a full
    /// name, and not where the alias file answers first.
    pub fn crio_candidates(
        &self,
        name: &str,
        mode: CrioShortNameMode,
    ) -> Result<Vec<Reference>, ShortNameError> {
        let mode = match mode {
            CrioShortNameMode::Enforcing => ShortNameMode::Enforcing,
            CrioShortNameMode::Disabled => ShortNameMode::Disabled,
        };
        Ok(self.candidates(name, mode)?.into_iter().map(Reference::docker_ref).collect())
    }

    /// Returns under which names an image that is on the node already is looked for (`ResolveLocally`).
    ///
    /// ```
    /// use pullspec::registry::node::containers_image::Node;
    /// let node = Node::read([("registries.conf", "unqualified-search-registries = [\"quay.io\"]\n")]);
    /// let found = node.local_candidates("app:1")?;
    /// let texts: Vec<&str> = found.iter().map(|image| image.as_str()).collect();
    /// assert_eq!(texts, ["localhost/app:1", "quay.io/app:1"]); // what was built here comes first
    /// # Ok::<(), pullspec::registry::node::containers_image::ShortNameError>(())
    /// ```
    ///
    /// # Errors
    /// A file that cannot be used, for a short name; a name that is not a reference.
    pub fn local_candidates(&self, name: &str) -> Result<Vec<Reference>, ShortNameError> {
        let Some(short) = Short::read(name)? else { return full(name) };
        let mut found: Vec<_> = self.alias(&short)?.into_iter().collect();
        let conf = self.conf.as_ref().map_err(Clone::clone)?;
        for registry in [LOCALHOST].into_iter().chain(conf.search_registries()) {
            found.push(short.at(registry)?);
        }
        Ok(found)
    }

    fn candidates(&self, name: &str, mode: ShortNameMode) -> Result<Vec<Reference>, ShortNameError> {
        let Some(short) = Short::read(name)? else { return full(name) };
        if let Some(target) = self.alias(&short)? {
            return Ok(vec![target]);
        }
        let conf = self.conf.as_ref().map_err(Clone::clone)?;
        let found =
            conf.search_registries().map(|registry| short.at(registry)).collect::<Result<Vec<_>, _>>()?;
        match (found.len(), mode) {
            (0, _) => Err(ShortNameError::NoSearchRegistries),
            (2.., ShortNameMode::Enforcing) => Err(ShortNameError::Ambiguous),
            _ => Ok(found),
        }
    }

    /// The alias of a short name. One that is deleted in the alias file hides that of `registries.conf`.
    fn alias(&self, short: &Short<'_>) -> Result<Option<Reference>, ShortNameError> {
        let file = self.aliases.as_ref().map_err(Clone::clone)?;
        let find = |aliases: &Aliases| aliases.get(short.repository).cloned();
        let target = match find(file) {
            Some(target) => Some(target),
            None => find(&self.conf.as_ref().map_err(Clone::clone)?.aliases),
        };
        let Some(target) = target.flatten() else { return Ok(None) };
        let text = format!("{target}{}", short.rest);
        parse_reference(&text).map(|found| Some(found.or_default_tag())).map_err(ShortNameError::Candidate)
    }
}

/// A name without a registry.
struct Short<'n> {
    name: &'n str,
    repository: &'n str,
    /// Tag and digest with their separators.
    rest: &'n str,
}

impl<'n> Short<'n> {
    /// `None`: the name has a registry.
    fn read(name: &'n str) -> Result<Option<Self>, ShortNameError> {
        let raw = parse_raw(name).map_err(ShortNameError::Reference)?;
        if raw.domain().is_some_and(has_host_form) {
            return Ok(None);
        }
        let repository = raw.name();
        let rest = name.strip_prefix(repository).unwrap_or_default();
        Ok(Some(Self { name, repository, rest }))
    }

    fn at(&self, registry: &str) -> Result<Reference, ShortNameError> {
        let text = format!("{registry}/{}", self.name);
        parse_reference(&text).map(Reference::or_default_tag).map_err(ShortNameError::Candidate)
    }
}

fn full(name: &str) -> Result<Vec<Reference>, ShortNameError> {
    parse_reference(name).map(|found| vec![found.or_default_tag()]).map_err(ShortNameError::Reference)
}
