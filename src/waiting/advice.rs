//! What a controller should do about a container that waits for its image.

use core::time::Duration;

use super::Grace;
use crate::api::WaitingReason;
use crate::cause::{Actor, Cause, Transience, Verdict};

/// What is known about a container that waits.
///
/// ```
/// use core::time::Duration;
/// use pullspec::{WaitingReason, classify};
/// use pullspec::waiting::{Advice, Grace, Situation};
/// let reason = WaitingReason::ImagePullBackOff;
/// let situation = Situation {
///     reason: &reason,
///     verdict: classify(Some(&reason), "Back-off pulling image \"redis:9\""),
///     attempts: 2,
///     since_first_failure: Duration::from_secs(30),
/// };
/// assert!(matches!(situation.advice(&Grace::default()), Some(Advice::KeepWaiting { .. } | Advice::FailLater { .. })));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Situation<'a> {
    /// The waiting reason.
    pub reason: &'a WaitingReason,
    /// What the messages so far said; a back-off message of an old kubelet says nothing, an earlier one may have.
    pub verdict: Verdict,
    /// The attempts that failed with this cause so far. Those before it count for another: a tag that is missing after
    /// an outage was missing once.
    pub attempts: u32,
    /// The time since the first of them ended.
    pub since_first_failure: Duration,
}

/// What to do, with the reasons: its `Display` is one line in words.
///
/// ```
/// use core::time::Duration;
/// use pullspec::{Cause, WaitingReason, classify};
/// use pullspec::waiting::{Advice, Grace, Situation};
///
/// let reason = WaitingReason::ErrImagePull;
/// let mut situation = Situation {
///     reason: &reason,
///     verdict: classify(None, "manifest unknown"),
///     attempts: 2,
///     since_first_failure: Duration::from_secs(20),
/// };
/// let advice = situation.advice(&Grace::default()).ok_or("not about an image")?;
/// assert_eq!(
///     advice.to_string(),
///     "fail 120 s after the first failure, unless the message changes: tag_not_found does not end by itself, but what \
///      was just mended may not show yet"
/// );
///
/// situation.attempts = 4;
/// situation.since_first_failure = Duration::from_secs(150);
/// let advice = situation.advice(&Grace::default()).ok_or("not about an image")?;
/// assert_eq!(
///     advice.to_string(),
///     "fail now: tag_not_found does not end by itself, and it lasted 150 s and at least 4 attempts; \
///      use a tag that exists, or push it; right after a push, wait for the mirror"
/// );
/// # Ok::<(), &str>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Advice {
    /// Waiting longer cannot help, or no longer may.
    FailNow {
        /// The cause that decided.
        cause: Cause,
        /// The reason.
        reason: AdviceReason,
    },
    /// The kubelet's own retries may end it.
    KeepWaiting {
        /// The cause that decided.
        cause: Cause,
        /// Until when, counted from the first failure; look again at any new message.
        until: Duration,
        /// The reason.
        reason: AdviceReason,
    },
    /// The cause does not end by itself, but a tag that was just pushed and a right that was just given look like this
    /// for a moment: fail then, if the message is still the same.
    FailLater {
        /// The cause that decided.
        cause: Cause,
        /// When, counted from the first failure.
        after: Duration,
        /// Why not now.
        reason: AdviceReason,
    },
    /// A retry should have ended it by now: tell whoever can act, and keep the container.
    Escalate {
        /// The cause that decided.
        cause: Cause,
        /// Who can act, most likely first.
        to: &'static [Actor],
        /// The reason.
        reason: AdviceReason,
    },
}

/// The reason of an [`Advice`].
///
/// ```
/// use core::time::Duration;
/// use pullspec::{WaitingReason, classify};
/// use pullspec::waiting::{Grace, Situation, AdviceReason};
/// let reason = WaitingReason::ErrImagePull;
/// let verdict = classify(Some(&reason), "no words for it");
/// let grace = Grace::default().with_deadline(Duration::from_secs(60));
/// let situation = Situation { reason: &reason, verdict, attempts: 1, since_first_failure: Duration::from_secs(61) };
/// let decided = situation.advice(&grace).map(|advice| advice.reason());
/// assert_eq!(decided, Some(AdviceReason::Deadline { after: Duration::from_secs(60) }));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AdviceReason {
    /// The waiting reason itself is final.
    TerminalReason,
    /// The cause does not end by itself, and the grace for it is over.
    NeedsAction {
        /// How long it lasted.
        after: Duration,
        /// How many attempts failed.
        attempts: u32,
    },
    /// The deadline for anything is over.
    Deadline {
        /// The deadline.
        after: Duration,
    },
    /// The grace of its kind is not over.
    WithinGrace,
    /// Too few attempts failed so far.
    TooFewAttempts {
        /// How many failed.
        attempts: u32,
    },
    /// A retry should have ended it by now.
    ShouldHaveHealed {
        /// How long it lasted.
        after: Duration,
    },
}

