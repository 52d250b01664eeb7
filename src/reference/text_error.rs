//! A refused text together with what is wrong with it.

use alloc::boxed::Box;
use core::fmt;

use super::hint::Hint;
use crate::error::ParseError;
use crate::terminal::{Quoted, quiet_debug};

/// How many characters of the text are shown on either side of the fault.
const CONTEXT: usize = 60;

/// A refused text, its fault and a hint, in one error that can be handed on. Made by [`ParseError::in_text`].
///
/// A [`ParseError`] keeps nothing of the text, so that it costs nothing; far from the text it says too little. This one
/// prints all three in one line, and is what the `serde` implementations report. Of a long text it prints what is
/// around the fault.
///
/// ```
/// use pullspec::Reference;
/// use pullspec::reference::TextError;
///
/// fn read(image: &str) -> Result<Reference, TextError> {
///     Reference::parse(image).map_err(|error| error.in_text(image))
/// }
///
/// assert_eq!(
///     read("quay.io/Team/app").unwrap_err().to_string(),
///     r#""quay.io/Team/app": path must be lower case, found 'T'; did you mean "quay.io/team/app"?"#,
/// );
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct TextError {
    text: Box<str>,
    error: ParseError,
    hint: Option<Hint>,
}

impl ParseError {
    /// This error with the text it is about and its hint, to be handed on. `input` is the text that was refused.
    ///
    /// ```
    /// use pullspec::Digest;
    ///
    /// let input = "sha256:e3b0";
    /// let error = Digest::parse(input).unwrap_err().in_text(input);
    /// assert_eq!(error.to_string(), r#""sha256:e3b0": a sha256 digest has 64 hex characters, found 4"#);
    /// ```
    #[must_use]
    pub fn in_text(self, input: &str) -> TextError {
        TextError { text: input.into(), error: self, hint: self.hint(input) }
    }
}

impl TextError {
    /// The text that was refused.
    #[must_use]
    pub const fn text(&self) -> &str {
        &self.text
    }

    /// What is wrong with it. Also the [`source`](core::error::Error::source).
    #[must_use]
    pub const fn error(&self) -> &ParseError {
        &self.error
    }

    /// What may have been meant.
    #[must_use]
    pub const fn hint(&self) -> Option<&Hint> {
        self.hint.as_ref()
    }

    /// The part of the text that is shown, and whether there is more on either side.
    fn shown(&self) -> (bool, &str, bool) {
        let span = self.error.span();
        let before = self.text.get(..span.start).unwrap_or_default();
        let from = before.char_indices().rev().nth(CONTEXT - 1).map_or(0, |(at, _)| at);
        let rest = self.text.get(span.start..).unwrap_or_default();
        let to = rest.char_indices().nth(CONTEXT).map_or(self.text.len(), |(at, _)| span.start + at);
        (from > 0, self.text.get(from..to).unwrap_or_default(), to < self.text.len())
    }
}

quiet_debug!(TextError { text, error, hint });

impl core::error::Error for TextError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        Some(&self.error)
    }
}

impl fmt::Display for TextError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let dots = |more| if more { "..." } else { "" };
        let (more_before, shown, more_after) = self.shown();
        write!(f, "{}{}{}: {}", dots(more_before), Quoted(shown), dots(more_after), self.error)?;
        match &self.hint {
            Some(hint) => write!(f, "; {hint}"),
            None => Ok(()),
        }
    }
}
