//! Which images a kubelet verifies credentials for (KEP-2535, `pullmanager/image_pull_policies.go`).

use alloc::string::String;

use super::ExemptImages;
use crate::reference::PodImage;
use crate::terminal::Escaped;

/// Which images the kubelet verifies credentials for (`imagePullCredentialsVerificationPolicy`).
///
/// `Display` is its name; the exempt images are not shown.
///
/// ```
/// use pullspec::PodImage;
/// use pullspec::access::CredentialVerificationPolicy;
/// let policy = CredentialVerificationPolicy::default();
/// assert_eq!(policy.as_str(), "NeverVerifyPreloadedImages");
/// assert!(policy.requires_verification(&PodImage::new("redis:7"), true));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CredentialVerificationPolicy {
    /// None: every pod may use every image of the node.
    NeverVerify,
    /// Those that the kubelet pulled. What was put on the node by other means is free for all. The default.
    #[default]
    NeverVerifyPreloadedImages,
    /// All but those on a list, whoever pulled them.
    NeverVerifyAllowlistedImages(ExemptImages),
    /// All.
    AlwaysVerify,
}

impl CredentialVerificationPolicy {
    /// The policy of a kubelet configuration: its name, and the list of `preloadedImagesVerificationAllowlist`, which
    /// only `NeverVerifyAllowlistedImages` reads.
    ///
    /// ```
    /// use pullspec::PodImage;
    /// use pullspec::access::{ExemptImages, CredentialVerificationPolicy};
    /// let policy = CredentialVerificationPolicy::from_name("AlwaysVerify", ExemptImages::default())?;
    /// assert!(policy.requires_verification(&PodImage::new("nginx"), false));
    /// # Ok::<(), pullspec::access::UnknownVerificationPolicyError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Any other name: `""`, `"Always"`.
    pub fn from_name(name: &str, exempt: ExemptImages) -> Result<Self, UnknownVerificationPolicyError> {
        Ok(match name {
            "NeverVerify" => Self::NeverVerify,
            "NeverVerifyPreloadedImages" => Self::NeverVerifyPreloadedImages,
            "NeverVerifyAllowlistedImages" => Self::NeverVerifyAllowlistedImages(exempt),
            "AlwaysVerify" => Self::AlwaysVerify,
            _ => return Err(UnknownVerificationPolicyError(name.into())),
        })
    }

    /// The name in the kubelet's configuration.
    ///
    /// ```
    /// assert_eq!(pullspec::access::CredentialVerificationPolicy::AlwaysVerify.as_str(), "AlwaysVerify");
    /// ```
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::NeverVerify => "NeverVerify",
            Self::NeverVerifyPreloadedImages => "NeverVerifyPreloadedImages",
            Self::NeverVerifyAllowlistedImages(_) => "NeverVerifyAllowlistedImages",
            Self::AlwaysVerify => "AlwaysVerify",
        }
    }

    /// Whether a pod must show credentials for an image of the node (`RequireCredentialVerificationForImage`).
    ///
    /// ```
    /// use pullspec::PodImage;
    /// use pullspec::access::CredentialVerificationPolicy;
    /// let verifies = |policy: CredentialVerificationPolicy, pulled_by_kubelet| {
    ///     policy.requires_verification(&PodImage::new("redis:7"), pulled_by_kubelet)
    /// };
    /// assert!(!verifies(CredentialVerificationPolicy::NeverVerifyPreloadedImages, false));
    /// assert!(verifies(CredentialVerificationPolicy::AlwaysVerify, false));
    /// ```
    #[must_use]
    pub fn requires_verification(&self, image: &PodImage, pulled_by_kubelet: bool) -> bool {
        match self {
            Self::NeverVerify => false,
            Self::NeverVerifyPreloadedImages => pulled_by_kubelet,
            Self::NeverVerifyAllowlistedImages(list) => !list.contains(image),
            Self::AlwaysVerify => true,
        }
    }
}

/// A name that is not a verification policy, in the kubelet's words.
///
/// ```
/// use pullspec::access::{ExemptImages, CredentialVerificationPolicy};
/// let error = CredentialVerificationPolicy::from_name("Always", ExemptImages::default()).unwrap_err();
/// assert_eq!(error.to_string(), "unknown image pull credential verification policy: Always");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[error("unknown image pull credential verification policy: {}", Escaped(.0))]
pub struct UnknownVerificationPolicyError(String);
