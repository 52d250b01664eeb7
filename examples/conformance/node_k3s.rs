//! Where k3s and RKE2 ask for their own images.

use pullspec::registry::node::Attempt;
use pullspec::registry::node::k3s::Registries;
use serde_json::{Value, json};
use serde_saphyr::options::{DuplicateKeyPolicy, Options};

use super::json::text;
use super::node_hosts::error;

fn endpoint(attempt: &Attempt) -> Value {
    let scheme = attempt.transport().scheme();
    let user = attempt.user_info().map(|user| format!("{user}@")).unwrap_or_default();
    json!({
        "url": format!("{scheme}://{user}{}{}", attempt.host(), attempt.path()),
        "request": attempt.manifest_url(),
        "repository": attempt.repository(),
        "default": attempt.is_origin(),
        "skip_verify": attempt.tls().skip_verify,
    })
}

#[expect(clippy::needless_pass_by_value, reason = "every mode answers a line it owns")]
pub(crate) fn answer(row: Value) -> Result<Value, String> {
    let registries = match row["registries_yaml"].as_str() {
        None => Registries::default(),
        Some(text) => {
            // As Go's reader: the last of equal keys counts, and an empty file is an empty value.
            let mut options = Options::default();
            options.duplicate_keys = DuplicateKeyPolicy::LastWins;
            match serde_saphyr::from_str_with_options::<Option<Registries>>(text, options) {
                Ok(registries) => registries.unwrap_or_default(),
                Err(_) => return Ok(error("yaml")),
            }
        }
    };
    match registries.bootstrap(text(&row, "image")?) {
        Ok(resolution) => {
            Ok(json!({"endpoints": resolution.attempts().iter().map(endpoint).collect::<Vec<_>>()}))
        }
        Err(found) => Ok(error(found.kind().as_str())),
    }
}
