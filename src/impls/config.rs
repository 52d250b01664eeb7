//! `Behavior`, `Schedule` and `Grace` from a configuration file.
//!
//! A release is text (`"1.34"`) or its minor alone; durations are text as Go writes them (`"2m"`, `"1m30s"`), or a
//! whole number of seconds. An unknown field is an error, a missing one has its default.

use core::fmt;
use core::time::Duration;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::api::Behavior;
use crate::backoff::Schedule;
use crate::waiting::Grace;

/// Names every switch of [`Behavior`] once, for reading and for writing.
macro_rules! switches {
    ($($switch:ident),+ $(,)?) => {
        /// The fields of a file: a release, and what differs from it.
        #[derive(serde::Deserialize)]
        #[serde(rename_all = "camelCase", deny_unknown_fields)]
        struct Switches {
            release: Option<Release>,
            $($switch: Option<bool>,)+
        }

        impl Switches {
            fn behavior(self) -> Behavior {
                let mut behavior = self.release.map_or(Behavior::NEWEST, |release| release.0);
                $(if let Some(on) = self.$switch {
                    behavior.$switch = on;
                })+
                behavior
            }
        }

        /// All switches of a behaviour.
        #[derive(serde::Serialize)]
        #[serde(rename_all = "camelCase")]
        struct AllSwitches {
            $($switch: bool,)+
        }

        impl From<&Behavior> for AllSwitches {
            fn from(behavior: &Behavior) -> Self {
                Self { $($switch: behavior.$switch,)+ }
            }
        }
    };
}

switches! {
    inspects_for_always,
    inspect_error_names_image,
    appends_previous_error,
    maps_cri_error_prefixes,
    reports_image_size,
    created_event_has_colon,
    container_events_leave_out_name,
    spam_filter_by_type,
    verifies_pull_credentials,
    verifies_service_accounts,
    looks_up_credentials_first,
    looks_up_credentials_lazily,
    access_knows_written_names,
    reports_unreadable_secrets,
    reports_unreadable_secrets_after_failed_pulls,
    sees_to_image_volumes_only_to_start,
    reports_ready_to_start_before_pull,
    refuses_empty_image_volumes_in_templates,
    requeues_at_crash_loop_expiry,
    admission_ignores_known_images,
    admission_covers_image_volumes,
    digest_aware_defaulting,
}

/// Every switch under its name in camel case.
impl Serialize for Behavior {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        AllSwitches::from(self).serialize(serializer)
    }
}

/// A release (`"1.34"`, `34`), or a map of `release` and the switches that differ from it
/// (`{"release": "1.34", "verifiesPullCredentials": true}`); without `release` they differ from the newest.
impl<'de> Deserialize<'de> for Behavior {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(BehaviorVisitor { takes_map: true })
    }
}

struct Release(Behavior);

impl<'de> Deserialize<'de> for Release {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(BehaviorVisitor { takes_map: false }).map(Self)
    }
}

struct BehaviorVisitor {
    takes_map: bool,
}

impl<'de> Visitor<'de> for BehaviorVisitor {
    type Value = Behavior;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a Kubernetes release as text, such as \"1.34\"")?;
        if self.takes_map { f.write_str(", or a map of switches") } else { Ok(()) }
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Behavior, E> {
        Behavior::parse(text).map_err(E::custom)
    }

    fn visit_u64<E: Error>(self, minor: u64) -> Result<Behavior, E> {
        let known = u16::try_from(minor).ok().filter(|&minor| minor > 1);
        known
            .map(Behavior::for_minor)
            .ok_or_else(|| E::invalid_value(serde::de::Unexpected::Unsigned(minor), &self))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Behavior, A::Error> {
        if !self.takes_map {
            return Err(A::Error::invalid_type(serde::de::Unexpected::Map, &self));
        }
        Switches::deserialize(MapAccessDeserializer::new(map)).map(Switches::behavior)
    }
}

/// A duration of a file.
#[derive(Clone, Copy)]
struct Span(Duration);

impl Serialize for Span {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (seconds, nanos) = (self.0.as_secs(), self.0.subsec_nanos());
        match (nanos, nanos % 1_000_000) {
            (0, _) => serializer.collect_str(&format_args!("{seconds}s")),
            (_, 0) => serializer.collect_str(&format_args!("{seconds}s{}ms", nanos / 1_000_000)),
            _ => serializer.collect_str(&format_args!("{seconds}s{nanos}ns")),
        }
    }
}

