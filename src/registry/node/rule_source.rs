//! Which rule of which file made an attempt.

use alloc::boxed::Box;
use core::fmt;

use super::position::Position;
use crate::terminal::Escaped;

/// Which rule of which file made an attempt.
///
/// ```
/// use pullspec::registry::node::{Position, RuleSource};
/// let place = Position { line: 3, column: 1 };
/// let rule = RuleSource::new("certs.d/quay.io/hosts.toml", Some(place), "[host.\"https://mirror.example\"]");
/// assert_eq!(rule.to_string(), "certs.d/quay.io/hosts.toml:3: [host.\"https://mirror.example\"]");
/// assert_eq!(RuleSource::built_in("default host").to_string(), "default host");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RuleSource {
    file: Option<Box<str>>,
    place: Option<Position>,
    text: Box<str>,
}

impl RuleSource {
    /// Makes one from a file, the place in it, and the rule in few words.
    #[must_use]
    pub fn new(file: impl Into<Box<str>>, place: Option<Position>, text: impl Into<Box<str>>) -> Self {
        Self { file: Some(file.into()), place, text: text.into() }
    }

    /// Makes one for what a runtime does without being told.
    #[must_use]
    pub fn built_in(text: impl Into<Box<str>>) -> Self {
        Self { file: None, place: None, text: text.into() }
    }

    /// Returns the file; `None` where no file asks for it.
    #[must_use]
    pub fn file(&self) -> Option<&str> {
        self.file.as_deref()
    }

    /// Returns the line in the file, counted from 1.
    #[must_use]
    pub fn line(&self) -> Option<usize> {
        self.place.map(|place| place.line)
    }

    /// Returns the place in the file.
    #[must_use]
    pub const fn place(&self) -> Option<Position> {
        self.place
    }

    /// Returns the rule in few words.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }
}

impl fmt::Display for RuleSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(file) = &self.file {
            write!(f, "{}", Escaped(file))?;
            if let Some(line) = self.line() {
                write!(f, ":{line}")?;
            }
            f.write_str(": ")?;
        }
        write!(f, "{}", Escaped(&self.text))
    }
}
