//! The admission plugin AlwaysPullImages (`plugin/pkg/admission/alwayspullimages/admission.go`).

use alloc::{collections::BTreeSet, string::String, vec::Vec};
use core::fmt;

use super::PullPolicy;
use super::{FieldError, FieldProblem};
use crate::api::{Behavior, Pod};
use crate::api::{ImageField, ImageOwner, PodSpec};
use crate::go::GoQuoted;

/// The admission plugin that sets the policy of every image of a pod to `Always`, so that a pod can only start images
/// its own credentials can pull. Off by default in the API server.
///
/// It handles the creation and the update of pods, and none of their subresources: a container that `kubectl debug`
/// adds through `ephemeralcontainers` keeps the policy it came with.
///
/// ```
/// # #[cfg(feature = "serde")] {
/// use pullspec::Pod;
/// use pullspec::api::Behavior;
/// use pullspec::policy::AlwaysPullImages;
///
/// let mut pod: Pod = serde_json::from_str(
///     r#"{"metadata":{"name":"p"},"spec":{"containers":[{"image":"redis:7","imagePullPolicy":"IfNotPresent"}]}}"#,
/// )?;
/// let plugin = AlwaysPullImages::new(Behavior::default());
/// let refused = plugin.validate(&pod, None).unwrap_err();
/// assert_eq!(
///     refused.to_string(),
///     r#"pods "p" is forbidden: spec.containers[0].imagePullPolicy: Unsupported value: "IfNotPresent": supported values: "Always""#,
/// );
/// plugin.mutate(&mut pod, None);
/// assert!(plugin.validate(&pod, None).is_ok());
/// # }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct AlwaysPullImages {
    behavior: Behavior,
}

impl AlwaysPullImages {
    /// The plugin as a release has it.
    ///
    /// ```
    /// use pullspec::api::Behavior;
    /// use pullspec::policy::AlwaysPullImages;
    /// assert_eq!(AlwaysPullImages::new(Behavior::default()), AlwaysPullImages::default());
    /// ```
    #[must_use]
    pub const fn new(behavior: Behavior) -> Self {
        Self { behavior }
    }

    /// The mutating phase: sets `Always` everywhere. `old` is the stored pod of an update, `None` at creation.
    ///
    /// A webhook cannot send this pod back, since it holds a few fields only; for a patch there is
    /// [`ImageField::policy_pointer`].
    ///
    /// ```
    /// use pullspec::Pod;
    /// use pullspec::api::Container;
    /// use pullspec::policy::AlwaysPullImages;
    /// let mut pod = Pod::default();
    /// pod.spec.containers.push(Container::default());
    /// AlwaysPullImages::default().mutate(&mut pod, None);
    /// assert_eq!(pod.spec.containers[0].image_pull_policy.as_deref(), Some("Always"));
    /// ```
    pub fn mutate(&self, pod: &mut Pod, old: Option<&Pod>) {
        if self.ignores(pod, old) {
            return;
        }
        let always = || Some(PullPolicy::Always.as_str().into());
        let PodSpec { init_containers, containers, ephemeral_containers, volumes, .. } = &mut pod.spec;
        for container in init_containers.iter_mut().chain(containers).chain(ephemeral_containers) {
            container.image_pull_policy = always();
        }
        if self.behavior.admission_covers_image_volumes {
            for image in volumes.iter_mut().filter_map(|volume| volume.image.as_mut()) {
                image.pull_policy = always();
            }
        }
    }

