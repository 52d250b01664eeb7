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
use std::io::{self, BufRead, BufReader, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::str::FromStr;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use clap::{Parser, ValueEnum};
use pullspec::api::{Behavior, Timestamp};
use pullspec::credentials::DockerConfigJson;
use pullspec::explain::ExplainContext;
use pullspec::{Diagnosis, Events, Pods, Report, explain_pod};
use serde::de::DeserializeOwned;
use serde_path_to_error::Track;

#[path = "explain/show.rs"]
mod show;

/// Explain why pods cannot pull their images.
#[derive(Parser)]
struct Arguments {
    /// What `kubectl get pods -o json` prints, one pod or a list; `-` for standard input.
    file: PathBuf,
    /// What `kubectl get events -o json` prints: tells when attempts were made.
    #[arg(long, value_name = "FILE")]
    events: Option<PathBuf>,
    /// When the input was read, RFC 3339; now for standard input, unknown for a file.
    #[arg(long, value_name = "TIME", value_parser = Timestamp::from_str)]
    now: Option<Timestamp>,
    /// The minor version of the nodes' kubelets, such as 31 for Kubernetes 1.31.
    #[arg(long, value_name = "MINOR")]
    kubelet: Option<u16>,
    /// The docker config inside a pull secret, to show which secrets a pull would try; once for each secret. Without a
    /// namespace it speaks for the secret of that name in every namespace: for pods of several, name it.
    #[arg(long, value_name = "[NAMESPACE/]NAME=FILE", value_parser = named_file)]
    pull_secret: Vec<(SecretName, PathBuf)>,
    /// Every image of every pod, in the input's order, also where nothing is wrong.
    #[arg(long)]
    all: bool,
    /// For people, or one JSON document; with --all one line of JSON for each image.
    #[arg(long, value_enum, default_value = "text")]
    output: Output,
    /// Say on standard error how long it took, and how much memory.
    #[arg(long)]
    stats: bool,
}

/// A pull secret of one namespace, or those of one name in all.
#[derive(Clone)]
struct SecretName {
    namespace: Option<String>,
    name: String,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Output {
    Text,
    Json,
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(report) if report.worst().cannot_pull() => ExitCode::from(1),
        Ok(_) => ExitCode::SUCCESS,
        Err(error) => {
            show::note(&format!("error: {error}"));
            ExitCode::from(2)
        }
    }
}

fn run(arguments: &Arguments) -> Result<Report, Box<dyn Error>> {
    let started = Instant::now();
    let events: Events = arguments.events.as_deref().map(read_whole).transpose()?.unwrap_or_default();
    let secrets = arguments.pull_secret.iter().map(|(name, file)| {
        // The error has no path: a key of a docker config may hold a password.
        let config: DockerConfigJson = serde_json::from_reader(open(file)?).map_err(at(file))?;
        Ok((name, config))
    });
    let secrets = secrets.collect::<Result<Vec<_>, Box<dyn Error>>>()?;
    let is_live = arguments.file == Path::new("-");
    let now = arguments.now.or_else(|| is_live.then(clock).flatten());
    let mut context = ExplainContext::new().with_events(&events);
    context = now.map_or(context.clone(), |now| context.at(now));
    if let Some(minor) = arguments.kubelet {
        context = context.with_behavior(Behavior::for_minor(minor));
    }
    for (SecretName { namespace, name }, config) in &secrets {
        context = match namespace {
            Some(namespace) => context.with_namespaced_secret(namespace, name, &config.auths),
            None => context.with_pull_secret(name, &config.auths),
        };
    }
    let report = read_pods(arguments, &context)?;
    if !arguments.all {
        let shown = match arguments.output {
            Output::Text => show::report(&report, &mut anstream::stdout().lock()),
            Output::Json => writeln!(io::stdout(), "{}", serde_json::to_string_pretty(&report)?),
        };
        unless_closed(shown)?;
    }
    if arguments.stats {
        show::stats(&report, started.elapsed());
    }
    Ok(report)
}

/// Reads the pods one by one and keeps none of them.
fn read_pods(arguments: &Arguments, context: &ExplainContext<'_>) -> Result<Report, Box<dyn Error>> {
    let file = &arguments.file;
    let mut report = Report::new();
    let mut progress = show::Progress::new();
    let mut written = Ok(());
    let mut out = anstream::stdout().lock();
    read(open(file)?, |json| {
        Pods::for_each(json, |pod| {
            let found = explain_pod(&pod, context);
            if arguments.all && written.is_ok() {
                written = found.iter().try_for_each(|diagnosis| write_one(arguments, diagnosis, &mut out));
            }
            report.add_pod(found);
            progress.show(&report);
        })
    })
    .map_err(at(file))?;
    progress.clear();
    unless_closed(written)?;
    Ok(report)
}

fn write_one(arguments: &Arguments, diagnosis: &Diagnosis, out: &mut impl Write) -> io::Result<()> {
    match arguments.output {
        Output::Text => show::diagnosis(diagnosis, out),
        Output::Json => writeln!(out, "{}", serde_json::to_string(diagnosis)?),
    }
}

/// Whoever reads the output may stop before its end.
fn unless_closed(written: io::Result<()>) -> io::Result<()> {
    written.or_else(|error| if error.kind() == ErrorKind::BrokenPipe { Ok(()) } else { Err(error) })
}

fn named_file(text: &str) -> Result<(SecretName, PathBuf), &'static str> {
    let (name, file) = text.split_once('=').ok_or("expected [NAMESPACE/]NAME=FILE")?;
    let (namespace, name) = match name.split_once('/') {
        Some((namespace, name)) => (Some(namespace.to_owned()), name),
        None => (None, name),
    };
    if name.is_empty() || name.contains('/') || namespace.as_deref() == Some("") {
        return Err("expected [NAMESPACE/]NAME=FILE");
    }
    Ok((SecretName { namespace, name: name.to_owned() }, file.into()))
}

