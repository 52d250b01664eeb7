//! The events of a step, and their texts.

use alloc::borrow::Cow;
use alloc::string::{String, ToString};
use core::time::Duration;

use super::ContainerKind;
use super::step::{Action, ImageOutcome, SecretsEvent, Step};
use crate::access::{PULLS, Refusal, USES_LOCAL, pulls, uses_local};
use crate::api::{EventReason, EventType};
use crate::sentence::{Sentence, Spelled, Took};

/// An event of a step, before client-go counts it.
///
/// ```
/// use core::time::Duration;
/// use pullspec::api::EventType;
/// use pullspec::kubelet::{ContainerPlan, PodPlan, Pull, Timeline};
/// let millis = Duration::from_millis;
/// let app = ContainerPlan::regular("app", "redis:7").with_pull(Pull::fails(millis(950), "no such host"));
/// let pod = PodPlan::new().with_container(app);
/// let warnings: Vec<String> = Timeline::new(&pod, [])
///     .flat_map(|step| step.events())
///     .filter(|event| event.event_type == EventType::Warning)
///     .map(|event| event.message())
///     .collect();
/// assert_eq!(warnings, ["Failed to pull image \"redis:7\": no such host", "Error: ErrImagePull"]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct StepEvent<'p> {
    /// When the kubelet emits it, counted from the first sync.
    pub at: Duration,
    /// Normal or Warning.
    pub event_type: EventType,
    /// The reason.
    pub reason: EventReason,
    /// The step it belongs to.
    pub step: Step<'p>,
    text: EventText<'p>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum EventText<'p> {
    Pulling,
    Pulled,
    PullFailed(&'p str),
    BackOff,
    Present,
    WaitingMessage,
    StartFailed,
    Created,
    Started,
    CrashLoop,
    SecretsMissing,
}

impl<'p> Step<'p> {
    /// The events of this step, in the order in which the kubelet emits them. Their texts are made when asked for.
    ///
    /// ```
    /// use core::time::Duration;
    /// use pullspec::kubelet::{ContainerPlan, PodPlan, Pull, Timeline};
    /// let millis = Duration::from_millis;
    /// let app = ContainerPlan::regular("app", "redis:7").with_pull(Pull::fails(millis(950), "no such host"));
    /// let pod = PodPlan::new().with_container(app);
    /// let step = Timeline::new(&pod, []).next().expect("a first sync");
    /// let times: Vec<_> = step.events().map(|event| (event.at.as_millis(), event.reason.as_str())).collect();
    /// assert_eq!(times, [(0, "Pulling"), (950, "Failed"), (950, "Failed")]);
    /// ```
    pub fn events(&self) -> impl Iterator<Item = StepEvent<'p>> + use<'p> {
        let (step, start, end) = (*self, self.start(), self.end());
        let [first, second] = match step.action {
            Action::CrashLoopBackOff { .. } => {
                [Some((end, EventReason::BackOff, EventText::CrashLoop)), None]
            }
            Action::MissingVolume { .. } => [None, None],
            Action::EnsureImage(outcome) => match outcome {
                ImageOutcome::Pulled { .. } => [
                    Some((start, PULLS, EventText::Pulling)),
                    Some((end, EventReason::Pulled, EventText::Pulled)),
                ],
                ImageOutcome::PullFailed { error, .. } => [
                    Some((start, PULLS, EventText::Pulling)),
                    Some((end, EventReason::Failed, EventText::PullFailed(error))),
                ],
                ImageOutcome::BackOff { .. } => [Some((end, EventReason::BackOff, EventText::BackOff)), None],
                ImageOutcome::Present => [Some((end, USES_LOCAL, EventText::Present)), None],
                ImageOutcome::NeverPull
                | ImageOutcome::InvalidName
                | ImageOutcome::CredentialsFailed { .. }
                | ImageOutcome::Uninspectable { .. } => {
                    let event = outcome.refusal().and_then(Refusal::event);
                    [event.map(|reason| (end, reason, EventText::WaitingMessage)), None]
                }
            },
        };
        let is_volume = step.container.kind == ContainerKind::ImageVolume;
        let is_crash_loop = matches!(step.action, Action::CrashLoopBackOff { .. });
        let started = step.is_success() && !is_volume;
        // The runtime manager's own events; of a volume only the containers that mount it have any.
        let start_failed = !step.is_success() && !is_volume && !is_crash_loop;
        let secrets = |place, at| {
            let text = (at, EventReason::FailedToRetrieveImagePullSecret, EventText::SecretsMissing);
            (step.secrets == Some(place)).then_some(text)
        };
        [
            secrets(SecretsEvent::AtStart, step.sync_start()),
            first,
            second,
            start_failed.then_some((end, EventReason::Failed, EventText::StartFailed)),
            started.then_some((end, EventReason::Created, EventText::Created)),
            started.then_some((end, EventReason::Started, EventText::Started)),
            secrets(SecretsEvent::AtEnd, end),
        ]
        .into_iter()
        .flatten()
        .map(move |(at, reason, text)| {
            // `BackOff` is a warning of a container that crashes, and none of a pull.
            let warns = text == EventText::CrashLoop;
            let event_type = if warns { EventType::Warning } else { reason.event_type() };
            StepEvent { at, event_type, reason, step, text }
        })
    }
}

impl StepEvent<'_> {
    /// The part of the pod that the event names, as [`ContainerPlan::field_path`](super::ContainerPlan::field_path)
    /// writes it; empty for an event about the pod's secrets.
    ///
    /// ```
    /// use pullspec::kubelet::{ContainerPlan, PodPlan, Timeline};
    /// let pod = PodPlan::new().with_container(ContainerPlan::regular("app", "redis:7"));
    /// let first = Timeline::new(&pod, []).flat_map(|step| step.events()).next();
    /// assert_eq!(first.map(|event| event.field_path()).as_deref(), Some("spec.containers{app}"));
    /// ```
    #[must_use]
    pub fn field_path(&self) -> String {
        match self.text {
            EventText::SecretsMissing => String::new(),
            _ => self.step.container.field_path(),
        }
    }

    /// The text, as the kubelet writes it.
    ///
    /// ```
    /// use pullspec::kubelet::{ContainerPlan, PodPlan, Timeline};
    /// let pod = PodPlan::new().with_container(ContainerPlan::regular("app", "redis:7"));
    /// let first = Timeline::new(&pod, []).flat_map(|step| step.events()).next();
    /// assert_eq!(first.map(|event| event.message()).as_deref(), Some("Pulling image \"redis:7\""));
    /// ```
    #[must_use]
    pub fn message(&self) -> String {
        let Step { pod, container, .. } = self.step;
        let (image, name) = (Cow::Borrowed(container.image.as_str()), &*container.name);
        let sentence = match self.text {
            EventText::Pulling => pulls(&container.image),
            EventText::Pulled => {
                let bytes = match self.step.outcome() {
                    Some(ImageOutcome::Pulled { bytes, .. }) => Some(bytes),
                    _ => None,
                };
                let pull = Duration::from_millis(self.step.end_ms.saturating_sub(self.step.start_ms));
                let took = match bytes.filter(|_| pod.behavior.reports_image_size) {
                    Some(bytes) => Took::Sized { pull, total: pull, bytes },
                    None => Took::Waited { pull, total: pull },
                };
                Sentence::Pulled { image, took }
            }
            EventText::PullFailed(error) => Sentence::PullFailed { image, error },
            EventText::BackOff => Sentence::BackOff { image, last: None },
            EventText::Present => uses_local(&container.image, &pod.behavior),
            EventText::WaitingMessage => return self.step.message(),
            EventText::StartFailed => {
                let Some(reason) = self.step.reason() else { return String::new() };
                return Sentence::StartFailed { reason: reason.as_str() }.to_string();
            }
            EventText::Created | EventText::Started if pod.behavior.container_events_leave_out_name => {
                let is_created = self.text == EventText::Created;
                if is_created {
                    Sentence::Created(Spelled::Unnamed)
                } else {
                    Sentence::Started(Spelled::Unnamed)
                }
            }
            EventText::Created if pod.behavior.created_event_has_colon => {
                Sentence::Created(Spelled::Colon(name))
            }
            EventText::Created => Sentence::Created(Spelled::Plain(name)),
            EventText::Started => Sentence::Started(Spelled::Plain(name)),
            EventText::SecretsMissing => Sentence::SecretsMissing { names: &pod.unreadable_secrets },
            EventText::CrashLoop => {
                return Sentence::CrashLoop { container: name, pod: &pod.log_name() }.to_string();
            }
        };
        sentence.to_string()
    }
}
