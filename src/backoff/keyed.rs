//! Back-off per key, as client-go keeps it.

use alloc::{format, string::String};
use core::time::Duration;

use super::{Schedule, Window};
use crate::clock::whole_ms;
use crate::collections::TextMap;

/// client-go's `flowcontrol.Backoff`: a window per key that doubles with every failure and is forgotten after twice
/// the cap.
///
/// It holds no clock: every call says what time it is, as the time since a moment of the caller's choice, of which whole
/// milliseconds count. A key takes 125 to 170 bytes beside its text (measured with a million and with 700,000 keys),
/// where a hash map takes about 85; for that, no choice of keys makes it slow.
///
/// ```
/// use core::time::Duration;
/// use pullspec::Schedule;
/// use pullspec::backoff::Backoff;
///
/// let mut backoff = Backoff::new(Schedule::IMAGE_PULL);
/// let key = Backoff::key("8c1f", "redis:7");
/// assert_eq!(backoff.next(&key, Duration::ZERO), Duration::from_secs(10));
/// assert!(backoff.is_in_backoff(&key, Duration::from_millis(9_999)));
/// assert!(!backoff.is_in_backoff(&key, Duration::from_secs(10)));
/// assert_eq!(backoff.next(&key, Duration::from_secs(12)), Duration::from_secs(20));
/// // More than 600 s later: from the start.
/// assert_eq!(backoff.next(&key, Duration::from_millis(612_001)), Duration::from_secs(10));
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
    /// use core::time::Duration;
    /// use pullspec::Schedule;
    /// use pullspec::backoff::Backoff;
    /// let mut backoff = Backoff::new(Schedule::new(Duration::from_secs(1), Duration::from_secs(8)));
    /// assert_eq!(backoff.next("k", Duration::ZERO), Duration::from_secs(1));
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
    #[must_use]
    pub const fn schedule(&self) -> Schedule {
        self.schedule
    }

    /// How many keys it remembers.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether it remembers no key.
    ///
    /// ```
    /// use core::time::Duration;
    /// use pullspec::backoff::Backoff;
    /// let mut backoff = Backoff::default();
    /// assert!(backoff.is_empty());
    /// backoff.next("a", Duration::ZERO);
    /// assert!(!backoff.is_empty());
    /// ```
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.entries.len() == 0
    }

    /// Records a failure at `now` and returns the new window (`Next`).
    ///
    /// ```
    /// use core::time::Duration;
    /// use pullspec::backoff::Backoff;
    /// let mut backoff = Backoff::default();
    /// assert_eq!(backoff.next("k", Duration::ZERO), Duration::from_secs(10));
    /// assert_eq!(backoff.next("k", Duration::from_secs(11)), Duration::from_secs(20));
    /// ```
    pub fn next(&mut self, key: &str, now: Duration) -> Duration {
        self.next_with(key, now, now, 0.0)
    }

    /// Records at `now` a failure that happened at `event`, with the caller's random number in `[0, 1)` for the
    /// schedule's jitter, and returns the new window.
    ///
    /// Whether the sequence starts over is judged at the event, the new window begins now: crash-loop back-off, where
    /// the event is a container's end, tells the two apart.
    ///
    /// ```
    /// use core::time::Duration;
    /// use pullspec::Schedule;
    /// use pullspec::backoff::Backoff;
    /// let mut backoff = Backoff::new(Schedule::IMAGE_PULL.with_jitter(1.0));
    /// assert_eq!(backoff.next_with("k", Duration::ZERO, Duration::ZERO, 0.5), Duration::from_secs(15));
    /// ```
    pub fn next_with(&mut self, key: &str, event: Duration, now: Duration, random: f64) -> Duration {
        let (schedule, event_ms, now_ms) = (self.schedule, whole_ms(event), whole_ms(now));
        let update = |known| Window::after_failure(known, &schedule, event_ms, now_ms, random);
        if let Some(window) = self.entries.get_mut(key) {
            *window = update(Some(*window));
            window.length()
        } else {
            let window = update(None);
            self.entries.insert(key, window);
            window.length()
        }
    }

    /// Whether an attempt at `now` has to wait: strictly inside the window that began with the last failure
    /// (`IsInBackOffSinceUpdate`).
    ///
    /// ```
    /// use core::time::Duration;
    /// use pullspec::backoff::Backoff;
    /// let mut backoff = Backoff::default();
    /// backoff.next("k", Duration::from_millis(500));
    /// assert!(backoff.is_in_backoff("k", Duration::from_millis(10_499)));
    /// assert!(!backoff.is_in_backoff("k", Duration::from_millis(10_500))); // the end is outside
    /// assert!(!backoff.is_in_backoff("other", Duration::from_millis(500)));
    /// ```
    #[must_use]
    pub fn is_in_backoff(&self, key: &str, now: Duration) -> bool {
        self.entries.get(key).is_some_and(|window| window.blocks(&self.schedule, whole_ms(now)))
    }

    /// Whether `now` lies inside the window counted from `event` instead (`IsInBackOffSince`), as crash-loop
    /// back-off counts from a container's end.
    ///
    /// ```
    /// use core::time::Duration;
    /// use pullspec::Schedule;
    /// use pullspec::backoff::Backoff;
    /// let mut backoff = Backoff::new(Schedule::IMAGE_PULL);
    /// backoff.next("k", Duration::ZERO);
    /// assert!(backoff.is_in_backoff_since("k", Duration::from_secs(5), Duration::from_millis(14_999)));
    /// assert!(!backoff.is_in_backoff_since("k", Duration::from_secs(5), Duration::from_secs(15)));
    /// ```
    #[must_use]
    pub fn is_in_backoff_since(&self, key: &str, event: Duration, now: Duration) -> bool {
        let (event_ms, now_ms) = (whole_ms(event), whole_ms(now));
        self.entries.get(key).is_some_and(|window| window.blocks_since(&self.schedule, event_ms, now_ms))
    }

    /// The window of a key, whether it has passed or not; zero for an unknown key (`Get`).
    ///
    /// ```
    /// use core::time::Duration;
    /// use pullspec::backoff::Backoff;
    /// let mut backoff = Backoff::default();
    /// backoff.next("k", Duration::ZERO);
    /// assert_eq!((backoff.get("k"), backoff.get("other")), (Duration::from_secs(10), Duration::ZERO));
    /// ```
    #[must_use]
    pub fn get(&self, key: &str) -> Duration {
        self.entries.get(key).map_or(Duration::ZERO, |window| window.length())
    }

    /// Forgets a key (`Reset`, `DeleteEntry`). The kubelet never does this for images.
    ///
    /// ```
    /// use core::time::Duration;
    /// use pullspec::backoff::Backoff;
    /// let mut backoff = Backoff::default();
    /// backoff.next("k", Duration::ZERO);
    /// backoff.reset("k");
    /// assert_eq!(backoff.next("k", Duration::from_secs(1)), Duration::from_secs(10));
    /// ```
    pub fn reset(&mut self, key: &str) {
        self.entries.remove(key);
    }

    /// Forgets every key whose last failure is more than twice the cap ago (`GC`). The kubelet does this after a
    /// successful pull.
    ///
    /// ```
    /// use core::time::Duration;
    /// use pullspec::backoff::Backoff;
    /// let mut backoff = Backoff::default();
    /// backoff.next("old", Duration::ZERO);
    /// backoff.next("new", Duration::from_millis(1));
    /// backoff.gc(Duration::from_millis(600_001));
    /// assert_eq!((backoff.get("old"), backoff.get("new")), (Duration::ZERO, Duration::from_secs(10)));
    /// ```
    pub fn gc(&mut self, now: Duration) {
        let (schedule, now_ms) = (self.schedule, whole_ms(now));
        self.entries.retain(|window| !window.is_expired(&schedule, now_ms));
    }
}
