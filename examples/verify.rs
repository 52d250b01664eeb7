//! Does a file have the content that a digest names? Exits with 0 if so, 1 if not, 2 if it cannot be told.
//!
//! ```sh
//! cargo run --example verify -- sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 /dev/null
//! curl -sL "$BLOB_URL" | cargo run --example verify -- "$DIGEST" -
//! ```

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;
use pullspec::Digest;
use pullspec::digest::Verifier;

#[path = "streams/complain.rs"]
mod complain;
#[path = "streams/say.rs"]
mod say;

use complain::complain;
use say::say;

/// Compare a file of any size with a digest, in constant memory.
#[derive(Parser)]
struct Arguments {
    /// Such as sha256:9f86d0…
    digest: String,
    /// The file; `-` for standard input.
    #[arg(default_value = "-")]
    file: PathBuf,
}

fn main() -> ExitCode {
    let Arguments { digest, file } = Arguments::parse();
    let expected = match Digest::parse(&digest) {
        Ok(expected) => expected,
        Err(error) => {
            complain(format_args!("{}", error.underline(&digest)));
            if let Some(hint) = error.hint(&digest) {
                complain(format_args!("{hint}"));
            }
            return ExitCode::from(2);
        }
    };
    let mut verifier = expected.verifier();
    if let Err(error) = feed(&mut verifier, &file) {
        complain(format_args!("error: {}: {error}", file.display()));
        return ExitCode::from(2);
    }
    match verifier.verify() {
        Ok(()) => {
            say(format_args!("{}: {expected}", file.display()));
            ExitCode::SUCCESS
        }
        Err(mismatch) => {
            complain(format_args!("{}: {mismatch}", file.display()));
            ExitCode::FAILURE
        }
    }
}

fn feed(verifier: &mut Verifier, file: &Path) -> io::Result<()> {
    let mut content: Box<dyn Read> =
        if file == Path::new("-") { Box::new(io::stdin().lock()) } else { Box::new(File::open(file)?) };
    let mut buffer = vec![0; 1 << 16];
    loop {
        match content.read(&mut buffer) {
            Ok(0) => return Ok(()),
            Ok(size) => verifier.update(buffer.get(..size).unwrap_or_default()),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}
