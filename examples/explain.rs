//! What every image of a pod means, which pull policy applies, and what it waits for.
//!
//! ```sh
//! cargo run --example explain -- examples/data/pods.json
//! kubectl get pods -A -o json | cargo run --example explain -- -
//! cargo run --example explain -- --pull-secret registry-credentials=examples/data/dockerconfig.json examples/data/pods.json
//! ```

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, BufWriter, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;
use pullspec::{
    Behavior, DockerConfigJson, ImageField, ImageRequest, Keyring, Metadata, Pod, PodImage, Pods,
    PolicyOrigin, Presence, PullPolicy,
};
use textwrap::{Options, WordSeparator, WordSplitter, core::Word};

/// Explain the images of pods: what they mean, when they are pulled, what they wait for.
#[derive(Parser)]
struct Arguments {
    /// The docker config inside a pull secret, to show which secrets a pull would try; once for each secret.
    #[arg(long, value_name = "NAME=FILE", value_parser = named_file)]
    pull_secret: Vec<(String, PathBuf)>,
    /// What `kubectl get pods -o json` prints, one pod or a list; `-` for standard input.
    file: PathBuf,
}

fn main() -> ExitCode {
    let Arguments { file, pull_secret } = Arguments::parse();
    let inputs = read(&file, parse_pods).and_then(|pods| {
        let configs = pull_secret.iter().map(|(name, file)| Ok((name.as_str(), read(file, parse_config)?)));
        Ok((pods, configs.collect::<Result<Configs<'_>, String>>()?))
    });
    let (pods, configs) = match inputs {
        Ok(inputs) => inputs,
        Err(message) => {
            eprintln!("error: {}", printable(&message));
            return ExitCode::from(2);
        }
    };
    match explain(&pods, &configs, &mut BufWriter::new(io::stdout().lock())) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
        _ => ExitCode::SUCCESS,
    }
}

fn named_file(text: &str) -> Result<(String, PathBuf), &'static str> {
    let (name, file) = text.split_once('=').ok_or("expected NAME=FILE")?;
    Ok((name.to_owned(), file.into()))
}

fn read<T>(file: &Path, parse: fn(&[u8]) -> Result<T, String>) -> Result<T, String> {
    let text = if file == Path::new("-") {
        let mut text = Vec::new();
        io::stdin().lock().read_to_end(&mut text).map(|_| text)
    } else {
        fs::read(file)
    };
    let value = text.map_err(|error| error.to_string()).and_then(|text| parse(&text));
    value.map_err(|message| format!("{}: {message}", file.display()))
}

fn parse_pods(text: &[u8]) -> Result<Pods, String> {
    let mut json = serde_json::Deserializer::from_slice(text);
    let pods = serde_path_to_error::deserialize(&mut json).map_err(|error| match error.inner() {
        // Of what is cut off or no JSON at all, only the line and column mean something.
        inner if inner.is_data() && error.path().iter().len() > 0 => format!("{}: {inner}", error.path()),
        inner => inner.to_string(),
    })?;
    json.end().map_err(|error| error.to_string())?;
    Ok(pods)
}

/// The error has no path: a key of a docker config may hold a password.
fn parse_config(text: &[u8]) -> Result<DockerConfigJson, String> {
    serde_json::from_slice(text).map_err(|error| error.to_string())
}

/// The docker configs of the pull secrets, by the secrets' names.
type Configs<'a> = BTreeMap<&'a str, DockerConfigJson>;

fn explain(pods: &Pods, configs: &Configs<'_>, out: &mut impl Write) -> io::Result<()> {
    for pod in pods {
        let Metadata { namespace, name, generate_name, .. } = &pod.metadata;
        let name = [name, generate_name].into_iter().find(|name| !name.is_empty());
        let slash = if namespace.is_empty() { "" } else { "/" };
        let name = name.map_or("(no name)", String::as_str);
        writeln!(out, "{}{slash}{}", printable(namespace), printable(name))?;
        for image in pod.images() {
            writeln!(out, "\n  {} {}, {}", image.owner(), printable(image.name()), image.path())?;
            write_image(&image, out)?;
            field(out, "policy", &policy(&image))?;
            if let Some(pulls) = pulls(&image) {
                field(out, "pulls", pulls)?;
            }
            if let Some(secrets) = secrets(pod, &image, configs) {
                field(out, "tries", &secrets)?;
            }
            if let Some(waiting) = image.waiting() {
                field(out, "waits", &waiting.reason)?;
                wrap(out, INDENT, &waiting.message)?;
            }
        }
        writeln!(out)?;
    }
    out.flush()
}

