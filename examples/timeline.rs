//! The run of a failing pod as a text chart, as `kubectl describe` and as a picture.
//!
//! ```text
//! cargo run --example timeline -- --article --svg article.svg
//! cargo run --example timeline -- registry.example.com/team/app:v1 --minutes 15 --repair 7 --svg docs/repair.svg
//! cargo run --example timeline -- --fleet --svg fleet.svg
//! cargo run --example timeline -- --fleet --capacity 8 --svg docs/herd.svg
//! ```
#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing, reason = "a program with fixed input")]

use std::env::args_os;
use std::error::Error;
use std::io::{ErrorKind, Write};
use std::time::Duration;

use pullspec::api::{Behavior, ContainerState, Harmless, StateRunning, StateWaiting};
use pullspec::kubectl::{DescribeState, HumanDuration, describe_events};
use pullspec::kubelet::{ContainerPlan, Fleet, PodPlan, Pull, Run, SeededDelays, Step, Timeline};

#[path = "timeline/chart.rs"]
mod chart;
#[path = "timeline/options.rs"]
mod options;
#[path = "timeline/picture/mod.rs"]
mod picture;

use options::Options;

fn main() -> Result<(), Box<dyn Error>> {
    let options = Options::of(args_os()).unwrap_or_else(|error| error.exit());
    let mut out = std::io::stdout().lock();
    let shown = if options.fleet { fleet(&options, &mut out) } else { pod(&options, &mut out) };
    // Whoever reads the output may stop before its end.
    let is_closed = |error: &std::io::Error| error.kind() == ErrorKind::BrokenPipe;
    shown.or_else(|error| if error.downcast_ref().is_some_and(is_closed) { Ok(()) } else { Err(error) })
}

fn pod(options: &Options, out: &mut dyn Write) -> Result<(), Box<dyn Error>> {
    let plan;
    let run;
    let mut repair = None;
    let conditions;
    if options.article {
        let article: serde_json::Value =
            serde_json::from_str(include_str!("../tests/data/article_table.json"))?;
        let scenario = &article["scenario"];
        let numbers = |field: &str| {
            let numbers = scenario[field].as_array().into_iter().flatten();
            numbers.filter_map(serde_json::Value::as_u64).map(Duration::from_millis)
        };
        let millis = |value: &serde_json::Value| Duration::from_millis(value.as_u64().unwrap_or(0));
        let pull = &scenario["pulls"][0];
        let (takes, error) = (millis(&pull["ms"]), pull["err"].as_str().unwrap_or(""));
        let image = scenario["image"].as_str().unwrap_or("");
        let app = ContainerPlan::regular("app", image).with_pull(Pull::fails(takes, error));
        let pod = PodPlan::new().with_container(app).with_behavior(Behavior::for_minor(24));
        plan = numbers("extra_syncs_ms").fold(pod, PodPlan::with_sync_at);
        let delays: Vec<Duration> = numbers("requeue_ms").collect();
        conditions = "Kubernetes 1.24, delays of the article".to_owned();
        run = Timeline::new(&plan, delays.into_iter().cycle()).until(millis(&scenario["horizon_ms"]));
    } else {
        let app = ContainerPlan::regular("app", &*options.image);
        let app = app.with_pull(Pull::fails(options.pull(), &*options.error));
        let mut pod = PodPlan::new()
            .with_container(app)
            .with_behavior(Behavior::for_minor(options.minor))
            .with_sync_at(Duration::from_millis(200));
        repair = options.repair;
        if let Some(repair) = repair {
            pod = pod.with_repair_at(repair, Duration::from_secs(2));
        }
        plan = pod;
        conditions = format!("Kubernetes 1.{}, seed {}", options.minor, options.seed);
        run = Timeline::new(&plan, SeededDelays::new(options.seed)).until(options.horizon());
    }
    if let Some(path) = &options.svg {
        let title = picture::RunTitle { conditions: &conditions, repair };
        std::fs::write(path, picture::of_run(&run, &title))?;
    }
    write!(out, "{}\n{}", chart::Chart { run: &run, repair }, describe(&run))?;
    Ok(())
}

