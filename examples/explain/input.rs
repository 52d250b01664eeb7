//! What may be piped in: JSON and YAML of any number of documents, compressed or not, in UTF-8 or UTF-16; and text, which
//! is for another reader.

use std::io::{self, BufRead, BufReader, Read};

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE};
use encoding_rs_io::DecodeReaderBytesBuilder;
use flate2::bufread::MultiGzDecoder;
use pullspec::api::Object;
use serde_path_to_error::Track;
use serde_saphyr::options::DuplicateKeyPolicy;
use serde_saphyr::{Budget, Options};

/// Bytes that are read at once, and looked at to know what they are.
const CHUNK: usize = 1 << 18;

/// An input, by what its beginning shows.
pub(crate) enum Input<'i> {
    Json(Source<'i>),
    Yaml(Source<'i>),
    /// Neither: a message, a log, a table, `kubectl describe`.
    Text(Source<'i>),
    /// Nothing but blanks.
    Empty,
    /// kubectl found nothing; its words.
    NoResources(String),
}

pub(crate) type Source<'i> = BufReader<Box<dyn Read + 'i>>;

/// Whether an object came with others in one document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    InList,
    /// A watch prints an object again whenever it changes, each time alone.
    Alone,
}

impl<'i> Input<'i> {
    pub(crate) fn open(input: impl Read + 'i) -> io::Result<Self> {
        let mut bytes = BufReader::with_capacity(CHUNK, input);
        let is_compressed = bytes.fill_buf()?.starts_with(&[0x1f, 0x8b]);
        let mut plain: Box<dyn Read + 'i> =
            if is_compressed { Box::new(MultiGzDecoder::new(bytes)) } else { Box::new(bytes) };
        let mut first = Vec::new();
        plain.by_ref().take(2).read_to_end(&mut first)?;
        // PowerShell writes a byte order mark, which counts; what has lost it is known by its first sign.
        let utf8 = DecodeReaderBytesBuilder::new()
            .encoding(without_mark(&first))
            .bom_override(true)
            .utf8_passthru(true)
            .strip_bom(true)
            .build(io::Cursor::new(first).chain(plain));
        let (head, utf8) = look_ahead(utf8)?;
        let start = String::from_utf8_lossy(&head).into_owned();
        let source: Source<'i> = BufReader::with_capacity(CHUNK, Box::new(io::Cursor::new(head).chain(utf8)));
        Ok(match start.trim_start().chars().next() {
            None => Self::Empty,
            Some('{' | '[') => Self::Json(source),
            _ if is_yaml(&start) => Self::Yaml(source),
            _ => match start.trim().strip_prefix("No resources found") {
                Some(rest) if !rest.contains('\n') => Self::NoResources(start.trim().to_owned()),
                _ => Self::Text(source),
            },
        })
    }
}

/// UTF-16 that begins with a sign of ASCII: one byte of two is zero, which no text in UTF-8 has.
fn without_mark(first: &[u8]) -> Option<&'static Encoding> {
    match first {
        [0, second] if *second > 0 => Some(UTF_16BE),
        [first, 0] if *first > 0 => Some(UTF_16LE),
        _ => None,
    }
}

/// The beginning, which has more than blanks in it unless there is nothing else. A reader may give few bytes at a time.
fn look_ahead<R: Read>(mut reader: R) -> io::Result<(Vec<u8>, R)> {
    let mut head = Vec::new();
    loop {
        let before = head.len();
        reader.by_ref().take(4096).read_to_end(&mut head)?;
        let has_signs = !head.get(before..).unwrap_or_default().trim_ascii_start().is_empty();
        if has_signs || head.len() == before {
            return Ok((head, reader));
        }
    }
}

/// Whether a line at the margin is a field that every object or list of Kubernetes has, or the start of a document.
fn is_yaml(start: &str) -> bool {
    const FIELDS: [&str; 5] = ["apiVersion:", "kind:", "items:", "metadata:", "spec:"];
    start.lines().any(|line| {
        let field = line.strip_prefix("- ").unwrap_or(line);
        is_separator(line.as_bytes()) || FIELDS.iter().any(|name| field.starts_with(name))
    })
}

fn is_separator(line: &[u8]) -> bool {
    separator(line).is_some()
}

