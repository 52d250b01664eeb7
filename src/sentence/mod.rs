//! What the kubelet writes about an image, in its own words: one value per sentence, written and read back.
//!
//! The law: what [`Sentence::read`] makes of a value's text is the value. It holds because free text stands last in
//! each sentence, because names are quoted (`%q`) wherever they may hold anything, and because the few that stand
//! bare (`%s`) cannot hold a blank: a pod's image that the kubelet has parsed, the name of a container.

mod read;
#[cfg(test)]
mod tests;
mod write;

use alloc::borrow::Cow;
use core::time::Duration;

/// How the sentences begin that other rooms have to know too.
pub(crate) const BACK_OFF: &str = "Back-off pulling image ";
pub(crate) const PULL_FAILED: &str = "Failed to pull image ";
pub(crate) const NOT_PARSED: &str = "couldn't parse image name ";

/// A sentence of the kubelet about an image or the container that needs it.
///
/// `image` is the text in the pod, never the one with the default tag. Where nothing else is said the sentence is from
/// `pkg/kubelet/images/image_manager.go`, and the image is quoted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Sentence<'a> {
    /// The event before an attempt.
    Pulling { image: Cow<'a, str> },
    /// The event after an attempt that succeeded.
    Pulled { image: Cow<'a, str>, took: Took },
    /// The event when no pull is needed.
    AlreadyPresent { image: Cow<'a, str> },
    /// The event when no pull is needed and the pod's credentials were verified (1.33, KEP-2535).
    AlreadyAccessible { image: Cow<'a, str> },
    /// Policy `Never` and no image, or none that the pod may use.
    NeverPull { image: Cow<'a, str> },
    /// The event inside a back-off window and the waiting message, which since 1.32 ends with what the kubelet
    /// remembers of the last attempt, a [`Remembered`].
    BackOff { image: Cow<'a, str>, last: Option<&'a str> },
    /// The event after an attempt that failed.
    PullFailed { image: Cow<'a, str>, error: &'a str },
    /// The runtime could not say whether the image is there; since 1.32 the image is empty (kubernetes#141571).
    InspectFailed { image: Cow<'a, str>, error: &'a str },
    /// The reference does not parse.
    InvalidName { image: Cow<'a, str>, error: &'a str },
    /// Why not, in the words of `pkg/util/parsers`.
    NotParsed { image: Cow<'a, str>, error: &'a str },
    /// The pull intent could not be written (1.33, KEP-2535).
    IntentFailed { image: Cow<'a, str>, error: &'a str },
    /// The waiting message after a runtime error that begins with `RegistryUnavailable`; `rest` is what follows it. The
    /// image stands bare.
    RegistryUnavailable { image: &'a str, rest: &'a str },
    /// The same after one that begins with `SignatureValidationFailed`.
    SignatureFailed { image: &'a str, rest: &'a str },
    /// The second event of a failing sync (`startContainer`, `pkg/kubelet/kuberuntime`).
    StartFailed { reason: &'a str },
    /// The event of a pod whose sandbox could not be made (`SyncPod`, `pkg/kubelet/kuberuntime`): it needs an image
    /// too.
    SandboxFailed { error: &'a str },
    /// The event of a pod whose pull secrets could not all be read (`pkg/kubelet/kubelet_pods.go`, 1.28); the names are
    /// separated by `, `.
    SecretsMissing { names: &'a str },
    /// The event of a created container (`startContainer`).
    Created(Spelled<'a>),
    /// The event of a started container (`startContainer`).
    Started(Spelled<'a>),
    /// The event of a container in crash-loop back-off (`doBackOff`); the pod is written as `name_namespace(uid)`.
    CrashLoop { container: &'a str, pod: &'a str },
    /// The waiting message of a crash loop, which says how long the whole window is.
    CrashLoopFor { window: Duration, container: &'a str, pod: &'a str },
}

/// What a successful pull says about itself, by release.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Took {
    /// Nothing (up to 1.19).
    Unsaid,
    /// How long the pull took (up to 1.24).
    Pull(Duration),
    /// How long it took alone and with the wait for a free place (up to 1.29).
    Waited { pull: Duration, total: Duration },
    /// The same and the image's size in bytes (1.30).
    Sized { pull: Duration, total: Duration, bytes: u64 },
}

/// What the kubelet remembers of the last attempt: the waiting reason and message that it had.
///
/// The reason is one word; only three are ever remembered (`evalCRIPullErr`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Remembered<'a> {
    pub(crate) reason: &'a str,
    pub(crate) message: &'a str,
}

/// How a release writes a container's name after `Created container`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Spelled<'a> {
    /// `Created container NAME`.
    Plain(&'a str),
    /// `Created container: NAME` (1.32, and patches of 1.29 to 1.31).
    Colon(&'a str),
    /// `Container created`: the event's field path has the name (1.35, kubernetes#134043).
    Unnamed,
}

impl Sentence<'_> {
    /// The image that the sentence names, as it stands in the pod; an empty name is none.
    pub(crate) fn image(&self) -> Option<&str> {
        let image = match self {
            Self::Pulling { image }
            | Self::Pulled { image, .. }
            | Self::AlreadyPresent { image }
            | Self::AlreadyAccessible { image }
            | Self::NeverPull { image }
            | Self::BackOff { image, .. }
            | Self::PullFailed { image, .. }
            | Self::InspectFailed { image, .. }
            | Self::InvalidName { image, .. }
            | Self::NotParsed { image, .. }
            | Self::IntentFailed { image, .. } => image,
            Self::RegistryUnavailable { image, .. } | Self::SignatureFailed { image, .. } => *image,
            Self::StartFailed { .. }
            | Self::SandboxFailed { .. }
            | Self::SecretsMissing { .. }
            | Self::Created(_)
            | Self::Started(_)
            | Self::CrashLoop { .. }
            | Self::CrashLoopFor { .. } => return None,
        };
        Some(image).filter(|image| !image.is_empty())
    }
}
