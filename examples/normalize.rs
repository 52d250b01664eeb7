//! What image references mean: domain, path, tag and digest, as Go's distribution/reference reads them.
//!
//! ```sh
//! cargo run --example normalize < examples/data/references.txt
//! cargo run --example normalize -- --json < examples/data/references.txt
//! ```
//!
//! Parts in parentheses were not written. Empty lines and lines that begin with `#` are skipped. Refused lines are
//! shown on standard error with the place of the fault; the exit status is 1 if there was one, 2 if nothing could be
//! read.

use std::io::{self, BufRead, BufWriter, ErrorKind, Write};
use std::process::ExitCode;

use clap::Parser;
use pullspec::digest::DigestRef;
use pullspec::{ParseError, Reference};
use serde_json::Value;

#[path = "streams/complain.rs"]
mod complain;
#[path = "classify/json.rs"]
#[expect(dead_code, reason = "another example writes JSON on many lines")]
mod json;

use complain::complain;

/// Normalize the image references of standard input, one a line.
#[derive(Parser)]
struct Arguments {
    /// Print one JSON object a line instead of a table, also for refused references.
    #[arg(long)]
    json: bool,
}

fn main() -> ExitCode {
    let Arguments { json } = Arguments::parse();
    match run(json) {
        Ok(0) => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(error) if error.kind() == ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            complain(format_args!("error: {error}"));
            ExitCode::from(2)
        }
    }
}

/// The number of refused lines.
fn run(json: bool) -> io::Result<usize> {
    let mut out = BufWriter::new(io::stdout().lock());
    let mut rows = vec![["DOMAIN", "PATH", "TAG", "DIGEST"].map(String::from)];
    let mut refused = 0;
    for (number, line) in (1..).zip(io::stdin().lock().split(b'\n')) {
        // What is not UTF-8 becomes a character that no reference has.
        let line = String::from_utf8_lossy(&line?).into_owned();
        let input = line.strip_suffix('\r').unwrap_or(&line);
        if input.is_empty() || input.starts_with('#') {
            continue;
        }
        let parsed = Reference::parse(input).map(Reference::or_default_tag);
        if let Err(error) = parsed {
            refused += 1;
            let hint = error.hint(input).map(|hint| format!("\n{hint}")).unwrap_or_default();
            complain(format_args!("line {number}:\n{}{hint}", error.underline(input)));
        }
        match parsed {
            parsed if json => writeln!(out, "{}", json::line(&object(input, parsed))?)?,
            Ok(image) => rows.push(row(&image)),
            Err(_) => {}
        }
    }
    if !json {
        write_table(&rows, &mut out)?;
    }
    out.flush().map(|()| refused)
}

fn row(image: &Reference) -> [String; 4] {
    let or_none = |part: Option<&str>| part.unwrap_or("-").to_owned();
    let mark = |defaulted: bool, text: &str| if defaulted { format!("({text})") } else { text.to_owned() };
    let path = match image.path().strip_prefix("library/") {
        Some(rest) if image.library_was_defaulted() => format!("(library/){rest}"),
        _ => image.path().to_owned(),
    };
    [
        mark(image.domain_was_defaulted(), image.domain()),
        path,
        mark(image.tag_was_defaulted(), &or_none(image.tag())),
        or_none(image.digest().map(DigestRef::as_str)),
    ]
}

fn object(input: &str, parsed: Result<Reference, ParseError>) -> Value {
    match parsed {
        Ok(image) => serde_json::json!({
            "input": input, "reference": image.as_str(), "domain": image.domain(), "path": image.path(), "tag": image.tag(),
            "digest": image.digest().map(DigestRef::as_str), "domain_defaulted": image.domain_was_defaulted(),
            "library_defaulted": image.library_was_defaulted(), "tag_defaulted": image.tag_was_defaulted(),
        }),
        Err(error) => serde_json::json!({
            "input": input, "error": error.to_string(), "span": [error.span().start, error.span().end],
            "hint": error.hint(input).map(|hint| hint.to_string()),
        }),
    }
}

fn write_table(rows: &[[String; 4]], out: &mut impl Write) -> io::Result<()> {
    let width =
        |column: fn(&[String; 4]) -> &String| rows.iter().map(|row| column(row).len()).max().unwrap_or(0);
    let (domain, path, tag) = (width(|[d, ..]| d), width(|[_, p, ..]| p), width(|[_, _, t, _]| t));
    rows.iter().try_for_each(|[d, p, t, digest]| writeln!(out, "{d:domain$}  {p:path$}  {t:tag$}  {digest}"))
}
