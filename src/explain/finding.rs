//! What is wrong with an image, and how that is known.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::time::Duration;

use super::context::ExplainContext;
use super::credentials::{see_to_the_secrets, service_account as service_account_of};
use super::history::History;
use super::place::{Asked, see_to_the_place};
use super::shared::Shared;
use super::{
    CauseFinding, CauseSource, ImageMeaning, ImageState, Phase, PolicyMeaning, PullSecrets, Remedy,
    SandboxImage, Severity, Since, SinceBasis, sandbox,
};
use crate::api::{ImageField, ImageOwner, Pod, Timestamp, WaitingReason};
use crate::backoff::{Retries, Schedule};
use crate::cause::{Actor, Cause, CauseGroup, Transience};
use crate::reference::PodImage;
use crate::waiting::{Situation, Told};

/// What [`super::explain`] makes a diagnosis of.
pub(super) struct Assessment {
    pub(super) severity: Severity,
    pub(super) state: ImageState,
    /// The waiting reason that counts; the status' own, or what follows from events or the name.
    pub(super) reason: Option<WaitingReason>,
    pub(super) cause: Option<CauseFinding>,
    pub(super) remedy: Option<Remedy>,
    pub(super) sandbox: Option<SandboxImage>,
    /// Where it may have to name a pull secret.
    pub(super) service_account: Option<Box<str>>,
}

/// The failure to get an image, and what told of it.
struct Failure<'m> {
    reason: WaitingReason,
    told: Told<'m>,
    source: CauseSource,
    /// The image that failed, where it is not the container's.
    sandbox: Option<SandboxImage>,
}

impl<'m> Failure<'m> {
    const fn of_image(reason: WaitingReason, told: Told<'m>, source: CauseSource) -> Self {
        Self { reason, told, source, sandbox: None }
    }
}

pub(super) fn find<'m>(
    shared: &Shared<'m>,
    field: &ImageField<'m>,
    meaning: &ImageMeaning,
    policy: &PolicyMeaning,
    secrets: Option<&PullSecrets>,
    history: &History<'m>,
    context: &ExplainContext<'_>,
) -> Assessment {
    let mut state = state(&shared.status, field);
    let failure = match state.phase {
        // Whatever such a pod waited for, no kubelet tries again.
        _ if field.pod().is_some_and(is_over) => field.pod().and_then(|pod| cut_short(pod, field, history)),
        Phase::Running | Phase::Terminated => None,
        // The trouble is the volume's, whose own diagnosis has it.
        Phase::Waiting if state.volume.is_some() => None,
        Phase::Waiting => waiting(shared, field, meaning, history),
        Phase::NotReported if field.owner() == ImageOwner::Volume => {
            volume(shared, field, history).or_else(|| unreported(field, meaning))
        }
        Phase::NotReported => unreported(field, meaning),
    };
    let severity = match &failure {
        Some(failure) if !field.pod().is_some_and(is_over) => severity_of(failure),
        _ => unfailing(field, policy, &state),
    };
    let count = |times: u64| u32::try_from(times).unwrap_or(u32::MAX);
    state.attempts = history.known_attempts().map(count);
    state.refusals = Some(count(history.refusals.times)).filter(|&times| times > 0);
    state.since = since(shared, field, failure.is_some(), history, context.now);
    let mut remedy = failure.as_ref().map(|failure| remedy(failure, field, history, context));
    let reason = failure.as_ref().map(|failure| failure.reason.clone());
    let mut sandbox = None;
    let mut cause = failure.map(|failure| {
        let Failure { told, source, .. } = failure;
        sandbox = failure.sandbox;
        match &sandbox {
            Some(sandbox) => CauseFinding::of(&told, source, &PodImage::new(&*sandbox.image)),
            None => CauseFinding::of(&told, source, meaning.parsed()),
        }
    });
    if sandbox.is_none()
        && shared.secrets.lacks_one()
        && let (Some(cause), Some(remedy)) = (&mut cause, &mut remedy)
    {
        a_secret_is_missing(cause, remedy);
    }
    let mut service_account = None;
    if let (Some(cause), Some(remedy)) = (&cause, &mut remedy) {
        see_to_the_place(&Asked::of(cause), reason.as_ref(), remedy);
        if sandbox.is_none() {
            see_to_the_secrets(cause, remedy, secrets, shared, field.pod(), meaning.reference());
        }
        let names_none = shared.secrets.is_empty();
        if shared.is_static {
            // Its manifest is a file of the node.
            let with_cluster = remedy.responsible.iter().map(|actor| match actor {
                Actor::Workload => Actor::Cluster,
                other => *other,
            });
            let mut responsible: Vec<_> = with_cluster.collect();
            responsible.dedup();
            remedy.responsible = responsible.into();
        }
        let counts = matches!(cause.group, CauseGroup::Auth | CauseGroup::Throttled);
        if counts && names_none && !shared.is_static {
            service_account = field.pod().map(|pod| service_account_of(pod).into());
        }
    }
    Assessment { severity, state, reason, cause, remedy, sandbox, service_account }
}

