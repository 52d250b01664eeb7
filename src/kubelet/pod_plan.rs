//! What a simulated pod is made of.

use alloc::{boxed::Box, collections::BTreeMap, string::String, vec::Vec};
use core::time::Duration;

use super::pull::Repair;
use super::worker::Ticks;
use super::{ContainerKind, ContainerPlan};
use crate::access::CredentialVerificationPolicy;
use crate::api::Behavior;
use crate::backoff::Schedule;
use crate::clock::whole_ms;

/// A pod as the simulator needs it: containers, the pod worker's clock, and a version of Kubernetes.
///
/// Times count from when the pod reached the node, where its first sync is, in whole milliseconds.
///
/// ```
/// use core::time::Duration;
/// use pullspec::kubelet::{ContainerPlan, PodPlan, Pull};
/// let millis = Duration::from_millis;
///
/// let pod = PodPlan::new()
///     .with_container(ContainerPlan::regular("app", "redis:7").with_pull(Pull::fails(millis(950), "no such host")))
///     .with_sync_at(millis(200)); // the sandbox has started
/// # let _ = pod;
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct PodPlan {
    pub(crate) name: Box<str>,
    pub(crate) namespace: Box<str>,
    pub(crate) uid: Box<str>,
    pub(crate) containers: Vec<ContainerPlan>,
    pub(crate) behavior: Behavior,
    pub(crate) schedule: Schedule,
    pub(crate) verification: CredentialVerificationPolicy,
    pub(crate) ticks: Ticks,
    /// How many at each moment.
    pub(crate) triggers: BTreeMap<u64, usize>,
    /// As the event about them lists them; empty if there are none.
    pub(crate) unreadable_secrets: Box<str>,
}

impl PodPlan {
    /// A pod without containers on the newest Kubernetes, with the kubelet's own constants.
    ///
    /// ```
    /// use pullspec::api::Behavior;
    /// use pullspec::kubelet::PodPlan;
    /// let pod = PodPlan::new().with_behavior(Behavior::for_minor(31));
    /// assert!(pod.containers().is_empty());
    /// ```
    #[must_use]
    pub fn new() -> Self {
        Self {
            name: "pod".into(),
            namespace: "default".into(),
            uid: "00000000-0000-0000-0000-000000000000".into(),
            containers: Vec::new(),
            behavior: Behavior::default(),
            schedule: Schedule::IMAGE_PULL,
            verification: CredentialVerificationPolicy::default(),
            ticks: Ticks::KUBELET,
            triggers: BTreeMap::new(),
            unreadable_secrets: Box::default(),
        }
    }

    /// Adds a container or image volume. They may come in any order; within a kind, the order of the spec counts.
    ///
    /// ```
    /// use pullspec::kubelet::{ContainerPlan, PodPlan};
    /// let pod = PodPlan::new().with_container(ContainerPlan::regular("app", "redis:7"));
    /// assert_eq!(pod.containers()[0].name(), "app");
    /// ```
    #[must_use]
    pub fn with_container(mut self, container: ContainerPlan) -> Self {
        let place = self.containers.partition_point(|known| known.rank() <= container.rank());
        self.containers.insert(place, container);
        self
    }

    /// Adds containers and image volumes, as [`with_container`](Self::with_container) does one by one. Thousands in the
    /// order of no list are quicker together, since each one that comes before others moves them.
    ///
    /// ```
    /// use pullspec::kubelet::{ContainerPlan, PodPlan};
    /// let both = [ContainerPlan::regular("app", "a"), ContainerPlan::init("setup", "b")];
    /// let pod = PodPlan::new().with_containers(both);
    /// assert!(pod.containers().iter().map(ContainerPlan::name).eq(["setup", "app"]));
    /// ```
    #[must_use]
    pub fn with_containers(mut self, containers: impl IntoIterator<Item = ContainerPlan>) -> Self {
        self.containers.extend(containers);
        self.containers.sort_by_key(ContainerPlan::rank);
        self
    }

    /// Sets the names that texts about the pod contain.
    ///
    /// ```
    /// use core::time::Duration;
    /// use pullspec::kubelet::{Action, ContainerPlan, PodPlan, Timeline};
    /// let app = ContainerPlan::regular("app", "redis:7").with_image_present().with_exit_after(Duration::ZERO);
    /// let pod = PodPlan::new().with_names("shop", "web", "8c1f").with_container(app);
    /// let waits = Timeline::new(&pod, std::iter::repeat(Duration::from_millis(12_500)))
    ///     .find(|step| matches!(step.action, Action::CrashLoopBackOff { .. }))
    ///     .expect("it keeps ending");
    /// assert!(waits.message().ends_with("container=app pod=web_shop(8c1f)"));
    /// ```
    #[must_use]
    pub fn with_names(
        mut self,
        namespace: impl Into<Box<str>>,
        name: impl Into<Box<str>>,
        uid: impl Into<Box<str>>,
    ) -> Self {
        (self.namespace, self.name, self.uid) = (namespace.into(), name.into(), uid.into());
        self
    }

