//! What one sync of a pod does, container by container (`SyncPod`, `EnsureImageExists`).

use alloc::boxed::Box;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::{vec, vec::Vec};
use core::time::Duration;

use super::container_turn::{crash_loop, held_until, is_done, is_init, is_skipped};
use super::machine_state::{ContainerState, KeyState, State, Sync};
use super::step::SecretsEvent;
use super::{Action, ContainerKind, ContainerPlan, ImageOutcome, PodPlan, Step};
use crate::access::{
    CredentialVerification, ImageRequest, Presence, PullCredentials, RecordLookup, Refusal, Ruling,
};
use crate::backoff::Window;

/// The unchanging half of a run: the pod, and which containers share an image.
#[derive(Clone, Debug)]
pub(crate) struct Machine<'p> {
    pub(crate) pod: &'p PodPlan,
    /// For each container, what it is before and after each of its edits, in the order of time.
    pub(super) versions: Vec<Vec<Version<'p>>>,
    /// How many texts of images may have a window.
    pub(super) keys: usize,
    pub(super) has_edits: bool,
    /// For each container, the places of the volumes that it mounts, in order.
    pub(super) mounts: Vec<Vec<usize>>,
    /// When syncs come from outside, in order.
    pub(super) triggers: Vec<u64>,
}

/// A container from one edit to the next.
#[derive(Clone, Copy, Debug)]
pub(super) struct Version<'p> {
    pub(super) from_ms: u64,
    pub(super) plan: &'p ContainerPlan,
    /// Containers with one image text share a back-off key.
    pub(super) key: usize,
    /// Whether the image parses.
    pub(super) parses: bool,
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
    pub(super) fn version(&self, state: &State, index: usize) -> Option<&Version<'p>> {
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
    pub(super) fn volumes(&self) -> usize {
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
            Ruling::Refuse(refusal) => return refused(container, refusal),
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

    /// The place of the first init container or sidecar.
    fn first_init(&self) -> usize {
        self.pod.containers.partition_point(|container| container.kind < ContainerKind::Init)
    }
}

/// The refusal, with its error from the plan.
fn refused<'p>(container: &'p ContainerPlan, refusal: Refusal<'_>) -> ImageOutcome<'p> {
    match refusal {
        Refusal::InvalidName => ImageOutcome::InvalidName,
        Refusal::NeverPull => ImageOutcome::NeverPull,
        // A plan has no error of writing an intent down.
        Refusal::InspectFailed(_) | Refusal::IntentFailed(_) => {
            let error = container.inspect_error.as_deref().unwrap_or_default();
            ImageOutcome::Uninspectable { error }
        }
        Refusal::CredentialsFailed(_) => {
            let error = container.credentials.as_ref().err().map(|error| &**error).unwrap_or_default();
            ImageOutcome::CredentialsFailed { error }
        }
    }
}

/// What the kubelet looks at before it pulls.
pub(super) fn request<'a>(
    pod: &'a PodPlan,
    container: &'a ContainerPlan,
    key: &'a KeyState,
) -> ImageRequest<'a> {
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