    /// The validating phase, which runs after the mutating phases of all plugins and webhooks.
    ///
    /// ```
    /// use pullspec::Pod;
    /// use pullspec::api::Container;
    /// use pullspec::policy::AlwaysPullImages;
    /// let mut container = Container::default();
    /// container.image = "redis:7".into();
    /// container.image_pull_policy = Some("Never".into());
    /// let mut pod = Pod::default();
    /// pod.spec.containers.push(container);
    /// let plugin = AlwaysPullImages::default();
    /// assert_eq!(plugin.validate(&pod, None).unwrap_err().errors().len(), 1);
    /// assert!(plugin.validate(&pod, Some(&pod)).is_ok()); // an update that brings no new image
    /// ```
    ///
    /// # Errors
    ///
    /// One error with every image whose policy is not `Always`: `IfNotPresent`, `Never`, none at all.
    pub fn validate(&self, pod: &Pod, old: Option<&Pod>) -> Result<(), ForbiddenError> {
        if self.ignores(pod, old) {
            return Ok(());
        }
        let errors: Vec<FieldError> = self
            .images(&pod.spec)
            .map(|image| (image, image.written_policy().unwrap_or_default()))
            .filter(|(_, policy)| *policy != PullPolicy::Always.as_str())
            .map(|(image, policy)| FieldError::new(image.policy_path(), unsupported(policy)))
            .collect();
        if errors.is_empty() {
            return Ok(());
        }
        let name =
            [&pod.metadata.name, &pod.metadata.generate_name].into_iter().find(|name| !name.is_empty());
        Err(ForbiddenError { name: name.map_or_else(|| "Unknown".into(), Clone::clone), errors })
    }

    /// Since 1.21 an update is let through as it is if the stored pod has the image of every container of it, in
    /// whichever place (`isUpdateWithNoNewImages`). Before, an update of labels failed for pods older than the plugin,
    /// since the policy of a pod cannot change. Image volumes are not asked: the volumes of a pod cannot change either.
    fn ignores(&self, pod: &Pod, old: Option<&Pod>) -> bool {
        let Some(old) = old.filter(|_| self.behavior.admission_ignores_known_images) else { return false };
        let known: BTreeSet<&str> = container_images(&old.spec).collect();
        container_images(&pod.spec).all(|image| known.contains(image))
    }

    /// The images that this release of the plugin looks at, in its order.
    fn images<'p>(&self, spec: &'p PodSpec) -> impl Iterator<Item = ImageField<'p>> {
        let covers_volumes = self.behavior.admission_covers_image_volumes;
        spec.images().filter(move |image| covers_volumes || image.owner() != ImageOwner::Volume)
    }
}

fn container_images(spec: &PodSpec) -> impl Iterator<Item = &str> {
    spec.images().filter(|image| image.owner() != ImageOwner::Volume).map(|image| image.image())
}

fn unsupported(policy: &str) -> FieldProblem {
    FieldProblem::Unsupported { value: policy.into(), supported: &[PullPolicy::Always] }
}

/// The plugin's refusal of a pod, in its own words (`admission.NewForbidden`).
///
/// ```
/// use pullspec::Pod;
/// use pullspec::api::Container;
/// use pullspec::policy::AlwaysPullImages;
/// let mut container = Container::default();
/// container.image_pull_policy = Some("Never".into());
/// let mut pod = Pod::default();
/// pod.metadata.name = "web".into();
/// pod.spec.containers.push(container);
/// let refused = AlwaysPullImages::default().validate(&pod, None).unwrap_err();
/// assert!(refused.to_string().starts_with("pods \"web\" is forbidden: spec.containers[0].imagePullPolicy: "));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ForbiddenError {
    name: String,
    errors: Vec<FieldError>,
}

impl ForbiddenError {
    /// Every field that is not as the plugin demands; at least one.
    #[must_use]
    pub fn errors(&self) -> &[FieldError] {
        &self.errors
    }
}

impl core::error::Error for ForbiddenError {
    /// The first of them; the text has them all.
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        self.errors.first().map(|error| error as _)
    }
}

/// One refusal as it is, several as Go's aggregate `[one, two]`.
impl fmt::Display for ForbiddenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let several = self.errors.len() > 1;
        f.write_str(if several { "[" } else { "" })?;
        for (at, error) in self.errors.iter().enumerate() {
            let separator = if at == 0 { "" } else { ", " };
            write!(f, "{separator}pods {} is forbidden: {error}", GoQuoted(&self.name))?;
        }
        f.write_str(if several { "]" } else { "" })
    }
}
