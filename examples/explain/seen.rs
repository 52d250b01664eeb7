//! What came in besides pods, and what is to be said of it.

use std::collections::BTreeMap;

use pullspec::api::ApiStatus;

use super::absent::Absent;

/// What came in besides pods.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    /// How often a kind came that this program does not read.
    pub(crate) other_kinds: BTreeMap<String, u64>,
    /// What an API server answered instead of objects.
    pub(crate) statuses: Vec<ApiStatus>,
    /// Pods that a watch said were deleted.
    pub(crate) deleted: Names,
    /// Pods that are being deleted.
    pub(crate) deleting: Names,
    /// Pods that are known by their events alone.
    pub(crate) by_events: Names,
    /// Pods that have failed by events that are all that is left of them, each with the cause.
    pub(crate) gone: Names,
    /// What else is wrong with pods that are known by their events alone, and how often.
    pub(crate) other_events: BTreeMap<String, u64>,
    /// Secrets whose credentials could not be read: their names, never what is in them.
    pub(crate) unread_secrets: Vec<String>,
    /// Pods, events, workloads, Secrets.
    pub(crate) objects: u64,
}

/// Some names, and how many there were.
#[derive(Debug, Default)]
pub(crate) struct Names {
    count: u64,
    first: Vec<String>,
}

impl Names {
    const KEPT: usize = 5;

    pub(super) fn add(&mut self, namespace: &str, name: &str, what: &str) {
        self.count = self.count.saturating_add(1);
        if self.first.len() < Self::KEPT {
            let slash = if namespace.is_empty() { "" } else { "/" };
            let blank = if what.is_empty() { "" } else { " " };
            self.first.push(format!("{namespace}{slash}{name}{blank}{what}"));
        }
    }

    fn is_empty(&self) -> bool {
        self.count == 0
    }
}

/// `shop/web-1, shop/web-2, and 3 more`.
impl std::fmt::Display for Names {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.first.join(", "))?;
        match self.count.saturating_sub(self.first.len() as u64) {
            0 => Ok(()),
            more => write!(f, ", and {more} more"),
        }
    }
}

impl Seen {
    /// What was told of pods that are not in the input.
    pub(super) fn add_absent(&mut self, absent: &Absent) {
        for image in absent.unknown.iter().filter_map(|images| images.first()) {
            self.by_events.add(&image.namespace, &image.pod, "");
        }
        let failed = absent.gone.iter().filter_map(|images| images.first());
        for image in failed.filter(|image| image.severity.cannot_pull()) {
            let cause = image.cause.as_ref().map(|found| found.cause.as_str()).unwrap_or_default();
            self.gone.add(&image.namespace, &image.pod, cause);
        }
        self.other_events.clone_from(&absent.others);
    }

    /// What is to be said of pods that are going or gone, or of which little is known: a sentence each.
    pub(crate) fn asides(&self) -> Vec<String> {
        let named = [
            ("being deleted, and no kubelet tries again", &self.deleting),
            ("deleted while the input was written", &self.deleted),
            ("known by their events alone, and may be gone", &self.by_events),
            ("not in the input and gone, it seems; their last events tell of", &self.gone),
        ];
        let named = named.into_iter().filter(|(_, names)| !names.is_empty());
        let mut asides: Vec<_> = named.map(|(what, names)| format!("pods {what}: {names}")).collect();
        if !self.other_events.is_empty() {
            let counts: Vec<_> =
                self.other_events.iter().map(|(reason, count)| format!("{count} {reason}")).collect();
            asides.push(format!(
                "events of pods that are not in the input, and of no image: {}; pass the pods, too",
                counts.join(", ")
            ));
        }
        asides
    }

    /// Whether the input was a list of nothing.
    pub(crate) fn is_nothing(&self) -> bool {
        self.objects == 0 && self.statuses.is_empty() && self.other_kinds.is_empty()
    }
}
