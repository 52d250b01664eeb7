//! Reads workloads, one or a list of them, whatever order their fields come in.

use alloc::format;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;
use core::fmt;
use core::marker::PhantomData;
#[cfg(feature = "explain")]
use core::time::Duration;

use serde::de::value::MapAccessDeserializer;
use serde::de::{
    Deserialize, DeserializeOwned, DeserializeSeed, Deserializer, Error, IgnoredAny, IntoDeserializer,
    MapAccess, Visitor,
};

use super::object::{Field, Part, read_object};
use super::pod::{Container, Metadata, PodSpec};
use super::read_parts::{AnyOr, JobsEnd};
#[cfg(feature = "explain")]
use super::timestamp::Timestamp;
use super::workload::Workload;
use super::workload_kind::WorkloadKind;
use super::workloads::Workloads;
use crate::terminal::Shortened;

/// Whatever a workload has at its top, or a list of them, with `I` for its items.
#[derive(Default, serde::Deserialize)]
#[serde(rename_all = "camelCase", default, bound(deserialize = "I: Default + Deserialize<'de>"))]
pub(super) struct Document<I> {
    pub(super) kind: Option<String>,
    pub(super) api_version: Option<String>,
    pub(super) metadata: Option<Metadata>,
    pub(super) spec: Option<AnySpec>,
    pub(super) template: Option<Object<Template>>,
    pub(super) ephemeral_containers: Option<Vec<Container>>,
    #[serde(deserialize_with = "any_status")]
    pub(super) status: JobStatus,
    pub(super) items: Option<I>,
}

/// What is read of a status, whose type no other kind decides.
#[derive(Default, serde::Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct JobStatus {
    pub(super) start_time: Option<String>,
    #[serde(rename = "conditions", deserialize_with = "jobs_end")]
    pub(super) has_ended: bool,
}

fn jobs_end<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    JobsEnd.deserialize(deserializer)
}

impl Field for JobStatus {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::deserialize(deserializer)
    }
}

fn any_status<'de, D: Deserializer<'de>>(deserializer: D) -> Result<JobStatus, D::Error> {
    AnyOr::new().deserialize(deserializer).map(Option::unwrap_or_default)
}

impl<I> Document<I> {
    /// The same, of which no item is looked at.
    fn without_items(self) -> Document<IgnoredAny> {
        let Self { kind, api_version, metadata, spec, template, ephemeral_containers, status, .. } = self;
        Document { kind, api_version, metadata, spec, template, ephemeral_containers, status, items: None }
    }
}

#[derive(Default, serde::Deserialize)]
#[serde(default)]
pub(super) struct Template {
    metadata: Option<Metadata>,
    // Whether it has containers is checked for all kinds at once.
    #[serde(deserialize_with = "Field::read")]
    spec: Option<PodSpec>,
}

#[derive(Default, serde::Deserialize)]
#[serde(default)]
struct JobTemplate {
    spec: Option<Object<JobSpec>>,
}

#[derive(Default, serde::Deserialize)]
#[serde(default)]
struct JobSpec {
    #[cfg(feature = "explain")]
    #[serde(rename = "activeDeadlineSeconds", deserialize_with = "Field::read")]
    active_deadline_seconds: Option<u32>,
    template: Option<Object<Template>>,
}

/// Any of these, but no array of their fields.
#[derive(Default)]
pub(super) struct Object<T>(pub(super) T);

impl<T: Default + DeserializeOwned> Part for Object<T> {
    const NAME: &'static str = "part of a workload";

    fn read_fields<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer).map(Self)
    }
}

impl<'de, T: Default + DeserializeOwned> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read_object(deserializer)
    }
}

/// The spec of a pod, or one with a template of it: which of them it is, the kind says, which may come later.
#[derive(Default)]
pub(super) struct AnySpec {
    pub(super) pod: PodSpec,
    template: Option<Object<Template>>,
    job_template: Option<Object<JobTemplate>>,
    /// Whether it is scaled to zero.
    #[cfg_attr(not(feature = "explain"), allow(dead_code, reason = "decides on severities only"))]
    has_no_replicas: bool,
}

