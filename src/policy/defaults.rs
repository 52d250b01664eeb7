//! What the API server fills in for an empty pull policy (`pkg/apis/core/v1/defaults.go`).

use alloc::string::String;
use core::fmt;

use super::{PullPolicy, UnsupportedPolicyError};
use crate::api::Behavior;
use crate::api::{ImageField, PodSpec};
use crate::go::GoQuoted;
use crate::reference::{DEFAULT_TAG, PodImage};

/// A pull policy and where it comes from.
///
/// ```
/// use pullspec::{PodImage, PullPolicy};
/// use pullspec::api::Behavior;
/// assert_eq!(PullPolicy::default_for(&PodImage::new("redis"), &Behavior::default()).to_string(), "Always (filled in: no tag, which means latest)");
/// assert_eq!(PullPolicy::effective(Some("Never"), &PodImage::new("redis"), &Behavior::default())?.to_string(), "Never (written)");
/// # Ok::<(), pullspec::policy::UnsupportedPolicyError>(())
/// ```
///
/// In JSON `policy`, and in `because` why it was filled in; without it, it was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct EffectivePolicy {
    policy: PullPolicy,
    origin: PolicyOrigin,
}

impl EffectivePolicy {
    /// The policy.
    #[must_use]
    pub const fn policy(self) -> PullPolicy {
        self.policy
    }

    /// Who decided on it.
    #[must_use]
    pub const fn origin(self) -> PolicyOrigin {
        self.origin
    }

    /// Whether this policy was filled in for another image and is not what the image `now` would get.
    ///
    /// The API server fills the policy in once, when the object is created, and stores it. Changing the image later,
    /// from no tag to a version or back, leaves it as it is. Finds nothing if the policy was written.
    ///
    /// ```
    /// use pullspec::{PodImage, PullPolicy};
    /// use pullspec::api::Behavior;
    ///
    /// let stored = PullPolicy::default_for(&PodImage::new("nginx"), &Behavior::default());
    /// let stale = stored.stale_for(&PodImage::new("nginx:1.27"), &Behavior::default()).unwrap();
    /// assert_eq!(
    ///     stale.to_string(),
    ///     r#"policy Always was filled in for an earlier image (no tag, which means latest); "nginx:1.27" alone would get IfNotPresent (other tag than latest)"#,
    /// );
    /// assert_eq!(stored.stale_for(&PodImage::new("nginx:latest"), &Behavior::default()), None);
    /// ```
    ///
    /// What was filled in follows the rules of a release:
    ///
    /// ```
    /// use pullspec::{PodImage, PullPolicy};
    /// use pullspec::api::Behavior;
    /// let future = Behavior::default().with_digest_aware_defaulting(true); // KEP-6083
    /// let pinned = format!("nginx:latest@sha256:{:064}", 0);
    /// let stored = PullPolicy::default_for(&PodImage::new("nginx:latest"), &Behavior::default());
    /// assert!(stored.stale_for(&PodImage::new(pinned.as_str()), &Behavior::default()).is_none());
    /// assert!(stored.stale_for(&PodImage::new(pinned.as_str()), &future).is_some());
    /// ```
    #[must_use]
    pub fn stale_for(self, now: &PodImage, behavior: &Behavior) -> Option<StaleDefaultError> {
        let PolicyOrigin::Defaulted { because } = self.origin else { return None };
        let fresh = PullPolicy::default_for(now, behavior);
        let PolicyOrigin::Defaulted { because: fresh_because } = fresh.origin else { return None };
        (fresh.policy != self.policy).then(|| StaleDefaultError {
            stored: self.policy,
            stored_because: because,
            fresh: fresh.policy,
            fresh_because,
            image: now.as_str().into(),
        })
    }

    const fn defaulted(policy: PullPolicy, because: DefaultReason) -> Self {
        Self { policy, origin: PolicyOrigin::Defaulted { because } }
    }
}

impl fmt::Display for EffectivePolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.origin {
            PolicyOrigin::Written => write!(f, "{} (written)", self.policy),
            PolicyOrigin::Defaulted { because } => write!(f, "{} (filled in: {because})", self.policy),
        }
    }
}

