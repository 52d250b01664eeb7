//! What containerd reads in a `hosts.toml`, which is less and more than the TOML says.
//!
//! Go-toml v2.4.3 fills the structure key by key in the order of the document and without regard to case, so that
//! `[Host."x"]` adds to `[host."x"]`; the list of hosts is made apart from that, of table headers alone
//! (`getSortedHosts`), and knows only `host`.

use alloc::{borrow::Cow, boxed::Box, collections::BTreeMap, format, vec::Vec};

use super::super::finding::FindingKind;
use crate::go::lower::lowered;
use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};
use toml_parser::Source;
use toml_parser::parser::{Event, EventKind, parse_document};

/// An error in the text: what, and the offset.
pub(super) type Fault = (Box<str>, usize);

/// A value of a key that may have several types.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Any {
    Text(Box<str>),
    List(Vec<Any>),
    Other,
}

/// A value, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct At<T> {
    pub(super) value: T,
    pub(super) offset: usize,
}

/// What one table says of a host; absent where nothing is said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Settings {
    pub(super) capabilities: Option<At<Vec<Box<str>>>>,
    pub(super) ca: Option<At<Any>>,
    pub(super) client: Option<At<Any>>,
    pub(super) skip_verify: Option<bool>,
    pub(super) header: Option<At<BTreeMap<Box<str>, Any>>>,
    pub(super) override_path: Option<At<bool>>,
    pub(super) dial_timeout: Option<At<Box<str>>>,
    /// `server` inside a host's table: read by nothing.
    pub(super) stray_server: Option<usize>,
    /// Where the table is first named.
    pub(super) offset: usize,
}

/// One file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Document {
    /// The hosts in the order of their headers, repeats included.
    pub(super) listed: Vec<At<Box<str>>>,
    /// Headers with more than two parts that are not a sub-table of settings: most likely a name without quotes.
    pub(super) unquoted: Vec<At<Box<str>>>,
    /// Keys that containerd does not know, and what is to be said of them.
    pub(super) unknown: Vec<(At<Box<str>>, FindingKind)>,
    pub(super) server: Option<At<Box<str>>>,
    pub(super) root: Settings,
    pub(super) hosts: BTreeMap<Box<str>, Settings>,
}

impl Document {
    pub(super) fn read(text: &str) -> Result<Self, Fault> {
        if text.starts_with('\u{feff}') {
            return Err(("byte order mark".into(), 0));
        }
        let table = parse(text)?;
        let mut document = Self::default();
        document.list_headers(text);
        let mut assignments = Vec::new();
        collect(text, &table, &mut assignments)?;
        assignments.sort_by_key(|assignment| assignment.offset);
        for assignment in assignments {
            document.assign(assignment)?;
        }
        Ok(document)
    }

    /// containerd's `getSortedHosts`, which reads the headers of tables and nothing else.
    fn list_headers(&mut self, text: &str) {
        let source = Source::new(text);
        let tokens = source.lex().into_vec();
        let mut last: Box<str> = "".into();
        let mut header: Option<(Vec<Box<str>>, usize)> = None;
        let mut receive = |event: Event| match event.kind() {
            EventKind::StdTableOpen => header = Some((Vec::new(), event.span().start())),
            EventKind::SimpleKey => {
                if let (Some((parts, _)), Some(raw)) = (&mut header, source.get(event)) {
                    let mut part = Cow::Borrowed("");
                    raw.decode_key(&mut part, &mut ());
                    parts.push(part.into());
                }
            }
            EventKind::StdTableClose => {
                if let Some((parts, offset)) = header.take() {
                    self.list(&parts, offset, &mut last);
                }
            }
            _ => {}
        };
        parse_document(&tokens, &mut receive, &mut ());
    }

    fn list(&mut self, parts: &[Box<str>], offset: usize, last: &mut Box<str>) {
        let [first, name, rest @ ..] = parts else { return };
        if **first != *"host" || name == last {
            return;
        }
        last.clone_from(name);
        if rest.first().is_some_and(|part| Field::of(part).is_none()) {
            self.unquoted.push(At { value: parts.get(1..).unwrap_or_default().join(".").into(), offset });
        }
        self.listed.push(At { value: name.clone(), offset });
    }

