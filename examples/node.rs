//! Where a node asks for images, in order, and by which rule of which file.
//!
//! ```sh
//! cargo run --features node --example node -- --containerd /etc/containerd/certs.d quay.io/team/app:1
//! cargo run --features node --example node -- --registries /etc/containers quay.io/team/app:1 redis
//! cargo run --features node --example node -- --daemon /etc/docker/daemon.json redis
//! cargo run --features node --example node -- --k3s /etc/rancher/k3s/registries.yaml redis
//! ```
//!
//! With `--message`, what the node said when the pull failed, each endpoint has a line with what it can have answered:
//!
//! ```sh
//! cargo run --features node --example node -- --containerd examples/data/node/certs.d --message 'failed to resolve image:
//!   failed to do request: Head "https://mirror.example/v2/team/app/manifests/1?ns=quay.io": EOF' quay.io/team/app:1
//! ```
//!
//! The exit status is 0 if every image can be asked for somewhere, 1 if one cannot, 2 if the input cannot be read.

use std::error::Error;
use std::fmt::Display;
use std::fs;
use std::io::ErrorKind;
use std::net::{IpAddr, ToSocketAddrs};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Parser};
use pullspec::Reference;
use pullspec::registry::node::containerd::{HostDirectories, PullBy};
use pullspec::registry::node::containers_image::{CrioShortNameMode, Node, RegistriesConf, parse_reference};
use pullspec::registry::node::docker::DockerDaemon;
use pullspec::registry::node::k3s::Registries;
use pullspec::registry::node::proof::{Answers, Proof};
use pullspec::registry::node::{Attempt, ConfigError, Resolution};
use pullspec::waiting::classify;
use serde_saphyr::options::{DuplicateKeyPolicy, Options};

#[path = "streams/complain.rs"]
mod complain;
#[path = "streams/say.rs"]
mod say;

use complain::complain;
use say::say;

/// Say where a node asks for images.
#[derive(Parser)]
struct Arguments {
    #[command(flatten)]
    files: Files,
    /// For --daemon: ask this machine's resolver for names, as the daemon does to find insecure registries.
    #[arg(long)]
    dns: bool,
    /// What the pod's event or status says of the failed pull: shows which endpoint that is about, and what it proves of the
    /// others.
    #[arg(long, value_name = "TEXT")]
    message: Option<String>,
    /// Images as a pod names them.
    #[arg(required = true, value_name = "IMAGE")]
    images: Vec<String>,
}

#[derive(Args)]
#[group(required = true, multiple = false)]
struct Files {
    /// containerd's `config_path`: a directory with a directory for each registry; several with colons between.
    #[arg(long, value_name = "DIR")]
    containerd: Option<String>,
    /// The directory with `registries.conf` and `registries.conf.d`, for podman and CRI-O.
    #[arg(long, value_name = "DIR")]
    registries: Option<PathBuf>,
    /// Docker's `daemon.json`; `certs.d` beside it is read as well.
    #[arg(long, value_name = "FILE")]
    daemon: Option<PathBuf>,
    /// The `registries.yaml` of k3s or RKE2.
    #[arg(long, value_name = "FILE")]
    k3s: Option<PathBuf>,
}

/// Prints resolutions, with what a message proves of them.
struct Printer<'a> {
    message: Option<&'a str>,
}

impl Printer<'_> {
    /// Prints one resolution. Whether anything can be asked.
    fn show(
        &self,
        title: impl Display,
        image: Option<&Reference>,
        resolution: Result<Resolution, ConfigError>,
    ) -> bool {
        say(format_args!("{title}"));
        let resolution = match resolution {
            Ok(resolution) => resolution,
            Err(error) => {
                say(format_args!("  nothing is asked: {error}"));
                return false;
            }
        };
        let proof = image.zip(self.message).map(|(image, message)| resolution.proof(image, message));
        let answers = proof.iter().flat_map(Proof::possible).map(Some).chain(std::iter::repeat(None));
        for ((number, attempt), answers) in (1..).zip(resolution.attempts()).zip(answers) {
            show_attempt(number, attempt, answers);
        }
        if let Some(proof) = &proof {
            show_proof(proof);
        }
        for error in resolution.dropped() {
            say(format_args!("  dropped: {error}"));
        }
        for finding in resolution.findings() {
            say(format_args!("  note: {finding}"));
        }
        if let Some(reason) = resolution.nothing_asked() {
            say(format_args!("  nothing is asked: {reason}"));
        }
        resolution.nothing_asked().is_none() && resolution.attempts().iter().any(Attempt::can_be_asked)
    }
}