/// Who decided on a pull policy.
///
/// Closed: it was written or the API server filled it in.
///
/// ```
/// use pullspec::{PodImage, PullPolicy};
/// use pullspec::policy::PolicyOrigin;
/// use pullspec::api::Behavior;
/// let by_hand = PullPolicy::effective(Some("Never"), &PodImage::new("redis"), &Behavior::default())?.origin() == PolicyOrigin::Written;
/// assert!(by_hand);
/// # Ok::<(), pullspec::policy::UnsupportedPolicyError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PolicyOrigin {
    /// It stands in the manifest.
    Written,
    /// The API server filled it in.
    Defaulted {
        /// What it looked at.
        because: DefaultReason,
    },
}

/// Why the API server fills in one policy and not another.
///
/// ```
/// use pullspec::{PodImage, PullPolicy};
/// use pullspec::policy::{DefaultReason, PolicyOrigin};
/// use pullspec::api::Behavior;
/// let because = |image| match PullPolicy::default_for(&PodImage::new(image), &Behavior::default()).origin() {
///     PolicyOrigin::Defaulted { because } => Some(because),
///     PolicyOrigin::Written => None,
/// };
/// assert_eq!(because("redis"), Some(DefaultReason::NoTag));
/// assert_eq!(because("redis:7"), Some(DefaultReason::OtherTag));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub enum DefaultReason {
    /// The tag `latest` is written, with or without a digest: `Always`.
    #[cfg_attr(feature = "serde", serde(rename = "tag latest"))]
    LatestTag,
    /// Neither tag nor digest, which means `latest`: `Always`.
    #[cfg_attr(feature = "serde", serde(rename = "no tag, which means latest"))]
    NoTag,
    /// Another tag, with or without a digest: `IfNotPresent`.
    #[cfg_attr(feature = "serde", serde(rename = "other tag than latest"))]
    OtherTag,
    /// A digest and no tag: `IfNotPresent`.
    #[cfg_attr(feature = "serde", serde(rename = "digest without a tag"))]
    DigestOnly,
    /// The text is not a reference, which the API server does not mind: `IfNotPresent`.
    #[cfg_attr(feature = "serde", serde(rename = "not a reference"))]
    Unparsable,
    /// A digest beside any tag, where [`Behavior::digest_aware_defaulting`] is on: `IfNotPresent`.
    #[cfg_attr(feature = "serde", serde(rename = "digest beside the tag"))]
    Digest,
}

impl fmt::Display for DefaultReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::LatestTag => "tag latest",
            Self::NoTag => "no tag, which means latest",
            Self::OtherTag => "other tag than latest",
            Self::DigestOnly => "digest without a tag",
            Self::Unparsable => "not a reference",
            Self::Digest => "digest beside the tag",
        })
    }
}

/// A policy that was filled in for an image the container no longer has.
///
/// ```
/// use pullspec::{PodImage, PullPolicy};
/// use pullspec::api::Behavior;
/// let stale = PullPolicy::default_for(&PodImage::new("redis"), &Behavior::default()).stale_for(&PodImage::new("redis:7"), &Behavior::default()).expect("other policies");
/// assert_eq!((stale.stored, stale.fresh), (PullPolicy::Always, PullPolicy::IfNotPresent));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[error(
    "policy {stored} was filled in for an earlier image ({stored_because}); {} alone would get {fresh} ({fresh_because})",
    GoQuoted(image)
)]
#[non_exhaustive]
pub struct StaleDefaultError {
    /// The policy that is stored.
    pub stored: PullPolicy,
    /// Why it was filled in.
    pub stored_because: DefaultReason,
    /// The policy that the image now would get.
    pub fresh: PullPolicy,
    /// Why it would.
    pub fresh_because: DefaultReason,
    /// The image now.
    pub image: String,
}

