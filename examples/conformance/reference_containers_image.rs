//! Mode `reference_containers_image`: the grammar of podman and CRI-O.

use pullspec::registry::node::containers_image::parse_reference;
use serde_json::{Value, json};

#[expect(clippy::needless_pass_by_value, reason = "every mode answers a line it owns")]
pub(crate) fn answer(input: Value) -> Result<Value, String> {
    let text = input.get("input").and_then(Value::as_str).ok_or("expected a text `input`")?;
    Ok(match parse_reference(text) {
        Err(_) => json!({ "error": true }),
        Ok(image) => json!({
            "str": image.as_str(),
            "domain": image.domain(),
            "path": image.path(),
            "tag": image.tag(),
            "digest": image.digest().map(|digest| digest.to_string()),
        }),
    })
}
