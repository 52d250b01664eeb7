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
    let is_intent = || message.starts_with(INTENT_FAILED) && message.ends_with(reason);
    !reason.is_empty() && (reason == message || is_intent())
}

const INTENT_FAILED: &str = "Failed to record image pull intent for container image ";

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

/// `Back-off pulling image "x"`, since 1.32 with `: <reason>: <message>` of the last attempt.
fn back_off(message: &str) -> PullError {
    let Some((image, rest)) = named(message, "Back-off pulling image ") else {
        return PullError::ImagePullBackOff { image: None, last: None };
    };
    let last = rest.strip_prefix(": ").and_then(|last| {
        let (reason, message) = last.split_once(": ").unwrap_or((last, ""));
        match WaitingReason::from(reason) {
            WaitingReason::ImagePullBackOff | WaitingReason::Other(_) => Some(pull_failed(None, last)),
            reason => from_waiting(&reason, message),
        }
    });
    PullError::ImagePullBackOff { image, last: last.map(Box::new) }
}

fn never_pull(message: &str) -> PullError {
    PullError::ErrImageNeverPull { image: named(message, "Container image ").and_then(|(image, _)| image) }
}

/// `Failed to apply default image tag "x": couldn't parse image name "x": why`.
fn invalid_name(message: &str) -> PullError {
    let name = named(message, "Failed to apply default image tag ")
        .or_else(|| named(message, "couldn't parse image name "))
        .or_else(|| named(message, "couldn't parse image reference "))
        .and_then(|(image, _)| image)
        .unwrap_or_default();
    PullError::InvalidImageName { error: Reference::parse(&name).err(), text: name }
}

/// `Failed to inspect image "x": error`, with an empty name since 1.32.
fn inspect_failed(message: &str) -> PullError {
    let (image, error) = match named(message, "Failed to inspect image ") {
        Some((image, rest)) => (image, rest.strip_prefix(": ").unwrap_or(rest)),
        None => (None, message),
    };
    let cause = classify(Some(&WaitingReason::ImageInspectError), error);
    PullError::ImageInspectError { image, cause, message: error.into() }
}

/// `image pull failed for x because the registry is unavailable: error`, and the same with the signature.
fn sentinel(message: &str) -> (Option<Box<str>>, &str) {
    let parts = || {
        let (image, rest) = message.strip_prefix("image pull failed for ")?.split_once(" because the ")?;
        let rest = ["registry is unavailable", "signature validation failed"]
            .iter()
            .find_map(|said| rest.strip_prefix(said))?;
        Some((Some(image.into()), rest.trim_start_matches('.').trim_start_matches(": ")))
    };
    parts().unwrap_or((None, message))
}

/// The image that the kubelet's own words at the start of a message name, as it stands in the pod.
pub(crate) fn named_image(message: &str) -> Option<Cow<'_, str>> {
    let quoted_behind = [
        "Back-off pulling image ",
        "Container image ",
        "Failed to apply default image tag ",
        "Failed to inspect image ",
        INTENT_FAILED,
    ];
    let name = quoted_behind.iter().find_map(|prefix| quoted(message.strip_prefix(prefix)?));
    let name = name.map(|(name, _)| name).filter(|name| !name.is_empty());
    name.or_else(|| sentinel(message).0.map(|image| Cow::Owned(image.into())))
}

/// The quoted name after `prefix`, and the rest; an empty name is none.
fn named<'m>(message: &'m str, prefix: &str) -> Option<(Option<Box<str>>, &'m str)> {
    let (name, rest) = quoted(message.strip_prefix(prefix)?)?;
    Some(((!name.is_empty()).then(|| name.into()), rest))
}

pub(super) fn from_event(message: &str) -> Option<PullError> {
    let message = message.trim();
    if let Some((image, rest)) = named(message, "Failed to pull image ") {
        return Some(pull_failed(image, rest.strip_prefix(": ").unwrap_or(rest)));
    }
    if message.starts_with("Back-off pulling image ") {
        return Some(back_off(message));
    }
    if message.starts_with("Failed to apply default image tag ") {
        return Some(invalid_name(message));
    }
    if message.starts_with("Failed to inspect image ") {
        return Some(inspect_failed(message));
    }
    if message.starts_with("Container image ") && message.contains("is not present with pull policy of Never")
    {
        return Some(never_pull(message));
    }
    if let Some(reason) = message.strip_prefix("Error: ")
        && let reason = WaitingReason::from(reason)
        && reason.is_image_related()
    {
        return from_waiting(&reason, "");
    }
    // The pod's sandbox needs an image too: its whole error is the runtime's.
    let sandbox = message
        .strip_prefix("Failed to create pod sandbox: ")
        .or(message.strip_prefix("Failed create pod sandbox: "));
    if let Some(error) = sandbox
        && (error.contains("failed to get sandbox image") || error.contains("failed pulling image"))
    {
        return Some(pull_failed(None, error));
    }
    None
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
