//! Pods of which the input has events alone: what is told of them, and what is not.
//!
//! Where a list has pods of a namespace, it has all of them as a rule: one that is missing is gone, and what its events
//! tell is over. Of a namespace without any pod nobody asked, and the events are all that is known.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::hash::{BuildHasher, RandomState};

use pullspec::api::Metadata;
use pullspec::explain::{ExplainContext, explain_events};
use pullspec::{Diagnosis, Event, PullError};

/// Which pods have come: a number for each, since there may be very many.
#[derive(Debug, Default)]
pub(super) struct Present {
    namespaces: BTreeSet<String>,
    /// Even ones; those of pods that were counted as fine are odd.
    pods: HashSet<u64>,
    /// Those that were told of before the end of the input: a few, for most wait until then.
    told: HashSet<u64>,
    hashes: RandomState,
}

impl Present {
    pub(super) fn add(&mut self, metadata: &Metadata) {
        if !self.namespaces.contains(&metadata.namespace) {
            self.namespaces.insert(metadata.namespace.clone());
        }
        let number = self.number(&metadata.namespace, &metadata.name);
        if !self.pods.contains(&(number | 1)) {
            self.pods.insert(number);
        }
    }

    /// Returns whether it is to be counted: it was not before, or has no name by which it could be known.
    pub(super) fn count_as_fine(&mut self, metadata: &Metadata) -> bool {
        let number = self.number(&metadata.namespace, &metadata.name);
        self.pods.remove(&number);
        let is_first = self.pods.insert(number | 1);
        metadata.name.is_empty() || is_first && !self.told.contains(&number)
    }

    /// Returns whether it was counted as fine, and is not from now on.
    pub(super) fn take_fine(&mut self, metadata: &Metadata) -> bool {
        let number = self.number(&metadata.namespace, &metadata.name);
        !metadata.name.is_empty() && self.pods.remove(&(number | 1)) && self.pods.insert(number)
    }

    /// It is told of with what has come so far.
    pub(super) fn tell(&mut self, metadata: &Metadata) {
        let number = self.number(&metadata.namespace, &metadata.name);
        self.told.insert(number);
    }

    pub(super) fn is_told(&self, metadata: &Metadata) -> bool {
        !metadata.name.is_empty() && self.told.contains(&self.number(&metadata.namespace, &metadata.name))
    }

    /// The next one of this name is another pod.
    pub(super) fn forget(&mut self, metadata: &Metadata) {
        let number = self.number(&metadata.namespace, &metadata.name);
        self.told.remove(&number);
        if self.pods.remove(&(number | 1)) {
            self.pods.insert(number);
        }
    }

    fn number(&self, namespace: &str, name: &str) -> u64 {
        self.hashes.hash_one((namespace, name)) & !1
    }

    fn has(&self, event: &Event) -> bool {
        let object = &event.involved_object;
        let number = self.number(&object.namespace, &object.name);
        self.pods.contains(&number) || self.pods.contains(&(number | 1))
    }
}

/// What events tell of pods that did not come.
#[derive(Debug, Default)]
pub(super) struct Absent {
    /// Of namespaces without pods.
    pub(super) unknown: Vec<Vec<Diagnosis>>,
    /// Of namespaces with others.
    pub(super) gone: Vec<Vec<Diagnosis>>,
    /// What else is wrong with pods of namespaces without any, and how often.
    pub(super) others: BTreeMap<String, u64>,
}

impl Absent {
    pub(super) fn of(events: &[Event], present: &Present, context: &ExplainContext<'_>) -> Self {
        let absent = events.iter().filter(|event| !present.has(event));
        let (gone, unknown): (Vec<_>, Vec<_>) =
            absent.partition(|event| present.namespaces.contains(&event.involved_object.namespace));
        let explained = |events: &[&Event]| explain_events(events.iter().copied(), context);
        let mut found = Self { unknown: explained(&unknown), gone: explained(&gone), ..Self::default() };
        let told: BTreeSet<_> =
            found.unknown.iter().flatten().map(|image| (&*image.namespace, &*image.pod)).collect();
        let is_told =
            |event: &Event| told.contains(&(&*event.involved_object.namespace, &*event.involved_object.name));
        // A pull that failed and is not told of has succeeded since.
        let is_other = |event: &Event| {
            event.event_type == "Warning"
                && !is_told(event)
                && PullError::from_event(&event.message).is_none()
        };
        let mut others = BTreeMap::new();
        for event in unknown.into_iter().filter(|event| is_other(event)) {
            let count: &mut u64 = others.entry(event.reason.clone()).or_default();
            *count = count.saturating_add(event.times().into());
        }
        found.others = others;
        found
    }
}
