//! What an image's text means, and when the kubelet pulls it.

use alloc::borrow::Cow;
use alloc::boxed::Box;

use super::context::ExplainContext;
use crate::access::{CredentialVerification, CredentialVerificationPolicy, ImageRequest, Presence};
use crate::api::{Behavior, ImageField};
use crate::error::ParseError;
use crate::policy::{DefaultReason, EffectivePolicy, PolicyOrigin, PullPolicy, UnsupportedPolicyError};
use crate::reference::{Hint, PodImage, Reference};
use crate::terminal::quiet_debug;

/// What an image's text means, or what is wrong with it.
///
/// ```
/// # #[cfg(feature = "serde")] {
/// use pullspec::{Pod, explain_pod};
/// use pullspec::explain::ExplainContext;
/// let pod: Pod = serde_json::from_str(r#"{"spec": {"containers": [{"name": "app", "image": "redis"}]}}"#)?;
/// let found = &explain_pod(&pod, &ExplainContext::new())[0];
/// assert_eq!(found.image.written(), "redis");
/// assert_eq!(found.image.reference().unwrap().as_str(), "docker.io/library/redis");
/// assert_eq!(found.image.pulled().as_deref(), Some("redis:latest"));
/// # }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct ImageMeaning {
    image: PodImage,
    problem: Option<Box<ImageProblem>>,
}

quiet_debug!(ImageMeaning { image, problem });

/// A part of a reference that was filled in.
///
/// ```
/// # #[cfg(feature = "serde")] {
/// use pullspec::{Pod, explain_pod};
/// use pullspec::explain::{DefaultedPart, ExplainContext};
/// let pod: Pod = serde_json::from_str(r#"{"spec": {"containers": [{"name": "app", "image": "redis:7"}]}}"#)?;
/// let found = &explain_pod(&pod, &ExplainContext::new())[0];
/// assert!(found.image.defaulted().eq([DefaultedPart::Domain, DefaultedPart::Library]));
/// # }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum DefaultedPart {
    /// The registry: `docker.io`.
    Domain,
    /// The first part of the path: `library/`.
    Library,
    /// The tag: `latest`.
    Tag,
}

/// Why a text is not a reference, and what may have been meant.
///
/// ```
/// # #[cfg(feature = "serde")] {
/// use pullspec::{Pod, explain_pod};
/// use pullspec::explain::ExplainContext;
/// let pod: Pod = serde_json::from_str(r#"{"spec": {"containers": [{"name": "app", "image": "redis:7 "}]}}"#)?;
/// let found = &explain_pod(&pod, &ExplainContext::new())[0];
/// let problem = found.image.problem().unwrap();
/// assert_eq!((problem.error.to_string().as_str(), problem.error.span()), ("invalid character ' ' in tag", 7..8));
/// # }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct ImageProblem {
    /// What is wrong, which part of the text, and where. Its [`underline`](ParseError::underline) is the picture.
    pub error: ParseError,
    /// What may have been meant.
    pub hint: Option<Hint>,
}

impl ImageMeaning {
    pub(super) fn of(image: PodImage) -> Self {
        let problem = image.reference().err().map(|error| {
            let hint = error.hint(image.as_str());
            Box::new(ImageProblem { error, hint })
        });
        Self { image, problem }
    }

    /// The image as it was parsed: the text in the pod and what it means.
    #[must_use]
    pub const fn parsed(&self) -> &PodImage {
        &self.image
    }

    /// The text in the pod.
    #[must_use]
    pub const fn written(&self) -> &str {
        self.image.as_str()
    }

    /// What it means, normalized. `None` if it is not a reference.
    #[must_use]
    pub fn reference(&self) -> Option<&Reference> {
        self.image.reference().ok()
    }

    /// What the kubelet hands to the runtime: the text, with `:latest` if it has neither tag nor digest. `None` if the
    /// text is not a reference.
    #[must_use]
    pub fn pulled(&self) -> Option<Cow<'_, str>> {
        self.reference().map(|_| self.image.pull_image())
    }

    /// What was left out and filled in.
    pub fn defaulted(&self) -> impl Iterator<Item = DefaultedPart> + use<> {
        let parts = self.reference().map(|reference| {
            [
                (reference.domain_was_defaulted(), DefaultedPart::Domain),
                (reference.library_was_defaulted(), DefaultedPart::Library),
                (reference.is_name_only(), DefaultedPart::Tag),
            ]
        });
        parts.into_iter().flatten().filter_map(|(filled_in, part)| filled_in.then_some(part))
    }

    /// Why the text is not a reference.
    #[must_use]
    pub fn problem(&self) -> Option<&ImageProblem> {
        self.problem.as_deref()
    }
}

/// When an image is pulled, and why.
///
/// ```
/// # #[cfg(feature = "serde")] {
/// use pullspec::{Pod, PullPolicy, explain_pod};
/// use pullspec::explain::ExplainContext;
/// use pullspec::policy::DefaultReason;
/// let pod: Pod = serde_json::from_str(r#"{"spec": {"containers": [{"name": "app", "image": "redis:7"}]}}"#)?;
/// let found = &explain_pod(&pod, &ExplainContext::new())[0];
/// assert_eq!(found.policy.effective, Some(PullPolicy::IfNotPresent));
/// assert_eq!(found.policy.because, DefaultReason::OtherTag);
/// # }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase"))]
#[non_exhaustive]
pub struct PolicyMeaning {
    /// The policy that counts. `None` if what is written is not a policy.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub effective: Option<PullPolicy>,
    /// Who decided on it.
    pub origin: PolicySource,
    /// When the kubelet pulls. `None` for what it refuses by its name or policy.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub pulls: Option<PullsWhen>,
    /// What the API server fills in for this image.
    pub default: PullPolicy,
    /// Why it would.
    pub because: DefaultReason,
    /// Why what is written is not a policy, in the API server's words.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub problem: Option<Box<UnsupportedPolicyError>>,
}

