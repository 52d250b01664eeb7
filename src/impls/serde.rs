//! Value types as their strings: written with `Display`, read through the one parser.

use core::convert::Infallible;
use core::fmt;
use core::marker::PhantomData;
use core::str::FromStr;

use serde::de::{Deserialize, Deserializer, Error, Visitor};
use serde::ser::{Serialize, Serializer};

use crate::api::{EventReason, EventType, ImageOwner, WaitingReason};
use crate::cause::{Actor, Cause, CauseGroup, Transience, UnknownLabelError};
use crate::digest::{Algorithm, Digest, DigestRef};
use crate::error::{Component, GoError, ParseError};
use crate::kubelet::OperatorAction;
use crate::pattern::{Pattern, PatternError};
use crate::policy::{PullPolicy, UnsupportedPolicyError};
use crate::reference::{
    AnyReference, Domain, OwnedDomain, OwnedPath, OwnedTag, Path, PodImage, RawReference, Reference, Tag,
};
use crate::terminal::Shortened;

#[cfg(feature = "explain")]
impl Serialize for crate::api::Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// What an [`Advice`] is in JSON: a label and all of it in words, and the values to read it back from.
mod advice {
    use alloc::borrow::Cow;
    use alloc::format;
    use alloc::string::String;
    use core::time::Duration;

    use serde::de::{Deserialize, Deserializer, Error};
    use serde::ser::{Serialize, Serializer};

    use crate::cause::{Actor, Cause};
    use crate::clock::whole_ms;
    use crate::waiting::{Advice, AdviceReason};

    #[derive(serde::Serialize, serde::Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Written<'a> {
        action: Cow<'a, str>,
        #[serde(default, skip_deserializing)]
        text: String,
        cause: Cause,
        why: Cow<'a, str>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until_ms: Option<u64>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        after_ms: Option<u64>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        attempts: Option<u32>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        to: Option<Cow<'a, [Actor]>>,
    }

    impl Serialize for Advice {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            let (why, after_ms, attempts) = match self.reason() {
                AdviceReason::TerminalReason => ("terminal_reason", None, None),
                AdviceReason::NeedsAction { after, attempts } => {
                    ("needs_action", Some(whole_ms(after)), Some(attempts))
                }
                AdviceReason::Deadline { after } => ("deadline", Some(whole_ms(after)), None),
                AdviceReason::WithinGrace => ("within_grace", None, None),
                AdviceReason::TooFewAttempts { attempts } => ("too_few_attempts", None, Some(attempts)),
                AdviceReason::ShouldHaveHealed { after } => {
                    ("should_have_healed", Some(whole_ms(after)), None)
                }
            };
            let (until_ms, to) = match self {
                Self::KeepWaiting { until, .. } => (Some(whole_ms(*until)), None),
                Self::FailLater { after, .. } => (Some(whole_ms(*after)), None),
                Self::Escalate { to, .. } => (None, Some(Cow::Borrowed(*to))),
                Self::FailNow { .. } => (None, None),
            };
            let written = Written {
                action: self.action().into(),
                text: format!("{self}"),
                cause: self.cause(),
                why: why.into(),
                until_ms,
                after_ms,
                attempts,
                to,
            };
            written.serialize(serializer)
        }
    }

    impl<'de> Deserialize<'de> for Advice {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            let read = Written::deserialize(deserializer)?;
            let time =
                |ms: Option<u64>, field| ms.map(Duration::from_millis).ok_or(D::Error::missing_field(field));
            let attempts = || read.attempts.ok_or(D::Error::missing_field("attempts"));
            let cause = read.cause;
            let reason = match &*read.why {
                "terminal_reason" => AdviceReason::TerminalReason,
                "needs_action" => AdviceReason::NeedsAction {
                    after: time(read.after_ms, "afterMs")?,
                    attempts: attempts()?,
                },
                "deadline" => AdviceReason::Deadline { after: time(read.after_ms, "afterMs")? },
                "within_grace" => AdviceReason::WithinGrace,
                "too_few_attempts" => AdviceReason::TooFewAttempts { attempts: attempts()? },
                "should_have_healed" => {
                    AdviceReason::ShouldHaveHealed { after: time(read.after_ms, "afterMs")? }
                }
                _ => return Err(D::Error::custom("unknown reason of an advice")),
            };
            Ok(match &*read.action {
                "fail_now" => Self::FailNow { cause, reason },
                "keep_waiting" => Self::KeepWaiting { cause, until: time(read.until_ms, "untilMs")?, reason },
                "fail_later" => Self::FailLater { cause, after: time(read.until_ms, "untilMs")?, reason },
                "escalate" => {
                    let to = read.to.unwrap_or_default();
                    // Who can act on a cause is the table's to say.
                    let known = Cause::ALL.iter().map(|cause| cause.responsible()).find(|who| **who == *to);
                    Self::Escalate { cause, to: known.unwrap_or_else(|| cause.responsible()), reason }
                }
                _ => return Err(D::Error::custom("unknown action of an advice")),
            })
        }
    }
}

