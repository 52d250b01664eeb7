//! Many pods and a registry that is away or busy: what happens when it comes back.

use std::error::Error;
use std::io::Write;
use std::time::Duration;

use pullspec::kubectl::HumanDuration;
use pullspec::kubelet::Fleet;

use super::options::Options;
use super::{picture, save};

/// Plays it, and writes what it comes to.
pub(crate) fn fleet(options: &Options, out: &mut dyn Write) -> Result<(), Box<dyn Error>> {
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
    // Of several, the one after which the registry stays.
    let the_recovery = match outages.len() {
        0 | 1 => "the recovery".to_owned(),
        _ => format!("the last recovery, at minute {}", minutes(recovery)),
    };
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
        Some(after) => format!("the last refusal {} after {the_recovery}", HumanDuration::new(after)),
        None => format!("the last refusal after {}, before {the_recovery}", HumanDuration::new(last)),
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
                Some(after) => format!("{} after {the_recovery}", HumanDuration::new(after)),
                None => format!("before {the_recovery}, after {}", HumanDuration::new(at)),
            };
            writeln!(out, "{:>4}% of the pods run {when}", part * 100.0)?;
        }
    }
    if let Some(path) = &options.svg {
        let refused = refused.map(|last| format!("{} refused with 429, {last}; ", report.refused()));
        let refused = refused.unwrap_or_default();
        let sentence = match report.running_at(1.0).map(|at| at.checked_sub(recovery)) {
            Some(Some(after)) => format!("all pods run {} after {the_recovery}", HumanDuration::new(after)),
            Some(None) => format!("all pods run before {the_recovery}"),
            None => format!("{} of {pods} pods run at the end", report.running()),
        };
        let title = picture::FleetTitle {
            title,
            sentence: format!("{} attempts, {refused}{sentence}; seed {}", report.attempts(), options.seed),
            outages,
            arrivals_end: arrivals,
            capacity: options.capacity,
        };
        save::save(path, &picture::of_fleet(&report, &title))?;
    }
    Ok(())
}