impl<'de> Deserialize<'de> for Span {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(SpanVisitor)
    }
}

struct SpanVisitor;

impl Visitor<'_> for SpanVisitor {
    type Value = Span;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a duration such as \"2m\", \"1m30s\" or \"500ms\", or a whole number of seconds")
    }

    fn visit_u64<E: Error>(self, seconds: u64) -> Result<Span, E> {
        Ok(Span(Duration::from_secs(seconds)))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Span, E> {
        duration(text).map(Span).ok_or_else(|| E::invalid_value(serde::de::Unexpected::Str(text), &self))
    }
}

/// Whole numbers with a unit each.
fn duration(text: &str) -> Option<Duration> {
    let (mut rest, mut total) = (text, Duration::ZERO);
    while !rest.is_empty() {
        let (digits, after) = rest.split_at_checked(rest.bytes().take_while(u8::is_ascii_digit).count())?;
        let (unit, after) =
            after.split_at_checked(after.find(|c: char| c.is_ascii_digit()).unwrap_or(after.len()))?;
        let number: u64 = digits.parse().ok()?;
        let part = match unit {
            "ns" => Duration::from_nanos(number),
            "us" | "µs" => Duration::from_micros(number),
            "ms" => Duration::from_millis(number),
            "s" => Duration::from_secs(number),
            "m" => Duration::from_secs(number.checked_mul(60)?),
            "h" => Duration::from_secs(number.checked_mul(3_600)?),
            _ => return None,
        };
        total = total.checked_add(part)?;
        rest = after;
    }
    (!text.is_empty()).then_some(total)
}

#[derive(serde::Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ScheduleFields {
    initial: Option<Span>,
    cap: Option<Span>,
    jitter_factor: Option<f64>,
}

/// `{"initial": "10s", "cap": "5m"}`, and `jitterFactor` if there is one.
impl Serialize for Schedule {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let jitter = Some(self.jitter_factor()).filter(|&factor| factor != 0.0);
        let mut map = serializer.serialize_map(Some(2 + usize::from(jitter.is_some())))?;
        map.serialize_entry("initial", &Span(self.initial()))?;
        map.serialize_entry("cap", &Span(self.cap()))?;
        if let Some(jitter) = jitter {
            map.serialize_entry("jitterFactor", &jitter)?;
        }
        map.end()
    }
}

/// A missing field is that of [`Schedule::IMAGE_PULL`].
impl<'de> Deserialize<'de> for Schedule {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let fields = ScheduleFields::deserialize(deserializer)?;
        // More milliseconds than the sequence can count are refused, not cut.
        let read = |span: Option<Span>, usual| {
            let counted = span.map(|span| u64::try_from(span.0.as_millis()).map(Duration::from_millis));
            counted.unwrap_or(Ok(usual)).map_err(D::Error::custom)
        };
        let initial = read(fields.initial, Self::IMAGE_PULL.initial())?;
        let cap = read(fields.cap, Self::IMAGE_PULL.cap())?;
        Ok(Self::new(initial, cap).with_jitter(fields.jitter_factor.unwrap_or(0.0)))
    }
}

#[derive(serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
struct GraceFields {
    terminal: Span,
    needs_action: Span,
    depends: Span,
    retry_helps: Span,
    retry_helps_slowly: Span,
    min_attempts: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    deadline: Option<Span>,
}

impl From<&Grace> for GraceFields {
    fn from(grace: &Grace) -> Self {
        Self {
            terminal: Span(grace.terminal),
            needs_action: Span(grace.needs_action),
            depends: Span(grace.depends),
            retry_helps: Span(grace.retry_helps),
            retry_helps_slowly: Span(grace.retry_helps_slowly),
            min_attempts: grace.min_attempts,
            deadline: grace.deadline.map(Span),
        }
    }
}

impl Default for GraceFields {
    fn default() -> Self {
        Self::from(&Grace::default())
    }
}

/// The fields in camel case, durations as text.
impl Serialize for Grace {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        GraceFields::from(self).serialize(serializer)
    }
}

/// A missing field has its default.
impl<'de> Deserialize<'de> for Grace {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let fields = GraceFields::deserialize(deserializer)?;
        Ok(Self {
            terminal: fields.terminal.0,
            needs_action: fields.needs_action.0,
            depends: fields.depends.0,
            retry_helps: fields.retry_helps.0,
            retry_helps_slowly: fields.retry_helps_slowly.0,
            min_attempts: fields.min_attempts,
            deadline: fields.deadline.map(|span| span.0),
        })
    }
}
