//! What an image's text means, and when the kubelet pulls it.

use alloc::{
    string::{String, ToString},
    vec::Vec,
};

use super::ExplainContext;
use crate::access::{ImageRequest, Presence};
use crate::api::ImageField;
use crate::credentials::Keyring;
use crate::policy::{EffectivePolicy, PolicyOrigin, PullPolicy};
use crate::reference::{PodImage, Reference};

/// What an image's text means, or what is wrong with it.
///
/// ```
/// # #[cfg(feature = "serde")] {
/// use pullspec::{Pod, explain_pod};
/// use pullspec::explain::ExplainContext;
/// let pod: Pod = serde_json::from_str(r#"{"spec": {"containers": [{"name": "app", "image": "redis"}]}}"#)?;
/// let found = &explain_pod(&pod, &ExplainContext::new())[0];
/// assert_eq!(found.image.written, "redis");
/// assert_eq!(found.image.reference.as_ref().unwrap().as_str(), "docker.io/library/redis");
/// assert_eq!(found.image.pulled.as_deref(), Some("redis:latest"));
/// # }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
#[non_exhaustive]
pub struct ImageMeaning {
    /// The text in the pod.
    pub written: String,
    /// What it means, normalized. `None` if it is not a reference.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub reference: Option<Reference>,
    /// What the kubelet hands to the runtime: the text, with `:latest` if it has neither tag nor digest.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub pulled: Option<String>,
    /// What was left out and filled in.
    pub defaulted: Vec<DefaultedPart>,
    /// Why the text is not a reference.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub problem: Option<ImageProblem>,
}

/// A part of a reference that was filled in.
///
/// ```
/// # #[cfg(feature = "serde")] {
/// use pullspec::{Pod, explain_pod};
/// use pullspec::explain::{DefaultedPart, ExplainContext};
/// let pod: Pod = serde_json::from_str(r#"{"spec": {"containers": [{"name": "app", "image": "redis:7"}]}}"#)?;
/// let found = &explain_pod(&pod, &ExplainContext::new())[0];
/// assert_eq!(found.image.defaulted, [DefaultedPart::Domain, DefaultedPart::Library]);
/// # }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum DefaultedPart {
    /// The registry: `docker.io`.
    Domain,
    /// The first part of the path: `library/`.
    Library,
    /// The tag: `latest`.
    Tag,
}

/// Why a text is not a reference: a [`ParseError`](crate::error::ParseError) as data.
///
/// ```
/// # #[cfg(feature = "serde")] {
/// use pullspec::{Pod, explain_pod};
/// use pullspec::explain::ExplainContext;
/// let pod: Pod = serde_json::from_str(r#"{"spec": {"containers": [{"name": "app", "image": "redis:7 "}]}}"#)?;
/// let found = &explain_pod(&pod, &ExplainContext::new())[0];
/// let problem = found.image.problem.as_ref().unwrap();
/// assert_eq!((problem.message.as_str(), problem.start), ("invalid character ' ' in tag", 7));
/// # }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
#[non_exhaustive]
pub struct ImageProblem {
    /// What is wrong, in one line.
    pub message: String,
    /// The first byte of the text that is wrong.
    pub start: usize,
    /// Behind the last byte.
    pub end: usize,
    /// What may have been meant.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub hint: Option<String>,
}

impl ImageMeaning {
    pub(super) fn of(image: &PodImage) -> Self {
        let written = image.as_str();
        let none = Self {
            written: written.into(),
            reference: None,
            pulled: None,
            defaulted: Vec::new(),
            problem: None,
        };
        match image.reference() {
            Ok(reference) => {
                let parts = [
                    (reference.domain_was_defaulted(), DefaultedPart::Domain),
                    (reference.library_was_defaulted(), DefaultedPart::Library),
                    (reference.is_name_only(), DefaultedPart::Tag),
                ];
                let defaulted =
                    parts.into_iter().filter_map(|(filled_in, part)| filled_in.then_some(part)).collect();
                let pulled = Some(image.pull_image().into_owned());
                Self { pulled, defaulted, reference: Some(reference.clone()), ..none }
            }
            Err(error) => {
                let span = error.span();
                let problem = ImageProblem {
                    message: error.to_string(),
                    start: span.start,
                    end: span.end,
                    hint: error.hint(written).map(|hint| hint.to_string()),
                };
                Self { problem: Some(problem), ..none }
            }
        }
    }
}

