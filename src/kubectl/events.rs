//! The events of `kubectl describe pod`.

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt::{self, Write};
use core::time::Duration;

use super::HumanDuration;
use super::printed::write_printed;
use crate::api::RecordedEvent;
#[cfg(feature = "explain")]
use crate::api::{Event, Timestamp};
use crate::go::tabwriter::Aligned;

/// The first kubectl that says which part of the pod an event is about (kubernetes#133627).
const NAMES_FIELDS: u16 = 35;

/// How wide the labels of the block above the events are for a pod with a volume for its service account's token, as
/// nearly every pod has.
const LABELS: u8 = 29;

/// The `Events:` table of `kubectl describe pod`. Made by [`describe_events`].
///
/// Its text is what kubectl prints, with three differences: every character that acts on a terminal is written out, of
/// which kubectl knows two; a column is not widened where that takes eight times the text of the table; and rows of the
/// same second stay in the order given, where kubectl's sort leaves their order open.
///
/// ```
/// use core::time::Duration;
/// use pullspec::api::{Behavior, EventType};
/// use pullspec::kubectl::describe_events;
/// use pullspec::kubelet::{EmittedEvent, EventLog};
/// let mut log = EventLog::new(&Behavior::default());
/// log.record_emitted(Duration::ZERO, EmittedEvent {
///     object: "pod",
///     field_path: "spec.containers{app}",
///     event_type: EventType::Normal,
///     reason: "Pulling",
///     message: "Pulling image \"redis:7\"",
/// });
/// let table = describe_events(log.rows(), Duration::from_secs(90));
/// let row = "Normal  Pulling  90s   kubelet  spec.containers{app}: Pulling image \"redis:7\"\n";
/// assert!(table.to_string().ends_with(row));
/// let row = "Normal  Pulling  90s   kubelet  Pulling image \"redis:7\"\n";
/// assert!(table.with_kubectl(34).to_string().ends_with(row));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventsTable<'e> {
    /// Ascending by the time of the last change.
    events: Vec<DescribedEvent<'e>>,
    now: Duration,
    names_fields: bool,
    label_width: u8,
}

/// An event as `kubectl describe` looks at it: one of the API server's, or one of a simulated kubelet's.
///
/// Times count from a moment that is the same for all events of a table and for its `now`: the Unix epoch for events of
/// the API server, the first sync for those of a simulated kubelet.
///
/// ```
/// use core::time::Duration;
/// use pullspec::api::{EventType, RecordedEvent};
/// use pullspec::kubectl::DescribedEvent;
/// let event = RecordedEvent {
///     event_type: EventType::Normal,
///     reason: "BackOff".into(),
///     field_path: "spec.containers{app}".into(),
///     source: "kubelet".into(),
///     message: "Back-off pulling image \"redis:7\"".into(),
///     count: 20,
///     first: Duration::from_millis(950),
///     last: Duration::from_secs(310),
/// };
/// let described = DescribedEvent::from(&event);
/// assert_eq!((described.times, described.first), (Some(20), Some(Duration::ZERO))); // the API keeps whole seconds
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct DescribedEvent<'e> {
    /// `Normal` or `Warning`.
    pub event_type: &'e str,
    /// One word.
    pub reason: &'e str,
    /// The part of the object, such as `spec.containers{app}`; empty for the whole.
    pub field_path: &'e str,
    /// Who reported it.
    pub from: &'e str,
    /// The text.
    pub message: &'e str,
    /// How often it happened, where kubectl says so: more than once, or in a series.
    pub times: Option<u64>,
    /// When it happened first.
    pub first: Option<Duration>,
    /// When it happened last.
    pub last: Option<Duration>,
    /// What the table is sorted by: the last time, but for a series.
    sorted_by: Option<Duration>,
}

impl<'e> From<&'e RecordedEvent> for DescribedEvent<'e> {
    fn from(event: &'e RecordedEvent) -> Self {
        // The API keeps whole seconds.
        let [first, last] = [event.first, event.last].map(|time| Some(Duration::from_secs(time.as_secs())));
        Self {
            event_type: event.event_type.as_str(),
            reason: &event.reason,
            field_path: &event.field_path,
            from: &event.source,
            message: &event.message,
            times: Some(event.count).filter(|&count| count > 1),
            first,
            last,
            sorted_by: last,
        }
    }
}

