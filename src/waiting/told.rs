//! What a message tells of a failure, without a copy of it: [`PullError`] is the same, owned.

use alloc::borrow::Cow;
use alloc::boxed::Box;

use super::{PullError, classify};
use crate::api::WaitingReason;
use crate::cause::Verdict;

/// One failure: the reason, the image as the kubelet's own words name it, and the error, with the verdict on it.
#[derive(Clone, Debug)]
pub(crate) struct Attempt<'m> {
    reason: WaitingReason,
    image: Option<Cow<'m, str>>,
    message: &'m str,
    verdict: Verdict,
}

/// A failure as a waiting state or an event reports it: the last one, and inside a back-off the one it remembers.
#[derive(Clone, Debug)]
pub(crate) struct Told<'m> {
    now: Attempt<'m>,
    last: Option<Attempt<'m>>,
}

impl<'m> Attempt<'m> {
    pub(super) fn new(reason: WaitingReason, image: Option<Cow<'m, str>>, message: &'m str) -> Self {
        let verdict = classify(Some(&reason), message);
        Self { reason, image, message, verdict }
    }

    fn is_back_off(&self) -> bool {
        self.reason == WaitingReason::ImagePullBackOff
    }

    fn into_error(self, last: Option<Self>) -> Option<PullError> {
        let last = last.and_then(|last| last.into_error(None)).map(Box::new);
        PullError::of(&self.reason, self.image.map(Into::into), self.verdict, self.message, last)
    }
}

impl<'m> Told<'m> {
    pub(super) const fn new(now: Attempt<'m>, last: Option<Attempt<'m>>) -> Self {
        Self { now, last }
    }

    /// A name that does not parse, before the kubelet has said so.
    #[cfg(feature = "explain")]
    pub(crate) fn invalid_name(image: &'m str) -> Self {
        Self::new(Attempt::new(WaitingReason::InvalidImageName, Some(Cow::Borrowed(image)), ""), None)
    }

    /// The one that is remembered, or else the only one there is.
    pub(super) fn into_last(self) -> Attempt<'m> {
        self.last.unwrap_or(self.now)
    }

    /// Whether an attempt failed just now.
    #[cfg(feature = "explain")]
    pub(crate) fn is_failed_pull(&self) -> bool {
        matches!(self.now.reason, WaitingReason::ErrImagePull | WaitingReason::PullImageError)
    }

    /// The attempt that failed; a back-off may not know it.
    fn attempt(&self) -> Option<&Attempt<'m>> {
        if self.now.is_back_off() { self.last.as_ref() } else { Some(&self.now) }
    }

    /// See [`PullError::verdict`].
    pub(crate) fn verdict(&self) -> Verdict {
        self.attempt().map_or(Verdict::NO_DETAIL, |attempt| attempt.verdict)
    }

    /// See [`PullError::message`].
    #[cfg(feature = "explain")]
    pub(crate) fn message(&self) -> &'m str {
        self.attempt().map_or("", |attempt| attempt.message)
    }

    /// See [`PullError::image`].
    #[cfg(feature = "explain")]
    pub(crate) fn image(&self) -> Option<&str> {
        let remembered = || self.last.as_ref().and_then(|last| last.image.as_deref());
        let image = self.now.image.as_deref().or_else(remembered);
        // A name that does not parse may be empty.
        image.or_else(|| (self.now.reason == WaitingReason::InvalidImageName).then_some(""))
    }

    pub(super) fn into_error(self) -> Option<PullError> {
        self.now.into_error(self.last)
    }
}
