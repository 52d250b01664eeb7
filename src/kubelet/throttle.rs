//! How fast and how many at a time a kubelet pulls (`pkg/kubelet/images/helpers.go`, `puller.go`).

use alloc::{collections::BinaryHeap, vec::Vec};
use core::{cmp::Reverse, num::NonZeroUsize, time::Duration};

use crate::go::rate::TokenBucket;

/// The kubelet's `registryPullQPS` and `registryBurst`: a token bucket that refuses and never waits.
///
/// One token is taken when an attempt starts. Without one the attempt **fails**: the event says `Failed to pull image
/// "X": pull QPS exceeded`, the container waits with `ErrImagePull`, and the back-off grows.
///
/// Times are durations since a moment of the caller's choice. Follows `rate.Limiter` of golang.org/x/time, which
/// counts tokens as floating-point numbers.
///
/// ```
/// use core::time::Duration;
/// use pullspec::kubelet::PullThrottle;
///
/// let mut throttle = PullThrottle::default(); // 5 per second, burst 10
/// let at = Duration::from_secs(60);
/// assert!((0..10).all(|_| throttle.try_accept(at).is_ok()));
/// assert_eq!(throttle.try_accept(at).unwrap_err().to_string(), "pull QPS exceeded");
/// assert!(throttle.try_accept(at + Duration::from_millis(200)).is_ok());
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PullThrottle {
    /// `None` for a throttle that is off.
    bucket: Option<TokenBucket>,
}

impl PullThrottle {
    /// A full bucket of `burst` tokens that gains `qps` a second. A `qps` of 0 turns the throttle off.
    ///
    /// ```
    /// use core::time::Duration;
    /// use pullspec::kubelet::PullThrottle;
    /// let mut off = PullThrottle::new(0, 0);
    /// assert!((0..1_000).all(|_| off.try_accept(Duration::ZERO).is_ok()));
    /// ```
    #[must_use]
    pub const fn new(qps: u32, burst: u32) -> Self {
        #[expect(clippy::cast_precision_loss, reason = "the kubelet hands the rate on as a 32-bit float")]
        let bucket = if qps == 0 { None } else { Some(TokenBucket::new(qps as f32, burst)) };
        Self { bucket }
    }

    /// Takes a token at a moment. A moment before the last one gains nothing.
    ///
    /// ```
    /// use core::time::Duration;
    /// use pullspec::kubelet::PullThrottle;
    /// let mut throttle = PullThrottle::new(1, 1);
    /// assert!(throttle.try_accept(Duration::from_secs(0)).is_ok());
    /// assert!(throttle.try_accept(Duration::from_millis(500)).is_err());
    /// assert!(throttle.try_accept(Duration::from_secs(1)).is_ok());
    /// ```
    ///
    /// # Errors
    ///
    /// The bucket is empty, or has room for none.
    pub fn try_accept(&mut self, now: Duration) -> Result<(), PullQpsExceededError> {
        let accepted = self.bucket.as_mut().is_none_or(|bucket| bucket.try_accept(now));
        if accepted { Ok(()) } else { Err(PullQpsExceededError) }
    }
}

impl Default for PullThrottle {
    /// The kubelet's: 5 a second, burst 10.
    fn default() -> Self {
        Self::new(5, 10)
    }
}

/// The error of a pull that found no token, in the kubelet's words.
///
/// ```
/// use pullspec::kubelet::PullQpsExceededError;
/// assert_eq!(PullQpsExceededError.to_string(), "pull QPS exceeded");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[error("pull QPS exceeded")]
pub struct PullQpsExceededError;

/// A pull that a container asks for (`imagePullRequest`, `pkg/kubelet/images/puller.go`).
///
/// ```
/// use core::time::Duration;
/// use pullspec::kubelet::{PullQueue, PullThrottle, QueuedPull};
/// let request = QueuedPull { at: Duration::from_secs(60), takes: Duration::from_secs(4) };
/// let pulls = PullQueue::default().schedule(&[request], &mut PullThrottle::default());
/// assert_eq!(pulls[0].end, Duration::from_secs(64));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct QueuedPull {
    /// When: the moment of the event `Pulling`.
    pub at: Duration,
    /// How long the runtime works on it.
    pub takes: Duration,
}

