//! One object of a built-in kind that holds pods.

#[cfg(feature = "explain")]
use core::time::Duration;

use super::artifacts::{ArtifactField, artifacts};
use super::images::ImageField;
use super::pod::{Metadata, PodSpec};
#[cfg(feature = "explain")]
use super::timestamp::Timestamp;
use super::workload_kind::WorkloadKind;

/// One object of a built-in kind that holds pods: what an admission webhook is asked about.
///
/// Read from JSON it says its `kind`, and has at least one container: of another kind, without one, or with a template
/// missing it is an error, so that no document has no images by accident.
///
/// ```
/// # #[cfg(feature = "serde")] {
/// use pullspec::api::Workload;
///
/// let json = r#"{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web"},
///     "spec":{"template":{"spec":{"containers":[{"name":"app","image":"redis:7"}]}}}}"#;
/// let workload: Workload = serde_json::from_str(json)?;
/// let image = workload.images().next().expect("one container");
/// assert_eq!(image.path(), "spec.template.spec.containers[0].image");
/// assert_eq!(image.pointer(), "/spec/template/spec/containers/0/image");
///
/// let error = serde_json::from_str::<Workload>(r#"{"kind":"Workflow","spec":{}}"#).unwrap_err();
/// assert!(error.to_string().starts_with("\"Workflow\" is not a built-in kind that holds pods"));
/// # }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[doc(alias = "webhook")]
#[doc(alias = "AdmissionReview")]
pub struct Workload {
    kind: WorkloadKind,
    metadata: Metadata,
    /// Those of the template; empty for a pod.
    pod_metadata: Metadata,
    spec: PodSpec,
    #[cfg(feature = "explain")]
    deadline: Option<Timestamp>,
    #[cfg(feature = "explain")]
    active_deadline: Option<Duration>,
    #[cfg(feature = "explain")]
    makes_no_more_pods: bool,
}

impl Workload {
    /// Makes one from its parts.
    ///
    /// ```
    /// use pullspec::api::{Container, Metadata, PodSpec, Workload, WorkloadKind};
    /// let mut spec = PodSpec::default();
    /// spec.containers.push(Container::default());
    /// let workload = Workload::new(WorkloadKind::PodTemplate, Metadata::default(), spec);
    /// assert!(workload.images().map(|image| image.path()).eq(["template.spec.containers[0].image"]));
    /// ```
    #[must_use]
    pub fn new(kind: WorkloadKind, metadata: Metadata, spec: PodSpec) -> Self {
        Self {
            kind,
            metadata,
            pod_metadata: Metadata::default(),
            spec,
            #[cfg(feature = "explain")]
            deadline: None,
            #[cfg(feature = "explain")]
            active_deadline: None,
            #[cfg(feature = "explain")]
            makes_no_more_pods: false,
        }
    }

    /// Returns it with the metadata of its template, which the pods get. Without effect for a pod, which has its own.
    ///
    /// ```
    /// use pullspec::api::{Metadata, PodSpec, Workload, WorkloadKind};
    /// let mut template = Metadata::default();
    /// template.labels.insert("app".into(), "web".into());
    /// let workload = Workload::new(WorkloadKind::Job, Metadata::default(), PodSpec::default());
    /// assert_eq!(workload.with_pod_metadata(template).pod_metadata().labels["app"], "web");
    /// ```
    #[must_use]
    pub fn with_pod_metadata(self, metadata: Metadata) -> Self {
        match self.kind {
            WorkloadKind::Pod => self,
            _ => Self { pod_metadata: metadata, ..self },
        }
    }

    /// Sets when the Job's controller ends it, whatever its pods wait for. Of another kind nothing changes.
    ///
    /// ```
    /// use pullspec::api::{Metadata, PodSpec, Workload, WorkloadKind};
    /// let at = "2026-03-01T09:10:00Z".parse()?;
    /// let job = Workload::new(WorkloadKind::Job, Metadata::default(), PodSpec::default()).with_deadline(at);
    /// assert_eq!(job.deadline(), Some(at));
    /// # Ok::<(), pullspec::api::TimestampError>(())
    /// ```
    #[cfg(feature = "explain")]
    #[must_use]
    pub fn with_deadline(self, deadline: Timestamp) -> Self {
        match self.kind {
            WorkloadKind::Job => Self { deadline: Some(deadline), ..self },
            _ => self,
        }
    }

    /// Returns when a Job's controller ends it: `activeDeadlineSeconds` after the start in its status
    /// (`pastActiveDeadline` in `pkg/controller/job/job_controller.go`). `None` of a Job without one, of one that has not
    /// started, and of other kinds.
    #[cfg(feature = "explain")]
    #[must_use]
    pub const fn deadline(&self) -> Option<Timestamp> {
        self.deadline
    }

