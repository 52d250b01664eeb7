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
//! Where two programs on a node read its files differently (podman and CRI-O, Docker's two image stores), each has its say.
//!
//! The exit status is 0 if every image can be asked for somewhere, by each of them, 1 if one cannot, 2 if the input cannot
//! be read.

use std::error::Error;
use std::fmt::Display;
use std::fs;
use std::io::{ErrorKind, Write};
use std::net::{IpAddr, Ipv4Addr, ToSocketAddrs};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Parser};
use pullspec::Reference;
use pullspec::registry::node::containerd::{HostDirectories, PemFile, PullBy, config_findings};
use pullspec::registry::node::containers_image::{
    CrioShortNameMode, Node, RegistriesConf, ShortNameError, parse_reference,
};
use pullspec::registry::node::docker::DockerDaemon;
use pullspec::registry::node::k3s::{Registries, first_document};
use pullspec::registry::node::proof::{Answers, Proof};
use pullspec::registry::node::{Attempt, ConfigError, Resolution};
use pullspec::waiting::classify;
use serde_saphyr::options::{DuplicateKeyPolicy, Options};

/// Say where a node asks for images.
#[derive(Parser)]
pub(crate) struct Arguments {
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

/// Puts resolutions into words, with what a message proves of them.
#[derive(Default)]
struct Printer<'a> {
    message: Option<&'a str>,
    out: String,
}

impl Printer<'_> {
    fn line(&mut self, text: impl Display) {
        self.out.push_str(&text.to_string());
        self.out.push('\n');
    }

    /// Prints one resolution. Whether anything can be asked.
    fn show(
        &mut self,
        title: impl Display,
        image: Option<&Reference>,
        resolution: Result<Resolution, ConfigError>,
    ) -> bool {
        self.line(title);
        let resolution = match resolution {
            Ok(resolution) => resolution,
            Err(error) => {
                self.line(format_args!("  nothing is asked: {error}"));
                return false;
            }
        };
        let proof = image.zip(self.message).map(|(image, message)| resolution.proof(image, message));
        let answers = proof.iter().flat_map(Proof::possible).map(Some).chain(std::iter::repeat(None));
        for ((number, attempt), answers) in (1..).zip(resolution.attempts()).zip(answers) {
            self.show_attempt(number, attempt, answers);
        }
        if let Some(proof) = &proof {
            self.show_proof(proof);
        }
        for error in resolution.dropped() {
            self.line(format_args!("  dropped: {error}"));
        }
        for finding in resolution.findings() {
            self.line(format_args!("  note: {finding}"));
        }
        if let Some(reason) = resolution.nothing_asked() {
            self.line(format_args!("  nothing is asked: {reason}"));
        }
        resolution.nothing_asked().is_none() && resolution.attempts().iter().any(Attempt::can_be_asked)
    }

    /// Which endpoint the message is about, and each error in it that has a reference of its own.
    fn show_proof(&mut self, proof: &Proof<'_>) {
        let numbers: Vec<_> = proof.about().iter().map(|place| (place + 1).to_string()).collect();
        self.line(match &*numbers {
            [] => "  the message: it does not tell which of them it is about".into(),
            [one] => format!("  the message: it is about {one}"),
            several => format!("  the message: it is about one of {}", several.join(", ")),
        });
        for failure in proof.failures().iter().filter(|failure| !failure.reference.is_empty()) {
            let cause = classify(None, failure.error).cause();
            self.line(format_args!("  the message: {} failed, {cause}", failure.reference));
        }
    }

    fn show_attempt(&mut self, number: usize, attempt: &Attempt, answers: Option<&Answers>) {
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
        let (notes, rule) = (notes.join("; "), attempt.rule());
        self.line(format_args!("  {number}. {url}\n     {notes}\n     by {rule}"));
        match answers {
            Some(&Answers::ANY) => self.line("     what it answered is not known"),
            Some(answers) => self.line(format_args!("     by the message: {answers}")),
            None => {}
        }
    }
}