impl PullPolicy {
    /// What the API server fills in for an image (`SetDefaults_Container`): `Always` if the tag is `latest`, written
    /// or implied, `IfNotPresent` for all else, also for a text that is not a reference.
    ///
    /// ```
    /// use pullspec::{PodImage, PullPolicy};
    /// use pullspec::policy::{DefaultReason, PolicyOrigin};
    /// use pullspec::api::Behavior;
    ///
    /// let of = |image: &str| PullPolicy::default_for(&PodImage::new(image), &Behavior::default()).policy();
    /// assert_eq!(of("nginx"), PullPolicy::Always);
    /// assert_eq!(of("nginx:1.27"), PullPolicy::IfNotPresent);
    /// assert_eq!(of("nginx:LATEST"), PullPolicy::IfNotPresent);
    /// let digest = format!("sha256:{:064}", 0);
    /// assert_eq!(of(&format!("nginx@{digest}")), PullPolicy::IfNotPresent);
    /// assert_eq!(of(&format!("nginx:latest@{digest}")), PullPolicy::Always); // the digest does not count
    ///
    /// let unparsable = PullPolicy::default_for(&PodImage::new("Nginx"), &Behavior::default());
    /// assert_eq!(unparsable.policy(), PullPolicy::IfNotPresent);
    /// assert_eq!(unparsable.origin(), PolicyOrigin::Defaulted { because: DefaultReason::Unparsable });
    /// ```
    ///
    /// By the rules of a release that looks at digests:
    ///
    /// ```
    /// use pullspec::{PodImage, PullPolicy};
    /// use pullspec::api::Behavior;
    ///
    /// let future = Behavior::default().with_digest_aware_defaulting(true); // KEP-6083
    /// let image = format!("nginx:latest@sha256:{:064}", 0);
    /// assert_eq!(PullPolicy::default_for(&PodImage::new(image.as_str()), &future).policy(), PullPolicy::IfNotPresent);
    /// ```
    #[must_use]
    pub fn default_for(image: &PodImage, behavior: &Behavior) -> EffectivePolicy {
        let (policy, because) = match image.reference() {
            Err(_) => (Self::IfNotPresent, DefaultReason::Unparsable),
            Ok(image) => match (image.tag(), image.digest().is_some()) {
                (Some(_), true) if behavior.digest_aware_defaulting => {
                    (Self::IfNotPresent, DefaultReason::Digest)
                }
                (Some(DEFAULT_TAG), _) => (Self::Always, DefaultReason::LatestTag),
                (Some(_), _) => (Self::IfNotPresent, DefaultReason::OtherTag),
                (None, true) => (Self::IfNotPresent, DefaultReason::DigestOnly),
                (None, false) => (Self::Always, DefaultReason::NoTag),
            },
        };
        EffectivePolicy::defaulted(policy, because)
    }

    /// The policy a container has: the one written, or the one filled in for the image it was created with. An empty
    /// text counts as not written.
    ///
    /// ```
    /// use pullspec::{PodImage, PullPolicy};
    /// use pullspec::api::Behavior;
    /// assert_eq!(PullPolicy::effective(None, &PodImage::new("redis"), &Behavior::default())?.policy(), PullPolicy::Always);
    /// assert_eq!(PullPolicy::effective(Some("Never"), &PodImage::new("redis"), &Behavior::default())?.policy(), PullPolicy::Never);
    /// assert!(PullPolicy::effective(Some("always"), &PodImage::new("redis"), &Behavior::default()).is_err());
    /// # Ok::<(), pullspec::policy::UnsupportedPolicyError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// A written text that is not a policy, which the API server refuses: `"always"`.
    pub fn effective(
        written: Option<&str>,
        image_at_creation: &PodImage,
        behavior: &Behavior,
    ) -> Result<EffectivePolicy, UnsupportedPolicyError> {
        match written {
            None | Some("") => Ok(Self::default_for(image_at_creation, behavior)),
            Some(text) => Ok(EffectivePolicy { policy: text.parse()?, origin: PolicyOrigin::Written }),
        }
    }
}

