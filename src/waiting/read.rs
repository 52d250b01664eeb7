//! Peels what the kubelet and its readers put around a runtime's error.
//!
//! Every layer is recognized by its own words at the place where they stand; what follows is the next layer.

use alloc::borrow::Cow;
use alloc::boxed::Box;

use super::PullError;
use super::told::{Attempt, Told};
use crate::api::WaitingReason;
use crate::cause::{Cause, Verdict};
use crate::go::unquote::{quoted, unescape};
use crate::reference::Reference;
use crate::sentence::{Remembered, Sentence};

impl PullError {
    /// Reads `state.waiting` of a container. Nothing if the reason is not about getting an image.
    ///
    /// ```
    /// use pullspec::{PullError, WaitingReason};
    /// let error = PullError::from_waiting(&WaitingReason::ErrImagePull, "pull QPS exceeded").ok_or("none")?;
    /// assert!(matches!(error, PullError::ErrImagePull { .. }));
    /// assert_eq!(PullError::from_waiting(&WaitingReason::CrashLoopBackOff, "back-off 10s"), None);
    /// # Ok::<(), &str>(())
    /// ```
    #[must_use]
    pub fn from_waiting(reason: &WaitingReason, message: &str) -> Option<Self> {
        told(reason, message)?.into_error()
    }

    /// Reads the message of an event. Nothing if it does not report a failure to get an image; `Pulling` and `Pulled`
    /// do not.
    ///
    /// ```
    /// use pullspec::PullError;
    /// let error = PullError::from_event("Failed to pull image \"redis:7\": pull QPS exceeded").ok_or("none")?;
    /// assert_eq!(error.image(), Some("redis:7"));
    /// assert_eq!(PullError::from_event("Pulling image \"redis:7\""), None);
    /// # Ok::<(), &str>(())
    /// ```
    #[must_use]
    pub fn from_event(message: &str) -> Option<Self> {
        from_event(message)?.into_error()
    }

    /// Reads any text that wraps such a message: a line of the kubelet's log, what `kubectl logs` prints for a
    /// container that waits, an error of `kubeadm`, `crictl` or `docker pull`. Nothing if none is found.
    ///
    /// ```
    /// use pullspec::{PullError, WaitingReason};
    /// let line = r#"E0101 pod_workers.go:1301] "Error syncing pod, skipping" err="failed to \"StartContainer\" for \"app\" with ImagePullBackOff: \"Back-off pulling image \\\"redis:9\\\"\"""#;
    /// let error = PullError::from_text(line).ok_or("none")?;
    /// assert_eq!(error.reason(), WaitingReason::ImagePullBackOff);
    /// assert_eq!(error.image(), Some("redis:9"));
    /// # Ok::<(), &str>(())
    /// ```
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        from_text(text)
    }

    /// The value of its parts, the verdict being that on the message. Nothing if the reason is not about getting an
    /// image. What a back-off remembers is never a back-off.
    pub(crate) fn of(
        reason: &WaitingReason,
        image: Option<Box<str>>,
        cause: Verdict,
        message: &str,
        last: Option<Box<Self>>,
    ) -> Option<Self> {
        let text = || message.into();
        Some(match reason {
            WaitingReason::ErrImagePull | WaitingReason::PullImageError => {
                Self::ErrImagePull { image, cause, message: text() }
            }
            WaitingReason::ImagePullBackOff => {
                let is_attempt = |last: &Self| !matches!(last, Self::ImagePullBackOff { .. });
                Self::ImagePullBackOff { image, last: last.filter(|last| is_attempt(last)) }
            }
            WaitingReason::ErrImageNeverPull => Self::ErrImageNeverPull { image },
            WaitingReason::InvalidImageName => {
                let text = image.unwrap_or_default();
                Self::InvalidImageName { error: Reference::parse(&text).err(), text }
            }
            WaitingReason::ImageInspectError => Self::ImageInspectError { image, cause, message: text() },
            WaitingReason::RegistryUnavailable => Self::RegistryUnavailable { image, cause, message: text() },
            WaitingReason::SignatureValidationFailed => {
                Self::SignatureValidationFailed { image, cause, message: text() }
            }
            WaitingReason::Other(_) => Self::NotPrepared { cause, message: text() },
            _ => return None,
        })
    }
}

#[cfg(feature = "explain")]
impl<'m> Told<'m> {
    /// See [`PullError::from_waiting`].
    pub(crate) fn from_waiting(reason: &WaitingReason, message: &'m str) -> Option<Self> {
        told(reason, message)
    }

    /// See [`PullError::from_event`].
    pub(crate) fn from_event(message: &'m str) -> Option<Self> {
        from_event(message)
    }
}

