//! What an endpoint can have answered, and sets of that.

use alloc::vec::Vec;
use core::fmt;

/// What an endpoint can have done.
///
/// ```
/// use pullspec::registry::node::proof::Answer;
/// assert_eq!(Answer::NoAnswer.as_str(), "no_answer");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(
    clippy::exhaustive_enums,
    reason = "Closed: a request is not made, not answered, or answered in one of three ways"
)]
pub enum Answer {
    /// It was never asked.
    NotAsked,
    /// No HTTP answer came: name, connection, TLS or a time-out.
    NoAnswer,
    /// It said that it does not have it (404).
    NotFound,
    /// It answered with another refusal, a failed authorization included.
    Refused,
    /// It served it.
    Served,
}

impl Answer {
    /// All of them.
    ///
    /// ```
    /// assert_eq!(pullspec::registry::node::proof::Answer::ALL[4].as_str(), "served");
    /// ```
    pub const ALL: [Self; 5] = [Self::NotAsked, Self::NoAnswer, Self::NotFound, Self::Refused, Self::Served];

    /// Returns a stable name in snake case.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotAsked => "not_asked",
            Self::NoAnswer => "no_answer",
            Self::NotFound => "not_found",
            Self::Refused => "refused",
            Self::Served => "served",
        }
    }
}

/// A set of [`Answer`]s: those that a message leaves possible.
///
/// ```
/// use pullspec::registry::node::proof::{Answer, Answers};
/// let silent = Answers::of(&[Answer::NoAnswer, Answer::Refused]);
/// assert!(silent.contains(Answer::Refused) && !silent.contains(Answer::Served));
/// assert!(silent.iter().eq([Answer::NoAnswer, Answer::Refused]));
/// assert_eq!(silent.to_string(), "no answer or refused");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Answers(u8);

impl Answers {
    /// All of them: nothing is known.
    ///
    /// ```
    /// use pullspec::registry::node::proof::{Answer, Answers};
    /// assert!(Answer::ALL.into_iter().all(|answer| Answers::ANY.contains(answer)));
    /// ```
    pub const ANY: Self = Self::of(&Answer::ALL);
    pub(super) const REFUSED: Self = Self::of(&[Answer::Refused]);
    pub(super) const NO_ANSWER: Self = Self::of(&[Answer::NoAnswer]);
    /// Whatever weighs 1 in containerd.
    pub(super) const LIGHT: Self = Self::of(&[Answer::NoAnswer, Answer::Refused]);
    /// A registry that refuses HEAD (405) is asked again by GET, and only that answer shows: a 404 excludes no refusal.
    pub(super) const ABSENT: Self = Self::of(&[Answer::NotFound, Answer::Refused]);
    pub(super) const FAILED: Self = Self::of(&[Answer::NoAnswer, Answer::NotFound, Answer::Refused]);
    pub(super) const ASKED: Self =
        Self::of(&[Answer::NoAnswer, Answer::NotFound, Answer::Refused, Answer::Served]);

    /// Makes a set.
    #[must_use]
    pub const fn of(answers: &[Answer]) -> Self {
        let mut bits = 0;
        let mut rest = answers;
        while let [first, others @ ..] = rest {
            bits |= 1 << *first as u8;
            rest = others;
        }
        Self(bits)
    }

    /// The same, and one more.
    pub(super) const fn or(self, answer: Answer) -> Self {
        Self(self.0 | 1 << answer as u8)
    }

    /// Whether an answer is in the set.
    #[must_use]
    pub const fn contains(self, answer: Answer) -> bool {
        self.0 & (1 << answer as u8) != 0
    }

    /// Returns the answers in the set.
    pub fn iter(self) -> impl Iterator<Item = Answer> {
        Answer::ALL.into_iter().filter(move |&answer| self.contains(answer))
    }
}

impl fmt::Display for Answers {
    /// What can be, in words: `no answer or refused`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if *self == Self::ANY {
            return f.pad("nothing is known");
        }
        let words: Vec<_> = self.iter().map(|answer| answer.as_str().replace('_', " ")).collect();
        f.pad(&words.join(" or "))
    }
}
