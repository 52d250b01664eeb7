//! The sentences read back.

use alloc::borrow::Cow;
use core::time::Duration;

use super::{BACK_OFF, NOT_PARSED, PULL_FAILED, Remembered, Sentence, Spelled, Took};
use crate::go::duration;
use crate::go::unquote::quoted;

impl<'a> Sentence<'a> {
    /// The sentence that the whole text is; nothing for any other text.
    ///
    /// Besides what is written today this reads `couldn't parse image reference`, as kubelets up to 1.27 say, and
    /// `Failed create pod sandbox`, as those up to 1.8 do. Where the error at the end is empty, the blank before it may
    /// be missing too, since whoever prints a message trims it.
    pub(crate) fn read(text: &'a str) -> Option<Self> {
        about_an_image(text).or_else(|| about_a_pod(text)).or_else(|| about_a_container(text))
    }
}

impl<'a> Remembered<'a> {
    /// The reason, which is one word, and the message; nothing for a text that begins otherwise.
    pub(crate) fn read(text: &'a str) -> Option<Self> {
        // The blank before an empty message goes where the text is trimmed.
        let (reason, message) = text.split_once(": ").or_else(|| Some((text.strip_suffix(':')?, "")))?;
        let is_word = !reason.is_empty() && !reason.contains(char::is_whitespace);
        is_word.then_some(Self { reason, message })
    }
}

/// Makes a sentence of the quoted image and what follows it.
type OfImage<'a> = fn(Cow<'a, str>, &'a str) -> Option<Sentence<'a>>;

fn about_an_image(text: &str) -> Option<Sentence<'_>> {
    let sentences: [(&str, OfImage<'_>); 10] = [
        ("Pulling image ", |image, rest| rest.is_empty().then_some(Sentence::Pulling { image })),
        ("Successfully pulled image ", |image, rest| {
            Some(Sentence::Pulled { image, took: Took::read(rest)? })
        }),
        ("Container image ", |image, rest| match rest {
            " already present on machine" => Some(Sentence::AlreadyPresent { image }),
            " already present on machine and can be accessed by the pod" => {
                Some(Sentence::AlreadyAccessible { image })
            }
            " is not present with pull policy of Never" => Some(Sentence::NeverPull { image }),
            _ => None,
        }),
        (BACK_OFF, |image, rest| {
            let last = rest.strip_prefix(": ");
            (last.is_some() || matches!(rest, "" | ":")).then_some(Sentence::BackOff { image, last })
        }),
        (PULL_FAILED, |image, rest| error(rest).map(|error| Sentence::PullFailed { image, error })),
        ("Failed to inspect image ", |image, rest| {
            error(rest).map(|error| Sentence::InspectFailed { image, error })
        }),
        ("Failed to apply default image tag ", |image, rest| {
            error(rest).map(|error| Sentence::InvalidName { image, error })
        }),
        ("Failed to record image pull intent for container image ", |image, rest| {
            error(rest).map(|error| Sentence::IntentFailed { image, error })
        }),
        (NOT_PARSED, |image, rest| error(rest).map(|error| Sentence::NotParsed { image, error })),
        ("couldn't parse image reference ", |image, rest| {
            error(rest).map(|error| Sentence::NotParsed { image, error })
        }),
    ];
    let (rest, of_image) =
        sentences.iter().find_map(|(begin, of_image)| Some((text.strip_prefix(begin)?, of_image)))?;
    let (image, rest) = quoted(rest)?;
    of_image(image, rest)
}

/// The error after a name.
fn error(rest: &str) -> Option<&str> {
    rest.strip_prefix(": ").or_else(|| matches!(rest, "" | ":").then_some(""))
}

fn about_a_pod(text: &str) -> Option<Sentence<'_>> {
    let sandbox = ["Failed to create pod sandbox: ", "Failed create pod sandbox: "];
    if let Some(error) = sandbox.iter().find_map(|begin| text.strip_prefix(begin)) {
        return Some(Sentence::SandboxFailed { error });
    }
    let names = text
        .strip_prefix("Unable to retrieve some image pull secrets (")?
        .strip_suffix("); attempting to pull the image may not succeed.")?;
    Some(Sentence::SecretsMissing { names })
}

fn about_a_container(text: &str) -> Option<Sentence<'_>> {
    if let Some(reason) = text.strip_prefix("Error: ") {
        return Some(Sentence::StartFailed { reason });
    }
    if let Some(rest) = text.strip_prefix("image pull failed for ") {
        let (image, rest) = rest.split_once(' ')?;
        return match rest.strip_prefix("because the registry is unavailable") {
            Some(rest) => Some(Sentence::RegistryUnavailable { image, rest }),
            None => rest
                .strip_prefix("because the signature validation failed")
                .map(|rest| Sentence::SignatureFailed { image, rest }),
        };
    }
    if let Some(rest) = text.strip_prefix("Back-off restarting failed container ") {
        let (container, rest) = rest.split_once(' ')?;
        return Some(Sentence::CrashLoop { container, pod: rest.strip_prefix("in pod ")? });
    }
    if let Some(rest) = text.strip_prefix("back-off ") {
        let (window, rest) = rest.split_once(' ')?;
        let (container, pod) = rest.strip_prefix("restarting failed container=")?.split_once(' ')?;
        let (window, pod) = (duration::read(window)?, pod.strip_prefix("pod=")?);
        return Some(Sentence::CrashLoopFor { window, container, pod });
    }
    let created = Spelled::read(text, "Created", "Container created").map(Sentence::Created);
    created.or_else(|| Spelled::read(text, "Started", "Container started").map(Sentence::Started))
}

impl<'a> Spelled<'a> {
    fn read(text: &'a str, begin: &str, unnamed: &str) -> Option<Self> {
        if text == unnamed {
            return Some(Self::Unnamed);
        }
        let rest = text.strip_prefix(begin)?.strip_prefix(" container")?;
        match rest.strip_prefix(": ") {
            Some(name) => Some(Self::Colon(name)),
            None => rest.strip_prefix(' ').map(Self::Plain),
        }
    }
}

impl Took {
    /// What follows the image.
    fn read(text: &str) -> Option<Self> {
        if text.is_empty() {
            return Some(Self::Unsaid);
        }
        let text = text.strip_prefix(" in ")?;
        let Some((pull, rest)) = text.split_once(" (") else {
            return duration::read(text).map(Self::Pull);
        };
        let (total, rest) = rest.split_once(" including waiting)")?;
        let (pull, total): (Duration, Duration) = (duration::read(pull)?, duration::read(total)?);
        if rest.is_empty() {
            return Some(Self::Waited { pull, total });
        }
        let bytes = rest.strip_prefix(". Image size: ")?.strip_suffix(" bytes.")?;
        let is_number = bytes.bytes().all(|byte| byte.is_ascii_digit());
        Some(Self::Sized { pull, total, bytes: bytes.parse().ok().filter(|_| is_number)? })
    }
}
