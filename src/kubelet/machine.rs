//! What one sync of a pod does, container by container (`SyncPod`, `EnsureImageExists`).

use alloc::boxed::Box;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::{vec, vec::Vec};
use core::time::Duration;

use super::step::SecretsEvent;
use super::worker::{FAILED_SYNC_MS, RESYNC_MS, scaled};
use super::{Action, ContainerKind, ContainerPlan, ImageOutcome, PodPlan, Step};
use crate::access::{
    CredentialVerification, ImageRequest, Presence, PullCredentials, PulledRecord, RecordLookup, Ruling,
    record_pull,
};
use crate::backoff::{Schedule, Window};

/// Crash loops wait in the same windows as pulls, counted from the container's end (`MaxContainerBackOff`).
const CRASH_LOOP: Schedule = Schedule::IMAGE_PULL;

/// The unchanging half of a run: the pod, and which containers share an image.
#[derive(Clone, Debug)]
pub(crate) struct Machine<'p> {
    pub(crate) pod: &'p PodPlan,
    /// For each container, what it is before and after each of its edits, in the order of time.
    versions: Vec<Vec<Version<'p>>>,
    /// How many texts of images may have a window.
    keys: usize,
    has_edits: bool,
    /// For each container, the places of the volumes that it mounts, in order.
    mounts: Vec<Vec<usize>>,
    /// When syncs come from outside, in order.
    triggers: Vec<u64>,
}

/// A container from one edit to the next.
#[derive(Clone, Copy, Debug)]
struct Version<'p> {
    from_ms: u64,
    plan: &'p ContainerPlan,
    /// Containers with one image text share a back-off key.
    key: usize,
    /// Whether the image parses.
    parses: bool,
}

/// The changing half: everything that the next sync depends on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct State {
    pub(crate) containers: Vec<ContainerState>,
    /// By number.
    pub(crate) keys: Vec<KeyState>,
    /// How many of the plan's triggers are used up.
    pub(crate) triggers_used: usize,
    /// When the kubelet notices starts and ends of containers (PLEG).
    pub(crate) notices: BTreeSet<u64>,
    /// How many containers may still change by themselves.
    unfinished: usize,
    /// Before this place no init container has anything left to do.
    initialized: usize,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ContainerState {
    pub(crate) attempts: u64,
    /// How many of them came before the last edit.
    attempts_before: u64,
    /// How many edits it has seen.
    version: usize,
    /// When it last started.
    pub(crate) started_ms: Option<u64>,
    crash_window: Option<Window>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct KeyState {
    present: bool,
    /// Who may use the image, where the kubelet verifies that.
    record: Option<Box<PulledRecord>>,
    pub(crate) window: Option<Window>,
    /// The container, its version, and the number of the attempt in it that failed last.
    failed: Option<(usize, usize, u64)>,
}

/// Where in a sync we are.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "what has happened so far, each by itself")]
pub(crate) struct Sync<'p> {
    pub(crate) number: u64,
    pub(crate) start_ms: u64,
    /// When the visits so far have ended.
    pub(crate) now_ms: u64,
    next: usize,
    /// An init container was visited, or one is still running: nothing after it starts in this sync.
    initializing: bool,
    visited: bool,
    failed: bool,
    /// A pull failed.
    pub(crate) pull_failed: bool,
    /// The nearest end of a crash-loop window.
    crash_expiry_ms: Option<u64>,
    volumes: Vec<Option<ImageOutcome<'p>>>,
}

impl Sync<'_> {
    /// A sync that starts.
    pub(crate) const fn new(number: u64, start_ms: u64) -> Self {
        Self {
            number,
            start_ms,
            now_ms: start_ms,
            next: 0,
            initializing: false,
            visited: false,
            failed: false,
            pull_failed: false,
            crash_expiry_ms: None,
            volumes: Vec::new(),
        }
    }

    /// Whether it found nothing to do so far: with an unfinished pod, an init container is running.
    pub(crate) const fn is_idle(&self) -> bool {
        !self.visited
    }

    /// Whether a crash loop held a container up, so that the re-queue depends on the time.
    pub(crate) const fn has_crash_loop(&self) -> bool {
        self.crash_expiry_ms.is_some()
    }
}