fn write_image(field_of: &ImageField<'_>, out: &mut impl Write) -> io::Result<()> {
    let written = field_of.image();
    match PodImage::parse(written) {
        Ok(image) => {
            field(out, "image", written)?;
            field(out, "means", image.reference().as_str())
        }
        Err(error) => {
            let picture = error.underline(written).to_string();
            writeln!(out, "    image  {}", picture.replace('\n', "\n           "))?;
            error.hint(written).map_or(Ok(()), |hint| field(out, "hint", &hint.to_string()))
        }
    }
}

/// The policy, and whether somebody must have written it or it is what the API server fills in.
fn policy(image: &ImageField<'_>) -> String {
    let default = PullPolicy::default_for(image.image());
    let PolicyOrigin::Defaulted { because } = default.origin() else { return default.to_string() };
    match image.effective_policy() {
        Err(refused) => format!("{}: {refused}", image.policy_path()),
        Ok(policy) if policy.origin() != PolicyOrigin::Written => policy.to_string(),
        Ok(policy) => {
            let (policy, default) = (policy.policy(), default.policy());
            let origin = match policy {
                _ if policy == default => return format!("{policy} (written or filled in: {because})"),
                PullPolicy::Never => "written",
                // The API server fills in once, and keeps the policy when the image changes.
                _ => "written, or filled in for an earlier image",
            };
            format!("{policy} ({origin}; the default is {default}: {because})")
        }
    }
}

/// When the kubelet pulls; nothing for what it refuses by its name.
fn pulls(image: &ImageField<'_>) -> Option<&'static str> {
    let policy = image.effective_policy().ok()?.policy();
    let pulls_if = |presence| {
        let request = ImageRequest::new(image.image(), policy).with_presence(presence);
        Some(request.decide(&Behavior::default()).pulls()).filter(|_| PodImage::parse(image.image()).is_ok())
    };
    Some(match (pulls_if(Presence::Absent)?, pulls_if(Presence::Present)?) {
        (_, true) => "at every start",
        (true, false) => "if the node lacks it",
        (false, false) => "never",
    })
}

/// Which of the pod's pull secrets the kubelet tries, in its order, as far as their docker configs are given.
fn secrets(pod: &Pod, image: &ImageField<'_>, configs: &Configs<'_>) -> Option<String> {
    let reference = PodImage::parse(image.image()).ok()?;
    let mut ring = Keyring::new();
    let named = pod.spec.image_pull_secrets.iter();
    let given: Vec<_> = named.filter_map(|secret| configs.get_key_value(secret.name.as_str())).collect();
    for (name, config) in &given {
        ring.insert_config(&config.auths, **name);
    }
    let tried: Vec<_> =
        ring.lookup(reference.reference().name()).iter().map(|entry| *entry.value()).collect();
    match tried.as_slice() {
        _ if given.is_empty() => None,
        [] => Some("no pull secret: no key in them covers this image".to_owned()),
        tried => Some(tried.join(", then ")),
    }
}

fn field(out: &mut impl Write, label: &str, text: &str) -> io::Result<()> {
    wrap(out, &format!("    {label:6} "), text)
}

const INDENT: &str = "        ";

/// Writes a text that may be long, wrapped behind blanks and `@`, so that a digest stays whole.
fn wrap(out: &mut impl Write, first: &str, text: &str) -> io::Result<()> {
    let separator = WordSeparator::Custom(|line| Box::new(line.split_inclusive([' ', '@']).map(Word::from)));
    let options = Options::new(80)
        .initial_indent(first)
        .subsequent_indent(INDENT)
        .word_separator(separator)
        .word_splitter(WordSplitter::NoHyphenation);
    let text = printable(text);
    let mut lines =
        textwrap::wrap(text.trim_end(), options).into_iter().filter(|line| !line.trim().is_empty());
    lines.try_for_each(|line| writeln!(out, "{line}"))
}

/// Texts of registries and manifests are not to be trusted with the terminal: no escape codes, no reversed text.
fn printable(text: &str) -> String {
    let is_hidden =
        |c| matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let acts = |c: char| c.is_control() && c != '\n' || is_hidden(c);
    text.chars().map(|c| if acts(c) { '\u{fffd}' } else { c }).collect()
}
