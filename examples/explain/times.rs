//! How long something is so, and when it ends by itself.

use pullspec::api::WorkloadKind;
use pullspec::explain::{Finding, FindingFact, FindingPlace, NextAttempt, Since};
use pullspec::kubectl::HumanDuration;

use super::harmless;

/// How the wait can end by itself: by the time that the pod or its Job has, which is said where it is known. A Job's pods
/// are tried again for as long as it is allowed to run; what a kind of another group does is not known.
pub(super) fn time_limit(finding: &Finding) -> Option<(&'static str, String)> {
    let told = &finding.diagnosis;
    let owner = told.controller();
    let job = owner
        .filter(|owner| matches!(owner.built_in_kind(), Some(WorkloadKind::Job | WorkloadKind::CronJob)));
    let is_of_job = told.is_jobs_deadline();
    let who = match job {
        Some(job) if job.kind == "CronJob" && is_of_job => format!("a Job of the CronJob {}", job.name),
        Some(job) if is_of_job => format!("the Job {}", job.name),
        _ if told.pod.is_empty() => "a pod of it".to_owned(),
        _ => "the pod".to_owned(),
    };
    let text = match (told.deadline(), told.active_deadline(), job) {
        // The row of the next attempt says so.
        (Some(_), ..) if matches!(told.next_attempt, NextAttempt::DeadlineFirst { .. }) => return None,
        (Some(at), ..) => {
            without_fractions("next", format!("{who} ends by its activeDeadlineSeconds, at {at}"))
        }
        (None, Some(length), _) => {
            format!("{who} ends by its activeDeadlineSeconds, {} after its start", HumanDuration::new(length))
        }
        (None, None, Some(job)) => {
            let of = if job.kind == "CronJob" { "a Job of " } else { "" };
            let unless = if told.has_no_deadline() { "" } else { ", unless it has activeDeadlineSeconds" };
            format!("{of}the {} {} never fails by this alone{unless}", job.kind, job.name)
        }
        (None, None, None) => return None,
    };
    // Whether the others have such a limit is not kept.
    let is_limit_of_all = is_of_job || told.deadline().is_none() && told.active_deadline().is_none();
    let is_for_all = finding.count <= 1 || is_limit_of_all && finding.is_alike(FindingFact::Controller);
    let whose = if is_for_all { String::new() } else { format!("{}: ", FindingPlace::of(told)) };
    Some(("note", harmless(&format!("{whose}{text}"))))
}

/// Milliseconds are noise here.
pub(super) fn without_fractions(label: &str, text: String) -> String {
    // A message is as it is.
    if !matches!(label, "state" | "next" | "missing" | "advice") {
        return text;
    }
    let mut shown = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some((before, after)) = rest.split_once('.') {
        shown.push_str(before);
        let tail = after.trim_start_matches(|c: char| c.is_ascii_digit());
        let has_fraction = tail.len() < after.len() && before.ends_with(|c: char| c.is_ascii_digit());
        if has_fraction && tail.starts_with('Z') {
            rest = tail;
        } else {
            shown.push('.');
            rest = after;
        }
    }
    shown.push_str(rest);
    shown
}

/// How long something is so; `at_most` before what is only a bound.
pub(in super::super) fn age(since: Option<Since>, at_most: &str) -> Option<String> {
    let since = since?;
    let at_most = if since.basis.is_bound() { at_most } else { "" };
    since.ago.map(|ago| format!("{at_most}{}", HumanDuration::new(ago)))
}