/// The registry refuses a pull for which a secret was named that the kubelet could not read: the secret comes first.
fn a_secret_is_missing(cause: &mut CauseFinding, remedy: &mut Remedy) {
    let missing = Cause::PullSecretMissing;
    let may_hide = |cause: &Cause| matches!(cause, Cause::NotFoundOrUnauthorized | Cause::RepositoryNotFound);
    let is_refused = cause.group == CauseGroup::Auth || may_hide(&cause.cause);
    if !is_refused && !cause.alternates.iter().any(may_hide) || cause.cause == missing {
        return;
    }
    cause.alternates.retain(|alternate| *alternate != missing);
    if !is_refused {
        // Who says that a tag is missing has let the pull through, as a rule.
        cause.alternates.push(missing);
        return;
    }
    cause.alternates.insert(0, missing);
    remedy.responsible = missing.responsible().into();
    remedy.fix = missing.fix().into();
}

/// Whether the pod ended or is being deleted.
fn is_over(pod: &Pod) -> bool {
    is_deleted(pod) || matches!(pod.status.phase.as_str(), "Succeeded" | "Failed")
}

/// The pull that the end of a pod came before, which its deadline, an eviction or a node's shutdown put: the container
/// never started, and what it waited for is why.
fn cut_short<'m>(pod: &Pod, field: &ImageField<'m>, history: &History<'m>) -> Option<Failure<'m>> {
    if is_deleted(pod) || pod.status.phase != "Failed" {
        return None;
    }
    let state = field.status().map(|status| &status.state);
    // A container that ran has an ID; of one that did not, the kubelet says that it cannot find it.
    if state.is_some_and(|state| {
        state.running.is_some()
            || state.terminated.as_ref().is_some_and(|ended| !ended.container_id.is_empty())
    }) {
        return None;
    }
    let reported = field.waiting().and_then(|waiting| {
        let reason = WaitingReason::from(waiting.reason.as_str());
        let told = Told::from_waiting(&reason, &waiting.message)?;
        Some(Failure::of_image(reason, told, CauseSource::Status))
    });
    reported.or_else(|| {
        // Whatever else it waits for, it had its image.
        let waits_on = field.waiting().map(|waiting| WaitingReason::from(waiting.reason.as_str()));
        let may_lack_it = waits_on.is_none_or(|reason| reason.is_normal() || reason.as_str().is_empty());
        let ran = field.status().is_some_and(|status| status.restart_count > 0);
        let told = history.last_failure.clone().filter(|_| may_lack_it && !ran && !history.ends_well())?;
        Some(Failure::of_image(WaitingReason::ErrImagePull, told, CauseSource::Event))
    })
}

fn is_deleted(pod: &Pod) -> bool {
    pod.metadata.deletion_timestamp.is_some()
}

fn state(pod_status: &str, field: &ImageField<'_>) -> ImageState {
    let status = field.status();
    let state = status.map(|status| &status.state);
    let (phase, reason, message) = match state {
        None => (Phase::NotReported, "", ""),
        Some(state) => match (&state.waiting, &state.running, &state.terminated) {
            (Some(waiting), ..) => (Phase::Waiting, waiting.reason.as_str(), waiting.message.as_str()),
            (_, Some(_), _) => (Phase::Running, "", ""),
            (.., Some(ended)) => (Phase::Terminated, ended.reason.as_str(), ended.message.as_str()),
            _ => (Phase::Waiting, "", ""),
        },
    };
    ImageState {
        phase,
        pod_status: pod_status.into(),
        reason: (!reason.is_empty()).then(|| reason.into()),
        message: (!message.is_empty()).then(|| message.into()),
        since: None,
        attempts: None,
        refusals: None,
        volume: field.awaited_volume().map(|volume| volume.name().into()),
    }
}