/// Adds everything in a directory of registries' directories.
fn read_directories(
    mut hosts: HostDirectories,
    root: &Path,
    printer: &mut Printer<'_>,
) -> std::io::Result<HostDirectories> {
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
                    printer.line(format_args!(
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

/// Adds the files that the directories name for TLS, which can lie anywhere.
fn read_named(mut hosts: HostDirectories, image: &Reference) -> HostDirectories {
    for path in hosts.named_files(image) {
        if let Ok(text) = fs::read_to_string(&path) {
            hosts = hosts.with_text(&path, text);
        }
    }
    hosts
}

fn read(path: &Path) -> Result<String, Box<dyn Error>> {
    fs::read_to_string(path).map_err(|error| {
        let refused = if error.kind() == ErrorKind::InvalidData {
            ": the runtime refuses it, every pull fails"
        } else {
            ""
        };
        format!("{}: cannot be read: {error}{refused}", path.display()).into()
    })
}

fn require_directory(path: &Path) -> Result<(), Box<dyn Error>> {
    if path.is_dir() { Ok(()) } else { Err(format!("{}: is not a directory", path.display()).into()) }
}

fn by_containerd(
    config_path: &str,
    printer: &mut Printer<'_>,
    images: &[String],
) -> Result<bool, Box<dyn Error>> {
    let mut all = true;
    // One that is missing is nothing to containerd, which names two by default; none at all is a slip here.
    let roots = config_path.split(':').map(Path::new);
    if !roots.clone().any(Path::is_dir) {
        require_directory(Path::new(config_path))?;
    }
    let configs = roots.filter_map(|root| Some(root.parent()?.join("config.toml")));
    for config in configs.filter(|config| config.exists()) {
        for finding in config_findings(&config.to_string_lossy(), &read(&config)?)? {
            printer.line(format_args!("note: {finding}"));
        }
    }
    let ways: &[_] = if config_path.contains(':') {
        &[(PullBy::Client, ", pulled by CRI"), (PullBy::TransferService, ", pulled by the transfer service")]
    } else {
        &[(PullBy::TransferService, "")]
    };
    for &(pull_by, way) in ways {
        let mut hosts = HostDirectories::from_config_path(config_path, pull_by);
        let roots: Vec<_> = hosts.roots().map(PathBuf::from).collect();
        for root in roots {
            hosts = read_directories(hosts, &root, printer)?;
        }
        for image in images {
            let reference = Reference::parse(image)?;
            hosts = read_named(hosts, &reference);
            all &= printer.show(format_args!("{image}{way}"), Some(&reference), hosts.resolve(&reference));
        }
    }
    Ok(all)
}

fn by_containers_image(
    directory: &Path,
    printer: &mut Printer<'_>,
    images: &[String],
) -> Result<bool, Box<dyn Error>> {
    require_directory(directory)?;
    let mut files = Vec::new();
    for name in ["registries.conf", "short-name-aliases.conf"] {
        let path = directory.join(name);
        if path.exists() {
            files.push((name.to_owned(), read(&path)?));
        }
    }
    for entry in fs::read_dir(directory.join("registries.conf.d")).into_iter().flatten() {
        let path = entry?.path();
        if path.is_dir() {
            continue;
        }
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        files.push((format!("registries.conf.d/{name}"), read(&path)?));
    }
    let node = Node::read(files.iter().map(|(name, text)| (&**name, &**text)));
    for finding in node.config().into_iter().flat_map(RegistriesConf::findings) {
        printer.line(format_args!("note: {finding}"));
    }
    let mut all = true;
    for image in images {
        // Both cut the tag of what has a digest as well.
        let cut = |found: Vec<Reference>| found.into_iter().map(Reference::docker_ref).collect::<Vec<_>>();
        let podman = node.podman_candidates(image).map(cut);
        let crio = node.crio_candidates(image, CrioShortNameMode::default());
        let ways = if podman == crio {
            vec![("", crio)]
        } else {
            vec![(", pulled by CRI-O", crio), (", pulled by podman", podman)]
        };
        for (way, candidates) in ways {
            all &= by_candidates(&node, image, way, candidates, printer)?;
        }
    }
    Ok(all)
}

/// Whether one of the names can be asked for somewhere.
fn by_candidates(
    node: &Node,
    image: &str,
    way: &str,
    candidates: Result<Vec<Reference>, ShortNameError>,
    printer: &mut Printer<'_>,
) -> Result<bool, Box<dyn Error>> {
    let mut any = false;
    match candidates {
        Ok(candidates) => {
            for candidate in candidates {
                let parsed = parse_reference(candidate.as_str())?;
                let title = format_args!("{image}{way}, as {candidate}");
                any |= printer.show(title, Some(&parsed), node.resolution(&parsed));
            }
        }
        Err(error) => printer.line(format_args!("{image}{way}\n  nothing is asked: {error}")),
    }
    Ok(any)
}

fn by_docker(
    file: &Path,
    dns: bool,
    printer: &mut Printer<'_>,
    images: &[String],
) -> Result<bool, Box<dyn Error>> {
    let mut daemon: DockerDaemon = serde_json::from_str(&read(file)?)
        .map_err(|error| format!("{}: {error}: dockerd does not start with it", file.display()))?;
    let certs_d = file.with_file_name("certs.d");
    let mut hosts = HostDirectories::new([certs_d.to_string_lossy()]);
    hosts = read_directories(hosts, &certs_d, printer)?;
    for image in images {
        hosts = read_named(hosts, &Reference::parse(image)?);
    }
    daemon = daemon.with_certs_d(hosts);
    // No resolver has to be asked for this one, and by its address every daemon takes it for insecure.
    daemon = daemon.with_dns_answer("localhost", [IpAddr::V4(Ipv4Addr::LOCALHOST)]);
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

fn by_k3s(file: &Path, printer: &mut Printer<'_>, images: &[String]) -> Result<bool, Box<dyn Error>> {
    // As Go's reader: the last of equal keys counts, and an empty file is an empty value.
    let mut options = Options::default();
    options.duplicate_keys = DuplicateKeyPolicy::LastWins;
    options.with_snippet = false;
    let text = read(file)?;
    let registries: Option<Registries> = serde_saphyr::from_str_with_options(first_document(&text), options)
        .map_err(|error| format!("{}: {error}: k3s reads none of it", file.display()))?;
    let mut registries = registries.unwrap_or_default().with_text(&text);
    let named: Vec<_> = registries.named_files().map(String::from).collect();
    for path in named {
        if let Ok(text) = fs::read_to_string(&path) {
            registries = registries.with_pem(path, PemFile::read(&text));
        }
    }
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

fn run(arguments: &Arguments, printer: &mut Printer<'_>) -> Result<bool, Box<dyn Error>> {
    let images = &arguments.images;
    match &arguments.files {
        Files { containerd: Some(path), .. } => by_containerd(path, printer, images),
        Files { registries: Some(directory), .. } => by_containers_image(directory, printer, images),
        Files { daemon: Some(file), .. } => by_docker(file, arguments.dns, printer, images),
        Files { k3s: Some(file), .. } => by_k3s(file, printer, images),
        _ => Err("which node? see --help".into()),
    }
}

/// What is said of a command line, and whether every image can be asked for.
pub(crate) fn answer(arguments: &Arguments) -> (String, Result<bool, Box<dyn Error>>) {
    let mut printer = Printer { message: arguments.message.as_deref(), ..Printer::default() };
    let ended = run(arguments, &mut printer);
    (printer.out, ended)
}

/// Writes what is said, and returns the exit status. Whoever closes a pipe has seen enough.
pub(crate) fn write(mut to: impl Write, said: &str, ended: Result<bool, Box<dyn Error>>) -> u8 {
    let written = to.write_all(said.as_bytes()).and_then(|()| to.flush());
    let written =
        written.or_else(|error| if error.kind() == ErrorKind::BrokenPipe { Ok(()) } else { Err(error) });
    match written.map_err(Into::into).and(ended) {
        Ok(all) => u8::from(!all),
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "{error}");
            2
        }
    }
}

fn main() -> ExitCode {
    let (said, ended) = answer(&Arguments::parse());
    ExitCode::from(write(std::io::stdout().lock(), &said, ended))
}
