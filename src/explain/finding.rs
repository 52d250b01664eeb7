//! What is wrong with an image, and how that is known.

use core::time::Duration;

use super::context::ExplainContext;
use super::history::History;
use super::shared::{Shared, pod_start};
use super::{
    CauseFinding, CauseSource, ImageMeaning, ImageState, Phase, PolicyMeaning, Remedy, Severity, Since,
    SinceBasis,
};
use crate::api::{ImageField, ImageOwner, Pod, Timestamp, WaitingReason};
use crate::backoff::{Retries, Schedule};
use crate::cause::{Cause, CauseGroup, Transience};
use crate::waiting::{Situation, Told};

/// What [`super::explain`] makes a diagnosis of.
pub(super) struct Found {
    pub(super) severity: Severity,
    pub(super) state: ImageState,
    /// The waiting reason that counts; the status' own, or what follows from events or the name.
    pub(super) reason: Option<WaitingReason>,
    pub(super) cause: Option<CauseFinding>,
    pub(super) remedy: Option<Remedy>,
}

/// The failure to get an image, and what told of it.
struct Failure<'m> {
    reason: WaitingReason,
    told: Told<'m>,
    source: CauseSource,
}

pub(super) fn find(
    shared: &Shared<'_>,
    field: &ImageField<'_>,
    meaning: &ImageMeaning,
    policy: &PolicyMeaning,
    history: &History<'_>,
    context: &ExplainContext<'_>,
) -> Found {
    let mut state = state(&shared.status, field);
    let failure = match state.phase {
        // Whatever such a pod waited for, no kubelet tries again.
        _ if field.pod().is_some_and(is_over) => None,
        Phase::Running | Phase::Terminated => None,
        // The trouble is the volume's, whose own diagnosis has it.
        Phase::Waiting if state.volume.is_some() => None,
        Phase::Waiting => waiting(field, meaning, history, context),
        Phase::NotReported if field.owner() == ImageOwner::Volume => {
            volume(field, history).or_else(|| unreported(field, meaning))
        }
        Phase::NotReported => unreported(field, meaning),
    };
    let severity = match &failure {
        Some(failure) => severity_of(failure),
        None => unfailing(field, policy, &state),
    };
    state.attempts = history.known_attempts();
    state.since = since(field, failure.is_some(), history, context.now);
    let mut remedy = failure.as_ref().map(|failure| remedy(failure, field, history, context));
    let reason = failure.as_ref().map(|failure| failure.reason.clone());
    let mut cause =
        failure.map(|Failure { told, source, .. }| CauseFinding::of(&told, source, meaning.parsed()));
    if shared.secrets.lacks_one()
        && let (Some(cause), Some(remedy)) = (&mut cause, &mut remedy)
    {
        a_secret_is_missing(cause, remedy);
    }
    Found { severity, state, reason, cause, remedy }
}

/// The registry refuses a pull for which a secret was named that the kubelet could not read: the secret comes first.
fn a_secret_is_missing(cause: &mut CauseFinding, remedy: &mut Remedy) {
    let missing = Cause::PullSecretMissing;
    let may_be = cause.group == CauseGroup::Auth
        || core::iter::once(&cause.cause)
            .chain(&cause.alternates)
            .any(|cause| matches!(cause, Cause::NotFoundOrUnauthorized | Cause::RepositoryNotFound));
    if !may_be || cause.cause == missing {
        return;
    }
    cause.alternates.retain(|alternate| *alternate != missing);
    cause.alternates.insert(0, missing);
    remedy.who = missing.responsible().into();
    remedy.how = missing.fix().into();
}

/// Whether the pod ended or is being deleted.
fn is_over(pod: &Pod) -> bool {
    is_deleted(pod) || matches!(pod.status.phase.as_str(), "Succeeded" | "Failed")
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
        volume: field.awaited_volume().map(|volume| volume.name().into()),
    }
}