/// The failure of a container that waits.
fn waiting<'m>(
    shared: &Shared<'m>,
    field: &ImageField<'m>,
    meaning: &ImageMeaning,
    history: &History<'m>,
) -> Option<Failure<'m>> {
    let (reason, message) = field.waiting().map_or(("", ""), |waiting| (&waiting.reason, &waiting.message));
    let reason = WaitingReason::from(reason);
    if let Some(told) = Told::from_waiting(&reason, message) {
        // Kubelets before 1.32 do not repeat the last error in a back-off; the event still has it.
        if told.verdict().cause() == Cause::NoDetail
            && told.message().is_empty()
            && let Some(told) = history.last_failure.clone()
        {
            return Some(Failure::of_image(reason, told, CauseSource::Event));
        }
        return Some(Failure::of_image(reason, told, CauseSource::Status));
    }
    if !reason.is_normal() && !reason.as_str().is_empty() {
        return None;
    }
    // A status lags one look at the pod after the events.
    let told = || {
        let told = history.last_failure.clone().filter(|_| !history.ends_well())?;
        Some(Failure::of_image(WaitingReason::ErrImagePull, told, CauseSource::Event))
    };
    told().or_else(|| unreported(field, meaning)).or_else(|| {
        let (told, sandbox) = shared.sandbox.as_ref()?.unless_pulled_since(history)?;
        let (reason, source) = (WaitingReason::CreatePodSandboxError, CauseSource::Event);
        Some(Failure { sandbox: Some(sandbox), ..Failure::of_image(reason, told, source) })
    })
}

/// What the kubelet will say of a name that does not parse.
fn unreported<'m>(field: &ImageField<'m>, meaning: &ImageMeaning) -> Option<Failure<'m>> {
    meaning.problem()?;
    let told = Told::invalid_name(field.image());
    Some(Failure::of_image(WaitingReason::InvalidImageName, told, CauseSource::Name))
}

/// The failure of an image volume, which the kubelet reports with the containers that mount it.
fn volume<'m>(shared: &Shared<'_>, field: &ImageField<'m>, history: &History<'m>) -> Option<Failure<'m>> {
    let reported = field.awaited_by().and_then(|container| {
        let waiting = container.waiting()?;
        let reason = WaitingReason::from(waiting.reason.as_str());
        Some((Told::from_waiting(&reason, &waiting.message)?, reason))
    });
    if let Some((told, reason)) = reported {
        return Some(Failure::of_image(reason, told, CauseSource::Status));
    }
    // The containers of a pod that runs have what they mount; what none of them mounts is pulled all the same.
    let is_pending = field.pod().is_some_and(|pod| pod.status.phase == "Pending");
    let is_failing = (is_pending || !shared.mounted.contains(field.name())) && !history.ends_well();
    let told = history.last_failure.clone().filter(|_| is_failing)?;
    Some(Failure::of_image(WaitingReason::ErrImagePull, told, CauseSource::Event))
}

fn severity_of(failure: &Failure<'_>) -> Severity {
    let never = failure.told.verdict().likely_transience() == Transience::Permanent;
    if failure.reason.is_terminal() || never { Severity::Blocked } else { Severity::Failing }
}

/// How bad a state is in which the image did not fail.
fn unfailing(field: &ImageField<'_>, policy: &PolicyMeaning, state: &ImageState) -> Severity {
    let phase = field.pod().map_or("", |pod| pod.status.phase.as_str());
    let is_volume = field.owner() == ImageOwner::Volume;
    match (state.phase, &state.reason) {
        // What ends with its pod is not a fault.
        _ if field.pod().is_some_and(is_deleted) => Severity::Fine,
        // The API server refuses such a pod; only a manifest can say it.
        (Phase::NotReported, _) if policy.problem.is_some() => Severity::Blocked,
        (Phase::NotReported, _) if phase == "Pending" && !is_volume => Severity::Starting,
        // Evicted, or refused by its node: it never starts.
        (Phase::NotReported | Phase::Waiting, _) if phase == "Failed" && !is_volume => Severity::OtherTrouble,
        (Phase::Waiting, _) if phase == "Succeeded" => Severity::Fine,
        (Phase::Waiting, Some(reason)) if !reason.is_normal() => Severity::OtherTrouble,
        (Phase::Waiting, _) => Severity::Starting,
        (Phase::Terminated, _) if ended_badly(field) => Severity::OtherTrouble,
        _ => Severity::Fine,
    }
}