impl<'p> Machine<'p> {
    pub(crate) fn new(pod: &'p PodPlan) -> Self {
        let mut numbers = BTreeMap::new();
        let mut version = |from_ms, plan: &'p ContainerPlan| {
            let next = numbers.len();
            let key = *numbers.entry(plan.image.as_str()).or_insert(next);
            Version { from_ms, plan, key, parses: plan.unparsed || plan.image.reference().is_ok() }
        };
        let mut versions: Vec<Vec<Version<'p>>> = Vec::with_capacity(pod.containers.len());
        for container in &pod.containers {
            let mut own = vec![version(0, container)];
            own.extend(container.edits.iter().map(|edit| version(edit.at_ms, &edit.plan)));
            versions.push(own);
        }
        let keys = numbers.len();
        let has_edits = pod.containers.iter().any(|container| !container.edits.is_empty());
        let mut volumes = BTreeMap::new();
        for (place, volume) in pod.containers.iter().enumerate() {
            if volume.kind == ContainerKind::ImageVolume {
                volumes.entry(&*volume.name).or_insert(place);
            }
        }
        let mounted = |container: &ContainerPlan| {
            let mut places: Vec<usize> =
                container.mounts.iter().filter_map(|name| volumes.get(&**name).copied()).collect();
            places.sort_unstable();
            places.dedup();
            places
        };
        let mounts = pod.containers.iter().map(mounted).collect();
        Self { pod, versions, keys, has_edits, mounts, triggers: pod.triggers() }
    }

    pub(crate) fn initial_state(&self) -> State {
        let mut keys = vec![KeyState::default(); self.keys];
        for Version { plan: container, key, .. } in self.versions.iter().flatten() {
            if let Some(key) = keys.get_mut(*key) {
                key.present |= container.present;
                if self.pod.behavior.verifies_pull_credentials && key.record.is_none() {
                    key.record = container.record.clone().map(Box::new);
                }
            }
        }
        State {
            containers: vec![ContainerState::default(); self.pod.containers.len()],
            keys,
            triggers_used: 0,
            notices: BTreeSet::new(),
            unfinished: self
                .pod
                .containers
                .iter()
                .filter(|container| container.kind != ContainerKind::ImageVolume)
                .count(),
            initialized: 0,
        }
    }

    /// A container as it is now.
    fn version(&self, state: &State, index: usize) -> Option<&Version<'p>> {
        let number = state.containers.get(index).map_or(0, |known| known.version);
        self.versions.get(index)?.get(number)
    }

    /// Takes up the edits that came before a sync. A container that runs with another image is started again.
    fn edit(&self, state: &mut State, start_ms: u64) {
        if !self.has_edits {
            return;
        }
        for (known, versions) in state.containers.iter_mut().zip(&self.versions) {
            let newest = versions.partition_point(|version| version.from_ms <= start_ms).saturating_sub(1);
            let Some(Version { plan, .. }) = versions.get(newest).filter(|_| newest > known.version) else {
                continue;
            };
            if known.started_ms.is_some() {
                if plan.kind != ContainerKind::Regular {
                    continue;
                }
                if plan.exits_after_ms.is_none() {
                    state.unfinished = state.unfinished.saturating_add(1);
                }
                (known.started_ms, known.crash_window) = (None, None);
            }
            (known.version, known.attempts_before) = (newest, known.attempts);
        }
    }

    /// The place of the next container that a sync has something to do for.
    fn next_place(&self, state: &mut State, sync: &mut Sync<'p>) -> Option<usize> {
        loop {
            let index = sync.next;
            let container = self.pod.containers.get(index)?;
            sync.next += 1;
            if is_init(container.kind) {
                if index < state.initialized {
                    // Volumes and ephemeral containers stand before; what follows is done.
                    sync.next = state.initialized;
                    continue;
                }
                if index == state.initialized.max(self.first_init()) && is_done(state, sync, index, container)
                {
                    state.initialized = index + 1;
                    continue;
                }
            }
            if sync.initializing && container.kind >= ContainerKind::Init {
                // Nothing after an init container that has not ended.
                sync.next = self.pod.containers.len();
                return None;
            }
            if !is_skipped(state, sync, index, container) {
                return Some(index);
            }
        }
    }

    /// How many image volumes there are; they stand before all containers.
    fn volumes(&self) -> usize {
        self.pod.containers.partition_point(|container| container.kind == ContainerKind::ImageVolume)
    }

    /// Whether a sync starts a container, and so needs the volumes.
    fn starts_one(&self, state: &mut State, sync: &Sync<'p>, volumes: usize) -> bool {
        let mut ahead = Sync::new(sync.number, sync.start_ms);
        ahead.next = volumes;
        while let Some(index) = self.next_place(state, &mut ahead) {
            let known = state.containers.get(index).copied().unwrap_or_default();
            let container = self.pod.containers.get(index);
            if container.is_some_and(|container| held_until(known, sync.start_ms, container).is_none()) {
                return true;
            }
        }
        false
    }

    /// The sync's next visit; `None` when it is over.
    pub(crate) fn visit(&self, state: &mut State, sync: &mut Sync<'p>) -> Option<Step<'p>> {
        if sync.next == 0 {
            self.edit(state, sync.start_ms);
            let volumes = self.volumes();
            if volumes > 0
                && self.pod.behavior.sees_to_image_volumes_only_to_start
                && !self.starts_one(state, sync, volumes)
            {
                sync.next = volumes;
            }
        }
        let index = self.next_place(state, sync)?;
        let &Version { plan: container, key, .. } = self.version(state, index)?;
        let is_first = !sync.visited;
        sync.visited = true;
        let start_ms = sync.now_ms;
        let action = self.act(state, sync, index, container);
        let window = state.keys.get(key).and_then(|key| key.window);
        let behavior = &self.pod.behavior;
        let tells_of_secrets = is_first
            && behavior.reports_unreadable_secrets
            && !behavior.reports_unreadable_secrets_after_failed_pulls
            && !self.pod.unreadable_secrets.is_empty();
        Some(Step {
            pod: self.pod,
            container,
            index,
            sync: sync.number,
            action,
            sync_start_ms: sync.start_ms,
            start_ms,
            end_ms: sync.now_ms,
            window_ms: window.map_or(0, |window| window.length_ms),
            secrets: tells_of_secrets.then_some(SecretsEvent::AtStart),
        })
    }

    fn act(
        &self,
        state: &mut State,
        sync: &mut Sync<'p>,
        index: usize,
        container: &'p ContainerPlan,
    ) -> Action<'p> {
        if let Some(until_ms) = crash_loop(state, sync.now_ms, index, container) {
            sync.failed = true;
            sync.crash_expiry_ms = Some(sync.crash_expiry_ms.map_or(until_ms, |known| known.min(until_ms)));
            let known = state.containers.get(index).and_then(|container| container.crash_window);
            return Action::CrashLoopBackOff {
                until: Duration::from_millis(until_ms),
                window: known.map_or(Duration::ZERO, Window::length),
            };
        }
        if let Some((volume, outcome)) = self.missing_volume(sync, index) {
            sync.failed = true;
            return Action::MissingVolume { volume, outcome };
        }
        let outcome = self.ensure_image(state, sync, index, container);
        if container.kind == ContainerKind::ImageVolume {
            sync.volumes.push(Some(outcome));
            // A volume that fails fails no sync by itself, but the containers that mount it do.
            return Action::EnsureImage(outcome);
        }
        if outcome.is_success() {
            if let Some(known) = state.containers.get_mut(index) {
                let runs_on = container.exits_after_ms.is_none()
                    || matches!(container.kind, ContainerKind::Init | ContainerKind::Ephemeral);
                if known.started_ms.is_none() && runs_on {
                    state.unfinished = state.unfinished.saturating_sub(1);
                }
                known.started_ms = Some(sync.now_ms);
                self.notice(state, sync.now_ms);
                if let Some(exits_after_ms) = container.exits_after_ms {
                    self.notice(state, sync.now_ms.saturating_add(exits_after_ms));
                }
            }
        } else {
            sync.failed = true;
        }
        Action::EnsureImage(outcome)
    }

    /// The first volume that the container mounts and that is not there.
    fn missing_volume(&self, sync: &Sync<'p>, index: usize) -> Option<(&'p ContainerPlan, ImageOutcome<'p>)> {
        self.mounts.get(index)?.iter().find_map(|&place| {
            let outcome = sync.volumes.get(place).copied().flatten()?;
            let volume = self.pod.containers.get(place)?;
            (!outcome.is_success()).then_some((volume, outcome))
        })
    }

    /// `EnsureImageExists`, and the time it takes.
    fn ensure_image(
        &self,
        state: &mut State,
        sync: &mut Sync<'p>,
        index: usize,
        container: &'p ContainerPlan,
    ) -> ImageOutcome<'p> {
        let pod = self.pod;
        let Some(&Version { key, parses, .. }) = self.version(state, index) else {
            return ImageOutcome::Present;
        };
        let (Some(known), Some(key)) = (state.containers.get_mut(index), state.keys.get_mut(key)) else {
            return ImageOutcome::Present;
        };
        match request(pod, container, key).ruling(parses, &pod.behavior) {
            Ruling::InvalidName => return ImageOutcome::InvalidName,
            // A plan has no error of writing an intent down.
            Ruling::InspectFailed(_) | Ruling::IntentFailed(_) => {
                let error = container.inspect_error.as_deref().unwrap_or_default();
                return ImageOutcome::Uninspectable { error };
            }
            Ruling::CredentialsFailed(_) => {
                let error = container.credentials.as_ref().err().map(|error| &**error).unwrap_or_default();
                return ImageOutcome::CredentialsFailed { error };
            }
            Ruling::NeverPull => return ImageOutcome::NeverPull,
            Ruling::UseLocal { remember } => {
                if let Some(secret) = remember {
                    key.note(pod, container, &PullCredentials::secret(secret));
                }
                return ImageOutcome::Present;
            }
            Ruling::Pull => {}
        }
        if key.window.is_some_and(|window| window.blocks(&pod.schedule, sync.now_ms)) {
            let previous = key.failed.and_then(|(index, version, attempt)| {
                self.versions.get(index)?.get(version)?.plan.listed(attempt)?.error()
            });
            return ImageOutcome::BackOff { previous };
        }
        known.attempts += 1;
        let attempt = known.attempts;
        let listed = attempt.saturating_sub(known.attempts_before);
        let (duration_ms, result) = container.attempt(listed, sync.now_ms);
        sync.now_ms = sync.now_ms.saturating_add(duration_ms);
        match result {
            Ok(bytes) => {
                key.present = true;
                if pod.behavior.verifies_pull_credentials {
                    key.note(pod, container, &container.used_credentials());
                }
                ImageOutcome::Pulled { attempt, bytes }
            }
            Err(error) => {
                let now = sync.now_ms;
                key.window = Some(Window::after_failure(key.window, &pod.schedule, now, now, 0.0));
                key.failed = Some((index, known.version, listed));
                sync.pull_failed = true;
                ImageOutcome::PullFailed { attempt, error }
            }
        }
    }

    /// PLEG sees a change with its next relist, which triggers a sync.
    fn notice(&self, state: &mut State, ms: u64) {
        if let Some(ms) = self.pod.ticks.first_after(ms) {
            state.notices.insert(ms);
        }
    }

    /// When the next sync after an idle one starts; `None` if nothing will ever happen. Resyncs in between find
    /// nothing to do either, and are left out.
    pub(crate) fn after_idle(&self, state: &mut State, sync: &Sync<'_>) -> Option<u64> {
        self.with_trigger(state, sync.now_ms, None)
    }

    /// Whether no later sync does anything.
    pub(crate) fn is_finished(&self, state: &State) -> bool {
        let sees_to_volumes = !self.pod.behavior.sees_to_image_volumes_only_to_start && self.volumes() > 0;
        state.unfinished == 0 && !sees_to_volumes && self.is_edited(state)
    }

    /// Whether no later sync tries anything: what is left are looks at image volumes that are there.
    pub(crate) fn is_settled(&self, state: &State) -> bool {
        let is_there = |index| {
            let Some(Version { plan, key, parses, .. }) = self.version(state, index) else { return true };
            let ruling = state
                .keys
                .get(*key)
                .map(|key| request(self.pod, plan, key).ruling(*parses, &self.pod.behavior));
            !matches!(ruling, Some(Ruling::Pull))
        };
        state.unfinished == 0
            && self.is_edited(state)
            && (self.pod.behavior.sees_to_image_volumes_only_to_start || (0..self.volumes()).all(is_there))
    }

    /// Whether all triggers have come, if any of them is an edit that starts a container again.
    const fn is_edited(&self, state: &State) -> bool {
        !self.has_edits || state.triggers_used >= self.triggers.len()
    }

    /// When the next sync starts, if the source of delays gives `delay_ms` (10,000 to 14,999); `None` past the end of
    /// time.
    pub(crate) fn next_sync(&self, state: &mut State, sync: &Sync<'_>, delay_ms: u64) -> Option<u64> {
        let base = self.requeue_base_ms(sync);
        let due = sync.now_ms.saturating_add(scaled(delay_ms, base));
        let queued = self.pod.ticks.first_after(due);
        self.with_trigger(state, sync.now_ms, queued)
    }

    /// The base of the re-queue (`completeWork`).
    pub(crate) fn requeue_base_ms(&self, sync: &Sync<'_>) -> u64 {
        if !sync.failed {
            return RESYNC_MS;
        }
        sync.crash_expiry_ms
            .filter(|_| self.pod.behavior.requeues_at_crash_loop_expiry)
            .map_or(FAILED_SYNC_MS, |expiry| expiry.saturating_sub(sync.now_ms).min(RESYNC_MS))
    }

    /// The next sync that the queue does not bring about.
    pub(crate) fn next_trigger(&self, state: &State) -> Option<u64> {
        let outside = self.triggers.get(state.triggers_used).copied();
        outside.into_iter().chain(state.notices.first().copied()).min()
    }

    /// The first moment after `ms` at which a sync in an unchanged state may find something else.
    pub(crate) fn next_change(&self, state: &State, ms: u64) -> u64 {
        let windows = state.keys.iter().filter_map(|key| Some(key.window?.ends_ms(&self.pod.schedule)));
        let containers = self.pod.containers.iter().zip(&state.containers);
        let ends = containers.filter_map(|(container, known)| ended_ms(container, *known));
        windows.chain(ends).filter(|&change| change > ms).min().unwrap_or(u64::MAX)
    }

    /// Lets a trigger that comes before the queued sync replace it.
    pub(crate) fn with_trigger(&self, state: &mut State, now_ms: u64, queued: Option<u64>) -> Option<u64> {
        let due = |&trigger: &u64| queued.is_none_or(|queued| trigger <= queued);
        let outside = self.triggers.get(state.triggers_used).copied().filter(due);
        let inside = state.notices.first().copied().filter(due);
        let next = match (outside, inside) {
            (Some(outside), inside) if inside.is_none_or(|inside| outside <= inside) => {
                state.triggers_used += 1;
                outside.max(now_ms)
            }
            (_, Some(inside)) => inside.max(now_ms),
            _ => queued?,
        };
        // One sync answers all notices that came before it.
        while state.notices.first().is_some_and(|&notice| notice <= next) {
            state.notices.pop_first();
        }
        Some(next)
    }

    /// The place of the first init container or sidecar.
    fn first_init(&self) -> usize {
        self.pod.containers.partition_point(|container| container.kind < ContainerKind::Init)
    }
}