/// Who decided on a policy, as far as the pod tells. What the API server returns is always filled in, so that there a
/// policy that was written cannot be told from its default.
///
/// ```
/// # #[cfg(feature = "serde")] {
/// use pullspec::{Pod, explain_pod};
/// use pullspec::explain::{ExplainContext, PolicySource};
/// let pod: Pod = serde_json::from_str(r#"{"spec": {"containers": [{"name": "app", "image": "redis:7"}]}}"#)?;
/// let found = &explain_pod(&pod, &ExplainContext::new())[0];
/// assert_eq!(found.policy.origin, PolicySource::FilledIn);
/// # }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum PolicySource {
    /// It is missing, and this is what the API server fills in.
    FilledIn,
    /// It is what the API server fills in, or just that was written.
    WrittenOrFilledIn,
    /// The image gets another one today: it was written, or filled in for an earlier image.
    WrittenOrStale,
    /// Nothing fills it in: it was written.
    Written,
    /// It is not known: events of the pod are all that is (see [`explain_events`](crate::explain::explain_events)).
    NotKnown,
}

/// When the kubelet pulls.
///
/// ```
/// # #[cfg(feature = "serde")] {
/// use pullspec::{Pod, explain_pod};
/// use pullspec::explain::{ExplainContext, PullsWhen};
/// let pod: Pod = serde_json::from_str(r#"{"spec": {"containers": [{"name": "app", "image": "redis"}]}}"#)?;
/// let found = &explain_pod(&pod, &ExplainContext::new())[0];
/// assert_eq!(found.policy.pulls, Some(PullsWhen::AtEveryStart));
/// # }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
pub enum PullsWhen {
    /// At every start of the container.
    AtEveryStart,
    /// If the node lacks the image.
    IfAbsent,
    /// If the node lacks the image, or its record does not let the pod use the node's: since the kubelet verifies
    /// credentials (KEP-2535, on by default from 1.35).
    IfAbsentOrUnverified,
    /// Never.
    Never,
}

impl PullsWhen {
    /// All of them, most pulls first.
    ///
    /// ```
    /// assert_eq!(pullspec::explain::PullsWhen::ALL[3].as_str(), "never");
    /// ```
    pub const ALL: [Self; 4] = [Self::AtEveryStart, Self::IfAbsent, Self::IfAbsentOrUnverified, Self::Never];

    /// When the kubelet pulls: on a node that lacks the image, on one that has it for every pod, on one that has it and
    /// no record of who may use it.
    fn of(request: &ImageRequest<'_>, behavior: &Behavior) -> Self {
        let present = request.with_presence(Presence::Present);
        let policy = &CredentialVerificationPolicy::AlwaysVerify;
        let unverified = present.with_verification(CredentialVerification::DEFAULT.with_policy(policy));
        if present.pulls(behavior) {
            Self::AtEveryStart
        } else if unverified.pulls(behavior) {
            Self::IfAbsentOrUnverified
        } else if request.pulls(behavior) {
            Self::IfAbsent
        } else {
            Self::Never
        }
    }

    /// Returns the label, as in JSON.
    ///
    /// ```
    /// assert_eq!(pullspec::explain::PullsWhen::IfAbsent.as_str(), "if_absent");
    /// ```
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AtEveryStart => "at_every_start",
            Self::IfAbsent => "if_absent",
            Self::IfAbsentOrUnverified => "if_absent_or_unverified",
            Self::Never => "never",
        }
    }

    /// Returns it in words, as [`Diagnosis`](crate::explain::Diagnosis) prints it.
    ///
    /// ```
    /// assert_eq!(pullspec::explain::PullsWhen::IfAbsent.in_words(), "if the node lacks it");
    /// ```
    #[must_use]
    pub const fn in_words(self) -> &'static str {
        match self {
            Self::AtEveryStart => "at every start",
            Self::IfAbsent => "if the node lacks it",
            Self::IfAbsentOrUnverified => "if the node lacks it, or may not give it to the pod",
            Self::Never => "never",
        }
    }
}

impl PolicyMeaning {
    pub(super) fn of(field: &ImageField<'_>, image: &PodImage, context: &ExplainContext<'_>) -> Self {
        let behavior = &context.behavior;
        let default = PullPolicy::default_for(image, behavior);
        let because = match default.origin() {
            PolicyOrigin::Defaulted { because } => because,
            // What is not written was filled in.
            PolicyOrigin::Written => DefaultReason::OtherTag,
        };
        let effective = match field.written_policy() {
            None => Ok(default),
            written => PullPolicy::effective(written, image, behavior),
        };
        let (effective, problem) = match effective {
            Ok(effective) => (Some(effective), None),
            Err(problem) => (None, Some(Box::new(problem))),
        };
        let policy = effective.map(EffectivePolicy::policy);
        // A refusal by name or policy comes before the question of when.
        let pulls = policy.filter(|_| image.reference().is_ok());
        let pulls = pulls.map(|policy| PullsWhen::of(&ImageRequest::new(image, policy), behavior));
        let origin = match (effective, policy) {
            (Some(effective), _) if effective.origin() != PolicyOrigin::Written => PolicySource::FilledIn,
            (_, Some(policy)) if policy == default.policy() => PolicySource::WrittenOrFilledIn,
            (_, Some(PullPolicy::Always | PullPolicy::IfNotPresent)) => PolicySource::WrittenOrStale,
            _ => PolicySource::Written,
        };
        Self { effective: policy, origin, pulls, default: default.policy(), because, problem }
    }
}
