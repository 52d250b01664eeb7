//! Many pods on many nodes, and a registry that is away or busy.

use alloc::{collections::BinaryHeap, vec::Vec};
use core::{cmp::Reverse, ops::Range, time::Duration};

use super::SeededDelays;
use super::fleet_registry::{Answer, OpenRegistry, Registry};
use super::fleet_report::FleetReport;
use super::worker::Ticks;
use super::{PullQueue, PullThrottle};
use crate::backoff::{Schedule, Window};
use crate::clock::whole_ms;

/// Pods that arrive on nodes and pull one image each, while the registry is out for a part of the time.
///
/// Pods arrive evenly over a span of time, the nodes in turn. Every pod polls and backs off as a [`Timeline`] of one
/// container does, and shares its node's
/// [`PullThrottle`] and [`PullQueue`]. The same fleet gives the same report.
///
/// ```
/// use core::time::Duration;
/// use pullspec::kubelet::Fleet;
///
/// let outage = Duration::from_secs(600);
/// let report = Fleet::new(1_000, 50)
///     .with_outage(Duration::ZERO..outage)
///     .with_pull_times(Duration::from_millis(100), Duration::from_secs(2))
///     .with_seed(1)
///     .run(Duration::from_secs(1_800));
/// assert_eq!(report.running(), 1_000);
/// let half = report.running_at(0.5).expect("all run") - outage;
/// let all = report.running_at(1.0).expect("all run") - outage;
/// assert!(half.as_secs() < 300 && all.as_secs() < 420, "{half:?} {all:?}");
/// ```
///
/// [`Timeline`]: crate::kubelet::Timeline
#[derive(Clone, Debug, PartialEq)]
pub struct Fleet {
    pods: usize,
    nodes: usize,
    arrive_within_ms: u64,
    registry: Registry,
    failing_pull_ms: u64,
    pull_ms: u64,
    throttle: PullThrottle,
    queue: PullQueue,
    schedule: Schedule,
    seed: u64,
}

impl Fleet {
    /// So many pods that arrive at once on so many nodes (at least one). Pulls take no time and never fail.
    ///
    /// ```
    /// use core::time::Duration;
    /// use pullspec::kubelet::Fleet;
    /// let report = Fleet::new(100, 10).run(Duration::from_secs(60));
    /// assert_eq!((report.attempts(), report.running()), (100, 100));
    /// ```
    #[must_use]
    pub fn new(pods: usize, nodes: usize) -> Self {
        Self {
            pods,
            nodes: nodes.max(1),
            arrive_within_ms: 0,
            registry: Registry::default(),
            failing_pull_ms: 0,
            pull_ms: 0,
            throttle: PullThrottle::default(),
            queue: PullQueue::default(),
            schedule: Schedule::IMAGE_PULL,
            seed: 0,
        }
    }

    /// Pods arrive evenly over this time.
    ///
    /// ```
    /// use core::time::Duration;
    /// use pullspec::kubelet::Fleet;
    /// let report = Fleet::new(100, 100).with_arrivals_within(Duration::from_secs(10)).run(Duration::from_secs(60));
    /// assert_eq!(report.peak(), Some((Duration::ZERO, 10)));
    /// ```
    #[must_use]
    pub const fn with_arrivals_within(mut self, span: Duration) -> Self {
        self.arrive_within_ms = whole_ms(span);
        self
    }

    /// Pulls that start in this time fail; called again, it adds another outage.
    ///
    /// ```
    /// use core::time::Duration;
    /// use pullspec::kubelet::Fleet;
    /// let secs = Duration::from_secs;
    /// let report = Fleet::new(10, 10).with_outage(Duration::ZERO..secs(60)).run(secs(59));
    /// assert_eq!(report.running(), 0);
    /// ```
    #[must_use]
    pub fn with_outage(mut self, outage: Range<Duration>) -> Self {
        self.registry.add_outage(whole_ms(outage.start)..whole_ms(outage.end));
        self
    }

    /// Sets how many pulls the registry serves that start in one second; more of them it refuses with status 429.
    ///
    /// A refused pull takes as long as one that fails, and is backed off. So it can be asked whether the pods that come
    /// back after an outage keep the registry busy with refusals.
    ///
    /// ```
    /// use core::time::Duration;
    /// use pullspec::kubelet::Fleet;
    /// let report = Fleet::new(100, 100).with_capacity(30).run(Duration::from_secs(120));
    /// assert_eq!(report.started_per_second().next(), Some((Duration::ZERO, 30)));
    /// assert!(report.refused() >= 70 && report.running() == 100);
    /// ```
    #[must_use]
    pub const fn with_capacity(mut self, per_second: u32) -> Self {
        self.registry.set_capacity(per_second);
        self
    }

