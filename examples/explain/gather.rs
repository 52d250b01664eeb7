//! Brings together what belongs together, in whatever order it comes: events and Secrets may follow the pods they are
//! about.
//!
//! A pod in which nothing is wrong is counted and let go. One that waits is kept until the end of the input, since its
//! events may follow; so is one that came alone, since a watch prints it again whenever it changes. At most
//! [`MOST_KEPT`] are kept, some 3 KB each; the oldest beyond that are explained by what has come so far. Of events, those
//! about pods are kept.

use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasher, RandomState};

use pullspec::api::{
    Behavior, ImageOwner, Metadata, Object, PodSpec, RegistrySecret, SecretContent, SecretError, Timestamp,
    Workload, WorkloadKind,
};
use pullspec::credentials::{DockerConfig, DockerConfigJson};
use pullspec::explain::{ExplainContext, Severity, explain_workload};
use pullspec::{Diagnosis, Event, Pod, explain_pod};

use super::absent::{Absent, Present};
use super::input::Place;
use super::seen::Seen;

/// Pods that wait for their events at a time.
const MOST_KEPT: usize = 20_000;

/// What is known before the input is read.
#[derive(Default)]
pub(crate) struct Known {
    pub(crate) now: Option<Timestamp>,
    pub(crate) behavior: Option<Behavior>,
    /// By name, whatever the namespace.
    pub(crate) secrets: Vec<(String, DockerConfig)>,
    pub(crate) events: Vec<Event>,
}

/// What was found.
pub(crate) enum Found {
    Pod(Vec<Diagnosis>),
    Workload(Vec<Diagnosis>),
    /// A pod that was found to be fine has come again, and is not now: so many of its images were counted.
    NoLongerFine(u64),
}

/// A pod or a workload, explained or not yet.
enum Waiting {
    Pod(Box<Pod>),
    Explained(Found),
}

/// Takes objects, and gives what was found of each pod and workload to `sink`.
pub(crate) struct Gather<S> {
    known: Known,
    /// By namespace and name.
    secrets: BTreeMap<(String, String), DockerConfig>,
    /// Where an event is: a number for each, since there may be very many.
    events: HashMap<u64, usize>,
    hashes: RandomState,
    /// When Jobs end, by their names.
    jobs: Vec<Workload>,
    /// In the order of the input.
    waiting: BTreeMap<u64, Waiting>,
    /// The waiting pods by namespace and name.
    by_name: BTreeMap<(String, String), u64>,
    came: u64,
    /// Whether the order of the input counts: then what comes after something that waits must wait, too.
    in_order: bool,
    /// The pods that came.
    present: Present,
    seen: Seen,
    sink: S,
}

impl<S: FnMut(Found)> Gather<S> {
    pub(crate) fn new(mut known: Known, in_order: bool, sink: S) -> Self {
        let given = std::mem::take(&mut known.events);
        let mut gather = Self {
            known,
            secrets: BTreeMap::new(),
            events: HashMap::new(),
            hashes: RandomState::new(),
            jobs: Vec::new(),
            waiting: BTreeMap::new(),
            by_name: BTreeMap::new(),
            came: 0,
            in_order,
            present: Present::default(),
            seen: Seen::default(),
            sink,
        };
        for event in given {
            gather.add_event(event);
        }
        gather
    }

    pub(crate) fn add(&mut self, object: Object, place: Place) {
        match object {
            Object::Other(other) => {
                let count = self.seen.other_kinds.entry(other.kind).or_default();
                *count = count.saturating_add(1);
                return;
            }
            Object::Status(status) => return self.seen.statuses.push(status),
            _ => self.seen.objects = self.seen.objects.saturating_add(1),
        }
        match object {
            Object::Pod(pod) => self.add_pod(pod, place),
            Object::Event(event) => {
                if matches!(event.involved_object.kind.as_str(), "" | "Pod") {
                    self.add_event(*event);
                }
            }
            Object::Secret(secret) => self.add_secret(&secret),
            Object::Workload(workload) => {
                let found = explain_workload(&workload, &context(&self.known));
                self.explained(Found::Workload(found));
                if workload.kind() == WorkloadKind::Job {
                    self.jobs.push(without_template(&workload));
                }
            }
            Object::Deleted(object) => {
                if let Object::Pod(pod) = &*object {
                    let metadata = &pod.metadata;
                    self.forget(metadata);
                    self.present.add(metadata);
                    self.present.forget(metadata);
                    self.seen.deleted.add(&metadata.namespace, &metadata.name, "");
                }
            }
            _ => {}
        }
    }

    /// Explains what still waits.
    pub(crate) fn finish(mut self) -> Seen {
        self.release(0);
        let absent = Absent::of(&self.known.events, &self.present, &context(&self.known));
        self.seen.add_absent(&absent);
        absent.unknown.into_iter().for_each(|images| (self.sink)(Found::Pod(images)));
        self.seen
    }

    /// An event counts on under the same name, with the same words, and since the same moment: the version that counts
    /// most has all that the others had.
    fn add_event(&mut self, event: Event) {
        let Metadata { uid, namespace, name, .. } = &event.metadata;
        if uid.is_empty() && name.is_empty() {
            return self.known.events.push(event);
        }
        let same = (uid, namespace, name, &event.reason, &event.message, event.first_seen());
        let next = self.known.events.len();
        let at = *self.events.entry(self.hashes.hash_one(same)).or_insert(next);
        match self.known.events.get_mut(at) {
            Some(known) if known.times() <= event.times() => *known = event,
            Some(_) => {}
            None => self.known.events.push(event),
        }
    }

