//! Mode `export`: a list of patterns for the engines that decide elsewhere.

use pullspec::pattern::PatternSet;
use serde_json::{Value, json};

use super::json::list;

#[expect(clippy::needless_pass_by_value, reason = "every mode takes its line")]
pub(super) fn answer(input: Value) -> Result<Value, String> {
    let patterns = list(&input, "patterns")?
        .iter()
        .map(|pattern| pattern.as_str().ok_or("expected texts in `patterns`"));
    let patterns: Vec<&str> = patterns.collect::<Result<_, _>>()?;
    let digest = match input.get("digest") {
        None | Some(Value::Null) => false,
        Some(digest) => digest.as_bool().ok_or("expected true or false in `digest`")?,
    };
    Ok(exported(&patterns, digest).unwrap_or_else(|error| json!({ "error": error })))
}

fn exported(patterns: &[&str], digest: bool) -> Result<Value, String> {
    let set = PatternSet::parse(patterns).map_err(|error| error.to_string())?;
    let set = if digest { set.with_digest_required() } else { set };
    let cel = set.cel().map_err(|error| error.to_string())?;
    let regex = set.regex().map_err(|error| error.to_string())?;
    Ok(json!({ "cel": cel, "rego": set.rego(), "regex": regex }))
}