/// Prints which endpoint the message is about, and each error in it that has a reference of its own.
fn show_proof(proof: &Proof<'_>) {
    let numbers: Vec<_> = proof.about().iter().map(|place| (place + 1).to_string()).collect();
    match &*numbers {
        [] => say(format_args!("  the message: it does not tell which of them it is about")),
        [one] => say(format_args!("  the message: it is about {one}")),
        several => say(format_args!("  the message: it is about one of {}", several.join(", "))),
    }
    for failure in proof.failures().iter().filter(|failure| !failure.reference.is_empty()) {
        say(format_args!(
            "  the message: {} failed, {}",
            failure.reference,
            classify(None, failure.error).cause()
        ));
    }
}

fn show_attempt(number: usize, attempt: &Attempt, answers: Option<&Answers>) {
    let url = attempt.manifest_url().unwrap_or_else(|| "(not a URL)".into());
    let mut notes = vec![attempt.transport().to_string()];
    let tls = attempt.tls();
    notes.extend(tls.skip_verify.then(|| "certificates are not checked".into()));
    notes.extend(tls.authorities.map(|count| format!("{count} certificate authorities of its own")));
    notes.extend(
        (tls.client_certificates > 0).then(|| format!("{} client certificates", tls.client_certificates)),
    );
    notes.push(format!("for {}", attempt.capabilities().names().collect::<Vec<_>>().join(", ")));
    let headers: Vec<_> = attempt.header_names().collect();
    notes.extend((!headers.is_empty()).then(|| format!("headers {}", headers.join(", "))));
    notes.extend(attempt.is_blocked().then(|| "BLOCKED".into()));
    notes.extend((!attempt.can_be_asked() && !attempt.is_blocked()).then(|| "NEVER ASKED".into()));
    say(format_args!("  {number}. {url}\n     {}\n     by {}", notes.join("; "), attempt.rule()));
    match answers {
        Some(&Answers::ANY) => say(format_args!("     what it answered is not known")),
        Some(answers) => say(format_args!("     by the message: {answers}")),
        None => {}
    }
}

/// Adds everything in a directory of registries' directories.
fn read_directories(mut hosts: HostDirectories, root: &Path) -> std::io::Result<HostDirectories> {
    let Ok(entries) = fs::read_dir(root) else { return Ok(hosts) };
    for entry in entries {
        let directory = entry?.path();
        let Ok(files) = fs::read_dir(&directory) else { continue };
        hosts = hosts.with_directory(&directory.to_string_lossy());
        for file in files {
            let path = file?.path();
            match fs::read_to_string(&path) {
                Ok(text) => hosts = hosts.with_text(&path.to_string_lossy(), text),
                // What is not text is not a certificate either.
                Err(error) if path.file_name().is_some_and(|name| name == "hosts.toml") => {
                    say(format_args!(
                        "note: {}: {error}: the file is dropped, and no mirror of it is used",
                        path.display()
                    ));
                }
                Err(_) => {}
            }
        }
    }
    Ok(hosts)
}

fn read(path: &Path) -> Result<String, Box<dyn Error>> {
    fs::read_to_string(path).map_err(|error| {
        let refused = if error.kind() == ErrorKind::InvalidData {
            ": the runtime refuses it, every pull fails"
        } else {
            ""
        };
        format!("{}: {error}{refused}", path.display()).into()
    })
}

fn by_containerd(
    config_path: &str,
    printer: &Printer<'_>,
    images: &[String],
) -> Result<bool, Box<dyn Error>> {
    let mut all = true;
    let ways: &[_] = if config_path.contains(':') {
        &[(PullBy::Client, ", pulled by CRI"), (PullBy::TransferService, ", pulled by the transfer service")]
    } else {
        &[(PullBy::TransferService, "")]
    };
    for &(pull_by, way) in ways {
        let mut hosts = HostDirectories::from_config_path(config_path, pull_by);
        let roots: Vec<_> = hosts.roots().map(PathBuf::from).collect();
        for root in roots {
            hosts = read_directories(hosts, &root)?;
        }
        for image in images {
            let reference = Reference::parse(image)?;
            all &= printer.show(format_args!("{image}{way}"), Some(&reference), hosts.resolve(&reference));
        }
    }
    Ok(all)
}

