//! What is known besides the pod.

use alloc::{borrow::Cow, collections::BTreeMap, vec::Vec};

use super::deadline::Deadline;
use super::trouble::tells_of_trouble;
use crate::api::{Behavior, Event, OwnerReference, Pod, Timestamp, Workload, WorkloadKind};
use crate::credentials::DockerConfig;
use crate::go::unquote::quoted;
use crate::waiting::Grace;

/// What [`explain`](fn@crate::explain::explain) may use besides the pod: the time, the pod's events, pull secrets, the
/// release of the cluster. Nothing of it is needed; each makes the answer more exact.
///
/// Events tell when attempts were made, and with kubelets before 1.32 they alone tell why the last one failed.
///
/// ```
/// # #[cfg(feature = "serde")] {
/// use pullspec::Events;
/// use pullspec::api::Behavior;
/// use pullspec::explain::ExplainContext;
///
/// let events: Events = serde_json::from_str(r#"{"kind": "List", "items": []}"#)?;
/// let context = ExplainContext::new()
///     .with_now("2026-03-01T09:30:00Z".parse()?)
///     .with_behavior(Behavior::for_minor(31))
///     .with_events(&events);
/// # let _ = context;
/// # }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default)]
#[must_use]
pub struct ExplainContext<'c> {
    pub(super) behavior: Behavior,
    pub(super) grace: Grace,
    pub(super) now: Option<Timestamp>,
    /// By the namespace and name of the pod.
    events: BTreeMap<(&'c str, &'c str), PodEvents<'c>>,
    /// The deadlines of Jobs by namespace and name.
    jobs: BTreeMap<(&'c str, &'c str), Deadline>,
    /// By namespace, none for every one, and name.
    pull_secrets: BTreeMap<(Option<&'c str>, &'c str), &'c DockerConfig>,
}

/// The events of one pod, or of several of one name.
#[derive(Clone, Debug, Default)]
struct PodEvents<'c> {
    /// How often any of them was seen.
    times: u64,
    /// By the image they quote, since that and the pod are the key of a back-off: containers with the same image wait
    /// for each other's attempts.
    by_image: BTreeMap<Cow<'c, str>, Vec<&'c Event>>,
    /// Failed look-ups of an image, by the place of its container: kubelets since 1.32 quote an empty name there.
    unnamed: BTreeMap<&'c str, Vec<&'c Event>>,
    /// Whether the kubelet knows the pod by its manifest.
    is_static: bool,
    /// The last failure to make the pod's sandbox.
    sandbox: Option<&'c Event>,
    /// The last one about a volume, the sandbox, or the scheduling.
    trouble: Option<&'c Event>,
    /// The last failure to read pull secrets.
    secrets: Option<&'c Event>,
}

impl<'c> ExplainContext<'c> {
    /// Nothing is known but the pod, and the kubelet is the newest that this crate knows.
    ///
    /// ```
    /// # #[cfg(feature = "serde")] {
    /// use pullspec::{Pod, explain_pod};
    /// use pullspec::explain::{ExplainContext, Severity};
    /// let pod: Pod = serde_json::from_str(r#"{"spec": {"containers": [{"name": "app", "image": "redis"}]}}"#)?;
    /// assert_eq!(explain_pod(&pod, &ExplainContext::new())[0].severity, Severity::Fine);
    /// # }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the moment at which pods and events were read.
    ///
    /// ```
    /// use pullspec::explain::ExplainContext;
    /// let context = ExplainContext::new().with_now("2026-03-01T09:30:05Z".parse()?);
    /// # Ok::<(), pullspec::api::TimestampError>(())
    /// ```
    pub fn with_now(self, now: Timestamp) -> Self {
        Self { now: Some(now), ..self }
    }

    /// Sets the behaviour of the cluster's release.
    ///
    /// ```
    /// use pullspec::api::Behavior;
    /// use pullspec::explain::ExplainContext;
    /// let context = ExplainContext::new().with_behavior(Behavior::for_minor(31));
    /// ```
    pub fn with_behavior(self, behavior: Behavior) -> Self {
        Self { behavior, ..self }
    }

    /// Sets a controller's patience, for the advice.
    ///
    /// ```
    /// use core::time::Duration;
    /// use pullspec::explain::ExplainContext;
    /// use pullspec::waiting::Grace;
    /// let grace = Grace::default().with_needs_action(Duration::ZERO);
    /// let context = ExplainContext::new().with_grace(grace);
    /// ```
    pub fn with_grace(self, grace: Grace) -> Self {
        Self { grace, ..self }
    }

