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
use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use clap::Parser;
use pullspec::api::{Object, Timestamp};
use pullspec::credentials::DockerConfig;

#[path = "explain/absent.rs"]
mod absent;
#[path = "explain/arguments.rs"]
mod arguments;
#[path = "explain/brief.rs"]
mod brief;
#[path = "explain/gather.rs"]
mod gather;
#[path = "explain/input.rs"]
mod input;
#[path = "classify/lines.rs"]
mod lines;
#[path = "explain/notes.rs"]
mod notes;
#[path = "explain/program.rs"]
mod program;
#[path = "explain/said.rs"]
mod said;
#[path = "explain/secret_file.rs"]
mod secret_file;
#[path = "explain/seen.rs"]
mod seen;
#[path = "explain/show.rs"]
mod show;
#[path = "explain/text.rs"]
mod text;

use arguments::{Arguments, Output};
use gather::Known;
use input::Input;
use program::{Ended, Wanted};

fn main() -> ExitCode {
    match run(&Arguments::parse().checked().unwrap_or_else(|error| error.exit())) {
        Ok(ended) => ExitCode::from(ended as u8),
        Err(error) => {
            notes::note(&format!("error: {error}"), &mut io::stderr());
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
    let known = Known { now: arguments.now(clock()), behavior: arguments.kubelet, secrets, events };
    let terminal = io::stdout().is_terminal().then(textwrap::termwidth);
    // It would stand between the images that the same terminal shows.
    let may_note = io::stderr().is_terminal() && !(arguments.all && io::stdout().is_terminal());
    let wanted = Wanted {
        all: arguments.all,
        json: arguments.output == Output::Json,
        view: show::View {
            width: arguments.columns(terminal),
            brief: arguments.brief,
            query: arguments.query,
        },
        fail_on: arguments.fail_on,
        for_objects: arguments.for_objects(),
        progress: may_note.then_some(Duration::from_millis(500)),
    };
    let name = arguments.file.display().to_string();
    let mut out = anstream::stdout().lock();
    let (ended, report) =
        program::run(&name, open(&arguments.file)?, known, wanted, &mut out, &mut io::stderr())?;
    if arguments.stats {
        notes::stats(&report, started.elapsed());
    }
    Ok(ended)
}

fn read_events(file: &Path) -> Result<Vec<pullspec::Event>, Box<dyn Error>> {
    let (mut events, mut others) = (Vec::new(), 0_u64);
    let input = Input::open(open(file)?).map_err(at(file))?.input;
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
    Ok(secret_file::docker_config_of(name, open(file)?).map_err(at(file))?)
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