impl KeyState {
    /// Writes down who may use the image from now on.
    fn note(&mut self, pod: &PodPlan, container: &ContainerPlan, used: &PullCredentials) {
        // The simulator knows an image by its text alone.
        let image_ref = self.record.as_ref().map_or(container.image.as_str(), |record| &*record.image_ref);
        if let Ok(Some(record)) = record_pull(
            self.record.as_deref(),
            container.image.as_str(),
            image_ref,
            Some(used),
            &pod.behavior,
        ) {
            self.record = Some(Box::new(record));
        }
    }
}

/// What the kubelet looks at before it pulls.
fn request<'a>(pod: &'a PodPlan, container: &'a ContainerPlan, key: &'a KeyState) -> ImageRequest<'a> {
    let presence = match &container.inspect_error {
        Some(error) => Presence::Unknown(error),
        None if key.present => Presence::Present,
        None => Presence::Absent,
    };
    let record = key.record.as_deref().map_or(RecordLookup::Missing, RecordLookup::Found);
    // A pull that is over leaves no intent behind.
    let verification = CredentialVerification { policy: &pod.verification, record, pull_intent: false };
    let request = ImageRequest::new(&container.image, container.policy)
        .with_presence(presence)
        .with_verification(verification);
    match &container.credentials {
        Ok(credentials) => request.with_credentials(credentials),
        Err(error) => request.with_credentials_error(error),
    }
}

