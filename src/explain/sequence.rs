//! How far the kubelet is in its sequence of windows, as the rows of events tell.

use core::time::Duration;

use alloc::collections::BTreeMap;

use crate::api::{Event, Timestamp};
use crate::kubelet::EventCorrelator;

/// What a row of events is about.
///
/// Closed: an attempt begins, and it ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Edge {
    Start,
    Failure,
}

/// The rows of attempts at one image: each text of each container is counted by itself.
///
/// The counts live in the kubelet's memory, as the windows do. A second row with the text of a first one shows that the
/// kubelet started again in between, and what came before does not count for its windows.
#[derive(Debug, Default)]
pub(super) struct Rows<'e> {
    rows: BTreeMap<(Edge, &'e str, &'e str), Row>,
    restarted: Option<Timestamp>,
}

#[derive(Clone, Copy, Debug)]
struct Row {
    times: u64,
    first: Timestamp,
    last: Timestamp,
}

/// What the rows come to since the kubelet started.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Sequence {
    /// How many starts there are rows of.
    pub(super) starts: u64,
    /// How many failures there are rows of.
    pub(super) failures: u64,
    /// Whether they are for more than one container or volume, so that one may have got the image and another not.
    pub(super) is_shared: bool,
    /// How long the first pull took.
    pub(super) first_pull: Option<Duration>,
}

impl<'e> Rows<'e> {
    pub(super) fn add(&mut self, edge: Edge, event: &'e Event) {
        // A row of many texts counts them all.
        if event.message.starts_with(EventCorrelator::COMBINED_PREFIX) {
            return;
        }
        let [first, last] =
            [event.first_seen(), event.last_seen()].map(|time| time.and_then(|time| time.parse().ok()));
        let Some((first, last)) = first.or(last).zip(last.or(first)) else { return };
        let row = Row { times: event.times().into(), first, last };
        let key = (edge, event.involved_object.field_path.as_str(), event.message.as_str());
        let Some(known) = self.rows.get_mut(&key) else {
            self.rows.insert(key, row);
            return;
        };
        let (earlier, later) = if row.last < known.last { (row, *known) } else { (*known, row) };
        if earlier.last < later.first {
            self.restarted = self.restarted.max(Some(later.first));
        }
        *known = if earlier.last < later.first || later.times >= earlier.times { later } else { earlier };
    }

    pub(super) fn sequence(&self) -> Sequence {
        let counted = self.rows.iter().filter(|(_, row)| self.restarted.is_none_or(|at| row.last >= at));
        let mut sequence = Sequence::default();
        let mut begins: [Option<Timestamp>; 2] = [None; 2];
        let mut place = None;
        for ((edge, field, _), row) in counted {
            sequence.is_shared |= *place.get_or_insert(*field) != *field;
            let (times, begin) = match (edge, &mut begins) {
                (Edge::Start, [begin, _]) => (&mut sequence.starts, begin),
                (Edge::Failure, [_, begin]) => (&mut sequence.failures, begin),
            };
            *times = times.saturating_add(row.times);
            *begin = Some(begin.map_or(row.first, |known| known.min(row.first)));
        }
        let [started, failed] = begins;
        sequence.first_pull = started
            .zip(failed)
            .filter(|(started, failed)| started <= failed)
            .map(|(started, failed)| failed - started);
        sequence
    }
}
