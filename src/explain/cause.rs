//! Why an image cannot be pulled, and what in a message tells it.

use alloc::borrow::Cow;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::time::Duration;

use crate::cause::{Cause, CauseGroup, Details, FailedEndpoint, Spanned, Transience, deciding_endpoint};
#[cfg(feature = "serde")]
use crate::clock::in_ms;
use crate::reference::PodImage;
use crate::terminal::quiet_debug;
use crate::waiting::{NameWarning, Told, warnings_after};

/// Why an image cannot be pulled, and what tells it.
///
/// ```
/// # #[cfg(feature = "serde")] {
/// use pullspec::{Cause, Pod, explain_pod};
/// use pullspec::explain::ExplainContext;
/// let pod: Pod = serde_json::from_str(
///     r#"{"spec": {"containers": [{"name": "app", "image": "redis:7"}]}, "status": {"containerStatuses": [{"name": "app",
///         "state": {"waiting": {"reason": "ErrImagePull", "message": "manifest unknown"}}}]}}"#,
/// )?;
/// let found = &explain_pod(&pod, &ExplainContext::new())[0];
/// let cause = found.cause.as_ref().unwrap();
/// assert_eq!((cause.cause, cause.alternates.first()), (Cause::TagNotFound, Some(&Cause::RepositoryNotFound)));
/// # }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase"))]
#[non_exhaustive]
pub struct CauseFinding {
    /// The likeliest cause.
    pub cause: Cause,
    /// Its family.
    pub group: CauseGroup,
    /// Whether the kubelet's own retries can end it.
    pub transience: Transience,
    /// Whether only the words of the message tell it, no text that is known to mean it; `guess` in JSON, where it is one.
    #[cfg_attr(
        feature = "serde",
        serde(rename = "guess", default, skip_serializing_if = "core::ops::Not::not")
    )]
    pub is_guess: bool,
    /// What the message may mean as well, likelier first.
    pub alternates: Vec<Cause>,
    /// Where the message comes from.
    pub source: CauseSource,
    /// The runtime's own error, with the kubelet's words around it peeled off.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub message: Option<String>,
    /// The words of the message that decided.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub evidence: Option<Evidence>,
    /// The values that the message names.
    pub details: CauseDetails,
    /// What about the image's name looks like the mistake. Observations, not findings.
    #[cfg_attr(feature = "serde", serde(rename = "nameDoubts", with = "super::json::each_as_text"))]
    pub name_warnings: Vec<NameWarning>,
}

quiet_debug!(CauseFinding {
    cause,
    group,
    transience,
    is_guess,
    alternates,
    source,
    message,
    evidence,
    details,
    name_warnings
});

/// Where the message with the cause comes from.
///
/// ```
/// # #[cfg(feature = "serde")] {
/// use pullspec::{Pod, explain_pod};
/// use pullspec::explain::{CauseSource, ExplainContext};
/// let pod: Pod = serde_json::from_str(r#"{"spec": {"containers": [{"name": "app", "image": "Redis"}]}}"#)?;
/// let found = &explain_pod(&pod, &ExplainContext::new())[0];
/// assert_eq!(found.cause.as_ref().unwrap().source, CauseSource::Name);
/// # }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum CauseSource {
    /// The container's waiting state.
    Status,
    /// An event of the pod.
    Event,
    /// No report yet: the name itself does not parse, and the kubelet will say so.
    Name,
}

/// A part of a message: its text, and where it stands in bytes.
///
/// ```
/// # #[cfg(feature = "serde")] {
/// use pullspec::{Pod, explain_pod};
/// use pullspec::explain::ExplainContext;
/// let pod: Pod = serde_json::from_str(
///     r#"{"spec": {"containers": [{"name": "app", "image": "redis:7"}]}, "status": {"containerStatuses": [{"name": "app",
///         "state": {"waiting": {"reason": "ErrImagePull", "message": "manifest unknown"}}}]}}"#,
/// )?;
/// let found = &explain_pod(&pod, &ExplainContext::new())[0];
/// let evidence = found.cause.as_ref().and_then(|cause| cause.evidence.as_ref()).unwrap();
/// assert_eq!((evidence.text.as_str(), evidence.start..evidence.end), ("manifest unknown", 0..16));
/// # }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase"))]
#[non_exhaustive]
pub struct Evidence {
    /// The words.
    pub text: String,
    /// The first byte.
    pub start: usize,
    /// The place after the last byte.
    pub end: usize,
}

