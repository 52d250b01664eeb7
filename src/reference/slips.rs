//! The slips that people make, and what can be said to each.
//!
//! A hint says what is known to be so of the text, and offers only what parses. Each function knows one kind of slip.

use alloc::borrow::ToOwned;
use alloc::{format, string::String};

use super::hint::Hint;
use super::meaning::Reference;
use super::normalize::{has_host_form, is_domain};
use super::parts::{Domain, Path, Tag};
use crate::digest::{Algorithm, Digest};
use crate::error::{Component, ParseError, ParseErrorKind, Text};

/// A longer text was not written by a person.
const LONGEST: usize = 4096;

impl ParseError {
    /// What the writer may have meant. `input` is the text that was refused; it is never repaired silently.
    ///
    /// A suggested spelling always parses as what was refused: a reference, a digest, a domain. Allocates only when
    /// called.
    ///
    /// ```
    /// use pullspec::Reference;
    ///
    /// let hint = |input: &str| Reference::parse(input).unwrap_err().hint(input).map(|hint| hint.to_string());
    /// assert_eq!(hint("https://quay.io/Team/app").unwrap(), r#"did you mean "quay.io/team/app"?"#);
    /// assert_eq!(hint("app:{{ .Tag }}").unwrap(), r#""{{ .Tag }}" is a placeholder that was not replaced"#);
    /// assert_eq!(hint("é"), None);
    /// ```
    #[must_use]
    pub fn hint(&self, input: &str) -> Option<Hint> {
        match (self.kind(), self.text()) {
            (ParseErrorKind::TooLong { max, actual }, _) => Some(Hint::TooLongBy(actual.saturating_sub(max))),
            (ParseErrorKind::Identifier, _) => Some(Hint::ImageId(format!("sha256:{input}"))),
            _ if input.len() > LONGEST => None,
            (_, Text::Reference) => of_reference(self, input),
            (_, Text::Digest) => placeholder(input).or_else(|| spelling(input, &digest_spelling(input)?)),
            (_, Text::Algorithm) => {
                let text = trim(input).to_ascii_lowercase();
                Algorithm::parse(&text).ok().and_then(|_| spelling(input, &text))
            }
            (_, Text::Domain) => {
                let text = without_scheme(trim(input)).1.trim_end_matches('/');
                let found = placeholder(input);
                found.or_else(|| Domain::parse(text).ok().and_then(|_| spelling(input, text)))
            }
            (_, Text::Path) => {
                let text = single_slashes(trim(input).trim_matches('/')).to_ascii_lowercase();
                let found = placeholder(input);
                found.or_else(|| Path::parse(&text).ok().and_then(|_| spelling(input, &text)))
            }
            (_, Text::Tag) => {
                let text = trim(input).trim_start_matches(':');
                let found = placeholder(input);
                found.or_else(|| match Tag::parse(text) {
                    Ok(_) => spelling(input, text),
                    Err(_) => tag_spelling(text).map(Hint::TagSpelling),
                })
            }
        }
    }
}

/// A spelling that is another one than the input's.
fn spelling(input: &str, text: &str) -> Option<Hint> {
    (input != text).then(|| Hint::Spelling(text.to_owned()))
}

fn of_reference(error: &ParseError, input: &str) -> Option<Hint> {
    placeholder(input)
        .or_else(|| registry_alone(error, input))
        .or_else(|| missing(error, input))
        .or_else(|| repaired(input).map(Hint::Spelling))
        .or_else(|| digest_after_colon(input))
        .or_else(|| digest_misspelled(input))
        .or_else(|| tag_with_other_characters(input))
        .or_else(|| other(error))
}

/// What is left to be said of the fault itself.
fn other(error: &ParseError) -> Option<Hint> {
    match error.kind() {
        ParseErrorKind::InvalidCharacter(':') if error.component() == Component::Tag => Some(Hint::OneTag),
        ParseErrorKind::InvalidCharacter(c) if is_blank(c) => Some(Hint::Blank),
        _ => None,
    }
}

/// White space, and what is copied along without being seen.
fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' | '\u{ad}')
}

/// The text without blanks and quotes around it.
fn trim(text: &str) -> &str {
    text.trim_matches(|c| is_blank(c) || matches!(c, '"' | '\'' | '`' | '\u{201c}' | '\u{201d}'))
}

/// The scheme and the rest.
fn without_scheme(text: &str) -> (&str, &str) {
    text.split_once("://").unwrap_or(("", text))
}