impl AnySpec {
    /// Whether it is the spec of a pod, not one with a template.
    pub(super) const fn is_a_pods(&self) -> bool {
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
        let mut fields = SpecFields { map, template: None, job_template: None, has_no_replicas: false };
        let pod = PodSpec::read(MapAccessDeserializer::new(&mut fields))?;
        let SpecFields { template, job_template, has_no_replicas, .. } = fields;
        Ok(AnySpec { pod, template, job_template, has_no_replicas })
    }
}

/// The fields of a spec as those of a pod's: templates are taken out on the way.
struct SpecFields<A> {
    map: A,
    template: Option<Object<Template>>,
    job_template: Option<Object<JobTemplate>>,
    has_no_replicas: bool,
}

/// A number, or what another kind may have under that name.
#[derive(serde::Deserialize)]
#[serde(untagged)]
enum Replicas {
    Number(u64),
    Other(IgnoredAny),
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
                    self.template = self.map.next_value::<Option<_>>()?.or_else(|| Some(Object::default()));
                }
                "jobTemplate" => {
                    self.job_template =
                        self.map.next_value::<Option<_>>()?.or_else(|| Some(Object::default()));
                }
                "replicas" => self.has_no_replicas = matches!(self.map.next_value()?, Replicas::Number(0)),
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
        deserializer.deserialize_map(OfDocument(PhantomData))
    }
}

impl<'de> Deserialize<'de> for Workloads {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(OfDocument(PhantomData))
    }
}

/// What is made of the fields of a document, while their place is known to the reader.
trait Made: Sized {
    type Items: Default + for<'de> Deserialize<'de>;

    fn make<E: Error>(document: Document<Self::Items>) -> Result<Self, E>;
}

impl Made for Workload {
    // What is in a list that is not looked for is not looked at.
    type Items = IgnoredAny;

    fn make<E: Error>(document: Document<IgnoredAny>) -> Result<Self, E> {
        workload(document, None)
    }
}

impl Made for Workloads {
    type Items = Vec<Item>;

    fn make<E: Error>(document: Document<Vec<Item>>) -> Result<Self, E> {
        workloads(document)
    }
}

impl Made for Item {
    type Items = IgnoredAny;

    fn make<E: Error>(document: Document<IgnoredAny>) -> Result<Self, E> {
        Ok(Self(document))
    }
}

struct OfDocument<T>(PhantomData<T>);

impl<'de, T: Made> Visitor<'de> for OfDocument<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of a built-in kind that holds pods")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        T::make(Document::deserialize(MapAccessDeserializer::new(map))?)
    }
}

/// An item of a list, not a list itself.
struct Item(Document<IgnoredAny>);

impl<'de> Deserialize<'de> for Item {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(OfDocument(PhantomData))
    }
}

/// The kind with this name, of the group that the version names, if it names one.
fn built_in<E: Error>(name: &str, api_version: &str) -> Result<WorkloadKind, E> {
    let known = WorkloadKind::ALL.into_iter().find(|kind| kind.as_str() == name);
    known.filter(|kind| api_version.is_empty() || kind.is_of(api_version)).ok_or_else(|| {
        let of =
            if api_version.is_empty() { String::new() } else { format!(" of {}", Shortened(api_version)) };
        E::custom(format_args!("{}{of} is not a built-in kind that holds pods", Shortened(name)))
    })
}

fn workloads<E: Error>(mut document: Document<Vec<Item>>) -> Result<Workloads, E> {
    let name = document.kind.clone().unwrap_or_default();
    let Some(items) = document.items.take() else {
        // Go prints the items of an empty list as `null`.
        if name.ends_with("List") {
            return list_kind(&name, &document.api_version.unwrap_or_default())
                .map(|_: Option<_>| Workloads::default());
        }
        return workload(document.without_items(), None).map(|one| Workloads(vec![one]));
    };
    let of = list_kind(&name, &document.api_version.unwrap_or_default())?;
    let items = items.into_iter().enumerate().map(|(index, Item(item))| {
        workload(item, of).map_err(|error: E| E::custom(format_args!("items[{index}]: {error}")))
    });
    items.collect::<Result<_, E>>().map(Workloads)
}

/// What a list of this kind holds; `None` for a `List`, whose items say it themselves.
fn list_kind<E: Error>(name: &str, api_version: &str) -> Result<Option<WorkloadKind>, E> {
    match name.strip_suffix("List") {
        Some("") => Ok(None),
        Some(of) => built_in(of, api_version).map(Some),
        None => Err(E::custom(format_args!("items in an object of kind {}", Shortened(name)))),
    }
}

