//! The command line: a pod or a fleet, and what belongs to each. What would do nothing is refused.

use std::ops::Range;
use std::path::PathBuf;
use std::time::Duration;

use clap::error::ErrorKind;
use clap::parser::ValueSource;
use clap::{ArgMatches, CommandFactory, FromArgMatches, Parser};
use pullspec::reference::PodImage;

/// Options of one pod, and of a fleet; the others are for both, the run of the article takes none but `--svg`.
const OF_POD: [&str; 4] = ["image", "error", "repair", "minor"];
const OF_FLEET: [&str; 6] = ["pods", "nodes", "arrive", "away", "capacity", "failure_rate"];
const OF_BOTH: [&str; 3] = ["pull_ms", "minutes", "seed"];
/// What happens to a pull, of which there is none where the name does not parse.
const OF_PULLS: [&str; 3] = ["error", "pull_ms", "repair"];

/// Simulates the kubelet with an image that cannot be pulled.
#[derive(Debug, Parser)]
#[command(name = "timeline")]
pub(crate) struct Options {
    /// The image, as the pod writes it.
    #[arg(default_value = "registry.example.com/team/app:v1")]
    pub(crate) image: String,
    /// The run behind the table of a well-known article, to the second.
    #[arg(long)]
    pub(crate) article: bool,
    /// Many pods and a registry that is away or busy, instead of one pod.
    #[arg(long)]
    pub(crate) fleet: bool,
    /// What the runtime says to every attempt.
    #[arg(long, default_value = "failed to resolve reference: unexpected status: 401 Unauthorized")]
    pub(crate) error: String,
    /// How long an attempt takes to fail, in milliseconds.
    #[arg(long, default_value_t = 950)]
    pull_ms: u64,
    /// After how many minutes the cause is repaired.
    #[arg(long, value_name = "MINUTES", value_parser = minutes)]
    pub(crate) repair: Option<Duration>,
    /// How many minutes to simulate [default: 12 for a pod, 60 for a fleet].
    #[arg(long, value_parser = minutes)]
    minutes: Option<Duration>,
    /// The minor version of Kubernetes.
    #[arg(long, default_value_t = 37)]
    pub(crate) minor: u16,
    /// The seed of the kubelet's delays.
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    /// How many pods the fleet has.
    #[arg(long, default_value = "5000", value_parser = count)]
    pub(crate) pods: usize,
    /// On how many nodes they are.
    #[arg(long, default_value = "250", value_parser = count)]
    pub(crate) nodes: usize,
    /// Within how many minutes they arrive.
    #[arg(long, value_name = "MINUTES", default_value = "30", value_parser = minutes)]
    pub(crate) arrive: Duration,
    /// From which minute to which the registry is away; several times for several outages [default: 10-40].
    #[arg(long, value_name = "FROM-TO", value_parser = span)]
    away: Vec<Range<Duration>>,
    /// How many pulls the registry serves in a second; it answers 429 to more.
    #[arg(long, value_parser = capacity)]
    pub(crate) capacity: Option<u32>,
    /// Which part of the pulls fails although the registry is there, from 0 to 1.
    #[arg(long, value_name = "PART", default_value = "0", value_parser = part)]
    pub(crate) failure_rate: f64,
    /// Where to write a picture.
    #[arg(long)]
    pub(crate) svg: Option<PathBuf>,
}

impl Options {
    /// Reads the words after the program's name, too.
    pub(crate) fn of(words: impl IntoIterator<Item = std::ffi::OsString>) -> Result<Self, clap::Error> {
        let matches = Self::command().try_get_matches_from(words)?;
        let options = Self::from_arg_matches(&matches)?;
        match options.what_does_nothing(&matches) {
            None => Ok(options),
            Some(why) => Err(Self::command().error(ErrorKind::ArgumentConflict, why)),
        }
    }

