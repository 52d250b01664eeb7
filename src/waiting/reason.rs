//! The waiting reasons the kubelet sets.

use alloc::boxed::Box;
use core::fmt;

/// The reason of a container's waiting state. Unknown text is kept.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum WaitingReason {
    /// The last attempt failed.
    ErrImagePull,
    /// The kubelet waits before the next attempt.
    ImagePullBackOff,
    /// Policy `Never` and no image.
    ErrImageNeverPull,
    /// The reference does not parse.
    InvalidImageName,
    /// The runtime could not say whether the image is there.
    ImageInspectError,
    /// The runtime said that the registry is unavailable.
    RegistryUnavailable,
    /// The runtime's signature policy refused the image.
    SignatureValidationFailed,
    /// The default before anything happened.
    ContainerCreating,
    /// The default while init containers run.
    PodInitializing,
    /// Any other text.
    Other(Box<str>),
}

impl WaitingReason {
    /// The text in `state.waiting.reason`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::ErrImagePull => "ErrImagePull",
            Self::ImagePullBackOff => "ImagePullBackOff",
            Self::ErrImageNeverPull => "ErrImageNeverPull",
            Self::InvalidImageName => "InvalidImageName",
            Self::ImageInspectError => "ImageInspectError",
            Self::RegistryUnavailable => "RegistryUnavailable",
            Self::SignatureValidationFailed => "SignatureValidationFailed",
            Self::ContainerCreating => "ContainerCreating",
            Self::PodInitializing => "PodInitializing",
            Self::Other(text) => text,
        }
    }
}

impl fmt::Display for WaitingReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
