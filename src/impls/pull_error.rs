//! A [`PullError`] as data: its parts, from which it is put together again.

use alloc::boxed::Box;

use serde::de::{Deserialize, Deserializer, Error};
use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::api::WaitingReason;
use crate::terminal::Shortened;
use crate::waiting::{PullError, classify};

/// The reason, the image where it is known, and the message; of a back-off, what the last attempt was. The cause goes
/// along for readers, and is read from the message when the error is read.
impl Serialize for PullError {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("reason", &self.reason())?;
        map.serialize_entry("cause", &self.cause())?;
        let (image, last) = match self {
            Self::ImagePullBackOff { image, last } => (image.as_deref(), last.as_deref()),
            // A name of no characters is one that does not parse.
            Self::InvalidImageName { text, .. } => (Some(&**text), None),
            error => (error.image(), None),
        };
        if let Some(image) = image {
            map.serialize_entry("image", image)?;
        }
        if let Some(last) = last {
            map.serialize_entry("last", last)?;
        } else if !self.message().is_empty() {
            map.serialize_entry("message", self.message())?;
        }
        map.end()
    }
}

#[derive(serde::Deserialize)]
struct Attempt {
    reason: WaitingReason,
    #[serde(default)]
    image: Option<Box<str>>,
    #[serde(default)]
    message: Box<str>,
}

/// A back-off remembers an attempt, and an attempt nothing: so this is two deep at most.
#[derive(serde::Deserialize)]
struct Written {
    #[serde(flatten)]
    attempt: Attempt,
    #[serde(default)]
    last: Option<Attempt>,
}

fn error<E: Error>(attempt: Attempt, last: Option<Box<PullError>>) -> Result<PullError, E> {
    let Attempt { reason, image, message } = attempt;
    let cause = classify(Some(&reason), &message);
    PullError::of(&reason, image, cause, &message, last).ok_or_else(|| {
        E::custom(format_args!("{} is not a waiting reason about an image", Shortened(reason.as_str())))
    })
}

impl<'de> Deserialize<'de> for PullError {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Written { attempt, last } = Written::deserialize(deserializer)?;
        let last = match last {
            Some(_) if attempt.reason != WaitingReason::ImagePullBackOff => {
                return Err(D::Error::custom("only a back-off has a last attempt"));
            }
            Some(last) if last.reason == WaitingReason::ImagePullBackOff => {
                return Err(D::Error::custom("the last attempt of a back-off cannot be a back-off"));
            }
            Some(last) => Some(Box::new(error(last, None)?)),
            None => None,
        };
        error(attempt, last)
    }
}
