//! Runs cargo in the copy, and reads its messages.

use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

/// A compiler's error: its own places first, then those that it points to.
#[derive(Debug)]
pub struct CompileError {
    pub text: String,
    pub places: Vec<(String, Range<usize>)>,
}

/// A test program.
#[derive(Debug, Clone)]
pub struct Program {
    pub path: PathBuf,
}

/// Packages in which the tests spend their time.
const OPTIMIZED: [&str; 5] = ["sha2", "regex-automata", "memchr", "proptest", "serde_json"];

fn cargo(copy: &Path, state: &Path, arguments: &[&str]) -> io::Result<Vec<Value>> {
    let output = Command::new("cargo")
        .args(arguments)
        .args(["--all-features", "--message-format=json"])
        // What the tests lean on is optimized; the rest only has to be built.
        .args(["--config", "profile.dev.package.\"*\".opt-level=0"])
        .args(OPTIMIZED.map(|name| format!("--config=profile.dev.package.{name}.opt-level=1")))
        .current_dir(copy)
        .env("CARGO_TARGET_DIR", state.join("build"))
        .env("CARGO_PROFILE_DEV_OPT_LEVEL", "1")
        // A program is built far more often than it is worth linking slowly.
        .env("CARGO_PROFILE_DEV_LTO", "off")
        .env("CARGO_PROFILE_DEV_DEBUG", "0")
        .env("CARGO_PROFILE_TEST_DEBUG", "0")
        // Mutants deserve warnings, and some errors that lints are.
        .env("RUSTFLAGS", "--cap-lints=allow")
        .stderr(Stdio::inherit())
        .output()?;
    let lines = output.stdout.split(|byte| *byte == b'\n').filter(|line| line.starts_with(b"{"));
    lines.map(|line| serde_json::from_slice(line).map_err(io::Error::other)).collect()
}

/// Checks the library, and returns its errors.
pub fn check(copy: &Path, state: &Path) -> io::Result<Vec<CompileError>> {
    let messages = cargo(copy, state, &["check", "-q", "--lib"])?;
    let errors = messages.iter().filter_map(|one| {
        let message = one.get("message").filter(|message| message["level"] == "error")?;
        let spans = message["spans"].as_array()?;
        let places = |is_primary: bool| {
            spans.iter().filter(move |span| span["is_primary"] == is_primary).filter_map(place)
        };
        let places: Vec<_> = places(true).chain(places(false)).collect();
        let text = message["rendered"].as_str().unwrap_or_default().to_owned();
        (!places.is_empty()).then_some(CompileError { text, places })
    });
    let errors: Vec<_> = errors.collect();
    let is_built = messages.iter().any(|one| one["reason"] == "build-finished" && one["success"] == true);
    if errors.is_empty() && !is_built {
        return Err(io::Error::other("cargo check fails without an error in the source"));
    }
    Ok(errors)
}

fn place(span: &Value) -> Option<(String, Range<usize>)> {
    let byte = |name: &str| span[name].as_u64().and_then(|byte| usize::try_from(byte).ok());
    Some((span["file_name"].as_str()?.replace('\\', "/"), byte("byte_start")?..byte("byte_end")?))
}

/// Builds the unit tests and the integration tests, and returns their programs.
pub fn test_programs(copy: &Path, state: &Path) -> io::Result<Vec<Program>> {
    let messages = cargo(copy, state, &["test", "-q", "--no-run", "--lib", "--test", "*"])?;
    let programs: Vec<_> = messages
        .iter()
        .filter(|one| one["profile"]["test"] == true)
        .filter_map(|one| Some(Program { path: PathBuf::from(one["executable"].as_str()?) }))
        .collect();
    if programs.is_empty()
        || !messages.iter().any(|one| one["reason"] == "build-finished" && one["success"] == true)
    {
        let texts = messages.iter().filter_map(|one| one["message"]["rendered"].as_str()).collect::<Vec<_>>();
        return Err(io::Error::other(format!("the tests do not build:\n{}", texts.join("\n"))));
    }
    Ok(programs)
}
