//! What the API server says about the image and policy fields of a pod (`pkg/apis/core/validation/validation.go`).

use alloc::{format, string::String, vec::Vec};
use core::fmt;

use super::pull_policy::{PullPolicy, Unsupported};
use crate::api::{Behavior, Container, Pod, PodSpec};
use crate::go::GoQuoted;
use crate::terminal::Escaped;

/// A field of a pod that the API server refuses, in its own words: the path, then the problem.
///
/// ```
/// use pullspec::Pod;
/// use pullspec::api::Container;
/// let mut pod = Pod::default();
/// pod.spec.containers.push(Container::default());
/// let errors = pod.validate_images();
/// assert_eq!(errors[0].to_string(), "spec.containers[0].image: Required value");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[error("{}: {problem}", Escaped(.path))]
pub struct FieldError {
    path: String,
    problem: FieldProblem,
}

impl FieldError {
    pub(super) const fn new(path: String, problem: FieldProblem) -> Self {
        Self { path, problem }
    }

    /// Where: `spec.containers[0].image`.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// What is wrong with it.
    #[must_use]
    pub const fn problem(&self) -> &FieldProblem {
        &self.problem
    }
}

/// What is wrong with a field: the API server's `field.Required`, `field.Invalid` and `field.NotSupported`.
///
/// ```
/// use pullspec::policy::FieldProblem;
/// let problem = FieldProblem::Whitespace { value: " redis".into() };
/// assert_eq!(problem.to_string(), "Invalid value: \" redis\": must not have leading or trailing whitespace");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FieldProblem {
    /// Empty where something is needed.
    Required,
    /// An image with white space before or after it (Unicode's white space).
    Whitespace {
        /// The image as written.
        value: String,
    },
    /// A policy that is not among those allowed here.
    Unsupported {
        /// The policy as written.
        value: String,
        /// The allowed ones.
        supported: &'static [PullPolicy],
    },
}

impl fmt::Display for FieldProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Required => f.write_str("Required value"),
            Self::Whitespace { value } => {
                write!(f, "Invalid value: {}: must not have leading or trailing whitespace", GoQuoted(value))
            }
            Self::Unsupported { value, supported } => Unsupported { value, supported }.fmt(f),
        }
    }
}

impl Pod {
    /// What the API server refuses about the images and pull policies of this pod, in its order; nothing if it accepts
    /// them. Policies are as they are after defaulting (see [`PodSpec::default_pull_policies`]): an empty one is
    /// refused.
    ///
    /// The API server does **not** check whether an image parses: the kubelet finds out, and the container waits with
    /// `InvalidImageName`.
    ///
    /// ```
    /// # #[cfg(feature = "serde")] {
    /// use pullspec::Pod;
    /// let pod: Pod = serde_json::from_str(
    ///     r#"{"spec":{"containers":[{"image":" nginx","imagePullPolicy":"Sometimes"},{"imagePullPolicy":"Never"}]}}"#,
    /// )?;
    /// let said: Vec<String> = pod.validate_images().iter().map(ToString::to_string).collect();
    /// assert_eq!(said, [
    ///     r#"spec.containers[0].imagePullPolicy: Unsupported value: "Sometimes": supported values: "Always", "IfNotPresent", "Never""#,
    ///     r#"spec.containers[1].image: Required value"#,
    ///     r#"spec.containers[0].image: Invalid value: " nginx": must not have leading or trailing whitespace"#,
    /// ]);
    /// # }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn validate_images(&self) -> Vec<FieldError> {
        let mut errors = validate_spec(&self.spec, "spec", true);
        // Done for pods only, and for ephemeral containers further up.
        for (field, containers) in
            [("containers", &self.spec.containers), ("initContainers", &self.spec.init_containers)]
        {
            errors.extend(
                paths("spec", field, containers).filter_map(|(path, container)| whitespace(&path, container)),
            );
        }
        errors
    }
}

impl PodSpec {
    /// What the API server refuses about the images and pull policies of a pod template with this spec, whose path is
    /// `path`, such as `spec.template.spec` in a Deployment.
    ///
    /// A template may hold what a pod may not: an image of white space only is accepted here and fails when the
    /// `ReplicaSet` creates the pods, and up to 1.36 so does an image volume with an empty reference
    /// ([`Behavior::refuses_empty_image_volumes_in_templates`]).
    ///
    /// ```
    /// # #[cfg(feature = "serde")] {
    /// use pullspec::api::{Behavior, PodSpec};
    /// let spec: PodSpec =
    ///     serde_json::from_str(r#"{"containers":[{"image":" "},{"image":"","imagePullPolicy":"Always"}]}"#)?;
    /// let said: Vec<String> = spec.validate_template_images("spec.template.spec", &Behavior::default()).iter().map(ToString::to_string).collect();
    /// assert_eq!(said, [
    ///     "spec.template.spec.containers[0].imagePullPolicy: Required value",
    ///     "spec.template.spec.containers[1].image: Required value",
    /// ]);
    /// # }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn validate_template_images(&self, path: &str, behavior: &Behavior) -> Vec<FieldError> {
        validate_spec(self, path, behavior.refuses_empty_image_volumes_in_templates)
    }
}

/// `ValidatePodSpec`: volumes, regular, init, ephemeral containers.
fn validate_spec(spec: &PodSpec, root: &str, volumes_need_references: bool) -> Vec<FieldError> {
    let mut errors = Vec::new();
    for (at, volume) in spec.volumes.iter().enumerate() {
        let Some(image) = &volume.image else { continue };
        let path = format!("{root}.volumes[{at}].image");
        if volumes_need_references && image.reference.is_empty() {
            errors.push(FieldError::new(format!("{path}.reference"), FieldProblem::Required));
        }
        errors.extend(policy(format!("{path}.pullPolicy"), image.pull_policy.as_deref()));
    }
    let kinds = [
        ("containers", &spec.containers),
        ("initContainers", &spec.init_containers),
        ("ephemeralContainers", &spec.ephemeral_containers),
    ];
    for (field, containers) in kinds {
        for (path, container) in paths(root, field, containers) {
            if container.image.is_empty() {
                errors.push(FieldError::new(format!("{path}.image"), FieldProblem::Required));
            }
            errors.extend(policy(format!("{path}.imagePullPolicy"), container.image_pull_policy.as_deref()));
            if field == "ephemeralContainers" {
                errors.extend(whitespace(&path, container));
            }
        }
    }
    errors
}

/// Containers with their paths.
fn paths<'a>(
    root: &'a str,
    field: &'a str,
    containers: &'a [Container],
) -> impl Iterator<Item = (String, &'a Container)> {
    containers.iter().enumerate().map(move |(at, container)| (format!("{root}.{field}[{at}]"), container))
}

/// `validatePullPolicy`.
fn policy(path: String, written: Option<&str>) -> Option<FieldError> {
    let problem = match written {
        None | Some("") => FieldProblem::Required,
        Some(text) if text.parse::<PullPolicy>().is_ok() => return None,
        Some(text) => FieldProblem::Unsupported { value: text.into(), supported: &PullPolicy::ALL },
    };
    Some(FieldError::new(path, problem))
}

/// `validateContainerOnlyForPod`.
fn whitespace(path: &str, container: &Container) -> Option<FieldError> {
    let image = &container.image;
    (image.trim().len() != image.len())
        .then(|| FieldError::new(format!("{path}.image"), FieldProblem::Whitespace { value: image.clone() }))
}
