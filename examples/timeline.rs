//! The run of a failing pod as a text chart, as `kubectl describe` and as a picture.
//!
//! ```text
//! cargo run --example timeline -- --article --svg article.svg
//! cargo run --example timeline -- registry.example.com/team/app:v1 --minutes 15 --repair 7 --svg docs/repair.svg
//! cargo run --example timeline -- --fleet --svg fleet.svg
//! cargo run --example timeline -- --fleet --capacity 8 --svg docs/herd.svg
//! ```
//!
//! The exit status is 2 if the options or the picture's file are refused.
#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing, reason = "a program with fixed input")]

use std::env::args_os;
use std::error::Error;
use std::io::{ErrorKind, Write};
use std::process::ExitCode;
use std::time::Duration;

use pullspec::api::{Behavior, ContainerState, Harmless, StateRunning, StateWaiting};
use pullspec::kubectl::{DescribeState, HumanDuration, describe_events};
use pullspec::kubelet::{ContainerPlan, PodPlan, Pull, Run, SeededDelays, Step, Timeline};

#[path = "timeline/chart.rs"]
mod chart;
#[path = "timeline/fleet.rs"]
mod fleet;
#[path = "timeline/options.rs"]
mod options;
#[path = "timeline/picture/mod.rs"]
mod picture;
#[path = "timeline/save.rs"]
mod save;

use options::Options;

fn main() -> ExitCode {
    let options = Options::of(args_os()).unwrap_or_else(|error| error.exit());
    let mut out = std::io::stdout().lock();
    let shown = if options.fleet { fleet::fleet(&options, &mut out) } else { pod(&options, &mut out) };
    // Whoever reads the output may stop before its end.
    let is_closed = |error: &std::io::Error| error.kind() == ErrorKind::BrokenPipe;
    match shown {
        Err(error) if !error.downcast_ref().is_some_and(is_closed) => {
            let _ = writeln!(std::io::stderr(), "error: {error}");
            ExitCode::from(2)
        }
        _ => ExitCode::SUCCESS,
    }
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
        save::save(path, &picture::of_run(&run, &title))?;
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
