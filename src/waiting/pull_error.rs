//! A waiting state about an image as a typed error.

use alloc::boxed::Box;
use core::fmt::{self, Debug, Formatter};

use super::NameWarning;
use super::classify;
use super::name_warning::warnings_after;
use crate::api::WaitingReason;
use crate::cause::{Cause, Details, Verdict};
use crate::error::ParseError;
use crate::reference::PodImage;
use crate::terminal::{Escaped, Quiet, Redacted};

/// Why a container waits for its image: one variant per image-related waiting reason.
///
/// Made by [`from_waiting`](Self::from_waiting) out of a container status, by [`from_event`](Self::from_event) out of
/// an event, and by [`from_text`](Self::from_text) out of anything that wraps such a message: `kubectl logs`, the
/// kubelet's log, `kubeadm`.
///
/// ```
/// use pullspec::{PullError, WaitingReason};
///
/// let error = PullError::from_waiting(
///     &WaitingReason::ImagePullBackOff,
///     "Back-off pulling image \"ghcr.io/acme/api:v9\": ErrImagePull: rpc error: code = NotFound desc = \
///      failed to pull and unpack image \"ghcr.io/acme/api:v9\": failed to resolve reference \
///      \"ghcr.io/acme/api:v9\": ghcr.io/acme/api:v9: not found",
/// )
/// .ok_or("not about an image")?;
/// assert_eq!(error.image(), Some("ghcr.io/acme/api:v9"));
/// assert_eq!(error.cause(), pullspec::Cause::TagNotFound);
/// let PullError::ImagePullBackOff { last: Some(last), .. } = &error else { return Err("no previous error") };
/// assert_eq!(last.reason(), WaitingReason::ErrImagePull);
/// # Ok::<(), &str>(())
/// ```
///
/// Neither `Display` nor `Debug` shows what [`Redacted`] leaves out; the fields hold the texts as they are.
#[derive(Clone, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum PullError {
    /// The last attempt failed.
    #[error("image pull failed: {cause}")]
    ErrImagePull {
        /// The image as the pod names it, where the message says it; a container's own message does not.
        image: Option<Box<str>>,
        /// Why, as far as the message tells.
        cause: Verdict,
        /// The runtime's error, to which the verdict's evidence points.
        message: Box<str>,
    },
    /// The kubelet waits before the next attempt.
    #[error("waiting before the next attempt to pull {}", shown(image.as_deref()))]
    ImagePullBackOff {
        /// The image as the pod names it.
        image: Option<Box<str>>,
        /// Why the last attempt failed. Kubelets before 1.32 do not say, and none does in events.
        #[source]
        last: Option<Box<PullError>>,
    },
    /// Policy `Never`, and no image, or since 1.33 none that this pod may use.
    #[error("{} is not on the node, and the pull policy is Never", shown(image.as_deref()))]
    ErrImageNeverPull {
        /// The image as the pod names it.
        image: Option<Box<str>>,
    },
    /// The reference does not parse.
    #[error("{:?} is not an image reference", Redacted(text))]
    InvalidImageName {
        /// The text in the pod.
        text: Box<str>,
        /// What is wrong with it, and where in `text`, by this crate's own parser. Nothing if the text parses here:
        /// then the node refused it by other rules, such as another version's.
        #[source]
        error: Option<ParseError>,
    },
    /// The runtime could not say whether the image is there.
    #[error("the runtime could not look up {}: {cause}", shown(image.as_deref()))]
    ImageInspectError {
        /// The image as the pod names it; kubelets since 1.32 leave it out.
        image: Option<Box<str>>,
        /// Why, as far as the message tells.
        cause: Verdict,
        /// The runtime's error, to which the verdict's evidence points.
        message: Box<str>,
    },
    /// The runtime called the registry unavailable: CRI-O after a refused connection, cri-dockerd after a 502, 503
    /// or 504.
    #[error("the registry of {} is unavailable: {cause}", shown(image.as_deref()))]
    RegistryUnavailable {
        /// The image as it was pulled.
        image: Option<Box<str>>,
        /// Why, as far as the message tells.
        cause: Verdict,
        /// The runtime's error, to which the verdict's evidence points; empty from kubelets before 1.28.
        message: Box<str>,
    },
    /// The runtime's signature policy refused the image.
    #[error("the signature policy refused {}: {cause}", shown(image.as_deref()))]
    SignatureValidationFailed {
        /// The image as it was pulled.
        image: Option<Box<str>>,
        /// Why, as far as the message tells.
        cause: Verdict,
        /// The runtime's error, to which the verdict's evidence points.
        message: Box<str>,
    },
    /// The kubelet could not prepare the pull: since 1.33 errors of credential lookup and of the pull records stand in
    /// the reason verbatim.
    #[error("the kubelet could not prepare the pull: {cause}")]
    NotPrepared {
        /// Why, as far as the message tells.
        cause: Verdict,
        /// The kubelet's error, to which the verdict's evidence points.
        message: Box<str>,
    },
}

