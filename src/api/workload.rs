//! The built-in kinds that hold pods, and where each has their spec.

use core::fmt;

use super::images::ImageField;
use super::pod::{Metadata, PodSpec};

/// A built-in kind that holds the spec of pods.
///
/// Closed: an unknown kind is an error, never one without images.
///
/// ```
/// use pullspec::api::WorkloadKind;
/// assert_eq!(WorkloadKind::CronJob.spec_path(), "spec.jobTemplate.spec.template.spec");
/// assert_eq!(WorkloadKind::ALL.len(), 10);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WorkloadKind {
    /// A pod itself.
    Pod,
    /// `apps`
    Deployment,
    /// `apps`
    StatefulSet,
    /// `apps`
    DaemonSet,
    /// `apps`
    ReplicaSet,
    /// The core group.
    ReplicationController,
    /// `batch`
    Job,
    /// `batch`
    CronJob,
    /// The core group.
    PodTemplate,
    /// What the subresource `ephemeralcontainers` took up to Kubernetes 1.22; later ones take a pod.
    EphemeralContainers,
}

impl WorkloadKind {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::Pod,
        Self::Deployment,
        Self::StatefulSet,
        Self::DaemonSet,
        Self::ReplicaSet,
        Self::ReplicationController,
        Self::Job,
        Self::CronJob,
        Self::PodTemplate,
        Self::EphemeralContainers,
    ];

    /// Returns its name, such as `Deployment`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pod => "Pod",
            Self::Deployment => "Deployment",
            Self::StatefulSet => "StatefulSet",
            Self::DaemonSet => "DaemonSet",
            Self::ReplicaSet => "ReplicaSet",
            Self::ReplicationController => "ReplicationController",
            Self::Job => "Job",
            Self::CronJob => "CronJob",
            Self::PodTemplate => "PodTemplate",
            Self::EphemeralContainers => "EphemeralContainers",
        }
    }

    /// Returns where it has the spec of its pods, as the API server names fields; empty for
    /// [`EphemeralContainers`](Self::EphemeralContainers), which has their list at the top.
    #[must_use]
    pub const fn spec_path(self) -> &'static str {
        match self {
            Self::Pod => "spec",
            Self::PodTemplate => "template.spec",
            Self::CronJob => "spec.jobTemplate.spec.template.spec",
            Self::EphemeralContainers => "",
            _ => "spec.template.spec",
        }
    }

    /// Whether an API version, if there is one, is one of the kind's.
    #[cfg(feature = "serde")]
    pub(super) fn is_in(self, api_version: &str) -> bool {
        api_version.is_empty() || self.is_of(api_version)
    }

    /// Whether the kind is of the API group that is written in front of the version.
    #[cfg(feature = "serde")]
    fn is_of(self, api_version: &str) -> bool {
        let group = api_version.split_once('/').map(|(group, _)| group);
        match self {
            Self::Pod | Self::ReplicationController | Self::PodTemplate | Self::EphemeralContainers => {
                group.is_none()
            }
            Self::Deployment | Self::DaemonSet | Self::ReplicaSet => {
                matches!(group, Some("apps" | "extensions"))
            }
            Self::StatefulSet => group == Some("apps"),
            Self::Job | Self::CronJob => group == Some("batch"),
        }
    }
}

impl fmt::Display for WorkloadKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

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
    spec: PodSpec,
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
    pub const fn new(kind: WorkloadKind, metadata: Metadata, spec: PodSpec) -> Self {
        Self { kind, metadata, spec }
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
}

#[cfg(feature = "serde")]
pub(super) mod read {
    use alloc::string::String;
    use alloc::vec::Vec;
    use core::fmt;

    use serde::de::value::MapAccessDeserializer;
    use serde::de::{
        Deserialize, DeserializeSeed, Deserializer, Error, IntoDeserializer, MapAccess, Visitor,
    };

    use super::{Workload, WorkloadKind};
    use crate::api::object::Field;
    use crate::api::pod::{Container, Metadata, PodSpec};

    /// Whatever a workload has at its top.
    #[derive(Default, serde::Deserialize)]
    #[serde(rename_all = "camelCase", default)]
    pub(in crate::api) struct Document {
        pub(in crate::api) kind: Option<String>,
        pub(in crate::api) api_version: Option<String>,
        pub(in crate::api) metadata: Option<Metadata>,
        pub(in crate::api) spec: Option<AnySpec>,
        pub(in crate::api) template: Option<Template>,
        pub(in crate::api) ephemeral_containers: Option<Vec<Container>>,
    }

    #[derive(Default, serde::Deserialize)]
    #[serde(default)]
    pub(in crate::api) struct Template {
        // Whether it has containers is checked for all kinds at once.
        #[serde(deserialize_with = "Field::read")]
        spec: Option<PodSpec>,
    }