/// What `kubectl describe pod` prints of the run's last moment.
fn describe(run: &Run<'_>) -> String {
    let now = run.horizon();
    let shown = run.status_at(0, now);
    let mut state = ContainerState::default();
    if let Some(reason) = shown.reason() {
        let mut waiting = StateWaiting::default();
        waiting.reason = reason.as_str().into();
        state.waiting = Some(waiting);
    } else {
        // A simulated run has no calendar: the time is told from its start.
        let started = run.steps().iter().rfind(|step| step.is_success()).map_or(Duration::ZERO, Step::end);
        let mut running = StateRunning::default();
        running.started_at = Some(format!("{} after the first sync", HumanDuration::new(started)));
        state.running = Some(running);
    }
    let container = &run.pod().containers()[0];
    let log = run.event_log_at(now);
    format!(
        "Containers:\n  {}:\n    Image:          {}\n{}{}",
        container.name(),
        Harmless(container.image()),
        DescribeState::new("State", &state),
        describe_events(log.rows(), now),
    )
}

fn fleet(options: &Options, out: &mut dyn Write) -> Result<(), Box<dyn Error>> {
    let outages = options.outages();
    let arrivals = options.arrive;
    let mut fleet = Fleet::new(options.pods, options.nodes)
        .with_arrivals_within(arrivals)
        .with_pull_times(options.pull(), Duration::from_secs(4))
        .with_failure_rate(options.failure_rate)
        .with_seed(options.seed);
    for outage in &outages {
        fleet = fleet.with_outage(outage.clone());
    }
    if let Some(capacity) = options.capacity {
        fleet = fleet.with_capacity(capacity);
    }
    let report = fleet.run(options.horizon());

    let minutes = |at: Duration| at.as_secs_f64() / 60.0;
    let away: Vec<String> = outages
        .iter()
        .map(|outage| format!("from minute {} to {}", minutes(outage.start), minutes(outage.end)))
        .collect();
    let serves = options.capacity.map(|capacity| format!(", serves {capacity} pulls a second"));
    let fails =
        (options.failure_rate > 0.0).then(|| format!(", fails {} % of them", options.failure_rate * 100.0));
    let registry =
        format!("away {}{}{}", away.join(" and "), serves.unwrap_or_default(), fails.unwrap_or_default());
    let recovery = outages.iter().map(|outage| outage.end).max().unwrap_or_default();
    let (pods, nodes) = (options.pods, options.nodes);
    let title = format!("{pods} pods on {nodes} nodes; registry {registry}");
    writeln!(out, "{title}; pods arrive within {} minutes, seed {}", minutes(arrivals), options.seed)?;
    writeln!(
        out,
        "attempts at the registry: {}, of which {} failed and {} were refused with 429; refused by the nodes' own limit: {}",
        report.attempts(),
        report.failed(),
        report.refused(),
        report.throttled()
    )?;
    // Whether the herd that returns is more than the registry serves.
    let refused = report.refused_per_second().map(|(second, _)| second).max();
    let refused = refused.map(|last| match last.checked_sub(recovery) {
        Some(after) => format!("the last refusal {} after the recovery", HumanDuration::new(after)),
        None => format!("the last refusal after {}, before the recovery", HumanDuration::new(last)),
    });
    if let Some(refused) = &refused {
        writeln!(out, "{refused}")?;
    }
    if let Some((second, attempts)) = report.peak() {
        writeln!(out, "the most in one second: {attempts}, after {}", HumanDuration::new(second))?;
    }
    for part in [0.5, 0.9, 0.99, 1.0] {
        if let Some(at) = report.running_at(part) {
            // Those that ran before the registry came back did not wait for it.
            let when = match at.checked_sub(recovery) {
                Some(after) => format!("{} after the recovery", HumanDuration::new(after)),
                None => format!("before the recovery, after {}", HumanDuration::new(at)),
            };
            writeln!(out, "{:>4}% of the pods run {when}", part * 100.0)?;
        }
    }
    if let Some(path) = &options.svg {
        let refused = refused.map(|last| format!("{} refused with 429, {last}; ", report.refused()));
        let refused = refused.unwrap_or_default();
        let sentence = match report.running_at(1.0).map(|at| at.checked_sub(recovery)) {
            Some(Some(after)) => format!("all pods run {} after the recovery", HumanDuration::new(after)),
            Some(None) => "all pods run before the recovery".to_owned(),
            None => format!("{} of {pods} pods run at the end", report.running()),
        };
        let title = picture::FleetTitle {
            title,
            sentence: format!("{} attempts, {refused}{sentence}; seed {}", report.attempts(), options.seed),
            outages,
            arrivals_end: arrivals,
            capacity: options.capacity,
        };
        std::fs::write(path, picture::of_fleet(&report, &title))?;
    }
    Ok(())
}
