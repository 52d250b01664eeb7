//! A Kubernetes event about image pulls: its type, its reason and its text.

use alloc::string::String;
use core::fmt;

/// `Normal` or `Warning`, the only two types of a Kubernetes event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EventType {
    /// Nothing is wrong.
    Normal,
    /// Something may go wrong.
    Warning,
}

impl EventType {
    /// Both types.
    pub const ALL: [Self; 2] = [Self::Normal, Self::Warning];

    /// The text in `event.type`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Normal => "Normal",
            Self::Warning => "Warning",
        }
    }
}

impl fmt::Display for EventType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// The event reasons that image pulls use (`pkg/kubelet/events/event.go`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
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

    /// The type the kubelet always gives this reason.
    #[must_use]
    pub const fn event_type(self) -> EventType {
        match self {
            Self::Pulling | Self::Pulled | Self::BackOff | Self::Created | Self::Started => EventType::Normal,
            _ => EventType::Warning,
        }
    }
}

impl fmt::Display for EventReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// One event as the kubelet emits it, before client-go counts, combines or drops it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct KubeletEvent {
    /// Why it was emitted; its type follows from it.
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
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
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
    /// When it happened first, in milliseconds; the API keeps whole seconds of it.
    pub first_ms: u64,
    /// When it happened last.
    pub last_ms: u64,
}
