//! Where an outage is, and which pods are counted in it more than once.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::string::String;
use core::fmt;

use crate::cause::Cause;

/// What fails many images for one reason.
///
/// Closed: a pull is between a registry and a node.
///
/// ```
/// use pullspec::explain::OutagePlace;
/// assert_eq!(OutagePlace::Node("worker-2".into()).to_string(), "node worker-2");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OutagePlace {
    /// A registry or mirror, by host.
    Endpoint(String),
    /// A node, by name.
    Node(String),
}

/// `ghcr.io`, `node worker-2`.
impl fmt::Display for OutagePlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Endpoint(host) => super::print::write_line(f, format_args!("{host}")),
            Self::Node(name) => super::print::write_line(f, format_args!("node {name}")),
        }
    }
}

/// How much too often the findings of an outage count its pods, for a pod may lack several images.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Overlaps(BTreeMap<(OutagePlace, Cause), u64>);

impl Overlaps {
    pub(super) const fn new() -> Self {
        Self(BTreeMap::new())
    }

    pub(super) fn of(&self, at: &(OutagePlace, Cause)) -> u64 {
        self.0.get(at).copied().unwrap_or_default()
    }

    pub(super) fn add(&mut self, at: (OutagePlace, Cause), more: u64) {
        if more > 0 {
            let known = self.0.entry(at).or_default();
            *known = known.saturating_add(more);
        }
    }

    /// Takes in a pod, of which each finding is in one of these.
    pub(super) fn add_pod(&mut self, outages: impl Iterator<Item = (OutagePlace, Cause)>) {
        let mut seen = BTreeSet::new();
        for at in outages {
            if seen.contains(&at) {
                self.add(at, 1);
            } else {
                seen.insert(at);
            }
        }
    }

    pub(super) fn join(&mut self, other: Self) {
        other.0.into_iter().for_each(|(at, more)| self.add(at, more));
    }
}
