//! Advice in words.

use core::fmt;

use super::advice::{Advice, AdviceReason};

impl Advice {
    /// The advice in words, without what to do about the cause: for callers that have said that already.
    ///
    /// ```
    /// use core::time::Duration;
    /// use pullspec::{WaitingReason, classify};
    /// use pullspec::waiting::{Grace, Situation};
    /// let reason = WaitingReason::InvalidImageName;
    /// let verdict = classify(Some(&reason), "");
    /// let situation = Situation { reason: &reason, verdict, attempts: 1, since_first_failure: Duration::ZERO };
    /// let advice = situation.advice(&Grace::default()).ok_or("not about an image")?;
    /// assert_eq!(advice.without_fix().to_string(), "fail now: invalid_image_name is final");
    /// # Ok::<(), &str>(())
    /// ```
    #[must_use]
    pub const fn without_fix(&self) -> impl fmt::Display + use<> {
        WithoutFix(*self)
    }
}

struct WithoutFix(Advice);

impl fmt::Display for WithoutFix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let advice = &self.0;
        let cause = advice.cause();
        match advice {
            Advice::FailNow { .. } => f.write_str("fail now: ")?,
            Advice::KeepWaiting { until, .. } => {
                write!(f, "keep waiting until {} s after the first failure: ", until.as_secs())?;
            }
            Advice::FailLater { after, .. } => {
                write!(
                    f,
                    "fail {} s after the first failure, unless the message changes: ",
                    after.as_secs()
                )?;
            }
            Advice::Escalate { to, .. } => {
                f.write_str("escalate")?;
                for (n, actor) in to.iter().enumerate() {
                    write!(f, "{}{actor}", if n == 0 { " to " } else { ", " })?;
                }
                f.write_str(": ")?;
            }
        }
        match (advice, advice.reason()) {
            (_, AdviceReason::TerminalReason) => write!(f, "{cause} is final"),
            (_, AdviceReason::NeedsAction { after, attempts }) => write!(
                f,
                "{cause} does not end by itself, and it lasted {} s and at least {attempts} attempts",
                after.as_secs()
            ),
            (_, AdviceReason::Deadline { after }) => {
                write!(f, "the deadline of {} s is over, last with {cause}", after.as_secs())
            }
            (Advice::FailLater { .. }, AdviceReason::WithinGrace) => {
                write!(f, "{cause} does not end by itself, but what was just mended may not show yet")
            }
            (_, AdviceReason::WithinGrace) => write!(f, "{cause} may still settle"),
            (_, AdviceReason::TooFewAttempts { attempts }) => {
                let s = if attempts == 1 { "" } else { "s" };
                write!(f, "{cause} was seen in {attempts} attempt{s} only")
            }
            (_, AdviceReason::ShouldHaveHealed { after }) => {
                write!(f, "{cause} should have ended, but has lasted {} s", after.as_secs())
            }
        }
    }
}

impl fmt::Display for Advice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.without_fix().fmt(f)?;
        match self.reason() {
            AdviceReason::TerminalReason
            | AdviceReason::NeedsAction { .. }
            | AdviceReason::ShouldHaveHealed { .. } => {
                write!(f, "; {}", self.cause().fix())
            }
            _ => Ok(()),
        }
    }
}
