//! Peels what the kubelet and its readers put around a runtime's error.
//!
//! Every layer is recognized by its own words at the place where they stand; what follows is the next layer.

use alloc::borrow::Cow;
use alloc::boxed::Box;

use super::{PullError, classify};
use crate::api::WaitingReason;
use crate::cause::{Cause, Verdict};
use crate::go::unquote::{quoted, unescape};
use crate::reference::Reference;
use crate::sentence::{Remembered, Sentence};

pub(super) fn from_waiting(reason: &WaitingReason, message: &str) -> Option<PullError> {
    let verdict = || classify(Some(reason), message);
    Some(match reason {
        WaitingReason::ErrImagePull | WaitingReason::PullImageError => pull_failed(None, message),
        WaitingReason::ImagePullBackOff => back_off(message),
        WaitingReason::ErrImageNeverPull => never_pull(message),
        WaitingReason::InvalidImageName => invalid_name(message),
        WaitingReason::ImageInspectError => inspect_failed(message),
        WaitingReason::RegistryUnavailable => {
            let (image, error) = sentinel(message);
            PullError::RegistryUnavailable {
                image,
                cause: verdict_of(error, verdict()),
                message: error.into(),
            }
        }
        WaitingReason::SignatureValidationFailed => {
            let (image, error) = sentinel(message);
            PullError::SignatureValidationFailed {
                image,
                cause: verdict_of(error, verdict()),
                message: error.into(),
            }
        }
        WaitingReason::Other(text) if is_preparation(text, message) => {
            PullError::NotPrepared { cause: verdict(), message: message.into() }
        }
        _ => return None,
    })
}

/// Since 1.33 the error of a failed preparation is the reason, whole, and the message too; that of a pull intent, which
/// could not be written, stands after more words there.
fn is_preparation(reason: &str, message: &str) -> bool {
    let is_intent =
        || matches!(Sentence::read(message), Some(Sentence::IntentFailed { error, .. }) if error == reason);
    !reason.is_empty() && (reason == message || is_intent())
}

/// The verdict on the inner error, so that its evidence points there; the outer one where that says nothing.
fn verdict_of(inner: &str, outer: Verdict) -> Verdict {
    let verdict = classify(None, inner);
    if verdict.cause() == Cause::NoDetail || verdict.cause() != outer.cause() {
        Verdict::plain(outer.cause())
    } else {
        verdict
    }
}

/// An attempt failed, and this is the runtime's error.
fn pull_failed(image: Option<Box<str>>, error: &str) -> PullError {
    PullError::ErrImagePull {
        image,
        cause: classify(Some(&WaitingReason::ErrImagePull), error),
        message: error.into(),
    }
}

/// Inside a window, with what the kubelet remembers of the last attempt.
fn back_off(message: &str) -> PullError {
    let Some(Sentence::BackOff { image, last }) = Sentence::read(message) else {
        return PullError::ImagePullBackOff { image: None, last: None };
    };
    let last = last.and_then(|last| match Remembered::read(last) {
        Some(Remembered { reason, message }) => match WaitingReason::from(reason) {
            // A back-off never remembers another.
            WaitingReason::ImagePullBackOff | WaitingReason::Other(_) => Some(pull_failed(None, last)),
            reason => from_waiting(&reason, message),
        },
        None => Some(pull_failed(None, last)),
    });
    PullError::ImagePullBackOff { image: some(image), last: last.map(Box::new) }
}

fn never_pull(message: &str) -> PullError {
    let image = match Sentence::read(message) {
        Some(Sentence::NeverPull { image }) => some(image),
        _ => None,
    };
    PullError::ErrImageNeverPull { image }
}

fn invalid_name(message: &str) -> PullError {
    let text = match Sentence::read(message) {
        Some(Sentence::InvalidName { image, .. } | Sentence::NotParsed { image, .. }) => image.into(),
        _ => Box::default(),
    };
    PullError::InvalidImageName { error: Reference::parse(&text).err(), text }
}

fn inspect_failed(message: &str) -> PullError {
    let (image, error) = match Sentence::read(message) {
        Some(Sentence::InspectFailed { image, error }) => (some(image), error),
        _ => (None, message),
    };
    let cause = classify(Some(&WaitingReason::ImageInspectError), error);
    PullError::ImageInspectError { image, cause, message: error.into() }
}

