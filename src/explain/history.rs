//! What a pod's events tell about one of its images.

use alloc::collections::BTreeMap;
use core::time::Duration;

use super::context::ExplainContext;
use super::sequence::{Edge, Rows, Sequence};
use crate::api::{Event, ImageField, Timestamp};
use crate::cause::Cause;
use crate::kubelet::EventCorrelator;
use crate::sentence::Sentence;
use crate::waiting::Told;

/// The attempts to pull an image for a pod, whichever of its containers they were for, as far as events tell of them.
///
/// Events are dropped by client-go's spam filter and expire, so there may have been more attempts, and later ones.
/// Times are whole seconds, cut off.
#[derive(Clone, Debug, Default)]
pub(super) struct History<'e> {
    /// How many attempts started, and the first and last start.
    pub(super) attempts: Seen,
    /// How many attempts failed, and the first and last end.
    pub(super) failures: Seen,
    /// How many attempts succeeded: for other containers of the pod, or before the container ended.
    pub(super) successes: Seen,
    /// Looks that found the image on the node, where another pod's pull may have put it.
    pub(super) found: Seen,
    /// Looks at the pod inside a window.
    pub(super) back_offs: Seen,
    /// Refusals: a name that does not parse, no image with policy `Never`, a failed look-up.
    pub(super) refusals: Seen,
    /// What the last failure says.
    pub(super) last_failure: Option<Told<'e>>,
    /// The failures by their causes.
    causes: ByCause,
    /// What the rows of starts and failures come to.
    sequence: Sequence,
    /// Whether a row stands for failures of many texts, whose own were combined away.
    has_combined: bool,
    /// How often any event of the pod was seen.
    all: u64,
}

/// The failures by their causes. Most pods fail with one, which needs no map.
#[derive(Clone, Debug, Default)]
struct ByCause {
    first: Option<(Cause, Seen)>,
    others: BTreeMap<Cause, Seen>,
}

impl ByCause {
    fn of(&mut self, cause: Cause) -> &mut Seen {
        let (first, seen) = self.first.get_or_insert_with(|| (cause, Seen::default()));
        if *first == cause { seen } else { self.others.entry(cause).or_default() }
    }

    fn if_one_of_several(&self, cause: Cause) -> Option<&Seen> {
        if self.others.is_empty() {
            return None;
        }
        self.first
            .iter()
            .find(|(first, _)| *first == cause)
            .map(|(_, seen)| seen)
            .or_else(|| self.others.get(&cause))
    }
}

/// client-go's spam filter lets so many events of a pod pass (`defaultSpamBurst`), then one in five minutes.
const SPAM_BURST: u64 = 25;

/// How often something was seen, and when.
///
/// After a restart of the kubelet the same text is another event, since the count is kept in the kubelet's memory, as
/// are the back-off windows.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Seen {
    pub(super) times: u64,
    /// Of these, those that the last event stands for.
    pub(super) latest_times: u64,
    pub(super) first: Option<Timestamp>,
    pub(super) last: Option<Timestamp>,
}

impl Seen {
    fn add(&mut self, event: &Event) {
        let [first, last] =
            [event.first_seen(), event.last_seen()].map(|time| time.and_then(|time| time.parse().ok()));
        // What stands for many texts counts them all.
        let times = if is_combined(event) { 0 } else { u64::from(event.times()) };
        self.times = self.times.saturating_add(times);
        if self.last.is_none() || last > self.last {
            self.latest_times = times;
        }
        self.first = [self.first, first].into_iter().flatten().min();
        self.last = self.last.max(last);
    }

    pub(super) fn of<'e>(events: impl Iterator<Item = &'e Event>) -> Self {
        let mut seen = Self::default();
        events.for_each(|event| seen.add(event));
        seen
    }

    /// As if the events of the other came after these.
    fn join(&mut self, other: &Self) {
        if other.is_never() {
            return;
        }
        self.times = self.times.saturating_add(other.times);
        if self.last.is_none() || other.last > self.last {
            self.latest_times = other.latest_times;
        }
        self.first = [self.first, other.first].into_iter().flatten().min();
        self.last = self.last.max(other.last);
    }

    /// Events that stand for many have no count.
    const fn is_never(&self) -> bool {
        self.times == 0 && self.last.is_none()
    }
}

impl<'e> History<'e> {
    pub(super) fn of(field: &ImageField<'_>, context: &ExplainContext<'e>) -> Self {
        let mut history = Self::default();
        let Some(pod) = field.pod() else { return history };
        let image = field.image();
        history.all = context.times_of(pod);
        if history.all == 0 {
            return history;
        }
        let mut rows = Rows::default();
        for event in context.events_about(pod, image) {
            let message = uncombined(event).trim();
            let Some(sentence) = Sentence::read(message) else { continue };
            match (event.reason.as_str(), &sentence) {
                ("Pulling", Sentence::Pulling { image: named }) if named == image => {
                    history.attempts.add(event);
                    rows.add(Edge::Start, event);
                }
                ("BackOff", Sentence::BackOff { image: named, .. }) if named == image => {
                    history.back_offs.add(event);
                }
                ("Pulled", Sentence::Pulled { .. }) => history.successes.add(event),
                ("Pulled", Sentence::AlreadyPresent { .. } | Sentence::AlreadyAccessible { .. }) => {
                    history.found.add(event);
                }
                ("Failed", _) if history.failed(event, message, image) => rows.add(Edge::Failure, event),
                ("InspectFailed" | "ErrImageNeverPull", _)
                    if Told::from_event(message).is_some_and(|told| concerns(&told, image)) =>
                {
                    history.refusals.add(event);
                }
                _ => {}
            }
            history.has_combined |= is_combined(event);
        }
        history.sequence = rows.sequence();
        history
    }

