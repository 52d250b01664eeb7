//! The file's content.

use core::fmt;

use alloc::{boxed::Box, collections::BTreeMap, format, string::String, vec::Vec};

use serde::Deserialize;
use serde::de::{self, Deserializer, Unexpected, Visitor};

use crate::registry::node::containerd::PemFile;
use crate::registry::node::nulls::{null_entries, null_is_default, null_items};
use crate::registry::node::position::Places;
use crate::registry::node::{Finding, FindingKind, Position, RuleSource};

/// A `registries.yaml`. Deserializes with any YAML reader for serde; keys that are not about where and how to ask are
/// ignored, credentials with them.
///
/// ```
/// use pullspec::registry::node::k3s::Registries;
/// let none: Registries = serde_saphyr::from_str("mirrors: {}")?;
/// assert_eq!(none.bootstrap("quay.io/team/app")?.attempts().len(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(default)]
pub struct Registries {
    #[serde(deserialize_with = "null_entries")]
    pub(super) mirrors: BTreeMap<String, Mirror>,
    #[serde(deserialize_with = "null_entries")]
    pub(super) configs: BTreeMap<String, Config>,
    /// The words of the text that all of this was read from; without a place where one stands several times.
    #[serde(skip)]
    places: BTreeMap<Box<str>, Option<Position>>,
    #[serde(skip)]
    pub(super) pems: BTreeMap<Box<str>, PemFile>,
}

/// The file, for people.
const FILE: &str = "registries.yaml";

impl Registries {
    /// The same with the text that it was read from, so that errors and findings can name lines.
    ///
    /// ```
    /// use pullspec::registry::node::k3s::Registries;
    /// let yaml = "mirrors:\n  quay.io:\n    endpoint: [mirror.example, /]\n    rewrite: {'(': team}\n";
    /// let registries = serde_saphyr::from_str::<Registries>(yaml)?.with_text(yaml);
    /// let asked = registries.bootstrap("quay.io/app:1")?;
    /// assert_eq!(asked.findings()[0].rule().to_string(), "registries.yaml:4: mirrors.\"quay.io\": rewrite \"(\"");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn with_text(mut self, text: &str) -> Self {
        let mut places = Places::new(text);
        self.places.clear();
        let mut offset = 0;
        for part in text.split_inclusive([' ', '\t', '\n', '\r', ',']) {
            let word = bare(part.trim_end());
            if let Some(at) = part.find(word).filter(|_| !word.is_empty()) {
                let place = places.of(offset + at);
                self.places.entry(word.into()).and_modify(|known| *known = None).or_insert(Some(place));
            }
            offset += part.len();
        }
        self
    }

    /// The same with what is known of a certificate or key file that it names.
    ///
    /// ```
    /// use pullspec::Reference;
    /// use pullspec::registry::node::containerd::{PemFile, PemKey};
    /// use pullspec::registry::node::k3s::Registries;
    /// let yaml = "mirrors: {quay.io: {endpoint: [mirror.example]}}\nconfigs: {mirror.example: {tls: {ca_file: /ca.pem}}}";
    /// let registries: Registries = serde_saphyr::from_str(yaml)?;
    /// assert!(registries.named_files().eq(["/ca.pem"]));
    /// let image = Reference::parse("quay.io/app:1")?;
    /// assert_eq!(
    ///     registries.clone().with_text(yaml).containerd(&image, false).unwrap_err().to_string(),
    ///     "registries.yaml:2:43: /ca.pem cannot be read: this pull fails before anything is asked",
    /// );
    /// let registries = registries.with_pem("/ca.pem", PemFile::new(["our authority"], PemKey::Absent));
    /// assert_eq!(registries.containerd(&image, false)?.attempts()[0].tls().authorities, Some(1));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn with_pem(mut self, path: impl Into<Box<str>>, file: PemFile) -> Self {
        self.pems.insert(path.into(), file);
        self
    }

    /// Returns the certificate and key files that are named for TLS.
    pub fn named_files(&self) -> impl Iterator<Item = &str> {
        let tls = self.configs.values().filter_map(|config| config.tls.as_ref());
        let files = tls.flat_map(|tls| [&tls.ca_file, &tls.cert_file, &tls.key_file]);
        files.map(|file| &**file).filter(|file| !file.is_empty())
    }

    /// The rule that a text of the file makes, with its place if it stands there once: a reader for serde tells none.
    pub(super) fn rule(&self, written: &str, rule: impl Into<Box<str>>) -> RuleSource {
        RuleSource::new(FILE, self.places.get(bare(written)).copied().flatten(), rule)
    }

    /// Keys that would serve the registry if they named it as it is named.
    pub(super) fn near_misses(&self, domain: &str, is_used: impl Fn(&str) -> bool) -> Vec<Finding> {
        let near = |key: &String| {
            let kind = FindingKind::of_near_miss(key, domain).filter(|_| !is_used(key))?;
            Some(Finding::new(kind, self.rule(key, format!("mirrors.{key:?}")), &**key))
        };
        self.mirrors.keys().filter_map(near).collect()
    }
}

