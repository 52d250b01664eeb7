//! Scopes of containers/image's `policy.json`.

use alloc::collections::BTreeSet;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::error::ExportError;
use crate::pattern::PatternSet;
use crate::pattern::shape::{MANY, Pattern, Version};
use crate::reference::normalize::DEFAULT_DOMAIN;

impl PatternSet {
    /// Returns the keys to write under `transports.docker` in containers/image's `policy.json`, sorted; the empty key
    /// stands for every registry.
    ///
    /// A scope is a repository or a path with everything below it, or one image by tag or digest
    /// (`PolicyConfigurationNamespaces`, containers-policy.json(5)).
    ///
    /// ```
    /// use pullspec::pattern::PatternSet;
    /// let set = PatternSet::parse(["quay.io/**", "ghcr.io/org{,/**}", "redis:{7,8}"])?;
    /// let scopes = ["docker.io/library/redis:7", "docker.io/library/redis:8", "ghcr.io/org", "quay.io"];
    /// assert_eq!(set.policy_scopes()?, scopes);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// - a repository without those below it (`quay.io/team/app`), or what is below it without itself (`quay.io/team/**`)
    /// - a wildcard in a host, in a component or in a tag
    /// - any digest (`@*`), or a tag beside a digest
    pub fn policy_scopes(&self) -> Result<Vec<String>, ExportError> {
        let mut scopes = BTreeSet::new();
        for pattern in self {
            scopes.extend(of_pattern(pattern)?);
        }
        Ok(scopes.into_iter().collect())
    }
}

fn of_pattern(pattern: &Pattern) -> Result<Vec<String>, ExportError> {
    let Pattern { domain, path, below, version } = pattern;
    let text = || pattern.to_string();
    let is_glob = |text: &str| text.contains('*');
    if **path == *MANY && *version == Version::Any && (**domain == *MANY || !is_glob(domain)) {
        return Ok(Vec::from([if **domain == *MANY { String::new() } else { domain.to_string() }]));
    }
    let name = format!("{domain}/{path}");
    let above = path.strip_suffix("/**").map(|path| format!("{domain}/{path}"));
    match (version, above.filter(|above| !is_glob(above))) {
        // On Docker Hub a component alone is not a repository, so that there is nothing but what is below it.
        (Version::Any, Some(above)) if **domain == *DEFAULT_DOMAIN && path.matches('/').count() == 1 => {
            Ok(Vec::from([above]))
        }
        (Version::Any, Some(name)) => Err(ExportError::ScopeBelow { pattern: text(), name }),
        _ if is_glob(&name) => Err(ExportError::ScopeWildcard(text())),
        (Version::Any, _) if *below => Ok(Vec::from([name])),
        (Version::Any, _) => Err(ExportError::ScopeBelow { pattern: text(), name }),
        (Version::Tags(tags), _) if !below && !tags.iter().any(|tag| is_glob(tag)) => {
            Ok(tags.iter().map(|tag| format!("{name}:{tag}")).collect())
        }
        (Version::Tags(_), _) => Err(ExportError::ScopeWildcard(text())),
        (Version::Pinned { tags: None, digest: Some(digest) }, _) if !below => {
            Ok(Vec::from([format!("{name}@{digest}")]))
        }
        (Version::Pinned { .. }, _) => Err(ExportError::ScopeDigest(text())),
    }
}
