//! A Rego module over the text of an image.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt::Write as _;

use super::cel::{MUST, MUST_NOT, anything, escaped};
use super::names;
use super::pieces::Extent;
use crate::pattern::{Pattern, PatternSet};

/// `import` makes it valid as Rego v0 too.
const HEAD: &str = "package images\n\nimport future.keywords.if\n";

impl PatternSet {
    /// Returns a Rego module: package `images`, rule `allow` over `input.image`.
    ///
    /// It is valid as Rego v0 and v1, for OPA 0.42 and later. Each pattern has rules of its own, so that the expressions
    /// stay small.
    ///
    /// It answers for one image. A policy of conftest or Gatekeeper goes through an object and asks for each, as here for
    /// a pod; in a `ConstraintTemplate` the object is `input.review.object`, the rule `violation`, and the module stands
    /// under `libs` with its package named `lib.images`:
    ///
    /// ```text
    /// package main
    ///
    /// import future.keywords
    ///
    /// deny contains msg if {
    ///     some kind in ["initContainers", "containers", "ephemeralContainers"]
    ///     some container in input.spec[kind]
    ///     not data.images.allow with input as {"image": container.image}
    ///     msg := sprintf("%s: image %q is not allowed", [container.name, container.image])
    /// }
    /// ```
    ///
    /// ```
    /// use pullspec::pattern::PatternSet;
    /// let rego = PatternSet::parse(["quay.io/team/app:1.2"])?.rego();
    /// assert!(rego.contains("# quay.io/team/app:1.2\nlisted if {\n\tregex.match(`^(?:quay[.]io/team/app:1[.]2)$`, input.image)"));
    /// # Ok::<(), pullspec::pattern::PatternSetError>(())
    /// ```
    #[must_use]
    pub fn rego(&self) -> String {
        let mut module = String::from(HEAD);
        allow("allow", "listed", self, &mut module);
        module
    }
}

/// The rule `deny`: for what cannot be read as an image, and for what is listed.
pub(in crate::pattern) fn deny(set: &PatternSet) -> String {
    let mut module = format!("{HEAD}\ndefault deny := false\n\ndeny if not readable\n\ndeny if listed\n");
    allow("readable", "well_formed", [&anything()], &mut module);
    listed("listed", set, Extent::Covering, &mut module);
    module
}

fn matches(regex: &str) -> String {
    format!("regex.match({}, input.image)", quoted(regex))
}

/// A rule for what is listed by another one, and is an image.
fn allow<'p>(name: &str, list: &str, patterns: impl IntoIterator<Item = &'p Pattern>, module: &mut String) {
    let [one, two] = MUST.map(matches);
    let not = matches(MUST_NOT);
    let _ = write!(
        module,
        "\ndefault {name} := false\n\n{name} if {{\n\t{list}\n\t{one}\n\t{two}\n\tnot {not}\n}}\n"
    );
    listed(list, patterns, Extent::Open, module);
}

/// A rule for each name.
fn listed<'p>(
    rule: &str,
    patterns: impl IntoIterator<Item = &'p Pattern>,
    extent: Extent,
    module: &mut String,
) {
    let _ = write!(module, "\ndefault {rule} := false\n");
    for pattern in patterns {
        for (names, unless) in names::open([pattern], extent) {
            let unless = unless.map(|unless| format!("\tnot {}\n", matches(unless))).unwrap_or_default();
            let names = matches(&names);
            let _ = write!(module, "\n# {pattern}\n{rule} if {{\n\t{names}\n{unless}}}\n");
        }
    }
}

/// The text as a literal of Rego: raw where it can be, and in pieces where a line would be longer than engines read.
fn quoted(text: &str) -> String {
    /// An engine takes lines of 1,024 characters.
    const MAX_PIECE: usize = 800;
    if !text.bytes().all(|byte| matches!(byte, b' '..=b'~') && byte != b'`') {
        return escaped(text);
    }
    let pieces: Vec<&str> = text.as_bytes().chunks(MAX_PIECE).flat_map(core::str::from_utf8).collect();
    match pieces.as_slice() {
        [] | [_] => format!("`{text}`"),
        _ => format!("concat(\"\", [\n\t\t`{}`,\n\t])", pieces.join("`,\n\t\t`")),
    }
}