fn by_containers_image(
    directory: &Path,
    printer: &Printer<'_>,
    images: &[String],
) -> Result<bool, Box<dyn Error>> {
    let mut files = Vec::new();
    for name in ["registries.conf", "short-name-aliases.conf"] {
        let path = directory.join(name);
        if path.exists() {
            files.push((name.to_owned(), read(&path)?));
        }
    }
    for entry in fs::read_dir(directory.join("registries.conf.d")).into_iter().flatten() {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        files.push((format!("registries.conf.d/{name}"), read(&path)?));
    }
    let node = Node::read(files.iter().map(|(name, text)| (&**name, &**text)));
    for finding in node.config().into_iter().flat_map(RegistriesConf::findings) {
        say(format_args!("note: {finding}"));
    }
    let mut all = true;
    for image in images {
        match node.crio_candidates(image, CrioShortNameMode::default()) {
            Ok(candidates) => {
                let mut any = false;
                for candidate in candidates {
                    let parsed = parse_reference(candidate.as_str())?;
                    let title = format_args!("{image}, as {candidate}");
                    any |= printer.show(title, Some(&parsed), node.resolution(&parsed));
                }
                all &= any;
            }
            Err(error) => {
                say(format_args!("{image}\n  nothing is asked: {error}"));
                all = false;
            }
        }
    }
    Ok(all)
}

fn by_docker(
    file: &Path,
    dns: bool,
    printer: &Printer<'_>,
    images: &[String],
) -> Result<bool, Box<dyn Error>> {
    let mut daemon: DockerDaemon = serde_json::from_str(&read(file)?)
        .map_err(|error| format!("{}: {error}: dockerd does not start with it", file.display()))?;
    let certs_d = file.with_file_name("certs.d");
    let hosts = HostDirectories::new([certs_d.to_string_lossy()]);
    daemon = daemon.with_certs_d(read_directories(hosts, &certs_d)?);
    let mut all = true;
    for image in images {
        let reference = Reference::parse(image)?;
        let name = reference.domain().rsplit_once(':').map_or(reference.domain(), |(name, _)| name);
        if dns && name.parse::<IpAddr>().is_err() {
            let found = (name, 443).to_socket_addrs().into_iter().flatten().map(|address| address.ip());
            daemon = daemon.with_dns_answer(name, found);
        }
        let stores = [
            ("containerd image store", daemon.containerd_store(&reference)),
            ("classic image store", daemon.classic_store(&reference)),
        ];
        for (store, resolution) in stores {
            all &= printer.show(format_args!("{image}, {store}"), Some(&reference), resolution);
        }
    }
    Ok(all)
}

fn by_k3s(file: &Path, printer: &Printer<'_>, images: &[String]) -> Result<bool, Box<dyn Error>> {
    // As Go's reader: the last of equal keys counts, and an empty file is an empty value.
    let mut options = Options::default();
    options.duplicate_keys = DuplicateKeyPolicy::LastWins;
    options.with_snippet = false;
    let registries: Option<Registries> = serde_saphyr::from_str_with_options(&read(file)?, options)
        .map_err(|error| format!("{}: {error}: k3s reads none of it", file.display()))?;
    let registries = registries.unwrap_or_default();
    let mut all = true;
    for image in images {
        let reference = Reference::parse(image)?;
        let kubelet = registries.containerd(&reference, false);
        all &= printer.show(format_args!("{image}, pulled for a pod"), Some(&reference), kubelet);
        // k3s logs the last error alone, of which nothing follows for the others.
        let bootstrap = registries.bootstrap(image);
        all &= printer.show(format_args!("{image}, pulled by k3s for itself"), None, bootstrap);
    }
    Ok(all)
}

fn run(arguments: &Arguments) -> Result<bool, Box<dyn Error>> {
    let images = &arguments.images;
    let printer = &Printer { message: arguments.message.as_deref() };
    match &arguments.files {
        Files { containerd: Some(path), .. } => by_containerd(path, printer, images),
        Files { registries: Some(directory), .. } => by_containers_image(directory, printer, images),
        Files { daemon: Some(file), .. } => by_docker(file, arguments.dns, printer, images),
        Files { k3s: Some(file), .. } => by_k3s(file, printer, images),
        _ => Err("which node? see --help".into()),
    }
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            complain(format_args!("{error}"));
            ExitCode::from(2)
        }
    }
}
