//! What the registry of a fleet answers to a pull.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use core::ops::Range;

use super::SeededDelays;

/// A registry that is away at times, answers 429 beyond a capacity, and fails a part of the pulls.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Registry {
    outages: Vec<Range<u64>>,
    capacity: Option<u32>,
    failure_rate: f64,
}

/// What becomes of a pull that reaches the registry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    Served,
    Failed,
    /// Status 429: it has served as many pulls of this second as it can.
    TooMany,
}

impl Registry {
    pub(super) fn add_outage(&mut self, outage: Range<u64>) {
        if !outage.is_empty() {
            self.outages.push(outage);
        }
    }

    pub(super) const fn set_capacity(&mut self, per_second: u32) {
        self.capacity = Some(per_second);
    }

    /// NaN is no rate, so nothing fails.
    pub(super) fn set_failure_rate(&mut self, rate: f64) {
        self.failure_rate = if rate > 0.0 { rate } else { 0.0 };
    }

    /// The registry at the beginning of a run: outages in order, none inside another, so that one is found by halving.
    pub(super) fn open(&self) -> OpenRegistry {
        let mut outages = self.outages.clone();
        outages.sort_unstable_by_key(|outage| outage.start);
        outages.dedup_by(|next, kept| {
            let is_touching = next.start <= kept.end;
            if is_touching {
                kept.end = kept.end.max(next.end);
            }
            is_touching
        });
        OpenRegistry {
            outages,
            capacity: self.capacity,
            failure_rate: self.failure_rate,
            served: BTreeMap::new(),
        }
    }
}

/// A registry during a run.
#[derive(Debug)]
pub(super) struct OpenRegistry {
    outages: Vec<Range<u64>>,
    capacity: Option<u32>,
    failure_rate: f64,
    /// By second; kept where there is a capacity to compare with.
    served: BTreeMap<u64, u32>,
}

impl OpenRegistry {
    fn is_away(&self, at_ms: u64) -> bool {
        let after = self.outages.partition_point(|outage| outage.end <= at_ms);
        self.outages.get(after).is_some_and(|outage| outage.contains(&at_ms))
    }

    /// Chance is drawn only where it decides, so that runs without a failure rate need no more of it.
    pub(super) fn answer(&mut self, at_ms: u64, chance: &mut SeededDelays) -> Answer {
        if self.is_away(at_ms) {
            return Answer::Failed;
        }
        if let Some(capacity) = self.capacity {
            let served = self.served.entry(at_ms / 1_000).or_insert(0);
            if *served >= capacity {
                return Answer::TooMany;
            }
            *served += 1;
        }
        #[expect(clippy::cast_precision_loss, reason = "53 bits are exact")]
        let is_unlucky = self.failure_rate > 0.0
            && (chance.next_bits() >> 11) as f64 / ((1_u64 << 53) as f64) < self.failure_rate;
        if is_unlucky { Answer::Failed } else { Answer::Served }
    }
}