/// When a pull starts and ends.
///
/// ```
/// use core::time::Duration;
/// use pullspec::kubelet::{PullQueue, PullThrottle, QueuedPull};
/// let request = QueuedPull { at: Duration::ZERO, takes: Duration::from_secs(4) };
/// let pulls = PullQueue::Parallel { max: None }.schedule(&[request; 11], &mut PullThrottle::default());
/// assert!(pulls[10].throttled && pulls[10].start == pulls[10].end); // ten at once, the next one fails
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct ScheduledPull {
    /// When the runtime is asked.
    pub start: Duration,
    /// When it answers.
    pub end: Duration,
    /// Whether the throttle refused it; it then ends where it starts.
    pub throttled: bool,
}

/// How many pulls of one kubelet run at a time (`serializeImagePulls`, `maxParallelImagePulls`).
///
/// Closed: what the kubelet's two settings can say.
///
/// Requests are served in the order of their arrival. Two requests for the same image are two pulls.
///
/// ```
/// use core::{num::NonZeroUsize, time::Duration};
/// use pullspec::kubelet::{PullQueue, QueuedPull, PullThrottle};
///
/// let seconds = Duration::from_secs;
/// let requests = [0, 1, 2].map(|at| QueuedPull { at: seconds(at), takes: seconds(10) });
/// let starts = |queue: PullQueue| {
///     queue.schedule(&requests, &mut PullThrottle::default()).iter().map(|pull| pull.start.as_secs()).collect::<Vec<_>>()
/// };
/// assert_eq!(starts(PullQueue::Serialized), [0, 10, 20]); // the default
/// assert_eq!(starts(PullQueue::Parallel { max: NonZeroUsize::new(2) }), [0, 1, 10]);
/// assert_eq!(starts(PullQueue::Parallel { max: None }), [0, 1, 2]);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum PullQueue {
    /// One at a time.
    #[default]
    Serialized,
    /// Several at a time.
    Parallel {
        /// At most so many; `None` for no limit.
        max: Option<NonZeroUsize>,
    },
}

impl PullQueue {
    /// How many pulls run at a time at most.
    pub(crate) fn workers(self) -> usize {
        match self {
            Self::Serialized => 1,
            Self::Parallel { max } => max.map_or(usize::MAX, NonZeroUsize::get),
        }
    }

    /// When each of the requests starts and ends, in the order of the slice. Requests of the same moment are served
    /// in that order too. Takes time in n log n.
    ///
    /// ```
    /// use core::time::Duration;
    /// use pullspec::kubelet::{PullQueue, PullThrottle, QueuedPull};
    /// let seconds = Duration::from_secs;
    /// let requests = [QueuedPull { at: seconds(0), takes: seconds(30) }, QueuedPull { at: seconds(1), takes: seconds(5) }];
    /// let pulls = PullQueue::Serialized.schedule(&requests, &mut PullThrottle::default());
    /// assert_eq!((pulls[1].start, pulls[1].end), (seconds(30), seconds(35))); // the slow one holds it up
    /// ```
    #[must_use]
    pub fn schedule(&self, requests: &[QueuedPull], throttle: &mut PullThrottle) -> Vec<ScheduledPull> {
        let workers = self.workers();
        let mut by_arrival: Vec<(usize, &QueuedPull)> = requests.iter().enumerate().collect();
        by_arrival.sort_by_key(|(_, request)| request.at);
        // When each busy worker is free again, the earliest first.
        let mut busy = BinaryHeap::new();
        let mut scheduled = Vec::with_capacity(requests.len());
        for (index, request) in by_arrival {
            let free = if busy.len() < workers {
                Duration::ZERO
            } else {
                busy.pop().map_or(Duration::ZERO, |Reverse(t)| t)
            };
            let start = request.at.max(free);
            let throttled = throttle.try_accept(start).is_err();
            let end = if throttled { start } else { start.saturating_add(request.takes) };
            busy.push(Reverse(end));
            scheduled.push((index, ScheduledPull { start, end, throttled }));
        }
        scheduled.sort_unstable_by_key(|(index, _)| *index);
        scheduled.into_iter().map(|(_, pull)| pull).collect()
    }
}