    /// With the look-ups that failed without naming the image.
    pub(super) fn with_unnamed(&self, unnamed: &Seen) -> Self {
        let mut history = self.clone();
        history.refusals.join(unnamed);
        history
    }

    /// The last moment at which the image was pulled, tried or found.
    pub(super) fn last_sign(&self) -> Option<Timestamp> {
        let Self { attempts, failures, successes, found, .. } = self;
        [attempts, failures, successes, found].into_iter().filter_map(|seen| seen.last).max()
    }

    /// The start of a pull that nothing tells the end of.
    pub(super) fn running_since(&self) -> Option<Timestamp> {
        let ended = self.failures.last.max(self.successes.last).max(self.found.last).max(self.back_offs.last);
        self.attempts
            .last
            .filter(|started| ended.is_none_or(|ended| ended < *started) && !self.may_have_gaps())
    }

    /// The first moment at which something is known to have failed.
    pub(super) fn first_trouble(&self) -> Option<Timestamp> {
        [self.failures.first, self.back_offs.first, self.refusals.first].into_iter().flatten().min()
    }

    /// How long the attempts lasted that are known, from the first start to the last start or end.
    pub(super) fn span(&self) -> Option<Duration> {
        let last = self.failures.last.max(self.attempts.last)?;
        Some(last - self.attempts.first?)
    }

    /// Whether the image was there after the last failure.
    pub(super) fn ends_well(&self) -> bool {
        let there = self.successes.last.max(self.found.last);
        there.is_some() && there >= self.failures.last
    }

    /// Whether the spam filter may have dropped events of this pod, or the aggregation combined them away.
    pub(super) fn may_have_gaps(&self) -> bool {
        self.all >= SPAM_BURST || self.has_combined
    }

    /// How many failures the kubelet counted at least by the end of the last attempt, when it chose the window.
    pub(super) fn failures_in_a_row(&self) -> u64 {
        // Events of successes have changing texts and may be missing, so that one of them makes the count of attempts
        // worthless.
        if !self.successes.is_never() {
            return self.failures.latest_times.max(1);
        }
        let Sequence { starts, failures, .. } = self.sequence;
        // Of the last attempt only the start may be known.
        let unended = u64::from(self.attempts.last > self.failures.last);
        starts.max(failures.saturating_add(unended)).max(1)
    }

    /// Whether containers or volumes share the image: the last attempt, of which only the start is known, may have got it.
    pub(super) const fn is_shared(&self) -> bool {
        self.sequence.is_shared
    }

    /// How long a pull is known to have taken: the longest of those of which start and end are known.
    pub(super) fn longest_pull(&self) -> Option<Duration> {
        let last = self.attempts.last.zip(self.failures.last);
        let last =
            last.filter(|(started, failed)| started <= failed).map(|(started, failed)| failed - started);
        let first = self.sequence.first_pull.filter(|_| self.successes.is_never());
        // What was cut off of both times.
        first.max(last).map(|pull| pull.saturating_add(Duration::from_secs(1)))
    }

    /// How many attempts are known to have started.
    pub(super) fn known_attempts(&self) -> Option<u64> {
        Some(self.attempts.times.max(self.failures.times)).filter(|&attempts| attempts > 0)
    }

    /// How many attempts are known to have failed since the image was last pulled.
    pub(super) fn failed_attempts(&self) -> Option<u64> {
        let known = self.known_attempts()?;
        Some(if self.successes.is_never() { known } else { self.failures_in_a_row() })
    }

    /// How many attempts are known to have failed with this cause, and when the first of them did. Where all failures
    /// have one cause, or none of them this one, they all count: the status may know more than the events.
    pub(super) fn failed_with(&self, cause: Cause) -> (Option<u64>, Option<Timestamp>) {
        match self.causes.if_one_of_several(cause).filter(|seen| !seen.is_never()) {
            Some(seen) => (Some(seen.times.max(1)), seen.first),
            None => (self.failed_attempts(), self.failures.first),
        }
    }

    /// Counts a failure to pull. Returns whether the event tells of one.
    fn failed(&mut self, event: &Event, message: &'e str, image: &str) -> bool {
        let Some(told) = Told::from_event(message).filter(Told::is_failed_pull) else { return false };
        // `Error: ErrImagePull` follows each failure and says nothing more.
        if told.message().is_empty() || !concerns(&told, image) {
            return false;
        }
        let before = self.failures.last;
        self.failures.add(event);
        self.causes.of(told.verdict().cause()).add(event);
        if self.last_failure.is_none() || self.failures.last > before {
            self.last_failure = Some(told);
        }
        true
    }
}

fn is_combined(event: &Event) -> bool {
    event.message.starts_with(EventCorrelator::COMBINED_PREFIX)
}

/// The message without what client-go puts before it if the event stands for many.
pub(super) fn uncombined(event: &Event) -> &str {
    event.message.strip_prefix(EventCorrelator::COMBINED_PREFIX).unwrap_or(&event.message)
}

/// Whether the message names this very text; one without a name is about its container's image.
fn concerns(told: &Told<'_>, image: &str) -> bool {
    told.image().is_none_or(|named| named == image)
}