/// A text without what YAML may put around it.
fn bare(text: &str) -> &str {
    text.trim_start_matches(['[', '{', '\'', '"', ',']).trim_end_matches([']', '}', '\'', '"', ',', ':'])
}

#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(default)]
pub(super) struct Mirror {
    #[serde(deserialize_with = "null_items")]
    pub(super) endpoint: Vec<String>,
    #[serde(deserialize_with = "null_entries")]
    pub(super) rewrite: BTreeMap<String, String>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(default)]
pub(super) struct Config {
    /// Only that there are some.
    pub(super) auth: Option<Credentials>,
    pub(super) tls: Option<Tls>,
}

/// Credentials, of which nothing is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(default)]
pub(super) struct Credentials {
    username: Scalar,
    password: Scalar,
    auth: Scalar,
    identity_token: Scalar,
}

/// Whatever Go reads into a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Scalar;

impl<'de> Deserialize<'de> for Scalar {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Self)
    }
}

impl Visitor<'_> for Scalar {
    type Value = Self;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text")
    }

    fn visit_str<E>(self, _: &str) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_unit<E>(self) -> Result<Self, E> {
        Ok(self)
    }
}

/// A boolean as yaml.v2 reads it: with YAML 1.1's other words, which some readers give as texts, and not between quotes.
fn flag<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    deserializer.deserialize_any(Flag)
}

struct Flag;

impl Visitor<'_> for Flag {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("true or false without quotes")
    }

    fn visit_bool<E>(self, value: bool) -> Result<bool, E> {
        Ok(value)
    }

    fn visit_unit<E>(self) -> Result<bool, E> {
        Ok(false)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<bool, E> {
        match text {
            "y" | "Y" | "yes" | "Yes" | "YES" | "on" | "On" | "ON" => Ok(true),
            "n" | "N" | "no" | "No" | "NO" | "off" | "Off" | "OFF" => Ok(false),
            _ => Err(E::invalid_value(Unexpected::Str(text), &self)),
        }
    }
}

/// Returns the part of a `registries.yaml` that k3s reads: its first document. What follows may be anything.
///
/// ```
/// use pullspec::registry::node::k3s::first_document;
/// assert_eq!(first_document("---\nmirrors: {}\n---\n]"), "---\nmirrors: {}\n");
/// ```
#[must_use]
pub fn first_document(text: &str) -> &str {
    let mut has_begun = false;
    let mut offset = 0;
    for line in text.split_inclusive('\n') {
        let content = line.trim_start_matches('\u{feff}').trim_end();
        let is_marker = ["---", "..."].into_iter().any(|marker| {
            let rest = content.strip_prefix(marker);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t']))
        });
        if has_begun && is_marker {
            return text.get(..offset).unwrap_or(text);
        }
        // Before it there can be directives and comments.
        has_begun |=
            !(content.is_empty() || content.starts_with('%') || content.trim_start().starts_with('#'));
        offset += line.len();
    }
    text
}

#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(default)]
pub(super) struct Tls {
    #[serde(deserialize_with = "null_is_default")]
    pub(super) ca_file: String,
    #[serde(deserialize_with = "null_is_default")]
    pub(super) cert_file: String,
    #[serde(deserialize_with = "null_is_default")]
    pub(super) key_file: String,
    #[serde(deserialize_with = "flag")]
    pub(super) insecure_skip_verify: bool,
}
