//! From text to policy, and the sentence about a text that is none of the three.

use alloc::string::String;
use core::{fmt, str::FromStr};

use super::PullPolicy;
use crate::go::GoQuoted;

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
