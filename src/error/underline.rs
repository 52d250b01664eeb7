//! The caret picture of an error.

use alloc::string::String;
use core::fmt::{self, Write};
use core::ops::Range;

use super::parse_error::ParseError;
use crate::terminal::{SECRET, or_replacement, quiet_debug, secrets};

/// The line of the input at fault, carets under the span, and the error. Made by [`ParseError::underline`].
///
/// Control and other invisible characters show as one `\u{fffd}` each, so that a hostile input cannot move the
/// carets or the terminal's cursor. Of a long line only the part around the span is shown. A user and password in
/// front of an `@` show as `<redacted>`, as in [`Redacted`](crate::api::Redacted), since the picture often ends up in a log.
///
/// ```
/// use pullspec::Reference;
/// let input = "quay.io/team/my\u{1b}app";
/// let error = Reference::parse(input).unwrap_err();
/// assert_eq!(
///     error.underline(input).to_string(),
///     "quay.io/team/my\u{fffd}app\n               ^ invalid character '\\u{1b}' in path",
/// );
///
/// let input = "https://robot:hunter2@quay.io/app";
/// let error = Reference::parse(input).unwrap_err();
/// assert!(error.underline(input).to_string().starts_with("https://<redacted>@quay.io/app\n"));
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Underline<'a> {
    error: ParseError,
    input: &'a str,
}

/// How many characters are shown in front of the span and after its start.
const CONTEXT: usize = 60;

impl ParseError {
    /// Shows the line of `input` at fault with carets under it and this error after them.
    ///
    /// ```
    /// use pullspec::Reference;
    ///
    /// let input = "nginx:1.27:alpine";
    /// let error = Reference::parse(input).unwrap_err();
    /// let picture = "\
    /// nginx:1.27:alpine
    ///           ^ invalid character ':' in tag";
    /// assert_eq!(error.underline(input).to_string(), picture);
    /// ```
    #[must_use]
    pub const fn underline<'a>(&self, input: &'a str) -> Underline<'a> {
        Underline { error: *self, input }
    }
}

/// The shown text before, inside and after the span, and whether more stands on either side.
fn parts(input: &str, span: Range<usize>) -> (bool, &str, &str, &str, bool) {
    let before = input.get(..span.start).unwrap_or_default();
    let inside = input.get(span.clone()).unwrap_or_default();
    let after = input.get(span.end..).unwrap_or_default();
    let from = before.char_indices().rev().nth(CONTEXT - 1).map_or(0, |(at, _)| at);
    let shown_before = before.get(from..).unwrap_or_default();
    let shown_inside = first_chars(inside, CONTEXT);
    let room = CONTEXT.saturating_sub(shown_inside.chars().count());
    let shown_after = if shown_inside.len() == inside.len() { first_chars(after, room) } else { "" };
    let cut = shown_inside.len() + shown_after.len() < inside.len() + after.len();
    (from > 0, shown_before, shown_inside, shown_after, cut)
}

/// The text without its secrets, and where the span is in it; `None` if there are none.
fn without_secrets(input: &str, span: &Range<usize>) -> Option<(String, Range<usize>)> {
    let secrets = secrets(input);
    if secrets.is_empty() {
        return None;
    }
    let (mut shown, mut from) = (String::new(), 0);
    let mut moved = span.clone();
    for secret in secrets {
        shown.push_str(input.get(from..secret.start).unwrap_or_default());
        let begin = shown.len();
        shown.push_str(SECRET);
        // A place inside of a secret is the whole of it.
        if secret.start <= span.start {
            moved.start = if span.start < secret.end { begin } else { shown.len() + span.start - secret.end };
        }
        if secret.start < span.end {
            moved.end =
                if span.end <= secret.end { shown.len() } else { shown.len() + span.end - secret.end };
        }
        from = secret.end;
    }
    shown.push_str(input.get(from..).unwrap_or_default());
    Some((shown, moved.start..moved.end.max(moved.start)))
}

fn first_chars(text: &str, count: usize) -> &str {
    text.char_indices().nth(count).and_then(|(at, _)| text.get(..at)).unwrap_or(text)
}

/// One column per character: what may be two columns wide is replaced too.
fn shown(c: char) -> char {
    if c.is_ascii() { or_replacement(c) } else { char::REPLACEMENT_CHARACTER }
}

impl fmt::Display for Underline<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let span = self.error.span();
        let quiet = without_secrets(self.input, &span);
        let (input, span) = quiet.as_ref().map_or((self.input, span), |(text, span)| (text, span.clone()));
        let (more_before, before, inside, after, more_after) = parts(input, span);
        let mut indent = before.chars().count();
        if more_before {
            f.write_str("...")?;
            indent += 3;
        }
        for c in before.chars().chain(inside.chars()).chain(after.chars()) {
            f.write_char(shown(c))?;
        }
        if more_after {
            f.write_str("...")?;
        }
        let carets = inside.chars().count().max(1);
        write!(f, "\n{:indent$}{:^<carets$} {}", "", "", self.error)
    }
}

quiet_debug!(Underline<'a> { error, input });