fn clock() -> Option<Timestamp> {
    let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).ok()?;
    u64::try_from(since_epoch.as_millis()).ok().map(Timestamp::from_unix_ms)
}

fn open(file: &Path) -> Result<Box<dyn BufRead>, Box<dyn Error>> {
    if file == Path::new("-") {
        return Ok(Box::new(BufReader::with_capacity(1 << 20, io::stdin())));
    }
    let opened = File::open(file).map_err(at(file))?;
    Ok(Box::new(BufReader::with_capacity(1 << 20, opened)))
}

fn read_whole<T: DeserializeOwned>(file: &Path) -> Result<T, Box<dyn Error>> {
    Ok(read(open(file)?, |json| T::deserialize(json)).map_err(at(file))?)
}

type Json<'a, 'b, R> =
    serde_path_to_error::Deserializer<'a, 'b, &'a mut serde_json::Deserializer<serde_json::de::IoRead<R>>>;

/// Reads one document; an error says where in it.
fn read<R: Read, T>(
    input: R,
    parse: impl FnOnce(Json<'_, '_, R>) -> serde_json::Result<T>,
) -> Result<T, String> {
    let mut json = serde_json::Deserializer::from_reader(input);
    let mut track = Track::new();
    let read = parse(serde_path_to_error::Deserializer::new(&mut json, &mut track));
    let value = read.map_err(|error| match track.path() {
        // Of what is cut off or no JSON at all, only the line and column mean something.
        path if error.is_data() && path.iter().len() > 0 => format!("{path}: {error}"),
        _ => error.to_string(),
    })?;
    json.end().map_err(|error| error.to_string())?;
    Ok(value)
}

/// Says which file an error is about.
fn at<E: std::fmt::Display>(file: &Path) -> impl FnOnce(E) -> String {
    move |error| format!("{}: {error}", file.display())
}
