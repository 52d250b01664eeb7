//! A CEL expression over the text of an image.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt::Write as _;

use super::error::ExportError;
use super::names;
use super::pieces::Extent;
use crate::pattern::PatternSet;
use crate::pattern::shape::{MANY, Pattern, Version};

/// What the API server lets one expression cost: `PerCallLimit` in `k8s.io/apiserver/pkg/apis/cel`.
pub(super) const COST_LIMIT: u64 = 1_000_000;
/// Containers and the length of their images for which a policy has to stay below the limit: a name of 63 characters and
/// a digest.
pub(super) const USUAL: (u64, u64) = (32, 63 + 72);

/// Expressions for the names, each with what it must not match.
pub(in crate::pattern) struct Tests {
    pub(super) names: Vec<(String, Option<&'static str>)>,
    extent: Extent,
}

/// What an image must match, and what it must not, whatever the patterns say.
///
/// A path has 255 characters at most (one alone on Docker Hub 247, before `library/`), a tag 128, a digest those of its
/// algorithm.
pub(super) const MUST: [&str; 2] = [
    r"^(?:(?:[^/@]*[.:A-Z\]][^/@]*|localhost)/)?[a-z0-9._/-]{1,255}(?::[^/@]*)?(?:@|$)",
    "^[^@]*(?:@(?:sha256:[a-f0-9]{64}|sha384:[a-f0-9]{96}|sha512:[a-f0-9]{128}))?$",
];
/// The same the other way round; three underscores in a row are in no path, and nothing but graphic ASCII is in an image,
/// which also keeps out a line feed at the end where an engine's `$` matches before it.
pub(super) const MUST_NOT: &str = "^(?:(?:index[.])?docker[.]io/)?[a-z0-9._-]{248,}(?::[^/@]*)?(?:@|$)|\
     ^(?:[^/@]*/)?[^:@]*___|:[A-Za-z0-9_.-]{129,}(?:@|$)|[^!-~]";

/// Everything that any pattern matches.
pub(super) fn anything() -> Pattern {
    Pattern { domain: MANY.into(), path: MANY.into(), below: false, version: Version::Any }
}

impl Tests {
    pub(in crate::pattern) fn of<'p>(
        patterns: impl IntoIterator<Item = &'p Pattern>,
        extent: Extent,
    ) -> Self {
        Self { names: names::open(patterns, extent), extent }
    }

    /// The expression, with the text of the image called `image`.
    pub(in crate::pattern) fn cel(&self, image: &str) -> String {
        let matches = |regex: &str| format!("{image}.matches({})", quoted(regex));
        let one = |(regex, unless): &(String, Option<&str>)| match unless {
            None => matches(regex),
            Some(unless) => format!("{} && !{}", matches(regex), matches(unless)),
        };
        let names: Vec<String> = self.names.iter().map(one).collect();
        let names = match names.as_slice() {
            [] => "false".into(),
            [one] => one.clone(),
            _ => format!("({})", names.join(" || ")),
        };
        match self.extent {
            Extent::Covering => format!("!({}) || {names}", Self::of([&anything()], Extent::Open).cel(image)),
            _ if self.names.is_empty() => names,
            _ => format!("{names} && {} && !{}", MUST.map(matches).join(" && "), matches(MUST_NOT)),
        }
    }

    /// What the expression costs at most for a text of so many characters.
    pub(super) fn cost(&self, length: u64) -> u64 {
        let text = length.saturating_add(1).div_ceil(10);
        let of = |regex: &str| 3 + text.saturating_mul((regex.len() as u64).div_ceil(4));
        let names = self.names.iter().flat_map(|(regex, unless)| [Some(regex.as_str()), *unless]).flatten();
        let names = names.map(of).fold(0, u64::saturating_add);
        names.saturating_add(match self.extent {
            Extent::Covering => Self::of([&anything()], Extent::Open).cost(length),
            _ => MUST.into_iter().chain([MUST_NOT]).map(of).sum(),
        })
    }

    /// The same, if the API server bears it for the usual images, each of which costs so much besides.
    pub(in crate::pattern) fn affordable(self, besides: u64) -> Result<Self, ExportError> {
        let (images, length) = USUAL;
        let cost = images.saturating_mul(self.cost(length).saturating_add(besides));
        if cost <= COST_LIMIT { Ok(self) } else { Err(ExportError::TooCostly { cost, limit: COST_LIMIT }) }
    }
}

impl PatternSet {
    /// Returns a CEL expression over the string `image` that is true for the images of the set.
    ///
    /// It needs nothing but the standard functions, so every implementation evaluates it.
    ///
    /// ```
    /// use pullspec::pattern::PatternSet;
    /// let cel = PatternSet::parse(["quay.io/team/app:1.2"])?.cel()?;
    /// assert!(cel.starts_with("image.matches(r'^(?:quay[.]io/team/app:1[.]2)$') && "));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// The cost for 32 images of 135 characters would be above the API server's limit.
    pub fn cel(&self) -> Result<String, ExportError> {
        Ok(Tests::of(self, Extent::Open).affordable(0)?.cel("image"))
    }

    /// Returns what the CEL expression costs the API server for so many images of so many characters, at most.
    ///
    /// ```
    /// use pullspec::pattern::PatternSet;
    /// let set = PatternSet::parse(["quay.io/team/**", "docker.io/library/*@*"])?;
    /// assert!(set.cel_cost(32, 255) < 1_000_000);
    /// # Ok::<(), pullspec::pattern::PatternSetError>(())
    /// ```
    #[must_use]
    pub fn cel_cost(&self, images: u64, length: u64) -> u64 {
        images.saturating_mul(Tests::of(self, Extent::Open).cost(length))
    }
}

/// The text as a literal of CEL: raw where it can be, which keeps expressions readable.
pub(super) fn quoted(text: &str) -> String {
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~') && byte != b'\'') && !text.ends_with('\\') {
        return format!("r'{text}'");
    }
    escaped(text)
}

/// The text as a literal of CEL, JSON, YAML and Rego.
pub(super) fn escaped(text: &str) -> String {
    let mut literal = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => literal.extend(['\\', c]),
            ' '..='~' => literal.push(c),
            _ => {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    let _ = write!(literal, "\\u{unit:04x}");
                }
            }
        }
    }
    literal.push('"');
    literal
}