impl Serialize for Pattern {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// What a parser's error says to someone who does not see the text.
trait Explained: fmt::Display {
    fn explained<E: Error>(self, text: &str) -> E;
}

/// The text, the fault and a hint.
impl Explained for ParseError {
    fn explained<E: Error>(self, text: &str) -> E {
        E::custom(self.in_text(text))
    }
}

macro_rules! explains_itself {
    ($($error:ty),+) => {$(
        impl Explained for $error {
            fn explained<E: Error>(self, _: &str) -> E {
                E::custom(self)
            }
        }
    )+};
}

explains_itself!(Infallible, UnsupportedPolicyError);

/// The text, or its beginning, and the fault.
macro_rules! explained_with_text {
    ($($error:ty),+) => {$(
        impl Explained for $error {
            fn explained<E: Error>(self, text: &str) -> E {
                E::custom(format_args!("{}: {self}", Shortened(text)))
            }
        }
    )+};
}

explained_with_text!(PatternError, UnknownLabelError);

#[cfg(feature = "explain")]
explained_with_text!(crate::api::TimestampError);

/// Reads a string and parses it; the error is the parser's own.
struct Parsed<T> {
    expecting: &'static str,
    of: PhantomData<T>,
}

impl<T: FromStr<Err: Explained>> Visitor<'_> for Parsed<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.expecting)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        text.parse().map_err(|error: T::Err| error.explained(text))
    }
}

/// Both ways for what is read by `FromStr` and written by `as_str`.
macro_rules! text {
    ($($type:ty: $expecting:literal),+ $(,)?) => {$(
        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }
    )+
    from_text! { $($type: $expecting),+ }};
}

macro_rules! from_text {
    ($($type:ty: $expecting:literal),+ $(,)?) => {$(
        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_str(Parsed { expecting: $expecting, of: PhantomData })
            }
        }
    )+};
}

text! {
    Actor: "who can act, such as \"workload\"",
    Algorithm: "a digest algorithm: \"sha256\", \"sha384\" or \"sha512\"",
    AnyReference: "an image reference, a digest or an image ID",
    Cause: "the label of a cause, such as \"tag_not_found\"",
    CauseGroup: "the label of a group of causes, such as \"not_found\"",
    Component: "a part of a reference, such as \"tag\"",
    OperatorAction: "the label of an operator's action, such as \"secret_fixed\"",
    Digest: "a digest such as \"sha256:<64 hex characters>\"",
    EventReason: "the reason of an event about images, such as \"BackOff\"",
    EventType: "\"Normal\" or \"Warning\"",
    GoError: "an error of Go's parser, such as \"name_uppercase\"",
    OwnedDomain: "a registry such as \"quay.io\"",
    OwnedPath: "a path such as \"team/app\"",
    OwnedTag: "a tag such as \"1.27-alpine\"",
    ImageOwner: "what an image is for, such as \"init container\"",
    PodImage: "an image reference such as \"quay.io/team/app:1.2\"",
    PullPolicy: "an image pull policy such as \"IfNotPresent\"",
    Reference: "an image reference such as \"quay.io/team/app:1.2\"",
    Transience: "whether waiting helps, such as \"transient\"",
    WaitingReason: "a waiting reason such as \"ImagePullBackOff\"",
}

from_text! {
    Pattern: "an image pattern such as \"quay.io/team/**\"",
}

#[cfg(feature = "explain")]
text! {
    crate::explain::Severity: "how bad it is, such as \"blocked\"",
}

#[cfg(feature = "explain")]
from_text! {
    crate::api::Timestamp: "an RFC 3339 time such as \"2026-03-01T09:30:05Z\"",
}

/// Reads a string that lives as long as the input, and checks it.
struct Borrowed<T, F> {
    expecting: &'static str,
    parse: F,
    of: PhantomData<T>,
}

impl<'de, T, F, X> Visitor<'de> for Borrowed<T, F>
where
    F: FnOnce(&'de str) -> Result<T, X>,
    X: Explained,
{
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} without escapes", self.expecting)
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<T, E> {
        (self.parse)(text).map_err(|error| error.explained(text))
    }
}

/// The same for what borrows its text from the input.
macro_rules! borrowed_text {
    ($($type:ident: $expecting:literal),+ $(,)?) => {$(
        impl Serialize for $type<'_> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de: 'a, 'a> Deserialize<'de> for $type<'a> {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let parse = $type::parse;
                deserializer.deserialize_str(Borrowed { expecting: $expecting, parse, of: PhantomData })
            }
        }
    )+};
}

borrowed_text! {
    DigestRef: "a digest",
    Domain: "a registry such as \"quay.io\"",
    Path: "a path such as \"team/app\"",
    RawReference: "an image reference such as \"quay.io/team/app:1.2\"",
    Tag: "a tag such as \"1.27-alpine\"",
}
