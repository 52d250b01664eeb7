//! The sentences as the kubelet prints them.

use core::fmt;

use super::{BACK_OFF, NOT_PARSED, PULL_FAILED, Remembered, Sentence, Spelled, Took};
use crate::go::GoQuoted;
use crate::go::duration::GoDuration;

impl fmt::Display for Sentence<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Pulling { image } => write!(f, "Pulling image {}", GoQuoted(image)),
            Self::Pulled { image, took } => write!(f, "Successfully pulled image {}{took}", GoQuoted(image)),
            Self::AlreadyPresent { image } => {
                write!(f, "Container image {} already present on machine", GoQuoted(image))
            }
            Self::AlreadyAccessible { image } => {
                let image = GoQuoted(image);
                write!(f, "Container image {image} already present on machine and can be accessed by the pod")
            }
            Self::NeverPull { image } => {
                write!(f, "Container image {} is not present with pull policy of Never", GoQuoted(image))
            }
            Self::BackOff { image, last } => {
                write!(f, "{BACK_OFF}{}", GoQuoted(image))?;
                last.map_or(Ok(()), |last| write!(f, ": {last}"))
            }
            Self::PullFailed { image, error } => {
                write!(f, "{PULL_FAILED}{}: {error}", GoQuoted(image))
            }
            Self::InspectFailed { image, error } => {
                write!(f, "Failed to inspect image {}: {error}", GoQuoted(image))
            }
            Self::InvalidName { image, error } => {
                write!(f, "Failed to apply default image tag {}: {error}", GoQuoted(image))
            }
            Self::NotParsed { image, error } => {
                write!(f, "{NOT_PARSED}{}: {error}", GoQuoted(image))
            }
            Self::IntentFailed { image, error } => {
                let image = GoQuoted(image);
                write!(f, "Failed to record image pull intent for container image {image}: {error}")
            }
            Self::RegistryUnavailable { image, rest } => {
                write!(f, "image pull failed for {image} because the registry is unavailable{rest}")
            }
            Self::SignatureFailed { image, rest } => {
                write!(f, "image pull failed for {image} because the signature validation failed{rest}")
            }
            Self::StartFailed { reason } => write!(f, "Error: {reason}"),
            Self::SandboxFailed { error } => write!(f, "Failed to create pod sandbox: {error}"),
            Self::SecretsMissing { names } => write!(
                f,
                "Unable to retrieve some image pull secrets ({names}); \
                 attempting to pull the image may not succeed."
            ),
            Self::Created(container) => container.write(f, "Created", "created"),
            Self::Started(container) => container.write(f, "Started", "started"),
            Self::CrashLoop { container, pod } => {
                write!(f, "Back-off restarting failed container {container} in pod {pod}")
            }
            Self::CrashLoopFor { window, container, pod } => {
                write!(
                    f,
                    "back-off {} restarting failed container={container} pod={pod}",
                    GoDuration(*window)
                )
            }
        }
    }
}

impl fmt::Display for Remembered<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.reason, self.message)
    }
}

impl fmt::Display for Took {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Unsaid => Ok(()),
            Self::Pull(pull) => write!(f, " in {}", GoDuration(pull)),
            Self::Waited { pull, total } => {
                write!(f, " in {} ({} including waiting)", GoDuration(pull), GoDuration(total))
            }
            Self::Sized { pull, total, bytes } => {
                write!(f, "{}. Image size: {bytes} bytes.", Self::Waited { pull, total })
            }
        }
    }
}

impl Spelled<'_> {
    fn write(self, f: &mut fmt::Formatter<'_>, first: &str, last: &str) -> fmt::Result {
        match self {
            Self::Plain(name) => write!(f, "{first} container {name}"),
            Self::Colon(name) => write!(f, "{first} container: {name}"),
            Self::Unnamed => write!(f, "Container {last}"),
        }
    }
}
