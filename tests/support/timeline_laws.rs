//! What holds of every simulated pod: used by the properties, by the fuzz target and by the replay of its seeds.

use core::time::Duration;
use std::collections::BTreeMap;

use pullspec::access::{
    CredentialVerification, CredentialVerificationPolicy, Decision, ImageRequest, ObjectCoordinates,
    PodCredentials, Presence, PullCredentials, PullSecret, PulledRecord, RecordLookup, record_pull,
};
use pullspec::api::{Behavior, EventReason};
use pullspec::kubectl::describe_events;
use pullspec::kubelet::{
    ContainerKind, ContainerPlan, EventLog, ImageOutcome, PodPlan, Pull, Step, StepEvent, Timeline,
};
use pullspec::{PodImage, PullPolicy, Reference, Schedule};

fn ms(number: u64) -> Duration {
    Duration::from_millis(number)
}

/// Reads a pod out of bytes: any bytes make one.
pub struct Scenario {
    pub pod: PodPlan,
    pub schedule: Schedule,
    pub delays: Vec<Duration>,
    pub horizon: Duration,
    pub behavior: Behavior,
    pub verification: CredentialVerificationPolicy,
    /// Whether an image is edited, which nothing foretells.
    #[allow(dead_code, reason = "asked by the laws of explanations alone")]
    pub is_edited: bool,
    /// By the name of the container.
    pub facts: BTreeMap<String, Facts>,
}

/// What a container was told to be, for whoever asks `access` about it.
#[derive(Clone)]
pub struct Facts {
    policy: PullPolicy,
    present: bool,
    unparsed: bool,
    inspect_error: Option<&'static str>,
    record: Option<PulledRecord>,
    credentials: Result<PodCredentials, &'static str>,
}

impl Scenario {
    pub fn from_bytes(bytes: &[u8]) -> Self {
        let mut bytes = bytes.iter().copied();
        let mut next = move || u64::from(bytes.next().unwrap_or(0));
        let behavior = Behavior::for_minor(28 + (next() % 10) as u16);
        let mut pod = PodPlan::new().with_behavior(behavior);
        let flags = next();
        pod = pod.with_ticks(ms([1_000, 1_000, 250, 1_777][(flags % 4) as usize]), ms(next() * 4));
        let mut schedule = Schedule::IMAGE_PULL;
        if flags & 4 != 0 {
            schedule = Schedule::new(ms(next() * 100), ms(next() * 1_000));
            pod = pod.with_schedule(schedule);
        }
        let mut facts = BTreeMap::new();
        let mut is_edited = false;
        for name in ["a", "b", "c"].into_iter().take(1 + (flags / 8 % 3) as usize) {
            let (plan, known) = container(name, &behavior, &mut next, &mut is_edited);
            pod = pod.with_container(plan);
            facts.insert(String::from(name), known);
        }
        let verification = match next() % 3 {
            0 => CredentialVerificationPolicy::NeverVerifyPreloadedImages,
            1 => CredentialVerificationPolicy::AlwaysVerify,
            _ => CredentialVerificationPolicy::NeverVerify,
        };
        pod = pod.with_verification(verification.clone());
        for _ in 0..next() % 4 {
            pod = pod.with_sync_at(ms(next() * 97));
        }
        if flags & 128 != 0 {
            pod = pod.with_repair_at(ms(next() * 1_000), ms(next() * 10));
        }
        if flags & 64 != 0 {
            pod = pod.with_unreadable_secrets(["regcred"]);
        }
        let delays = (0..=next() % 8).map(|_| ms(10_000 + next() * 5_000 / 256)).collect();
        Self { pod, schedule, delays, horizon: ms(600_000), behavior, verification, is_edited, facts }
    }

    pub fn timeline(&self) -> Timeline<'_, impl Iterator<Item = Duration> + Clone + '_> {
        Timeline::new(&self.pod, self.delays.iter().copied().cycle())
    }
}