    /// Sets which part of the pulls fails although the registry is there, from 0 to 1.
    ///
    /// ```
    /// use core::time::Duration;
    /// use pullspec::kubelet::Fleet;
    /// let report = Fleet::new(1_000, 1_000).with_failure_rate(0.2).run(Duration::ZERO);
    /// assert!((150..250).contains(&report.failed()));
    /// ```
    #[must_use]
    pub fn with_failure_rate(mut self, rate: f64) -> Self {
        self.registry.set_failure_rate(rate);
        self
    }

    /// How long a pull takes to fail, and to succeed.
    ///
    /// ```
    /// use core::time::Duration;
    /// use pullspec::kubelet::Fleet;
    /// let (secs, millis) = (Duration::from_secs, Duration::from_millis);
    /// let report = Fleet::new(2, 1).with_pull_times(millis(100), secs(5)).run(secs(60));
    /// assert_eq!(report.running_at(1.0), Some(secs(11))); // one after the other
    /// ```
    #[must_use]
    pub const fn with_pull_times(mut self, failing: Duration, succeeding: Duration) -> Self {
        (self.failing_pull_ms, self.pull_ms) = (whole_ms(failing), whole_ms(succeeding));
        self
    }

    /// Sets how many pulls a node starts in a second; the kubelet's default is 5, with a burst of 10.
    ///
    /// A pull beyond it fails at once with `pull QPS exceeded`, without the registry, and is backed off.
    ///
    /// ```
    /// use core::time::Duration;
    /// use pullspec::kubelet::{Fleet, PullThrottle};
    /// let free = Fleet::new(100, 1).with_throttle(PullThrottle::new(0, 0)).run(Duration::ZERO);
    /// assert_eq!((free.attempts(), free.throttled()), (100, 0));
    /// let limited = Fleet::new(100, 1).run(Duration::ZERO);
    /// assert_eq!((limited.attempts(), limited.throttled()), (10, 90));
    /// ```
    #[must_use]
    pub const fn with_throttle(mut self, throttle: PullThrottle) -> Self {
        self.throttle = throttle;
        self
    }

    /// Sets how many pulls of a node run at the same time; the kubelet's default is one.
    ///
    /// ```
    /// use core::time::Duration;
    /// use pullspec::kubelet::{Fleet, PullQueue};
    /// let (secs, millis) = (Duration::from_secs, Duration::from_millis);
    /// let report = Fleet::new(2, 1).with_pull_times(millis(100), secs(5)).with_queue(PullQueue::Parallel { max: None }).run(secs(60));
    /// assert_eq!(report.running_at(1.0), Some(secs(6)));
    /// ```
    #[must_use]
    pub const fn with_queue(mut self, queue: PullQueue) -> Self {
        self.queue = queue;
        self
    }

    /// Sets the back-off windows.
    ///
    /// ```
    /// use core::time::Duration;
    /// use pullspec::Schedule;
    /// use pullspec::kubelet::Fleet;
    /// let secs = Duration::from_secs;
    /// let impatient = Fleet::new(10, 10).with_outage(Duration::ZERO..secs(300)).with_schedule(Schedule::new(secs(1), secs(10))).run(secs(600));
    /// let usual = Fleet::new(10, 10).with_outage(Duration::ZERO..secs(300)).run(secs(600));
    /// assert!(impatient.attempts() > 2 * usual.attempts());
    /// ```
    #[must_use]
    pub const fn with_schedule(mut self, schedule: Schedule) -> Self {
        self.schedule = schedule;
        self
    }

    /// Sets the seed of all delays.
    ///
    /// ```
    /// use core::time::Duration;
    /// use pullspec::kubelet::Fleet;
    /// let secs = Duration::from_secs;
    /// let fleet = Fleet::new(100, 10).with_outage(Duration::ZERO..secs(60));
    /// assert_eq!(fleet.clone().with_seed(7).run(secs(300)), fleet.with_seed(7).run(secs(300)));
    /// ```
    #[must_use]
    pub const fn with_seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Runs the fleet for all syncs that start at or before `horizon`.
    ///
    /// The cost grows with the number of syncs, the memory with the pods that have arrived and wait, the nodes that they
    /// are on and the seconds that pass. What never arrives costs nothing, so that any numbers of pods and nodes will do.
    ///
    /// ```
    /// use core::time::Duration;
    /// use pullspec::kubelet::Fleet;
    /// let fleet = Fleet::new(100, 10).with_outage(Duration::ZERO..Duration::from_secs(60));
    /// assert!(fleet.run(Duration::from_secs(120)).running() <= fleet.run(Duration::from_secs(300)).running());
    /// ```
    #[must_use]
    pub fn run(&self, horizon: Duration) -> FleetReport {
        let horizon_ms = whole_ms(horizon);
        let mut simulation = Simulation {
            fleet: self,
            horizon_ms,
            nodes: Vec::new(),
            due: BinaryHeap::new(),
            registry: self.registry.open(),
            report: FleetReport::new(self.pods as u64),
        };
        let mut arrivals = (0..self.pods).map(|pod| (self.arrival_ms(pod), pod)).peekable();
        loop {
            let due = simulation.due.peek().map(|Reverse(pod)| pod.due_ms);
            if let Some((now, pod)) =
                arrivals.next_if(|&(at, _)| at <= horizon_ms && due.is_none_or(|due| at <= due))
            {
                // Neighbouring seeds give unrelated sequences: the generator's state is mixed once more.
                let seed = SeededDelays::new(self.seed ^ (pod as u64).rotate_left(32)).next_bits();
                let pod = Pod { due_ms: now, number: pod, window: None, delays: SeededDelays::new(seed) };
                simulation.pull(pod);
            } else if let Some(Reverse(pod)) = simulation.due.pop() {
                simulation.pull(pod);
            } else {
                return simulation.report;
            }
        }
    }