    /// Sets the version of Kubernetes.
    ///
    /// ```
    /// use core::time::Duration;
    /// use pullspec::api::Behavior;
    /// use pullspec::kubelet::{ContainerPlan, PodPlan, Pull, Timeline};
    /// let (secs, millis) = (Duration::from_secs, Duration::from_millis);
    /// let app = ContainerPlan::regular("app", "redis:7").with_pull(Pull::fails(millis(950), "EOF"));
    /// let back_off = |minor| {
    ///     let pod = PodPlan::new().with_container(app.clone()).with_behavior(Behavior::for_minor(minor)).with_sync_at(secs(1));
    ///     Timeline::new(&pod, [millis(12_500)]).nth(1).map(|step| step.message())
    /// };
    /// assert_eq!(back_off(31).as_deref(), Some("Back-off pulling image \"redis:7\""));
    /// assert_eq!(back_off(32).as_deref(), Some("Back-off pulling image \"redis:7\": ErrImagePull: EOF"));
    /// ```
    #[must_use]
    pub const fn with_behavior(mut self, behavior: Behavior) -> Self {
        self.behavior = behavior;
        self
    }

    /// Sets for which images of the node the kubelet verifies that a pod may use them (KEP-2535); it does so at all with
    /// [`Behavior::verifies_pull_credentials`].
    ///
    /// ```
    /// use pullspec::access::CredentialVerificationPolicy;
    /// use pullspec::kubelet::{ContainerPlan, PodPlan, Timeline};
    /// let app = ContainerPlan::regular("app", "redis:7").with_image_present();
    /// let trusting = PodPlan::new().with_container(app.clone());
    /// assert_eq!(Timeline::new(&trusting, []).filter_map(|step| step.attempt()).count(), 0);
    /// let strict = PodPlan::new().with_container(app).with_verification(CredentialVerificationPolicy::AlwaysVerify);
    /// assert_eq!(Timeline::new(&strict, []).filter_map(|step| step.attempt()).count(), 1);
    /// ```
    #[must_use]
    pub fn with_verification(mut self, policy: CredentialVerificationPolicy) -> Self {
        self.verification = policy;
        self
    }

    /// Sets the back-off windows; the kubelet's are [`Schedule::IMAGE_PULL`].
    ///
    /// ```
    /// use core::time::Duration;
    /// use pullspec::Schedule;
    /// use pullspec::kubelet::{ContainerPlan, PodPlan, Pull, Timeline};
    /// let (secs, millis) = (Duration::from_secs, Duration::from_millis);
    /// let app = ContainerPlan::regular("app", "redis:7").with_pull(Pull::fails(millis(950), "EOF"));
    /// let pod = PodPlan::new().with_container(app).with_schedule(Schedule::new(secs(1), secs(60)));
    /// assert_eq!(Timeline::new(&pod, []).next().map(|step| step.window()), Some(secs(1)));
    /// ```
    #[must_use]
    pub const fn with_schedule(mut self, schedule: Schedule) -> Self {
        self.schedule = schedule;
        self
    }

    /// Sets the ticks at which the kubelet looks for due pods: every `period`, shifted by `phase`.
    ///
    /// The kubelet ticks once a second; the phase is where in that second the pod arrived.
    ///
    /// ```
    /// use core::time::Duration;
    /// use pullspec::kubelet::{ContainerPlan, PodPlan, Pull, Timeline};
    /// let (secs, millis) = (Duration::from_secs, Duration::from_millis);
    /// let app = ContainerPlan::regular("app", "redis:7").with_pull(Pull::fails(millis(950), "EOF"));
    /// let pod = PodPlan::new().with_container(app).with_ticks(secs(1), millis(700));
    /// assert_eq!(Timeline::new(&pod, [secs(10)]).nth(1).map(|step| step.start()), Some(millis(11_700)));
    /// ```
    #[must_use]
    pub const fn with_ticks(mut self, period: Duration, phase: Duration) -> Self {
        self.ticks = Ticks::new(whole_ms(period), whole_ms(phase));
        self
    }

    /// Adds a sync triggered from outside: the sandbox started, a label changed.
    ///
    /// One that comes while a sync is running happens right after it. Each replaces one re-queue.
    ///
    /// ```
    /// use core::time::Duration;
    /// use pullspec::kubelet::{ContainerPlan, PodPlan, Pull, Timeline};
    /// let (secs, millis) = (Duration::from_secs, Duration::from_millis);
    /// let app = ContainerPlan::regular("app", "redis:7").with_pull(Pull::fails(millis(950), "EOF"));
    /// let pod = PodPlan::new().with_container(app).with_sync_at(millis(200));
    /// // The pull was still running at 200 ms.
    /// assert_eq!(Timeline::new(&pod, [secs(10)]).nth(1).map(|step| step.start()), Some(millis(950)));
    /// ```
    #[must_use]
    pub fn with_sync_at(mut self, at: Duration) -> Self {
        let known = self.triggers.entry(whole_ms(at)).or_insert(0);
        *known = known.saturating_add(1);
        self
    }

