//! A refused text's error as data, both ways, so that it can cross a process boundary.

use alloc::string::String;
use core::fmt;

use serde::de::{Deserialize, Deserializer, Error};
use serde::ser::{Serialize, Serializer};

use crate::digest::Algorithm;
use crate::error::{AlgorithmName, Component, GoError, ParseError, ParseErrorKind, Text};
use crate::terminal::Shortened;

/// The fields of the JSON object. `message` is for people and is not read back.
#[derive(serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
struct Fields<K, M> {
    kind: K,
    component: Component,
    start: usize,
    end: usize,
    go: GoError,
    of: Text,
    #[serde(default, skip_deserializing)]
    message: M,
    #[serde(flatten)]
    details: Details,
}

/// What some kinds have.
#[derive(Default, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
struct Details {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    found: Option<char>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    min: Option<usize>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    max: Option<usize>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    expected: Option<usize>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    actual: Option<usize>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    algorithm: Option<String>,
    /// Whether the algorithm's name went on.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    algorithm_is_cut: bool,
}

impl From<ParseErrorKind> for Details {
    fn from(kind: ParseErrorKind) -> Self {
        let none = Self::default();
        match kind {
            ParseErrorKind::InvalidCharacter(c)
            | ParseErrorKind::Uppercase(c)
            | ParseErrorKind::InvalidStart(c)
            | ParseErrorKind::InvalidEnd(c)
            | ParseErrorKind::RepeatedSeparator(c) => Self { found: Some(c), ..none },
            ParseErrorKind::TooLong { max, actual } => Self { max: Some(max), actual: Some(actual), ..none },
            ParseErrorKind::DigestLength { algorithm, expected, actual } => Self {
                algorithm: Some(algorithm.into()),
                expected: Some(expected),
                actual: Some(actual),
                ..none
            },
            ParseErrorKind::DigestTooShort { min, actual } => {
                Self { min: Some(min), actual: Some(actual), ..none }
            }
            ParseErrorKind::UnsupportedAlgorithm(name) => {
                Self { algorithm: Some(name.as_str().into()), algorithm_is_cut: name.is_cut(), ..none }
            }
            ParseErrorKind::Empty
            | ParseErrorKind::Scheme
            | ParseErrorKind::UnclosedBracket
            | ParseErrorKind::DigestSeparator
            | ParseErrorKind::Identifier
            | ParseErrorKind::AmbiguousDomain => none,
        }
    }
}

impl Details {
    /// The kind of this name, if it has what it needs.
    fn kind(&self, name: &str) -> Option<ParseErrorKind> {
        Some(match name {
            "empty" => ParseErrorKind::Empty,
            "invalid_character" => ParseErrorKind::InvalidCharacter(self.found?),
            "uppercase" => ParseErrorKind::Uppercase(self.found?),
            "invalid_start" => ParseErrorKind::InvalidStart(self.found?),
            "invalid_end" => ParseErrorKind::InvalidEnd(self.found?),
            "repeated_separator" => ParseErrorKind::RepeatedSeparator(self.found?),
            "too_long" => ParseErrorKind::TooLong { max: self.max?, actual: self.actual? },
            "scheme" => ParseErrorKind::Scheme,
            "unclosed_bracket" => ParseErrorKind::UnclosedBracket,
            "digest_separator" => ParseErrorKind::DigestSeparator,
            "digest_length" => ParseErrorKind::DigestLength {
                algorithm: Algorithm::parse(self.algorithm.as_deref()?).ok()?.as_str(),
                expected: self.expected?,
                actual: self.actual?,
            },
            "digest_too_short" => ParseErrorKind::DigestTooShort { min: self.min?, actual: self.actual? },
            "unsupported_algorithm" => {
                let name = AlgorithmName::new(self.algorithm.as_deref()?);
                ParseErrorKind::UnsupportedAlgorithm(if self.algorithm_is_cut { name.cut() } else { name })
            }
            "identifier" => ParseErrorKind::Identifier,
            "ambiguous_domain" => ParseErrorKind::AmbiguousDomain,
            _ => return None,
        })
    }
}

/// As an object: `kind`, `component`, `start` and `end` of the span, `go`, `of` what the text was to be, `message`, and
/// what the kind has (`found`, `min`, `max`, `expected`, `actual`, `algorithm`).
impl Serialize for ParseError {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let span = self.span();
        Fields {
            kind: self.kind().as_str(),
            component: self.component(),
            start: span.start,
            end: span.end,
            go: self.go_error(),
            of: self.text(),
            message: AsDisplayed(self),
            details: self.kind().into(),
        }
        .serialize(serializer)
    }
}

/// Reads what was written, the message aside. The span is of the text that the error was about, which is not here.
impl<'de> Deserialize<'de> for ParseError {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let fields = Fields::<String, ()>::deserialize(deserializer)?;
        let Some(kind) = fields.details.kind(&fields.kind) else {
            return Err(D::Error::custom(format_args!(
                "no kind of fault is called {} and has these fields",
                Shortened(&fields.kind)
            )));
        };
        if fields.start > fields.end {
            return Err(D::Error::custom("the span ends before it starts"));
        }
        Ok(Self::new(kind, fields.component, fields.go, fields.start..fields.end).of(fields.of))
    }
}

/// Serialized as it is printed.
struct AsDisplayed<T>(T);

impl<T: fmt::Display> Serialize for AsDisplayed<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}
