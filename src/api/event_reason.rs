//! A Kubernetes event about image pulls: its type, its reason and its text.

use crate::terminal::quiet_debug;
use alloc::string::String;
use core::time::Duration;

/// `Normal` or `Warning`, the only two types of a Kubernetes event.
///
/// Closed: the API validates the two.
///
/// ```
/// use pullspec::api::EventType;
/// let event_type: EventType = "Warning".parse()?;
/// assert_eq!(event_type, EventType::Warning);
/// # Ok::<(), pullspec::cause::UnknownLabelError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventType {
    /// Nothing is wrong.
    Normal,
    /// Something may go wrong.
    Warning,
}

impl EventType {
    /// Both types.
    ///
    /// ```
    /// use pullspec::api::EventType;
    /// assert_eq!(EventType::ALL.map(EventType::as_str), ["Normal", "Warning"]);
    /// ```
    pub const ALL: [Self; 2] = [Self::Normal, Self::Warning];

    /// The text in `event.type`.
    ///
    /// ```
    /// assert_eq!(pullspec::api::EventType::Warning.as_str(), "Warning");
    /// ```
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Normal => "Normal",
            Self::Warning => "Warning",
        }
    }
}

/// The event reasons that image pulls use (`pkg/kubelet/events/event.go`).
///
/// ```
/// use pullspec::api::{EventReason, EventType};
/// let reason: EventReason = "BackOff".parse()?;
/// assert_eq!(reason, EventReason::BackOff);
/// assert_eq!(reason.event_type(), EventType::Normal);
/// # Ok::<(), pullspec::cause::UnknownLabelError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum EventReason {
    /// An attempt starts.
    Pulling,
    /// The image is there, pulled or already present.
    Pulled,
    /// An attempt failed, or the container could not start.
    Failed,
    /// The reference or the runtime's answer about the image is unusable.
    InspectFailed,
    /// Policy `Never` and no image.
    ErrImageNeverPull,
    /// Inside a back-off window.
    BackOff,
    /// A container was made from its image.
    Created,
    /// A container runs.
    Started,
    /// A pull secret named by the pod cannot be read.
    FailedToRetrieveImagePullSecret,
}

impl EventReason {
    /// Every reason, in the order of declaration.
    ///
    /// ```
    /// use pullspec::api::{EventReason, EventType};
    /// let warnings = EventReason::ALL.iter().filter(|reason| reason.event_type() == EventType::Warning);
    /// assert_eq!(warnings.count(), 4);
    /// ```
    pub const ALL: [Self; 9] = [
        Self::Pulling,
        Self::Pulled,
        Self::Failed,
        Self::InspectFailed,
        Self::ErrImageNeverPull,
        Self::BackOff,
        Self::Created,
        Self::Started,
        Self::FailedToRetrieveImagePullSecret,
    ];

    /// The text in `event.reason`.
    ///
    /// ```
    /// assert_eq!(pullspec::api::EventReason::InspectFailed.as_str(), "InspectFailed");
    /// ```
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pulling => "Pulling",
            Self::Pulled => "Pulled",
            Self::Failed => "Failed",
            Self::InspectFailed => "InspectFailed",
            Self::ErrImageNeverPull => "ErrImageNeverPull",
            Self::BackOff => "BackOff",
            Self::Created => "Created",
            Self::Started => "Started",
            Self::FailedToRetrieveImagePullSecret => "FailedToRetrieveImagePullSecret",
        }
    }

    /// The type the kubelet gives this reason when it speaks of an image. The back-off of a crash loop is a `Warning`
    /// under the same reason.
    ///
    /// ```
    /// use pullspec::api::{EventReason, EventType};
    /// assert_eq!(EventReason::Failed.event_type(), EventType::Warning);
    /// assert_eq!(EventReason::BackOff.event_type(), EventType::Normal); // waiting is nothing wrong, to the kubelet
    /// ```
    #[must_use]
    pub const fn event_type(self) -> EventType {
        match self {
            Self::Pulling | Self::Pulled | Self::BackOff | Self::Created | Self::Started => EventType::Normal,
            _ => EventType::Warning,
        }
    }
}

/// One event as the kubelet emits it, before client-go counts, combines or drops it.
///
/// ```
/// use pullspec::{PodImage, PullPolicy};
/// use pullspec::access::ImageRequest;
/// use pullspec::api::Behavior;
/// let image = PodImage::new("redis:7");
/// let decision = ImageRequest::new(&image, PullPolicy::Always).decide(&Behavior::default());
/// let event = decision.event().expect("it pulls");
/// assert_eq!(format!("{} {} {}", event.event_type(), event.reason, event.message), r#"Normal Pulling Pulling image "redis:7""#);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct KubeletEvent {
    /// Why it was emitted; its type follows from it, since it is about an image.
    pub reason: EventReason,
    /// The text.
    pub message: String,
}

impl KubeletEvent {
    /// The event's type.
    #[must_use]
    pub const fn event_type(&self) -> EventType {
        self.reason.event_type()
    }
}

/// An event as the API server stores it, after client-go counted it: a row of `kubectl describe`.
///
/// ```
/// use core::time::Duration;
/// use pullspec::PullError;
/// use pullspec::api::{EventType, RecordedEvent};
/// let event = RecordedEvent {
///     event_type: EventType::Warning,
///     reason: "Failed".into(),
///     field_path: "spec.containers{app}".into(),
///     source: "kubelet".into(),
///     message: "Failed to pull image \"redis:9\": not found".into(),
///     count: 4,
///     first: Duration::ZERO,
///     last: Duration::from_secs(91),
/// };
/// let error = PullError::from_event(&event.message).expect("about an image");
/// assert_eq!(error.image(), Some("redis:9"));
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct RecordedEvent {
    /// Normal or Warning.
    pub event_type: EventType,
    /// One word, such as `BackOff`.
    pub reason: String,
    /// The part of the object, such as `spec.containers{app}`.
    pub field_path: String,
    /// Who reported it, such as `kubelet`.
    pub source: String,
    /// The text.
    pub message: String,
    /// How often it happened.
    pub count: u64,
    /// When it happened first, since the pod's first sync; the API keeps whole seconds of it.
    pub first: Duration,
    /// When it happened last, since the pod's first sync.
    pub last: Duration,
}

quiet_debug!(RecordedEvent { event_type, reason, field_path, source, message, count, first, last });
