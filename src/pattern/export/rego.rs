//! A Rego module over the text of an image.

use alloc::format;
use alloc::string::String;
use core::fmt::Write as _;

use super::cel::{MUST, MUST_NOT, escaped};
use super::names;
use crate::pattern::PatternSet;

/// The rule, and what an image must be to be one. `import` makes it valid as Rego v0 too.
const HEAD: &str =
    "package images\n\nimport future.keywords.if\n\ndefault allow := false\n\nallow if {\n\tlisted\n";

impl PatternSet {
    /// Returns a Rego module: package `images`, rule `allow` over `input.image`.
    ///
    /// It is valid as Rego v0 and v1, for OPA 0.42 and later. Each pattern has rules of its own, so that the expressions
    /// stay small.
    ///
    /// ```
    /// use pullspec::pattern::PatternSet;
    /// let rego = PatternSet::parse(["quay.io/team/app:1.2"])?.rego();
    /// assert!(rego.contains("# quay.io/team/app:1.2\nlisted if {\n\tregex.match(`^quay[.]io/team/app:1[.]2$`, input.image)"));
    /// # Ok::<(), pullspec::pattern::PatternSetError>(())
    /// ```
    #[must_use]
    pub fn rego(&self) -> String {
        let matches = |regex: &str| format!("regex.match({}, input.image)", quoted(regex));
        let mut module = String::from(HEAD);
        for must in MUST {
            let _ = writeln!(module, "\t{}", matches(must));
        }
        let _ = writeln!(module, "\tnot {}\n}}", matches(MUST_NOT));
        module.push_str("\ndefault listed := false\n");
        for pattern in self {
            for (names, unless) in names::open([pattern]) {
                let unless = unless.map(|unless| format!("\tnot {}\n", matches(unless))).unwrap_or_default();
                for regex in names.each() {
                    let _ =
                        write!(module, "\n# {pattern}\nlisted if {{\n\t{}\n{unless}}}\n", matches(&regex));
                }
            }
        }
        module
    }
}

/// The text as a literal of Rego: raw where it can be, and in pieces where a line would be longer than engines read.
fn quoted(text: &str) -> String {
    /// An engine takes lines of 1,024 characters.
    const MAX_PIECE: usize = 800;
    if !text.bytes().all(|byte| matches!(byte, b' '..=b'~') && byte != b'`') {
        return escaped(text);
    }
    if text.len() <= MAX_PIECE {
        return format!("`{text}`");
    }
    let (mut pieces, mut rest) = (String::new(), text);
    while let Some((piece, more)) =
        rest.split_at_checked(MAX_PIECE.min(rest.len())).filter(|(piece, _)| !piece.is_empty())
    {
        let _ = write!(pieces, "\n\t\t`{piece}`,");
        rest = more;
    }
    format!("concat(\"\", [{pieces}\n\t])")
}