fn container(
    name: &str,
    behavior: &Behavior,
    next: &mut impl FnMut() -> u64,
    is_edited: &mut bool,
) -> (ContainerPlan, Facts) {
    let kinds = [
        ContainerKind::Regular,
        ContainerKind::Regular,
        ContainerKind::Init,
        ContainerKind::Sidecar,
        ContainerKind::Ephemeral,
        ContainerKind::ImageVolume,
    ];
    let shape = next();
    let image = ["redis:7", "x\"y", "redis:7"][(shape / 8 % 3) as usize];
    let mut plan = ContainerPlan::new(kinds[(shape % 6) as usize], name, image);
    if shape & 64 != 0 {
        plan = plan.with_mount("a").with_exit_after(ms(next() * 100));
    }
    let nature = next() % 16;
    let mut facts = Facts {
        policy: [PullPolicy::Always, PullPolicy::Never]
            .get(nature as usize)
            .copied()
            .unwrap_or(PullPolicy::IfNotPresent),
        present: nature == 2,
        unparsed: nature == 3,
        inspect_error: (nature == 4).then_some("no such runtime"),
        record: None,
        credentials: Ok(PodCredentials::default()),
    };
    let access = next();
    let secret = |tenant: u64| {
        let at =
            ObjectCoordinates::new("ns", format!("secret-{}", tenant % 3), format!("uid-{}", tenant % 3));
        PullSecret::new(at, format!("hash-{}", tenant % 5))
    };
    match access % 8 {
        0..=2 => facts.credentials = Ok(PodCredentials::secrets([secret(access / 8)])),
        3 => facts.credentials = Err("unexpected end of JSON input"),
        _ => {}
    }
    if nature >= 12 {
        let used = PullCredentials::secret(secret(access / 3));
        facts.record =
            record_pull(None, &PodImage::new(image), "sha256:ref", Some(&used), behavior).ok().flatten();
        facts.present |= facts.record.is_some();
    }
    plan = plan.with_policy(facts.policy);
    if facts.present {
        plan = plan.with_image_present();
    }
    if facts.unparsed {
        plan = plan.with_unparsed_image();
    }
    if let Some(error) = facts.inspect_error {
        plan = plan.with_inspect_error(error);
    }
    if let Some(record) = &facts.record {
        plan = plan.with_pull_record(record.clone());
    }
    plan = match &facts.credentials {
        Ok(credentials) => plan.with_credentials(credentials.clone()),
        Err(error) => plan.with_credentials_error(*error),
    };
    for _ in 0..=next() % 4 {
        let (kind, length) = (next(), next());
        let length = [length, length * 10, length * 1_000, length * 3_000][(kind / 4 % 4) as usize];
        plan = plan.with_pull(match kind % 4 {
            0 => Pull::succeeds(ms(length)),
            1 => Pull::fails(ms(length), "RegistryUnavailable: refused"),
            2 => Pull::fails(ms(length), format!("read tcp 10.0.0.1:{length}: reset")),
            _ => Pull::fails(ms(length), "no such host"),
        });
    }
    if shape & 128 != 0 {
        let (at, image) = (ms(next() * 500), ["redis:7", "redis:8"][(next() % 2) as usize]);
        *is_edited = true;
        plan = plan.with_edit(at, image, [Pull::fails(ms(next()), "EOF"), Pull::succeeds(ms(next()))]);
    }
    (plan, facts)
}

/// What the node has of an image.
#[derive(Default)]
struct OnNode {
    present: bool,
    record: Option<PulledRecord>,
}

impl OnNode {
    fn note(&mut self, image: &str, used: &PullCredentials, behavior: &Behavior) {
        let image_ref = self.record.as_ref().map_or(image, |record| &record.image_ref).to_owned();
        let noted =
            record_pull(self.record.as_ref(), &PodImage::new(image), &image_ref, Some(used), behavior);
        self.record = noted.ok().flatten().or(self.record.take());
    }
}