impl AdviceReason {
    /// How many attempts failed, where that decided.
    ///
    /// ```
    /// use pullspec::waiting::AdviceReason;
    /// assert_eq!(AdviceReason::TooFewAttempts { attempts: 2 }.attempts(), Some(2));
    /// assert_eq!(AdviceReason::WithinGrace.attempts(), None);
    /// ```
    #[must_use]
    pub const fn attempts(&self) -> Option<u32> {
        match self {
            Self::NeedsAction { attempts, .. } | Self::TooFewAttempts { attempts } => Some(*attempts),
            _ => None,
        }
    }
}

impl Situation<'_> {
    /// What to do about it. Nothing if the reason is neither about an image nor the state before the first failure.
    ///
    /// Where the cause needs a person but one of its alternates may heal, the longer grace counts.
    ///
    /// ```
    /// use core::time::Duration;
    /// use pullspec::{WaitingReason, classify};
    /// use pullspec::waiting::{Advice, Grace, Situation};
    /// let reason = WaitingReason::ErrImageNeverPull;
    /// let verdict = classify(Some(&reason), "");
    /// let situation = Situation { reason: &reason, verdict, attempts: 0, since_first_failure: Duration::ZERO };
    /// assert!(matches!(situation.advice(&Grace::default()), Some(Advice::FailNow { .. })));
    /// ```
    #[must_use]
    pub fn advice(&self, grace: &Grace) -> Option<Advice> {
        let lasted = self.since_first_failure;
        let cause = self.verdict.cause();
        if self.reason.is_normal() {
            return Some(Advice::KeepWaiting {
                cause,
                until: grace.depends,
                reason: AdviceReason::WithinGrace,
            });
        }
        // Errors that the kubelet puts verbatim into the reason are known by their cause.
        let verbatim = matches!(self.reason, WaitingReason::Other(_)) && cause != Cause::NoDetail;
        if !self.reason.is_image_related() && !verbatim {
            return None;
        }
        if let Some(deadline) = grace.deadline.filter(|deadline| lasted >= *deadline) {
            return Some(Advice::FailNow { cause, reason: AdviceReason::Deadline { after: deadline } });
        }
        if self.reason.is_terminal() {
            return Some(if lasted >= grace.terminal {
                Advice::FailNow { cause, reason: AdviceReason::TerminalReason }
            } else {
                Advice::FailLater { cause, after: grace.terminal, reason: AdviceReason::WithinGrace }
            });
        }
        let transience = self.verdict.likely_transience();
        let until = match transience {
            Transience::Permanent => grace.needs_action,
            Transience::Unknown => grace.depends,
            Transience::Transient => grace.retry_helps,
            Transience::Throttled => grace.retry_helps_slowly,
        };
        let until = grace.deadline.map_or(until, |deadline| until.min(deadline));
        let wait = |until, reason| match transience {
            Transience::Permanent => Advice::FailLater { cause, after: until, reason },
            _ => Advice::KeepWaiting { cause, until, reason },
        };
        Some(if lasted < until {
            wait(until, AdviceReason::WithinGrace)
        } else if self.attempts < grace.min_attempts {
            // The next attempt comes within the kubelet's longest back-off window.
            let next = lasted.saturating_add(Duration::from_secs(300));
            let next = grace.deadline.map_or(next, |deadline| next.min(deadline));
            wait(next, AdviceReason::TooFewAttempts { attempts: self.attempts })
        } else if transience == Transience::Permanent {
            Advice::FailNow {
                cause,
                reason: AdviceReason::NeedsAction { after: lasted, attempts: self.attempts },
            }
        } else {
            Advice::Escalate {
                cause,
                to: cause.responsible(),
                reason: AdviceReason::ShouldHaveHealed { after: lasted },
            }
        })
    }
}

impl Advice {
    /// What to do, as a stable label in snake case: `fail_now`, `keep_waiting`, `fail_later` or `escalate`.
    #[must_use]
    pub const fn action(&self) -> &'static str {
        match self {
            Self::FailNow { .. } => "fail_now",
            Self::KeepWaiting { .. } => "keep_waiting",
            Self::FailLater { .. } => "fail_later",
            Self::Escalate { .. } => "escalate",
        }
    }

    /// The cause that decided.
    #[must_use]
    pub const fn cause(&self) -> Cause {
        match self {
            Self::FailNow { cause, .. }
            | Self::KeepWaiting { cause, .. }
            | Self::FailLater { cause, .. }
            | Self::Escalate { cause, .. } => *cause,
        }
    }

    /// The reason.
    #[must_use]
    pub const fn reason(&self) -> AdviceReason {
        match self {
            Self::FailNow { reason, .. }
            | Self::KeepWaiting { reason, .. }
            | Self::FailLater { reason, .. }
            | Self::Escalate { reason, .. } => *reason,
        }
    }
}
