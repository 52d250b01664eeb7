//! The three policies.

use crate::api::Behavior;

/// When the kubelet pulls an image.
///
/// Closed: the API server takes no other.
///
/// ```
/// use pullspec::PullPolicy;
///
/// assert_eq!("Never".parse(), Ok(PullPolicy::Never));
/// assert_eq!(PullPolicy::IfNotPresent.to_string(), "IfNotPresent");
/// # Ok::<(), pullspec::policy::UnsupportedPolicyError>(())
/// ```
///
/// # Security
///
/// Before the kubelet verifies credentials (KEP-2535, on by default from 1.35), `IfNotPresent` and `Never` start any
/// image that is on the node, also one that another tenant pulled with a secret this pod does not have. Where tenants
/// share nodes, use [`AlwaysPullImages`](super::AlwaysPullImages) or a
/// [`CredentialVerificationPolicy`](crate::access::CredentialVerificationPolicy), or admit only what is the tenant's
/// own:
///
/// ```
/// use pullspec::{Pattern, Reference};
/// let own = Pattern::parse("quay.io/team-a/**")?;
/// assert!(!own.matches(&Reference::parse("quay.io/team-ab/app")?));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PullPolicy {
    /// Ask the registry at every start of the container. What is on the node already is not downloaded again.
    Always,
    /// Pull only what the node lacks.
    IfNotPresent,
    /// Never pull.
    Never,
}

impl PullPolicy {
    /// All policies, in the order in which the API server lists them.
    ///
    /// ```
    /// use pullspec::PullPolicy;
    /// assert_eq!(PullPolicy::ALL.map(PullPolicy::as_str), ["Always", "IfNotPresent", "Never"]);
    /// ```
    pub const ALL: [Self; 3] = [Self::Always, Self::IfNotPresent, Self::Never];

    /// The text in `imagePullPolicy`.
    ///
    /// ```
    /// assert_eq!(pullspec::PullPolicy::IfNotPresent.as_str(), "IfNotPresent");
    /// ```
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Always => "Always",
            Self::IfNotPresent => "IfNotPresent",
            Self::Never => "Never",
        }
    }

    /// Whether the kubelet asks the runtime for the image before it decides: always up to 1.31, since 1.32 not for
    /// `Always`.
    ///
    /// ```
    /// use pullspec::PullPolicy;
    /// use pullspec::api::Behavior;
    /// assert!(PullPolicy::Always.inspects_first(&Behavior::for_minor(31)));
    /// assert!(!PullPolicy::Always.inspects_first(&Behavior::for_minor(32)));
    /// assert!(PullPolicy::Never.inspects_first(&Behavior::for_minor(32)));
    /// ```
    #[must_use]
    pub const fn inspects_first(self, behavior: &Behavior) -> bool {
        behavior.inspects_for_always || !matches!(self, Self::Always)
    }
}
