//! What an engine cannot express.

use alloc::string::String;

/// A list of patterns cannot be written for an engine.
///
/// ```
/// use pullspec::pattern::PatternSet;
/// let set = PatternSet::parse(["quay.io/team/app"])?;
/// let error = set.policy_scopes().unwrap_err();
/// let text = "quay.io/team/app: a scope of policy.json is a repository with all below it: quay.io/team/app{,/**}";
/// assert_eq!(error.to_string(), text);
/// # Ok::<(), pullspec::pattern::PatternSetError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum ExportError {
    /// A scope of `policy.json` covers a repository and everything below it: neither `quay.io/team` alone nor
    /// `quay.io/team/**`, which leaves out `quay.io/team` itself.
    #[error("{pattern}: a scope of policy.json is a repository with all below it: {name}{{,/**}}")]
    ScopeBelow {
        /// The pattern.
        pattern: String,
        /// The registry and the path without a wildcard.
        name: String,
    },
    /// A scope of `policy.json` has a wildcard for whole registries only, and those whatever their port.
    #[error("{0}: a scope of policy.json has no wildcard like this")]
    ScopeWildcard(String),
    /// A scope of `policy.json` names one digest or none.
    #[error("{0}: a scope of policy.json cannot ask for a digest")]
    ScopeDigest(String),
    /// The CEL expressions would cost the API server more than it allows.
    #[error("the expressions cost {cost} for 32 images of 135 characters, the API server allows {limit}")]
    TooCostly {
        /// What they cost.
        cost: u64,
        /// What is allowed.
        limit: u64,
    },
    /// The regular expression would be larger than Go's `regexp` compiles.
    #[error("the expression takes about {size} instructions, at most {max} are sure to compile")]
    TooLarge {
        /// About how many instructions it has.
        size: usize,
        /// How many there may be.
        max: usize,
    },
    /// The regular expression would leave no room in a custom resource definition.
    #[error("the expression has {length} characters, a custom resource definition has room for {max}")]
    TooLong {
        /// How many characters it has.
        length: usize,
        /// How many there may be.
        max: usize,
    },
    /// The name of a policy is not a name of Kubernetes.
    #[error("not a name of Kubernetes: letters, digits, dots and dashes, at most 253")]
    Name,
}
