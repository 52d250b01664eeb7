//! One row of the table that maps texts to causes.

use core::fmt;

use crate::cause::Cause;

/// A row of the table: texts that mean a cause, and where those texts come from.
///
/// ```
/// let verdict = pullspec::classify(None, "Error response from daemon: unexpected EOF");
/// let rule = verdict.rule().ok_or("no rule")?;
/// assert_eq!(rule.cause(), verdict.cause());
/// assert!(rule.texts().contains(&"unexpected eof"));
/// # Ok::<(), &str>(())
/// ```
pub struct CauseRule {
    pub(in crate::cause) cause: Cause,
    pub(in crate::cause) or: &'static [Cause],
    pub(in crate::cause) given: Marks,
    pub(in crate::cause) unless: Marks,
    /// The next rule that matched too is what lies below this one, so its cause is an alternate.
    pub(in crate::cause) shows_next: bool,
    pub(in crate::cause) texts: &'static [&'static str],
    pub(in crate::cause) source: &'static str,
}

impl CauseRule {
    /// The whole table, in the order in which its rows decide.
    ///
    /// ```
    /// let mut rows = pullspec::cause::CauseRule::all();
    /// assert!(rows.all(|rule| !rule.texts().is_empty() && !rule.source().is_empty()));
    /// ```
    pub fn all() -> impl Iterator<Item = &'static Self> {
        super::rules()
    }

    /// The cause it stands for.
    ///
    /// ```
    /// use pullspec::Cause;
    /// use pullspec::cause::CauseRule;
    /// assert!(CauseRule::all().any(|rule| rule.cause() == Cause::DiskFull));
    /// ```
    #[must_use]
    pub const fn cause(&self) -> Cause {
        self.cause
    }

    /// What the same text may mean as well, likelier first.
    ///
    /// ```
    /// use pullspec::{Cause, classify};
    /// let verdict = classify(None, "denied: requested access to the resource is denied");
    /// let rule = verdict.rule().ok_or("no rule")?;
    /// assert!(rule.alternates().contains(&Cause::AccessDenied));
    /// # Ok::<(), &str>(())
    /// ```
    #[must_use]
    pub const fn alternates(&self) -> &'static [Cause] {
        self.or
    }

    /// The texts, any of which fires it: lower case, without quoted names and punctuation. `^` and `$` are the ends
    /// of a clause, `: ` goes from one clause to the next, `*` is the rest of a word, `#` stands before an HTTP
    /// status.
    ///
    /// ```
    /// let verdict = pullspec::classify(None, "write /var/lib/x: no space left on device");
    /// assert_eq!(verdict.rule().ok_or("no rule")?.texts()[0], "no space left on device");
    /// # Ok::<(), &str>(())
    /// ```
    #[must_use]
    pub const fn texts(&self) -> &'static [&'static str] {
        self.texts
    }

    /// Whether the texts decide only beside certain others, such as a status in a request for a token.
    ///
    /// ```
    /// let mut rows = pullspec::cause::CauseRule::all();
    /// assert!(rows.any(|rule| rule.is_conditional() && rule.texts().contains(&"not found")));
    /// ```
    #[must_use]
    pub const fn is_conditional(&self) -> bool {
        self.given.0 != 0
    }

    /// The program, and where it is narrower the file, that prints the texts.
    ///
    /// ```
    /// let verdict = pullspec::classify(None, "write /var/lib/x: no space left on device");
    /// println!("decided by a text of {}", verdict.rule().ok_or("no rule")?.source());
    /// # Ok::<(), &str>(())
    /// ```
    #[must_use]
    pub const fn source(&self) -> &'static str {
        self.source
    }
}

/// A rule is its place in the table.
impl PartialEq for CauseRule {
    fn eq(&self, other: &Self) -> bool {
        core::ptr::eq(self, other)
    }
}

impl Eq for CauseRule {}

impl core::hash::Hash for CauseRule {
    fn hash<H: core::hash::Hasher>(&self, state: &mut H) {
        core::ptr::from_ref(self).hash(state);
    }
}

impl fmt::Debug for CauseRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.texts.first().copied().unwrap_or_default();
        write!(f, "CauseRule({} <- {name:?})", self.cause)
    }
}

/// What surrounds a text and changes its meaning, as a set of bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(in crate::cause) struct Marks(pub(super) u32);

impl Marks {
    pub(in crate::cause) const NONE: Self = Self(0);

    pub(in crate::cause) const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(in crate::cause) const fn has_all(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    pub(in crate::cause) const fn has_any(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}
