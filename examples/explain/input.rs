//! What may be piped in: JSON and YAML of any number of documents, compressed or not, in UTF-8 or UTF-16; and text, which
//! is for another reader.

use std::io::{self, BufRead, BufReader, Read};

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE};
use encoding_rs_io::DecodeReaderBytesBuilder;
use flate2::bufread::MultiGzDecoder;
use pullspec::api::Object;
use serde_path_to_error::Track;

use super::lines::logged::is_log;

mod yaml;

use yaml::separator;
pub(crate) use yaml::{read_yaml, yaml_documents};

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

/// An input, and what kubectl said before its objects, where both of its streams are piped.
pub(crate) struct Opened<'i> {
    pub(crate) input: Input<'i>,
    pub(crate) said: Vec<String>,
}

impl<'i> Input<'i> {
    pub(crate) fn open(input: impl Read + 'i) -> io::Result<Opened<'i>> {
        let mut bytes = BufReader::with_capacity(CHUNK, input);
        let is_compressed = bytes.fill_buf()?.starts_with(&[0x1f, 0x8b]);
        let mut plain: Box<dyn Read + 'i> =
            if is_compressed { Box::new(Unzipped(MultiGzDecoder::new(bytes))) } else { Box::new(bytes) };
        let mut first = Vec::new();
        plain.by_ref().take(2).read_to_end(&mut first)?;
        // PowerShell writes a byte order mark, which counts; what has lost it is known by its first sign.
        let utf8 = DecodeReaderBytesBuilder::new()
            .encoding(without_mark(&first))
            .bom_override(true)
            .utf8_passthru(true)
            .strip_bom(true)
            .build(io::Cursor::new(first).chain(plain));
        let (head, rest) = look_ahead(utf8)?;
        let start = String::from_utf8_lossy(&head).into_owned();
        let objects = start.len() - objects_in(&start).len();
        let said = start.get(..objects).unwrap_or_default().lines().map(str::trim);
        let said: Vec<_> = said.filter(|line| !line.is_empty()).map(str::to_owned).collect();
        // A byte that is not of UTF-8 makes the beginning longer, and none of what is left out has one.
        let head = if said.is_empty() { head } else { head.get(objects..).unwrap_or_default().to_vec() };
        let start = start.get(objects..).unwrap_or_default();
        let source: Source<'i> = BufReader::with_capacity(CHUNK, Box::new(io::Cursor::new(head).chain(rest)));
        let input = if start.trim_start().is_empty() {
            Self::Empty
        } else if is_json(start) {
            Self::Json(source)
        } else if is_yaml(start) {
            Self::Yaml(source)
        } else {
            match start.trim().strip_prefix("No resources found") {
                Some(rest) if !rest.contains('\n') => Self::NoResources(start.trim().to_owned()),
                _ => Self::Text(source),
            }
        };
        Ok(Opened { input, said })
    }
}

/// Says what is wrong with what is compressed, and hands out all that can be read before that.
struct Unzipped<R>(R);

impl<R: Read> Read for Unzipped<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer).map_err(|error| match error.kind() {
            io::ErrorKind::UnexpectedEof => io::Error::new(
                error.kind(),
                "the gzip file is cut off; what came before the cut is shown; copy it again",
            ),
            io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData => io::Error::new(
                error.kind(),
                format!("the gzip file is damaged ({error}); what came before is shown; copy it again"),
            ),
            _ => error,
        })
    }
}

/// What is left to read, or why there is no more.
enum Rest<R> {
    More(R),
    Fault(Option<io::Error>),
}

impl<R: Read> Read for Rest<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::More(more) => more.read(buffer),
            Self::Fault(fault) => fault.take().map_or(Ok(0), Err),
        }
    }
}

/// A text without the whole lines at its beginning that kubectl or the shell print before objects.
fn after_what_is_said(mut text: &str) -> &str {
    while let Some((_, after)) = text.split_once('\n').filter(|(line, _)| is_said(line)) {
        text = after;
    }
    text
}