/// Init containers and sidecars run in one order.
const fn is_init(kind: ContainerKind) -> bool {
    matches!(kind, ContainerKind::Init | ContainerKind::Sidecar)
}

/// Whether an init container will never be looked at again: it ended, or it is a sidecar that runs for good.
fn is_done(state: &State, sync: &Sync<'_>, index: usize, container: &ContainerPlan) -> bool {
    let known = state.containers.get(index).copied().unwrap_or_default();
    match container.kind {
        ContainerKind::Init => ended_ms(container, known).is_some_and(|ended| ended <= sync.start_ms),
        _ => known.started_ms.is_some() && container.exits_after_ms.is_none(),
    }
}

/// Whether this sync has nothing to do for a container (`computePodActions`).
fn is_skipped(state: &State, sync: &mut Sync<'_>, index: usize, container: &ContainerPlan) -> bool {
    let known = state.containers.get(index).copied().unwrap_or_default();
    let started = known.started_ms.is_some();
    let ended = ended_ms(container, known).is_some_and(|ended| ended <= sync.start_ms);
    match container.kind {
        ContainerKind::ImageVolume => false,
        ContainerKind::Ephemeral => started || container.added_ms > sync.start_ms,
        ContainerKind::Init => {
            let skipped = sync.initializing || started;
            sync.initializing |= !(started && ended);
            skipped
        }
        ContainerKind::Sidecar => {
            let skipped = sync.initializing || (started && !ended);
            sync.initializing |= !started;
            skipped
        }
        ContainerKind::Regular => sync.initializing || (started && !ended),
    }
}

