//! What becomes of an event between the kubelet and the API server.

use alloc::{boxed::Box, collections::VecDeque, format, string::String};
use core::fmt::Write;
use core::time::Duration;

use crate::api::{Behavior, EventType};
use crate::clock::whole_ms;
use crate::collections::lru::Lru;
use crate::go::rate::TokenBucket;
use crate::terminal::quiet_debug;

/// Size of each of the three caches (`maxLruCacheEntries`).
const CACHE_SIZE: usize = 4096;
/// The distinct message with this number is combined (`defaultAggregateMaxEvents`).
const COMBINE_AT: usize = 10;
/// Messages are similar for so long after the last of them (`defaultAggregateIntervalInSeconds`).
const COMBINE_WITHIN_MS: u64 = 600_000;
/// Events of one object that pass at once (`defaultSpamBurst`), and how many more per second (`defaultSpamQPS`).
const SPAM_BURST: u32 = 25;
const SPAM_PER_SECOND: f32 = 1.0 / 300.0;

/// An event as a component emits it: the parts that client-go's `getEventKey` tells events apart by.
///
/// ```
/// use core::time::Duration;
/// use pullspec::api::{Behavior, EventType};
/// use pullspec::kubelet::{EmittedEvent, EventLog};
/// let event = EmittedEvent {
///     object: "node-1/pod-uid",
///     field_path: "spec.containers{app}",
///     event_type: EventType::Normal,
///     reason: "BackOff",
///     message: "Back-off pulling image \"redis:7\"",
/// };
/// let mut log = EventLog::new(&Behavior::default());
/// log.record_emitted(Duration::ZERO, event);
/// assert!(log.rows().all(|row| row.reason == "BackOff"));
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct EmittedEvent<'a> {
    /// The emitting component and the object it is about, such as node name and pod uid. Two events share counts and
    /// budgets only if they agree on it.
    pub object: &'a str,
    /// The part of the object, such as `spec.containers{app}`.
    pub field_path: &'a str,
    /// Normal or Warning.
    pub event_type: EventType,
    /// One word, such as `BackOff`.
    pub reason: &'a str,
    /// The text.
    pub message: &'a str,
}