impl PodSpec {
    /// Fills in every pull policy that is missing or empty, in containers of all kinds and in image volumes.
    ///
    /// The API server does the same when it decodes a pod or an object with a pod template (`SetDefaults_Container`,
    /// `SetDefaults_Volume`). Without the gate `ImageVolume` it drops image volumes; here they count as they are.
    ///
    /// ```
    /// # #[cfg(feature = "serde")] {
    /// use pullspec::Pod;
    /// use pullspec::api::Behavior;
    /// let mut pod: Pod = serde_json::from_str(r#"{"spec":{"containers":[{"image":"redis"}]}}"#)?;
    /// pod.spec.default_pull_policies(&Behavior::default());
    /// assert_eq!(pod.spec.containers[0].image_pull_policy.as_deref(), Some("Always"));
    /// # }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn default_pull_policies(&mut self, behavior: &Behavior) {
        let fill = |policy: &mut Option<String>, image: &str| {
            if policy.as_ref().is_none_or(String::is_empty) {
                *policy =
                    Some(PullPolicy::default_for(&PodImage::new(image), behavior).policy.as_str().into());
            }
        };
        let Self { init_containers, containers, ephemeral_containers, volumes, .. } = self;
        for container in init_containers.iter_mut().chain(containers).chain(ephemeral_containers) {
            fill(&mut container.image_pull_policy, &container.image);
        }
        for image in volumes.iter_mut().filter_map(|volume| volume.image.as_mut()) {
            fill(&mut image.pull_policy, &image.reference);
        }
    }
}

impl ImageField<'_> {
    /// The policy of this image: the one written, or the one the API server fills in.
    ///
    /// What the API server returns is always filled in, so that there every policy counts as written.
    /// [`PullPolicy::default_for`] tells whether it is the one the image gets by itself.
    ///
    /// ```
    /// use pullspec::{Pod, PullPolicy};
    /// use pullspec::api::{Behavior, Container};
    /// let mut container = Container::default();
    /// container.image = "redis".into();
    /// let mut pod = Pod::default();
    /// pod.spec.containers.push(container);
    /// let policies: Result<Vec<_>, _> = pod.images().map(|image| image.effective_policy(&Behavior::default())).collect();
    /// assert_eq!(policies?[0].policy(), PullPolicy::Always);
    /// # Ok::<(), pullspec::policy::UnsupportedPolicyError>(())
    /// ```
    ///
    /// By the rules of a release that looks at digests:
    ///
    /// ```
    /// use pullspec::Pod;
    /// use pullspec::api::{Behavior, Container};
    /// let future = Behavior::default().with_digest_aware_defaulting(true); // KEP-6083
    /// let mut container = Container::default();
    /// container.image = format!("redis:latest@sha256:{:064}", 0);
    /// let mut pod = Pod::default();
    /// pod.spec.containers.push(container);
    /// for image in pod.images() {
    ///     assert_eq!(image.effective_policy(&Behavior::default())?.to_string(), "Always (filled in: tag latest)");
    ///     assert_eq!(image.effective_policy(&future)?.to_string(), "IfNotPresent (filled in: digest beside the tag)");
    /// }
    /// # Ok::<(), pullspec::policy::UnsupportedPolicyError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`PullPolicy::effective`].
    pub fn effective_policy(&self, behavior: &Behavior) -> Result<EffectivePolicy, UnsupportedPolicyError> {
        PullPolicy::effective(self.written_policy(), &PodImage::new(self.image()), behavior)
    }
}

#[cfg(feature = "serde")]
mod json {
    use super::{DefaultReason, EffectivePolicy, PolicyOrigin, PullPolicy};
    use serde::de::{Deserialize, Deserializer};
    use serde::ser::{Serialize, Serializer};

    #[derive(serde::Serialize, serde::Deserialize)]
    struct Written {
        policy: PullPolicy,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        because: Option<DefaultReason>,
    }

    impl Serialize for EffectivePolicy {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            let because = match self.origin {
                PolicyOrigin::Defaulted { because } => Some(because),
                PolicyOrigin::Written => None,
            };
            Written { policy: self.policy, because }.serialize(serializer)
        }
    }

    impl<'de> Deserialize<'de> for EffectivePolicy {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            let Written { policy, because } = Written::deserialize(deserializer)?;
            let origin = because.map_or(PolicyOrigin::Written, |because| PolicyOrigin::Defaulted { because });
            Ok(Self { policy, origin })
        }
    }
}