/// The placeholder of a template: `${TAG}`, `$(TAG)`, `$TAG`, `{{ .Tag }}`, `{tag}`, `<tag>`, `%TAG%`. None of these
/// characters stands in a reference.
fn placeholder(input: &str) -> Option<Hint> {
    let at = input.find(['$', '{', '<', '%'])?;
    let text = input.get(at..)?;
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let until = |close: &str| text.find(close).map(|end| end + close.len());
    let len = if text.starts_with("${{") || text.starts_with("{{") {
        until("}}").or(Some(text.len()))
    } else if text.starts_with("${") || text.starts_with('{') {
        until("}").or(Some(text.len()))
    } else if text.starts_with("$(") {
        until(")").or(Some(text.len()))
    } else if let Some(name) = text.strip_prefix('$') {
        let end = name.find(|c| !is_name(c)).unwrap_or(name.len());
        (end > 0).then_some(end + 1)
    } else if let Some(name) = text.strip_prefix('%') {
        let end = name.find(|c| !is_name(c))?;
        (end > 0 && name.get(end..)?.starts_with('%')).then_some(end + 2)
    } else {
        until(">")
    }?;
    Some(Hint::Placeholder(text.get(..len)?.to_owned()))
}

/// A registry with nothing after it. The host alone parses, but as the name of an image at Docker Hub.
fn registry_alone(error: &ParseError, input: &str) -> Option<Hint> {
    let (scheme, text) = without_scheme(trim(input));
    let host = match text.split_once('/') {
        // After the host stands nothing, or a tag or digest of no path.
        Some((host, "")) => host,
        Some((host, rest)) => {
            let no_path = rest.starts_with([':', '@']) && error.kind() == ParseErrorKind::Empty;
            no_path.then_some(host)?
        }
        None if is_web(scheme) => text,
        None => text.strip_suffix(':')?,
    };
    let is_host = has_host_form(host) || is_web(scheme);
    (is_host && Domain::parse(host).is_ok()).then(|| Hint::RegistryAlone(host.to_owned()))
}

/// Whether a scheme says that a host follows.
fn is_web(scheme: &str) -> bool {
    scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https")
}

/// A part that is not there, or of which only what follows a variable is.
fn missing(error: &ParseError, input: &str) -> Option<Hint> {
    let at = error.span().start;
    let (before, after) = input.split_at_checked(at)?;
    let is_word = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    match error.kind() {
        ParseErrorKind::Empty if after.is_empty() && before.is_empty() => None,
        ParseErrorKind::Empty if before.is_empty() => Some(Hint::MissingBefore(after.to_owned())),
        // Two slashes, or one at the end: no part is missing, a character is too many.
        ParseErrorKind::Empty if error.component() == Component::Path && is_slash_too_many(after) => None,
        ParseErrorKind::Empty => {
            let is_after_name = matches!(error.component(), Component::Tag | Component::Digest);
            let without = if is_after_name { repaired(input) } else { None };
            Some(Hint::MissingAfter { text: before.to_owned(), without })
        }
        ParseErrorKind::InvalidStart('-' | '.' | '_') if is_word(after.chars().nth(1)) => {
            Some(if before.is_empty() {
                Hint::MissingBefore(after.to_owned())
            } else {
                Hint::MissingAfter { text: before.to_owned(), without: None }
            })
        }
        ParseErrorKind::InvalidEnd('-' | '.' | '_') if is_word(before.chars().next_back()) => {
            let text = input.get(..error.span().end)?.to_owned();
            Some(Hint::MissingAfter { text, without: None })
        }
        _ => None,
    }
}

fn is_slash_too_many(after: &str) -> bool {
    after.is_empty() || after.starts_with('/')
}

/// The text without the usual slips: blanks and quotes around it or beside a separator, a scheme, two slashes, nothing
/// after a separator, a comment, capitals in path or digest.
fn repaired(input: &str) -> Option<String> {
    let text = input.split_once(" #").map_or(input, |(text, _comment)| text);
    let (scheme, text) = without_scheme(trim(text));
    let text = single_slashes(&without_blanks(text)).replace(":@", "@");
    let text = text.trim_end_matches(['/', ':', '@']);
    let (name_and_tag, digest) =
        text.split_once('@').map_or((text, None), |(name, digest)| (name, Some(digest)));
    // A capital in the first component makes it a host to Go; only a dot or a colon shows that it was meant as one.
    let path_start = match name_and_tag.split_once('/') {
        Some((first, _)) if has_host_form(first) => first.len(),
        // After `https://` comes a host; this one would be read as a part of a path.
        _ if is_web(scheme) => return None,
        _ => 0,
    };
    let (host, after) = name_and_tag.split_at_checked(path_start)?;
    let (path, tag) = after.split_at_checked(after.find(':').unwrap_or(after.len()))?;
    let (at, digest) = digest.map_or(("", ""), |digest| ("@", digest));
    let spelling = format!("{host}{}{tag}{at}{}", path.to_ascii_lowercase(), digest.to_ascii_lowercase());
    Reference::parse(&spelling).is_ok().then_some(spelling)
}

