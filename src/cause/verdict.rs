//! What a message says about the cause.

use core::fmt;
use core::ops::Range;

use super::kind::{Actor, CauseGroup, Transience};
use super::others::Others;
use super::rules::CauseRule;
use super::taxonomy::Cause;

/// The cause of a failed pull as far as a message tells it, and what in the message tells it.
///
/// Ambiguity is a value: [`cause`](Verdict::cause) is the likeliest reading and [`alternates`](Verdict::alternates)
/// the others. A message that says nothing gives [`Cause::NoDetail`], and what only its words tell
/// [is a guess](Verdict::is_guess).
///
/// Plain data of fixed size: making one allocates nothing.
///
/// ```
/// use pullspec::{Cause, WaitingReason, classify};
/// let verdict = classify(Some(&WaitingReason::InvalidImageName), "");
/// assert_eq!(verdict.cause(), Cause::InvalidImageName);
/// assert_eq!(verdict.to_string(), "invalid_image_name");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Verdict {
    cause: Cause,
    others: Others,
    /// Numbers of 32 bits, since no more of a message is read.
    evidence: Option<[u32; 2]>,
    rule: Option<&'static CauseRule>,
}

impl Verdict {
    /// No more alternates than this are kept.
    ///
    /// ```
    /// use pullspec::classify;
    /// use pullspec::cause::Verdict;
    /// assert!(classify(None, "denied: requested access").alternates().len() <= Verdict::MOST);
    /// ```
    pub const MOST: usize = Others::MOST;

    /// The message carries no cause.
    pub(crate) const NO_DETAIL: Self = Self::plain(Cause::NoDetail);

    /// A cause that follows from something other than a text of the table.
    pub(crate) const fn plain(cause: Cause) -> Self {
        Self { cause, others: Others::NONE, evidence: None, rule: None }
    }

    /// The value of its parts. Nothing if an alternate stands twice or is the cause, or there are too many.
    #[cfg(feature = "serde")]
    pub(crate) fn from_parts(
        cause: Cause,
        alternates: &[Cause],
        evidence: Option<[usize; 2]>,
        rule: Option<&'static CauseRule>,
    ) -> Option<Self> {
        let mut verdict = Self::plain(cause);
        verdict.rule = rule;
        verdict.evidence = match evidence {
            Some([start, end]) => Some([u32::try_from(start).ok()?, u32::try_from(end).ok()?]),
            None => None,
        };
        for other in alternates {
            verdict.add(*other);
        }
        (verdict.alternates() == alternates).then_some(verdict)
    }

    /// A cause with the text that decided. The row's alternates are its own, as all that are added are: a test asks that.
    pub(crate) fn from_rule(rule: &'static CauseRule, evidence: [u32; 2]) -> Self {
        Self { cause: rule.cause, others: rule.others, evidence: Some(evidence), rule: Some(rule) }
    }

    /// A cause that words of its sense tell: no text of the table decided.
    pub(super) const fn guess(cause: Cause, evidence: [u32; 2]) -> Self {
        Self { evidence: Some(evidence), ..Self::plain(cause) }
    }

    /// The same, where the message that it was read from begins so many bytes into another.
    pub(super) fn moved(self, by: usize) -> Self {
        let by = u32::try_from(by).unwrap_or(u32::MAX);
        let evidence = self.evidence.map(|places| places.map(|place| place.saturating_add(by)));
        Self { evidence, ..self }
    }

    /// Adds an alternate, unless it is there already or there is no room.
    pub(crate) fn add(&mut self, other: Cause) {
        if other == self.cause || other == Cause::NoDetail || self.alternates().contains(&other) {
            return;
        }
        self.others.push(other);
    }

    /// The likeliest cause.
    #[must_use]
    pub const fn cause(&self) -> Cause {
        self.cause
    }

    /// What the message may mean as well, likelier first; never the cause itself, nothing twice.
    ///
    /// ```
    /// use pullspec::{Cause, classify};
    /// let verdict = classify(None, "denied: requested access to the resource is denied");
    /// assert_eq!(verdict.cause(), Cause::NotFoundOrUnauthorized);
    /// assert_eq!(verdict.alternates(), [Cause::AccessDenied, Cause::AuthRequired, Cause::RepositoryNotFound]);
    /// ```
    #[must_use]
    pub fn alternates(&self) -> &[Cause] {
        self.others.as_slice()
    }

