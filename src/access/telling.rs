//! What a kubelet says about a ruling: the waiting reason, the sentence and the event, for `decide` and the simulator.

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::format;
use alloc::string::{String, ToString};

use crate::api::{Behavior, EventReason, WaitingReason};
use crate::reference::PodImage;
use crate::reference::go_text::{GoText, ParseImageName};
use crate::sentence::Sentence;

/// Why the kubelet neither uses the local image nor pulls one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal<'a> {
    /// The image as written does not parse.
    InvalidName,
    /// The runtime could not tell whether the image is there; its error.
    InspectFailed(&'a str),
    /// Policy `Never`, and no image that the pod may use.
    NeverPull,
    /// The pod's credentials could not be looked up; the error.
    CredentialsFailed(&'a str),
    /// That the image is about to be pulled could not be written down; the error.
    IntentFailed(&'a str),
}

impl Refusal<'_> {
    /// The waiting reason.
    pub(crate) fn reason(self) -> WaitingReason {
        match self {
            Self::InvalidName => WaitingReason::InvalidImageName,
            Self::InspectFailed(_) => WaitingReason::ImageInspectError,
            Self::NeverPull => WaitingReason::ErrImageNeverPull,
            // An error that the image manager returns as it is: its text is the reason.
            Self::CredentialsFailed(error) => WaitingReason::Other(Box::from(error)),
            Self::IntentFailed(error) => WaitingReason::Other(intent_failed(error).into_boxed_str()),
        }
    }

    /// The reason of its event; `None` for an error that the image manager returns without one.
    pub(crate) const fn event(self) -> Option<EventReason> {
        match self {
            Self::InvalidName | Self::InspectFailed(_) => Some(EventReason::InspectFailed),
            Self::NeverPull => Some(EventReason::ErrImageNeverPull),
            Self::CredentialsFailed(_) | Self::IntentFailed(_) => None,
        }
    }

    /// The waiting message, which is its event's text too.
    pub(crate) fn message(self, image: &PodImage, behavior: &Behavior) -> String {
        let text = image.as_str();
        match self {
            Self::InvalidName => {
                let error = image.reference().err();
                let error = error.map(|error| ParseImageName(GoText { text, error }).to_string());
                Sentence::InvalidName { image: text.into(), error: &error.unwrap_or_default() }.to_string()
            }
            Self::InspectFailed(error) => {
                let shown = if behavior.inspect_error_names_image { text } else { "" };
                Sentence::InspectFailed { image: shown.into(), error }.to_string()
            }
            // The same words as for an absent image: whether it is there is not the pod's to know.
            Self::NeverPull => Sentence::NeverPull { image: text.into() }.to_string(),
            Self::CredentialsFailed(error) => error.into(),
            // The intent's own error is the reason and, once more, part of the message.
            Self::IntentFailed(error) => {
                Sentence::IntentFailed { image: text.into(), error: &intent_failed(error) }.to_string()
            }
        }
    }
}

fn intent_failed(error: &str) -> String {
    format!("failed to record image pull intent: {error}")
}

/// The event of a local image that is used: its reason.
pub(crate) const USES_LOCAL: EventReason = EventReason::Pulled;

/// And its text.
pub(crate) const fn uses_local<'a>(image: &'a PodImage, behavior: &Behavior) -> Sentence<'a> {
    let image = Cow::Borrowed(image.as_str());
    if behavior.verifies_pull_credentials {
        Sentence::AlreadyAccessible { image }
    } else {
        Sentence::AlreadyPresent { image }
    }
}

/// The event of a pull that starts: its reason.
pub(crate) const PULLS: EventReason = EventReason::Pulling;

/// And its text.
pub(crate) const fn pulls(image: &PodImage) -> Sentence<'_> {
    Sentence::Pulling { image: Cow::Borrowed(image.as_str()) }
}