    fn arrival_ms(&self, pod: usize) -> u64 {
        let pods = self.pods.max(1) as u128;
        let at = u128::from(self.arrive_within_ms) * pod as u128 / pods;
        u64::try_from(at).unwrap_or(u64::MAX)
    }
}

struct Simulation<'f> {
    fleet: &'f Fleet,
    horizon_ms: u64,
    /// Those that a pod has arrived on.
    nodes: Vec<Node>,
    /// Pods by the time of their next attempt. Looks that find a window open are not worth a place here.
    due: BinaryHeap<Reverse<Pod>>,
    registry: OpenRegistry,
    report: FleetReport,
}

/// A pod without its image. The order is that of the queue; no two pods share a number.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Pod {
    due_ms: u64,
    number: usize,
    window: Option<Window>,
    delays: SeededDelays,
}

impl Ord for Pod {
    fn cmp(&self, other: &Self) -> core::cmp::Ordering {
        (self.due_ms, self.number).cmp(&(other.due_ms, other.number))
    }
}

impl PartialOrd for Pod {
    fn partial_cmp(&self, other: &Self) -> Option<core::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

struct Node {
    ticks: Ticks,
    throttle: PullThrottle,
    /// When each of the pullers that have worked is free again; the heap finds the first of thousands.
    pullers: BinaryHeap<Reverse<u64>>,
}

impl Node {
    fn new(fleet: &Fleet, number: usize) -> Self {
        let mut random = SeededDelays::new(fleet.seed ^ !(number as u64));
        let ticks = Ticks::new(1_000, random.next_bits() % 1_000);
        Self { ticks, throttle: fleet.throttle, pullers: BinaryHeap::new() }
    }

    /// Takes the puller that is free first, of at most so many, and says since when or until when; a new one has always
    /// been free.
    fn take_puller(&mut self, workers: usize, now_ms: u64) -> u64 {
        match self.pullers.peek() {
            Some(&Reverse(free_ms)) if free_ms <= now_ms || self.pullers.len() >= workers => {
                self.pullers.pop();
                free_ms
            }
            _ => 0,
        }
    }
}

impl Simulation<'_> {
    /// One attempt, from the queue of its node to what becomes of the pod.
    fn pull(&mut self, mut pod: Pod) {
        let fleet = self.fleet;
        let number = pod.number % fleet.nodes;
        // Pods arrive in the order of their numbers, so that a node is new with its first pod and next in line.
        if number == self.nodes.len() {
            self.nodes.push(Node::new(fleet, number));
        }
        let Some(node) = self.nodes.get_mut(number) else { return };
        let start = node.take_puller(fleet.queue.workers(), pod.due_ms).max(pod.due_ms);
        let is_throttled = node.throttle.try_accept(Duration::from_millis(start)).is_err();
        let answer = (!is_throttled).then(|| self.registry.answer(start, &mut pod.delays));
        let duration = match answer {
            None => 0,
            Some(Answer::Served) => fleet.pull_ms,
            Some(Answer::Failed | Answer::TooMany) => fleet.failing_pull_ms,
        };
        let end = start.saturating_add(duration);
        node.pullers.push(Reverse(end));
        self.report.count(answer, start, end);
        if answer == Some(Answer::Served) {
            return;
        }
        let window = Window::after_failure(pod.window, &fleet.schedule, end, end, 0.0);
        pod.window = Some(window);
        let ticks = node.ticks;
        let open = window.ends_ms(&fleet.schedule);
        let mut look = end;
        loop {
            let due = look.saturating_add(pod.delays.next_delay());
            match ticks.first_after(due).filter(|&next| next <= self.horizon_ms) {
                None => return,
                Some(next) => look = next,
            }
            if look >= open {
                break;
            }
        }
        pod.due_ms = look;
        self.due.push(Reverse(pod));
    }
}
