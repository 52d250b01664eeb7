//! The parts of `kubectl describe pod` that speak of image pulls.

use alloc::{string::String, vec::Vec};
use core::fmt::{self, Write};

use super::HumanDuration;
use crate::api::{ContainerState, RecordedEvent};
use crate::go::tabwriter::Aligned;

/// The `Events:` table of `kubectl describe pod`. Made by [`describe_events`].
///
/// ```
/// use pullspec::api::{Behavior, EventType};
/// use pullspec::kubectl::describe_events;
/// use pullspec::kubelet::{EmittedEvent, EventLog};
/// let mut log = EventLog::new(&Behavior::default());
/// log.record_emitted(0, EmittedEvent {
///     object: "pod",
///     field_path: "spec.containers{app}",
///     event_type: EventType::Normal,
///     reason: "Pulling",
///     message: "Pulling image \"redis:7\"",
/// });
/// let table = describe_events(log.rows(), 90_000).to_string();
/// assert!(table.ends_with("Normal  Pulling  90s   kubelet  Pulling image \"redis:7\"\n"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventsTable<'e> {
    /// Ascending by the time of the last change.
    rows: Vec<&'e RecordedEvent>,
    now_ms: u64,
}

/// A row of an [`EventsTable`], still in cells.
///
/// ```
/// use pullspec::kubectl::describe_events;
/// use pullspec::kubelet::{ContainerPlan, PodPlan, Pull, Timeline};
/// let app = ContainerPlan::regular("app", "redis:7").with_pull(Pull::fails(950, "no such host"));
/// let pod = PodPlan::new().with_container(app);
/// let run = Timeline::new(&pod, std::iter::repeat(12_500)).until(60_000);
/// let log = run.event_log_at(60_000);
/// let ages: Vec<String> = describe_events(log.rows(), 60_000).rows().map(|row| row.age).collect();
/// assert_eq!(ages[0], "19s (x3 over 60s)");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct EventsRow<'e> {
    /// `Normal` or `Warning`.
    pub event_type: &'static str,
    /// One word.
    pub reason: &'e str,
    /// How long ago and how often: `18s (x20 over 5m28s)`.
    pub age: String,
    /// Who reported it.
    pub from: &'e str,
    /// The text, without spaces around it.
    pub message: &'e str,
}

/// Lays out a pod's events as `kubectl describe pod` does at `now_ms`, the oldest last change first.
///
/// The API keeps whole seconds, so ages are counted from those. Events with the same second stay in the order given,
/// where kubectl's sort leaves their order open (`DescribeEvents`, `staging/src/k8s.io/kubectl/pkg/describe`).
///
/// ```
/// use pullspec::api::{EventType, RecordedEvent};
/// use pullspec::kubectl::describe_events;
///
/// let event = RecordedEvent {
///     event_type: EventType::Normal,
///     reason: "BackOff".into(),
///     field_path: "spec.containers{app}".into(),
///     source: "kubelet".into(),
///     message: "Back-off pulling image \"redis:7\"".into(),
///     count: 20,
///     first_ms: 950,
///     last_ms: 310_000,
/// };
/// assert_eq!(
///     describe_events(&[event], 328_000).to_string(),
///     "Events:\n\
///      \x20 Type    Reason   Age                   From     Message\n\
///      \x20 ----    ------   ----                  ----     -------\n\
///      \x20 Normal  BackOff  18s (x20 over 5m28s)  kubelet  Back-off pulling image \"redis:7\"\n"
/// );
/// assert_eq!(describe_events(&[], 0).to_string(), "Events:  <none>\n");
/// ```
#[must_use]
pub fn describe_events<'e>(
    events: impl IntoIterator<Item = &'e RecordedEvent>,
    now_ms: u64,
) -> EventsTable<'e> {
    let mut rows: Vec<_> = events.into_iter().collect();
    rows.sort_by_key(|event| event.last_ms / 1000);
    EventsTable { rows, now_ms }
}

impl<'e> EventsTable<'e> {
    /// The rows in the order of the table.
    ///
    /// ```
    /// use pullspec::kubectl::describe_events;
    /// assert_eq!(describe_events(&[], 0).rows().count(), 0);
    /// ```
    pub fn rows(&self) -> impl Iterator<Item = EventsRow<'e>> {
        let now_ms = self.now_ms;
        self.rows.iter().map(move |event| EventsRow {
            event_type: event.event_type.as_str(),
            reason: &event.reason,
            age: age(event, now_ms),
            from: &event.source,
            message: event.message.trim(),
        })
    }
}

impl fmt::Display for EventsTable<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.rows.is_empty() {
            return f.write_str("Events:  <none>\n");
        }
        let mut text = String::from("Events:\n");
        text.push_str("  Type\tReason\tAge\tFrom\tMessage\n  ----\t------\t----\t----\t-------\n");
        for EventsRow { event_type, reason, age, from, message } in self.rows() {
            let message = Terminal(message);
            writeln!(text, "  {event_type}\t{reason}\t{age}\t{from}\t{message}")?;
        }
        Aligned(text).fmt(f)
    }
}