quiet_debug!(Evidence { text, start, end });

/// The values that a runtime's error names: [`Details`](crate::cause::Details) without the borrowing.
///
/// ```
/// # #[cfg(feature = "serde")] {
/// use pullspec::{Pod, explain_pod};
/// use pullspec::explain::ExplainContext;
/// let pod: Pod = serde_json::from_str(
///     r#"{"spec": {"containers": [{"name": "app", "image": "redis:7"}]}, "status": {"containerStatuses": [{"name": "app",
///         "state": {"waiting": {"reason": "ErrImagePull", "message": "unexpected status from HEAD request to https://quay.io/v2/: 502 Bad Gateway"}}}]}}"#,
/// )?;
/// let found = &explain_pod(&pod, &ExplainContext::new())[0];
/// let details = &found.cause.as_ref().unwrap().details;
/// assert_eq!((details.host.as_deref(), details.http_status), (Some("quay.io"), Some(502)));
/// # }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "camelCase"))]
#[non_exhaustive]
pub struct CauseDetails {
    /// The image, as the runtime names it.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub image: Option<String>,
    /// The host that was contacted: the registry, a mirror, a token service.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub host: Option<String>,
    /// The URL of the request that failed.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub url: Option<String>,
    /// Whether that host is another one than the image's own registry.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub via_mirror: Option<bool>,
    /// The HTTP status.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub http_status: Option<u16>,
    /// The error code of the registry's answer.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub registry_code: Option<Cow<'static, str>>,
    /// The gRPC code of the runtime's answer.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub grpc_code: Option<String>,
    /// The digest that was asked for.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub expected_digest: Option<String>,
    /// The digest of what came.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub actual_digest: Option<String>,
    /// The platform that the node wants.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub platform: Option<String>,
    /// How long the registry asks to wait; `retryAfterMs` in JSON.
    #[cfg_attr(feature = "serde", serde(rename = "retryAfterMs", default, with = "in_ms"))]
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub retry_after: Option<Duration>,
}

impl CauseFinding {
    pub(super) fn of(told: &Told<'_>, source: CauseSource, image: &PodImage) -> Self {
        let (verdict, message) = (told.verdict(), told.message());
        let evidence = verdict.evidence().and_then(|span| {
            let text = message.get(span.clone())?.into();
            Some(Evidence { text, start: span.start, end: span.end })
        });
        Self {
            cause: verdict.cause(),
            group: verdict.group(),
            transience: verdict.likely_transience(),
            is_guess: verdict.is_guess(),
            alternates: verdict.alternates().into(),
            source,
            evidence,
            details: CauseDetails::of(message),
            name_warnings: warnings_after(verdict.cause(), image),
            message: (!message.is_empty()).then(|| message.into()),
        }
    }
}

impl CauseDetails {
    /// Where a mirror's trouble decides, what its own error names.
    pub(super) fn of(message: &str) -> Self {
        let whole = Details::of(message);
        let Some(mirror) = deciding_endpoint(message).filter(FailedEndpoint::is_mirror) else {
            return Self::named(&whole);
        };
        let own = Self::named(&Details::of(mirror.message()));
        let whole = Self::named(&whole);
        Self {
            host: Some(mirror.host().into()).filter(|host: &String| !host.is_empty()),
            via_mirror: Some(true),
            image: whole.image,
            grpc_code: whole.grpc_code,
            ..own
        }
    }

    fn named(details: &Details<'_>) -> Self {
        let text = |found: Option<Spanned<&str>>| found.map(|found| String::from(found.value));
        Self {
            image: text(details.image),
            host: text(details.host),
            url: text(details.url),
            via_mirror: details.via_mirror(),
            http_status: details.http_status.map(|found| found.value),
            registry_code: details.registry_code.map(|found| found.value.into()),
            grpc_code: text(details.grpc_code),
            expected_digest: text(details.expected_digest),
            actual_digest: text(details.actual_digest),
            platform: details.platform.map(|found| found.value.to_string()),
            retry_after: details.retry_after.map(|found| found.value),
        }
    }
}
