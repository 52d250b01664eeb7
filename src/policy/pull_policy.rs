//! The three policies, from text and as text.

use alloc::string::String;
use core::fmt;
use core::str::FromStr;

use crate::api::Behavior;
use crate::go::GoQuoted;

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

/// The sentence about an unsupported policy (`field.NotSupported`).
pub(super) struct Unsupported<'a> {
    pub(super) value: &'a str,
    pub(super) supported: &'a [PullPolicy],
}

impl fmt::Display for Unsupported<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Unsupported value: {}: supported values: ", GoQuoted(self.value))?;
        for (at, policy) in self.supported.iter().enumerate() {
            write!(f, "{}{}", if at == 0 { "" } else { ", " }, GoQuoted(policy.as_str()))?;
        }
        Ok(())
    }
}

/// A text that is not a pull policy, with the API server's own sentence.
///
/// ```
/// use pullspec::PullPolicy;
/// assert_eq!(
///     "always".parse::<PullPolicy>().unwrap_err().to_string(),
///     r#"Unsupported value: "always": supported values: "Always", "IfNotPresent", "Never""#,
/// );
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[error("{}", Unsupported { value, supported: &PullPolicy::ALL })]
pub struct UnsupportedPolicyError {
    value: String,
}

/// In JSON its sentence, from which it is read back.
#[cfg(feature = "serde")]
impl serde::Serialize for UnsupportedPolicyError {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for UnsupportedPolicyError {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <String as serde::Deserialize>::deserialize(deserializer)?;
        let value = text.strip_prefix("Unsupported value: ").and_then(crate::go::unquote::quoted);
        let error = value.map(|(value, _)| Self { value: value.into_owned() });
        let is_whole = |error: &Self| alloc::format!("{error}") == text;
        error
            .filter(is_whole)
            .ok_or_else(|| serde::de::Error::custom("not a sentence about an unsupported pull policy"))
    }
}

impl UnsupportedPolicyError {
    /// The text that is not a policy.
    #[must_use]
    pub fn value(&self) -> &str {
        &self.value
    }
}

impl FromStr for PullPolicy {
    type Err = UnsupportedPolicyError;

    /// Letter by letter, as the API server compares.
    ///
    /// # Errors
    ///
    /// Any other text: `""`, `"always"`, `"Always "`.
    fn from_str(text: &str) -> Result<Self, UnsupportedPolicyError> {
        Self::ALL
            .into_iter()
            .find(|policy| policy.as_str() == text)
            .ok_or_else(|| UnsupportedPolicyError { value: text.into() })
    }
}