    fn assign(&mut self, assignment: Assignment<'_, '_>) -> Result<(), Fault> {
        let Assignment { host, what, offset } = assignment;
        let settings = match host {
            None => &mut self.root,
            Some(host) => {
                self.hosts.entry(host.into()).or_insert_with(|| Settings { offset, ..Settings::default() })
            }
        };
        match what {
            What::Unknown(key) => {
                let kind = host.map_or_else(|| FindingKind::of_unknown_key(key), |_| FindingKind::UnknownKey);
                self.unknown.push((At { value: key.into(), offset }, kind));
            }
            What::ReplaceHosts => self.hosts.clear(),
            What::Host => {}
            What::Server(value) if host.is_none() => {
                self.server = Some(At { value: text(value, "server", offset)?, offset });
            }
            What::Server(_) => settings.stray_server = Some(offset),
            What::Field(field, value) => settings.set(field, value, offset)?,
            What::ReplaceHeaders => settings.header = Some(At { value: BTreeMap::new(), offset }),
            What::Header(name, value) => {
                let header = settings.header.get_or_insert_with(|| At { value: BTreeMap::new(), offset });
                header.value.insert(name.into(), any(value));
            }
        }
        Ok(())
    }
}

impl Settings {
    fn set(&mut self, field: Field, value: &DeValue<'_>, offset: usize) -> Result<(), Fault> {
        match field {
            Field::Capabilities => {
                let DeValue::Array(list) = value else { return Err(wrong("capabilities", "a list", offset)) };
                let names = list.iter().map(|one| text(one.get_ref(), "capabilities", one.span().start));
                self.capabilities = Some(At { value: names.collect::<Result<_, _>>()?, offset });
            }
            Field::Ca => self.ca = Some(At { value: any(value), offset }),
            Field::Client => self.client = Some(At { value: any(value), offset }),
            Field::SkipVerify => self.skip_verify = Some(flag(value, "skip_verify", offset)?),
            Field::OverridePath => {
                self.override_path = Some(At { value: flag(value, "override_path", offset)?, offset });
            }
            Field::DialTimeout => {
                self.dial_timeout = Some(At { value: text(value, "dial_timeout", offset)?, offset });
            }
            Field::Header => return Err(wrong("header", "a table", offset)),
        }
        Ok(())
    }
}

/// The keys of a host's table.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Field {
    Capabilities,
    Ca,
    Client,
    SkipVerify,
    Header,
    OverridePath,
    DialTimeout,
}

impl Field {
    fn of(key: &str) -> Option<Self> {
        Some(match &*lowered(key) {
            "capabilities" => Self::Capabilities,
            "ca" => Self::Ca,
            "client" => Self::Client,
            "skip_verify" => Self::SkipVerify,
            "header" => Self::Header,
            "override_path" => Self::OverridePath,
            "dial_timeout" => Self::DialTimeout,
            _ => return None,
        })
    }
}

/// Reads the text as TOML. go-toml looks into a date only where it is wanted, and nothing here wants one: a known key
/// refuses it by its type.
pub(super) fn parse(text: &str) -> Result<DeTable<'_>, Fault> {
    let (table, errors) = DeTable::parse_recoverable(text);
    let is_date = |error: &&toml::de::Error| {
        let written = error.span().and_then(|span| text.get(span.start..)).unwrap_or_default();
        let length = written.find(|c: char| !(c.is_ascii_digit() || "-:.+TtZz".contains(c)));
        let (written, after) = written.split_at(length.unwrap_or(written.len()));
        let ends = after.is_empty() || after.starts_with([' ', '\t', '\r', '\n', ',', ']', '}', '#']);
        ends && matches!(written.as_bytes(), [_, _, _, _, b'-', ..] | [_, _, b':', ..])
            && written.starts_with(|c: char| c.is_ascii_digit())
    };
    match errors.iter().find(|error| !is_date(error)) {
        Some(error) => {
            let line = error.message().lines().next().unwrap_or("not TOML");
            Err((line.into(), error.span().map_or(0, |span| span.start)))
        }
        None => Ok(table.into_inner()),
    }
}

/// One step of go-toml through the document.
struct Assignment<'t, 'i> {
    /// `None`: the root table.
    host: Option<&'t str>,
    what: What<'t, 'i>,
    offset: usize,
}

