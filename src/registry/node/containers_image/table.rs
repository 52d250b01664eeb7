//! Typed values out of TOML, as BurntSushi/toml 1.6 decodes them into Go structs.

use alloc::boxed::Box;
use alloc::format;
use alloc::vec::Vec;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::registry::node::{ConfigError, ConfigErrorKind, Consequence};

/// One file: its name for errors, and its text for places.
#[derive(Clone, Copy)]
pub(super) struct Source<'t> {
    pub(super) file: &'t str,
    pub(super) text: &'t str,
}

type Value<'t> = Spanned<DeValue<'t>>;
/// A key, its value, and the value's place.
pub(super) type Pair<'a> = (&'a str, &'a str, usize);

impl<'t> Source<'t> {
    /// An error that stops every pull on the node, as each one in these files does.
    pub(super) fn error(self, kind: ConfigErrorKind, at: usize, what: impl Into<Box<str>>) -> ConfigError {
        ConfigError::new(kind, self.file, what, Consequence::EveryPullFails).with_offset(self.text, at)
    }

    pub(super) fn parse(self) -> Result<DeTable<'t>, ConfigError> {
        let table = DeTable::parse(self.text).map(Spanned::into_inner).map_err(|error| {
            let at = error.span().map_or(0, |span| span.start);
            self.error(ConfigErrorKind::Toml, at, first_line(error.message()))
        })?;
        match table.values().find_map(out_of_range) {
            Some(at) => Err(self.error(ConfigErrorKind::Toml, at, "a number out of range")),
            None => Ok(table),
        }
    }

    /// Reads the key of a struct's field. Every spelling of it must have the right type; the exact one counts.
    fn field<'a, T>(
        self,
        table: &'a DeTable<'t>,
        name: &str,
        wanted: &str,
        read: impl Fn(&'a Value<'t>) -> Option<T>,
    ) -> Result<Option<T>, ConfigError> {
        let mut found = None;
        let exact = table.get_key_value(name);
        let others = table.iter().filter(|(key, _)| key.get_ref() != name && folds_to(key.get_ref(), name));
        for (key, value) in others.chain(exact) {
            found = Some(read(value).ok_or_else(|| {
                let what =
                    format!("{:?} must be {wanted}, not {}", key.get_ref(), value.get_ref().type_str());
                self.error(ConfigErrorKind::Toml, value.span().start, what)
            })?);
        }
        Ok(found)
    }

    /// A string with its place.
    pub(super) fn text_at<'a>(
        self,
        table: &'a DeTable<'t>,
        name: &str,
    ) -> Result<Option<(&'a str, usize)>, ConfigError> {
        self.field(table, name, "a string", |value| Some((value.get_ref().as_str()?, value.span().start)))
    }

    pub(super) fn text_of<'a>(self, table: &'a DeTable<'t>, name: &str) -> Result<&'a str, ConfigError> {
        Ok(self.text_at(table, name)?.unwrap_or_default().0)
    }

    pub(super) fn flag(self, table: &DeTable<'t>, name: &str) -> Result<bool, ConfigError> {
        Ok(self.field(table, name, "a boolean", |value| value.get_ref().as_bool())?.unwrap_or_default())
    }

    /// A list of strings with their places. A list that is there and empty is not the same as none.
    pub(super) fn texts<'a>(
        self,
        table: &'a DeTable<'t>,
        name: &str,
    ) -> Result<Option<Vec<(&'a str, usize)>>, ConfigError> {
        self.field(table, name, "a list of strings", |value| {
            let text = |item: &'a Value<'t>| Some((item.get_ref().as_str()?, item.span().start));
            value.get_ref().as_array()?.iter().map(text).collect()
        })
    }

    /// A list of tables with their places.
    pub(super) fn tables<'a>(
        self,
        table: &'a DeTable<'t>,
        name: &str,
    ) -> Result<Option<Vec<(&'a DeTable<'t>, usize)>>, ConfigError> {
        self.field(table, name, "a list of tables", |value| {
            let table = |item: &'a Value<'t>| Some((item.get_ref().as_table()?, item.span().start));
            value.get_ref().as_array()?.iter().map(table).collect()
        })
    }

    pub(super) fn table<'a>(
        self,
        table: &'a DeTable<'t>,
        name: &str,
    ) -> Result<Option<(&'a DeTable<'t>, usize)>, ConfigError> {
        self.field(table, name, "a table", |value| Some((value.get_ref().as_table()?, value.span().start)))
    }

    /// A map of strings to strings, with the places of the values. What is not a table is an empty map, without an
    /// error; the maps of all spellings of the name are one.
    pub(super) fn map<'a>(
        self,
        table: &'a DeTable<'t>,
        name: &str,
    ) -> Result<Option<Vec<Pair<'a>>>, ConfigError> {
        let mut all: Option<Vec<_>> = None;
        for (_, value) in table.iter().filter(|(key, _)| folds_to(key.get_ref(), name)) {
            let Some(map) = value.get_ref().as_table() else { continue };
            let all = all.get_or_insert_default();
            for (key, value) in map {
                let at = value.span().start;
                let text = value.get_ref().as_str().ok_or_else(|| {
                    self.error(ConfigErrorKind::Toml, at, format!("{:?} must be a string", key.get_ref()))
                })?;
                all.push((&**key.get_ref(), text, at));
            }
        }
        Ok(all)
    }
}

/// Go's `strings.EqualFold` for the ASCII names of fields: two letters outside ASCII fold into it.
pub(super) fn folds_to(key: &str, name: &str) -> bool {
    let fold = |c: char| match c {
        '\u{17f}' => 's',
        '\u{212a}' => 'k',
        _ => c.to_ascii_lowercase(),
    };
    key.chars().map(fold).eq(name.chars())
}

/// The place of a number that fits neither `int64` nor `float64`, which spoils a file wherever it stands.
///
/// The reader bounds how deep values nest.
fn out_of_range(value: &Value<'_>) -> Option<usize> {
    let fits = match value.get_ref() {
        DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix()).is_ok(),
        DeValue::Float(number) => number
            .as_str()
            .parse()
            .is_ok_and(|read: f64| read.is_finite() || number.as_str().ends_with(['f', 'n'])),
        DeValue::Array(items) => return items.iter().find_map(out_of_range),
        DeValue::Table(table) => return table.values().find_map(out_of_range),
        _ => true,
    };
    (!fits).then(|| value.span().start)
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}