/// What stands beside `---` on a line that begins with it.
fn separator(line: &[u8]) -> Option<&[u8]> {
    let rest = line.strip_prefix(b"---")?;
    matches!(rest.first(), None | Some(b' ' | b'\t' | b'\r' | b'\n')).then(|| rest.trim_ascii())
}

/// Hands out every object of every document. The error says where, and what it means; objects before it have been handed
/// out by then.
pub(crate) fn read_json(source: Source<'_>, mut each: impl FnMut(Object, Place)) -> Result<(), String> {
    let mut json = serde_json::Deserializer::from_reader(source);
    loop {
        let mut track = Track::new();
        let document = serde_path_to_error::Deserializer::new(&mut json, &mut track);
        one_by_one(&mut each, |each| Object::for_each(document, each)).map_err(|error| {
            if error.is_eof() {
                return format!("{error}: the input is cut off; what came before the cut is shown");
            }
            match track.path() {
                path if error.is_data() && path.iter().len() > 0 => format!("{path}: {error}"),
                _ => error.to_string(),
            }
        })?;
        if json.end().is_ok() {
            return Ok(());
        }
    }
}

/// As [`read_json`]; each document is read as it comes, none is kept.
pub(crate) fn read_yaml(mut source: Source<'_>, mut each: impl FnMut(Object, Place)) -> Result<(), String> {
    let mut line = 0;
    let mut is_last = false;
    while !is_last {
        let first_line = line;
        let mut document = Document {
            source: &mut source,
            rest: Vec::new(),
            read: 0,
            line: &mut line,
            ended: false,
            fault: None,
        };
        let skip = document.skip_to_content().map_err(|error| error.to_string())?;
        if skip {
            one_by_one(&mut each, |each| {
                serde_saphyr::with_deserializer_from_reader_with_options(&mut document, options(), |yaml| {
                    Object::for_each(yaml, each)
                })
            })
            .map_err(|error| {
                // The reader of YAML does not pass on why it got no more.
                if let Some(fault) = document.fault.take() {
                    return fault;
                }
                let text = error.without_snippet().to_string();
                let text = text.lines().next().unwrap_or_default().to_owned();
                if first_line == 0 {
                    text
                } else {
                    format!("in the document after line {first_line}: {text}")
                }
            })?;
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

/// Tells the only object of a document from one of several.
fn one_by_one<E>(
    each: &mut impl FnMut(Object, Place),
    read: impl FnOnce(&mut dyn FnMut(Object)) -> Result<(), E>,
) -> Result<(), E> {
    let mut last = None;
    let mut count = 0_u64;
    let result = read(&mut |object| {
        count = count.saturating_add(1);
        if let Some(before) = last.replace(object) {
            each(before, Place::InList);
        }
    });
    if let Some(object) = last {
        each(object, if count == 1 { Place::Alone } else { Place::InList });
    }
    result
}

/// One YAML document of a stream: its lines up to the next `---`, which a block of text can never have at its margin.
struct Document<'s, R> {
    source: &'s mut R,
    rest: Vec<u8>,
    read: usize,
    line: &'s mut u64,
    ended: bool,
    /// Why it is refused.
    fault: Option<String>,
}

impl<R: BufRead> Document<'_, R> {
    /// Whether there is more than comments and blanks; only those are skipped.
    fn skip_to_content(&mut self) -> io::Result<bool> {
        loop {
            self.next_line()?;
            if self.ended {
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
        self.ended = self.ended || self.source.read_until(b'\n', &mut self.rest)? == 0;
        *self.line = self.line.saturating_add(1);
        if let Some(beside) = separator(&self.rest) {
            // kubectl refuses it, too (`YAMLReader` in `pkg/util/yaml` of apimachinery); a comment is none.
            if !beside.is_empty() && !beside.starts_with(b"#") {
                let text = format!("line {}: only a comment may follow --- on its line", self.line);
                self.fault = Some(text.clone());
                return Err(io::Error::new(io::ErrorKind::InvalidData, text));
            }
            self.rest.clear();
            self.ended = true;
        }
        Ok(())
    }
}

impl<R: BufRead> Read for Document<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.read >= self.rest.len() {
            if self.ended {
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