/// The failure of a container that waits.
fn waiting<'m>(
    field: &ImageField<'m>,
    meaning: &ImageMeaning,
    history: &History<'m>,
    context: &ExplainContext<'m>,
) -> Option<Failure<'m>> {
    let (reason, message) = field.waiting().map_or(("", ""), |waiting| (&waiting.reason, &waiting.message));
    let reason = WaitingReason::from(reason);
    if let Some(told) = Told::from_waiting(&reason, message) {
        // Kubelets before 1.32 do not repeat the last error in a back-off; the event still has it.
        if told.verdict().cause() == Cause::NoDetail
            && told.message().is_empty()
            && let Some(told) = history.last_failure.clone()
        {
            return Some(Failure { reason, told, source: CauseSource::Event });
        }
        return Some(Failure { reason, told, source: CauseSource::Status });
    }
    if !reason.is_normal() && !reason.as_str().is_empty() {
        return None;
    }
    // A status lags one look at the pod after the events.
    let told = || {
        let told = history.last_failure.clone().filter(|_| !history.ends_well())?;
        Some(Failure { reason: WaitingReason::ErrImagePull, told, source: CauseSource::Event })
    };
    told().or_else(|| unreported(field, meaning)).or_else(|| {
        let told = context.sandbox_failure(field.pod()?).and_then(Told::from_event)?;
        Some(Failure { reason: WaitingReason::CreatePodSandboxError, told, source: CauseSource::Event })
    })
}

/// What the kubelet will say of a name that does not parse.
fn unreported<'m>(field: &ImageField<'m>, meaning: &ImageMeaning) -> Option<Failure<'m>> {
    meaning.problem()?;
    let told = Told::invalid_name(field.image());
    Some(Failure { reason: WaitingReason::InvalidImageName, told, source: CauseSource::Name })
}

/// The failure of an image volume, which the kubelet reports with the containers that mount it.
fn volume<'m>(field: &ImageField<'m>, history: &History<'m>) -> Option<Failure<'m>> {
    let reported = field.awaited_by().and_then(|container| {
        let waiting = container.waiting()?;
        let reason = WaitingReason::from(waiting.reason.as_str());
        Some((Told::from_waiting(&reason, &waiting.message)?, reason))
    });
    if let Some((told, reason)) = reported {
        return Some(Failure { reason, told, source: CauseSource::Status });
    }
    let is_pending = field.pod().is_some_and(|pod| pod.status.phase == "Pending");
    let is_failing = is_pending && !history.ends_well();
    let told = history.last_failure.clone().filter(|_| is_failing)?;
    Some(Failure { reason: WaitingReason::ErrImagePull, told, source: CauseSource::Event })
}

fn severity_of(failure: &Failure<'_>) -> Severity {
    if failure.reason == WaitingReason::CreatePodSandboxError {
        return Severity::OtherTrouble;
    }
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
        (pod_start(field)?, SinceBasis::PodStart)
    };
    Some(Since { at, basis, ago_ms: now.map(|now| now.ms_since(at)) })
}

/// When the container ran last. What failed before that is over.
fn last_end(field: &ImageField<'_>) -> Option<Timestamp> {
    field.status()?.last_state.terminated.as_ref()?.finished_at.as_deref()?.parse().ok()
}

/// How many attempts failed for certain within so long, as events of attempts are dropped and expire, if none of them
/// took more than five minutes to fail.
fn certain_attempts(lasted_ms: u64) -> u64 {
    const LONGEST_PULL_MS: u64 = 300_000;
    let retries = Schedule::IMAGE_PULL.retries(LONGEST_PULL_MS, Retries::KUBELET_LAG_MS);
    // The last of them may still be running.
    retries.position(0, lasted_ms.saturating_sub(LONGEST_PULL_MS)).attempts_at_least
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
        first.zip(context.now).map(|(first, now)| now.ms_since(first))
    };
    // The deadline is one for all causes.
    let (lasted, all) = (lasted(first), lasted(history.failures.first));
    let is_over = |ms| context.grace.deadline.is_some_and(|deadline| Duration::from_millis(ms) >= deadline);
    let lasted = all.filter(|&ms| is_over(ms)).or(lasted);
    let situation = match (attempts, lasted) {
        (Some(attempts), Some(lasted_ms)) => Some((attempts.max(certain_attempts(lasted_ms)), lasted_ms)),
        _ if failure.reason.is_terminal() => Some((0, 0)),
        _ => None,
    };
    let advice = situation.and_then(|(attempts, lasted_ms)| {
        let situation = Situation {
            reason: &failure.reason,
            verdict,
            attempts: u32::try_from(attempts).unwrap_or(u32::MAX),
            since_first_failure: Duration::from_millis(lasted_ms),
        };
        situation.advice(&context.grace)
    });
    Remedy { who: verdict.responsible().into(), how: verdict.fix().into(), advice }
}
