//! How long a controller is willing to wait.

use core::time::Duration;

/// How long a controller is willing to wait, counted from the first failure. The defaults suit a controller that
/// would rather wait than fail wrongly.
///
/// ```
/// use core::time::Duration;
/// use pullspec::waiting::Grace;
///
/// // A batch system with its own retries fails at once.
/// let grace = Grace::default().with_needs_action(Duration::ZERO).with_min_attempts(1);
/// assert_eq!(grace.depends, Grace::default().depends);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Grace {
    /// For reasons that no sync ever ends, such as a name that does not parse. Default: none.
    pub terminal: Duration,
    /// For causes that need a person to act. Not zero, because a tag that was just pushed and a node's new identity
    /// look like this for a moment. Default: 2 minutes.
    pub needs_action: Duration,
    /// For causes that both heal and stay, and for messages that do not say. Default: 10 minutes.
    pub depends: Duration,
    /// For causes that a retry usually ends. Default: 15 minutes.
    pub retry_helps: Duration,
    /// For limits that pass with their window. Default: 1 hour.
    pub retry_helps_slowly: Duration,
    /// Fewer failed attempts than this never end the waiting, save for a terminal reason. Default: 3.
    ///
    /// Whoever counts attempts from events may count too few, since events are dropped and expire;
    /// [`Schedule::retries`](crate::backoff::Schedule::retries) tells how many there were for certain.
    pub min_attempts: u32,
    /// After this long anything fails, however few attempts are known. Default: never.
    pub deadline: Option<Duration>,
}

impl Default for Grace {
    fn default() -> Self {
        Self {
            terminal: Duration::ZERO,
            needs_action: Duration::from_secs(2 * 60),
            depends: Duration::from_secs(10 * 60),
            retry_helps: Duration::from_secs(15 * 60),
            retry_helps_slowly: Duration::from_secs(60 * 60),
            min_attempts: 3,
            deadline: None,
        }
    }
}

impl Grace {
    /// Sets the time for reasons that no sync ever ends.
    ///
    /// ```
    /// use core::time::Duration;
    /// use pullspec::waiting::Grace;
    /// let minute = Duration::from_secs(60);
    /// assert_eq!(Grace::default().with_terminal(minute).terminal, minute);
    /// ```
    #[must_use]
    pub const fn with_terminal(self, terminal: Duration) -> Self {
        Self { terminal, ..self }
    }

    /// Sets the time for causes that need a person to act.
    ///
    /// ```
    /// use core::time::Duration;
    /// use pullspec::waiting::Grace;
    /// let minute = Duration::from_secs(60);
    /// assert_eq!(Grace::default().with_needs_action(minute).needs_action, minute);
    /// ```
    #[must_use]
    pub const fn with_needs_action(self, needs_action: Duration) -> Self {
        Self { needs_action, ..self }
    }

    /// Sets the time for causes that both heal and stay, and for messages that do not say.
    ///
    /// ```
    /// use core::time::Duration;
    /// use pullspec::waiting::Grace;
    /// let minute = Duration::from_secs(60);
    /// assert_eq!(Grace::default().with_depends(minute).depends, minute);
    /// ```
    #[must_use]
    pub const fn with_depends(self, depends: Duration) -> Self {
        Self { depends, ..self }
    }

    /// Sets the time for causes that a retry usually ends.
    ///
    /// ```
    /// use core::time::Duration;
    /// use pullspec::waiting::Grace;
    /// let minute = Duration::from_secs(60);
    /// assert_eq!(Grace::default().with_retry_helps(minute).retry_helps, minute);
    /// ```
    #[must_use]
    pub const fn with_retry_helps(self, retry_helps: Duration) -> Self {
        Self { retry_helps, ..self }
    }

    /// Sets the time for limits that pass with their window.
    ///
    /// ```
    /// use core::time::Duration;
    /// use pullspec::waiting::Grace;
    /// let minute = Duration::from_secs(60);
    /// assert_eq!(Grace::default().with_retry_helps_slowly(minute).retry_helps_slowly, minute);
    /// ```
    #[must_use]
    pub const fn with_retry_helps_slowly(self, retry_helps_slowly: Duration) -> Self {
        Self { retry_helps_slowly, ..self }
    }

    /// Sets how many failed attempts it takes at least.
    ///
    /// ```
    /// use pullspec::waiting::Grace;
    /// assert_eq!(Grace::default().with_min_attempts(1).min_attempts, 1);
    /// ```
    #[must_use]
    pub const fn with_min_attempts(self, min_attempts: u32) -> Self {
        Self { min_attempts, ..self }
    }

    /// Sets the time after which anything fails.
    ///
    /// ```
    /// use core::time::Duration;
    /// use pullspec::waiting::Grace;
    /// let hour = Duration::from_secs(3_600);
    /// assert_eq!(Grace::default().with_deadline(hour).deadline, Some(hour));
    /// ```
    #[must_use]
    pub const fn with_deadline(self, deadline: Duration) -> Self {
        Self { deadline: Some(deadline), ..self }
    }
}
