//! A container's state in `kubectl describe pod`.

use core::fmt;

use jiff::Timestamp;

use super::printed::Printed;
use crate::api::ContainerState;

/// Shows a container's state as `kubectl describe pod` does, with the indentation it has there.
///
/// The waiting message is not part of it, which is why `describe` alone rarely tells the cause
/// (`describeStatus`). The name is `State` or `Last State`. Times are shown as where the local time is UTC; a text that
/// is not a time of RFC 3339 as it is.
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
            let (spaces, key) = (level * 2, Printed(key));
            let width = 18_usize.saturating_sub(spaces + key.0.chars().count() + 1);
            writeln!(f, "{:spaces$}{key}:{:width$}  {value}", "", "")
        };
        let ContainerState { waiting, running, terminated } = self.state;
        if let Some(running) = running {
            line(2, self.name, &"Running")?;
            line(3, "Started", &Time::new(running.started_at.as_deref()))?;
        } else if let Some(waiting) = waiting {
            line(2, self.name, &"Waiting")?;
            if !waiting.reason.is_empty() {
                line(3, "Reason", &Printed(&waiting.reason))?;
            }
        } else if let Some(terminated) = terminated {
            line(2, self.name, &"Terminated")?;
            if !terminated.reason.is_empty() {
                line(3, "Reason", &Printed(&terminated.reason))?;
            }
            if !terminated.message.is_empty() {
                line(3, "Message", &Lines(&terminated.message))?;
            }
            line(3, "Exit Code", &terminated.exit_code)?;
            if terminated.signal > 0 {
                line(3, "Signal", &terminated.signal)?;
            }
            for (key, time) in [("Started", &terminated.started_at), ("Finished", &terminated.finished_at)] {
                line(3, key, &Time::new(time.as_deref()))?;
            }
        } else {
            line(2, self.name, &"Waiting")?;
        }
        Ok(())
    }
}

/// A program's last words, which may have lines and cells: a tab ends a cell, and the first of a line is as wide as the
/// block's labels.
struct Lines<'t>(&'t str);

impl fmt::Display for Lines<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, line) in self.0.split('\n').enumerate() {
            let mut cells = line.split('\t');
            let (first, has_more) = (cells.next().unwrap_or_default(), line.contains('\t'));
            let labels =
                if has_more && number > 0 { 18_usize.saturating_sub(first.chars().count()) } else { 0 };
            write!(f, "{}{}{:labels$}", if number > 0 { "\n" } else { "" }, Printed(first), "")?;
            cells.try_for_each(|cell| write!(f, "  {}", Printed(cell)))?;
        }
        Ok(())
    }
}

/// A time in Go's layout `RFC1123Z`, `Mon, 02 Jan 2006 15:04:05 -0700`.
struct Time<'t>(&'t str);

impl<'t> Time<'t> {
    /// A time that is not there is Go's zero time, and kubectl prints it.
    fn new(time: Option<&'t str>) -> Self {
        Self(time.unwrap_or("0001-01-01T00:00:00Z"))
    }
}

impl fmt::Display for Time<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.parse::<Timestamp>() {
            Ok(time) => time.strftime("%a, %d %b %Y %H:%M:%S +0000").fmt(f),
            Err(_) => Printed(self.0).fmt(f),
        }
    }
}