/// A valid name as it is; a message may hold any text in its place, which must not act on a terminal.
struct EscapedImage<'e>(&'e str);

impl fmt::Display for EscapedImage<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        Redacted(self.0).each_piece(|piece| write!(f, "{}", Escaped(piece)))
    }
}

fn shown(image: Option<&str>) -> EscapedImage<'_> {
    EscapedImage(image.unwrap_or("an image"))
}

impl Debug for PullError {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        fn image(image: Option<&str>) -> Option<Redacted<'_>> {
            image.map(Redacted)
        }
        let mut shown = |name, first: (&str, &dyn Debug), cause: Option<&Verdict>, message: Option<&str>| {
            let mut shown = f.debug_struct(name);
            shown.field(first.0, first.1);
            if let Some(cause) = cause {
                shown.field("cause", cause);
            }
            if let Some(message) = message {
                shown.field("message", &Redacted(message));
            }
            shown.finish()
        };
        match self {
            Self::ErrImagePull { image: of, cause, message } => {
                shown("ErrImagePull", ("image", &image(of.as_deref())), Some(cause), Some(message))
            }
            Self::ImageInspectError { image: of, cause, message } => {
                shown("ImageInspectError", ("image", &image(of.as_deref())), Some(cause), Some(message))
            }
            Self::RegistryUnavailable { image: of, cause, message } => {
                shown("RegistryUnavailable", ("image", &image(of.as_deref())), Some(cause), Some(message))
            }
            Self::SignatureValidationFailed { image: of, cause, message } => shown(
                "SignatureValidationFailed",
                ("image", &image(of.as_deref())),
                Some(cause),
                Some(message),
            ),
            Self::ErrImageNeverPull { image: of } => {
                shown("ErrImageNeverPull", ("image", &image(of.as_deref())), None, None)
            }
            Self::ImagePullBackOff { image: of, last } => f
                .debug_struct("ImagePullBackOff")
                .field("image", &image(of.as_deref()))
                .field("last", last)
                .finish(),
            Self::InvalidImageName { text, error } => f
                .debug_struct("InvalidImageName")
                .field("text", &Redacted(text))
                .field("error", &Quiet(error))
                .finish(),
            Self::NotPrepared { cause, message } => f
                .debug_struct("NotPrepared")
                .field("cause", cause)
                .field("message", &Redacted(message))
                .finish(),
        }
    }
}

impl PullError {
    /// The waiting reason it stands for.
    ///
    /// ```
    /// use pullspec::{PullError, WaitingReason};
    /// let error = PullError::from_event("Back-off pulling image \"redis:9\"").ok_or("none")?;
    /// assert_eq!(error.reason(), WaitingReason::ImagePullBackOff);
    /// # Ok::<(), &str>(())
    /// ```
    #[must_use]
    pub fn reason(&self) -> WaitingReason {
        match self {
            Self::ErrImagePull { .. } => WaitingReason::ErrImagePull,
            Self::ImagePullBackOff { .. } => WaitingReason::ImagePullBackOff,
            Self::ErrImageNeverPull { .. } => WaitingReason::ErrImageNeverPull,
            Self::InvalidImageName { .. } => WaitingReason::InvalidImageName,
            Self::ImageInspectError { .. } => WaitingReason::ImageInspectError,
            Self::RegistryUnavailable { .. } => WaitingReason::RegistryUnavailable,
            Self::SignatureValidationFailed { .. } => WaitingReason::SignatureValidationFailed,
            Self::NotPrepared { message, .. } => WaitingReason::Other(message.clone()),
        }
    }

