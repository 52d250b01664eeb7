//! Mode `shortnames`: what a name means to podman, to CRI-O and among the images on the node.

use pullspec::reference::Reference;
use pullspec::registry::node::containers_image::{CrioShortNameMode, ShortNameError};
use serde_json::{Value, json};

use super::json::text;
use super::node_registries_conf::read;

#[expect(clippy::needless_pass_by_value, reason = "every mode answers a line it owns")]
pub(crate) fn answer(input: Value) -> Result<Value, String> {
    let node = read(&input)?;
    let name = text(&input, "image")?;
    let mode = match text(&input, "crio_short_name_mode")? {
        "disabled" => CrioShortNameMode::Disabled,
        "enforcing" | "" => CrioShortNameMode::Enforcing,
        other => return Err(format!("unknown mode {other:?}")),
    };
    Ok(json!({
        "podman": found(node.podman_candidates(name)),
        "local": found(node.local_candidates(name)),
        "crio": found(node.crio_candidates(name, mode)),
    }))
}

fn found(result: Result<Vec<Reference>, ShortNameError>) -> Value {
    let error = match result {
        Ok(candidates) => {
            return json!({ "candidates": candidates.iter().map(Reference::as_str).collect::<Vec<_>>() });
        }
        Err(ShortNameError::Config(error)) => error.kind().as_str(),
        Err(ShortNameError::Reference(_)) => "reference",
        Err(ShortNameError::Ambiguous) => "ambiguous",
        Err(ShortNameError::NoSearchRegistries) => "no_search_registries",
        Err(ShortNameError::Candidate(_)) => "candidate_reference",
        Err(_) => "unknown",
    };
    json!({ "error": error })
}
