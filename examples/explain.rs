//! Why pods cannot pull their images, who must act, and when the kubelet tries again: the worst first, and the same
//! trouble in many pods once.
//!
//! ```sh
//! cargo run --example explain -- examples/data/pods.json
//! cargo run --example explain -- --events examples/data/events.json --now 2025-08-14T09:20:06Z examples/data/pods.json
//! kubectl get pods -A -o json | cargo run --release --example explain -- -
//! ```
//!
//! The exit status is 0 if nothing is wrong, 1 if some image cannot be pulled, 2 if the input cannot be read.

use std::error::Error;
use std::fs::File;
use std::io::{self, BufRead, BufReader, IsTerminal};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use clap::{Parser, ValueEnum};
use pullspec::api::{Behavior, Metadata, Object, Timestamp};
use pullspec::credentials::{DockerConfig, SecretDocument};

#[path = "explain/gather.rs"]
mod gather;
#[path = "explain/input.rs"]
mod input;
#[path = "classify/lines.rs"]
mod lines;
#[path = "explain/program.rs"]
mod program;
#[path = "explain/show.rs"]
mod show;

use gather::Known;
use input::Input;
use program::{Ended, FailOn, Wanted};

/// Explain why pods cannot pull their images.
#[derive(Parser)]
#[expect(clippy::struct_excessive_bools, reason = "flags of a command line")]
struct Arguments {
    /// What `kubectl get pods,events -o json` or `-o yaml` prints, with Secrets and workloads if you like; `-` for
    /// standard input.
    file: PathBuf,
    /// What `kubectl get events -o json` prints: tells when attempts were made.
    #[arg(long, value_name = "FILE")]
    events: Option<PathBuf>,
    /// When the input was read, RFC 3339 or `now`; now for standard input, unknown for a file.
    #[arg(long, value_name = "TIME", value_parser = moment)]
    now: Option<Now>,
    /// The version of the nodes' kubelets, such as 1.34 or its minor number alone.
    #[arg(long, value_name = "VERSION", value_parser = release)]
    kubelet: Option<Behavior>,
    /// A pull secret, to show which secrets a pull would try; once for each secret. The file is the docker config inside, the
    /// Secret itself, or a list of Secrets with this one. Without a namespace it speaks for the secret of that name in every
    /// namespace: for pods of several, name it.
    #[arg(long, value_name = "[NAMESPACE/]NAME=FILE", value_parser = named_file)]
    pull_secret: Vec<(String, PathBuf)>,
    /// Every image of every pod, in the input's order, also where nothing is wrong.
    #[arg(long)]
    all: bool,
    /// For people, or one JSON document; with --all one line of JSON for each image.
    #[arg(long, value_enum, default_value = "text")]
    output: Output,
    /// One line for each outage and each trouble.
    #[arg(long)]
    brief: bool,
    /// The Prometheus query that finds all of it, too.
    #[arg(long)]
    query: bool,
    /// What makes the exit status 1.
    #[arg(long, value_enum, default_value = "failing")]
    fail_on: Least,
    /// Say on standard error how long it took, and how much memory.
    #[arg(long)]
    stats: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Least {
    /// An image cannot be had until something is changed.
    Blocked,
    /// An image cannot be had.
    Failing,
    /// A pod cannot start or ended badly, whatever the reason.
    Stuck,
}

impl From<Least> for FailOn {
    fn from(least: Least) -> Self {
        match least {
            Least::Blocked => Self::Blocked,
            Least::Failing => Self::Failing,
            Least::Stuck => Self::Stuck,
        }
    }
}

/// When the input was read.
#[derive(Clone, Copy)]
enum Now {
    At(Timestamp),
    Now,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Output {
    Text,
    Json,
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(ended) => ExitCode::from(ended as u8),
        Err(error) => {
            show::note(&format!("error: {error}"), &mut io::stderr());
            ExitCode::from(2)
        }
    }
}

fn run(arguments: &Arguments) -> Result<Ended, Box<dyn Error>> {
    let started = Instant::now();
    let events = arguments.events.as_deref().map(read_events).transpose()?.unwrap_or_default();
    let secrets =
        arguments.pull_secret.iter().map(|(name, file)| Ok((name.clone(), pull_secret(name, file)?)));
    let secrets = secrets.collect::<Result<Vec<_>, Box<dyn Error>>>()?;
    let is_live = arguments.file == Path::new("-");
    let now = match arguments.now {
        Some(Now::At(time)) => Some(time),
        Some(Now::Now) => clock(),
        None => is_live.then(clock).flatten(),
    };
    let known = Known { now, behavior: arguments.kubelet, secrets, events };
    let width = match arguments.brief {
        _ if io::stdout().is_terminal() => textwrap::termwidth(),
        true => 120,
        false => 80,
    };
    let wanted = Wanted {
        all: arguments.all,
        json: arguments.output == Output::Json,
        view: show::View { width, brief: arguments.brief, query: arguments.query },
        fail_on: arguments.fail_on.into(),
    };
    let name = arguments.file.display().to_string();
    let mut out = anstream::stdout().lock();
    let (ended, report) =
        program::run(&name, open(&arguments.file)?, known, wanted, &mut out, &mut io::stderr())?;
    if arguments.stats {
        show::stats(&report, started.elapsed());
    }
    Ok(ended)
}

fn read_events(file: &Path) -> Result<Vec<pullspec::Event>, Box<dyn Error>> {
    let (mut events, mut others) = (Vec::new(), 0_u64);
    let input = Input::open(open(file)?).map_err(at(file))?;
    let read = program::read_objects(input, |object, _| match object {
        Object::Event(event) => events.push(*event),
        _ => others += 1,
    });
    read.map_err(at(file))?;
    if events.is_empty() && others > 0 {
        return Err(at(file)("expected events, found none").into());
    }
    Ok(events)
}

/// The docker config of a pull secret. What holds none is refused.
fn pull_secret(name: &str, file: &Path) -> Result<DockerConfig, Box<dyn Error>> {
    // The error has no path: a key of a docker config may hold a password.
    let secrets = match serde_json::from_reader(open(file)?).map_err(at(file))? {
        SecretDocument::Config(config) => return Ok(config.auths),
        SecretDocument::Legacy(config) => return Ok(config),
        SecretDocument::Secrets(secrets) => secrets,
        _ => return Err(at(file)("another kind of document").into()),
    };
    let (namespace, name) =
        name.split_once('/').map_or((None, name), |(namespace, name)| (Some(namespace), name));
    let is_named = |metadata: &Metadata| {
        metadata.name == name && namespace.is_none_or(|namespace| metadata.namespace == namespace)
    };
    let secret = secrets.iter().find(|secret| is_named(secret.metadata()));
    let secret = secret.ok_or_else(|| at(file)(format!("no Secret {name:?}")))?;
    Ok(gather::docker_config(secret.content().map_err(at(file))?).map_err(at(file))?)
}

/// Both names of a secret stay one text, which a slash takes apart again: no name has one.
fn named_file(text: &str) -> Result<(String, PathBuf), &'static str> {
    let (name, file) = text.split_once('=').ok_or("expected [NAMESPACE/]NAME=FILE")?;
    if name.split('/').any(str::is_empty) || name.split('/').count() > 2 {
        return Err("expected [NAMESPACE/]NAME=FILE");
    }
    Ok((name.to_owned(), file.into()))
}

fn moment(text: &str) -> Result<Now, String> {
    if text == "now" {
        return Ok(Now::Now);
    }
    text.parse().map(Now::At).map_err(|_| "expected `now` or a time such as 2026-03-01T09:30:00Z".into())
}

fn release(text: &str) -> Result<Behavior, String> {
    let of_minor = text.parse().map(Behavior::for_minor).ok();
    of_minor.map_or_else(|| Behavior::parse(text).map_err(|error| error.to_string()), Ok)
}

fn clock() -> Option<Timestamp> {
    SystemTime::now().duration_since(UNIX_EPOCH).ok().map(Timestamp::from_unix_epoch)
}

fn open(file: &Path) -> Result<Box<dyn BufRead>, Box<dyn Error>> {
    if file == Path::new("-") {
        return Ok(Box::new(BufReader::with_capacity(1 << 20, io::stdin())));
    }
    let opened = File::open(file).map_err(at(file))?;
    Ok(Box::new(BufReader::with_capacity(1 << 20, opened)))
}

/// Says which file an error is about.
fn at<E: std::fmt::Display>(file: &Path) -> impl FnOnce(E) -> String {
    move |error| format!("{}: {error}", file.display())
}
