//! The events of a pod as the API server holds them.

use alloc::collections::{BTreeMap, BTreeSet, btree_map};
use alloc::string::String;
use core::iter::FusedIterator;
use core::time::Duration;

use super::correlator::write_key;
use super::{CorrelatedEvent, EmittedEvent, EventCorrelator, StepEvent};
use crate::api::{Behavior, EventType, RecordedEvent};
use crate::clock::whole_ms;
use crate::collections::TextMap;

/// What client-go sends of a pod's events, and what the API server makes of it: one row per event, with its count.
///
/// ```
/// use core::time::Duration;
/// use pullspec::api::Behavior;
/// use pullspec::kubelet::{ContainerPlan, EventLog, PodPlan, Pull, Timeline};
/// let millis = Duration::from_millis;
///
/// let app = ContainerPlan::regular("app", "redis:7").with_pull(Pull::fails(millis(950), "no such host"));
/// let pod = PodPlan::new().with_container(app);
/// let mut log = EventLog::new(&Behavior::for_minor(31));
/// for event in Timeline::new(&pod, std::iter::repeat(millis(12_500))).take(3).flat_map(|step| step.events()) {
///     log.record(&event);
/// }
/// let counts: Vec<_> = log.rows().map(|row| (row.reason.as_str(), row.count)).collect();
/// assert_eq!(counts, [("Pulling", 2), ("Failed", 2), ("Failed", 2), ("BackOff", 1), ("Failed", 1)]);
/// ```
#[derive(Clone, Debug)]
pub struct EventLog {
    correlator: EventCorrelator,
    /// By number, counted from the first one that the API server heard of.
    rows: BTreeMap<u64, RecordedEvent>,
    /// The number of the next new row.
    next: u64,
    /// The numbers of the rows by field path, type, reason and message.
    index: TextMap<u64>,
    /// When each row last changed, and its number.
    by_age: BTreeSet<(u64, u64)>,
    key: String,
}

impl EventLog {
    /// No event yet.
    ///
    /// ```
    /// use pullspec::api::Behavior;
    /// use pullspec::kubelet::EventLog;
    /// assert!(EventLog::new(&Behavior::default()).rows().next().is_none());
    /// ```
    #[must_use]
    pub fn new(behavior: &Behavior) -> Self {
        Self {
            correlator: EventCorrelator::new(behavior),
            rows: BTreeMap::new(),
            next: 0,
            index: TextMap::default(),
            by_age: BTreeSet::new(),
            key: String::new(),
        }
    }

    /// Takes an event of a simulated pod; says what is sent to the API server, `None` if it is dropped.
    ///
    /// ```
    /// use pullspec::api::Behavior;
    /// use pullspec::kubelet::{ContainerPlan, EventLog, PodPlan, Timeline};
    /// let pod = PodPlan::new().with_container(ContainerPlan::regular("app", "redis:7"));
    /// let mut log = EventLog::new(&Behavior::default());
    /// for event in Timeline::new(&pod, []).flat_map(|step| step.events()) {
    ///     assert_eq!(log.record(&event).map(|sent| sent.count), Some(1));
    /// }
    /// let reasons: Vec<&str> = log.rows().map(|row| row.reason.as_str()).collect();
    /// assert_eq!(reasons, ["Pulling", "Pulled", "Created", "Started"]);
    /// ```
    pub fn record(&mut self, event: &StepEvent<'_>) -> Option<CorrelatedEvent> {
        let (message, field_path) = (event.message(), event.field_path());
        let emitted = EmittedEvent {
            object: "",
            field_path: &field_path,
            event_type: event.event_type,
            reason: event.reason.as_str(),
            message: &message,
        };
        self.record_emitted(event.at, emitted)
    }

    /// Takes any event of the same pod, such as one that another part of the kubelet emits.
    ///
    /// ```
    /// use core::time::Duration;
    /// use pullspec::api::{Behavior, EventType};
    /// use pullspec::kubelet::{EmittedEvent, EventLog};
    /// let mut log = EventLog::new(&Behavior::default());
    /// let mounting = EmittedEvent {
    ///     object: "",
    ///     field_path: "",
    ///     event_type: EventType::Warning,
    ///     reason: "FailedMount",
    ///     message: "MountVolume.SetUp failed",
    /// };
    /// log.record_emitted(Duration::from_secs(3), mounting);
    /// assert_eq!(log.rows().next().map(|row| row.first.as_secs()), Some(3));
    /// ```
    pub fn record_emitted(&mut self, at: Duration, event: EmittedEvent<'_>) -> Option<CorrelatedEvent> {
        let at_ms = whole_ms(at);
        let sent = self.correlator.observe(at, event)?;
        write_row_key(&mut self.key, event.field_path, event.event_type, event.reason, &sent.message);
        let known = self.index.get(&self.key).copied();
        if let Some((number, row)) = known.and_then(|number| Some((number, self.rows.get_mut(&number)?))) {
            self.by_age.remove(&(whole_ms(row.last), number));
            self.by_age.insert((at_ms, number));
            (row.count, row.last) = (sent.count, Duration::from_millis(at_ms));
            row.message.clone_from(&sent.message);
        } else {
            let number = self.next;
            self.next += 1;
            self.index.insert(&self.key, number);
            self.by_age.insert((at_ms, number));
            let row = RecordedEvent {
                event_type: event.event_type,
                reason: event.reason.into(),
                // A combined event names the part that the first of its kind was about, as client-go does.
                field_path: event.field_path.into(),
                source: "kubelet".into(),
                message: sent.message.clone(),
                count: sent.count,
                first: sent.first,
                last: Duration::from_millis(at_ms),
            };
            self.rows.insert(number, row);
        }
        Some(sent)
    }

