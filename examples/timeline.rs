//! The run of a failing pod as a text chart, as `kubectl describe` and as a picture.
//!
//! ```text
//! cargo run --example timeline -- --article --svg article.svg
//! cargo run --example timeline -- registry.example.com/team/app:v1 --minutes 15 --repair 7 --svg docs/repair.svg
//! cargo run --example timeline -- --fleet --svg fleet.svg
//! cargo run --example timeline -- --fleet --capacity 8 --svg docs/herd.svg
//! ```
#![allow(missing_docs, clippy::unwrap_used, clippy::indexing_slicing, reason = "a program with fixed input")]

use std::error::Error;
use std::ops::Range;
use std::path::PathBuf;
use std::time::Duration;

use clap::Parser;
use pullspec::api::{Behavior, ContainerState, StateRunning, StateWaiting};
use pullspec::kubectl::{DescribeState, HumanDuration, describe_events};
use pullspec::kubelet::{ContainerPlan, Fleet, PodPlan, Pull, Run, SeededDelays, Step, Timeline};

#[path = "timeline/chart.rs"]
mod chart;
#[path = "timeline/picture/mod.rs"]
mod picture;

/// Simulates the kubelet with an image that cannot be pulled.
#[derive(Parser)]
struct Options {
    /// The image, as the pod writes it [default: registry.example.com/team/app:v1].
    #[arg(conflicts_with_all = ["article", "fleet"])]
    image: Option<String>,
    /// The run behind the table of a well-known article, to the second.
    #[arg(long, conflicts_with_all = ["fleet", "error", "pull_ms", "repair", "minutes", "minor", "seed"])]
    article: bool,
    /// Many pods and a registry that is away or busy, instead of one pod.
    #[arg(long, conflicts_with_all = ["error", "repair", "minor"])]
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
    /// How many minutes to simulate [default: 12 for a pod, 60 for a fleet].
    #[arg(long)]
    minutes: Option<f64>,
    /// The minor version of Kubernetes.
    #[arg(long, default_value_t = 37)]
    minor: u16,
    /// The seed of the kubelet's delays.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How many pods the fleet has.
    #[arg(long, default_value_t = 5_000, requires = "fleet")]
    pods: usize,
    /// On how many nodes they are.
    #[arg(long, default_value_t = 250, requires = "fleet")]
    nodes: usize,
    /// Within how many minutes they arrive.
    #[arg(long, default_value_t = 30.0, requires = "fleet")]
    arrive: f64,
    /// From which minute to which the registry is away; several times for several outages [default: 10-40].
    #[arg(long, value_name = "FROM-TO", value_parser = minutes, requires = "fleet")]
    away: Vec<Range<Duration>>,
    /// How many pulls the registry serves in a second; it answers 429 to more.
    #[arg(long, requires = "fleet")]
    capacity: Option<u32>,
    /// Which part of the pulls fails although the registry is there, from 0 to 1.
    #[arg(long, default_value_t = 0.0, requires = "fleet")]
    failure_rate: f64,
    /// Where to write a picture.
    #[arg(long)]
    svg: Option<PathBuf>,
}

impl Options {
    fn pull(&self) -> Duration {
        Duration::from_millis(self.pull_ms)
    }
}

/// `10-40`.
fn minutes(text: &str) -> Result<Range<Duration>, String> {
    let (from, to) = text.split_once('-').ok_or("two minutes with `-` between them, such as 10-40")?;
    let minute = |text: &str| text.trim().parse::<f64>().map(from_minutes).map_err(|error| error.to_string());
    let range = minute(from)?..minute(to)?;
    if range.is_empty() { Err("the end does not come after the start".into()) } else { Ok(range) }
}

fn main() -> Result<(), Box<dyn Error>> {
    let options = Options::parse();
    if options.fleet { fleet(&options) } else { pod(&options) }
}

fn pod(options: &Options) -> Result<(), Box<dyn Error>> {
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
        let image = options.image.as_deref().unwrap_or("registry.example.com/team/app:v1");
        let app = ContainerPlan::regular("app", image);
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
        conditions = format!("Kubernetes 1.{}, seed {}", options.minor, options.seed);
        let horizon = from_minutes(options.minutes.unwrap_or(12.0));
        run = Timeline::new(&plan, SeededDelays::new(options.seed)).until(horizon);
    }
    print!("{}", chart::Chart { run: &run, repair });
    println!();
    print!("{}", describe(&run));
    if let Some(path) = &options.svg {
        let title = picture::RunTitle { conditions: &conditions, repair };
        std::fs::write(path, picture::of_run(&run, &title))?;
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
    let mut outages = options.away.clone();
    if outages.is_empty() {
        outages.push(Duration::from_secs(600)..Duration::from_secs(2_400));
    }
    let arrivals = from_minutes(options.arrive);
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
    let report = fleet.run(from_minutes(options.minutes.unwrap_or(60.0)));

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
    let (pods, nodes) = (options.pods, options.nodes);
    let title = format!("{pods} pods on {nodes} nodes; registry {registry}");
    println!("{title}; pods arrive within {} minutes, seed {}", options.arrive, options.seed);
    println!(
        "attempts at the registry: {}, of which {} failed and {} were refused with 429; refused by the nodes' own limit: {}",
        report.attempts(),
        report.failed(),
        report.refused(),
        report.throttled()
    );
    if let Some((second, attempts)) = report.peak() {
        println!("the most in one second: {attempts}, after {}", HumanDuration::new(second));
    }
    let recovery = outages.iter().map(|outage| outage.end).max().unwrap_or_default();
    for part in [0.5, 0.9, 0.99, 1.0] {
        if let Some(at) = report.running_at(part) {
            // Those that ran before the registry came back did not wait for it.
            let when = match at.checked_sub(recovery) {
                Some(after) => format!("{} after the recovery", HumanDuration::new(after)),
                None => format!("before the recovery, after {}", HumanDuration::new(at)),
            };
            println!("{:>4}% of the pods run {when}", part * 100.0);
        }
    }
    if let Some(path) = &options.svg {
        let sentence = match report.running_at(1.0).map(|at| at.checked_sub(recovery)) {
            Some(Some(after)) => format!("all pods run {} after the recovery", HumanDuration::new(after)),
            Some(None) => "all pods run before the recovery".to_owned(),
            None => format!("{} of {pods} pods run at the end", report.running()),
        };
        let title = picture::FleetTitle {
            title,
            sentence: format!("{} attempts, {sentence}; seed {}", report.attempts(), options.seed),
            outages,
            arrivals_end: arrivals,
            capacity: options.capacity,
        };
        std::fs::write(path, picture::of_fleet(&report, &title))?;
    }
    Ok(())
}

/// As long as can be for more than a duration holds, and no time for less.
fn from_minutes(minutes: f64) -> Duration {
    let most = if minutes > 0.0 { Duration::MAX } else { Duration::ZERO };
    Duration::try_from_secs_f64(minutes * 60.0).unwrap_or(most)
}
