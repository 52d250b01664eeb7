//! YAML of any number of documents, each read as it comes.

use std::io::{self, BufRead, Read};

use pullspec::api::Object;
use serde::de::DeserializeOwned;
use serde_saphyr::options::DuplicateKeyPolicy;
use serde_saphyr::{Budget, Options};

use super::{Place, Source, one_by_one};

/// Hands out every object, as the reader of JSON does; no document is kept.
pub(crate) fn read_yaml(source: Source<'_>, mut each: impl FnMut(Object, Place)) -> Result<(), String> {
    each_document(source, |document| {
        let mut last = None;
        let read = one_by_one(
            &mut |object, place| {
                if let Some((object, place)) = last.replace((object, place)) {
                    each(object, place);
                }
            },
            |each| {
                serde_saphyr::with_deserializer_from_reader_with_options(&mut *document, options(), |yaml| {
                    Object::for_each(yaml, each)
                })
            },
        );
        // Lines may be missing of the last one, and what is left would still be one.
        let is_cut = read.is_ok() && document.is_cut_list();
        if let Some((object, place)) = last.filter(|_| !is_cut) {
            each(object, place);
        }
        read.map(|()| is_cut)
    })
}

/// Hands out every document as a value of its own.
pub(crate) fn yaml_documents<T: DeserializeOwned>(
    source: Source<'_>,
    mut each: impl FnMut(T),
) -> Result<(), String> {
    each_document(source, |document| {
        let read =
            serde_saphyr::with_deserializer_from_reader_with_options(&mut *document, options(), |yaml| {
                T::deserialize(yaml)
            });
        each(read?);
        Ok(document.is_cut_list())
    })
}

const CUT: &str = "the input is cut off; what came before the cut is shown";

/// Reads document after document. What reads one says whether it is cut off.
fn each_document(
    mut source: Source<'_>,
    mut read: impl for<'d, 's> FnMut(&'d mut Document<'s, Source<'_>>) -> Result<bool, serde_saphyr::Error>,
) -> Result<(), String> {
    let mut line = 0;
    let mut is_last = false;
    while !is_last {
        let first_line = line;
        let mut document = Document {
            source: &mut source,
            rest: Vec::new(),
            read: 0,
            line: &mut line,
            end: None,
            has_items: false,
            has_kind: false,
            fault: None,
        };
        let skip = document.skip_to_content().map_err(|error| error.to_string())?;
        if skip {
            let read = read(&mut document);
            // The reader of YAML does not pass on why it got no more.
            if let Some(fault) = document.fault.take() {
                return Err(fault);
            }
            if read.is_err() {
                io::copy(&mut document, &mut io::sink()).map_err(|error| error.to_string())?;
            }
            let is_cut = read.map_err(|error| {
                let text = error.without_snippet().to_string();
                let text = text.lines().next().unwrap_or_default().to_owned();
                let at = error.location().map_or(0, |location| location.line()).saturating_add(first_line);
                // What follows the error would have been read.
                let is_at_end =
                    document.end != Some(End::Separator) && at.saturating_add(1) >= *document.line;
                let cut =
                    if is_at_end || document.is_cut_list() { format!(": {CUT}") } else { String::new() };
                if first_line == 0 {
                    format!("{text}{cut}")
                } else {
                    format!("in the document after line {first_line}: {text}{cut}")
                }
            })?;
            if is_cut {
                return Err(format!("the list has no kind, which stands after its items: {CUT}"));
            }
        }
        io::copy(&mut document, &mut io::sink()).map_err(|error| error.to_string())?;
        is_last = document.source.fill_buf().map_err(|error| error.to_string())?.is_empty();
    }
    Ok(())
}

/// What aliases may come to in one document. kubectl writes none; ten of them in each other's list, five deep, come to more.
const REPLAYED: usize = 20_000;

/// The last of equal keys counts, as in Go; sizes are the reader's to bear, depth and aliases are bounded.
fn options() -> Options {
    let mut budget = Budget::default();
    budget.max_reader_input_bytes = None;
    budget.max_events = usize::MAX;
    budget.max_nodes = usize::MAX;
    budget.max_total_scalar_bytes = usize::MAX;
    let mut options = Options::default();
    options.budget = Some(budget);
    options.alias_limits.max_total_replayed_events = REPLAYED;
    options.duplicate_keys = DuplicateKeyPolicy::LastWins;
    // Go decodes no number and no `on` into a text.
    options.no_schema = true;
    options.with_snippet = false;
    options
}

/// What stands beside `---` on a line that begins with it.
pub(super) fn separator(line: &[u8]) -> Option<&[u8]> {
    let rest = line.strip_prefix(b"---")?;
    matches!(rest.first(), None | Some(b' ' | b'\t' | b'\r' | b'\n')).then(|| rest.trim_ascii())
}

/// Where a document ends.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Input,
    Separator,
}

/// One YAML document of a stream: its lines up to the next `---`, which a block of text can never have at its margin.
struct Document<'s, R> {
    source: &'s mut R,
    rest: Vec<u8>,
    read: usize,
    line: &'s mut u64,
    end: Option<End>,
    /// Whether it is a list, and whether it says of what.
    has_items: bool,
    has_kind: bool,
    /// Why it is refused, or why there is no more of it.
    fault: Option<String>,
}

impl<R: BufRead> Document<'_, R> {
    /// Whether there is more than comments and blanks; only those are skipped.
    fn skip_to_content(&mut self) -> io::Result<bool> {
        loop {
            self.next_line()?;
            if self.end.is_some() {
                return Ok(false);
            }
            let text = self.rest.trim_ascii();
            if !text.is_empty() && !text.starts_with(b"#") && text != b"..." {
                return Ok(true);
            }
        }
    }

    fn next_line(&mut self) -> io::Result<()> {
        self.rest.clear();
        self.read = 0;
        if self.end.is_none() {
            let read = self.source.read_until(b'\n', &mut self.rest);
            if read.inspect_err(|error| self.fault = Some(error.to_string()))? == 0 {
                self.end = Some(End::Input);
            }
        }
        *self.line = self.line.saturating_add(1);
        self.has_items = self.has_items || self.rest.starts_with(b"items:");
        self.has_kind = self.has_kind || self.rest.starts_with(b"kind:");
        if let Some(beside) = separator(&self.rest) {
            // kubectl refuses it, too (`YAMLReader` in `pkg/util/yaml` of apimachinery); a comment is none.
            if !beside.is_empty() && !beside.starts_with(b"#") {
                let text = format!("line {}: only a comment may follow --- on its line", self.line);
                self.fault = Some(text.clone());
                return Err(io::Error::new(io::ErrorKind::InvalidData, text));
            }
            self.rest.clear();
            self.end = Some(End::Separator);
        }
        Ok(())
    }

    /// Whether its end is missing: `kind` stands after the items, as all tools write it that sort fields.
    const fn is_cut_list(&self) -> bool {
        self.has_items && !self.has_kind
    }
}

impl<R: BufRead> Read for Document<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.read >= self.rest.len() {
            if self.end.is_some() {
                return Ok(0);
            }
            self.next_line()?;
        }
        let mut left = self.rest.get(self.read..).unwrap_or_default();
        let count = left.read(buffer)?;
        self.read += count;
        Ok(count)
    }
}
