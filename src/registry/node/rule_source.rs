//! Which rule of which file made an attempt.

use alloc::boxed::Box;
use core::fmt;

use crate::terminal::Escaped;

/// Which rule of which file made an attempt.
///
/// ```
/// use pullspec::registry::node::RuleSource;
/// let rule = RuleSource::new("certs.d/quay.io/hosts.toml", Some(3), "[host.\"https://mirror.example\"]");
/// assert_eq!(rule.to_string(), "certs.d/quay.io/hosts.toml:3: [host.\"https://mirror.example\"]");
/// assert_eq!(RuleSource::built_in("default host").to_string(), "default host");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RuleSource {
    file: Option<Box<str>>,
    line: Option<usize>,
    text: Box<str>,
}

impl RuleSource {
    /// Makes one from a file, the line in it, counted from 1, and the rule in few words.
    #[must_use]
    pub fn new(file: impl Into<Box<str>>, line: Option<usize>, text: impl Into<Box<str>>) -> Self {
        Self { file: Some(file.into()), line, text: text.into() }
    }

    /// Makes one for what a runtime does without being told.
    #[must_use]
    pub fn built_in(text: impl Into<Box<str>>) -> Self {
        Self { file: None, line: None, text: text.into() }
    }

    /// Returns the file; `None` where no file asks for it.
    #[must_use]
    pub fn file(&self) -> Option<&str> {
        self.file.as_deref()
    }

    /// Returns the line in the file, counted from 1.
    #[must_use]
    pub const fn line(&self) -> Option<usize> {
        self.line
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
            if let Some(line) = self.line {
                write!(f, ":{line}")?;
            }
            f.write_str(": ")?;
        }
        write!(f, "{}", Escaped(&self.text))
    }
}
