//! One anchored expression.

use alloc::string::String;

use super::error::ExportError;
use super::names;
use crate::pattern::PatternSet;

/// Matches nothing: no text begins after its first character.
pub(super) const NOTHING: &str = "^a^$";
/// `kubectl apply` keeps the whole object in an annotation, and all annotations together have 256 KiB at most
/// (`TotalAnnotationSizeLimitB` in `k8s.io/apimachinery`); this leaves three quarters to the rest of a CRD.
const MAX_LENGTH: usize = 64 * 1024;
/// Go's `regexp/syntax` gives up at 128 MiB, which are 3.3 million instructions.
const MAX_INSTRUCTIONS: usize = 1_000_000;

impl PatternSet {
    /// Returns an anchored regular expression for the whole text of an image, as the `pattern` of a JSON Schema or of a
    /// custom resource.
    ///
    /// It is in the syntax that RE2 (Go, Rust) and ECMAScript share, for a text of any characters. It allows nothing that
    /// the matcher refuses; see the page of [`export`](crate::pattern::export). Not for engines
    /// whose `$` also matches before a line break at the end, such as Python's.
    ///
    /// ```
    /// use pullspec::pattern::PatternSet;
    /// let set = PatternSet::parse(["quay.io/team/app:{1.2,1.3}", "ghcr.io/org/app:1"])?;
    /// assert_eq!(set.regex()?, "^(?:quay[.]io/team/app:(?:1[.]2|1[.]3)|ghcr[.]io/org/app:1)$");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// More patterns than Go's `regexp` is sure to compile, about 300 with wildcards.
    pub fn regex(&self) -> Result<String, ExportError> {
        let regex = names::counted(self).regex().unwrap_or_else(|| NOTHING.into());
        let (length, size) = (regex.len(), instructions(&regex));
        match (length <= MAX_LENGTH, size <= MAX_INSTRUCTIONS) {
            (true, true) => Ok(regex),
            (false, _) => Err(ExportError::TooLong { length, max: MAX_LENGTH }),
            (true, false) => Err(ExportError::TooLarge { size, max: MAX_INSTRUCTIONS }),
        }
    }
}

/// About how many instructions an expression takes: its characters, and for a counted one those before it once more for
/// each count.
fn instructions(regex: &str) -> usize {
    /// The longest unit that is counted.
    const UNIT: usize = 12;
    let counts = regex.split('{').skip(1).filter_map(|text| text.split_once('}'));
    let most = counts.filter_map(|(counts, _)| counts.rsplit(',').next()?.parse::<usize>().ok());
    regex.len() + most.map(|most| most * UNIT).sum::<usize>()
}