/// The image and the runtime's error of a message that stands for a prefix of that error.
fn sentinel(message: &str) -> (Option<Box<str>>, &str) {
    match Sentence::read(message) {
        Some(Sentence::RegistryUnavailable { image, rest } | Sentence::SignatureFailed { image, rest }) => {
            (Some(image.into()), rest.trim_start_matches('.').trim_start_matches(": "))
        }
        _ => (None, message),
    }
}

/// The image of a sentence; an empty name is none.
fn some(image: Cow<'_, str>) -> Option<Box<str>> {
    Some(image).filter(|image| !image.is_empty()).map(Into::into)
}

pub(super) fn from_event(message: &str) -> Option<PullError> {
    let message = message.trim();
    match Sentence::read(message)? {
        Sentence::PullFailed { image, error } => Some(pull_failed(some(image), error)),
        Sentence::BackOff { .. } => Some(back_off(message)),
        Sentence::InvalidName { .. } => Some(invalid_name(message)),
        Sentence::InspectFailed { .. } => Some(inspect_failed(message)),
        Sentence::NeverPull { image } => Some(PullError::ErrImageNeverPull { image: some(image) }),
        Sentence::StartFailed { reason } => {
            let reason = WaitingReason::from(reason);
            reason.is_image_related().then(|| from_waiting(&reason, ""))?
        }
        // The pod's sandbox needs an image too: its whole error is the runtime's.
        Sentence::SandboxFailed { error }
            if error.contains("failed to get sandbox image") || error.contains("failed pulling image") =>
        {
            Some(pull_failed(None, error))
        }
        _ => None,
    }
}

pub(super) fn from_text(text: &str) -> Option<PullError> {
    if let Some(error) = from_event(text) {
        return Some(error);
    }
    if let Some(error) = start_container(text) {
        return Some(error);
    }
    if let Some((_, why)) = text.split_once(" is waiting to start: ") {
        let why = why.lines().next().unwrap_or_default().trim();
        let reason = match why {
            "image can't be pulled" => WaitingReason::ErrImagePull,
            "trying and failing to pull image" => WaitingReason::ImagePullBackOff,
            reason => WaitingReason::from(reason),
        };
        return reason.is_image_related().then(|| from_waiting(&reason, ""))?;
    }
    // kubeadm names the image without quotes.
    if let Some((_, rest)) = text.split_once("failed to pull image ")
        && let Some((image, error)) = rest.split_once(": output: ")
        && !image.contains(char::is_whitespace)
    {
        return Some(pull_failed(Some(image.trim_matches('"').into()), error));
    }
    let error = pull_failed(None, text);
    (error.cause() != Cause::NoDetail).then_some(error)
}

/// More bytes than any waiting reason has.
const LONGEST_REASON: usize = 40;

/// `failed to "StartContainer" for "c" with <reason>: "<message>"`, at any level of quoting.
fn start_container(text: &str) -> Option<PullError> {
    let mut rest = text;
    while let Some((_, found)) = rest.split_once(" with ") {
        rest = found;
        // A reason is one word, and no longer than any there is: so the text is looked at once, whatever it holds.
        let Some(end) = found.bytes().take(LONGEST_REASON + 1).position(|b| b == b':') else { continue };
        let reason = WaitingReason::from(found.get(..end).unwrap_or_default());
        let Some(message) = found.get(end..).and_then(|rest| rest.strip_prefix(": ")) else { continue };
        if !reason.is_image_related() {
            continue;
        }
        let level = message.bytes().take_while(|&b| b == b'\\').count();
        // A quote after n backslashes has passed through log2(n + 1) more quotings. Any other number is not a quoting,
        // and to undo it all the same would cost the whole rest of the text, each time.
        if !message.get(level..).unwrap_or_default().starts_with('"') || !(level + 1).is_power_of_two() {
            continue;
        }
        let mut plain = Cow::Borrowed(message);
        for _ in 0..(level + 1).ilog2() {
            plain = Cow::Owned(unescape(&plain).into_owned());
        }
        let Some((message, _)) = quoted(&plain) else { continue };
        return from_waiting(&reason, &message);
    }
    None
}