/// The fields that kubectl chooses; a time that is not one of RFC 3339 is not known.
#[cfg(feature = "explain")]
impl<'e> From<&'e Event> for DescribedEvent<'e> {
    fn from(event: &'e Event) -> Self {
        let time = |time: &Option<String>| {
            let time = time.as_deref().filter(|time| !time.is_empty())?;
            Some(Timestamp::parse(time).ok()?.since_unix_epoch())
        };
        let last = time(&event.last_timestamp);
        let (times, seen_last) = match &event.series {
            Some(series) => (Some(u64::from(series.count)), time(&series.last_observed_time)),
            None => (event.count.map(u64::from).filter(|&count| count > 1), last),
        };
        Self {
            event_type: &event.event_type,
            reason: &event.reason,
            field_path: &event.involved_object.field_path,
            from: event.source_component(),
            message: &event.message,
            times,
            first: time(&event.event_time).or_else(|| time(&event.first_timestamp)),
            last: seen_last,
            sorted_by: last,
        }
    }
}

impl DescribedEvent<'_> {
    /// The AGE cell at a moment: since the last time and, for more than one, how often since the first.
    ///
    /// ```
    /// use core::time::Duration;
    /// use pullspec::kubectl::DescribedEvent;
    /// let mut event = DescribedEvent::default();
    /// assert_eq!(event.age(Duration::ZERO), "<unknown>");
    /// event.first = Some(Duration::from_secs(60));
    /// assert_eq!(event.age(Duration::from_secs(90)), "30s");
    /// ```
    #[must_use]
    pub fn age(&self, now: Duration) -> String {
        let since = |then: Option<Duration>| match then {
            Some(then) => Cow::Owned(format!("{}", HumanDuration::between(then, now))),
            None => Cow::Borrowed("<unknown>"),
        };
        match self.times {
            Some(times) => format!("{} (x{times} over {})", since(self.last), since(self.first)),
            None => since(self.first).into_owned(),
        }
    }
}

/// A row of an [`EventsTable`], still in cells. Its texts are as they were written, also where they would act on a
/// terminal.
///
/// ```
/// use core::time::Duration;
/// use pullspec::kubectl::describe_events;
/// use pullspec::kubelet::{ContainerPlan, PodPlan, Pull, Timeline};
/// let app = ContainerPlan::regular("app", "redis:7").with_pull(Pull::fails(Duration::from_millis(950), "no such host"));
/// let pod = PodPlan::new().with_container(app);
/// let run = Timeline::new(&pod, std::iter::repeat(Duration::from_millis(12_500))).until(Duration::from_secs(60));
/// let log = run.event_log_at(Duration::from_secs(60));
/// let table = describe_events(log.rows(), Duration::from_secs(60));
/// let ages: Vec<String> = table.rows().map(|row| row.age).collect();
/// assert_eq!(ages[0], "19s (x3 over 60s)");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct EventsRow<'e> {
    /// `Normal` or `Warning`.
    pub event_type: &'e str,
    /// One word.
    pub reason: &'e str,
    /// How long ago and how often: `18s (x20 over 5m28s)`.
    pub age: String,
    /// Who reported it.
    pub from: &'e str,
    /// The text without spaces around it; from kubectl 1.35 after the part of the pod that it is about.
    pub message: Cow<'e, str>,
}

/// Lays out a pod's events as the newest `kubectl describe pod` does at the moment `now`, the oldest last change first.
///
/// Takes the events of an API server, whose times and `now` count from the Unix epoch, or the rows of a simulated
/// kubelet's [`EventLog`](crate::kubelet::EventLog), whose times and `now` count from the first sync
/// (`DescribeEvents`, `staging/src/k8s.io/kubectl/pkg/describe/describe.go`).
///
/// ```
/// # #[cfg(feature = "explain")] {
/// use core::time::Duration;
/// use pullspec::{Event, Events};
/// use pullspec::kubectl::describe_events;
///
/// let mut event = Event::default();
/// event.event_type = "Normal".into();
/// event.reason = "BackOff".into();
/// event.involved_object.field_path = "spec.containers{app}".into();
/// event.source.component = "kubelet".into();
/// event.message = "Back-off pulling image \"redis:7\"".into();
/// event.count = Some(20);
/// event.first_timestamp = Some("1970-01-01T00:00:00Z".into());
/// event.last_timestamp = Some("1970-01-01T00:05:10Z".into());
/// let events: Events = [event].into_iter().collect();
/// assert_eq!(
///     describe_events(&events, Duration::from_secs(328)).to_string(),
///     "Events:\n\
///      \x20 Type    Reason   Age                   From     Message\n\
///      \x20 ----    ------   ----                  ----     -------\n\
///      \x20 Normal  BackOff  18s (x20 over 5m28s)  kubelet  spec.containers{app}: Back-off pulling image \"redis:7\"\n"
/// );
/// let nothing = Events::default();
/// let none = describe_events(&nothing, Duration::ZERO).with_label_width(0);
/// assert_eq!(none.to_string(), "Events:  <none>\n");
/// # }
/// ```
#[must_use]
pub fn describe_events<'e, E: Into<DescribedEvent<'e>>>(
    events: impl IntoIterator<Item = E>,
    now: Duration,
) -> EventsTable<'e> {
    let mut events: Vec<DescribedEvent<'e>> = events.into_iter().map(Into::into).collect();
    events.sort_by_key(|event| event.sorted_by);
    EventsTable { events, now, names_fields: true, label_width: LABELS }
}