    /// Sets how long the Job, or one that the `CronJob` makes, may run. Of another kind nothing changes.
    ///
    /// ```
    /// use core::time::Duration;
    /// use pullspec::api::{Metadata, PodSpec, Workload, WorkloadKind};
    /// let hour = Duration::from_secs(3_600);
    /// let nightly = Workload::new(WorkloadKind::CronJob, Metadata::default(), PodSpec::default()).with_active_deadline(hour);
    /// assert_eq!(nightly.active_deadline(), Some(hour));
    /// ```
    #[cfg(feature = "explain")]
    #[must_use]
    pub fn with_active_deadline(self, length: Duration) -> Self {
        match self.kind {
            WorkloadKind::Job | WorkloadKind::CronJob => Self { active_deadline: Some(length), ..self },
            _ => self,
        }
    }

    /// Returns the `activeDeadlineSeconds` of a Job, or of those that a `CronJob` makes; not those of its pods, which are in
    /// their spec. `None` of other kinds.
    #[cfg(feature = "explain")]
    #[must_use]
    pub const fn active_deadline(&self) -> Option<Duration> {
        self.active_deadline
    }

    /// Returns it as one that makes no more pods, as it is read: see
    /// [`makes_no_more_pods`](Self::makes_no_more_pods).
    ///
    /// ```
    /// use pullspec::api::{Metadata, PodSpec, Workload, WorkloadKind};
    /// let old = Workload::new(WorkloadKind::ReplicaSet, Metadata::default(), PodSpec::default());
    /// assert!(!old.makes_no_more_pods() && old.with_no_more_pods().makes_no_more_pods());
    /// ```
    #[cfg(feature = "explain")]
    #[must_use]
    pub fn with_no_more_pods(self) -> Self {
        Self { makes_no_more_pods: true, ..self }
    }

    /// Returns whether its template is history: a `ReplicaSet` or `ReplicationController` with no replicas, as the old
    /// revisions of a Deployment are, or a Job that is complete or has failed (`IsJobFinished` in
    /// `pkg/controller/job/utils.go`). Of a Deployment or `StatefulSet` with no replicas the template is what comes next.
    #[cfg(feature = "explain")]
    #[must_use]
    pub const fn makes_no_more_pods(&self) -> bool {
        self.makes_no_more_pods
    }

    /// Returns its kind.
    #[must_use]
    pub const fn kind(&self) -> WorkloadKind {
        self.kind
    }

    /// Returns the object's own name, namespace and identity, not those of its template.
    #[must_use]
    pub const fn metadata(&self) -> &Metadata {
        &self.metadata
    }

    /// Returns the metadata of its pods: those of the template, or its own if it is a pod.
    #[must_use]
    pub const fn pod_metadata(&self) -> &Metadata {
        match self.kind {
            WorkloadKind::Pod => &self.metadata,
            _ => &self.pod_metadata,
        }
    }

    /// Returns the spec of its pods.
    #[must_use]
    pub const fn pod_spec(&self) -> &PodSpec {
        &self.spec
    }

    /// Returns all images, each with its place in the object: init containers, containers, ephemeral containers, image
    /// volumes.
    pub fn images(&self) -> impl Iterator<Item = ImageField<'_>> + Clone {
        let root = self.kind.spec_path();
        self.spec.images().map(move |image| image.with_root(root))
    }

    /// Returns the texts of its pods that make a node fetch an artifact, though no image field holds them, each with its
    /// place in the object.
    ///
    /// ```
    /// use pullspec::api::{ArtifactSource, Metadata, PodSpec, Workload, WorkloadKind};
    /// let mut template = Metadata::default();
    /// template.annotations.extend([("seccomp-profile.crio.io/POD".into(), "quay.io/team/profile:1".into())]);
    /// let workload = Workload::new(WorkloadKind::Deployment, Metadata::default(), PodSpec::default());
    /// let workload = workload.with_pod_metadata(template);
    /// let field = workload.artifacts().next().expect("one annotation");
    /// assert_eq!(field.source(), ArtifactSource::SeccompAnnotation);
    /// assert_eq!(field.path(), "spec.template.metadata.annotations[seccomp-profile.crio.io/POD]");
    /// ```
    pub fn artifacts(&self) -> impl Iterator<Item = ArtifactField<'_>> + Clone {
        let metadata = (self.kind.metadata_path().unwrap_or_default(), self.pod_metadata());
        artifacts(metadata, (self.kind.spec_path(), &self.spec))
    }
}