    #[derive(Default, serde::Deserialize)]
    #[serde(default)]
    struct JobTemplate {
        spec: Option<JobSpec>,
    }

    #[derive(Default, serde::Deserialize)]
    #[serde(default)]
    struct JobSpec {
        template: Option<Template>,
    }

    /// The spec of a pod, or one with a template of it: which of them it is, the kind says, which may come later.
    #[derive(Default)]
    pub(in crate::api) struct AnySpec {
        pub(in crate::api) pod: PodSpec,
        template: Option<Template>,
        job_template: Option<JobTemplate>,
    }

    impl AnySpec {
        /// Whether it is the spec of a pod, not one with a template.
        pub(in crate::api) const fn is_a_pods(&self) -> bool {
            self.pod.has_containers() && self.template.is_none() && self.job_template.is_none()
        }
    }

    impl<'de> Deserialize<'de> for AnySpec {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            deserializer.deserialize_map(OfSpec)
        }
    }

    struct OfSpec;

    impl<'de> Visitor<'de> for OfSpec {
        type Value = AnySpec;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a spec")
        }

        fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<AnySpec, A::Error> {
            let mut fields = SpecFields { map, template: None, job_template: None };
            let pod = PodSpec::read(MapAccessDeserializer::new(&mut fields))?;
            let SpecFields { template, job_template, .. } = fields;
            Ok(AnySpec { pod, template, job_template })
        }
    }

    /// The fields of a spec as those of a pod's: templates are taken out on the way.
    struct SpecFields<A> {
        map: A,
        template: Option<Template>,
        job_template: Option<JobTemplate>,
    }

    impl<'de, A: MapAccess<'de>> MapAccess<'de> for SpecFields<A> {
        type Error = A::Error;

        fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, A::Error> {
            while let Some(name) = self.map.next_key::<String>()? {
                match &*name {
                    "template" if self.template.is_some() => {
                        return Err(A::Error::duplicate_field("template"));
                    }
                    "jobTemplate" if self.job_template.is_some() => {
                        return Err(A::Error::duplicate_field("jobTemplate"));
                    }
                    "template" => {
                        self.template =
                            self.map.next_value::<Option<_>>()?.or_else(|| Some(Template::default()));
                    }
                    "jobTemplate" => {
                        self.job_template =
                            self.map.next_value::<Option<_>>()?.or_else(|| Some(JobTemplate::default()));
                    }
                    _ => return seed.deserialize(name.into_deserializer()).map(Some),
                }
            }
            Ok(None)
        }

        fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, A::Error> {
            self.map.next_value_seed(seed)
        }
    }

    impl<'de> Deserialize<'de> for Workload {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            deserializer.deserialize_map(OfWorkload)
        }
    }

    struct OfWorkload;

    impl<'de> Visitor<'de> for OfWorkload {
        type Value = Workload;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object of a built-in kind that holds pods")
        }

        fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Workload, A::Error> {
            workload(Document::deserialize(MapAccessDeserializer::new(map))?)
        }
    }

    pub(in crate::api) fn workload<E: Error>(document: Document) -> Result<Workload, E> {
        let name =
            document.kind.ok_or_else(|| E::custom("no kind, expected a built-in one that holds pods"))?;
        let api_version = document.api_version.unwrap_or_default();
        let known = WorkloadKind::ALL.into_iter().find(|kind| kind.as_str() == name);
        let known = known.filter(|kind| kind.is_in(&api_version));
        let kind = known.ok_or_else(|| {
            let of =
                if api_version.is_empty() { String::new() } else { alloc::format!(" of {api_version:?}") };
            E::custom(format_args!("{name:?}{of} is not a built-in kind that holds pods"))
        })?;
        let spec = match kind {
            WorkloadKind::Pod => document.spec.map(|spec| spec.pod),
            WorkloadKind::PodTemplate => document.template.and_then(|template| template.spec),
            WorkloadKind::CronJob => {
                let job = document.spec.and_then(|spec| spec.job_template).and_then(|job| job.spec);
                job.and_then(|job| job.template).and_then(|template| template.spec)
            }
            WorkloadKind::EphemeralContainers => document
                .ephemeral_containers
                .map(|ephemeral_containers| PodSpec { ephemeral_containers, ..PodSpec::default() }),
            _ => document.spec.and_then(|spec| spec.template).and_then(|template| template.spec),
        };
        let is_empty = |spec: &PodSpec| match kind {
            WorkloadKind::EphemeralContainers => spec.ephemeral_containers.is_empty(),
            _ => spec.containers.is_empty(),
        };
        match spec.filter(|spec| !is_empty(spec)) {
            Some(spec) => Ok(Workload::new(kind, document.metadata.unwrap_or_default(), spec)),
            None => Err(E::custom(match kind.spec_path() {
                "" => "no containers in ephemeralContainers".into(),
                path => alloc::format!("no containers in {path}.containers"),
            })),
        }
    }
}
