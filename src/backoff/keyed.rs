//! Back-off per key, as client-go keeps it.

use alloc::{format, string::String};

use super::{Schedule, Window};
use crate::collections::TextMap;

/// client-go's `flowcontrol.Backoff`: a window per key that doubles with every failure and is forgotten after twice
/// the cap.
///
/// It holds no clock: every call says what time it is, in milliseconds since a moment of the caller's choice. A key
/// takes 125 to 170 bytes beside its text (measured with a million and with 700,000 keys), where a hash map takes about
/// 85; for that, no choice of keys makes it slow.
///
/// ```
/// use pullspec::Schedule;
/// use pullspec::backoff::Backoff;
///
/// let mut backoff = Backoff::new(Schedule::IMAGE_PULL);
/// let key = Backoff::key("8c1f", "redis:7");
/// assert_eq!(backoff.next(&key, 0), 10_000);
/// assert!(backoff.is_in_backoff(&key, 9_999));
/// assert!(!backoff.is_in_backoff(&key, 10_000));
/// assert_eq!(backoff.next(&key, 12_000), 20_000);
/// assert_eq!(backoff.next(&key, 612_001), 10_000); // more than 600 s later: from the start
/// ```
#[derive(Clone, Debug, Default)]
pub struct Backoff {
    schedule: Schedule,
    entries: TextMap<Window>,
}

impl Backoff {
    /// No key has failed yet.
    ///
    /// ```
    /// use pullspec::Schedule;
    /// use pullspec::backoff::Backoff;
    /// let mut backoff = Backoff::new(Schedule::new(1_000, 8_000));
    /// assert_eq!(backoff.next("k", 0), 1_000);
    /// ```
    #[must_use]
    pub fn new(schedule: Schedule) -> Self {
        Self { schedule, entries: TextMap::default() }
    }

    /// The kubelet's key for an image of a pod: `<pod uid>_<image as written in the pod>`, so that two spellings of one
    /// image back off apart.
    ///
    /// Another pod or another text of the same image is another key; see `pkg/kubelet/images/image_manager.go`.
    ///
    /// ```
    /// assert_eq!(pullspec::backoff::Backoff::key("8c1f", "redis:7"), "8c1f_redis:7");
    /// ```
    #[must_use]
    pub fn key(pod_uid: &str, image: &str) -> String {
        format!("{pod_uid}_{image}")
    }

    /// The windows it follows.
    ///
    /// ```
    /// use pullspec::Schedule;
    /// use pullspec::backoff::Backoff;
    /// assert_eq!(Backoff::default().schedule(), Schedule::IMAGE_PULL);
    /// ```
    #[must_use]
    pub const fn schedule(&self) -> Schedule {
        self.schedule
    }

