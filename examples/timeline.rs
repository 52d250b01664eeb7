//! The run of a failing pod as a text chart, as `kubectl describe` and as a picture.
//!
//! ```text
//! cargo run --example timeline -- --article --svg docs/article.svg
//! cargo run --example timeline -- registry.example.com/app:v1 --minutes 15 --repair 7 --svg run.svg
//! cargo run --example timeline -- --fleet --svg docs/fleet.svg
//! ```
#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing, reason = "a program with fixed input")]

use std::error::Error;
use std::path::PathBuf;
use std::time::Duration;

use clap::Parser;
use pullspec::api::{Behavior, ContainerState, StateRunning, StateWaiting};
use pullspec::kubectl::{DescribeState, HumanDuration, describe_events};
use pullspec::kubelet::{ContainerPlan, Fleet, PodPlan, Pull, Run, SeededDelays, Step, Timeline};

#[path = "timeline/chart.rs"]
mod chart;
#[path = "timeline/picture.rs"]
mod picture;

/// Simulates the kubelet with an image that cannot be pulled.
#[derive(Parser)]
struct Options {
    /// The image, as the pod writes it.
    #[arg(default_value = "registry.example.com/team/app:v1")]
    image: String,
    /// The run behind the table of a well-known article, to the second.
    #[arg(long)]
    article: bool,
    /// Many pods and a registry that is away for 30 minutes, instead of one pod.
    #[arg(long)]
    fleet: bool,
    /// What the runtime says to every attempt.
    #[arg(long, default_value = "failed to resolve reference: unexpected status: 401 Unauthorized")]
    error: String,
    /// How long an attempt takes to fail, in milliseconds.
    #[arg(long, default_value_t = 950)]
    pull_ms: u64,
    /// After how many minutes the cause is repaired.
    #[arg(long)]
    repair: Option<f64>,
    /// How many minutes to simulate.
    #[arg(long, default_value_t = 12.0)]
    minutes: f64,
    /// The minor version of Kubernetes.
    #[arg(long, default_value_t = 35)]
    minor: u16,
    /// The seed of the kubelet's delays.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Where to write a picture.
    #[arg(long)]
    svg: Option<PathBuf>,
}

impl Options {
    fn pull(&self) -> Duration {
        Duration::from_millis(self.pull_ms)
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let options = Options::parse();
    if options.fleet { fleet(&options) } else { pod(&options) }
}

fn pod(options: &Options) -> Result<(), Box<dyn Error>> {
    let plan;
    let run;
    let mut repair = None;
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
        run = Timeline::new(&plan, delays.into_iter().cycle()).until(millis(&scenario["horizon_ms"]));
    } else {
        let app = ContainerPlan::regular("app", &*options.image);
        let app = app.with_pull(Pull::fails(options.pull(), &*options.error));
        let mut pod = PodPlan::new()
            .with_container(app)
            .with_behavior(Behavior::for_minor(options.minor))
            .with_sync_at(Duration::from_millis(200));
        repair = options.repair.map(from_minutes);
        if let Some(repair) = repair {
            pod = pod.with_repair_at(repair, Duration::from_secs(2));
        }
        plan = pod;
        run = Timeline::new(&plan, SeededDelays::new(options.seed)).until(from_minutes(options.minutes));
    }
    print!("{}", chart::Chart { run: &run, repair });
    println!();
    print!("{}", describe(&run));
    if let Some(path) = &options.svg {
        std::fs::write(path, picture::of_run(&run, repair)?)?;
    }
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
        container.image(),
        DescribeState::new("State", &state),
        describe_events(log.rows(), now),
    )
}

fn fleet(options: &Options) -> Result<(), Box<dyn Error>> {
    let outage = Duration::from_secs(600)..Duration::from_secs(2_400);
    let fleet = Fleet::new(5_000, 250)
        .with_arrivals_within(Duration::from_secs(1_800))
        .with_outage(outage.clone())
        .with_pull_times(options.pull(), Duration::from_secs(4))
        .with_seed(options.seed);
    let report = fleet.run(Duration::from_secs(3_600));
    println!(
        "5000 pods arrive on 250 nodes within 30 minutes; the registry is away from minute 10 to minute 40."
    );
    println!(
        "attempts at the registry: {}; refused by the nodes' own limit: {}",
        report.attempts(),
        report.throttled()
    );
    if let Some((second, attempts)) = report.peak() {
        println!("the most in one second: {attempts}, after {}", HumanDuration::new(second));
    }
    for part in [0.5, 0.9, 0.99, 1.0] {
        if let Some(at) = report.running_at(part) {
            println!(
                "{:>4}% of the pods run {} after the recovery",
                part * 100.0,
                HumanDuration::new(at.saturating_sub(outage.end))
            );
        }
    }
    if let Some(path) = &options.svg {
        std::fs::write(path, picture::of_fleet(&report, &outage)?)?;
    }
    Ok(())
}

/// As long as can be for more than a duration holds, and no time for less.
fn from_minutes(minutes: f64) -> Duration {
    let most = if minutes > 0.0 { Duration::MAX } else { Duration::ZERO };
    Duration::try_from_secs_f64(minutes * 60.0).unwrap_or(most)
}