    /// The rows, in the order in which the API server first heard of them.
    ///
    /// They are never forgotten here; an API server drops one an hour after its last change (`--event-ttl`), see
    /// [`EventLog::forget_before`].
    ///
    /// ```
    /// use core::time::Duration;
    /// use pullspec::kubelet::{ContainerPlan, PodPlan, Pull, Timeline};
    /// let (secs, millis) = (Duration::from_secs, Duration::from_millis);
    /// let app = ContainerPlan::regular("app", "redis:7").with_pull(Pull::fails(millis(950), "no such host"));
    /// let pod = PodPlan::new().with_container(app);
    /// let log = Timeline::new(&pod, std::iter::repeat(millis(12_500))).until(secs(60)).event_log_at(secs(60));
    /// let pulling = log.rows().find(|row| row.reason == "Pulling").expect("it tried");
    /// assert_eq!((pulling.count, pulling.first.as_millis(), pulling.last.as_millis()), (3, 0, 41_000));
    /// ```
    #[must_use]
    pub fn rows(&self) -> EventLogRows<'_> {
        EventLogRows { rows: self.rows.values() }
    }

    /// Drops the rows that last changed before `at`; the cost is theirs alone, however many stay. The correlator still knows
    /// their counts, so that the next event of the kind brings its row back with all of them.
    ///
    /// ```
    /// use core::time::Duration;
    /// use pullspec::kubelet::{ContainerPlan, PodPlan, Pull, Timeline};
    /// let (secs, millis) = (Duration::from_secs, Duration::from_millis);
    /// let app = ContainerPlan::regular("app", "redis:7").with_pull(Pull::fails(millis(950), "no such host")).with_repair_at(secs(10), millis(50));
    /// let pod = PodPlan::new().with_container(app);
    /// let mut log = Timeline::new(&pod, std::iter::repeat(millis(12_500))).until(secs(60)).event_log_at(secs(60));
    /// log.forget_before(secs(10));
    /// assert!(log.rows().all(|row| row.reason != "Failed"));
    /// ```
    pub fn forget_before(&mut self, at: Duration) {
        let ms = whole_ms(at);
        while let Some(&(last_ms, number)) = self.by_age.first()
            && last_ms < ms
        {
            self.by_age.pop_first();
            if let Some(row) = self.rows.remove(&number) {
                write_row_key(&mut self.key, &row.field_path, row.event_type, &row.reason, &row.message);
                self.index.remove(&self.key);
            }
        }
    }
}

/// What tells a row from the others. A combined one lives on under changing messages about changing parts of the pod.
fn write_row_key(key: &mut String, field_path: &str, event_type: EventType, reason: &str, message: &str) {
    let is_combined = message.starts_with(EventCorrelator::COMBINED_PREFIX);
    let [field_path, message] = if is_combined { ["", ""] } else { [field_path, message] };
    write_key(key, [field_path, event_type.as_str(), reason, message]);
}

/// The rows of an [`EventLog`], in the order in which the API server first heard of them.
///
/// ```
/// use core::time::Duration;
/// use pullspec::kubelet::{ContainerPlan, PodPlan, Timeline};
/// let pod = PodPlan::new().with_container(ContainerPlan::regular("app", "redis:7"));
/// let log = Timeline::new(&pod, []).until(Duration::from_secs(60)).event_log_at(Duration::from_secs(60));
/// assert_eq!(log.rows().len(), 4); // Pulling, Pulled, Created, Started
/// ```
#[derive(Clone, Debug)]
pub struct EventLogRows<'l> {
    rows: btree_map::Values<'l, u64, RecordedEvent>,
}

impl<'l> Iterator for EventLogRows<'l> {
    type Item = &'l RecordedEvent;

    fn next(&mut self) -> Option<&'l RecordedEvent> {
        self.rows.next()
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.rows.size_hint()
    }
}

impl ExactSizeIterator for EventLogRows<'_> {}
impl FusedIterator for EventLogRows<'_> {}