fn ended_badly(field: &ImageField<'_>) -> bool {
    let ended = field.status().and_then(|status| status.state.terminated.as_ref());
    ended.is_some_and(|ended| ended.exit_code != 0 || ended.signal != 0)
}

fn since(
    shared: &Shared<'_>,
    field: &ImageField<'_>,
    failed: bool,
    history: &History<'_>,
    now: Option<Timestamp>,
) -> Option<Since> {
    let parse = |time: Option<&str>| time.and_then(|time| time.parse::<Timestamp>().ok());
    let status = field.status();
    let state = status.map(|status| &status.state);
    let said = state.and_then(|state| match (&state.running, &state.terminated) {
        (Some(running), _) => parse(running.started_at.as_deref()),
        (_, Some(ended)) => parse(ended.finished_at.as_deref()),
        // A container that ran before waits since it ended.
        _ => last_end(field),
    });
    let (at, basis) = if failed
        && let Some(first) = history.first_trouble().filter(|first| said.is_none_or(|said| said <= *first))
    {
        (first, SinceBasis::Event)
    } else if let Some(said) = said {
        (said, SinceBasis::Status)
    } else {
        let is_regular = field.owner() == ImageOwner::Container;
        shared
            .not_before
            .filter(|(_, basis)| is_regular || *basis != SinceBasis::InitContainers)
            .or(shared.start)?
    };
    Some(Since { at, basis, ago: now.map(|now| now - at) })
}

/// When the container ran last. What failed before that is over.
fn last_end(field: &ImageField<'_>) -> Option<Timestamp> {
    field.status()?.last_state.terminated.as_ref()?.finished_at.as_deref()?.parse().ok()
}

/// How many attempts failed for certain within so long, as events of attempts are dropped and expire, if none of them
/// took more than five minutes to fail.
fn certain_attempts(lasted: Duration) -> u64 {
    const LONGEST_PULL: Duration = Duration::from_secs(300);
    let retries = Schedule::IMAGE_PULL.retries(LONGEST_PULL, Retries::KUBELET_LAG);
    // The last of them may still be running.
    retries.position(Duration::ZERO, lasted.saturating_sub(LONGEST_PULL)).attempts_at_least
}

fn remedy(
    failure: &Failure<'_>,
    field: &ImageField<'_>,
    history: &History<'_>,
    context: &ExplainContext<'_>,
) -> Remedy {
    let verdict = failure.told.verdict();
    let (attempts, first) = history.failed_with(verdict.cause());
    let lasted = |first: Option<Timestamp>| {
        let first = first.map(|first| last_end(field).map_or(first, |ended| first.max(ended)));
        first.zip(context.now).map(|(first, now)| now - first)
    };
    // The deadline is one for all causes.
    let (lasted, all) = (lasted(first), lasted(history.failures.first));
    let is_past = |lasted| context.grace.deadline.is_some_and(|deadline| lasted >= deadline);
    let lasted = all.filter(|&lasted| is_past(lasted)).or(lasted);
    if field.pod().is_some_and(is_over) {
        return Remedy { responsible: verdict.responsible().into(), fix: verdict.fix().into(), advice: None };
    }
    let situation = match (attempts, lasted) {
        (Some(attempts), Some(lasted)) => Some((attempts.max(certain_attempts(lasted)), lasted)),
        _ if failure.reason.is_terminal() => Some((0, Duration::ZERO)),
        _ => None,
    };
    let advice = situation.and_then(|(attempts, lasted)| {
        let situation = Situation {
            reason: &failure.reason,
            verdict,
            attempts: u32::try_from(attempts).unwrap_or(u32::MAX),
            since_first_failure: lasted,
        };
        situation.advice(&context.grace)
    });
    let (responsible, fix) = failure
        .sandbox
        .as_ref()
        .and_then(|_| sandbox::remedy(&verdict))
        .unwrap_or((verdict.responsible(), verdict.fix()));
    Remedy { responsible: responsible.into(), fix: fix.into(), advice }
}