/// When a started container ends.
fn ended_ms(container: &ContainerPlan, known: ContainerState) -> Option<u64> {
    Some(known.started_ms?.saturating_add(container.exits_after_ms?))
}

/// The end of the crash-loop window that holds an ended container up, or `None` and its next window begins
/// (`doBackOff`).
fn crash_loop(state: &mut State, now_ms: u64, index: usize, container: &ContainerPlan) -> Option<u64> {
    let known = state.containers.get_mut(index)?;
    if let Some(until_ms) = held_until(*known, now_ms, container) {
        return Some(until_ms);
    }
    let ended = ended_ms(container, *known).filter(|_| loops(container.kind))?;
    known.crash_window = Some(Window::after_failure(known.crash_window, &CRASH_LOOP, ended, now_ms, 0.0));
    None
}

/// The end of the crash-loop window in which a container is.
fn held_until(known: ContainerState, now_ms: u64, container: &ContainerPlan) -> Option<u64> {
    let ended = ended_ms(container, known).filter(|_| loops(container.kind))?;
    let window = known.crash_window.filter(|window| window.blocks_since(&CRASH_LOOP, ended, now_ms))?;
    Some(ended.saturating_add(window.length_ms))
}

/// Whether such a container is started again after its end.
const fn loops(kind: ContainerKind) -> bool {
    matches!(kind, ContainerKind::Sidecar | ContainerKind::Regular)
}