impl<'e> EventsTable<'e> {
    /// As kubectl 1.`minor` prints it: from 1.35 a message begins with the part of the pod that it is about.
    ///
    /// ```
    /// use core::time::Duration;
    /// use pullspec::kubectl::{DescribedEvent, describe_events};
    /// let mut event = DescribedEvent::default();
    /// (event.field_path, event.message) = ("spec.containers{app}", "Error: ErrImagePull");
    /// let table = describe_events([event], Duration::ZERO);
    /// let message = |minor| table.clone().with_kubectl(minor).rows().next().map(|row| row.message.into_owned());
    /// assert_eq!(message(34).as_deref(), Some("Error: ErrImagePull"));
    /// assert_eq!(message(35).as_deref(), Some("spec.containers{app}: Error: ErrImagePull"));
    /// ```
    #[must_use]
    pub fn with_kubectl(self, minor: u16) -> Self {
        Self { names_fields: minor >= NAMES_FIELDS, ..self }
    }

    /// With so many columns for the labels of the block above, as which `<none>` is aligned where there are no events.
    /// 29 unless this says otherwise: a pod with a volume for its service account's token has as many.
    ///
    /// ```
    /// use core::time::Duration;
    /// use pullspec::kubectl::{DescribedEvent, describe_events};
    /// let none = describe_events([] as [DescribedEvent; 0], Duration::ZERO);
    /// assert_eq!(none.to_string(), "Events:                      <none>\n");
    /// // A pod without any volume: `Node-Selectors:` is the longest label.
    /// assert_eq!(none.with_label_width(17).to_string(), "Events:          <none>\n");
    /// ```
    #[must_use]
    pub fn with_label_width(self, label_width: u8) -> Self {
        Self { label_width, ..self }
    }

    /// The rows in the order of the table.
    ///
    /// ```
    /// use core::time::Duration;
    /// use pullspec::kubectl::{DescribedEvent, describe_events};
    /// assert_eq!(describe_events([] as [DescribedEvent; 0], Duration::ZERO).rows().count(), 0);
    /// ```
    pub fn rows(&self) -> impl Iterator<Item = EventsRow<'e>> {
        let (now, names_fields) = (self.now, self.names_fields);
        self.events.iter().map(move |event| {
            let message = event.message.trim();
            EventsRow {
                event_type: event.event_type,
                reason: event.reason,
                age: event.age(now),
                from: event.from,
                message: if names_fields && !event.field_path.is_empty() {
                    Cow::Owned(format!("{}: {message}", event.field_path))
                } else {
                    Cow::Borrowed(message)
                },
            }
        })
    }
}

impl fmt::Display for EventsTable<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.events.is_empty() {
            return writeln!(
                f,
                "{:1$}<none>",
                "Events:",
                usize::from(self.label_width).max("Events:  ".len())
            );
        }
        let mut text = String::from("Events:\n");
        text.push_str("  Type\tReason\tAge\tFrom\tMessage\n  ----\t------\t----\t----\t-------\n");
        for EventsRow { event_type, reason, age, from, message } in self.rows() {
            write!(text, "  {}\t{}\t{age}\t", Cell(event_type), Cell(reason))?;
            writeln!(text, "{}\t{}", Cell(from), Cell(&message))?;
        }
        Aligned(text).fmt(f)
    }
}

/// A text in the table. What lays out the table stays, as it does in kubectl: tabs end cells, line breaks rows.
struct Cell<'t>(&'t str);

impl fmt::Display for Cell<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.chars().try_for_each(|c| match c {
            '\t' | '\n' | '\u{b}' | '\u{c}' => f.write_char(c),
            c => write_printed(f, c),
        })
    }
}