enum What<'t, 'i> {
    Server(&'t DeValue<'i>),
    Field(Field, &'t DeValue<'i>),
    Header(&'t str, &'t DeValue<'i>),
    /// A host's table is named.
    Host,
    /// An inline table takes the place of all that was there.
    ReplaceHosts,
    ReplaceHeaders,
    Unknown(&'t str),
}

type Entry<'t, 'i> = (&'t Spanned<DeString<'i>>, &'t Spanned<DeValue<'i>>);

/// Whether a table is written in braces, and so replaces what was read before it.
fn is_inline(text: &str, value: &Spanned<DeValue<'_>>) -> bool {
    text.as_bytes().get(value.span().start) == Some(&b'{')
}

fn collect<'t, 'i>(
    text: &str,
    root: &'t DeTable<'i>,
    out: &mut Vec<Assignment<'t, 'i>>,
) -> Result<(), Fault> {
    for entry @ (key, value) in root {
        let offset = key.span().start;
        match &*lowered(key.get_ref()) {
            "server" => out.push(Assignment { host: None, what: What::Server(value.get_ref()), offset }),
            "host" => {
                let DeValue::Table(hosts) = value.get_ref() else {
                    return Err(wrong("host", "a table", offset));
                };
                if is_inline(text, value) {
                    out.push(Assignment { host: None, what: What::ReplaceHosts, offset });
                }
                for (name, settings) in hosts {
                    collect_host(text, (name, settings), out)?;
                }
            }
            _ => collect_field(text, None, entry, out),
        }
    }
    Ok(())
}

fn collect_host<'t, 'i>(
    text: &str,
    (name, settings): Entry<'t, 'i>,
    out: &mut Vec<Assignment<'t, 'i>>,
) -> Result<(), Fault> {
    let offset = name.span().start;
    let host = Some(&**name.get_ref());
    let DeValue::Table(table) = settings.get_ref() else {
        return Err(wrong("host", "a table of tables", offset));
    };
    out.push(Assignment { host, what: What::Host, offset });
    for entry @ (key, value) in table {
        if key.get_ref().eq_ignore_ascii_case("server") {
            out.push(Assignment { host, what: What::Server(value.get_ref()), offset: key.span().start });
        } else {
            collect_field(text, host, entry, out);
        }
    }
    Ok(())
}

fn collect_field<'t, 'i>(
    text: &str,
    host: Option<&'t str>,
    (key, value): Entry<'t, 'i>,
    out: &mut Vec<Assignment<'t, 'i>>,
) {
    let offset = key.span().start;
    let Some(field) = Field::of(key.get_ref()) else {
        // A table in a host's is most likely the rest of a name without quotes, which is said of its header.
        if host.is_none() || !value.get_ref().is_table() || key.get_ref() == "rewrite" {
            out.push(Assignment { host, what: What::Unknown(key.get_ref()), offset });
        }
        return;
    };
    let (Field::Header, DeValue::Table(headers)) = (field, value.get_ref()) else {
        out.push(Assignment { host, what: What::Field(field, value.get_ref()), offset });
        return;
    };
    if is_inline(text, value) {
        out.push(Assignment { host, what: What::ReplaceHeaders, offset });
    }
    for (name, value) in headers {
        let what = What::Header(name.get_ref(), value.get_ref());
        out.push(Assignment { host, what, offset: name.span().start });
    }
}

fn any(value: &DeValue<'_>) -> Any {
    match value {
        DeValue::String(text) => Any::Text((**text).into()),
        DeValue::Array(list) => Any::List(list.iter().map(|one| any(one.get_ref())).collect()),
        _ => Any::Other,
    }
}

fn text(value: &DeValue<'_>, key: &str, offset: usize) -> Result<Box<str>, Fault> {
    match value {
        DeValue::String(text) => Ok((**text).into()),
        _ => Err(wrong(key, "text", offset)),
    }
}

fn flag(value: &DeValue<'_>, key: &str, offset: usize) -> Result<bool, Fault> {
    match value {
        DeValue::Boolean(flag) => Ok(*flag),
        _ => Err(wrong(key, "true or false", offset)),
    }
}

fn wrong(key: &str, wanted: &str, offset: usize) -> Fault {
    (format!("{key} must be {wanted}").into(), offset)
}
