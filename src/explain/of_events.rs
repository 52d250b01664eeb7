//! What events alone tell of a pod that is not at hand.

use alloc::borrow::ToOwned;
use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;
use alloc::{boxed::Box, format};

use super::history::uncombined;
use super::{Diagnosis, ExplainContext, PolicyMeaning, PolicySource, explain_pod};
use crate::api::{
    Container, ContainerStatus, Event, ImageOwner, ImageVolumeSource, Pod, StateWaiting, Volume,
    WaitingReason,
};
use crate::sentence::Sentence;
use crate::waiting::PullError;

/// Explains what events tell of pods that are not at hand: the images whose last event is not that they are there, for
/// each pod the worst first.
///
/// Whether such a pod is still there, events do not tell, and nothing of its spec: the policy is
/// [`PolicySource::NotKnown`], and there are neither secrets nor a controller. An event without a container is about an
/// image volume, whose name it does not say. Of the context the time, the release and the patience count.
///
/// ```
/// # #[cfg(feature = "serde")] {
/// use pullspec::Event;
/// use pullspec::explain::{ExplainContext, explain_events};
///
/// let event: Event = serde_json::from_str(
///     r#"{"involvedObject": {"kind": "Pod", "namespace": "shop", "name": "web", "fieldPath": "spec.containers{app}"},
///         "reason": "Failed", "message": "Failed to pull image \"quay.io/team/app:1\": manifest unknown",
///         "lastTimestamp": "2026-03-01T09:30:05Z"}"#,
/// )?;
/// let pods = explain_events([&event], &ExplainContext::new());
/// assert_eq!(pods[0][0].summary().split(';').next(), Some("container app: quay.io/team/app:1: tag_not_found"));
/// # }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn explain_events<'e>(
    events: impl IntoIterator<Item = &'e Event>,
    context: &ExplainContext<'_>,
) -> Vec<Vec<Diagnosis>> {
    let mut pods: BTreeMap<(&str, &str), OfPod<'e>> = BTreeMap::new();
    for event in events {
        let object = &event.involved_object;
        if matches!(object.kind.as_str(), "" | "Pod") {
            pods.entry((&object.namespace, &object.name)).or_default().add(event);
        }
    }
    let pods = pods.into_iter().map(|((namespace, name), events)| events.explained(namespace, name, context));
    pods.filter(|images| !images.is_empty()).collect()
}

/// The events of one pod.
#[derive(Default)]
struct OfPod<'e> {
    all: Vec<&'e Event>,
    /// The last one about the image of each place.
    last: BTreeMap<&'e str, (String, &'e Event)>,
}

impl<'e> OfPod<'e> {
    fn add(&mut self, event: &'e Event) {
        self.all.push(event);
        let sentence = Sentence::read(uncombined(event).trim());
        let Some(image) = sentence.as_ref().and_then(Sentence::image).filter(|image| !image.is_empty())
        else {
            return;
        };
        let place = event.involved_object.field_path.as_str();
        // RFC 3339 in UTC sorts as text.
        let is_later = |last: &Event| last.last_seen() <= event.last_seen();
        if self.last.get(place).is_none_or(|(_, last)| is_later(last)) {
            self.last.insert(place, (image.to_owned(), event));
        }
    }

    fn explained(&self, namespace: &str, name: &str, context: &ExplainContext<'_>) -> Vec<Diagnosis> {
        let Some(pod) = self.pod(namespace, name) else { return Vec::new() };
        let mut known = ExplainContext::new().with_behavior(context.behavior).with_grace(context.grace);
        if let Some(now) = context.now {
            known = known.with_now(now);
        }
        let known = known.with_events(self.all.iter().copied());
        let found = explain_pod(&pod, &known).into_iter();
        found
            .map(|diagnosis| Diagnosis {
                field: place_of(&diagnosis),
                policy: not_known(&diagnosis),
                ..diagnosis
            })
            .collect()
    }

    /// The pod as far as its events tell; `None` where they tell of no image that is not there.
    fn pod(&self, namespace: &str, name: &str) -> Option<Pod> {
        let mut pod = Pod::default();
        let latest = self.all.iter().max_by_key(|event| event.last_seen())?;
        (pod.metadata.namespace, pod.metadata.name) = (namespace.into(), name.into());
        pod.metadata.uid.clone_from(&latest.involved_object.uid);
        let node = self.all.iter().map(|event| &event.source.host).find(|host| !host.is_empty());
        pod.spec.node_name = node.cloned().unwrap_or_default();
        pod.status.phase = "Pending".into();
        let mut found = false;
        for (place, (image, event)) in &self.last {
            if event.reason == "Pulled" {
                continue;
            }
            found = true;
            let status = status(name_in(place), event);
            let mut container = Container::default();
            (container.name, container.image) = (status.name.clone(), image.clone());
            let (containers, statuses) = match list_of(place) {
                ImageOwner::Container => (&mut pod.spec.containers, &mut pod.status.container_statuses),
                ImageOwner::InitContainer => {
                    (&mut pod.spec.init_containers, &mut pod.status.init_container_statuses)
                }
                ImageOwner::EphemeralContainer => {
                    (&mut pod.spec.ephemeral_containers, &mut pod.status.ephemeral_container_statuses)
                }
                ImageOwner::Volume => {
                    let mut source = ImageVolumeSource::default();
                    source.reference.clone_from(image);
                    let mut volume = Volume::default();
                    (volume.name, volume.image) = (NOT_NAMED.into(), Some(source));
                    pod.spec.volumes.push(volume);
                    continue;
                }
            };
            containers.push(container);
            statuses.push(status);
        }
        found.then_some(pod)
    }
}

/// What the kubelet shows of a container while its last event is this one.
fn status(name: &str, event: &Event) -> ContainerStatus {
    let mut status = ContainerStatus { name: name.into(), ..ContainerStatus::default() };
    let message = uncombined(event).trim();
    let Some(error) = PullError::from_event(message) else { return status };
    let reason = error.reason();
    let said = if reason == WaitingReason::ImagePullBackOff { message } else { error.message() };
    let mut waiting = StateWaiting::default();
    (waiting.reason, waiting.message) = (reason.as_str().into(), said.into());
    status.state.waiting = Some(waiting);
    status
}

const NOT_NAMED: &str = "(not named)";

/// `app` of `spec.containers{app}`.
fn name_in(place: &str) -> &str {
    let name = place.split_once('{').and_then(|(_, name)| name.strip_suffix('}'));
    name.unwrap_or_default()
}

fn list_of(place: &str) -> ImageOwner {
    let list = place.strip_prefix("spec.").and_then(|place| place.split('{').next()).unwrap_or_default();
    ImageOwner::ALL.into_iter().find(|owner| owner.list() == list).unwrap_or(ImageOwner::Volume)
}

/// Which one of the list it is, is not known.
fn place_of(diagnosis: &Diagnosis) -> Box<str> {
    match diagnosis.owner {
        ImageOwner::Volume => "spec.volumes".into(),
        owner => format!("spec.{}{{{}}}", owner.list(), diagnosis.container).into(),
    }
}

fn not_known(diagnosis: &Diagnosis) -> PolicyMeaning {
    PolicyMeaning { effective: None, origin: PolicySource::NotKnown, pulls: None, ..diagnosis.policy.clone() }
}