    fn what_does_nothing(&self, matches: &ArgMatches) -> Option<String> {
        let given = |id: &&&str| matches.value_source(id) == Some(ValueSource::CommandLine);
        let first = |ids: &[&'static str]| ids.iter().find(given).map(|id| flag(id));
        if self.article {
            let other = first(&["fleet"]).or_else(|| first(&OF_POD)).or_else(|| first(&OF_FLEET));
            let other = other.or_else(|| first(&OF_BOTH))?;
            return Some(format!(
                "the run of the article has its own image, times and delays; {other} does nothing"
            ));
        }
        if self.fleet {
            if let Some(other) = first(&OF_POD) {
                return Some(format!("{other} is of a single pod, and does nothing with --fleet"));
            }
            let mut outages = self.outages();
            if outages.iter().any(|outage| outage.start >= self.horizon()) {
                return Some(
                    "an outage begins after the last minute, and does nothing; see --minutes".into(),
                );
            }
            outages.sort_by_key(|outage| outage.start);
            let overlap = outages.windows(2).any(|pair| matches!(pair, [one, next] if one.end > next.start));
            return overlap.then(|| "two outages overlap: give --away the whole of them once".into());
        }
        if let Some(other) = first(&OF_FLEET) {
            return Some(format!("{other} is of a fleet, and does nothing without --fleet"));
        }
        if PodImage::new(&*self.image).reference().is_err()
            && let Some(other) = first(&OF_PULLS)
        {
            return Some(format!(
                "the kubelet never pulls {:?}, which is not a reference; {other} does nothing",
                self.image
            ));
        }
        let is_late = self.repair.is_some_and(|repair| repair > self.horizon());
        is_late.then(|| "the repair comes after the last minute, and does nothing; see --minutes".into())
    }

    pub(crate) fn pull(&self) -> Duration {
        Duration::from_millis(self.pull_ms)
    }

    /// How long is simulated.
    pub(crate) fn horizon(&self) -> Duration {
        let default = if self.fleet { 60 } else { 12 };
        self.minutes.unwrap_or(Duration::from_secs(default * 60))
    }

    /// When the registry is away.
    pub(crate) fn outages(&self) -> Vec<Range<Duration>> {
        let default = || vec![Duration::from_secs(600)..Duration::from_secs(2_400)];
        if self.away.is_empty() { default() } else { self.away.clone() }
    }
}

/// As it is typed.
fn flag(id: &str) -> String {
    if id == "image" { "an image".into() } else { format!("--{}", id.replace('_', "-")) }
}

fn count(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(0) => Err("at least one".into()),
        Ok(count) => Ok(count),
        Err(error) => Err(format!("{error}")),
    }
}

fn capacity(text: &str) -> Result<u32, String> {
    match text.parse() {
        Ok(0) => Err("at least one; a registry that serves nothing is --away".into()),
        Ok(capacity) => Ok(capacity),
        Err(error) => Err(format!("{error}")),
    }
}

fn part(text: &str) -> Result<f64, String> {
    let part = text.parse().map_err(|error| format!("{error}"))?;
    if (0.0..=1.0).contains(&part) { Ok(part) } else { Err("from 0 to 1".into()) }
}

/// A week; every look of every pod is a step in memory.
const MOST_MINUTES: f64 = 10_080.0;

/// `7`, `0.5`.
fn minutes(text: &str) -> Result<Duration, String> {
    let minutes: f64 = text.trim().parse().map_err(|error| format!("{error}"))?;
    if !(0.0..=MOST_MINUTES).contains(&minutes) {
        return Err(format!("from 0 to {MOST_MINUTES} minutes, which is a week"));
    }
    Duration::try_from_secs_f64(minutes * 60.0).map_err(|error| error.to_string())
}

/// `10-40`.
fn span(text: &str) -> Result<Range<Duration>, String> {
    let (from, to) = text.split_once('-').ok_or("two minutes with `-` between them, such as 10-40")?;
    let span = minutes(from)?..minutes(to)?;
    if span.is_empty() { Err("the end does not come after the start".into()) } else { Ok(span) }
}