    /// The pod names pull secrets that the kubelet cannot read: there are none of these names, or it may not see them.
    /// It says so with an event that counts against the budget of all the pod's events: in every sync up to 1.36, since
    /// 1.37 only at the end of a sync in which a pull failed (`SyncPod`, `pkg/kubelet/kubelet.go`).
    ///
    /// ```
    /// use core::time::Duration;
    /// use pullspec::api::Behavior;
    /// use pullspec::kubelet::{ContainerPlan, PodPlan, Pull, Timeline};
    /// let (secs, millis) = (Duration::from_secs, Duration::from_millis);
    /// let app = ContainerPlan::regular("app", "redis:7").with_pull(Pull::fails(millis(950), "unauthorized"));
    /// let events = |minor| {
    ///     let pod = PodPlan::new().with_behavior(Behavior::for_minor(minor)).with_container(app.clone()).with_unreadable_secrets(["regcred"]);
    ///     let run = Timeline::new(&pod, std::iter::repeat(millis(12_500))).until(secs(30));
    ///     run.events_in(..).filter(|event| event.reason.as_str() == "FailedToRetrieveImagePullSecret").count()
    /// };
    /// // Syncs at 0, 14 and 28 s; the last one finds the window still open.
    /// assert_eq!((events(27), events(36), events(37)), (0, 3, 2));
    /// ```
    #[must_use]
    pub fn with_unreadable_secrets<N: AsRef<str>>(mut self, names: impl IntoIterator<Item = N>) -> Self {
        let mut list = String::new();
        for name in names {
            if !list.is_empty() {
                list.push_str(", ");
            }
            list.push_str(name.as_ref());
        }
        self.unreadable_secrets = list.into();
        self
    }

    /// The containers and image volumes in the order in which a sync gets to them.
    ///
    /// ```
    /// use pullspec::kubelet::{ContainerPlan, PodPlan};
    /// let pod = PodPlan::new().with_container(ContainerPlan::regular("app", "a")).with_container(ContainerPlan::init("setup", "b"));
    /// assert!(pod.containers().iter().map(ContainerPlan::name).eq(["setup", "app"]));
    /// ```
    #[must_use]
    pub fn containers(&self) -> &[ContainerPlan] {
        &self.containers
    }

    /// The place of a container or image volume in that order.
    ///
    /// ```
    /// use pullspec::kubelet::{ContainerPlan, PodPlan};
    /// let pod = PodPlan::new()
    ///     .with_container(ContainerPlan::regular("app", "a"))
    ///     .with_container(ContainerPlan::init("setup", "b"));
    /// assert_eq!((pod.index_of("setup"), pod.index_of("app"), pod.index_of("x")), (Some(0), Some(1), None));
    /// ```
    #[must_use]
    pub fn index_of(&self, name: &str) -> Option<usize> {
        self.containers.iter().position(|container| *container.name == *name)
    }

    /// The same pod with every pull succeeding from `at` on, after `duration`.
    ///
    /// ```
    /// use core::time::Duration;
    /// use pullspec::kubelet::{ContainerPlan, PodPlan, Pull, Timeline};
    /// let (secs, millis) = (Duration::from_secs, Duration::from_millis);
    /// let app = ContainerPlan::regular("app", "redis:7").with_pull(Pull::fails(millis(950), "EOF"));
    /// let pod = PodPlan::new().with_container(app).with_repair_at(secs(60), secs(2));
    /// let success = Timeline::new(&pod, std::iter::repeat(millis(12_500))).find(|step| step.is_success());
    /// assert_eq!(success.map(|step| step.start()), Some(secs(94)));
    /// ```
    #[must_use]
    pub fn with_repair_at(mut self, at: Duration, duration: Duration) -> Self {
        for container in &mut self.containers {
            container.repair = Some(Repair::new(at, duration));
        }
        self
    }

    /// Whether it has init containers or sidecars, which stand together.
    pub(crate) fn has_init_containers(&self) -> bool {
        let is_init = |kind| matches!(kind, ContainerKind::Init | ContainerKind::Sidecar);
        let before = self.containers.partition_point(|container| container.kind < ContainerKind::Init);
        self.containers.get(before).is_some_and(|container| is_init(container.kind))
    }

    /// The triggers in order, each as often as it comes. A change of the pod is one of them.
    pub(crate) fn triggers(&self) -> Vec<u64> {
        let told = self.triggers.iter().flat_map(|(&ms, &count)| core::iter::repeat_n(ms, count));
        let changes = self.containers.iter().flat_map(ContainerPlan::changes_ms);
        let mut all: Vec<u64> = told.chain(changes).collect();
        all.sort_unstable();
        all
    }

    /// The pod as log lines write it: `name_namespace(uid)`.
    pub(crate) fn log_name(&self) -> String {
        alloc::format!("{}_{}({})", self.name, self.namespace, self.uid)
    }
}

impl Default for PodPlan {
    fn default() -> Self {
        Self::new()
    }
}