/// The AGE cell: since the last time and, for more than one, how many since the first.
fn age(event: &RecordedEvent, now_ms: u64) -> String {
    let since = |ms: u64| HumanDuration::between(ms - ms % 1000, now_ms);
    if event.count > 1 {
        alloc::format!("{} (x{} over {})", since(event.last_ms), event.count, since(event.first_ms))
    } else {
        alloc::format!("{}", since(event.first_ms))
    }
}

/// Text for a terminal: kubectl makes escape sequences and carriage returns harmless.
struct Terminal<'t>(&'t str);

impl fmt::Display for Terminal<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.chars().try_for_each(|c| match c {
            '\u{1b}' => f.write_str("^["),
            '\r' => f.write_str("\\r"),
            c => f.write_char(c),
        })
    }
}

/// Shows a container's state as `kubectl describe pod` does, with the indentation it has there.
///
/// The waiting message is not part of it, which is why `describe` alone rarely tells the cause
/// (`describeStatus`). The name is `State` or `Last State`.
///
/// ```
/// use pullspec::api::{ContainerState, StateWaiting};
/// use pullspec::kubectl::DescribeState;
///
/// let mut waiting = StateWaiting::default();
/// waiting.reason = "ImagePullBackOff".into();
/// let mut state = ContainerState::default();
/// state.waiting = Some(waiting);
/// assert_eq!(
///     DescribeState::new("State", &state).to_string(),
///     "    State:          Waiting\n      Reason:       ImagePullBackOff\n"
/// );
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DescribeState<'s> {
    name: &'s str,
    state: &'s ContainerState,
}

impl<'s> DescribeState<'s> {
    /// The block of a state.
    ///
    /// ```
    /// use pullspec::api::ContainerState;
    /// use pullspec::kubectl::DescribeState;
    /// assert_eq!(DescribeState::new("Last State", &ContainerState::default()).to_string(), "    Last State:     Waiting\n");
    /// ```
    #[must_use]
    pub const fn new(name: &'s str, state: &'s ContainerState) -> Self {
        Self { name, state }
    }
}

impl fmt::Display for DescribeState<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The first column is as wide as the block's longest key, `Restart Count:`, makes it.
        let mut line = |level: usize, key: &str, value: &dyn fmt::Display| {
            let spaces = level * 2;
            let width = 18_usize.saturating_sub(spaces + key.chars().count() + 1);
            writeln!(f, "{:spaces$}{key}:{:width$}  {value}", "", "")
        };
        let ContainerState { waiting, running, terminated } = self.state;
        if let Some(running) = running {
            line(2, self.name, &"Running")?;
            line(3, "Started", &Rfc1123::new(running.started_at.as_deref()))?;
        } else if let Some(waiting) = waiting {
            line(2, self.name, &"Waiting")?;
            if !waiting.reason.is_empty() {
                line(3, "Reason", &Terminal(&waiting.reason))?;
            }
        } else if let Some(terminated) = terminated {
            line(2, self.name, &"Terminated")?;
            if !terminated.reason.is_empty() {
                line(3, "Reason", &Terminal(&terminated.reason))?;
            }
            if !terminated.message.is_empty() {
                line(3, "Message", &Terminal(&terminated.message))?;
            }
            line(3, "Exit Code", &terminated.exit_code)?;
            if terminated.signal > 0 {
                line(3, "Signal", &terminated.signal)?;
            }
            for (key, time) in [("Started", &terminated.started_at), ("Finished", &terminated.finished_at)] {
                line(3, key, &Rfc1123::new(time.as_deref()))?;
            }
        } else {
            line(2, self.name, &"Waiting")?;
        }
        Ok(())
    }
}

/// An RFC 3339 time in UTC as kubectl prints it where the local time is UTC, `Mon, 02 Jan 2006 15:04:05 +0000`; other
/// text as it is.
struct Rfc1123<'t>(&'t str);

impl<'t> Rfc1123<'t> {
    /// A time that is not there is Go's zero time, and kubectl prints it.
    fn new(time: Option<&'t str>) -> Self {
        Self(time.unwrap_or("0001-01-01T00:00:00Z"))
    }
}

impl fmt::Display for Rfc1123<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const DAYS: [&str; 7] = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
        const MONTHS: [&str; 12] =
            ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
        let parsed = || {
            let (date, time) = self.0.strip_suffix('Z')?.split_once('T')?;
            let mut parts = date.splitn(3, '-').map(|part| part.parse::<u32>().ok());
            let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
            if year > 9999 || day > 31 {
                return None;
            }
            let name = MONTHS.get(usize::try_from(month.checked_sub(1)?).ok()?)?;
            // Zeller's congruence, with the year beginning in March.
            let (y, m) = if month < 3 { (year.checked_sub(1)?, month + 12) } else { (year, month) };
            let weekday = (day + 13 * (m + 1) / 5 + y + y / 4 + y / 400 + 6 * (y / 100) + 6) % 7;
            Some((DAYS.get(usize::try_from(weekday).ok()?)?, day, name, year, time.split('.').next()?))
        };
        match parsed() {
            Some((weekday, day, month, year, time)) => {
                write!(f, "{weekday}, {day:02} {month} {year:04} {time} +0000")
            }
            None => f.write_str(self.0),
        }
    }
}