    fn add_pod(&mut self, pod: Box<Pod>, place: Place) {
        let metadata = &pod.metadata;
        // It may come again, in another copy of the list or as what a watch prints of it: it is what it is now.
        self.present.add(metadata);
        self.forget(metadata);
        if metadata.deletion_timestamp.is_some() {
            self.seen.deleting.add(&metadata.namespace, &metadata.name, "");
        }
        if place != Place::Alone {
            // Without events a pod may look better than it is only while it waits.
            let found = explain_pod(&pod, &context(&self.known));
            let is_fine =
                pod.status.phase != "Pending" && found.iter().all(|found| found.severity == Severity::Fine);
            if is_fine {
                if self.present.count_as_fine(&pod.metadata) {
                    self.explained(Found::Pod(found));
                }
                return;
            }
        }
        if self.present.is_told(&pod.metadata) {
            return;
        }
        if self.present.take_fine(&pod.metadata) {
            // What was added to it since is no image of a container that it had.
            let images = pod.images().filter(|image| image.owner() != ImageOwner::EphemeralContainer).count();
            self.explained(Found::NoLongerFine(images as u64));
        }
        let name = (pod.metadata.namespace.clone(), pod.metadata.name.clone());
        if !name.1.is_empty() {
            self.by_name.insert(name, self.came);
        }
        self.wait(Waiting::Pod(pod));
    }

    fn explained(&mut self, found: Found) {
        if self.in_order && !self.waiting.is_empty() {
            self.wait(Waiting::Explained(found));
        } else {
            (self.sink)(found);
        }
    }

    fn wait(&mut self, waiting: Waiting) {
        self.waiting.insert(self.came, waiting);
        self.came = self.came.saturating_add(1);
        if self.waiting.len() > MOST_KEPT {
            self.release(MOST_KEPT / 2);
        }
    }

    /// Lets go a pod that waits.
    fn forget(&mut self, metadata: &Metadata) {
        let name = (metadata.namespace.clone(), metadata.name.clone());
        if let Some(at) = self.by_name.remove(&name) {
            self.waiting.remove(&at);
        }
    }

    fn add_secret(&mut self, secret: &RegistrySecret) {
        let metadata = secret.metadata();
        let config = match secret.content() {
            Err(SecretError::OtherType) => return,
            Err(_) => None,
            Ok(content) => docker_config(content).ok(),
        };
        match config {
            Some(config) => {
                self.secrets.insert((metadata.namespace.clone(), metadata.name.clone()), config);
            }
            // The error would show what is in it.
            None => self.seen.unread_secrets.push(format!("{}/{}", metadata.namespace, metadata.name)),
        }
    }

    /// Explains the oldest until so many are left.
    fn release(&mut self, left: usize) {
        let Self { known, secrets, jobs, waiting, by_name, present, sink, .. } = self;
        let mut context = context(known).with_events(&known.events).with_workloads(&*jobs);
        for (name, config) in &known.secrets {
            context = match name.split_once('/') {
                Some((namespace, name)) => context.with_namespaced_secret(namespace, name, config),
                None => context.with_pull_secret(name, config),
            };
        }
        for ((namespace, name), config) in secrets.iter() {
            context = context.with_namespaced_secret(namespace, name, config);
        }
        while waiting.len() > left
            && let Some((at, oldest)) = waiting.pop_first()
        {
            sink(match oldest {
                Waiting::Explained(found) => found,
                Waiting::Pod(pod) => {
                    let name = (pod.metadata.namespace.clone(), pod.metadata.name.clone());
                    if by_name.get(&name) == Some(&at) {
                        by_name.remove(&name);
                    }
                    present.tell(&pod.metadata);
                    Found::Pod(explain_pod(&pod, &context))
                }
            });
        }
    }
}

/// The entries of a pull secret. The error does not quote what is in it.
pub(crate) fn docker_config(content: &SecretContent) -> serde_json::Result<DockerConfig> {
    match content {
        SecretContent::DockerConfigJson(text) => {
            serde_json::from_slice::<DockerConfigJson>(text).map(|config| config.auths)
        }
        SecretContent::DockerCfg(text) => serde_json::from_slice(text),
    }
}

/// What is asked of a Job when its pods are explained: its name and how long it may run.
fn without_template(job: &Workload) -> Workload {
    let mut metadata = Metadata::default();
    metadata.namespace.clone_from(&job.metadata().namespace);
    metadata.name.clone_from(&job.metadata().name);
    let mut kept = Workload::new(job.kind(), metadata, PodSpec::default());
    if let Some(at) = job.deadline() {
        kept = kept.with_deadline(at);
    }
    match job.active_deadline() {
        Some(length) => kept.with_active_deadline(length),
        None => kept,
    }
}

/// The context without what may still come.
fn context(known: &Known) -> ExplainContext<'static> {
    let mut context = ExplainContext::new();
    if let Some(now) = known.now {
        context = context.with_now(now);
    }
    match known.behavior {
        Some(behavior) => context.with_behavior(behavior),
        None => context,
    }
}