/// The text without blanks beside a separator, and without those that are invisible.
fn without_blanks(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars().filter(|&c| c.is_whitespace() || !is_blank(c)) {
        if matches!(c, '/' | ':' | '@') {
            out.truncate(out.trim_end().len());
        }
        if !(c.is_whitespace() && out.ends_with(['/', ':', '@'])) {
            out.push(c);
        }
    }
    out
}

fn single_slashes(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c != '/' || !out.ends_with('/') {
            out.push(c);
        }
    }
    out
}

/// `name:sha256:…`, a digest where a tag must be.
fn digest_after_colon(input: &str) -> Option<Hint> {
    Algorithm::ALL.iter().find_map(|algorithm| {
        let (name, hex) = input.split_once(&*format!(":{algorithm}:"))?;
        Some(Hint::DigestAfterAt(repaired(&format!("{name}@{algorithm}:{hex}"))))
    })
}

/// After `@`: a digest without its algorithm or with another sign after it, or a tag.
fn digest_misspelled(input: &str) -> Option<Hint> {
    let (name, after) = trim(input).split_once('@')?;
    let text = match digest_spelling(after) {
        Some(digest) => format!("{name}@{digest}"),
        None if is_tag_alone(after) => format!("{name}:{after}"),
        None => return None,
    };
    repaired(&text).map(Hint::Spelling)
}

/// Whether a text is a tag, and not the beginning of a digest.
fn is_tag_alone(text: &str) -> bool {
    Tag::parse(text).is_ok() && !Algorithm::ALL.iter().any(|algorithm| text.starts_with(algorithm.as_str()))
}

/// The digest that a text is but for its case, the sign after its algorithm, or the algorithm.
fn digest_spelling(text: &str) -> Option<String> {
    let text = trim(text).to_ascii_lowercase();
    let spelling = match Algorithm::ALL.iter().find_map(|a| Some((a, text.strip_prefix(a.as_str())?))) {
        Some((algorithm, hex)) => {
            format!("{algorithm}:{}", hex.trim_start_matches([':', '-', '=', '/', '_', ' ']))
        }
        None if text.len() == Algorithm::Sha256.hex_len() => format!("sha256:{text}"),
        None => return None,
    };
    Digest::parse(&spelling).is_ok().then_some(spelling)
}

/// `app:feature/x`, `app:1.0+build`: the name up to the tag's colon is good, the tag is not.
fn tag_with_other_characters(input: &str) -> Option<Hint> {
    let text = without_scheme(trim(input)).1;
    let (text, digest) = text.find('@').and_then(|at| text.split_at_checked(at)).unwrap_or((text, ""));
    // The first colon that is not a port's.
    let from = match text.split_once('/') {
        Some((first, _)) if is_domain(first) && Domain::parse(first).is_ok() => first.len(),
        _ => 0,
    };
    let colon = from + text.get(from..)?.find(':')?;
    let (name, tag) = (text.get(..colon)?, text.get(colon + 1..)?);
    // A host with a dot has a port after its colon.
    if from == 0 && tag.contains('/') && has_host_form(name) {
        return None;
    }
    let spelling = format!("{name}:{}{digest}", tag_spelling(tag)?);
    Reference::parse(&spelling).is_ok().then_some(Hint::TagSpelling(spelling))
}

/// A tag with `-` for what separates in a branch name, and `_` for `+`, as Helm writes it.
fn tag_spelling(tag: &str) -> Option<String> {
    let spelling: String = tag
        .chars()
        .map(|c| match c {
            '+' => '_',
            '/' | '\\' | '#' | '~' | '=' | ',' | '!' | '(' | ')' | '&' => '-',
            c => c,
        })
        .collect();
    (spelling != tag && Tag::parse(&spelling).is_ok()).then_some(spelling)
}