    /// What the messages say about the cause; inside a back-off window, what the last error said.
    ///
    /// ```
    /// use pullspec::{PullError, WaitingReason};
    /// use pullspec::cause::CauseGroup;
    /// let message = "Container image \"redis:7\" is not present with pull policy of Never";
    /// let error = PullError::from_waiting(&WaitingReason::ErrImageNeverPull, message).ok_or("none")?;
    /// assert_eq!(error.verdict().group(), CauseGroup::Reference);
    /// # Ok::<(), &str>(())
    /// ```
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        match self {
            Self::ErrImagePull { cause, .. }
            | Self::ImageInspectError { cause, .. }
            | Self::RegistryUnavailable { cause, .. }
            | Self::SignatureValidationFailed { cause, .. }
            | Self::NotPrepared { cause, .. } => *cause,
            // At most one deep: what a back-off remembers is never a back-off.
            Self::ImagePullBackOff { last, .. } => {
                last.as_ref().map_or(Verdict::NO_DETAIL, |last| last.verdict())
            }
            Self::ErrImageNeverPull { .. } => classify(Some(&WaitingReason::ErrImageNeverPull), ""),
            Self::InvalidImageName { .. } => classify(Some(&WaitingReason::InvalidImageName), ""),
        }
    }

    /// The likeliest cause.
    #[must_use]
    pub fn cause(&self) -> Cause {
        self.verdict().cause()
    }

    /// The image as the pod names it, where the kubelet's own words say it: those of a failed attempt do in an event,
    /// not in a container's status. What the runtime calls it is in [`details`](Self::details).
    ///
    /// ```
    /// use pullspec::PullError;
    /// let error = PullError::from_event("Back-off pulling image \"quay.io/team/app:1\"").ok_or("none")?;
    /// assert_eq!(error.image(), Some("quay.io/team/app:1"));
    /// # Ok::<(), &str>(())
    /// ```
    #[must_use]
    pub fn image(&self) -> Option<&str> {
        match self {
            Self::ImagePullBackOff { image, last } => {
                image.as_deref().or_else(|| last.as_ref().and_then(|last| last.image()))
            }
            Self::ErrImagePull { image, .. }
            | Self::ErrImageNeverPull { image }
            | Self::ImageInspectError { image, .. }
            | Self::RegistryUnavailable { image, .. }
            | Self::SignatureValidationFailed { image, .. } => image.as_deref(),
            Self::InvalidImageName { text, .. } => Some(text),
            Self::NotPrepared { .. } => None,
        }
    }

    /// The runtime's error itself, to which [`Verdict::evidence`] and the spans of [`details`](Self::details) point;
    /// inside a back-off window the last one's. Empty where there is none.
    ///
    /// ```
    /// use pullspec::PullError;
    /// let error = PullError::from_event("Failed to pull image \"redis:7\": pull QPS exceeded").ok_or("none")?;
    /// assert_eq!(error.message(), "pull QPS exceeded");
    /// # Ok::<(), &str>(())
    /// ```
    #[must_use]
    pub fn message(&self) -> &str {
        match self {
            Self::ErrImagePull { message, .. }
            | Self::ImageInspectError { message, .. }
            | Self::RegistryUnavailable { message, .. }
            | Self::SignatureValidationFailed { message, .. }
            | Self::NotPrepared { message, .. } => message,
            Self::ImagePullBackOff { last, .. } => last.as_ref().map_or("", |last| last.message()),
            Self::ErrImageNeverPull { .. } | Self::InvalidImageName { .. } => "",
        }
    }

    /// The values that [`message`](Self::message) names: host, status, digests, and so on.
    ///
    /// ```
    /// use pullspec::PullError;
    /// let error = PullError::from_event("Failed to pull image \"redis:7\": rpc error: code = NotFound desc = not found");
    /// let error = error.ok_or("none")?;
    /// assert_eq!(error.details().grpc_code.map(|found| found.value), Some("NotFound"));
    /// # Ok::<(), &str>(())
    /// ```
    #[must_use]
    pub fn details(&self) -> Details<'_> {
        Details::of(self.message())
    }

    /// Where something was not found, what about the image's name looks like the mistake. Observations, not
    /// findings: each of these names can be right.
    ///
    /// ```
    /// use pullspec::PullError;
    /// use pullspec::waiting::NameWarning;
    /// let error = PullError::from_event(
    ///     "Failed to pull image \"harbor/web/api:1\": rpc error: code = NotFound desc = failed to pull and unpack \
    ///      image \"docker.io/harbor/web/api:1\": failed to resolve reference \"docker.io/harbor/web/api:1\": \
    ///      docker.io/harbor/web/api:1: not found",
    /// );
    /// let warnings = error.as_ref().map(PullError::name_warnings).ok_or("none")?;
    /// assert_eq!(warnings, [NameWarning::NoRegistryHost { first: "harbor".into() }]);
    /// assert_eq!(warnings[0].to_string(), "no registry host: \"harbor\" is a path on docker.io, not a host");
    /// # Ok::<(), &str>(())
    /// ```
    #[must_use]
    pub fn name_warnings(&self) -> alloc::vec::Vec<NameWarning> {
        let image = self.image().or_else(|| self.details().image.map(|found| found.value));
        image.map(|image| warnings_after(self.cause(), &PodImage::new(image))).unwrap_or_default()
    }
}