    /// How many keys it remembers.
    ///
    /// ```
    /// use pullspec::backoff::Backoff;
    /// let mut backoff = Backoff::default();
    /// backoff.next("a", 0);
    /// backoff.next("b", 0);
    /// backoff.next("a", 20_000);
    /// assert_eq!(backoff.len(), 2);
    /// ```
    #[must_use]
    pub const fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether it remembers no key.
    ///
    /// ```
    /// use pullspec::backoff::Backoff;
    /// let mut backoff = Backoff::default();
    /// assert!(backoff.is_empty());
    /// backoff.next("a", 0);
    /// assert!(!backoff.is_empty());
    /// ```
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.entries.len() == 0
    }

    /// Records a failure at `now_ms` and returns the new window in milliseconds (`Next`).
    ///
    /// ```
    /// use pullspec::backoff::Backoff;
    /// let mut backoff = Backoff::default();
    /// assert_eq!(backoff.next("k", 0), 10_000);
    /// assert_eq!(backoff.next("k", 11_000), 20_000);
    /// ```
    pub fn next(&mut self, key: &str, now_ms: u64) -> u64 {
        self.next_with(key, now_ms, now_ms, 0.0)
    }

    /// Records at `now_ms` a failure that happened at `event_ms`, with the caller's random number in `[0, 1)` for the
    /// schedule's jitter, and returns the new window in milliseconds.
    ///
    /// Whether the sequence starts over is judged at the event, the new window begins now: crash-loop back-off, where
    /// the event is a container's end, tells the two apart.
    ///
    /// ```
    /// use pullspec::Schedule;
    /// use pullspec::backoff::Backoff;
    /// let mut backoff = Backoff::new(Schedule::IMAGE_PULL.with_jitter(1.0));
    /// assert_eq!(backoff.next_with("k", 0, 0, 0.5), 15_000);
    /// ```
    pub fn next_with(&mut self, key: &str, event_ms: u64, now_ms: u64, random: f64) -> u64 {
        let schedule = self.schedule;
        let update = |known| Window::after_failure(known, &schedule, event_ms, now_ms, random);
        if let Some(window) = self.entries.get_mut(key) {
            *window = update(Some(*window));
            window.length_ms
        } else {
            let window = update(None);
            self.entries.insert(key, window);
            window.length_ms
        }
    }

    /// Whether an attempt at `now_ms` has to wait: strictly inside the window that began with the last failure
    /// (`IsInBackOffSinceUpdate`).
    ///
    /// ```
    /// use pullspec::backoff::Backoff;
    /// let mut backoff = Backoff::default();
    /// backoff.next("k", 500);
    /// assert!(backoff.is_in_backoff("k", 10_499));
    /// assert!(!backoff.is_in_backoff("k", 10_500)); // the end is outside
    /// assert!(!backoff.is_in_backoff("other", 500));
    /// ```
    #[must_use]
    pub fn is_in_backoff(&self, key: &str, now_ms: u64) -> bool {
        self.entries.get(key).is_some_and(|window| window.blocks(&self.schedule, now_ms))
    }

    /// Whether `now_ms` lies inside the window counted from `event_ms` instead (`IsInBackOffSince`), as crash-loop
    /// back-off counts from a container's end.
    ///
    /// ```
    /// use pullspec::Schedule;
    /// use pullspec::backoff::Backoff;
    /// let mut backoff = Backoff::new(Schedule::IMAGE_PULL);
    /// backoff.next("k", 0);
    /// assert!(backoff.is_in_backoff_since("k", 5_000, 14_999));
    /// assert!(!backoff.is_in_backoff_since("k", 5_000, 15_000));
    /// ```
    #[must_use]
    pub fn is_in_backoff_since(&self, key: &str, event_ms: u64, now_ms: u64) -> bool {
        self.entries.get(key).is_some_and(|window| window.blocks_since(&self.schedule, event_ms, now_ms))
    }

    /// The window of a key in milliseconds, whether it has passed or not; 0 for an unknown key (`Get`).
    ///
    /// ```
    /// use pullspec::backoff::Backoff;
    /// let mut backoff = Backoff::default();
    /// backoff.next("k", 0);
    /// assert_eq!((backoff.get("k"), backoff.get("other")), (10_000, 0));
    /// ```
    #[must_use]
    pub fn get(&self, key: &str) -> u64 {
        self.entries.get(key).map_or(0, |window| window.length_ms)
    }

    /// Forgets a key (`Reset`, `DeleteEntry`). The kubelet never does this for images.
    ///
    /// ```
    /// use pullspec::backoff::Backoff;
    /// let mut backoff = Backoff::default();
    /// backoff.next("k", 0);
    /// backoff.reset("k");
    /// assert_eq!(backoff.next("k", 1_000), 10_000);
    /// ```
    pub fn reset(&mut self, key: &str) {
        self.entries.remove(key);
    }

    /// Forgets every key whose last failure is more than twice the cap ago (`GC`). The kubelet does this after a
    /// successful pull.
    ///
    /// ```
    /// use pullspec::backoff::Backoff;
    /// let mut backoff = Backoff::default();
    /// backoff.next("old", 0);
    /// backoff.next("new", 1);
    /// backoff.gc(600_001);
    /// assert_eq!((backoff.get("old"), backoff.get("new")), (0, 10_000));
    /// ```
    pub fn gc(&mut self, now_ms: u64) {
        let schedule = self.schedule;
        self.entries.retain(|window| !window.is_expired(&schedule, now_ms));
    }
}