    /// Where in the message the deciding words are, in bytes; always a valid range of it. Nothing where the waiting
    /// reason alone decided, or nothing did.
    ///
    /// ```
    /// let message = "failed to do request: Head \"https://r.example/v2/\": dial tcp: lookup r.example: no such host";
    /// let span = pullspec::classify(None, message).evidence().ok_or("nothing found")?;
    /// assert_eq!(&message[span], "lookup");
    /// # Ok::<(), &str>(())
    /// ```
    #[must_use]
    pub fn evidence(&self) -> Option<Range<usize>> {
        self.evidence.map(|[start, end]| start as usize..end as usize)
    }

    /// Whether no text of the table decided, but words that speak of such a thing: a guess, which has
    /// [evidence](Self::evidence), no [rule](Self::rule), and always [alternates](Self::alternates).
    ///
    /// ```
    /// let guess = pullspec::classify(None, "the registry's certificate is outdated");
    /// assert_eq!(guess.cause(), pullspec::Cause::TlsCertificateExpired);
    /// assert!(guess.is_guess() && guess.evidence().is_some() && !guess.alternates().is_empty());
    /// assert!(!pullspec::classify(None, "manifest unknown").is_guess());
    /// ```
    #[must_use]
    pub const fn is_guess(&self) -> bool {
        self.rule.is_none() && self.evidence.is_some()
    }

    /// The row of the table that decided. Nothing where none did: then the waiting reason did, or it is a
    /// [guess](Self::is_guess).
    #[must_use]
    pub const fn rule(&self) -> Option<&'static CauseRule> {
        self.rule
    }

    /// The family of the cause.
    #[must_use]
    pub const fn group(&self) -> CauseGroup {
        self.cause.group()
    }

    /// Whether the kubelet's own retries can end it.
    ///
    /// ```
    /// use pullspec::{WaitingReason, classify};
    /// use pullspec::cause::Transience;
    /// let verdict = classify(Some(&WaitingReason::ErrImageNeverPull), "");
    /// assert_eq!(verdict.transience(), Transience::Permanent);
    /// ```
    #[must_use]
    pub fn transience(&self) -> Transience {
        if self.is_guess() {
            return Transience::Unknown;
        }
        self.rule.map_or(self.cause.transience(), CauseRule::transience)
    }

    /// [`transience`](Self::transience) with the alternates in mind: where the cause needs a person but one of its
    /// alternates may heal, it depends.
    ///
    /// ```
    /// use pullspec::classify;
    /// use pullspec::cause::Transience;
    /// assert_eq!(classify(None, "manifest unknown").likely_transience(), Transience::Permanent);
    /// ```
    #[must_use]
    pub fn likely_transience(&self) -> Transience {
        let heals = |other: &Cause| other.transience() != Transience::Permanent;
        match self.transience() {
            Transience::Permanent if self.alternates().iter().any(heals) => Transience::Unknown,
            own => own,
        }
    }

    /// Who can end it.
    ///
    /// ```
    /// use pullspec::{WaitingReason, classify};
    /// use pullspec::cause::Actor;
    /// assert_eq!(classify(Some(&WaitingReason::InvalidImageName), "").responsible(), [Actor::Workload]);
    /// ```
    #[must_use]
    pub fn responsible(&self) -> &'static [Actor] {
        self.rule.map_or(self.cause.responsible(), CauseRule::responsible)
    }

    /// What to do about it, in one line.
    ///
    /// ```
    /// use pullspec::{WaitingReason, classify};
    /// let verdict = classify(Some(&WaitingReason::ErrImageNeverPull), "");
    /// assert_eq!(verdict.fix(), "preload the image on that node, or use the policy IfNotPresent");
    /// ```
    #[must_use]
    pub fn fix(&self) -> &'static str {
        self.rule.map_or(self.cause.fix(), CauseRule::fix)
    }
}

impl fmt::Debug for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verdict")
            .field("cause", &self.cause)
            .field("alternates", &self.alternates())
            .field("evidence", &self.evidence())
            .finish_non_exhaustive()
    }
}

/// The label of the cause, then the alternates after `or`.
impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.cause.as_str())?;
        for (n, other) in self.alternates().iter().enumerate() {
            write!(f, "{} {other}", if n == 0 { " or" } else { "," })?;
        }
        Ok(())
    }
}