/// For every simulated sync: what it did about an image is what `access` decides, in its words.
#[track_caller]
pub fn every_step_is_what_access_decides(scenario: &Scenario) {
    let behavior = &scenario.behavior;
    let mut node = BTreeMap::<&str, OnNode>::new();
    for container in scenario.pod.containers() {
        let facts = &scenario.facts[container.name()];
        let image = node.entry(container.image()).or_default();
        image.present |= facts.present;
        if behavior.verifies_pull_credentials && image.record.is_none() {
            image.record.clone_from(&facts.record);
        }
    }
    let run = scenario.timeline().until(scenario.horizon);
    for step in run.steps() {
        let facts = &scenario.facts[step.container.name()];
        let image = step.container.image();
        let Some(outcome) = step.outcome() else { continue };
        if facts.unparsed && Reference::parse(image).is_err() {
            continue;
        }
        let known = node.entry(image).or_default();
        let decision = {
            let presence = match facts.inspect_error {
                Some(error) => Presence::Unknown(error),
                None if known.present => Presence::Present,
                None => Presence::Absent,
            };
            let record = known.record.as_ref().map_or(RecordLookup::Missing, RecordLookup::Found);
            let verification =
                CredentialVerification { policy: &scenario.verification, record, pull_intent: false };
            let parsed = PodImage::new(image);
            let request = ImageRequest::new(&parsed, facts.policy)
                .with_presence(presence)
                .with_verification(verification);
            let request = match &facts.credentials {
                Ok(credentials) => request.with_credentials(credentials),
                Err(error) => request.with_credentials_error(error),
            };
            request.decide(behavior)
        };
        let of_images = |event: &StepEvent<'_>| event.reason != EventReason::FailedToRetrieveImagePullSecret;
        let first = step.events().find(of_images).map(|event| event.message());
        match decision {
            Decision::UseLocal { event, remember } => {
                assert_eq!(outcome, ImageOutcome::Present, "{step:?}");
                assert_eq!(first.as_ref(), Some(&event.message));
                if let Some(secret) = remember {
                    known.note(image, &PullCredentials::secret(secret), behavior);
                }
            }
            Decision::Pull { event, .. } => match outcome {
                ImageOutcome::BackOff { .. } => {}
                ImageOutcome::PullFailed { .. } => assert_eq!(first.as_ref(), Some(&event.message)),
                ImageOutcome::Pulled { .. } => {
                    assert_eq!(first.as_ref(), Some(&event.message));
                    known.present = true;
                    if behavior.verifies_pull_credentials {
                        let secret =
                            facts.credentials.as_ref().ok().and_then(|pod| pod.secrets.first().cloned());
                        let used = secret.map_or_else(PullCredentials::node_wide, PullCredentials::secret);
                        known.note(image, &used, behavior);
                    }
                }
                _ => panic!("{step:?}"),
            },
            Decision::Refuse { reason, message, event } => {
                assert_eq!((step.reason(), step.message()), (Some(reason), message), "{step:?}");
                if let Some(event) = event {
                    assert_eq!(first.as_ref(), Some(&event.message));
                } else {
                    assert!(first.is_none_or(|first| first.starts_with("Error: ")), "{step:?}");
                }
            }
        }
    }
}