/// When an image is pulled, and why.
///
/// ```
/// # #[cfg(feature = "serde")] {
/// use pullspec::{Pod, PullPolicy, explain_pod};
/// use pullspec::explain::ExplainContext;
/// let pod: Pod = serde_json::from_str(r#"{"spec": {"containers": [{"name": "app", "image": "redis:7"}]}}"#)?;
/// let found = &explain_pod(&pod, &ExplainContext::new())[0];
/// assert_eq!(found.policy.effective, Some(PullPolicy::IfNotPresent));
/// assert_eq!(found.policy.because, "other tag than latest");
/// # }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "camelCase"))]
#[non_exhaustive]
pub struct PolicyMeaning {
    /// The policy that counts. `None` if what is written is not a policy.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub effective: Option<PullPolicy>,
    /// Who decided on it.
    pub origin: PolicySource,
    /// When the kubelet pulls. `None` for what it refuses by its name or policy.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub pulls: Option<PullsWhen>,
    /// What the API server fills in for this image.
    pub default: PullPolicy,
    /// Why it would, in words.
    pub because: String,
    /// Why what is written is not a policy, in the API server's words.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub problem: Option<String>,
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
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "snake_case"))]
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
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "snake_case"))]
pub enum PullsWhen {
    /// At every start of the container.
    AtEveryStart,
    /// If the node lacks the image, or the pod may not use the node's.
    IfAbsent,
    /// Never.
    Never,
}

impl core::fmt::Display for PullsWhen {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.pad(self.as_str())
    }
}

impl PullsWhen {
    /// In words.
    ///
    /// ```
    /// assert_eq!(pullspec::explain::PullsWhen::IfAbsent.as_str(), "if the node lacks it");
    /// ```
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AtEveryStart => "at every start",
            Self::IfAbsent => "if the node lacks it",
            Self::Never => "never",
        }
    }
}

impl PolicyMeaning {
    pub(super) fn of(field: &ImageField<'_>, image: &PodImage, context: &ExplainContext<'_>) -> Self {
        let behavior = &context.behavior;
        let default = PullPolicy::default_for(image, behavior);
        let because = match default.origin() {
            PolicyOrigin::Defaulted { because } => because.to_string(),
            PolicyOrigin::Written => String::new(),
        };
        let effective = PullPolicy::effective(field.written_policy(), image, behavior);
        let problem = effective.as_ref().err().map(ToString::to_string);
        let effective = effective.ok();
        let policy = effective.map(EffectivePolicy::policy);
        let pulls = policy.filter(|_| image.reference().is_ok()).map(|policy| {
            let pulls_if =
                |presence| ImageRequest::new(image, policy).with_presence(presence).decide(behavior).pulls();
            // With policy `Always` the presence is not asked for.
            match (pulls_if(Presence::Absent), policy) {
                (true, PullPolicy::Always) => PullsWhen::AtEveryStart,
                (true, _) => PullsWhen::IfAbsent,
                (false, _) => PullsWhen::Never,
            }
        });
        let origin = match (effective, policy) {
            (Some(effective), _) if effective.origin() != PolicyOrigin::Written => PolicySource::FilledIn,
            (_, Some(policy)) if policy == default.policy() => PolicySource::WrittenOrFilledIn,
            (_, Some(PullPolicy::Always | PullPolicy::IfNotPresent)) => PolicySource::WrittenOrStale,
            _ => PolicySource::Written,
        };
        Self { effective: policy, origin, pulls, default: default.policy(), because, problem }
    }
}

/// Which of the pod's pull secrets the kubelet tries for the image, in its order, of those that the context holds.
pub(super) fn pull_secrets(
    field: &ImageField<'_>,
    reference: Option<&Reference>,
    context: &ExplainContext<'_>,
) -> Option<Vec<String>> {
    if !context.has_pull_secrets() {
        return None;
    }
    let named = &field.pod()?.spec.image_pull_secrets;
    let mut ring = Keyring::new();
    let mut given = false;
    for secret in named {
        if let Some(config) = context.pull_secret(&secret.name) {
            given = true;
            ring.insert_config(config, secret.name.as_str());
        }
    }
    let tried = ring.lookup(reference?);
    given.then(|| tried.iter().map(|entry| String::from(*entry.value())).collect())
}