/// One object; `of` is what it is taken for if it does not say its kind.
pub(super) fn workload<E: Error>(
    document: Document<IgnoredAny>,
    of: Option<WorkloadKind>,
) -> Result<Workload, E> {
    let name = document.kind.as_deref().or_else(|| of.map(WorkloadKind::as_str));
    let name = name.ok_or_else(|| E::custom("no kind, expected a built-in one that holds pods"))?;
    let kind = built_in(name, document.api_version.as_deref().unwrap_or_default())?;
    if document.items.is_some() {
        return Err(E::custom(format_args!("items in an object of kind {}", Shortened(name))));
    }
    if let Some(of) = of.filter(|of| *of != kind) {
        return Err(E::custom(format_args!("kind {} in a list of kind \"{of}List\"", Shortened(name))));
    }
    #[cfg(feature = "explain")]
    let (deadline, length) = (deadline(&document), active_deadline(kind, &document));
    #[cfg(feature = "explain")]
    let makes_no_more_pods = makes_no_more_pods(kind, &document);
    let (pod_metadata, spec) = match kind {
        WorkloadKind::Pod => (None, document.spec.map(|spec| spec.pod)),
        WorkloadKind::EphemeralContainers => {
            let list = document.ephemeral_containers;
            (None, list.map(|ephemeral_containers| PodSpec { ephemeral_containers, ..PodSpec::default() }))
        }
        _ => {
            let template = match kind {
                WorkloadKind::PodTemplate => document.template,
                WorkloadKind::CronJob => {
                    let job = document.spec.and_then(|spec| spec.job_template).and_then(|job| job.0.spec);
                    job.and_then(|job| job.0.template)
                }
                _ => document.spec.and_then(|spec| spec.template),
            };
            template.map_or((None, None), |Object(template)| (template.metadata, template.spec))
        }
    };
    let is_empty = |spec: &PodSpec| match kind {
        WorkloadKind::EphemeralContainers => spec.ephemeral_containers.is_empty(),
        _ => spec.containers.is_empty(),
    };
    match spec.filter(|spec| !is_empty(spec)) {
        Some(spec) => {
            let workload = Workload::new(kind, document.metadata.unwrap_or_default(), spec)
                .with_pod_metadata(pod_metadata.unwrap_or_default());
            #[cfg(feature = "explain")]
            let workload = match deadline {
                Some(deadline) => workload.with_deadline(deadline),
                None => workload,
            };
            #[cfg(feature = "explain")]
            let workload = match length {
                Some(length) => workload.with_active_deadline(length),
                None => workload,
            };
            #[cfg(feature = "explain")]
            let workload = if makes_no_more_pods { workload.with_no_more_pods() } else { workload };
            Ok(workload)
        }
        None => Err(E::custom(match kind.spec_path() {
            "" => "no containers in ephemeralContainers".into(),
            path => format!("no containers in {path}.containers"),
        })),
    }
}

/// When a Job's controller ends it.
#[cfg(feature = "explain")]
fn deadline<I>(document: &Document<I>) -> Option<Timestamp> {
    let started: Timestamp = document.status.start_time.as_ref()?.parse().ok()?;
    let seconds = document.spec.as_ref()?.pod.active_deadline_seconds?;
    Some(started + Duration::from_secs(seconds.into()))
}

/// How long a Job may run.
#[cfg(feature = "explain")]
fn active_deadline<I>(kind: WorkloadKind, document: &Document<I>) -> Option<Duration> {
    let spec = document.spec.as_ref()?;
    let seconds = match kind {
        WorkloadKind::Job => spec.pod.active_deadline_seconds,
        WorkloadKind::CronJob => spec.job_template.as_ref()?.0.spec.as_ref()?.0.active_deadline_seconds,
        _ => None,
    };
    Some(Duration::from_secs(seconds?.into()))
}

/// Whether it is scaled to zero, as the old revisions of a Deployment are, or a Job that has come to its end.
#[cfg(feature = "explain")]
fn makes_no_more_pods<I>(kind: WorkloadKind, document: &Document<I>) -> bool {
    match kind {
        WorkloadKind::ReplicaSet | WorkloadKind::ReplicationController => {
            document.spec.as_ref().is_some_and(|spec| spec.has_no_replicas)
        }
        WorkloadKind::Job => document.status.has_ended,
        _ => false,
    }
}