/// Time goes forward, attempts keep out of windows, windows stay within their bounds.
#[track_caller]
pub fn steps_are_lawful(scenario: &Scenario) {
    let steps: Vec<Step<'_>> = scenario.timeline().until(scenario.horizon).steps().to_vec();
    let mut now = Duration::ZERO;
    let mut attempts = vec![0; scenario.pod.containers().len()];
    let mut failed_at = std::collections::BTreeMap::new();
    for step in &steps {
        assert!(step.sync_start() <= step.start() && step.start() <= step.end(), "{step:?}");
        assert!(step.start() >= now, "{step:?}");
        now = step.end();
        if let Some(attempt) = step.attempt() {
            attempts[step.index] += 1;
            assert_eq!(attempt, attempts[step.index], "attempts are counted one by one");
            if let Some(&(failed, window)) = failed_at.get(step.container.image()) {
                // A window longer than twice the cap is forgotten before it ends.
                let wait = scenario.schedule.expiry().saturating_add(ms(1)).min(window);
                assert!(step.start() >= failed + wait, "no attempt inside a window: {step:?}");
                if !step.is_success() {
                    let reset = step.end().saturating_sub(failed) > scenario.schedule.expiry();
                    let grown = if reset {
                        scenario.schedule.initial()
                    } else {
                        scenario.schedule.cap().min(window * 2)
                    };
                    assert_eq!(step.window(), grown, "windows double up to the cap until they are forgotten");
                }
            }
            if !step.is_success() {
                failed_at.insert(step.container.image(), (step.end(), step.window()));
            }
        } else {
            assert_eq!(step.start(), step.end(), "only attempts take time");
        }
        assert_eq!(step.reason().is_none(), step.is_success());
        assert_eq!(step.message().is_empty(), step.is_success(), "{step:?}");
    }
}

/// Both halves of a run that is cut in two are the run in one.
#[track_caller]
pub fn a_cut_run_goes_on(scenario: &Scenario, cut: usize) {
    let whole: Vec<Step<'_>> = scenario.timeline().take(120).collect();
    let mut first = scenario.timeline();
    let mut parts: Vec<Step<'_>> = first.by_ref().take(cut.min(120)).collect();
    let second = first.clone();
    parts.extend(second.take(120 - parts.len().min(120)));
    assert!(whole == parts);
}

/// The table shows exactly what was sent, and a row's count is the number of its events up to the last one sent.
#[track_caller]
pub fn tables_count_events(scenario: &Scenario) {
    let run = scenario.timeline().until(scenario.horizon);
    let behavior = Behavior::default().with_spam_filter_by_type(true);
    let mut log = EventLog::new(&behavior);
    let mut emitted = std::collections::HashMap::new();
    let mut shown = std::collections::HashMap::new();
    let mut before = Duration::ZERO;
    for event in run.events_in(..) {
        assert!(event.at >= before, "events come in order");
        before = event.at;
        let key = (event.field_path(), event.reason, event.message());
        let seen = emitted.entry(key.clone()).or_insert(0);
        *seen += 1;
        if let Some(sent) = log.record(&event)
            && !sent.combined
        {
            assert!(sent.count <= *seen && sent.first <= event.at);
            shown.insert(key, sent.count);
        }
    }
    for row in log.rows() {
        let key = |reason| (row.field_path.clone(), reason, row.message.clone());
        let count = shown.iter().find(|((path, reason, message), _)| {
            (path, message) == (&row.field_path, &row.message) && reason.as_str() == row.reason
        });
        if let Some(((_, reason, _), &count)) = count {
            assert_eq!(row.count, count);
            assert!(emitted[&key(*reason)] >= count);
        } else {
            assert!(row.message.starts_with("(combined from similar events): "), "{row:?}");
        }
    }
    let table = describe_events(log.rows(), scenario.horizon).to_string();
    assert!(table.starts_with("Events:"));
}

/// A run stays inside the bounds.
#[track_caller]
pub fn runs_stay_inside_bounds(scenario: &Scenario) {
    let horizon = ms(90_000);
    let Ok(bounds) = scenario.pod.bounds(horizon) else { return };
    for step in scenario.timeline().until(horizon).steps() {
        if let Some(number) = step.attempt() {
            let reachable = bounds.attempt(step.index, number);
            assert!(reachable.is_some_and(|at| at.contains(step.start())), "{step:?}: {reachable:?}");
        }
    }
}

/// Reads a pod out of any bytes, and holds its run to the laws.
#[track_caller]
pub fn replay(bytes: &[u8]) {
    let scenario = Scenario::from_bytes(bytes);
    steps_are_lawful(&scenario);
    every_step_is_what_access_decides(&scenario);
    a_cut_run_goes_on(&scenario, bytes.len());
    tables_count_events(&scenario);
    runs_stay_inside_bounds(&scenario);
}
