//! One row of the table that maps texts to causes.

use core::fmt;

use crate::cause::kind::{Actor, Transience};
use crate::cause::others::Others;
use crate::cause::taxonomy::Cause;

/// The texts of a row.
macro_rules! texts {
    ($($text:literal),+ $(,)?) => { concat!($($text, "\n"),+) };
}
pub(super) use texts;

/// A row: these texts mean this cause. What they mean besides, and where, is added to it.
pub(super) const fn when(cause: Cause, texts: &'static str, source: &'static str) -> CauseRule {
    CauseRule {
        cause,
        others: Others::NONE,
        given: Marks::NONE,
        unless: Marks::NONE,
        shows_next: false,
        gives_way: false,
        says_little: false,
        texts,
        source,
        fix: None,
        responsible: None,
        transience: None,
    }
}

/// A row of the table: texts that mean a cause, and where those texts come from.
///
/// ```
/// let verdict = pullspec::classify(None, "Error response from daemon: unexpected EOF");
/// let rule = verdict.rule().ok_or("no rule")?;
/// assert_eq!(rule.cause(), verdict.cause());
/// assert!(rule.texts().any(|text| text == "unexpected eof"));
/// # Ok::<(), &str>(())
/// ```
pub struct CauseRule {
    pub(in crate::cause) cause: Cause,
    /// As a verdict has them.
    pub(in crate::cause) others: Others,
    pub(in crate::cause) given: Marks,
    pub(in crate::cause) unless: Marks,
    /// The next rule that matched too is what lies below this one, so its cause is an alternate.
    pub(in crate::cause) shows_next: bool,
    /// How something ended. Where an error follows these texts after a colon it is what ended so, and decides.
    pub(in crate::cause) gives_way: bool,
    /// Any other word of the message says more.
    pub(in crate::cause) says_little: bool,
    /// One after the other, each ended by a line feed: one pointer for all of them.
    pub(in crate::cause) texts: &'static str,
    pub(in crate::cause) source: &'static str,
    /// What the cause says for most of its texts, where these differ.
    ///
    /// Behind one pointer each, since few rows have them.
    pub(in crate::cause) fix: Option<&'static &'static str>,
    pub(in crate::cause) responsible: Option<&'static &'static [Actor]>,
    pub(in crate::cause) transience: Option<Transience>,
}

impl CauseRule {
    /// The cause it stands for.
    #[must_use]
    pub const fn cause(&self) -> Cause {
        self.cause
    }

    /// What the same text may mean as well, likelier first.
    #[must_use]
    pub fn alternates(&self) -> &[Cause] {
        self.others.as_slice()
    }

    /// What to do about it, in one line: the cause's [`fix`](Cause::fix), unless these texts say more.
    ///
    /// ```
    /// let verdict = pullspec::classify(None, "image verifier sigs blocked pull of quay.io/team/app:1 with digest sha256:9f");
    /// assert!(verdict.rule().ok_or("no rule")?.fix().contains("verifier"));
    /// # Ok::<(), &str>(())
    /// ```
    #[must_use]
    pub fn fix(&self) -> &'static str {
        self.fix.copied().unwrap_or(self.cause.fix())
    }

    /// Who can end it: those of the cause, unless these texts name others.
    #[must_use]
    pub fn responsible(&self) -> &'static [Actor] {
        self.responsible.copied().unwrap_or(self.cause.responsible())
    }

    /// Whether the kubelet's own retries can end it: that of the cause, unless these texts are certain.
    #[must_use]
    pub fn transience(&self) -> Transience {
        self.transience.unwrap_or(self.cause.transience())
    }

    /// The texts, any of which fires it: lower case, without quoted names and punctuation. `^` and `$` are the ends
    /// of a clause, `: ` goes from one clause to the next, `*` is the rest of a word, `#` stands before an HTTP
    /// status.
    ///
    /// ```
    /// let verdict = pullspec::classify(None, "write /var/lib/x: no space left on device");
    /// assert_eq!(verdict.rule().ok_or("no rule")?.texts().next(), Some("no space left on device"));
    /// # Ok::<(), &str>(())
    /// ```
    pub fn texts(&self) -> impl Iterator<Item = &'static str> + Clone {
        self.texts.split_terminator('\n')
    }

    /// Whether the texts decide only beside certain others, such as a status in a request for a token.
    ///
    /// ```
    /// let mut rows = pullspec::cause::CauseRule::all();
    /// assert!(rows.any(|rule| rule.is_conditional() && rule.texts().any(|text| text == "not found")));
    /// ```
    #[must_use]
    pub const fn is_conditional(&self) -> bool {
        self.given.0 != 0
    }

    /// Whether it decides wherever its text is, and hides the rules that stand after it.
    pub(in crate::cause) fn decides_alone(&self) -> bool {
        self.given == Marks::NONE && self.unless == Marks::NONE && !self.shows_next && !self.gives_way
    }

    /// The program, and where it is narrower the file, that prints the texts.
    #[must_use]
    pub const fn source(&self) -> &'static str {
        self.source
    }
}

impl CauseRule {
    pub(super) const fn or(self, or: &[Cause]) -> Self {
        Self { others: Others::of_row(or), ..self }
    }

    pub(super) const fn given(self, marks: Marks) -> Self {
        Self { given: self.given.and(marks), ..self }
    }

    pub(super) const fn unless(self, marks: Marks) -> Self {
        Self { unless: self.unless.and(marks), ..self }
    }

    pub(super) const fn with_fix(self, fix: &'static &'static str) -> Self {
        Self { fix: Some(fix), ..self }
    }

    pub(super) const fn with_responsible(self, responsible: &'static &'static [Actor]) -> Self {
        Self { responsible: Some(responsible), ..self }
    }

    pub(super) const fn with_transience(self, transience: Transience) -> Self {
        Self { transience: Some(transience), ..self }
    }

    pub(super) const fn shows_next(self) -> Self {
        Self { shows_next: true, ..self }
    }

    pub(super) const fn says_little(self) -> Self {
        Self { says_little: true, ..self }
    }

    pub(super) const fn gives_way(self) -> Self {
        Self { gives_way: true, ..self }
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
        let name = self.texts().next().unwrap_or_default();
        write!(f, "CauseRule({} <- {name:?})", self.cause)
    }
}

/// What surrounds a text and changes its meaning, as a set of bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(in crate::cause) struct Marks(pub(in crate::cause) u32);

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