/// The beginning without what is said before objects; all of it, where no objects follow.
fn objects_in(start: &str) -> &str {
    let rest = after_what_is_said(start);
    let is_of_objects = rest.len() < start.len() && (is_json(rest) || is_yaml(rest));
    if is_of_objects { rest } else { start }
}

/// Whether a line is what kubectl says before what it prints, or the command itself.
fn is_said(line: &str) -> bool {
    const STARTS: [&str; 8] =
        ["Warning: ", "Flag --", "Defaulted container", "Found ", "$ ", "+ kubectl", "> kubectl", "kubectl "];
    let line = line.trim();
    line.is_empty() || is_logged(line) || STARTS.iter().any(|known| line.starts_with(known))
}

/// Whether a line begins as klog's do: `E0301 09:00:00.000000`.
pub(super) fn is_logged(line: &str) -> bool {
    matches!(line.as_bytes(), [b'I' | b'W' | b'E' | b'F', date @ ..] if {
        date.iter().take_while(|byte| byte.is_ascii_digit()).count() == 4 && date.get(4) == Some(&b' ')
    })
}

/// Whether it begins as an object or a list of objects does, and is not a log: `[ERROR] …`, `{"msg": …}`.
fn is_json(start: &str) -> bool {
    let inner = start.trim_start_matches(|c: char| c.is_whitespace() || c == '[');
    match inner.strip_prefix('{') {
        Some(fields) => {
            matches!(fields.trim_start().chars().next(), None | Some('"' | '}')) && !is_log(inner)
        }
        // A list of nothing, or the beginning of one.
        None => start.trim_start().starts_with('[') && matches!(inner.chars().next(), None | Some(']')),
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

/// Bytes in which the first object has to begin.
const FAR: usize = 1 << 16;

/// The beginning, which has more than blanks and what kubectl says in it, unless there is nothing else or it is long; and
/// of a line that may be one of a log all. A reader may give few bytes at a time, and an error comes after what it gave.
fn look_ahead<R: Read>(mut reader: R) -> io::Result<(Vec<u8>, Rest<R>)> {
    let mut head = Vec::new();
    loop {
        let before = head.len();
        if let Err(error) = reader.by_ref().take(4096).read_to_end(&mut head) {
            return if head.is_empty() { Err(error) } else { Ok((head, Rest::Fault(Some(error)))) };
        }
        let is_all = head.len() == before;
        let is_blank = head.trim_ascii_start().is_empty();
        if is_all || (!is_blank && (head.len() >= FAR || has_begun(&head))) {
            return Ok((head, Rest::More(reader)));
        }
    }
}

/// Whether there is a whole line that tells what the input is.
fn has_begun(head: &[u8]) -> bool {
    // What the beginning of a line is, its end may tell.
    after_what_is_said(&String::from_utf8_lossy(head)).contains('\n')
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

/// Hands out every object of every document. The error says where, and what it means; objects before it have been handed
/// out by then.
pub(crate) fn read_json(source: Source<'_>, mut each: impl FnMut(Object, Place)) -> Result<(), String> {
    let mut json = serde_json::Deserializer::from_reader(source);
    loop {
        let mut track = Track::new();
        let document = serde_path_to_error::Deserializer::new(&mut json, &mut track);
        one_by_one(&mut each, |each| Object::for_each(document, each)).map_err(|error| {
            if error.is_io() {
                return io::Error::from(error).to_string();
            }
            if error.is_eof() {
                return format!("{error}: the input is cut off; what came before the cut is shown");
            }
            match track.path() {
                path if error.is_data() && path.iter().len() > 0 => format!("{path}: {error}"),
                _ => error.to_string(),
            }
        })?;
        match json.end() {
            Ok(()) => return Ok(()),
            Err(error) if error.is_io() => return Err(io::Error::from(error).to_string()),
            // Another document.
            Err(_) => {}
        }
    }
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
