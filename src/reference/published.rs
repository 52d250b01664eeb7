//! The grammar as regular expressions, for JSON schemas and other tools.

use super::meaning::Reference;
use super::parts::{Domain, Path, Tag};
use super::raw::RawReference;
use crate::digest::Digest;

macro_rules! host {
    () => {
        r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*|\[[A-Fa-f0-9:]+\])"
    };
}
macro_rules! domain {
    () => {
        concat!(host!(), "(?::[0-9]+)?")
    };
}
macro_rules! path {
    () => {
        r"[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*"
    };
}
macro_rules! tag {
    () => {
        "[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}"
    };
}
macro_rules! digest {
    () => {
        "(?:sha256:[a-f0-9]{64}|sha384:[a-f0-9]{96}|sha512:[a-f0-9]{128})"
    };
}
macro_rules! anchored {
    ($($part:expr),+) => {
        concat!("^", $($part,)+ "$")
    };
}

/// A tag, not anchored.
pub(crate) const TAG: &str = tag!();
/// A digest, not anchored.
pub(crate) const DIGEST: &str = digest!();

impl Domain<'_> {
    /// The grammar as an anchored regular expression, in the subset that ECMA 262, RE2 and Rust share.
    ///
    /// ```
    /// use pullspec::reference::Domain;
    /// assert!(Domain::PATTERN.starts_with('^') && Domain::PATTERN.ends_with("(?::[0-9]+)?$"));
    /// ```
    pub const PATTERN: &'static str = anchored!(domain!());
}

impl Path<'_> {
    /// The grammar as an anchored regular expression. The limit of 255 bytes is not in it: use `maxLength`.
    ///
    /// ```
    /// use pullspec::reference::Path;
    /// assert!(!Path::PATTERN.contains("A-Z"));
    /// ```
    pub const PATTERN: &'static str = anchored!(path!());
}

impl Tag<'_> {
    /// The grammar as an anchored regular expression.
    ///
    /// ```
    /// assert_eq!(pullspec::reference::Tag::PATTERN, "^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$");
    /// ```
    pub const PATTERN: &'static str = anchored!(tag!());
}

impl Digest {
    /// The grammar as an anchored regular expression.
    ///
    /// ```
    /// use pullspec::Digest;
    /// assert!(Digest::PATTERN.starts_with("^(?:sha256:[a-f0-9]{64}|"));
    /// ```
    pub const PATTERN: &'static str = anchored!(digest!());
}

impl RawReference<'_> {
    /// The grammar as an anchored regular expression, for a JSON schema's `pattern`.
    ///
    /// It says yes where [`RawReference::parse`] does, but for the path's limit of 255 bytes, which no regular
    /// expression of a sensible size can state.
    ///
    /// ```
    /// use pullspec::RawReference;
    /// let schema = format!(r#"{{"type":"string","pattern":{:?}}}"#, RawReference::PATTERN);
    /// assert!(schema.starts_with(r#"{"type":"string","pattern":"^(?:"#));
    /// ```
    pub const PATTERN: &'static str =
        anchored!("(?:", domain!(), "/)?", path!(), "(?::", tag!(), ")?", "(?:@", digest!(), ")?");
}

impl Reference {
    /// The grammar of the spellings that [`Reference::parse`] takes, for a JSON schema's `pattern`.
    ///
    /// That of [`RawReference::PATTERN`]; a normalized name is also no 64 hex characters alone, and not `[abcd]/x`.
    ///
    /// ```
    /// use pullspec::Reference;
    /// assert!(Reference::PATTERN.starts_with('^') && Reference::PATTERN.ends_with('$'));
    /// ```
    pub const PATTERN: &'static str = RawReference::PATTERN;
}