/// What a waiting state tells.
fn told<'m>(reason: &WaitingReason, message: &'m str) -> Option<Told<'m>> {
    let sentence = || Sentence::read(message);
    let mut last = None;
    let (image, message) = match reason {
        WaitingReason::ErrImagePull | WaitingReason::PullImageError => (None, message),
        WaitingReason::ImagePullBackOff => match sentence() {
            Some(Sentence::BackOff { image, last: remembers }) => {
                last = remembers.and_then(remembered);
                (some(image), "")
            }
            _ => (None, ""),
        },
        WaitingReason::ErrImageNeverPull => match sentence() {
            Some(Sentence::NeverPull { image }) => (some(image), ""),
            _ => (None, ""),
        },
        WaitingReason::InvalidImageName => match sentence() {
            Some(Sentence::InvalidName { image, .. } | Sentence::NotParsed { image, .. }) => {
                (some(image), "")
            }
            _ => (None, ""),
        },
        WaitingReason::ImageInspectError => match sentence() {
            Some(Sentence::InspectFailed { image, error }) => (some(image), error),
            _ => (None, message),
        },
        WaitingReason::RegistryUnavailable | WaitingReason::SignatureValidationFailed => match sentence() {
            Some(
                Sentence::RegistryUnavailable { image, rest } | Sentence::SignatureFailed { image, rest },
            ) => (Some(image.into()), rest.trim_start_matches('.').trim_start_matches(": ")),
            _ => (None, message),
        },
        WaitingReason::Other(text) if is_preparation(text, message) => (None, message),
        _ => return None,
    };
    Some(Told::new(Attempt::new(reason.clone(), image, message), last))
}

/// Since 1.33 the error of a failed preparation is the reason, whole, and the message too; that of a pull intent, which
/// could not be written, stands after more words there.
fn is_preparation(reason: &str, message: &str) -> bool {
    let is_intent = || matches!(Sentence::read(message), Some(Sentence::IntentFailed { error, .. }) if error.ends_with(reason));
    !reason.is_empty() && (reason == message || is_intent())
}

/// An attempt failed, and this is the runtime's error.
fn pull_failed<'m>(image: Option<Cow<'m, str>>, error: &'m str) -> Told<'m> {
    Told::new(Attempt::new(WaitingReason::ErrImagePull, image, error), None)
}

/// What the kubelet remembers of the last attempt; it never remembers a back-off.
fn remembered(last: &str) -> Option<Attempt<'_>> {
    let Some(Remembered { reason, message }) = Remembered::read(last) else {
        return Some(pull_failed(None, last).into_last());
    };
    match WaitingReason::from(reason) {
        WaitingReason::ImagePullBackOff | WaitingReason::Other(_) => {
            Some(pull_failed(None, last).into_last())
        }
        reason => told(&reason, message).map(Told::into_last),
    }
}

/// The image of a sentence; an empty name is none.
fn some(image: Cow<'_, str>) -> Option<Cow<'_, str>> {
    Some(image).filter(|image| !image.is_empty())
}

fn from_event(message: &str) -> Option<Told<'_>> {
    let message = message.trim();
    match Sentence::read(message)? {
        Sentence::PullFailed { image, error } => Some(pull_failed(some(image), error)),
        Sentence::BackOff { .. } => told(&WaitingReason::ImagePullBackOff, message),
        Sentence::InvalidName { .. } => told(&WaitingReason::InvalidImageName, message),
        Sentence::InspectFailed { .. } => told(&WaitingReason::ImageInspectError, message),
        Sentence::NeverPull { .. } => told(&WaitingReason::ErrImageNeverPull, message),
        Sentence::StartFailed { reason } => {
            let reason = WaitingReason::from(reason);
            reason.is_image_related().then(|| told(&reason, ""))?
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

fn from_text(text: &str) -> Option<PullError> {
    if let Some(told) = from_event(text) {
        return told.into_error();
    }
    if let Some(told) = pasted(text).and_then(from_event) {
        return told.into_error();
    }
    if let Some(error) = start_container(text) {
        return Some(error);
    }
    if let Some((_, why)) = text.split_once(" is waiting to start: ") {
        let why = why.lines().next().unwrap_or_default().trim();
        let reason = WaitingReason::from_words(why);
        return reason.is_image_related().then(|| PullError::from_waiting(&reason, ""))?;
    }
    // kubeadm names the image without quotes.
    if let Some((_, rest)) = text.split_once("failed to pull image ")
        && let Some((image, error)) = rest.split_once(": output: ")
        && !image.contains(char::is_whitespace)
    {
        return pull_failed(Some(image.trim_matches('"').into()), error).into_error();
    }
    let told = pull_failed(None, text);
    // A guess at the cause of a failed pull does not tell that a pull failed.
    let is_told =
        told.verdict().rule().is_some() || text.contains("pull") && told.verdict().cause() != Cause::NoDetail;
    is_told.then(|| told.into_error())?
}

/// The message in a row that `kubectl describe` or `kubectl get events` prints, whose columns are two blanks apart, and
/// after the place that kubectl puts before it since 1.35: `spec.containers{app}: `.
fn pasted(text: &str) -> Option<&str> {
    let row = text.trim();
    let message = message_column(row).unwrap_or(row);
    let after_place = message.strip_prefix("spec.").and_then(|place| {
        let (list, rest) = place.split_once('{')?;
        let (_, message) = rest.split_once("}: ")?;
        list.ends_with("ontainers").then_some(message)
    });
    after_place.or_else(|| (message.len() < row.len()).then_some(message))
}

/// The fifth column, of which the first or the second is the type of an event.
fn message_column(row: &str) -> Option<&str> {
    let (mut rest, mut has_type) = (row, false);
    for place in 0..4 {
        let (column, after) = rest.split_once("  ")?;
        has_type |= place < 2 && matches!(column, "Normal" | "Warning");
        rest = after.trim_start();
    }
    has_type.then_some(rest)
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
        return PullError::from_waiting(&reason, &message);
    }
    None
}