    /// Adds events, of these pods and of anything else.
    ///
    /// They are found by the pod's namespace and name; one that carries the UID of another pod, an earlier one of that name, does not count. Those of static pods, whose UID in
    /// events is never that of the pod in the API, always do.
    ///
    /// ```
    /// use pullspec::Event;
    /// use pullspec::explain::ExplainContext;
    /// let events = [Event::default()];
    /// let context = ExplainContext::new().with_events(&events);
    /// ```
    pub fn with_events(mut self, events: impl IntoIterator<Item = &'c Event>) -> Self {
        for event in events {
            let object = &event.involved_object;
            if object.kind.is_empty() || object.kind == "Pod" {
                let events = self.events.entry((&object.namespace, &object.name)).or_default();
                events.times = events.times.saturating_add(event.times().into());
                events.is_static |= is_manifest_hash(&object.uid);
                let image = quoted_in(&event.message);
                if image.is_empty() && event.reason == "InspectFailed" {
                    events.unnamed.entry(&object.field_path).or_default().push(event);
                }
                events.by_image.entry(image).or_default().push(event);
                if tells_of_trouble(event) {
                    let last = &mut events.trouble;
                    *last = last.filter(|last| last.last_seen() > event.last_seen()).or(Some(event));
                }
                let last = match event.reason.as_str() {
                    "FailedCreatePodSandBox" => &mut events.sandbox,
                    "FailedToRetrieveImagePullSecret" => &mut events.secrets,
                    _ => continue,
                };
                // RFC 3339 in UTC sorts as text.
                *last = last.filter(|last| last.last_seen() > event.last_seen()).or(Some(event));
            }
        }
        self
    }

