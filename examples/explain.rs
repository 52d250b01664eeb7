//! What every image of a pod means, which pull policy applies, and what it waits for.
//!
//! ```sh
//! cargo run --example explain -- examples/data/pods.json
//! kubectl get pods -A -o json | cargo run --example explain -- -
//! ```

use std::fs::File;
use std::io::{self, BufWriter, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;
use pullspec::{ImageField, PodImage, Pods, PolicyOrigin, PullPolicy};
use textwrap::{Options, WordSeparator, core::Word};

/// Explain the images of pods: what they mean, when they are pulled, what they wait for.
#[derive(Parser)]
struct Arguments {
    /// What `kubectl get pods -o json` prints, one pod or a list; `-` for standard input.
    file: PathBuf,
}

fn main() -> ExitCode {
    let Arguments { file } = Arguments::parse();
    let pods = match read(&file) {
        Ok(pods) => pods,
        Err(message) => {
            eprintln!("error: {}: {message}", file.display());
            return ExitCode::from(2);
        }
    };
    match explain(&pods, &mut BufWriter::new(io::stdout().lock())) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
        _ => ExitCode::SUCCESS,
    }
}

fn read(file: &Path) -> Result<Pods, String> {
    let mut text = Vec::new();
    if file == Path::new("-") {
        io::stdin().lock().read_to_end(&mut text)
    } else {
        File::open(file).and_then(|mut file| file.read_to_end(&mut text))
    }
    .map_err(|error| error.to_string())?;
    let mut json = serde_json::Deserializer::from_slice(&text);
    let pods =
        serde_path_to_error::deserialize(&mut json).map_err(|error| match error.path().to_string() {
            root if root == "." => error.inner().to_string(),
            path => format!("{path}: {}", error.inner()),
        })?;
    json.end().map_err(|error| error.to_string())?;
    Ok(pods)
}

fn explain(pods: &Pods, out: &mut impl Write) -> io::Result<()> {
    for pod in pods {
        let slash = if pod.metadata.namespace.is_empty() { "" } else { "/" };
        writeln!(out, "{}{slash}{}", printable(&pod.metadata.namespace), printable(&pod.metadata.name))?;
        for image in pod.images() {
            writeln!(out, "\n  {} {}, {}", image.owner(), printable(image.name()), image.path())?;
            write_image(&image, out)?;
            field(out, "policy", &policy(&image))?;
            if let Some(waiting) = image.waiting() {
                field(out, "waits", &waiting.reason)?;
                field(out, "", &waiting.message)?;
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
        Ok(policy) if policy.policy() == default.policy() => {
            format!("{} (written or filled in: {because})", policy.policy())
        }
        Ok(policy) => format!("{policy}; the default is {} ({because})", default.policy()),
    }
}

/// Writes a label and a text that may be long, wrapped behind blanks, slashes and `@` so that a digest stays whole.
fn field(out: &mut impl Write, label: &str, text: &str) -> io::Result<()> {
    let separator =
        WordSeparator::Custom(|line| Box::new(line.split_inclusive([' ', '/', '@']).map(Word::from)));
    let first = format!("    {label:6} ");
    let options = Options::new(80).initial_indent(&first).subsequent_indent("        ");
    for line in textwrap::wrap(printable(text).trim_end(), options.word_separator(separator)) {
        writeln!(out, "{line}")?;
    }
    Ok(())
}

/// Texts of registries and manifests are not to be trusted with the terminal.
fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() && c != '\n' { '\u{fffd}' } else { c }).collect()
}
