//! Mode `timeline`: the run of one container, with what the API and `kubectl describe` show of it.

use core::time::Duration;

use pullspec::Schedule;
use pullspec::api::{Behavior, EventReason};
use pullspec::kubectl::describe_events;
use pullspec::kubelet::{ContainerPlan, EventLog, PodPlan, Pull, Step, Timeline};
use serde_json::{Map, Value, json};

use crate::json::{each_millis, list, millis, millis_or, switch, text, whole_ms};

#[expect(clippy::needless_pass_by_value, reason = "every mode takes its line")]
pub(crate) fn answer(input: Value) -> Result<Value, String> {
    // The vectors hold scenario and answer side by side.
    let scenario = input.get("scenario").unwrap_or(&input);
    let pod = pod(scenario)?;
    let delays = each_millis(scenario, "requeue_ms")?;
    let run = Timeline::new(&pod, delays.into_iter().cycle()).until(millis(scenario, "horizon_ms")?);
    let status: Vec<Value> = run
        .status_changes(0)
        .filter_map(|change| {
            let reason = change.status.reason()?;
            Some(json!({ "at_ms": whole_ms(change.at), "reason": reason.as_str(), "message": change.status.message() }))
        })
        .collect();
    let (events, describe) =
        events(run.steps(), &pod_behavior(scenario)?, &each_millis(scenario, "describe_at_ms")?);
    let syncs: Vec<Value> = run.steps().iter().map(sync).collect();
    Ok(json!({ "syncs": syncs, "status": status, "events": events, "describe": describe }))
}

fn pod(scenario: &Value) -> Result<PodPlan, String> {
    let mut app = ContainerPlan::regular("app", text(scenario, "image")?).with_unparsed_image();
    for pull in list(scenario, "pulls")? {
        let duration = millis(pull, "ms")?;
        app = app.with_pull(match text(pull, "err")? {
            "" => Pull::succeeds(duration),
            error => Pull::fails(duration, error),
        });
    }
    let initial = millis_or(scenario, "initial_ms", Schedule::IMAGE_PULL.initial())?;
    let cap = millis_or(scenario, "max_ms", Schedule::IMAGE_PULL.cap())?;
    let tick = millis_or(scenario, "tick_ms", Duration::from_secs(1))?;
    let pod = PodPlan::new()
        .with_container(app)
        .with_schedule(Schedule::new(initial, cap))
        .with_ticks(tick, millis_or(scenario, "tick_phase_ms", Duration::ZERO)?)
        .with_behavior(pod_behavior(scenario)?);
    Ok(each_millis(scenario, "extra_syncs_ms")?.into_iter().fold(pod, PodPlan::with_sync_at))
}

fn pod_behavior(scenario: &Value) -> Result<Behavior, String> {
    Ok(Behavior::default()
        .with_spam_filter_by_type(switch(scenario, "spam_by_type")?)
        .with_appends_previous_error(switch(scenario, "append_prev")?))
}

fn sync(step: &Step<'_>) -> Value {
    let reason = step.reason();
    json!({
        "at_ms": whole_ms(step.start()),
        "end_ms": whole_ms(step.end()),
        "reason": reason.as_ref().map_or("Running", |reason| reason.as_str()),
        "message": step.message(),
        "backoff_ms": if step.is_success() { 0 } else { whole_ms(step.window()) },
    })
}

/// The events with their counts, and the tables that describe prints on the way.
fn events(steps: &[Step<'_>], behavior: &Behavior, describe_at: &[Duration]) -> (Vec<Value>, Value) {
    let mut log = EventLog::new(behavior);
    let mut tables = Map::new();
    let mut describe_at = describe_at.to_vec();
    describe_at.sort_unstable();
    let mut due = describe_at.into_iter().peekable();
    let mut describe = |log: &EventLog, before: Option<Duration>| {
        while let Some(at) = due.next_if(|&at| before.is_none_or(|before| at < before)) {
            let table = describe_events(log.rows(), at).with_kubectl(34);
            let rows = table.rows().map(|row| {
                format!("{}\t{}\t{}\t{}", row.event_type, row.reason, row.age, row.message).into()
            });
            tables.insert(whole_ms(at).to_string(), rows.collect::<Vec<Value>>().into());
        }
    };
    let mut answers = Vec::new();
    for event in steps.iter().flat_map(Step::events) {
        // The data stops at the success, and counts no event after its `Pulling`.
        if matches!(event.reason, EventReason::Pulled | EventReason::Created | EventReason::Started) {
            continue;
        }
        describe(&log, Some(event.at));
        let sent = log.record(&event).map(|sent| json!([sent.count, whole_ms(sent.first)]));
        answers.push(json!([whole_ms(event.at), event.event_type.as_str(), event.reason.as_str(), sent]));
    }
    describe(&log, None);
    (answers, tables.into())
}