    /// Adds the Jobs among workloads: a Job that has `activeDeadlineSeconds` ends its pods, whatever they wait for.
    ///
    /// ```
    /// # #[cfg(feature = "serde")] {
    /// use pullspec::{Pod, explain_pod};
    /// use pullspec::api::Workload;
    /// use pullspec::explain::ExplainContext;
    /// let job: Workload = serde_json::from_str(
    ///     r#"{"kind": "Job", "metadata": {"name": "load"}, "status": {"startTime": "2026-03-01T09:00:00Z"},
    ///         "spec": {"activeDeadlineSeconds": 600, "template": {"spec": {"containers": [{"name": "app", "image": "redis"}]}}}}"#,
    /// )?;
    /// let pod: Pod = serde_json::from_str(
    ///     r#"{"metadata": {"name": "load-x2k", "ownerReferences": [{"kind": "Job", "name": "load", "controller": true}]},
    ///         "spec": {"containers": [{"name": "app", "image": "redis"}]}}"#,
    /// )?;
    /// let context = ExplainContext::new().with_workloads([&job]);
    /// let deadline = explain_pod(&pod, &context)[0].deadline().unwrap();
    /// assert_eq!(deadline.to_string(), "2026-03-01T09:10:00Z");
    /// # }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn with_workloads(mut self, workloads: impl IntoIterator<Item = &'c Workload>) -> Self {
        for workload in workloads {
            if workload.kind() == WorkloadKind::Job {
                let metadata = workload.metadata();
                self.jobs.insert((&metadata.namespace, &metadata.name), Deadline::of_workload(workload));
            }
        }
        self
    }

    /// Adds the docker config inside a pull secret, to say which secrets are tried for an image.
    ///
    /// This one is found by its name alone, in every namespace; where a context serves pods of several,
    /// [`with_namespaced_secret`](Self::with_namespaced_secret) keeps them apart.
    ///
    /// ```
    /// # #[cfg(feature = "serde")] {
    /// use pullspec::{Pod, explain_pod};
    /// use pullspec::credentials::DockerConfigJson;
    /// use pullspec::explain::ExplainContext;
    /// let file = r#"{"auths": {"docker.io": {"auth": "dTpw"}}}"#;
    /// let config: DockerConfigJson = serde_json::from_str(file)?;
    /// let json = r#"{"spec": {"imagePullSecrets": [{"name": "hub"}], "containers": [{"name": "app", "image": "redis"}]}}"#;
    /// let pod: Pod = serde_json::from_str(json)?;
    /// let context = ExplainContext::new().with_pull_secret("hub", &config.auths);
    /// let secrets = explain_pod(&pod, &context)[0].pull_secrets.clone().unwrap();
    /// assert_eq!(secrets.tried, Some(vec!["hub".to_owned()]));
    /// # }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn with_pull_secret(mut self, name: &'c str, config: &'c DockerConfig) -> Self {
        self.pull_secrets.insert((None, name), config);
        self
    }

    /// Adds the docker config inside a pull secret of one namespace. It comes before one of every namespace.
    ///
    /// ```
    /// use pullspec::credentials::DockerConfig;
    /// use pullspec::explain::ExplainContext;
    /// let config = DockerConfig::default();
    /// let context = ExplainContext::new().with_namespaced_secret("shop", "hub", &config);
    /// ```
    pub fn with_namespaced_secret(
        mut self,
        namespace: &'c str,
        name: &'c str,
        config: &'c DockerConfig,
    ) -> Self {
        self.pull_secrets.insert((Some(namespace), name), config);
        self
    }

    pub(super) fn pull_secret(&self, namespace: &str, name: &str) -> Option<&'c DockerConfig> {
        let secrets: &BTreeMap<(Option<&str>, &str), &'c DockerConfig> = &self.pull_secrets;
        secrets.get(&(Some(namespace), name)).or_else(|| secrets.get(&(None, name))).copied()
    }

    /// The events of the pod that quote this image.
    pub(super) fn events_about<'a>(
        &'a self,
        pod: &'a Pod,
        image: &'a str,
    ) -> impl Iterator<Item = &'c Event> + use<'a, 'c> {
        let events = self.events_of(pod).and_then(|events| events.by_image.get(image));
        let uid = pod.metadata.uid.as_str();
        events.into_iter().flatten().copied().filter(move |event| is_of(event, uid))
    }

    /// Failed look-ups of the image of the container at this place, which do not name it.
    pub(super) fn unnamed_look_ups<'a>(
        &'a self,
        pod: &'a Pod,
        place: &str,
    ) -> impl Iterator<Item = &'c Event> + use<'a, 'c> {
        let events = self.events_of(pod).and_then(|events| events.unnamed.get(place));
        let uid = pod.metadata.uid.as_str();
        events.into_iter().flatten().copied().filter(move |event| is_of(event, uid))
    }

    /// Whether any look-up failed that does not name its image.
    pub(super) fn has_unnamed_look_ups(&self, pod: &Pod) -> bool {
        self.events_of(pod).is_some_and(|events| !events.unnamed.is_empty())
    }

    /// Whether the pod is a static one, as its owner or events with the UID of its manifest tell.
    pub(super) fn is_static(&self, pod: &Pod) -> bool {
        // The kubelet owns the mirrors of its static pods, and nothing else (`pkg/kubelet/pod/mirror_client.go`).
        let is_mirror = || pod.metadata.owner_references.iter().any(OwnerReference::is_node);
        self.events_of(pod).is_some_and(|events| events.is_static) || is_mirror()
    }

    /// What the pod's sandbox failed with last.
    pub(super) fn sandbox_failure(&self, pod: &Pod) -> Option<&'c Event> {
        self.events_of(pod)?.sandbox.filter(|event| is_of(event, &pod.metadata.uid))
    }

    /// The last event about pull secrets of the pod that could not be read.
    pub(super) fn unread_secrets(&self, pod: &Pod) -> Option<&'c Event> {
        self.events_of(pod)?.secrets.filter(|event| is_of(event, &pod.metadata.uid))
    }

    /// When the pod's Job ends it.
    pub(super) fn deadline_of_job(&self, pod: &Pod) -> Option<Deadline> {
        if self.jobs.is_empty() {
            return None;
        }
        let is_job = |owner: &&OwnerReference| {
            WorkloadKind::named(&owner.api_version, &owner.kind) == Some(WorkloadKind::Job)
        };
        let job = pod.metadata.controller().filter(is_job)?;
        let jobs: &BTreeMap<(&str, &str), Deadline> = &self.jobs;
        jobs.get(&(pod.metadata.namespace.as_str(), job.name.as_str())).copied()
    }

    /// The pod's last event about a trouble that is not its images'.
    pub(super) fn trouble_of(&self, pod: &Pod) -> Option<&'c Event> {
        self.events_of(pod)?.trouble.filter(|event| is_of(event, &pod.metadata.uid))
    }

    /// How often any event of the pod was seen.
    pub(super) fn times_of(&self, pod: &Pod) -> u64 {
        self.events_of(pod).map_or(0, |events| events.times)
    }

    fn events_of<'a>(&'a self, pod: &'a Pod) -> Option<&'a PodEvents<'c>> {
        let events: &'a BTreeMap<(&'a str, &'a str), PodEvents<'c>> = &self.events;
        events.get(&(pod.metadata.namespace.as_str(), pod.metadata.name.as_str()))
    }
}

/// Whether the event is about the pod of this UID, as far as both say.
fn is_of(event: &Event, uid: &str) -> bool {
    let of = event.involved_object.uid.as_str();
    of.is_empty() || uid.is_empty() || of == uid || is_manifest_hash(of)
}

/// Whether this is the UID of a static pod: the kubelet takes the MD5 of its manifest (`applyDefaults` in
/// `pkg/kubelet/config/common.go`) and puts that into events, while the mirror pod gets another UID from the API
/// server, with dashes.
fn is_manifest_hash(uid: &str) -> bool {
    uid.len() == 32 && uid.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// The first quoted text of a message, which in those of the image manager is the image.
fn quoted_in(message: &str) -> Cow<'_, str> {
    let from = message.find('"').and_then(|at| message.get(at..));
    from.and_then(quoted).map(|(text, _)| text).unwrap_or_default()
}
