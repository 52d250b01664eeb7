//! What a pod's events tell about one of its images.

use alloc::collections::BTreeMap;

use super::context::ExplainContext;
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
        for event in context.events_about(pod, image) {
            let message = uncombined(event).trim();
            let Some(sentence) = Sentence::read(message) else { continue };
            match (event.reason.as_str(), &sentence) {
                ("Pulling", Sentence::Pulling { image: named }) if named == image => {
                    history.attempts.add(event);
                }
                ("BackOff", Sentence::BackOff { image: named, .. }) if named == image => {
                    history.back_offs.add(event);
                }
                ("Pulled", Sentence::Pulled { .. }) => history.successes.add(event),
                ("Pulled", Sentence::AlreadyPresent { .. } | Sentence::AlreadyAccessible { .. }) => {
                    history.found.add(event);
                }
                ("Failed", _) => history.failed(event, message, image),
                ("InspectFailed" | "ErrImageNeverPull", _)
                    if Told::from_event(message).is_some_and(|told| concerns(&told, image)) =>
                {
                    history.refusals.add(event);
                }
                _ => {}
            }
        }
        history
    }

    /// The first moment at which something is known to have failed.
    pub(super) fn first_trouble(&self) -> Option<Timestamp> {
        [self.failures.first, self.back_offs.first, self.refusals.first].into_iter().flatten().min()
    }

    /// How long the attempts lasted that are known, from the first start to the last start or end.
    pub(super) fn span_ms(&self) -> Option<u64> {
        let last = self.failures.last.max(self.attempts.last)?;
        Some(last.ms_since(self.attempts.first?))
    }

    /// Whether the image was there after the last failure.
    pub(super) fn ends_well(&self) -> bool {
        let there = self.successes.last.max(self.found.last);
        there.is_some() && there >= self.failures.last
    }

    /// Whether the spam filter may have dropped events of this pod.
    pub(super) fn may_have_gaps(&self) -> bool {
        self.all >= SPAM_BURST
    }

    /// How many failures the kubelet counted at least, when it chose the window.
    pub(super) fn failures_in_a_row(&self) -> u64 {
        // Events of successes have changing texts and may be missing, so that one of them makes the count of attempts
        // worthless.
        let attempts = if self.successes.is_never() { self.attempts.latest_times } else { 1 };
        attempts.max(self.failures.latest_times).max(1)
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

    fn failed(&mut self, event: &Event, message: &'e str, image: &str) {
        let Some(told) = Told::from_event(message).filter(Told::is_failed_pull) else { return };
        // `Error: ErrImagePull` follows each failure and says nothing more.
        if told.message().is_empty() || !concerns(&told, image) {
            return;
        }
        let before = self.failures.last;
        self.failures.add(event);
        self.causes.of(told.verdict().cause()).add(event);
        if self.last_failure.is_none() || self.failures.last > before {
            self.last_failure = Some(told);
        }
    }
}

fn is_combined(event: &Event) -> bool {
    event.message.starts_with(EventCorrelator::COMBINED_PREFIX)
}

/// The message without what client-go puts before it if the event stands for many.
fn uncombined(event: &Event) -> &str {
    event.message.strip_prefix(EventCorrelator::COMBINED_PREFIX).unwrap_or(&event.message)
}

/// Whether the message names this very text; one without a name is about its container's image.
fn concerns(told: &Told<'_>, image: &str) -> bool {
    told.image().is_none_or(|named| named == image)
}