quiet_debug!(EmittedEvent<'a> { object, field_path, event_type, reason, message });

/// An event as it is sent to the API server: the whole of it for a new one, the changed fields for a known one.
///
/// ```
/// use core::time::Duration;
/// use pullspec::api::{Behavior, EventType};
/// use pullspec::kubelet::{EmittedEvent, EventCorrelator};
/// let mut correlator = EventCorrelator::new(&Behavior::default());
/// let event = EmittedEvent {
///     object: "pod",
///     field_path: "",
///     event_type: EventType::Warning,
///     reason: "Failed",
///     message: "Error: ErrImagePull",
/// };
/// correlator.observe(Duration::from_secs(1), event);
/// let second = correlator.observe(Duration::from_secs(14), event).expect("within the budget");
/// assert_eq!((second.count, second.first, second.combined), (2, Duration::from_secs(1), false));
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct CorrelatedEvent {
    /// How often it happened, whether or not every time was sent.
    pub count: u64,
    /// When it happened first, on the caller's clock.
    pub first: Duration,
    /// The text, after [`EventCorrelator::COMBINED_PREFIX`] if it stands for several.
    pub message: String,
    /// Whether it stands for several similar ones.
    pub combined: bool,
}

quiet_debug!(CorrelatedEvent { count, first, message, combined });

/// client-go's `EventCorrelator`: combines similar events, counts equal ones, drops what is too much.
///
/// In this order: the tenth distinct message of one reason within 600 s is combined with those after it, equal events
/// share a count, and an object may send 25 events at once and one more per 300 s. A dropped event still counts, so
/// the next one that passes shows all of them. Each memory holds 4096 entries.
///
/// Where client-go forgets a random one of ten distinct messages, this forgets the oldest.
/// The rules are those of `tools/record/events_cache.go`.
///
/// ```
/// use core::time::Duration;
/// use pullspec::api::{Behavior, EventType};
/// use pullspec::kubelet::{EmittedEvent, EventCorrelator};
///
/// let mut correlator = EventCorrelator::new(&Behavior::default());
/// let event = EmittedEvent {
///     object: "node-1/pod-uid",
///     field_path: "spec.containers{app}",
///     event_type: EventType::Normal,
///     reason: "BackOff",
///     message: "Back-off pulling image \"redis:7\"",
/// };
/// for n in 1..=25 {
///     assert_eq!(correlator.observe(Duration::ZERO, event).map(|e| e.count), Some(n));
/// }
/// assert_eq!(correlator.observe(Duration::from_secs(13), event), None);
/// assert_eq!(correlator.observe(Duration::from_secs(300), event).map(|e| e.count), Some(27));
/// ```
#[derive(Clone, Debug)]
pub struct EventCorrelator {
    budget_by_type: bool,
    similar: Lru<Similar>,
    counts: Lru<Count>,
    budgets: Lru<Option<TokenBucket>>,
    /// Keys are put together here, so that a known event allocates nothing but its message.
    key: String,
}

/// Distinct messages of one reason, oldest first: `aggregateRecord`.
#[derive(Clone, Debug, Default)]
struct Similar {
    messages: VecDeque<Box<str>>,
    last_ms: u64,
}

/// How often and since when: `eventLog`.
#[derive(Clone, Copy, Debug, Default)]
struct Count {
    count: u64,
    first_ms: u64,
}

impl EventCorrelator {
    /// What the text of combined events begins with.
    ///
    /// ```
    /// use pullspec::kubelet::EventCorrelator;
    /// let message = "(combined from similar events): Failed to pull image \"redis:7\": EOF";
    /// assert!(message.strip_prefix(EventCorrelator::COMBINED_PREFIX).is_some());
    /// ```
    pub const COMBINED_PREFIX: &'static str = "(combined from similar events): ";

    /// A correlator that has seen nothing. Of the behaviour only [`spam_filter_by_type`](Behavior::spam_filter_by_type)
    /// counts: from Kubernetes 1.32 on Normal and Warning events no longer share one budget.
    ///
    /// ```
    /// use pullspec::api::Behavior;
    /// use pullspec::kubelet::EventCorrelator;
    /// let old = EventCorrelator::new(&Behavior::for_minor(31)); // one budget for all events of a pod
    /// ```
    #[must_use]
    pub fn new(behavior: &Behavior) -> Self {
        Self {
            budget_by_type: behavior.spam_filter_by_type,
            similar: Lru::new(CACHE_SIZE),
            counts: Lru::new(CACHE_SIZE),
            budgets: Lru::new(CACHE_SIZE),
            key: String::new(),
        }
    }

    /// Takes an event that happens at `now`, and says what is sent; `None` if it is dropped.
    ///
    /// ```
    /// use core::time::Duration;
    /// use pullspec::api::{Behavior, EventType};
    /// use pullspec::kubelet::{EmittedEvent, EventCorrelator};
    /// let mut correlator = EventCorrelator::new(&Behavior::default());
    /// fn failed(message: &str) -> EmittedEvent<'_> {
    ///     EmittedEvent { object: "pod", field_path: "", event_type: EventType::Warning, reason: "Failed", message }
    /// }
    /// for port in 0..9 {
    ///     let message = format!("read tcp 10.0.0.1:{port}: reset");
    ///     correlator.observe(Duration::ZERO, failed(&message));
    /// }
    /// let tenth = correlator.observe(Duration::ZERO, failed("read tcp 10.0.0.1:9: reset")).expect("within the budget");
    /// assert_eq!(tenth.message, "(combined from similar events): read tcp 10.0.0.1:9: reset");
    /// ```
    pub fn observe(&mut self, now: Duration, event: EmittedEvent<'_>) -> Option<CorrelatedEvent> {
        let now_ms = whole_ms(now);
        let combined = self.is_one_too_many(now_ms, event);
        if !combined {
            // The whole event is the key; a combined one is counted under the key of its kind, which still stands.
            self.set_key([
                event.object,
                event.field_path,
                event.event_type.as_str(),
                event.reason,
                event.message,
            ]);
        }
        let Count { count, first_ms } = self.counts.update(&self.key, |known| {
            if known.count == 0 {
                known.first_ms = now_ms;
            }
            known.count += 1;
            *known
        });
        self.is_within_budget(now_ms, event).then(|| CorrelatedEvent {
            count,
            first: Duration::from_millis(first_ms),
            message: if combined {
                format!("{}{}", Self::COMBINED_PREFIX, event.message)
            } else {
                event.message.into()
            },
            combined,
        })
    }

    /// `EventAggregate`: whether the message is the tenth distinct one. All parts of an object count together.
    fn is_one_too_many(&mut self, now_ms: u64, event: EmittedEvent<'_>) -> bool {
        self.set_key([event.object, event.event_type.as_str(), event.reason]);
        self.similar.update(&self.key, |similar| {
            if now_ms.saturating_sub(similar.last_ms) > COMBINE_WITHIN_MS {
                similar.messages.clear();
            }
            similar.last_ms = now_ms;
            if !similar.messages.iter().any(|known| **known == *event.message) {
                similar.messages.push_back(event.message.into());
            }
            let too_many = similar.messages.len() >= COMBINE_AT;
            if too_many {
                similar.messages.pop_front();
            }
            too_many
        })
    }

    /// `EventSourceObjectSpamFilter.Filter`: whether the object may send one more.
    fn is_within_budget(&mut self, now_ms: u64, event: EmittedEvent<'_>) -> bool {
        let event_type = if self.budget_by_type { event.event_type.as_str() } else { "" };
        self.set_key([event.object, event_type]);
        self.budgets.update(&self.key, |budget| {
            let budget = budget.get_or_insert_with(|| TokenBucket::new(SPAM_PER_SECOND, SPAM_BURST));
            budget.try_accept(Duration::from_millis(now_ms))
        })
    }

    /// client-go joins the parts of its keys with nothing between them; here a reason does not run into a message.
    fn set_key<const N: usize>(&mut self, parts: [&str; N]) {
        write_key(&mut self.key, parts);
    }
}

/// Writes a key that only the same parts have, whatever bytes are in them: each after its length.
pub(super) fn write_key<const N: usize>(key: &mut String, parts: [&str; N]) {
    key.clear();
    for part in parts {
        // Writing to a `String` cannot fail.
        let _ = write!(key, "{}:{part}", part.len());
    }
}
